"""The characters of a page outside its tables in, its lines out: those put together that are one row of cells without borders.

A heading's unit and district often stand in such a row, and a long name is broken within its cell: above and below the row's own line
where the cells are centred, below it where they are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from parsers.pdf_marks import Mark
from parsers.pdf_text import TextLine, is_east_asian, line_of, runs_of, stretches_of

_NEAR: Final = 1.5  # letters between two lines of a cell, whose lines may be double spaced
_ALIKE: Final = 0.8  # heights of letters in one row
_ALIGNED: Final = 0.65  # of a letter: as far as a bracket at a line's end lies within its own room
_FULL: Final = 0.7  # of a cell's longest line: any line of it but the last
_MOST: Final = 3  # lines of a cell above a row's own line, and below it
_WIDE: Final = "  "  # a wide gap is written as more than one blank
_GAP: Final = "    "

Row = Sequence[TextLine]  # what stands on one line between wide gaps


def lines_with_rows(marks: Iterable[Mark]) -> list[TextLine]:
    """Return the lines from top to bottom."""
    runs = runs_of(marks)
    lines = [line_of(run) for run in runs]
    rows = [_row(run, line) for run, line in zip(runs, lines, strict=True)]
    for number, row in enumerate(rows):
        if len(row) > 1:
            above, below = _around(rows, number)
            columns = _columns(rows[number - above : number + below + 1], row) if above or below else []
            if columns:
                lines[number - above : number + below + 1] = [None] * (above + below + 1)
                lines[number] = _joined(columns)
    return [line for line in lines if line is not None]


def _row(run: Sequence[Mark], line: TextLine | None) -> Row:
    if line is None:
        return []
    return stretches_of(run) if _WIDE in line.text else [line]


def _around(rows: Sequence[Row], number: int) -> tuple[int, int]:
    """Return how many lines above and below a row's own line may be of its cells."""
    own = rows[number]
    below = above = 0
    while below < min(_MOST, len(rows) - 1 - number) and _may_be_of(own, rows[number + below + 1], rows[number + below]):
        below += 1
    while above < min(below, number) and _may_be_of(own, rows[number - above - 1], rows[number - above]):
        above += 1
    return (above, above) if above else (0, below)


def _may_be_of(own: Row, other: Row, neighbour: Row) -> bool:
    """Tell whether another line stands near, and right of the row's label, in letters of its size."""
    if not (other and neighbour):
        return False
    sizes = own[0].size, other[0].size
    apart = max(other[0].top, neighbour[0].top) - min(other[0].bottom, neighbour[0].bottom)
    return apart < _NEAR * max(sizes) and min(sizes) >= _ALIKE * max(sizes) and all(line.left > own[0].right for line in other)


def _columns(rows: Sequence[Row], own: Row) -> list[list[TextLine]]:
    """Return the cells of a row, each as its lines; [] where the lines are not aligned as cells are."""
    columns: list[list[TextLine]] = []
    for line in sorted((line for row in rows for line in row), key=lambda line: line.left):
        if columns and line.left < max(other.right for other in columns[-1]):
            columns[-1].append(line)
        else:
            columns.append([line])
    for column in columns:
        column.sort(key=lambda line: line.top)
        if sum(line in own for line in column) > 1 or not _is_cell(column):
            return []
    return columns


def _is_cell(lines: Sequence[TextLine]) -> bool:
    lefts, middles = [line.left for line in lines], [(line.left + line.right) / 2 for line in lines]
    if min(max(places) - min(places) for places in (lefts, middles)) > _ALIGNED * lines[0].size:
        return False
    widths = [line.right - line.left for line in lines]
    return min(widths[:-1], default=0.0) >= _FULL * max(widths) if len(widths) > 1 else True


def _joined(columns: Sequence[Sequence[TextLine]]) -> TextLine:
    lines = [line for column in columns for line in column]
    box = {"left": min(line.left for line in lines), "top": min(line.top for line in lines)}
    box |= {"right": max(line.right for line in lines), "bottom": max(line.bottom for line in lines)}
    return replace(lines[0], text=_GAP.join(_text(column) for column in columns), **box)


def _text(lines: Sequence[TextLine]) -> str:
    text = lines[0].text
    for before, after in pairwise(lines):
        is_chinese = is_east_asian(before.text[-1]) or is_east_asian(after.text[0])
        text += f"{'' if is_chinese else ' '}{after.text}"
    return text
