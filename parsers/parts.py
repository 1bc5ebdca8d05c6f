"""A Document in, its parts out: one for each form title that its anchors confirm, whatever the file is called.

A heading counts only where the form's own labels follow it before the next heading; running text that quotes a title does not
(domain.md §4.0). A table whose title was deleted is told by its labels alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model import Document, Line
from parsers.grids import Atom, Rows
from parsers.grown_together import cut_at_entries
from parsers.headings import atoms_of, forms_apart, headings, is_annex_line
from parsers.nested import blocks_with_answers
from parsers.patterns import FormPattern, Marks
from parsers.runs import Heading, Paper, Part, marks_of
from parsers.segments import LONG_KINDS, segments
from parsers.tabulated import tables_apart
from parsers.untitled import form_of_table, is_lead, untitled

_NOTE = re.compile(r"^\s*(?:注|备注|说明|[①-⑩]|\d+[.、])")
_FRONT_MATTER = 8  # a summary's title stands at the top; in the middle of a report 活动总结 is a chapter
_ABOVE_A_TITLE = 4  # atoms: the line of unit and district may stand above the first title
_NO_MARKS: Marks = frozenset()


def split(document: Document, patterns: Sequence[FormPattern]) -> list[Part]:
    """Return the document's parts in order; what stands before the first title or belongs to no form is a part without pattern."""
    forms = {p.spec.id: p for p in patterns if not p.spec.document}
    titles = patterns[0].titles
    blocks = blocks_with_answers(forms_apart(document, titles), patterns)
    tables = [table for atom in atoms_of(blocks, titles) for table in tables_apart(atom, patterns)]
    atoms = [piece for table in tables for piece in cut_at_entries(table, patterns)]
    paper = Paper(atoms, [marks_of(a, patterns[0]) for a in atoms], forms, titles)
    confirmed = headings(paper)
    papers = [p for p in patterns if p.spec.document and p.spec.scope == "entry"]
    if _is_report(paper.marks_in(0, len(atoms)), papers) and not (not confirmed and _is_form_alone(paper, papers)):
        confirmed = [h for h in confirmed if not _is_a_chapter(h)] if not any(h.pattern.has_table for h in confirmed) else confirmed
        parts = _beside_a_report(paper, confirmed, papers)
    else:
        parts = _parts(paper, _with_lead(confirmed, paper))
    return [p for p in parts if p.pattern is not None or not is_annex_line(p.atoms)]


def _parts(paper: Paper, confirmed: Sequence[Heading]) -> list[Part]:
    first = confirmed[0].at if confirmed else len(paper.atoms)
    parts = untitled(paper, 0, first, None)
    for i, heading in enumerate(confirmed):
        end = confirmed[i + 1].at if i + 1 < len(confirmed) else len(paper.atoms)
        parts += untitled(paper, heading.at, end, heading)
    return parts


def _is_report(marks: Marks, papers: Sequence[FormPattern]) -> bool:
    """A report or other long paper has tables and chapters that look like forms; its own headings tell."""
    return any(p.anchors_in(marks) >= p.spec.min_anchors for p in papers)


def _is_form_alone(paper: Paper, papers: Sequence[FormPattern]) -> bool:
    """A form without title whose printed guidance names a report's chapters: without that table nothing of a report is left."""
    rest = [at for at, atom in enumerate(paper.atoms) if form_of_table(atom, paper.marks[at], paper.forms) is None]
    return len(rest) < len(paper.atoms) and not _is_report(_NO_MARKS.union(*(paper.marks[at] for at in rest)), papers)


def _beside_a_report(paper: Paper, confirmed: Sequence[Heading], papers: Sequence[FormPattern]) -> list[Part]:
    """Forms in front of a report or behind it: whatever no form's title claims is the report, tables and all."""
    parts: list[Part] = []
    rest: list[Atom] = list(paper.atoms[: confirmed[0].at if confirmed else len(paper.atoms)])
    for i, heading in enumerate(confirmed):
        end = confirmed[i + 1].at if i + 1 < len(confirmed) else len(paper.atoms)
        own = _end_of_form(paper, heading, end)
        if not _is_report(paper.marks_in(own, end), papers):
            own = end
        parts += untitled(paper, heading.at, own, heading)
        rest += paper.atoms[own:end]
    return [*([Part(None, "", tuple(rest), titled=False)] if rest else []), *parts]


def _end_of_form(paper: Paper, heading: Heading, end: int) -> int:
    """Behind a form's last table that bears its labels, and the note under that, something else may begin."""
    tables = ((at, atom) for at in range(heading.at, end) if isinstance(atom := paper.atoms[at], Rows))
    pattern = heading.pattern
    last = max((at for at, rows in tables if pattern.anchors_in(paper.marks[at]) or _holds_prose(rows, pattern)), default=end - 1)
    after = last + 1
    while after < end and isinstance(line := paper.atoms[after], Line) and _NOTE.match(line.text):
        after += 1
    return after


def _holds_prose(rows: Rows, pattern: FormPattern) -> bool:
    """Tell whether the form's cell of running text stands in a table: it alone may come after a page break."""
    firsts = (segments(pattern.labels, cell.text.strip().split("\n", 1)[0])[0] for cell in rows.cells() if cell.text.strip())
    return any(first.fields and first.fields[0].kind in LONG_KINDS for first in firsts)


def _is_a_chapter(heading: Heading) -> bool:
    return not heading.pattern.has_table and heading.at > _FRONT_MATTER


def _with_lead(confirmed: list[Heading], paper: Paper) -> list[Heading]:
    """Short lines above the first title of a file (the unit's name, its header line) belong to that form."""
    if not confirmed or not 0 < confirmed[0].at <= _ABOVE_A_TITLE:
        return confirmed
    above = paper.atoms[: confirmed[0].at]
    if all(is_lead(a) if isinstance(a, Line) else a.first == a.last for a in above):
        return [replace(confirmed[0], at=0), *confirmed[1:]]
    return confirmed
