"""An .xls is read as the .xlsx that it came from: LibreOffice converts, both readings are compared cell by cell."""

from __future__ import annotations

import csv
import io
import struct

import openpyxl
import pytest
from excel_samples import saved, statistics_book
from office import converted, needs_office
from openpyxl.worksheet.worksheet import Worksheet

from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.excel import read_excel
from parsers.excel_binary import read_binary_excel
from parsers.excel_binary_strings import Strings


def as_placed(document: Document) -> list[list[tuple[str, int, int, int, int, float | None]]]:
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [[(c.text, c.row, c.column, c.row_span, c.column_span, c.number) for c in grid.cells if c.text] for grid in grids]


def filled(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    for place, value in cells.items():
        book.active[place] = value
    return saved(book)


@needs_office
def test_a_statistics_sheet_reads_the_same():
    octets = statistics_book()
    assert as_placed(read_binary_excel(converted(octets, "xlsx", "xls"))) == as_placed(read_excel(octets))


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def test_excel_95_is_read_in_its_code_page():
    """No program here writes the format any more: the records are laid out as [MS-XLS] and Excel 95 do."""
    name, label = "附件4".encode("gbk"), "小组名称".encode("gbk")
    begin, end = struct.pack("<HHHH", 0x500, 5, 0, 0), record(0x0A, b"")
    cells = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(label)) + label) + record(0x203, struct.pack("<HHHd", 0, 1, 1, 0.637))
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + cells + end
    shared = record(0x809, begin) + record(0x42, struct.pack("<H", 936)) + record(0x41E, struct.pack("<HB", 164, 4) + b"0.0%")
    styles = record(0xE0, struct.pack("<HH12x", 0, 0)) + record(0xE0, struct.pack("<HH12x", 0, 164))
    start = len(shared + styles + end) + 4 + 7 + len(name)
    bound = record(0x85, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
    document = read_binary_excel(shared + styles + bound + end + sheet)
    assert as_placed(document) == [[("小组名称", 0, 0, 1, 1, None), ("63.7%", 0, 1, 1, 1, 0.637)]]
    assert (document.blocks[0].where, document.flags) == ("工作表“附件4”", ())


@needs_office
def test_many_long_strings_run_over_their_records():
    octets = filled(**{f"A{n}": f"第{n}行" + "飞翔QC小组𠮷𬭎" * 300 for n in range(1, 60)})
    assert as_placed(read_binary_excel(converted(octets, "xlsx", "xls"))) == as_placed(read_excel(octets))


@needs_office
def test_formulas_truths_errors_and_small_numbers_keep_their_values():
    octets = converted(filled(A1="=1/0", A2="=1=1", A3='="飞"&"翔"', A4="=1/4", A5=-12.34, A6=2**40, A7=True, A8=-7), "xlsx", "xls")
    assert [text for text, *_ in as_placed(read_binary_excel(octets))[0]] == [
        "#DIV/0!", "TRUE", "飞翔", "0.25", "-12.34", "1099511627776", "TRUE", "-7",
    ]  # fmt: skip


@needs_office
def test_one_value_in_the_last_cell_costs_nothing():
    document = read_binary_excel(converted(filled(A1="小组名称", IV65536="误"), "xlsx", "xls"))
    assert document.blocks[-1] == Line("误", "工作表“Sheet”IV65536")
    assert [len(row) for row in as_placed(document)] == [1]


@needs_office
def test_hidden_sheets_are_left_away():
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active["A1"] = "可见"
    book.create_sheet("名单")["A1"] = "隐藏"
    book["名单"].sheet_state = "hidden"
    document = read_binary_excel(converted(saved(book), "xlsx", "xls"))
    assert [text for text, *_ in as_placed(document)[0]] == ["可见"]
    assert document.flags == ("hidden-sheets",)


@needs_office
@pytest.mark.parametrize("kept", [0.3, 0.5, 0.8, 0.95])
def test_a_torn_workbook_is_marked_or_a_trouble(kept):
    octets = converted(filled(**{f"A{n}": n * 1.37 for n in range(1, 3000)}), "xlsx", "xls")
    read = open_document(octets[: int(len(octets) * kept)], "表.xls")
    assert read.kind is TroubleKind.DAMAGED if isinstance(read, Trouble) else "damaged" in read.flags


@needs_office
def test_a_workbook_with_a_password_says_so():
    octets = converted(filled(A1="x"), "xlsx", "xls")
    at = octets.index(struct.pack("<HH", 0x42, 2))
    locked = open_document(octets[:at] + struct.pack("<HH", 0x2F, 2) + octets[at + 4 :], "表.xls")
    assert isinstance(locked, Trouble)
    assert locked.kind is TroubleKind.PASSWORD


def test_a_string_may_change_its_width_between_records():
    strings = Strings(struct.pack("<II", 1, 1) + struct.pack("<HB", 4, 0) + b"QC")
    strings.add(b"\x01" + "小组".encode("utf-16-le"))
    assert strings.texts() == ["QC小组"]


def test_rich_and_phonetic_parts_of_a_string_are_left_away():
    data = struct.pack("<HBHI", 2, 0x0D, 1, 3) + "飞翔".encode("utf-16-le") + b"runs" + b"pho" + struct.pack("<HB", 1, 0) + b"A"
    assert Strings(struct.pack("<II", 2, 2) + data).texts() == ["飞翔", "A"]


@needs_office
def test_libreoffice_shows_numbers_as_we_do():
    codes = [
        "General",
        "0",
        "0.00",
        "#,##0",
        "#,##0.00",
        "0%",
        "0.0%",
        "0_ ",
        "#,##0.00_ ",
        "0.00_);[Red]\\(0.00\\)",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    ]
    codes += [
        '"¥"#,##0.00',
        '0"人"',
        '0.0"万元"',
        "#.##",
        "000000",
        "yyyy/m/d",
        'yyyy"年"m"月"d"日"',
        "[>=100]0.0;0.00",
        '0;-0;"零"',
        "#,##0,",
        "+0;-0",
        '"A"0"B"00',
        "0-00-00",
    ]
    numbers = [1, 12.5, 0.637, 1234.567, 43164, 13983012345, 99.995, 0.001]
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    for row, code in enumerate(codes, 1):
        for column, number in enumerate(numbers, 1):
            book.active.cell(row, column, number).number_format = code
    shown = converted(saved(book), "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true").decode()
    theirs = {(row, column): text.strip() for row, line in enumerate(csv.reader(io.StringIO(shown))) for column, text in enumerate(line)}
    (grid,) = [block for block in read_excel(saved(book)).blocks if isinstance(block, Grid)]
    is_day = {
        row for row, code in enumerate(codes) if code.startswith("yyyy")
    }  # LibreOffice's days before March 1900 are off by Excel's leap slip
    ours = {(c.row, c.column): c.text for c in grid.cells if c.row not in is_day or numbers[c.column] == 43164}
    assert ours == {place: theirs[place] for place in ours}


@needs_office
def test_calamine_agrees_on_what_is_written():
    calamine = pytest.importorskip("python_calamine")
    octets = converted(statistics_book(), "xlsx", "xls")
    theirs = calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0)
    written = sum(value != "" for row in theirs.to_python() for value in row)
    assert len(as_placed(read_binary_excel(octets))[0]) == written
