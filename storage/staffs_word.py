"""Staff's word in the ledger: decisions are only added, and the last that fits a finding counts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from model import Finding
from storage.answer_tables import DecisionRow
from storage.placing import family

WAIVE = "waive"
UNWAIVE = "unwaive"


def fits(word: DecisionRow, finding: Finding) -> bool:
    """Whether a waiver speaks of a finding: the same rule, and the same entry and field where it names them."""
    return (
        word.rule == finding.rule
        and (not word.entry or word.entry == (finding.entry or ""))
        and (not word.field or word.field == (finding.field or ""))
    )


def waivers(session: Session, filing: int | None) -> list[DecisionRow]:
    """Return what staff said for and against waiving in a filing, in order; nothing for a mail of no filing."""
    if filing is None:
        return []
    said = select(DecisionRow).where(DecisionRow.filing_id.in_(family(session, filing)), DecisionRow.verb.in_((WAIVE, UNWAIVE)))
    return list(session.scalars(said.order_by(DecisionRow.id)))


def is_waived(words: Sequence[DecisionRow], finding: Finding) -> bool:
    """Whether staff's last word on a finding is that it does not matter; also for one that they never saw (a new reading)."""
    said = [word.verb for word in words if fits(word, finding)]
    return bool(said) and said[-1] == WAIVE
