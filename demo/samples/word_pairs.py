"""附件2 and 附件6 drawn anew by people who did not keep the association's table: a sheet in, one of seven layouts on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from docx.document import Document as Word
from docx.table import _Cell

from demo.paper import SONG, Box, Look, Row, grid, line
from demo.samples.nouns import Sheet
from demo.samples.printed import LABELS, LONG

Paper = Word | _Cell
Drawer = Callable[[Paper, Sheet, Random], None]
Pair = tuple[str, str]

_TEXT = Look(font=SONG)
_WIDE = ("circle_name", "team_name", "organization_name", "mailing_address")


def pairs_of(sheet: Sheet, dice: Random) -> dict[str, Pair]:
    """Return label and value by field, without those of the line above the table."""
    fields = [f for f in LABELS[sheet.form] if f in sheet.values and f not in {"recommending_unit", "district"}]
    return {f: (dice.choice(LABELS[sheet.form][f]), sheet.values[f].raw) for f in fields}


def two_columns(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw label | value, a row each."""
    rows: list[Row] = [[label, Box(value, align="left")] for label, value in pairs_of(sheet, dice).values()]
    grid(word, [5, 11], rows)


def four_columns(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw label | value | label | value; names and addresses across."""
    grid(word, [3.4, 4.6, 3.4, 4.6], _four_wide(pairs_of(sheet, dice)))


def framed(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the same inside a one-cell frame, as templates of administrative offices have it."""
    frame = grid(word, [16.4], [[Box("")]])
    cell = frame.cell(0, 0)
    grid(cell, [3.2, 4.6, 3.2, 4.6], _four_wide(pairs_of(sheet, dice)))
    cell.add_paragraph()


def with_side_title(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw a first column that runs down beside all rows."""
    rows = _four_wide(pairs_of(sheet, dice))
    side: Row = [Box("基\n本\n信\n息", down=len(rows)), *rows[0]]
    grid(word, [1.2, 3.2, 4.2, 3.2, 4.2], [side, *rows[1:]])


def labels_in_cells(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw label and value in one cell, several pairs in a cell: “联系人：张三  手机：139…”."""
    pairs = pairs_of(sheet, dice)
    rows: list[Row] = []
    waiting: list[str] = []
    for field, (label, value) in pairs.items():
        text = f"{label}：{value}".replace("\n", "")
        if field in (*_WIDE, *LONG):
            rows += [[Box("    ".join(waiting), align="left")]] if waiting else []
            rows.append([Box(text, align="left")])
            waiting = []
            continue
        waiting.append(text)
        if len(waiting) == 3:
            rows.append([Box("    ".join(waiting), align="left")])
            waiting = []
    rows += [[Box("    ".join(waiting), align="left")]] if waiting else []
    grid(word, [16], rows)


def values_below(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw three labels in a row, their values in the row below."""
    pairs = pairs_of(sheet, dice)
    wide = [pairs[f] for f in pairs if f in _WIDE]
    narrow = [pairs[f] for f in pairs if f not in (*_WIDE, *LONG)]
    rows: list[Row] = [[label, Box(value, 2)] for label, value in wide]
    for start in range(0, len(narrow), 3):
        group = [*narrow[start : start + 3], *[("", "")] * 3][:3]
        rows += [[label for label, _ in group], [value for _, value in group]]
    rows += [[label, Box(value, 2, align="left")] for f, (label, value) in pairs.items() if f in LONG]
    grid(word, [5.3, 5.3, 5.3], rows)


def plain_lines(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw no table at all: a paragraph a field."""
    for label, value in pairs_of(sheet, dice).values():
        line(word, f"{label}：{value}".replace("\n", ""), _TEXT)


def head_in_table(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the unit and the district as the table's own first row."""
    heads = [(dice.choice(LABELS[sheet.form][f]), sheet.values[f].raw) for f in ("recommending_unit", "district")]
    grid(word, [3.4, 4.6, 3.4, 4.6], [_short(heads), *_four_wide(pairs_of(sheet, dice))])


def two_tables(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the second half as a table of its own, as after a page break."""
    rows = _four_wide(pairs_of(sheet, dice))
    middle = len(rows) // 2
    grid(word, [3.4, 4.6, 3.4, 4.6], rows[:middle])
    line(word, "（续表）", Look(10.5))
    grid(word, [3.4, 4.6, 3.4, 4.6], rows[middle:])


def spaced_columns(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw an empty column between label and value pairs."""
    rows = [_with_gap(row) for row in _four_wide(pairs_of(sheet, dice))]
    grid(word, [3.2, 4.4, 0.4, 3.2, 4.4], rows)


def marked_labels(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw labels with the stars, colons and numbers that a web form would have."""
    marks = ("*{0}", "{0}：", "{0}:", "（{1}）{0}")
    pairs = {f: (marks[i % 4].format(label, i + 1), value) for i, (f, (label, value)) in enumerate(pairs_of(sheet, dice).items())}
    grid(word, [3.8, 4.2, 3.8, 4.2], _four_wide(pairs))


HEAD_DRAWN = ("head-in-table",)
LAYOUTS: dict[str, Drawer] = {
    "head-in-table": head_in_table,
    "two-tables": two_tables,
    "spaced-columns": spaced_columns,
    "marked-labels": marked_labels,
    "two-columns": two_columns,
    "four-columns": four_columns,
    "framed": framed,
    "side-title": with_side_title,
    "labels-in-cells": labels_in_cells,
    "values-below": values_below,
    "plain-lines": plain_lines,
}


def _four_wide(pairs: dict[str, Pair]) -> list[Row]:
    rows: list[Row] = []
    waiting: list[Pair] = []
    for field, pair in pairs.items():
        if field in (*_WIDE, *LONG):
            rows += [_short(waiting)] if waiting else []
            waiting = []
            rows.append(_long(pair) if field in LONG else [pair[0], Box(pair[1], 3, align="left")])
            continue
        waiting.append(pair)
        if len(waiting) == 2:
            rows.append(_short(waiting))
            waiting = []
    return [*rows, _short(waiting)] if waiting else rows


def _with_gap(row: Row) -> Row:
    if len(row) == 4:
        return [*row[:2], "", *row[2:]]
    return [replace(box, across=box.across + 1) if isinstance(box, Box) and box.across > 2 else box for box in row]


def _short(pairs: Sequence[Pair]) -> Row:
    if len(pairs) == 1:
        return [pairs[0][0], Box(pairs[0][1], 3)]
    return [text for pair in pairs for text in pair]


def _long(pair: Pair) -> Row:
    return [Box(f"{pair[0]}：\n{pair[1]}", 4, align="left", top=True)]
