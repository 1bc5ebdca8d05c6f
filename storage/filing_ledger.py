"""Filings: which there are, which want an answer, and each with its whole story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from model import Filing
from storage.answer_tables import DecisionRow, FindingRow, LetterRow
from storage.assembly import decision, filed_files, filed_mail, filed_records, known_findings, sent_letter
from storage.candidates import CandidateShelf
from storage.database import Database
from storage.nouns import Candidate, FilingSummary, LetterState, Selector
from storage.placing import family, filing_of
from storage.tables import File, FilePlace, FilingRow, Mail, MailPlace


class FilingLedger:
    """The part of the ledger that gives filings back."""

    _database: Database
    _shelves: defaultdict[str, CandidateShelf]

    def candidates(self, campaign: str) -> list[Candidate]:
        """Return every filing of a campaign with what tells whether a mail belongs to it."""
        with self._database.reading() as session:
            return self._shelves[campaign].refreshed(session, campaign)

    def due(self, now: datetime) -> list[str]:
        """Return the receipts of filings whose answer is owed now, the longest waiting first."""
        wanted = select(FilingRow.receipt).where(FilingRow.due_at <= now, FilingRow.merged_into.is_(None))
        with self._database.reading() as session:
            return list(session.scalars(wanted.order_by(FilingRow.due_at, FilingRow.id)))

    def unjudged(self) -> list[str]:
        """Return the receipts of filings for which something was entered after they were last judged, and no answer is awaited.

        After a crash between staff's word, or a reprocessing, and its judgement they are judged again, without a letter.
        """
        wanted = select(FilingRow.receipt).where(
            FilingRow.judged_revision < FilingRow.revision, FilingRow.due_at.is_(None), FilingRow.merged_into.is_(None)
        )
        with self._database.reading() as session:
            return list(session.scalars(wanted.order_by(FilingRow.id)))

    def filing(self, receipt: str) -> Filing:
        """Return a filing's whole story; a merged one as the filing that took it in.

        Raises FaultError(retry=False) if there is none.
        """
        with self._database.reading() as session:
            return _filing(session, filing_of(session, receipt))

    def filings(self, selector: Selector = Selector()) -> list[str]:  # noqa: B008 - a frozen value
        """Return the receipts of the filings meant, in the order of their receipts; merged ones and empty ones do not appear."""
        with self._database.reading() as session:
            return [row.receipt for row in session.scalars(_selected(session, selector).order_by(FilingRow.campaign, FilingRow.serial))]

    def summaries(self, selector: Selector = Selector()) -> list[FilingSummary]:  # noqa: B008 - a frozen value
        """Return a line on each filing meant, in the order of their receipts."""
        with self._database.reading() as session:
            rows = list(session.scalars(_selected(session, selector).order_by(FilingRow.campaign, FilingRow.serial)))
            mails = _gathered(session, _heads(session, selector.campaign), _standing_mails())
        return [_summary(row, [m[2] for m in mails[row.id]]) for row in rows]

    def set_unit(self, receipt: str, unit: str, *, is_staffs: bool = False) -> None:
        """Name a filing's unit; what staff have set is changed by staff alone."""
        with self._database.writing() as session:
            filing = filing_of(session, receipt)
            if is_staffs or not filing.unit_is_staffs:
                if filing.unit != unit:
                    filing.revision += 1
                filing.unit, filing.unit_is_staffs = unit, filing.unit_is_staffs or is_staffs


def mails_selected(selector: Selector) -> Select[int]:
    """Return a query for the numbers of the mails meant by the parts of a selector that speak of mail."""
    wanted = select(Mail.id)
    if selector.message_id:
        wanted = wanted.where(Mail.message_id == selector.message_id)
    if selector.sender:
        wanted = wanted.where(func.lower(Mail.sender) == selector.sender.lower())
    if selector.since is not None:
        wanted = wanted.where(Mail.received_at >= selector.since)
    return wanted


def standing_in(session: Session, selector: Selector) -> Select[int]:
    """Return a query for the numbers of the mails that stand in the filings meant by a selector, or in those merged into them."""
    meant = replace(selector, message_id="", sender="", since=None)
    found = select(FilingRow.id).where(FilingRow.id.in_(_selected(session, meant).with_only_columns(FilingRow.id))).cte(recursive=True)
    found = found.union_all(select(FilingRow.id).join(found, FilingRow.merged_into == found.c.id))
    return select(MailPlace.mail_id).where(MailPlace.withdrawn_at.is_(None), MailPlace.filing_id.in_(select(found.c.id)))


