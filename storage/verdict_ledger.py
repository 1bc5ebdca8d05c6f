"""A verdict goes in: findings by their keys, the status, and the letter that is owed, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from model import FaultError, Filing, Finding, FindingState, Letter, Verdict
from storage.answer_tables import FindingRow
from storage.columns import shortened
from storage.database import Database
from storage.mail_ledger import mail_of
from storage.nouns import Posting
from storage.placing import filing_of
from storage.posting import Outbox, Owner
from storage.staffs_word import is_waived, waivers
from storage.tables import Mail


class VerdictLedger:
    """The part of the ledger that keeps what filings and mails are worth today."""

    _database: Database
    domain: str

    def judge(self, filing: Filing, verdict: Verdict, now: datetime, posting: Posting | None = None) -> int | None:
        """Enter what a filing is worth; return the number of the letter that went into the outbox, if one did.

        A finding that is new is open, one that is missing now is resolved, one that comes back is open again, a waived one stays
        waived. With a `posting` the answer that was due is settled: the letter, if there is one, goes out unless its key is known.
        Without, nothing is sent and an answer that is due stays due.

        Raises FaultError(retry=True) if something was entered for the filing since it was read from the ledger.
        """
        with self._database.writing() as session:
            row = filing_of(session, filing.receipt)
            if row.receipt != filing.receipt or row.revision != filing.revision:
                raise FaultError(f"{filing.receipt} 在筛查期间又有变动，将重新筛查。")
            owner = Owner(filing=row.id)
            _enter_findings(session, owner, verdict.findings, now)
            row.status, row.late, row.judged_at, row.judged_revision = verdict.status, verdict.late, now, row.revision
            if posting is not None and row.due_at is not None and row.due_at <= now:
                row.due_at = None
            if verdict.letter is None or posting is None:
                return None
            return Outbox(session, self.domain).enter(owner, verdict.letter, posting, now)

    def due_mails(self, now: datetime) -> list[int]:
        """Return the numbers of mails of no filing whose answer is owed now."""
        with self._database.reading() as session:
            return list(session.scalars(select(Mail.id).where(Mail.due_at <= now).order_by(Mail.due_at, Mail.id)))

    def enter_mail_findings(
        self, number: int, findings: Sequence[Finding], now: datetime, letter: Letter | None = None, posting: Posting | None = None
    ) -> int | None:
        """Enter what is to be said of a mail that belongs to no filing, as `judge` does for a filing."""
        with self._database.writing() as session:
            mail = mail_of(session, number)
            owner = Owner(mail=mail.id)
            _enter_findings(session, owner, findings, now)
            if posting is not None:
                mail.due_at = None
            if letter is None or posting is None:
                return None
            return Outbox(session, self.domain).enter(owner, letter, posting, now)


def _enter_findings(session: Session, owner: Owner, findings: Sequence[Finding], now: datetime) -> None:
    known = {row.key: row for row in session.scalars(owner.findings())}
    words = waivers(session, owner.filing)
    for position, (key, finding) in enumerate(_keyed(findings)):
        row = known.pop(key, None)
        if row is None:
            row = FindingRow(filing_id=owner.filing, mail_id=owner.mail, key=key, first_seen=now, opened_at=now, state=FindingState.OPEN)
            session.add(row)
        elif row.state == FindingState.RESOLVED:
            row.state, row.opened_at, row.resolved_at = FindingState.OPEN, now, None
        row.position, row.payload = position, finding
        if row.state == FindingState.OPEN and is_waived(words, finding):
            row.state = FindingState.WAIVED
    for row in known.values():
        if row.state == FindingState.OPEN:
            row.state, row.resolved_at = FindingState.RESOLVED, now
    session.flush()


def _keyed(findings: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    copies: Counter[str] = Counter()
    for finding in findings:
        key = finding.key or f"{finding.rule}:{finding.form or ''}:{finding.entry or ''}:{finding.field or ''}"
        copies[key] += 1  # two findings with one key are a mistake of ours, and none of them may vanish
        yield shortened(key if copies[key] == 1 else f"{key}#{copies[key]}"), finding
