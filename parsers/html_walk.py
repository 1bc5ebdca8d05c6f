"""HTML elements in, paragraphs and grids in reading order out: spans of cells resolved, what is hidden left away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml.etree import _Element as Element

from model import Grid
from parsers.flow import MOST_ROWS, MOST_SPAN, Item, Paragraph, TableDraft
from parsers.glyphs import in_font

_MOST_COLUMNS: Final = 1_024  # of a page's table; no form is near it, and cells that all reach down push others ever further right
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_UNSEEN: Final = frozenset(
    ["head", "script", "style", "title", "template", "noscript", "object", "colgroup", "rt", "rp", "xml", "del", "s", "strike"],
)
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "body",
        "html",
        "section",
        "article",
        "header",
        "footer",
        "center",
        "blockquote",
        "form",
        "fieldset",
        "pre",
        "main",
    ]
)
_HEADING: Final = re.compile(r"h([1-6])")
_HIDING: Final = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE
)
_FONT: Final = re.compile(r"font-family\s*:\s*[\"']?(wingdings(?: [23])?|webdings)", re.IGNORECASE)


class Walk:
    """One page's walk: what it met besides text gathers in `flags` and `pictures`."""

    def __init__(self, looks: Mapping[str, str]) -> None:
        """Start with what the style sheet says of classes."""
        self.flags: set[str] = set()
        self.pictures = 0
        self._looks = looks
        self._items: list[Item] = []
        self._pieces: list[str] = []
        self._tables = 0
        self._inside = ""
        self._kept_spaces = False

    def story(self, container: Element) -> list[Item]:
        """Return what a page or a cell holds."""
        kept = self._items, self._pieces
        self._items, self._pieces = [], []
        self._element(container, "")
        self._end_paragraph()
        items, (self._items, self._pieces) = self._items, kept
        return items

    def _element(self, element: Element, font: str) -> None:
        """Read what an element holds; the element itself has been judged by the caller."""
        self._say(element.text, font)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, font)
            self._say(child.tail, font)

    def _child(self, child: Element, font: str) -> None:
        tag = str(child.tag).rpartition(":")[2].lower()
        look = self._look(child)
        if tag == "del":
            self.flags.add("tracked-changes")
        if tag in _UNSEEN or _HIDING.search(look):
            return
        found = _FONT.search(look) or _FONT.search(f"font-family:{child.get('face', '')}")
        font = found[1] if found else font
        if tag == "table":
            self._end_paragraph()
            self._items += self._table(child)
        elif tag in _BLOCKS:
            self._block(child, tag, font)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in ("img", "imagedata"):
            self.pictures += 1
        elif tag in ("input", "select"):
            self._pieces.append(_control(child, tag))
        else:
            self._element(child, font)

    def _look(self, element: Element) -> str:
        style, names = str(element.get("style", "")), str(element.get("class", ""))
        return style + ";".join(self._looks.get(name, "") for name in names.split()) if names and self._looks else style

    def _block(self, block: Element, tag: str, font: str) -> None:
        self._end_paragraph()
        kept, self._kept_spaces = self._kept_spaces, self._kept_spaces or tag == "pre"
        self._element(block, font)
        self._kept_spaces = kept
        heading = _HEADING.fullmatch(tag)
        self._end_paragraph(int(heading[1]) if heading else 0)

    def _end_paragraph(self, heading: int = 0) -> None:
        text = re.sub(r" ?\n ?", "\n", "".join(self._pieces)) if self._pieces else ""
        if text.strip():
            self._items.append(Paragraph(text, heading))
        self._pieces = []

    def _say(self, text: str | None, font: str) -> None:
        if text:
            folded = text if self._kept_spaces else _SPACES.sub(" ", text)
            self._pieces.append(in_font(font, folded) if font else folded)

    def _table(self, table: Element) -> list[Grid]:
        if not self._inside:
            self._tables += 1
        where = f"{self._inside}内的表" if self._inside else f"表{self._tables}"
        draft, nested = TableDraft(), list[Grid]()
        taken: dict[int, int] = {}  # by column: the first row that is free of a cell that reaches down
        for row in _rows(table):
            if draft.is_full:
                self.flags |= {"cut", "damaged"}
                break
            draft.add_row()
            self._cells(row, draft, taken, (where, nested))
        for caption in table.iterchildren("caption"):
            self._element(caption, "")
            self._end_paragraph()
        return [draft.grid(where), *nested] if draft.rows else nested

    def _cells(self, row: Element, draft: TableDraft, taken: dict[int, int], place: tuple[str, list[Grid]]) -> None:
        column = 0
        where, nested = place
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) >= draft.rows:
                column += 1
            if column >= _MOST_COLUMNS:
                self.flags |= {"cut", "damaged"}
                return
            wide, deep = _span(cell, "colspan", MOST_SPAN), _span(cell, "rowspan", MOST_ROWS)
            if not _HIDING.search(self._look(cell)):
                text, inner = self._cell(cell, f"{where}第{draft.rows}行第{column + 1}列")
                nested += inner
                draft.add(text, column, wide, deep)
            taken.update(dict.fromkeys(range(column, column + wide), draft.rows + deep - 1))
            column += wide

    def _cell(self, cell: Element, place: str) -> tuple[str, list[Grid]]:
        outside, self._inside = self._inside, place
        items = self.story(cell)
        self._inside = outside
        texts = [i.text.strip(" \n") for i in items if isinstance(i, Paragraph)]
        return "\n".join(texts), [i for i in items if isinstance(i, Grid)]


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from child.iterchildren("tr")


def _span(cell: Element, name: str, most: int) -> int:
    value = str(cell.get(name, "1")).strip()
    return min(max(1, int(value)), most) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _control(control: Element, tag: str) -> str:
    """Return what a form control shows: a tick, the chosen entry, the text written in."""
    if tag == "select":
        chosen = [option for option in control.iter("option") if option.get("selected") is not None]
        return "".join("".join(map(str, option.itertext())).strip() for option in chosen[:1])
    kind = str(control.get("type", "text")).lower()
    if kind in ("checkbox", "radio"):
        return "☑" if control.get("checked") is not None else "□"
    return str(control.get("value", "")) if kind in ("text", "email", "tel", "number", "date") else ""
