"""Ranges of a Word 97 text in, its paragraphs and tables in reading order out: the walk from one paragraph's end to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from parsers.doc_boxes import Box
from parsers.doc_file import PARAGRAPH_PAGES, SECTIONS, WordFile
from parsers.doc_looks import Shown
from parsers.doc_pages import ParagraphPages
from parsers.doc_pieces import Text, whole
from parsers.doc_sections import section_ends
from parsers.doc_sprms import ParagraphShape, paragraph_shape
from parsers.doc_styles import Styles
from parsers.doc_tables import CellText, RowCells, TableRows, grids
from parsers.flow import Item, Paragraph, put_behind_colon

Raw = Paragraph | TableRows

_ENDS: Final = re.compile("[\r\x07\x0c]")
_CONTROL: Final = re.compile("[\0-\x1f]")
_INVISIBLE: Final = dict.fromkeys(range(0x20)) | {0x09: "\t", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0x0E: "\n", 0x1E: "-"}
_OBJECT: Final = "\x01"
_MOST_GRPPRL: Final = 0x3FA2  # [MS-DOC] §2.9.211


class Walk:
    """One file's walk; what it met besides text gathers in `flags`."""

    def __init__(self, file: WordFile, text: Text, shown: Shown, styles: Styles) -> None:
        """Read where paragraphs' formatting stands."""
        self.flags: set[str] = set()
        self.boxes: list[Box] = []
        self._file = file
        self._text = text
        self._shown = shown
        self._styles = styles
        self._pages = ParagraphPages(file.main, file.structure(PARAGRAPH_PAGES))
        self._shapes: dict[tuple[bytes, bytes], ParagraphShape] = {}
        self._sections = section_ends(file.structure(SECTIONS))
        self._tables = 0

    def story(self, first: int, last: int) -> list[Raw]:
        """Return what stands from one character position to another: the text, a section of it, a note, a header, a box."""
        story = _Story()
        begin = first
        for found in _ENDS.finditer(self._shown.text, first, last):
            at = found.start()
            if found[0] == "\x0c" and at + 1 not in self._sections:
                continue
            shape = self._shape(at)
            # an inner table's cells and rows end with such a mark, too: a deletion beside it deletes no cell
            ends_cell = found[0] != "\r" or shape.ends_inner_cell or shape.ends_row
            if at in self._shown.lost_marks and not ends_cell and at + 1 < last and self._shape_of_next(at, last).depth == shape.depth:
                continue
            self._paragraph(story, begin, at, shape)
            begin = at + 1
        if begin < last:
            story.close(0)
            story.out.append(Paragraph(self._seen(begin, last)))
        story.close(0)
        return story.out

    def items(self, raws: Iterable[Raw], place: str = "") -> list[Item]:
        """Return the paragraphs, named by their place, and the grids of the tables, numbered as they come."""
        done: list[Item] = []
        for raw in raws:
            if isinstance(raw, Paragraph):
                done.append(Paragraph(raw.text, 0, place) if place else raw)
                continue
            self._tables += 1
            found, cut = grids(raw, f"表{self._tables}")
            done += found
            self.flags |= {"cut", "damaged"} if cut else set()
        return done

    def box(self, box: Box) -> list[Raw]:
        """Return what stands in a text box."""
        return [Paragraph(raw.text, 0, "文本框") if isinstance(raw, Paragraph) else raw for raw in self.story(box.start, box.end)]

    def _paragraph(self, story: _Story, first: int, mark: int, shape: ParagraphShape) -> None:
        story.close(shape.depth)
        story.open(shape.depth)
        text, boxed = self._with_boxes(first, mark) if self.boxes else (self._seen(first, mark), [])
        if shape.depth and shape.ends_row:
            story.end_row(shape, gone=mark in self._shown.lost_marks)
            return
        if not shape.depth:
            style = self._styles.of(shape.style)
            heading = style.heading if shape.outline < 0 else (shape.outline + 1) % 10
            story.out += [Paragraph("" if style.hidden else text, heading), *boxed]
            return
        hidden = self._styles.hide_text and self._styles.of(shape.style).hidden
        story.add("" if hidden else text, boxed)
        if shape.ends_inner_cell if shape.depth > 1 else self._shown.text[mark] == "\x07":
            story.end_cell()

    def _with_boxes(self, first: int, mark: int) -> tuple[str, list[Raw]]:
        """Return a paragraph's text and the boxes that follow it; a box right behind a colon stands in the text."""
        here = [box for box in self.boxes if box.anchor is not None and first <= box.anchor <= mark]
        self.boxes = [box for box in self.boxes if box not in here] if here else self.boxes
        pieces: list[str] = []
        boxed: list[Raw] = []
        begin = first
        for box in here:
            at = box.anchor or 0
            pieces.append(self._seen(begin, at))
            begin = at
            raws = self.box(box) if self._shown.text[at] != "\0" else []
            lines: list[Item] = [raw for raw in raws if isinstance(raw, Paragraph)]
            if len(lines) < len(raws) or not put_behind_colon(lines, pieces):
                boxed += raws
        return "".join((*pieces, self._seen(begin, mark))), boxed

    def _seen(self, first: int, last: int) -> str:
        text = self._shown.text[first:last]
        if not _CONTROL.search(text):
            return whole(text)
        if _OBJECT in text and self._shown.spoken:
            said = self._shown.spoken
            text = "".join([said.get(first + n, "") if c == _OBJECT else c for n, c in enumerate(text)])
        return whole(text.translate(_INVISIBLE))

    def _shape_of_next(self, mark: int, last: int) -> ParagraphShape:
        found = _ENDS.search(self._shown.text, mark + 1, last)
        return self._shape(found.start() if found else last - 1)

    def _shape(self, mark: int) -> ParagraphShape:
        octet, piece = self._text.place(mark)
        said = self._pages.at(octet)
        key = (said, piece.changes)
        if key not in self._shapes:
            style = int.from_bytes(said[:2], "little")
            self._shapes[key] = paragraph_shape(style, said[2:] + piece.changes, self._modifiers_in_data)
        return self._shapes[key]

    def _modifiers_in_data(self, place: int) -> bytes:
        size = int.from_bytes(self._file.data[place : place + 2], "little")
        if not size or place + 2 + size > len(self._file.data) or size > _MOST_GRPPRL:
            self.flags.add("damaged")
        return self._file.data[place + 2 : place + 2 + min(size, _MOST_GRPPRL)]


