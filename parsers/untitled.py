"""A run of atoms in, cut where a table's labels alone say that another form begins, or another entry: clerks delete titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config.labels import label_key
from model import Line
from parsers.grids import Atom, Rows
from parsers.headings import LINE_LIMIT, SENTENCE
from parsers.patterns import FormPattern, Marks
from parsers.runs import Heading, Paper, Part, texts_of
from parsers.segments import begins, segments

_LEAD = 20  # atoms that may stand in front of the table that tells a form without title
_LEAD_LABELS = 3
_HEAD_CELLS = 4  # 推荐单位 | … | 所属区县 | …
_LINE_LABELS = 5  # of one form in lines: it is written without a table, and the table behind it is another entry's
_LEAD_OF_LABELS = 2  # over any other form: the reviewers' list alone stands in two
_LABELS = 7  # labels of one form in a table without title that speak for it


def untitled(paper: Paper, start: int, end: int, heading: Heading | None) -> list[Part]:
    """Cut a run where a table begins that is plainly another form, or the same form of another entry, though its title is gone."""
    walk = _Walk(paper, heading.pattern if heading else None)
    title = heading.title if heading else ""
    parts: list[Part] = []
    for at in range(start, end):
        known = walk.begun_at(at)
        if known is None:
            continue
        begin = _beginning(paper, start, at, walk.pattern, known)
        if begin > start:
            parts.append(Part(walk.pattern, title, tuple(paper.atoms[start:begin]), titled=heading is not None and not parts))
        walk.go_on_with(known)
        start, title = begin, ""
    if start < end:
        parts.append(Part(walk.pattern, title, tuple(paper.atoms[start:end]), titled=bool(title)))
    return parts


class _Walk:
    """The form that the atoms passed so far are of, and whether they have named its entry."""

    def __init__(self, paper: Paper, pattern: FormPattern | None) -> None:
        self._paper = paper
        self.pattern = pattern
        self._holds_entry = pattern is not None and not pattern.has_table
        self._names_entry = False  # in a line: the table behind that is not another entry's
        self._lines: list[str] = []  # of this form

    def begun_at(self, at: int) -> FormPattern | None:
        """Return the form that begins with an atom, or None where the form before goes on."""
        atom, marks = self._paper.atoms[at], self._paper.marks[at]
        if isinstance(atom, Line):
            self._lines.append(atom.text)
        known = form_of_table(atom, marks, self._paper.forms, self.pattern)
        if known is None:
            return self._begun_anew(atom)
        if self.pattern is not None and not self._is_another(atom, marks, known, self.pattern):
            self._holds_entry = True
            return None
        return known

    def go_on_with(self, pattern: FormPattern) -> None:
        self.pattern, self._holds_entry, self._lines = pattern, True, []

    def _begun_anew(self, atom: Atom) -> FormPattern | None:
        """A form of lines begins anew where its entry is named for the second time."""
        if self.pattern is None or not _holds_entry(atom, self.pattern):
            return None
        if isinstance(atom, Rows):
            self._holds_entry = True
            return None
        before, self._names_entry = self._names_entry, True
        return self.pattern if before else None

    def _is_another(self, atom: Atom, marks: Marks, known: FormPattern, now: FormPattern) -> bool:
        if known is now:
            is_full = self._holds_entry or now.labels_in(self._lines) >= _LINE_LABELS
            return is_full and _holds_entry(atom, known)
        return now.anchors_in(marks) < known.anchors_in(marks)


def _beginning(paper: Paper, start: int, at: int, before: FormPattern | None, known: FormPattern) -> int:
    begin = _lead_in(paper, start, at, known)
    if before is None and begin - start <= _LEAD and known.labels_in(texts_of(paper.atoms[start:begin])) >= _LEAD_LABELS:
        return start  # a list of the same form stands in front
    return begin


def form_of_table(atom: Atom, marks: Marks, forms: Mapping[str, FormPattern], before: FormPattern | None = None) -> FormPattern | None:
    """Return the form that a table's labels alone speak for: most anchors, and more of them than a title would need.

    Where clerks' own words stand for every anchor, the form that stands `before` is weighed with those that anchors name.
    """
    if not marks or isinstance(atom, Line):
        return None
    named = {form for form, _ in marks} | ({before.spec.id} if before is not None else set())
    scored = [(f.anchors_in(marks), f) for f in forms.values() if f.spec.id in named and f.has_table]
    return _foremost([(n, f) for n, f in scored if n > f.spec.min_anchors]) or _by_labels(atom, [f for _, f in scored])


def _holds_entry(atom: Atom, pattern: FormPattern) -> bool:
    """Tell whether the label of the circle's or team's name stands in an atom; a table without it goes on with the form before."""
    texts = [atom.text] if isinstance(atom, Line) else [c.text for c in atom.cells()]
    return bool(pattern.spec.entry) and any(_first_field(t, pattern) == pattern.spec.entry for t in texts if t)


def _first_field(text: str, pattern: FormPattern) -> str:
    if len(text) > LINE_LIMIT * 2:
        text = text[: LINE_LIMIT * 2]
    fields = segments(pattern.labels, text)[0].fields if begins(pattern.labels, text) else ()
    return fields[0].id if fields else ""


def _by_labels(atom: Rows, forms: Sequence[FormPattern]) -> FormPattern | None:
    """Clerks' own words for the labels are no anchors; many of them speak for a form all the same, if for no other nearly as much."""
    texts = [c.text for c in atom.cells()]
    ranked = sorted(((max(f.labels_in(texts), f.labels_meant(texts)), f) for f in forms), key=lambda s: -s[0])
    if not ranked or ranked[0][0] < _LABELS or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD_OF_LABELS):
        return None
    return ranked[0][1]


def _foremost(scored: Sequence[tuple[int, FormPattern]]) -> FormPattern | None:
    ranked = sorted(scored, key=lambda s: -s[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _lead_in(paper: Paper, start: int, at: int, pattern: FormPattern) -> int:
    """Lines just above a table belong to it, back to the line of unit and district, or to the last table or note."""
    begin = at
    while begin > start and isinstance(line := paper.atoms[begin - 1], Line) and is_lead(line):
        begin -= 1
    own = {_first_field(text, pattern) for text in texts_of(paper.atoms[at : at + 1])} - {""}
    for earlier in range(at - 1, start - 1, -1):
        if isinstance(line := paper.atoms[earlier], Line) and _first_field(line.text, pattern) in own:
            break  # the same is said before: of another entry
        if _is_head_line(paper.atoms[earlier], pattern):
            begin = min(begin, earlier)
        elif isinstance(atom := paper.atoms[earlier], Rows) and any(c.text.strip() for c in atom.cells()):
            break
    return begin


def _is_head_line(atom: Atom, pattern: FormPattern) -> bool:
    """推荐单位 … 所属区县 … in a line, or in a small table."""
    if isinstance(atom, Line):
        return len(atom.text) <= LINE_LIMIT * 2 and begins(pattern.labels, atom.text)
    written = [c.text for c in atom.cells() if c.text.strip()]
    if len(written) > _HEAD_CELLS or sum(map(len, written)) > LINE_LIMIT * 3:
        return False
    return any(begins(pattern.labels, line) for text in written[:1] for line in text.split("\n"))


def is_lead(line: Line) -> bool:
    """Tell whether a line may stand above a form's table and belong to it."""
    key = label_key(line.text)
    return len(key) <= LINE_LIMIT and not key.startswith(("注", "要求", "备注")) and not SENTENCE.search(line.text)
