"""The sentence: fetch, read, judge, send, in this order. Reading and judging decide; only this shell has effects.

Each step takes the Desk and leaves the ledger consistent, so that a kill between any two instants loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from model import FaultError
from pipeline.arriving import fetch, read_waiting
from pipeline.delivery import Sending, raise_alarm, send_due, waiting_letters
from pipeline.desk import Desk, log
from pipeline.judging import judge_due


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did; `complaint` says why the mailbox could not be read, `sending` what became of letters."""

    fetched: int = 0
    read: int = 0
    failed: int = 0
    judged: int = 0
    sent: int = 0
    waiting: int = 0
    complaint: str = ""
    sending: Sending = field(default_factory=Sending)


def one_pass(desk: Desk, *, send: bool = True) -> Pass:
    """Fetch all new mail, read it, judge what is due, send what may go. A mailbox that fails does not stop the rest."""
    complaint = ""
    fetched = 0
    try:
        fetched = fetch(desk)
    except FaultError as error:
        complaint = str(error)
        desk.ledger.pulse("收信", desk.clock(), complaint)
        log.warning("mailbox: %s", error)
        raise_alarm(desk, complaint)
    read, failed = read_waiting(desk)
    judged = judge_due(desk)
    done = send_due(desk) if send else Sending(waiting=waiting_letters(desk))
    return Pass(fetched, read, failed, judged, done.sent, done.waiting, complaint, done)
