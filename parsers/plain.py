"""Octets of plain text in, a Document of its lines out, or of its table where a spreadsheet was saved as text (CSV, tabs)."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Final

from model import Document
from parsers.charset import text_of
from parsers.excel_sheets import Entry, SheetDraft, workbook
from parsers.flow import Paragraph, document
from parsers.unreadable import UnreadableError

_MOST_OCTETS = 5_000_000  # of text kept from one file (reliability.md A4)
_SEPARATORS: Final = "\t,;"
_FEWEST_ROWS: Final = 4
_FEWEST_COLUMNS: Final = 2
_SURE_COLUMNS: Final = 3  # of two columns all rows must be
_REGULAR: Final = 10  # at most one row in so many may be of another width


def read_plain(octets: bytes) -> Document:
    """Return a text file's Document: a sheet where its lines are the rows of one, else a paragraph a line."""
    if len(octets) > _MOST_OCTETS:
        raise UnreadableError("plain text past the limit")
    text = text_of(octets)
    rows = next((rows for separator in _SEPARATORS if (rows := _rows(text, separator))), [])
    if not rows:
        return document("text", [Paragraph(line) for line in text.splitlines()])
    sheet = SheetDraft("文本")
    for number, row in enumerate(rows):
        for column, field in enumerate(row):
            sheet.put(number, column, Entry(field.strip()))
    return workbook("text", [sheet])


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows of a table whose rows are all of one width, as programs write them; [] where the text is none."""
    if text.count(separator) < (_FEWEST_COLUMNS - 1) * _FEWEST_ROWS:
        return []
    try:
        rows = list(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), delimiter=separator))
    except csv.Error:  # a field past the limit, a NUL
        return []
    widths = Counter(len(row) for row in rows if row)
    width, times = widths.most_common(1)[0]
    others = widths.total() - times
    regular = others * _REGULAR <= widths.total() if width >= _SURE_COLUMNS else width == _FEWEST_COLUMNS and not others
    return rows if regular and times >= _FEWEST_ROWS else []
