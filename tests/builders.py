"""Small builders of filings out of the model's nouns, for the tests of the screening; cells are understood by the real reader.

Every unit, circle and person is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from checks.catalogue import Screening, screen
from checks.papers import EntryElsewhere
from checks.versions import settle
from config.campaign import Campaign, FieldSpec, load_campaign
from model import (
    Address,
    CloudLink,
    Decision,
    FiledFile,
    FiledMail,
    FiledRecord,
    Filing,
    Finding,
    FormRecord,
    Kind,
    Leftover,
    Level,
    Trouble,
    TroubleKind,
    Value,
)
from parsers.values import understand

UNIT = "重庆江峡机械有限公司"
FLY, SPARK, CREW = "飞翔QC小组", "星火QC小组", "机加车间二班"
FLY_TOPIC, SPARK_TOPIC = "降低轴承座加工废品率", "缩短换模准备时间"
PROFILE = "小组成立于2015年，围绕现场问题开展活动，按照活动程序逐步推进，取得了较好的效果，指标达到预期目标。"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def campaign() -> Campaign:
    """Return the year of 2019 as it ships."""
    return load_campaign(Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019")


def at(day: int, clock: str = "10:00:00") -> datetime:
    return datetime.fromisoformat(f"2019-05-{day:02d}T{clock}").replace(tzinfo=SHANGHAI)


# ------------------------------------------------------------------------------------------------------------ forms


def cell(spec: FieldSpec, raw: str | Value, where: str = "") -> Value:
    return raw if isinstance(raw, Value) else understand(raw, spec, campaign().notice, where)


def form(
    form_id: str,
    rosters: dict | None = None,
    *,
    flags: tuple[str, ...] = (),
    heading: str = "",
    leftovers: tuple[Leftover, ...] = (),
    **raws,
) -> FormRecord:
    """A record whose raw texts are understood as the parser would; a field left out was not found on paper."""
    spec = campaign().forms[form_id]
    values = {name: cell(spec.field(name), raw, "表1 第1行 第2列") for name, raw in raws.items()}
    lists = {name: tuple(_row(spec.roster(name), n, row) for n, row in enumerate(rows, 1)) for name, rows in (rosters or {}).items()}
    return FormRecord(form_id, values, lists, leftovers, heading or spec.name, "", flags)


def _row(roster, number, raws):
    columns = {c.id: c for c in roster.columns}
    return {name: cell(columns[name], raw, f"表1 第{number + 1}行") for name, raw in raws.items()}


def circle(name: str = FLY, topic: str = FLY_TOPIC, **changes) -> dict:
    own = {
        "circle_name": name,
        "topic_name": topic,
        "topic_type": "现场型",
        "member_count": "3",
        "member_names": "张三、李四、王五",
        "direct_economic_benefit_wan": "12.5",
    }
    return own | changes


def team(name: str = CREW, **changes) -> dict:
    return {
        "row_no": "1",
        "team_name": name,
        "member_count": "14",
        "team_leader": "赵六",
        "contact_person": "钱七",
        "mobile": "13900000001",
    } | changes


def reviewer(name: str = "孙八", certificate: str = "渝质协QC-2018-0123", **changes) -> dict:
    return {"row_no": "1", "reviewer_name": name, "employer": UNIT, "certificate_no": certificate, "mobile": "13900000002"} | changes


REVIEWERS = (reviewer(), reviewer("周九", "渝质协QC-2018-0124"))


def circle_list(*rows: dict, reviewers=REVIEWERS, unit: str = UNIT, **changes) -> FormRecord:
    rosters = {"circles": rows or (circle(),), "reviewers": reviewers}
    return form("circle_recommendation", rosters, recommending_unit=unit, district="江北区", **changes)


def team_list(*rows: dict, reviewers=REVIEWERS, unit: str = UNIT, **changes) -> FormRecord:
    return form("team_recommendation", {"teams": rows or (team(),), "reviewers": reviewers}, recommending_unit=unit, **changes)


def application(
    name: str = FLY,
    *,
    without: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    heading: str = "",
    leftovers: tuple[Leftover, ...] = (),
    **changes,
) -> FormRecord:
    own = {
        "recommending_unit": UNIT,
        "district": "江北区",
        "circle_name": name,
        "organization_name": UNIT,
        "mailing_address": "重庆市江北区某路9号",
        "postal_code": "400023",
        "contact_person": "吴十",
        "contact_mobile": "13900000003",
        "activity_mentor": "郑一",
        "mentor_phone": "023-60000000",
        "member_count": "3",
        "profile_and_results": f"{name}{PROFILE}",
    }
    raws = {k: v for k, v in (own | changes).items() if k not in without}
    return form("circle_application", flags=flags, heading=heading, leftovers=leftovers, **raws)


def team_application(name: str = CREW, *, without: tuple[str, ...] = (), **changes) -> FormRecord:
    own = {
        "recommending_unit": UNIT,
        "team_name": name,
        "organization_name": UNIT,
        "contact_person": "钱七",
        "contact_mobile": "13900000001",
        "team_leader": "赵六",
        "team_size": "14",
        "task_completion_rate": "105%",
        "quality_assessment_pass_rate": "99.6%",
        "nonconforming_rate": "0.3",
        "annual_accidents": "0",
        "annual_complaints": "0",
        "first_pass_rate": "99.2%",
        "annual_training": "14/96",
        "improvement_participation_rate": "100%",
        "quality_cost_wan_per_year": "2.8",
        "profile_and_results": "",
    }
    return form("team_application", **{k: v for k, v in (own | changes).items() if k not in without})


def report(name: str = FLY, topic: str = FLY_TOPIC, **changes) -> FormRecord:
    return form("achievement_report", **({"circle_name": name, "topic_name": topic, "title": f"{topic}成果报告"} | changes))


def material(name: str = CREW, **changes) -> FormRecord:
    return form("team_material", **({"team_name": name, "body": PROFILE} | changes))


def statistics(**changes) -> FormRecord:
    own = {
        "recommending_unit": UNIT,
        "circles_registered_total": "126",
        "circles_registered_this_year": "18",
        "participation_rate": "32.5%",
        "circles_active_this_year": "18",
        "calculable_economic_benefit_wan": "186.5",
        "achievement_rate": "83.3%",
        "activity_expense_wan": "6.2",
        "activity_reward_wan": "3",
        "contact_person": "吴十",
        "contact_email": "wushi@example.com",
        "postal_code": "400023",
    }
    return form("circle_statistics", **(own | changes))


def team_statistics(**changes) -> FormRecord:
    own = {
        "recommending_unit": UNIT,
        "teams_this_year": "12",
        "teams_total": "45",
        "participants_this_year": "160",
        "teams_recommended": "1",
    }
    return form("team_statistics", **(own | {"activity_expense_wan": "4.5", "activity_reward_wan": "1.2"} | changes))


def summary(form_id: str = "circle_summary", **changes) -> FormRecord:
    own = {
        "recommending_unit": UNIT,
        "body": PROFILE * 20,
        "section_overview": PROFILE,
        "section_practices": PROFILE,
        "section_problems": PROFILE,
    }
    return form(form_id, **(own | changes))


# ------------------------------------------------------------------------------------------------------------ files and mails


@dataclass(frozen=True)
class Paper:
    """A file of a mail: its records, or what kept it from becoming one."""

    records: tuple[FormRecord, ...] = ()
    name: str = "附件.docx"
    format: str = "docx"
    trouble: TroubleKind | None = None
    suspected: str = ""
    words: int = 1000
    excerpt: str = ""
    flags: tuple[str, ...] = ()
    sha: str = ""


def file(*records: FormRecord, name: str = "", **changes) -> Paper:
    names = {"circle_recommendation": "附件5推荐表", "team_recommendation": "附件9推荐表"}
    stem = names.get(records[0].form, records[0].form) if records else "附件"
    own = Paper(records, name or f"{stem}.{changes.get('format', 'docx')}")
    return replace(own, **changes)


def scan(name: str, suspected: str = "", **changes) -> Paper:
    """A picture or scanned page, as the reader hands it on: no values, what its name speaks for."""
    return replace(Paper((FormRecord("unrecognized", {}, flags=("scan",)),), name, "jpg", TroubleKind.PICTURE, suspected), **changes)


def broken(name: str, kind: TroubleKind = TroubleKind.DAMAGED, **changes) -> Paper:
    return replace(Paper((), name, "docx", kind), **changes)


def certificates(name: str = "评委证书.jpg") -> Paper:
    return Paper((FormRecord("certificate_copy", {}, flags=("scan",)),), name, "jpg", TroubleKind.PICTURE, "certificate_copy")


@dataclass(frozen=True)
class Mail:
    """A mail to build: its files, and when and how it came."""

    papers: tuple[Paper, ...] = ()
    received_at: datetime = field(default_factory=lambda: at(20))
    subject: str = "QC小组申报材料"
    text: str = "请查收。"
    kind: Kind = Kind.FILING
    links: tuple[CloudLink, ...] = ()
    flags: tuple[str, ...] = ()


def mail(*papers: Paper | FormRecord, **changes) -> Mail:
    return Mail(tuple(p if isinstance(p, Paper) else file(p) for p in papers), **changes)


def filing(*mails: Mail | Paper | FormRecord, unit: str = UNIT, decisions: tuple[Decision, ...] = (), **changes) -> Filing:
    """A settled filing of mails, or of files and forms of one mail."""
    letters = [m for m in mails if isinstance(m, Mail)] or [mail(*mails)]  # type: ignore[arg-type]
    files: list[FiledFile] = []
    records: list[FiledRecord] = []
    filed: list[FiledMail] = []
    for number, letter in enumerate(letters, 1):
        filed.append(_received(letter, number))
        for paper in letter.papers:
            files.append(_filed(paper, len(files) + 1, number))
            records += [
                FiledRecord(
                    len(records) + 1 + n, number, len(files), r, "", current=True, received_at=letter.received_at, file_format=paper.format
                )
                for n, r in enumerate(paper.records)
            ]
    whole = Filing("QC2019-0001", unit, letters[0].received_at, tuple(filed), tuple(files), tuple(records), decisions=decisions)
    return settle(replace(whole, **changes), campaign())


def _received(letter: Mail, number: int) -> FiledMail:
    clerk = Address("王五", "wangwu@example.com")
    return FiledMail(
        number=number,
        message_id=f"<m{number}@example.com>",
        in_reply_to="",
        references=(),
        sender=clerk,
        answer_to=clerk,
        subject=letter.subject,
        text=letter.text,
        received_at=letter.received_at,
        kind=letter.kind,
        may_be_answered=True,
        links=letter.links,
        flags=letter.flags,
    )


def _filed(paper: Paper, number: int, letter: int) -> FiledFile:
    return FiledFile(
        number=number,
        mail=letter,
        name=paper.name.split("/")[-1],
        path=paper.name.replace("/", " › "),
        within=paper.name.split("/")[0] if "/" in paper.name else None,
        sha256=paper.sha or f"{number:064x}",
        size=0 if paper.trouble is TroubleKind.EMPTY else 1000,
        format=paper.format,
        forms=tuple(dict.fromkeys(r.form for r in paper.records)),
        trouble=Trouble(paper.trouble) if paper.trouble else None,
        suspected_form=paper.suspected,
        words=paper.words,
        excerpt=paper.excerpt,
        flags=paper.flags,
    )


def circle_papers(*circles: tuple[str, str]) -> list[FormRecord]:
    """Applications and reports of some circles."""
    named = circles or ((FLY, FLY_TOPIC),)
    return [paper for name, topic in named for paper in (application(name), report(name, topic))]


def whole_circle_filing(*extra: Paper | FormRecord, rows: tuple[dict, ...] = (), **changes) -> Filing:
    """Two circles with all their papers; `rows` replaces the list's rows."""
    listed = rows or (circle(), circle(SPARK, SPARK_TOPIC, topic_type="创新型"))
    papers = [circle_list(*listed), *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)), statistics(), summary(), certificates()]
    return filing(*papers, *extra, **changes)


