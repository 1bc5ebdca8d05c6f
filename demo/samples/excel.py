"""Forms retyped in Excel: sheets in, one workbook out, with all that Excel does to figures, phones and percents."""

from __future__ import annotations

import io
import re
from datetime import datetime
from random import Random

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from demo.paper import with_fixed_times
from demo.samples.nouns import Sheet, Written
from demo.samples.printed import ANNEX, HEADERS, LABELS, LONG, ROSTER_TITLES, TITLES, UNITS

_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="center", horizontal="center")
_WIDTH = 8
_RATES = re.compile(r"rate$")
_SAVED = datetime(2019, 5, 20, 9, 0, 0)  # noqa: DTZ001 - OOXML's core properties take a naive UTC time


def workbook(sheets: list[Sheet], dice: Random) -> bytes:
    """Return an .xlsx with a worksheet a form; now and then one is hidden beside them, and forms start below C4."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(f"附件{ANNEX[sheet.form]}" if len(sheets) < 10 else f"表{number}")
        _Typist(page, dice).type(sheet)
    if dice.random() < 0.4:
        hidden = book.create_sheet("数据字典")
        hidden["A1"], hidden["B1"] = "现场型", "攻关型"
        hidden.sheet_state = "hidden"
    book.properties.created = book.properties.modified = _SAVED
    saved = io.BytesIO()
    book.save(saved)
    return with_fixed_times(saved.getvalue())


class _Typist:
    """Types one form into one worksheet, downwards from a first cell."""

    def __init__(self, page: Worksheet, dice: Random) -> None:
        self.page, self.dice = page, dice
        self.row, self.left = dice.choice(((1, 1), (1, 1), (2, 2), (4, 3)))
        self.numbers = dice.random() < 0.6
        self.mark = dice.choice(("{}", "{}", "{}", "{}："))

    def type(self, sheet: Sheet) -> None:
        for title in TITLES[sheet.form][0].format(year=sheet.year).split("\n"):
            self._wide(title)
        if "recommending_unit" in sheet.values:
            self._head(sheet)
        if sheet.rosters:
            self._rosters(sheet)
        elif any(f in UNITS for f in sheet.values):
            self._statistics(sheet)
        else:
            self._pairs(sheet)

    def _head(self, sheet: Sheet) -> None:
        unit, district = (LABELS[sheet.form][f][0] for f in ("recommending_unit", "district"))
        if self.dice.random() < 0.5:
            self._wide(f"{unit}：{sheet.values['recommending_unit'].raw}      {district}：{sheet.values['district'].raw}")
            return
        self._put(0, unit)
        self._put(1, sheet.values["recommending_unit"].raw, across=3)
        self._put(4, district)
        self._put(5, sheet.values["district"].raw, across=3)
        self.row += 1

    def _pairs(self, sheet: Sheet) -> None:
        column = 0
        for field, labels in LABELS[sheet.form].items():
            if field not in sheet.values or field in {"recommending_unit", "district"}:
                continue
            wide = field in (*LONG, "organization_name", "mailing_address")
            if wide and column:
                self.row, column = self.row + 1, 0
            self._put(column, self.mark.format(self.dice.choice(labels)), across=2)
            self._value(column + 2, field, sheet.values[field], 6 if wide else 2)
            column = 0 if wide or column else 4
            self.row += 0 if column else 1
        self.row += 1 if column else 0

    def _statistics(self, sheet: Sheet) -> None:
        for column, (title, across) in enumerate((("统计项目", 4), ("单位", 1), ("数量", 3))):
            self._put((0, 4, 5)[column], title, across=across)
        self.row += 1
        for field in (f for f in LABELS[sheet.form] if f in UNITS and f in sheet.values):
            self._put(0, self.dice.choice(LABELS[sheet.form][field]), across=4)
            self._put(4, UNITS[field])
            self._value(5, field, sheet.values[field], 3)
            self.row += 1
        for field in (*LONG, "responsible_department_and_head"):
            if field in sheet.values:
                self._wide(f"{LABELS[sheet.form][field][0]}：{sheet.values[field].raw}")
        for names in (("contact_person", "contact_mobile", "contact_email"), ("mailing_address", "postal_code")):
            self._wide("    ".join(f"{LABELS[sheet.form][n][0]}：{sheet.values[n].raw}" for n in names).replace("\n", ""))

    def _rosters(self, sheet: Sheet) -> None:
        for name, rows in sheet.rosters.items():
            self._wide(ROSTER_TITLES[name])
            columns = [c for c in HEADERS[name] if c != "organization_name" or any(c in row for row in rows)]
            for place, header in enumerate(["序号", *(self.dice.choice(HEADERS[name][c]) for c in columns)]):
                self._put(place, header)
            self.row += 1
            for number, row in enumerate(rows, 1):
                self._put(0, number)
                for place, column in enumerate(columns, 1):
                    self._value(place, column, row[column], 1)
                self.row += 1
            self.row += 1

    def _value(self, column: int, field: str, value: Written, across: int) -> None:
        plain = re.fullmatch(r"\d+(\.\d+)?", value.raw)
        if _RATES.search(field) and isinstance(value.data, (int, float)) and self.numbers and value.raw.endswith(("%", "％")):
            self._put(column, value.data / 100, across=across).number_format = "0.00%"
        elif plain and self.numbers and not value.raw.startswith("0"):
            self._put(column, float(value.raw) if "." in value.raw else int(value.raw), across=across)
        else:
            self._put(column, value.raw, across=across)

    def _put(self, column: int, text: str | float, *, across: int = 1) -> Cell | MergedCell:
        cell = self.page.cell(self.row, self.left + column, text)
        cell.alignment, cell.border = _WRAP, _BORDER
        if across > 1:
            self.page.merge_cells(
                start_row=self.row, end_row=self.row, start_column=self.left + column, end_column=self.left + column + across - 1
            )
        return cell

    def _wide(self, text: str) -> None:
        self._put(0, text, across=_WIDTH)
        self.row += 1
