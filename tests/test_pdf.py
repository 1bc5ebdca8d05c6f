"""A PDF that a real program printed from a Word file says what the Word file says, cell by cell."""

from __future__ import annotations

import ctypes
import io
import re
from random import Random

import docx
import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.shared import Pt
from form_samples import FORMS, laid_out, reader, record_of, said, saved_as, word_forms, wrongly_read
from office import SOFFICE, needs_office
from office import converted as saved_by_office
from word_samples import p, r, tr, word_file

from demo.samples import SampleFile
from demo.samples.converted import converted
from demo.samples.facts import invent_unit
from demo.samples.pdf import printed, scanned
from demo.samples.pen import Pen
from demo.samples.sheets import circle_recommendation
from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.pdf import read_pdf
from parsers.pdf_text import lines_of
from parsers.word import read_word

BORDERS = "<w:tblBorders>{}</w:tblBorders>"
ALL_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
PASSWORD = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def places(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


def table(*rows: str, columns: int, width: int = 1500, sides: tuple[str, ...] = ALL_SIDES) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in range(columns))
    drawn = BORDERS.format("".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides))
    return f'<w:tbl><w:tblPr><w:tblW w:w="{width * columns}" w:type="dxa"/>{drawn}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def cell(content: str, properties: str = "", span: int = 1, width: int = 1500) -> str:
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    paragraphs = content if content.startswith("<w:") else p(r(content))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/>{wide}{properties}</w:tcPr>{paragraphs}</w:tc>'


def merged() -> str:
    start, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        tr(cell("甲", span=2), cell("乙", start)),
        tr(cell("丙"), cell("丁"), cell("", below)),
        tr(cell("戊", span=2), cell("", below)),
    )
    return table(*rows, columns=3)


def over_pages() -> str:
    heading = tr(cell("序号"), cell("姓名"), cell("备注"), properties="<w:tblHeader/>")
    rows = (tr(cell(str(n)), cell(f"张{n}"), cell("")) for n in range(1, 91))
    return table(heading, *rows, columns=3)


def split_row() -> str:
    text = p(r("".join(f"第{n}项工作已经按期完成，" for n in range(150)) + "验收合格。"))
    return p(r("一")) * 30 + table(tr(cell("主要业绩"), cell(text, span=3)), tr(cell("备注"), cell("无", span=3)), columns=4)


def tracked() -> str:
    new, old = (
        f"<w:ins w:id='1' w:author='a'>{r('重庆甲机械有限公司')}</w:ins>",
        "<w:del w:id='2' w:author='a'><w:r><w:delText>旧稿内容</w:delText></w:r></w:del>",
    )
    return table(tr(cell("企业名称"), cell(p(old + new))), columns=2)


WRAPPED = {
    "names": "赵健思、郭洋、闫庆萍、姚梓嘉、钟明明、汤秀艳、曹宇萍、董明庆",
    "phone": "023-67801234/023-67805678/13983010000",
    "company": "重庆市精密加工行业协会江北分会技术服务中心",
    "one a line": "赵健\n郭洋\n闫庆",
    "spaces": "赵健思 郭洋 闫庆萍",
    "spaces and a dot": "尼玛·卓玛 许诗俊 雷兰",
    "Latin": "QC小组 TQM 85.5%",
    "e-mail": "zhiliang39422@example.com",
    "quotes": "“五小”活动“一等奖”",
    "rare": "𠮷田勇、䶮",
}  # fmt: skip


def two_lists_in_one() -> str:
    wide = tr(cell("名单", span=6))
    lists = [tr(cell("小组名称", span=2), cell("课题", span=4)), *(tr(cell(f"{n}组", span=2), cell(f"课题{n}", span=4)) for n in range(60))]
    reviewers = [tr(cell("姓名"), cell("单位", span=2), cell("编号", span=3)), tr(cell("张三"), cell("质协", span=2), cell("1", span=3))]
    return table(wide, *lists, wide, *reviewers, columns=6, width=1200)


def forms_alike(*first_rows: str, last_row: str = "", columns: int = 2) -> str:
    """Two forms, a page each, of one unit: what stands at their heads is the same."""
    title, head = p(r("2019年重庆市优秀质量管理小组申报表")), table(tr(cell("单位"), cell("甲厂"), cell("区县"), cell("乙区")), columns=4)
    forms = [
        title
        + (head + p("") if not first_rows else "")
        + table(*first_rows, tr(cell("小组名称"), cell(n, span=columns - 1)), last_row, columns=columns)
        for n in "一二"
    ]
    return p('<w:r><w:br w:type="page"/></w:r>').join(forms)


