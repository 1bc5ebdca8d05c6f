"""Which of Word's ways to write one value come out right, beside the label, once: our reader and peers over the same small files.

python -m benchmarks.constructs. A construct is right where the cell beside the label holds what a reader of the page sees; misplaced
where the text stands elsewhere in what was read. Blanks do not count, and any drawing of a tick counts as a tick. BENCH_PEERS as in readers.py.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import peers
from model import Document, Grid, Line

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from word_constructs import CONSTRUCTS
from word_samples import beside_label

READERS: tuple[tuple[str, str, Callable[[bytes], Document | None]], ...] = (
    ("ours", "", peers.ours("docx")),
    ("python-docx", "docx", peers.python_docx),
    ("markitdown", "markitdown", peers.markitdown),
    ("kreuzberg", "kreuzberg", peers.kreuzberg("docx")),
    ("office-oxide (Rust)", "office_oxide", peers.office_oxide("docx")),
    ("py-chunks (Rust)", "py_chunks", peers.py_chunks("docx")),
    ("docling", "docling", peers.docling("docx")),
)
_TICKS = (("[x]", "☑"), ("[X]", "☑"), ("[ ]", "□"), ("☒", "☑"), ("√", "☑"), ("☐", "□"))


def main() -> None:
    if extra := os.environ.get("BENCH_PEERS"):
        sys.path.append(extra)
    print(f"\nWord's ways to write one value: {len(CONSTRUCTS)} files")
    print(f"  {'reader':24}{'right':>7}{'misplaced':>11}{'wrong':>7}  what was not right")
    for name, module, read in READERS:
        if module and importlib.util.find_spec(module) is None:
            print(f"  {name:24}not installed")
            continue
        found = {construct: outcome(read, construct) for construct in CONSTRUCTS}
        counts = [sum(o == outcome for o in found.values()) for outcome in ("right", "misplaced", "wrong")]
        missed = ", ".join(construct for construct, o in found.items() if o != "right")
        print(f"  {name:24}{counts[0]:7}{counts[1]:11}{counts[2]:7}  {missed}")


def outcome(read: Callable[[bytes], Document | None], construct: str) -> str:
    paragraphs, seen = CONSTRUCTS[construct]
    try:
        document = read(beside_label(paragraphs))
    except Exception:  # noqa: BLE001 - a peer that stops at a file has not read it
        return "wrong"
    assert document is not None
    texts = list(_texts(document))
    if ("小组名称", _folded(seen)) in texts:
        return "right"
    whole = "".join(text for pair in texts for text in pair)
    return "misplaced" if _folded(seen) and _folded(seen) in whole else "wrong"


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Each row's label and the rest of the row, each line by itself."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield _folded(block.text), ""
        elif isinstance(block, Grid):
            for row in range(block.rows):
                cells = [_folded(cell.text) for cell in block.cells if cell.row == row]
                yield cells[0] if cells else "", "".join(cells[1:])


def _folded(text: str) -> str:
    for written, meant in _TICKS:
        text = text.replace(written, meant)
    return re.sub(r"[\s\\]+", "", text)


if __name__ == "__main__":
    main()
