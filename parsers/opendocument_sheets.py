"""Octets of .ods or .fods in, a Document with a grid a sheet out: what the cells show, with the numbers beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from model import Document
from parsers.excel_formats import general
from parsers.excel_sheets import MOST_COLUMNS, Entry, SheetDraft, workbook
from parsers.flow import MOST_CELLS, MOST_ROWS, MOST_SPAN, Paragraph
from parsers.opendocument_names import DRAW, OFFICE, STYLE, TABLE, OpenDocument, count
from parsers.opendocument_walk import Walk

_ROW: Final = TABLE + "table-row"
_CELL: Final = TABLE + "table-cell"
_COVERED: Final = TABLE + "covered-table-cell"
_GROUPS: Final = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no time zone
_FOREIGN: Final = re.compile(r".*[A-Za-z]{3}.*|\s*\d{1,2}([/.\-])\d{1,2}\1\d{2,4}\s*")  # Sunday, May 5, 2019; 05/06/2019
_OF_TODAY: Final = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN)\(", re.IGNORECASE)
_PLACES: Final = 17_000_000_000  # rows times columns of the largest sheet


def read_spreadsheet(octets: bytes, *, converted: bool = False) -> Document:
    """Return a workbook's Document; UnreadableError where it has no sheets, with PASSWORD where it is encrypted.

    `converted`: a program wrote it just now; formulas that ask for this day are taken for unanswered.
    """
    opened = OpenDocument(octets, "spreadsheet")
    walk = Walk(opened.root, converted=converted)
    hidden = _hidden_styles(opened.root)
    sheets = [_sheet(table, walk, hidden) for table in opened.body.iterchildren(TABLE + "table")]
    flags = {"damaged"} if opened.damaged else ()
    return workbook("fods" if opened.is_flat else "ods", sheets, pictures=walk.pictures, flags=flags)


def _hidden_styles(root: Element) -> set[str]:
    properties = root.iter(STYLE + "table-properties")
    styles = [p.getparent() for p in properties if p.get(TABLE + "display") == "false"]
    return {str(style.get(STYLE + "name")) for style in styles if style is not None}


def _sheet(table: Element, walk: Walk, hidden: set[str]) -> SheetDraft:
    draft = SheetDraft(str(table.get(TABLE + "name", "")), hidden=table.get(TABLE + "style-name") in hidden)
    for shape in table.iterfind(f"{TABLE}shapes/*"):
        draft.boxes += [item.text for item in walk.story(shape) if isinstance(item, Paragraph)] if shape.tag.startswith(DRAW) else []
    at = 0
    for row in _rows(table):
        repeated = count(row, TABLE + "number-rows-repeated", _PLACES)
        cells = list(_cells(row, walk))
        is_hidden = row.get(TABLE + "visibility") in ("collapse", "filter")
        written = any(entry.text or entry.flags for _, _, entry, _ in cells)
        for number in range(at, at + (min(repeated, MOST_ROWS) if written else 1)):
            for column, times, entry, span in cells:
                _put(draft, number, range(column, column + times), _marked(entry) if is_hidden else entry, span)
            if draft.cut:
                break
        at += repeated
    return draft


def _put(draft: SheetDraft, row: int, columns: range, entry: Entry, span: tuple[int, int]) -> None:
    if not entry.text and not entry.flags:
        columns = columns[:MOST_COLUMNS] if len(columns) < MOST_COLUMNS else columns[:0]
    for column in columns[:MOST_COLUMNS]:
        draft.put(row, column, entry)
        if span != (1, 1) and len(draft.merges) < MOST_CELLS:
            draft.merges.append((row, column, row + span[0] - 1, column + span[1] - 1))


def _marked(entry: Entry) -> Entry:
    return Entry(entry.text, entry.number, entry.number_format, (*entry.flags, "hidden")) if entry.text else entry


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == _ROW:
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _cells(row: Element, walk: Walk) -> Iterator[tuple[int, int, Entry, tuple[int, int]]]:
    """Yield first column, repetition, entry and span of each cell of a row."""
    column = 0
    for cell in row:
        if cell.tag not in (_CELL, _COVERED):
            continue
        times = count(cell, TABLE + "number-columns-repeated", _PLACES)
        if cell.tag == _CELL:
            span = count(cell, TABLE + "number-rows-spanned", MOST_ROWS), count(cell, TABLE + "number-columns-spanned", MOST_SPAN)
            yield column, times, _entry(cell, walk), span
        column += times


def _entry(cell: Element, walk: Walk) -> Entry:
    if walk.hides(str(cell.get(TABLE + "style-name", ""))):
        return Entry("")
    kind = str(cell.get(OFFICE + "value-type", ""))
    text = "\n".join(item.text for item in walk.story(cell) if isinstance(item, Paragraph))
    formula = str(cell.get(TABLE + "formula", ""))
    if formula and (not kind or (walk.converted and _OF_TODAY.search(formula))):
        return Entry("", flags=("formula-without-value",))
    if kind == "date":
        day = str(cell.get(OFFICE + "date-value", ""))
        return Entry(day[:10] if _FOREIGN.fullmatch(text) and day else text, _serial(day), "yyyy/m/d")
    if kind not in ("float", "percentage", "currency"):
        return Entry(text)
    number = _number(str(cell.get(OFFICE + "value", "")))
    is_exponent = number is not None and "E+" in text
    return Entry(general(number) if number is not None and is_exponent else text, number, "0%" if kind == "percentage" else "")


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _serial(value: str) -> float | None:
    try:
        return (dt.datetime.fromisoformat(value) - _EPOCH) / dt.timedelta(days=1)
    except (ValueError, TypeError):
        return None
