"""Octets of a PDF in, its pages out: every character and ruling line with its place.

Places are in points (1/72 inch) as the page is read, x to the right and y downwards.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from model import TroubleKind
from parsers.pdf_drawing import Drawing, Matrix
from parsers.pdf_marks import Lie, Mark, can_be_read, lie_of, marks_of
from parsers.pdf_notes import leave_stamps, written_in_notes
from parsers.unreadable import UnreadableError

MOST_PAGES: Final = 200
_WHOLE: Final = 0.5  # of a page that its pictures cover


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size, its marks, and what is drawn on it.

    `scale`: how much larger it is than in the file. `stamped`: what stamps over it say.
    """

    width: float
    height: float
    marks: list[Mark]
    drawing: Drawing
    scale: float = 1.0
    stamped: list[Mark] = field(default_factory=list)

    @property
    def is_picture(self) -> bool:
        """Tell whether pictures cover the page, as a scanner leaves it."""
        return self.drawing.covered >= _WHOLE * self.width * self.height > 0


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
        with suppress(pypdfium2.PdfiumError):  # fields that are no fields
            document.init_forms()
        count = len(document)
        read: list[Page] = []
        for number in range(min(count, MOST_PAGES)):
            read += _page(document, number, next((page.scale for page in read if page.marks), None))
    if not read:
        raise UnreadableError("no page in it can be read")
    return read, len(read) < count


def _page(document: Any, number: int, scale: float | None) -> list[Page]:
    """Return the page in a list, or none where it is too torn; `scale` is that of the pages before, since they are of one kind."""
    try:
        sheet = document[number]
    except pypdfium2.PdfiumError:
        return []
    with closing(sheet), closing(sheet.get_textpage()) as text:
        lie = lie_of(text.raw, pdfium.FPDFPage_GetRotation(sheet), scale)
        drawing = Drawing(lie.space)
        drawing.take(sheet.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, drawing.turned)
        drawing.join_dashes()
        page = Page(*_size(sheet, lie), [], drawing, lie.scale)
        if can_be_read(text.raw, is_picture=page.is_picture):
            page.marks.extend(marks_of(text.raw, lie.space, drawing.texts))
        if pdfium.FPDFPage_GetAnnotCount(sheet):
            over = written_in_notes(sheet, document.formenv.raw if document.formenv else None, lie.space)
            if page.marks and leave_stamps(sheet):
                page.stamped.extend(_stamped(document, number, sheet, lie.space)[len(page.marks) :])
            page.marks.extend(over)
    return [page]


def _size(sheet: Any, lie: Lie) -> tuple[float, float]:
    """Return a page's width and height as it is read."""
    size = pdfium.FPDF_GetPageWidthF(sheet) * lie.scale, pdfium.FPDF_GetPageHeightF(sheet) * lie.scale
    return size if (lie.turns - pdfium.FPDFPage_GetRotation(sheet)) % 2 == 0 else size[::-1]


def _stamped(document: Any, number: int, sheet: Any, space: Matrix) -> list[Mark]:
    """Return a page's characters with what stamps say behind them."""
    if pdfium.FPDFPage_Flatten(sheet, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return []
    with closing(document[number]) as flat, closing(flat.get_textpage()) as text:
        return marks_of(text.raw, space)
