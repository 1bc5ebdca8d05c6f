"""A sheet's grid in, the forms that stand side by side on it out, each as a grid of its own; most sheets come back as they are.

Two forms stand side by side where each has its title and no written cell reaches from one into the other: a column stays empty
between them, or the titles themselves begin at the same height.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from model import Cell, Grid

_MOST_CELLS: Final = 20_000  # more is a list of figures, not forms side by side
_SAME_HEIGHT: Final = 3  # rows between two titles that begin side by side: one has 附件5 above it, the other has not
_MOST_FORMS: Final = 50
_ANNEX: Final = re.compile(r"附件\s*[\d一二三四五六七八九十]*\s*[:：]?")


@dataclass(frozen=True)
class _Area:
    """Cells of a sheet, those of them that are written, and the titles among these."""

    cells: Sequence[Cell]
    written: Sequence[Cell]
    titles: Sequence[Cell]

    def part(self, takes: Callable[[Cell], bool]) -> _Area:
        return _Area(*([c for c in cells if takes(c)] for cells in (self.cells, self.written, self.titles)))


def islands(grid: Grid, is_title: Callable[[str], bool]) -> list[Grid]:
    """Return the forms of a sheet, left to right and top to bottom where they stand side by side; else the grid itself."""
    if len(grid.cells) > _MOST_CELLS:
        return [grid]
    written = [c for c in grid.cells if c.text and not c.text.isspace()]
    titles = [c for c in written if is_title(c.text)]
    if not 1 < len(titles) <= _MOST_FORMS or len({c.column for c in titles}) == 1:
        return [grid]
    areas = _parted(_Area(grid.cells, written, titles))
    return [grid] if len(areas) == 1 else [replace(grid, cells=tuple(a.cells)) for a in areas]


def _parted(area: _Area) -> list[_Area]:
    if len(area.titles) < 2:
        return [area]
    column = _gap(area)
    if column is not None:
        return [*_parted(area.part(lambda c: c.column < column)), *_parted(area.part(lambda c: c.column >= column))]
    for row in sorted({_top(area, title) for title in area.titles})[1:]:
        above, below = _at_row(area, row)
        if above.titles and (_gap(above) is not None or _gap(below) is not None):
            return [*_parted(above), *_parted(below)]
    return [area]


def _at_row(area: _Area, row: int) -> tuple[_Area, _Area]:
    return area.part(lambda c: c.row < row), area.part(lambda c: c.row >= row)


def _gap(area: _Area) -> int | None:
    """Return the column at which the right one of two forms begins, None where nothing parts them."""
    taken: set[int] = set()
    inner: set[int] = set()
    for cell in area.written:
        taken.update(range(cell.column, cell.column + cell.column_span))
        inner.update(range(cell.column + 1, cell.column + cell.column_span))
    free = sorted(taken - inner)
    titled = {t.column for t in area.titles}
    for column in [*(c for c in free if c in titled), *free]:  # a form may have an empty column inside; most begin with their title
        left = [t for t in area.titles if t.column < column]
        right = [t for t in area.titles if t.column >= column]
        if left and right and (column - 1 not in taken or _begin_together(left, right, column)):
            return column
    return None


def _begin_together(left: Sequence[Cell], right: Sequence[Cell], column: int) -> bool:
    return any(r.column == column and abs(r.row - t.row) <= _SAME_HEIGHT for t in left for r in right)


def _top(area: _Area, title: Cell) -> int:
    """Return the row with which a form begins: its title's, or that of 附件5 just above it."""
    above = [c.text for c in area.written if c.row == title.row - 1]
    return title.row - 1 if above and all(_ANNEX.fullmatch(text.strip()) for text in above) else title.row
