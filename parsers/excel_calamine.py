"""Octets of a workbook that no own reader takes (.xlsb) in, a Document out: by calamine, values only."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from model import Document, TroubleKind
from parsers.excel_formats import general
from parsers.excel_sheets import Entry, SheetDraft, workbook
from parsers.flow import MOST_CELLS
from parsers.unreadable import UnreadableError


def read_by_calamine(octets: bytes) -> Document:
    """Return a workbook's Document without number formats; UnreadableError where calamine refuses it."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        drafts = [_draft(book, number) for number in range(len(book.sheet_names))]
    except PasswordError as locked:
        raise UnreadableError("the workbook is encrypted", TroubleKind.PASSWORD) from locked
    except CalamineError as refused:
        raise UnreadableError(f"calamine: {refused}") from refused
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # what a library in Rust raises of itself is no Exception, and has no name to import
            raise
        raise UnreadableError(f"calamine: {panic}") from panic
    return workbook("xlsb", drafts)


def _draft(book: CalamineWorkbook, number: int) -> SheetDraft:
    about = book.sheets_metadata[number]
    draft = SheetDraft(about.name, hidden=about.visible != SheetVisibleEnum.Visible)
    sheet = book.get_sheet_by_index(number)
    if sheet.total_height * sheet.total_width > 10 * MOST_CELLS:  # calamine lays out every place between the first and the last
        draft.cut = True
        return draft
    _fill(draft, sheet)
    return draft


def _fill(draft: SheetDraft, sheet: CalamineSheet) -> None:
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top):
        for column, value in enumerate(values, left):
            if value != "":
                draft.put(row, column, _entry(value))
    draft.merges += [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]


def _entry(value: Any) -> Entry:
    if isinstance(value, bool):
        return Entry("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return Entry(general(float(value)), float(value))
    if isinstance(value, dt.datetime):
        return Entry(value.strftime("%Y-%m-%d %H:%M") if value.time() != dt.time() else value.strftime("%Y-%m-%d"))
    return Entry(str(value))
