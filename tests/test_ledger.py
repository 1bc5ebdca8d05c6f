"""The ledger on a real database: every mail once, every mail accounted for, everything given back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model import FaultError
from storage.nouns import MailState, Refusal, Selector
from tests.ledger_fixtures import POSTGRESQL
from tests.ledger_samples import (
    ACCOUNT,
    CAMPAIGN,
    NOON,
    at,
    attachment,
    entered,
    envelope,
    finding,
    placement,
    raw,
    read_mail,
    verdict,
)


@pytest.mark.skipif(not POSTGRESQL, reason="INTAKE_TEST_POSTGRESQL names no server (postgresql+psycopg://user@host/database)")
def test_every_test_of_the_ledger_ran_on_postgresql_too(ledger_url):
    assert ledger_url.startswith(("sqlite", "postgresql+psycopg"))


class TestMail:
    def test_a_mail_is_entered_once_however_often_it_is_seen(self, ledger):
        number, is_new = ledger.enter_raw(ACCOUNT, raw("一", 1), NOON)
        again = [
            ledger.enter_raw(ACCOUNT, raw("一", 1), NOON),
            ledger.enter_raw(ACCOUNT, raw("一", 9), NOON),
            ledger.enter_raw(ACCOUNT, raw("一", 1, "垃圾邮件"), NOON),
            ledger.enter_raw(ACCOUNT, raw("一", 1, uidvalidity=2), NOON),
        ]
        assert is_new
        assert again == [(number, False)] * 4
        assert len(ledger.unread(NOON)) == 1
        assert ledger.seen_uids(ACCOUNT, "INBOX", 1) == {1, 9}
        assert ledger.seen_uids(ACCOUNT, "INBOX", 2) == {1}
        assert ledger.seen_uids(ACCOUNT, "垃圾邮件", 1) == {1}

    def test_the_same_octets_in_another_account_are_another_mail(self, ledger):
        one = ledger.enter_raw(ACCOUNT, raw(), NOON)
        other = ledger.enter_raw("second@example.com", raw(), NOON)
        assert one[0] != other[0]
        assert other[1]

    def test_a_refused_mail_counts_as_seen_and_is_named(self, ledger):
        refusal = Refusal(ACCOUNT, "INBOX", 1, 7, 60_000_000, "邮件超过 50 MB")
        ledger.note_refusal(refusal, NOON)
        ledger.note_refusal(refusal, NOON)
        assert ledger.seen_uids(ACCOUNT, "INBOX", 1) == {7}
        assert ledger.refusals() == [(refusal, NOON)]
        assert ledger.balance().refused == 1

    def test_a_mail_that_was_refused_and_came_after_all_is_no_refusal_any_more(self, ledger):
        ledger.note_refusal(Refusal(ACCOUNT, "INBOX", 1, 7, 60_000_000, "邮件超过 50 MB"), NOON)
        assert ledger.enter_raw(ACCOUNT, raw("一", 7), NOON)[1]
        assert ledger.refusals() == []

    def test_large_uids_are_kept(self, ledger):
        ledger.enter_raw(ACCOUNT, replace(raw(), uidvalidity=4_294_967_295, uid=4_294_967_295), NOON)
        assert ledger.seen_uids(ACCOUNT, "INBOX", 4_294_967_295) == {4_294_967_295}

    def test_an_attempt_counts_before_it_is_made(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        assert [ledger.begin_reading(number), ledger.begin_reading(number)] == [1, 2]
        assert ledger.unread(NOON)[0].attempts == 2

    def test_a_mail_that_failed_comes_after_those_that_were_not_tried(self, ledger):
        bad, _ = ledger.enter_raw(ACCOUNT, raw("坏", 1), NOON)
        good, _ = ledger.enter_raw(ACCOUNT, raw("好", 2), NOON)
        ledger.begin_reading(bad)
        ledger.fail_reading(bad, "读取进程崩溃", NOON, quarantine=False)
        assert [mail.number for mail in ledger.unread(NOON)] == [good, bad]
        assert [mail.number for mail in ledger.unread(NOON, limit=1)] == [good]

    def test_a_failed_mail_waits_until_its_time(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        ledger.fail_reading(number, "磁盘已满", NOON, quarantine=False, retry_at=at(5))
        assert ledger.unread(at(4)) == []
        assert [mail.number for mail in ledger.unread(at(5))] == [number]

    def test_a_quarantined_mail_is_named_until_a_person_retries_it(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        ledger.begin_reading(number)
        ledger.fail_reading(number, "读取进程崩溃三次", NOON, quarantine=True)
        assert ledger.unread(at(9999)) == []
        assert [(m.number, m.state, m.error) for m in ledger.set_aside()] == [(number, MailState.QUARANTINED, "读取进程崩溃三次")]
        ledger.retry(number)
        assert [(m.number, m.attempts) for m in ledger.unread(NOON)] == [(number, 0)]
        assert ledger.set_aside() == []

    def test_a_mail_that_was_read_once_stays_read_when_reading_it_again_fails(self, ledger):
        number, (receipt,) = entered(ledger)
        ledger.fail_reading(number, "新程序出错", NOON, quarantine=True)
        assert ledger.balance().states == {"read": 1}
        assert len(ledger.filing(receipt).records) == 1

    def test_retrying_what_was_read_changes_nothing(self, ledger):
        number, _ = entered(ledger)
        ledger.retry(number)
        assert ledger.unread(at(9999)) == []

    def test_every_mail_is_accounted_for(self, ledger):
        entered(ledger, uid=1)
        failed, _ = ledger.enter_raw(ACCOUNT, raw("二", 2), NOON)
        ledger.fail_reading(failed, "x", NOON, quarantine=True)
        ledger.enter_raw(ACCOUNT, raw("三", 3), NOON)
        balance = ledger.balance()
        assert balance.mails == 3
        assert balance.states == {"read": 1, "quarantined": 1, "new": 1}
        assert balance.kinds == {"filing": 1}

    def test_an_unknown_number_is_a_fault_in_chinese(self, ledger):
        with pytest.raises(FaultError, match="没有编号为 99 的邮件") as caught:
            ledger.begin_reading(99)
        assert not caught.value.retry

    def test_a_copy_in_other_octets_is_found_as_a_twin(self, ledger):
        first, _ = entered(ledger, uid=1)
        copy, _ = ledger.enter_raw(ACCOUNT, raw("the same with another header", 2, "广告邮件"), NOON)
        same = ledger.mail(first).envelope
        assert ledger.twin(copy, same) == first
        assert ledger.twin(first, same) is None
        assert ledger.twin(copy, envelope(message_id="<1@a>", files=(attachment(content=b"other"),))) is None


class TestEverything:
    def test_every_mail_is_given_back_with_its_files_and_findings(self, ledger):
        filed, (receipt,) = entered(ledger, uid=1)
        loose, _ = ledger.enter_raw(ACCOUNT, raw("二", 2), NOON)
        ledger.enter_reading(loose, read_mail(files=0, message_id="<2@a>"), NOON)
        ledger.enter_mail_findings(loose, [finding()], NOON)
        new, _ = ledger.enter_raw(ACCOUNT, raw("三", 3), NOON)
        messages = list(ledger.messages())
        assert [(m.number, m.receipts, len(m.files), len(m.findings)) for m in messages] == [
            (filed, (receipt,), 1, 0), (loose, (), 0, 1), (new, (), 0, 0),
        ]  # fmt: skip
        assert messages[2].envelope is None
        assert [m.number for m in ledger.messages("cq-2020")] == [loose, new]
        assert [m.number for m in ledger.messages(CAMPAIGN)] == [filed, loose, new]

    def test_more_mail_than_is_held_at_once_is_given_back_whole(self, ledger):
        for uid in range(205):
            ledger.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON)
        assert len({m.number for m in ledger.messages()}) == 205

    def test_filings_and_mails_are_selected_by_everything_that_is_named(self, ledger):
        first, (one,) = entered(ledger, placement(unit="甲_厂"), uid=1)
        second, (two,) = entered(ledger, placement(unit="乙厂"), uid=50)
        ledger.judge(ledger.filing(one), verdict(finding()), at(60))
        by = {
            "receipt": Selector(receipt=one),
            "unit": Selector(unit="甲_"),
            "message": Selector(message_id="<1@a>"),
            "status": Selector(status="needs_correction"),
        }
        assert {k: (ledger.filings(s), ledger.mails(s)) for k, s in by.items()} == dict.fromkeys(by, ([one], [first]))
        assert ledger.filings(Selector(since=at(50))) == [two]
        assert ledger.mails(Selector(since=at(50))) == [second]
        assert ledger.filings(Selector(sender="CLERK@unit.cn")) == [one, two]
        assert ledger.filings(Selector(sender="clerk@unit.cn", unit="丙")) == []
        assert ledger.mails() == [first, second]
        with pytest.raises(FaultError, match="没有受理号"):
            ledger.filings(Selector(receipt="QC2019-9999"))

    def test_the_last_pulse_is_kept(self, ledger):
        ledger.pulse("poll", NOON, "1 封")
        ledger.pulse("poll", at(1), "2 封")
        assert {n: (p.at, p.detail) for n, p in ledger.pulses().items()} == {"poll": (at(1), "2 封")}

    def test_a_time_without_a_zone_is_refused(self, ledger):
        with pytest.raises(FaultError, match="时区"):
            ledger.pulse("poll", NOON.replace(tzinfo=None))
