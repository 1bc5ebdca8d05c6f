"""When things last happened: the polls, logins and passes that `health` and the digest speak of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.answer_tables import PulseRow
from storage.database import Database
from storage.nouns import Pulse


class DiaryLedger:
    """The part of the ledger that notes the daemon's own life."""

    _database: Database

    def pulse(self, name: str, now: datetime, detail: str = "") -> None:
        """Note that something happened now; only the last time is kept."""
        with self._database.writing() as session:
            session.merge(PulseRow(name=name, at=now, detail=detail))

    def pulses(self) -> dict[str, Pulse]:
        """Return what happened last, by name."""
        with self._database.reading() as session:
            return {row.name: Pulse(row.name, row.at, row.detail) for row in session.scalars(select(PulseRow))}
