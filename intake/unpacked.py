"""One file out of a container, as every container's reader gives it."""

from __future__ import annotations

from dataclasses import dataclass, field

from model import Trouble


@dataclass(frozen=True, slots=True)
class Member:
    """`path` is cleaned (archive_names.cleaned); with a `trouble` the octets are missing."""

    path: str
    octets: bytes = field(default=b"", repr=False)
    trouble: Trouble | None = None
    flags: tuple[str, ...] = ()
