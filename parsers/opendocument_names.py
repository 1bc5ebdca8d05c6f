"""The names of OpenDocument that a reader meets, as lxml spells them (OASIS OpenDocument 1.3), and its package."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from model import TroubleKind
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


def body_of(package: Package, kind: str) -> tuple[Element, Element]:
    """Return the content part's root and its office:text or office:spreadsheet; UnreadableError where there is none."""
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableError("the document is encrypted", TroubleKind.PASSWORD)
    root = package.xml("content.xml")
    body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}{kind}")
    for element in () if root is None else root.iter(f"{_LIBRE}*"):
        if (name := str(element.tag).removeprefix(_LIBRE)).startswith("table"):
            element.tag = TABLE + name
    if root is None or body is None:
        raise UnreadableError(f"no {kind} in the content part")
    return root, body


def count(element: Element, name: str, most: int) -> int:
    """Return a repetition or span: at least 1, at most so many."""
    value = str(element.get(name, "1"))
    return min(max(1, int(value)), most) if value.isascii() and value.isdigit() and len(value) < 12 else 1
