"""Rows in, nouns out: files, mails, records, findings and letters as model.py knows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from model import (
    Attachment,
    Decision,
    Envelope,
    FiledFile,
    FiledMail,
    FiledRecord,
    FindingState,
    Kind,
    KnownFinding,
    Letter,
    Reading,
    SentLetter,
)
from storage.answer_tables import DecisionRow, FindingRow, LetterRow, Telling
from storage.nouns import LetterState
from storage.tables import File, FileReading, Mail, Record


def filed_mail(mail: Mail) -> FiledMail:
    """Return a mail that was read."""
    envelope: Envelope = mail.envelope
    return FiledMail(
        number=mail.id,
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        references=envelope.references,
        sender=envelope.sender,
        answer_to=envelope.reply_to or envelope.sender,
        subject=envelope.subject,
        text=envelope.text,
        received_at=mail.received_at,
        kind=Kind(mail.kind),
        may_be_answered=envelope.may_be_answered,
        links=envelope.links,
        flags=envelope.flags,
    )


def filed_files(session: Session, files: Sequence[File]) -> list[FiledFile]:
    """Return files with what they were found to be, in the order given."""
    readings = _current_readings(session, [f.id for f in files])
    forms: dict[int, list[str]] = defaultdict(list)
    for reading, form in session.execute(
        select(Record.reading_id, Record.form).where(Record.reading_id.in_([r.id for r in readings.values()])).order_by(Record.position)
    ):
        forms[reading].append(form)
    return [_filed_file(f, readings[f.id].payload, forms[readings[f.id].id]) for f in files if f.id in readings]


def filed_records(session: Session, files: Sequence[File], mails: Iterable[Mail]) -> list[FiledRecord]:
    """Return the records of the current readings, by mail, file and place; each `current`, with no entry: pure code settles that."""
    readings = _current_readings(session, [f.id for f in files])
    arrivals = {mail.id: mail.received_at for mail in mails}
    found: dict[int, list[Record]] = defaultdict(list)
    for row in session.scalars(select(Record).where(Record.reading_id.in_([r.id for r in readings.values()])).order_by(Record.position)):
        found[row.reading_id].append(row)
    return [
        FiledRecord(
            number=row.id,
            mail=file.mail_id,
            file=file.id,
            record=row.payload,
            entry="",
            current=True,
            received_at=arrivals[file.mail_id],
            file_format=readings[file.id].payload.format,
        )
        for file in files
        if file.id in readings
        for row in found[readings[file.id].id]
    ]


def known_findings(session: Session, rows: Sequence[FindingRow]) -> list[KnownFinding]:
    """Return findings with their state and the letters that told the unit of them since they last opened."""
    told: dict[int, list[int]] = defaultdict(list)
    opened = {row.id: row.opened_at for row in rows}
    for finding, letter, created_at in session.execute(
        select(Telling.finding_id, LetterRow.id, LetterRow.created_at)
        .join(LetterRow, LetterRow.id == Telling.letter_id)
        .where(Telling.finding_id.in_(list(opened)), LetterRow.state != LetterState.DROPPED)
        .order_by(LetterRow.id)
    ):
        if created_at >= opened[finding]:
            told[finding].append(letter)
    return [KnownFinding(row.payload, FindingState(row.state), row.first_seen, tuple(told[row.id])) for row in rows]


def decision(row: DecisionRow) -> Decision:
    """Return staff's word."""
    return Decision(
        number=row.id,
        verb=row.verb,
        rule=row.rule,
        entry=row.entry,
        field=row.field,
        before=row.before,
        after=row.after,
        reason=row.reason,
        who=row.who,
        at=row.at,
    )


def sent_letter(row: LetterRow) -> SentLetter:
    """Return a letter of ours as a filing knows it."""
    letter: Letter = row.payload
    return SentLetter(
        number=row.id,
        template=row.template,
        message_id=row.message_id,
        created_at=row.created_at,
        sent_at=row.sent_at,
        covers=letter.covers,
        finding_keys=letter.finding_keys,
    )


def _current_readings(session: Session, files: Sequence[int]) -> dict[int, Row[int, int, Reading]]:
    wanted = select(FileReading.id, FileReading.file_id, FileReading.payload).where(
        FileReading.file_id.in_(files), FileReading.superseded_at.is_(None)
    )
    return {row.file_id: row for row in session.execute(wanted)}


def _filed_file(file: File, reading: Reading, forms: Sequence[str]) -> FiledFile:
    attachment: Attachment = file.attachment
    return FiledFile(
        number=file.id,
        mail=file.mail_id,
        name=attachment.name,
        path=attachment.path,
        within=attachment.within,
        sha256=file.sha256,
        size=attachment.size,
        format=reading.format,
        forms=tuple(forms),
        trouble=reading.trouble or attachment.trouble,
        suspected_form=reading.suspected_form,
        words=reading.words,
        excerpt=reading.excerpt,
        flags=tuple(dict.fromkeys(attachment.flags + reading.flags)),
    )