SYMBOLS = "".join(f"<w:r><w:sym w:font='Wingdings' w:char='{code}'/></w:r>" for code in ("F0FE", "F0A8"))
UNDERLINED = p(r("推荐单位") + r("  重庆甲机械有限公司  ", "<w:u w:val='single'/>"))
MEETING = ("启航 QC小组", "启航QC小组", "2019年QC活动", "第2组 A班", "重庆3号线")
BODIES = {
    **{name: table(tr(cell("标签"), cell("".join(p(r(t)) for t in text.split("\n")))), columns=2) for name, text in WRAPPED.items()},
    "merged": merged(),
    "nested": table(tr(cell("外"), cell(p(r("前")) + table(tr(cell("内", width=500)), columns=1, width=500) + p(r("后")), span=2)), columns=3),
    "over pages": over_pages(),
    "split row": split_row(),
    "two lists in one": two_lists_in_one(),
    "forms alike": forms_alike(),
    "companies alike": forms_alike(tr(cell("企业名称"), cell("甲厂"))),
    "heads alike": forms_alike(
        tr(cell("推荐单位", width=800), cell("甲厂", width=900), cell("所属区县", width=800), cell("乙区", width=700)),
        last_row=tr(cell("地址"), cell("甲路1号", span=3)),
        columns=4,
    ),
    "brackets": p(r("归口部门：质量部（体系办）（负责人：张三）") + r("　质量部（体系办） 张三")),
    "tracked": tracked(),
    "no sides": table(*(tr(cell(f"{n}甲"), cell(f"{n}乙")) for n in range(3)), columns=2, sides=("top", "bottom", "insideH", "insideV")),
    "no lines": table(*(tr(cell(f"{n}甲"), cell(f"{n}乙"), cell(f"{n}丙")) for n in range(4)), columns=3, width=2500, sides=()),
    "ticks": table(tr(cell("类型"), cell(p(SYMBOLS + r("现场型")))), columns=2),
    "meeting": table(*(tr(cell(text, width=3000)) for text in MEETING), columns=1, width=3000),
    "underlined": UNDERLINED + table(tr(cell("类型"), cell(UNDERLINED, span=4)), columns=5),
    "paragraphs": "".join(p(r("小组成员集思广益，" * n + "逐条验证。"), '<w:ind w:firstLine="480"/>') for n in (9, 20, 3)),
}  # fmt: skip


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    made = converted([SampleFile(f"{n}.docx", word_file(body)) for n, body in enumerate(BODIES.values())], "pdf")
    return {name: file.octets for name, file in zip(BODIES, made, strict=True)}


@needs_office
def test_every_form_says_what_was_written_value_by_value():
    assert {f.truth[0].form for f in word_forms()} == set(FORMS)
    for file, pdf in zip(word_forms(), saved_as("pdf"), strict=True):
        record = record_of(pdf)
        assert wrongly_read(record, pdf) == {}, pdf.name
        assert _folded(said(record)) == _folded(said(record_of(file))), pdf.name
        assert "text-layer" in record.flags


@needs_office
def test_every_form_has_the_grids_of_its_word_file():
    for file, pdf in zip(word_forms(), saved_as("pdf"), strict=True):
        expected, read = (
            [_folded(b) for b in laid_out(d) if not isinstance(b[1], str)] for d in (read_word(file.octets), read_pdf(pdf.octets))
        )
        assert read == expected, pdf.name


@needs_office
def test_pdfplumber_finds_the_same_cells():
    for pdf in saved_as("pdf")[:6]:
        with pdfplumber.open(io.BytesIO(pdf.octets)) as peer:
            cells = [c for page in peer.pages for t in page.extract_tables() for row in t for c in row if c]
        read = [c.text for g in grids(read_pdf(pdf.octets)) for c in g.cells if c.text]
        if "tracked-changes" not in read_pdf(pdf.octets).flags:  # which the peer reads as if they were not struck out
            assert sorted(_folded(c) for c in cells) == sorted(_folded(c) for c in read), pdf.name


@pytest.mark.parametrize("name", WRAPPED)
def test_a_value_that_was_wrapped_is_whole_again(pdfs, name):
    (grid,) = grids(read_pdf(pdfs[name]))
    text = grid.cells[1].text
    expected = WRAPPED[name]
    if name == "one a line":
        assert text == expected
    elif name.startswith("spaces"):  # a space at the end of a line is not printed
        assert text.split() == expected.split()
    else:
        assert _folded(text) == _folded(expected)
        assert name in {"company", "quotes", "Latin"} or "\n" not in text


def test_merged_cells_stand_once_in_all_their_places(pdfs):
    (grid,) = grids(read_pdf(pdfs["merged"]))
    assert (grid.rows, grid.columns) == (3, 3)
    assert places(grid) == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 3, 1), ("丙", 1, 0, 1, 1), ("丁", 1, 1, 1, 1), ("戊", 2, 0, 1, 2)]


