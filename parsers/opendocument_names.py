"""An OpenDocument's octets in, its content out, from a package or one flat file; the names that a reader meets (version 1.3)."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from model import TroubleKind
from parsers.markup import parse
from parsers.package import Package
from parsers.unreadable import UnreadableError

_OASIS: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = _OASIS + "office:1.0}"
TEXT: Final = _OASIS + "text:1.0}"
TABLE: Final = _OASIS + "table:1.0}"
DRAW: Final = _OASIS + "drawing:1.0}"
STYLE: Final = _OASIS + "style:1.0}"
# LibreOffice's own names: a table inside a shape is not in the standard, and yet people type into one
_LIBRE: Final = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
MARK: Final = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"


class OpenDocument:
    """A file's content: `root` its part, `body` the office:text or office:spreadsheet in it; `is_flat`: one XML file, no package."""

    def __init__(self, octets: bytes, kind: str) -> None:
        """Open it; UnreadableError where there is no such content, with PASSWORD where it is encrypted."""
        self._package = Package(octets) if octets[:16].lstrip(b"\r\n").startswith(b"PK") else None
        self._mended = False
        self.root, self.body = self._content(octets, kind)
        for element in self.root.iter(f"{_LIBRE}*"):
            if "table" in (name := str(element.tag).removeprefix(_LIBRE)):
                element.tag = TABLE + name

    @property
    def is_flat(self) -> bool:
        """Tell whether everything stands in one XML file."""
        return self._package is None

    @property
    def damaged(self) -> bool:
        """Tell whether something had to be mended so far."""
        return self._mended if self._package is None else self._package.damaged

    def styles(self) -> Element | None:
        """Return what holds the styles and the pages' margins."""
        return self.root if self._package is None else self._package.xml("styles.xml")

    def _content(self, octets: bytes, kind: str) -> tuple[Element, Element]:
        root: Element | None
        if self._package is None:
            root, self._mended = parse(octets)
        elif b"encryption-data" in self._package.read("META-INF/manifest.xml"):
            raise UnreadableError("the document is encrypted", TroubleKind.PASSWORD)
        else:
            root = self._package.xml("content.xml")
        body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}{kind}")
        if root is None or body is None:
            raise UnreadableError(f"no {kind} in the content part")
        return root, body


def count(element: Element, name: str, most: int) -> int:
    """Return a repetition or span: at least 1, at most so many."""
    value = str(element.get(name, "1"))
    return min(max(1, int(value)), most) if value.isascii() and value.isdigit() and len(value) < 12 else 1
