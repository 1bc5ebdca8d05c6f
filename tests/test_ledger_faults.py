"""What the ledger and the archive hold when the process is killed, the disk is full, or the database is busy or broken."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

import storage.database
from model import FaultError
from storage.archive import Archive
from storage.ledger import Ledger
from storage.nouns import LetterState, MailState
from tests.ledger_samples import ACCOUNT, CAMPAIGN, NOON, at, entered, letter, placement, posting, raw, read_mail, verdict
from tests.ledger_worker import MAILS, UNITS

HOUSE = Path(__file__).parent.parent
STORIES = int(os.environ.get("INTAKE_TEST_STORIES", "8"))


def opened(folder: Path) -> Ledger:
    ledger = Ledger(f"sqlite:///{folder / 'intake.db'}")
    ledger.upgrade()
    return ledger


@pytest.fixture
def ledger(tmp_path):
    ledger = opened(tmp_path)
    yield ledger
    ledger.close()


@pytest.mark.timeout(180 + 4 * STORIES)
def test_whatever_instant_the_process_is_killed_nothing_is_lost_and_nothing_is_double(tmp_path):
    subprocess.run([sys.executable, "-m", "tests.ledger_worker", str(tmp_path), str(STORIES)], check=True, cwd=HOUSE)
    kills = [int((tmp_path / str(story) / "killed").read_text()) for story in range(STORIES)]
    assert sum(kills) > STORIES
    for story, killed in enumerate(kills):
        everything_is_there_once(tmp_path / str(story), killed)


def everything_is_there_once(folder: Path, killed: int) -> None:
    ledger, archive = opened(folder), Archive(folder / "mail")
    acks = [line.split() for line in (folder / "acks").read_text().splitlines()]
    mails = list(ledger.messages())
    filings = [ledger.filing(receipt) for receipt in ledger.filings()]
    letters = ledger.outbox()

    ledger.check()
    assert list(archive.verify()) == []
    assert len(mails) == MAILS
    assert {mail.state for mail in mails} == {MailState.READ}
    assert {sha for what, sha in acks if what == "kept"} <= {mail.sha256 for mail in mails}
    assert all(archive.holds(mail.sha256) and len(mail.files) == len(mail.receipts) == 1 for mail in mails)

    assert [f.receipt for f in filings] == [f"QC2019-{n:04d}" for n in range(1, UNITS + 1)]
    assert Counter(len(f.mails) for f in filings) == Counter(len(f.records) for f in filings) == {MAILS // UNITS: UNITS}
    assert {tuple(k.finding.key for k in f.known) for f in filings} == {("k1", "k2")}
    assert all(f.letters and set(f.known[0].told_in) == {x.number for x in f.letters} for f in filings)

    assert {x.state for x in letters} == {LetterState.SENT}
    assert len({x.dedupe_key for x in letters}) == len({x.message_id for x in letters}) == len(letters)
    accepted = Counter(sha for what, sha in acks if what == "250")
    assert set(accepted) == {x.message_id for x in letters}
    assert sum(accepted.values()) - len(accepted) <= killed  # only a death between the server's 250 and our commit doubles one
    assert ledger.due(at(9999)) == ledger.unjudged() == []
    ledger.close()


def test_sqlite_waits_for_the_disk_and_holds_its_keys(ledger):
    with ledger._database.reading() as session:
        asked = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_locked_database_is_a_fault_that_time_heals(tmp_path, monkeypatch):
    monkeypatch.setattr(storage.database, "_BUSY_MILLISECONDS", 50)
    ledger = opened(tmp_path)
    other = sqlite3.connect(tmp_path / "intake.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(FaultError, match="暂时无法使用") as caught:
        ledger.enter_raw(ACCOUNT, raw(), NOON)
    assert caught.value.retry
    assert ledger.unread(NOON) == []  # readers are not held up
    other.execute("ROLLBACK")
    other.close()
    assert ledger.enter_raw(ACCOUNT, raw(), NOON)[1]
    ledger.close()


def test_a_writer_waits_for_another_to_finish(tmp_path):
    ledger = opened(tmp_path)
    other = sqlite3.connect(tmp_path / "intake.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
    release.start()
    assert ledger.enter_raw(ACCOUNT, raw(), NOON)[1]
    release.join()
    other.close()
    ledger.close()


def test_threads_may_write_at_once(ledger):
    faults: list[Exception] = []

    def enter(start: int) -> None:
        try:
            for uid in range(start, start + 10):
                entered(ledger, placement(unit=f"单位{uid}"), uid=uid)
        except Exception as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=enter, args=(100 * n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert ledger.filings() == [f"QC2019-{n:04d}" for n in range(1, 41)]


def test_a_full_disk_loses_nothing_that_was_promised(tmp_path):
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom model import FaultError\n"
        "from tests.ledger_samples import entered, placement\nfrom tests.test_ledger_faults import opened\n"
        "ledger = opened(Path(sys.argv[1])); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "for uid in range(1, 500):\n"
        "    try:\n        entered(ledger, placement(unit=f'u{uid}'), uid=uid); print(uid, flush=True)\n"
        "    except FaultError as error:\n        print('fault', error.retry); break\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, cwd=HOUSE)
    *promised, last = done.stdout.splitlines()
    assert last == "fault True"
    assert promised
    ledger = opened(tmp_path)
    ledger.check()
    assert {m.envelope.message_id for m in ledger.messages() if m.state is MailState.READ} == {f"<{uid}@a>" for uid in promised}
    assert entered(ledger, placement(unit="after"), uid=9000)[1]
    ledger.close()


def test_a_damaged_database_is_named_and_never_retried(tmp_path):
    ledger = opened(tmp_path)
    for uid in range(1, 30):
        entered(ledger, placement(unit=f"u{uid}"), uid=uid)
    ledger.close()
    path = tmp_path / "intake.db"
    octets = bytearray(path.read_bytes())
    octets[4096 * 3 : 4096 * 30] = b"\x55" * (4096 * 27)
    path.write_bytes(octets)
    broken = Ledger(f"sqlite:///{path}")
    with pytest.raises(FaultError, match="已损坏") as caught:
        broken.check()
    assert not caught.value.retry
    broken.close()


def test_a_file_that_is_no_database_is_named_and_never_retried(tmp_path):
    (tmp_path / "intake.db").write_bytes(b"this is a letter, not a database. " * 40)
    with pytest.raises(FaultError, match="已损坏") as caught:
        opened(tmp_path)
    assert not caught.value.retry


def test_a_folder_in_the_database_s_place_is_one_clear_line(tmp_path):
    (tmp_path / "intake.db").mkdir()
    with pytest.raises(FaultError, match="请检查文件和目录的权限") as caught:
        opened(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["not a url", "oracle+nothing://x", "mysqldb+nosuch://x/y"])
def test_an_address_that_is_no_database_is_refused(url):
    with pytest.raises(FaultError, match="数据库地址无法使用") as caught:
        Ledger(url)
    assert not caught.value.retry


def test_a_password_in_the_address_is_never_shown():
    ledger = Ledger("postgresql+psycopg://clerk:secret-word@127.0.0.1:1/intake?connect_timeout=2")
    with pytest.raises(FaultError) as caught:
        ledger.check()
    assert caught.value.retry
    assert "secret-word" not in str(caught.value)
    ledger.close()


def test_a_fault_in_the_middle_leaves_nothing_of_the_step(ledger, monkeypatch):
    number, _ = ledger.enter_raw(ACCOUNT, raw(), NOON)
    with pytest.raises(IndexError):
        ledger.enter_reading(number, read_mail(placement(files=(7,))), NOON)
    assert ledger.candidates(CAMPAIGN) == ledger.filings() == []
    assert [m.number for m in ledger.unread(NOON)] == [number]
    assert entered(ledger, uid=2)[1] == ["QC2019-0001"]


def test_two_processes_that_judge_at_once_send_one_letter(tmp_path):
    one, other = opened(tmp_path), opened(tmp_path)
    _, (receipt,) = entered(one)
    filing = other.filing(receipt)
    sent = [side.judge(filing, verdict(owed=letter()), at(30), posting()) for side in (one, other)]
    assert sent[0] is not None
    assert sent[1] is None
    assert len(one.outbox()) == 1
    one.close()
    other.close()
