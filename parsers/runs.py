"""A document's atoms with the anchors that each holds, the headings found among them and the parts that they are cut into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from model import Line
from parsers.grids import Atom
from parsers.patterns import FormPattern, Marks, Titles

_NO_MARKS: Marks = frozenset()


@dataclass(frozen=True)
class Part:
    """A run of atoms that is one form (`pattern`), or none that we know (None). `title` is the heading as printed."""

    pattern: FormPattern | None
    title: str
    atoms: tuple[Atom, ...]
    titled: bool = True


@dataclass(frozen=True)
class Heading:
    """A form's title, as printed, and the number of the atom that it begins at."""

    at: int
    pattern: FormPattern
    title: str


@dataclass(frozen=True)
class Paper:
    """A document's atoms with the anchors that each holds, and the forms that they may be of."""

    atoms: Sequence[Atom]
    marks: Sequence[Marks]
    forms: Mapping[str, FormPattern]
    titles: Titles

    def marks_in(self, start: int, end: int) -> Marks:
        """Return the anchors of a run of atoms."""
        return _NO_MARKS.union(*self.marks[start:end])


def marks_of(atom: Atom, pattern: FormPattern) -> Marks:
    """Return the anchors, of any form, that an atom holds."""
    anchors = pattern.anchors
    if isinstance(atom, Line):
        return anchors.marks(atom.text)
    return _NO_MARKS.union(*{anchors.marks(c.text) for c in atom.cells() if c.text})


def texts_of(atoms: Iterable[Atom]) -> Iterator[str]:
    """Yield the text of every line and cell."""
    for atom in atoms:
        if isinstance(atom, Line):
            yield atom.text
        else:
            yield from (c.text for c in atom.cells())
