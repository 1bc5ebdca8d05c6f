"""A Word 97 file whose directory is torn in, its text stream and table stream out: found by their own signs, taken as they lie."""

from __future__ import annotations

import struct
from typing import Final

from parsers.sniff_ole import start_of_stream

_SIGN: Final = b"\xec\xa5"
_SECTOR: Final = 512
_PIECE_TABLE: Final = 2  # the octet before a piece table ([MS-DOC] §2.9.179)


def main_stream(octets: bytes) -> bytes:
    """Return what lies from the beginning of the text stream on, b"" where none is found; streams mostly lie in one run."""
    start = start_of_stream(octets, _SIGN)
    return octets[start:] if start else b""


def table_stream(octets: bytes, place: int, size: int) -> bytes:
    """Return what lies from the beginning of the table stream on; `place` and `size` are where the file says its pieces are."""
    if not 21 <= size <= len(octets):
        return b""
    sign = struct.pack("<BI", _PIECE_TABLE, size - 5)
    at = octets.find(sign)
    while at >= 0:
        start = at - place
        if start >= _SECTOR and not start % _SECTOR:
            return octets[start:]
        at = octets.find(sign, at + 1)
    return b""
