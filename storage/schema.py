"""The database's version: brought up to this program's by Alembic, in one transaction, from any working directory."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from model import FaultError
from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x696E7461  # "inta": any number that no other program on the server takes


def upgrade(database: Database) -> None:
    """Bring a database to the newest version; two processes that do it at once do it once.

    Raises FaultError(retry=False) if its version is newer than this program.
    """
    config = _config()
    with database.connection() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        known = ScriptDirectory.from_config(config)
        if _version(connection, database, known) != known.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def check_schema(database: Database) -> None:
    """Raise FaultError(retry=False) if a database is not of this program's version."""
    known = ScriptDirectory.from_config(_config())
    with database.reading() as session:
        version = _version(session.connection(), database, known)
    if version != known.get_current_head():
        raise FaultError(f"数据库 {database.name} 的结构还是旧版本，运行一次程序（run 或 once）即可自动升级。", retry=False)


def write_step(database: Database, title: str) -> None:
    """Write the step from a database of the newest version to what tables.py says now; its number is the next."""
    config = _config()
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.revision(config, title, autogenerate=True, rev_id=f"{number:04d}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _version(connection: Connection, database: Database, known: ScriptDirectory) -> str | None:
    version = MigrationContext.configure(connection).get_current_revision()
    if version is not None and version not in {script.revision for script in known.walk_revisions()}:
        raise FaultError(f"数据库 {database.name} 由更新版本的程序建立（{version}），请改用新版本的程序打开。", retry=False)
    return version
