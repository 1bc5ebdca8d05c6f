"""Octets of RTF in, a Document out: paragraphs, tables, text boxes and notes as the page shows them (RTF 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from model import Document
from parsers.flow import Item, document
from parsers.glyphs import glyph, is_symbol_font
from parsers.rtf_charsets import codec_of_charset, codec_of_page
from parsers.rtf_flow import RowShape
from parsers.rtf_names import BROKEN, CHINESE, ENTERED, LETTERS, PADDING, PAGE, PASSED, PLAIN, STORIES, UNSEEN, silent_words
from parsers.rtf_stories import Stories
from parsers.unreadable import UnreadableError
from parsers.word_fields import overstruck

_MOST_OCTETS: Final = 200_000_000
_MOST_DEPTH: Final = 500


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    seen: bool = True
    font: int = -1
    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    replaced: int = 1  # letters that stand behind \u for old programs
    place: str = ""  # a new destination: fonttbl, formfield, pict or ""


def read_rtf(octets: bytes) -> Document:
    """Return an RTF's Document; what ends too early is flagged damaged. UnreadableError where it is too large or no RTF."""
    if len(octets) > _MOST_OCTETS or not octets[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise UnreadableError("no RTF, or too large")
    reader = _Reader(octets.rstrip(PADDING))
    items = reader.run()
    return document("rtf", items, pictures=reader.pictures, flags=reader.flags)


class _Reader:
    """One pass over the tokens."""

    def __init__(self, octets: bytes) -> None:
        self._stories = Stories()
        self.pictures = 0
        self.flags: set[str] = set()
        self._octets = octets
        page = PAGE.search(octets[:4096])
        self._codec = codec_of_page(int(page[1]) if page else 936)
        self._state = _State()
        self._outer: list[_State] = []
        self._fonts: dict[int, list[str]] = {}  # number: codec, name
        self._raw = bytearray()
        self._to_skip = 0
        self._starred = False
        self._row = RowShape()
        self._field: dict[str, int] = {}
        self._choices: list[str] = []  # of a drop-down field
        self._instruction = ""
        self._at = 0

    def run(self) -> list[Item]:
        token = (CHINESE if self._codec == "gb18030" else PLAIN).match
        while self._at < len(self._octets) and not self._stories.flow.is_full:
            if passed := (self._without_effect(self._at) if self._state.seen else PASSED.match(self._octets, self._at)):
                self._at = passed.end()
                continue
            match = token(self._octets, self._at)
            if match is None:
                break
            self._at = match.end()
            self._take(match)
        self._flush()
        if self._outer or self._at < len(self._octets.rstrip(b"\r\n\t }")) or self._is_overwritten():
            self.flags |= {"damaged"} | ({"cut"} if self._stories.flow.is_full else set())
        return self._stories.items()

    def _is_overwritten(self) -> bool:
        """Tell whether octets stand here that no program writes into an RTF; pictures in octets are rare, and may hold any."""
        return b"\\bin" not in self._octets and BROKEN.search(self._octets) is not None

    def _without_effect(self, at: int) -> re.Match[bytes] | None:
        """Return the words here that say nothing to us; a star or a form field makes any word tell."""
        return (
            None
            if self._starred or self._state.place == "formfield" or self._raw or self._to_skip
            else self._SILENT.match(self._octets, at)
        )

    def _take(self, match: re.Match[bytes]) -> None:
        kind = match.lastindex
        if kind in (1, 2):
            self._word(match[1].decode(), int(match[2]) if match[2] else None)
        elif kind == 3:
            self._letters(bytes([int(match[3], 16)]))
        elif kind == 4:
            self._symbol(match[4])
        elif kind == 5:
            self._brace(match[5])
        elif kind == 6:
            self._letters(match[6])

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            if len(self._outer) >= _MOST_DEPTH:
                raise UnreadableError("groups nested too deep")
            self._outer.append(self._state)
            self._state = replace(self._state, place="") if self._state.place == "pict" else self._state
        elif self._outer:
            ending = self._state.place if self._state.place != self._outer[-1].place else ""
            if ending == "formfield":
                self._end_form_field()
            self._stories.end(len(self._outer))
            self._state = self._outer.pop()
            if ending == "fldinst":
                self._end_instruction()
        self._starred = False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in (b"\n", b"\r"):
            self._word("par", None)
        elif symbol in b"\\{}":
            self._letters(symbol)
        elif symbol in b"~_":
            self._say("\u00a0" if symbol == b"~" else "-")

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word == "bin":
            self._at += max(0, number or 0)
            return
        if word != "u":
            self._flush()
            self._to_skip = 0 if word != "uc" else self._to_skip
        if word in UNSEEN or (starred and word not in ENTERED):
            self._state = replace(self._state, seen=False)
        elif word in STORIES:
            self._begin_story(STORIES[word])
        elif word in LETTERS:
            self._say(LETTERS[word])
        elif word in self._WORDS and (self._state.seen or word in ("formfield", "u")):
            self._WORDS[word](self, number)
        elif self._state.place == "formfield" and number is not None:
            self._field[word] = number

    def _letters(self, octets: bytes) -> None:
        while self._to_skip and octets:
            octets, self._to_skip = octets[1:], self._to_skip - 1
        if self._state.seen:
            self._raw += octets

    def _flush(self) -> None:
        """Turn the octets that came into letters of the current font."""
        if not self._raw:
            return
        octets, self._raw = bytes(self._raw), bytearray()
        codec, name = self._fonts.get(self._state.font, [self._codec, ""])
        if self._state.place == "fonttbl":
            if self._state.font in self._fonts:
                self._fonts[self._state.font][1] += octets.decode(self._codec, "replace").rstrip(";")
        elif self._state.place != "pict":
            is_symbol = is_symbol_font(name)
            self._say("".join(glyph(name, code) for code in octets) if is_symbol else octets.decode(codec or self._codec, "replace"))

    def _say(self, text: str) -> None:
        self._flush()
        state = self._state
        if state.place == "fldinst":
            self._instruction += text
        elif state.place == "ffl":
            self._choices[-1] += text
        elif state.seen and not (state.hidden or state.struck or state.deleted or state.place):
            self._stories.flow.pieces.append(text)

    def _begin_story(self, place: str) -> None:
        if self._state.seen:
            self._stories.begin(place, len(self._outer))
            self._state = replace(self._state, place="", hidden=False, struck=False)

    def _end_instruction(self) -> None:
        shown, self._instruction = overstruck(self._instruction), ""
        if shown:
            self._say(shown)

    def _end_form_field(self) -> None:
        kind, result = self._field.get("fftype", 0), self._field.get("ffres", 25)
        result = self._field.get("ffdefres", 0) if result == 25 else result  # 25 means: not set
        self._state = replace(self._state, seen=True, place="")
        if kind == 1:
            self._say("☑" if result else "□")
        elif kind == 2 and result < len(self._choices):
            self._say(self._choices[result])
        self._field, self._choices = {}, []

    def _unicode(self, number: int | None) -> None:
        self._flush()
        if self._state.seen and number is not None:
            code = number & 0xFFFF
            name = self._fonts.get(self._state.font, ["", ""])[1]
            self._say(glyph(name, code) if 0xF020 <= code <= 0xF0FF else chr(code))
        self._to_skip = self._state.replaced

    def _font(self, number: int | None) -> None:
        self._state = replace(self._state, font=number or 0)
        if self._state.place == "fonttbl":
            self._fonts[number or 0] = ["", ""]

    def _charset(self, number: int | None) -> None:
        if self._state.place == "fonttbl" and self._state.font in self._fonts:
            self._fonts[self._state.font][0] = codec_of_charset(number or 0)

    def _place(self, place: str) -> None:
        self._state = replace(self._state, place=place, seen=True)

    def _choice(self, _: int | None) -> None:
        self._choices.append("")
        self._place("ffl")

    def _picture(self, _: int | None) -> None:
        self.pictures += 1
        self._state = replace(self._state, seen=False, place="pict")

    def _tracked(self, number: int | None) -> None:
        self.flags.add("tracked-changes")
        self._state = replace(self._state, deleted=number != 0)

    def _struck(self, number: int | None) -> None:
        self._state = replace(self._state, struck=number != 0)

    def _inserted(self, number: int | None) -> None:
        self.flags |= {"tracked-changes"} if number != 0 else set()

    def _plain(self, _: int | None) -> None:
        self._state = replace(self._state, hidden=False, struck=False, deleted=False)

    def _default_paragraph(self, _: int | None) -> None:
        flow = self._stories.flow
        flow.level, flow.heading = 0, 0

    def _row_begins(self, _: int | None) -> None:
        self._row = RowShape()

    def _cell_edge(self, number: int | None) -> None:
        self._row.end_cell(number or 0)

    def _set_level(self, number: int | None) -> None:
        self._stories.flow.level = min(max(number if number is not None else 1, 0), 20)

    def _set_heading(self, number: int | None) -> None:
        self._stories.flow.heading = number + 1 if number is not None and number < 9 else 0

    def _nest_row(self, _: int | None) -> None:
        self._stories.flow.end_row(max(2, self._stories.flow.level), self._row)

    _WORDS: ClassVar[Mapping[str, Callable[[Any, int | None], None]]] = {
        "u": _unicode,
        "uc": lambda self, n: setattr(self, "_state", replace(self._state, replaced=min(n or 0, 8))),
        "f": _font,
        "fcharset": _charset,
        "fonttbl": lambda self, _: self._place("fonttbl"),
        "fldinst": lambda self, _: self._place("fldinst"),
        "formfield": lambda self, _: self._place("formfield"),
        "ffl": _choice,
        "pict": _picture,
        "v": lambda self, n: setattr(self, "_state", replace(self._state, hidden=n != 0)),
        "strike": _struck,
        "striked": _struck,
        "deleted": _tracked,
        "revised": _inserted,
        "plain": _plain,
        "pard": _default_paragraph,
        "par": lambda self, _: self._stories.flow.end_paragraph(),
        "sect": lambda self, _: self._stories.flow.end_paragraph(),
        "intbl": lambda self, _: setattr(self._stories.flow, "level", max(1, self._stories.flow.level)),
        "itap": _set_level,
        "outlinelevel": _set_heading,
        "cell": lambda self, _: self._stories.flow.end_cell(1),
        "nestcell": lambda self, _: self._stories.flow.end_cell(max(2, self._stories.flow.level)),
        "row": lambda self, _: self._stories.flow.end_row(1, self._row),
        "nestrow": _nest_row,
        "trowd": _row_begins,
        "trleft": lambda self, n: setattr(self._row, "left", n or 0),
        "cellx": _cell_edge,
        "clvmrg": lambda self, _: setattr(self._row.coming, "continues_above", True),
        "clmrg": lambda self, _: setattr(self._row.coming, "continues_left", True),
    }
    _SILENT: ClassVar[re.Pattern[bytes]] = silent_words({*_WORDS, *UNSEEN, *ENTERED, *STORIES, *LETTERS, "bin"})
