"""The ruling lines of a page in, its tables out: column and row lines, and which fields between them are one cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Final

from parsers.pdf_drawing import Rule
from parsers.pdf_marks import Mark

_NEAR: Final = 3.0  # points: lines so near are one
_TOUCHING: Final = 4.0  # points: ends so near to a line touch it, those of double lines to the middle of a double one
_OPEN: Final = 0.2  # of a short side: so much may be open where a rule closes it
_OPEN_SIDE: Final = 10.0  # points by which rules reach over the last one that crosses them where a side was left open
_MOST_CROSSINGS: Final = 4_000_000  # a page with more is a drawing


@dataclass(slots=True)
class Field:
    """A cell of a table: its place among the lines, and the characters in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    marks: list[Mark] = made(default_factory=list)


@dataclass(slots=True)
class Lattice:
    """A table on a page: where its column lines and row lines lie, and its cells in reading order."""

    columns: list[float]
    rows: list[float]
    fields: list[Field]
    owners: list[list[Field]]

    @property
    def top(self) -> float:
        """Where the table begins."""
        return self.rows[0]

    @property
    def bottom(self) -> float:
        """Where the table ends."""
        return self.rows[-1]

    @property
    def area(self) -> float:
        """How much of the page it covers."""
        return (self.columns[-1] - self.columns[0]) * (self.rows[-1] - self.rows[0])

    def sides(self, field: Field) -> tuple[float, float]:
        """Return where a cell's left and right borders lie."""
        return self.columns[field.column], self.columns[field.column + field.column_span]

    def field_at(self, x: float, y: float) -> Field | None:
        """Return the cell in which a place lies."""
        if not (self.columns[0] <= x <= self.columns[-1] and self.rows[0] <= y <= self.rows[-1]):
            return None
        column = min(bisect_right(self.columns, x), len(self.columns) - 1) - 1
        row = min(bisect_right(self.rows, y), len(self.rows) - 1) - 1
        return self.owners[row][column]


def lattices(across: Sequence[Rule], down: Sequence[Rule]) -> list[Lattice]:
    """Return the tables that the rules make, from top to bottom; [] for a page that is rather a drawing."""
    rows, columns = _straightened(across), _straightened(down)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        return []
    found = [_lattice(*group) for group in _touching(rows, columns)]
    return sorted((table for table in found if table is not None), key=lambda table: (table.top, -table.area))


def _straightened(rules: Sequence[Rule]) -> list[Rule]:
    """Join the pieces of one line: rules that lie on it and touch."""
    joined: list[Rule] = []
    levels: list[list[Rule]] = []
    for rule in sorted(rules):
        if levels and rule[0] - levels[-1][0][0] <= _NEAR:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    for level in levels:
        place = sum(rule[0] for rule in level) / len(level)
        begin, end = None, 0.0
        for _, first, last in sorted(level, key=lambda rule: rule[1]):
            if begin is None:
                begin, end = first, last
            elif first <= end + _NEAR:
                end = max(end, last)
            else:
                joined.append((place, begin, end))
                begin, end = first, last
        if begin is not None:
            joined.append((place, begin, end))
    return joined


