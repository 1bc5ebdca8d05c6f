"""A Word 97 file's style sheet and font table in, a style's outline level, whether it hides text, and a font's name out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from parsers.doc_sprms import modifiers
from parsers.glyphs import is_symbol_font

_OUTLINE: Final = 0x2640
_VANISH: Final = 0x083C
_HEADINGS: Final = range(1, 10)  # sti 1…9 are the built-in headings ([MS-DOC] §2.9.260)
_NO_STYLE: Final = 0x0FFF
_BODY_LEVEL: Final = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its text: heading 1…9 or 0, and whether it is hidden."""

    heading: int = 0
    hidden: bool = False


class Styles:
    """The styles of one file by number, read when asked for ([MS-DOC] §2.9.271)."""

    def __init__(self, sheet: bytes) -> None:
        """Keep the sheet."""
        self._sheet = sheet
        self._known: dict[int, Style] = {}

    @cached_property
    def hide_text(self) -> bool:
        """Tell whether any style may hide its text."""
        return b"\x3c\x08" in self._sheet

    def of(self, number: int) -> Style:
        """Return a style with what it inherits."""
        if number not in self._known:
            self._known[number] = self._style(number, 10)
        return self._known[number]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each style's definition begins and how long it is."""
        if len(self._sheet) < 8:
            return []
        at = 2 + struct.unpack_from("<H", self._sheet)[0]
        places: list[tuple[int, int]] = []
        while at + 2 <= len(self._sheet):
            size = struct.unpack_from("<H", self._sheet, at)[0]
            places.append((at + 2, size))
            at += 2 + size + (size & 1)
        return places

    def _style(self, number: int, depth: int) -> Style:
        if number >= len(self._places) or not depth:
            return Style()
        at, size = self._places[number]
        base_size = struct.unpack_from("<H", self._sheet, 4)[0]
        if size < base_size + 2 or base_size < 10:
            return Style()
        identity, kind_and_base, counts = struct.unpack_from("<HHH", self._sheet, at)
        base = kind_and_base >> 4
        inherited = self._style(base, depth - 1) if base not in (_NO_STYLE, number) else Style()
        named = identity & 0xFFF
        heading, hidden = (named if named in _HEADINGS else inherited.heading), inherited.hidden
        for modifier, operand in self._modifiers(at + base_size, at + size, is_paragraph=kind_and_base & 0xF == 1, count=counts & 0xF):
            if modifier == _OUTLINE:
                heading = 0 if operand[0] >= _BODY_LEVEL else operand[0] + 1
            elif modifier == _VANISH:
                hidden = bool(operand[0] & 1)
        return Style(heading, hidden)

    def _modifiers(self, at: int, end: int, *, is_paragraph: bool, count: int) -> list[tuple[int, bytes]]:
        """Read a style's formatting: a paragraph style has one of paragraphs (with a style number before it), then one of characters."""
        at += 2 + 2 * struct.unpack_from("<H", self._sheet, at)[0] + 2
        found: list[tuple[int, bytes]] = []
        for part in range(min(count, 2 if is_paragraph else 1)):
            if at + 2 > end:
                break
            size = struct.unpack_from("<H", self._sheet, at)[0]
            skipped = 2 if is_paragraph and part == 0 else 0
            found += modifiers(self._sheet[at + 2 + skipped : min(at + 2 + size, end)])
            at += 2 + size + (size & 1)
        return found


def fonts(table: bytes) -> list[str]:
    """Return the names of the fonts in their order ([MS-DOC] §2.9.80)."""
    names: list[str] = []
    at = 4
    while at < len(table):
        size = table[at]
        start = at + 1 + 39  # after the fixed part of an FFN
        names.append(table[start : at + 1 + size].decode("utf-16-le", "replace").split("\0", 1)[0])
        at += 1 + size
    return names


def symbol_fonts(names: list[str]) -> dict[int, str]:
    """Return the fonts whose codes are pictures, by number."""
    return {number: name for number, name in enumerate(names) if is_symbol_font(name)}
