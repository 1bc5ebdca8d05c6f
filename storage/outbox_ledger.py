"""The outbox: letters wait, are sent one by one, and are retried under the same Message-ID, however often the process dies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from model import FaultError, Letter, OutgoingFile
from storage.answer_tables import DigestRow, LetterFile, LetterRow
from storage.database import Database
from storage.nouns import BOUNCED, LetterState, OutboxLetter, Posting
from storage.placing import family, filing_of
from storage.posting import Outbox, Owner
from storage.tables import FilingRow

_UNCERTAIN = timedelta(minutes=10)  # a letter that may have arrived is not sent again sooner (reliability.md F9)
_WAITING = (LetterState.NEW, LetterState.DEFERRED)


class OutboxLedger:
    """The part of the ledger that owes letters."""

    _database: Database
    domain: str

    def post(self, letter: Letter, posting: Posting, now: datetime, receipt: str | None = None) -> int | None:
        """Enter a letter that no verdict wrote (a reminder, a correction, a digest); None where its key is known."""
        with self._database.writing() as session:
            owner = Owner(filing=filing_of(session, receipt).id) if receipt else Owner()
            return Outbox(session, self.domain).enter(owner, letter, posting, now)

    def claim_digest(self, day: date, recipient: str, now: datetime, letter: Letter | None = None) -> bool:
        """Take the digest of a day for a recipient; True once, ever. With a `letter` it goes into the outbox in the same step."""
        with self._database.writing() as session:
            if session.get(DigestRow, (day, recipient)) is not None:
                return False
            posting = Posting(dedupe_key=f"digest:{day.isoformat()}:{recipient}")
            number = Outbox(session, self.domain).enter(Owner(), letter, posting, now) if letter else None
            session.add(DigestRow(date=day, recipient=recipient, claimed_at=now, letter_id=number))
            return True

    def unsent(self, now: datetime) -> list[OutboxLetter]:
        """Return the letters to send now with their files, in the order in which they were written."""
        ready = or_(LetterRow.not_before.is_(None), LetterRow.not_before <= now)
        with self._database.reading() as session:
            rows = session.scalars(select(LetterRow).where(LetterRow.state.in_(_WAITING), ready).order_by(LetterRow.id))
            return _letters(session, rows, with_files=True)

    def outbox(self, states: Collection[LetterState] = (), receipt: str = "") -> list[OutboxLetter]:
        """Return the letters in these states (none given: in all), of one filing or of all, oldest first, without their files."""
        wanted = select(LetterRow).order_by(LetterRow.id)
        if states:
            wanted = wanted.where(LetterRow.state.in_(list(states)))
        with self._database.reading() as session:
            if receipt:
                wanted = wanted.where(LetterRow.filing_id.in_(_and_merged(session, receipt)))
            return _letters(session, session.scalars(wanted))

    def letters_of(self, receipt: str) -> list[OutboxLetter]:
        """Return every letter of a filing that was not dropped, oldest first, without their files."""
        return self.outbox([s for s in LetterState if s is not LetterState.DROPPED], receipt)

    def letter(self, number: int) -> OutboxLetter:
        """Return one letter with its files.

        Raises FaultError(retry=False) if there is none.
        """
        with self._database.reading() as session:
            return _letters(session, [_row(session, number)], with_files=True)[0]

    def mark_sending(self, number: int, now: datetime) -> bool:
        """Say that a letter is being handed to the server; False where it is not waiting any more (another process has it)."""
        with self._database.writing() as session:
            row = _row(session, number)
            if row.state not in _WAITING:
                return False
            row.state, row.sending_at, row.attempts = LetterState.SENDING, now, row.attempts + 1
            return True

    def mark_sent(self, number: int, now: datetime, code: str = "") -> None:
        """Say that the server took a letter."""
        with self._database.writing() as session:
            row = _row(session, number)
            row.state, row.last_code, row.last_error, row.not_before = LetterState.SENT, code, "", None
            row.sent_at = row.sent_at or now

    def defer(self, number: int, until: datetime, code: str, error: str, *, counts: bool = True) -> None:
        """Let a letter wait until then; `code` and `error` are the server's words. `counts` False: it did not fail by itself."""
        with self._database.writing() as session:
            row = _unsent_row(session, number)
            row.attempts -= row.state == LetterState.SENDING and not counts
            row.state, row.not_before, row.last_code, row.last_error = LetterState.DEFERRED, until, code, error

    def park(self, number: int, code: str, error: str) -> None:
        """Keep a letter for a person: the server will never take it as it is."""
        with self._database.writing() as session:
            row = _unsent_row(session, number)
            row.state, row.last_code, row.last_error = LetterState.PARKED, code, error

    def is_own_letter(self, message_id: str) -> bool:
        """Tell whether a letter of ours bears that Message-ID."""
        with self._database.reading() as session:
            return session.scalar(select(LetterRow.id).where(LetterRow.message_id == message_id)) is not None

    def note_bounce(self, identifiers: Collection[str], addresses: Collection[str], reason: str) -> int | None:
        """Keep that a letter came back; return its number, None where the bounce is of none of ours.

        It is the one whose Message-ID the bounce names, else the last one sent to one of the addresses that it speaks of.
        """
        sent = select(LetterRow).where(LetterRow.state == LetterState.SENT).order_by(LetterRow.sent_at.desc(), LetterRow.id.desc())
        with self._database.writing() as session:
            row = session.scalars(sent.where(LetterRow.message_id.in_(list(identifiers)))).first()
            row = row or session.scalars(sent.where(func.lower(LetterRow.recipient).in_([a.lower() for a in addresses]))).first()
            if row is None:
                return None
            row.last_code, row.last_error = BOUNCED, reason
            return row.id

    def release(self, number: int) -> None:
        """Let a letter that was held, deferred or parked go out now."""
        with self._database.writing() as session:
            row = _unsent_row(session, number)
            row.state, row.not_before = LetterState.NEW, None

    def drop(self, number: int, reason: str) -> None:
        """Never send a letter, or have done with one that came back, and keep why; the unit counts as not told."""
        with self._database.writing() as session:
            row = _row(session, number)
            if row.last_code != BOUNCED:
                row = _unsent_row(session, number)
            row.state, row.last_error = LetterState.DROPPED, reason
            if row.filing_id is not None:
                session.get_one(FilingRow, row.filing_id).revision += 1

    def recover_sending(self, now: datetime) -> int:
        """Let letters that a crash left in sending be tried again, ten minutes after they were handed over; return how many.

        Only for the process that alone sends (it holds the data lock).
        """
        with self._database.writing() as session:
            rows = list(session.scalars(select(LetterRow).where(LetterRow.state == LetterState.SENDING)))
            for row in rows:
                row.state = LetterState.DEFERRED
                row.not_before = max(now, (row.sending_at or now) + _UNCERTAIN)
                row.last_error = "发送过程中程序中断，不能确定对方是否收到；稍后以同一邮件编号重发。"
            return len(rows)

    def sent_history(self, since: datetime) -> list[tuple[str, datetime]]:
        """Return to whom and when letters were sent since then, or are being sent, oldest first: what the caps count."""
        with self._database.reading() as session:
            sent = session.execute(select(LetterRow.recipient, LetterRow.sent_at).where(LetterRow.sent_at >= since))
            handed = session.execute(
                select(LetterRow.recipient, LetterRow.sending_at).where(LetterRow.sent_at.is_(None), LetterRow.sending_at >= since)
            )
            return sorted([(r, at) for r, at in [*sent, *handed] if at is not None], key=lambda pair: pair[1])


