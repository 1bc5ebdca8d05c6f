"""What is drawn and what it means: words with their value, the blocks of a paper, and papers with their truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

TICKED, UNTICKED = "\x01", "\x02"  # drawn as a program would draw a ticked and an empty box
ANY = object()  # the specification does not fix how this is to be read


@dataclass(frozen=True)
class Told:
    """What a clerk wrote (`raw`) and what it means (`value`); `number` and `shown` for a numeric cell of a spreadsheet."""

    raw: str
    value: Any = None
    number: float | None = None
    shown: str = "General"


def told(text: str) -> Told:
    """Words that mean themselves."""
    return Told(text, text)


BLANK = Told("")


@dataclass(frozen=True)
class P:
    """A paragraph. `role`: title, line (label and value), note, text, page (a page break), heading, empty."""

    text: str = ""
    role: str = "text"


@dataclass(frozen=True)
class C:
    """A cell of a table at its origin; `inner` is a table inside it."""

    text: str = ""
    cs: int = 1
    rs: int = 1
    told: Told | None = None
    inner: T | None = None


@dataclass(frozen=True)
class T:
    """A table: rows of cells at their origins; `columns` in all."""

    rows: tuple[tuple[C, ...], ...]
    columns: int
    borders: bool = True

    def placed(self) -> Iterator[tuple[int, int, C]]:
        """Give every cell with its row and column."""
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(self.rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                taken.update((r + i, c + j) for i in range(cell.rs) for j in range(cell.cs))
                yield r, c, cell
                c += cell.cs


Block = P | T


@dataclass(frozen=True)
class Truth:
    """What must be read of one form."""

    form: str
    values: Mapping[str, Any]
    rosters: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A form on paper: its blocks and its truth."""

    blocks: tuple[Block, ...]
    truth: Truth


@dataclass(frozen=True)
class Paper:
    """A file."""

    name: str
    octets: bytes
    truths: tuple[Truth, ...]
    habits: str = ""


@dataclass(frozen=True)
class Planted:
    """A mistake that must be named: rule, and the circle's or team's name where it is about one."""

    rule: str
    entry: str = ""
