"""A sheet of twenty thousand heads and titles is walked once, not once for each of its rows."""

from __future__ import annotations

import time

from model import Cell, Grid
from parsers.grids import Rows, Sheet


def test_a_few_rows_of_a_long_sheet_cost_no_walk_over_it():
    cells = tuple(Cell("小组名称", row, column) for row in range(20_000) for column in range(6))
    sheet = Sheet(Grid(cells, 20_000, 6))
    begun = time.perf_counter()
    for row in range(0, 20_000, 2):
        some = Rows(sheet, row, row + 1)
        assert [c.row for c in some.cells()] == [row] * 6 + [row + 1] * 6
        assert [number for number, _ in some] == some.numbers(9) == [row, row + 1]
    assert time.perf_counter() - begun < 2  # by walking the sheet it took minutes


def test_a_merged_cell_stands_in_each_of_its_rows_and_begins_in_one():
    sheet = Sheet(Grid((Cell("评委", 2, 0, 3, 1), Cell("张三", 3, 1)), 5, 2))
    rows = Rows(sheet, 3, 4)
    assert [(number, [c.text for c in cells]) for number, cells in rows] == [(3, ["评委", "张三"]), (4, ["评委"])]
    assert [c.text for c in rows.cells()] == ["张三"]
