"""OpenDocument text elements in, paragraphs and grids in reading order out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from model import Grid
from parsers.flow import MOST_ROWS, MOST_SPAN, Item, Paragraph, TableDraft, put_behind_colon
from parsers.glyphs import in_font, is_symbol_font
from parsers.opendocument_names import DRAW, MARK, OFFICE, STYLE, TABLE, TEXT, count

_SPACES: Final = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS: Final = frozenset({TEXT + "p", TEXT + "h"})
_CELLS: Final = frozenset({TABLE + "table-cell", TABLE + "covered-table-cell"})
_UNSEEN: Final = frozenset(
    {OFFICE + "annotation", OFFICE + "annotation-end", OFFICE + "forms", TEXT + "label", TEXT + "sequence-decls", TEXT + "variable-decls"}
    | {DRAW + "image-map", TEXT + "ruby-text", TEXT + "note-citation", TEXT + "hidden-paragraph"}
)
# What says something else in every copy: a conversion has put its own day, name and author there
_MOVING: Final = frozenset(TEXT + name for name in ("date", "time", "file-name", "author-name", "author-initials", "template-name"))
_SHAPES: Final = frozenset(DRAW + name for name in ("text-box", "custom-shape", "rect", "ellipse"))
_MOST_SPACES: Final = 1000


class Walk:
    """One part's walk: what it met besides text gathers in `flags`, `pictures` and `notes`.

    `converted`: a program has just written the part, so what its fields say of today is not what the sender's file says.
    """

    def __init__(self, root: Element, *, converted: bool = False) -> None:
        """Learn which automatic styles hide text or show it in a symbol font."""
        self.flags: set[str] = set()
        self.pictures = 0
        self.converted = converted
        self.notes: list[Item] = []
        self._hidden: set[str] = set()
        self._fonts: dict[str, str] = {}
        self._tables = 0
        self._inside = ""
        self._boxes: list[Item] = []
        for properties in root.iter(STYLE + "text-properties"):
            self._learn(properties)

    def story(self, container: Element) -> list[Item]:
        """Return what a body, a cell, a text box, a note or a margin holds."""
        kept, self._boxes = self._boxes, []
        items: list[Item] = []
        self._blocks(container, items)
        items += self._boxes
        self._boxes = kept
        return items

    def hides(self, style: str) -> bool:
        """Tell whether an automatic style hides text or strikes it through."""
        return style in self._hidden

    def _learn(self, properties: Element) -> None:
        style = properties.getparent()
        name = "" if style is None else str(style.get(STYLE + "name", ""))
        font = str(properties.get(STYLE + "font-name", ""))
        line = properties.get(STYLE + "text-line-through-style") or properties.get(
            STYLE + "text-line-through-type", "none"
        )  # of Calc's spans
        if properties.get(TEXT + "display") == "none" or line != "none":
            self._hidden.add(name)
        if is_symbol_font(re.sub(r"(?<=dings)\d$", "", font)):
            self._fonts[name] = font

    def _blocks(self, container: Element, items: list[Item]) -> None:
        for child in container:
            tag = str(child.tag)
            if tag in _PARAGRAPHS:
                self._paragraph(child, items)
            elif tag == TABLE + "table":
                items += self._table(child)
            elif tag == TEXT + "tracked-changes":
                self.flags.add("tracked-changes")
            elif tag.startswith(DRAW):
                self._inline_element(child, [])
            elif tag not in _UNSEEN:
                self._blocks(child, items)

    def _paragraph(self, element: Element, items: list[Item]) -> None:
        boxes, self._boxes = self._boxes, []
        pieces: list[str] = []
        if element.get(TEXT + "style-name") not in self._hidden:
            self._inline(element, pieces, self._fonts.get(str(element.get(TEXT + "style-name")), ""))
        heading = count(element, TEXT + "outline-level", 9) if element.tag == TEXT + "h" else 0
        items.append(Paragraph("".join(pieces), heading))
        items += self._boxes
        self._boxes = boxes

    def _inline(self, element: Element, pieces: list[str], font: str = "") -> None:
        _say(element.text, pieces, font)
        for child in element:
            self._inline_element(child, pieces, font)
            _say(child.tail, pieces, font)

    def _inline_element(self, child: Element, pieces: list[str], font: str = "") -> None:
        tag = str(child.tag)
        if tag == TEXT + "s":
            pieces.append(" " * count(child, TEXT + "c", _MOST_SPACES))
        elif tag == TEXT + "tab":
            pieces.append("\t")
        elif tag == TEXT + "line-break":
            pieces.append("\n")
        elif tag in _MOVING and self.converted and child.get(TEXT + "fixed") != "true":
            pass
        elif tag == TEXT + "note":
            self._note(child)
        elif tag == DRAW + "image":
            self.pictures += 1
        elif tag in _SHAPES:
            self._box(child, pieces)
        elif tag.startswith(MARK):
            pieces.append(_form_field(child))
        elif tag not in _UNSEEN and child.get(TEXT + "style-name") not in self._hidden:
            self._inline(child, pieces, self._fonts.get(str(child.get(TEXT + "style-name")), font))

    def _box(self, shape: Element, pieces: list[str]) -> None:
        place = "" if self._inside else "文本框"
        items = self.story(shape)
        if not put_behind_colon(items, pieces):
            self._boxes += [Paragraph(i.text, 0, place) if isinstance(i, Paragraph) else i for i in items]

    def _note(self, note: Element) -> None:
        place = "脚注" if note.get(TEXT + "note-class") != "endnote" else "尾注"
        number = sum(isinstance(i, Paragraph) and i.place.startswith(place) for i in self.notes) + 1
        for body in note.iterchildren(TEXT + "note-body"):
            self.notes += [Paragraph(i.text, 0, f"{place}{number}") if isinstance(i, Paragraph) else i for i in self.story(body)]

    def _table(self, table: Element) -> list[Grid]:
        if not self._inside:
            self._tables += 1
        where = f"{self._inside}内的表" if self._inside else f"表{self._tables}"
        draft, nested = TableDraft(), list[Grid]()
        for row in _rows(table):
            for _ in range(count(row, TABLE + "number-rows-repeated", MOST_ROWS)):
                if draft.is_full:
                    self.flags |= {"cut", "damaged"}
                    break
                draft.add_row()
                self._cells(row, draft, where, nested)
        return [draft.grid(where), *nested]

    def _cells(self, row: Element, draft: TableDraft, where: str, nested: list[Grid]) -> None:
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            repeated = count(cell, TABLE + "number-columns-repeated", MOST_SPAN)
            if cell.tag == TABLE + "table-cell":
                text, inner = self._cell(cell, f"{where}第{draft.rows}行第{column + 1}列")
                nested += inner
                wide, deep = count(cell, TABLE + "number-columns-spanned", MOST_SPAN), count(cell, TABLE + "number-rows-spanned", MOST_ROWS)
                for offset in range(repeated):
                    draft.add(text, column + offset, wide, deep)
            column += repeated

    def _cell(self, cell: Element, place: str) -> tuple[str, list[Grid]]:
        outside, self._inside = self._inside, place
        items = self.story(cell)
        self._inside = outside
        return "\n".join(i.text for i in items if isinstance(i, Paragraph)), [i for i in items if isinstance(i, Grid)]


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table through its groups, not those of tables in its cells."""
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


_ROW_GROUPS: Final = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))


def _say(text: str | None, pieces: list[str], font: str) -> None:
    if text:
        folded = _SPACES.sub(" ", text)
        pieces.append(in_font(re.sub(r"(?<=dings)\d$", "", font), folded) if font else folded)


def _form_field(mark: Element) -> str:
    """Return the tick box or the choice that LibreOffice keeps of a Word form; its other marks show nothing themselves."""
    kind = str(mark.get(MARK + "type", ""))
    if kind.endswith("FORMDROPDOWN"):
        choices, chosen = _params(mark, "Dropdown_ListEntry"), _params(mark, "Dropdown_Selected")
        at = int(chosen[0]) if chosen and chosen[0].isdecimal() else len(choices)
        return choices[at] if at < len(choices) else ""
    if not kind.endswith("FORMCHECKBOX"):
        return ""
    return "☑" if "true" in _params(mark, "Checkbox_Checked") else "□"


def _params(mark: Element, name: str) -> list[str]:
    return [str(p.get(MARK + "value", "")) for p in mark.iterchildren(MARK + "param") if str(p.get(MARK + "name", "")).endswith(name)]
