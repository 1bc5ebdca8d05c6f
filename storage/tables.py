"""The ledger's tables of what came: mail, files, records, filings, with the keys that make doubles impossible. Nothing is ever deleted.

A mail is sighted in folders and holds files; a file has readings (the newest is current), a reading has records; a filing is made of
mails and files of them. What was said and decided about them stands in `answer_tables.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from model import Attachment, Envelope, FormRecord, Reading
from storage.columns import Key, Moment, Noun, Words


class Table(DeclarativeBase):
    """What every table shares: its column types, and names for constraints that both databases know."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: Moment(), str: Words()}  # noqa: RUF012 - SQLAlchemy reads it once


class Mail(Table):
    """A mail by its octets: entered once an account, whatever folder or UID it is seen under.

    state: new, failed (tried again), read, quarantined (waits for a person). `due_at`: when a mail of no filing wants its answer.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("account", "sha256"),
        Index(None, "state", "received_at"),
        Index(None, "due_at"),
        Index(None, "message_id"),
        Index(None, "fingerprint"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(Key())
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger())
    folder: Mapped[str]
    received_at: Mapped[dt.datetime]
    entered_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    retry_at: Mapped[dt.datetime | None]
    error: Mapped[str]
    failed_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    message_id: Mapped[str] = mapped_column(Key())
    fingerprint: Mapped[str] = mapped_column(String(64))
    sender: Mapped[str] = mapped_column(Key())
    subject: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    envelope: Mapped[Any] = mapped_column(Noun(Envelope), nullable=True)


class Sighting(Table):
    """A UID of a folder: either the mail that lay there, or why it was not taken (`refusal`)."""

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("account", "folder", "uidvalidity", "uid"), Index(None, "mail_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(Key())
    folder: Mapped[str] = mapped_column(Key())
    uidvalidity: Mapped[int] = mapped_column(BigInteger())
    uid: Mapped[int] = mapped_column(BigInteger())
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"))
    size: Mapped[int] = mapped_column(BigInteger())
    refusal: Mapped[str]
    seen_at: Mapped[dt.datetime]


class File(Table):
    """A file of a mail, unpacked. `identity` is the hash of path, content and which copy; `is_present`: it is still found in the mail."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("mail_id", "identity"), Index(None, "sha256"))
    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id"))
    identity: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    attachment: Mapped[Any] = mapped_column(Noun(Attachment))
    is_present: Mapped[bool]


class FileReading(Table):
    """What a file was found to be, one row a version; the one with no `superseded_at` is current. Its records stand in `records`."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("file_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    version: Mapped[int]
    payload: Mapped[Any] = mapped_column(Noun(Reading))
    entered_at: Mapped[dt.datetime]
    superseded_at: Mapped[dt.datetime | None]


class Record(Table):
    """A form that was found in a file."""

    __tablename__ = "records"
    __table_args__ = (UniqueConstraint("reading_id", "position"), Index(None, "form"))
    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    position: Mapped[int]
    form: Mapped[str] = mapped_column(Key())
    payload: Mapped[Any] = mapped_column(Noun(FormRecord))


class FilingRow(Table):
    """A unit's filing in a campaign. `revision` counts what was entered for it, `judged_revision` how much of that was judged.

    `founder_id`, `founded_as`: the mail that opened it, and as which of its filings. `due_at`: when its answer is owed. One that was
    merged points to the filing that took it in, and is found under it.
    """

    __tablename__ = "filings"
    __table_args__ = (
        UniqueConstraint("campaign", "serial"),
        UniqueConstraint("receipt"),
        UniqueConstraint("founder_id", "founded_as"),
        Index(None, "due_at"),
        Index(None, "merged_into"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(Key())
    serial: Mapped[int]
    receipt: Mapped[str] = mapped_column(Key())
    unit: Mapped[str]
    unit_is_staffs: Mapped[bool]
    founder_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"))
    founded_as: Mapped[int]
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    status: Mapped[str] = mapped_column(String(32))
    late: Mapped[bool]
    judged_at: Mapped[dt.datetime | None]
    revision: Mapped[int]
    judged_revision: Mapped[int]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("filings.id"))


class MailPlace(Table):
    """A mail belongs to a filing; `entries` are the circles and teams that it speaks of. Staff's placing outlives every reading."""

    __tablename__ = "mail_places"
    __table_args__ = (Index(None, "mail_id"),)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filings.id"), primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id"), primary_key=True)
    entries: Mapped[Any] = mapped_column(Noun(tuple[str, ...]))
    is_staffs: Mapped[bool]
    withdrawn_at: Mapped[dt.datetime | None]


class FilePlace(Table):
    """A file belongs to a filing (an archive may hold the files of several)."""

    __tablename__ = "file_places"
    __table_args__ = (Index(None, "file_id"),)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filings.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True)
    is_staffs: Mapped[bool]
    withdrawn_at: Mapped[dt.datetime | None]
