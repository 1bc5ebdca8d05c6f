"""Failures in, the time before which no new connection is tried out: a shut door is knocked at ever more seldom."""

from __future__ import annotations

from collections.abc import Callable

from model import FaultError

_LINE = (5.0, 30.0)  # nothing answers: recovery within a minute of its return (P13)
_LOGIN = (60.0, 900.0)  # logins are counted by the provider: at most two a minute, then blocked (mail.md §1.2)


class Patience:
    """Doubles the pause with every failure, from a first one to a longest one in seconds, until `rest`."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Take a monotonic clock in seconds."""
        self._now = now
        self._failures = 0
        self._until = 0.0
        self._last: FaultError | None = None

    def ask(self) -> None:
        """Raise the last fault again while the pause lasts."""
        left = self._until - self._now()
        if self._last is not None and left > 0:
            raise FaultError(f"{self._last}（约 {left:.0f} 秒后再试）", retry=self._last.retry)

    def before_login(self, fault: FaultError) -> FaultError:
        """Count a failure to connect and return it."""
        return self._count(fault, *_LINE)

    def after_login(self, fault: FaultError) -> FaultError:
        """Count a login that was refused or came to nothing and return it."""
        return self._count(fault, *_LOGIN)

    def rest(self) -> None:
        """Forget all failures: a whole round went well."""
        self._failures, self._until, self._last = 0, 0.0, None

    def _count(self, fault: FaultError, first: float, longest: float) -> FaultError:
        self._until = self._now() + min(first * 2.0 ** min(self._failures, 20), longest)
        self._failures += 1
        self._last = fault
        return fault
