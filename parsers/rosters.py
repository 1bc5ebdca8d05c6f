"""List tables in, rows of values out: the header decides which column is which, in any order, with any extra columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from config.campaign import FieldSpec, Notice
from config.labels import label_key, unit_in
from model import Cell, Leftover, Value
from parsers.blocks import block_in, rows_of
from parsers.grids import Rows, Sheet
from parsers.patterns import FormPattern, RosterPattern
from parsers.segments import begins
from parsers.values import understand

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|合计数|\(?以下(?:为)?空白)")
_NOTE = re.compile(r"^\s*(?:注|备注|说明|填表说明)\s*\d*\s*[:：.、]|^\s*注\s*\d")
_SURE_COLUMNS = 2
_SURE_HEADER = 3
_EXAMPLE = re.compile(r"^(?:例|示例|样例|填写示例)[:：]?$")


@dataclass
class Harvest:
    """What the list tables of a part gave: rows by roster, leftovers, and the cells that are used up."""

    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Header:
    roster: RosterPattern
    first: int
    last: int
    columns: Mapping[int, tuple[FieldSpec, bool]]  # column → field, and whether its label was matched exactly
    unknown: Mapping[int, str]
    cells: Mapping[int, Cell]  # a header cell may stand over several columns


def harvest(pattern: FormPattern, tables: Sequence[Rows], notice: Notice) -> Harvest:
    """Return the rows of every roster of a form, over all its tables (a list may run on over a page or a second table)."""
    result = Harvest()
    for roster in pattern.rosters:
        result.rows[roster.spec.id] = []
    header: _Header | None = None
    for table in [section for t in tables for section in _sections(t, pattern)]:
        block = block_in(pattern, table)
        if block is None:
            header = _walk(table, pattern, header, (result, notice))
            continue
        rows, used = rows_of(block, table, notice)
        result.rows[block.roster.spec.id] += rows
        result.used |= used
        header = None
    return result


def _sections(table: Rows, pattern: FormPattern) -> list[Rows]:
    """Cut a table before each list's title and before each header row: one sheet may hold lists drawn in different ways."""
    starts = [n for n, cells in table if n != table.first and (_is_title(cells, pattern) or _has_header(cells, pattern))]
    return [Rows(table.sheet, a, b - 1) for a, b in pairwise([table.first, *starts, table.last + 1])]


def _is_title(cells: Sequence[Cell], pattern: FormPattern) -> bool:
    written = [c for c in cells if c.text.strip()]
    return len(written) == 1 and any(label_key(written[0].text) in r.titles for r in pattern.rosters)


def _has_header(cells: Sequence[Cell], pattern: FormPattern) -> bool:
    """Tell whether most texts of a row are labels of one list."""
    written = [c for c in cells if c.text.strip()]
    labels = max(sum(1 for c in written if r.labels.exact(c.text)) for r in pattern.rosters)
    return labels >= _SURE_HEADER and 2 * labels > len(written)


def _walk(table: Rows, pattern: FormPattern, carried: _Header | None, context: tuple[Harvest, Notice]) -> _Header | None:
    result, notice = context
    header = _carried_over(table, pattern, carried)
    skip_to = -1
    previous: _Entry | None = None
    for number, cells in table:
        if number <= skip_to:
            continue
        found = _header_at(table.sheet, number, cells, pattern)
        if found is not None:
            header, skip_to, previous = found, found.last, None
            result.used.update(id(c) for r in range(found.first, found.last + 1) for c in table.sheet.row(r))
            continue
        if header is None:
            continue
        if _ends_the_list(cells, header, pattern):
            header, previous = (None, None) if _is_note(cells) or not _is_section(cells) else (header, None)
            continue
        previous = _take_row(table.sheet, number, header, (result, notice, previous))
    return header


@dataclass(frozen=True)
class _Entry:
    keys: tuple[int, ...]
    cells: Mapping[int, tuple[Cell, ...]]


def _carried_over(table: Rows, pattern: FormPattern, carried: _Header | None) -> _Header | None:
    """A second table without a header of its own, of the same width, goes on with the list before it."""
    if carried is None:
        return None
    first = next(((n, c) for n, c in table), None)
    width = max([*carried.columns, *carried.unknown], default=0) + 1
    if first is None or table.sheet.grid.columns != width or any(begins(pattern.labels, c.text) for c in first[1]):
        return None
    return carried


@dataclass(frozen=True)
class _Head:
    """One column's heading: its cell, the texts that it may be read as, and the last row that it reaches to."""

    cell: Cell
    texts: tuple[str, ...]
    last: int


def _storeys(sheet: Sheet, number: int, cells: Sequence[Cell]) -> list[_Head]:
    """The headings of a row; where others are two rows high, a heading over several columns is replaced by those under it."""
    last = max(c.row + c.row_span - 1 for c in cells if c.row == number)
    heads: list[_Head] = []
    for cell in cells:
        lower = (
            []
            if cell.row_span > 1 or last == number
            else [c for c in sheet.row(number + 1) if c.row == number + 1 and _stands_under(c, cell)]
        )
        if any(c.text.strip() for c in lower):
            heads += [_Head(c, (c.text, cell.text + c.text), last) for c in lower]
        else:
            heads.append(_Head(cell, (cell.text,), last))
    return heads


def _stands_under(cell: Cell, upper: Cell) -> bool:
    return upper.column <= cell.column < upper.column + upper.column_span


