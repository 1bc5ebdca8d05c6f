"""A Grid in, its rows and neighbours out; the geometry that all layouts share. A part of a document is a run of atoms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from model import Cell, Grid, Line


class Sheet:
    """A grid with an index: every row lists the cells that stand in it, left to right, a merged cell in each of its rows."""

    def __init__(self, grid: Grid) -> None:
        """Index the grid once."""
        self.grid = grid
        rows: dict[int, list[Cell]] = {}
        self.beginning: dict[int, list[Cell]] = {}  # by row: the cells that have their upper edge there
        for cell in grid.cells:
            self.beginning.setdefault(cell.row, []).append(cell)
            for row in range(cell.row, cell.row + cell.row_span):
                rows.setdefault(row, []).append(cell)
        for cells in rows.values():
            cells.sort(key=_column)
        self.rows = rows

    @cached_property
    def numbers(self) -> list[int]:
        """Row numbers that hold cells, in order."""
        return sorted(self.rows)

    def between(self, first: int, last: int) -> list[int]:
        """Return the numbers of the rows that hold cells, first to last inclusive: a few rows of a long sheet cost no walk over it."""
        return self.numbers[bisect_left(self.numbers, first) : bisect_right(self.numbers, last)]

    def row(self, number: int) -> list[Cell]:
        """Return the cells standing in a row."""
        return self.rows.get(number, [])

    def right_of(self, cell: Cell, row: int | None = None) -> list[Cell]:
        """Return the cells to the right of one, in one of its rows."""
        end = cell.column + cell.column_span
        return [c for c in self.row(cell.row if row is None else row) if c.column >= end]

    def below(self, cell: Cell) -> Cell | None:
        """Return the cell under a cell's left edge, or None."""
        for other in self.row(cell.row + cell.row_span):
            if other.column <= cell.column < other.column + other.column_span:
                return other
        return None

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a place, or None."""
        return next((c for c in self.row(row) if c.column <= column < c.column + c.column_span), None)

    def where(self, cell: Cell) -> str:
        """Return a cell's place for people: 表1 第1行 第2列."""
        return f"{self.grid.where} 第{cell.row + 1}行 第{cell.column + 1}列"


@dataclass(frozen=True)
class Rows:
    """Some rows of a sheet, first to last inclusive."""

    sheet: Sheet
    first: int
    last: int

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        """Walk the rows that hold cells."""
        for number in self.sheet.between(self.first, self.last):
            yield number, self.sheet.rows[number]

    def numbers(self, most: int) -> list[int]:
        """Return the numbers of the first rows that hold cells, at most so many."""
        return self.sheet.between(self.first, self.last)[:most]

    def cells(self) -> Iterator[Cell]:
        """Walk the cells that begin in these rows, in reading order."""
        return (c for number in self.sheet.between(self.first, self.last) for c in self.sheet.beginning.get(number, ()))


Atom = Line | Rows


def _column(cell: Cell) -> int:
    return cell.column
