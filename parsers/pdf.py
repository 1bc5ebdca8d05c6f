"""Octets of a PDF in, a Document out: tables from their ruling lines, lines of text around them, in reading order.

ISO 32000-1; a page without characters is a scan, which is named and left to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from model import Document
from parsers.flow import document
from parsers.pdf_beside import single_sheets, whole_sheets
from parsers.pdf_file import Page, pages
from parsers.pdf_flow import items_of
from parsers.pdf_layout import blocks_of
from parsers.pdf_marks import NAMELESS

_TAIL: Final = 2048  # octets at the end where a whole file says %%EOF
_PADDING: Final = b"\0\r\n "


def read_pdf(octets: bytes) -> Document:
    """Return a PDF's Document, flagged "text-layer", or "scan" where no page holds a character.

    "scanned-pages": some pages hold none. A table without ruling lines is given as lines and flagged "uncertain-layout", and so is a
    sheet that was put together from pages beside one another; struck words are dropped ("tracked-changes").

    "damaged": pages are lost, or their letters cannot be told.

    UnreadableError for a password or where no page can be found.
    """
    sheets, is_cut = pages(octets)
    single = single_sheets(sheets)
    whole = whole_sheets(single)
    read = [blocks_of(sheet) for sheet in whole]
    flags = set(_flags(sheets))
    if is_cut or b"%%EOF" not in octets.rstrip(_PADDING)[-_TAIL:] or any(mark[0] == NAMELESS for sheet in sheets for mark in sheet.marks):
        flags.add("damaged")
    if any(page.struck for page in read):
        flags.add("tracked-changes")
    if any(page.seems_table for page in read) or len(whole) < len(single):
        flags.add("uncertain-layout")
    return document("pdf", items_of(read), pictures=sum(sheet.drawing.pictures for sheet in sheets), flags=flags)


def _flags(sheets: Sequence[Page]) -> Iterator[str]:
    written = [any(mark[0].strip() for mark in sheet.marks) for sheet in sheets]
    if not any(written):
        yield "scan"
        return
    yield "text-layer"
    if any(sheet.is_picture and not is_written for sheet, is_written in zip(sheets, written, strict=True)):
        yield "scanned-pages"
