"""Filings written by hand out of the model's nouns, for the tests of letters, digest and workbook; every name is invented."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from config.campaign import Campaign, load_campaign
from model import (
    Address,
    FiledFile,
    FiledMail,
    FiledRecord,
    Filing,
    Finding,
    FormRecord,
    Kind,
    KnownFinding,
    Level,
    SentLetter,
    Trouble,
    Value,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019"
UNIT = "重庆江峡机械有限公司"
CLERK = Address("王五", "wangwu@example.com")


def campaign() -> Campaign:
    """Return the year of 2019 as it ships."""
    return load_campaign(YEAR)


def at(day: int, clock: str = "10:32") -> datetime:
    hour, minute = clock.split(":")
    return datetime(2019, 5, day, int(hour), int(minute), tzinfo=SHANGHAI)


def value(raw: str, data: object = ..., *flags: str) -> Value:
    return Value(data=(raw or None) if data is ... else data, raw=raw, flags=flags)


def mail(number: int = 1, **changes) -> FiledMail:
    own = {
        "number": number,
        "message_id": f"<m{number}@example.com>",
        "in_reply_to": "",
        "references": (),
        "sender": CLERK,
        "answer_to": CLERK,
        "subject": "江峡机械QC申报材料",
        "text": "请查收",
        "received_at": at(min(20 + number, 31)),
        "kind": Kind.FILING,
        "may_be_answered": True,
    }
    return FiledMail(**(own | changes))


def file(number: int, name: str, *forms: str, of_mail: int = 1, trouble: Trouble | None = None, **changes) -> FiledFile:
    own = {
        "number": number,
        "mail": of_mail,
        "name": name,
        "path": name,
        "within": None,
        "sha256": sha256(f"{number}{name}".encode()).hexdigest(),
        "size": 40_000,
        "format": name.rpartition(".")[2],
        "forms": forms,
        "trouble": trouble,
    }
    return FiledFile(**(own | changes))


def circle(
    name: str, topic: str = "降低轴承座加工废品率", names: tuple[str, ...] = ("张三", "李四", "王五"), **cells: Value
) -> dict[str, Value]:
    row = {
        "circle_name": value(name),
        "topic_name": value(topic),
        "topic_type": value("现场型"),
        "member_count": value(str(len(names)), len(names)),
        "member_names": value("、".join(names), names),
        "direct_economic_benefit_wan": value("12.5", 12.5),
    }
    return row | cells


def team(name: str, **cells: Value) -> dict[str, Value]:
    row = {
        "team_name": value(name),
        "member_count": value("14", 14),
        "team_leader": value("赵六"),
        "contact_person": value("孙七"),
        "mobile": value("13900001234"),
    }
    return row | cells


def record(
    number: int,
    form: str,
    of_mail: int = 1,
    entry: str = "",
    *,
    current: bool = True,
    rosters=None,
    file_format: str = "docx",
    of_file: int = 0,
    **values: Value,
) -> FiledRecord:
    known = {key: tuple(rows) for key, rows in (rosters or {}).items()}
    return FiledRecord(
        number=number,
        mail=of_mail,
        file=of_file or number,
        record=FormRecord(form=form, values=values, rosters=known),
        entry=entry,
        current=current,
        received_at=at(min(20 + of_mail, 31)),
        file_format=file_format,
    )


def application(number: int, name: str, of_mail: int = 1, company: str = UNIT, **values: Value) -> FiledRecord:
    own = {
        "recommending_unit": value(company),
        "circle_name": value(name),
        "organization_name": value(company),
        "contact_person": value("王五"),
        "contact_mobile": value("13900001234"),
        "member_count": value("3", 3),
    }
    return record(number, "circle_application", of_mail, entry=name, **(own | values))


def filing(*records: FiledRecord, mails=None, files=None, **changes) -> Filing:
    own = {
        "receipt": "QC2019-0037",
        "unit": UNIT,
        "received_at": at(21),
        "mails": tuple(mails or [mail()]),
        "files": tuple(files or [file(1, "附件5推荐表.docx", "circle_recommendation")]),
        "records": records,
    }
    return Filing(**(own | changes))


def found(rule: str = "member-count-mismatch", level: Level = Level.PROBLEM, message: str = "", **changes) -> Finding:
    own = {
        "rule": rule,
        "level": level,
        "message": message or "第2行“飞翔QC小组”：小组人数填“8”，成员名单为 7 人。请确认以哪个为准。",
        "form": "circle_recommendation",
        "entry": "飞翔QC小组",
        "field": "member_count",
    }
    whole = own | changes
    return Finding(**({"key": f"{rule}/{whole['form']}/{whole['entry']}/{whole['field']}"} | whole))


def known(finding: Finding, state, *told_in: int) -> KnownFinding:
    return KnownFinding(finding=finding, state=state, first_seen=at(21), told_in=told_in)


def sent(number: int, *covers: int, template: str = "T2", keys: tuple[str, ...] = ()) -> SentLetter:
    return SentLetter(
        number=number,
        template=template,
        message_id=f"<s{number}@126.com>",
        created_at=at(21, "11:00"),
        sent_at=at(21, "11:01"),
        covers=covers,
        finding_keys=keys,
    )
