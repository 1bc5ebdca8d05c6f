"""Rows of cells as a Word 97 text tells them in, grids out: cell edges become columns, merged cells one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from model import Grid
from parsers.doc_sprms import RowShape
from parsers.flow import TableDraft

_SAME_EDGE: Final = 30  # twips (half a millimetre): nearer edges of two rows are one column line, drawn by hand
_EVEN: Final = 1000  # twips between the edges of a row that says nothing of them


@dataclass(slots=True)
class TableRows:
    """A table as its rows come; `gone` rows are collected but not given."""

    rows: list[RowCells] = field(default_factory=list)


@dataclass(slots=True)
class CellText:
    """A cell while its paragraphs come, with the tables that lie in it."""

    paragraphs: list[str] = field(default_factory=list)
    tables: list[TableRows] = field(default_factory=list)


@dataclass(slots=True)
class RowCells:
    """A row's cells; `shape` None where the file does not tell it (an unfinished row)."""

    cells: list[CellText]
    shape: RowShape | None = None


def grids(table: TableRows, where: str) -> tuple[list[Grid], bool]:
    """Return the table's grid and, after it, those of the tables in its cells; and whether rows past the limit were cut."""
    laid = _Laid(table, where)
    for row in table.rows:
        if laid.draft.is_full:
            return [laid.draft.grid(where), *laid.nested], True
        laid.add(row)
    return [laid.draft.grid(where), *laid.nested], laid.cut


class _Laid:
    """A table on its column lines."""

    def __init__(self, table: TableRows, where: str) -> None:
        self.draft = TableDraft()
        self.nested: list[Grid] = []
        self.cut = False
        self._where = where
        self._widths = {len(row.shape.edges): row.shape.edges for row in reversed(table.rows) if row.shape is not None}
        self._edges = _Edges([_edges(row, self._widths) for row in table.rows])

    def add(self, row: RowCells) -> None:
        self.draft.add_row()
        columns = self._edges.columns(_edges(row, self._widths))
        for number, cell in enumerate(row.cells):
            self._add_cell(row, number, cell, columns)

    def _add_cell(self, row: RowCells, number: int, cell: CellText, columns: Sequence[int]) -> None:
        column, span = columns[number], columns[number + 1] - columns[number]
        shape = row.shape
        if shape is not None and number < len(shape.beside):
            if shape.beside[number]:
                self.draft.widen(span)
                return
            if shape.below[number] and self.draft.lengthen(column):
                return
        self.draft.add("\n".join(cell.paragraphs), column, span)
        for table in cell.tables:
            inner, cut = grids(table, f"{self._where}第{self.draft.rows}行第{column + 1}列内的表")
            self.nested += inner
            self.cut = self.cut or cut


def _edges(row: RowCells, widths: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the edges of a row's cells, one more than cells: its own, those of a row as wide, or even ones."""
    wanted = len(row.cells) + 1
    own = row.shape.edges[:wanted] if row.shape is not None else widths.get(wanted, (0,))
    return (*own, *(own[-1] + _EVEN * n for n in range(1, wanted - len(own) + 1)))


class _Edges:
    """The column lines of a table: the edges of all rows, near ones taken as one."""

    def __init__(self, rows: Sequence[tuple[int, ...]]) -> None:
        self._lines: list[int] = []
        for edge in sorted({edge for row in rows for edge in row}):
            if not self._lines or edge - self._lines[-1] > _SAME_EDGE:
                self._lines.append(edge)

    def columns(self, edges: tuple[int, ...]) -> list[int]:
        """Return the number of the line on which each edge lies; a cell without width still gets a column of its own."""
        columns: list[int] = []
        for edge in edges:
            line = max(0, bisect_right(self._lines, edge) - 1)
            columns.append(max(line, columns[-1] + 1) if columns else line)
        return columns
