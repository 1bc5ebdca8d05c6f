"""A Word part's tree in, what is unusual in it out: found in one sweep, so that plain rows and paragraphs can be read flat.

A form of a hundred cells has a thousand elements, nearly all of them looks. The sweep happens inside lxml; only what it meets
costs time here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element as Element

from parsers.flow import MOST_SPAN
from parsers.glyphs import is_symbol_font
from parsers.word_names import ALTERNATE, RUN, SDT, SDT_PR, TBL, TC, TC_PR, TR, TR_PR, VAL, W14, XML_SPACE, M, P, T, W, is_on
from parsers.word_styles import Styles

_SPAN: Final = W + "gridSpan"
_BELOW: Final = W + "vMerge"
_BESIDE: Final = W + "hMerge"
_CELL_DELETED: Final = W + "cellDel"
_BEFORE: Final = W + "gridBefore"
_ROW_HIDDEN: Final = W + "hidden"
_INSERTED: Final = W + "ins"
_DELETED: Final = W + "del"
_MOVED: Final = W + "moveTo"
_FONTS: Final = W + "rFonts"
_STYLE: Final = W + "pStyle"
_LOST_FROM_SIGHT: Final = frozenset({W + "vanish", W + "strike", W + "dstrike"})
_TAB: Final = W + "tab"
_BREAK: Final = W + "br"
_UNUSUAL: Final = frozenset(
    W + name
    for name in (
        "moveFrom", "fldChar", "fldSimple", "sym", "noBreakHyphen", "cr", "ptab", "ruby", "drawing", "pict", "object",
        "footnoteReference", "endnoteReference", "altChunk",
    )
) | {ALTERNATE, M + "oMath"}  # fmt: skip
_CONTROL_STATES: Final = frozenset({W + "showingPlcHdr", W14 + "checkbox"})
_OF_CELLS: Final = (_SPAN, _BELOW, _BESIDE, _CELL_DELETED)
_OF_ROWS: Final = (_BEFORE, _ROW_HIDDEN)
_SYMBOL_FONTS: Final = (b"dings", b'"Symbol"', b"Marlett")
_FLAT: Final = (TC, P, T, _TAB, _BREAK)


@dataclass(slots=True)
class Shape:
    """How a cell lies: columns covered, whether it continues its left or upper neighbour, whether nobody sees it."""

    span: int = 1
    continues_left: bool = False
    continues_above: bool = False
    gone: bool = False


@dataclass(slots=True)
class RowShape:
    """How a row lies: columns left free before its first cell, and whether nobody sees it (deleted, hidden)."""

    before: int = 0
    gone: bool = False


class Index:
    """What one sweep over a part found, by element; holding the elements keeps their identity."""

    def __init__(self) -> None:
        """Start with nothing swept."""
        self.tracked = False
        self.shapes: dict[Element, Shape] = {}
        self.rows: dict[Element, RowShape] = {}
        self._special: set[Element] = set()

    def sweep(self, root: Element, markup: bytes, styles: Styles) -> None:
        """Sweep a part once; `markup` is its octets, `styles` tell which paragraphs are hidden."""
        wanted = [*_UNUSUAL, *_CONTROL_STATES, *_OF_CELLS, *_OF_ROWS, TBL, _INSERTED, _DELETED, _MOVED, *_LOST_FROM_SIGHT]
        if b"\0" in markup[:4] or any(font in markup for font in _SYMBOL_FONTS):
            wanted.append(_FONTS)
        if b"pStyle" in markup and styles.hide_text:
            wanted.append(_STYLE)
        for element in root.iter(*wanted):
            self._note(element, str(element.tag), styles)

    def is_plain(self, element: Element) -> bool:
        """Tell whether everything below a row or paragraph is ordinary text."""
        return element not in self._special

    def _note(self, element: Element, tag: str, styles: Styles) -> None:
        if tag in _OF_CELLS:
            self._note_cell(element, tag)
        elif tag in _OF_ROWS:
            self._note_row(element, tag)
        elif tag == TBL:
            self._mark(element.getparent())
        elif tag in (_INSERTED, _MOVED, _DELETED):
            self._note_change(element, tag)
        elif tag in _CONTROL_STATES:
            self._note_control(element)
        elif tag in _UNUSUAL or _is_unusual(element, tag, styles):
            self._mark(element)

    def _mark(self, element: Element | None) -> None:
        while element is not None and element not in self._special:
            self._special.add(element)
            element = element.getparent()

    def _note_control(self, state: Element) -> None:
        self._mark(state)
        control = _owner(state, SDT_PR, SDT)
        for held in () if control is None else control.iter(TR, P):
            self._mark(held)

    def _note_cell(self, element: Element, tag: str) -> None:
        cell = _owner(element, TC_PR, TC)
        if cell is None:
            return
        shape = self.shapes.setdefault(cell, Shape())
        if tag == _SPAN:
            shape.span = max(1, _number(element))
        elif tag == _BELOW:
            shape.continues_above = element.get(VAL, "continue") != "restart"
        elif tag == _BESIDE:
            shape.continues_left = element.get(VAL, "continue") != "restart"
        else:
            self.tracked = shape.gone = True

    def _note_row(self, element: Element, tag: str) -> None:
        row = _owner(element, TR_PR, TR)
        if row is None:
            return
        shape = self.rows.setdefault(row, RowShape())
        if tag == _BEFORE:
            shape.before = _number(element)
        else:
            shape.gone = shape.gone or is_on(element.get(VAL))

    def _note_change(self, element: Element, tag: str) -> None:
        self.tracked = True
        row = _owner(element, TR_PR, TR)
        if row is not None:
            self.rows.setdefault(row, RowShape()).gone |= tag == _DELETED
        elif tag == _DELETED:
            self._mark(element)


def _is_unusual(element: Element, tag: str, styles: Styles) -> bool:
    if tag == _FONTS:
        return is_symbol_font(str(element.get(W + "ascii", "")))
    if tag == _STYLE:
        return styles.of(str(element.get(VAL, ""))).hidden
    return is_on(element.get(VAL))


def flat_text(paragraph: Element) -> str:
    """Return a plain paragraph's text."""
    return "".join([text_of(e) if e.tag == T else _sign(e) for e in paragraph.iter(T, _TAB, _BREAK)])


