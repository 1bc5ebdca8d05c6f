"""A workbook's cells are read as people see them, with the number beside the text, merged cells once, nothing far away for free."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from excel_samples import one_sheet, saved, statistics_book
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from word_samples import rewritten

from model import Cell, Document, Grid, Line
from parsers.documents import open_document
from parsers.excel import read_excel
from parsers.excel_formats import general, shown, shown_text


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def cell_at(grid: Grid, row: int, column: int) -> Cell:
    return next(c for c in grid.cells if (c.row, c.column) == (row, column))


def texts(octets: bytes) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): c.text for c in grids(read_excel(octets))[0].cells if c.text}


SHOWN = [
    (0.637, "0.0%", "63.7%"), (0.637, "0%", "64%"), (0.005, "0.00%", "0.50%"), (98.6, '0.0"%"', "98.6%"), (0.00005, "0.0000%", "0.0050%"),
    (13983012345.0, "", "13983012345"), (13983012345.0, "0.00E+00", "13983012345"), (13983012345, "000-0000-0000", "139-8301-2345"),
    (2367801234, "(000)00000000", "(023)67801234"), (400023, "000000", "400023"), (23, "000000", "000023"),
    (12.5, "0.00", "12.50"), (12.345, "0.00", "12.35"), (2.5, "0", "3"), (-5.5, "0.0", "-5.5"), (-0.01, "0.0", "0.0"),
    (1234567.891, "#,##0.00", "1,234,567.89"), (1234, "#,##0", "1,234"), (0.5, "0.##", "0.5"), (5, "0.##", "5"),
    (12.5, '0.00"万元"', "12.50万元"), (125000, '0!.0,"万"', "12.5万"), (125000, "#,##0.0,", "125.0"), (12, 'G/通用格式"人"', "12人"),
    (12, 'General"人"', "12人"), (2, '"第"0"次"', "第2次"), (12, "@", "12"), (8, "0_ ", "8"), (12, "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "¥12.00"),
    (-5, "0;(0)", "(5)"), (0, '0;-0;"无";@', "无"), (12, ";;;", ""), (15000, '[>=10000]0.0,"千";0', "15.0千"), (9, '[>=10000]0.0,"千";0', "9"),
    (5, "[红色]0", "5"), (5, "[$¥-804]0.0", "¥5.0"), (1.5, "# ?/?", "1.5"),
    (43164, "yyyy/m/d", "2018/3/5"), (43164, 'yyyy"年"m"月"', "2018年3月"), (43164, '[$-804]yyyy"年"m"月"d"日";@', "2018年3月5日"),
    (43164, "yyyy-mm-dd", "2018-03-05"), (43164, "mmm-yy", "2018-03"), (43164, "d-mmm-yy", "2018-03-05"), (43164, 'm"月"d"日"', "3月5日"),
    (43164.55, "yyyy/m/d h:mm", "2018/3/5 13:12"), (43164.55, "h:mm AM/PM", "1:12 下午"), (43164, "aaaa", "星期一"), (1.25, "[h]:mm", "30:00"),
    (59, "yyyy/m/d", "1900/2/28"), (61, "yyyy/m/d", "1900/3/1"), (-1, "yyyy/m/d", "-1"),
    (43164, "m/d/yyyy", "2018-03-05"), (43164, "dd.mm.yyyy", "2018-03-05"), (8, "[DBNum1]", "8"), (-8, "[Blue];[Red]", "8"), (1e300, "yyyy", "1e+300"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "code", "expected"), SHOWN)
def test_a_number_shows_as_its_format_says(number, code, expected):
    assert shown(number, code) == expected


def test_dates_of_a_book_that_counts_from_1904_are_four_years_later():
    assert shown(41702, "yyyy-mm-dd", from_1904=True) == "2018-03-05"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (8.0, "8"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (5.00231199001011e17, "500231199001011000"),
        (-0.0, "0"),
        (1e-12, "1e-12"),
    ],
)
def test_a_plain_number_has_no_tail_and_no_exponent(number, expected):
    assert general(number) == expected


def test_a_format_may_add_words_to_a_text():
    assert shown_text("飞翔", '@"QC小组"') == "飞翔QC小组"


def test_a_statistics_sheet_reads_as_it_stands():
    (grid,) = grids(read_excel(statistics_book()))
    assert grid.where == "工作表“附件4”"
    assert (cell_at(grid, 1, 1).text, cell_at(grid, 1, 1).column_span) == ("质量管理小组活动统计表", 3)
    assert [cell_at(grid, row, 3).text for row in range(3, 12)] == [
        "126", "63.7%", "50%", "1,234.50", "13983012345", "2019/5/6", "2018年3月", "400023", "第一行\n第二行",
    ]  # fmt: skip
    assert (cell_at(grid, 4, 3).number, cell_at(grid, 4, 3).number_format) == (0.637, "0.0%")
    assert (cell_at(grid, 12, 1).text, cell_at(grid, 12, 1).row_span) == ("归口部门", 2)
    assert not [c for c in grid.cells if (c.row, c.column) == (13, 1)]
    assert cell_at(grid, 7, 2).text == ""


def test_blank_cells_beside_labels_are_places_to_look_at():
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"], sheet["A2"] = "小组名称", "小组人数"
    sheet["B1"].font = Font(bold=True)
    sheet.merge_cells("B2:D2")
    (grid,) = grids(read_excel(saved(book)))
    assert [(c.text, c.row, c.column, c.column_span) for c in grid.cells] == [
        ("小组名称", 0, 0, 1), ("", 0, 1, 1), ("", 0, 2, 1), ("", 0, 3, 1), ("小组人数", 1, 0, 1), ("", 1, 1, 3),
    ]  # fmt: skip


def test_one_value_in_the_last_cell_costs_nothing_and_is_not_lost():
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = "小组名称"
    sheet["XFD1048576"] = "误"
    octets = saved(book)
    begun = time.perf_counter()
    document = read_excel(octets)
    assert time.perf_counter() - begun < 0.5
    (grid,) = grids(document)
    assert (grid.rows, grid.columns) == (1, 1)
    assert document.blocks[-1] == Line("误", "工作表“Sheet”XFD1048576")
    assert document.flags == ()


def test_more_cells_than_the_limit_are_cut_and_said():
    rows = "".join(f'<row r="{n}">' + "".join(f"<c><v>{n}</v></c>" for _ in range(20)) + "</row>" for n in range(1, 20_051))
    document = read_excel(one_sheet(rows))
    (grid,) = grids(document)
    assert len(grid.cells) == 200_000
    assert document.flags == ("cut", "damaged")


def test_one_endless_string_in_every_cell_is_cut_and_said():
    names = "张三、" * 20_000
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{names if n < 3 else n}</t></is></c></row>' for n in range(1, 5))
    document = read_excel(one_sheet(rows))
    (grid,) = grids(document)
    assert [len(c.text) for c in grid.cells] == [32_767, 32_767, 1, 1]
    assert document.flags == ("cut", "damaged")


def test_a_sheet_whose_letters_no_form_could_hold_ends_where_they_end():
    letters = "质" * 32_000
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{letters}</t></is></c></row>' for n in range(1, 201))
    document = read_excel(one_sheet(rows))
    (grid,) = grids(document)
    assert len(grid.cells) == 125
    assert document.flags == ("cut", "damaged")


def test_a_merge_over_whole_columns_costs_no_more_than_the_form():
    book = one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    (grid,) = grids(read_excel(book))
    assert len(grid.cells) == 1
    assert grid.cells[0].row_span == 1


def test_cells_without_places_follow_each_other():
    assert texts(one_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")) == {
        (0, 0): "1",
        (0, 1): "2",
        (1, 0): "3",
    }


def test_every_type_of_value_is_read():
    strings = "<si><r><t>飞翔</t></r><r><t>QC小组</t></r><rPh sb='0' eb='1'><t>フェイ</t></rPh></si><si><t>第一行_x000D_\n第二行</t></si>"
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>内联</t></is></c><c t="str"><f>A1</f><v>公式</v></c>'
        '<c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c><c t="d"><v>2018-03-05T00:00:00</v></c><c><f>1+1</f><v>2</v></c><c t="s"><v>99</v></c>'
    )
    (grid,) = grids(read_excel(one_sheet(f"<row>{cells}</row>", strings=strings)))
    assert [c.text for c in grid.cells] == ["飞翔QC小组", "第一行\n第二行", "内联", "公式", "TRUE", "#DIV/0!", "2018-03-05", "2", ""]
    assert grid.cells[5].flags == ("error",)


def test_a_formula_without_its_value_says_so():
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"], sheet["B1"] = "合计", "=SUM(C1:C9)"
    (grid,) = grids(read_excel(saved(book)))
    assert (cell_at(grid, 0, 1).text, cell_at(grid, 0, 1).flags) == ("", ("formula-without-value",))


def test_a_picture_that_wps_put_into_a_cell_is_no_text():
    cells = '<c><v>1</v></c><c t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    (grid,) = grids(read_excel(one_sheet(f"<row>{cells}</row>")))
    assert (grid.cells[1].text, grid.cells[1].flags) == ("", ("picture",))


def test_a_number_too_long_for_excel_is_marked():
    (grid,) = grids(read_excel(one_sheet("<row><c><v>500231199001011234</v></c></row>")))
    assert grid.cells[0].flags == ("rounded",)


def test_hidden_sheets_are_left_away_and_said():
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active["A1"] = "可见"
    hidden = book.create_sheet("名单")
    hidden["A1"] = "隐藏"
    hidden.sheet_state = "hidden"
    document = read_excel(saved(book))
    assert [g.cells[0].text for g in grids(document)] == ["可见"]
    assert document.flags == ("hidden-sheets",)


def test_a_hidden_sheet_is_read_where_nothing_else_is_written():
    book = openpyxl.Workbook()
    hidden = book.create_sheet("附件5")
    hidden["A1"] = "小组名称"
    hidden.sheet_state = "veryHidden"
    (grid,) = grids(read_excel(saved(book)))
    assert grid.where == "工作表“附件5”（隐藏）"


def test_hidden_rows_and_columns_are_read_and_marked():
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"], sheet["A2"], sheet["C1"] = "可见", "筛选掉的", "隐藏列"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    (grid,) = grids(read_excel(saved(book)))
    assert [(c.text, c.flags) for c in grid.cells if c.text] == [("可见", ()), ("隐藏列", ("hidden",)), ("筛选掉的", ("hidden",))]


def test_text_in_drawn_shapes_follows_its_sheet():
    namespaces = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    drawing = f"<xdr:wsDr {namespaces}><xdr:sp><xdr:txBody><a:p><a:r><a:t>注：</a:t></a:r></a:p><a:p><a:r><a:t>请盖章</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    after = '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
    octets = one_sheet("<row><c><v>1</v></c></row>", after)
    octets = rewritten(octets, {"xl/drawings/drawing1.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": relations})
    assert read_excel(octets).blocks[-1] == Line("注：\n请盖章", "工作表“Sheet”文本框")


def test_several_sheets_come_in_the_order_of_their_tabs():
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active["A1"] = "一"
    book.create_sheet("二")["A1"] = "二"
    book.create_sheet("零", 0)["A1"] = "零"
    assert [g.cells[0].text for g in grids(read_excel(saved(book)))] == ["零", "一", "二"]


def test_a_large_sheet_is_streamed_to_the_same_cells(monkeypatch):
    octets = statistics_book()
    whole = read_excel(octets)
    monkeypatch.setattr("parsers.excel_cells._STREAMED_FROM", 0)
    assert read_excel(octets) == whole


def test_a_torn_workbook_gives_what_is_left():
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for n in range(1, 3001):
        sheet.cell(n, 1, n * n * 7919)
    octets = saved(book)
    document = open_document(octets[: len(octets) * 7 // 10], "表.xlsx")
    assert isinstance(document, Document)
    assert document.flags == ("damaged",)
    assert [c.text for c in grids(document)[0].cells[:3]] == ["7919", "31676", "71271"]


def test_macros_are_named_and_never_read():
    document = open_document(rewritten(statistics_book(), {"xl/vbaProject.bin": b"\0"}), "表.xlsm")
    assert isinstance(document, Document)
    assert (document.format, document.flags) == ("xlsm", ("macros",))


def test_openpyxl_agrees_on_every_value():
    octets = statistics_book()
    book = openpyxl.load_workbook(io.BytesIO(octets))
    theirs = {(c.row - 1, c.column - 1) for row in book.active.iter_rows() for c in row if c.value is not None}
    assert set(texts(octets)) == theirs


@pytest.mark.parametrize("folder", ["book/", ""])
def test_the_workbook_is_where_the_package_says(folder):
    """Programs other than Excel name the parts as they please (ISO/IEC 29500-1 §12.3.23)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(statistics_book())) as package, zipfile.ZipFile(out, "w") as moved:
        for name in package.namelist():
            moved.writestr(name.replace("xl/", folder), package.read(name).replace(b"xl/", folder.encode()))
    document = open_document(out.getvalue(), "附件4.xlsx")
    assert isinstance(document, Document)
    assert (document.format, document.flags, document.blocks) == ("xlsx", (), read_excel(statistics_book()).blocks)
