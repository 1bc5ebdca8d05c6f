"""`import`: mail from .msg, mbox, Maildir and plain files becomes the same mail as from the mailbox, once, with its time of arrival."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from mail_cases import BLANKS, DOCX, NAME, SUBJECT, TEXT, US, mixed, named_file, text_part
from outlook_made import attached, attached_message, compressed, message, msg

from config.campaign import load_campaign
from demo.samples import make_filing, make_mail
from intake.arrival import arrival_of
from intake.envelope import open_mail
from intake.mail_files import holds_mail, mails_in_file, mails_of_mbox
from intake.outlook_mail import mail_of_msg
from model import Envelope, Kind
from tests.house import house
from tests.test_end_to_end import HONEST, SENDER

WORDS = load_campaign(BLANKS.parent).notice.words
CHINA = timezone(timedelta(hours=8))
NOON = datetime(2019, 5, 20, 4, 0, tzinfo=UTC)
LINE = b"From zhangsan@example.com Mon May 20 12:00:00 2019\n"
PLAIN = mixed(text_part(), named_file()).replace(b"\r\n", b"\n")
RTF = (
    b"{\\rtf1\\ansi\\ansicpg936\\fromhtml1{\\fonttbl{\\f0\\fcharset134 SimSun;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 \\'c7\\'eb"
    b"\\'b2\\'e9\\'ca\\'d5{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 \\u-10179?\\u-9086?{\\*\\htmltag72 </p>}\\htmlrtf }\\htmlrtf0}"
)


def read(octets: bytes) -> Envelope:
    return open_mail(mail_of_msg(octets), [US], WORDS)


def outlook(**changes: object) -> dict[int, object]:
    names = {"subject": 0x37, "name": 0x0C1A, "address": 0x5D01, "arrived": 0x0E06, "text": 0x1000}
    values = {"subject": SUBJECT, "name": "张三", "address": "zhangsan@example.com", "arrived": NOON, "text": TEXT} | changes
    return {names.get(key, key): value for key, value in values.items() if value is not None}


@pytest.mark.parametrize("page", [0, 936], ids=["unicode", "gbk"])
def test_an_outlook_message_is_a_mail_like_any_other(page: int) -> None:
    inner = message({0x37: "王五的材料", 0x1000: "内层"}, [attached("附件5.docx", DOCX[::-1], page=page)], page=page, head=24)
    files = [attached(NAME, DOCX, page=page), attached_message("王五的材料", inner, page=page)]
    us = {0x3001: "协会", 0x39FE: US, 0x0C15: 1}
    octets = msg(message(outlook(), files, [us], page=page))
    envelope = read(octets)
    assert (envelope.sender.name, envelope.sender.address, envelope.subject) == ("张三", "zhangsan@example.com", SUBJECT)
    assert (envelope.text, envelope.recipients[0].address, envelope.kind) == (TEXT, US, Kind.FILING)
    assert [(a.name, a.within, a.octets) for a in envelope.attachments] == [
        (NAME, None, DOCX),
        ("附件5.docx", "王五的材料.eml", DOCX[::-1]),
    ]
    assert arrival_of(mail_of_msg(octets)) == NOON
    assert envelope.may_be_answered


def test_the_header_that_an_outlook_message_travelled_with_decides_its_kind_and_thread() -> None:
    header = (
        "Received: from a by b; Mon, 20 May 2019 12:00:01 +0800\r\nFrom: =?gb2312?B?1cXI/Q==?= <zhangsan@example.com>\r\nTo: x@y.cn\r\n"
    )
    header += "Subject: x\r\nMessage-ID: <7@example.com>\r\nX-QQ-AUTO-REPLY: true\r\nContent-Type: text/plain; charset=gb2312\r\n"
    octets = msg(message(outlook(name=None, address=None) | {0x7D: header}, [attached(NAME, DOCX)]))
    envelope = read(octets)
    assert (envelope.kind, envelope.kind_reason) == (Kind.AUTOMATIC, "x-qq-auto-reply: true")
    assert (envelope.sender.name, envelope.message_id, envelope.text) == ("张三", "<7@example.com>", TEXT)
    assert [a.octets for a in envelope.attachments] == [DOCX]
    assert arrival_of(mail_of_msg(octets)) == datetime(2019, 5, 20, 4, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({0x1013: f'<html><meta charset="gb2312"><p>{TEXT}</p></html>'.encode("gbk"), 0x3FDE: 936}, TEXT),
        ({0x1009: compressed(RTF)}, "请查收 💂"),
        ({0x1009: compressed(b"{\\rtf1\\ansi\\ansicpg936 \\'c7\\'eb\\'b2\\'e9\\par\\'ca\\'d5}")}, "请查\n收"),
    ],
    ids=["html", "html-in-rtf", "rtf"],
)
def test_an_outlook_message_without_plain_text_is_read_from_its_other_forms(values: dict[int, object], text: str) -> None:
    assert read(msg(message(outlook(text=None) | values))).text == text


def test_a_sender_whom_only_exchange_knows_is_a_person_who_cannot_be_answered() -> None:
    values = outlook(address=None) | {0x0C1F: "/O=UNIT/OU=EXCHANGE/CN=RECIPIENTS/CN=ZHANGSAN"}
    envelope = read(msg(message(values, [attached(NAME, DOCX)])))
    assert (envelope.kind, envelope.sender.name) == (Kind.FILING, "张三")
    assert envelope.sender.address.endswith("@missing.invalid")
    assert not envelope.may_be_answered
    assert "sender-unknown" in envelope.flags


def test_a_report_of_outlook_is_no_filing_and_what_it_returns_is_none() -> None:
    returned = message(outlook(), [attached(NAME, DOCX)], head=24)
    envelope = read(msg(message(outlook() | {0x1A: "REPORT.IPM.Note.NDR"}, [attached_message(SUBJECT, returned)])))
    assert envelope.kind is Kind.AUTOMATIC
    assert envelope.attachments == ()


def test_a_broken_outlook_message_stays_a_file_that_people_hear_of() -> None:
    octets = msg(message(outlook(), [attached(NAME, DOCX)]))[:3_000]
    envelope = read(octets)
    assert [a.octets for a in envelope.attachments] == [octets]
    assert envelope.kind is Kind.FILING


def test_a_word_file_called_a_message_stays_a_file() -> None:
    octets = msg({"WordDocument": bytes(5_000)})
    assert [a.octets for a in read(octets).attachments] == [octets]


def test_an_mbox_gives_back_each_mail_whatever_its_kind() -> None:
    said = PLAIN.replace(b"\n\n", b"\n\n", 1)
    spoken = b"From the office:\nTel: 123\n"
    quoted = b">From the office at 12:00 2019\n>>From here\n"
    plain = b"Subject: a\nFrom: a@b.cn\n\n" + spoken + b"end\n"
    boxes = {
        "mboxo": LINE + plain + b"\n" + LINE + said,
        "crlf": (LINE + plain + b"\n" + LINE + said).replace(b"\n", b"\r\n"),
    }
    for name, box in boxes.items():
        one, other = mails_of_mbox(box)
        assert one.endswith(b"end\n" if name == "mboxo" else b"end\r\n"), name
        assert spoken.replace(b"\n", b"\r\n" if name == "crlf" else b"\n") in one
        assert read_plain(other).attachments[0].octets == DOCX
    rd = next(mails_of_mbox(LINE + b"Subject: a\n\n" + quoted))
    assert rd.endswith(b"\n\nFrom the office at 12:00 2019\n>From here\n")
    body = b"x\n\nFrom a@b.cn Mon May 20 12:00:00 2019\nTo: nobody\n"
    counted = LINE + b"Subject: a\nContent-Length: %d\n\n" % len(body) + body + b"\n" + LINE + said
    first, second = mails_of_mbox(counted)
    assert first.endswith(body)
    assert read_plain(second).subject == SUBJECT


def read_plain(octets: bytes) -> Envelope:
    return open_mail(octets, [US], WORDS)


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (b"Received: from a by b; Mon, 20 May 2019 12:00:00 +0800\nReceived: from x by y; Sun, 19 May 2019 12:00:00 +0800", NOON),
        (b"Received: from a by b\n\t(Coremail); Mon, 20 May 2019\n\t12:00:00 +0800 (CST)\nDate: Mon, 1 Apr 2019 00:00:00 +0800", NOON),
        (b"X-OriginalArrivalTime: 20 May 2019 04:00:00.0000 (UTC) FILETIME=[0]\nDate: Mon, 1 Apr 2019 00:00:00 +0800", NOON),
        (b"Delivery-date: Mon, 20 May 2019 12:00:00 +0800\nDate: Mon, 1 Apr 2019 00:00:00 +0800", NOON),
        (b"Received: from a by b; Thu, 01 Jan 1970 00:00:00 +0000\nDate: Mon, 20 May 2019 12:00:00 +0800", NOON),
        (b"From a@b.cn Mon May 20 12:00:00 2019\nSubject: x", NOON),
        (b"From - Mon May 20 04:00:00 2019 +0000\nSubject: x", NOON),
        (b"Date: 2019\xe5\xb9\xb45\xe6\x9c\x88", None),
    ],
)
def test_a_mail_says_when_it_arrived(head: bytes, at: datetime | None) -> None:
    assert arrival_of(head + b"\n\nbody", CHINA) == at


def test_a_folder_of_any_program_is_taken_in_once_beside_the_mailbox_and_says_when_each_mail_came(tmp_path, dovecot, letterbox) -> None:
    home = house(tmp_path, dovecot.settings(), letterbox.settings())
    filings = [make_filing(1100 + n, HONEST) for n in range(3)]
    mails = [make_mail(f, SENDER, "QC申报材料", "netease") for f in filings]
    old = tmp_path / "旧邮件"
    for folder in ("导出", "maildir/cur", "local"):
        (old / folder).mkdir(parents=True)
    (old / "导出" / "a.eml").write_bytes(b"\xef\xbb\xbf" + mails[0])
    (old / "导出" / "b.eml").write_bytes(b"\xef\xbb\xbf" + mails[0])
    (old / "导出" / "c.msg").write_bytes(msg(message(outlook(subject="咨询", text="请问截止日期是哪天？"))))
    (old / "maildir" / "cur" / "1558324800.M1P1.host,S=1:2,S").write_bytes(mails[1])
    (old / "local" / "Inbox").write_bytes(
        LINE + mails[2].replace(b"\r\n", b"\n") + b"\n" + LINE + b"Subject: x\nFrom: a@b.cn\n\n" + b"\xc4\xfa\xba\xc3\n"
    )
    (old / "local" / "Inbox.msf").write_bytes(b"// index")
    dovecot.append("INBOX", mails[1], NOON)
    home.run("once")
    done = home.run("import", str(old))
    assert "读到 6 封，其中新的 4 封；处理 4 封，失败 0 封" in done.stdout
    assert "Inbox.msf" in done.stderr
    data = home.export()
    assert sorted(f["unit"] for f in data["filings"]) == sorted(f.unit for f in filings)
    asked = next(m for m in data["messages"] if m["subject"] == "咨询")
    assert (asked["from"], asked["from_name"], asked["text"]) == ("zhangsan@example.com", "张三", "请问截止日期是哪天？")
    assert (asked["kind"], asked["received_at"]) == ("inquiry", "2019-05-20T12:00:00+08:00")
    assert next(m for m in data["messages"] if m["from"] == "a@b.cn")["text"] == "您好"
    for mail in data["messages"]:
        kept = [(p["name"], p["sha256"], p["size"]) for p in mail["parts"] if p["decision"] == "attachment"]
        assert kept == [(a["filename"], a["sha256"], a["size"]) for a in mail["attachments"] if a["within"] is None]
        assert any(p["decision"] == "body" for p in mail["parts"])


def test_what_is_no_mail_is_refused_by_name(tmp_path, dovecot, letterbox) -> None:
    home = house(tmp_path, dovecot.settings(), letterbox.settings())
    (tmp_path / "材料.zip").write_bytes(b"PK\3\4")
    (tmp_path / "申报表.doc").write_bytes(msg({"WordDocument": bytes(5_000)}))
    done = home.run("import", str(tmp_path / "材料.zip"), str(tmp_path / "申报表.doc"), check=False)
    assert (done.returncode, "不是邮件文件：材料.zip、申报表.doc" in done.stderr) == (2, True)


def test_files_of_mail_are_known_by_name_place_or_first_lines(tmp_path: Path) -> None:
    for name in ("1", "x.emlx", "报名.docx", ".hidden", "notes"):
        (tmp_path / name).write_bytes(PLAIN)
    (tmp_path / "notes").write_bytes(b"just words")
    (tmp_path / "x.emlx").write_bytes(b"%d\n" % len(PLAIN) + PLAIN + b"<plist/>")
    assert {p.name for p in tmp_path.iterdir() if holds_mail(p)} == {"1", "x.emlx"}
    assert list(mails_in_file(tmp_path / "x.emlx")) == [PLAIN]
    os.truncate(tmp_path / "1", 0)
    assert list(mails_in_file(tmp_path / "1")) == []
