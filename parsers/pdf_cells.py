"""The lines in a table's cell in, its text out: a line that was broken only because it was full runs on, any other break is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from parsers.pdf_text import TextLine, is_east_asian

_PADDING: Final = (5.0, 8.0)  # points between a cell's border and its text: Word's and WPS's own 5.4, or more
_CENTRED: Final = 1.5  # points by which the two gaps of a centred line may differ
_SLACK: Final = 0.25  # of a letter
_LONGEST_NAME: Final = 6  # characters
# surnames of two characters: none is a whole name
_SURNAMES: Final = frozenset(re.findall("..", "欧阳上官司马诸葛司徒皇甫令狐慕容尉迟公孙夏侯端木东方南宫长孙宇文"))
_LIST: Final = re.compile(r"[、，,；;/•]|\d[.．)）]\D")
_WORD_ENDS: Final = re.compile(r"[\s·]+")
# an address, a long number: some programs break them at any letter
_ADDRESS: Final = re.compile(r"[\w.-]+@[\w.-]*$", re.ASCII)
_UNBROKEN: Final = re.compile(rf"{_ADDRESS.pattern}|(?<!\d)\d{{6,}}$", re.ASCII)
_SPACED: Final = re.compile(r"\S+(?: +\S+)+")
_NUMBERED: Final = re.compile(r"[第（(]?[一二三四五六七八九十]+[、.．）)章节]|[（(]\d{1,2}[）)]|\d{1,2}[、.．）)](?!\d)|[①-⑳]")

Sides = tuple[float, float]  # a cell's left and right border


def padding(cells: Sequence[tuple[Sides, Sequence[TextLine]]]) -> float:
    """Return how far a table's text keeps from the borders: as near as any line of it comes, within reason."""
    gaps = [min(line.left - sides[0], sides[1] - line.right) for sides, lines in cells for line in lines]
    return min(max(_PADDING[0], min(gaps, default=0.0)), _PADDING[1])


def runs_on(before: TextLine, after: TextLine, room: float) -> bool:
    """Tell whether a line was broken only because the next one's first unit found no room on it."""
    is_item = bool(_NUMBERED.match(after.text)) and not _ADDRESS.search(before.text)
    return room < after.unit + _SLACK * before.size and not is_item


def text_of_cell(lines: Sequence[TextLine], sides: Sides, pad: float) -> str:
    """Return a cell's text; breaks that stand in it are newlines.

    A column of short words without any punctuation may be a list of names or one long name: its breaks are kept, for the reader
    of the value to decide.
    """
    if not lines:
        return ""
    text = lines[0].text
    kind = _kind(lines)
    for before, after in pairwise(lines):
        text += _joint(before, after, kind, sides[1] - sides[0] - 2 * pad) if runs_on(before, after, _room(before, sides, pad)) else "\n"
        text += after.text
    return text


def is_full(lines: Sequence[TextLine], sides: Sides, pad: float) -> bool:
    """Tell whether one more letter, with the mark that clings to it, would have found no room on a cell's last line."""
    return bool(lines) and _room(lines[-1], sides, pad) < (2 + _SLACK) * lines[-1].size


def _kind(lines: Sequence[TextLine]) -> str:
    if any(_LIST.search(line.text) for line in lines):
        return "marks"
    return "spaces" if any(_SPACED.fullmatch(line.text) for line in lines) else "none"


def _room(line: TextLine, sides: Sides, pad: float) -> float:
    before, behind = line.left - sides[0] - pad, sides[1] - line.right - pad
    return before + behind if abs(before - behind) <= _CENTRED else behind


def _joint(before: TextLine, after: TextLine, kind: str, width: float) -> str:
    """Return what stands between two lines of which the first was full."""
    left, right = before.text, after.text
    is_chinese = is_east_asian(left[-1]) and is_east_asian(right[0])
    if kind == "spaces" or (kind == "none" and is_chinese):
        last, first = _WORD_ENDS.split(left)[-1], _WORD_ENDS.split(right)[0]
        shorter, longer = sorted((len(last), len(first)))
        return "" if last in _SURNAMES or shorter == 1 or longer > _LONGEST_NAME else "\n"
    if is_east_asian(left[-1]) or is_east_asian(right[0]) or left[-1] in "-_/@.":
        return ""
    if _UNBROKEN.search(left) and right[0].isalnum():
        return ""
    return "" if _tail(before) + after.unit > width else "\n"  # a word longer than its cell is broken anywhere


def _tail(line: TextLine) -> float:
    """Return about how wide a line's last word is."""
    return (line.right - line.left) * len(line.text.split()[-1]) / len(line.text)
