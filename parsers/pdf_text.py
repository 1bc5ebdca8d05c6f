"""Characters with their places in, lines of text out: told apart by the line they stand on, put in order from left to right."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from parsers.doc_pieces import whole
from parsers.pdf_drawing import Rule
from parsers.pdf_marks import GUESSED_SPACE, Mark

_SAME_LINE: Final = 0.35  # of a letter: a raised figure still stands on its line
_WORD_GAP: Final = 0.25  # of a letter: where PDFium guesses a space, a gap so wide is one
_MIXED_GAP: Final = 0.55  # the same between Chinese and Latin, where Word and WPS leave a quarter of a letter of their own accord
_WIDE_GAP: Final = 1.2  # of a letter: more than one space
_SPACE: Final = 0.5  # of a letter that one space of a wide gap covers
_MOST_SPACES: Final = 12
_INK: Final = 0.9  # of a letter's height that the ink of a Chinese character fills
_LATIN_INK: Final = 0.7
_SPACES: Final = frozenset({" ", GUESSED_SPACE})
_EAST_ASIAN: Final = 0x2E80
_STRUCK: Final = (0.15, 0.5)  # of a letter: how far above the foot of letters a line strikes them out
_JOINED: Final = 0.85  # of a letter: what was struck out so near behind a character or a blank follows on it
_BLANK: Final = 0.7  # of a letter: a blank that was struck out with the words before it
_UNDERLINED: Final = (-0.3, 0.0)
_ONE_LINE: Final = 0.5  # points by which the pieces of one line may lie beside one another
_TOUCHING: Final = 1.5  # points between two pieces of one line
_TIGHT: Final = 4.0  # points by which an underline may be longer than its words
_HOLLOW: Final = 0.6  # of a letter that stays empty behind a Chinese comma, or before a bracket
_SMALLEST: Final = 0.5  # points
_SAMPLE: Final = 40  # letters that are measured
_HUGE: Final = 2.5  # letters: only a title is so large, and no words stand within a title
_SIGNS: Final = frozenset("√✓✔☑☒☐□■●○◉◎✕×")
_NOT_FIRST: Final = frozenset("、，。；：！？）》」』】〕％…’”,.;:!?)]}%")
_AIRY: Final = frozenset("“”‘’—…、，。；：！？（）《》【】「」〔〕")  # as wide as Chinese characters, much of it empty
_NOT_LAST: Final = frozenset("（《「『【〔‘“([{")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands on the page: its ink's box, the height of its letters, and how wide its first unbroken unit is."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    unit: float


def lines_of(marks: Iterable[Mark]) -> list[TextLine]:
    """Return the lines from top to bottom."""
    return [line for run in runs_of(marks) if (line := line_of(run)) is not None]


def runs_of(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Return the characters of each line from left to right, the lines from top to bottom."""
    ordered = sorted(marks, key=_base)
    reach = _SAME_LINE * size_of(ordered)
    found: list[list[Mark]] = []
    base = 0.0
    for mark in ordered:
        if found and mark[5] - base <= reach:
            found[-1].append(mark)
        else:
            found.append([mark])
            base = mark[5]
    return [sorted(run, key=_left) for run in found]


def stretches_of(run: Sequence[Mark]) -> list[TextLine]:
    """Return what stands on a line between wide gaps."""
    seen = [mark for mark in run if mark[0] not in _SPACES]
    size = size_of(seen)
    ends = [n for n, (before, after) in enumerate(pairwise(seen), 1) if _width(before, after, size)]
    starts = [seen[n][1] for n in ends]
    parts: list[list[Mark]] = [[] for _ in range(len(starts) + 1)]
    for mark in run:
        parts[bisect_right(starts, mark[1])].append(mark)
    return [line for part in parts if (line := line_of(part)) is not None]


