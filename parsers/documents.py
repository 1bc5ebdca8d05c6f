"""Octets of one file in, its Document or the Trouble with it out: the table of which module reads which kind.

The kind comes from the content, never from the name. Bad content never raises; MemoryError and RecursionError do, since the
confined process that reads answers for them.
"""

from __future__ import annotations

import importlib
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

from lxml import etree

from model import Document, Trouble, TroubleKind
from parsers.locked_package import unlocked
from parsers.sniff import is_torn, kind_of
from parsers.unreadable import UnreadableError

# kind: module and function; a reader takes octets, gives a Document, raises UnreadableError
READERS: Final[dict[str, tuple[str, str]]] = {
    "docx": ("parsers.word", "read_word"),
    "docm": ("parsers.word", "read_word"),
    "wordml": ("parsers.wordml", "read_wordml"),
    "doc": ("parsers.doc", "read_doc"),
    "xlsx": ("parsers.excel", "read_excel"),
    "xlsm": ("parsers.excel", "read_excel"),
    "xlsb": ("parsers.excel_calamine", "read_by_calamine"),
    "xls": ("parsers.excel_binary", "read_binary_excel"),
    "excelml": ("parsers.excelml", "read_excelml"),
    "odt": ("parsers.opendocument", "read_text"),
    "fodt": ("parsers.opendocument", "read_text"),
    "ods": ("parsers.opendocument_sheets", "read_spreadsheet"),
    "fods": ("parsers.opendocument_sheets", "read_spreadsheet"),
    "pptx": ("parsers.slides", "read_slides"),
    "ppt": ("parsers.slides_binary", "read_binary_slides"),
    "rtf": ("parsers.rtf", "read_rtf"),
    "html": ("parsers.html", "read_html"),
    "mhtml": ("parsers.html", "read_mhtml"),
    "text": ("parsers.plain", "read_plain"),
    "pdf": ("parsers.pdf", "read_pdf"),
}
Reader = Callable[..., Document]  # octets; a reader of OpenDocument also takes `converted`
_PICTURES: Final = frozenset({"jpeg", "png", "gif", "bmp", "tiff", "webp", "heic", "svg", "metafile"})
_WORKBOOKS: Final = frozenset({"xlsx", "xlsm", "xlsb"})  # what Excel opens without asking, though it is encrypted; Word and PowerPoint ask
_TROUBLES: Final = {
    "empty": TroubleKind.EMPTY,
    "encrypted-office": TroubleKind.PASSWORD,
    "enciphered": TroubleKind.ENCIPHERED,
    "lock-file": TroubleKind.LOCK_FILE,
    "shortcut": TroubleKind.SHORTCUT,
    "executable": TroubleKind.DANGEROUS,
    "script": TroubleKind.DANGEROUS,
} | dict.fromkeys(_PICTURES, TroubleKind.PICTURE)
_BAD_CONTENT: Final = (zipfile.BadZipFile, zlib.error, etree.LxmlError, struct.error, OSError, EOFError, UnicodeError)


def open_document(octets: bytes, name: str) -> Document | Trouble:
    """Return what a file holds, or why it holds nothing that we can read; `detail` begins with the kind.

    Damaged content is DAMAGED; a reader that fails in a way that it should not is OUR_FAULT.
    """
    kind = kind_of(octets, name)
    if kind == "encrypted-office" and (book := unlocked(octets)) and (inside := kind_of(book)) in _WORKBOOKS:
        return _read(_READERS[inside], book, inside)
    if kind in _TROUBLES:
        return Trouble(_TROUBLES[kind], kind)
    if kind not in _READERS:
        return Trouble(TroubleKind.DAMAGED if is_torn(octets, kind) else TroubleKind.UNKNOWN_FORMAT, kind)
    return _read(_READERS[kind], octets, kind)


def open_converted(octets: bytes, kind: str) -> Document | Trouble:
    """Return what a file holds that LibreOffice wrote, odt or ods: what it says of today is not the sender's word."""
    return _read(partial(_READERS[kind], converted=True), octets, kind)


def _read(reader: Reader, octets: bytes, kind: str) -> Document | Trouble:
    try:
        document = reader(octets)
    except UnreadableError as unreadable:
        return Trouble(unreadable.kind, f"{kind}: {unreadable}")
    except _BAD_CONTENT as bad:
        return Trouble(TroubleKind.DAMAGED, f"{kind}: {type(bad).__name__}: {bad}")
    except (MemoryError, RecursionError):
        raise
    except Exception as crash:  # noqa: BLE001 - a reader's own mistake must not stop the line nor become the unit's
        return Trouble(TroubleKind.OUR_FAULT, f"{kind}: {type(crash).__name__}: {crash}")
    if "damaged" in document.flags and not (document.words or document.pictures):
        return Trouble(TroubleKind.DAMAGED, f"{kind}: nothing is left of it")
    return document


def _loaded(readers: dict[str, tuple[str, str]]) -> dict[str, Reader]:
    """Import every reader now, so that a process that forks for each file has them all; one that is not written yet is left out."""
    loaded: dict[str, Reader] = {}
    for kind, (module, function) in readers.items():
        try:
            loaded[kind] = getattr(importlib.import_module(module), function)
        except ModuleNotFoundError as missing:
            if missing.name != module:
                raise
    return loaded


_READERS: Final = _loaded(READERS)
