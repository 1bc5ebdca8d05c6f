"""A worker that keeps, enters, reads, judges and sends the same sixty mails, and a driver that kills it again and again.

Run as `python -m tests.ledger_worker FOLDER KILLS`; every finished step is acknowledged in FOLDER/acks, as a server would be told.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from storage.archive import Archive
from storage.ledger import Ledger
from tests.ledger_samples import ACCOUNT, CAMPAIGN, NOON, at, finding, letter, placement, posting, raw, read_mail, verdict

MAILS = 60
UNITS = 20


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


def drive(folder: Path, kills: int) -> None:
    dice = random.Random(20190521)
    work(folder / "warm")  # so that the children do not begin with imports
    for _ in range(kills):
        child = os.fork()
        if child == 0:
            work(folder)
            os._exit(0)
        time.sleep(dice.uniform(0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    work(folder)


if __name__ == "__main__":
    root = Path(sys.argv[1])
    (root / "warm").mkdir(parents=True)
    drive(root, int(sys.argv[2]))
