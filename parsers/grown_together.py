"""A run of rows in, one run for each entry out: tables that stood one behind the other become one where no line is left between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.grids import Atom, Rows
from parsers.patterns import FormPattern
from parsers.segments import begins, segments

_LABELS = 5  # of the form, in each piece, that make it a form of its own
_ROWS = 4  # fewer hold no two forms
_LONGEST = 120  # letters; a longer text begins with no name
_HEAD = frozenset({"recommending_unit", "district"})


def cut_at_entries(atom: Atom, patterns: Sequence[FormPattern]) -> Iterator[Atom]:
    """Cut a table before each row that names another circle or team, if every piece has enough labels for a form."""
    texts = _first_texts(atom) if isinstance(atom, Rows) and atom.last - atom.first >= _ROWS else {}
    for pattern in patterns if texts and isinstance(atom, Rows) else ():
        if pattern.spec.entry and not pattern.spec.document and isinstance(atom, Rows):
            pieces = _pieces(atom, texts, pattern)
            if len(pieces) > 1 and all(pattern.labels_in(c.text for c in p.cells()) >= _LABELS for p in pieces):
                yield from pieces
                return
    yield atom


def _first_texts(rows: Rows) -> dict[int, str]:
    """Return each row's first written text."""
    return {n: next((c.text[:_LONGEST] for c in cells if c.row == n and c.text and not c.text.isspace()), "") for n, cells in rows}


def _pieces(rows: Rows, texts: dict[int, str], pattern: FormPattern) -> list[Rows]:
    firsts = {number: _field(text, pattern) for number, text in texts.items() if text}
    starts = [number for number, field in firsts.items() if field == pattern.spec.entry]
    cuts = [rows.first, *(_with_head(number, firsts) for number in starts[1:]), rows.last + 1]
    return [Rows(rows.sheet, a, b - 1) for a, b in pairwise(cuts)] if len(starts) > 1 else [rows]


def _with_head(number: int, firsts: dict[int, str]) -> int:
    """The row of unit and district above the name belongs to it."""
    while firsts.get(number - 1, "") in _HEAD:
        number -= 1
    return number


def _field(text: str, pattern: FormPattern) -> str:
    fields = pattern.labels.exact(text)
    if not fields and (":" in text or "：" in text) and begins(pattern.labels, text):
        fields = segments(pattern.labels, text)[0].fields
    return fields[0].id if fields else ""
