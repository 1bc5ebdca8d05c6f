"""The rows of a table in, the same cut where two lists stand side by side under one row of headings: the left list, the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from model import Cell
from parsers.grids import Rows, Sheet
from parsers.patterns import FormPattern, RosterPattern

_SURE_HEADER: Final = 3
_ROWS: Final = 12  # a list's head stands near the top of its section


def halves(table: Rows, pattern: FormPattern) -> list[Rows]:
    """Return the table as it is, or what stands above two lists side by side, the left list and the right one."""
    for number in table.numbers(_ROWS):
        starting = [c for c in table.sheet.row(number) if c.row == number and c.text.strip()]
        column = _second_head(starting, pattern.rosters)
        if column is None:
            continue
        below = [c for c in table.cells() if c.row >= number]
        if any(c.column < column < c.column + c.column_span for c in below if c.text.strip()):
            return [table]
        grid = table.sheet.grid
        left, right = ([c for c in below if (c.column < column) is is_left] for is_left in (True, False))
        above = [Rows(table.sheet, table.first, number - 1)] if table.first < number else []
        pieces = [Rows(Sheet(replace(grid, cells=tuple(cells))), number, table.last) for cells in (left, right)]
        return [*above, *pieces[:1], *halves(pieces[1], pattern)]
    return [table]


def _second_head(cells: Sequence[Cell], rosters: Sequence[RosterPattern]) -> int | None:
    """Return the column at which a second list's labels begin: those of the first again, or those of another list."""
    if len(cells) < 2 * _SURE_HEADER:
        return None
    for roster in rosters:
        first: dict[str, int] = {}
        for i, cell in enumerate(cells):
            name = next((s.id for s in roster.labels.exact(cell.text)), "")
            if name in first:
                same = i - first[name]
                again = [_id(roster, c) for c in cells[i : i + same]] == [_id(roster, c) for c in cells[first[name] : i]]
                return cell.column if again and same >= _SURE_HEADER else None
            if not name and len(first) >= _SURE_HEADER and _is_head_of_another(cells, i, roster, rosters):
                return cell.column
            if name:
                first[name] = i
    return None


def _id(roster: RosterPattern, cell: Cell) -> str:
    return next((s.id for s in roster.labels.exact(cell.text)), "")


def _is_head_of_another(cells: Sequence[Cell], i: int, roster: RosterPattern, rosters: Sequence[RosterPattern]) -> bool:
    """Tell whether the cells from one on are the head of another list, one that has not all the labels before it as well."""
    left, right = [c for c in cells[:i] if roster.labels.exact(c.text)], cells[i:]
    others = [r for r in rosters if r is not roster and not all(r.labels.exact(c.text) for c in left)]
    return any(sum(bool(r.labels.exact(c.text)) for c in right) == len(right) >= _SURE_HEADER for r in others)
