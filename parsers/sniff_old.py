"""Octets in, which of the office programs that few still have wrote them out: kinds that we do not read ourselves."""

from __future__ import annotations

from typing import Final

_MAGIC: Final = (
    (b"\xffWPC", "wordperfect"),
    (b"\x9b\xa5", "old-word"),  # Word for Windows 1, 2, and 6 without a container
    (b"\xdb\xa5", "old-word"),
    (b"\xdc\xa5", "old-word"),
    (b"\x31\xbe\0\0", "write"),  # Word for DOS and Write
    (b"\x32\xbe\0\0", "write"),
    (b"\x01\xfe", "works"),  # Works for DOS and its first versions for Windows
    (b"\0\0\x02\0\x06\x04\x06\0", "lotus"),
    (b"\0\0\x02\0\x04\x04\x06\0", "lotus"),
    (b"\0\0\x1a\0\0\x10\x04\0", "lotus"),
)
_STREAMS: Final = (("starwriterdocument", "staroffice"), ("starcalcdocument", "staroffice"), ("mn0", "works"))
_WORKS_CONTENTS: Final = (b"CHNKWKS", b"CHNKINK")  # the beginning of the stream CONTENTS of Works 5 to 9
_MARKUP: Final = (
    ("uof:UOF", "uof"),  # 标文通, the national standard GB/T 20916
    ("<abiword", "abiword"),
)


def kind_of_old(octets: bytes) -> str:
    """Return the kind by the first octets, "" for none of these."""
    return next((kind for magic, kind in _MAGIC if octets.startswith(magic)), "")


def kind_of_old_ole(names: set[str], octets: bytes) -> str:
    """Return the kind of a compound file by the names of its streams in small letters, "" for none of these."""
    if "contents" in names and any(sign in octets for sign in _WORKS_CONTENTS):
        return "works"
    return next((kind for sign, kind in _STREAMS if sign in names), "")


def kind_of_old_markup(head: str) -> str:
    """Return the kind of an XML text by its first lines, "" for none of these."""
    return next((kind for sign, kind in _MARKUP if sign in head), "") if head.startswith("<") else ""
