"""A document's octets in, the files that were put into it as objects out (插入对象): offices send several forms inside of one.

Source: ECMA-376 part 2 (packages), [MS-OLEDS] 2.3 (objects), [MS-DOC] 2.1.9, [MS-XLS] 2.1.2.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator
from typing import TypeVar

from intake import archive_names, compound, zip_directory
from intake.budget import MOST_OBJECTS, LimitError, Meter, UnreadableError
from intake.compound_written import written
from intake.file_signs import ending_of
from intake.inflating import inflated_member
from intake.unpacked import Member

FILE = "embedded-file"  # the flag of a file that was put in under its name
OBJECT = "embedded-object"  # and of an object that has none: it may be a table that is shown in the text

_MOST_ENTRIES = 10_000
_FOLDER = b"/embeddings/"
_TARGET = re.compile(rb'Target="[^"]*/embeddings/([^"/]+)"')
_PAPERS = frozenset({".docx", ".doc", ".xlsx", ".xls", ".pptx", ".ppt", ".pdf", ".rtf"})
_SENT = re.compile(r"\.(?:docx?|docm|wps|rtf|odt|xlsx?|xlsm|et|ods|pptx?|pdf|zip|rar|7z)$", re.IGNORECASE)
_WHOLE = frozenset({"WordDocument", "Workbook", "Book", "PowerPoint Document"})  # a storage that has one of these is a document itself
_INSIDE = ("Package", "CONTENTS")  # a document of Office since 2007, a PDF
_NATIVE = "\x01Ole10Native"
_OBJECT_POOL, _OF_EXCEL = "ObjectPool", re.compile(r"MBD[0-9A-F]{8}")
_Found = tuple[str, bytes]  # a name, "" for an object without one, and the octets
_Piece = TypeVar("_Piece")
_SIGNS = tuple(name.encode("utf-16-le") for name in (_OBJECT_POOL, "MBD0"))


def files_in_document(octets: bytes, meter: Meter) -> Iterator[Member]:
    """Yield the files in a document of Word, Excel or PowerPoint, in its order; none for any other file.

    They are flagged FILE or OBJECT. Never raises for what cannot be read: it is the document's own, and read with that.
    """
    objects: Iterator[_Found] = iter(())
    if octets.startswith(zip_directory.LOCAL) and _FOLDER in octets:
        objects = _in_package(octets, meter)
    elif octets.startswith(compound.SIGNATURE) and any(sign in octets for sign in _SIGNS):
        objects = _in_compound(octets, meter)
    try:
        for number, (name, content) in enumerate(itertools.islice(objects, MOST_OBJECTS), 1):
            ending = ending_of(content, "")
            if name and _SENT.search(name):  # pictures and whatever else lies in a text are part of it
                meter.begin()
                yield Member(archive_names.cleaned(name.replace("/", "_")), content, flags=(FILE,))
            elif not name and ending in _PAPERS:
                meter.begin()
                yield Member(f"嵌入对象{number}{ending}", content, flags=(OBJECT,))
    except UnreadableError:
        return


def _in_package(octets: bytes, meter: Meter) -> Iterator[_Found]:
    entries = _entries(octets)
    charts = [e for e in entries if b"/charts/_rels/" in e.name]
    shown = {name for e in charts for name in _whole(_targets(octets, e, meter))}  # the figures behind a chart are no file
    for entry in entries:
        if _FOLDER in entry.name and entry.name.rpartition(b"/")[2] not in shown and not entry.is_encrypted:
            yield from _whole(_of_member(octets, entry, meter))


def _entries(octets: bytes) -> list[zip_directory.Entry]:
    try:
        return list(itertools.islice(zip_directory.entries(octets), _MOST_ENTRIES))
    except UnreadableError:
        return list(itertools.islice(zip_directory.salvaged(octets), _MOST_ENTRIES))


def _whole(found: Iterator[_Piece]) -> list[_Piece]:
    """Return what an object holds; one that is damaged holds nothing, and the next may be whole. Raises LimitError."""
    try:
        return list(found)
    except LimitError:
        raise
    except UnreadableError:
        return []


def _targets(octets: bytes, entry: zip_directory.Entry, meter: Meter) -> Iterator[bytes]:
    yield from _TARGET.findall(_read(octets, entry, meter))


def _of_member(octets: bytes, entry: zip_directory.Entry, meter: Meter) -> Iterator[_Found]:
    content = _read(octets, entry, meter)
    yield from _of_object(content) if content.startswith(compound.SIGNATURE) else [("", content)]


def _read(octets: bytes, entry: zip_directory.Entry, meter: Meter) -> bytes:
    return inflated_member(entry.method, zip_directory.data_of(octets, entry), meter)[0]


def _of_object(octets: bytes) -> Iterator[_Found]:
    """Yield the file that an object's own compound file holds, or is."""
    with compound.opened(octets) as file:
        names = {p[0] for p in file.paths}
        found = [("", octets)] if names & _WHOLE else list(_of_storage(file, ()))
    yield from found


def _in_compound(octets: bytes, meter: Meter) -> Iterator[_Found]:
    with compound.opened(octets) as file:
        storages = [p for p in file.paths if (len(p) == 2 and p[0] == _OBJECT_POOL) or (len(p) == 1 and _OF_EXCEL.fullmatch(p[0]))]
        for storage in storages:
            for name, content in _whole(_of_storage(file, storage)):
                meter.took(len(content))
                yield name, content


def _of_storage(file: compound.Compound, storage: tuple[str, ...]) -> Iterator[_Found]:
    names = {p[-1] for p in file.paths if p[:-1] == storage}
    if names & _WHOLE:
        yield "", written(file.tree(storage))
    elif _NATIVE in names:
        yield from _packaged(file.stream((*storage, _NATIVE)))
    else:
        yield from (("", content) for name in _INSIDE if name in names and (content := file.stream((*storage, name))))


def _packaged(native: bytes) -> Iterator[_Found]:
    """Yield the file that Windows packed with its name ([MS-OLEDS] 2.3.6 and the Packager's own layout within)."""
    try:
        label, place = _text(native, 6)
        _, place = _text(native, place)
        (length,) = struct.unpack_from("<I", native, place + 4)
        place += 8 + length
        (size,) = struct.unpack_from("<I", native, place)
    except (struct.error, ValueError):
        return
    content, rest = native[place + 4 : place + 4 + size], native[place + 4 + size :]
    if len(content) == size and size:
        yield _wide_label(rest) or archive_names.decoded(label), content


def _text(octets: bytes, begin: int) -> tuple[bytes, int]:
    end = octets.index(b"\0", begin)
    return octets[begin:end], end + 1


def _wide_label(rest: bytes) -> str:
    """Return the label once more in Unicode, which Office since 2007 writes after the path, "" where it is not there."""
    texts: list[str] = []
    while len(rest) >= 4 and len(texts) < 2:
        (length,) = struct.unpack_from("<I", rest)
        texts.append(rest[4 : 4 + 2 * length].decode("utf-16-le", "replace").rstrip("\0"))
        rest = rest[4 + 2 * length :]
    return texts[1] if len(texts) > 1 else ""
