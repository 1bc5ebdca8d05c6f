"""What browsers and spreadsheet programs print as PDF says what their table says, however they draw its lines and its letters."""

from __future__ import annotations

import io

import openpyxl
import pytest
from office import converted as saved_by_office
from office import needs_office
from openpyxl.styles import Border, Side
from pdf_drawn import dotted, framed, letters, pdf, ruled, text

from model import Document, Grid
from parsers.documents import open_document
from parsers.pdf import read_pdf
from parsers.pdf_marks import _character

COLUMNS, ROWS = (100.0, 160.0, 260.0), (700.0, 680.0, 660.0)
WORDS = text(110, 686, "ab") + text(170, 686, "cd") + text(110, 666, "ef") + text(170, 666, "gh")


def cells(document: Document) -> list[tuple[str, int, int]]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return [(cell.text, cell.row, cell.column) for cell in grid.cells]


@pytest.mark.parametrize(
    "drawing",
    [ruled(COLUMNS, ROWS), dotted(COLUMNS, ROWS), framed(COLUMNS, ROWS, inner_first=True), framed(COLUMNS, ROWS, inner_first=False)],
    ids=["bars", "dots", "frames inside out", "frames"],
)
def test_a_table_is_one_however_its_lines_are_drawn(drawing):
    assert cells(read_pdf(pdf(drawing + WORDS))) == [("ab", 0, 0), ("cd", 0, 1), ("ef", 1, 0), ("gh", 1, 1)]


@pytest.mark.parametrize("written", [text, letters], ids=["one command", "a command a letter"])
def test_what_is_too_long_for_its_cell_stays_in_it(written):
    page = ruled(COLUMNS, ROWS) + written(110, 686, "13983010000") + text(200, 686, "cd") + text(110, 666, "ef") + text(170, 666, "gh")
    assert cells(read_pdf(pdf(page)))[:2] == [("13983010000", 0, 0), ("cd", 0, 1)]


def test_letters_that_are_spaced_out_stay_in_one_cell():
    page = ruled(COLUMNS, ROWS) + letters(110, 686, "13983010000", 1.0) + text(110, 666, "ef") + text(170, 666, "gh")
    assert cells(read_pdf(pdf(page)))[:2] == [("13983010000", 0, 0), ("", 0, 1)]


def test_answers_that_fill_two_neighbouring_cells_stay_apart():
    page = ruled(COLUMNS, ROWS) + text(104, 686, "123456789") + text(162, 686, "987") + text(110, 666, "ef") + text(170, 666, "gh")
    assert cells(read_pdf(pdf(page)))[:2] == [("123456789", 0, 0), ("987", 0, 1)]


def test_a_cells_side_as_long_as_its_words_is_no_underline():
    page = ruled(COLUMNS, ROWS) + text(102, 682, "abcdefghi") + text(170, 686, "cd") + text(110, 666, "ef") + text(170, 666, "gh")
    assert cells(read_pdf(pdf(page)))[0] == ("abcdefghi", 0, 0)
    assert len(cells(read_pdf(pdf(page)))) == 4


def test_a_row_that_a_pages_end_cuts_through_in_several_cells_is_one():
    columns = (50.0, 100.0, 200.0, 300.0, 400.0, 500.0)
    upper = ruled(columns, (80.0, 60.0, 40.0)) + "".join(text(c + 5, 66, f"h{n}") for n, c in enumerate(columns[:5]))
    upper += "".join(text(c + 5, 46, w) for c, w in zip(columns, ("1", "aa-", "bb/", "c", "d"), strict=False))
    lower = ruled(columns, (800.0, 780.0, 760.0)) + text(105, 786, "ee") + text(205, 786, "ff")
    lower += "".join(text(c + 5, 766, w) for c, w in zip(columns, ("2", "g", "h", "i", "j"), strict=False))
    rows = cells(read_pdf(pdf(upper, lower)))
    assert [t for t, row, _ in rows if row == 1] == ["1", "aa-ee", "bb/ff", "c", "d"]
    assert [t for t, row, _ in rows if row == 2] == ["2", "g", "h", "i", "j"]


