"""A mailbox that cannot be read: staff are told by letter, in plain Chinese, once a day, also where it never could be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.delivery import FETCHED
from storage.ledger import Ledger
from tests.house import house


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("ever", [True, False])
def test_after_an_hour_without_the_mailbox_staff_get_one_letter_that_names_the_cause(tmp_path, dovecot, letterbox, ever):
    home = house(tmp_path, dovecot.settings(), letterbox.settings())
    wrong = {"INTAKE_IMAP__PASSWORD": "expired-authorisation"}
    if ever:
        home.run("once")
    failed = home.run("once", check=False, **wrong)
    assert (failed.returncode, "授权码" in failed.stderr, len(letterbox.taken)) == (1, True, 0)
    ledger = Ledger(f"sqlite:///{tmp_path}/intake.db")
    ledger.pulse(FETCHED if ever else "收信初次失败", now() - timedelta(minutes=61), "")
    ledger.close()
    for _ in range(2):
        home.run("once", check=False, **wrong)
    (letter,) = letterbox.taken
    text = letter.message.get_body(("plain",)).get_content()
    assert letter.recipient == "staff@example.com"
    assert "收件中断" in letter.message["Subject"]
    assert "授权码" in text
    assert "没有丢失" in text
    assert "expired-authorisation" not in letter.octets.decode() + text
