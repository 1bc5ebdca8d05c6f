"""What the ledger takes and gives beyond the nouns of model.py: frozen, without work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from enum import StrEnum

from model import Attachment, Envelope, FiledFile, KnownFinding, Letter, Reading


class MailState(StrEnum):
    """How far a mail has come."""

    NEW = "new"
    FAILED = "failed"  # tried, will be tried again
    READ = "read"
    QUARANTINED = "quarantined"  # tried too often: a person must look


BOUNCED = "bounced"  # a letter's last_code once its receiver's server gave it back


class LetterState(StrEnum):
    """How far a letter has come (mail.md §8.9)."""

    NEW = "new"
    HELD = "held"  # waits until a person releases it
    SENDING = "sending"  # handed to the server; whether it arrived is not known yet
    SENT = "sent"
    DEFERRED = "deferred"
    PARKED = "parked"  # refused for good: a person must look
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mail that was seen and not taken, and why (`reason`, for staff); `size` in octets as the server said it."""

    account: str
    folder: str
    uidvalidity: int
    uid: int
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail whose octets are in the archive and that is to be read; `attempts` counts the readings begun before."""

    number: int
    account: str
    sha256: str
    received_at: datetime
    folder: str
    attempts: int


@dataclass(frozen=True, slots=True)
class TroubledMail:
    """A mail that could not be read: failed (tried again at `retry_at`) or quarantined. `sender`, `subject` "" if never known."""

    number: int
    sha256: str
    received_at: datetime
    folder: str
    state: MailState
    attempts: int
    error: str
    failed_at: datetime | None
    retry_at: datetime | None
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A filing that a mail may belong to: the Message-IDs of its mails and of our letters, who wrote, whom they speak of."""

    receipt: str
    unit: str
    message_ids: frozenset[str]
    senders: frozenset[str]
    entries: tuple[str, ...]
    last_mail_at: datetime


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a mail, or part of it, belongs: a filing's `receipt`, or None for a new filing of `unit` in `campaign`.

    `files` are positions in ReadMail.readings; `entries` the names of circles and teams that this part of the mail speaks of.
    """

    receipt: str | None
    unit: str
    campaign: str
    receipt_prefix: str
    files: tuple[int, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as it was read: what it says it is, each file with what it was found to be, and where it all belongs.

    `due_at`: when its answer is owed (None: none is, as when stored mail is read again). Without placements the mail itself is
    due, else the filings are.
    """

    envelope: Envelope
    readings: tuple[tuple[Attachment, Reading], ...]
    placements: tuple[Placement, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadingVersion:
    """What a file was once found to be, and for how long that held; `superseded_at` None for what holds today."""

    version: int
    reading: Reading
    entered_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Posting:
    """How a letter goes into the outbox: `dedupe_key` says what it answers (a second one with that key is never entered).

    `hold`: it waits for a person's release. `not_before`: not sent earlier.
    """

    dedupe_key: str
    hold: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """A letter in the outbox; `receipt` or `mail` (number) say what it belongs to, if anything. `message_id` never changes."""

    number: int
    receipt: str | None
    mail: int | None
    letter: Letter = made(repr=False)
    message_id: str
    dedupe_key: str
    state: LetterState
    attempts: int
    not_before: datetime | None
    last_code: str
    last_error: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail with all that was found in it. `envelope` None where it was never read; `findings` those of a mail of no filing."""

    number: int
    account: str
    sha256: str
    size: int
    folder: str
    received_at: datetime
    state: MailState
    attempts: int
    error: str
    envelope: Envelope | None
    receipts: tuple[str, ...]
    files: tuple[FiledFile, ...]
    findings: tuple[KnownFinding, ...]


@dataclass(frozen=True, slots=True)
class FilingSummary:
    """A filing in a line: what a list of filings shows. `status` "" until it was first judged."""

    receipt: str
    campaign: str
    unit: str
    status: str
    late: bool
    received_at: datetime
    last_mail_at: datetime
    mails: int
    due_at: datetime | None
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Selector:
    """Which filings or mails are meant; everything that is given must fit. `sender` is a whole address, `unit` part of a name.

    `since`: at least one mail arrived then or later.
    """

    campaign: str = ""
    receipt: str = ""
    message_id: str = ""
    unit: str = ""
    sender: str = ""
    status: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """When something last happened, and what is to be said of it."""

    name: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Every mail accounted for: how many there are, by state, by kind (of those read), and how many were refused unread."""

    mails: int
    states: Mapping[str, int]
    kinds: Mapping[str, int]
    refused: int
    letters: Mapping[str, int]
