"""What a mail was found to hold goes into the ledger and comes back, in every version, under the right receipt."""

from __future__ import annotations

from model import Kind, Trouble, TroubleKind
from storage.nouns import Selector
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
)


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
