"""A verdict in, how long it holds out: waits that hang on the clock, and a halt to all sending."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from notifier.caps import next_day
from notifier.smtp_codes import MINUTE, Delivery, Outcome


class Halt:
    """Remembers a verdict that concerns all letters, until its wait is over."""

    def __init__(self) -> None:
        """Nothing is halted."""
        self._until: datetime | None = None
        self._why = Delivery(Outcome.PAUSE)

    def note(self, delivery: Delivery, now: datetime) -> None:
        """Take a fresh verdict."""
        if delivery.concerns_all:
            self._until, self._why = now + timedelta(seconds=delivery.wait), delivery

    def verdict(self, now: datetime) -> Delivery | None:
        """Return the verdict that still holds, with what is left of its wait, or None."""
        left = (self._until - now).total_seconds() if self._until is not None else 0.0
        return replace(self._why, wait=left) if left > 0 else None


def timed(delivery: Delivery, now: datetime, message_id: str, *, was_unknown: bool) -> Delivery:
    """Return a verdict with the waits that hang on clock and letter: until tomorrow, a little spread, and unknown only once.

    `now` is aware, in the zone in which the provider's day ends.
    """
    if delivery.outcome is Outcome.TOMORROW:
        return replace(delivery, wait=(next_day(now) - now).total_seconds() + 10 * MINUTE)
    if delivery.outcome is Outcome.UNKNOWN and was_unknown:
        return replace(delivery, outcome=Outcome.PARKED, wait=0.0, reason="两次交出都没有收到确认，请到网页邮箱“已发送”里核对")
    if delivery.outcome is Outcome.RETRY:
        spread = hashlib.sha256(message_id.encode()).digest()[0] / 255  # lest all letters come back at once
        return replace(delivery, wait=delivery.wait * (1 + spread / 5))
    return delivery
