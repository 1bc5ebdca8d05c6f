"""A letter of ours that comes back: tied to the letter and its filing, shown to staff, never answered, never filed."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from demo.samples import Habits, make_filing, make_mail
from tests.house import house
from tests.letterbox import Letterbox

AT = datetime(2019, 5, 21, 2, 32, tzinfo=UTC)
ZHANG, LI, ROBOT = ("张三", "zhangsan@firm.example"), ("李四", "lisi@works.example"), ("集团OA", "noreply@group.example")
SMALL = Habits(circles=1, teams=0, plain=True)

REPORT = """Return-Path: <>
From: Postmaster@126.com
To: office@example.com
Subject: =?gb2312?B?z7XNs83L0MU=?=
Message-ID: <b.{to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

抱歉，您的邮件被退回来了
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; {to}
Action: {action}
--b
Content-Type: Message/Rfc822

{letter}
--b--
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory, dovecot_server):
    """Two units were answered; then one letter came back, one was delayed, one looped, and a robot sent papers."""
    account = dovecot_server.account()
    with Letterbox() as letterbox:
        home = house(tmp_path_factory.mktemp("bounces"), account.settings(), letterbox.settings())
        for seed, who in ((2001, ZHANG), (2002, LI)):
            account.append("INBOX", make_mail(make_filing(seed, SMALL), who, "QC申报材料", "qq"), AT)
        home.run("once")
        first, second = sorted((t for t in letterbox.taken), key=lambda t: t.recipient == LI[1])
        account.append("INBOX", report(first, "failed"), AT)
        account.append("INBOX", report(second, "delayed"), AT)
        account.append("INBOX", looped(second), AT)
        account.append("INBOX", make_mail(make_filing(2003, SMALL), ROBOT, "QC申报", "netease"), datetime.now(UTC))
        home.run("once")
        yield SimpleNamespace(data=home.export(), digest=home.run("digest").stdout, letters=len(letterbox.taken), home=home)
    account.close()


def report(letter, action: str) -> bytes:
    return REPORT.format(action=action, to=letter.recipient, letter=letter.octets.decode()).encode()


def looped(letter) -> bytes:
    """Our letter as a careless gateway sends it back: under the unit's own name, our marks lost."""
    lines = letter.octets.replace(b"<office@example.com>", b"<lisi@works.example>", 1).split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith((b"Auto-Submitted", b"X-Auto-Response")))


def test_none_of_it_is_answered_or_filed(day):
    assert day.letters == len(day.data["filings"]) == 2
    assert [m["kind"] for m in day.data["messages"]] == ["filing"] * 2 + ["automatic"] * 4
    assert [m["receipt"] for m in day.data["messages"][2:]] == [None] * 4


def test_a_letter_that_comes_back_is_shown_to_staff_under_its_filing_and_a_delay_is_not(day):
    bounced = {r["to"]: r["bounced"] for f in day.data["filings"] for r in f["replies"]}
    assert bounced == {ZHANG[1]: True, LI[1]: False}
    receipt = next(f["receipt"] for f in day.data["filings"] if f["replies"][0]["to"] == ZHANG[1])
    assert "未能发出或被退回的回复" in day.digest
    assert f"{receipt} {ZHANG[1]}" in day.digest


def test_our_letter_under_another_name_is_known_by_its_message_id(day):
    (loop,) = [m for m in day.data["messages"] if m["from"] == LI[1] and m["kind"] == "automatic"]
    assert loop["kind_reason"] == f"message-id: {loop['message_id']}"


def test_papers_from_a_system_that_takes_no_answer_are_shown_to_staff(day):
    assert "自动系统发来、带有申报材料的邮件" in day.digest
    assert "集团OA：“QC申报”" in day.digest


def test_staff_see_the_letter_in_the_outbox_until_they_have_done_with_it(day):
    shown = day.home.run("outbox", "list").stdout
    assert "被退回" in shown
    day.home.run("outbox", "drop", shown.splitlines()[1].split()[0], "--reason", "已电话告知")
    assert "被退回" not in day.home.run("outbox", "list").stdout
