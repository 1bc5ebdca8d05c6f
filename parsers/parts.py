"""A Document in, its parts out: one for each form title that its anchors confirm, whatever the file is called.

A heading counts only where the form's own labels follow it before the next heading; running text that quotes a title does not
(domain.md §4.0). A table whose title was deleted is told by its labels alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from config.labels import label_key
from model import Document, Grid, Line
from parsers.grids import Atom, Rows, Sheet
from parsers.grown_together import cut_at_entries
from parsers.islands import islands
from parsers.nested import blocks_with_answers
from parsers.patterns import FormPattern, Marks, Titles
from parsers.segments import begins, segments

_ANNEX_ALONE = re.compile(r"^附件\s*[\d一二三四五六七八九十]*\s*[:：]?$")
_SENTENCE = re.compile(r"[。；;!?！？]")
_TABLE_OF_CONTENTS = re.compile(r"[.…·]{4,}\d*$")
_NOTE = re.compile(r"^\s*(?:注|备注|说明|[①-⑩]|\d+[.、])")
_HEADING_LINES = 3
_LEAD = 20  # atoms that may stand in front of the table that tells a form without title
_LEAD_LABELS = 3
_HEAD_CELLS = 4  # 推荐单位 | … | 所属区县 | …
_LABELS = 7  # labels of one form in a table without title that speak for it
_REST_OF_A_TITLE = 12  # letters of the second line of a broken title: 推 荐 表
_LINE_LIMIT = 60
_FRONT_MATTER = 8  # a summary's title stands at the top; in the middle of a report 活动总结 is a chapter
_ABOVE_A_TITLE = 4  # atoms: the line of unit and district may stand above the first title
_WORKBOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods", "excelml", "html", "text"})
_NO_MARKS: Marks = frozenset()


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


@dataclass(frozen=True)
class _Paper:
    """A document's atoms with the anchors that each holds, and the forms that they may be of."""

    atoms: Sequence[Atom]
    marks: Sequence[Marks]
    forms: Mapping[str, FormPattern]
    titles: Titles

    def marks_in(self, start: int, end: int) -> Marks:
        return _NO_MARKS.union(*self.marks[start:end])


def split(document: Document, patterns: Sequence[FormPattern]) -> list[Part]:
    """Return the document's parts in order; what stands before the first title or belongs to no form is a part without pattern."""
    forms = {p.spec.id: p for p in patterns if not p.spec.document}
    titles = patterns[0].titles
    blocks = blocks_with_answers(_forms_apart(document, titles), patterns)
    atoms = [piece for atom in _atoms(blocks, titles) for piece in cut_at_entries(atom, patterns)]
    paper = _Paper(atoms, [marks_of(a, patterns[0]) for a in atoms], forms, titles)
    confirmed = _confirmed(_headings(paper), paper)
    papers = [p for p in patterns if p.spec.document and p.spec.scope == "entry"]
    if _is_report(paper.marks_in(0, len(atoms)), papers) and not (not confirmed and _is_form_alone(paper, papers)):
        confirmed = [h for h in confirmed if not _is_a_chapter(h)] if not any(_has_table(h.pattern) for h in confirmed) else confirmed
        parts = _beside_a_report(paper, confirmed, papers)
    else:
        parts = _parts(paper, _with_lead(confirmed, paper))
    return [p for p in parts if p.pattern is not None or not _is_annex_line(p.atoms)]


def marks_of(atom: Atom, pattern: FormPattern) -> Marks:
    """Return the anchors, of any form, that an atom holds."""
    anchors = pattern.anchors
    if isinstance(atom, Line):
        return anchors.marks(atom.text)
    return _NO_MARKS.union(*{anchors.marks(c.text) for c in atom.cells() if c.text})


def _parts(paper: _Paper, confirmed: Sequence[_Heading]) -> list[Part]:
    first = confirmed[0].at if confirmed else len(paper.atoms)
    parts = _untitled(paper, 0, first, None)
    for i, heading in enumerate(confirmed):
        end = confirmed[i + 1].at if i + 1 < len(confirmed) else len(paper.atoms)
        parts += _untitled(paper, heading.at, end, heading)
    return parts


def _is_report(marks: Marks, papers: Sequence[FormPattern]) -> bool:
    """A report or other long paper has tables and chapters that look like forms; its own headings tell."""
    return any(p.anchors_in(marks) >= p.spec.min_anchors for p in papers)


