"""A Word 97 file's section table and header table in, which header and footer texts are seen in which section out.

[MS-DOC] §2.8.26 (PlcfSed), §2.8.22 (Plcfhdd): six separators of notes, then six texts a section; an empty one is the last section's.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from parsers.doc_file import HEADERS, SECTIONS, SETTINGS, WordFile
from parsers.doc_sprms import modifiers

_SEPARATORS: Final = 6
_TITLE_PAGE: Final = 0x300A
# even header, odd header, even footer, odd footer, first header, first footer
_KINDS: Final = (("even", "页眉"), ("odd", "页眉"), ("even", "页脚"), ("odd", "页脚"), ("first", "页眉"), ("first", "页脚"))
_ENTRY: Final = 12


@dataclass(frozen=True, slots=True)
class Margin:
    """A header or footer text: its place for people, and where it lies among the file's characters."""

    place: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the running text with its headers and footers."""

    start: int
    end: int
    margins: tuple[Margin, ...]


def section_ends(table: bytes) -> frozenset[int]:
    """Return the positions at which sections end (one behind the mark)."""
    count = _count(table)
    return frozenset(struct.unpack_from(f"<{count}i", table, 4)) if count else frozenset()


def sections(file: WordFile) -> list[Section]:
    """Return the sections of the running text in order; the whole text is one where the table is torn."""
    table = file.structure(SECTIONS)
    count, end = _count(table), file.stories.text
    bounds = struct.unpack_from(f"<{count + 1}i", table) if count else (0, end)
    bounds = (0, *(min(max(b, 0), end) for b in bounds[1:-1]), end)
    if any(a > b for a, b in pairwise(bounds)):
        bounds = (0, end)
    return [Section(a, b, tuple(_margins(file, n))) for n, (a, b) in enumerate(pairwise(bounds))]


def _count(table: bytes) -> int:
    return max(0, (len(table) - 4) // (4 + _ENTRY))


def _margins(file: WordFile, section: int) -> Iterator[Margin]:
    table = file.structure(HEADERS)
    count = len(table) // 4
    first = _SEPARATORS + 6 * section
    if not file.stories.headers or count < first + 2:
        return
    start = file.stories.start("headers")
    bounds = struct.unpack_from(f"<{count}i", table)
    for number, (kind, place) in enumerate(_KINDS):
        if first + number + 1 < count and bounds[first + number] < bounds[first + number + 1] and _is_seen(file, section, kind):
            yield Margin(place, start + bounds[first + number], start + bounds[first + number + 1])


def _is_seen(file: WordFile, section: int, kind: str) -> bool:
    if kind == "odd":
        return True
    if kind == "even":
        return bool(file.structure(SETTINGS)[:1] and file.structure(SETTINGS)[0] & 1)  # fFacingPages of the Dop
    table = file.structure(SECTIONS)
    at = 4 * (_count(table) + 1) + _ENTRY * section + 2
    place = struct.unpack_from("<I", table, at)[0] if at + 4 <= len(table) else 0xFFFFFFFF
    if place + 2 > len(file.main):
        return False
    size = struct.unpack_from("<H", file.main, place)[0]
    return any(number == _TITLE_PAGE and operand[0] for number, operand in modifiers(file.main[place + 2 : place + 2 + size]))
