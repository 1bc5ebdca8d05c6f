"""What is no form: reports, materials, certificates, the notice itself; told by headings, then by the file's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from config.campaign import Notice
from model import FormRecord, Line, Value
from parsers.forms import fill
from parsers.patterns import FormPattern
from parsers.runs import Part, marks_of
from parsers.values import as_text

_LONG = 400  # words; a shorter text needs its own headings to be a report
_CHINESE_ANNEX = {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}


def paper_of(parts: Sequence[Part], name: str, words: int, patterns: Sequence[FormPattern]) -> FormPattern | None:
    """Return the document kind that some parts without a form are, or None."""
    marks = frozenset[tuple[str, str]]().union(*(marks_of(a, patterns[0]) for part in parts for a in part.atoms))
    papers = [p for p in patterns if p.spec.document]
    scored = [(p.anchors_in(marks) / p.spec.min_anchors, p) for p in papers]
    best = max(scored, key=lambda s: s[0], default=None)
    if best is not None and best[0] >= 1:
        return best[1]
    named = [p for p in papers if named_so(name, p)]
    if len(named) == 1 and (words >= _LONG or any(score > 0 for score, p in scored if p is named[0])):
        return named[0]
    return None


def named_so(name: str, pattern: FormPattern) -> int:
    """Return how long the longest of a form's words in a file name is, 0 for none: names are hints, content decides."""
    plain = plain_name(name)
    return max((len(w) for w in pattern.spec.file_words if w.lower() in plain), default=0)


def suspected(name: str, patterns: Sequence[FormPattern], notice: Notice) -> str:
    """Return the form id that a file's name speaks for, "" for none or where two are equally likely."""
    scored = sorted(((named_so(name, p), p) for p in patterns), key=lambda s: -s[0])
    if not scored or not scored[0][0]:
        return ""
    equal = [p for score, p in scored if score == scored[0][0]]
    if len(equal) > 1:
        plain = plain_name(name)
        tracks = [t.id for t in notice.tracks if t.entry_name.lower() in plain]
        equal = [p for p in equal if p.spec.track in tracks] or equal
    return equal[0].spec.id if len(equal) == 1 else ""


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """Return a file name for comparing: NFKC, lower case, no blanks, 附件五 as 附件5."""
    plain = re.sub(r"[\s_\-—－]+", "", unicodedata.normalize("NFKC", name)).lower()
    return re.sub(r"附件([一二三四五六七八九])(?![一二三四五六七八九十])", lambda m: "附件" + _CHINESE_ANNEX[m.group(1)], plain)


def record_of_paper(parts: Sequence[Part], pattern: FormPattern, notice: Notice) -> FormRecord:
    """Return a paper's record: the fields of its tables and lines, and its title."""
    atoms = tuple(a for part in parts for a in part.atoms)
    record = fill(Part(pattern, "", atoms, titled=False), pattern, notice)
    first = next((a for a in atoms if isinstance(a, Line) and 3 < len(a.text.strip()) <= 80), None)
    values = dict(record.values)
    if first is not None and "title" in pattern.own:
        values["title"] = Value(as_text(first.text), first.text.strip(), (), first.where)
    return FormRecord(
        record.form, values, record.rosters, (), "", record.where, tuple(f for f in record.flags if f not in {"untitled", "blank"})
    )