def whole_team_filing(*extra: Paper | FormRecord, **changes) -> Filing:
    assessment = form("self_assessment", team_name=CREW, total_score="96")
    papers = [
        team_list(),
        team_application(),
        file(material(), words=3200),
        team_statistics(),
        summary("team_summary"),
        assessment,
        certificates(),
    ]
    return filing(*papers, *extra, **changes)


# ------------------------------------------------------------------------------------------------------------ screening


def screened(given: Filing, others: tuple[EntryElsewhere, ...] = ()) -> Screening:
    found = screen(given, campaign(), others)
    assert found.crashes == ()
    return found


def hits(rule: str, given: Filing, others: tuple[EntryElsewhere, ...] = ()) -> list[Finding]:
    return [f for f in screened(given, others).findings if f.rule == rule]


def levels(rule: str, given: Filing, others: tuple[EntryElsewhere, ...] = ()) -> list[Level]:
    return [f.level for f in hits(rule, given, others)]


def heard(given: Filing, others: tuple[EntryElsewhere, ...] = ()) -> list[tuple[str, str]]:
    """What the unit and staff hear of: rules at warning and above, with their level."""
    return [(f.rule, f.level.value) for f in screened(given, others).findings if f.level not in {Level.NOTE, Level.OFF}]


def one(rule: str, given: Filing, others: tuple[EntryElsewhere, ...] = ()) -> Finding:
    found = hits(rule, given, others)
    assert len(found) == 1, [f.message for f in found]
    return found[0]


PROBLEM, REMINDER, WARNING, NOTE = Level.PROBLEM, Level.REMINDER, Level.WARNING, Level.NOTE
