"""A worksheet part in, its cells in a SheetDraft out: values as they are shown, by type and number format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from parsers.excel_formats import shown, shown_text
from parsers.excel_names import R_ID, S
from parsers.excel_sheets import Entry, Merge, SheetDraft
from parsers.excel_strings import text_of, unescaped
from parsers.package import Package

_ROW: Final = S + "row"
_CELL: Final = S + "c"
_VALUE: Final = S + "v"
_FORMULA: Final = S + "f"
_INLINE: Final = S + "is"
_MERGE: Final = S + "mergeCell"
_DRAWING: Final = S + "drawing"
_COLUMN: Final = S + "col"
_WANTED: Final = (_COLUMN, _ROW, _MERGE, _DRAWING)
_STREAMED_FROM: Final = 4_000_000  # octets: a larger sheet is read row by row, its tree never whole in memory
_LETTERS: Final = re.compile(r"[A-Za-z]{1,3}")
_PLACE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_WPS_PICTURE: Final = re.compile(r"^=?DISPIMG\(", re.IGNORECASE)  # WPS writes a picture in a cell as this formula's text


class CellReader:
    """Reads the sheets of one workbook with its strings and formats."""

    def __init__(self, strings: Sequence[str], formats: Sequence[str], *, from_1904: bool) -> None:
        """Keep what the cells refer to."""
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904

    def read_sheet(self, package: Package, octets: bytes, draft: SheetDraft) -> list[str]:
        """Fill the draft from a worksheet part; return the relations of its drawings."""
        drawings: list[str] = []
        row = -1
        hidden_columns: list[range] = []
        for element in _elements(package, octets):
            tag = element.tag
            if tag == _ROW:
                row = self._row(element, row, draft, hidden_columns)
            elif tag == _MERGE:
                merge = merge_of(str(element.get("ref", "")))
                draft.merges += [merge] if merge else []
            elif tag == _COLUMN:
                hidden_columns += _hidden(element)
            else:
                drawings.append(str(element.get(R_ID, "")))
        return drawings

    def _row(self, element: Element, row: int, draft: SheetDraft, hidden_columns: list[range]) -> int:
        """Take a row's cells; one without a number follows the one before."""
        number = element.get("r")
        row = int(number) - 1 if number and number.isdigit() else row + 1
        is_hidden = element.get("hidden") in ("1", "true")
        column = -1
        for cell in element:
            if cell.tag != _CELL:
                continue
            reference = str(cell.get("r", ""))
            if number and reference.endswith(number) and _LETTERS.fullmatch(letters := reference[: -len(number)]):
                column = _column(letters)  # as nearly always: the row's own number behind the column's letters
            else:
                row, column = place_of(reference) or (row, column + 1)
            entry = self._entry(cell)
            if is_hidden or (hidden_columns and any(column in columns for columns in hidden_columns)):
                entry = Entry(entry.text, entry.number, entry.number_format, (*entry.flags, "hidden")) if entry.text else entry
            draft.put(row, column, entry)
        return row

    def _entry(self, cell: Element) -> Entry:
        kind, value, formula, inline = cell.get("t", "n"), None, False, None
        for child in cell:
            tag = child.tag
            if tag == _VALUE:
                value = child.text
            elif tag == _FORMULA:
                formula = True
            elif tag == _INLINE:
                inline = child
        if inline is not None:
            return self._text(text_of(inline), cell)
        if value is None or not value.strip():
            return _UNCACHED if formula and kind != "str" else _EMPTY
        return self._valued(str(kind), value, cell)

    def _valued(self, kind: str, value: str, cell: Element) -> Entry:
        if kind == "s":
            return self._text(self._strings[int(value)] if value.isdigit() and int(value) < len(self._strings) else "", cell)
        if kind in ("str", "inlineStr"):
            return self._text(unescaped(value), cell)
        if kind in _OTHER:
            return _OTHER[kind](value)
        try:
            number = float(value)
        except ValueError:
            return Entry(value)
        return number_entry(number, self._format(cell), from_1904=self._from_1904)

    def _text(self, text: str, cell: Element) -> Entry:
        if _WPS_PICTURE.match(text):
            return Entry("", flags=("picture",))
        code = self._format(cell)
        return Entry(shown_text(text, code) if len(code) > 1 else text)

    def _format(self, cell: Element) -> str:
        style = str(cell.get("s", ""))
        return self._formats[int(style)] if style.isdigit() and int(style) < len(self._formats) else ""


_EMPTY: Final = Entry("")
_UNCACHED: Final = Entry("", flags=("formula-without-value",))


def number_entry(number: float, code: str, *, from_1904: bool = False) -> Entry:
    """Return the entry of a number: what it shows, and the number itself; one that Excel has rounded away says so."""
    flags = ("rounded",) if abs(number) >= 1e15 and not code.strip("0#?@") else ()
    return Entry(shown(number, code, from_1904=from_1904), number, code, flags)


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column from 0 of a place such as AB12, None where it is none."""
    found = _PLACE.fullmatch(reference)
    return (int(found[2]) - 1, _column(found[1])) if found and found[2].strip("0") else None


def merge_of(reference: str) -> Merge | None:
    """Return the corners of a range such as A1:C2, None where it is no range of more than one cell."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last)
    return (*start, *end) if start and end and start != end and start[0] <= end[0] and start[1] <= end[1] else None


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _hidden(column: Element) -> list[range]:
    first, last = str(column.get("min", "")), str(column.get("max", ""))
    is_hidden = column.get("hidden") in ("1", "true") and first.isdigit() and last.isdigit()
    return [range(int(first) - 1, int(last))] if is_hidden else []


def _iso_date(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value[:10] if not (moment.hour or moment.minute or moment.second) else f"{value[:10]} {moment:%H:%M}"


_OTHER: Final[dict[str, Callable[[str], Entry]]] = {
    "b": lambda value: Entry("TRUE" if value == "1" else "FALSE"),
    "e": lambda value: Entry(value, flags=("error",)),
    "d": lambda value: Entry(_iso_date(value)),
}


def _elements(package: Package, octets: bytes) -> Iterator[Element]:
    if len(octets) < _STREAMED_FROM:
        yield from package.tree(octets).iter(*_WANTED)
        return
    if b"<!DOCTYPE" in octets[:2048]:
        return
    stream = etree.iterparse(io.BytesIO(octets), tag=_WANTED, resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    try:
        for _, element in stream:
            yield element
            element.clear()
            while (before := element.getprevious()) is not None and before.tag == _ROW:
                parent = element.getparent()
                if parent is None:
                    break
                parent.remove(before)
    except etree.XMLSyntaxError:
        package.damaged = True
