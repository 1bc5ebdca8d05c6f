"""The ledger's tables of what was said: findings, letters, staff's word, and the daemon's own diary. Nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from model import Finding, Letter
from storage.columns import Key, Noun
from storage.tables import Table


class FindingRow(Table):
    """A finding about a filing, or about a mail of no filing. `opened_at`: since when it stands this time."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("filing_id", "key"),
        UniqueConstraint("mail_id", "key"),
        CheckConstraint("(filing_id IS NULL) <> (mail_id IS NULL)", name="one_owner"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filings.id"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"))
    key: Mapped[str] = mapped_column(Key())
    position: Mapped[int]
    payload: Mapped[Any] = mapped_column(Noun(Finding))
    state: Mapped[str] = mapped_column(String(16))
    first_seen: Mapped[dt.datetime]
    opened_at: Mapped[dt.datetime]
    resolved_at: Mapped[dt.datetime | None]


class LetterRow(Table):
    """The outbox: a letter that is owed, is under way, or was sent. `dedupe_key` says what it answers, once and for all.

    state: new, held (waits for release), sending, sent, deferred (until `not_before`), parked (waits for a person), dropped.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("dedupe_key"),
        Index(None, "state", "not_before"),
        Index(None, "sent_at"),
        Index(None, "filing_id"),
        Index(None, "mail_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filings.id"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"))
    template: Mapped[str]
    recipient: Mapped[str] = mapped_column(Key())
    payload: Mapped[Any] = mapped_column(Noun(Letter))
    message_id: Mapped[str] = mapped_column(Key())
    dedupe_key: Mapped[str] = mapped_column(Key())
    state: Mapped[str] = mapped_column(String(16))
    not_before: Mapped[dt.datetime | None]
    attempts: Mapped[int]
    last_code: Mapped[str]
    last_error: Mapped[str]
    created_at: Mapped[dt.datetime]
    sending_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]


class LetterFile(Table):
    """A file that goes out with a letter, kept with it so that the letter is one transaction."""

    __tablename__ = "letter_files"
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    octets: Mapped[bytes] = mapped_column(LargeBinary())


class Telling(Table):
    """A letter told the unit of a finding."""

    __tablename__ = "tellings"
    __table_args__ = (Index(None, "letter_id"),)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True)


class DecisionRow(Table):
    """Staff's word; only ever added to."""

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "filing_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filings.id"))
    verb: Mapped[str]
    rule: Mapped[str]
    entry: Mapped[str]
    field: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str]
    who: Mapped[str]
    at: Mapped[dt.datetime]


class DigestRow(Table):
    """The digest of a day for a recipient: one, however often it is asked for."""

    __tablename__ = "digests"
    date: Mapped[dt.date] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(Key(), primary_key=True)
    claimed_at: Mapped[dt.datetime]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))


class PulseRow(Table):
    """When something last happened (a poll, a login, a pass), and what is to be said of it."""

    __tablename__ = "pulses"
    name: Mapped[str] = mapped_column(Key(), primary_key=True)
    at: Mapped[dt.datetime]
    detail: Mapped[str]
