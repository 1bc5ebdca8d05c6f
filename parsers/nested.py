"""A document's blocks in, the same with small tables of mere answers (names in two columns) written into the cells they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from model import Cell, Document, Grid, Line
from parsers.patterns import FormPattern

_MOST_CELLS = 80  # a larger table is a table of its own


def blocks_with_answers(document: Document, patterns: Sequence[FormPattern]) -> Iterator[Line | Grid]:
    """Give the blocks in order; tables inside an otherwise empty cell are that cell's text where no label stands in them."""
    inner: dict[str, list[Grid]] = {}
    for block in document.blocks:
        if isinstance(block, Grid) and block.where.endswith("内的表"):
            inner.setdefault(block.where, []).append(block)
    if not inner:
        yield from document.blocks
        return
    taken: set[str] = set()
    blocks = [_filled(b, inner, patterns, taken) if isinstance(b, Grid) and b.columns > 1 else b for b in document.blocks]
    yield from (b for b in blocks if not isinstance(b, Grid) or b.where not in taken)


def _filled(grid: Grid, inner: Mapping[str, Sequence[Grid]], patterns: Sequence[FormPattern], taken: set[str]) -> Grid:
    cells = []
    for cell in grid.cells:
        frames, tables = _lying_in(cell, grid, inner) if not cell.text else ((), ())
        if not tables or not all(_answers_only(table, patterns) for table in tables):
            cells.append(cell)
            continue
        taken.update(table.where for table in (*frames, *tables))
        cells.append(replace(cell, text="\n".join(_text(c) for table in tables for c in table.cells if c.text.strip())))
    return replace(grid, cells=tuple(cells))


def _lying_in(cell: Cell, grid: Grid, inner: Mapping[str, Sequence[Grid]]) -> tuple[Sequence[Grid], Sequence[Grid]]:
    """Return the empty frames of one cell that lie in a cell around one another, and the tables in the innermost."""
    frames: list[Grid] = []
    while tables := inner.get(f"{grid.where}第{cell.row + 1}行第{cell.column + 1}列内的表", ()):
        if len(tables) > 1 or len(tables[0].cells) != 1 or tables[0].cells[0].text.strip():
            return frames, tables
        frames.append(tables[0])
        grid, cell = tables[0], tables[0].cells[0]
    return frames, ()


def _text(cell: Cell) -> str:
    return cell.text.strip()


def _answers_only(grid: Grid, patterns: Sequence[FormPattern]) -> bool:
    texts = [c.text for c in grid.cells if c.text.strip()]
    if not texts or len(grid.cells) > _MOST_CELLS:
        return False
    labels = [labels for p in patterns for labels in (p.labels, *(r.labels for r in p.rosters))]
    return not any(known.exact(text) for text in texts for known in labels)