def flat_cells(row: Element) -> list[tuple[Element, str]]:
    """Return a plain row's cells with their text, the paragraphs of one cell joined by line breaks."""
    cells: list[tuple[Element, list[str]]] = []
    pieces: list[str] = []
    is_first = True
    for element in row.iter(*_FLAT):
        tag = element.tag
        if tag == T:
            text = element.text
            if text and text[0] > " " and text[-1] > " " and "\n" not in text:  # nothing to trim, as nearly always
                pieces.append(text)
            else:
                pieces.append(text_of(element))
        elif tag == P:
            if not is_first:
                pieces.append("\n")
            is_first = False
        elif tag == TC:
            pieces, is_first = [], True
            cells.append((element, pieces))
        else:
            pieces.append(_sign(element))
    return [(cell, "".join(texts)) for cell, texts in cells]


def text_of(element: Element) -> str:
    """Return a w:t's text; outer white space counts only where it is preserved (ISO/IEC 29500-1 §17.3.3.31)."""
    text = element.text or ""
    if text and (text[0].isspace() or text[-1].isspace()) and element.get(XML_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\n", " ") if "\n" in text else text


def _sign(element: Element) -> str:
    """Return what a w:tab or w:br shows; a tab stop of the paragraph's properties is a w:tab too."""
    parent = element.getparent()
    if parent is None or parent.tag != RUN:
        return ""
    return "\t" if element.tag == _TAB else "\n"


def _owner(element: Element, properties: str, kind: str) -> Element | None:
    parent = element.getparent()
    if parent is None or parent.tag != properties:
        return None
    owner = parent.getparent()
    return owner if owner is not None and owner.tag == kind else None


def _number(entry: Element) -> int:
    value = str(entry.get(VAL, ""))
    return min(int(value), MOST_SPAN) if value.isascii() and value.isdigit() else 0
