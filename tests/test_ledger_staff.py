"""Staff's word in the ledger is last: waived, merged, split, and kept with who and why."""

from __future__ import annotations

import pytest

from model import FaultError, FindingState
from storage.nouns import Selector
from tests.ledger_samples import (
    CAMPAIGN,
    at,
    entered,
    finding,
    letter,
    placement,
    posting,
    read_mail,
    record,
    verdict,
    word,
)


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
