"""A worker that keeps, enters, reads, judges and sends the same mails, and a driver that kills it again and again.

Run as `python -m tests.ledger_worker ROOT STORIES`; every finished step is acknowledged in its folder's acks, as a server would be told.
A child dies by SIGKILL just before or just after a random one of the calls that touch the disk, however busy the machine is.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path

from storage.archive import Archive
from storage.ledger import Ledger
from tests.ledger_samples import ACCOUNT, CAMPAIGN, NOON, at, finding, letter, placement, posting, raw, read_mail, verdict

MAILS = 12
UNITS = 4
DEATHS = 4


def work(folder: Path) -> None:
    ledger = Ledger(f"sqlite:///{folder / 'intake.db'}", "intake.example")
    ledger.upgrade()
    archive = Archive(folder / "mail")
    acks = os.open(folder / "acks", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    fetch(ledger, archive, acks)
    read(ledger, archive)
    judge(ledger)
    send(ledger, acks)
    ledger.close()


def fetch(ledger: Ledger, archive: Archive, acks: int) -> None:
    seen = ledger.seen_uids(ACCOUNT, "INBOX", 1)
    for uid in range(1, MAILS + 1):
        if uid not in seen:
            mail = raw(f"mail {uid}", uid)
            archive.keep(mail.octets, ".eml", mail.received_at)
            ledger.enter_raw(ACCOUNT, mail, NOON)
            os.write(acks, f"kept {mail.sha256}\n".encode())


def read(ledger: Ledger, archive: Archive) -> None:
    for mail in ledger.unread(NOON):
        uid = int(archive.read(mail.sha256).split()[1])
        unit = f"单位{uid % UNITS}"
        known = next((c.receipt for c in ledger.candidates(CAMPAIGN) if c.unit == unit), None)
        ledger.begin_reading(mail.number)
        ledger.enter_reading(mail.number, read_mail(placement(known, unit), message_id=f"<{uid}@a>", due_at=at(uid)), NOON)


def judge(ledger: Ledger) -> None:
    for receipt in ledger.due(at(9999)):
        filing = ledger.filing(receipt)
        newest = max(m.number for m in filing.mails)
        owed = verdict(finding("k1"), finding("k2", entry="启航QC小组"), owed=letter("k1", "k2"))
        ledger.judge(filing, owed, at(9999), posting(f"filing:{receipt}:mail:{newest}"))


def send(ledger: Ledger, acks: int) -> None:
    now = at(10_000)
    ledger.recover_sending(now)
    for waiting in ledger.unsent(now + timedelta(hours=1)):
        if ledger.mark_sending(waiting.number, now):
            os.write(acks, f"250 {waiting.message_id}\n".encode())
            ledger.mark_sent(waiting.number, now)


class Death:
    """Counts the calls that touch the disk, and kills its own process at one of them."""

    TOUCHES = frozenset({"execute", "executemany", "commit", "fsync", "rename", "replace", "write", "open", "utime"})

    def __init__(self, at: int = 0, when: str = "c_call") -> None:
        self.at, self.when, self.count = at, when, 0

    def __call__(self, frame: object, event: str, called: object) -> None:
        if event == self.when and getattr(called, "__name__", "") in self.TOUCHES:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def drive(root: Path, stories: int) -> None:
    """Tell the story in as many folders, each with some deaths spread over all of its steps, and then to its end."""
    dice = random.Random(20190521)
    whole = Death()
    sys.setprofile(whole)
    work(root / "undisturbed")
    sys.setprofile(None)
    for story in range(stories):
        killed = 0
        for _ in range(DEATHS):
            death = Death(dice.randint(1, whole.count), dice.choice(["c_call", "c_return"]))
            child = os.fork()
            if child == 0:
                sys.setprofile(death)
                work(root / str(story))
                os._exit(0)
            killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        work(root / str(story))
        (root / str(story) / "killed").write_text(str(killed))


if __name__ == "__main__":
    drive(Path(sys.argv[1]), int(sys.argv[2]))
