"""Paragraphs and tables as a reader meets them in, a Document out: paragraphs numbered, words counted, blanks left away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from model import Cell, Document, Grid, Line
from parsers.word_count import words_in

MOST_SPAN = 256  # columns that one cell may cover; Word's own limit is 63
MOST_ROWS = 20_000  # rows and cells of one file (reliability.md A4)
MOST_CELLS = 200_000
# Signs that nobody sees: web pages, input methods and address books leave them in what is pasted, LibreOffice in empty cells
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
BOX = "文本框"
MARGINS = ("页眉", "页脚")  # where a line stands that is repeated on every page
NOTES = ("脚注", "尾注")  # where one stands that belongs to a place in the text, and comes after all of it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph before it is numbered; `place` names one outside the running text (页眉, 脚注)."""

    text: str
    heading: int = 0
    place: str = ""


Item = Paragraph | Grid


# A cell that may still grow, as the arguments of Cell in their order: a form has a hundred, and a class of their own costs.
_Draft = list[Any]
_ROW: Final = 1
_COLUMN: Final = 2
_ROW_SPAN: Final = 3
_COLUMN_SPAN: Final = 4


class TableDraft:
    """A table as its rows come, cells joined as the format joins them."""

    def __init__(self) -> None:
        """Start without any row."""
        self.rows = 0
        self.columns = 0
        self._drafts: list[_Draft] = []
        self._open: dict[int, _Draft] = {}  # by column: the cell that a continued one below belongs to

    @property
    def is_full(self) -> bool:
        """Tell whether the limits of one file are reached."""
        return self.rows >= MOST_ROWS or len(self._drafts) >= MOST_CELLS

    def add_row(self) -> None:
        """Begin the next row."""
        self.rows += 1

    def add(self, text: str, column: int, column_span: int = 1, row_span: int = 1) -> None:
        """Add a cell to the row that was begun last."""
        draft = [bare(text), self.rows - 1, column, row_span, column_span]
        self._drafts.append(draft)
        self._open[column] = draft
        self.columns = max(self.columns, column + column_span)

    def widen(self, column_span: int) -> bool:
        """Let the cell added last cover more columns; False where this row has none yet."""
        last: _Draft = self._drafts[-1] if self._drafts else ["", -1]
        if last[_ROW] != self.rows - 1:
            return False
        last[_COLUMN_SPAN] += column_span
        self.columns = max(self.columns, last[_COLUMN] + last[_COLUMN_SPAN])
        return True

    def lengthen(self, column: int) -> bool:
        """Let the cell above reach into this row; False where none stands directly above."""
        above = self._open.get(column)
        if above is None or above[_ROW] + above[_ROW_SPAN] < self.rows - 1:
            return False
        above[_ROW_SPAN] = self.rows - above[_ROW]
        return True

    def grid(self, where: str) -> Grid:
        """Return the finished table."""
        cells = tuple([Cell(*draft) for draft in self._drafts])
        return Grid(cells, self.rows, self.columns, where)


def put_behind_colon(items: list[Item], before: list[str]) -> bool:
    """Write a text box of one line into the paragraph that comes where it hangs right behind a label's colon; tell whether it did."""
    written = [item for item in items if not isinstance(item, Paragraph) or item.text.strip()]
    only = written[0] if len(written) == 1 else None
    if not isinstance(only, Paragraph) or not "".join(before).rstrip().endswith((":", "：")):
        return False
    before.append(only.text)
    return True


def bare(text: str) -> str:
    """Return a text without blanks at its ends, nor signs that nobody sees."""
    return _UNSEEN.sub("", text).strip()


def document(format_: str, items: Iterable[Item], *, pictures: int = 0, flags: Iterable[str] = ()) -> Document:
    """Return the Document of a flow of items in reading order; header and footer lines do not count as words."""
    blocks: list[Line | Grid] = []
    counted: list[str] = []
    number = 0
    for item in items:
        if isinstance(item, Grid):
            blocks.append(item)
            counted += [cell.text for cell in item.cells]
        elif text := bare(item.text):
            number += not item.place
            blocks.append(Line(text, item.place or f"第{number}段", item.heading))
            counted += [text] if item.place not in MARGINS else []
    return Document(format_, tuple(blocks), words=words_in("\n".join(counted)), pictures=pictures, flags=tuple(sorted(set(flags))))
