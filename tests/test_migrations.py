"""The database's versions: brought up from anywhere, at any moment, by as many processes as like; never down."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from model import FaultError
from storage.answer_tables import LetterRow
from storage.ledger import Ledger
from tests.ledger_samples import entered

HOUSE = Path(__file__).parent.parent
STEPS = sorted((HOUSE / "storage" / "migrations" / "versions").glob("[0-9]*.py"))
UPGRADE = (
    "import sys; from storage.ledger import Ledger; ledger = Ledger(sys.argv[1]); print('up', flush=True); ledger.upgrade(); ledger.close()"
)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'data' / 'intake.db'}"


def upgraded(url: str) -> None:
    ledger = Ledger(url)
    ledger.upgrade()
    ledger.close()


def test_the_steps_lead_to_what_the_tables_say(url):
    upgraded(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, LetterRow.metadata) == []
    engine.dispose()


def test_upgrading_again_changes_nothing_and_keeps_what_is_there(url):
    ledger = Ledger(url)
    ledger.upgrade()
    _, (receipt,) = entered(ledger)
    before = ledger.filing(receipt)
    ledger.upgrade()
    ledger.check()
    assert ledger.filing(receipt) == before
    ledger.close()


def test_the_working_directory_does_not_matter(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    upgraded(url)
    upgraded("sqlite:///beside.db")
    assert (tmp_path / "beside.db").is_file()


def test_a_database_of_a_newer_program_is_left_alone(url):
    upgraded(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ledger = Ledger(url)
    for act in (ledger.upgrade, ledger.check):
        with pytest.raises(FaultError, match="更新版本的程序") as caught:
            act()
        assert not caught.value.retry
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    ledger.close()
    engine.dispose()


def test_a_database_without_tables_is_told_to_be_upgraded(url):
    ledger = Ledger(url)
    with pytest.raises(FaultError, match="自动升级"):
        ledger.check()
    ledger.close()


def test_an_upgrade_killed_at_any_instant_leaves_all_or_nothing(url):
    for wait in (0.0, 0.03, 0.08, 0.15):
        child = subprocess.Popen([sys.executable, "-c", UPGRADE, url], stdout=subprocess.PIPE, text=True, cwd=HOUSE)
        assert child.stdout is not None
        assert child.stdout.readline() == "up\n"
        time.sleep(wait)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'table'")).scalar()
        engine.dispose()
        assert tables in {0, len(LetterRow.metadata.tables) + 1}
    upgraded(url)


def test_two_processes_may_upgrade_at_once(url):
    children = [subprocess.Popen([sys.executable, "-c", UPGRADE, url], stdout=subprocess.DEVNULL, cwd=HOUSE) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]


@pytest.mark.parametrize("step", STEPS, ids=lambda path: path.stem)
def test_a_step_stands_alone_whatever_becomes_of_the_code(step):
    imports = [node for node in ast.walk(ast.parse(step.read_text("utf-8"))) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {alias.name.split(".")[0] for node in imports if isinstance(node, ast.Import) for alias in node.names}
    named |= {(node.module or "").split(".")[0] for node in imports if isinstance(node, ast.ImportFrom)}
    assert named <= {"__future__", "sqlalchemy", "alembic"}
