"""Octets of a PDF in, a Document out: tables from their ruling lines, lines of text around them, in reading order.

ISO 32000-1; a page without characters is a scan, which is named and left to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from model import Document
from parsers.flow import document
from parsers.pdf_file import Page, pages
from parsers.pdf_flow import items_of
from parsers.pdf_layout import blocks_of

_TAIL: Final = 2048  # octets at the end where a whole file says %%EOF


def read_pdf(octets: bytes) -> Document:
    """Return a PDF's Document, flagged "text-layer", or "scan" where no page holds a character.

    UnreadableError for a password or where no page can be found.
    """
    sheets = list(pages(octets))
    read = [blocks_of(sheet) for sheet in sheets]
    flags = _flags(octets, sheets) | ({"tracked-changes"} if any(page.struck for page in read) else set())
    return document("pdf", items_of(read), pictures=sum(sheet.drawing.pictures for sheet in sheets), flags=flags)


def _flags(octets: bytes, sheets: Sequence[Page]) -> set[str]:
    written = [any(mark[0].strip() for mark in sheet.marks) for sheet in sheets]
    flags = {"text-layer"} if any(written) else {"scan"}
    if any(written) and any(not is_written and sheet.is_picture for is_written, sheet in zip(written, sheets, strict=True)):
        flags.add("scanned-pages")
    if b"%%EOF" not in octets[-_TAIL:]:
        flags.add("damaged")
    return flags
