"""A Word paragraph's inline elements in, its text as people see it out: fields, symbols, ticks, tracked changes, boxes."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from lxml.etree import _Element as Element

from parsers.glyphs import glyph, in_font, is_symbol_font
from parsers.word_fields import form_field, overstruck
from parsers.word_index import text_of
from parsers.word_names import ALTERNATE, OFFICE, P_PR, PIC, R_PR, RUN, SDT, SECT_PR, VAL, W14, A, M, T, V, W, is_on
from parsers.word_styles import Styles

# What Word prints into an empty content control until somebody writes there; ISO/IEC 29500-1 §17.5.2.39 marks it.
_PROMPT: Final = re.compile(r"单击|点击|轻触|此处|选择|输入|[Cc]lick|[Tt]ap|[Cc]hoose|[Ee]nter|[Ss]elect")
_HEADINGS: Final = frozenset("012345678")
Verb = Callable[[Any, Element, list[str]], None]
_VANISH: Final = W + "vanish"
_STRUCK: Final = frozenset({W + "strike", W + "dstrike"})  # a clerk's own deletion; the same as a tracked one to who reads the page
_FONTS: Final = W + "rFonts"
_ASCII: Final = W + "ascii"
_RUN_STYLE: Final = W + "rStyle"
_PARAGRAPH_STYLE: Final = W + "pStyle"
_OUTLINE: Final = W + "outlineLvl"
_BOX: Final = W + "txbxContent"
_PICTURES: Final = frozenset({PIC + "pic", V + "imagedata"})
_EMBEDDED: Final = OFFICE + "OLEObject"
_TRACKED: Final = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))


class Runs(ABC):
    """The text of paragraphs; blocks (text boxes) are left to the walk that inherits from it."""

    def __init__(self, styles: Styles) -> None:
        """Start before the first paragraph."""
        self.flags: set[str] = set()
        self.pictures = 0
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.heading = 0
        self.runs_on = False
        self.section: Element | None = None
        self._styles = styles
        self._fields: list[bool] = []  # one entry an open field: True once its result has begun
        self._instruction = ""  # of the field opened last
        self._hidden = False
        self._veiled = False  # the paragraph's style hides its text
        self._font = ""
        self._tick: str | None = None  # within a check box: what to show instead of its glyph, then ""
        self._prompting = False

    @abstractmethod
    def boxed(self, content: Element, out: list[str]) -> None:
        """Take the content of a text box; `out` is the paragraph's text up to it."""

    @abstractmethod
    def boxes_met(self) -> int:
        """Return how many items of text boxes wait for their paragraph's end."""

    @contextmanager
    def controlled(self, sdt: Element) -> Iterator[Element | None]:
        """Give a content control's content, with its state (a tick, a prompt) in force."""
        kept = self._tick, self._prompting
        properties = sdt.find(W + "sdtPr")
        if properties is not None:
            self._prompting = self._prompting or properties.find(W + "showingPlcHdr") is not None
            box = properties.find(W14 + "checkbox")
            if box is not None:
                checked = box.find(W14 + "checked")
                self._tick = "☑" if checked is not None and is_on(checked.get(W14 + "val")) else "☐"
                self._prompting = False
        yield sdt.find(W + "sdtContent")
        self._tick, self._prompting = kept

    def begin_paragraph(self) -> None:
        """Forget the last paragraph's properties."""
        self.heading, self.runs_on, self.section, self._veiled = 0, False, None, False

    def end_paragraph(self) -> None:
        """Close fields that never came to their result, so that one torn field does not swallow the rest."""
        while self._fields and not self._fields[-1]:
            self._fields.pop()

    def note_tracked(self, tag: str) -> None:
        """Flag the file where the element is a tracked change."""
        if tag in _TRACKED:
            self.flags.add("tracked-changes")

    def _say(self, text: str, out: list[str]) -> None:
        if self._hidden or self._veiled or not all(self._fields):
            return
        if self._tick is not None:
            text, self._tick = self._tick, ""
        elif self._prompting and _PROMPT.search(text):
            return
        out.append(text)

    def _inline(self, parent: Element, out: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._run(child, out)
            elif (verb := self._INLINE.get(str(tag))) is not None:
                verb(self, child, out)

    def _run(self, run: Element, out: list[str]) -> None:
        self._run_properties(run.find(R_PR))
        for child in run:
            tag = child.tag
            if tag == T:
                self._text(child, out)
            elif (verb := self._IN_RUN.get(str(tag))) is not None:
                verb(self, child, out)
        self._hidden, self._font = False, ""

    def _run_properties(self, properties: Element | None) -> None:
        struck = False
        for entry in () if properties is None else properties:
            tag = entry.tag
            if tag in _STRUCK:
                struck = struck or is_on(entry.get(VAL))
            elif tag == _VANISH:
                self._hidden = is_on(entry.get(VAL))
            elif tag == _FONTS:
                font = str(entry.get(_ASCII, ""))
                self._font = font if is_symbol_font(font) else ""
            elif tag == _RUN_STYLE:
                self._hidden = self._hidden or self._styles.of(str(entry.get(VAL, ""))).hidden
        self._hidden = self._hidden or struck

    def _text(self, element: Element, out: list[str]) -> None:
        if text := text_of(element):
            self._say(in_font(self._font, text) if self._font else text, out)

    def _paragraph_properties(self, properties: Element, _: list[str]) -> None:
        for entry in properties:
            tag = entry.tag
            if tag == _PARAGRAPH_STYLE:
                style = self._styles.of(str(entry.get(VAL, "")))
                self.heading, self._veiled = self.heading or style.heading, style.hidden
            elif tag == _OUTLINE:
                level = str(entry.get(VAL, ""))
                self.heading = int(level) + 1 if level in _HEADINGS else 0
            elif tag == SECT_PR:
                self.section = entry
            elif tag == R_PR and entry.find(W + "del") is not None:
                self.flags.add("tracked-changes")
                self.runs_on = True

    def _wrapper(self, element: Element, out: list[str]) -> None:
        self.note_tracked(str(element.tag))
        self._inline(element, out)

    def _dropped(self, element: Element, _: list[str]) -> None:
        self.note_tracked(str(element.tag))

    def _content_control(self, sdt: Element, out: list[str]) -> None:
        with self.controlled(sdt) as content:
            if content is not None:
                self._inline(content, out)

    def _simple_field(self, field: Element, out: list[str]) -> None:
        self._form_field(field, out)
        self._inline(field, out)

    def _field_mark(self, mark: Element, out: list[str]) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._form_field(mark, out)
            self._fields.append(False)
            self._instruction = ""
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end" and not self._fields.pop() and (shown := overstruck(self._instruction)):
            self._say(shown, out)

    def _instructed(self, instruction: Element, _: list[str]) -> None:
        self._instruction += instruction.text or ""

    def _form_field(self, owner: Element, out: list[str]) -> None:
        if shown := form_field(owner):
            self._say(shown, out)

    def _symbol(self, symbol: Element, out: list[str]) -> None:
        code = str(symbol.get(W + "char", ""))
        if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
            self._say(glyph(str(symbol.get(W + "font", "")), int(code, 16)), out)

    def _base_text(self, ruby: Element, out: list[str]) -> None:
        for base in ruby.iterchildren(W + "rubyBase"):
            self._inline(base, out)

    def _formula(self, formula: Element, out: list[str]) -> None:
        for part in formula.iter(M + "t", T, M + "den"):  # a denominator holds its texts itself
            self._say("/" if part.tag == M + "den" else part.text or "", out)

    def _note(self, reference: Element, _: list[str]) -> None:
        kind = "footnote" if str(reference.tag).endswith("footnoteReference") else "endnote"
        self.notes[kind].append(str(reference.get(W + "id")))

    def _alternative(self, element: Element, out: list[str]) -> None:
        """Take the first branch that shows something: text boxes stand in both Choice and Fallback."""
        for branch in element:
            before = len(out), self.pictures, self.boxes_met()
            verb = self._inline if branch.find(RUN) is not None else self._shapes
            verb(branch, out)
            if (len(out), self.pictures, self.boxes_met()) != before:
                return

    def _shapes(self, element: Element, out: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == _BOX:
                self.boxed(child, out)
            elif tag == ALTERNATE:
                self._alternative(child, out)
            elif tag in _PICTURES:
                self.pictures += 1
            elif tag == _EMBEDDED:
                self._embedded(child)
            elif (verb := self._IN_RUN.get(str(tag))) is not None:
                verb(self, child, out)
            elif len(child):
                self._shapes(child, out)

    def _embedded(self, thing: Element) -> None:
        if not str(thing.get("ProgID", "")).startswith("Equation"):
            self.flags.add("embedded-object")

    def _drawn_text(self, body: Element, out: list[str]) -> None:
        for text in body.iter(A + "t"):
            self._say(text.text or "", out)

    def _word_art(self, path: Element, out: list[str]) -> None:
        self._say(str(path.get("string", "")), out)

    def _tab(self, _: Element, out: list[str]) -> None:
        self._say("\t", out)

    def _break(self, _: Element, out: list[str]) -> None:
        self._say("\n", out)

    def _hyphen(self, _: Element, out: list[str]) -> None:
        self._say("-", out)

    _INLINE: ClassVar[Mapping[str, Verb]] = {
        P_PR: _paragraph_properties,
        SDT: _content_control,
        W + "fldSimple": _simple_field,
        ALTERNATE: _alternative,
        W + "del": _dropped,
        W + "moveFrom": _dropped,
        M + "oMath": _formula,
        M + "oMathPara": _formula,
    } | dict.fromkeys((W + n for n in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir", "sdtContent")), _wrapper)
    _IN_RUN: ClassVar[Mapping[str, Verb]] = {
        T: _text,
        W + "tab": _tab,
        W + "ptab": _tab,
        W + "br": _break,
        W + "cr": _break,
        W + "noBreakHyphen": _hyphen,
        W + "fldChar": _field_mark,
        W + "instrText": _instructed,
        W + "sym": _symbol,
        W + "ruby": _base_text,
        W + "drawing": _shapes,
        W + "pict": _shapes,
        W + "object": _shapes,
        A + "txBody": _drawn_text,
        V + "textpath": _word_art,
        W + "footnoteReference": _note,
        W + "endnoteReference": _note,
        ALTERNATE: _alternative,
    }
