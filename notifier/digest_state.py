"""Everything that a digest speaks of: the pipeline fills it from the ledger, the digest only reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model import Refusal
from notifier.register import JudgedFiling, MailState


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mail or filing that failed on our side; `what` says in Chinese which and why, `again` how to have it tried once more."""

    at: datetime
    what: str
    again: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter that did not go out: parked, failed, bounced or held for approval; `why` in Chinese."""

    at: datetime
    to: str
    subject: str
    why: str
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Pulse:
    """A sign of life of one part of the machine ("收信", "发信"): when it last did well, and what is wrong now ("" for nothing)."""

    name: str
    at: datetime | None
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class DigestState:
    """Everything that a digest speaks of, at the moment `now`; `since` is the moment of the digest before.

    `mails` are all mails known, `refusals` those that were not taken out of the mailbox, `in_mailbox` how many the server holds
    (None where it could not be asked). `set_aside` are mails and filings that failed on our side, `letters` those that did not
    go out. `replies_sent` counts the letters that went out since `since`. `attached` says that the workbook comes along.
    """

    now: datetime
    since: datetime | None
    filings: tuple[JudgedFiling, ...] = ()
    mails: tuple[MailState, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    in_mailbox: int | None = None
    set_aside: tuple[SetAside, ...] = ()
    letters: tuple[HeldLetter, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    replies_sent: int = 0
    notes: tuple[str, ...] = ()
    attached: bool = True