def test_a_row_of_its_own_at_the_top_of_a_page_stays_one():
    columns = (50.0, 100.0, 200.0, 300.0)
    upper = ruled(columns, (80.0, 60.0, 40.0)) + "".join(text(c + 5, y, w) for y in (66, 46) for c, w in zip(columns, "abc", strict=False))
    lower = ruled(columns, (800.0, 780.0)) + text(55, 786, "2") + text(105, 786, "e")
    assert [t for t, row, _ in cells(read_pdf(pdf(upper, lower))) if row == 2] == ["2", "e", ""]


def test_an_address_that_is_broken_at_any_letter_is_whole():
    page = ruled((100.0, 190.0, 260.0), ROWS) + text(102, 691, "12345@example.") + text(102, 682, "cn") + text(200, 666, "gh")
    assert cells(read_pdf(pdf(page)))[0][0] == "12345@example.cn"


def test_a_radical_that_a_font_says_is_the_character_that_was_written():
    assert "".join(map(_character, (0x2ED3, 0x2ED4, 0x2ED8, 0x2F2F))) == "长门青工"


@needs_office
def test_a_sheet_wider_than_its_paper_is_put_together_again_and_uncertain():
    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin")
    sheet["A1"] = "2019年重庆市质量信得过班组活动统计表（一张比纸宽得多的表，标题从第一页一直写到第二页去，还要再长一些才行）"
    sheet.merge_cells("A1:C1")
    for n, (item, unit, figure) in enumerate([("统计项目", "单位", "数量"), *((f"第{n}项", "个", n) for n in range(1, 7))], 2):
        for column, value in zip("ABC", (item, unit, figure), strict=True):
            sheet[f"{column}{n}"] = value
            sheet[f"{column}{n}"].border = Border(side, side, side, side)
    for column, width in zip("ABC", (60, 25, 40), strict=True):
        sheet.column_dimensions[column].width = width
    out = io.BytesIO()
    book.save(out)
    document = open_document(saved_by_office(out.getvalue(), "xlsx", "pdf"), "表.pdf")
    assert isinstance(document, Document)
    assert "uncertain-layout" in document.flags
    assert [t for t, row, _ in cells(document) if row == 6] == ["第6项", "个", "6"]


def test_what_a_scanner_guessed_invisibly_under_its_picture_is_not_taken_for_text():
    picture = f"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n{ruled(COLUMNS, ROWS)}{WORDS}"
    written, guessed = (read_pdf(pdf(f"{mode}{picture}")) for mode in ("", "3 Tr\n"))
    assert [cell for cell, _, _ in cells(written)] == ["ab", "cd", "ef", "gh"]
    assert "scan" in guessed.flags


def test_text_whose_font_names_no_characters_is_a_picture_to_us():
    nameless = "".join(text(110 + 10 * n, 686, f"\\{n + 14:03o}") for n in range(9))
    assert "scan" in read_pdf(pdf(ruled(COLUMNS, ROWS) + nameless)).flags


def test_a_table_runs_on_past_the_heads_and_feet_of_pages():
    head, foot = text(50, 820, "Head of page"), "about:blank {}/2"
    upper = head + ruled((50.0, 300.0), (120.0, 60.0)) + text(55, 66, "written on the first page,") + text(50, 20, foot.format(1))
    lower = head + ruled((50.0, 300.0), (800.0, 780.0)) + text(55, 786, "and on the second") + text(50, 20, foot.format(2))
    assert cells(read_pdf(pdf(upper, lower))) == [("written on the first page,\nand on the second", 0, 0)]


def test_forms_that_begin_alike_on_their_pages_stay_apart():
    page = "{}" + ruled((50.0, 120.0, 300.0), (800.0, 780.0)) + text(55, 786, "name") + text(125, 786, "{}")
    two = pdf(*(page.format(text(50, 820, f"Form of {unit}"), unit) for unit in ("one", "two")))
    assert [b.rows for b in read_pdf(two).blocks if isinstance(b, Grid)] == [1, 1]
