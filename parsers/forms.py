"""A part and its form in, a FormRecord out. Knows layouts, knows no form by name."""

from __future__ import annotations

import re

from config.campaign import Notice
from model import FormRecord, Value
from parsers.answers import Answers
from parsers.companions import with_companions
from parsers.grids import Rows
from parsers.pairs import gather
from parsers.patterns import FormPattern
from parsers.prose import sections
from parsers.rosters import harvest
from parsers.runs import Part

_YEAR = re.compile(r"(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")  # not the period 2018年6月至2019年4月
_HEADER_FIELDS = frozenset({"recommending_unit", "district"})  # a form with its head filled in and nothing else is still blank


def fill(part: Part, pattern: FormPattern, notice: Notice) -> FormRecord:
    """Return the record of a part: every field whose label stands there, every list row, what was left over."""
    tables = [a for a in part.atoms if isinstance(a, Rows)]
    lists = harvest(pattern, tables, notice) if pattern.rosters else None
    answers = Answers(pattern, notice)
    prose: dict[str, Value] = {}
    if pattern.spec.prose and not pattern.spec.items and not pattern.rosters:
        prose = sections(part.atoms, pattern, part.title, notice)
        gather(part.atoms[:12], answers, set())  # the header line stands at the top; below it is prose
        answers.leftovers.clear()
    else:
        gather(part.atoms, answers, lists.used if lists else set())
    rosters = {name: tuple(rows) for name, rows in lists.rows.items()} if lists else {}
    values = {
        f.id: v for f in pattern.spec.fields if (v := answers.values.get(f.id) or prose.get(f.id)) is not None and f.kind != "paper_only"
    }
    values = with_companions(values, pattern.spec.fields)
    leftovers = (*answers.leftovers, *(lists.leftovers if lists else ()))
    return FormRecord(
        form=pattern.spec.id,
        values=values,
        rosters=rosters,
        leftovers=leftovers,
        title=part.title,
        where=_where(part),
        flags=_flags(part, values, rosters, notice),
    )


def is_blank(record: FormRecord) -> bool:
    """Tell whether nothing but the head of a form was filled in."""
    return "blank" in record.flags


def _flags(part: Part, values: dict[str, Value], rosters: dict[str, tuple[dict[str, Value], ...]], notice: Notice) -> tuple[str, ...]:
    flags = []
    written = any(not v.is_blank for name, v in values.items() if name not in _HEADER_FIELDS)
    if not written and not any(rosters.values()):
        flags.append("blank")
    year = _YEAR.search(part.title)
    if year and int(year.group(1)) != notice.year:
        flags.append("wrong-year")
    if not part.titled:
        flags.append("untitled")
    return tuple(flags)


def _where(part: Part) -> str:
    first = part.atoms[0] if part.atoms else None
    if first is None:
        return ""
    return first.sheet.grid.where if isinstance(first, Rows) else first.where
