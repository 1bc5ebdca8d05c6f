"""A Word file's octets in, whether it is one that we once sent back with comments, and of which file, out."""

from __future__ import annotations

import re

from parsers.package import Package

RETURNED = "returned"  # flag of a Reading: "returned:0123456789abcdef", the head of the annotated file's sha256
MARK_LENGTH = 16  # hexadecimal digits of it
_DIRECTORY = 65_536  # octets at a package's end in which its directory stands
_MARK = re.compile(rf"intake-returned-([0-9a-f]{{{MARK_LENGTH}}})")


def mark_of(sha256: str) -> str:
    """Return the key word that an annotated file carries in its core properties (ISO/IEC 29500-2 §11.1)."""
    return f"intake-returned-{sha256[:MARK_LENGTH]}"


def unmarked(keywords: str) -> str:
    """Return a file's key words without any mark of ours."""
    return " ".join(_MARK.sub("", keywords).split())


def returned_flags(octets: bytes) -> tuple[str, ...]:
    """Return the flag of a file that bears our mark, or none. One without comments was never annotated: its directory tells."""
    if octets.rfind(b"comments", max(0, len(octets) - _DIRECTORY)) < 0:
        return ()
    found = _MARK.search(Package(octets).read("docprops/core.xml").decode("utf-8", "replace"))
    return (f"{RETURNED}:{found.group(1)}",) if found else ()
