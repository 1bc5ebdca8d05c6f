"""The head row of a table of labels and answers in (序号 | 统计项目 | 单位 | 数量 | 备注), which columns hold answers out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.labels import label_key
from model import Cell
from parsers.labelling import Labels

UNITS = frozenset({"个", "万元", "元", "百分数", "%", "人", "起", "次", "项", "名", "人/小时", "万元/年", "百分比", "人次", "小时", "家"})
_ANSWERS = frozenset({"数量", "数值", "金额", "数据", "填报数", "填报数据", "内容", "填写内容", "填报内容", "结果", "数额"})
_REMARKS = frozenset({"备注", "说明", "填写说明", "填表说明", "要求", "填写要求", "数据来源", "来源", "计算方法", "统计口径"})
_ITEMS = frozenset({"统计项目", "项目", "指标", "栏目", "统计内容", "项目名称", "指标名称", "单位", "计量单位"})
_UNIT_HEADS = frozenset({"单位", "计量单位"})
_NUMBERS = frozenset({"序号", "no", "编号"})
HEADS = _ANSWERS | _REMARKS | _ITEMS | _NUMBERS
_SHORT = 12
_FIGURE = re.compile(r"^\s*\d[\d.,，]*\s*(?:[%％]|万元|[个人起次家])?\s*$")
_NUMBER = re.compile(r"^\s*[(（]?(?:\d{0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）.、．]?\s*$")


@dataclass(frozen=True)
class Columns:
    """Columns that a head row names: those of answers (none: it names none), of remarks, of row numbers and of units.

    `taken` are its own cells.
    """

    answering: frozenset[int] = frozenset()
    remarking: frozenset[int] = frozenset()
    numbering: frozenset[int] = frozenset()
    measuring: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    row: int = -1

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell begins, below the head row, in a column where no label belongs: of answers, remarks or units."""
        return cell.row > self.row and cell.column in self.answering | self.remarking | self.measuring

    def is_number(self, cell: Cell) -> bool:
        """Tell whether a cell is a row's number."""
        return cell.row > self.row and cell.column in self.numbering and bool(_NUMBER.match(cell.text))

    def answers(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return those of some cells that may hold an answer."""
        if not self.taken:
            return list(cells)
        below = [c for c in cells if c.row < self.row or not self.remarking.issuperset(_span(c))]
        named = [c for c in below if c.row > self.row and not self.answering.isdisjoint(_span(c))]
        return named if any(c.text.strip() for c in named) else below

    def stray(self, cells: Sequence[Cell]) -> Cell | None:
        """Return a figure that was typed among the remarks, one column too far; whoever takes it takes it with doubt."""
        return next((c for c in cells if c.row > self.row and self.remarking.issuperset(_span(c)) and _FIGURE.match(c.text)), None)


def unit_of(cell: Cell) -> str:
    """Return the unit that a cell merely names (个, 万元), or ""."""
    key = label_key(cell.text) if len(cell.text) < _SHORT else ""
    return key if key in UNITS and not any(c.isdigit() for c in cell.text) else ""


def columns_of(rows: Sequence[tuple[int, Sequence[Cell]]], labels: Labels) -> Columns:
    """Return what the head row of a table says, or nothing where there is none."""
    for number, cells in rows:
        named = {id(c): label_key(c.text) for c in cells if 0 < len(c.text) < _SHORT}
        heads = [c for c in cells if named.get(id(c)) in HEADS]
        if len(heads) < 2 or any(c.text.strip() and c not in heads and labels.exact(c.text) for c in cells):
            continue
        return Columns(
            frozenset(p for c in heads if named[id(c)] in _ANSWERS for p in _span(c)),
            frozenset(p for c in heads if named[id(c)] in _REMARKS for p in _span(c)),
            frozenset(p for c in heads if named[id(c)] in _NUMBERS for p in _span(c)),
            frozenset(p for c in heads if named[id(c)] in _UNIT_HEADS for p in _span(c)),
            frozenset(id(c) for c in heads),
            number,
        )
    return Columns()


def _span(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)
