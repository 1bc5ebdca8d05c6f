"""A w:tbl in, its Grid and the grids of the tables inside it out: spans, merges and deleted rows resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lxml.etree import _Element as Element

from model import Grid
from parsers.flow import TableDraft
from parsers.word_index import RowShape, Shape, flat_cells
from parsers.word_names import TC, TR

if TYPE_CHECKING:
    from parsers.word_walk import Walk

_PLAIN: Final = Shape()
_PLAIN_ROW: Final = RowShape()


def grids(walk: Walk, tbl: Element, where: str) -> list[Grid]:
    """Return the table's grid and, after it, those of the tables in its cells; rows past the limit are cut and flagged."""
    table = _Table(walk, where)
    for tr in walk.unwrapped(tbl, TR):
        if table.draft.is_full:
            walk.flags |= {"cut", "damaged"}
            break
        table.add(tr)
    return [table.draft.grid(where), *table.nested]


class _Table:
    """One table as its rows come."""

    def __init__(self, walk: Walk, where: str) -> None:
        self.draft = TableDraft()
        self.nested: list[Grid] = []
        self._walk = walk
        self._where = where

    def add(self, tr: Element) -> None:
        shape = self._walk.index.rows.get(tr, _PLAIN_ROW)
        if shape.gone:
            return
        self.draft.add_row()
        column, shapes = shape.before, self._walk.index.shapes
        for tc, text in self._cells(tr):
            tc_shape = shapes.get(tc)
            if text is not None and tc_shape is None:  # nearly every cell of nearly every form
                self.draft.add(text, column)
                column += 1
            else:
                column += self._add_cell(tc, text, column, tc_shape or _PLAIN)

    def _cells(self, tr: Element) -> Iterator[tuple[Element, str | None]]:
        """Yield the cells of a row, with their text where the row is plain."""
        if self._walk.index.is_plain(tr):
            yield from flat_cells(tr)
        else:
            for tc in self._walk.unwrapped(tr, TC):
                yield tc, None

    def _add_cell(self, tc: Element, text: str | None, column: int, shape: Shape) -> int:
        if shape.gone:
            return 0
        joined = (shape.continues_left and self.draft.widen(shape.span)) or (shape.continues_above and self.draft.lengthen(column))
        if not joined:
            if text is None:
                text, inner = self._walk.cell(tc, f"{self._where}第{self.draft.rows}行第{column + 1}列")
                self.nested += inner
            self.draft.add(text, column, shape.span)
        return shape.span
