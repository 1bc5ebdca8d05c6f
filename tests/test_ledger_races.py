"""Several processes on one database: whoever loses a race tries again and finds what the other did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from model import FaultError
from storage.ledger import Ledger
from tests.ledger_samples import (
    ACCOUNT,
    NOON,
    at,
    entered,
    letter,
    placement,
    posting,
    raw,
    read_mail,
    verdict,
)


class TestManyAtOnce:
    """Several processes on one database: whoever loses a race is told to try again, and then finds what the other did."""

    def persistently(self, act):
        for _ in range(50):
            try:
                return act()
            except FaultError as error:
                if not error.retry:
                    raise
        raise AssertionError("never succeeded")

    def at_once(self, ledger_url, act, sides: int = 4) -> list:
        ledgers = [Ledger(ledger_url, "intake.example") for _ in range(sides)]
        with ThreadPoolExecutor(sides) as pool:
            results = list(pool.map(lambda pair: self.persistently(lambda: act(pair[1], pair[0])), enumerate(ledgers)))
        for side in ledgers:
            side.close()
        return results

    def test_one_mail_is_one_row(self, ledger, ledger_url):
        for uid in range(1, 11):
            entered_by = self.at_once(ledger_url, lambda side, _, uid=uid: side.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON))
            assert [number for number, _ in entered_by] == [entered_by[0][0]] * 4
            assert sum(is_new for _, is_new in entered_by) == 1

    def test_every_filing_gets_a_receipt_of_its_own(self, ledger, ledger_url):
        numbers = [ledger.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON)[0] for uid in range(4)]
        receipts = self.at_once(
            ledger_url, lambda side, n: side.enter_reading(numbers[n], read_mail(placement(unit=f"单位{n}"), message_id=f"<{n}@a>"), NOON)
        )
        assert sorted(r for (r,) in receipts) == [f"QC2019-{n:04d}" for n in range(1, 5)]

    def test_one_mail_read_by_several_is_one_filing(self, ledger, ledger_url):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        receipts = self.at_once(ledger_url, lambda side, _: side.enter_reading(number, read_mail(placement()), NOON))
        assert receipts == [["QC2019-0001"]] * 4
        assert len(ledger.filing("QC2019-0001").records) == 1

    def test_a_mail_that_comes_while_a_filing_is_judged_keeps_its_answer_due(self, ledger, ledger_url):
        _, (receipt,) = entered(ledger, uid=1)
        for uid in range(2, 8):
            filing = ledger.filing(receipt)
            number, _ = ledger.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON)

            def race(side, n, uid=uid, filing=filing, number=number):
                if n == 0:
                    side.enter_reading(number, read_mail(placement(receipt), message_id=f"<{uid}@a>"), NOON)
                    return True
                try:
                    side.judge(filing, verdict(owed=letter()), at(30), posting(f"before {uid}"))
                except FaultError:
                    return False
                return True

            self.at_once(ledger_url, race, sides=2)
            assert ledger.due(at(30)) == [receipt]

    def test_one_letter_is_handed_over_by_one(self, ledger, ledger_url):
        number = ledger.post(letter(), posting("a"), NOON)
        assert sorted(self.at_once(ledger_url, lambda side, _: side.mark_sending(number, NOON))) == [False, False, False, True]

    def test_one_digest_is_taken_by_one(self, ledger, ledger_url):
        assert sum(self.at_once(ledger_url, lambda side, _: side.claim_digest(NOON.date(), "a@x.cn", NOON, letter()))) == 1
        assert len(ledger.outbox()) == 1
