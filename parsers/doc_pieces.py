"""A Word 97 file in, its text out: the pieces of its piece table in order, with the way back to where each stands in the file.

A character position counts UTF-16 units ([MS-DOC] §2.2.1), so the text here is one character a unit, surrogates apart.
"""

from __future__ import annotations

import array
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parsers.doc_file import PIECES, WordFile
from parsers.unreadable import UnreadableError

MOST_CHARACTERS: Final = 20_000_000
_COMPRESSED: Final = 0x40000000
# [MS-DOC] §2.9.73: these octets of a compressed piece stand for other characters, all others for themselves
_HIGH: Final = {
    code: bytes([code]).decode("cp1252") for code in (*range(0x82, 0x8D), *range(0x91, 0x9D), 0x9E, 0x9F, 0x80, 0x8E)
}  # fmt: skip
_HIGH_OCTET: Final = re.compile("[\x80-\x9f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HALF: Final = re.compile("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")
# Prm0 of [MS-DOC] §2.9.215: a property that a quick save hung on a piece, by its short number
_SHORT: Final = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x42: 0x0801, 0x5C: 0x083C}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters start … end, found at octet `fc` of the main stream, `width` octets each; `changes` a quick save's properties."""

    start: int
    end: int
    fc: int
    width: int
    changes: bytes = b""


class Text:
    """The text of a file and its pieces; `damaged` tells whether some of it lies beyond the end of the file."""

    def __init__(self, file: WordFile) -> None:
        """Read the piece table, or take the text as one run where there is none."""
        self.pieces = _pieces(file.structure(PIECES), file.stories.total) or _one_piece(file)
        self.damaged = not file.structure(PIECES)
        self._starts = [piece.start for piece in self.pieces]
        self._by_octet = sorted(self.pieces, key=lambda piece: piece.fc)
        self._octets = [piece.fc for piece in self._by_octet]
        self.characters = "".join([self._decoded(piece, file.main) for piece in self.pieces])
        self.damaged = self.damaged or _is_overwritten(self.characters)

    def place(self, position: int) -> tuple[int, Piece]:
        """Return the octet of the main stream where a character stands, and its piece."""
        piece = self.pieces[max(0, bisect_right(self._starts, position) - 1)]
        return piece.fc + (position - piece.start) * piece.width, piece

    def positions(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the runs of character positions that stand in octets first … last of the main stream."""
        for number in range(max(0, bisect_right(self._octets, first) - 1), len(self._by_octet)):
            piece = self._by_octet[number]
            if piece.fc >= last:
                return
            end = piece.fc + (piece.end - piece.start) * piece.width
            if first < end:
                begin = piece.start + (max(first, piece.fc) - piece.fc) // piece.width
                yield begin, piece.start + -(-(min(last, end) - piece.fc) // piece.width)

    def _decoded(self, piece: Piece, main: bytes) -> str:
        count = piece.end - piece.start
        octets = main[piece.fc : piece.fc + count * piece.width]
        text = _wide(octets) if piece.width == 2 else _narrow(octets)
        if len(text) < count:
            self.damaged = True
            text += "\0" * (count - len(text))
        return text


def _is_overwritten(text: str) -> bool:
    """Tell whether something stands in a text that no program writes: empty sectors, halves of characters."""
    return "\0\0" in text or (_SURROGATE.search(text) is not None and _HALF.search(text) is not None)


def whole(text: str) -> str:
    """Return a text with its surrogates joined to characters; a lone one becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _SURROGATE.search(text) else text


def _wide(octets: bytes) -> str:
    octets = octets[: len(octets) & ~1]
    text = octets.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == len(octets):
        return text
    return "".join(map(chr, array.array("H", octets)))


def _narrow(octets: bytes) -> str:
    text = octets.decode("latin-1")
    return text.translate(_HIGH) if _HIGH_OCTET.search(text) else text


def _pieces(clx: bytes, total: int) -> list[Piece]:
    """Read a Clx ([MS-DOC] §2.9.38): properties of quick saves, then the piece table."""
    changes: list[bytes] = []
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        size = struct.unpack_from("<H", clx, at + 1)[0]
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(clx) or clx[at] != 2:
        return []
    table = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(table) - 4) // 12
    if count < 1:
        return []
    bounds = struct.unpack_from(f"<{count + 1}i", table)
    if bounds[-1] > MOST_CHARACTERS:
        raise UnreadableError(f"{bounds[-1]} characters")
    return list(_each(bounds, table[4 * (count + 1) :], changes, total))


def _each(bounds: tuple[int, ...], descriptors: bytes, changes: list[bytes], total: int) -> Iterator[Piece]:
    position = 0
    for number, (_, fc, prm) in enumerate(struct.iter_unpack("<HIH", descriptors[: 8 * (len(bounds) - 1)])):
        end = min(bounds[number + 1], max(total, bounds[-1]))
        if end <= position or bounds[number] != position:
            return
        narrow = bool(fc & _COMPRESSED)
        start = (fc & 0x3FFFFFFF) // 2 if narrow else fc & 0x3FFFFFFF
        yield Piece(position, end, start, 1 if narrow else 2, _changes(prm, changes))
        position = end


def _changes(prm: int, changes: list[bytes]) -> bytes:
    if prm & 1:
        return changes[prm >> 1] if prm >> 1 < len(changes) else b""
    sprm = _SHORT.get(prm >> 1 & 0x7F)
    return struct.pack("<HB", sprm, prm >> 8) if sprm else b""


def _one_piece(file: WordFile) -> list[Piece]:
    """Take the text where the oldest layout has it, two octets a character where the room says so."""
    total = file.stories.total
    room = file.text_end - file.text_start
    if not 0 < total <= MOST_CHARACTERS or file.text_start >= len(file.main):
        raise UnreadableError("the text cannot be found: no piece table")
    return [Piece(0, total, file.text_start, 2 if room >= 2 * total else 1)]