def test_a_nested_table_is_a_grid_of_its_own_after_the_outer_one(pdfs):
    outer, inner = grids(read_pdf(pdfs["nested"]))
    assert [c.text for c in outer.cells] == ["外", "前\n后"]
    assert places(inner) == [("内", 0, 0, 1, 1)]


def test_a_table_over_three_pages_is_one_and_its_heading_stands_once(pdfs):
    (grid,) = grids(read_pdf(pdfs["over pages"]))
    assert [c.text for c in grid.cells if c.column == 0] == ["序号", *(str(n) for n in range(1, 91))]
    assert grid.rows == 91


def test_a_table_over_two_pages_is_one_though_its_next_list_has_other_columns(pdfs):
    (grid,) = grids(read_pdf(pdfs["two lists in one"]))
    assert [c.text for c in grid.cells if c.text.endswith("组")] == [f"{n}组" for n in range(60)]
    assert [c.text for c in grid.cells if c.row == grid.rows - 1] == ["张三", "质协", "1"]


def test_a_row_that_a_page_end_cuts_through_is_one(pdfs):
    (grid,) = grids(read_pdf(pdfs["split row"]))
    assert [c.row for c in grid.cells] == [0, 0, 1, 1]
    assert grid.cells[1].text == "".join(f"第{n}项工作已经按期完成，" for n in range(150)) + "验收合格。"


@pytest.mark.parametrize(("name", "tables"), [("forms alike", 4), ("companies alike", 2), ("heads alike", 2)])
def test_forms_that_begin_alike_on_every_page_keep_their_titles_and_their_first_rows(pdfs, name, tables):
    document = read_pdf(pdfs[name])
    assert lines(document) == ["2019年重庆市优秀质量管理小组申报表"] * 2
    assert [places(g) for g in grids(document)[: tables // 2]] == [
        [(t.replace("二", "一"), *where) for t, *where in places(g)] for g in grids(document)[tables // 2 :]
    ]


def test_what_is_empty_of_a_bracket_itself_is_no_gap(pdfs):
    assert lines(read_pdf(pdfs["brackets"])) == ["归口部门：质量部（体系办）（负责人：张三） 质量部（体系办） 张三"]


def test_struck_words_are_dropped_and_said_so(pdfs):
    document = read_pdf(pdfs["tracked"])
    assert [c.text for c in grids(document)[0].cells] == ["企业名称", "重庆甲机械有\n限公司"]
    assert document.flags == ("text-layer", "tracked-changes")


def test_a_table_open_at_its_sides_keeps_its_outer_columns(pdfs):
    (grid,) = grids(read_pdf(pdfs["no sides"]))
    assert [c.text for c in grid.cells] == ["0甲", "0乙", "1甲", "1乙", "2甲", "2乙"]


def test_a_table_without_lines_is_text_and_uncertain(pdfs):
    document = read_pdf(pdfs["no lines"])
    assert not grids(document)
    assert "uncertain-layout" in document.flags
    assert [line.split() for line in lines(document)] == [[f"{n}甲", f"{n}乙", f"{n}丙"] for n in range(4)]


def test_ticks_of_a_symbol_font_are_ticks(pdfs):
    assert grids(read_pdf(pdfs["ticks"]))[0].cells[1].text == "☑□现场型"


@pytest.mark.parametrize(("left", "text"), [(34.3, "服务型 √管"), (30.8, "服务型√ 管")])
def test_the_room_beside_a_tick_that_another_font_draws_is_a_blank(left, text):
    places = [("服", 0.0), ("务", 10.5), ("型", 20.5), ("√", left), ("管", 41.0 if left > 32 else 40.5)]
    marks = [(sign, x, 0.0, x + (6.7 if sign == "√" else 9.8), 10.0, 10.0, 1) for sign, x in places]
    assert [line.text for line in lines_of(marks)] == [text]


def test_a_blank_between_chinese_and_latin_is_told_from_the_room_that_a_program_leaves_there(pdfs):
    assert tuple(c.text for c in grids(read_pdf(pdfs["meeting"]))[0].cells) == MEETING


def test_an_underline_is_no_ruling_line(pdfs):
    document = read_pdf(pdfs["underlined"])
    assert [" ".join(line.split()) for line in lines(document)] == ["推荐单位 重庆甲机械有限公司"]
    assert (grids(document)[0].rows, len(grids(document)[0].cells)) == (1, 2)


def test_lines_of_a_paragraph_are_one_line(pdfs):
    assert lines(read_pdf(pdfs["paragraphs"])) == ["小组成员集思广益，" * n + "逐条验证。" for n in (9, 20, 3)]


@needs_office
def test_page_numbers_stand_apart():
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(12)
    for n in range(80):
        document.add_paragraph(f"第{n}段文字")
    number = document.sections[0].footer.paragraphs[0]._p
    for kind in ("begin", None, "end"):
        run = docx.oxml.OxmlElement("w:r")
        mark = docx.oxml.OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(docx.oxml.ns.qn("w:fldCharType"), kind)
        else:
            mark.text = "PAGE"
        run.append(mark)
        number.append(run)
    out = io.BytesIO()
    document.save(out)
    read = read_pdf(saved_by_office(out.getvalue(), "docx", "pdf"))
    footers = [b.text for b in read.blocks if isinstance(b, Line) and b.where == "页脚"]
    assert footers == [str(n + 1) for n in range(len(footers))]
    assert len(footers) >= 3
    assert [line for line in lines(read) if not line.isdigit()] == [f"第{n}段文字" for n in range(80)]


def test_a_table_of_stroked_boxes_reads_like_any_other():
    sheet = circle_recommendation(invent_unit(Random(4), 3, 0), Pen(Random(4)))
    reading = reader().read(printed(sheet), "附件5推荐表.pdf")
    (record,) = reading.records
    assert record.form == "circle_recommendation"
    names = [row["circle_name"].data for row in record.rosters["circles"]]
    assert names == [row["circle_name"].data for row in sheet.rosters["circles"]]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_lies_on_its_side_reads_as_it_is_shown(turns):
    sheet = circle_recommendation(invent_unit(Random(4), 2, 0), Pen(Random(4)))
    upright = printed(sheet)
    assert read_pdf(_turned(upright, turns)).blocks == read_pdf(upright).blocks


def test_a_scan_is_named_as_one():
    octets = scanned(Random(1))
    document = open_document(octets, "附件5（盖章）.pdf")
    assert isinstance(document, Document)
    assert (document.flags, document.pictures, document.words) == (("scan",), 1, 0)
    reading = reader().read(octets, "附件5（盖章）.pdf")
    assert reading.trouble == Trouble(TroubleKind.PICTURE, "no text layer")


def test_a_scanned_page_behind_a_printed_one_is_said():
    both = pypdfium2.PdfDocument(printed(circle_recommendation(invent_unit(Random(4), 1, 0), Pen(Random(4)))))
    page = pypdfium2.PdfDocument(scanned(Random(1)))
    both.import_pages(page)
    assert {"text-layer", "scanned-pages"} <= set(read_pdf(_saved(both)).flags)
    page.close()


def test_what_is_written_over_a_page_is_read():
    document = pypdfium2.PdfDocument(printed(circle_recommendation(invent_unit(Random(4), 1, 0), Pen(Random(4)))))
    page = document[0]
    note = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_STAMP)
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(50, 120, 250, 100))
    words = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
    text = "13983010000".encode("utf-16-le") + b"\0\0"
    pdfium.FPDFText_SetText(words, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, 52, 104)
    pdfium.FPDFAnnot_AppendObject(note, words)
    pdfium.FPDFPage_CloseAnnot(note)
    page.close()
    assert lines(read_pdf(_saved(document)))[-1] == "13983010000"


