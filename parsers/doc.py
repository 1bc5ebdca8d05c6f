"""Octets of a Word 97–2003 file (.doc, WPS Writer's .wps) in, a Document out: what a reader of the page sees, in reading order.

[MS-DOC] over [MS-CFB]; macros are never read. Word 95 and older, and files with a password, are told apart and refused.
"""

from __future__ import annotations

import struct
from typing import Final

from model import Document
from parsers.doc_boxes import boxes, floating_pictures
from parsers.doc_file import (
    CHARACTER_PAGES,
    ENDNOTE_MARKS,
    ENDNOTES,
    FOOTNOTE_MARKS,
    FOOTNOTES,
    PARAGRAPH_PAGES,
    STYLES,
    WordFile,
    open_word_file,
)
from parsers.doc_looks import Shown, shown
from parsers.doc_pages import are_whole
from parsers.doc_pieces import Text
from parsers.doc_sections import Margin, sections
from parsers.doc_stories import Raw, Walk
from parsers.doc_styles import Styles
from parsers.flow import Item, Paragraph, document
from parsers.unreadable import UnreadableError

_NOTES: Final = (("脚注", "footnotes", FOOTNOTE_MARKS, FOOTNOTES), ("尾注", "endnotes", ENDNOTE_MARKS, ENDNOTES))


def read_doc(octets: bytes) -> Document:
    """Return a Word 97 file's Document; UnreadableError for a password, older Word, or where no text can be found.

    Tracked insertions are taken, deletions dropped; text boxes follow their paragraph; footnotes stand at the end.
    """
    file = open_word_file(octets)
    text = Text(file)
    styles = Styles(file.structure(STYLES))
    seen = shown(file, text, styles)
    walk = Walk(file, text, seen, styles)
    walk.boxes = [*boxes(file), *boxes(file, header=True)]
    items = _sections(file, walk)
    items += _notes(file, walk, seen)
    for box in walk.boxes:
        items += walk.items(walk.box(box))
    is_whole = not text.damaged and all(are_whole(file.main, file.structure(pages)) for pages in (CHARACTER_PAGES, PARAGRAPH_PAGES))
    flags = {*walk.flags, *seen.flags, *file.flags, *(() if is_whole else ("damaged",))}
    read = document("doc", items, pictures=_pictures(file, seen), flags=flags | _inside(file))
    if "damaged" in flags and not read.blocks:
        raise UnreadableError("nothing of its text is left")
    return read


def _sections(file: WordFile, walk: Walk) -> list[Item]:
    """Return the running text with each section's headers before and footers behind it; one that repeats is given once."""
    items: list[Item] = []
    said: set[tuple[str, str]] = set()
    for section in sections(file):
        for place in ("页眉", "", "页脚"):
            if not place:
                items += walk.items(walk.story(section.start, section.end))
                continue
            for margin in section.margins:
                if margin.place == place:
                    items += walk.items(_new(margin, walk.story(margin.start, margin.end), said), place)
    return items


def _new(margin: Margin, raws: list[Raw], said: set[tuple[str, str]]) -> list[Raw]:
    fresh = [raw for raw in raws if not isinstance(raw, Paragraph) or (margin.place, raw.text) not in said]
    said |= {(margin.place, raw.text) for raw in fresh if isinstance(raw, Paragraph)}
    return fresh


def _notes(file: WordFile, walk: Walk, seen: Shown) -> list[Item]:
    """Return the notes whose marks are seen, in their order: footnotes, then endnotes."""
    items: list[Item] = []
    for place, story, marks, texts in _NOTES:
        positions, bounds = _positions(file.structure(marks), 2), _positions(file.structure(texts), 0)
        start, number = file.stories.start(story), 0
        for position, first, last in zip(positions[:-1], bounds, bounds[1:], strict=False):
            if seen.text[position : position + 1] in ("", "\0"):
                continue
            number += 1
            items += walk.items(walk.story(start + first, start + last), f"{place}{number}")
    return items


def _positions(table: bytes, entry: int) -> tuple[int, ...]:
    """Return the positions of a table of them, each but the last with an entry of some octets."""
    count = (len(table) - 4) // (4 + entry) + (1 if table else 0)
    return struct.unpack_from(f"<{count}i", table) if count > 0 else ()


def _pictures(file: WordFile, seen: Shown) -> int:
    inline = sum(1 for position in seen.pictures if position < file.stories.text)
    return inline + floating_pictures(file, seen.text)


def _inside(file: WordFile) -> set[str]:
    flags = {"macros"} if any(name.split("/")[0] == "Macros" for name in file.names) else set()
    return flags | ({"embedded-object"} if any(name.startswith("ObjectPool/") for name in file.names) else set())
