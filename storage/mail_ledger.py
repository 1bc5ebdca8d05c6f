"""Mail as it comes: what was seen where, what waits to be read, what failed and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from model import FaultError, RawMessage
from storage.answer_tables import LetterRow
from storage.database import Database
from storage.nouns import Balance, MailState, Refusal, TroubledMail, WaitingMail
from storage.tables import Mail, Sighting


class MailLedger:
    """The part of the ledger that knows a mail by its octets and by where it lay."""

    _database: Database

    def seen_uids(self, account: str, folder: str, uidvalidity: int) -> frozenset[int]:
        """Return the UIDs of a folder that have a row: a mail, or the reason why it was refused."""
        wanted = select(Sighting.uid).where(
            Sighting.account == account, Sighting.folder == folder, Sighting.uidvalidity == uidvalidity
        )  # fmt: skip
        with self._database.reading() as session:
            return frozenset(session.scalars(wanted))

    def enter_raw(self, account: str, raw: RawMessage, now: datetime) -> tuple[int, bool]:
        """Enter a mail whose octets are in the archive already; return its number and whether it is new.

        Octets that the account has seen before get another sighting, never another row.
        """
        return self.enter_raws(account, [raw], now)[0]

    def enter_raws(self, account: str, raws: Sequence[RawMessage], now: datetime) -> list[tuple[int, bool]]:
        """Enter several mails whose octets are in the archive already, all or none; see enter_raw."""
        with self._database.writing() as session:
            return [_enter(session, account, raw, now) for raw in raws]

    def note_refusal(self, refusal: Refusal, now: datetime) -> None:
        """Keep why a mail was not taken; it counts as seen."""
        with self._database.writing() as session:
            _sight(session, refusal, None, now)

    def refusals(self) -> list[tuple[Refusal, datetime]]:
        """Return every mail that was refused and never came otherwise, with when it was seen."""
        wanted = select(Sighting).where(Sighting.mail_id.is_(None)).order_by(Sighting.id)
        with self._database.reading() as session:
            return [
                (Refusal(s.account, s.folder, s.uidvalidity, s.uid, s.size, s.refusal), s.seen_at) for s in session.scalars(wanted)
            ]  # fmt: skip

    def unread(self, now: datetime, limit: int | None = None) -> list[WaitingMail]:
        """Return the mails to read now: those that were tried least come first, then by arrival, so that none blocks the others."""
        wanted = (
            select(Mail.id, Mail.account, Mail.sha256, Mail.received_at, Mail.folder, Mail.attempts)
            .where(Mail.state.in_((MailState.NEW, MailState.FAILED)), or_(Mail.retry_at.is_(None), Mail.retry_at <= now))
            .order_by(Mail.attempts, Mail.received_at, Mail.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return [WaitingMail(*row) for row in session.execute(wanted)]

    def stored(self, number: int) -> WaitingMail:
        """Return any mail by its number as if it waited, to read it again."""
        with self._database.reading() as session:
            mail = mail_of(session, number)
            return WaitingMail(mail.id, mail.account, mail.sha256, mail.received_at, mail.folder, mail.attempts)

    def begin_reading(self, number: int) -> int:
        """Count an attempt before it is made, so that a crash counts too; return how many that makes."""
        with self._database.writing() as session:
            mail = mail_of(session, number)
            mail.attempts += 1
            return mail.attempts

    def fail_reading(self, number: int, error: str, now: datetime, *, quarantine: bool, retry_at: datetime | None = None) -> None:
        """Keep why a reading failed (for staff). It is tried again from `retry_at`, or set aside until a person retries it.

        A mail that was read before keeps what it was found to hold, and counts as read.
        """
        with self._database.writing() as session:
            mail = mail_of(session, number)
            mail.error, mail.failed_at = error, now
            if mail.state != MailState.READ:
                mail.state = MailState.QUARANTINED if quarantine else MailState.FAILED
                mail.retry_at = None if quarantine else retry_at

    def set_aside(self) -> list[TroubledMail]:
        """Return what failed and what was quarantined, oldest first: every digest names them until they are read."""
        wanted = select(Mail).where(Mail.state.in_((MailState.FAILED, MailState.QUARANTINED))).order_by(Mail.received_at, Mail.id)
        with self._database.reading() as session:
            return [_troubled(mail) for mail in session.scalars(wanted)]

    def retry(self, number: int) -> None:
        """Let a mail that was set aside be read again from the first attempt."""
        again = {"state": MailState.NEW, "attempts": 0, "retry_at": None}
        unread = (MailState.FAILED, MailState.QUARANTINED)
        with self._database.writing() as session:
            mail_of(session, number)
            session.execute(update(Mail).where(Mail.id == number, Mail.state.in_(unread)).values(again))

    def balance(self) -> Balance:
        """Return how many mails there are and what became of them: they must add up."""
        with self._database.reading() as session:
            states = _counted(session, select(Mail.state, func.count()).group_by(Mail.state))
            kinds = _counted(session, select(Mail.kind, func.count()).where(Mail.state == MailState.READ).group_by(Mail.kind))
            letters = _counted(session, select(LetterRow.state, func.count()).group_by(LetterRow.state))
            refused = session.scalar(select(func.count()).where(Sighting.mail_id.is_(None))) or 0
        return Balance(mails=sum(states.values()), states=states, kinds=kinds, refused=refused, letters=letters)


def mail_of(session: Session, number: int) -> Mail:
    """Return a mail's row.

    Raises FaultError(retry=False) if there is none.
    """
    mail = session.get(Mail, number)
    if mail is None:
        raise FaultError(f"没有编号为 {number} 的邮件。", retry=False)
    return mail


def _enter(session: Session, account: str, raw: RawMessage, now: datetime) -> tuple[int, bool]:
    mail = session.scalar(select(Mail).where(Mail.account == account, Mail.sha256 == raw.sha256))
    is_new = mail is None
    if mail is None:
        mail = _new_mail(account, raw, now)
        session.add(mail)
        session.flush()
    place = Refusal(account, raw.folder, raw.uidvalidity, raw.uid, len(raw.octets), "")
    _sight(session, place, mail.id, now)
    return mail.id, is_new


def _counted(session: Session, wanted: Select[str, int]) -> dict[str, int]:
    return {name: number for name, number in session.execute(wanted)}  # noqa: C416 - dict() does not see that a row is a pair


def _new_mail(account: str, raw: RawMessage, now: datetime) -> Mail:
    return Mail(
        account=account,
        sha256=raw.sha256,
        size=len(raw.octets),
        folder=raw.folder,
        received_at=raw.received_at,
        entered_at=now,
        state=MailState.NEW,
        attempts=0,
        error="",
        message_id="",
        fingerprint="",
        sender="",
        subject="",
        kind="",
    )


def _sight(session: Session, place: Refusal, mail: int | None, now: datetime) -> None:
    known = session.scalar(
        select(Sighting).where(
            Sighting.account == place.account,
            Sighting.folder == place.folder,
            Sighting.uidvalidity == place.uidvalidity,
            Sighting.uid == place.uid,
        )
    )
    if known is None:
        session.add(
            Sighting(
                account=place.account,
                folder=place.folder,
                uidvalidity=place.uidvalidity,
                uid=place.uid,
                mail_id=mail,
                size=place.size,
                refusal=place.reason,
                seen_at=now,
            )
        )
    elif mail is not None and known.mail_id != mail:
        known.mail_id = mail  # refused before and taken now, or a server that gave one UID to two mails: both mails have rows
    elif mail is None and known.mail_id is None:
        known.refusal = place.reason


def _troubled(mail: Mail) -> TroubledMail:
    return TroubledMail(
        number=mail.id,
        sha256=mail.sha256,
        received_at=mail.received_at,
        folder=mail.folder,
        state=MailState(mail.state),
        attempts=mail.attempts,
        error=mail.error,
        failed_at=mail.failed_at,
        retry_at=mail.retry_at,
        sender=mail.sender,
        subject=mail.subject,
    )
