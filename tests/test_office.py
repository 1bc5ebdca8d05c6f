"""LibreOffice near a stranger's file: in a private folder, bounded, without network, and gone without a trace (reliability.md, part B)."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from model import Document
from parsers import workshop
from parsers.documents import open_converted
from parsers.isolated import MIB, Cage, Limits
from parsers.office import LIMITS, Office, program_of
from tests.old_word import word_95_file

PROGRAM = program_of("auto")
needs_kit = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer libreoffice-calc")
TASKS, HOSTILE = "tests.office_tasks", "tests.isolation_tasks"
ROWS = [["小组名称", "飞翔QC小组", "成立时间", "2018年3月"], ["推荐单位", "重庆渝工机械有限公司", "小组人数", "8"]]


@pytest.fixture(scope="module")
def room():
    """A temporary folder of our own, open to the user as whom the confined process runs."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def cage(room):
    with Cage([TASKS, HOSTILE], limits=Limits(10, output=64 * MIB, workshop=(), room=str(room))) as ready:
        if not {"landlock", "seccomp"}.issubset(ready.protection):
            pytest.skip("this kernel has no landlock or no seccomp: LibreOffice is not used here")
        yield ready


@pytest.fixture(scope="module")
def office(room):
    with Office(PROGRAM, replace(LIMITS, room=str(room))) as ready:
        yield ready


def left(room):
    return list(room.glob(f"{workshop.PREFIX}*"))


def test_a_call_may_write_in_its_own_folder_which_is_gone_afterwards(cage):
    answer = cage.call(f"{TASKS}:write", b"something")
    assert answer.blobs == (b"something",)
    assert not Path(json.loads(answer.data)["folder"]).exists()


def test_beside_its_folder_it_reaches_nothing(cage, tmp_path, monkeypatch):
    secret = tmp_path / "password"
    secret.write_text("a secret")
    secret.chmod(0o644)
    tmp_path.chmod(0o777)
    monkeypatch.setenv("INTAKE_IMAP__PASSWORD", "a secret")
    params = {"parent": os.getpid(), "secret": str(secret), "folder": str(tmp_path)}
    met = json.loads(cage.call(f"{HOSTILE}:attempt", b"", params).data)
    assert "INTAKE_IMAP__PASSWORD" not in met.pop("environ")
    met.pop("write-tmp")  # its temporary folder may be its own
    assert len(met) >= 18
    assert "done" not in met.values(), met
    assert secret.read_text() == "a secret"
    assert list(tmp_path.iterdir()) == [secret]


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        (f"{HOSTILE}:sleep_deafly", "timeout"),
        (f"{HOSTILE}:hang", "timeout"),
        (f"{HOSTILE}:fault", "crash"),
        (f"{TASKS}:shut", "crash"),
        (f"{TASKS}:fill", "output"),
        (f"{TASKS}:litter", "output"),
    ],
)
def test_whatever_it_does_it_ends_in_time_and_nothing_is_left(cage, room, task, kind):
    began = time.monotonic()
    answer = cage.call(task, b"x", seconds=0.5 if kind == "timeout" else None)
    assert answer.failure.kind == kind
    assert time.monotonic() - began < (2.0 if kind == "timeout" else 8.0)
    assert not left(room)
    assert cage.call(f"{TASKS}:write", b"next").blobs == (b"next",)


def test_a_daemon_that_is_killed_leaves_neither_process_nor_folder(room):
    words = (
        "import sys; sys.path.insert(0, sys.argv[1]); from parsers.isolated import Cage, Limits\n"
        "cage = Cage(['tests.office_tasks'], None, Limits(60, workshop=(), room=sys.argv[2])); print(cage.process, flush=True)\n"
        "cage.call('tests.office_tasks:hang', b'octets')"
    )
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen([sys.executable, "-c", words, str(root), str(room)], stdout=subprocess.PIPE, text=True, cwd=root) as daemon:
        zygote = int(daemon.stdout.readline())
        folder = _within(lambda: next((p for p in left(room) if (p / "begun").exists()), None))
        daemon.send_signal(signal.SIGKILL)
    assert _within(lambda: not folder.exists())
    assert _within(lambda: not Path(f"/proc/{zygote}").exists())


def test_what_a_killed_process_left_is_swept_and_what_another_uses_is_not(tmp_path):
    old = Path(tempfile.mkdtemp(prefix=workshop.PREFIX, dir=tmp_path))
    (old / "letter.doc").write_bytes(b"somebody's")
    os.utime(old, (1, 1))
    young = Path(tempfile.mkdtemp(prefix=workshop.PREFIX, dir=tmp_path))
    with workshop.private_folder(tmp_path, None) as used:
        os.utime(used, (1, 1))
        workshop.swept(str(tmp_path))
        assert (old.exists(), young.exists(), used.exists()) == (False, True, True)
    workshop.remove(young)
    assert not young.exists()
    assert not used.exists()


@needs_kit
def test_word_95_is_read_cell_by_cell_by_way_of_libreoffice_also_two_files_at_once(office, room):
    seen = {}
    files = [word_95_file(f"第{n}份申报表", ROWS) for n in (1, 2)]
    workers = [threading.Thread(target=lambda n=n, f=f: seen.update({n: office.convert(f, "doc")})) for n, f in enumerate(files, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for n in (1, 2):
        document = open_converted(seen[n].octets, seen[n].ending)
        assert isinstance(document, Document)
        assert document.blocks[0].text == f"第{n}份申报表"
        assert [[c.text for c in document.blocks[1].cells if c.row == row] for row in range(2)] == ROWS
    assert not left(room)


@needs_kit
def test_what_is_no_document_is_not_taken_for_plain_text(office):
    garbage = random.Random(95).randbytes(5_000)
    assert office.convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + garbage, "doc").failure.startswith(
        "error: ValueError: LibreOffice cannot open it"
    )


@needs_kit
def test_what_moves_with_the_day_is_not_taken_from_a_conversion(office):
    """A field of today's date would be another in every reading; one that is fixed is what the sender wrote."""
    converted = office.convert(
        _flat_text("<text:date>2018-03-12</text:date>", '<text:date text:fixed="true" text:date-value="2018-03-13">3月13日</text:date>'),
        "fodt",
    )
    document = open_converted(converted.octets, converted.ending)
    assert document.blocks[0].text == "前"
    assert document.blocks[1].text.endswith("3月13日")
    assert b"2018-03-12" not in zipfile.ZipFile(io.BytesIO(converted.octets)).read("content.xml")  # LibreOffice did put in today's


def test_libreoffice_is_looked_for_named_or_left_alone(tmp_path):
    assert program_of("off") is None
    assert program_of(str(tmp_path)) is None
    (tmp_path / "program").mkdir()
    (tmp_path / "program/libmergedlo.so").write_bytes(b"")
    (tmp_path / "program/soffice").write_bytes(b"")
    (tmp_path / "soffice").symlink_to(tmp_path / "program/soffice")
    assert program_of(str(tmp_path / "soffice")) == program_of(str(tmp_path / "program")) == tmp_path / "program"


def _flat_text(*fields):
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    kind = 'office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.2"'
    lines = "".join(f"<text:p>前{field}</text:p>" for field in fields)
    return f"<?xml version='1.0'?><office:document {names} {kind}><office:body><office:text>{lines}</office:text></office:body></office:document>".encode()


def _within(question, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := question():
            return found
        time.sleep(0.02)
    return question()
