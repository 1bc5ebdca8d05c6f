"""Word paper as an office draws it: text, sizes and merged boxes in, the octets of a .docx out, the same octets every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FANGSONG, SONG, HEI, KAI = "仿宋_GB2312", "宋体", "黑体", "楷体_GB2312"
_DRAWN = datetime(2019, 5, 7, 9, 0, 0)  # noqa: DTZ001 - OOXML's core properties take a naive UTC time
_ALIGNMENT = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_MARGINS = ("top", "start", "bottom", "end")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph stands: sizes and distances in points, `spacing` in lines, `indent` of the first line in characters."""

    size: float = 12
    bold: bool = False
    font: str = FANGSONG
    align: str = "left"
    spacing: float = 1.25
    before: float = 0
    after: float = 0
    indent: int = 0


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a drawn table: `text` (a newline begins a paragraph), how many columns and rows it covers, how it stands."""

    text: str = ""
    across: int = 1
    down: int = 1
    align: str = "center"
    size: float = 12
    bold: bool = False
    font: str = FANGSONG
    top: bool = False


Row = Sequence[Box | str]


def new_paper(font: str = FANGSONG) -> Word:
    """Return an empty A4 document in the association's type."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.3)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    properties = word.core_properties
    properties.author = properties.last_modified_by = "重庆市质量协会"
    properties.created = properties.modified = _DRAWN
    properties.title = properties.comments = properties.keywords = ""
    return word


def write(paragraph: Paragraph, text: str, look: Look = PLAIN) -> Paragraph:
    """Add a run of text to a paragraph, its East Asian font set as Word sets it; returns the paragraph."""
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(look.size), look.bold, look.font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)  # noqa: SLF001 - python-docx has no public name for it
    return paragraph


def line(word: Word | _Cell, text: str, look: Look = PLAIN) -> Paragraph:
    """Add one paragraph."""
    paragraph = write(word.add_paragraph(), text, look)
    paragraph.alignment = _ALIGNMENT[look.align]
    form = paragraph.paragraph_format
    form.line_spacing, form.space_before, form.space_after = look.spacing, Pt(look.before), Pt(look.after)
    form.first_line_indent = Pt(look.indent * look.size)
    return paragraph


def lines(word: Word | _Cell, texts: Iterable[str], look: Look = PLAIN) -> None:
    """Add one paragraph a text, all in one look."""
    for text in texts:
        line(word, text, look)


def grid(word: Word | _Cell, widths: Sequence[float], rows: Sequence[Row], heights: Sequence[float] = ()) -> Table:
    """Draw a bordered table: `widths` in cm; each row lists the boxes that begin in it, from the left, as in HTML."""
    table = word.add_table(len(rows), len(widths))
    table.style = "Table Grid"
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _inset(table)
    cells = [list(row.cells) for row in table.rows]  # before merging, when python-docx finds them fast
    for place, width in enumerate(widths):
        table.columns[place].width = Cm(width)
        for row in cells:
            row[place].width = Cm(width)
    taken: set[tuple[int, int]] = set()
    for at, boxes in enumerate(rows):
        _draw_row(cells, at, boxes, taken)
    for at, height in enumerate(heights):
        table.rows[at].height, table.rows[at].height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    return table


def octets(word: Word) -> bytes:
    """Return the document as .docx with fixed times in its zip, so that drawing twice gives the same octets."""
    saved = io.BytesIO()
    word.save(saved)
    return with_fixed_times(saved.getvalue())


def with_fixed_times(package: bytes) -> bytes:
    """Return an OOXML package with every member dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, _DRAWN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(member))
    return out.getvalue()


def fill(cell: _Cell, box: Box) -> None:
    """Write a box's text into a cell, a paragraph a line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if box.top else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, text in enumerate(box.text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = _ALIGNMENT[box.align]
        paragraph.paragraph_format.space_after = Pt(0)
        if text:
            write(paragraph, text, Look(box.size, box.bold, box.font))


def _draw_row(cells: Sequence[Sequence[_Cell]], at: int, boxes: Row, taken: set[tuple[int, int]]) -> None:
    column = 0
    for given in boxes:
        box = given if isinstance(given, Box) else Box(given)
        while (at, column) in taken:
            column += 1
        cell = cells[at][column]
        if box.across > 1 or box.down > 1:
            cell = cell.merge(cells[at + box.down - 1][column + box.across - 1])
        fill(cell, box)
        taken.update((at + down, column + across) for down in range(box.down) for across in range(box.across))
        column += box.across


def _inset(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in _MARGINS:
        edge = OxmlElement(f"w:{'left' if side == 'start' else 'right' if side == 'end' else side}")
        edge.set(qn("w:w"), "60" if side in {"start", "end"} else "30")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no public name for it
