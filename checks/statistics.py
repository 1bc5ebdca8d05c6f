"""The statistics and the lists of a filing in, figures that are unlikely though possible out: for staff alone."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator

from checks.certainty import figure_of, plain_number
from checks.figures import field_label, of_field
from checks.papers import Papers
from checks.rule import Hit, Limits, check
from model import FiledRecord, Level

_BENEFIT = "calculable_economic_benefit_wan"
_EXPENSES = ("activity_expense_wan", "activity_reward_wan")


@check(
    "benefit-implausible",
    Level.WARNING,
    reads=(
        "circle_statistics.calculable_economic_benefit_wan",
        "circle_statistics.circles_registered_this_year",
        "circle_recommendation.circles.direct_economic_benefit_wan",
    ),
    limits=("per_circle", "times_sum"),
    example={"raw": "1250000"},
)
def a_benefit_that_may_be_in_yuan(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Hundreds of times the usual benefit of a circle usually means 元 for 万元. Large groups do save millions."""
    for record in papers.of_form("circle_statistics"):
        benefit, circles = _figure(record, _BENEFIT), _figure(record, "circles_registered_this_year")
        listed = _listed_benefit(papers)
        per_circle = bool(benefit and circles) and benefit / circles > limits.number("per_circle") if benefit and circles else False
        if benefit and (per_circle or (listed > 0 and benefit >= limits.number("times_sum") * listed)):
            yield of_field(papers, record, _BENEFIT, {})


@check(
    "benefit-below-sum",
    Level.NOTE,
    reads=("circle_statistics.calculable_economic_benefit_wan", "circle_recommendation.circles.direct_economic_benefit_wan"),
    example={"total": "10", "sum": "12.5"},
)
def the_circles_save_more_than_the_unit(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The list and the statistics cover different spans, so this may well be: the record alone."""
    for record in papers.of_form("circle_statistics"):
        benefit, listed = _figure(record, _BENEFIT), _listed_benefit(papers)
        if benefit is not None and listed > benefit:
            yield of_field(papers, record, _BENEFIT, {"total": plain_number(benefit), "sum": plain_number(round(listed, 4))})


@check(
    "expense-implausible",
    Level.WARNING,
    reads=(
        "circle_statistics.activity_expense_wan",
        "circle_statistics.activity_reward_wan",
        "team_statistics.activity_expense_wan",
        "team_statistics.activity_reward_wan",
    ),
    limits=("highest",),
    example={"raw": "60000"},
)
def an_expense_that_may_be_in_yuan(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """An expense above the whole benefit, or above any unit's budget, usually means 元 for 万元. The printed unit is never asked."""
    for own in papers.every_track:
        for record in papers.of_form(own.track.statistics) if own.track.statistics else ():
            benefit = _figure(record, _BENEFIT)
            for field in _EXPENSES:
                expense = _figure(record, field)
                if expense is not None and (expense > limits.number("highest") or (benefit and expense > benefit)):
                    yield of_field(papers, record, field, {})


@check(
    "zero-statistics",
    Level.WARNING,
    reads=("circle_statistics.participation_rate", "circle_statistics.circles_registered_this_year", "team_statistics.teams_this_year"),
    example={"field": "本年度已登记注册QC小组数"},
)
def nothing_in_the_statistics_but_entries(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A unit that recommends circles has some; a nought in its statistics is a slip or a blank."""
    for own in papers.tracks:
        for record in papers.of_form(own.track.statistics) if own.track.statistics and own.listed else ():
            for field in ("participation_rate", "circles_registered_this_year", "teams_this_year"):
                value = record.record.values.get(field)
                if figure_of(value) == 0 and value is not None:
                    yield of_field(papers, record, field, {"field": field_label(papers, record.record.form, field)})


@check(
    "recommended-above-registered",
    Level.NOTE,
    reads=("circle_statistics.circles_registered_this_year", "circle_statistics.achievement_rate", "circle_recommendation.circles"),
    example={"rows": 5, "registered": "3"},
)
def more_circles_recommended_than_registered(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Results of two years may be recommended together (the window begins the year before): the record alone."""
    for own in papers.tracks:
        for record in papers.of_form("circle_statistics") if own.track.statistics == "circle_statistics" else ():
            registered = _figure(record, "circles_registered_this_year")
            if registered and len(own.listed) > registered:
                yield of_field(
                    papers, record, "circles_registered_this_year", {"rows": str(len(own.listed)), "registered": plain_number(registered)}
                )


def _figure(record: FiledRecord, field: str) -> float | None:
    return figure_of(record.record.values.get(field))


def _listed_benefit(papers: Papers) -> float:
    """The sum of the list's benefits, in 万元."""
    rows = [row for t in papers.tracks for row in t.listed]
    return sum(b for row in rows if (b := figure_of(row.row.get("direct_economic_benefit_wan"))) is not None)
