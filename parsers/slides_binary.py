"""Octets of .ppt (PowerPoint 97–2003, WPS's .dps) in, a Document out: what the slides say, in their order ([MS-PPT])."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import olefile

from model import Document, TroubleKind
from parsers.flow import Item, Paragraph, document
from parsers.unreadable import UnreadableError

_STREAM: Final = "PowerPoint Document"
_ENCRYPTED: Final = struct.pack("<I", 0xF3D1C4DF)  # CurrentUserAtom.headerToken (§2.3.2)
_CONTAINER: Final = 0xF
_DOCUMENT, _SLIDE, _LIST, _SLIDE_OF_LIST = 1000, 1006, 4080, 1011
_KIND, _LETTERS, _OCTETS = 3999, 4000, 4008  # TextHeaderAtom, TextCharsAtom, TextBytesAtom
_TITLES: Final = frozenset({0, 6})
_NOTES: Final = 2
_DEEPEST: Final = 20
_MOST_TEXTS: Final = 20_000


def read_binary_slides(octets: bytes) -> Document:
    """Return a presentation's Document; UnreadableError where there is none, with PASSWORD where it is encrypted."""
    stream, pictures = _stream(octets)
    records = [(kind, start, end) for kind, _, start, end in _records(stream, 0, len(stream))]
    if not any(kind in (_DOCUMENT, _SLIDE) for kind, _, _ in records):
        raise UnreadableError("no slide in the stream", TroubleKind.UNKNOWN_FORMAT)
    return document("ppt", islice(_items(stream, records), _MOST_TEXTS), pictures=pictures)


def _stream(octets: bytes) -> tuple[bytes, int]:
    """Return the stream of records, and 1 where there are pictures, 0 where there are none."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as ole:
            if ole.exists("Current User") and ole.openstream("Current User").read()[12:16] == _ENCRYPTED:
                raise UnreadableError("the presentation is encrypted", TroubleKind.PASSWORD)
            return ole.openstream(_STREAM).read(), int(ole.exists("Pictures"))
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise UnreadableError(f"the container cannot be read: {error}") from error


def _items(stream: bytes, records: Sequence[tuple[int, int, int]]) -> Iterator[Item]:
    """Yield the outline of the newest document record, slide by slide, then what stands in text boxes beside it, once."""
    outline = [(start, end) for kind, start, end in records if kind == _DOCUMENT][-1:]
    said: set[str] = set()
    slide = 0
    for start, end in outline:
        for kind, head, begin, stop in _records(stream, start, end):
            if kind == _LIST and head >> 4 == 0:  # of slides; 1 and 2 are of masters and notes
                yield from _texts(stream, begin, stop, said, slide)
    for kind, start, end in records:
        if kind == _SLIDE:
            slide += 1
            yield from _texts(stream, start, end, said, slide)


def _texts(stream: bytes, start: int, end: int, said: set[str], slide: int) -> Iterator[Item]:
    text_kind = -1
    for kind, data in _atoms(stream, start, end, 0):
        if kind == _SLIDE_OF_LIST:
            slide += 1
        elif kind == _KIND:
            text_kind = struct.unpack_from("<I", data)[0] if len(data) >= 4 else -1
        elif text_kind != _NOTES:
            text = data.decode("utf-16-le" if kind == _LETTERS else "latin-1", "replace").replace("\v", "\n")
            if text not in said:
                said.add(text)
                yield from (Paragraph(line, int(text_kind in _TITLES), f"第{slide}张幻灯片") for line in text.split("\r"))


def _atoms(stream: bytes, start: int, end: int, depth: int) -> Iterator[tuple[int, bytes]]:
    for kind, head, begin, stop in _records(stream, start, end):
        if kind in (_SLIDE_OF_LIST, _KIND, _LETTERS, _OCTETS):
            yield kind, stream[begin:stop]
        elif head & 0xF == _CONTAINER and depth < _DEEPEST:
            yield from _atoms(stream, begin, stop, depth + 1)


def _records(stream: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, head (version in the low four bits, instance above them), begin and end of each record (§2.3.1)."""
    while at + 8 <= end:
        head, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        yield kind, head, at, min(at + size, end)
        at += size
