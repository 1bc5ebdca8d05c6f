"""What is true of a unit before anybody writes it down: its circles, teams, reviewers and statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.examiner import figures, people
from tests.examiner.nouns import Told, told

Sheet = Mapping[str, Told]


@dataclass(frozen=True)
class Circle:
    """A circle: its application's fields, its row in the recommendation, and what its report tells."""

    name: str
    application: Sheet
    row: Sheet
    people: tuple[str, ...]
    topic: str
    kind: str
    registered: Told


@dataclass(frozen=True)
class Team:
    """A team: its application's fields and its row in the recommendation."""

    name: str
    application: Sheet
    row: Sheet


@dataclass(frozen=True)
class Unit:
    """A unit and everything that it files."""

    name: str
    district: str
    header: Sheet
    circles: tuple[Circle, ...]
    teams: tuple[Team, ...]
    reviewers: tuple[Sheet, ...]
    statistics: Sheet
    team_statistics: Sheet
    association: bool = False


def _contact(dice: Random, district: str) -> dict[str, Told]:
    return {
        "contact_person": told(people.name(dice)),
        "contact_mobile": figures.phone(dice, figures.mobile(dice)),
        "contact_email": told(
            dice.choice(["qc{}@firm-{}.example.com", "zl_{}@126-{}.example.cn", "Quality.{}@unit{}.example.com.cn"]).format(
                dice.randint(1, 99), dice.randint(1, 99)
            )
        ),
        "mailing_address": told(people.address(dice, district)),
        "postal_code": Told(code := f"40{dice.randint(0, 9999):04d}", code, float(code), "0"),
    }


def _circle(dice: Random, name: str, company: str, header: Sheet, district: str) -> Circle:
    kind = dice.choice(figures.TYPES)
    size = dice.randint(3, 12)
    crew = people.names(dice, size)
    topic = people.topic(dice, kind)
    benefit = round(dice.uniform(1, 300), dice.choice([0, 1, 2])) if dice.random() < 0.75 else None
    shown = figures.money(dice, benefit) if benefit is not None else figures.no_money(dice)
    fields = dict(header) | {
        "circle_name": told(name),
        "organization_name": told(company),
        "responsible_department": told(dice.choice(people.DEPARTMENTS)),
        "activity_mentor": figures.few(dice, people.names(dice, 1 if dice.random() < 0.8 else 2, set(crew))),
        "mentor_phone": figures.any_phone(dice),
        "member_count": figures.count(dice, size),
        "profile_and_results": told(profile(dice, name, topic)),
        **_contact(dice, district),
    }
    row = {
        "organization_name": told(company),
        "circle_name": told(name),
        "topic_name": told(topic),
        "topic_type": figures.topic_type(dice, kind),
        "member_count": figures.count(dice, size),
        "member_names": figures.members(dice, crew),
        "direct_economic_benefit_wan": shown,
    }
    registered = (
        figures.month(dice, 2018, dice.randint(1, 12))
        if dice.random() < 0.5
        else figures.day(dice, 2018, dice.randint(1, 12), dice.randint(1, 28))
    )
    return Circle(name, fields, row, tuple(crew), topic, kind, registered)


