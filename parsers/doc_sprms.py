"""Property modifiers of Word 97 in (a grpprl), what they say of a paragraph, a table row or a run of characters out.

[MS-DOC] §2.6: a modifier is a number of two octets, whose upper bits tell how long its operand is, and the operand.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)  # by the upper three bits; 0: the operand says it itself
_TABS: Final = 0xC615
_TABLE: Final = 0xD608
_IN_DATA: Final = frozenset({0x6645, 0x6646, 0x646B})  # sprmPHugePapx (and its older number), sprmPTableProps: the rest is in Data
_SWITCHES: Final = {0x0800: "deleted", 0x0801: "inserted", 0x0806: "is_data"}
_NUMBERS: Final = {0x4A4F: "font", 0x4A30: "style", 0x6A03: "at"}
_SYMBOL: Final = 0x6A09
_HIDDEN, _AS_STYLE = 0x083C, 0x80
_STRUCK: Final = (0x0837, 0x2A53)  # by one line, by two
_MOST_COLUMNS: Final = 64
_RESTART, _CONTINUE = 3, 1

_Data = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A row: the edges of its cells in twips (one more than cells), and how each cell is merged.

    `beside`: the cell belongs to the one on its left. `below`: it belongs to the one above it.
    """

    edges: tuple[int, ...]
    beside: tuple[bool, ...]
    below: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ParagraphShape:
    """A paragraph: how many tables it lies in, whether it ends an inner cell or a row, its style and outline level (-1: the style's)."""

    style: int = 0
    depth: int = 0
    ends_inner_cell: bool = False
    ends_row: bool = False
    outline: int = -1
    row: RowShape | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A run of characters as far as it changes what is read; `symbol` is a font's number and a code, `at` a place in Data."""

    deleted: bool = False
    inserted: bool = False
    hidden: bool | None = None
    struck: bool = False
    symbol: tuple[int, int] | None = None
    font: int | None = None
    style: int | None = None
    at: int | None = None
    is_data: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether the run reads as it is written."""
        return self == _PLAIN


_PLAIN: Final = Look()


def modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each modifier's number and operand; what is cut off is left away."""
    at, end = 0, len(grpprl)
    while at + 3 <= end:
        number = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        size = _SIZES[number >> 13]
        if not size:
            size, at = _own_size(number, grpprl, at)
        if at + size > end:
            return
        yield number, grpprl[at : at + size]
        at += size


def paragraph_shape(style: int, grpprl: bytes, data: _Data) -> ParagraphShape:
    """Return what the modifiers of a paragraph say; `data` gives the modifiers that lie at a place of the stream Data."""
    in_table = ends_inner_cell = ends_row = False
    depth, outline = 0, -1
    row = _Row()
    for number, operand in _with_data(grpprl, data):
        if number == 0x2416:
            in_table = bool(operand[0])
        elif number in (0x2417, 0x244C):
            ends_row = ends_row or bool(operand[0])
        elif number == 0x244B:
            ends_inner_cell = bool(operand[0])
        elif number == 0x6649:
            depth = int.from_bytes(operand, "little", signed=True)
        elif number == 0x2640:
            outline = operand[0]
        elif number == 0x4600:
            style = int.from_bytes(operand, "little")
        else:
            row.take(number, operand)
    depth = min(max(depth, 1), 16) if in_table else 0
    return ParagraphShape(style, depth, ends_inner_cell, ends_row, outline, row.shape() if ends_row else None)


def look(grpprl: bytes) -> Look:
    """Return what the modifiers of a run say."""
    facts: dict[str, Any] = {}
    for number, operand in modifiers(grpprl):
        value = int.from_bytes(operand, "little")
        if number in _SWITCHES:
            facts[_SWITCHES[number]] = bool(value)
        elif number in _NUMBERS:
            facts[_NUMBERS[number]] = value
        elif number == _HIDDEN and value != _AS_STYLE:
            facts["hidden"] = bool(value & 1)
        elif number in _STRUCK:
            facts["struck"] = facts.get("struck", False) or bool(value & 1)
        elif number == _SYMBOL:
            facts["symbol"] = (value & 0xFFFF, value >> 16)
    return Look(**facts)


def _own_size(number: int, grpprl: bytes, at: int) -> tuple[int, int]:
    """Return an operand's size and where it begins."""
    if number == _TABLE:
        size = int.from_bytes(grpprl[at : at + 2], "little") - 1
        return max(size, 0), at + 2
    if number == _TABS and grpprl[at] == 255:
        deleted = grpprl[at + 1] if at + 1 < len(grpprl) else 0
        added = grpprl[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < len(grpprl) else 0
        return 2 + 4 * deleted + 3 * added, at + 1
    return grpprl[at], at + 1


def _with_data(grpprl: bytes, data: _Data) -> Iterator[tuple[int, bytes]]:
    for number, operand in modifiers(grpprl):
        if number in _IN_DATA:
            yield from modifiers(data(int.from_bytes(operand, "little")))
        else:
            yield number, operand


class _Row:
    """A row's shape while its modifiers come."""

    def __init__(self) -> None:
        self._edges: tuple[int, ...] = ()
        self._beside: list[int] = []
        self._below: list[int] = []

    def take(self, number: int, operand: bytes) -> None:
        if number == _TABLE:
            self._define(operand)
        elif number == 0x5624:  # sprmTMerge
            for cell in range(operand[0], min(operand[1], len(self._beside))):
                self._beside[cell] = 1 if cell == operand[0] else 2
        elif number == 0x5625:  # sprmTSplit
            for cell in range(operand[0], min(operand[1], len(self._beside))):
                self._beside[cell] = 0
        elif number == 0xD62B and len(operand) >= 2 and operand[0] < len(self._below):  # sprmTVertMerge
            self._below[operand[0]] = operand[1]

    def shape(self) -> RowShape | None:
        if not self._edges:
            return None
        head, beside = 0, []
        for flag in self._beside:
            # Word writes 1 for the first cell and 2 for the rest; [MS-DOC] §2.9.327 has it the other way round: the first one tells
            beside.append(bool(flag and head and flag != head))
            head = (head or flag) if flag else 0
        return RowShape(self._edges, tuple(beside), tuple(flag == _CONTINUE for flag in self._below))

    def _define(self, operand: bytes) -> None:
        """Read sprmTDefTable: the number of cells, their edges, then as many TC80 of 20 octets as there are ([MS-DOC] §2.9.328)."""
        cells = operand[0] if operand else 0
        if not 0 < cells <= _MOST_COLUMNS or len(operand) < 1 + 2 * (cells + 1):
            return
        self._edges = struct.unpack_from(f"<{cells + 1}h", operand, 1)
        start = 1 + 2 * (cells + 1)
        flags = [int.from_bytes(operand[at : at + 2], "little") for at in range(start, len(operand) - 1, 20)][:cells]
        flags += [0] * (cells - len(flags))
        self._beside = [flag & 3 for flag in flags]
        self._below = [flag >> 5 & 3 for flag in flags]
