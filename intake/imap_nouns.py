"""What IMAP speaks of, as values: an open folder, a mail in it; and the library's answers read into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intake.folders import Folder


@dataclass(frozen=True, slots=True)
class Box:
    """A folder as EXAMINE showed it; UIDs mean something only together with `uidvalidity` (RFC 3501 §2.3.1.1)."""

    folder: str
    uidvalidity: int
    exists: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail as the server describes it; `octets` None until they were asked for, or where the server has none to give."""

    uid: int
    size: int
    received_at: datetime | None
    octets: bytes | None = field(default=None, repr=False)


def folders_from(lines: Iterable[Any]) -> tuple[Folder, ...]:
    """Return the folders of LIST's (flags, separator, decoded name)."""
    return tuple(
        Folder(str(name), frozenset(f.decode("ascii", "replace").lower() for f in flags), (separator or b"/").decode("ascii", "replace"))
        for flags, separator, name in lines
    )


def waiting_from(uid: int, answer: Mapping[bytes, Any]) -> Waiting:
    """Return one mail of FETCH's answer."""
    octets = answer.get(b"BODY[]")
    return Waiting(uid, int(answer.get(b"RFC822.SIZE") or 0), answer.get(b"INTERNALDATE"), octets if isinstance(octets, bytes) else None)


def pairs(said: Any) -> dict[str, str]:
    """Return the server's ID answer, ((name, value, …),), as text."""
    flat = said[0] if said and isinstance(said[0], tuple) else ()
    text = [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v or "") for v in flat]
    return dict(zip(text[::2], text[1::2], strict=False))
