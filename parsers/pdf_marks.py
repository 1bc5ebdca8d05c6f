"""The text of a PDF's page in, its characters with their places out: those that people see, as they see them.

Places are in points (1/72 inch) as the page is read, x to the right and y downwards.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

from parsers.glyphs import glyph
from parsers.pdf_commands import QUARTER, Box, clip_of, drawn_by, is_aslant, is_invisible
from parsers.pdf_drawing import TURNS, Matrix, turned_box

_MOST_CHARACTERS: Final = 100_000  # of one page
_LINE_END_HYPHEN: Final = 2  # what PDFium says for a hyphen at a line's end
_SILENT: Final = frozenset({10, 13, 0xFFFE, 0xFFFF, 0xAD, 0xFEFF})
GUESSED_SPACE: Final = "\u200b"  # where PDFium thinks that a gap is a space
NAMELESS: Final = "\ufffd"  # a character that is drawn, but whose font does not say which it is
_SPACES: Final = frozenset({0x09, 0x20, 0xA0})
_PICTURES: Final = frozenset((*range(0xF020, 0xF100), *b"RSTPO", 0xA3, 0xA8, 0xFB, 0xFC, 0xFD, 0xFE))  # ticks and boxes, in their fonts
_RADICALS: Final = range(0x2E80, 0x2FE0)
# radicals that Unicode does not fold by itself, with the characters that they stand for (its EquivalentUnifiedIdeograph)
_WHOLE_CHARACTERS: Final = str.maketrans(
    "⺁⺄⺆⺇⺈⺊⺌⺍⺎⺐⺒⺓⺕⺗⺛⺜⺝⺞⺠⺧⺩⺪⺫⺬⺮⺶⺷⺻⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙冂几刀卜小小兀尢巳幺彐心旡日月歺民牛王疋目示竹羊羊聿肉臼虎西見角贝足车長长门阜雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_APART: Final = 0.45  # of a letter's size: characters so far apart may be of two cells, though one command draws them
_EXACT: Final = 0.03  # of the same: so near to where the last one ended stands the next of one word, though commands of their own draw them
_SPACED_OUT: Final = 0.2  # of the same: between the letters of a word
_WITHIN: Final = 1.0  # points from the border of what text is clipped to
_LETTER: Final = 0.75  # of the height that a font gives its lines
_MEETING: Final = re.compile(f"(?<=[一-鿿]){GUESSED_SPACE}?(?=[0-9A-Za-z])|(?<=[0-9A-Za-z]){GUESSED_SPACE}?(?=[一-鿿])")
_CHINESE: Final = "\u2e80"  # and all characters behind it
_ENOUGH: Final = 4  # places where Chinese and Latin meet that tell how far a page sets them apart of its own accord
_AUTOMATIC: Final = 0.25  # of a Chinese character: how far Word and WPS do
_FAR: Final = 1.0  # of the same: more than that is between two cells
_BLANK: Final = 0.09  # of the same: more than that is a blank
_SAMPLE: Final = 60  # characters of a page that are looked at before it is read
_NAMELESS: Final = 0.1  # of them
_CONTROLS: Final = frozenset(range(1, 32)) - {2, 9, 10, 13}
_PLAIN: Final = frozenset(range(0x20, 0xF000)) - _PICTURES - _SPACES - frozenset(_RADICALS)  # what says itself
_SIZES: Final = (6.0, 18.0)  # points: letters of forms; a page of other ones is drawn to another scale
_USUAL: Final = 10.5

# character, its ink's left, top, right and bottom, the line that it stands on, and which unbroken stretch of text it is drawn with
Mark = tuple[str, float, float, float, float, float, int]


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies: the quarter turns after which its text is upright, and the scale at which its letters are as large as a form's."""

    turns: int
    scale: float

    @property
    def space(self) -> Matrix:
        """What leads from the page's own space to the page as it is read."""
        a, b, c, d, e, f = (self.scale * number for number in TURNS[self.turns])
        return (a, b, c, d, e, f)


