"""A letter of ours that comes back: tied to the letter and its filing, shown to staff, never answered, never filed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from demo.samples import Habits, make_filing, make_mail
from tests.house import house

AT = datetime(2019, 5, 21, 2, 32, tzinfo=UTC)
UNIT = ("张三", "zhangsan@firm.example")

REPORT = """Return-Path: <>
From: Postmaster@126.com
To: office@example.com
Subject: =?gb2312?B?z7XNs83L0MU=?=
Message-ID: <b1@126.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

抱歉，您的邮件被退回来了
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; zhangsan@firm.example
Action: {action}
--b
Content-Type: Message/Rfc822

{letter}
--b--
"""
WORDS_ALONE = """From: PostMaster@qq.com
To: office@example.com
Subject: 来自qq.com的退信
Message-ID: <b2@qq.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

收件人（ZhangSan@firm.example）的邮箱不存在。
"""


@pytest.fixture
def told(tmp_path, dovecot, letterbox):
    """A house whose one letter went to a unit; all that came of it is in `dovecot` and `letterbox`."""
    home = house(tmp_path, dovecot.settings(), letterbox.settings())
    dovecot.append("INBOX", make_mail(make_filing(2001, Habits(circles=1, teams=0, plain=True)), UNIT, "QC申报材料", "qq"), AT)
    home.run("once")
    return home


def report(letterbox, action: str = "failed") -> bytes:
    return REPORT.format(action=action, letter=letterbox.taken[0].octets.decode()).encode()


def replies(home) -> list[dict]:
    return [r for f in home.export()["filings"] for r in f["replies"]]


@pytest.mark.parametrize("kind", ["a report with the letter in it", "words alone"])
def test_a_letter_that_comes_back_is_shown_to_staff_under_its_filing(told, dovecot, letterbox, kind):
    octets = report(letterbox) if kind.startswith("a report") else WORDS_ALONE.encode()
    dovecot.append("INBOX", octets, AT)
    told.run("once")
    assert [r["bounced"] for r in replies(told)] == [True]
    assert len(letterbox.taken) == len(told.export()["filings"]) == 1
    digest = told.run("digest").stdout
    assert "未能发出或被退回的回复" in digest
    assert "QC2019-0001 zhangsan@firm.example" in digest
    assert "被退回" in told.run("outbox", "list").stdout
    told.run("outbox", "drop", "1", "--reason", "已电话告知")
    assert "被退回的回复" not in told.run("digest").stdout


def test_a_delay_is_no_bounce(told, dovecot, letterbox):
    dovecot.append("INBOX", report(letterbox, "delayed"), AT)
    told.run("once")
    assert [r["bounced"] for r in replies(told)] == [False]
    assert len(letterbox.taken) == 1


def test_our_letter_that_comes_back_under_another_name_is_a_loop_and_not_answered(told, dovecot, letterbox):
    looped = letterbox.taken[0].octets.replace(b"<office@example.com>", b"<zhangsan@firm.example>", 1)
    looped = b"\r\n".join(line for line in looped.split(b"\r\n") if not line.startswith((b"Auto-Submitted", b"X-Auto-Response")))
    dovecot.append("INBOX", looped, AT)
    told.run("once")
    message = told.export()["messages"][1]
    assert (message["kind"], message["kind_reason"].partition(":")[0]) == ("automatic", "message-id")
    assert len(letterbox.taken) == 1


def test_papers_from_a_system_that_takes_no_answer_are_shown_to_staff(told, dovecot, letterbox):
    filing = make_filing(2002, Habits(circles=1, teams=0, plain=True))
    dovecot.append("INBOX", make_mail(filing, ("集团OA", "noreply@group.example"), "QC申报", "netease"), datetime.now(UTC))
    told.run("once")
    assert len(letterbox.taken) == len(told.export()["filings"]) == 1
    digest = told.run("digest").stdout
    assert "自动系统发来、带有申报材料的邮件" in digest
    assert "集团OA：“QC申报”" in digest
