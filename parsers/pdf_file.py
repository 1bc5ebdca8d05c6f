"""Octets of a PDF in, its pages out: every character and ruling line with its place. The only file that knows pypdfium2.

Places are in points (1/72 inch) as the page is turned, x to the right and y downwards.
"""

from __future__ import annotations

import ctypes
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from model import TroubleKind
from parsers.glyphs import glyph
from parsers.pdf_drawing import TURNS, Drawing, Matrix, turned_box
from parsers.unreadable import UnreadableError

MOST_PAGES: Final = 200
_MOST_CHARACTERS: Final = 100_000  # of one page
_LINE_END_HYPHEN: Final = 2  # what PDFium says for a hyphen at a line's end
_SILENT: Final = frozenset({0, 10, 13, 0xFFFE, 0xFFFF, 0xAD, 0xFEFF})
GUESSED_SPACE: Final = "\u200b"  # where PDFium thinks that a gap is a space
_SPACES: Final = frozenset({0x09, 0x20, 0xA0})
_WHOLE: Final = 0.5  # of a page that its picture covers
_PICTURES: Final = frozenset((*range(0xF020, 0xF100), *b"RSTPO", 0xA3, 0xA8, 0xFB, 0xFC, 0xFD, 0xFE))  # ticks and boxes, in their fonts
_RADICALS: Final = range(0x2E80, 0x2FE0)
# radicals that Unicode does not fold by itself, with the characters that they stand for (its EquivalentUnifiedIdeograph)
_WHOLE_CHARACTERS: Final = str.maketrans(
    "⺁⺄⺆⺇⺈⺊⺌⺍⺎⺐⺒⺓⺕⺗⺛⺜⺝⺞⺠⺧⺩⺪⺫⺬⺮⺶⺷⺻⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙冂几刀卜小小兀尢巳幺彐心旡日月歺民牛王疋目示竹羊羊聿肉臼虎西見角贝足车長长门阜雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_APART: Final = 0.45  # of a letter's size: characters so far apart may be of two cells, though one command draws them
_EXACT: Final = 0.03  # of the same: so near to where the last one ended stands the next of one word, though commands of their own draw them
_SAMPLE: Final = 200  # characters of a page that are looked at before it is read
_NAMELESS: Final = 0.3  # of them
_CONTROLS: Final = frozenset(range(1, 32)) - {2, 9, 10, 13}
_SPACED_OUT: Final = 0.2  # of the same: between the letters of a word
# the same function as the library's, but for what it gives back: a number can be compared at once
_DRAWN_BY: Final = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)
_SHOWN_NOTES: Final = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})

