"""A database URL in, transactions out: the one place that knows how SQLite and PostgreSQL are opened, locked and how they fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from model import FaultError

_BUSY_MILLISECONDS = 30_000
_NOT_A_DATABASE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_WRITES = "intake_writes"


class Database:
    """An engine whose transactions either happen whole or raise FaultError; `url` as SQLAlchemy writes it."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.name = self.engine.url.render_as_string(hide_password=True)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        is_sqlite = self.engine.dialect.name == "sqlite"
        self._patient = self._writer if is_sqlite else self.engine.execution_options(isolation_level="READ COMMITTED")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the ledger."""
        with self._faults(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that is committed at the end, or not at all."""
        with self._faults(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Yield a plain connection in one writing transaction, for migrations; it sees what others committed while it waited."""
        with self._faults(), self._patient.begin() as connection:
            yield connection

    def check(self) -> None:
        """Raise FaultError unless the database can be written and, with SQLite, its pages hold together."""
        with self.connection() as connection:
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql("SELECT 1")
            elif (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()) != "ok":
                raise FaultError(f"数据库文件 {self.name} 已损坏（{found}），请停止程序并从备份恢复。", retry=False)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise FaultError(f"数据库 {self.name} 中已有相同的记录（可能有另一个进程同时写入），稍后重试：{error.orig}") from error
        except DBAPIError as error:
            raise _fault(self.name, error) from error
        except SQLAlchemyError as error:
            raise FaultError(f"数据库 {self.name} 操作失败：{error}") from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, **_options(parsed.get_backend_name()))
    except (ArgumentError, ModuleNotFoundError) as error:
        raise FaultError(f"数据库地址无法使用：{error}；应形如 sqlite:///var/intake.db 或 postgresql+psycopg://…", retry=False) from error
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed.database)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        return {}
    # As in SQLite, a transaction sees one state, and one that would overwrite what another changed meanwhile fails and is repeated.
    return {"pool_pre_ping": True, "isolation_level": "REPEATABLE READ"}


def _make_folder(database: str | None) -> None:
    if not database or database == ":memory:":
        return
    try:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FaultError(f"无法创建数据库目录 {Path(database).parent}：{error.strerror}。", retry=False) from error


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # sqlite3 would begin by itself, too late for a lock and never for DDL
    for pragma in (f"busy_timeout={_BUSY_MILLISECONDS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer fails at once where another wrote meanwhile; a writer that says so first waits its turn.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _fault(name: str, error: DBAPIError) -> FaultError:
    code = getattr(error.orig, "sqlite_errorname", "") or ""
    if code.startswith(_NOT_A_DATABASE):
        return FaultError(f"数据库文件 {name} 已损坏，请停止程序并从备份恢复；原始邮件仍在存档目录中。", retry=False)
    if code.startswith(_NOT_WRITABLE):
        return FaultError(f"数据库 {name} 无法打开或写入，请检查文件和目录的权限：{error.orig}")
    return FaultError(f"数据库 {name} 暂时无法使用：{error.orig}")
