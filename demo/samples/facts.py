"""A unit as it truly is: dice in, its circles, teams, reviewers and figures out, all of them in order with the notice."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.samples import people

TYPES = ("现场型", "攻关型", "服务型", "管理型", "创新型")
_PROBLEM_TOPICS = (
    "降低{0}故障率", "提高{0}一次合格率", "缩短{0}停机时间", "减少{0}返工次数", "提升{0}作业效率", "降低{0}单位能耗", "控制{0}尺寸偏差", "提高{0}客户满意率",
)  # fmt: skip
_OBJECTS = (
    "轴承座加工", "变速箱装配", "缸盖铸件", "配电线路", "加压泵站", "静脉输液", "涂装车间", "冷却水系统", "混凝土浇筑", "地铁车门", "数控机床主轴", "燃气调压箱", "注塑件", "钢结构焊缝", "热力管网", "包装线",
)  # fmt: skip
_INNOVATIONS = ("新型{0}检测装置的研制", "{0}智能巡检平台的开发", "{0}快速更换工装的研制", "{0}在线监测系统的研制")


@dataclass(frozen=True, slots=True)
class Circle:
    """A QC circle with its topic; `benefit` in 万元, None where it has none; `registered` the topic's month, ISO."""

    name: str
    company: str
    topic: str
    type: str
    members: tuple[str, ...]
    benefit: float | None
    mentor: str
    registered: str


@dataclass(frozen=True, slots=True)
class Team:
    """A quality-trustworthy team and its nine indicators, in the order of 附件6."""

    name: str
    company: str
    leader: str
    size: int
    task_completion: float
    assessment_pass: float
    nonconforming: float
    accidents: int
    complaints: int
    first_pass: float
    trained: int
    hours: int
    participation: float
    cost: float


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer and the certificate."""

    name: str
    employer: str
    certificate: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Office:
    """Where a unit is and who answers for it."""

    name: str
    district: str
    address: str
    postal_code: str
    department: str
    contact: str
    mobile: str
    landline: str
    email: str
    head: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A recommending unit: its office, what it applies with, its reviewers and its year in figures."""

    office: Office
    circles: tuple[Circle, ...]
    teams: tuple[Team, ...]
    circle_reviewers: tuple[Reviewer, ...]
    team_reviewers: tuple[Reviewer, ...]
    circle_figures: tuple[int, int, float, int, float, float, float, float]
    team_figures: tuple[int, int, int, int, float, float]


def invent_unit(dice: Random, circles: int = 2, teams: int = 1, companies: int = 1) -> Unit:
    """Return a unit with so many circles and teams; with several `companies` an association that recommends them."""
    office = _office(dice)
    owners = [office.name] if companies == 1 else [people.company(dice) for _ in range(companies)]
    if companies > 1:
        office = _renamed(
            office, dice.choice(("重庆市装备配套行业协会", "重庆市精密加工行业协会", "重庆市管网运维行业协会", "重庆市新材料应用行业协会"))
        )
    names, groups = people.circle_names(dice, circles), people.team_names(dice, teams)
    made = tuple(_circle(dice, name, owners[i * len(owners) // max(circles, 1)]) for i, name in enumerate(names))
    squads = tuple(_team(dice, name, owners[i * len(owners) // max(teams, 1)]) for i, name in enumerate(groups))
    taken = frozenset(m for c in made for m in c.members)
    reviewers = [_reviewer(dice, name, office.name, kind) for kind in ("QC", "BZ") for name in people.people(dice, 2, but=taken)]
    return Unit(office, made, squads, tuple(reviewers[:2]), tuple(reviewers[2:]), _circle_figures(dice, made), _team_figures(dice, squads))


def topic(dice: Random, kind: str) -> str:
    """Return a topic's name that suits the kind."""
    return dice.choice(_INNOVATIONS if kind == "创新型" else _PROBLEM_TOPICS).format(dice.choice(_OBJECTS))


def _office(dice: Random) -> Office:
    district = dice.choice(people.DISTRICTS)
    contact, head = people.people(dice, 2)
    return Office(
        people.company(dice), district, people.address(dice, district), people.postal_code(dice), people.department(dice), contact,
        people.mobile(dice), people.landline(dice), people.email(dice), head,
    )  # fmt: skip


def _renamed(office: Office, name: str) -> Office:
    return Office(
        name,
        office.district,
        office.address,
        office.postal_code,
        office.department,
        office.contact,
        office.mobile,
        office.landline,
        office.email,
        office.head,
    )


def _circle(dice: Random, name: str, company: str) -> Circle:
    kind = dice.choice(TYPES)
    members = people.people(dice, dice.randrange(4, 11))
    benefit = None if kind in {"服务型", "管理型"} and dice.random() < 0.4 else round(dice.uniform(1.5, 120), 1)
    registered = f"2018-{dice.randrange(1, 10):02d}"
    return Circle(name, company, topic(dice, kind), kind, members, benefit, people.people(dice, 1, but=frozenset(members))[0], registered)


def _team(dice: Random, name: str, company: str) -> Team:
    first_pass = round(dice.uniform(97, 99.8), 1)
    size = dice.randrange(6, 31)
    return Team(
        name, company, people.person(dice), size, dice.choice((100, 100, 102, 98.5)), round(dice.uniform(97, 99.9), 1), round((100 - first_pass) / 2, 2), 0,
        dice.choice((0, 0, 1, 2)), first_pass, size, dice.randrange(24, 120), dice.choice((100, 100, 95.5)), round(dice.uniform(1.2, 9), 1),
    )  # fmt: skip


def _reviewer(dice: Random, name: str, employer: str, kind: str) -> Reviewer:
    return Reviewer(name, employer, f"渝质协{kind}-201{dice.choice('78')}-{dice.randrange(1, 999):04d}", people.mobile(dice))


def _circle_figures(dice: Random, circles: tuple[Circle, ...]) -> tuple[int, int, float, int, float, float, float, float]:
    this_year = max(len(circles), 1) + dice.randrange(3, 12)
    benefit = round(sum(c.benefit or 0 for c in circles) + dice.uniform(10, 80), 1)
    rate = round(100 * (this_year - dice.randrange(3)) / this_year, 1)
    expense = round(benefit * dice.uniform(0.02, 0.1), 1)
    return (
        this_year + dice.randrange(10, 120), this_year, round(dice.uniform(12, 60), 1), this_year - dice.randrange(2), benefit, rate, expense, round(expense / 2, 1),
    )  # fmt: skip


def _team_figures(dice: Random, teams: tuple[Team, ...]) -> tuple[int, int, int, int, float, float]:
    this_year = max(len(teams), 1) + dice.randrange(1, 10)
    return (
        this_year,
        this_year + dice.randrange(3, 40),
        this_year * dice.randrange(8, 20),
        len(teams),
        round(dice.uniform(1, 8), 1),
        round(dice.uniform(0.5, 3), 1),
    )
