"""Octets of a Word 97–2003 file in, its streams and its file information block out ([MS-CFB]; [MS-DOC] §2.5)."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from typing import Final

import olefile

from model import TroubleKind
from parsers.doc_salvage import main_stream, table_stream
from parsers.unreadable import UnreadableError

# Places in the list of structures that the table stream holds ([MS-DOC] §2.5.6): offset and length each.
STYLES: Final = 1
FOOTNOTE_MARKS: Final = 2
FOOTNOTES: Final = 3
SECTIONS: Final = 6
HEADERS: Final = 11
CHARACTER_PAGES: Final = 12
PARAGRAPH_PAGES: Final = 13
FONTS: Final = 15
SETTINGS: Final = 31
PIECES: Final = 33
SHAPES: Final = 40
HEADER_SHAPES: Final = 41
ENDNOTE_MARKS: Final = 46
ENDNOTES: Final = 47
DRAWINGS: Final = 50
BOXES: Final = 56
HEADER_BOXES: Final = 58

_WORD_97: Final = 0xA5EC
_OLDER: Final = frozenset({0xA5DC, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699, 0xA59D})
_FIRST_97: Final = 0xC1 - 1  # beta files say C0
_ENCRYPTED: Final = 0x0100
_SECOND_TABLE: Final = 0x0200
_FIXED: Final = 154  # where the list of structures begins, as long as the counts before it are those of Word 97
_SIGN: Final = b"\xec\xa5"


@dataclass(frozen=True, slots=True)
class Stories:
    """How many characters each text of the file has, in the order in which they follow one another (fibRgLw97)."""

    text: int
    footnotes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int

    def start(self, name: str) -> int:
        """Return the first character position of a text."""
        position = 0
        for story in self.__slots__:
            if story == name:
                break
            position += int(getattr(self, story))
        return position

    @property
    def total(self) -> int:
        """Return the characters of all texts."""
        return sum(int(getattr(self, story)) for story in self.__slots__)


@dataclass(frozen=True, slots=True)
class WordFile:
    """The three streams of one file; `names` are the paths of all streams and storages, `flags` what was met on the way."""

    main: bytes
    table: bytes
    data: bytes
    stories: Stories
    names: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    def structure(self, number: int) -> bytes:
        """Return one structure of the table stream, b"" where there is none or it lies outside."""
        start, size = self.span(number)
        return self.table[start : start + size] if 0 < size < 0x7FFFFFFF else b""

    def span(self, number: int) -> tuple[int, int]:
        """Return where one structure lies in the table stream and how long it is, (0, 0) where there is none."""
        at = _list_of(self.main) + 8 * number
        if at + 8 > len(self.main) or number >= struct.unpack_from("<H", self.main, _list_of(self.main) - 2)[0]:
            return 0, 0
        start, size = struct.unpack_from("<II", self.main, at)
        return start, size

    @property
    def text_start(self) -> int:
        """Return where the text began in the oldest layout (fcMin)."""
        return int(struct.unpack_from("<I", self.main, 24)[0])

    @property
    def text_end(self) -> int:
        """Return where the text ended in the oldest layout (fcMac)."""
        return int(struct.unpack_from("<I", self.main, 28)[0])


def open_word_file(octets: bytes) -> WordFile:
    """Return the streams of a file; UnreadableError for older Word, a password, or where no text can be found."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as ole:
            file = _read(ole)
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error):
        file = WordFile(b"", b"", b"", _NOTHING, flags=frozenset({"damaged"}))
    return _checked(file if _is_whole(file) else _mended(file, octets))


def _is_whole(file: WordFile) -> bool:
    return len(file.main) >= _FIXED and (file.main[:2] != _SIGN or (len(file.main) >= file.text_end and bool(file.structure(PIECES))))


def _mended(file: WordFile, octets: bytes) -> WordFile:
    """Find again what the directory of a torn file does not tell."""
    main = file.main if len(file.main) >= _FIXED and file.main[:2] == _SIGN else b""
    main = max(main, main_stream(octets), key=len)
    mended = replace(file, main=main, flags=file.flags | {"damaged"})
    if len(main) < _FIXED or mended.structure(PIECES):
        return mended
    return replace(mended, table=table_stream(octets, *mended.span(PIECES)) or file.table)


def _read(ole: olefile.OleFileIO) -> WordFile:
    paths = ole.listdir(streams=True, storages=True)
    names = frozenset("/".join(path) for path in paths)
    main, torn = _stream(ole, "WordDocument")
    flags = struct.unpack_from("<H", main, 10)[0]
    first, second = ("1Table", "0Table") if flags & _SECOND_TABLE else ("0Table", "1Table")
    table, torn_table = _stream(ole, first if ole.exists(first) else second)
    data, torn_data = _stream(ole, "Data")
    doubts = frozenset({"damaged"}) if torn or torn_table or torn_data else frozenset()
    return WordFile(main, table, data, _NOTHING, names, doubts)


def _stream(ole: olefile.OleFileIO, name: str) -> tuple[bytes, bool]:
    """Return a stream, and whether it is shorter than the directory says."""
    if not ole.exists(name):
        return b"", False
    size = ole.get_size(name)
    with ole.openstream(name) as stream:
        octets = stream.read()
    return octets, len(octets) < size


def _checked(file: WordFile) -> WordFile:
    if len(file.main) < _FIXED:
        raise UnreadableError("no text stream can be found")
    sign, version = struct.unpack_from("<HH", file.main)
    if sign in _OLDER or (sign == _WORD_97 and version < _FIRST_97):
        raise UnreadableError("written by Word 6, Word 95 or older", TroubleKind.UNKNOWN_FORMAT)
    if sign != _WORD_97:
        raise UnreadableError(f"no text of Word 97 begins with {sign:04X}")
    if struct.unpack_from("<H", file.main, 10)[0] & _ENCRYPTED:
        raise UnreadableError("encrypted", TroubleKind.PASSWORD)
    return replace(file, stories=_stories(file.main))


def _stories(main: bytes) -> Stories:
    words = struct.unpack_from("<H", main, 32)[0]
    counts = struct.unpack_from("<8i", main, 34 + 2 * words + 2 + 12)
    if min(counts) < 0:
        raise UnreadableError("the counts of characters are negative")
    return Stories(*counts)


def _list_of(main: bytes) -> int:
    words = int(struct.unpack_from("<H", main, 32)[0])
    if 36 + 2 * words > len(main):
        return len(main)
    longs = int(struct.unpack_from("<H", main, 34 + 2 * words)[0])
    return 34 + 2 * words + 2 + 4 * longs + 2


_NOTHING: Final = Stories(0, 0, 0, 0, 0, 0, 0, 0)