def _team(dice: Random, name: str, company: str, header: Sheet, district: str) -> Team:
    size = dice.randint(5, 40)
    leader = people.name(dice)
    fields = dict(header) | {
        "team_name": told(name),
        "organization_name": told(company),
        "responsible_department": told(dice.choice(people.DEPARTMENTS)),
        "fax": figures.landline(dice),
        "team_leader": told(leader),
        "team_size": figures.count(dice, size),
        "task_completion_rate": figures.percent(dice, dice.choice([100, 98.5, 102.3, 99, 110])),
        "quality_assessment_pass_rate": figures.percent(dice, dice.choice([99.6, 100, 98, 97.35])),
        "nonconforming_rate": dice.choice(
            [
                figures.percent(dice, 0.3),
                Told("0.5", 0.5),
                Told("50ppm", 0.005),
                Told("0.5‰", 0.05),
                Told("0", 0, 0.0),
                figures.percent(dice, 2),
                Told("/", ANY_ZERO),
                Told("万分之五", 0.05),
            ]
        ),
        "annual_accidents": dice.choice(
            [Told("0", 0, 0.0), Told("0", 0, 0.0), Told("无", 0), Told("0/0", 0), Told("0起", 0), Told("零", 0)]
        ),
        "annual_complaints": figures.count(dice, dice.choice([0, 0, 1, 2]), "次"),
        "first_pass_rate": figures.percent(dice, dice.choice([99.2, 98.6, 100, 96])),
        "annual_training": figures.training(dice, size, dice.choice([24, 48, 96, 120])),
        "improvement_participation_rate": figures.percent(dice, dice.choice([100, 85, 92.5])),
        "quality_cost_wan_per_year": figures.money(dice, dice.choice([2.8, 12.5, 0.6, 30])),
        "profile_and_results": told(profile(dice, name, "")) if dice.random() < 0.6 else Told(""),
        **_contact(dice, district),
    }
    row = {
        "organization_name": told(company),
        "team_name": told(name),
        "member_count": figures.count(dice, size),
        "team_leader": told(leader),
        "contact_person": told(people.name(dice)),
        "mobile": figures.phone(dice, figures.mobile(dice)),
    }
    return Team(name, fields, row)


ANY_ZERO = figures.ANY


def profile(dice: Random, name: str, topic: str) -> str:
    """Running text of a profile; may name labels and figures in its sentences, and break into paragraphs."""
    sentences = [
        f"{name}成立于2016年3月，现有成员若干名，平均年龄35岁，人均受QC教育48学时。",
        f"小组围绕“{topic or '班组建设'}”开展活动，严格按照PDCA循环，共活动24次，出勤率98%。",
        "活动前合格率为91.2%，活动后达到97.6%，超过目标值96%，年节约成本12.5万元。",
        "一、选题理由：上级要求合格率≥96%，而现状仅91.2%。",
        "二、主要活动过程：现状调查、原因分析、要因确认、制定对策、对策实施、效果检查。",
        "取得了良好的经济效益和社会效益，得到顾客好评；联系人和手机见上。",
        "小组先后荣获公司优秀QC小组、市级二等奖等荣誉。",
        "1. 班组成员组成：班长1名，组员若干。\n2. 班组职责：负责设备的维护保养。",
    ]
    chosen = dice.sample(sentences, dice.randint(1, len(sentences)))
    return dice.choice(["", "\n"]).join(chosen)


def _statistics(dice: Random, circles: int, benefit: float, contact: Sheet) -> Sheet:
    this_year = circles + dice.randint(2, 30)
    total = this_year + dice.randint(0, 200)
    return {
        "circles_registered_total": figures.count(dice, total, "个"),
        "circles_registered_this_year": figures.count(dice, this_year, "个"),
        "participation_rate": figures.percent(dice, dice.choice([32.5, 18, 45.6, 60, 8.7, 100])),
        "circles_active_this_year": figures.count(dice, min(total, this_year + dice.choice([0, 0, -1, 3])), "个"),
        "calculable_economic_benefit_wan": figures.money(dice, round(benefit + dice.uniform(1, 200), 1)),
        "achievement_rate": figures.percent(dice, dice.choice([83.3, 75, 100, 66.67, 90])),
        "activity_expense_wan": figures.money(dice, dice.choice([6.2, 3, 12.5, 0.8])),
        "activity_reward_wan": figures.money(dice, dice.choice([3, 1.5, 0.6, 2])),
        "features_and_suggestions": told(
            dice.choice(["领导重视，全员参与；建议多组织培训。", "1.小组活动与现场改进结合。\n2.建议增加交流机会。", "无"])
        ),
        "responsible_department_and_head": told(
            dice.choice(people.DEPARTMENTS) + dice.choice(["：", " ", "，负责人：", "/"]) + people.name(dice)
        ),
        **contact,
    }


