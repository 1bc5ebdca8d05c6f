"""A Document in, its parts out: one for each form title that its anchors confirm, whatever the file is called.

A heading counts only where the form's own labels follow it before the next heading; running text that quotes a title does not
(domain.md §4.0). A table whose title was deleted is told by its labels alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from config.labels import label_key
from model import Document, Grid, Line
from parsers.grids import Atom, Rows, Sheet
from parsers.patterns import FormPattern

_ANNEX = re.compile(r"^附件[\d一二三四五六七八九十]*[:.、]?")
_ANNEX_ALONE = re.compile(r"^附件\s*[\d一二三四五六七八九十]*\s*[:：]?$")
_SENTENCE = re.compile(r"[。；;!?！？]")
_TABLE_OF_CONTENTS = re.compile(r"[.…·]{4,}\d*$")
_HEADING_LINES = 3
_LINE_LIMIT = 60
_HEADING = 40
_FRONT_MATTER = 8  # a summary's title stands at the top; in the middle of a report 活动总结 is a chapter


@dataclass(frozen=True)
class Part:
    """A run of atoms that is one form (`pattern`), or none that we know (None). `title` is the heading as printed."""

    pattern: FormPattern | None
    title: str
    atoms: tuple[Atom, ...]
    titled: bool = True


@dataclass(frozen=True)
class _Heading:
    at: int
    pattern: FormPattern
    title: str


def split(document: Document, patterns: Sequence[FormPattern]) -> list[Part]:
    """Return the document's parts in order; what stands before the first title or belongs to no form is a part without pattern."""
    forms = [p for p in patterns if not p.spec.document]
    atoms = list(_atoms(document, forms))
    keys = [_keys(atom) for atom in atoms]
    is_paper = _is_paper(keys, patterns)
    confirmed = _confirmed(_headings(atoms, forms), keys)
    if is_paper and not any(_has_table(h.pattern) for h in confirmed):
        confirmed = [h for h in confirmed if not _is_a_chapter(h)]
    parts: list[Part] = []
    first = confirmed[0].at if confirmed else len(atoms)
    if is_paper and not confirmed:
        return [Part(None, "", tuple(atoms), titled=False)]
    parts += _untitled(atoms[:first], keys[:first], forms, None)
    for i, heading in enumerate(confirmed):
        end = confirmed[i + 1].at if i + 1 < len(confirmed) else len(atoms)
        parts += _untitled(atoms[heading.at : end], keys[heading.at : end], forms, heading)
    return [p for p in parts if p.pattern is not None or not _is_annex_line(p.atoms)]


def heading_key(text: str) -> str:
    """Return a heading's key without 附件n, as the title patterns want it."""
    return _ANNEX.sub("", label_key(text)).strip(":：")


def text_keys(part: Part) -> set[str]:
    """Return the label keys that stand in a part."""
    return {k for atom in part.atoms for k in _keys(atom)}


def _is_paper(keys: Sequence[set[str]], patterns: Sequence[FormPattern]) -> bool:
    """A report or other long paper has tables and chapters that look like forms; its own headings tell."""
    everything = set().union(*keys) if keys else set()
    return any(p.anchors_in(everything) >= p.spec.min_anchors for p in patterns if p.spec.document and p.spec.scope == "entry")


def _is_a_chapter(heading: _Heading) -> bool:
    return not _has_table(heading.pattern) and heading.at > _FRONT_MATTER


def _atoms(document: Document, forms: Sequence[FormPattern]) -> Iterator[Atom]:
    for block in document.blocks:
        if isinstance(block, Line):
            if block.text.strip():
                yield block
        elif isinstance(block, Grid) and block.cells:
            yield from _cut_at_titles(Sheet(block), forms)