def _is_form_alone(paper: _Paper, papers: Sequence[FormPattern]) -> bool:
    """A form without title whose printed guidance names a report's chapters: without that table nothing of a report is left."""
    rest = [at for at, atom in enumerate(paper.atoms) if _form_of_table(atom, paper.marks[at], paper.forms) is None]
    return len(rest) < len(paper.atoms) and not _is_report(_NO_MARKS.union(*(paper.marks[at] for at in rest)), papers)


def _beside_a_report(paper: _Paper, confirmed: Sequence[_Heading], papers: Sequence[FormPattern]) -> list[Part]:
    """Forms in front of a report or behind it: whatever no form's title claims is the report, tables and all."""
    parts: list[Part] = []
    rest: list[Atom] = list(paper.atoms[: confirmed[0].at if confirmed else len(paper.atoms)])
    for i, heading in enumerate(confirmed):
        end = confirmed[i + 1].at if i + 1 < len(confirmed) else len(paper.atoms)
        own = _end_of_form(paper, heading, end)
        if not _is_report(paper.marks_in(own, end), papers):
            own = end
        parts += _untitled(paper, heading.at, own, heading)
        rest += paper.atoms[own:end]
    return [*([Part(None, "", tuple(rest), titled=False)] if rest else []), *parts]


def _end_of_form(paper: _Paper, heading: _Heading, end: int) -> int:
    """Behind a form's last table that bears its labels, and the note under that, something else may begin."""
    last = max(
        (at for at in range(heading.at, end) if isinstance(paper.atoms[at], Rows) and heading.pattern.anchors_in(paper.marks[at])),
        default=end - 1,
    )
    after = last + 1
    while after < end and isinstance(line := paper.atoms[after], Line) and _NOTE.match(line.text):
        after += 1
    return after


def _is_a_chapter(heading: _Heading) -> bool:
    return not _has_table(heading.pattern) and heading.at > _FRONT_MATTER


def _with_lead(confirmed: list[_Heading], paper: _Paper) -> list[_Heading]:
    """Short lines above the first title of a file (the unit's name, its header line) belong to that form."""
    if not confirmed or not 0 < confirmed[0].at <= _ABOVE_A_TITLE:
        return confirmed
    above = paper.atoms[: confirmed[0].at]
    if all(_is_lead(a) if isinstance(a, Line) else a.first == a.last for a in above):
        return [replace(confirmed[0], at=0), *confirmed[1:]]
    return confirmed


def _forms_apart(document: Document, titles: Titles) -> Document:
    """The forms that a workbook's sheet holds side by side, as grids of their own."""
    if document.format not in _WORKBOOKS:
        return document
    blocks: list[Line | Grid] = []
    for block in document.blocks:
        blocks += islands(block, lambda text: _title_of([text], titles) is not None) if isinstance(block, Grid) else [block]
    return replace(document, blocks=tuple(blocks))


def _atoms(blocks: Iterable[Line | Grid], titles: Titles) -> Iterator[Atom]:
    for block in blocks:
        if isinstance(block, Line):
            if block.text.strip():
                yield block
        elif isinstance(block, Grid) and block.cells:
            yield from _cut_at_titles(Sheet(block), titles)