def _team_statistics(dice: Random, teams: int, contact: Sheet) -> Sheet:
    this_year = teams + dice.randint(1, 12)
    return {
        "teams_this_year": figures.count(dice, this_year, "个"),
        "teams_total": figures.count(dice, this_year + dice.randint(0, 40), "个"),
        "participants_this_year": figures.count(dice, dice.randint(50, 1500), "人"),
        "teams_recommended": figures.count(dice, teams, "个"),
        "activity_expense_wan": figures.money(dice, dice.choice([4.5, 2, 0.5])),
        "activity_reward_wan": figures.money(dice, dice.choice([1.2, 1, 0.35])),
        "features_and_problems": told(
            dice.choice(["以班组为单位开展质量改进，问题是工具方法应用不足。", "特点：全员参与。\n问题：资料整理不够规范。"])
        ),
        "responsible_department_and_head": told(dice.choice(people.DEPARTMENTS) + dice.choice(["：", " "]) + people.name(dice)),
        **contact,
    }


def unit(dice: Random, circles: int, teams: int) -> Unit:
    """Invent a unit with so many circles and teams."""
    district = dice.choice(people.DISTRICTS)
    association = circles >= 2 and dice.random() < 0.15
    name = dice.choice(people.ASSOCIATIONS) if association else people.firm(dice)
    written = (
        Told(f"重庆市{district}", district)
        if dice.random() < 0.1 and district.endswith(("区", "县")) and "新区" not in district
        else told(district)
    )
    header = {"recommending_unit": told(name), "district": written}
    companies = [people.firm(dice) if association else name for _ in range(max(circles, 1))]
    circle_names = _different(dice, people.circle, circles)
    team_names = dice.sample(people.TEAMS, teams)
    drawn = tuple(_circle(dice, n, c, header, district) for n, c in zip(circle_names, companies, strict=False))
    crews = {p for c in drawn for p in c.people}
    benefit = sum(
        float(c.row["direct_economic_benefit_wan"].value)
        for c in drawn
        if isinstance(c.row["direct_economic_benefit_wan"].value, int | float)
    )
    contact = _contact(dice, district)
    reviewers = tuple(
        {
            "reviewer_name": told(p),
            "employer": told(dice.choice([name, people.firm(dice)])),
            "certificate_no": told(figures.certificate(dice)),
            "mobile": figures.phone(dice, figures.mobile(dice)),
        }
        for p in people.names(dice, dice.choice([2, 2, 2, 3, 4]), crews)
    )
    drawn = tuple(replace(c, application=dict(c.application) | {"reviewer_signatures": _signed(dice, reviewers)}) for c in drawn)
    squads = tuple(_team(dice, n, name, header, district) for n in team_names)
    squads = tuple(replace(t, application=dict(t.application) | {"reviewer_signatures": _signed(dice, reviewers)}) for t in squads)
    return Unit(
        name,
        district,
        header,
        drawn,
        squads,
        reviewers,
        _statistics(dice, circles, benefit, contact),
        _team_statistics(dice, teams, contact),
        association,
    )


def _signed(dice: Random, reviewers: tuple[Sheet, ...]) -> Told:
    return figures.few(dice, [r["reviewer_name"].raw for r in reviewers[:2]]) if dice.random() < 0.3 else Told("")


def _different(dice: Random, make: object, count: int) -> list[str]:
    found: list[str] = []
    stems: set[str] = set()
    while len(found) < count:
        new = make(dice)  # type: ignore[operator]
        stem = (
            new.replace("“", "")
            .replace("”", "")
            .replace("QC", "")
            .replace("qc", "")
            .replace("小组", "")
            .replace("质量管理", "")
            .replace(" ", "")
        )
        if stem not in stems:
            stems.add(stem)
            found.append(new)
    return found
