"""Octets of .odt or .fodt in, a Document out: what the page shows, once, in reading order (OASIS OpenDocument 1.3)."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from model import Document
from parsers.flow import Item, Paragraph, document
from parsers.opendocument_names import OFFICE, STYLE, OpenDocument
from parsers.opendocument_walk import Walk

_MARGINS: Final = (("header", "页眉"), ("footer", "页脚"))


def read_text(octets: bytes, *, converted: bool = False) -> Document:
    """Return a text document's Document; UnreadableError where it has no body, with PASSWORD where it is encrypted.

    `converted`: a program wrote it just now; fields that it set to this day are passed over.
    """
    opened = OpenDocument(octets, "text")
    walk = Walk(opened.root, converted=converted)
    items = walk.story(opened.body)
    margins = _margins(opened.styles(), converted=converted)
    flags = walk.flags | ({"damaged"} if opened.damaged else set())
    return document(
        "fodt" if opened.is_flat else "odt", [*margins["页眉"], *items, *margins["页脚"], *walk.notes], pictures=walk.pictures, flags=flags
    )


def _margins(root: Element | None, *, converted: bool) -> dict[str, list[Item]]:
    """Return what stands in the headers and footers of the pages, each text once."""
    margins: dict[str, list[Item]] = {place: [] for _, place in _MARGINS}
    masters = None if root is None else root.find(OFFICE + "master-styles")
    if root is None or masters is None:
        return margins
    walk = Walk(root, converted=converted)
    for name, place in _MARGINS:
        for margin in masters.iter(STYLE + name):
            items = [Paragraph(i.text, 0, place) if isinstance(i, Paragraph) else i for i in walk.story(margin)]
            margins[place] += [item for item in items if item not in margins[place]]
    return margins
