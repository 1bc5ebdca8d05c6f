"""A row of a sheet in, the head of a list table out: which column holds which field, in any order, one or two storeys high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from config.campaign import FieldSpec
from model import Cell
from parsers.grids import Sheet
from parsers.patterns import FormPattern, RosterPattern

_SURE_COLUMNS = 2
_WIDE = frozenset({"person_list", "choice"})


@dataclass(frozen=True)
class Header:
    """A head row that was recognised: its rows, its columns by field, and those that nobody knows."""

    roster: RosterPattern
    first: int
    last: int
    columns: Mapping[int, tuple[FieldSpec, bool]]  # column → field, and whether its label was matched exactly
    unknown: Mapping[int, str]
    cells: Mapping[int, Cell]  # a header cell may stand over several columns


@dataclass(frozen=True)
class Head:
    """One column's heading: its cell, the texts that it may be read as, the last row that it reaches to, the cell above it."""

    cell: Cell
    texts: tuple[str, ...]
    last: int
    upper: Cell | None = None


def storeys(sheet: Sheet, number: int, cells: Sequence[Cell]) -> list[Head]:
    """Return the headings of a row; where others are two rows high, a heading over several columns is replaced by those under it."""
    last = max((c.row + c.row_span - 1 for c in cells if c.row == number), default=number)
    heads: list[Head] = []
    for cell in cells:
        lower = (
            []
            if cell.row_span > 1 or last == number
            else [c for c in sheet.row(number + 1) if c.row == number + 1 and _stands_under(c, cell)]
        )
        if any(c.text.strip() for c in lower):
            heads += [Head(c, (c.text, cell.text + c.text), last, cell) for c in lower]
        else:
            heads.append(Head(cell, (cell.text,), last))
    return heads


def _stands_under(cell: Cell, upper: Cell) -> bool:
    return upper.column <= cell.column < upper.column + upper.column_span


def header_at(sheet: Sheet, number: int, cells: Sequence[Cell], pattern: FormPattern) -> Header | None:
    """Return the head of the list that knows most of a row's labels, None for a row that heads no list."""
    starting = [c for c in cells if c.row == number and c.text.strip()]
    if len(starting) < 2:
        return None
    heads = storeys(sheet, number, cells)
    best: Header | None = None
    for roster in pattern.rosters:
        header = _as_header(roster, number, heads)
        if header is not None and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def _one_field_each(roster: RosterPattern, heads: Sequence[Head]) -> list[Head]:
    """成员名单 over 组长 and 组员 is one heading: where only the upper text is a label, its columns are one field's."""
    known = {id(h.upper) for h in heads if any(roster.labels.exact(text) for text in h.texts)}
    kept: dict[int, Head] = {}
    for head in heads:
        over = head.upper
        whole = over is not None and id(over) not in known and roster.labels.exact(over.text)
        kept.setdefault(id(over) if whole else id(head), Head(over, (over.text,), head.last) if over is not None and whole else head)
    return list(kept.values())


def _as_header(roster: RosterPattern, number: int, heads: Sequence[Head]) -> Header | None:
    """Match labels exactly first; only a row that is a header already may hold a label that is merely alike."""
    columns: dict[int, tuple[FieldSpec, bool]] = {}
    unmatched: list[Head] = []
    taken: set[str] = set()
    heads = _one_field_each(roster, heads)
    for head in heads:
        spec = next((s for text in head.texts for s in roster.labels.exact(text) if s.id not in taken), None)
        if spec is not None:
            taken.add(spec.id)
            columns[head.cell.column] = (spec, True)
        elif head.cell.text.strip():
            unmatched.append(head)
    if len(columns) < _SURE_COLUMNS:
        return None
    unknown: dict[int, str] = {}
    for head in unmatched:
        near = roster.labels.near(head.cell.text)
        if near is not None and near.field.id not in taken:
            taken.add(near.field.id)
            columns[head.cell.column] = (near.field, near.sure)
        else:
            unknown[head.cell.column] = head.cell.text.strip()
    if not taken.intersection(roster.spec.key_columns) or len(columns) < len(unknown):
        return None
    return Header(roster, number, heads[0].last, columns, unknown, _widths(heads, columns))


def _widths(heads: Sequence[Head], columns: Mapping[int, tuple[FieldSpec, bool]]) -> dict[int, Cell]:
    """Return the heading of each column; one over people's names or choices reaches over the blank ones behind it, as in a CSV."""
    cells = {h.cell.column: h.cell for h in heads}
    over: Cell | None = None
    for head in heads:
        if over is not None and not head.cell.text.strip():
            over = replace(over, column_span=head.cell.column + head.cell.column_span - over.column)
            cells[over.column] = over
        else:
            spec = columns.get(head.cell.column)
            over = head.cell if spec is not None and spec[0].kind in _WIDE else None
    return cells
