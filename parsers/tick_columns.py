"""A list's row and a heading in, the choice that is ticked in it out: 小组类型 over a column for each of 现场型, 攻关型 …."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from model import Cell
from parsers.grids import Sheet

_TICK: Final = re.compile(r"[√✓✔☑☒■●◉★1是]")
_FEWEST: Final = 2


def ticked(sheet: Sheet, number: int, heading: Cell, choices: Sequence[str]) -> str:
    """Return the choices whose columns are ticked in a row, "" where none is or no columns under the heading stand for choices."""
    ends = heading.column + heading.column_span
    under = [c for c in sheet.row(heading.row + heading.row_span) if heading.column <= c.column < ends]
    if not heads_choices(under, choices):
        return ""
    cells = ((sheet.at(number, c.column), _plain(c.text)) for c in under)
    return "、".join(name for cell, name in cells if cell is not None and _TICK.fullmatch(_plain(cell.text)))


def heads_choices(cells: Sequence[Cell], choices: Sequence[str]) -> bool:
    """Tell whether some cells are nothing but the names of choices, a column each."""
    written = [name for c in cells if (name := _plain(c.text))]
    return len(written) >= _FEWEST and len(set(written)) == len(written) and all(name in choices for name in written)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
