"""Staff's word goes in, with who, when and why; merging and splitting move places and never lose one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from model import Decision, FaultError, FindingState
from storage.answer_tables import DecisionRow, FindingRow, Telling
from storage.database import Database
from storage.mail_ledger import mail_of
from storage.nouns import Placement
from storage.placing import family, filing_of, open_filing, push_due, put_mail
from storage.staffs_word import UNWAIVE, WAIVE, fits
from storage.tables import File, FilePlace, FilingRow, Mail, MailPlace


class DecisionLedger:
    """The part of the ledger in which staff's word is last."""

    _database: Database

    def decide(self, receipt: str, word: Decision) -> int:
        """Keep a decision (its `number` is given here) and return its number; the same word said twice in a row is one.

        waive sets the findings that it fits to waived, now and after every reprocessing; unwaive takes that back.
        """
        with self._database.writing() as session:
            filing = filing_of(session, receipt)
            return _add(session, filing, word)

    def merge(self, receipt: str, into: str, word: Decision) -> None:
        """Make one filing of two: `receipt` is found under `into` from now on. Merging again changes nothing."""
        with self._database.writing() as session:
            child, parent = filing_of(session, receipt), filing_of(session, into)
            if child.id == parent.id:
                return
            _add(session, child, word)
            _inherit_findings(session, child, parent)
            push_due(parent, child.due_at)
            child.merged_into, child.due_at = parent.id, None
            parent.revision += 1

    def unmerge(self, receipt: str, word: Decision) -> None:
        """Make a merged filing one of its own again, with the mail that came under its own receipt."""
        with self._database.writing() as session:
            child = session.scalar(select(FilingRow).where(FilingRow.receipt == receipt))
            if child is None or child.merged_into is None:
                raise FaultError(f"{receipt} 没有并入其他申报。", retry=False)
            parent = filing_of(session, receipt)
            child.merged_into = None
            _add(session, parent, word)
            child.revision += 1

    def split(self, receipt: str, part: Placement, mails: Sequence[int], word: Decision, *, files: Sequence[int] = ()) -> str:
        """Move mails, or only some `files` of them (row numbers), to the filing that `part` names; return its receipt.

        With `files` the mails stay with both filings and only the files move.
        """
        with self._database.writing() as session:
            source = filing_of(session, receipt)
            target = filing_of(session, part.receipt) if part.receipt else open_filing(session, part, None, word.at)
            move = _Move(session, source, target, files, word.at)
            for number in mails:
                move.take(mail_of(session, number))
            _add(session, source, word)
            target.revision += 1
            return target.receipt


def _add(session: Session, filing: FilingRow, word: Decision) -> int:
    same = (DecisionRow.verb == word.verb, DecisionRow.rule == word.rule, DecisionRow.entry == word.entry, DecisionRow.field == word.field)
    last = session.scalar(select(DecisionRow).where(DecisionRow.filing_id == filing.id, *same).order_by(DecisionRow.id.desc()).limit(1))
    if last is not None and (last.before, last.after, last.reason) == (word.before, word.after, word.reason) and _is_last(session, last):
        return last.id
    row = DecisionRow(
        filing_id=filing.id,
        verb=word.verb,
        rule=word.rule,
        entry=word.entry,
        field=word.field,
        before=word.before,
        after=word.after,
        reason=word.reason,
        who=word.who,
        at=word.at,
    )
    session.add(row)
    filing.revision += 1
    session.flush()
    _apply(session, filing, row)
    return row.id


def _is_last(session: Session, word: DecisionRow) -> bool:
    later = select(DecisionRow.id).where(DecisionRow.filing_id == word.filing_id, DecisionRow.id > word.id)
    return session.scalar(later.where(DecisionRow.rule == word.rule).limit(1)) is None


def _apply(session: Session, filing: FilingRow, word: DecisionRow) -> None:
    turned = {WAIVE: (FindingState.OPEN, FindingState.WAIVED), UNWAIVE: (FindingState.WAIVED, FindingState.OPEN)}
    if word.verb not in turned:
        return
    before, after = turned[word.verb]
    for row in session.scalars(select(FindingRow).where(FindingRow.filing_id == filing.id, FindingRow.state == before)):
        if fits(word, row.payload):
            row.state = after


def _inherit_findings(session: Session, child: FilingRow, parent: FilingRow) -> None:
    # What the unit was told, and what staff waived, is not said again under the other receipt.
    known = set(session.scalars(select(FindingRow.key).where(FindingRow.filing_id == parent.id)))
    for row in session.scalars(select(FindingRow).where(FindingRow.filing_id == child.id, FindingRow.key.not_in(known))):
        copy = FindingRow(
            filing_id=parent.id,
            key=row.key,
            position=row.position,
            payload=row.payload,
            state=row.state,
            first_seen=row.first_seen,
            opened_at=row.opened_at,
            resolved_at=row.resolved_at,
        )
        session.add(copy)
        session.flush()
        letters = list(session.scalars(select(Telling.letter_id).where(Telling.finding_id == row.id)))
        session.add_all(Telling(finding_id=copy.id, letter_id=letter) for letter in letters)


@dataclass(frozen=True, slots=True)
class _Move:
    """Mails, or some of their files, on the way from one filing to another by staff's word."""

    session: Session
    source: FilingRow
    target: FilingRow
    files: Sequence[int]
    now: datetime

    def take(self, mail: Mail) -> None:
        standing = select(MailPlace).where(MailPlace.mail_id == mail.id, MailPlace.withdrawn_at.is_(None))
        places = list(self.session.scalars(standing.where(MailPlace.filing_id.in_(family(self.session, self.source.id)))))
        if not places:
            raise FaultError(f"编号为 {mail.id} 的邮件不属于 {self.source.receipt}。", retry=False)
        put_mail(self.session, self.target, mail, places[0].entries, is_staffs=True)
        for place in places:
            place.is_staffs = True
            place.withdrawn_at = None if self.files else self.now
        self._take_files(mail)

    def _take_files(self, mail: Mail) -> None:
        placed = select(FilePlace).join(File, File.id == FilePlace.file_id).where(File.mail_id == mail.id)
        mine = placed.where(FilePlace.withdrawn_at.is_(None), FilePlace.filing_id.in_(family(self.session, self.source.id)))
        for row in list(self.session.scalars(mine)):
            if self.files and row.file_id not in self.files:
                continue
            row.withdrawn_at, row.is_staffs = self.now, True
            home = self.session.get(FilePlace, (self.target.id, row.file_id))
            if home is None:
                self.session.add(FilePlace(filing_id=self.target.id, file_id=row.file_id, is_staffs=True))
            else:
                home.withdrawn_at, home.is_staffs = None, True
