"""A ledger on a real database: SQLite always, and the PostgreSQL that INTAKE_TEST_POSTGRESQL names."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.ledger import Ledger

POSTGRESQL = os.environ.get("INTAKE_TEST_POSTGRESQL", "")
SCHEMA = os.environ.get("PYTEST_XDIST_WORKER", "public")  # tests that run at the same time must not drop one another's tables


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
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    engine.dispose()
    yield make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={SCHEMA}"}).render_as_string(hide_password=False)


@pytest.fixture
def ledger(ledger_url: str):
    ledger = Ledger(ledger_url, "intake.example")
    ledger.upgrade()
    yield ledger
    ledger.close()
