"""The pages of a PDF one after another in, paragraphs and grids out: lines joined to paragraphs, tables carried over to the next page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from model import Cell, Grid
from parsers.flow import Item, Paragraph
from parsers.pdf_cells import runs_on
from parsers.pdf_layout import PageBlocks, Piece, TextCell
from parsers.pdf_running import tables_over_pages
from parsers.pdf_text import TextLine, is_east_asian

_WIDE: Final = 0.55  # of the page's width
_INDENT: Final = 0.6  # letters: a line that begins so far from the left edge begins a paragraph
_APART: Final = 1.3  # letters between two lines of one paragraph
_WORD_END: Final = re.compile(r"[一-鿿]$")
_WORD_REST: Final = re.compile(r"[一-鿿]{1,4}[_＿ ]*")  # in a text box narrower than the page the end of a line may stand alone below it
_ALIKE: Final = 0.8  # heights of letters in one paragraph
_MOST_HEADINGS: Final = 3
_TELLING: Final = 2  # rows behind a heading
_HEADING_CELLS: Final = 3
_SENTENCE_ENDS: Final = frozenset("。；：！？")
_JOINTS: Final = frozenset("-_/@")  # at such a place a number or an address is broken
_NEAR: Final = 3.0  # points: column lines of two pages so near are one


def items_of(pages: Sequence[PageBlocks]) -> list[Item]:
    """Return the file's paragraphs and grids in reading order, page numbers behind their page."""
    return list(_Flow(tables_over_pages(pages, _goes_on, _begins_another)).items())


class _Flow:
    """The blocks of all pages while they are put together."""

    def __init__(self, pages: Sequence[PageBlocks]) -> None:
        self._pages = pages
        lines = [b for page in pages for b in page.blocks if isinstance(b, TextLine)]
        self._left = min((line.left for line in lines), default=0.0)
        self._right = max((line.right for line in lines), default=0.0)
        self._wide = _WIDE * max((page.width for page in pages), default=0.0)
        # where no line is long, nothing tells how wide the text could be: then no line is known to have been full
        self._is_known = self._right - self._left > self._wide
        self._tables = 0

    def items(self) -> Iterator[Item]:
        paragraph: list[TextLine] = []
        pieces: list[Piece] = []
        margins: list[TextLine] = []
        for page in self._pages:
            for block in page.blocks:
                starts_page = block is page.blocks[0]
                if isinstance(block, Piece):
                    yield from self._ended(paragraph, margins)
                    if pieces and not (starts_page and _goes_on(pieces, block)):
                        yield self._grid(pieces)
                    pieces.append(block)
                    continue
                if pieces:
                    yield self._grid(pieces)
                if paragraph and not self._runs_on(paragraph[-1], block, is_next_page=starts_page):
                    yield from self._ended(paragraph, margins)
                paragraph.append(block)
            margins += page.margins
        if pieces:
            yield self._grid(pieces)
        yield from self._ended(paragraph, margins)

    def _ended(self, paragraph: list[TextLine], margins: list[TextLine]) -> Iterator[Item]:
        if paragraph:
            yield Paragraph(_joined(paragraph))
            paragraph.clear()
        for line in margins:
            yield Paragraph(line.text, 0, "页脚")
        margins.clear()

    def _runs_on(self, line: TextLine, after: TextLine, *, is_next_page: bool) -> bool:
        """Tell whether a line was broken because it was full, so that the next belongs to its paragraph."""
        is_near = is_next_page or after.top - line.bottom < _APART * line.size
        if not is_near or min(line.size, after.size) < _ALIKE * max(line.size, after.size):
            return False
        if self._is_known and runs_on(line, after, self._right - line.right) and after.left <= self._left + _INDENT * line.size:
            return True
        is_long = line.right - line.left > self._wide and abs(line.left - after.left) < _NEAR
        return is_long and bool(_WORD_END.search(line.text) and _WORD_REST.fullmatch(after.text))

    def _grid(self, pieces: list[Piece]) -> Grid:
        self._tables += 1
        grid = _grid(pieces, f"表{self._tables}")
        pieces.clear()
        return grid


