"""A Word document's tree in, its cells by the very places that findings name ("表1 第2行 第3列") out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element
from lxml.etree import tostring

from model import Grid
from parsers.flow import TableDraft
from parsers.word_names import TR, W
from parsers.word_styles import Styles
from parsers.word_tables import _Table
from parsers.word_walk import Walk


def cells_by_place(root: Element, styles: bytes) -> Mapping[str, tuple[Element, str]]:
    """Return every w:tc that begins a cell, with the text that was read there, by its place.

    The walk is the reader's own, so that both count rows and columns alike. `styles` are the octets of styles.xml, b"" for none.
    """
    body = root.find(W + "body")
    walk = _Locating(Styles(lambda: styles))
    if body is not None:
        walk.part(body, root, tostring(root))
    return walk.places


class _Locating(Walk):
    def __init__(self, styles: Styles) -> None:
        super().__init__(styles)
        self.places: dict[str, tuple[Element, str]] = {}

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
