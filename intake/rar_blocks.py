"""A rar's octets in, its blocks out: enough of both formats to see where it breaks off and to join volumes.

Source: RAR 5.0 archive format (rarlab technote), RAR 4 technote.txt.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

SIGNATURE_4, SIGNATURE_5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"

_SPLIT_BEFORE_5, _SPLIT_AFTER_5 = 0x08, 0x10
_REDIRECTION, _COPIES = 5, (4, 5)  # a hard link, a reference to the same content
_SPLIT_BEFORE_4, _SPLIT_AFTER_4, _VOLUME_4, _FIRST_VOLUME_4 = 0x01, 0x02, 0x01, 0x100


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `kind` is main, file, end, locked (everything after is encrypted) or other; `rest` the head's unread octets."""

    kind: str
    number: int
    flags: int
    extra: int
    rest: bytes
    data: bytes
    is_5: bool

    @property
    def is_continued(self) -> bool:
        """Its file began in an earlier volume."""
        return bool(self.flags & (_SPLIT_BEFORE_5 if self.is_5 else _SPLIT_BEFORE_4))

    @property
    def goes_on(self) -> bool:
        """Its file ends in a later volume."""
        return bool(self.flags & (_SPLIT_AFTER_5 if self.is_5 else _SPLIT_AFTER_4))

    def whole(self, data: bytes) -> bytes:
        """Return the block as octets again, with all of its file's data and without a mark of volumes."""
        return _written_5(self, data) if self.is_5 else _written_4(self, data)


def links(octets: bytes) -> dict[str, str]:
    """Return the files of a rar 5 that hold nothing of their own, with the file each is a copy of; "" for a link to anywhere."""
    if not octets.startswith(SIGNATURE_5):
        return {}
    return dict(link for block, _ in blocks(octets) if block.kind == "file" and (link := _link(block)) is not None)


def is_rar(octets: bytes) -> bool:
    """Say whether these begin a rar of version 4 or later."""
    return octets.startswith((SIGNATURE_4, SIGNATURE_5))


def blocks(octets: bytes) -> Iterator[tuple[Block, int]]:
    """Yield whole blocks with the place where each ends; stops where the rar ends or breaks off."""
    is_5 = octets.startswith(SIGNATURE_5)
    position = len(SIGNATURE_5 if is_5 else SIGNATURE_4)
    step = _block_5 if is_5 else _block_4
    while position < len(octets):
        try:
            block, size, end = step(octets, position)
        except (IndexError, struct.error):
            return
        if end > len(octets):
            return
        yield replace(block, data=octets[end - size : end]), end
        position = end


def _block_5(octets: bytes, position: int) -> tuple[Block, int, int]:
    length, begin = _number(octets, position + 4)
    number, place = _number(octets, begin)
    flags, place = _number(octets, place)
    extra = size = 0
    if flags & 1:
        extra, place = _number(octets, place)
    if flags & 2:
        size, place = _number(octets, place)
    end = begin + max(length, 1)
    kind = {1: "main", 2: "file", 4: "locked", 5: "end"}.get(number, "other")
    return Block(kind, number, flags, extra, octets[place:end], b"", is_5=True), size, end + size


def _link(block: Block) -> tuple[str, str] | None:
    """Return name and target of a file that is a link (technote: file header, redirection record)."""
    rest = block.rest
    try:
        flags, place = _number(rest, 0)
        for _ in ("size", "attributes"):
            _, place = _number(rest, place)
        place += 4 * bool(flags & 2) + 4 * bool(flags & 4)  # time and checksum
        for _ in ("method", "system"):
            _, place = _number(rest, place)
        length, place = _number(rest, place)
        name, extra = rest[place : place + length], rest[len(rest) - block.extra :]
        target = _target(extra)
    except IndexError:
        return None
    return None if target is None else (name.decode("utf-8", "replace"), target)


def _target(extra: bytes) -> str | None:
    place = 0
    while place < len(extra):
        size, begin = _number(extra, place)
        number, at = _number(extra, begin)
        if number == _REDIRECTION:
            kind, at = _number(extra, at)
            _, at = _number(extra, at)
            length, at = _number(extra, at)
            return extra[at : at + length].decode("utf-8", "replace") if kind in _COPIES else ""
        place = begin + max(size, 1)
    return None


def _written_5(block: Block, data: bytes) -> bytes:
    flags = block.flags & ~(_SPLIT_BEFORE_5 | _SPLIT_AFTER_5)
    head = _numbered(block.number) + _numbered(flags)
    head += (_numbered(block.extra) if flags & 1 else b"") + (_numbered(len(data)) if flags & 2 else b"")
    rest = b"\0" if block.kind == "end" else block.rest
    if block.kind == "main":  # no volume, no number of a volume, and nothing after, which may point at places that moved
        archive_flags, _ = _number(rest, 0)
        head, rest = _numbered(1) + _numbered(0), _numbered(archive_flags & ~3)
    body = _numbered(len(head + rest)) + head + rest
    return struct.pack("<I", zlib.crc32(body)) + body + data


def _block_4(octets: bytes, position: int) -> tuple[Block, int, int]:
    number, flags, length = struct.unpack_from("<BHH", octets, position + 2)
    added = struct.unpack_from("<I", octets, position + 7)[0] if flags & 0x8000 or number in {0x74, 0x7A} else 0
    end = position + max(length, 7)
    kind = {0x73: "main", 0x74: "file", 0x7B: "end"}.get(number, "other")
    if kind == "main" and flags & 0x80:
        kind = "locked"
    return Block(kind, number, flags, 0, octets[position + 7 : end], b"", is_5=False), added, end + added


def _written_4(block: Block, data: bytes) -> bytes:
    flags, rest = block.flags, block.rest
    if block.kind == "main":
        flags &= ~(_VOLUME_4 | _FIRST_VOLUME_4)
    elif block.kind == "file":
        flags, rest = flags & ~(_SPLIT_BEFORE_4 | _SPLIT_AFTER_4), struct.pack("<I", len(data)) + rest[4:]
    else:
        flags, rest = 0x4000, b""
    head = struct.pack("<BHH", block.number, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def _number(octets: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        octet = octets[position]
        value |= (octet & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if octet < 0x80 or shift > 63:
            return value, position


def _numbered(value: int) -> bytes:
    octets = bytearray()
    while value > 0x7F:
        octets.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*octets, value])
