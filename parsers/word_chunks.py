"""Files that a Word file takes in as chunks of its own text in (w:altChunk: a page, another Word file), the Document of each out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from model import Document
from parsers.excel_names import relations_of
from parsers.html import read_html, read_mhtml
from parsers.package import Package
from parsers.plain import read_plain
from parsers.rtf import read_rtf
from parsers.sniff import kind_of
from parsers.unreadable import UnreadableError

Read = Callable[[bytes], Document]
_READERS: Final[Mapping[str, Read]] = {"html": read_html, "mhtml": read_mhtml, "rtf": read_rtf, "text": read_plain}
_BROKEN: Final = (UnreadableError, OSError, ValueError, LookupError, struct.error, etree.LxmlError)


class Chunks:
    """The chunks of one package, by the relations of its main part; chunks inside those are left shut."""

    def __init__(self, package: Package, main: str, read_word: Read) -> None:
        """Remember where they are named; `read_word` reads a Word file among them."""
        self._package = package
        self._main = main
        self._readers = {**_READERS, "docx": read_word, "docm": read_word}

    def document(self, relation: str) -> Document | None:
        """Return what the chunk of a relation says, None where there is none that can be read."""
        _, part = relations_of(self._package, self._main).get(relation, ("", ""))
        octets = self._package.read(part) if part else b""
        reader = self._readers.get(kind_of(octets))
        try:
            return reader(octets) if reader is not None else None
        except _BROKEN:
            return None
