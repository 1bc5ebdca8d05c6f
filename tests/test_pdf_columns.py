"""Rows of cells without borders, double borders, and words wider than their cell are read as people read them."""

from __future__ import annotations

import pytest
from pdf_drawn import LETTER, pdf, ruled, text

from model import Document, Grid, Line
from parsers.pdf import read_pdf
from parsers.pdf_cells import text_of_cell
from parsers.pdf_flow import items_of
from parsers.pdf_layout import PageBlocks, Piece, TextCell
from parsers.pdf_text import TextLine

COLUMNS, ROWS = (100.0, 160.0, 260.0), (700.0, 680.0, 660.0)
LABELS = text(60, 700, "UNIT") + text(330, 700, "DISTRICT") + text(450, 700, "YUBEI")


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def cells(document: Document) -> list[str]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells]


@pytest.mark.parametrize(
    "name",
    [
        text(150, 712, "CHONGQING LONG") + text(150, 700, "RIVER MACHINES") + text(150, 688, "COMPANY"),
        text(150, 706, "CHONGQING LONG") + text(150, 694, "RIVER MACHINES"),
        text(150, 700, "CHONGQING LONG") + text(150, 688, "RIVER MACHINES"),
        text(150, 706, "CHONGQING LONG") + text(150 + LETTER, 694, "RIVER MACHIN"),
    ],
    ids=["three lines", "two lines around the label", "from the top", "centred"],
)
def test_a_name_that_is_broken_within_its_place_in_a_row_is_whole(name):
    (line,) = lines(read_pdf(pdf(LABELS + name)))
    label, unit, *district = line.split("    ")
    assert (label, unit[:26], district) == ("UNIT", "CHONGQING LONG RIVER MACHI", ["DISTRICT", "YUBEI"])


def test_a_subtitle_above_a_row_is_none_of_its_cells():
    page = text(220, 712, "FOR THE YEAR 2018") + LABELS + text(150, 700, "LONG RIVER")
    assert [line.split()[0] for line in lines(read_pdf(pdf(page)))] == ["FOR", "UNIT"]


def test_a_paragraph_below_a_row_is_none_of_its_cells():
    page = LABELS + text(150, 700, "LONG RIVER") + text(60, 688, "NOTES: FILL IN ALL OF IT") + text(60, 600, "-" * 80)
    assert lines(read_pdf(pdf(page)))[1] == "NOTES: FILL IN ALL OF IT"


def test_a_row_whose_double_lines_stop_short_of_one_another_is_of_the_table():
    """As Word draws a double border: the inner lines end where the outer frame's inner line runs."""
    frame = "".join(f"{100 + d} {660 + d} {160 - 2 * d} {40 - 2 * d} re S\n" for d in (0.0, 3.0))
    inner = "".join(f"104 {y} m 256 {y} l S\n" for y in (678.5, 681.5)) + "".join(f"{x} 682 m {x} 696 l S\n" for x in (158.5, 161.5))
    words = text(110, 686, "ab") + text(170, 686, "cd") + text(110, 666, "ef gh")
    assert cells(read_pdf(pdf(f"1.5 w\n{frame}{inner}{words}"))) == ["ab", "cd", "ef gh"]


def test_a_rows_line_through_words_that_its_cell_is_too_low_for_strikes_nothing_out():
    """As spreadsheets print a row that is too low: the second line of a cell runs over the border below it."""
    page = ruled(COLUMNS, ROWS) + text(110, 688, "ab") + text(165, 688, "long text that") + text(165, 678, "goes on") + text(110, 666, "ef")
    document = read_pdf(pdf(page))
    assert "tracked-changes" not in document.flags
    assert [cell for cell in cells(document) if cell in {"ab", "ef"}] == ["ab", "ef"]


def test_a_line_that_a_cell_too_low_for_it_cuts_off_is_still_of_the_cell():
    clipped = "q 160 680 100 20 re W n\n" + text(165, 688, "long text that") + text(165, 676, "goes on") + text(165, 664, "unseen") + "Q\n"
    page = ruled(COLUMNS, ROWS) + text(110, 688, "ab") + clipped + text(110, 666, "ef") + text(165, 666, "gh")
    assert cells(read_pdf(pdf(page)))[1::2] == ["long text that\ngoes on\nunseen", "gh"]


def test_words_struck_out_with_the_blank_behind_them_are_dropped():
    page = ruled(COLUMNS, ROWS) + text(110, 686, "ab") + text(165, 686, "old new") + "165 689 24 .5 re f\n" + text(110, 666, "ef")
    document = read_pdf(pdf(page))
    assert "tracked-changes" in document.flags
    assert cells(document)[1] == "new"


@pytest.mark.parametrize(("written", "first", "count", "left"), [("abOLD TEXTcd", 2, 8, "abcd"), ("ab OLD TEXTcd", 3, 8, "ab cd")])
def test_the_room_of_struck_words_between_others_is_no_blank(written, first, count, left):
    line = f"{165 + first * LETTER} 689 {count * LETTER} .5 re f\n"
    page = ruled(COLUMNS, ROWS) + text(110, 686, "xy") + text(165, 686, written) + line + text(110, 666, "ef")
    assert cells(read_pdf(pdf(page)))[1] == left


def test_a_word_wider_than_its_cell_is_in_the_cell_in_whose_middle_it_stands():
    wide = "thirteen-long"
    page = ruled((100.0, 160.0, 220.0, 300.0), ROWS) + text(190 - len(wide) * LETTER / 2, 686, wide)
    page += text(110, 666, "ef") + text(170, 666, "gh") + text(230, 666, "ij")
    assert cells(read_pdf(pdf(page)))[:3] == ["", wide, ""]


@pytest.mark.parametrize(("is_full", "whole"), [(False, "评审员签名：\n王伟\n单位盖章"), (True, "评审员签名：\n王伟单位盖章")])
def test_a_page_that_ends_within_a_row_breaks_a_sentence_only_where_the_line_was_full(is_full, whole):
    pieces = (Piece((TextCell(said, 0, 0, 1, 1, is_full),), 1, (50.0, 300.0)) for said in ("评审员签名：\n王伟", "单位盖章"))
    (grid,) = items_of([PageBlocks((piece,), (), 595.0) for piece in pieces])
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [whole]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [("方远鹏 司马", "光明 侯然", "方远鹏 司马光明 侯然"), ("方远鹏 夏燕", "光明 侯然", "方远鹏 夏燕\n光明 侯然")],
)
def test_a_surname_of_two_characters_at_a_lines_end_is_no_name(upper, lower, whole):
    found = [TextLine(said, 5.4, top, 65.4, top + 10, 10.0, 10.0) for said, top in ((upper, 0.0), (lower, 14.0))]
    assert text_of_cell(found, (0.0, 70.8), 5.4) == whole


def test_an_address_of_which_a_figure_and_a_full_stop_begin_the_next_line_is_whole():
    page = ruled((100.0, 182.0, 260.0), ROWS) + text(106, 691, "post: a@16") + text(106, 682, "3.cn") + text(200, 666, "gh")
    assert cells(read_pdf(pdf(page)))[0] == "post: a@163.cn"