def lie_of(text: Any, rotation: int, scale: float | None) -> Lie:
    """Return how a page lies by its own letters; `rotation` is for one that holds none, `scale` that of the pages before it."""
    turns: Counter[int] = Counter()
    sizes: list[float] = []
    for number in _sample(text):
        turns[round(-pdfium.FPDFText_GetCharAngle(text, number) / QUARTER) & 3] += 1
        left, top, right, bottom = _loose_box(text, number, TURNS[0])
        sizes.append(max(right - left, bottom - top))
    turn = turns.most_common(1)[0][0] if turns else rotation & 3
    return Lie(turn, scale or _scale(sizes))


def _scale(sizes: list[float]) -> float:
    size = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    return 1.0 if not size or _SIZES[0] <= size <= _SIZES[1] else _USUAL / size


def can_be_read(text: Any, *, is_picture: bool) -> bool:
    """Tell whether a page's text says what a reader sees.

    It does not where its font names no characters, and where a scanner's programme has laid what it guessed invisibly under the picture.
    """
    sample = list(_sample(text))
    nameless = sum(pdfium.FPDFText_HasUnicodeMapError(text, n) == 1 or pdfium.FPDFText_GetUnicode(text, n) in _CONTROLS for n in sample)
    if nameless > _NAMELESS * len(sample):
        return False
    return not is_picture or sum(is_invisible(drawn_by(text, n)) for n in sample) <= len(sample) / 2


def marks_of(text: Any, space: Matrix, own: Container[int] = ()) -> list[Mark]:
    """Return the characters of a page; `space` leads from the page's own space to the page as it is read.

    What is drawn invisibly or lies aslant across the page (a watermark) is left away. What one of the page's `own` commands writes is
    where it is clipped to: a cell too small for its text cuts off what is still in it.
    """
    marks: list[Mark] = []
    numbers: list[int] = []
    unicode, ink_box, origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox, pdfium.FPDFText_GetCharOrigin
    is_plain = space == TURNS[0]
    stretch, last, previous = 0, None, 0
    begun, room, before = 0, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0)
    is_shown, is_doubtful, clip = True, False, None
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    for number in range(min(pdfium.FPDFText_CountChars(text), _MOST_CHARACTERS)):
        code = unicode(text, number)
        if code in _SILENT or not ink_box(text, number, left, right, bottom, top) or not origin(text, number, x, y):
            continue
        if code in _SPACES:
            if pdfium.FPDFText_IsGenerated(text, number):
                marks += [(GUESSED_SPACE, marks[-1][3], marks[-1][5], marks[-1][3], marks[-1][5], marks[-1][5], stretch)] if marks else []
                numbers += [number] if marks else []
                continue
            left.value = right.value = x.value
            bottom.value = top.value = y.value
        command = drawn_by(text, number)
        if command != last:
            before = room if previous == begun else _loose_box(text, previous, space)
            room, begun = _loose_box(text, number, space), number
            is_shown = not is_invisible(command) and not is_aslant(text, number)
            is_doubtful = pdfium.FPDFText_HasUnicodeMapError(text, number) == 1
            clip = clip_of(command, space) if command in own else None
        said = chr(code) if code in _PLAIN and not is_doubtful else _said(text, number, code, is_doubtful=is_doubtful)
        if is_plain:
            box, base = (left.value, -top.value, right.value, -bottom.value), -y.value
        else:
            box = turned_box(space, left.value, bottom.value, right.value, top.value)
            base = turned_box(space, x.value, y.value, x.value, y.value)[1]
        if clip is not None:
            box = _shifted(box, clip)
        mark = (said, *box, base, stretch)
        size = _LETTER * (room[3] - room[1])
        if not marks or not _goes_on(marks[-1], mark, size, None if command == last else room[0] - before[2]):
            stretch += 1
            mark = (said, *box, base, stretch)
        last, previous = command, number
        if said and is_shown:
            marks.append(mark)
            numbers.append(number)
    return _with_blanks(text, space, marks, numbers)