def _joined(lines: Sequence[TextLine]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        is_latin = not is_east_asian(text[-1]) and not is_east_asian(line.text[0])
        text += f"{' ' if is_latin and text[-1] not in '-_/' else ''}{line.text}"
    return text


def _goes_on(pieces: Sequence[Piece], after: Piece) -> bool:
    """Tell whether a table at the top of a page is the one at the foot of the last: the same edges, and no other column lines.

    Further down it may have others (the next list in the same table) where its first row is cut like the last row of the page before.
    """
    before = pieces[-1]
    if before.inner or after.inner or _starts_anew(pieces[0], after):
        return False
    lines = [line for piece in pieces for line in piece.columns]
    return (
        abs(before.columns[0] - after.columns[0]) <= _NEAR
        and abs(before.columns[-1] - after.columns[-1]) <= _NEAR
        and (
            _edges(after, 0) == _edges(before, before.rows - 1)
            or all(any(abs(line - other) <= _NEAR for other in lines) for line in after.columns)
        )
    )


def _edges(piece: Piece, row: int) -> list[int]:
    """Return where a row's cells begin, in steps as wide as lines of two pages may differ."""
    return [round(piece.columns[cell.column] / _NEAR) for cell in piece.cells if cell.row <= row < cell.row + cell.row_span]


def _starts_anew(first: Piece, after: Piece) -> bool:
    """Tell whether a table begins with the label that another began with: two forms, unless the whole row is a repeated heading."""
    label = after.cells[0].text
    return bool(label) and label == first.cells[0].text and not _repeated_rows(first, after)


def _begins_another(earlier: Sequence[Piece], after: Piece) -> bool:
    """Tell whether a table begins with the label of any before it, and repeats no heading: 单位 | … | 所属区县 | … of the next form."""
    return not _repeated_rows(earlier[-1], after) and any(_starts_anew(piece, after) for piece in earlier)


def _repeated_rows(first: Piece, after: Piece) -> int:
    """Return how many rows at the top of a piece repeat the table's heading, as Word prints it on every page.

    Forms of one unit begin alike: a label with its answer (企业名称 | 重庆…) is no heading, nor are rows before the same labels.
    """
    count = 0
    while count < min(first.rows, after.rows, _MOST_HEADINGS) and _row(first, count) == _row(after, count):
        count += 1
    if _go_on_alike(first, after, count):
        return 0
    return count if any(sum(bool(c.text) for c in after.cells if c.row == row) >= _HEADING_CELLS for row in range(count)) else 0


def _go_on_alike(first: Piece, after: Piece, row: int) -> bool:
    """Tell whether rows begin with the same two labels; a list's rows begin with numbers, or all of them with their unit's name."""
    one, other = (
        [cell.text for cell in piece.cells if cell.column == 0 and row <= cell.row < row + _TELLING and not cell.text.isdigit()]
        for piece in (first, after)
    )
    return one == other and len(set(one) - {""}) == _TELLING


def _row(piece: Piece, row: int) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.column, cell.column_span) for cell in piece.cells if cell.row == row]


def _grid(pieces: Sequence[Piece], where: str) -> Grid:
    lines: list[float] = []
    for line in sorted({line for piece in pieces for line in piece.columns}):
        if not lines or line - lines[-1] > _NEAR:
            lines.append(line)
    cells: list[Cell] = []
    full: set[int] = set()  # columns in which the last row so far ends with a full line
    rows = 0
    for number, piece in enumerate(pieces):
        repeated, top = (_repeated_rows(pieces[0], piece) if number else 0), rows
        rows -= repeated
        more = [_cell(cell, piece, rows, lines) for cell in piece.cells if cell.row >= repeated]
        upper, lower = [c for c in cells if c.row + c.row_span == top], [c for c in more if c.row == top]
        if _is_one_row(upper, lower):
            cells = [*(c for c in cells if c not in upper), *map(_both, upper, lower, (cell.column in full for cell in upper))]
            more = [replace(c, row=c.row - 1) for c in more if c not in lower]
            rows -= 1
        cells += more
        rows += piece.rows
        full = {_cell(c, piece, 0, lines).column for c in piece.cells if c.is_full and c.row + c.row_span == piece.rows}
    return Grid(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), rows, len(lines) - 1, where)


def _cell(cell: TextCell, piece: Piece, row: int, lines: Sequence[float]) -> Cell:
    first = bisect_right(lines, piece.columns[cell.column] + 0.01) - 1
    last = bisect_right(lines, piece.columns[cell.column + cell.column_span] + 0.01) - 1
    return Cell(cell.text, row + cell.row, max(0, first), cell.row_span, max(1, last - first))


def _is_one_row(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Tell whether a page's end cut through a row: the same cells, one of them written in both parts, the first in only one.

    Where several go on, as many must have ended before the page did, the first among them, and none begin behind it. A single cell from
    border to border that goes on is a frame around a text.
    """
    if not upper or any(cell.row_span > 1 for cell in lower) or [_across(c) for c in upper] != [_across(c) for c in lower]:
        return False
    if len(upper) == 1:
        return bool(upper[0].text and lower[0].text)
    written = [(bool(a.text), bool(b.text)) for a, b in zip(upper, lower, strict=True)]
    going_on, begun = written.count((True, True)), written.count((False, True))
    if going_on == 1 and written[0] in ((True, False), (False, True)):
        return True
    return 0 < going_on <= written.count((True, False)) and not begun and written[0] == (True, False)


def _across(cell: Cell) -> tuple[int, int]:
    return cell.column, cell.column_span


def _both(upper: Cell, lower: Cell, is_full: bool) -> Cell:  # noqa: FBT001 - one of three sequences that are mapped
    if not upper.text or not lower.text:
        return replace(upper, text=upper.text or lower.text)
    is_one_sentence = is_full and is_east_asian(upper.text[-1]) and upper.text[-1] not in _SENTENCE_ENDS and is_east_asian(lower.text[0])
    joint = "" if is_one_sentence or upper.text[-1] in _JOINTS else "\n"
    return replace(upper, text=f"{upper.text}{joint}{lower.text}")
