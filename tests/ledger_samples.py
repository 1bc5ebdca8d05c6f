"""Invented mail, files and letters for the ledger's tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from model import (
    Address,
    Attachment,
    Decision,
    Envelope,
    Finding,
    FormRecord,
    Kind,
    Letter,
    Level,
    OutgoingFile,
    RawMessage,
    Reading,
    Status,
    Value,
    Verdict,
)
from storage.ledger import Ledger
from storage.nouns import Placement, Posting, ReadMail

NOON = datetime(2019, 5, 21, 4, 0, tzinfo=UTC)
ACCOUNT = "box@example.com"
CAMPAIGN = "cq-2019"
PREFIX = "QC2019-"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def raw(text: str = "一", uid: int = 1, folder: str = "INBOX", uidvalidity: int = 1) -> RawMessage:
    octets = text.encode()
    return RawMessage(folder, uidvalidity, uid, at(uid), octets, hashlib.sha256(octets).hexdigest())


def attachment(name: str = "附件5.docx", content: bytes = b"five", path: str | None = None) -> Attachment:
    return Attachment(name, path or name, hashlib.sha256(content).hexdigest(), len(content), octets=content)


def record(form: str = "circle_recommendation", size: float = 8) -> FormRecord:
    row = {"circle_name": Value("飞翔QC小组", "飞翔QC小组", (), "表1 第2行"), "member_count": Value(size, str(size))}
    values = {
        "recommending_unit": Value("甲厂", " 甲厂 "),
        "members": Value(("张三", "李四"), "张三、李四"),
        "annual_training": Value({"people": 14, "hours": 96.5}, "14人/96.5小时"),
        "registered_on": Value("2018-03", "2018年3月"),
        "nothing": Value(None, "", ("empty",)),
    }
    return FormRecord(form, values, {"circles": (row,)}, title="推荐表", where="第1页")


def reading(*records: FormRecord) -> Reading:
    return Reading("docx", records or (record(),), words=120, excerpt="推荐表")


def envelope(message_id: str = "<1@a>", sender: str = "clerk@unit.cn", files: tuple[Attachment, ...] = (), **more: object) -> Envelope:
    given = {
        "message_id": message_id,
        "in_reply_to": "",
        "references": (),
        "sender": Address("王五", sender),
        "reply_to": None,
        "recipients": (Address("", ACCOUNT),),
        "subject": "申报材料",
        "date": "Tue, 21 May 2019 12:00:00 +0800",
        "text": "请查收",
        "quoted": "",
        "kind": Kind.FILING,
        "kind_reason": "",
        "may_be_answered": True,
        "attachments": files,
    }
    return Envelope(**{**given, **more})  # type: ignore[arg-type]


def placement(receipt: str | None = None, unit: str = "甲厂", files: tuple[int, ...] = (0,), entries: tuple[str, ...] = ()) -> Placement:
    return Placement(receipt, unit, CAMPAIGN, PREFIX, files, entries)


def read_mail(*placements: Placement, message_id: str = "<1@a>", files: int = 1, due_at: datetime | None = NOON, size: int = 8) -> ReadMail:
    attached = tuple(attachment(f"附件{n}.docx", f"{message_id}{n}".encode()) for n in range(files))
    return ReadMail(envelope(message_id, files=attached), tuple((a, reading(record(size=size))) for a in attached), placements, due_at)


def entered(ledger: Ledger, *placements: Placement, uid: int = 1, **more: object) -> tuple[int, list[str]]:
    number, _ = ledger.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), at(uid))
    ledger.begin_reading(number)
    read = read_mail(*(placements or (placement(),)), message_id=f"<{uid}@a>", **more)  # type: ignore[arg-type]
    return number, ledger.enter_reading(number, read, at(uid))


def finding(key: str = "k1", rule: str = "size-mismatch", entry: str | None = "飞翔QC小组", field: str | None = "member_count") -> Finding:
    return Finding(
        rule,
        Level.PROBLEM,
        "人数不一致。",
        "附件5注1",
        "circle_recommendation",
        entry,
        field,
        "表1",
        params={"raw": "8", "limit": 9.5},
        key=key,
    )


def letter(*keys: str, to: str = "clerk@unit.cn", covers: tuple[int, ...] = (1,)) -> Letter:
    enclosed = (OutgoingFile("空白表.docx", "application/octet-stream", b"\x00\xff\x01"),)
    return Letter("mend", Address("王五", to), "请补充", "您好！", "<p>您好！</p>", "<1@a>", ("<1@a>",), covers, keys, enclosed)


def verdict(*findings: Finding, owed: Letter | None = None, late: bool = False) -> Verdict:
    return Verdict(findings, Status.NEEDS_CORRECTION if findings else Status.COMPLETE, late, owed)


def posting(key: str = "filing:1:after-mail:1", **more: object) -> Posting:
    return Posting(key, **more)  # type: ignore[arg-type]


def word(verb: str = "waive", rule: str = "size-mismatch", entry: str = "", field: str = "", **more: object) -> Decision:
    given = {"before": "", "after": "", "reason": "已电话核实", "who": "李工", "at": at(100)}
    return Decision(0, verb, rule, entry, field, **{**given, **more})  # type: ignore[arg-type]
