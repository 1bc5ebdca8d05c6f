"""A sender's own .docx and notes to its cells in, the same file with a comment at each cell (or line) out. Runs in the confined process.

The file carries the mark by which it is known when it returns: whose annotation of which file it is (parsers/returned.py).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls, qn
from docx.parts.comments import CommentsPart
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element as Element

from parsers.returned import mark_of, unmarked
from parsers.word_places import elements_by_place

_EMPTY = f"<w:comments {nsdecls('w')}/>".encode()
_MARKERS = tuple(qn(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_LONGEST_KEYWORDS = 255  # OPC core properties as python-docx writes them


def annotate_octets(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Return how many comments were written (JSON) and the file, or no file where none could be.

    params: author, initials, sha256 (of the octets), notes: [place, what was read there, comment]. A place that does not hold what
    was read gets no comment. Comments of the same author that stood in the file from the last time are taken out first.
    """
    word = Document(io.BytesIO(octets))
    part = _comments_part(word)
    _drop_ours(word, part, params["author"])
    places = elements_by_place(word.element, _styles(word))
    written = 0
    for place, read, comment in params["notes"]:
        element, text = places.get(place, (None, ""))
        if element is not None and _solid(read) in _solid(text):
            word.add_comment(_runs(element, word), comment, params["author"], params["initials"])
            written += 1
    if not written:
        return json.dumps(0).encode(), ()
    word.core_properties.keywords = f"{unmarked(word.core_properties.keywords)} {mark_of(params['sha256'])}".strip()[-_LONGEST_KEYWORDS:]
    out = io.BytesIO()
    word.save(out)
    return json.dumps(written).encode(), (out.getvalue(),)


def _comments_part(word: Word) -> CommentsPart:
    """Return the part of comments; a new one is made here because python-docx would read its template from disk."""
    try:
        part = word.part.part_related_by(RELATIONSHIP_TYPE.COMMENTS)
    except KeyError:
        package = word.part.package
        assert package is not None
        part = CommentsPart.load(PackURI("/word/comments.xml"), CONTENT_TYPE.WML_COMMENTS, _EMPTY, package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.COMMENTS)
    if not isinstance(part, CommentsPart):
        raise TypeError("the comments of this file are no part of comments")
    return part


def _drop_ours(word: Word, part: CommentsPart, author: str) -> None:
    ours = [c for c in part.element if c.get(qn("w:author")) == author]
    numbers = {c.get(qn("w:id")) for c in ours}
    for comment in ours:
        part.element.remove(comment)
    for marker in [m for m in word.element.iter(*_MARKERS) if m.get(qn("w:id")) in numbers]:
        _remove(marker)


def _remove(marker: Element) -> None:
    parent = marker.getparent()
    if parent is None:
        return
    parent.remove(marker)
    is_bare_run = parent.tag == qn("w:r") and all(child.tag == qn("w:rPr") for child in parent)
    if is_bare_run and (grandparent := parent.getparent()) is not None:
        grandparent.remove(parent)


def _runs(element: Element, word: Word) -> list[Run]:
    """Return the cell's or line's runs, the comment's reach; an empty cell gets an empty one."""
    paragraphs = [Paragraph(p, word) for p in _own(element)]  # type: ignore[arg-type]
    runs = [run for paragraph in paragraphs for run in paragraph.runs]
    return runs or [paragraphs[0].add_run()]


def _own(tc: Element) -> Iterable[Element]:
    if tc.tag == qn("w:p"):
        return [tc]
    return tc.findall(qn("w:p")) or [p for sdt in tc.iter(qn("w:sdtContent")) for p in sdt.findall(qn("w:p"))]


def _styles(word: Word) -> bytes:
    try:
        return bytes(word.part.part_related_by(RELATIONSHIP_TYPE.STYLES).blob)
    except KeyError:
        return b""


def _solid(text: str) -> str:
    return "".join(text.split())
