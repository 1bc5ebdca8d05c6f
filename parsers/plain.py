"""Octets of plain text in, a Document of its lines out."""

from __future__ import annotations

from model import Document
from parsers.charset import text_of
from parsers.flow import Paragraph, document
from parsers.unreadable import UnreadableError

_MOST_OCTETS = 5_000_000  # of text kept from one file (reliability.md A4)


def read_plain(octets: bytes) -> Document:
    """Return a text file's Document, a paragraph a line."""
    if len(octets) > _MOST_OCTETS:
        raise UnreadableError("plain text past the limit")
    return document("text", [Paragraph(line) for line in text_of(octets).splitlines()])
