"""How fast mail comes out of a real Dovecot and onto the disk, beside mbsync on the same mailbox; a table on the terminal out.

python -m benchmarks.fetch [--mails 500] [--octets 1000000]; needs Debian's dovecot-imapd and isync. Targets: at most 1.2
times mbsync's wall time, under 100 MB of memory, and at 40 ms of round trip ten times faster than one question a mail.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.settings import ImapSettings
from intake.mailbox import Mailbox
from model import RawMessage
from storage.archive import Archive
from tests.dovecot import PASSWORD, Account, Dovecot
from tests.netease import NetEase

_ROUND_TRIP = 0.040
_MBSYNC = """
FSync {fsync}

IMAPAccount bench
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {out}/
Inbox {out}/INBOX

Channel fetch
Far :far:
Near :near:
Patterns INBOX
Sync Pull New
Create Near
SyncState *
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--octets", type=int, default=1_000_000)
    options.add_argument("--read", nargs=3, metavar=("PORT", "USER", "OUT"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.read:
        read_all(*given.read)
        return
    home = Path(tempfile.mkdtemp(prefix="fetch-bench-"))
    home.chmod(0o755)
    server = Dovecot(home / "dovecot")
    (home / "dovecot").chmod(0o755)
    server.start()
    try:
        compare_with_mbsync(server, home, given.mails, given.octets)
        compare_at_a_distance(server)
    finally:
        server.stop()
        shutil.rmtree(home)


def compare_with_mbsync(server: Dovecot, home: Path, mails: int, octets: int) -> None:
    account = filled(server, mails, octets)
    print(f"{mails} mails of {octets:,} octets, best of three: wall seconds")
    for fsync in ("yes", "no"):
        print(f"  mbsync, FSync {fsync:3}      {min(mbsync(account, home, fsync) for _ in range(3)):7.2f}")
    ours = [ourselves(account, home) for _ in range(3)]
    print(f"  ours, fsync each mail  {min(w for w, _ in ours):7.2f}   peak {max(m for _, m in ours):.0f} MB")


def compare_at_a_distance(server: Dovecot) -> None:
    account = filled(server, 300, 20_000)
    with NetEase(account) as line:
        line.now.delay = _ROUND_TRIP
        start = time.perf_counter()
        with Mailbox(line.settings()) as mailbox:
            assert sum(1 for _ in mailbox.waiting(lambda *_: ())) == 300
        ours = time.perf_counter() - start
    one_by_one = 300 * _ROUND_TRIP
    print(f"300 mails of 20 kB at {_ROUND_TRIP * 1000:.0f} ms: ours {ours:.2f} s; one question a mail, at least {one_by_one:.2f} s")


def filled(server: Dovecot, mails: int, octets: int) -> Account:
    account = server.account()
    account.append("INBOX", b"Subject: first\r\n\r\n")
    line = b"x" * 76 + b"\r\n"
    for number in range(mails - 1):
        account.deliver(b"Subject: %d\r\n\r\n" % number + line * (octets // len(line)))
    account.flags()
    account.close()
    return account


def mbsync(account: Account, home: Path, fsync: str) -> float:
    out = Path(tempfile.mkdtemp(dir=home))
    config = out / "mbsyncrc"
    config.write_text(_MBSYNC.format(port=account.port, user=account.user, password=PASSWORD, out=out, fsync=fsync))
    start = time.perf_counter()
    subprocess.run(["mbsync", "-q", "-c", str(config), "-a"], check=True, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(out)})
    wall = time.perf_counter() - start
    shutil.rmtree(out)
    return wall


def ourselves(account: Account, home: Path) -> tuple[float, float]:
    """Wall seconds and peak MB of a process of its own."""
    out = Path(tempfile.mkdtemp(dir=home))
    command = [sys.executable, "-m", "benchmarks.fetch", "--read", str(account.port), account.user, str(out)]
    start = time.perf_counter()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - start
    shutil.rmtree(out)
    return wall, float(said)


def read_all(port: str, user: str, out: str) -> None:
    """Fetch and store everything, then print the peak of memory in MB."""
    archive = Archive(Path(out))
    settings = ImapSettings.model_validate({"host": "127.0.0.1", "port": int(port), "security": "none", "user": user, "password": PASSWORD})
    with Mailbox(settings) as mailbox:
        for batch in mailbox.batches(lambda *_: ()):
            archive.keep_mails([raw for raw in batch if isinstance(raw, RawMessage)])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
