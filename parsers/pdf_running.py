"""The pages of a PDF in, the same out with lines that recur at the head or foot of pages moved aside where a table runs on past them.

Elsewhere they stay: what several forms print alike at the top of their pages is their title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from parsers.pdf_layout import PageBlocks, Piece
from parsers.pdf_text import TextLine

_DIGITS: Final = re.compile(r"\d+")
_SAME_PLACE: Final = 3.0  # points

GoesOn = Callable[[Sequence[Piece], Piece], bool]


def tables_over_pages(pages: Sequence[PageBlocks], goes_on: GoesOn, begins_another: GoesOn) -> list[PageBlocks]:
    """Return the pages.

    `goes_on` tells whether a table at the top of a page is the one at the foot of the last, `begins_another` whether, after all tables
    so far, it is the first of one more form.
    """
    heads = [_head(page) for page in pages]
    feet = [_foot(page) for page in pages]
    aside: list[set[int]] = [set() for _ in pages]
    earlier: list[Piece] = []
    for number in range(1, len(pages)):
        earlier += [block for block in pages[number - 1].blocks if isinstance(block, Piece)]
        foot, head = feet[number - 1], heads[number]
        before, after = _piece(pages[number - 1], -1 - len(foot)), _piece(pages[number], len(head))
        if not (foot or head) or before is None or after is None or not goes_on([before], after) or begins_another(earlier, after):
            continue
        if _recur(foot, feet, number - 1) and _recur(head, heads, number):
            aside[number - 1].update(map(id, foot))
            aside[number].update(map(id, head))
    return [_without(page, gone) if gone else page for page, gone in zip(pages, aside, strict=True)]


def _head(page: PageBlocks) -> list[TextLine]:
    lines: list[TextLine] = []
    for block in page.blocks:
        if not isinstance(block, TextLine):
            return lines
        lines.append(block)
    return lines


def _foot(page: PageBlocks) -> list[TextLine]:
    return _head(replace(page, blocks=page.blocks[::-1]))


def _piece(page: PageBlocks, at: int) -> Piece | None:
    block = page.blocks[at] if -len(page.blocks) <= at < len(page.blocks) else None
    return block if isinstance(block, Piece) else None


def _recur(lines: Sequence[TextLine], all_lines: Sequence[Sequence[TextLine]], number: int) -> bool:
    """Tell whether each line stands on another page, too, at the same height, but for the numbers in it."""
    others = [line for n, page in enumerate(all_lines) if n != number for line in page]
    return all(any(_sign(line) == _sign(other) and abs(line.top - other.top) <= _SAME_PLACE for other in others) for line in lines)


def _sign(line: TextLine) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def _without(page: PageBlocks, gone: set[int]) -> PageBlocks:
    kept = tuple(block for block in page.blocks if id(block) not in gone)
    moved = tuple(block for block in page.blocks if id(block) in gone and isinstance(block, TextLine))
    return replace(page, blocks=kept, margins=(*page.margins, *moved))