def _cut_at_titles(sheet: Sheet, forms: Sequence[FormPattern]) -> Iterator[Rows]:
    """A sheet may hold several forms one below the other: cut it before each row that is a title."""
    numbers = sheet.numbers
    texts = {n: _only_text(sheet, n) for n in numbers}
    cuts = [n for i, n in enumerate(numbers) if _title_of_rows([texts[m] for m in numbers[i : i + _HEADING_LINES]], forms)]
    starts = sorted({numbers[0], *cuts})
    ends = [s - 1 for s in starts[1:]] + [numbers[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield Rows(sheet, start, end)


def _title_of_rows(texts: Sequence[str], forms: Sequence[FormPattern]) -> tuple[FormPattern, str] | None:
    """Return the form whose title begins in the first of some rows, and the title; it may be broken over the rows after it."""
    text = ""
    for line in texts:
        if not line or (text and any(f.titled(heading_key(line)) for f in forms)):
            return None
        text += line
        form = next((f for f in forms if f.titled(heading_key(text))), None)
        if form is not None:
            return form, text.strip()
    return None


def _only_text(sheet: Sheet, number: int) -> str:
    texts = [c.text for c in sheet.row(number) if c.text.strip()]
    return texts[0] if len(texts) == 1 and len(texts[0]) <= _LINE_LIMIT * 2 else ""


def _headings(atoms: Sequence[Atom], forms: Sequence[FormPattern]) -> list[_Heading]:
    found: list[_Heading] = []
    for at, atom in enumerate(atoms):
        heading = _heading_at(atoms, at, forms) if _heading_text(atom) else None
        if heading is not None:
            found.append(heading if at == 0 or not _is_annex_line(atoms[at - 1 : at]) else replace(heading, at=at - 1))
    return found


def _is_annex_line(atoms: Sequence[Atom]) -> bool:
    """附件4 on a line of its own belongs to the title that follows."""
    return len(atoms) == 1 and isinstance(line := atoms[0], Line) and bool(_ANNEX_ALONE.match(line.text.strip()))


def _heading_at(atoms: Sequence[Atom], at: int, forms: Sequence[FormPattern]) -> _Heading | None:
    """A title may be broken over up to three lines: 2019年重庆市质量管理小组/企业/个人 ↵ 推 荐 表."""
    if _is_annex_line(atoms[at : at + 1]):
        return None
    first = atoms[at]
    if isinstance(first, Rows):
        lines = [_only_text(first.sheet, number) for number, _ in zip((n for n, _ in first), range(_HEADING_LINES), strict=False)]
    else:
        lines = [_heading_text(atom) for atom in atoms[at : at + _HEADING_LINES]]
    found = _title_of_rows([_as_heading(line) for line in lines], forms)
    return _Heading(at, *found) if found is not None else None


def _heading_text(atom: Atom) -> str:
    if isinstance(atom, Line):
        return _as_heading(atom.text)
    first = next((row for row in atom), None)
    return _as_heading(_only_text(atom.sheet, first[0])) if first else ""


def _as_heading(text: str) -> str:
    plain = text.strip()
    return "" if len(plain) > _LINE_LIMIT or _SENTENCE.search(plain) or _TABLE_OF_CONTENTS.search(plain) else plain


def _confirmed(headings: Sequence[_Heading], keys: Sequence[set[str]]) -> list[_Heading]:
    """Keep a heading only where enough of its form's anchors stand before the next heading."""
    kept: list[_Heading] = []
    for i, heading in enumerate(headings):
        end = headings[i + 1].at if i + 1 < len(headings) else len(keys)
        following = set().union(*keys[heading.at : end])
        if heading.pattern.confirmed_by(following):
            kept.append(heading)
    return kept


def _keys(atom: Atom) -> set[str]:
    if isinstance(atom, Line):
        return set(_keys_of_text(atom.text))
    return {k for c in atom.cells() for k in _keys_of_text(c.text)}


def _keys_of_text(text: str) -> Iterator[str]:
    """The text's own key, its first line's, and that of what stands before a colon."""
    plain = text.strip()
    if not plain:
        return
    if len(plain) <= _LINE_LIMIT * 2:
        yield label_key(plain)
    if "\n" in plain:
        yield from (label_key(line) for line in plain.split("\n") if 2 <= len(line) <= _HEADING)
    for colon in (":", "："):
        if colon in plain[: _LINE_LIMIT * 2]:
            yield label_key(plain.split(colon, 1)[0])


def _untitled(atoms: Sequence[Atom], keys: Sequence[set[str]], forms: Sequence[FormPattern], heading: _Heading | None) -> list[Part]:
    """Cut a run where a table begins that is plainly another form, or the same form of another entry, though its title is gone."""
    pattern = heading.pattern if heading else None
    title = heading.title if heading else ""
    parts: list[Part] = []
    start, seen = 0, bool(heading) and pattern is not None and not _has_table(pattern)
    for at, atom in enumerate(atoms):
        if isinstance(atom, Line):
            continue
        known = _form_of_table(keys[at], forms)
        if known is None:
            continue
        same = known is pattern
        if (same and not seen) or (same and known.spec.scope == "unit"):
            seen = True
            continue
        if not same and pattern is not None and pattern.anchors_in(keys[at]) >= known.anchors_in(keys[at]):
            seen = True
            continue
        begin = _lead_in(atoms, start, at)
        if begin > start:
            parts.append(Part(pattern, title, tuple(atoms[start:begin]), titled=heading is not None and not parts))
        start, pattern, title, seen = begin, known, "", True
    if start < len(atoms):
        parts.append(Part(pattern, title, tuple(atoms[start:]), titled=bool(title)))
    return parts


def _has_table(pattern: FormPattern) -> bool:
    return not pattern.spec.prose


def _form_of_table(keys: set[str], forms: Sequence[FormPattern]) -> FormPattern | None:
    """Return the form that a table's labels alone speak for: most anchors, and more of them than a title would need."""
    scored = [(f.anchors_in(keys), f) for f in forms if _has_table(f)]
    best = max(scored, key=lambda s: s[0], default=None)
    if best is None or best[0] < best[1].spec.min_anchors + 1:
        return None
    return None if sum(1 for score, _ in scored if score == best[0]) > 1 else best[1]


def _lead_in(atoms: Sequence[Atom], start: int, at: int) -> int:
    """Lines just above a table (推荐单位 … 所属区县 …) belong to it, back to the last table or note."""
    begin = at
    while begin > start and isinstance(line := atoms[begin - 1], Line) and _is_lead(line):
        begin -= 1
    return begin


def _is_lead(line: Line) -> bool:
    key = label_key(line.text)
    return len(key) <= _LINE_LIMIT and not key.startswith(("注", "要求", "备注")) and not _SENTENCE.search(line.text)
