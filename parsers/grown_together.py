"""A run of rows in, one run for each entry out: tables that stood one behind the other become one where no line is left between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from model import Cell
from parsers.grids import Atom, Rows
from parsers.patterns import FormPattern
from parsers.segments import begins, segments

_LABELS = 5  # of the form, in each piece, that make it a form of its own
_HEAD = frozenset({"recommending_unit", "district"})


def cut_at_entries(atom: Atom, patterns: Sequence[FormPattern]) -> Iterator[Atom]:
    """Cut a table before each row that names another circle or team, if every piece has enough labels for a form."""
    for pattern in patterns if isinstance(atom, Rows) else ():
        if pattern.spec.entry and not pattern.spec.document and isinstance(atom, Rows):
            pieces = _pieces(atom, pattern)
            if len(pieces) > 1 and all(pattern.labels_in(c.text for c in p.cells()) >= _LABELS for p in pieces):
                yield from pieces
                return
    yield atom


def _pieces(rows: Rows, pattern: FormPattern) -> list[Rows]:
    firsts = {number: _first_field([c for c in cells if c.row == number], pattern) for number, cells in rows}
    starts = [number for number, field in firsts.items() if field == pattern.spec.entry]
    cuts = [rows.first, *(_with_head(number, firsts) for number in starts[1:]), rows.last + 1]
    return [Rows(rows.sheet, a, b - 1) for a, b in pairwise(cuts)] if len(starts) > 1 else [rows]


def _with_head(number: int, firsts: dict[int, str]) -> int:
    """The row of unit and district above the name belongs to it."""
    while firsts.get(number - 1, "") in _HEAD:
        number -= 1
    return number


def _first_field(cells: Sequence[Cell], pattern: FormPattern) -> str:
    text = next((c.text for c in cells if c.text.strip()), "")[:120]
    fields = segments(pattern.labels, text)[0].fields if text and begins(pattern.labels, text) else ()
    return fields[0].id if fields else ""
