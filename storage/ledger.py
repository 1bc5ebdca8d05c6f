"""The ledger: every public method is one transaction that happens whole or not at all, may be repeated, and deletes nothing."""

from __future__ import annotations

from collections import defaultdict

from storage.candidates import CandidateShelf
from storage.database import Database
from storage.decision_ledger import DecisionLedger
from storage.diary_ledger import DiaryLedger
from storage.export_ledger import ExportLedger
from storage.filing_ledger import FilingLedger
from storage.mail_ledger import MailLedger
from storage.outbox_ledger import OutboxLedger
from storage.reading_ledger import ReadingLedger
from storage.schema import check_schema, upgrade
from storage.verdict_ledger import VerdictLedger


class Ledger(MailLedger, ReadingLedger, FilingLedger, VerdictLedger, OutboxLedger, DecisionLedger, ExportLedger, DiaryLedger):
    """All that is remembered, in SQLite or PostgreSQL; `domain` stands in the Message-IDs of our letters.

    Every method raises FaultError: retry=True where the database is busy, full or away, retry=False where a person must act.
    """

    def __init__(self, url: str, domain: str = "localhost") -> None:
        self._database = Database(url)
        self._shelves = defaultdict(CandidateShelf)
        self.domain = domain

    def upgrade(self) -> None:
        """Bring the tables to what this program knows; nothing happens where they are.

        Raises FaultError(retry=False) if a newer program wrote them.
        """
        upgrade(self._database)

    def check(self) -> None:
        """Raise FaultError, in Chinese, if the database cannot be opened, written, trusted, or is of another version."""
        self._database.check()
        check_schema(self._database)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()
