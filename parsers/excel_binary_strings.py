"""Strings of an .xls in their packed forms in, text out: Unicode in one or two octets a letter, split over records ([MS-XLS] §2.5.293)."""

from __future__ import annotations

import struct
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import Final

from parsers.excel_formats import RichText

_WIDE: Final = 1
_EXTENDED: Final = 4
_RICH: Final = 8
_GB: Final = 936
_MOST_STRINGS: Final = 1_000_000


def decoded(octets: bytes, code_page: int) -> str:
    """Return text of Excel 95 in its code page; Chinese where it is not said."""
    if code_page in (_GB, 54936):
        return octets.decode("gb18030", "replace")
    try:
        return octets.decode(f"cp{code_page}", "replace")
    except LookupError:
        return octets.decode("gb18030", "replace")


def short_text(data: bytes) -> str:
    """Return a string with its length in one octet."""
    return _letters(data[2:], data[0], wide=bool(data[1] & _WIDE))


def text16(data: bytes, at: int) -> str:
    """Return a string with its length in two octets, its runs and phonetics left away."""
    length, flags = struct.unpack_from("<HB", data, at)
    at += 3 + 2 * bool(flags & _RICH) + 4 * bool(flags & _EXTENDED)
    return _letters(data[at:], length, wide=bool(flags & _WIDE))


def _letters(data: bytes, length: int, *, wide: bool) -> str:
    return data[: 2 * length].decode("utf-16-le", "replace") if wide else data[:length].decode("latin-1")


def _without_struck(text: str, runs: Sequence[tuple[int, bool]]) -> str:
    """Leave away the letters of runs that are struck through; places are counted in halves of rare characters, too."""
    if not any(struck for _, struck in runs):
        return RichText(text)
    octets = text.encode("utf-16-le")
    edges = [(0, False), *runs, (len(octets) // 2, False)]
    kept = (octets[2 * at : 2 * end] for (at, struck), (end, _) in pairwise(edges) if not struck)
    return RichText(b"".join(kept).decode("utf-16-le", "replace"))


class Strings:
    """The shared strings: one record and its continuations, each of which may split a string and change its width."""

    def __init__(self, data: bytes, struck: Container[int] = ()) -> None:
        """Begin with the first record; `struck` are the fonts whose letters are struck through."""
        self._struck = struck
        self._parts = [data]
        self._part = 0
        self._at = 8

    def add(self, data: bytes) -> None:
        """Take a continuation."""
        self._parts.append(data)

    def texts(self) -> list[str]:
        """Return the strings by number, as far as they go."""
        if len(self._parts[0]) < 8:
            return []
        wanted = min(struct.unpack_from("<I", self._parts[0], 4)[0], _MOST_STRINGS)
        found: list[str] = []
        try:
            while len(found) < wanted:
                found.append(self._text())
        except (struct.error, EOFError):
            pass
        return found

    def _text(self) -> str:
        length, flags = struct.unpack("<HB", self._octets(3))
        runs = struct.unpack("<H", self._octets(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", self._octets(4))[0] if flags & _EXTENDED else 0
        text = self._spread(length, wide=bool(flags & _WIDE))
        changes = [struct.unpack("<HH", self._octets(4)) for _ in range(runs)]
        self._skip(extra)
        return _without_struck(text, [(at, font in self._struck) for at, font in changes]) if changes else text

    def _spread(self, length: int, *, wide: bool) -> str:
        """Return letters that may run over into continuations; each begins with a flag of its own width."""
        pieces: list[bytes] = []  # joined before they are decoded: a rare character's two halves may be parted
        while length:
            if self._at >= len(self._parts[self._part]):
                self._next()
                wide, self._at = bool(self._parts[self._part][0] & _WIDE), 1
            left = len(self._parts[self._part]) - self._at
            taken = min(length, left // 2 if wide else left)
            if not taken:
                raise EOFError
            piece = self._parts[self._part][self._at : self._at + taken * (2 if wide else 1)]
            pieces.append(piece if wide else piece.decode("latin-1").encode("utf-16-le"))
            self._at += len(piece)
            length -= taken
        return b"".join(pieces).decode("utf-16-le", "replace")

    def _octets(self, count: int) -> bytes:
        if self._at >= len(self._parts[self._part]):
            self._next()
        data = self._parts[self._part][self._at : self._at + count]
        self._at += len(data)
        return data if len(data) == count else data + self._octets(count - len(data))

    def _skip(self, count: int) -> None:
        while count:
            if self._at >= len(self._parts[self._part]):
                self._next()
            step = min(count, len(self._parts[self._part]) - self._at)
            self._at += step
            count -= step

    def _next(self) -> None:
        while True:
            self._part += 1
            self._at = 0
            if self._part >= len(self._parts):
                raise EOFError
            if self._parts[self._part]:
                return