def _header_at(sheet: Sheet, number: int, cells: Sequence[Cell], pattern: FormPattern) -> _Header | None:
    starting = [c for c in cells if c.row == number and c.text.strip()]
    if len(starting) < 2:
        return None
    storeys = _storeys(sheet, number, cells)
    best: _Header | None = None
    for roster in pattern.rosters:
        header = _as_header(roster, number, storeys)
        if header is not None and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def _as_header(roster: RosterPattern, number: int, heads: Sequence[_Head]) -> _Header | None:
    """Match labels exactly first; only a row that is a header already may hold a label that is merely alike."""
    columns: dict[int, tuple[FieldSpec, bool]] = {}
    unmatched: list[_Head] = []
    taken: set[str] = set()
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
    return _Header(roster, number, heads[0].last, columns, unknown, {h.cell.column: h.cell for h in heads})


def _is_note(cells: Sequence[Cell]) -> bool:
    texts = [c.text for c in cells if c.text.strip()]
    return bool(texts) and bool(_NOTE.match(texts[0]))


def _is_section(cells: Sequence[Cell]) -> bool:
    return len({id(c) for c in cells if c.text.strip()}) == 1


def _ends_the_list(cells: Sequence[Cell], header: _Header, pattern: FormPattern) -> bool:
    """A note, a section's title or a line across the whole table is no entry."""
    filled = [c for c in cells if c.text.strip()]
    if not filled:
        return False
    if _is_note(cells):
        return True
    if len(filled) > 1:
        return _labels_elsewhere(filled, header, pattern)
    only = filled[0]
    spans_all = len({id(c) for c in cells}) == 1 and only.column_span >= max(2, len(header.columns))
    key = label_key(only.text)
    return spans_all or any(key in r.titles for r in pattern.rosters) or begins(pattern.labels, only.text)


def _labels_elsewhere(filled: Sequence[Cell], header: _Header, pattern: FormPattern) -> bool:
    """A row of label and value (联系人 | 张三 | 手机 | …) below the list belongs to the form, not to the list."""
    labels = [c for c in filled if pattern.labels.exact(c.text)]
    return len(labels) >= 2 or (len(labels) == 1 and labels[0] is filled[0] and len(header.columns) > 2 and len(filled) <= 2)


def _take_row(sheet: Sheet, number: int, header: _Header, context: tuple[Harvest, Notice, _Entry | None]) -> _Entry | None:
    result, notice, previous = context
    at = {column: cell for column in [*header.columns, *header.unknown] if (cell := sheet.at(number, column)) is not None}
    spec_at = {column: at[column] for column in header.columns if column in at}
    result.used.update(id(c) for c in sheet.row(number))
    if _is_no_entry(spec_at, header):
        return previous
    keys = tuple(id(spec_at[c]) for c, (s, _) in header.columns.items() if s.id in header.roster.spec.key_columns and c in spec_at)
    rows = result.rows[header.roster.spec.id]
    if previous is not None and previous.keys == keys and keys and all(_spans(spec_at, header)):
        cells = {c: (*previous.cells.get(c, ()), *_under(sheet, number, c, header)) for c in spec_at}
        rows[-1] = _row(sheet, cells, header, notice)
        return _Entry(keys, cells)
    cells = {c: _under(sheet, number, c, header) for c in spec_at}
    rows.append(_row(sheet, cells, header, notice))
    for column, label in header.unknown.items():
        text = at[column].text.strip() if column in at else ""
        if text and label_key(label) != label_key(text):
            result.leftovers.append(Leftover(label, text, sheet.where(at[column])))
    return _Entry(keys, cells)


def _under(sheet: Sheet, number: int, column: int, header: _Header) -> tuple[Cell, ...]:
    """Return the cells of a row that stand under a header cell; one that other columns share belongs to its leftmost."""
    places = range(column, column + header.cells[column].column_span)
    cells = [c for p in places if (c := sheet.at(number, p)) is not None and (c.column >= column or p == column)]
    return tuple(dict.fromkeys(cells))


def _spans(spec_at: Mapping[int, Cell], header: _Header) -> list[bool]:
    return [spec_at[c].row_span > 1 for c, (s, _) in header.columns.items() if s.id in header.roster.spec.key_columns and c in spec_at]


def _is_no_entry(spec_at: Mapping[int, Cell], header: _Header) -> bool:
    """Spare rows, repeated headers, totals and examples are no entries."""
    texts = {s.id: spec_at[c].text.strip() for c, (s, _) in header.columns.items() if c in spec_at}
    written = [t for k, t in texts.items() if t.strip("_＿ \u3000") and k != "row_no"]
    if not written:
        return True
    if any(_TOTAL.match(label_key(t)) for t in texts.values() if t):
        return True
    if any(_EXAMPLE.match(t) for k, t in texts.items() if k == "row_no"):
        return True
    same = sum(1 for c, (s, _) in header.columns.items() if c in spec_at and s in header.roster.labels.exact(spec_at[c].text))
    return same >= max(2, len(written) - 1)


def _row(sheet: Sheet, cells: Mapping[int, tuple[Cell, ...]], header: _Header, notice: Notice) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for column, (spec, exact) in header.columns.items():
        own = tuple(dict.fromkeys(cells.get(column, ())))
        text = "\n".join(c.text for c in own if c.text.strip())
        where = sheet.where(own[0]) if own else ""
        flags = () if exact else ("uncertain_label",)
        row[spec.id] = understand(text, spec, notice, where, unit=unit_in(header.cells[column].text), flags=flags)
    return row