def _selected(session: Session, selector: Selector) -> Select[FilingRow]:
    wanted = select(FilingRow).where(FilingRow.merged_into.is_(None))
    if selector.campaign:
        wanted = wanted.where(FilingRow.campaign == selector.campaign)
    if selector.receipt:
        wanted = wanted.where(FilingRow.id == filing_of(session, selector.receipt).id)
    if selector.unit:
        wanted = wanted.where(FilingRow.unit.contains(selector.unit, autoescape=True))
    if selector.status:
        wanted = wanted.where(FilingRow.status == selector.status)
    standing = select(MailPlace.filing_id).where(MailPlace.withdrawn_at.is_(None))
    if selector.message_id or selector.sender or selector.since is not None:
        standing = standing.where(MailPlace.mail_id.in_(mails_selected(selector)))
    found = select(FilingRow.id, FilingRow.merged_into).where(FilingRow.id.in_(standing)).cte(recursive=True)
    found = found.union_all(select(FilingRow.id, FilingRow.merged_into).join(found, FilingRow.id == found.c.merged_into))
    return wanted.where(FilingRow.id.in_(select(found.c.id)))


def _filing(session: Session, row: FilingRow) -> Filing:
    ids = family(session, row.id)
    mails = list(session.scalars(_mails_in(ids)))
    files = list(session.scalars(_files_in(ids)))
    turns = {mail.id: turn for turn, mail in enumerate(mails)}
    files.sort(key=lambda f: (turns[f.mail_id], f.position))
    findings = session.scalars(select(FindingRow).where(FindingRow.filing_id == row.id).order_by(FindingRow.position, FindingRow.id))
    decisions = session.scalars(select(DecisionRow).where(DecisionRow.filing_id.in_(ids)).order_by(DecisionRow.id))
    letters = session.scalars(
        select(LetterRow).where(LetterRow.filing_id.in_(ids), LetterRow.state != LetterState.DROPPED).order_by(LetterRow.id)
    )
    return Filing(
        receipt=row.receipt,
        unit=row.unit,
        received_at=min((m.received_at for m in mails), default=row.created_at),
        mails=tuple(filed_mail(m) for m in mails),
        files=tuple(filed_files(session, files)),
        records=tuple(filed_records(session, files, mails)),
        known=tuple(known_findings(session, list(findings))),
        decisions=tuple(decision(d) for d in decisions),
        letters=tuple(sent_letter(letter) for letter in letters),
        revision=row.revision,
    )


def _mails_in(filings: list[int]) -> Select[Mail]:
    numbers = select(MailPlace.mail_id).where(MailPlace.filing_id.in_(filings), MailPlace.withdrawn_at.is_(None))
    return select(Mail).where(Mail.id.in_(numbers)).order_by(Mail.received_at, Mail.id)


def _files_in(filings: list[int]) -> Select[File]:
    placed = select(FilePlace.file_id).where(FilePlace.filing_id.in_(filings), FilePlace.withdrawn_at.is_(None))
    present_mails = select(MailPlace.mail_id).where(MailPlace.filing_id.in_(filings), MailPlace.withdrawn_at.is_(None))
    return select(File).where(File.id.in_(placed), File.is_present, File.mail_id.in_(present_mails))


def _standing_mails() -> Select[int, str, str, datetime]:
    mails = select(MailPlace.filing_id, Mail.message_id, Mail.sender, Mail.received_at).join(Mail, Mail.id == MailPlace.mail_id)
    return mails.where(MailPlace.withdrawn_at.is_(None))


def _heads(session: Session, campaign: str) -> dict[int, FilingRow]:
    """Return for every filing of a campaign ("" for all) the one that it is part of today."""
    wanted = select(FilingRow).where(FilingRow.campaign == campaign) if campaign else select(FilingRow)
    rows = {row.id: row for row in session.scalars(wanted.order_by(FilingRow.serial))}
    return {row.id: _head(rows, row) for row in rows.values()}


def _head(rows: dict[int, FilingRow], row: FilingRow) -> FilingRow:
    while row.merged_into is not None:
        row = rows[row.merged_into]
    return row


def _gathered(session: Session, heads: dict[int, FilingRow], wanted: Select[*tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for filing_id, *rest in session.execute(wanted):
        if filing_id in heads:
            found[heads[filing_id].id].append(tuple(rest))
    return found


def _summary(row: FilingRow, arrivals: list[datetime]) -> FilingSummary:
    return FilingSummary(
        receipt=row.receipt,
        campaign=row.campaign,
        unit=row.unit,
        status=row.status,
        late=row.late,
        received_at=min(arrivals, default=row.created_at),
        last_mail_at=max(arrivals, default=row.created_at),
        mails=len(arrivals),
        due_at=row.due_at,
        judged_at=row.judged_at,
    )
