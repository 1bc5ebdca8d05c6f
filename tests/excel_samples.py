"""Workbooks for tests: openpyxl writes them, raw SpreadsheetML stands where it has no word for it; LibreOffice converts them."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet
from word_samples import rewritten

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the workbook's octets."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statistics_book() -> bytes:
    """Return a 统计表 as a clerk fills it: title over all columns, merged cells both ways, figures in each number format."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "附件4"
    sheet["B2"] = "质量管理小组活动统计表"
    sheet.merge_cells("B2:D2")
    sheet["B3"], sheet["C3"], sheet["D3"] = "统计项目", "单位", "数量"
    rows: list[tuple[str, str, object, str]] = [
        ("历年来已登记注册QC小组累计数", "个", 126, "General"),
        ("普及率", "百分数", 0.637, "0.0%"),
        ("成果率", "百分数", 0.5, "0%"),
        ("经济效益", "万元", 1234.5, "#,##0.00"),
        ("联系电话", "", 13983012345, "General"),
        ("填表日期", "", dt.date(2019, 5, 6), "yyyy/m/d"),
        ("登记月份", "", dt.date(2018, 3, 1), 'yyyy"年"m"月"'),
        ("邮编", "", 400023, "000000"),
        ("主要特点", "", "第一行\n第二行", "General"),
    ]
    for number, (label, unit, value, code) in enumerate(rows, 4):
        sheet.cell(number, 2, label)
        sheet.cell(number, 3, unit or None)
        sheet.cell(number, 4, value).number_format = code
    sheet["B13"], sheet["B14"] = "归口部门", None
    sheet.merge_cells("B13:B14")
    sheet["C13"], sheet["C14"] = "质量部", "张三"
    for row in sheet["B2:D14"]:
        for cell in row:
            cell.border = Border(*(Side(style="thin"),) * 4)
    return saved(book)


def with_sheet_xml(octets: bytes, sheet_data: str, after: str = "", *, strings: str = "") -> bytes:
    """Return the workbook with its first sheet's data (and what follows it) as raw XML."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
    members: dict[str, str | bytes] = {"xl/worksheets/sheet1.xml": sheet}
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    return rewritten(octets, members)


def one_sheet(sheet_data: str, after: str = "", *, strings: str = "") -> bytes:
    """Return a workbook of one sheet with this raw data."""
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active["A1"] = "x"
    return with_sheet_xml(saved(book), sheet_data, after, strings=strings)
