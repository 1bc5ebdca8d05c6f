"""Mail as it comes in, its records in the ledger out: octets on disk first, then the row, then the reading, each where it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from config.campaign import Campaign
from intake import belonging
from model import (
    Envelope,
    Kind,
    RawMessage,
    Reading,
    Refusal,
)
from pipeline.delivery import FETCHED
from pipeline.desk import Desk, log, own_addresses
from pipeline.reading_room import OpenedMail
from pipeline.self_check import asks_for_check
from storage import nouns
from storage.nouns import Candidate, Placement, ReadMail, WaitingMail

_MOST_ATTEMPTS = 3  # readings of one mail before it is set aside (P5)
_RETRY = timedelta(minutes=2)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.ASCII)
_HEARD, _QUOTED = 20_000, 120  # characters of a bounce that are listened to, and that staff are shown


def fetch(desk: Desk) -> int:
    """Bring every new mail home: octets on disk first, then its row. Return how many were new."""
    count = 0
    # closed before anything else is asked of the mailbox: one connection, one question at a time
    with closing(desk.mailbox.batches(lambda folder, validity: desk.ledger.seen_uids(desk.account, folder, validity))) as batches:
        for batch in batches:
            for item in batch:
                if isinstance(item, Refusal):
                    _refuse(desk, item)
            count += _keep_all(desk, [item for item in batch if isinstance(item, RawMessage)])
            desk.progress("收信", count, 0)
    desk.ledger.pulse("收信", desk.clock(), "")
    desk.ledger.pulse(FETCHED, desk.clock(), "")
    return count


def _keep_all(desk: Desk, raws: Sequence[RawMessage]) -> int:
    if not raws:
        return 0
    desk.archive.keep_mails(raws)
    return sum(is_new for _, is_new in desk.ledger.enter_raws(desk.account, raws, desk.clock()))


def keep(desk: Desk, raw: RawMessage, account: str) -> bool:
    """Keep one mail for ever: octets, then row. Return whether it is new."""
    desk.archive.keep(raw.octets, received_at=raw.received_at)
    return desk.ledger.enter_raw(account, raw, desk.clock())[1]


def _refuse(desk: Desk, item: Refusal) -> None:
    if item.final:
        desk.ledger.note_refusal(nouns.Refusal(desk.account, item.folder, item.uidvalidity, item.uid, item.size, item.reason), desk.clock())
    log.warning("mail refused: folder %s uid %d: %s", item.folder, item.uid, item.reason)


def read_waiting(desk: Desk) -> tuple[int, int]:
    """Read every mail that waits, beside one another, and enter each in the order of arrival. Return (read, failed)."""
    waiting = desk.ledger.unread(desk.clock())
    done = failed = 0
    for mail, opened in zip(waiting, desk.room.each(_opener(desk, m) for m in waiting), strict=True):
        if isinstance(opened, OpenedMail):
            failed += not _attempt(desk, mail, lambda m=mail, o=opened: enter(desk, m, o))  # type: ignore[misc]
        else:
            failed += 1
            _set_aside(desk, mail, opened)
        done += 1
        desk.progress("读信", done, len(waiting))
    return done - failed, failed


def open_stored(desk: Desk, mail: WaitingMail) -> OpenedMail:
    """Return a stored mail as read today; its files are kept under their hashes, their octets are let go."""
    opened = desk.room.open(desk.archive.read(mail.sha256), in_junk=desk.mailbox.is_junk(mail.folder))
    for file, _ in opened.readings:
        if file.octets:
            desk.archive.keep_derived(file.octets)
    bare = tuple((replace(f, octets=b""), r) for f, r in opened.readings)
    return OpenedMail(replace(opened.envelope, attachments=tuple(f for f, _ in bare)), bare)


def enter(desk: Desk, mail: WaitingMail, opened: OpenedMail) -> list[str]:
    """Enter what a mail holds where it belongs; return the receipts. The answer waits for the quiet time after it."""
    opened = _known_as_ours(desk, opened)
    twin = desk.ledger.twin(mail.number, opened.envelope)
    # a server whose clock is ahead of ours must not put off the answer
    due = min(mail.received_at, desk.clock()) + timedelta(minutes=desk.settings.reply_quiet_minutes)
    is_owed = opened.envelope.kind is Kind.FILING and twin is None
    placements = () if twin is not None else _placements(desk, opened)
    read = ReadMail(opened.envelope, opened.readings, placements, due if is_owed else None)
    _note_bounce(desk, opened.envelope)
    return desk.ledger.enter_reading(mail.number, read, desk.clock())


def enter_again(desk: Desk, mail: WaitingMail, opened: OpenedMail) -> list[str]:
    """Enter a stored mail as read today. It stays in its filing where it had one; nothing becomes due."""
    opened = _known_as_ours(desk, opened)
    before = desk.ledger.mail(mail.number).receipts
    if len(before) == 1:
        readings = [r for _, r in opened.readings]
        unit = next((u for r in readings if (u := belonging.unit_of(r.records))), "")
        share = belonging.Share(before[0], unit, tuple(range(len(readings))), "as before")
        placements: tuple[Placement, ...] = (placement(share, readings, desk.campaign),)
    else:
        is_copy = desk.ledger.twin(mail.number, opened.envelope) is not None
        placements = () if is_copy else _placements(desk, opened)
    return desk.ledger.enter_reading(mail.number, ReadMail(opened.envelope, opened.readings, placements, None), desk.clock())


def _known_as_ours(desk: Desk, opened: OpenedMail) -> OpenedMail:
    """Know a letter of ours that came back under another's name (a loop) by its Message-ID: it is never answered."""
    envelope = opened.envelope
    if envelope.kind is Kind.AUTOMATIC or not desk.ledger.is_own_letter(envelope.message_id):
        return opened
    reason = f"message-id: {envelope.message_id}"
    return replace(opened, envelope=replace(envelope, kind=Kind.AUTOMATIC, kind_reason=reason, may_be_answered=False))


