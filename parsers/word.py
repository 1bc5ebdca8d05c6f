"""Octets of .docx or .docm in, a Document out: everything a reader of the page sees, once, in reading order.

ISO/IEC 29500-1 WordprocessingML, transitional and strict; macros are never read.
"""

from __future__ import annotations

import re
from functools import partial

from lxml.etree import _Element as Element

from model import Document
from parsers.flow import Item, Paragraph, document
from parsers.package import Package
from parsers.unreadable import UnreadableError
from parsers.word_chunks import Chunks
from parsers.word_names import RELATION, W
from parsers.word_sections import Sections
from parsers.word_styles import Styles
from parsers.word_walk import SectionEnd, Walk

_MAIN = "word/document.xml"


def read_word(octets: bytes) -> Document:
    """Return a Word file's Document; UnreadableError where no body can be found.

    Tracked insertions are taken, deletions dropped; text boxes follow their paragraph; footnotes stand at the end.
    """
    return _read(octets, is_outer=True)


def _read(octets: bytes, *, is_outer: bool) -> Document:
    package = Package(octets)
    main = _main_part(package)
    markup = package.read(main)
    if not markup:
        raise UnreadableError(f"no {main} in the package")
    root = package.tree(markup)
    body = root.find(W + "body")
    if body is None:
        raise UnreadableError("no body in the main part")
    chunks = Chunks(package, main, partial(_read, is_outer=False)) if is_outer else None
    walk = Walk(Styles(lambda: package.read(f"{main.rpartition('/')[0]}/styles.xml")), chunks)
    items = Sections(package, main, walk).with_headers(walk.part(body, root, markup))
    items += _notes(package, main, walk)
    format_ = "docm" if any(name.endswith("vbaproject.bin") for name in package.names) else "docx"
    flags = walk.flags | ({"damaged"} if package.damaged else set()) | ({"macros"} if format_ == "docm" else set())
    return document(format_, items, pictures=walk.pictures, flags=flags)


def _main_part(package: Package) -> str:
    if _MAIN in package:
        return _MAIN
    root = package.xml("_rels/.rels")
    for relation in [] if root is None else root.iter(RELATION):
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return next((name for name in sorted(package.names) if re.fullmatch(r"word/document\d*\.xml", name)), _MAIN)


def _notes(package: Package, main: str, walk: Walk) -> list[Item]:
    """Return the notes that the text refers to, in their order: footnotes, then endnotes."""
    items: list[Item] = []
    for kind, place in (("footnote", "脚注"), ("endnote", "尾注")):
        wanted = walk.notes[kind]
        markup = package.read(f"{main.rpartition('/')[0]}/{kind}s.xml") if wanted else b""
        if not markup:
            continue
        root = package.tree(markup)
        notes: dict[str, Element] = {str(note.get(W + "id")): note for note in root.iter(W + kind)}
        for number, key in enumerate(wanted, 1):
            if key in notes:
                items += _placed(walk.part(notes[key], root, markup), f"{place}{number}")
    return items


def _placed(items: list[Item | SectionEnd], place: str) -> list[Item]:
    kept = [item for item in items if not isinstance(item, SectionEnd)]
    return [Paragraph(item.text, 0, place) if isinstance(item, Paragraph) else item for item in kept]
