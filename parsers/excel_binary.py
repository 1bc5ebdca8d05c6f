"""Octets of .xls or WPS's .et in, a Document with a grid a sheet out ([MS-XLS]: BIFF8, and BIFF5 of Excel 95).

An own reading beside calamine's, because a form needs the number formats, and one value in the last cell must cost nothing.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

import olefile

from model import Document, TroubleKind
from parsers.excel_binary_cells import BinaryCells
from parsers.excel_binary_strings import Strings, decoded, short_text, text16
from parsers.excel_formats import BUILT_IN, NOTHING
from parsers.excel_sheets import SheetDraft, workbook
from parsers.locked_records import unlocked
from parsers.sniff_ole import start_of_stream
from parsers.unreadable import UnreadableError

Record = tuple[int, bytes, int]  # kind, data, where the next one begins

_BOF: Final = 0x809
_EOF: Final = 0x0A
_CONTINUE: Final = 0x3C
_FILE_PASS: Final = 0x2F
_CODE_PAGE: Final = 0x42
_DATE_MODE: Final = 0x22
_BOUND_SHEET: Final = 0x85
_FONT: Final = 0x31
_STRUCK: Final = 0x08
_FORMAT: Final = 0x41E
_NO_FONT: Final = 4  # no font has this number (§2.5.129)
_XF: Final = 0xE0
_SST: Final = 0xFC
_WORKSHEET: Final = 0x10
_BIFF8: Final = 0x600
_GB: Final = 936
_BEGINNINGS: Final = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")


@dataclass(slots=True)
class Book:
    """What the sheets of a workbook share."""

    wide: bool = True  # BIFF8: strings are Unicode
    code_page: int = _GB
    from_1904: bool = False
    strings: list[str] = field(default_factory=list)
    own_formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    fonts: int = 0  # so far
    struck_fonts: set[int] = field(default_factory=set)
    struck_styles: set[int] = field(default_factory=set)
    sheets: list[tuple[int, SheetDraft]] = field(default_factory=list)  # where each begins

    def code_of(self, style: int) -> str:
        """Return the number format code of a cell style, "" for General, NOTHING where its font is struck through."""
        if style in self.struck_styles:
            return NOTHING
        number = self.styles[style] if style < len(self.styles) else 0
        code = self.own_formats.get(number, BUILT_IN.get(number, ""))
        return "" if code.strip().lower() == "general" else code


def read_binary_excel(octets: bytes) -> Document:
    """Return a workbook's Document; UnreadableError where there is none, with PASSWORD where it is encrypted."""
    stream, damaged = _stream(octets)
    stream = _unlocked(stream)
    book, torn = _globals(stream)
    pictures = 0
    for start, draft in book.sheets:
        cells = BinaryCells(book, draft)
        torn |= not _read_sheet(stream, start, cells)
        pictures += cells.pictures
    if torn and all(draft.is_blank for _, draft in book.sheets):
        raise UnreadableError("nothing can be read of the workbook stream")
    return workbook("xls", [draft for _, draft in book.sheets], pictures=pictures, flags={"damaged"} if torn or damaged else ())


def _stream(octets: bytes) -> tuple[bytes, bool]:
    """Return the workbook stream and whether the container had to be mended; a bare stream is taken as it is."""
    if not octets.startswith(olefile.MAGIC):
        return octets, False
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as ole:
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    return ole.openstream(name).read(), bool(ole.parsing_issues)
    except (OSError, ValueError, IndexError, TypeError):
        for sign in _BEGINNINGS:
            if at := start_of_stream(octets, sign):
                return octets[at:], True  # programs write the stream in one piece, so it may be read without the directory
    raise UnreadableError("no workbook in the container")


def _records(stream: bytes, at: int) -> Iterator[Record]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4 + size
        yield kind, stream[at - size : at], at


def _unlocked(stream: bytes) -> bytes:
    """Return a stream that can be read; UnreadableError where only its owner's password opens it."""
    locked = next((data for kind, data, _ in takewhile(lambda record: record[0] != _EOF, _records(stream, 0)) if kind == _FILE_PASS), None)
    if locked is None:
        return stream
    if plain := unlocked(stream, locked):
        return plain
    raise UnreadableError("the workbook is encrypted", TroubleKind.PASSWORD)


def _globals(stream: bytes) -> tuple[Book, bool]:
    """Return what stands before the sheets, and whether its end is missing."""
    book, strings, before, whole = Book(), Strings(b""), -1, False
    for kind, data, _ in _records(stream, 0):
        if before < 0:
            book.wide = _is_wide(kind, data)
        elif kind == _SST:
            strings = Strings(data, book.struck_fonts)
        elif kind == _CONTINUE and before == _SST:
            strings.add(data)
            continue
        elif kind == _EOF:
            whole = True
            break
        else:
            _take(book, kind, data)
        before = kind
    book.strings = strings.texts()
    return book, not whole


def _is_wide(kind: int, data: bytes) -> bool:
    """Tell BIFF8 from BIFF5 by the first record; older formats are not read."""
    if kind != _BOF or len(data) < 4:
        raise UnreadableError("an Excel format before 1993, or no workbook at all", TroubleKind.UNKNOWN_FORMAT)
    return bool(struct.unpack_from("<H", data)[0] == _BIFF8)


def _take(book: Book, kind: int, data: bytes) -> None:
    if kind == _CODE_PAGE:
        book.code_page = struct.unpack_from("<H", data)[0]
    elif kind == _DATE_MODE:
        book.from_1904 = data[:1] == b"\1"
    elif kind == _BOUND_SHEET:
        start, state = struct.unpack_from("<IB", data)
        name = short_text(data[6:]) if book.wide else decoded(data[7 : 7 + data[6]], book.code_page)
        if data[5] == 0:
            book.sheets.append((start, SheetDraft(name, hidden=bool(state & 3))))
    elif kind == _FORMAT:
        number = struct.unpack_from("<H", data)[0]
        book.own_formats[number] = text16(data, 2) if book.wide else decoded(data[3 : 3 + data[2]], book.code_page)
    elif kind == _FONT:
        number = book.fonts + (book.fonts >= _NO_FONT)
        book.fonts += 1
        book.struck_fonts |= {number} if struct.unpack_from("<H", data, 2)[0] & _STRUCK else set()
    elif kind == _XF:
        book.struck_styles |= {len(book.styles)} if struct.unpack_from("<H", data)[0] in book.struck_fonts else set()
        book.styles.append(struct.unpack_from("<H", data, 2)[0])


def _read_sheet(stream: bytes, start: int, cells: BinaryCells) -> bool:
    """Give the sheet's records to the cells; tell whether it came to its end whole. Charts within it are passed over."""
    depth = 0
    for kind, data, _ in _records(stream, start):
        if kind == _BOF:
            depth += 1
            if depth == 1 and struct.unpack_from("<H", data, 2)[0] != _WORKSHEET:
                return True
        elif kind == _EOF:
            depth -= 1
        elif depth == 1:
            try:
                cells.take(kind, data)
            except (struct.error, IndexError):
                return False
        if depth <= 0:
            return kind == _EOF
    return False
