"""A letter goes into the outbox: once for what it answers, with a Message-ID that it keeps for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from model import Letter
from storage.answer_tables import FindingRow, LetterFile, LetterRow, Telling
from storage.columns import shortened
from storage.nouns import LetterState, Posting


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a finding or letter is: a filing's or a mail's row, or nobody's (a digest)."""

    filing: int | None = None
    mail: int | None = None

    def findings(self) -> Select[FindingRow]:
        """Return a query for its findings."""
        if self.filing is None and self.mail is None:
            return select(FindingRow).where(false())
        mine = FindingRow.mail_id == self.mail if self.filing is None else FindingRow.filing_id == self.filing
        return select(FindingRow).where(mine).order_by(FindingRow.position, FindingRow.id)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where letters of one transaction go; `domain` ends their Message-IDs."""

    session: Session
    domain: str

    def enter(self, owner: Owner, letter: Letter, posting: Posting, now: datetime) -> int | None:
        """Enter a letter and which findings of its owner it tells of; return its number, or None where its key was answered before."""
        if self.session.scalar(select(LetterRow.id).where(LetterRow.dedupe_key == posting.dedupe_key)) is not None:
            return None
        row = self._row(owner, letter, posting, now)
        self.session.add(row)
        self.session.flush()
        self.session.add_all(
            LetterFile(letter_id=row.id, position=position, name=file.name, media_type=file.media_type, octets=file.octets)
            for position, file in enumerate(letter.files)
        )
        self._tell(owner, row.id, letter.finding_keys)
        return row.id

    def _row(self, owner: Owner, letter: Letter, posting: Posting, now: datetime) -> LetterRow:
        return LetterRow(
            filing_id=owner.filing,
            mail_id=owner.mail,
            template=letter.template,
            recipient=letter.to.address,
            payload=replace(letter, files=()),
            message_id=_message_id(posting.dedupe_key, self.domain),
            dedupe_key=posting.dedupe_key,
            state=LetterState.HELD if posting.hold else LetterState.NEW,
            not_before=posting.not_before,
            attempts=0,
            last_code="",
            last_error="",
            created_at=now,
        )

    def _tell(self, owner: Owner, letter: int, keys: Sequence[str]) -> None:
        known = {row.key: row.id for row in self.session.scalars(owner.findings())}
        told = {known[key] for key in map(shortened, keys) if key in known}
        self.session.add_all(Telling(finding_id=number, letter_id=letter) for number in sorted(told))


def _message_id(dedupe_key: str, domain: str) -> str:
    # From the key alone: a ledger restored from a backup writes the same letter under the same Message-ID (reliability.md F23).
    return f"<{hashlib.sha256(dedupe_key.encode('utf-8')).hexdigest()[:32]}@{domain}>"