class _Story:
    """Paragraphs and tables while they come: `out` is what is finished, the tables not yet closed lie inside one another."""

    def __init__(self) -> None:
        self.out: list[Raw] = []
        self._open: list[_OpenTable] = []

    def open(self, depth: int) -> None:
        while len(self._open) < depth:
            self._open.append(_OpenTable())

    def close(self, depth: int) -> None:
        while len(self._open) > depth:
            table = self._open.pop().finished()
            if not table.rows:
                continue
            if self._open:
                self._open[-1].cell.tables.append(table)
            else:
                self.out.append(table)

    def add(self, text: str, boxed: list[Raw]) -> None:
        table = self._open[-1]
        table.cell.paragraphs.append(text)
        table.is_begun = True
        for raw in boxed:
            if isinstance(raw, Paragraph):
                table.cell.paragraphs += [raw.text] if raw.text else []
            else:
                table.cell.tables.append(raw)

    def end_cell(self) -> None:
        self._open[-1].end_cell()

    def end_row(self, shape: ParagraphShape, *, gone: bool) -> None:
        self._open[-1].end_row(shape, gone=gone)


class _OpenTable:
    """A table that is not finished: its rows, the cells of the row that comes, the cell that comes."""

    def __init__(self) -> None:
        self.cell = CellText()
        self.is_begun = False
        self._cells: list[CellText] = []
        self._table = TableRows()

    def end_cell(self) -> None:
        self._cells.append(self.cell)
        self.cell, self.is_begun = CellText(), False

    def end_row(self, shape: ParagraphShape, *, gone: bool) -> None:
        if self.is_begun:
            self.end_cell()
        # LibreOffice marks the end of a row as deleted where the next row begins with a deletion: a row that shows something stays
        if self._cells and not (gone and not any(any(cell.paragraphs) or cell.tables for cell in self._cells)):
            self._table.rows.append(RowCells(self._cells, shape.row))
        self._cells = []

    def finished(self) -> TableRows:
        if self.is_begun:
            self.end_cell()
        if self._cells:  # the file ends, or the table does, without the row's own mark
            self._table.rows.append(RowCells(self._cells))
            self._cells = []
        return self._table
