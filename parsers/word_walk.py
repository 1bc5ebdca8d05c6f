"""WordprocessingML elements in, paragraphs and grids in reading order out: the walk over one Word file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar, Final

from lxml.etree import _Element as Element

from model import Document, Grid, Line
from parsers.flow import MARGINS, Item, Paragraph, put_behind_colon
from parsers.word_chunks import Chunks
from parsers.word_index import Index, flat_text
from parsers.word_names import ALTERNATE, MC, P_PR, RUN, SDT, SECT_PR, TBL, P, R, W
from parsers.word_runs import Runs
from parsers.word_styles import Styles
from parsers.word_tables import grids

_NUMBERED: Final = re.compile(r"表\d+")
_WRAPPERS: Final = frozenset(W + n for n in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")) | {MC + "Choice"}


@dataclass(frozen=True, slots=True)
class SectionEnd:
    """A section of the body ends here; `properties` is its w:sectPr."""

    properties: Element


class Walk(Runs):
    """One file's walk: what it met besides text gathers in `flags`, `pictures` and `notes`."""

    def __init__(self, styles: Styles, chunks: Chunks | None = None) -> None:
        """Start before the first part; `chunks` opens what is taken in from other files, None leaves it shut."""
        super().__init__(styles)
        self._chunks = chunks
        self.index = Index()
        self._tables = 0
        self._inside = ""  # the place of the cell that is being read
        self._boxes: list[Item] = []
        self._carried: list[str] = []  # text of a paragraph whose mark was deleted: it runs on into the next

    def part(self, container: Element, root: Element, markup: bytes) -> list[Item | SectionEnd]:
        """Return what a part of the file holds: the body in its document, a note, a header; `markup` its octets."""
        self.index.sweep(root, markup, self._styles)
        if self.index.tracked:
            self.flags.add("tracked-changes")
        return self.story(container)

    def story(self, container: Element) -> list[Item | SectionEnd]:
        """Return what a body, a cell, a text box, a note or a margin holds; fields and boxes of the outside are kept apart."""
        kept = self._fields, self._boxes, self._carried, self.heading, self.runs_on, self.section, self._veiled
        self._fields, self._boxes, self._carried = [], [], []
        items: list[Item | SectionEnd] = []
        self._blocks(container, items)
        if self._carried:
            items.append(Paragraph("".join(self._carried)))
        self._fields, self._boxes, self._carried, self.heading, self.runs_on, self.section, self._veiled = kept
        return items

    def cell(self, tc: Element, place: str) -> tuple[str, list[Grid]]:
        """Return a cell's text, its paragraphs as lines, and the tables that lie in it."""
        outside, self._inside = self._inside, place
        items = self.story(tc)
        self._inside = outside
        texts = [item.text for item in items if isinstance(item, Paragraph)]
        return "\n".join(texts), [item for item in items if isinstance(item, Grid)]

    def unwrapped(self, parent: Element, wanted: str) -> Iterator[Element]:
        """Yield the rows or cells below a parent, whatever wraps them; a wrapping content control's state holds meanwhile."""
        for child in parent:
            tag = child.tag
            if tag == wanted:
                yield child
            elif tag == SDT:
                with self.controlled(child) as content:
                    if content is not None:
                        yield from self.unwrapped(content, wanted)
            elif tag == ALTERNATE:
                for branch in islice(child, 1):
                    yield from self.unwrapped(branch, wanted)
            elif tag in _WRAPPERS:
                self.note_tracked(str(tag))
                yield from self.unwrapped(child, wanted)

    def boxed(self, content: Element, out: list[str]) -> None:
        """Keep a text box's content: it follows the paragraph that it hangs on, or the colon."""
        if self._hidden or self._veiled:
            return
        items: list[Item] = [item for item in self.story(content) if not isinstance(item, SectionEnd)]
        if put_behind_colon(items, out):
            return
        self._boxes += [Paragraph(i.text, 0, "" if self._inside else "文本框") if isinstance(i, Paragraph) else i for i in items]

    def boxes_met(self) -> int:
        """Return how many items of text boxes wait for their paragraph's end."""
        return len(self._boxes)

    def _blocks(self, container: Element, items: list[Item | SectionEnd]) -> None:
        for child in container:
            tag = str(child.tag)
            if tag == P:
                self._paragraph(child, items)
            elif tag == TBL:
                items += self._table(child)
            elif tag in self._BLOCKS:
                self._BLOCKS[tag](self, child, items)
            elif tag == RUN:  # text without a paragraph around it: written by a careless program, shown by none, lost by none
                self._paragraph(container, items)
                return

    def _table(self, tbl: Element) -> list[Grid]:
        return grids(self, tbl, self._next_table())

    def _next_table(self) -> str:
        if self._inside:
            return f"{self._inside}内的表"
        self._tables += 1
        return f"表{self._tables}"

    def _paragraph(self, p: Element, items: list[Item | SectionEnd]) -> None:
        if self._inside and not self._carried and self.index.is_plain(p):
            items.append(Paragraph(flat_text(p)))
            return
        boxes, self._boxes = self._boxes, []
        pieces, self._carried = self._carried, []
        self.begin_paragraph()
        if self.index.is_plain(p):
            if len(p) and p[0].tag == P_PR:  # always the first child, where there is one
                self._paragraph_properties(p[0], pieces)
            pieces.append(flat_text(p))
        else:
            self._inline(p, pieces)
        self.end_paragraph()
        if self.runs_on:
            self._carried = pieces
        else:
            items.append(Paragraph("".join(pieces), self.heading))
        items += self._boxes
        self._boxes = boxes
        if self.section is not None:
            items.append(SectionEnd(self.section))

    def _block_control(self, sdt: Element, items: list[Item | SectionEnd]) -> None:
        with self.controlled(sdt) as content:
            if content is not None:
                self._blocks(content, items)

    def _block_alternative(self, element: Element, items: list[Item | SectionEnd]) -> None:
        for branch in element:
            before = len(items)
            self._blocks(branch, items)
            if len(items) > before:
                return

    def _section_end(self, properties: Element, items: list[Item | SectionEnd]) -> None:
        items.append(SectionEnd(properties))

    def _block_wrapper(self, element: Element, items: list[Item | SectionEnd]) -> None:
        self.note_tracked(str(element.tag))
        self._blocks(element, items)

    def _foreign(self, chunk: Element, items: list[Item | SectionEnd]) -> None:
        document = self._chunks.document(str(chunk.get(R + "id", ""))) if self._chunks is not None else None
        if document is None:
            self.flags.add("alt-chunk")
        else:
            items += self._taken_in(document)

    def _taken_in(self, document: Document) -> Iterator[Item]:
        """Yield what another document says as if it stood here: its tables are counted on."""
        self.flags.update(document.flags)
        self.pictures += document.pictures
        names: dict[str, str] = {}
        for block in document.blocks:
            if isinstance(block, Line):
                yield Paragraph(block.text, block.heading, block.where if block.where in MARGINS else "")
                continue
            numbered = _NUMBERED.match(block.where)
            table = numbered[0] if numbered else block.where
            if table not in names:
                names[table] = self._next_table()
            yield replace(block, where=names[table] + block.where[len(table) :])

    _BLOCKS: ClassVar[Mapping[str, Callable[[Any, Element, list[Item | SectionEnd]], None]]] = {
        SDT: _block_control,
        ALTERNATE: _block_alternative,
        SECT_PR: _section_end,
        W + "altChunk": _foreign,
    } | dict.fromkeys(_WRAPPERS, _block_wrapper)
