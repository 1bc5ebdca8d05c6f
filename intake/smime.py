"""A PKCS #7 structure's octets in; the content that was signed out, unverified: who signed it is not asked here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # RFC 5652 §5.1
_SEQUENCE, _SET, _OID, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x06, 0x04, 0xA0
_CONSTRUCTED_OCTETS = 0x24
_MAX_DEPTH = 12


def signed_content(octets: bytes) -> bytes | None:
    """Return the content inside a SignedData, or None: encrypted, detached or damaged."""
    data = _unarmoured(octets)
    try:
        outer = dict(enumerate(_children(data, 0, len(data), 0)))
        tag, start, end = outer[0]
        info = list(_children(data, start, end, 1))
        if tag != _SEQUENCE or data[info[0][1] : info[0][2]] != _SIGNED_DATA:
            return None
        signed = next(_children(data, info[1][1], info[1][2], 2))
        fields = [c for c in _children(data, signed[1], signed[2], 3) if c[0] == _SEQUENCE]
        encapsulated = list(_children(data, fields[0][1], fields[0][2], 4))
        content = b"".join(_octet_strings(data, encapsulated[1][1], encapsulated[1][2], 5))
    except (IndexError, KeyError, StopIteration, ValueError):
        return None
    return content or None


def _unarmoured(octets: bytes) -> bytes:
    if octets[:1] == b"\x30":
        return octets
    lines = [line for line in octets.splitlines() if not line.startswith(b"-----")]
    try:
        return base64.b64decode(b"".join(lines))
    except (binascii.Error, ValueError):
        return octets


def _octet_strings(data: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    for tag, begin, until in _children(data, start, end, depth):
        if tag == _OCTETS:
            yield data[begin:until]
        elif tag == _CONSTRUCTED_OCTETS:
            yield from _octet_strings(data, begin, until, depth + 1)


def _children(data: bytes, start: int, end: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """Yield tag, start and end of each value between two offsets; indefinite lengths of BER are followed (X.690 §8.1.3)."""
    at = start
    while at < end and data[at : at + 2] != b"\0\0":
        tag, begin, until, at = _value(data, at, end, depth)
        yield tag, begin, until


def _value(data: bytes, at: int, end: int, depth: int) -> tuple[int, int, int, int]:
    """Return tag, start and end of one value and where the next one starts."""
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    tag, length, begin = data[at], data[at + 1], at + 2
    if length == 0x80:
        until = begin
        while data[until : until + 2] != b"\0\0":
            if until >= end:
                raise ValueError("no end")
            until = _value(data, until, end, depth + 1)[3]
        return tag, begin, until, until + 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[at + 2 : begin], "big")
    until = min(begin + length, end)  # a cut file still gives what it holds
    return tag, begin, until, until
