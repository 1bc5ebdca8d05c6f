"""How long `once` takes over a hundred letters of 0.4 MB with six attachments each, and how much memory all its processes hold.

python -m benchmarks.once [--letters 100]; needs Debian's dovecot-imapd. Target: under 30 s on two cores, under 400 MB.
The lower bound in the same run: the same mails fetched, each attachment unzipped and its XML parsed by lxml, nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from lxml import etree

from demo.samples import Habits, make_filing
from demo.samples.mails import Letter, written
from tests.dovecot import Dovecot
from tests.house import ROOT, house
from tests.letterbox import Letterbox

_SIZE = 400_000
_FILES = 6
_AT = datetime(2019, 5, 20, 2, 0, tzinfo=UTC)


def letters(count: int) -> list[bytes]:
    """Make mails of about 0.4 MB: six files of one unit each, a picture in the report making up the weight."""
    made = []
    for seed in range(count):
        files = [f for f in make_filing(5000 + seed, Habits(circles=1, teams=0)).files if not f.name.endswith(".png")][: _FILES - 1]
        attachments = [(f.name, f.octets) for f in files]
        weight = _SIZE * 3 // 4 - sum(len(o) for _, o in attachments)
        attachments.append(("现场照片.jpg", b"\xff\xd8\xff\xe0" + random.Random(seed).randbytes(max(1000, weight))))
        made.append(written(Letter((f"联系人{seed}", f"unit{seed}@firm.example"), "QC申报材料", "请查收。", tuple(attachments)), "netease"))
    return made


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--letters", type=int, default=100)
    count = options.parse_args().letters
    mails = letters(count)
    print(f"{count} letters, {sum(map(len, mails)) / count / 1e6:.2f} MB each")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # Dovecot's login process runs as somebody else
        server = Dovecot(Path(folder) / "dovecot")
        server.start()
        try:
            account = server.account()
            for mail in mails:
                account.append("INBOX", mail, _AT)
            with Letterbox() as box:
                seconds, peak = _measured(house(Path(folder), account.settings(), box.settings()))
                print(
                    f"once: {seconds:.1f} s, {count / seconds:.1f} letters/s, {len(box.taken)} replies, peak of all processes {peak / 1e6:.0f} MB"
                )
        finally:
            server.stop()
    started = time.perf_counter()
    for mail in mails:
        _floor(mail)
    bound = time.perf_counter() - started
    print(f"lower bound (decode, unzip, lxml parse; no fetch, no disk, one core): {bound:.1f} s, ratio {seconds / bound:.1f}")


def _measured(home) -> tuple[float, int]:
    command = [sys.executable, str(ROOT / "run_daemon.py"), "--config", str(home.settings), "once"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=home.folder)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_proportional(p) for p in _family(process.pid)))
        time.sleep(0.2)
    return time.perf_counter() - started, peak


def _family(pid: int) -> list[int]:
    family = [pid]
    for member in family:
        with contextlib.suppress(OSError):  # it may have ended since it was named
            for task in Path(f"/proc/{member}/task").iterdir():
                family += [int(child) for child in _text(task / "children").split()]
    return family


def _proportional(pid: int) -> int:
    """A process's memory, pages that forks share counted once in all (PSS)."""
    return sum(int(line.split()[1]) * 1024 for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines() if line.startswith("Pss:"))


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _floor(mail: bytes) -> None:
    for part in message_from_bytes(mail).walk():
        octets = part.get_payload(decode=True)
        if octets and octets[:2] == b"PK":
            archive = zipfile.ZipFile(io.BytesIO(octets))
            for name in archive.namelist():
                if name in {"word/document.xml", "xl/sharedStrings.xml"} or name.startswith("xl/worksheets/"):
                    etree.fromstring(archive.read(name))


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
