"""Two versions of a form in, what changed between them out: label, place, before, after, in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.certainty import is_spare, text_of
from checks.names import entry_key, solid
from checks.papers import folded_label
from config.campaign import Campaign, FieldSpec, RosterSpec
from model import FormRecord, Row, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A changed cell: its printed label, its place for people ("第2行“飞翔QC小组”", "" outside lists), the words before and after.

    A row that came or went has the label of the list's name column, and "" before or after. `certificate`: it is printed there.
    """

    label: str
    where: str
    before: str
    after: str
    certificate: bool


def differences(old: FormRecord, new: FormRecord, campaign: Campaign) -> tuple[Difference, ...]:
    """Return what a newer version of a form changed; blanks and line breaks are no change. Empty for a form that the year lacks."""
    spec = campaign.forms.get(new.form)
    if spec is None or old.form != new.form:
        return ()
    pairs = [d for s in spec.fields if (d := _changed(s, old.values.get(s.id), new.values.get(s.id), "")) is not None]
    rows = [d for r in spec.rosters for d in _of_roster(r, old.rosters.get(r.id, ()), new.rosters.get(r.id, ()))]
    return (*pairs, *rows)


def _changed(spec: FieldSpec, old: Value | None, new: Value | None, where: str) -> Difference | None:
    before, after = (" ".join(v.raw.split()) if v else "" for v in (old, new))
    if (solid(before) == solid(after) and not spec.certificate) or "".join(before.split()) == "".join(after.split()):
        return None
    return Difference(folded_label(spec), where, before, after, spec.certificate)


def _of_roster(roster: RosterSpec, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    name = next(c for c in roster.columns if c.id == roster.key_columns[0])
    before, after = ([(n, r) for n, r in enumerate(rows, start=1) if not is_spare(r)] for rows in (old, new))
    left = list(before)
    for number, row in after:
        match = _partner(row, left, roster)
        place = f"第{number}行" + (f"“{text_of(row.get(name.id))}”" if text_of(row.get(name.id)) else "")
        if match is None:
            yield Difference(folded_label(name), place, "", text_of(row.get(name.id)), name.certificate)
            continue
        left.remove(match)
        columns = [c for c in roster.columns if c.kind != "row_no"]
        yield from (d for c in columns if (d := _changed(c, match[1].get(c.id), row.get(c.id), place)) is not None)
    for number, row in left:
        yield Difference(folded_label(name), f"第{number}行", text_of(row.get(name.id)), "", name.certificate)


def _partner(row: Row, others: Sequence[tuple[int, Row]], roster: RosterSpec) -> tuple[int, Row] | None:
    """Return the row of the same key, best with the second key as well; else the one that shares the second key alone."""

    def agreement(other: Row) -> int:
        keys = [(entry_key(text_of(row.get(c))), entry_key(text_of(other.get(c)))) for c in roster.key_columns]
        return sum(2 - place if mine and mine == theirs else 0 for place, (mine, theirs) in enumerate(keys))

    best = max(others, key=lambda o: agreement(o[1]), default=None)
    return best if best is not None and agreement(best[1]) > 0 else None