def _touching(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Part the rules into groups that touch one another; one that ends short of another goes on to it."""
    longer, higher = [list(rule) for rule in rows], [list(rule) for rule in columns]
    group = list(range(len(rows) + len(columns)))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    for i, (y, left, right) in enumerate(rows):
        for j, (x, top, bottom) in enumerate(columns, len(rows)):
            if left - _TOUCHING <= x <= right + _TOUCHING and top - _TOUCHING <= y <= bottom + _TOUCHING:
                group[root(j)] = root(i)
                longer[i][1:], higher[j - len(rows)][1:] = _reaching(longer[i], x), _reaching(higher[j - len(rows)], y)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for member in range(len(group)):
        part = parts.setdefault(root(member), ([], []))
        if member < len(rows):
            part[0].append(_rule(longer[member]))
        else:
            part[1].append(_rule(higher[member - len(rows)]))
    return list(parts.values())


def _reaching(rule: Sequence[float], place: float) -> tuple[float, float]:
    return min(rule[1], place), max(rule[2], place)


def _rule(numbers: Sequence[float]) -> Rule:
    place, begin, end = numbers
    return place, begin, end


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    if not across or not down:
        return None
    rows, columns = _lines(across, down), _lines(down, across)
    if len(rows) < 2 or len(columns) < 2:
        return None
    owner = _regions(rows, columns, _Walls(across), _Walls(down))
    return _compact(rows, columns, owner)


def _lines(rules: list[Rule], crossing: list[Rule]) -> list[float]:
    """Return where the lines of one direction lie; a side left open is where at least two of the crossing rules end."""
    lines: list[float] = []
    for place, _, _ in sorted(rules):
        if not lines or place - lines[-1] > _NEAR:
            lines.append(place)
    first, last = min(rule[1] for rule in crossing), max(rule[2] for rule in crossing)
    if lines[0] - first > _OPEN_SIDE and sum(rule[1] - first <= _NEAR for rule in crossing) > 1:
        lines.insert(0, first)
    if last - lines[-1] > _OPEN_SIDE and sum(last - rule[2] <= _NEAR for rule in crossing) > 1:
        lines.append(last)
    return lines


class _Walls:
    """Rules of one direction, asked whether they close a field's side."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = sorted(rules)
        self._places = [rule[0] for rule in self._rules]

    def close(self, place: float, begin: float, end: float) -> bool:
        at = bisect_right(self._places, place - _NEAR)
        covered = 0.0
        while at < len(self._rules) and self._places[at] <= place + _NEAR:
            _, first, last = self._rules[at]
            covered += max(0.0, min(last, end) - max(first, begin))
            at += 1
        return covered >= end - begin - min(2 * _NEAR, _OPEN * (end - begin))


def _regions(rows: list[float], columns: list[float], across: _Walls, down: _Walls) -> list[list[int]]:
    """Number the fields so that those without a wall between them have one number."""
    wide, high = len(columns) - 1, len(rows) - 1
    owner = list(range(wide * high))

    def root(member: int) -> int:
        while owner[member] != member:
            owner[member] = owner[owner[member]]
            member = owner[member]
        return member

    for row in range(high):
        for column in range(wide):
            here = row * wide + column
            if column + 1 < wide and not down.close(columns[column + 1], rows[row], rows[row + 1]):
                owner[root(here + 1)] = root(here)
            if row + 1 < high and not across.close(rows[row + 1], columns[column], columns[column + 1]):
                owner[root(here + wide)] = root(here)
    return [[root(row * wide + column) for column in range(wide)] for row in range(high)]


def _compact(rows: list[float], columns: list[float], owner: list[list[int]]) -> Lattice:
    """Make a cell of each region and leave away lines that part no cells (an underline that touches a border)."""
    boxes: dict[int, list[int]] = {}
    for row, line in enumerate(owner):
        for column, region in enumerate(line):
            box = boxes.setdefault(region, [row, column, row, column])
            box[0], box[1], box[2], box[3] = min(box[0], row), min(box[1], column), max(box[2], row), max(box[3], column)
    kept_rows = sorted({box[0] for box in boxes.values()} | {box[2] + 1 for box in boxes.values()})
    kept_columns = sorted({box[1] for box in boxes.values()} | {box[3] + 1 for box in boxes.values()})
    row_number = {line: number for number, line in enumerate(kept_rows)}
    column_number = {line: number for number, line in enumerate(kept_columns)}
    fields: dict[int, Field] = {}
    for region, (top, left, bottom, right) in boxes.items():
        row, column = row_number[top], column_number[left]
        fields[region] = Field(row, column, row_number[bottom + 1] - row, column_number[right + 1] - column)
    owners = [[fields[owner[row][column]] for column in kept_columns[:-1]] for row in kept_rows[:-1]]
    ordered = sorted(fields.values(), key=lambda cell: (cell.row, cell.column))
    return Lattice([columns[c] for c in kept_columns], [rows[r] for r in kept_rows], ordered, owners)
