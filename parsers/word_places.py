"""A Word document's tree in, its cells and lines by the very places that findings name ("表1 第2行 第3列", "第4段") out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml.etree import _Element as Element
from lxml.etree import tostring

from model import Grid
from parsers.flow import Item, Paragraph, TableDraft
from parsers.word_names import TR, W
from parsers.word_styles import Styles
from parsers.word_tables import _Table
from parsers.word_walk import SectionEnd, Walk


def elements_by_place(root: Element, styles: bytes) -> Mapping[str, tuple[Element, str]]:
    """Return every w:tc that begins a cell and every w:p outside tables, with the text that was read there, by its place.

    The walk is the reader's own, so that both count rows and columns alike. `styles` are the octets of styles.xml, b"" for none.
    """
    body = root.find(W + "body")
    walk = _Locating(Styles(lambda: styles))
    if body is not None:
        walk.number(walk.part(body, root, tostring(root)))
    return walk.places


class _Locating(Walk):
    def __init__(self, styles: Styles) -> None:
        super().__init__(styles)
        self.places: dict[str, tuple[Element, str]] = {}
        self._met: dict[int, tuple[Paragraph, Element]] = {}  # by id; the paragraph is kept beside, so that none is given twice

    def number(self, items: Sequence[Item | SectionEnd]) -> None:
        """Give the body's lines their places, as parsers/flow.py counts them."""
        lines = [item for item in items if isinstance(item, Paragraph) and item.text.strip() and not item.place]
        for number, line in enumerate(lines, 1):
            if id(line) in self._met:
                self.places[f"第{number}段"] = (self._met[id(line)][1], line.text)

    def _paragraph(self, p: Element, items: list[Item | SectionEnd]) -> None:
        before = len(items)
        super()._paragraph(p, items)
        for item in items[before:]:
            if isinstance(item, Paragraph):
                self._met.setdefault(id(item), (item, p))

    def _table(self, tbl: Element) -> list[Grid]:
        if not self._inside:
            self._tables += 1
        table = _LocatingTable(self, f"{self._inside}内的表" if self._inside else f"表{self._tables}")
        for tr in self.unwrapped(tbl, TR):
            table.add(tr)
        return [table.draft.grid(""), *table.nested]


class _LocatingTable(_Table):
    def __init__(self, walk: _Locating, where: str) -> None:
        super().__init__(walk, where)
        self.draft = _LocatingDraft(self, walk.places, where)
        self.last: Element | None = None

    def _cells(self, tr: Element) -> Iterator[tuple[Element, str | None]]:
        for tc, text in super()._cells(tr):
            self.last = tc
            yield tc, text


class _LocatingDraft(TableDraft):
    def __init__(self, table: _LocatingTable, places: dict[str, tuple[Element, str]], where: str) -> None:
        super().__init__()
        self._table, self._places, self._where = table, places, where

    def add(self, text: str, column: int, column_span: int = 1, row_span: int = 1) -> None:
        super().add(text, column, column_span, row_span)
        if self._table.last is not None:
            self._places[f"{self._where} 第{self.rows}行 第{column + 1}列"] = (self._table.last, text)