@needs_office
def test_a_password_is_named():
    trouble = open_document(saved_by_office(word_file(p(r("正文"))), "docx", PASSWORD), "表.pdf")
    assert isinstance(trouble, Trouble)
    assert trouble.kind is TroubleKind.PASSWORD


def test_a_torn_file_is_read_as_far_as_it_goes_or_named_damaged(pdfs):
    octets = pdfs["over pages"]
    verdicts = [open_document(octets[: len(octets) * tenths // 10], "表.pdf") for tenths in range(1, 10)]
    for verdict in verdicts:
        damaged = verdict.kind is TroubleKind.DAMAGED if isinstance(verdict, Trouble) else "damaged" in verdict.flags
        assert damaged, verdict


def _folded(value: object) -> object:
    """White space left away, wherever texts stand."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    if isinstance(value, dict):
        return {k: _folded(v) for k, v in value.items()}
    return [_folded(v) for v in value] if isinstance(value, (list, tuple)) else value


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _turned(octets: bytes, turns: int) -> bytes:
    """Lay the content on its side and turn the page back, as scanners' drivers and landscape printing do."""
    document = pypdfium2.PdfDocument(octets)
    page = document[0]
    width, height = page.get_size()
    matrix = {1: (0, 1, -1, 0, height, 0), 2: (-1, 0, 0, -1, width, height), 3: (0, -1, 1, 0, 0, width)}[turns]
    if turns % 2:
        page.set_mediabox(0, 0, height, width)
    pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(*matrix), None)
    page.set_rotation(90 * turns)
    page.gen_content()
    page.close()
    return _saved(document)
