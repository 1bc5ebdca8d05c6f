"""A ledger on a real database: SQLite always, and the PostgreSQL that INTAKE_TEST_POSTGRESQL names."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.ledger import Ledger

POSTGRESQL = os.environ.get("INTAKE_TEST_POSTGRESQL", "")


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    ledger = Ledger(f"sqlite:///{path}")
    ledger.upgrade()
    ledger.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request, tmp_path: Path, empty_ledger: Path):
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(empty_ledger, tmp_path / 'intake.db')}"
        return
    if not POSTGRESQL:
        pytest.skip("INTAKE_TEST_POSTGRESQL names no PostgreSQL database (.ci/run starts one)")
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield POSTGRESQL


@pytest.fixture
def ledger(ledger_url: str):
    ledger = Ledger(ledger_url, "intake.example")
    ledger.upgrade()
    yield ledger
    ledger.close()
