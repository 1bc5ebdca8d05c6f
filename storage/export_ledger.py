"""Everything stored, mail by mail: what the export, the workbook and the digest are written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from model import FiledFile, KnownFinding
from storage.answer_tables import FindingRow
from storage.assembly import filed_files, known_findings
from storage.database import Database
from storage.filing_ledger import mails_selected, standing_in
from storage.mail_ledger import mail_of
from storage.nouns import MailState, Selector, StoredMail
from storage.placing import final
from storage.tables import File, FilingRow, Mail, MailPlace

_AT_ONCE = 200  # mails held in memory at a time


class ExportLedger:
    """The part of the ledger that gives every mail back."""

    _database: Database

    def messages(self, campaign: str = "") -> Iterator[StoredMail]:
        """Yield every mail by its number: with a campaign, those that belong to its filings and those that belong to none."""
        last = 0
        while True:
            with self._database.reading() as session:
                mails = list(session.scalars(_after(last, campaign)))
                stored = _stored(session, mails)
            yield from stored
            if not mails:
                return
            last = mails[-1].id

    def mail(self, number: int) -> StoredMail:
        """Return one mail.

        Raises FaultError(retry=False) if there is none.
        """
        with self._database.reading() as session:
            return _stored(session, [mail_of(session, number)])[0]

    def mails(self, selector: Selector = Selector()) -> list[int]:  # noqa: B008 - a frozen value
        """Return the numbers of the read mails meant, by arrival: what is read again when stored mail is reprocessed.

        A selector that names a filing means all its mails; one that names only mail means just those mails.
        """
        with self._database.reading() as session:
            wanted = mails_selected(selector).where(Mail.state == MailState.READ)
            if selector.receipt or selector.unit or selector.status or selector.campaign:
                wanted = wanted.where(Mail.id.in_(standing_in(session, selector)))
            return list(session.scalars(wanted.order_by(Mail.received_at, Mail.id)))


def _after(last: int, campaign: str) -> Select[Mail]:
    wanted = select(Mail).where(Mail.id > last).order_by(Mail.id).limit(_AT_ONCE)
    if not campaign:
        return wanted
    placed = select(MailPlace.mail_id).where(MailPlace.mail_id == Mail.id, MailPlace.withdrawn_at.is_(None))
    own = placed.join(FilingRow, FilingRow.id == MailPlace.filing_id).where(FilingRow.campaign == campaign)
    return wanted.where(or_(own.exists(), ~placed.exists()))


def _stored(session: Session, mails: Sequence[Mail]) -> list[StoredMail]:
    numbers = [mail.id for mail in mails]
    files, findings, receipts = _files_by_mail(session, numbers), _findings_by_mail(session, numbers), _receipts_by_mail(session, numbers)
    return [
        StoredMail(
            number=mail.id,
            account=mail.account,
            sha256=mail.sha256,
            size=mail.size,
            folder=mail.folder,
            received_at=mail.received_at,
            state=MailState(mail.state),
            attempts=mail.attempts,
            error=mail.error,
            envelope=mail.envelope,
            receipts=tuple(receipts[mail.id]),
            files=tuple(files[mail.id]),
            findings=tuple(findings[mail.id]),
        )
        for mail in mails
    ]


def _files_by_mail(session: Session, numbers: Sequence[int]) -> dict[int, list[FiledFile]]:
    rows = list(session.scalars(select(File).where(File.mail_id.in_(numbers), File.is_present).order_by(File.mail_id, File.position)))
    found: dict[int, list[FiledFile]] = defaultdict(list)
    for file in filed_files(session, rows):
        found[file.mail].append(file)
    return found


def _findings_by_mail(session: Session, numbers: Sequence[int]) -> dict[int, list[KnownFinding]]:
    wanted = select(FindingRow).where(FindingRow.mail_id.in_(numbers)).order_by(FindingRow.mail_id, FindingRow.position, FindingRow.id)
    rows = list(session.scalars(wanted))
    found: dict[int, list[KnownFinding]] = defaultdict(list)
    for row, known in zip(rows, known_findings(session, rows), strict=True):
        found[row.mail_id or 0].append(known)
    return found


def _receipts_by_mail(session: Session, numbers: Sequence[int]) -> dict[int, list[str]]:
    standing = select(MailPlace.mail_id, FilingRow).join(FilingRow, FilingRow.id == MailPlace.filing_id)
    wanted = standing.where(MailPlace.mail_id.in_(numbers), MailPlace.withdrawn_at.is_(None)).order_by(MailPlace.mail_id, FilingRow.serial)
    found: dict[int, list[str]] = defaultdict(list)
    for mail, filing in session.execute(wanted):
        receipt = final(session, filing.id).receipt
        if receipt not in found[mail]:
            found[mail].append(receipt)
    return found