def _note_bounce(desk: Desk, envelope: Envelope) -> None:
    """Tie a bounce to the letter that it gives back, so that staff see which unit was not reached."""
    if "bounce" not in envelope.flags:
        return
    spoken = dict.fromkeys(_ADDRESS.findall(envelope.text[:_HEARD]))
    addresses = [a for a in spoken if a.lower() not in own_addresses(desk.settings, desk.campaign)]
    said = " ".join(envelope.text[:_HEARD].split())[:_QUOTED] or envelope.subject
    desk.ledger.note_bounce((envelope.in_reply_to, *envelope.references), addresses, f"对方邮箱退信：{said}")


def _opener(desk: Desk, mail: WaitingMail) -> Callable[[], OpenedMail | Exception]:
    def job() -> OpenedMail | Exception:
        try:
            desk.ledger.begin_reading(mail.number)
            return open_stored(desk, mail)
        except Exception as error:  # noqa: BLE001 - one bad mail never stops the line
            return error

    return job


def _attempt(desk: Desk, mail: WaitingMail, work: Callable[[], object]) -> bool:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - named in the digest until a person acts
        _set_aside(desk, mail, error)
        return False
    return True


def _set_aside(desk: Desk, mail: WaitingMail, error: Exception) -> None:
    is_last = mail.attempts + 1 >= _MOST_ATTEMPTS
    log.error("mail %d not read (attempt %d): %s: %s", mail.number, mail.attempts + 1, type(error).__name__, error)
    now = desk.clock()
    desk.ledger.fail_reading(mail.number, f"{type(error).__name__}: {error}", now, quarantine=is_last, retry_at=now + _RETRY)


def _placements(desk: Desk, opened: OpenedMail) -> tuple[Placement, ...]:
    if asks_for_check(opened.envelope, desk.campaign):
        return ()
    known = [as_known(c) for c in desk.ledger.candidates(desk.campaign.notice.id)]
    readings = [r for _, r in opened.readings]
    shares = belonging.place(opened.envelope, readings, known, desk.campaign)
    return tuple(placement(s, readings, desk.campaign) for s in shares)


def as_known(candidate: Candidate) -> belonging.Known:
    """Return a filing as the placing of mail needs it."""
    return belonging.Known(
        candidate.receipt, candidate.unit, candidate.message_ids, candidate.senders, frozenset(candidate.entries), candidate.last_mail_at
    )


def placement(share: belonging.Share, readings: Sequence[Reading], campaign: Campaign) -> Placement:
    """Return a share of a mail as the ledger takes it."""
    entries = belonging.entry_names(record for position in share.files for record in readings[position].records)
    return Placement(share.receipt, share.unit, campaign.notice.id, campaign.notice.receipt_prefix, share.files, tuple(sorted(entries)))
