"""The mistakes that are planted into a unit's facts or papers, each with the rule that must name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from tests.examiner import people
from tests.examiner.facts import Unit
from tests.examiner.nouns import ANY, BLANK, Planted, Told, told

Outcome = tuple[Unit, list[Planted], set[str]]
CIRCLE, TEAM = "circle", "team"


def _with(facts: Mapping[str, Told], **changed: Told) -> dict[str, Told]:
    return dict(facts) | changed


def _circle(unit: Unit, i: int, **parts: Any) -> Unit:
    return replace(unit, circles=tuple(replace(c, **parts) if n == i else c for n, c in enumerate(unit.circles)))


def _team(unit: Unit, i: int, **parts: Any) -> Unit:
    return replace(unit, teams=tuple(replace(t, **parts) if n == i else t for n, t in enumerate(unit.teams)))


def _row(unit: Unit, dice: Random, rule: str, **changed: Told) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    return _circle(unit, i, row=_with(circle.row, **changed)), [Planted(rule, circle.name)], set()


def _applied(unit: Unit, dice: Random, rule: str, **changed: Told) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    return _circle(unit, i, application=_with(circle.application, **changed)), [Planted(rule, circle.name)], set()


def _team_applied(unit: Unit, dice: Random, rule: str, **changed: Told) -> Outcome:
    i = dice.randrange(len(unit.teams))
    team = unit.teams[i]
    return _team(unit, i, application=_with(team.application, **changed)), [Planted(rule, team.name)], set()


def _stated(unit: Unit, rule: str, **changed: Told) -> Outcome:
    return replace(unit, statistics=_with(unit.statistics, **changed)), [Planted(rule)], set()


def blank_in_application(unit: Unit, dice: Random) -> Outcome:
    field = dice.choice(["organization_name", "contact_person", "member_count", "contact_mobile"])
    return _applied(unit, dice, "required-blank", **{field: BLANK})


def blank_in_list(unit: Unit, dice: Random) -> Outcome:
    return _row(unit, dice, "required-blank", **{dice.choice(["topic_name", "topic_type", "member_count", "member_names"]): BLANK})


def blank_in_team_list(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.teams))
    team = unit.teams[i]
    return (
        _team(unit, i, row=_with(team.row, **{dice.choice(["member_count", "team_leader"]): BLANK})),
        [Planted("required-blank", team.name)],
        set(),
    )


def blank_indicator(unit: Unit, dice: Random) -> Outcome:
    fields = dice.sample(
        ["task_completion_rate", "nonconforming_rate", "annual_complaints", "annual_training", "quality_cost_wan_per_year"],
        dice.choice([1, 2]),
    )
    return _team_applied(unit, dice, "indicator-blank", **dict.fromkeys(fields, BLANK))


def wrong_type(unit: Unit, dice: Random) -> Outcome:
    return _row(
        unit,
        dice,
        "invalid-topic-type",
        topic_type=Told(dice.choice(["问题解决型", "问题解决型（自选目标）", "指令型", "现场型、攻关型", "车间", "技术组", "综合型"]), ANY),
    )


def unreadable_number(unit: Unit, dice: Random) -> Outcome:
    return _row(unit, dice, "number-unreadable", member_count=Told(dice.choice(["若干", "见名单", "全体成员", "详见附件"]), None))


def unreadable_statistic(unit: Unit, dice: Random) -> Outcome:
    return _stated(
        unit,
        "number-unreadable",
        **{
            dice.choice(["circles_registered_this_year", "activity_reward_wan", "achievement_rate"]): Told(
                dice.choice(["若干", "见附件", "统计中"]), None
            )
        },
    )


def words_for_benefit(unit: Unit, dice: Random) -> Outcome:
    return _row(
        unit,
        dice,
        "benefit-in-words",
        direct_economic_benefit_wan=Told(dice.choice(["社会效益显著", "不可计算", "间接效益", "见报告"]), None),
    )


def short_phone(unit: Unit, dice: Random) -> Outcome:
    return _applied(unit, dice, "invalid-phone", contact_mobile=Told(dice.choice(["1398312345", "139831234567", "1398312"]), ANY))


def short_code(unit: Unit, dice: Random) -> Outcome:
    return _applied(unit, dice, "invalid-postal-code", postal_code=Told(dice.choice(["40002", "4000233", "40023"]), ANY))


def broken_email(unit: Unit, dice: Random) -> Outcome:
    return _stated(unit, "invalid-email", contact_email=Told(dice.choice(["zlgl126.com", "qc.firm@", "qc@firm"]), ANY))


def over_hundred(unit: Unit, dice: Random) -> Outcome:
    return _stated(unit, "percentage-out-of-range", **{dice.choice(["achievement_rate", "participation_rate"]): Told("120%", 120)})


def team_over_hundred(unit: Unit, dice: Random) -> Outcome:
    return _team_applied(
        unit, dice, "percentage-out-of-range", **{dice.choice(["first_pass_rate", "quality_assessment_pass_rate"]): Told("102%", 102)}
    )


def small_total(unit: Unit, dice: Random) -> Outcome:
    return _stated(
        unit,
        "total-below-current-year",
        circles_registered_total=Told("9", 9),
        circles_registered_this_year=Told("18", 18),
        circles_active_this_year=Told("8", 8),
    )


def small_team_total(unit: Unit, dice: Random) -> Outcome:
    return (
        replace(unit, team_statistics=_with(unit.team_statistics, teams_total=Told("3", 3), teams_this_year=Told("12", 12))),
        [Planted("total-below-current-year")],
        set(),
    )


def active_above_total(unit: Unit, dice: Random) -> Outcome:
    return _stated(
        unit,
        "active-above-total",
        circles_registered_total=Told("20", 20),
        circles_registered_this_year=Told("12", 12),
        circles_active_this_year=Told("25", 25),
    )


def guidance_left(unit: Unit, dice: Random) -> Outcome:
    return _applied(
        unit,
        dice,
        "placeholder-left",
        **{
            dice.choice(
                [
                    "responsible_department",
                    "activity_mentor",
                    "mailing_address",
                    "contact_mobile",
                    "contact_person",
                    "postal_code",
                    "organization_name",
                ]
            ): Told(dice.choice(["（请填写）", "请填写", "示例", "（示例）"]), ANY)
        },
    )


def lost_character(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    bad = dice.choice(["张□明", "李?伟", "王\ue863", "陈\ufffd华", "刘？强"])
    crew = (*circle.people[:-1], bad)
    return (
        _circle(unit, i, row=_with(circle.row, member_names=Told("、".join(crew), ANY)), people=crew),
        [Planted("lost-character", circle.name)],
        set(),
    )


def cut_short(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    n = len(circle.people)
    raw = dice.choice([f"{circle.people[0]}等{n}人", f"{'、'.join(circle.people[:2])}等", f"{'、'.join(circle.people[:2])}等{n}人"])
    return _circle(unit, i, row=_with(circle.row, member_names=Told(raw, ANY))), [Planted("member-list-cut-short", circle.name)], set()


def miscounted(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    crew = people.names(dice, len(circle.people) + 1)
    crew = [p for p in crew if "·" not in p][: len(circle.people) + 1]
    while len(crew) < len(circle.people) + 1:
        crew.append(f"王{'甲乙丙丁戊己庚辛壬癸子丑'[len(crew) % 12]}")
    count = Told(str(len(crew) - 1), len(crew) - 1)
    return (
        _circle(unit, i, row=_with(circle.row, member_count=count, member_names=Told("、".join(crew), tuple(crew))), people=tuple(crew)),
        [Planted("member-count-mismatch", circle.name)],
        set(),
    )


def sizes_differ(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    n = len(circle.people) + 2
    size = Told(str(n - 2), n - 2)
    return (
        _circle(unit, i, application=_with(circle.application, member_count=Told(str(n), n)), row=_with(circle.row, member_count=size)),
        [Planted("size-mismatch", circle.name)],
        set(),
    )


def team_sizes_differ(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.teams))
    team = unit.teams[i]
    n = int(team.application["team_size"].value) + 2
    size = Told(str(n - 2), n - 2)
    return (
        _team(unit, i, application=_with(team.application, team_size=size), row=_with(team.row, member_count=Told(str(n), n))),
        [Planted("size-mismatch", team.name)],
        set(),
    )


def unlisted(unit: Unit, dice: Random) -> Outcome:
    name = unit.circles[-1].name
    return unit, [Planted("unlisted-entry", name)], {"unlisted"}


def unlisted_team(unit: Unit, dice: Random) -> Outcome:
    return unit, [Planted("unlisted-entry", unit.teams[-1].name)], {"unlisted-team"}


def without(rule: str, what: str, owner: str = "") -> Callable[[Unit, Random], Outcome]:
    """Leave a paper out."""

    def plant(unit: Unit, dice: Random) -> Outcome:
        entry = unit.circles[-1].name if owner == CIRCLE else unit.teams[-1].name if owner == TEAM else ""
        return unit, [Planted(rule, entry)], {what}

    return plant


def one_reviewer(unit: Unit, dice: Random) -> Outcome:
    circles = tuple(replace(c, application=_with(c.application, reviewer_signatures=BLANK)) for c in unit.circles)
    teams = tuple(replace(t, application=_with(t.application, reviewer_signatures=BLANK)) for t in unit.teams)
    return replace(unit, reviewers=unit.reviewers[:1], circles=circles, teams=teams), [Planted("too-few-reviewers")], set()


def no_certificate(unit: Unit, dice: Random) -> Outcome:
    bad = dict(unit.reviewers[0]) | {"certificate_no": Told(dice.choice(["", "有", "见附件", "初级"]), ANY)}
    return replace(unit, reviewers=(bad, *unit.reviewers[1:])), [Planted("certificate-blank")], set()


def renamed(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    other = "重庆先锋轴承车间质量提升QC小组"
    wrong = other.replace("提升", "提高")
    return (
        _circle(
            unit,
            i,
            name=other,
            application=_with(circle.application, circle_name=told(other)),
            row=_with(circle.row, circle_name=told(wrong)),
        ),
        [Planted("name-mismatch")],
        set(),
    )


def too_long(unit: Unit, dice: Random) -> Outcome:
    return unit, [Planted("material-too-long", unit.teams[-1].name)], {"long-material"}


def empty_form(unit: Unit, dice: Random) -> Outcome:
    return unit, [Planted("blank-form")], {"blank-statistics"}


def expired(unit: Unit, dice: Random) -> Outcome:
    bad = dict(unit.reviewers[0]) | {"certificate_no": told("渝质协QC-2014-0123")}
    return replace(unit, reviewers=(bad, *unit.reviewers[1:])), [Planted("certificate-expired")], set()


def too_early(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    return (
        _circle(unit, i, registered=Told("2017年6月12日", "2017-06-12")),
        [Planted("registered-too-early", unit.circles[i].name)],
        {"register"},
    )


def reviewer_member(unit: Unit, dice: Random) -> Outcome:
    bad = dict(unit.reviewers[0]) | {"reviewer_name": told(unit.circles[0].people[0])}
    circles = tuple(replace(c, application=_with(c.application, reviewer_signatures=BLANK)) for c in unit.circles)
    return replace(unit, reviewers=(bad, *unit.reviewers[1:]), circles=circles), [Planted("reviewer-is-member")], set()


def accident(unit: Unit, dice: Random) -> Outcome:
    return _team_applied(unit, dice, "accident-reported", annual_accidents=Told("1", 1))


def other_leader(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.teams))
    team = unit.teams[i]
    return _team(unit, i, row=_with(team.row, team_leader=told("秦另一"))), [Planted("leader-mismatch", team.name)], set()


def fraction(unit: Unit, dice: Random) -> Outcome:
    return _stated(unit, "percent-ambiguous", participation_rate=Told("0.85", ANY))


def in_yuan(unit: Unit, dice: Random) -> Outcome:
    return _row(unit, dice, "benefit-unit-suspect", direct_economic_benefit_wan=Told("125000", 125000))


def old_form(unit: Unit, dice: Random) -> Outcome:
    return unit, [Planted("wrong-year-form")], {"old-year"}


def twice_named(unit: Unit, dice: Random) -> Outcome:
    i = dice.randrange(len(unit.circles))
    circle = unit.circles[i]
    crew = (*circle.people[:-1], circle.people[0])
    return (
        _circle(unit, i, row=_with(circle.row, member_names=Told("、".join(crew), crew)), people=crew),
        [Planted("duplicate-member", circle.name)],
        set(),
    )


def short_company(unit: Unit, dice: Random) -> Outcome:
    return _applied(unit, dice, "abbreviated-organization", organization_name=told("渝航机械"))


MISTAKES: dict[str, tuple[str, Callable[[Unit, Random], Outcome]]] = {
    f.__name__: (owner, f)
    for owner, functions in {
        CIRCLE: [blank_in_application, blank_in_list, wrong_type, unreadable_number, unreadable_statistic, words_for_benefit, short_phone, short_code, broken_email, over_hundred, small_total, active_above_total, guidance_left, lost_character, cut_short, miscounted, sizes_differ, unlisted, one_reviewer, no_certificate, renamed, expired, too_early, reviewer_member, fraction, in_yuan, old_form, twice_named, short_company, empty_form],
        TEAM: [blank_in_team_list, blank_indicator, team_over_hundred, small_team_total, team_sizes_differ, unlisted_team, too_long, accident, other_leader],
    }.items()
    for f in functions
} | {
    "no application": (CIRCLE, without("missing-application", "application", CIRCLE)),
    "no report": (CIRCLE, without("missing-report", "report", CIRCLE)),
    "no recommendation": (CIRCLE, without("missing-recommendation", "recommendation")),
    "no statistics": (CIRCLE, without("missing-statistics", "statistics")),
    "no summary": (CIRCLE, without("missing-summary", "summary")),
    "no certificates": (CIRCLE, without("missing-certificates", "certificates")),
    "no team application": (TEAM, without("missing-application", "team-application", TEAM)),
    "no material": (TEAM, without("missing-material", "material", TEAM)),
    "no self assessment": (TEAM, without("missing-self-assessment", "self-assessment")),
    "no team recommendation": (TEAM, without("missing-recommendation", "team-recommendation")),
    "no team statistics": (TEAM, without("missing-statistics", "team-statistics")),
}  # fmt: skip
