"""Octets of Excel's single-file XML (SpreadsheetML 2003, often named .xls) in, a Document with a grid a sheet out."""

from __future__ import annotations

import datetime as dt
from typing import Final

from lxml.etree import _Element as Element

from model import Document
from parsers.excel_cells import number_entry
from parsers.excel_sheets import Entry, SheetDraft, workbook
from parsers.flow import MOST_ROWS
from parsers.markup import parse
from parsers.unreadable import UnreadableError

_SS: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X: Final = "{urn:schemas-microsoft-com:office:excel}"
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no time zone
_NAMED: Final = {
    "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Currency": "¥#,##0.00", "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"', "General Date": "yyyy/m/d h:mm", "Short Time": "h:mm", "General": "", "General Number": "",
}  # fmt: skip


def read_excelml(octets: bytes) -> Document:
    """Return the workbook's Document; UnreadableError where it has no sheet."""
    root, mended = parse(octets)
    formats = {str(style.get(_SS + "ID")): _format(style) for style in root.iter(_SS + "Style")}
    sheets = [_sheet(sheet, formats) for sheet in root.iterchildren(_SS + "Worksheet")]
    if not sheets:
        raise UnreadableError("no sheet in the file")
    return workbook("excelml", sheets, flags={"damaged"} if mended else ())


def _format(style: Element) -> str:
    number = style.find(_SS + "NumberFormat")
    code = "" if number is None else str(number.get(_SS + "Format", ""))
    return _NAMED.get(code, code)


def _sheet(sheet: Element, formats: dict[str, str]) -> SheetDraft:
    visible = sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "SheetVisible")
    draft = SheetDraft(str(sheet.get(_SS + "Name", "")), hidden=visible != "SheetVisible")
    row = -1
    for element in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _index(element, row)
        column = -1
        for cell in element.iterchildren(_SS + "Cell"):
            column = _index(cell, column)
            draft.put(row, column, _entry(cell, formats))
            across, down = _whole(cell, "MergeAcross"), _whole(cell, "MergeDown")
            if across or down:
                draft.merges.append((row, column, row + down, column + across))
            column += across
    return draft


def _entry(cell: Element, formats: dict[str, str]) -> Entry:
    data = cell.find(_SS + "Data")
    if data is None:
        return Entry("", flags=("formula-without-value",) if cell.get(_SS + "Formula") else ())
    text, kind = "".join(map(str, data.itertext())), data.get(_SS + "Type")
    code = formats.get(str(cell.get(_SS + "StyleID")), formats.get("Default", ""))
    if kind == "Error":
        return Entry(text, flags=("error",))
    if kind == "Boolean":
        return Entry("TRUE" if text == "1" else "FALSE")
    try:
        if kind == "DateTime":
            return number_entry((dt.datetime.fromisoformat(text) - _EPOCH) / dt.timedelta(days=1), code or "yyyy/m/d")
        return number_entry(float(text), code) if kind == "Number" else Entry(text)
    except (ValueError, TypeError):
        return Entry(text)


def _index(element: Element, before: int) -> int:
    index = _whole(element, "Index")
    return index - 1 if index else before + 1


def _whole(element: Element, name: str) -> int:
    value = str(element.get(_SS + name, "0"))
    return min(int(value), 50 * MOST_ROWS) if value.isascii() and value.isdigit() and len(value) < 9 else 0