def _cut_at_titles(sheet: Sheet, titles: Titles) -> Iterator[Rows]:
    """A sheet may hold several forms one below the other: cut it before each row that is a title (or 附件n above it)."""
    numbers = sheet.numbers
    texts = [_only_text(sheet, n) for n in numbers]
    annexes = {i for i, text in enumerate(texts) if text and _ANNEX_ALONE.match(text.strip())}
    cuts = {i for i, text in enumerate(texts) if text and i - 1 not in annexes and _title_of(texts[i : i + _HEADING_LINES], titles)}
    starts = sorted({0, *annexes, *cuts})
    ends = [numbers[i] - 1 for i in starts[1:]] + [numbers[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield Rows(sheet, numbers[start], end)


def _title_of(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    """Return (form id, title) of a title that begins in the first of some lines; short lines may go on with it."""
    if "\n" in lines[0].strip():  # a whole head in one cell: 附件2 ↵ title ↵ 单位 … 所属区县 …
        lines = [line for line in lines[0].split("\n") if line.strip() and not _ANNEX_ALONE.match(line.strip())][:_HEADING_LINES] or [""]
        return _broken_title(lines, titles) or _title_over_lines(lines, titles)
    return _title_over_lines(lines, titles)


def _title_over_lines(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    first = _as_heading(lines[0])
    form = titles.form_of(first) if first else ""
    if form:
        return form, first
    if not first or ":" in first or "：" in first:
        return None
    text = first
    for line in lines[1:]:
        if len(line) > _LINE_LIMIT // 2:
            return None
        rest = _as_heading(line)
        if not rest or len(label_key(rest)) > _REST_OF_A_TITLE or titles.form_of(rest):
            return None
        text += rest
        form = titles.form_of(text)
        if form:
            return form, text
    return None


def _broken_title(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    """A title that the clerk broke inside its cell: 2019年 ↵ 开展质量信得过班组活动总结."""
    for count in range(1, len(lines) + 1):
        whole = _as_heading("".join(line.strip() for line in lines[:count]))
        form = titles.form_of(whole) if whole and ":" not in whole and "：" not in whole else ""
        if form:
            return form, whole
    return None


def _only_text(sheet: Sheet, number: int) -> str:
    only = ""
    for cell in sheet.rows[number]:
        if cell.text and not cell.text.isspace():
            if only:
                return ""
            only = cell.text
    return only if len(only) <= _LINE_LIMIT * 2 else ""


def _headings(paper: _Paper) -> list[_Heading]:
    found: list[_Heading] = []
    for at in range(len(paper.atoms)):
        heading = _heading_at(paper, at)
        if heading is not None:
            found.append(heading if at == 0 or not _is_annex_line(paper.atoms[at - 1 : at]) else replace(heading, at=at - 1))
    return found


def _is_annex_line(atoms: Sequence[Atom]) -> bool:
    """附件4 on a line of its own belongs to the title that follows."""
    return len(atoms) == 1 and isinstance(line := atoms[0], Line) and bool(_ANNEX_ALONE.match(line.text.strip()))


def _heading_at(paper: _Paper, at: int) -> _Heading | None:
    """A title may be broken over up to three lines: 2019年重庆市质量管理小组/企业/个人 ↵ 推 荐 表."""
    first = paper.atoms[at]
    if isinstance(first, Line):
        lines = _short_lines(paper.atoms, at)
    else:
        lines = [_only_text(first.sheet, n) for n in first.numbers(_HEADING_LINES + 1)]
        if lines and _ANNEX_ALONE.match(lines[0].strip()):
            lines = lines[1:]
    found = _title_of(lines, paper.titles) if lines and lines[0] else None
    return _Heading(at, paper.forms[found[0]], found[1].strip()) if found is not None else None


def _short_lines(atoms: Sequence[Atom], at: int) -> list[str]:
    """The text of a line and of those behind it, as long as they are short enough for a title."""
    lines: list[str] = []
    for atom in atoms[at : at + _HEADING_LINES]:
        if not isinstance(atom, Line) or len(atom.text) > _LINE_LIMIT * 2:
            break
        lines.append(atom.text)
    return lines


def _as_heading(text: str) -> str:
    if len(text) > _LINE_LIMIT * 2:
        return ""
    plain = text.strip()
    return "" if len(plain) > _LINE_LIMIT or _SENTENCE.search(plain) or _TABLE_OF_CONTENTS.search(plain) else plain


def _confirmed(headings: Sequence[_Heading], paper: _Paper) -> list[_Heading]:
    """Keep a heading only where enough of its form's anchors stand before the next heading."""
    kept: list[_Heading] = []
    for i, heading in enumerate(headings):
        end = headings[i + 1].at if i + 1 < len(headings) else len(paper.atoms)
        if heading.pattern.confirmed_by(paper.marks_in(heading.at, end), _texts(paper.atoms[heading.at : end])):
            kept.append(heading)
    return kept


def _texts(atoms: Iterable[Atom]) -> Iterator[str]:
    for atom in atoms:
        if isinstance(atom, Line):
            yield atom.text
        else:
            yield from (c.text for c in atom.cells())


def _untitled(paper: _Paper, start: int, end: int, heading: _Heading | None) -> list[Part]:
    """Cut a run where a table begins that is plainly another form, or the same form of another entry, though its title is gone."""
    pattern = heading.pattern if heading else None
    title = heading.title if heading else ""
    parts: list[Part] = []
    seen = pattern is not None and not _has_table(pattern)
    named = False  # the entry was named in a line: the table behind that is not another entry's
    for at in range(start, end):
        known = _form_of_table(paper.atoms[at], paper.marks[at], paper.forms)
        if known is None and pattern is not None and _names_entry(paper.atoms[at], pattern):
            known, named, seen = (pattern, True, True) if named else (None, True, seen)
        if known is None:
            seen = seen or (pattern is not None and isinstance(paper.atoms[at], Rows) and _holds_entry(paper.atoms[at], pattern))
            continue
        same = known is pattern
        if same and (not seen or not _holds_entry(paper.atoms[at], known)):
            seen = True
            continue
        if not same and pattern is not None and pattern.anchors_in(paper.marks[at]) >= known.anchors_in(paper.marks[at]):
            seen = True
            continue
        begin = _lead_in(paper, start, at, known)
        if pattern is None and begin - start <= _LEAD and known.labels_in(_texts(paper.atoms[start:begin])) >= _LEAD_LABELS:
            begin = start  # a list of the same form stands in front
        if begin > start:
            parts.append(Part(pattern, title, tuple(paper.atoms[start:begin]), titled=heading is not None and not parts))
        start, pattern, title, seen = begin, known, "", True
    if start < end:
        parts.append(Part(pattern, title, tuple(paper.atoms[start:end]), titled=bool(title)))
    return parts


def _has_table(pattern: FormPattern) -> bool:
    return not pattern.spec.prose


def _form_of_table(atom: Atom, marks: Marks, forms: Mapping[str, FormPattern]) -> FormPattern | None:
    """Return the form that a table's labels alone speak for: most anchors, and more of them than a title would need."""
    if not marks or isinstance(atom, Line):
        return None
    named = {form for form, _ in marks}
    scored = [(f.anchors_in(marks), f) for f in forms.values() if f.spec.id in named and _has_table(f)]
    return _foremost([(n, f) for n, f in scored if n > f.spec.min_anchors]) or _by_labels(atom, [f for _, f in scored])


def _names_entry(atom: Atom, pattern: FormPattern) -> bool:
    """Tell whether a line begins with the label of the circle's or team's name: a form of lines begins anew with it."""
    return isinstance(atom, Line) and _holds_entry(atom, pattern)


def _holds_entry(atom: Atom, pattern: FormPattern) -> bool:
    """Tell whether the label of the circle's or team's name stands in an atom; a table without it goes on with the form before."""
    texts = [atom.text] if isinstance(atom, Line) else [c.text for c in atom.cells()]
    return bool(pattern.spec.entry) and any(_first_field(t, pattern) == pattern.spec.entry for t in texts if t)


def _first_field(text: str, pattern: FormPattern) -> str:
    if len(text) > _LINE_LIMIT * 2:
        text = text[: _LINE_LIMIT * 2]
    fields = segments(pattern.labels, text)[0].fields if begins(pattern.labels, text) else ()
    return fields[0].id if fields else ""


def _by_labels(atom: Rows, forms: Sequence[FormPattern]) -> FormPattern | None:
    """Clerks' own words for the labels are no anchors; many of them speak for a form all the same."""
    texts = [c.text for c in atom.cells()]
    return _foremost([(n, f) for f in forms if (n := f.labels_in(texts)) >= _LABELS])


def _foremost(scored: Sequence[tuple[int, FormPattern]]) -> FormPattern | None:
    ranked = sorted(scored, key=lambda s: -s[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _lead_in(paper: _Paper, start: int, at: int, pattern: FormPattern) -> int:
    """Lines just above a table belong to it, back to the line of unit and district, or to the last table or note."""
    begin = at
    while begin > start and isinstance(line := paper.atoms[begin - 1], Line) and _is_lead(line):
        begin -= 1
    for earlier in range(at - 1, start - 1, -1):
        if _is_head_line(paper.atoms[earlier], pattern):
            begin = min(begin, earlier)
        elif isinstance(atom := paper.atoms[earlier], Rows) and any(c.text.strip() for c in atom.cells()):
            break
    return begin


def _is_head_line(atom: Atom, pattern: FormPattern) -> bool:
    """推荐单位 … 所属区县 … in a line, or in a small table."""
    if isinstance(atom, Line):
        return len(atom.text) <= _LINE_LIMIT * 2 and begins(pattern.labels, atom.text)
    written = [c.text for c in atom.cells() if c.text.strip()]
    if len(written) > _HEAD_CELLS or sum(map(len, written)) > _LINE_LIMIT * 3:
        return False
    return any(begins(pattern.labels, line) for text in written[:1] for line in text.split("\n"))


def _is_lead(line: Line) -> bool:
    key = label_key(line.text)
    return len(key) <= _LINE_LIMIT and not key.startswith(("注", "要求", "备注")) and not _SENTENCE.search(line.text)
