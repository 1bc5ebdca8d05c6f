"""Octets on disk by their hash: what is kept is what came, or somebody is told."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from model import FaultError, RawMessage
from storage.archive import Archive
from storage.lock import DataLock

HOUSE = Path(__file__).parent.parent
MAIL = b"Subject: hello\r\n\r\n\x00\xff body"
HASH = hashlib.sha256(MAIL).hexdigest()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "mail")


def test_octets_come_back_as_they_went_in_under_their_hash(archive):
    assert archive.keep(MAIL, ".eml") == HASH
    assert archive.read(HASH) == MAIL
    assert archive.path(HASH) == archive.root / HASH[:2] / f"{HASH}.eml"


def raw(octets: bytes, uid: int) -> RawMessage:
    return RawMessage("INBOX", 1, uid, datetime(2019, 5, 21, 2, uid, tzinfo=UTC), octets, hashlib.sha256(octets).hexdigest())


def test_mails_kept_together_are_all_there_each_with_its_time_and_a_double_once(archive):
    mails = [raw(b"mail %d" % (n % 20), n) for n in range(25)]
    archive.keep_mails(mails)
    assert {m.octets for m in mails} == {archive.read(m.sha256) for m in mails}
    assert len(list(archive.mails())) == 20
    assert sorted(p.suffix for p in archive.root.rglob("*") if p.is_file()) == [".eml"] * 20


def test_every_file_and_every_folder_is_flushed_before_mails_count_as_kept(archive, monkeypatch):
    flushed = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink())), real(handle))[1])
    mails = [raw(b"one", 1), raw(b"two", 2)]
    archive.keep_mails(mails)
    folders = {str(archive.root / m.sha256[:2]) for m in mails} | {str(archive.root), str(archive.root.parent)}
    assert folders <= set(flushed)
    assert all(any(m.sha256 in name for name in flushed) for m in mails)
    flushed.clear()
    archive.keep_mails(mails)  # its writer may have died before the name was on the disk
    assert {str(archive.root / m.sha256[:2]) for m in mails} == set(flushed)


def test_one_mail_that_the_disk_refuses_fails_the_whole_batch(archive, monkeypatch):
    def refuse(handle):
        if HASH in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(FaultError, match="No space") as caught:
        archive.keep_mails([raw(b"one", 1), raw(MAIL, 2), raw(b"three", 3)])
    assert caught.value.retry
    assert not archive.holds(HASH)


def test_an_attachment_is_kept_beside_the_mails(archive):
    kept = archive.keep_derived(b"a form")
    assert archive.read(kept) == b"a form"
    assert archive.holds(kept)
    assert list(archive.mails()) == []


def test_an_empty_file_is_kept_too(archive):
    assert archive.read(archive.keep_derived(b"")) == b""


def test_keeping_again_writes_nothing(archive):
    archive.keep(MAIL, ".eml")
    before = archive.path(HASH).stat()
    archive.keep(MAIL, ".eml")
    after = archive.path(HASH).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_that_was_cut_short_is_written_again(archive):
    archive.keep(MAIL, ".eml")
    archive.path(HASH).write_bytes(MAIL[:5])
    archive.keep(MAIL, ".eml")
    assert archive.read(HASH) == MAIL


def test_the_time_of_arrival_survives_beside_the_octets(archive):
    arrived = datetime(2019, 5, 21, 2, 32, 11, tzinfo=UTC)
    archive.keep(MAIL, ".eml", arrived)
    assert list(archive.mails()) == [(HASH, arrived)]


def test_nothing_unfinished_stays_behind(archive):
    archive.keep(MAIL, ".eml")
    archive.keep_derived(MAIL)
    assert sorted(p.name for p in archive.root.rglob("*") if p.is_file()) == [HASH, f"{HASH}.eml"]


def test_changed_octets_are_a_fault_that_no_retry_heals(archive):
    archive.keep(MAIL, ".eml")
    archive.path(HASH).write_bytes(b"Subject: hullo\r\n\r\n\x00\xff body")
    with pytest.raises(FaultError, match="损坏") as caught:
        archive.read(HASH)
    assert not caught.value.retry


def test_missing_octets_are_a_fault_that_no_retry_heals(archive):
    with pytest.raises(FaultError, match="找不到") as caught:
        archive.read(HASH)
    assert not caught.value.retry


def test_a_name_that_is_no_hash_never_becomes_a_path(archive):
    with pytest.raises(FaultError):
        archive.read("../../../etc/passwd")


def test_verifying_names_each_damaged_file_and_no_other(archive):
    archive.keep(MAIL, ".eml")
    kept = archive.keep_derived(b"a form")
    archive.path(kept).write_bytes(b"another form")
    assert [damage.path.name for damage in archive.verify()] == [kept]


def test_a_write_that_a_crash_cut_short_is_no_damage(archive):
    archive.keep(MAIL, ".eml")
    (archive.root / HASH[:2] / f"{HASH}.eml.0123.unfinished").write_bytes(b"half")
    assert list(archive.verify()) == []


def test_a_full_disk_is_a_fault_that_time_heals_and_leaves_no_half_file(tmp_path):
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from model import FaultError\nfrom storage.archive import Archive\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    Archive(Path(sys.argv[1])).keep(b'x' * 4096)\n"
        "except FaultError as error:\n    print(error.retry, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, cwd=HOUSE)
    assert done.stdout.startswith("True 存档")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_root_that_is_no_folder_is_a_fault_in_one_chinese_line(tmp_path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(FaultError, match="请检查磁盘空间和目录权限") as caught:
        Archive(tmp_path / "mail").keep(MAIL, ".eml")
    assert caught.value.retry
    assert "\n" not in str(caught.value)


def test_one_process_at_a_time_works_a_data_directory(tmp_path):
    with DataLock(tmp_path / "data.lock"):
        with pytest.raises(FaultError, match=str(os.getpid())) as caught:
            DataLock(tmp_path / "data.lock").acquire()
        assert not caught.value.retry
    with DataLock(tmp_path / "data.lock"):
        pass


HOLDER = """
import os, sys, time
from pathlib import Path
from storage.lock import DataLock
DataLock(Path(sys.argv[1])).acquire()
child = os.fork()
if child:
    print("held", child, flush=True)
time.sleep(60)
"""


def test_the_lock_is_free_once_its_holder_is_killed_though_a_child_lives_on(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "data.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOUSE) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline().split()[1])
        with pytest.raises(FaultError, match=str(holder.pid)):
            DataLock(tmp_path / "data.lock").acquire()
        holder.kill()
        holder.wait()
        os.kill(child, 0)
        _acquired_soon(DataLock(tmp_path / "data.lock"))
        os.kill(child, signal.SIGKILL)


def _acquired_soon(lock):
    """A child just forked lets go of the lock as its first act, which on a busy machine takes a moment."""
    until = time.monotonic() + 5
    while True:
        try:
            with lock:
                return
        except FaultError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
