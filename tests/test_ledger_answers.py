"""Verdicts and letters in the ledger: said once, sent once, and never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model import FaultError, FindingState, Status
from storage.nouns import LetterState
from tests.ledger_samples import (
    NOON,
    at,
    entered,
    finding,
    letter,
    placement,
    posting,
    verdict,
    word,
)


class TestVerdict:
    def test_a_verdict_and_its_letter_are_one_step(self, ledger):
        _, (receipt,) = entered(ledger)
        number = ledger.judge(ledger.filing(receipt), verdict(finding(), owed=letter("k1")), at(30), posting())
        filing = ledger.filing(receipt)
        (known,) = filing.known
        assert (known.finding, known.state, known.first_seen, known.told_in) == (finding(), FindingState.OPEN, at(30), (number,))
        assert [(x.number, x.covers, x.finding_keys) for x in filing.letters] == [(number, (1,), ("k1",))]
        assert ledger.due(at(9999)) == []
        (waiting,) = ledger.unsent(at(30))
        assert waiting.letter == letter("k1")
        assert waiting.letter.files[0].octets == b"\x00\xff\x01"
        assert waiting.receipt == receipt

    def test_the_same_answer_is_never_entered_twice(self, ledger):
        _, (receipt,) = entered(ledger)
        assert ledger.judge(ledger.filing(receipt), verdict(owed=letter()), at(30), posting()) is not None
        assert ledger.judge(ledger.filing(receipt), verdict(owed=letter()), at(31), posting()) is None
        assert len(ledger.unsent(at(31))) == 1

    def test_judging_without_a_posting_sends_nothing_and_owes_what_it_owed(self, ledger):
        _, (receipt,) = entered(ledger)
        assert ledger.judge(ledger.filing(receipt), verdict(finding(), owed=letter()), at(30)) is None
        assert ledger.unsent(at(9999)) == []
        assert ledger.due(at(30)) == [receipt]

    def test_a_mail_that_came_during_judgement_is_not_forgotten(self, ledger):
        _, (receipt,) = entered(ledger, uid=1)
        stale = ledger.filing(receipt)
        entered(ledger, placement(receipt), uid=2)
        with pytest.raises(FaultError, match="又有变动") as caught:
            ledger.judge(stale, verdict(owed=letter()), at(30), posting())
        assert caught.value.retry
        assert ledger.unsent(at(9999)) == []
        assert ledger.due(at(30)) == [receipt]

    def test_a_finding_is_resolved_when_it_is_gone_and_opens_again_when_it_returns(self, ledger):
        _, (receipt,) = entered(ledger)
        told = ledger.judge(ledger.filing(receipt), verdict(finding(), owed=letter("k1")), at(30), posting())
        ledger.judge(ledger.filing(receipt), verdict(), at(40), posting("b"))
        (known,) = ledger.filing(receipt).known
        assert (known.state, known.told_in) == (FindingState.RESOLVED, (told,))
        ledger.judge(ledger.filing(receipt), verdict(finding()), at(50), posting("c"))
        (known,) = ledger.filing(receipt).known
        assert (known.state, known.first_seen, known.told_in) == (FindingState.OPEN, at(30), ())

    def test_a_finding_found_again_keeps_its_letters(self, ledger):
        _, (receipt,) = entered(ledger)
        told = ledger.judge(ledger.filing(receipt), verdict(finding(), owed=letter("k1")), at(30), posting())
        ledger.judge(ledger.filing(receipt), verdict(finding()), at(40), posting("b"))
        (known,) = ledger.filing(receipt).known
        assert (known.first_seen, known.told_in) == (at(30), (told,))

    def test_two_findings_of_one_key_are_both_kept(self, ledger):
        _, (receipt,) = entered(ledger)
        for minute in (30, 31):
            ledger.judge(ledger.filing(receipt), verdict(finding("k"), finding("k", entry="启航QC小组"), finding("")), at(minute))
        assert [k.finding.entry for k in ledger.filing(receipt).known] == ["飞翔QC小组", "启航QC小组", "飞翔QC小组"]

    def test_status_and_lateness_are_kept(self, ledger):
        _, (receipt,) = entered(ledger)
        ledger.judge(ledger.filing(receipt), verdict(finding(), late=True), at(30))
        (summary,) = ledger.summaries()
        assert (summary.status, summary.late, summary.judged_at, summary.mails) == (Status.NEEDS_CORRECTION, True, at(30), 1)

    def test_what_was_entered_and_not_judged_is_named(self, ledger):
        _, (receipt,) = entered(ledger, due_at=None)
        assert ledger.unjudged() == [receipt]
        ledger.judge(ledger.filing(receipt), verdict(), at(30))
        assert ledger.unjudged() == []
        ledger.decide(receipt, word())
        assert ledger.unjudged() == [receipt]


class TestOutbox:
    @pytest.fixture
    def number(self, ledger) -> int:
        return ledger.post(letter(), posting("a"), NOON)

    def state(self, ledger, number) -> LetterState:
        return ledger.letter(number).state

    def test_a_letter_keeps_one_message_id_for_what_it_answers(self, ledger, number):
        assert ledger.letter(number).message_id.endswith("@intake.example>")
        assert ledger.post(letter(), posting("a"), at(1)) is None
        other = ledger.post(letter(), posting("b"), at(1))
        assert ledger.letter(other).message_id != ledger.letter(number).message_id

    def test_a_letter_is_handed_over_once(self, ledger, number):
        assert ledger.mark_sending(number, NOON)
        assert not ledger.mark_sending(number, NOON)
        assert ledger.unsent(at(9999)) == []
        ledger.mark_sent(number, at(1), "250")
        assert ledger.letter(number).sent_at == at(1)
        assert ledger.sent_history(NOON) == [("clerk@unit.cn", at(1))]
        assert ledger.sent_history(at(2)) == []

    def test_a_letter_under_way_counts_for_the_caps(self, ledger, number):
        ledger.mark_sending(number, at(3))
        assert ledger.sent_history(NOON) == [("clerk@unit.cn", at(3))]

    def test_a_deferred_letter_waits_and_keeps_its_id(self, ledger, number):
        before = ledger.letter(number).message_id
        ledger.mark_sending(number, NOON)
        ledger.defer(number, at(5), "451", "DT:SPM")
        assert ledger.unsent(at(4)) == []
        (waiting,) = ledger.unsent(at(5))
        assert (waiting.message_id, waiting.attempts, waiting.last_code, waiting.last_error) == (before, 1, "451", "DT:SPM")

    def test_a_pause_of_all_sending_is_no_attempt_of_the_letter(self, ledger, number):
        ledger.mark_sending(number, NOON)
        ledger.defer(number, at(30), "421", "HL:REP", counts=False)
        assert ledger.letter(number).attempts == 0
        ledger.mark_sending(number, at(30))
        ledger.defer(number, at(40), "452", "later")
        ledger.defer(number, at(50), "", "tomorrow", counts=False)
        assert ledger.letter(number).attempts == 1

    def test_a_letter_that_a_crash_left_in_sending_is_tried_ten_minutes_after(self, ledger, number):
        before = ledger.letter(number).message_id
        ledger.mark_sending(number, NOON)
        assert ledger.recover_sending(at(1)) == 1
        assert ledger.unsent(at(9)) == []
        assert [x.message_id for x in ledger.unsent(at(10))] == [before]
        assert ledger.recover_sending(at(1)) == 0

    def test_a_held_letter_goes_out_only_when_it_is_released(self, ledger):
        number = ledger.post(letter(), posting("held", hold=True), NOON)
        assert ledger.unsent(at(9999)) == []
        assert not ledger.mark_sending(number, NOON)
        ledger.release(number)
        assert [x.number for x in ledger.unsent(NOON)] == [number]

    def test_a_parked_letter_waits_for_a_person(self, ledger, number):
        ledger.mark_sending(number, NOON)
        ledger.park(number, "550", "User not found")
        assert ledger.unsent(at(9999)) == []
        assert [x.number for x in ledger.outbox([LetterState.PARKED])] == [number]
        assert self.state(ledger, number) is LetterState.PARKED

    def test_a_sent_letter_cannot_be_called_back(self, ledger, number):
        ledger.mark_sending(number, NOON)
        ledger.mark_sent(number, NOON)
        for act in (lambda: ledger.drop(number, "x"), lambda: ledger.release(number), lambda: ledger.defer(number, NOON, "", "")):
            with pytest.raises(FaultError, match="已经发出"):
                act()
        assert self.state(ledger, number) is LetterState.SENT

    def test_a_bounce_is_of_the_letter_that_it_names_else_of_the_last_to_that_address(self, ledger, number):
        last = ledger.post(letter(), posting("b"), at(1))
        for each in (number, last):
            ledger.mark_sending(each, at(2))
            ledger.mark_sent(each, at(2 + each))
        assert ledger.note_bounce([ledger.letter(number).message_id], ["clerk@unit.cn"], "退信") == number
        assert ledger.note_bounce(["<unknown@x>"], ["Clerk@unit.cn"], "退信") == last
        assert ledger.note_bounce(["<unknown@x>"], ["else@unit.cn"], "退信") is None
        assert [ledger.letter(n).last_error for n in (number, last)] == ["退信", "退信"]
        ledger.drop(number, "已电话告知")
        assert self.state(ledger, number) == LetterState.DROPPED

    def test_a_dropped_letter_told_nobody_anything(self, ledger):
        _, (receipt,) = entered(ledger)
        number = ledger.judge(ledger.filing(receipt), verdict(finding(), owed=letter("k1")), at(30), posting())
        ledger.drop(number, "措辞不当")
        filing = ledger.filing(receipt)
        assert filing.known[0].told_in == ()
        assert filing.letters == ()
        assert ledger.letter(number).last_error == "措辞不当"

    def test_a_letter_may_wait_from_the_start(self, ledger):
        ledger.post(letter(), posting("later", not_before=at(60)), NOON)
        assert ledger.unsent(at(59)) == []
        assert len(ledger.unsent(at(60))) == 1

    def test_a_digest_is_taken_once_a_day_and_recipient(self, ledger):
        today = NOON.date()
        assert ledger.claim_digest(today, "a@x.cn", NOON, letter(to="a@x.cn"))
        assert not ledger.claim_digest(today, "a@x.cn", at(1), letter(to="a@x.cn"))
        assert ledger.claim_digest(today, "b@x.cn", NOON)
        assert ledger.claim_digest(today + timedelta(days=1), "a@x.cn", NOON)
        assert [x.letter.to.address for x in ledger.unsent(NOON)] == ["a@x.cn"]
