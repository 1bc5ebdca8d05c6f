"""A summary's running text in, its body and headed sections out; guidance that the blank prints is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from config.campaign import Notice
from config.labels import label_key
from model import Line, Value
from parsers.flow import MARGINS, NOTES
from parsers.grids import Atom
from parsers.patterns import FormPattern
from parsers.segments import segments
from parsers.values import understand

_ANNEX = re.compile(r"^\s*附件\s*[\d一二三四五六七八九十]*\s*[:：]?\s*$")
_GUIDANCE = re.compile(r"^\s*(?:要求|填写要求|说明|注)\s*[:：]")


def sections(atoms: Sequence[Atom], pattern: FormPattern, title: str, notice: Notice) -> dict[str, Value]:
    """Return the body (all that was written) and each section by its heading; raw "" where the heading stands alone."""
    lines = [line for line in _lines(atoms) if not _is_furniture(line.text, pattern, title)]
    values: dict[str, Value] = {}
    body = next((f for f in pattern.spec.prose if not f.labels and f.kind == "long_text"), None)
    written = [line for line in lines if label_key(line.text) not in pattern.printed]
    if body is not None:
        values[body.id] = understand("\n".join(line.text for line in written), body, notice, lines[0].where if lines else "")
    current = ""
    texts: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for line in lines:
        heading, rest = _heading(line.text, pattern)
        if heading:
            current = heading
            places.setdefault(heading, line.where)
            texts.setdefault(heading, [])
            if rest:
                texts[heading].append(rest)
        elif current and label_key(line.text) not in pattern.printed and not line.where.startswith(NOTES):
            texts[current].append(line.text)
    for name, parts in texts.items():
        values[name] = understand("\n".join(parts), pattern.own[name], notice, places[name])
    return values


def _lines(atoms: Sequence[Atom]) -> list[Line]:
    """The text in reading order; a summary written inside a table frame is text all the same, a page number is none."""
    lines: list[Line] = []
    for atom in atoms:
        if isinstance(atom, Line):
            lines += [Line(t, atom.where, atom.heading) for t in atom.text.split("\n") if t.strip() and atom.where not in MARGINS]
        else:
            lines += [Line(t, atom.sheet.where(c)) for c in atom.cells() for t in c.text.split("\n") if t.strip()]
    return lines


def _is_furniture(text: str, pattern: FormPattern, title: str) -> bool:
    """The title, the header line with the unit, and 要求：… are not the summary."""
    key = label_key(text)
    if (key and key in label_key(title)) or _ANNEX.match(text):
        return True
    first = segments(pattern.labels, text, loose=True)[0] if len(text) < 80 else None
    return bool(first and first.fields) or bool(_GUIDANCE.match(text))


def _heading(text: str, pattern: FormPattern) -> tuple[str, str]:
    """Return (section id, text behind the heading) if a line is or begins with a section's heading."""
    if len(text) <= 40:
        fields = pattern.prose.exact(text)
        if fields:
            return fields[0].id, ""
    head, colon, rest = text.partition("：")
    if colon and len(head) <= 30:
        fields = pattern.prose.exact(head)
        if fields:
            return fields[0].id, rest
    return "", ""