def _row(session: Session, number: int) -> LetterRow:
    row = session.get(LetterRow, number)
    if row is None:
        raise FaultError(f"发件箱中没有编号为 {number} 的信。", retry=False)
    return row


def _unsent_row(session: Session, number: int) -> LetterRow:
    row = _row(session, number)
    if row.state in {LetterState.SENT, LetterState.DROPPED}:
        raise FaultError(f"编号为 {number} 的信已经{'发出' if row.state == LetterState.SENT else '取消'}，不能再改动。", retry=False)
    return row


def _and_merged(session: Session, receipt: str) -> list[int]:
    return family(session, filing_of(session, receipt).id)


def _letters(session: Session, rows: Iterable[LetterRow], *, with_files: bool = False) -> list[OutboxLetter]:
    found = list(rows)
    wanted = select(FilingRow).where(FilingRow.id.in_({r.filing_id for r in found}))
    receipts = {filing.id: filing.receipt for filing in session.scalars(wanted)}
    return [_letter(row, _files(session, row) if with_files else (), receipts) for row in found]


def _files(session: Session, row: LetterRow) -> tuple[OutgoingFile, ...]:
    enclosed = session.scalars(select(LetterFile).where(LetterFile.letter_id == row.id).order_by(LetterFile.position))
    return tuple(OutgoingFile(f.name, f.media_type, f.octets) for f in enclosed)


def _letter(row: LetterRow, files: tuple[OutgoingFile, ...], receipts: dict[int, str]) -> OutboxLetter:
    letter: Letter = row.payload
    return OutboxLetter(
        number=row.id,
        receipt=receipts.get(row.filing_id) if row.filing_id is not None else None,
        mail=row.mail_id,
        letter=replace(letter, files=files),
        message_id=row.message_id,
        dedupe_key=row.dedupe_key,
        state=LetterState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        last_code=row.last_code,
        last_error=row.last_error,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )
