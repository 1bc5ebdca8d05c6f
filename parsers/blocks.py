"""Lists whose labels stand beside their values in, rows of values out: a small table an entry, or a column an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from config.campaign import FieldSpec, Notice
from config.labels import unit_in
from model import Cell, Value
from parsers.grids import Rows
from parsers.patterns import FormPattern, RosterPattern
from parsers.typed import typed
from parsers.values import understand

_LABELS = 3  # of one list in a table, before their order says anything


@dataclass(frozen=True)
class Block:
    """The labels of a list in a table that has no header row: cell by cell in reading order, with the field each means."""

    roster: RosterPattern
    labels: Sequence[tuple[Cell, FieldSpec]]


def block_in(pattern: FormPattern, table: Rows) -> Block | None:
    """Return the list whose labels stand beside their values in a table, or None (no list, or one with a header row)."""
    alone = {id(written[0]) for _, cells in table if len(written := [c for c in cells if c.text.strip()]) == 1}
    for roster in pattern.rosters:
        labels = [(c, spec) for c in table.cells() if c.text and id(c) not in alone and (spec := _label(roster, c)) is not None]
        names = {spec.id for _, spec in labels}
        if len(names) >= _LABELS and names.intersection(roster.spec.key_columns) and not _has_header(table, labels, len(names)):
            return Block(roster, labels)
    return None


def rows_of(block: Block, table: Rows, notice: Notice) -> tuple[list[dict[str, Value]], set[int]]:
    """Return a block's entries, and the cells that they were read from."""
    used = {id(c) for c, _ in block.labels}
    columns = _entry_columns(block, table)
    entries = _by_column(block, table, columns) if len(columns) > 1 else _one_after_another(block, table)
    rows: list[dict[str, Value]] = []
    for entry in entries:
        used.update(id(c) for cells in entry.values() for c in cells[1:])
        if any(c.text.strip() for cells in entry.values() for c in cells[1:]):
            rows.append({spec.id: _value(cells, spec, table, notice) for spec, cells in _of_specs(block, entry)})
    return rows, used


def _label(roster: RosterPattern, cell: Cell) -> FieldSpec | None:
    fields = roster.labels.exact(cell.text)
    if fields:
        return fields[0]
    near = roster.labels.near(cell.text)
    return near.field if near is not None and near.sure else None


def _has_header(table: Rows, labels: Sequence[tuple[Cell, FieldSpec]], names: int) -> bool:
    """Most labels side by side are a header row, unless an answer stands behind each of them."""
    by_row: dict[int, list[Cell]] = {}
    for cell, _ in labels:
        by_row.setdefault(cell.row, []).append(cell)
    row, cells = max(by_row.items(), key=lambda r: len(r[1]))
    if 2 * len(cells) <= names:
        return False
    own = {id(c) for c in cells}
    written = [c for c in table.sheet.row(row) if c.text.strip()]
    alternating = len(written) == 2 * len(cells) and all((id(c) in own) == (i % 2 == 0) for i, c in enumerate(written))
    return not alternating


def _entry_columns(block: Block, table: Rows) -> list[int]:
    """The columns that hold one entry each, where all labels stand in one column."""
    if len({c.column for c, _ in block.labels}) > 1 or len({c.row for c, _ in block.labels}) < len(block.labels):
        return []
    key = next(c for c, s in block.labels if s.id in block.roster.spec.key_columns)
    return [c.column for c in table.sheet.right_of(key) if c.text.strip()]


def _by_column(block: Block, table: Rows, columns: Sequence[int]) -> Iterator[Mapping[str, list[Cell]]]:
    for column in columns:
        yield {spec.id: [label, cell] for label, spec in block.labels if (cell := table.sheet.at(label.row, column)) is not None}


def _one_after_another(block: Block, table: Rows) -> Iterator[Mapping[str, list[Cell]]]:
    """Label and answer side by side; a label that comes again begins the next entry."""
    own = {id(c) for c, _ in block.labels}
    entry: dict[str, list[Cell]] = {}
    for label, spec in block.labels:
        if spec.id in entry:
            yield entry
            entry = {}
        beside = list(takewhile(lambda c: id(c) not in own, table.sheet.right_of(label)))
        answer = next((c for c in beside if c.text.strip()), next(iter(beside), None))
        entry[spec.id] = [label] if answer is None else [label, answer]
    yield entry


def _of_specs(block: Block, entry: Mapping[str, list[Cell]]) -> Iterator[tuple[FieldSpec, list[Cell]]]:
    for spec in block.roster.spec.columns:
        if spec.id in entry:
            yield spec, entry[spec.id]


def _value(cells: Sequence[Cell], spec: FieldSpec, table: Rows, notice: Notice) -> Value:
    text = typed(cells[1]) if len(cells) > 1 else ""
    return understand(text, spec, notice, table.sheet.where(cells[-1]), unit=unit_in(cells[0].text))
