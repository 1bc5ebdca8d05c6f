"""The figures of statistics and indicators in, which cannot be by their own definition out."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.cells import filled_cells
from checks.certainty import figure_of, number_of, plain_number
from checks.papers import Papers, folded_label
from checks.rule import Hit, Limits, check
from model import FiledRecord, Level, Value


@check(
    "percentage-out-of-range",
    Level.REMINDER,
    reads=(
        "circle_statistics.participation_rate",
        "circle_statistics.achievement_rate",
        "team_application.improvement_participation_rate",
        "team_application.first_pass_rate",
    ),
    limits=("fields", "highest"),
    example={"raw": "120%", "limit": "100"},
)
def a_share_exceeds_the_whole(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A share of the whole cannot be more than the whole.

    Spared: the rate of completed work, which may be over-fulfilled; ambiguous figures.
    """
    for cell in filled_cells(papers, "percent"):
        number = figure_of(cell.value)
        if cell.path in limits.words("fields") and number is not None and number > limits.number("highest"):
            yield cell.hit(limit=plain_number(limits.number("highest")))


@check(
    "total-below-current-year",
    Level.REMINDER,
    reads=(
        "circle_statistics.circles_registered_total",
        "circle_statistics.circles_registered_this_year",
        "team_statistics.teams_total",
        "team_statistics.teams_this_year",
    ),
    variants=("recommended",),
    example={"total": "5", "current": "12"},
)
def the_total_is_less_than_this_year(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A total over the years includes this year. Spared: equal figures (a unit's first year), approximate or uncertain ones."""
    pairs = (
        ("circle_statistics", "circles_registered_total", "circles_registered_this_year", ""),
        ("team_statistics", "teams_total", "teams_this_year", ""),
        ("team_statistics", "teams_this_year", "teams_recommended", "recommended"),
    )
    for form, whole, part, variant in pairs:
        for record in papers.of_form(form):
            total, current = _figure(record, whole), _figure(record, part)
            if total is not None and current is not None and total < current:
                words = {"total": plain_number(total), "current": plain_number(current)}
                hit = of_field(papers, record, whole, words)
                yield replace(hit, variant=variant, at_most=Level.NOTE, apart=variant) if variant else hit


@check(
    "active-above-total",
    Level.REMINDER,
    reads=("circle_statistics.circles_active_this_year", "circle_statistics.circles_registered_total"),
    example={"active": "20", "total": "12"},
)
def more_circles_active_than_ever_registered(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """No more circles can be active than were ever registered. Spared: more active than registered this year, which is normal."""
    for record in papers.of_form("circle_statistics"):
        active, total = _figure(record, "circles_active_this_year"), _figure(record, "circles_registered_total")
        if active is not None and total is not None and active > total:
            yield of_field(papers, record, "circles_active_this_year", {"active": plain_number(active), "total": plain_number(total)})


@check(
    "active-above-registered",
    Level.NOTE,
    reads=("circle_statistics.circles_active_this_year", "circle_statistics.circles_registered_this_year"),
    example={"active": "20", "registered": "12"},
)
def more_circles_active_than_registered_this_year(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Normal where old circles are not registered anew: the record alone."""
    for record in papers.of_form("circle_statistics"):
        active, registered = _figure(record, "circles_active_this_year"), _figure(record, "circles_registered_this_year")
        if active is not None and registered is not None and active > registered:
            yield of_field(
                papers, record, "circles_active_this_year", {"active": plain_number(active), "registered": plain_number(registered)}
            )


@check(
    "rates-contradict",
    Level.NOTE,
    reads=("team_application.first_pass_rate", "team_application.nonconforming_rate"),
    limits=("tolerance",),
    example={"passed": "99.2", "failed": "3"},
)
def passed_and_failed_exceed_the_whole(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """First-pass and final failure rates are different measures; only a failure rate above what did not pass at first is odd."""
    for record in papers.of_form("team_application"):
        passed, failed = _figure(record, "first_pass_rate"), _figure(record, "nonconforming_rate")
        if passed is not None and failed is not None and failed > 100 - passed + limits.number("tolerance"):
            words = {"passed": plain_number(passed), "failed": plain_number(failed)}
            yield of_field(papers, record, "nonconforming_rate", words)


def of_field(papers: Papers, record: FiledRecord, field: str, words: dict[str, str]) -> Hit:
    """Return a hit at a form's field, certain as far as the form was surely read; the cell's own words are among its words."""
    value: Value | None = record.record.values.get(field)
    return Hit(
        record.record.form,
        papers.entry_name(record) or None,
        field,
        where=value.where if value else "",
        file=record.file,
        params={"raw": " ".join(value.raw.split()) if value else "", **words},
        certain=papers.certain(record, value),
    )


def field_label(papers: Papers, form: str, field: str) -> str:
    """Return a field's printed label."""
    spec = papers.campaign.forms[form].field(field)
    return folded_label(spec) if spec else field


def _figure(record: FiledRecord, field: str) -> float | None:
    return number_of(record.record.values.get(field))
