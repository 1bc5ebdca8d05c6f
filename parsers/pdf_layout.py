"""A page of a PDF in, its lines and tables in reading order out: every character in the innermost cell that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from parsers.pdf_cells import is_full, padding, text_of_cell
from parsers.pdf_columns import lines_with_rows
from parsers.pdf_file import Page
from parsers.pdf_lattice import Lattice, lattices
from parsers.pdf_marks import Mark
from parsers.pdf_text import TextLine, lines_in_text, lines_of, without_watermark

_PAGE_NUMBER: Final = re.compile(r"[-–—·\s]*(?:第\s*)?\d{1,3}\s*页?(?:[\s/,，共]*\d{1,3}\s*页?)?[-–—·\s]*")
_COLUMNS: Final = re.compile(r"\S {3,}(?=\S)")  # a gap in a line as between columns
_CENTRED: Final = 1.5  # points
_MANY: Final = 2  # gaps in a line, and lines in a row, from which on it is no chance


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell of a table with its text, a line of the page a line; places count the table's own lines.

    `is_full`: its last line ran to the cell's border, so that the text may go on anywhere.
    """

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    is_full: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or what of it stands on one page; `columns` are the places of its column lines, `inner` one within a cell."""

    cells: tuple[TextCell, ...]
    rows: int
    columns: tuple[float, ...]
    inner: bool = False


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What stands on a page from top to bottom, its page number and what is stamped over it apart.

    `struck`: words were struck out. `seems_table`: lines stand in columns without any ruling.
    """

    blocks: tuple[TextLine | Piece, ...]
    margins: tuple[TextLine, ...]
    width: float
    struck: bool = False
    seems_table: bool = False


def blocks_of(page: Page) -> PageBlocks:
    """Return what stands on a page; a table inside a cell follows the table around it."""
    written = without_watermark(page.marks)
    marks, rules = lines_in_text(written, page.drawing.across)
    tables = _without_frames(lattices(rules, page.drawing.down))
    outside = _fill(tables, marks)
    placed: list[tuple[float, TextLine | Piece]] = [(line.top, line) for line in lines_with_rows(outside)]
    placed += [(table.top, _piece(table, tables)) for table in tables if any(field.marks for field in table.fields)]
    blocks = [block for _, block in sorted(placed, key=_place)]
    numbers = [b for b in dict.fromkeys((*blocks[:1], *blocks[-1:])) if isinstance(b, TextLine) and _PAGE_NUMBER.fullmatch(b.text)]
    return PageBlocks(
        tuple(b for b in blocks if b not in numbers),
        (*numbers, *lines_of(page.stamped)),
        page.width,
        len(marks) < len(written),
        _seems_table(blocks),
    )


def _seems_table(blocks: Sequence[TextLine | Piece]) -> bool:
    run = 0
    for block in blocks:
        run = run + 1 if isinstance(block, TextLine) and len(_COLUMNS.findall(block.text)) >= _MANY else 0
        if run > _MANY:
            return True
    return False


def _place(entry: tuple[float, TextLine | Piece]) -> float:
    return entry[0]


def _without_frames(tables: Sequence[Lattice]) -> list[Lattice]:
    """Leave away what is one cell around whole tables: the border of a page."""
    return [t for t in tables if len(t.fields) > 1 or not any(_holds(t, other) for other in tables if other is not t)]


def _holds(outer: Lattice, inner: Lattice) -> bool:
    return (
        outer.columns[0] <= inner.columns[0]
        and outer.columns[-1] >= inner.columns[-1]
        and outer.top <= inner.top
        and outer.bottom >= inner.bottom
    )


def _fill(tables: Sequence[Lattice], marks: Iterable[Mark]) -> list[Mark]:
    """Put each character into the cell where its middle lies, the smallest table first; return those outside all tables.

    What is too long for its cell is written over the next one's border: a stretch of text is in the cell in whose middle it is centred,
    else in the one in which it begins.
    """
    by_size = sorted(tables, key=lambda table: table.area)
    outside: list[Mark] = []
    for _, stretch in groupby(marks, key=_stretch):
        held = outside
        run = list(stretch)
        for mark in run:
            if held is outside:
                held = _holder(by_size, mark, run[-1], outside)
            held.append(mark)
    return outside


def _stretch(mark: Mark) -> int:
    return mark[6]


def _holder(tables: Sequence[Lattice], first: Mark, last: Mark, outside: list[Mark]) -> list[Mark]:
    """Return what gathers the characters of a stretch: the innermost cell's, or those outside."""
    x, y = (first[1] + first[3]) / 2, (first[2] + first[4]) / 2
    for table in tables:
        begun = table.field_at(x, y)
        if begun is not None:
            middle = (first[1] + last[3]) / 2
            centred = table.field_at(middle, y) if last[3] > table.sides(begun)[1] else begun
            if centred is None or abs(sum(table.sides(centred)) / 2 - middle) > _CENTRED:
                return begun.marks
            return centred.marks
    return outside


def _piece(table: Lattice, tables: Sequence[Lattice]) -> Piece:
    filled = [(table.sides(field), lines_of(field.marks)) for field in table.fields]
    pad = padding(filled)
    cells = tuple(
        TextCell(text_of_cell(lines, sides, pad), f.row, f.column, f.row_span, f.column_span, is_full(lines, sides, pad))
        for f, (sides, lines) in zip(table.fields, filled, strict=True)
    )
    is_inner = any(_holds(other, table) for other in tables if other is not table)
    return Piece(cells, len(table.rows) - 1, tuple(table.columns), is_inner)
