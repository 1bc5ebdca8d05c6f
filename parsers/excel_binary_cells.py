"""The records of one .xls sheet in, its cells in a SheetDraft out ([MS-XLS] §2.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from parsers.excel_binary_strings import decoded, text16
from parsers.excel_cells import number_entry
from parsers.excel_formats import shown_text
from parsers.excel_sheets import Entry, SheetDraft

if TYPE_CHECKING:
    from parsers.excel_binary import Book

_ERRORS: Final = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_COMMENT: Final = 0x19
_PICTURE: Final = 0x08
_ROW_HIDDEN: Final = 0x20


class BinaryCells:
    """One sheet while its records come."""

    def __init__(self, book: Book, draft: SheetDraft) -> None:
        """Start before the first record."""
        self.pictures = 0
        self._book = book
        self._draft = draft
        self._awaited: tuple[int, int] | None = None  # the formula whose text comes in a record of its own
        self._object = 0  # the kind of the drawn object that a text may belong to
        self._box_letters = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()

    def take(self, kind: int, data: bytes) -> None:
        """Take a record; those that say nothing of cells are passed over."""
        verb = self._VERBS.get(kind)
        if verb is not None:
            verb(self, data)

    def _put(self, row: int, column: int, entry: Entry) -> None:
        if entry.text and (row in self._hidden_rows or column in self._hidden_columns):
            entry = Entry(entry.text, entry.number, entry.number_format, (*entry.flags, "hidden"))
        self._draft.put(row, column, entry)

    def _put_number(self, row: int, column: int, style: int, number: float) -> None:
        self._put(row, column, number_entry(number, self._book.code_of(style), from_1904=self._book.from_1904))

    def _put_text(self, row: int, column: int, style: int, text: str) -> None:
        code = self._book.code_of(style)
        text = type(text)(text.replace("\r\n", "\n").replace("\r", "\n"))  # a RichText stays one
        self._put(row, column, Entry(shown_text(text, code) if len(code) > 1 else text))

    def _number(self, data: bytes) -> None:
        row, column, style, number = struct.unpack_from("<HHHd", data)
        self._put_number(row, column, style, number)

    def _packed(self, data: bytes) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", data)
        self._put_number(row, column, style, _unpacked(packed))

    def _many_packed(self, data: bytes) -> None:
        row, first = struct.unpack_from("<HH", data)
        for offset, at in enumerate(range(4, len(data) - 6 + 1, 6)):
            style, packed = struct.unpack_from("<HI", data, at)
            self._put_number(row, first + offset, style, _unpacked(packed))

    def _shared_text(self, data: bytes) -> None:
        row, column, style, number = struct.unpack_from("<HHHI", data)
        self._put_text(row, column, style, self._book.strings[number] if number < len(self._book.strings) else "")

    def _own_text(self, data: bytes) -> None:
        row, column, style, length = struct.unpack_from("<HHHH", data)
        text = text16(data, 6) if self._book.wide else decoded(data[8 : 8 + length], self._book.code_page)
        self._put_text(row, column, style, text)

    def _blank(self, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        self._put(row, column, _EMPTY)

    def _many_blank(self, data: bytes) -> None:
        row, first = struct.unpack_from("<HH", data)
        for column in range(first, struct.unpack_from("<H", data, len(data) - 2)[0] + 1):
            self._put(row, column, _EMPTY)

    def _truth_or_error(self, data: bytes) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
        self._put(row, column, _error(value) if is_error else _truth(value))

    def _formula(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        result = data[6:14]
        if result[6:8] != b"\xff\xff":
            self._put_number(row, column, style, struct.unpack("<d", result)[0])
        elif result[0] == 0:
            self._awaited = (row, column)
        elif result[0] in (1, 2):
            self._put(row, column, _truth(result[2]) if result[0] == 1 else _error(result[2]))

    def _formula_text(self, data: bytes) -> None:
        if self._awaited is not None:
            length = struct.unpack_from("<H", data)[0]
            text = text16(data, 0) if self._book.wide else decoded(data[2 : 2 + length], self._book.code_page)
            self._put(*self._awaited, Entry(text))
        self._awaited = None

    def _merges(self, data: bytes) -> None:
        for at in range(2, 2 + 8 * struct.unpack_from("<H", data)[0], 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", data, at)
            self._draft.merges.append((top, left, bottom, right))

    def _row(self, data: bytes) -> None:
        if struct.unpack_from("<H", data, 12)[0] & _ROW_HIDDEN:
            self._hidden_rows.add(struct.unpack_from("<H", data)[0])

    def _columns(self, data: bytes) -> None:
        first, last, _, _, options = struct.unpack_from("<HHHHH", data)
        if options & 1:
            self._hidden_columns.update(range(first, min(last, 255) + 1))

    def _drawn(self, data: bytes) -> None:
        self._object = struct.unpack_from("<H", data, 4)[0] if len(data) >= 6 else 0
        self.pictures += self._object == _PICTURE

    def _boxed(self, data: bytes) -> None:
        self._box_letters = struct.unpack_from("<H", data, 10)[0] if self._object != _COMMENT else 0

    def _continued(self, data: bytes) -> None:
        if self._box_letters and data:
            wide = bool(data[0] & 1)
            text = data[1:].decode("utf-16-le" if wide else "latin-1", "replace")[: self._box_letters]
            self._draft.boxes.append(text.replace("\r", "\n"))
        self._box_letters = 0

    _VERBS: ClassVar[Mapping[int, Callable[[Any, bytes], None]]] = {
        0x203: _number,
        0x27E: _packed,
        0xBD: _many_packed,
        0xFD: _shared_text,
        0x204: _own_text,
        0xD6: _own_text,
        0x201: _blank,
        0xBE: _many_blank,
        0x205: _truth_or_error,
        0x06: _formula,
        0x207: _formula_text,
        0xE5: _merges,
        0x208: _row,
        0x7D: _columns,
        0x5D: _drawn,
        0x1B6: _boxed,
        0x3C: _continued,
    }


_EMPTY: Final = Entry("")


def _unpacked(packed: int) -> float:
    """Return an RkNumber: 30 bits of a double or an integer, perhaps in hundredths ([MS-XLS] §2.5.217)."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number


def _truth(value: int) -> Entry:
    return Entry("TRUE" if value else "FALSE")


def _error(code: int) -> Entry:
    return Entry(_ERRORS.get(code, "#N/A"), flags=("error",))
