"""Text, paragraph, cell and row ends of an RTF in, paragraphs and grids out: a table's columns follow from its cells' right edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from model import Grid
from parsers.flow import MOST_CELLS, Item, Paragraph, TableDraft

_SAME_EDGE: Final = 40  # twips: edges nearer than this are one; half of the narrowest cell that Word draws


@dataclass(slots=True)
class CellShape:
    """A cell as the row's definition gives it: right edge in twips, and what it continues."""

    edge: int = 0
    continues_above: bool = False
    continues_left: bool = False


@dataclass(slots=True)
class RowShape:
    """A row's definition: its left edge and its cells."""

    left: int = 0
    cells: list[CellShape] = field(default_factory=list)
    coming: CellShape = field(default_factory=CellShape)

    def end_cell(self, edge: int) -> None:
        """Close the definition of a cell at its right edge."""
        self.coming.edge = edge
        self.cells.append(self.coming)
        self.coming = CellShape()


@dataclass(slots=True)
class _Table:
    """A table of one nesting level while its rows come."""

    rows: list[tuple[RowShape, list[str]]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    nested: list[Grid] = field(default_factory=list)


class Flow:
    """A story (the text, a header, a note, a text box) while it comes."""

    def __init__(self) -> None:
        """Start with an empty paragraph outside any table."""
        self.items: list[Item] = []
        self.pieces: list[str] = []
        self.boxes: list[Item] = []
        self.level = 0  # how deep in tables the paragraph stands
        self.heading = 0
        self.is_full = False
        self._tables: list[_Table] = []
        self._cells = 0
        self._number = 0

    def end_paragraph(self) -> None:
        """Close a paragraph, and every table that is deeper than it."""
        text = self._text()
        self._settle(self.level)
        texts = [item.text for item in self.boxes if isinstance(item, Paragraph)] if self.level else []
        if self.level:
            self._at(self.level).paragraphs += [text, *texts]
            self._at(self.level).nested += [item for item in self.boxes if isinstance(item, Grid)]
        else:
            self.items += [Paragraph(text, self.heading), *self.boxes]
        self.boxes = []

    def end_cell(self, level: int) -> None:
        """Close a cell of a table of this level."""
        self.level = max(self.level, level)
        self.end_paragraph()
        self._settle(level)
        table = self._at(level)
        table.cells.append("\n".join(table.paragraphs))
        table.paragraphs = []
        self._cells += 1
        self.is_full = self._cells >= MOST_CELLS

    def end_row(self, level: int, shape: RowShape) -> None:
        """Close a row with the definition that holds for it."""
        table = self._at(level)
        if table.cells:
            table.rows.append((shape, table.cells))
        table.cells = []

    def finish(self) -> list[Item]:
        """Return everything, an unfinished last paragraph and row too."""
        if self.pieces or self.boxes:
            self.end_paragraph()
        for table in self._tables:
            table.cells += ["\n".join(table.paragraphs)] if table.paragraphs else []
            table.rows += [(RowShape(), table.cells)] if table.cells else []
            table.paragraphs, table.cells = [], []
        self._settle(0)
        return self.items

    def _text(self) -> str:
        # halves of a rare character come as two \u words and are joined here
        text = "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.pieces = []
        return text

    def _at(self, level: int) -> _Table:
        while len(self._tables) < level:
            self._tables.append(_Table())
        return self._tables[level - 1]

    def _settle(self, level: int) -> None:
        """Finish the tables that are deeper than a level."""
        while len(self._tables) > level:
            table = self._tables.pop()
            if not table.rows and not table.nested:
                continue
            if self._tables:
                outer = self._tables[-1]
                where = f"表{self._number + 1}第{len(outer.rows) + 1}行第{len(outer.cells) + 1}列内的表"
                outer.nested += [grid_of(table.rows, where), *table.nested]
            else:
                self._number += 1
                self.items += [grid_of(table.rows, f"表{self._number}"), *table.nested]


def grid_of(rows: list[tuple[RowShape, list[str]]], where: str) -> Grid:
    """Return the grid of rows whose columns are counted by the edges that any of them has."""
    edges = _edges(rows)
    draft = TableDraft()
    for shape, texts in rows:
        draft.add_row()
        left = _nearest(edges, shape.left)
        for text, cell in zip(texts, _padded(shape, len(texts)), strict=False):
            right = max(_nearest(edges, cell.edge), left + 1) if cell.edge else left + 1
            if not ((cell.continues_left and draft.widen(right - left)) or (cell.continues_above and draft.lengthen(left))):
                draft.add(text, left, right - left)
            left = right
    return draft.grid(where)


def _padded(shape: RowShape, count: int) -> list[CellShape]:
    return [*shape.cells, *(CellShape() for _ in range(count - len(shape.cells)))]


def _edges(rows: list[tuple[RowShape, list[str]]]) -> list[int]:
    """Return the columns' left edges and the last right one, those that nearly agree as one."""
    every = sorted({shape.left for shape, _ in rows} | {cell.edge for shape, _ in rows for cell in shape.cells})
    edges: list[int] = []
    for edge in every:
        if not edges or edge - edges[-1] >= _SAME_EDGE:
            edges.append(edge)
    return edges or [0]


def _nearest(edges: list[int], edge: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - edge))
