"""The entries of a filing and of the others in, which circle or team is recommended twice out."""

from __future__ import annotations

from collections.abc import Iterator

from checks.entries import Entry, Listed
from checks.names import Likeness, folded, same_entry, same_organization, topic_likeness
from checks.papers import EntryElsewhere, Papers, TrackPapers
from checks.rule import Hit, Limits, Words, check
from model import Level


@check(
    "duplicate-entry",
    Level.WARNING,
    reads=("circle_recommendation.circles.circle_name", "circle_recommendation.circles.topic_name", "team_recommendation.teams.team_name"),
    variants=("within",),
    limits=("similarity",),
    example={"receipt": "QC2019-0012", "unit": "重庆长江机械有限公司"},
)
def the_same_circle_from_two_sides(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A unit and its parent may both recommend one circle: one certificate, so staff choose the row.

    Spared: namesakes of other companies; the same name with another topic.
    """
    for own in papers.tracks:
        rows = [row for row in own.listed if row.key]
        for place, row in enumerate(rows):
            if any(
                r.key == row.key and _same_topic(r.topic, row.topic, limits) and _one_company(r.organization, row.organization)
                for r in rows[:place]
            ):
                yield _of_row(own, row, {"receipt": papers.filing.receipt, "unit": papers.filing.unit}, variant="within")
        for entry in own.entries:
            yield from _found_elsewhere(own, entry, limits)


def _of_row(own: TrackPapers, row: Listed, words: dict[str, Words], variant: str = "") -> Hit:
    return Hit(
        own.track.recommendation,
        row.name,
        own.name_column,
        own.track.roster,
        row.number,
        file=row.record.file,
        params=words,
        variant=variant,
    )


def _found_elsewhere(own: TrackPapers, entry: Entry, limits: Limits) -> Iterator[Hit]:
    for other in own.papers.others:
        if other.track not in {"", own.track.id} or other.form not in {"", own.track.recommendation} or entry.listed is None:
            continue
        named = any(same_entry(n, other.entry, (*own.papers.organizations, other.organization)) is Likeness.SAME for n in entry.names)
        if named and _is_one(own, entry, other, limits):
            yield Hit(
                own.track.recommendation,
                entry.name,
                own.name_column,
                own.track.roster,
                entry.listed.number,
                params={"receipt": other.receipt, "unit": other.unit},
                apart=other.receipt,
            )


def _is_one(own: TrackPapers, entry: Entry, other: EntryElsewhere, limits: Limits) -> bool:
    """Same company and topic; where an association's list names no company, an equal topic must tell."""
    if other.organization or not (entry.topic and other.topic):
        mine = entry.organization or own.papers.filing.unit
        return _one_company(mine, other.organization or other.unit) and _same_topic(entry.topic, other.topic, limits)
    return _same_topic(entry.topic, other.topic, limits)


def _same_topic(one: str, other: str, limits: Limits) -> bool:
    return not one or not other or topic_likeness(one, other) >= limits.number("similarity")


def _one_company(one: str, other: str) -> bool:
    return not one or not other or folded(one) == folded(other) or same_organization(one, other) is not Likeness.DIFFERENT
