"""A PDF's page with its fields and notes in, what is written in them out, as characters that lie where the field or note does.

A field's own value counts, not its picture: that may be missing, cut off, or broken into lines anywhere (ISO 32000-1 §12.5.6, §12.7).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

import pypdfium2.raw as pdfium

from parsers.pdf_drawing import Matrix, turned_box
from parsers.pdf_marks import Mark

_MOST: Final = 2000  # notes of one page
_LONGEST: Final = 20_000  # characters
_SIZE: Final = 8.0  # points: letters that lie in any cell
_NARROW: Final = 0.5  # of a field's width that a line in it takes at most: none of them was broken because it was full
_UNSEEN: Final = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_TICKED: Final = frozenset({pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON})
_FILLED: Final = frozenset({pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})


def written_in_notes(sheet: Any, form: Any, space: Matrix) -> list[Mark]:
    """Return the characters of all fields and of texts laid over the page; `form` is the document's, None where it has no fields."""
    marks: list[Mark] = []
    for number, (kind, note) in enumerate(_notes(sheet)):
        said = _said(kind, note, form)
        if said:
            place = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(note, place)
            marks += _laid(said, turned_box(space, place.left, place.bottom, place.right, place.top), -1 - number)
    return marks


def leave_stamps(sheet: Any) -> bool:
    """Take everything but stamps off the page, and tell whether there are any."""
    others = [number for number, (kind, _) in enumerate(_notes(sheet)) if kind != pdfium.FPDF_ANNOT_STAMP]
    has_stamps = bool(len(others) < min(pdfium.FPDFPage_GetAnnotCount(sheet), _MOST))
    for number in reversed(others if has_stamps else []):
        pdfium.FPDFPage_RemoveAnnot(sheet, number)
    return has_stamps


def _notes(sheet: Any) -> Iterator[tuple[int, Any]]:
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(sheet), _MOST)):
        note = pdfium.FPDFPage_GetAnnot(sheet, number)
        yield pdfium.FPDFAnnot_GetSubtype(note), note
        pdfium.FPDFPage_CloseAnnot(note)


def _said(kind: int, note: Any, form: Any) -> str:
    if kind not in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT) or pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
        return ""
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _text(lambda words, size: pdfium.FPDFAnnot_GetStringValue(note, b"Contents", words, size))
    field = pdfium.FPDFAnnot_GetFormFieldType(form, note) if form is not None else pdfium.FPDF_FORMFIELD_UNKNOWN
    if field in _TICKED:
        return "☑" if pdfium.FPDFAnnot_IsChecked(form, note) else "□"
    return _text(lambda words, size: pdfium.FPDFAnnot_GetFormFieldValue(form, note, words, size)) if field in _FILLED else ""


def _text(read: Callable[[Any, int], int]) -> str:
    octets = min(read(None, 0), 2 * _LONGEST)
    words = ctypes.create_string_buffer(octets + 2)
    read(ctypes.cast(words, ctypes.POINTER(ctypes.c_ushort)), octets)
    return words.raw[:octets].decode("utf-16-le", "replace").rstrip("\0")


def _laid(said: str, place: tuple[float, float, float, float], stretch: int) -> list[Mark]:
    """Return a text's characters as one stretch that begins in its place: a line of it a line, in letters that no cell is too small for."""
    left, top, right, bottom = place
    lines = said.splitlines()
    size = min(_SIZE, bottom - top)
    step = min(size, _NARROW * (right - left) / max(map(len, lines), default=1))
    begin = (top + bottom - size) / 2 if len(lines) == 1 else top
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        x, y = left + size / 2, begin + number * size * 1.2
        marks += [(letter, x + n * step, y, x + (n + 1) * step, y + size, y + size, stretch) for n, letter in enumerate(line)]
    return marks
