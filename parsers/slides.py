"""Octets of .pptx in, a Document out: what the slides say, in their order (ISO/IEC 29500-1 PresentationML).

Slides hold no form of the notice, but a report that came only so must be told from a Word file, and one in addition is welcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from model import Document, TroubleKind
from parsers.flow import MOST_CELLS, MOST_SPAN, Item, Paragraph, TableDraft, document
from parsers.package import Package
from parsers.unreadable import UnreadableError
from parsers.word_names import MC, RELATION, A, R

P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"

_MAIN: Final = "ppt/presentation.xml"
_NUMBERED: Final = re.compile(r"ppt/slides/slide(\d+)\.xml")
_TITLES: Final = frozenset({"title", "ctrTitle"})
_PASSED_OVER: Final = frozenset({A + "p", P + "pic", MC + "Fallback"})  # the same shape again, for older programs
_UNSAID: Final = frozenset({"sldNum", "dt", "ftr"})  # repeated on every slide


def read_slides(octets: bytes) -> Document:
    """Return a presentation's Document; UnreadableError where it has no slide. Notes and masters are left away."""
    package = Package(octets)
    items: list[Item] = []
    pictures = number = 0
    for number, name in enumerate(_slides(package), 1):
        root = package.xml(name)
        if root is not None:
            items += _said(root, f"第{number}张幻灯片")
            pictures += sum(1 for _ in root.iter(P + "pic"))
    if not number:
        raise UnreadableError("no slide in the package", TroubleKind.UNKNOWN_FORMAT)
    macros = any(name.endswith("vbaproject.bin") for name in package.names)
    flags = ({"macros"} if macros else set()) | ({"damaged"} if package.damaged else set())
    return document("pptx", items, pictures=pictures, flags=flags)


def _slides(package: Package) -> list[str]:
    """Return the slides' parts in the order of the show, or by their numbers where that is lost."""
    root, relations = package.xml(_MAIN), package.xml("ppt/_rels/presentation.xml.rels")
    if root is not None and relations is not None:
        targets = {str(r.get("Id")): str(r.get("Target", "")) for r in relations.iter(RELATION)}
        shown = [targets.get(str(slide.get(R + "id")), "") for slide in root.iter(P + "sldId")]
        parts = [t.lstrip("/") if t.startswith("/") else f"ppt/{t}" for t in shown if t]
        if parts and all(part in package for part in parts):
            return parts
    numbered = [(int(found[1]), name) for name in package.names if (found := _NUMBERED.fullmatch(name))]
    return [name for _, name in sorted(numbered)]


def _said(container: Element, place: str) -> Iterator[Item]:
    for child in container:
        if child.tag == P + "sp":
            kind = _placeholder(child)
            if kind not in _UNSAID:
                yield from (Paragraph(text, int(kind in _TITLES), place) for text in _paragraphs(child))
        elif child.tag == A + "tbl":
            yield from _table(child, place)
        elif child.tag not in _PASSED_OVER:
            yield from _said(child, place)


def _placeholder(shape: Element) -> str:
    mark = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return "" if mark is None else str(mark.get("type", "body"))


def _paragraphs(container: Element) -> Iterator[str]:
    for paragraph in container.iter(A + "p"):
        pieces = ["\n" if e.tag == A + "br" else e.text or "" for e in paragraph.iter(A + "t", A + "br")]
        yield "".join(pieces)


def _table(table: Element, place: str) -> Iterator[Item]:
    draft = TableDraft()
    cells = 0
    for row in table.iterchildren(A + "tr"):
        draft.add_row()
        for column, cell in enumerate(row.iterchildren(A + "tc")):
            cells += 1
            if column < MOST_SPAN and cells < MOST_CELLS and not draft.is_full and "1" not in (cell.get("hMerge"), cell.get("vMerge")):
                draft.add("\n".join(_paragraphs(cell)), column, _count(cell, "gridSpan"), _count(cell, "rowSpan"))
    yield draft.grid(place)


def _count(cell: Element, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(1, int(value)), MOST_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1
