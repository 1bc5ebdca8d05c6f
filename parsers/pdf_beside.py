"""The pages of a PDF in, the same out with those put together that hold one sheet side by side, and those parted that hold two pages.

Office programs print a spreadsheet wider than its paper down and then over, cut where the paper ends: the row lines of the pages lie at
the same heights, and what runs over the cut is drawn on both sides of it, beyond the table's edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from parsers.pdf_drawing import Drawing, Rule
from parsers.pdf_file import Page
from parsers.pdf_marks import Mark

_MOST_DOWN: Final = 6  # pages below one another, and beside one another, that one sheet is cut into
_MOST_OVER: Final = 6
_FEWEST_ROWS: Final = 4  # row lines that tell two pages to be cut from one sheet
_BROAD: Final = 1.2  # widths to a height
_MARGIN: Final = 10.0  # points left free on both sides of the middle of such a paper
_FEWEST_WRITTEN: Final = 20  # characters on each half
_SAME: Final = 1.0  # points
_BEYOND: Final = 1.0
_SEAM: Final = 3.0  # points around the cut
_STRETCHES: Final = 1_000_000  # more than a page has stretches of text


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with the heights of its row lines and the left and right end of them."""

    page: Page
    rows: tuple[float, ...]
    left: float
    right: float

    @property
    def is_cut_left(self) -> bool:
        """Tell whether something is drawn beyond the left edge of the tables."""
        return any(mark[3] < self.left - _BEYOND for mark in self.page.marks if mark[0].strip())


def single_sheets(pages: Sequence[Page]) -> list[Page]:
    """Return the pages, each of two that are printed side by side on one broad paper as a page of its own."""
    return [single for page in pages for single in (_halves(page) if _is_two(page) else [page])]


def _is_two(page: Page) -> bool:
    """Tell whether a paper is broad, written on both halves, and nothing is written or drawn over its middle."""
    middle = page.width / 2
    if page.width < _BROAD * page.height or not page.marks:
        return False
    ends = [(mark[1], mark[3]) for mark in page.marks] + [(begin, end) for _, begin, end in page.drawing.across]
    written = sum(mark[1] > middle for mark in page.marks)
    is_parted = not any(begin < middle + _MARGIN and end > middle - _MARGIN for begin, end in ends)
    return is_parted and min(written, len(page.marks) - written) >= _FEWEST_WRITTEN


def _halves(page: Page) -> Iterator[Page]:
    middle = page.width / 2
    for number in (0, 1):
        shift = -number * middle
        drawing = Drawing(page.drawing.turned)
        drawing.across = [(y, a + shift, b + shift) for y, a, b in page.drawing.across if (a > middle) == number]
        drawing.down = [(x + shift, a, b) for x, a, b in page.drawing.down if (x > middle) == number]
        drawing.pictures = page.drawing.pictures if not number else 0
        marks = [_moved(mark, shift, number) for mark in page.marks if (mark[1] > middle) == number]
        yield replace(page, width=middle, marks=marks, drawing=drawing, stamped=[] if number else page.stamped)


def whole_sheets(pages: Sequence[Page]) -> list[Page]:
    """Return the pages; those that are beside one another are one wide page."""
    sheets = [_sheet(page) for page in pages]
    whole: list[Page] = []
    at = 0
    while at < len(sheets):
        down, over = _cut(sheets[at:])
        for row in range(down):
            parts = [sheets[at + column * down + row] for column in range(over)]
            whole.append(parts[0].page if over == 1 else _joined(parts))
        at += down * over
    return whole


def _sheet(page: Page) -> _Sheet:
    across = page.drawing.across
    heights: list[float] = []
    for height in sorted(rule[0] for rule in across):
        if not heights or height - heights[-1] > _SAME:
            heights.append(height)
    return _Sheet(page, tuple(heights), min((r[1] for r in across), default=0.0), max((r[2] for r in across), default=page.width))


def _cut(sheets: Sequence[_Sheet]) -> tuple[int, int]:
    """Return how many pages down and over the sheet at the front is printed on; (1, 1) for an ordinary page."""
    for down in range(1, min(_MOST_DOWN, len(sheets) // 2) + 1):
        first = sheets[:down]
        over = 1
        while over < _MOST_OVER and _is_beside(first, sheets[over * down : (over + 1) * down]):
            over += 1
        if over > 1:
            return down, over
    return 1, 1


def _is_beside(first: Sequence[_Sheet], column: Sequence[_Sheet]) -> bool:
    if len(column) < len(first) or not any(sheet.is_cut_left for sheet in column):
        return False
    pairs = list(zip(first, column, strict=True))
    return all(_alike(a.rows, b.rows) for a, b in pairs) and any(len(a.rows) >= _FEWEST_ROWS for a, _ in pairs)


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def _joined(parts: Sequence[_Sheet]) -> Page:
    drawing = Drawing(parts[0].page.drawing.turned)
    marks: list[Mark] = []
    edge = parts[0].left
    for number, part in enumerate(parts):
        shift = edge - part.left
        seen = [_moved(mark, shift, number) for mark in part.page.marks]
        ahead = edge + part.right - part.left if number < len(parts) - 1 else float("inf")
        kept = [mark for mark in seen if (mark[1] + mark[3]) / 2 <= ahead]
        if number:
            cut = [mark for mark in seen if mark[1] < edge - _BEYOND and mark[0].strip()]
            kept = [mark for mark in kept if (mark[1] + mark[3]) / 2 >= edge and not _is_there(mark, marks, edge)]
            drawing.down = _opened(drawing.down, edge, _bands(part.rows, cut))
        down = [(x + shift, begin, end) for x, begin, end in part.page.drawing.down]
        drawing.down += _opened(down, edge, _bands(part.rows, cut)) if number else down
        drawing.across += [(y, begin + shift, end + shift) for y, begin, end in part.page.drawing.across]
        drawing.pictures += part.page.drawing.pictures
        drawing.covered += part.page.drawing.covered
        marks += kept
        edge += part.right - part.left
    return Page(edge + parts[0].left, parts[0].page.height, marks, drawing)


def _moved(mark: Mark, shift: float, number: int) -> Mark:
    text, left, top, right, bottom, base, stretch = mark
    return text, left + shift, top, right + shift, bottom, base, (number + 1) * _STRETCHES + stretch


def _is_there(mark: Mark, marks: Sequence[Mark], edge: float) -> bool:
    """Tell whether a character that the cut goes through was already seen on the other side of it."""
    return mark[1] < edge + _SEAM and any(m[0] == mark[0] and abs(m[1] - mark[1]) < _SEAM and abs(m[5] - mark[5]) < _SAME for m in marks)


def _bands(rows: Sequence[float], cut: Sequence[Mark]) -> list[tuple[float, float]]:
    """Return the rows in which something runs over the cut: there its two sides are one cell."""
    return [(low, high) for low, high in pairwise(rows) if any(low < (mark[2] + mark[4]) / 2 < high for mark in cut)]


def _opened(rules: Sequence[Rule], edge: float, bands: Sequence[tuple[float, float]]) -> list[Rule]:
    """Return the lines down, without what of them stands at the cut in some rows."""
    opened: list[Rule] = []
    for x, begin, end in rules:
        if abs(x - edge) > _SEAM:
            opened.append((x, begin, end))
            continue
        starts, ends = [begin, *(high for _, high in bands)], [*(low for low, _ in bands), end]
        opened += [
            (x, max(start, begin), min(stop, end)) for start, stop in zip(starts, ends, strict=True) if max(start, begin) < min(stop, end)
        ]
    return opened
