"""The rows of recommendation lists in, whose figures and names do not fit one another out."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.certainty import may_count_outsiders, names_in, number_of, plain_number
from checks.entries import Listed
from checks.names import folded
from checks.papers import Papers, TrackPapers, entry_rows
from checks.rule import Hit, Limits, Words, check
from model import Level

_COUNT, _NAMES = "member_count", "member_names"
_READS = ("circle_recommendation.circles.member_count", "circle_recommendation.circles.member_names")
_ET_AL = re.compile(r"等\s*(?:共)?\s*(\d+)\s*(?:余|多)?\s*(?:人|名|位)")


@check("member-count-mismatch", Level.PROBLEM, reads=_READS, example={"count": 8, "names": 7, "listed": "张三、李四……"})
def the_count_is_not_the_number_of_names(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The certificate lists the members: their number and the list must agree, or the unit says which is right.

    Spared: lists whose splitting is not sure (padded or Latin names), approximate counts, lists cut short (member-list-cut-short
    asks for the rest). An adviser who may or may not be counted makes it a question for staff.
    """
    for own, row in entry_rows(papers):
        count, names = number_of(row.row.get(_COUNT)), names_in(row.row.get(_NAMES))
        value = row.row.get(_NAMES)
        if count is None or not names or value is None or "et_al" in value.flags or count == len(names):
            continue
        certain = papers.certain(row.record, value, row.row[_COUNT]) and not may_count_outsiders(value, row.row[_COUNT])
        words: dict[str, Words] = {"count": plain_number(count), "names": len(names), "listed": _some(names)}
        yield _hit(own, row, _COUNT, words, certain=certain)


@check("member-list-cut-short", Level.PROBLEM, reads=_READS, example={"raw": "张三等8人"})
def the_list_ends_with_and_others(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Certificates are printed from the list: 张三等8人 names one of eight.

    Spared: 张三、李四等2人, where the figure closes a full list, and lists that hold as many names as the count beside them.
    """
    for own, row in entry_rows(papers):
        value = row.row.get(_NAMES)
        if value is None or "et_al" not in value.flags:
            continue
        names = names_in(value)
        said = _ET_AL.search(folded(value.raw))
        whole = int(said.group(1)) if said else number_of(row.row.get(_COUNT))
        if whole is not None and len(names) >= whole:
            continue
        yield _hit(own, row, _NAMES, {"raw": _short(value.raw)}, certain=papers.certain(row.record, value))


@check("duplicate-member", Level.WARNING, reads=_READS, example={"name": "张三"})
def a_name_stands_twice(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A name twice in one circle is a slip or two people of one name: staff alone."""
    for own, row in entry_rows(papers):
        names = names_in(row.row.get(_NAMES))
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield replace(_hit(own, row, _NAMES, {"name": name}), apart=name)


@check("circle-size-unusual", Level.NOTE, reads=_READS, limits=("smallest", "largest"), example={"count": 18})
def a_circle_of_unusual_size(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Three to ten members are the custom of the trade, not of the notice; project circles are larger."""
    for own, row in entry_rows(papers):
        count = number_of(row.row.get(_COUNT))
        usual = count is None or limits.number("smallest") <= count <= limits.number("largest")
        if count is not None and not usual and _NAMES in row.row:
            yield _hit(own, row, _COUNT, {"count": plain_number(count)})


def _hit(own: TrackPapers, row: Listed, field: str, words: dict[str, Words], *, certain: bool = True) -> Hit:
    return Hit(
        form=own.track.recommendation,
        entry=row.name or None,
        field=field,
        roster=own.track.roster,
        row=row.number,
        where=row.row[field].where,
        file=row.record.file,
        params=words,
        certain=certain,
        apart="" if row.name else f"{row.number}",
    )


def _some(names: tuple[str, ...]) -> str:
    return "、".join(names) if len(names) <= 3 else f"{'、'.join(names[:2])}……"


def _short(raw: str) -> str:
    plain = " ".join(raw.split())
    return plain if len(plain) <= 24 else f"{plain[:8]}……{plain[-12:]}"
