"""Letters that are owed in, letters that went out: one by one, under the caps, each settled by the provider's own word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from model import Address, FaultError
from notifier.alarm import alarm
from notifier.caps import may_send
from notifier.outbox import OutboxItem
from notifier.smtp_codes import Delivery, Outcome
from pipeline.desk import Desk, log
from storage.nouns import LetterState, OutboxLetter, Posting

FETCHED = "收信成功"
_FIRST_FAILURE = "收信初次失败"
_SILENCE = timedelta(hours=1)  # without a mailbox that could be read, after which staff are told by letter
_UNKNOWN = "unknown"
_PAUSE = "发信暂停至"
_CAPPED = "当天的发信上限（smtp.per_day 或 smtp.per_sender_per_day）已到，明天再发"
TO_STAFF = frozenset({"digest", "alarm"})  # templates of letters that no unit gets
_LONGEST_WAIT = 120.0  # seconds that sending waits for its turn before it leaves the rest to the next pass


@dataclass(frozen=True, slots=True)
class Sending:
    """What a turn of sending did: letters sent, letters that still wait, and why none may go now ("" where some may).

    `failed`: nobody answered, or a person must act; a pause that the provider asked for is no failure.
    """

    sent: int = 0
    waiting: int = 0
    complaint: str = ""
    failed: bool = False


def send_due(desk: Desk) -> Sending:
    """Send the letters that may go, one by one, under the caps."""
    desk.ledger.recover_sending(desk.clock())
    if (pause := _pause(desk)) is not None:
        waiting = waiting_letters(desk)
        return Sending(waiting=waiting, complaint=_paused_words(desk, pause) if waiting else "")
    letters = desk.ledger.unsent(desk.clock())
    sent = 0
    last: Delivery | None = None
    for done, letter in enumerate(letters, 1):
        if not _turn(desk, letter):
            continue
        delivery = _send(desk, letter)
        sent += delivery is not None and delivery.is_sent
        desk.progress("发信", done, len(letters))
        if delivery is not None and delivery.concerns_all:
            last = delivery
            break
    desk.postman.close()
    if last is None:
        return Sending(sent, waiting_letters(desk))
    return Sending(sent, waiting_letters(desk), f"发信：{last.reason}", failed=not last.code or last.outcome is Outcome.ALARM)


def waiting_letters(desk: Desk) -> int:
    """Return how many letters are still to go, now or later, by themselves."""
    return len(desk.ledger.outbox([LetterState.NEW, LetterState.DEFERRED]))


def _pause(desk: Desk) -> datetime | None:
    """A pause that the provider imposed outlives the process: repeated short runs must not knock again and again."""
    pause = desk.ledger.pulses().get(_PAUSE)
    until = datetime.fromisoformat(pause.detail) if pause is not None and pause.detail else None
    return until if until is not None and until > desk.clock() else None


def _paused_words(desk: Desk, until: datetime) -> str:
    last = desk.ledger.pulses().get("发信")
    why = f"：{last.detail}" if last is not None and last.detail else ""
    return f"发信暂停到 {until.astimezone(desk.campaign.zone):%m-%d %H:%M:%S}{why}"


def _turn(desk: Desk, letter: OutboxLetter) -> bool:
    """Wait for a letter's turn if that is soon; otherwise put it off to when it may go."""
    now = desk.clock().astimezone(desk.campaign.zone)
    history = [(at, to) for to, at in desk.ledger.sent_history(now - timedelta(days=1))]
    caps = desk.settings.smtp
    if letter.letter.template in TO_STAFF:  # the units' letters must not keep the digest or an alarm from staff
        caps = caps.model_copy(update={"per_day": 0, "per_sender_per_day": 0})
    at = may_send(now, letter.letter.to.address, history, caps)
    seconds = (at - now).total_seconds()
    if seconds <= 0:
        return True
    if seconds > _LONGEST_WAIT:
        desk.ledger.defer(letter.number, at, letter.last_code, letter.last_error if at.date() == now.date() else _CAPPED)
        return False
    return desk.wait(seconds)


def _send(desk: Desk, letter: OutboxLetter) -> Delivery | None:
    """Send one letter; None where it needs no sending any more (it arrived before, or another process has it)."""
    was_handed_over = letter.attempts > 0 and (letter.last_code in {_UNKNOWN, ""})
    if was_handed_over and _arrived(desk, letter):
        desk.ledger.mark_sent(letter.number, desk.clock())
        return None
    whole = desk.ledger.letter(letter.number)
    if not desk.ledger.mark_sending(letter.number, desk.clock()):
        return None
    item = OutboxItem(whole.letter, letter.message_id, attempts=letter.attempts, was_unknown=letter.last_code == _UNKNOWN)
    delivery = desk.postman.send(item)
    settle_delivery(desk, letter.number, delivery)
    return delivery


def _arrived(desk: Desk, letter: OutboxLetter) -> bool:
    """Ask the mailbox's folder of sent mail whether a letter of unknown fate went; a mailbox that cannot say says no."""
    try:
        return desk.mailbox.was_sent(letter.message_id)
    except FaultError as error:
        log.warning("cannot tell whether letter %d went: %s", letter.number, error)
        return False


def settle_delivery(desk: Desk, number: int, delivery: Delivery) -> None:
    """Enter what became of a letter."""
    now = desk.clock()
    if delivery.is_sent:
        desk.ledger.mark_sent(number, now)
        desk.ledger.pulse("发信", now, "")
        return
    log.warning("letter %d: %s %s %s", number, delivery.outcome, delivery.code, delivery.words)
    code = _UNKNOWN if delivery.outcome is Outcome.UNKNOWN else str(delivery.code or "")
    if delivery.outcome is Outcome.PARKED:
        desk.ledger.park(number, code, delivery.reason)
        return
    until: datetime = now + timedelta(seconds=delivery.wait)
    desk.ledger.defer(number, until, code, delivery.reason, counts=not delivery.concerns_all)
    if delivery.concerns_all:
        desk.ledger.pulse("发信", now, delivery.reason)
        desk.ledger.pulse(_PAUSE, now, until.isoformat())


def raise_alarm(desk: Desk, complaint: str) -> None:
    """Tell staff by letter, once a day, that nothing has come in for too long; the digest says it, too."""
    pulses = desk.ledger.pulses()
    last = pulses.get(FETCHED) or pulses.get(_FIRST_FAILURE)
    now = desk.clock()
    if last is None:
        desk.ledger.pulse(_FIRST_FAILURE, now, "")  # a mailbox that never opened is silent from here on
    if last is None or now - last.at < _SILENCE:
        return
    day = now.astimezone(desk.campaign.zone).date()
    for to in desk.settings.digest.to:
        letter = alarm(Address("", to), last.at, complaint, desk.campaign)
        desk.ledger.post(letter, Posting(f"alarm:{day}:{to}"), now)
