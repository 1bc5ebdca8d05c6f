"""Octets of Word's single-file XML (WordprocessingML 2003, or a flat package of 2006) in, a Document out.

Its names are folded to those of .docx, and the same walk reads it.
"""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from model import Document
from parsers.flow import Item, Paragraph, document
from parsers.markup import parse
from parsers.unreadable import UnreadableError
from parsers.word_names import SECT_PR, XML_SPACE, T, W
from parsers.word_styles import Styles
from parsers.word_walk import SectionEnd, Walk

_OLD: Final = b"http://schemas.microsoft.com/office/word/2003/wordml"
_NEW: Final = W.strip("{}").encode()
_AUXILIARY: Final = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_ANNOTATION: Final = "{http://schemas.microsoft.com/aml/2001/core}"
_RENAMED: Final = {
    W + "vmerge": W + "vMerge",
    W + "hmerge": W + "hMerge",
    _AUXILIARY + "sect": W + "customXml",
    _AUXILIARY + "sub-section": W + "customXml",
    _AUXILIARY + "pBdrGroup": W + "customXml",
}
_CHANGES: Final = {"Word.Insertion": W + "ins", "Word.Deletion": W + "del"}
_MARGINS: Final = {W + "hdr": "页眉", W + "ftr": "页脚"}


def read_wordml(octets: bytes) -> Document:
    """Return the file's Document; UnreadableError where there is no body."""
    octets = octets.replace(_OLD, _NEW)
    root, mended = parse(octets)
    body = next(root.iter(W + "body"), None)
    if body is None:
        raise UnreadableError("no body in the file")
    _rename(root)
    walk = Walk(Styles(lambda: octets))
    notes = [note for note in body.iter(W + "footnote", W + "endnote") if note.getparent() is not None]
    margins = _margins(body)
    for element in notes:
        _cut_out(element)
    items = [item for item in walk.part(body, root, octets) if not isinstance(item, SectionEnd)]
    headers, footers = (
        [i for m in margins if _MARGINS[str(m.tag)] == place for i in _placed(walk, m, place)] for place in ("页眉", "页脚")
    )
    footnotes = [item for note in notes for item in _placed(walk, note, "脚注")]
    flags = walk.flags | ({"damaged"} if mended else set())
    return document("wordml", [*headers, *items, *footers, *footnotes], pictures=walk.pictures, flags=flags)


def _rename(root: Element) -> None:
    if root.get(XML_SPACE) == "preserve":  # said once for the whole file, where .docx says it of each text
        for text in root.iter(T):
            text.set(XML_SPACE, "preserve")
    for element in root.iter(*_RENAMED, _ANNOTATION + "annotation"):
        tag = str(element.tag)
        if tag in _RENAMED:
            element.tag = _RENAMED[tag]
        elif (change := _CHANGES.get(str(element.get(W + "type")))) is not None:
            element.tag = change
            for content in element.iterchildren(_ANNOTATION + "content"):
                content.tag = W + "customXml"


def _margins(body: Element) -> list[Element]:
    return [margin for section in body.iter(SECT_PR) for margin in section.iterchildren(*_MARGINS)]


def _cut_out(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _placed(walk: Walk, container: Element, place: str) -> list[Item]:
    items = [item for item in walk.story(container) if not isinstance(item, SectionEnd)]
    return [Paragraph(item.text, 0, place) if isinstance(item, Paragraph) else item for item in items]
