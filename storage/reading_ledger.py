"""A mail that was read goes in: its envelope, its files with what they were found to be, and the filings that it belongs to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from model import Attachment, Envelope, FormRecord, Reading
from storage.columns import Noun
from storage.database import Database
from storage.mail_ledger import mail_of
from storage.nouns import MailState, ReadingVersion, ReadMail
from storage.placing import Arrival, place
from storage.tables import File, FileReading, Mail, Record

_ENVELOPES = Noun(Envelope)
_READINGS = Noun(Reading)
_ATTACHMENTS = Noun(Attachment)


class ReadingLedger:
    """The part of the ledger that keeps what mail was found to hold, every version of it."""

    _database: Database

    def enter_reading(self, number: int, read: ReadMail, now: datetime) -> list[str]:
        """Enter what a mail was found to hold and where it belongs; return the receipts of its filings.

        Without a receipt a placement opens a filing with the campaign's next serial number. Entering a mail again (reprocessing)
        keeps every file's row and the readings that did not change; a changed one gets a new version beside the old. Where staff
        placed the mail themselves, it stays there.
        """
        with self._database.writing() as session:
            mail = mail_of(session, number)
            is_changed = _enter_envelope(mail, read.envelope, now)
            files, are_changed = _enter_files(session, mail, read.readings, now)
            receipts = place(session, Arrival(mail, files, read, now), is_changed=is_changed or are_changed)
            if not receipts and read.due_at is not None:
                mail.due_at = read.due_at
            return receipts

    def versions(self, file: int) -> list[ReadingVersion]:
        """Return every version of what a file (by its number) was found to be, the first one first."""
        with self._database.reading() as session:
            rows = list(session.scalars(select(FileReading).where(FileReading.file_id == file).order_by(FileReading.version)))
            records = _records(session, rows)
            return [
                ReadingVersion(row.version, replace(row.payload, records=records[row.id]), row.entered_at, row.superseded_at)
                for row in rows
            ]

    def twin(self, number: int, envelope: Envelope) -> int | None:
        """Return an earlier mail of the same account that says and holds the same in other octets (a copy in another folder)."""
        with self._database.reading() as session:
            account = mail_of(session, number).account
            same = select(Mail.id).where(Mail.fingerprint == _fingerprint(envelope), Mail.account == account, Mail.id < number)
            return session.scalar(same.order_by(Mail.id).limit(1))


def _enter_envelope(mail: Mail, envelope: Envelope, now: datetime) -> bool:
    bare = replace(envelope, attachments=tuple(replace(a, octets=b"") for a in envelope.attachments))
    is_changed = mail.envelope is None or _ENVELOPES.text(mail.envelope) != _ENVELOPES.text(bare)
    if is_changed:
        mail.envelope = bare
        mail.message_id, mail.subject, mail.kind = bare.message_id, bare.subject, bare.kind
        mail.sender = bare.sender.address
        mail.fingerprint = _fingerprint(bare)
    mail.state, mail.error, mail.retry_at, mail.read_at = MailState.READ, "", None, now
    return is_changed


def _fingerprint(envelope: Envelope) -> str:
    said = [envelope.message_id, envelope.date, envelope.sender.address, envelope.text]
    held = sorted(a.sha256 for a in envelope.attachments)
    return hashlib.sha256("\0".join(said + held).encode("utf-8", "replace")).hexdigest()


def _enter_files(session: Session, mail: Mail, readings: Sequence[tuple[Attachment, Reading]], now: datetime) -> tuple[list[File], bool]:
    known = {file.identity: file for file in session.scalars(select(File).where(File.mail_id == mail.id))}
    present, is_changed = [], False
    for position, (identity, attachment) in enumerate(_identified([a for a, _ in readings])):
        file = known.pop(identity, None)
        if file is None:
            file = File(mail_id=mail.id, identity=identity, sha256=attachment.sha256)
            session.add(file)
        is_changed |= _describe(file, position, attachment)
        present.append(file)
    for vanished in known.values():
        is_changed |= vanished.is_present
        vanished.is_present = False
    session.flush()
    fresh = _enter_versions(session, list(zip(present, (r for _, r in readings), strict=True)), now)
    return present, is_changed or fresh


def _identified(attachments: Sequence[Attachment]) -> Iterator[tuple[str, Attachment]]:
    copies: Counter[tuple[str, str]] = Counter()
    for attachment in attachments:
        what = (attachment.path, attachment.sha256)
        copies[what] += 1  # the same file attached twice is two files
        yield hashlib.sha256("\0".join((*what, str(copies[what]))).encode("utf-8", "replace")).hexdigest(), attachment


def _describe(file: File, position: int, attachment: Attachment) -> bool:
    bare = replace(attachment, octets=b"")
    is_changed = not file.is_present or _ATTACHMENTS.text(file.attachment) != _ATTACHMENTS.text(bare)
    file.position, file.is_present = position, True
    if is_changed:
        file.attachment = bare
    return is_changed


def _enter_versions(session: Session, results: Sequence[tuple[File, Reading]], now: datetime) -> bool:
    current = _current(session, [file.id for file, _ in results])
    fresh = []
    for file, reading in results:
        row, known = current.get(file.id, (None, None))
        if row is not None and _READINGS.text(known) == _READINGS.text(reading):
            continue
        version = 1
        if row is not None:
            row.superseded_at, version = now, row.version + 1
        fresh.append((FileReading(file_id=file.id, version=version, payload=replace(reading, records=()), entered_at=now), reading))
    session.add_all(row for row, _ in fresh)
    session.flush()
    session.add_all(
        Record(reading_id=row.id, position=position, form=record.form, payload=record)
        for row, reading in fresh
        for position, record in enumerate(reading.records)
    )
    return bool(fresh)


def _current(session: Session, files: Sequence[int]) -> dict[int, tuple[FileReading, Reading]]:
    rows = list(session.scalars(select(FileReading).where(FileReading.file_id.in_(files), FileReading.superseded_at.is_(None))))
    records = _records(session, rows)
    return {row.file_id: (row, replace(row.payload, records=records[row.id])) for row in rows}


def _records(session: Session, rows: Sequence[FileReading]) -> dict[int, tuple[FormRecord, ...]]:
    found: dict[int, list[FormRecord]] = {row.id: [] for row in rows}
    wanted = select(Record.reading_id, Record.payload).where(Record.reading_id.in_(list(found))).order_by(Record.position)
    for reading, record in session.execute(wanted):
        found[reading].append(record)
    return {reading: tuple(records) for reading, records in found.items()}
