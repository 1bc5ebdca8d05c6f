"""Octets of .xlsx or .xlsm in, a Document with a grid a sheet out: every cell as it is shown, with its number beside it.

ISO/IEC 29500-1 SpreadsheetML, transitional and strict. Cells are read sparsely; macros never.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from lxml.etree import _Element as Element

from model import Document
from parsers.excel_cells import CellReader
from parsers.excel_drawings import texts_in_drawing
from parsers.excel_names import R_ID, S, relations_of
from parsers.excel_sheets import SheetDraft, workbook
from parsers.excel_strings import formats_of, shared_strings
from parsers.package import Package
from parsers.unreadable import UnreadableError

_BOOK: Final = "xl/workbook.xml"


def read_excel(octets: bytes) -> Document:
    """Return a workbook's Document; UnreadableError where it has no sheet."""
    package = Package(octets)
    main = _main_part(package)
    book = package.xml(main)
    parts = relations_of(package, main)
    reader = CellReader(
        shared_strings(package, _part(parts, "/sharedStrings")),
        formats_of(package, _part(parts, "/styles")),
        from_1904=book is not None and _counts_from_1904(book),
    )
    entries = [] if book is None else list(book.iter(S + "sheet"))
    sheets = [_sheet(package, entry, parts, reader) for entry in entries] or _loose_sheets(package, reader)
    pictures = sum(name.startswith("xl/media/") for name in package.names)
    has_macros = any(name.endswith("vbaproject.bin") for name in package.names)
    flags = {"macros"} if has_macros else set()
    flags |= {"damaged"} if package.damaged else set()
    return workbook("xlsm" if has_macros else "xlsx", sheets, pictures=pictures, flags=flags)


def _main_part(package: Package) -> str:
    """Return where the package says that its workbook is (ISO/IEC 29500-1 §12.3.23); a torn one no longer says it."""
    named = next((target for type_, target in relations_of(package, "").values() if type_.endswith("/officeDocument")), "")
    return named if named in package else _BOOK


def _sheet(package: Package, entry: Element, parts: Mapping[str, tuple[str, str]], reader: CellReader) -> SheetDraft:
    draft = SheetDraft(str(entry.get("name", "")), hidden=entry.get("state", "visible") != "visible")
    _, part = parts.get(str(entry.get(R_ID)), ("", ""))
    octets = package.read(part) if part else b""
    if not octets:
        package.damaged = package.damaged or not part
        return draft
    drawings = reader.read_sheet(package, octets, draft)
    if drawings:
        targets = relations_of(package, part)
        for drawing in drawings:
            draft.boxes += texts_in_drawing(package, targets.get(drawing, ("", ""))[1])
    return draft


def _loose_sheets(package: Package, reader: CellReader) -> list[SheetDraft]:
    """Return the sheets of a torn file, whose list of sheets is lost."""
    package.damaged = True
    drafts = []
    for number, part in enumerate(sorted(name for name in package.names if name.startswith("xl/worksheets/sheet")), 1):
        drafts.append(SheetDraft(str(number)))
        reader.read_sheet(package, package.read(part), drafts[-1])
    if not drafts:
        raise UnreadableError("no sheet in the package")
    return drafts


def _part(parts: Mapping[str, tuple[str, str]], kind: str) -> str:
    found = next((target for type_, target in parts.values() if type_.endswith(kind)), "")
    return found or posixpath.join("xl", kind.strip("/") + ".xml")


def _counts_from_1904(book: Element) -> bool:
    properties = book.find(S + "workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")