def without_watermark(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Return the characters without those of huge words that lie across the text."""
    huge = _HUGE * size_of(marks)
    words = [mark for mark in marks if mark[4] - mark[2] > huge]
    if not words:
        return marks
    text = [((mark[1] + mark[3]) / 2, (mark[2] + mark[4]) / 2) for mark in marks if mark[4] - mark[2] <= huge and mark[0] not in _SPACES]
    lines = {word[5] for word in words if any(word[1] < x < word[3] and word[2] < y < word[4] for x, y in text)}
    return [mark for mark in marks if mark[5] not in lines or mark[4] - mark[2] <= huge]


def lines_in_text(marks: Sequence[Mark], across: Sequence[Rule]) -> tuple[list[Mark], list[Rule]]:
    """Return the characters through which no line is drawn, and the rules that neither strike out nor underline words.

    What a tracked change deleted is printed struck out.
    """
    ordered = sorted((mark for mark in marks if mark[0] not in _SPACES), key=_base)
    bases = [mark[5] for mark in ordered]
    size = size_of(ordered)
    struck: set[int] = set()
    rules: list[Rule] = []
    for rule in _whole_rules(across):
        through, above = (_along(ordered, bases, rule, (low * size, high * size)) for low, high in (_STRUCK, _UNDERLINED))
        if _spans(rule, [ordered[n] for n in through], size, _BLANK * size):
            struck.update(through)
        elif not _spans(rule, [ordered[n] for n in above], size):
            rules.append(rule)
    gone = {id(ordered[n]) for n in struck}
    return _without(marks, gone, _JOINED * size) if gone else list(marks), rules


def _without(marks: Sequence[Mark], gone: Collection[int], near: float) -> list[Mark]:
    """Return the characters but for those of these numbers, whose room is no blank: the one before them reaches over it."""
    kept: list[Mark] = []
    last = -1  # the last of `kept` that is no blank
    end: Mark | None = None  # of what is gone behind it, which began after `begun` were kept
    begun = 0
    for mark in marks:
        if id(mark) not in gone:
            kept.append(mark)
            if mark[0] not in _SPACES:
                last, end = len(kept) - 1, None
            continue
        if last < 0:
            continue
        begun = len(kept) if end is None else begun
        before = kept[-1] if end is None or len(kept) > begun else end
        del kept[begun:]  # a blank within what is gone
        is_near = abs(mark[5] - before[5]) <= near and -near < mark[1] - before[3] < near
        end = mark if is_near else None
        if is_near:
            kept[last] = (*kept[last][:3], max(kept[last][3], mark[3]), *kept[last][4:])
    return kept


def _whole_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules with those joined that touch on one line: the side of a cell may be as long as its words, a table's line is not."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r[0] / _ONE_LINE), r[1])):
        last = joined[-1] if joined else None
        if last is not None and abs(rule[0] - last[0]) <= _ONE_LINE and rule[1] <= last[2] + _TOUCHING:
            joined[-1] = (last[0], last[1], max(last[2], rule[2]))
        else:
            joined.append(rule)
    return joined


def _along(ordered: Sequence[Mark], bases: Sequence[float], rule: Rule, heights: tuple[float, float]) -> list[int]:
    """Return the characters over a rule whose foot lies so far below it."""
    first, last = bisect_left(bases, rule[0] + heights[0]), bisect_right(bases, rule[0] + heights[1])
    return [n for n in range(first, last) if rule[1] <= (ordered[n][1] + ordered[n][3]) / 2 <= rule[2]]


def _spans(rule: Rule, marks: Sequence[Mark], size: float, blank: float = 0.0) -> bool:
    """Tell whether a rule is as long as the words on it, and a `blank` behind them: a table's line is longer by the cell's padding."""
    if not marks:
        return False
    first, last = min(marks, key=_left), max(marks, key=_left)
    before, behind = (_TIGHT + (_HOLLOW * size if mark[0] in _AIRY else 0) for mark in (first, last))
    return first[1] - rule[1] < before and rule[2] - last[3] < behind + blank


def size_of(marks: Sequence[Mark]) -> float:
    """Return the height of letters, in the middle of some of them."""
    marks = marks[:: len(marks) // _SAMPLE + 1]
    wide = [max(m[3] - m[1], m[4] - m[2]) / _INK for m in marks if ord(m[0]) >= _EAST_ASIAN]
    if len(wide) * 4 < len(marks):
        wide += [(m[4] - m[2]) / _LATIN_INK for m in marks if m[0].isalnum() and ord(m[0]) < _EAST_ASIAN]
    wide.sort()
    return max(wide[len(wide) // 2], _SMALLEST) if wide else 10.0


def is_east_asian(character: str) -> bool:
    """Tell whether a character is written without spaces between words."""
    return ord(character) >= _EAST_ASIAN


def _base(mark: Mark) -> float:
    return mark[5]


def _left(mark: Mark) -> float:
    return mark[1]


def line_of(marks: Sequence[Mark]) -> TextLine | None:
    """Return the line of these characters; None where they are blanks."""
    seen = [mark for mark in marks if mark[0] not in _SPACES]
    if not any(mark[0].strip() for mark in seen):
        return None
    size = size_of(seen)
    pieces: list[str] = []
    last: Mark | None = None
    spaces, is_guessed = 0, False
    for mark in marks:
        if mark[0] in _SPACES:
            spaces, is_guessed = spaces + (mark[0] == " "), True
            continue
        if last is not None:
            is_guessed = is_guessed or not _SIGNS.isdisjoint((last[0], mark[0]))  # drawn by itself, from another font
            pieces.append(" " * (spaces or (is_guessed and _is_space(last, mark, size))))
            pieces.append(" " * (_width(last, mark, size) - len(pieces[-1])))
        pieces.append(mark[0])
        last, spaces, is_guessed = mark, 0, False
    text = "".join(pieces)
    box = (seen[0][1], min(m[2] for m in seen), max(m[3] for m in seen), max(m[4] for m in seen))
    return TextLine(whole(text), *box, size, _unit(marks, seen[0], size))


def _is_space(before: Mark, after: Mark, size: float) -> bool:
    is_mixed = _stands_off(before[0]) != _stands_off(after[0])
    return _gap(before, after, size) > (_MIXED_GAP if is_mixed else _WORD_GAP) * size


def _stands_off(character: str) -> bool:
    """Tell whether programs leave no room of their own accord between a character and a Chinese one: another such, or √ □ ☑."""
    return is_east_asian(character) or character in _SIGNS


def _gap(before: Mark, after: Mark, size: float) -> float:
    """Return the room between two characters, without what is empty of a Chinese mark itself."""
    hollow = (before[0] in _AIRY and before[0] not in _NOT_LAST) + (after[0] in _AIRY and after[0] in _NOT_LAST)
    return after[1] - before[3] - hollow * _HOLLOW * size


def _width(before: Mark, after: Mark, size: float) -> int:
    """Return how many spaces a wide gap stands for, 0 for a narrow one."""
    gap = _gap(before, after, size)
    return min(_MOST_SPACES, round(gap / (_SPACE * size))) if gap > _WIDE_GAP * size else 0


def _unit(marks: Sequence[Mark], first: Mark, size: float) -> float:
    """Return the width of what cannot be broken at a line's beginning: a word, or a Chinese character with the marks that cling to it."""
    last, is_apart, chinese = first, False, int(is_east_asian(first[0]))
    for mark in marks[marks.index(first) + 1 :]:
        if mark[0] in _SPACES:
            is_apart = True
            continue
        is_clinging = mark[0] in _NOT_FIRST or last[0] in _NOT_LAST
        if not is_clinging and (is_apart or is_east_asian(mark[0]) or is_east_asian(last[0])):
            break
        last = mark
        chinese += is_east_asian(mark[0])
    return max(last[3] - first[1], chinese * size)
