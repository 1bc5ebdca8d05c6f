"""What people see of a page is read, however it lies and whatever lies over it, and what nobody sees is not."""

from __future__ import annotations

import ctypes
import io

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pdf_drawn import pdf, ruled, text

from model import Document, Grid, Line
from parsers.pdf import read_pdf

COLUMNS, ROWS = (100.0, 260.0, 420.0), (700.0, 680.0, 660.0)
WORDS = text(110, 686, "name") + text(270, 686, "Long River") + text(110, 666, "count") + text(270, 666, "12")
FORM = ruled(COLUMNS, ROWS) + WORDS
SAYS = ["name", "Long River", "count", "12"]
EMPTY = ruled(COLUMNS, ROWS) + text(110, 686, "name") + text(110, 666, "count")


def cells(document: Document) -> list[str]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells]


def saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_shown_on_its_side_is_read_along_its_letters(degrees):
    document = pypdfium2.PdfDocument(pdf(FORM))
    document[0].set_rotation(degrees)
    assert cells(read_pdf(saved(document))) == SAYS


@pytest.mark.parametrize("scale", [0.2, 5.0])
def test_a_page_of_another_scale_reads_like_any_other(scale):
    assert cells(read_pdf(pdf(f"{scale} 0 0 {scale} 0 0 cm\n{FORM}"))) == SAYS


@pytest.mark.parametrize(
    "mark",
    [
        "BT .7 g /F 60 Tf .7 .7 -.7 .7 120 600 Tm (SAMPLE) Tj ET\n",
        "BT .7 g /F 80 Tf 120 650 Td (SAMPLE) Tj ET\n",
        f"BT 3 Tr ET\n{text(280, 672, 'unseen')}BT 0 Tr ET\n",
    ],
    ids=["aslant", "huge", "invisible"],
)
def test_a_watermark_is_no_answer(mark):
    document = read_pdf(pdf(mark + FORM + mark))
    assert cells(document) == SAYS
    assert not [block for block in document.blocks if isinstance(block, Line)]


def test_two_pages_on_one_paper_are_read_one_after_the_other():
    page = text(60, 520, "FORM OF {}") + ruled((50.0, 150.0, 250.0), (500.0, 480.0, 460.0)) + text(60, 486, "NAME") + text(160, 486, "{}")
    left, right = (page.format(who, who) for who in ("LEFT", "RIGHT"))
    document = pypdfium2.PdfDocument(pdf(f"{left}q 1 0 0 1 421 0 cm\n{right}Q\n"))
    document[0].set_mediabox(0, 0, 842, 595)
    said = [block.text if isinstance(block, Line) else block.cells[1].text for block in read_pdf(saved(document)).blocks]
    assert said == ["FORM OF LEFT", "LEFT", "FORM OF RIGHT", "RIGHT"]


def test_letters_that_lean_are_read():
    leaning = "BT /F 10 Tf 1 0 .3 1 270 666 Tm (12) Tj ET\n"
    assert cells(read_pdf(pdf(EMPTY + text(270, 686, "Long River") + leaning))) == SAYS


def test_a_title_is_no_watermark():
    document = read_pdf(pdf("BT /F 30 Tf 120 720 Td (TITLE) Tj ET\n" + FORM))
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["TITLE"]


@pytest.mark.parametrize("rest", ["/Subtype/Widget/FT/Tx/T(f{n})/V({said})", "/Subtype/FreeText/DA(/F 9 Tf)/Contents({said})"])
def test_a_field_says_its_value_where_it_lies_though_it_has_no_picture(rest):
    places = ((262, 682, 418, 698), (262, 662, 418, 678))
    said = ("Long River, longer than any field could show it in the room that it has", "12")
    notes = (f"{rest.format(n=n, said=s)}/Rect[{' '.join(map(str, place))}]" for n, (s, place) in enumerate(zip(said, places, strict=True)))
    assert cells(read_pdf(pdf(EMPTY, notes=tuple(notes)))) == ["name", said[0], "count", said[1]]


def test_boxes_that_are_ticked_say_so():
    box = "/Subtype/Widget/FT/Btn/T({at})/V/{state}/AS/{state}/AP<</N<</On 3 0 R/Off 3 0 R>>>>/Rect[{at} 684 {end} 692]"
    ticked, clear = (box.format(at=at, end=at + 8, state=state) for at, state in ((272, "On"), (330, "Off")))
    page = EMPTY + text(282, 686, "yes") + text(340, 686, "no")
    assert cells(read_pdf(pdf(page, notes=(ticked, clear))))[1].split() == ["☑yes", "□no"]


def test_a_hidden_field_says_nothing():
    assert cells(read_pdf(pdf(FORM, notes=("/Subtype/Widget/FT/Tx/T(x)/V(secret)/F 2/Rect[262 682 418 698]",)))) == SAYS


def test_a_stamp_over_an_answer_is_read_aside():
    document = pypdfium2.PdfDocument(pdf(FORM))
    page = document[0]
    note = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_STAMP)
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(265, 700, 400, 680))
    words = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
    said = "SEEN".encode("utf-16-le") + b"\0\0"
    pdfium.FPDFText_SetText(words, ctypes.cast(said, ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, 300, 686)
    pdfium.FPDFAnnot_AppendObject(note, words)
    pdfium.FPDFPage_CloseAnnot(note)
    page.close()
    read = read_pdf(saved(document))
    assert cells(read) == SAYS
    assert [block.text for block in read.blocks if isinstance(block, Line)] == ["SEEN"]


def test_a_letter_that_its_font_does_not_name_is_marked_and_not_passed_over():
    page = EMPTY + text(270, 686, "Long River, Chongqing") + text(270, 666, "1\\0032")
    assert cells(read_pdf(pdf(page)))[3] == "1\ufffd2"
    assert "damaged" in read_pdf(pdf(page)).flags
