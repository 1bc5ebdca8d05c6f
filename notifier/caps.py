"""What was sent in, the moment at which the next letter may go out: interval, the day's cap, the day's cap for one address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from config.settings import SmtpSettings


def may_send(now: datetime, address: str, history: Iterable[tuple[datetime, str]], settings: SmtpSettings) -> datetime:
    """Return when the next letter to `address` may go; `now` itself where nothing stands against it.

    `history` holds (sent at, address) of at least the last day, in any order; all times are aware. A day is a calendar day in
    `now`'s own zone, as providers count.
    """
    sent = [(at.astimezone(now.tzinfo), to.lower()) for at, to in history]
    today = [to for at, to in sent if at.date() == now.date()]
    if _reached(len(today), settings.per_day) or _reached(today.count(address.lower()), settings.per_sender_per_day):
        return next_day(now)
    latest = max((at for at, _ in sent), default=None)
    return now if latest is None else max(now, latest + timedelta(seconds=settings.interval_seconds))


def next_day(now: datetime) -> datetime:
    """Return the first moment of tomorrow in `now`'s zone."""
    return datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)


def _reached(count: int, cap: int) -> bool:
    return cap > 0 and count >= cap