# character, its ink's left, top, right and bottom, the line that it stands on, and which unbroken stretch of text it is drawn with
Mark = tuple[str, float, float, float, float, float, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size, its marks, and what is drawn on it."""

    width: float
    height: float
    marks: list[Mark]
    drawing: Drawing

    @property
    def is_picture(self) -> bool:
        """Tell whether one picture covers the page, as a scanner leaves it."""
        return self.drawing.largest >= _WHOLE * self.width * self.height > 0


def pages(octets: bytes) -> tuple[list[Page], bool]:
    """Return the pages in order, and whether some are left out: past MOST_PAGES, or too torn to be read.

    UnreadableError for a password or where no page can be found.
    """
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableError("encrypted", TroubleKind.PASSWORD) from error
        raise UnreadableError(f"no page can be found: {error}") from error
    with closing(document):
        count = len(document)
        read = [page for number in range(min(count, MOST_PAGES)) if (page := _page(document, number)) is not None]
    if not read:
        raise UnreadableError("no page in it can be read")
    return read, len(read) < count


def _page(document: Any, number: int) -> Page | None:
    try:
        sheet = document[number]
    except pypdfium2.PdfiumError:
        return None
    if _has_notes(sheet) and pdfium.FPDFPage_Flatten(sheet, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        sheet.close()
        sheet = document[number]
    with closing(sheet):
        rotation = pdfium.FPDFPage_GetRotation(sheet)
        drawing = Drawing(TURNS[rotation & 3])
        drawing.take(sheet.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, drawing.turned)
        drawing.join_dashes()
        with closing(sheet.get_textpage()) as text:
            page = Page(pdfium.FPDF_GetPageWidthF(sheet), pdfium.FPDF_GetPageHeightF(sheet), [], drawing)
            if _can_be_read(text.raw, is_picture=page.is_picture):
                page.marks.extend(_marks(text.raw, TURNS[rotation & 3]))
        return page


def _has_notes(sheet: Any) -> bool:
    """Tell whether something is written on the page without being of it: fields of a form, notes, stamps."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(sheet), 500)):
        note = pdfium.FPDFPage_GetAnnot(sheet, number)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in _SHOWN_NOTES:
            return True
    return False


def _can_be_read(text: Any, *, is_picture: bool) -> bool:
    """Tell whether a page's text says what a reader sees.

    It does not where its font names no characters, and where a scanner's programme has laid what it guessed invisibly under the picture.
    """
    count = pdfium.FPDFText_CountChars(text)
    sample = [n for n in range(0, min(count, _MOST_CHARACTERS), count // _SAMPLE + 1) if not pdfium.FPDFText_IsGenerated(text, n)]
    nameless = sum(pdfium.FPDFText_HasUnicodeMapError(text, n) == 1 or pdfium.FPDFText_GetUnicode(text, n) in _CONTROLS for n in sample)
    if nameless > _NAMELESS * len(sample):
        return False
    return not is_picture or sum(_is_invisible(text, n) for n in sample) <= len(sample) / 2


def _is_invisible(text: Any, number: int) -> bool:
    drawn = pdfium.FPDFText_GetTextObject(text, number)
    return bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _marks(text: Any, turn: Matrix) -> list[Mark]:
    marks: list[Mark] = []
    unicode, ink_box, origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox, pdfium.FPDFText_GetCharOrigin
    stretch, last, previous = 0, None, 0
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    for number in range(min(pdfium.FPDFText_CountChars(text), _MOST_CHARACTERS)):
        code = unicode(text, number)
        if code in _SILENT or not ink_box(text, number, left, right, bottom, top) or not origin(text, number, x, y):
            continue
        if code in _SPACES:
            if pdfium.FPDFText_IsGenerated(text, number):
                marks += [(GUESSED_SPACE, marks[-1][3], marks[-1][5], marks[-1][3], marks[-1][5], marks[-1][5], stretch)] if marks else []
                continue
            left.value = right.value = x.value
            bottom.value = top.value = y.value
        said = _character(code) if code not in _PICTURES else glyph(_font(text, number), code) or chr(code)
        if turn is TURNS[0]:
            box, base = (left.value, -top.value, right.value, -bottom.value), -y.value
        else:
            box = turned_box(turn, left.value, bottom.value, right.value, top.value)
            base = turned_box(turn, x.value, y.value, x.value, y.value)[1]
        command = _DRAWN_BY(text, number)
        mark = (said, *box, base, stretch)
        if not marks or not _goes_on(marks[-1], mark, None if command == last else (text, previous, number)):
            stretch += 1
            mark = (said, *box, base, stretch)
        last, previous = command, number
        marks.append(mark)
    return marks


def _goes_on(before: Mark, mark: Mark, apart: tuple[Any, int, int] | None) -> bool:
    """Tell whether a character goes on with the one before, so that no border of a cell can be meant between them.

    Where commands of their own draw the two, `apart` is the page's text and their numbers: they must follow one another exactly, or as
    letters that are spaced out.
    """
    size = max(before[3] - before[1], before[4] - before[2], mark[3] - mark[1], mark[4] - mark[2])
    if abs(mark[5] - before[5]) > _EXACT * size:
        return False
    if apart is None:
        return -size < mark[1] - before[3] < _APART * size
    text, one, other = apart
    first, second = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, one, first)
    pdfium.FPDFText_GetLooseCharBox(text, other, second)
    is_latin = before[0].isascii() and mark[0].isascii()
    gap = float(second.left - first.right)
    return -_EXACT * size < gap < (_SPACED_OUT if is_latin else _EXACT) * size


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
