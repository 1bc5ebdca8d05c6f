"""Applications that a clerk put into one table, a row or a column each, in; one small table for each of them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from model import Cell, Grid
from parsers.grids import Atom, Rows, Sheet
from parsers.patterns import FormPattern

_LABELS = 5  # of one form, side by side or one below the other, that are a head
_FIGURES = frozenset({"count", "count_or_pair", "percent", "money_wan", "people_hours", "phone", "postal_code"})
_FIGURE = re.compile(r"\d|^[\s/无—－-]*$")
_GUIDANCE = re.compile(r"例|说明|要求|备注|样表")


def tables_apart(atom: Atom, patterns: Sequence[FormPattern]) -> Iterator[Atom]:
    """Yield a table for each application; any other atom as it is."""
    for pattern in patterns if isinstance(atom, Rows) else ():
        if pattern.spec.entry and not pattern.spec.document and isinstance(atom, Rows):
            pieces = _row_by_row(atom, pattern, patterns) or _column_by_column(atom, pattern)
            if pieces:
                yield from pieces
                return
    yield atom


def _row_by_row(table: Rows, pattern: FormPattern, patterns: Sequence[FormPattern]) -> list[Rows]:
    sheet = table.sheet
    for number in table.numbers(_LABELS):
        heads = [c for c in sheet.row(number) if pattern.labels.exact(c.text)]
        key = next((c for c in heads if _names_entry(c, pattern)), None)
        if key is None or len(heads) < _LABELS or _heads_a_list(sheet.row(number), len(heads), patterns):
            continue
        entries = [n for n, cells in table if n > number and _is_entry(sheet, (n, key.column), cells, heads, pattern)]
        if len(entries) < 2:
            return []
        whole = Rows(sheet, table.first, entries[0])
        rest = [Rows(sheet, entries[-1] + 1, table.last)] if entries[-1] < table.last else []
        return [whole, *(_with_head(sheet, sheet.row(number), n) for n in entries[1:]), *rest]
    return []


def _is_entry(sheet: Sheet, key: tuple[int, int], cells: Sequence[Cell], heads: Sequence[Cell], pattern: FormPattern) -> bool:
    name = sheet.at(*key)
    written = [c for c in cells if c.text.strip()]
    return name in written and 2 * len(written) >= len(heads) and not any(pattern.labels.exact(c.text) for c in written)


def _heads_a_list(cells: Sequence[Cell], labels: int, patterns: Sequence[FormPattern]) -> bool:
    """A recommendation list may name persons and telephones, too: the form that knows more of the heads is meant."""
    return any(sum(1 for c in cells if r.labels.exact(c.text)) >= labels for p in patterns for r in p.rosters)


def _with_head(sheet: Sheet, heads: Sequence[Cell], number: int) -> Rows:
    cells = [replace(c, row=number - 1, row_span=1) for c in heads] + [replace(c, row=number, row_span=1) for c in sheet.row(number)]
    return Rows(Sheet(replace(sheet.grid, cells=tuple(cells))), number - 1, number)


def _column_by_column(table: Rows, pattern: FormPattern) -> list[Rows]:
    sheet = table.sheet
    labels = [c for c in table.cells() if c.text and pattern.labels.exact(c.text)]
    key = next((c for c in labels if _names_entry(c, pattern)), None)
    if key is None or len(labels) < _LABELS or any(c.column != key.column for c in labels):
        return []
    columns = [c.column for c in sheet.right_of(key) if c.text.strip() and _holds_entry(sheet, labels, c.column, pattern)]
    if len(columns) < 2:
        return []
    first, last = labels[0].row, labels[-1].row
    above = [c for c in table.cells() if c.row < first]
    pieces = [_column(sheet, (first, last), key.column, column) for column in columns]
    whole = Rows(Sheet(Grid((*above, *pieces[0].sheet.grid.cells), last + 1, sheet.grid.columns, sheet.grid.where)), table.first, last)
    return [whole, *pieces[1:], *([Rows(sheet, last + 1, table.last)] if last < table.last else [])]


def _holds_entry(sheet: Sheet, labels: Sequence[Cell], column: int, pattern: FormPattern) -> bool:
    """Tell whether a column answers most labels, with figures where figures belong; 填写说明 and 示例 only look like it."""
    answers = [(c, a) for c in labels if (a := sheet.at(c.row, column)) is not None and a.text.strip()]
    over = sheet.at(labels[0].row - 1, column)
    figures = [a.text for c, a in answers if pattern.labels.exact(c.text)[0].kind in _FIGURES]
    is_guidance = over is not None and bool(_GUIDANCE.search(over.text))
    return 2 * len(answers) >= len(labels) and bool(figures) and all(map(_FIGURE.search, figures)) and not is_guidance


def _column(sheet: Sheet, rows: tuple[int, int], left: int, column: int) -> Rows:
    cells = {id(c): c for n in sheet.between(*rows) for at in (left, column) if (c := sheet.at(n, at)) is not None}
    return Rows(Sheet(replace(sheet.grid, cells=tuple(cells.values()))), *rows)


def _names_entry(cell: Cell, pattern: FormPattern) -> bool:
    fields = pattern.labels.exact(cell.text)
    return bool(fields) and fields[0].id == pattern.spec.entry
