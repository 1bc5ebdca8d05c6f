"""Filings and mails in, the octets of the 汇总表 out (domain.md §5.6); the only openpyxl that writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from config.campaign import Campaign
from model import Filing, KnownFinding, Status
from notifier.pages import flat
from notifier.register import JudgedFiling, MailState
from notifier.workbook_certificates import certificate_sheets, reviewer_sheet
from notifier.workbook_lists import mail_sheet, mending_sheet, paper_sheet, suggestion_sheet
from notifier.workbook_sheet import Content, Line, Mark, Sheet
from notifier.workbook_statistics import indicator_sheets, statistics_sheets

LONGEST_CELL = 32_767  # Excel's own limit, in characters
WIDEST, NARROWEST = 48, 6
ONE_LINE, MOST_LINES = 17, 12  # points, lines
TYPEFACE = "Microsoft YaHei"
TEXT, NUMBER, MOMENT, HEAD = "文字", "数字", "时间", "表头"

_FILLS = {Mark.PROBLEM: PatternFill("solid", fgColor="FFC7CE"), Mark.WARNING: PatternFill("solid", fgColor="FFEB9C")}
_HEAD_FILL = PatternFill("solid", fgColor="D9E1F2")
_FORMULA_SIGNS = ("=", "+", "-", "@")


def build_workbook(
    filings: Sequence[tuple[Filing, Status, Sequence[KnownFinding], bool]], mails: Sequence[MailState], campaign: Campaign
) -> bytes:
    """Return the workbook (.xlsx): certificates, reviewers, statistics, what is to mend, papers, mail, suggestions."""
    judged = [JudgedFiling(*f) for f in filings]
    sheets = [
        *certificate_sheets(judged, campaign),
        reviewer_sheet(judged, campaign),
        *statistics_sheets(judged, campaign),
        *indicator_sheets(judged, campaign),
        mending_sheet(judged, campaign),
        paper_sheet(judged, campaign),
        mail_sheet(mails, campaign),
        suggestion_sheet(judged, campaign),
    ]
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = campaign.notice.issuer
    book.properties.title = campaign.notice.title
    for style in _styles():
        book.add_named_style(style)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet)
    octets = BytesIO()
    book.save(octets)
    return octets.getvalue()


def _write(target: Worksheet, sheet: Sheet) -> None:
    for column, title in enumerate(sheet.head, start=1):
        cell = _cell(target, 1, column)
        _fill_in(cell, title, flat_text=True)
        cell.style = HEAD
    for number, line in enumerate(sheet.lines, start=2):
        _write_line(target, number, line, sheet)
    for number, line in enumerate(sheet.footers, start=len(sheet.lines) + 3):  # an empty row keeps sums out of filter and sort
        _write_line(target, number, line, sheet)
    target.freeze_panes = "A2"
    target.auto_filter.ref = f"A1:{get_column_letter(len(sheet.head))}{len(sheet.lines) + 1}"
    widths = _widths(sheet)
    for column, width in enumerate(widths, start=1):
        target.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(sheet.lines, start=2):
        target.row_dimensions[number].height = ONE_LINE * _lines_needed(line, widths)
    target.page_setup.orientation = "landscape"
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.print_title_rows = "1:1"


def _write_line(target: Worksheet, number: int, line: Line, sheet: Sheet) -> None:
    for column, content in enumerate(line.cells):
        if content in {None, ""} and column not in line.marks:
            continue
        cell = _cell(target, number, column + 1)
        _fill_in(cell, content, flat_text=sheet.flat)
        if column in line.marks:
            cell.fill = _FILLS[line.marks[column]]


def _cell(target: Worksheet, row: int, column: int) -> Cell:
    cell = target.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged here: filters and mail merge want plain rows
    return cell


def _fill_in(cell: Cell, content: Content, *, flat_text: bool) -> None:
    if content is None or content == "":
        return
    if isinstance(content, datetime):
        cell.value, cell.style = content, MOMENT
    elif isinstance(content, int | float | Decimal):
        cell.value, cell.style = content, NUMBER
    else:
        _fill_in_text(cell, content, flat_text=flat_text)


def _fill_in_text(cell: Cell, text: str, *, flat_text: bool) -> None:
    """Write a stranger's words as words: text format, never a formula, whatever sign they begin with."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "replace").decode("utf-8")
    shown = str(flat(clean)) if flat_text else clean.strip()
    cell.value, cell.style = shown[:LONGEST_CELL], TEXT
    cell.data_type = "s"
    if shown.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def _styles() -> list[NamedStyle]:
    """Return the formats of cells, named: a style made for each cell would cost more than the cell."""
    plain = Font(name=TYPEFACE, size=10)
    top = Alignment(wrap_text=True, vertical="top")
    return [
        NamedStyle(TEXT, font=plain, number_format="@", alignment=top),
        NamedStyle(NUMBER, font=plain, alignment=top),
        NamedStyle(MOMENT, font=plain, number_format="yyyy-mm-dd hh:mm", alignment=top),
        NamedStyle(
            HEAD,
            number_format="@",
            font=Font(name=TYPEFACE, size=10, bold=True),
            fill=_HEAD_FILL,
            alignment=Alignment(wrap_text=True, vertical="center"),
        ),
    ]


def _widths(sheet: Sheet) -> list[float]:
    columns = [[title, *(line.cells[i] for line in sheet.lines if i < len(line.cells))] for i, title in enumerate(sheet.head)]
    return [max(NARROWEST, min(WIDEST, max(_breadth(c) for c in column) + 3)) for column in columns]


def _lines_needed(line: Line, widths: list[float]) -> int:
    """Return how many lines the fullest cell of a row wraps into: office programs do not all work that out when they open a file."""
    needed = [
        sum(ceil((_breadth(part) + 1) / width) for part in str(c).splitlines()) for c, width in zip(line.cells, widths, strict=True) if c
    ]
    return min(MOST_LINES, max([1, *needed]))


def _breadth(content: Content) -> int:
    if isinstance(content, datetime):
        return 16
    text = "" if content is None else str(content)
    longest = max(text.splitlines() or [""], key=len)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in longest)
