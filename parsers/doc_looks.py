"""The text of a Word 97 file and its runs of characters in, the text as people see it out: nothing deleted or hidden, symbols shown.

Every character keeps its position, since everything else in the file is told by positions: one that nobody sees becomes U+0000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from parsers.doc_fields import form_field, without_instructions
from parsers.doc_file import CHARACTER_PAGES, FONTS, WordFile
from parsers.doc_pages import character_runs
from parsers.doc_pieces import Text
from parsers.doc_sprms import Look, look
from parsers.doc_styles import Styles, fonts, symbol_fonts
from parsers.glyphs import glyph, in_font

_MARKS: Final = frozenset("\r\x07\x0c")
_FIELD_MARKS: Final = frozenset("\x13\x14\x15")
_OBJECT: Final = "\x01"
_SHAPE: Final = "\x08"
# A run is looked at closely only where one of these modifiers may stand in it: deleted, inserted, hidden, struck, symbol, place in Data.
_TELLING: Final = rb"\x00\x08\x01|\x01\x08\x01|\x3c\x08|\x37\x08\x01|\x53\x2a\x01|\x09\x6a|\x03\x6a"


@dataclass(slots=True)
class Shown:
    """The text as it is seen; `spoken` gives what a U+0001 stands for, `lost_marks` the ends of paragraphs that were deleted."""

    text: str
    lost_marks: frozenset[int] = frozenset()
    pictures: dict[int, int] = field(default_factory=dict)
    spoken: dict[int, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()


def shown(file: WordFile, text: Text, styles: Styles) -> Shown:
    """Return what of the text is seen; pictures by position with their place in the stream Data."""
    page = _Page(file, text, styles)
    for first, last, run in page.runs():
        page.apply(first, last, run)
    return page.finished()


class _Page:
    """A text while its runs are applied to it."""

    def __init__(self, file: WordFile, text: Text, styles: Styles) -> None:
        self._file = file
        self._text = text
        self._styles = styles
        self._symbols = symbol_fonts(fonts(file.structure(FONTS)))
        self._characters: list[str] | None = None
        self._lost: set[int] = set()
        self._flags: set[str] = set()
        self._pictures: dict[int, int] = {}
        self._forms: dict[int, int] = {}

    def runs(self) -> list[tuple[int, int, Look]]:
        """Return the runs that change what is read, by character positions."""
        telling = re.compile(self._pattern(), re.DOTALL)
        known: dict[bytes, Look | None] = {b"": None}
        found: list[tuple[int, int, Look]] = []
        for first, last, modifiers in character_runs(self._file.main, self._file.structure(CHARACTER_PAGES)):
            run = known.get(modifiers, _UNKNOWN)
            if run is _UNKNOWN:
                run = known[modifiers] = _telling_look(modifiers, telling)
            if run is not None:
                found += [(begin, end, run) for begin, end in self._text.positions(first, last)]
        found += [(p.start, p.end, run) for p in self._text.pieces if p.changes and (run := _telling_look(p.changes, telling)) is not None]
        return found

    def apply(self, first: int, last: int, run: Look) -> None:
        """Let a run change the text: what was deleted or is hidden goes, a symbol shows."""
        if run.deleted or run.inserted:
            self._flags.add("tracked-changes")
        hidden = run.hidden
        if hidden is None and run.style is not None:
            hidden = self._styles.of(run.style).hidden
        if run.deleted:
            self._blank(first, last, kept=_MARKS)
            self._lost.update(at for at in range(first, last) if self._text.characters[at] in _MARKS)
        elif hidden or run.struck:
            self._blank(first, last, kept=_MARKS | _FIELD_MARKS)
        elif run.symbol is not None:
            self._show([glyph(self._symbols.get(run.symbol[0], ""), run.symbol[1])] * (last - first), first)
        elif run.font in self._symbols:
            self._show([in_font(self._symbols[run.font], c) if c > " " else c for c in self._text.characters[first:last]], first)
        if run.at is not None and not run.deleted and not hidden and not run.struck:
            objects = self._forms if run.is_data else self._pictures
            objects.update({at: run.at for at in range(first, last) if self._is_object(at)})

    def finished(self) -> Shown:
        """Return the text without the instructions of its fields."""
        text = self._text.characters if self._characters is None else "".join(self._characters)
        text, spoken = without_instructions(text)
        spoken |= {at: said for at, place in self._forms.items() if (said := form_field(self._file.data, place))}
        if spoken:
            characters = list(text)
            for at in spoken:
                characters[at] = _OBJECT  # a form field's object lies within its instruction
            text = "".join(characters)
        return Shown(text, frozenset(self._lost), self._pictures, spoken, frozenset(self._flags))

    def _is_object(self, at: int) -> bool:
        """Behind a drawn shape in a field SHAPE stands its picture for old programs: the shape itself was met already."""
        return self._text.characters[at] == _OBJECT and self._text.characters[at - 1 : at] != _SHAPE

    def _pattern(self) -> bytes:
        fonts_of_symbols = b"".join(b"|\x4f\x4a" + re.escape(number.to_bytes(2, "little")) for number in self._symbols)
        return _TELLING + fonts_of_symbols + (rb"|\x30\x4a" if self._styles.hide_text else b"")

    def _blank(self, first: int, last: int, kept: frozenset[str]) -> None:
        self._show(["\0" if c not in kept else c for c in self._text.characters[first:last]], first)

    def _show(self, characters: list[str], first: int) -> None:
        if self._characters is None:
            self._characters = list(self._text.characters)
        self._characters[first : first + len(characters)] = [c[:1] or "\0" for c in characters]


def _telling_look(modifiers: bytes, telling: re.Pattern[bytes]) -> Look | None:
    if not telling.search(modifiers):
        return None
    run = look(modifiers)
    return None if run.is_plain else run


_UNKNOWN: Final = Look(style=-1)
