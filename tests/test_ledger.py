"""The ledger on a real database: nothing lost, nothing twice, staff's word last."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from model import FaultError, FindingState, Kind, Status, Trouble, TroubleKind
from storage.ledger import Ledger
from storage.nouns import LetterState, MailState, Refusal, Selector
from tests.ledger_samples import (
    ACCOUNT,
    CAMPAIGN,
    NOON,
    at,
    attachment,
    entered,
    envelope,
    finding,
    letter,
    placement,
    posting,
    raw,
    read_mail,
    reading,
    record,
    verdict,
    word,
)

POSTGRESQL = os.environ.get("INTAKE_TEST_POSTGRESQL", "")


@pytest.fixture(scope="session")
def empty(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    ledger = Ledger(f"sqlite:///{path}")
    ledger.upgrade()
    ledger.close()
    return path


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def url(request, tmp_path: Path, empty: Path):
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(empty, tmp_path / 'intake.db')}"
        return
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield POSTGRESQL


@pytest.fixture
def ledger(url: str):
    ledger = Ledger(url, "intake.example")
    ledger.upgrade()
    yield ledger
    ledger.close()


@pytest.mark.skipif(not POSTGRESQL, reason="INTAKE_TEST_POSTGRESQL names no server (postgresql+psycopg://user@host/database)")
def test_every_test_of_the_ledger_ran_on_postgresql_too(url):
    assert url.startswith(("sqlite", "postgresql+psycopg"))


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


class TestReading:
    def test_a_new_filing_gets_the_next_receipt_of_its_campaign(self, ledger):
        assert entered(ledger, uid=1)[1] == ["QC2019-0001"]
        assert entered(ledger, placement(unit="乙厂"), uid=2)[1] == ["QC2019-0002"]

    def test_a_filing_comes_back_as_it_went_in(self, ledger):
        number, (receipt,) = entered(ledger)
        filing = ledger.filing(receipt)
        assert (filing.receipt, filing.unit, filing.received_at) == (receipt, "甲厂", at(1))
        assert [(m.number, m.sender.name, m.answer_to.address, m.kind) for m in filing.mails] == [
            (number, "王五", "clerk@unit.cn", Kind.FILING)
        ]
        (file,) = filing.files
        assert (file.mail, file.name, file.format, file.forms, file.words, file.excerpt) == (
            number, "附件0.docx", "docx", ("circle_recommendation",), 120, "推荐表",
        )  # fmt: skip
        (kept,) = filing.records
        assert kept.record == record()
        assert type(kept.record.rosters["circles"][0]["member_count"].data) is int
        assert (kept.mail, kept.file, kept.entry, kept.current, kept.file_format) == (number, file.number, "", True, "docx")

    def test_a_file_that_could_not_be_read_keeps_its_trouble(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        locked = attachment("附件5.docx")
        trouble = Trouble(TroubleKind.PASSWORD, "encrypted")
        read = read_mail(placement())
        (receipt,) = ledger.enter_reading(
            number, type(read)(envelope(files=(locked,)), ((locked, reading().__class__("docx", (), trouble)),), (placement(),)), NOON
        )
        assert ledger.filing(receipt).files[0].trouble == trouble
        assert ledger.filing(receipt).records == ()

    def test_octets_do_not_go_into_the_ledger(self, ledger):
        number, _ = entered(ledger)
        assert [a.octets for a in ledger.mail(number).envelope.attachments] == [b""]

    def test_a_second_mail_joins_the_filing_and_delays_its_answer(self, ledger):
        _, (receipt,) = entered(ledger, uid=1, due_at=at(20))
        entered(ledger, placement(receipt), uid=5, due_at=at(25))
        assert [m.message_id for m in ledger.filing(receipt).mails] == ["<1@a>", "<5@a>"]
        assert ledger.due(at(24)) == []
        assert ledger.due(at(25)) == [receipt]

    def test_an_answer_never_comes_sooner_because_an_older_mail_was_read_later(self, ledger):
        _, (receipt,) = entered(ledger, uid=5, due_at=at(25))
        entered(ledger, placement(receipt), uid=1, due_at=at(20))
        assert ledger.due(at(24)) == []
        assert ledger.filing(receipt).received_at == at(1)

    def test_one_mail_may_open_filings_for_several_units(self, ledger):
        number, receipts = entered(ledger, placement(unit="甲厂", files=(0,)), placement(unit="乙厂", files=(1,)), files=2)
        assert receipts == ["QC2019-0001", "QC2019-0002"]
        assert [len(ledger.filing(r).files) for r in receipts] == [1, 1]
        assert ledger.mail(number).receipts == tuple(receipts)
        assert len(ledger.mail(number).files) == 2

    def test_one_file_may_belong_to_two_filings(self, ledger):
        _, receipts = entered(ledger, placement(unit="甲厂"), placement(unit="乙厂"))
        assert [len(ledger.filing(r).records) for r in receipts] == [1, 1]

    def test_a_mail_of_no_filing_is_due_itself(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        assert ledger.enter_reading(number, read_mail(due_at=at(20)), NOON) == []
        assert ledger.due_mails(at(19)) == []
        assert ledger.due_mails(at(20)) == [number]
        sent = ledger.enter_mail_findings(number, [finding()], at(20), letter("k1"), posting("mail:1"))
        assert ledger.due_mails(at(9999)) == []
        (known,) = ledger.mail(number).findings
        assert (known.finding, known.told_in) == (finding(), (sent,))

    def test_reading_again_with_the_same_result_changes_nothing(self, ledger):
        number, (receipt,) = entered(ledger)
        before = ledger.filing(receipt)
        again = ledger.enter_reading(number, read_mail(placement(receipt), due_at=None), at(50))
        assert again == [receipt]
        assert ledger.filing(receipt) == before

    def test_reading_again_without_a_receipt_finds_the_filings_that_the_mail_opened(self, ledger):
        number, receipts = entered(ledger, placement(unit="甲厂", files=(0,)), placement(unit="乙厂", files=(1,)), files=2)
        swapped = read_mail(placement(unit="乙厂", files=(1,)), placement(unit="甲厂", files=(0,)), files=2)
        assert ledger.enter_reading(number, swapped, at(50)) == receipts[::-1]
        assert ledger.filings() == receipts

    def test_a_better_reading_takes_the_place_of_the_old_which_is_kept(self, ledger):
        number, (receipt,) = entered(ledger, placement(files=(0, 1)), files=2, size=8)
        old = ledger.filing(receipt)
        ledger.enter_reading(number, read_mail(placement(receipt, files=(0, 1)), files=2, size=9), at(50))
        new = ledger.filing(receipt)
        assert [f.number for f in new.files] == [f.number for f in old.files]
        assert [r.record for r in new.records] == [record(size=9)] * 2
        assert new.revision > old.revision
        versions = ledger.versions(new.files[0].number)
        assert [(v.version, v.reading.records, v.superseded_at) for v in versions] == [
            (1, (record(size=8),), at(50)),
            (2, (record(size=9),), None),
        ]

    def test_a_file_that_is_found_no_more_leaves_the_filing(self, ledger):
        number, (receipt,) = entered(ledger, placement(files=(0, 1)), files=2)
        ledger.enter_reading(number, read_mail(placement(receipt), files=1), at(50))
        assert [f.name for f in ledger.filing(receipt).files] == ["附件0.docx"]
        ledger.enter_reading(number, read_mail(placement(receipt, files=(0, 1)), files=2), at(51))
        assert [f.name for f in ledger.filing(receipt).files] == ["附件0.docx", "附件1.docx"]

    def test_the_same_file_attached_twice_is_two_files(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        twice = (attachment(), attachment())
        read = type(read_mail())(envelope(files=twice), tuple((a, reading()) for a in twice), (placement(files=(0, 1)),))
        (receipt,) = ledger.enter_reading(number, read, NOON)
        assert len(ledger.filing(receipt).files) == 2

    def test_reading_again_may_move_a_mail_to_another_unit(self, ledger):
        other = entered(ledger, placement(unit="乙厂"), uid=1)[1][0]
        number, (receipt,) = entered(ledger, uid=2)
        before = ledger.filing(receipt).revision
        ledger.enter_reading(number, read_mail(placement(other), message_id="<2@a>"), at(50))
        assert [len(ledger.filing(r).mails) for r in (receipt, other)] == [0, 2]
        assert [len(ledger.filing(r).records) for r in (receipt, other)] == [0, 2]
        assert ledger.filing(receipt).revision > before
        assert ledger.filings() == [other]

    def test_text_that_no_database_keeps_is_kept_as_near_as_may_be(self, ledger):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        read = read_mail(placement(unit="甲\x00厂\udc80"))
        odd = envelope(message_id="<\x00\udc80@a>" + "x" * 3000, subject="主\x00题\udcff", text="\ud83d 好")
        (receipt,) = ledger.enter_reading(number, type(read)(odd, read.readings, read.placements), NOON)
        assert ledger.filing(receipt).unit == "甲\ufffd厂?"
        assert ledger.filing(receipt).mails[0].text == "? 好"
        assert ledger.mails(Selector(message_id=odd.message_id)) == [number]

    def test_a_filing_without_a_unit_takes_the_first_that_is_named(self, ledger):
        _, (receipt,) = entered(ledger, placement(unit=""), uid=1)
        entered(ledger, placement(receipt, unit="甲厂"), uid=2)
        entered(ledger, placement(receipt, unit="甲厂（集团）"), uid=3)
        assert ledger.filing(receipt).unit == "甲厂"

    def test_candidates_know_what_a_mail_may_belong_to(self, ledger):
        _, (receipt,) = entered(ledger, placement(entries=("飞翔QC小组",)), uid=1)
        entered(ledger, placement(receipt, entries=("飞翔QC小组", "启航QC小组")), uid=2)
        ledger.judge(ledger.filing(receipt), verdict(owed=letter()), at(5), posting())
        (candidate,) = ledger.candidates(CAMPAIGN)
        ours = ledger.letters_of(receipt)[0].message_id
        assert candidate.message_ids == {"<1@a>", "<2@a>", ours}
        assert candidate.senders == {"clerk@unit.cn"}
        assert candidate.entries == ("飞翔QC小组", "启航QC小组")
        assert (candidate.unit, candidate.last_mail_at) == ("甲厂", at(2))
        assert ledger.candidates("cq-2020") == []


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


class TestStaffsWord:
    @pytest.fixture
    def receipt(self, ledger) -> str:
        _, (receipt,) = entered(ledger)
        ledger.judge(ledger.filing(receipt), verdict(finding("k1"), finding("k2", entry="启航QC小组")), at(30), posting())
        return receipt

    def states(self, ledger, receipt):
        return {k.finding.key: k.state for k in ledger.filing(receipt).known}

    def test_a_waiver_covers_the_entry_that_it_names(self, ledger, receipt):
        ledger.decide(receipt, word(entry="启航QC小组"))
        assert self.states(ledger, receipt) == {"k1": FindingState.OPEN, "k2": FindingState.WAIVED}

    def test_a_waiver_without_an_entry_covers_the_rule(self, ledger, receipt):
        ledger.decide(receipt, word())
        assert set(self.states(ledger, receipt).values()) == {FindingState.WAIVED}

    def test_a_waiver_survives_reprocessing_even_under_a_new_key(self, ledger, receipt):
        ledger.decide(receipt, word(entry="启航QC小组"))
        ledger.judge(ledger.filing(receipt), verdict(finding("k1"), finding("k9", entry="启航QC小组")), at(40))
        assert self.states(ledger, receipt) == {"k1": FindingState.OPEN, "k2": FindingState.WAIVED, "k9": FindingState.WAIVED}

    def test_a_waiver_may_be_taken_back(self, ledger, receipt):
        ledger.decide(receipt, word())
        ledger.decide(receipt, word("unwaive", reason="误操作"))
        assert set(self.states(ledger, receipt).values()) == {FindingState.OPEN}
        ledger.decide(receipt, word())
        ledger.judge(ledger.filing(receipt), verdict(finding("k1"), finding("k2", entry="启航QC小组")), at(60))
        assert set(self.states(ledger, receipt).values()) == {FindingState.WAIVED}
        assert [d.verb for d in ledger.filing(receipt).decisions] == ["waive", "unwaive", "waive"]

    def test_decisions_say_who_when_what_and_why(self, ledger, receipt):
        said = word("amend", "", "飞翔QC小组", "member_count", before="8", after="9")
        number = ledger.decide(receipt, said)
        (kept,) = ledger.filing(receipt).decisions
        assert kept == said.__class__(number, "amend", "", "飞翔QC小组", "member_count", "8", "9", "已电话核实", "李工", at(100))

    def test_the_same_word_twice_is_one(self, ledger, receipt):
        assert ledger.decide(receipt, word()) == ledger.decide(receipt, word())
        assert len(ledger.filing(receipt).decisions) == 1

    def test_a_unit_named_by_staff_is_not_renamed_by_a_reading(self, ledger, receipt):
        ledger.set_unit(receipt, "甲厂有限公司", is_staffs=True)
        ledger.set_unit(receipt, "甲广")
        entered(ledger, placement(receipt, unit="甲广"), uid=8)
        assert ledger.filing(receipt).unit == "甲厂有限公司"

    def test_merged_filings_are_one_story_under_both_receipts(self, ledger, receipt):
        _, (other,) = entered(ledger, placement(unit="甲厂（集团）"), uid=2, due_at=at(60))
        told = ledger.judge(ledger.filing(other), verdict(finding("k3"), owed=letter("k3")), at(30), posting("x"))
        ledger.merge(other, receipt, word("merge", "", after=receipt))
        ledger.merge(other, receipt, word("merge", "", after=receipt))
        filing = ledger.filing(other)
        assert filing.receipt == receipt
        assert len(filing.mails) == len(filing.records) == 2
        assert {k.finding.key: k.told_in for k in filing.known} == {"k1": (), "k2": (), "k3": (told,)}
        assert ledger.filings() == [receipt]
        assert ledger.due(at(60)) == [receipt]
        assert ledger.mail(2).receipts == (receipt,)
        (candidate,) = ledger.candidates(CAMPAIGN)
        assert {"<1@a>", "<2@a>"} < candidate.message_ids
        assert [d.verb for d in filing.decisions] == ["merge"]
        assert [x.number for x in ledger.letters_of(other)] == [told]

    def test_later_mail_for_a_merged_receipt_goes_to_the_one_that_took_it_in(self, ledger, receipt):
        _, (other,) = entered(ledger, placement(unit="甲厂（集团）"), uid=2)
        ledger.merge(other, receipt, word("merge", ""))
        assert entered(ledger, placement(other), uid=3)[1] == [receipt]
        number = ledger.mails(Selector(receipt=receipt))
        assert len(number) == 3

    def test_reading_a_mail_of_a_merged_filing_again_changes_nothing(self, ledger, receipt):
        number, (other,) = entered(ledger, placement(unit="甲厂（集团）"), uid=2)
        ledger.merge(other, receipt, word("merge", ""))
        before = ledger.filing(receipt)
        for home in (receipt, other, None):
            again = read_mail(placement(home, unit="甲厂（集团）"), message_id="<2@a>", due_at=None)
            assert ledger.enter_reading(number, again, at(70)) == [receipt]
        assert ledger.filing(receipt) == before

    def test_a_merger_may_be_taken_back(self, ledger, receipt):
        _, (other,) = entered(ledger, placement(unit="甲厂（集团）"), uid=2)
        ledger.merge(other, receipt, word("merge", ""))
        ledger.unmerge(other, word("unmerge", ""))
        assert [len(ledger.filing(r).mails) for r in (receipt, other)] == [1, 1]
        assert ledger.filings() == [receipt, other]

    def test_a_mail_that_staff_split_off_stays_where_they_put_it(self, ledger, receipt):
        number, _ = entered(ledger, placement(receipt), uid=2)
        new = ledger.split(receipt, placement(None, unit="乙厂"), [number], word("split", ""))
        assert new == "QC2019-0002"
        assert [len(ledger.filing(r).records) for r in (receipt, new)] == [1, 1]
        again = ledger.enter_reading(number, read_mail(placement(receipt), message_id="<2@a>", size=9, due_at=None), at(70))
        assert again == [new]
        assert [r.record for r in ledger.filing(new).records] == [record(size=9)]
        assert len(ledger.filing(receipt).mails) == 1

    def test_one_file_of_a_mail_may_be_split_off(self, ledger, receipt):
        number, _ = entered(ledger, placement(receipt, files=(0, 1)), uid=2, files=2)
        second = ledger.mail(number).files[1].number
        new = ledger.split(receipt, placement(None, unit="乙厂"), [number], word("split", ""), files=[second])
        assert [len(ledger.filing(r).mails) for r in (receipt, new)] == [2, 1]
        assert [f.number for f in ledger.filing(new).files] == [second]
        assert second not in [f.number for f in ledger.filing(receipt).files]

    def test_splitting_a_mail_that_is_not_there_is_refused_whole(self, ledger, receipt):
        with pytest.raises(FaultError, match="没有编号为 77 的邮件"):
            ledger.split(receipt, placement(None, unit="乙厂"), [77], word("split", ""))
        assert ledger.filings() == [receipt]


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

    def at_once(self, url, act, sides: int = 4) -> list:
        ledgers = [Ledger(url, "intake.example") for _ in range(sides)]
        with ThreadPoolExecutor(sides) as pool:
            results = list(pool.map(lambda pair: self.persistently(lambda: act(pair[1], pair[0])), enumerate(ledgers)))
        for side in ledgers:
            side.close()
        return results

    def test_one_mail_is_one_row(self, ledger, url):
        for uid in range(1, 11):
            entered_by = self.at_once(url, lambda side, _, uid=uid: side.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON))
            assert [number for number, _ in entered_by] == [entered_by[0][0]] * 4
            assert sum(is_new for _, is_new in entered_by) == 1

    def test_every_filing_gets_a_receipt_of_its_own(self, ledger, url):
        numbers = [ledger.enter_raw(ACCOUNT, raw(f"mail {uid}", uid), NOON)[0] for uid in range(4)]
        receipts = self.at_once(
            url, lambda side, n: side.enter_reading(numbers[n], read_mail(placement(unit=f"单位{n}"), message_id=f"<{n}@a>"), NOON)
        )
        assert sorted(r for (r,) in receipts) == [f"QC2019-{n:04d}" for n in range(1, 5)]

    def test_one_mail_read_by_several_is_one_filing(self, ledger, url):
        number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
        receipts = self.at_once(url, lambda side, _: side.enter_reading(number, read_mail(placement()), NOON))
        assert receipts == [["QC2019-0001"]] * 4
        assert len(ledger.filing("QC2019-0001").records) == 1

    def test_a_mail_that_comes_while_a_filing_is_judged_keeps_its_answer_due(self, ledger, url):
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

            self.at_once(url, race, sides=2)
            assert ledger.due(at(30)) == [receipt]

    def test_one_letter_is_handed_over_by_one(self, ledger, url):
        number = ledger.post(letter(), posting("a"), NOON)
        assert sorted(self.at_once(url, lambda side, _: side.mark_sending(number, NOON))) == [False, False, False, True]

    def test_one_digest_is_taken_by_one(self, ledger, url):
        assert sum(self.at_once(url, lambda side, _: side.claim_digest(NOON.date(), "a@x.cn", NOON, letter()))) == 1
        assert len(ledger.outbox()) == 1
