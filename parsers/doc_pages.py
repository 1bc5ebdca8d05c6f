"""Pages of formatting of a Word 97 file in, runs of octets with the modifiers that hold there out ([MS-DOC] §2.9.33, §2.9.174)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

_PAGE: Final = 512
_PARAGRAPH_ENTRY: Final = 13


def character_runs(main: bytes, index: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield first octet, last octet and modifiers of each run of characters; b"" for a plain one."""
    for page, bounds in _pages(main, index):
        count = len(bounds) - 1
        offsets = page[4 * (count + 1) : 4 * (count + 1) + count]
        for number, offset in enumerate(offsets):
            at = 2 * offset
            yield bounds[number], bounds[number + 1], page[at + 1 : at + 1 + page[at]] if at else b""


def are_whole(main: bytes, index: bytes) -> bool:
    """Tell whether every page that is listed holds a run, as every program writes it."""
    return sum(1 for _ in _pages(main, index)) == max(1, _listed(index))


class ParagraphPages:
    """The modifiers of paragraphs by the octet where their mark stands."""

    def __init__(self, main: bytes, index: bytes) -> None:
        """Read where each run begins."""
        runs = sorted(_paragraph_runs(main, index), key=lambda run: run[0])
        self._starts = [first for first, _ in runs]
        self._modifiers = [modifiers for _, modifiers in runs]

    def at(self, octet: int) -> bytes:
        """Return a paragraph's style number (two octets) and modifiers, b"" where nothing is said."""
        number = bisect_right(self._starts, octet) - 1
        return self._modifiers[number] if number >= 0 else b""


def _paragraph_runs(main: bytes, index: bytes) -> Iterator[tuple[int, bytes]]:
    for page, bounds in _pages(main, index):
        start = 4 * len(bounds)
        offsets = page[start : start + _PARAGRAPH_ENTRY * (len(bounds) - 1) : _PARAGRAPH_ENTRY]
        for first, offset in zip(bounds, offsets, strict=False):
            at = 2 * offset
            if not at:
                yield first, b""
            elif page[at]:
                yield first, page[at + 1 : at + 2 * page[at]]
            elif at + 1 < _PAGE:
                yield first, page[at + 2 : at + 2 + 2 * page[at + 1]]
        yield bounds[-1], b""  # what lies behind a page is another page's, or nobody's


def _listed(index: bytes) -> int:
    return max(0, (len(index) - 4) // 8)


def _pages(main: bytes, index: bytes) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    """Yield each page of 512 octets with the bounds of its runs."""
    count = _listed(index)
    if not count:
        return
    for number in struct.unpack_from(f"<{count}I", index, 4 * (count + 1)):
        start = (number & 0x3FFFFF) * _PAGE
        page = main[start : start + _PAGE]
        runs = page[_PAGE - 1] if len(page) == _PAGE else 0
        if 0 < runs <= 101:
            yield page, struct.unpack_from(f"<{runs + 1}I", page)
