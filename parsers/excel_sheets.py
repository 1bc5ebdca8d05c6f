"""Cells of a sheet as they are met in, its Grid out: sparse, merged cells once, blanks beside what is written.

A cell far outside (a slip of the keyboard in XFD1048576) becomes a line of its own, so that it is neither lost nor costs a table of
seventeen thousand million places.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from model import Cell, Document, Grid, Line
from parsers.flow import MOST_CELLS, MOST_ROWS, bare
from parsers.word_count import words_in

MOST_COLUMNS: Final = 256
_MOST_TEXT: Final = 32_767  # letters that a spreadsheet's cell can hold; only a forged file names more
_MOST_LETTERS: Final = 4_000_000  # of a sheet: one long string may be named by every cell
_MOST_FAR: Final = 100  # cells outside the limits that are kept as lines
_FORMATTED_BESIDE: Final = 12  # empty formatted columns beyond the last written one that still belong to the form


@dataclass(frozen=True, slots=True)
class Entry:
    """What one cell shows, with its number where it holds one."""

    text: str
    number: float | None = None
    number_format: str = ""
    flags: tuple[str, ...] = ()


Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 0


@dataclass(slots=True)
class SheetDraft:
    """A sheet while it is read; rows and columns count from 0."""

    name: str
    hidden: bool = False
    entries: dict[tuple[int, int], Entry] = field(default_factory=dict)
    far: list[tuple[str, str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    formatted: set[tuple[int, int]] = field(default_factory=set)  # empty cells that the file names
    boxes: list[str] = field(default_factory=list)  # texts of drawn shapes
    letters: int = 0  # that the cells hold so far
    cut: bool = False

    @property
    def where(self) -> str:
        """Return what people call the sheet."""
        return f"工作表“{self.name}”" + ("（隐藏）" if self.hidden else "")

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is written on it."""
        return not (self.entries or self.far or self.boxes)

    def put(self, row: int, column: int, entry: Entry) -> None:
        """Take a cell; one without anything in it only marks its place as part of the form."""
        if len(entry.text) > _MOST_TEXT:
            entry = replace(entry, text=entry.text[:_MOST_TEXT])
            self._cut()
        self.letters += len(entry.text)
        if not entry.text.strip() and not entry.flags:
            if row < MOST_ROWS and column < MOST_COLUMNS and len(self.formatted) < MOST_CELLS:
                self.formatted.add((row, column))
        elif row >= MOST_ROWS or column >= MOST_COLUMNS:
            self.far.append((reference(row, column), entry.text)) if len(self.far) < _MOST_FAR else self._cut()
        elif len(self.entries) >= MOST_CELLS or self.letters > _MOST_LETTERS:
            self._cut()
        else:
            self.entries[row, column] = entry

    def blocks(self) -> list[Grid | Line]:
        """Return the grid, then what lies outside it."""
        grid = [self._grid()] if self.entries else []
        boxes = [Line(text.strip(), f"{self.where}文本框") for text in self.boxes if text.strip()]
        return [*grid, *boxes, *(Line(text.strip(), self.where + place) for place, text in self.far)]

    def _cut(self) -> None:
        self.cut = True

    def _grid(self) -> Grid:
        rows = sorted({row for row, _ in self.entries})
        spans, covered = self._spans(rows)
        columns = range(*self._extent(set(rows), spans))
        cells: list[Cell] = []
        for row in rows:
            for column in columns:
                if (row, column) in covered or (len(cells) >= MOST_CELLS and (row, column) not in self.entries):
                    continue
                cells.append(self._cell(row, column, spans.get((row, column), (1, 1))))
        last = max(cell.row + cell.row_span for cell in cells)
        width = max(columns.stop, *(cell.column + cell.column_span for cell in cells))
        return Grid(tuple(cells), last, width, self.where)

    def _cell(self, row: int, column: int, span: tuple[int, int]) -> Cell:
        entry = self.entries.get((row, column), _BLANK)
        return Cell(bare(entry.text), row, column, *span, entry.number, entry.number_format, entry.flags)

    def _extent(self, rows: set[int], spans: dict[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
        """Return the columns of the form, first and one past the last: what is written, merged or formatted beside it."""
        first = min(column for _, column in self.entries)
        last = max(column for _, column in self.entries)
        beside = last + _FORMATTED_BESIDE
        edges = [column for row, column in self.formatted if row in rows and column <= beside]
        merged = [column + width - 1 for (_, column), (_, width) in spans.items()]
        return first, min(MOST_COLUMNS, max([last, *edges, *merged]) + 1)

    def _spans(self, rows: list[int]) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
        """Return how many rows and columns a merged cell covers, and the places that it covers besides its own."""
        deepest, widest = rows[-1], max(column for _, column in self.entries) + _FORMATTED_BESIDE
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: set[tuple[int, int]] = set()
        for top, left, bottom, right in self.merges[:MOST_CELLS]:
            low, far = min(bottom, deepest), min(right, widest, MOST_COLUMNS - 1)
            reached = rows[bisect_left(rows, top) : bisect_right(rows, low)]
            if not reached or reached[0] != top or far < left or (top, left) in covered:
                continue
            if len(covered) + len(reached) * (far + 1 - left) > MOST_CELLS:
                break
            spans[top, left] = (low - top + 1, far - left + 1)
            covered.update((row, column) for row in reached for column in range(left, far + 1) if (row, column) != (top, left))
        return spans, covered


_BLANK: Final = Entry("")


def workbook(format_: str, sheets: Iterable[SheetDraft], *, pictures: int = 0, flags: Iterable[str] = ()) -> Document:
    """Return the Document of a workbook; hidden sheets count only where nothing is written on a visible one."""
    written = [sheet for sheet in sheets if not sheet.is_blank]
    visible = [sheet for sheet in written if not sheet.hidden] or written
    blocks = [block for sheet in visible for block in sheet.blocks()]
    said = set(flags)
    if len(visible) < len(written) or any(sheet.hidden for sheet in visible):
        said.add("hidden-sheets")
    if any(sheet.cut for sheet in visible):
        said |= {"cut", "damaged"}
    words = sum(
        words_in(block.text) if isinstance(block, Line) else sum(words_in(c.text) for c in block.cells if c.text) for block in blocks
    )
    return Document(format_, tuple(blocks), words=words, pictures=pictures, flags=tuple(sorted(said)))


def reference(row: int, column: int) -> str:
    """Return a place as people write it: row 0, column 27 is AB1."""
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
