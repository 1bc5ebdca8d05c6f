"""What a clerk has struck out on a sheet is not said, in every format of spreadsheets."""

from __future__ import annotations

import openpyxl
import pytest
from excel_samples import saved
from office import converted, needs_office
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from model import Document, Grid
from parsers.documents import open_document

STRUCK = InlineFont(strike=True)


def corrected() -> bytes:
    """A book with a word, a figure, a rare character and a row struck out, and what stands in their places."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = CellRichText("小组", TextBlock(InlineFont(b=True), "人数"))
    sheet["B1"] = CellRichText(TextBlock(STRUCK, "9"), "8")
    sheet["A2"] = CellRichText("李四", TextBlock(STRUCK, "、李𬭎"), "、王五")
    sheet["B2"], sheet["C2"] = 12, 13
    sheet["A3"], sheet["B3"] = "撤销的小组", 7
    for place in ("B2", "A3", "B3"):
        sheet[place].font = Font(strike=True)
    sheet["A4"], sheet["A4"].font = "未删", Font(strike=False)
    return saved(book)


@pytest.mark.parametrize("target", ["xlsx", pytest.param("xls", marks=needs_office), pytest.param("ods", marks=needs_office)])
def test_what_was_struck_out_is_not_said(target):
    octets = corrected() if target == "xlsx" else converted(corrected(), "xlsx", target)
    document = open_document(octets, "附件5")
    assert isinstance(document, Document)
    texts = [c.text for b in document.blocks if isinstance(b, Grid) for c in b.cells if c.text]
    assert texts == ["小组人数", "8", "李四、王五", "13", "未删"]
