"""Filings as the placing of mail needs them; what did not change since the last time is not read again.

A filing's revision grows with everything that is placed in it, and letters are only added: the two tell whether it changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from storage.answer_tables import LetterRow
from storage.nouns import Candidate
from storage.tables import FilingRow, Mail, MailPlace

_AT_ONCE = 500  # filings asked for in one query
_Stamp = tuple[Any, ...]


@dataclass(slots=True)
class CandidateShelf:
    """The candidates of one campaign as last seen, each with the stamp that tells whether it still holds."""

    known: dict[int, tuple[_Stamp, Candidate]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def refreshed(self, session: Session, campaign: str) -> list[Candidate]:
        """Return every filing of the campaign, in the order of receipts; merged ones are part of the one that took them in."""
        families = _families(session, campaign)
        letters = _letter_counts(session)
        stamps = {members[0].id: _stamp(members, letters) for members in families}
        with self.lock:
            stale = [members for members in families if self._stamp(members[0].id) != stamps[members[0].id]]
            for start in range(0, len(stale), _AT_ONCE):
                for head, candidate in _candidates(session, stale[start : start + _AT_ONCE]):
                    self.known[head] = (stamps[head], candidate)
            return [self.known[members[0].id][1] for members in families]

    def _stamp(self, head: int) -> _Stamp | None:
        return self.known[head][0] if head in self.known else None


def _families(session: Session, campaign: str) -> list[list[Row[*tuple[Any, ...]]]]:
    columns = (FilingRow.id, FilingRow.revision, FilingRow.merged_into, FilingRow.receipt, FilingRow.unit, FilingRow.created_at)
    rows = {row.id: row for row in session.execute(select(*columns).where(FilingRow.campaign == campaign).order_by(FilingRow.serial))}
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {row.id: [row] for row in rows.values() if row.merged_into is None}
    for row in rows.values():
        if row.merged_into is not None:
            found[_head(rows, row)].append(row)
    return list(found.values())


def _head(rows: dict[int, Row[*tuple[Any, ...]]], row: Row[*tuple[Any, ...]]) -> int:
    while row.merged_into is not None:
        row = rows[row.merged_into]
    return int(row.id)


def _letter_counts(session: Session) -> dict[int, int]:
    wanted = select(LetterRow.filing_id, func.count()).where(LetterRow.filing_id.is_not(None)).group_by(LetterRow.filing_id)
    return {filing: count for filing, count in session.execute(wanted) if filing is not None}


def _stamp(members: Sequence[Row[*tuple[Any, ...]]], letters: dict[int, int]) -> _Stamp:
    return tuple((row.id, row.revision, letters.get(row.id, 0)) for row in members)


def _candidates(session: Session, families: Sequence[Sequence[Row[*tuple[Any, ...]]]]) -> Iterable[tuple[int, Candidate]]:
    ids = [row.id for members in families for row in members]
    columns = (MailPlace.filing_id, Mail.message_id, Mail.sender, Mail.received_at, MailPlace.entries)
    standing = select(*columns).join(Mail, Mail.id == MailPlace.mail_id).where(MailPlace.withdrawn_at.is_(None))
    mails = _gathered(session, standing.where(MailPlace.filing_id.in_(ids)).order_by(Mail.received_at, Mail.id))
    written = _gathered(session, select(LetterRow.filing_id, LetterRow.message_id).where(LetterRow.filing_id.in_(ids)))
    for members in families:
        yield members[0].id, _candidate(members, mails, written)


def _candidate(
    members: Sequence[Row[*tuple[Any, ...]]], mails: dict[int, list[Row[*tuple[Any, ...]]]], written: dict[int, list[Row[*tuple[Any, ...]]]]
) -> Candidate:
    came = [mail for row in members for mail in mails[row.id]]
    went = [letter.message_id for row in members for letter in written[row.id]]
    return Candidate(
        receipt=members[0].receipt,
        unit=members[0].unit,
        message_ids=frozenset([*went, *(mail.message_id for mail in came if mail.message_id)]),
        senders=frozenset(mail.sender for mail in came if mail.sender),
        entries=tuple(dict.fromkeys(entry for mail in came for entry in mail.entries)),
        last_mail_at=max((mail.received_at for mail in came), default=members[0].created_at),
    )


def _gathered(session: Session, wanted: Select[*tuple[Any, ...]]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(wanted):
        found[row.filing_id].append(row)
    return found