def _with_blanks(text: Any, space: Matrix, marks: list[Mark], numbers: list[int]) -> list[Mark]:
    """Return the characters with a blank between Chinese and Latin only where the gap is wider than the page leaves there without one."""
    said = "".join(mark[0] for mark in marks)
    if len(said) != len(marks):
        return marks
    gaps = {match.span(): _meeting_gap(text, space, said, numbers, match.span()) for match in _MEETING.finditer(said)}
    usual = sorted(gap for gap in gaps.values() if gap < _FAR)
    own = usual[len(usual) // 2] if len(usual) >= _ENOUGH else _AUTOMATIC
    blank = {at: gap > own + _BLANK for (at, end), gap in gaps.items() if end > at}
    return [(" ", *mark[1:]) if blank.get(n) else mark for n, mark in enumerate(marks) if blank.get(n, True)]


def _meeting_gap(text: Any, space: Matrix, said: str, numbers: Sequence[int], place: tuple[int, int]) -> float:
    """Return how much further a Latin and a Chinese character are apart than the latter and its other neighbour, in widths of it."""
    before, after = place[0] - 1, place[1]
    near, meeting, step = (before, after, -1) if said[before] >= _CHINESE else (after, before, 1)
    beyond = near + (2 if said[near + step : near + step + 1] == GUESSED_SPACE else 1) * step
    room = _loose_box(text, numbers[near], space)
    gap = _between(room, _loose_box(text, numbers[meeting], space))
    if 0 <= beyond < len(said) and said[beyond] >= _CHINESE:
        spread = _between(room, _loose_box(text, numbers[beyond], space))
        gap -= spread if 0 < spread < gap else 0.0
    return gap / max(room[2] - room[0], 1.0)


def _between(one: Box, other: Box) -> float:
    return max(one[0], other[0]) - min(one[2], other[2])


def _shifted(box: Box, clip: Box) -> Box:
    """Return a character's box up or down until its middle is seen; sidewards, what is cut off may run over to the next page."""
    middle = (box[1] + box[3]) / 2
    shift = min(max(middle, clip[1] + _WITHIN), clip[3] - _WITHIN) - middle
    return box[0], box[1] + shift, box[2], box[3] + shift


def _said(text: Any, number: int, code: int, *, is_doubtful: bool) -> str:
    """Return the character that a code means, "" for none; `is_doubtful` where the font did not name another one of the same command."""
    is_nameless = code in _CONTROLS or ((is_doubtful or not code) and pdfium.FPDFText_HasUnicodeMapError(text, number) == 1)
    if code in _PICTURES:
        return glyph(_font(text, number), code) or (NAMELESS if is_nameless else chr(code))
    if is_nameless:
        return NAMELESS
    return _character(code) if code else ""


def _sample(text: Any) -> Iterator[int]:
    """Yield the numbers of some characters that are really drawn."""
    count = pdfium.FPDFText_CountChars(text)
    for number in range(0, min(count, _MOST_CHARACTERS), count // _SAMPLE + 1):
        if not pdfium.FPDFText_IsGenerated(text, number):
            yield number


def _goes_on(before: Mark, mark: Mark, size: float, gap: float | None) -> bool:
    """Tell whether a character goes on with the one before, so that no border of a cell can be meant between them.

    `size` is that of its letters by their font, which the ink of one letter may be far below. Where commands of their own draw the two,
    `gap` is what their fonts leave between them: they must follow one another exactly, or as letters that are spaced out.
    """
    size = max(size, before[3] - before[1], before[4] - before[2], mark[3] - mark[1], mark[4] - mark[2])
    if abs(mark[5] - before[5]) > _EXACT * size:
        return False
    if gap is None:
        return -size < mark[1] - before[3] < _APART * size
    is_latin = before[0].isascii() and mark[0].isascii()
    return -_EXACT * size < gap < (_SPACED_OUT if is_latin else _EXACT) * size


def _loose_box(text: Any, number: int, space: Matrix) -> tuple[float, float, float, float]:
    """Return a character's left, top, right and bottom with the room that its font gives it."""
    room = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, number, room)
    if space == TURNS[0]:
        return room.left, -room.top, room.right, -room.bottom
    return turned_box(space, room.left, room.bottom, room.right, room.top)


def _font(text: Any, number: int) -> str:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, number, name, 127, ctypes.c_int())
    return name.value.decode("utf-8", "replace").rpartition("+")[2].replace("-Regular", "")


def _character(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in _SPACES:
        return " "
    if code in _RADICALS:  # fonts say the radical ⼯ where 工 is written
        return unicodedata.normalize("NFKC", chr(code)).translate(_WHOLE_CHARACTERS)
    return chr(code)
