"""Blocks → a workbook, by openpyxl; formulas get the values that a spreadsheet program would have stored."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from random import Random
from typing import Any

import openpyxl
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from tests.examiner.nouns import TICKED, UNTICKED, Block, C, P, T


class Book:
    """A workbook being filled."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.active)  # type: ignore[arg-type]
        self.cached: dict[tuple[int, str], float] = {}
        self.typed = dice.random() < 0.7
        self.formulas = dice.random() < 0.15
        self.quoted = dice.random() < 0.1

    def sheet(self, title: str, papers: Sequence[Sequence[Block]], *, hidden: bool = False) -> None:
        """Write papers below one another on a new sheet."""
        dice = self.dice
        sheet = self.book.create_sheet(title)
        row, left = (1, 1) if dice.random() < 0.75 else (dice.randint(2, 7), dice.randint(2, 4))
        for blocks in papers:
            row = self.paper(sheet, blocks, row, left) + dice.choice([1, 2, 3])
        if hidden:
            sheet.sheet_state = "hidden"

    def paper(self, sheet: Any, blocks: Sequence[Block], row: int, left: int) -> int:
        width = max((b.columns for b in blocks if isinstance(b, T)), default=6)
        for block in blocks:
            if isinstance(block, T):
                row = self.table(sheet, block, row, left)
            elif block.role != "page":
                for line in block.text.split("\n") if block.role == "title" else [block.text]:
                    self.put(sheet, row, left, line)
                    if width > 1 and line and self.dice.random() < 0.8:
                        sheet.merge_cells(start_row=row, start_column=left, end_row=row, end_column=left + width - 1)
                    row += 1
        return row

    def table(self, sheet: Any, table: T, row: int, left: int) -> int:
        for r, c, cell in table.placed():
            self.value(sheet, row + r, left + c, cell)
            if cell.cs > 1 or cell.rs > 1:
                sheet.merge_cells(
                    start_row=row + r, start_column=left + c, end_row=row + r + cell.rs - 1, end_column=left + c + cell.cs - 1
                )
        return row + len(table.rows)

    def value(self, sheet: Any, row: int, column: int, cell: C) -> None:
        told = cell.told
        if told is None or told.number is None or not self.typed or cell.text != told.raw or not told.raw:
            self.put(sheet, row, column, cell.text)
            return
        number: float | int = int(told.number) if told.number == int(told.number) else round(told.number, 10)
        place = sheet.cell(row, column, number)
        place.number_format = told.shown
        if self.formulas and self.dice.random() < 0.5 and "%" not in told.shown:
            place.value = f"={number}+0"
            self.cached[len(self.book.worksheets), place.coordinate] = number

    def put(self, sheet: Any, row: int, column: int, text: str) -> None:
        if not text:
            return
        place = sheet.cell(row, column)
        place.value = text.replace(TICKED, "☑").replace(UNTICKED, "□")
        place.data_type = "s"
        place.alignment = Alignment(wrap_text=True)
        if self.quoted and text.replace(".", "").isdigit():
            place.quotePrefix = True

    def octets(self) -> bytes:
        store = io.BytesIO()
        self.book.save(store)
        return self.with_cached(store.getvalue()) if self.cached else store.getvalue()

    def with_cached(self, octets: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for item in old.infolist():
                data = old.read(item)
                found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", item.filename)
                if found:
                    text = data.decode()
                    for (number, place), value in self.cached.items():
                        if number == int(found[1]):
                            text = re.sub(
                                rf'(<c r="{place}"[^>]*><f>[^<]*</f>)<v\s*/>|(<c r="{place}"[^>]*><f>[^<]*</f>)<v></v>',
                                lambda m, v=value: f"{m[1] or m[2]}<v>{v}</v>",
                                text,
                            )
                    data = text.encode()
                new.writestr(item, data)
        return out.getvalue()


def decoy(book: Book) -> None:
    """A hidden sheet with the lists behind drop-downs."""
    rows = tuple((C(t),) for t in ["现场型", "攻关型", "服务型", "管理型", "创新型", "江北区", "渝北区"])
    book.sheet("数据源", [[T(rows, 1)]], hidden=True)


__all__ = ["Book", "P", "decoy", "get_column_letter"]
