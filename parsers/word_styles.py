"""A Word file's style sheet in, a style's outline level and whether it hides its text out; read only when asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

# Scanned, not parsed: a style sheet is as long as a form itself, and three facts of few styles are wanted.
_NAME = re.compile(rb'<w:name w:val="(?:heading|\xe6\xa0\x87\xe9\xa2\x98) ([1-9])"', re.IGNORECASE)
_OUTLINE = re.compile(rb'<w:outlineLvl w:val="(\d)"')
_BASE = re.compile(rb'<w:basedOn w:val="([^"]*)"')
_HIDDEN = re.compile(rb'<w:vanish(?: w:val="(?:1|true|on)")?\s*/>')
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its text: heading 1…9 or 0, and whether it is hidden."""

    heading: int = 0
    hidden: bool = False


_PLAIN = Style()


class Styles:
    """The styles of one file by their id."""

    def __init__(self, sheet: Callable[[], bytes]) -> None:
        """Remember how to come by the style sheet's octets."""
        self._read = sheet
        self._known: dict[str, Style] = {}

    def of(self, style_id: str) -> Style:
        """Return the style, with what it inherits."""
        if style_id not in self._known:
            self._known[style_id] = self._style(style_id.encode(), 10)
        return self._known[style_id]

    @property
    def hide_text(self) -> bool:
        """Tell whether any style hides its text."""
        return b"<w:vanish" in self._sheet

    @cached_property
    def _sheet(self) -> bytes:
        return self._read()

    def _style(self, style_id: bytes, depth: int) -> Style:
        at = self._sheet.find(b'w:styleId="' + style_id + b'"')
        if at < 0 or not depth:
            return _PLAIN
        body = self._sheet[at : self._sheet.find(b"</w:style>", at)]
        base = _BASE.search(body)
        inherited = self._style(base[1], depth - 1) if base else _PLAIN
        return Style(_heading(body, inherited.heading), inherited.hidden or bool(_HIDDEN.search(body)))


def _heading(body: bytes, inherited: int) -> int:
    if outline := _OUTLINE.search(body):
        level = int(outline[1])
        return 0 if level == _BODY_LEVEL else level + 1
    named = _NAME.search(body)
    return int(named[1]) if named else inherited
