"""How much may still be unpacked: limits in, a `Meter` for each container out, which counts while things inflate.

No size in a header is believed; what counts is what came out (reliability.md A4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from model import Trouble, TroubleKind

MIB = 1 << 20
MOST_OBJECTS = 300


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Defaults of reliability.md A4, for all containers of one mail together; `member` for one file, octets throughout.

    A container may inflate to `ratio` times its own size, and to `free` octets whatever its size.
    """

    depth: int = 3
    entries: int = 1000
    total: int = 200 * MIB
    member: int = 100 * MIB
    ratio: int = 100
    free: int = MIB


class UnreadableError(Exception):
    """A container, or one member of it, cannot be read; `trouble` says why."""

    def __init__(self, kind: TroubleKind, detail: str = "") -> None:
        super().__init__(detail)
        self.trouble = Trouble(kind, detail)


class LimitError(UnreadableError):
    """The container holds more than it may; nothing further of it is read."""

    def __init__(self, detail: str) -> None:
        super().__init__(TroubleKind.ARCHIVE_LIMIT, detail)


class MemberLimitError(LimitError):
    """One member is larger than a file may be; the next one may be read."""


class Budget:
    """What all containers of one mail have used so far."""

    def __init__(self, limits: UnpackLimits, *, for_objects: bool = False) -> None:
        self.limits = limits
        self.entries = 0
        self.inflated = 0
        # what lies in documents as objects is less, and never keeps an attachment from being unpacked
        few = replace(limits, total=limits.total // 4, entries=min(limits.entries, MOST_OBJECTS))
        self.of_objects: Budget = self if for_objects else Budget(few, for_objects=True)


class Meter:
    """Counts what comes out of one container of `size` octets."""

    def __init__(self, budget: Budget, size: int) -> None:
        self._budget = budget
        self._most = max(budget.limits.free, budget.limits.ratio * size)
        self._inflated = 0
        self._of_member = 0

    @property
    def room(self) -> int:
        """How many octets may still come out of this container."""
        return min(self._budget.limits.total - self._budget.inflated, self._most - self._inflated)

    @property
    def member_limit(self) -> int:
        """How large one file may be."""
        return self._budget.limits.member

    @property
    def entries_left(self) -> int:
        """How many files may still come."""
        return self._budget.limits.entries - self._budget.entries

    def begin(self) -> None:
        """Count one more file. Raises LimitError."""
        self._of_member = 0
        self._budget.entries += 1
        if self._budget.entries > self._budget.limits.entries:
            raise LimitError(f"more than {self._budget.limits.entries} files")

    def took(self, octets: int) -> None:
        """Count octets of the present file that came out. Raises LimitError, MemberLimitError."""
        self._of_member += octets
        self._inflated += octets
        self._budget.inflated += octets
        limits = self._budget.limits
        if self._budget.inflated > limits.total:
            raise LimitError(f"more than {limits.total} octets unpacked")
        if self._inflated > self._most:
            raise LimitError(f"unpacks to more than {limits.ratio} times its size")
        if self._of_member > limits.member:
            raise MemberLimitError(f"a file of more than {limits.member} octets")
