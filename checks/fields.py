"""The cells of filled forms in, which are empty, not understood or malformed out: blank, absent and not understood are three things."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cells import Cell, cells, filled_cells
from checks.certainty import is_filled
from checks.papers import Papers, folded_label
from checks.rule import Hit, Limits, check
from model import Level

_PHONE_INSIDE = re.compile(r"\d{7,}")
_FIGURES = ("count", "count_or_pair", "percent", "people_hours", "money_wan")


@check(
    "required-blank",
    Level.PROBLEM,
    reads=("circle_recommendation.circles.topic_name", "circle_application", "team_application", "team_recommendation.teams"),
    variants=("absent", "unnamed"),
    limits=("long_text",),
)
def a_required_cell_is_empty(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """What a certificate or a call needs must be filled in.

    Spared: "/" and 无 are answers; spare rows; a telephone instead of a mobile; a long text that stands elsewhere in the form. A
    label that was not found at all may be our misreading, and a formula without its value shows one to the sender: staff alone hear of it.
    """
    absent: set[tuple[int, str]] = set()
    for cell in cells(papers):
        if not cell.field.required or (cell.value is not None and not cell.value.is_blank) or _is_served(cell):
            continue
        if cell.value is None:
            place = (cell.record.number, cell.path)
            if place not in absent and not (cell.roster and _is_a_column(cell)):
                absent.add(place)
                yield cell.hit(certain=False, variant="absent")
            continue
        certain = not _may_stand_elsewhere(cell, limits.number("long_text"))
        unnamed = not cell.entry and not cell.row and cell.form.scope == "entry"
        yield cell.hit(certain=certain, variant="unnamed" if unnamed else "")


@check("indicator-blank", Level.PROBLEM, reads=("team_application",), example={"labels": "班组工作完成率%、年顾客投诉数"})
def indicators_are_empty(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The team's indicators are asked for one by one; all blanks of a form make one line.

    Spared: "/" and 无 are answers (a service team has no product to fail); labels that were not found; a form in which no
    indicator at all was read, which may be our misreading.
    """
    for record, _form in papers.forms:
        own = [c for c in cells(papers) if c.record is record and c.field.indicator and c.value is not None]
        empty = [c for c in own if c.value is not None and c.value.is_blank]
        if empty:
            certain = all(c.certain for c in empty)
            labels = "、".join(label_of(c) for c in empty)
            yield Hit(
                record.record.form,
                empty[0].entry or None,
                where=empty[0].hit().where,
                file=record.file,
                params={"labels": labels},
                certain=certain,
            )


@check(
    "invalid-topic-type",
    Level.PROBLEM,
    reads=("circle_recommendation.circles.topic_type",),
    variants=("several",),
    example={"raw": "问题解决型", "choices": "现场型、攻关型、服务型、管理型、创新型"},
)
def a_choice_that_the_notice_does_not_have(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The notice knows certain types of topic; later standards have other words, which are legitimate language: ask, never scold.

    Spared: every spelling of a known type, the type inside brackets, a tick; a tick that was lost in copying goes to staff.
    """
    for cell in filled_cells(papers, "choice"):
        if cell.value is not None and cell.value.data is None:
            choices = "、".join(papers.campaign.notice.choices[cell.field.choices])
            yield cell.hit(variant="several" if "several" in cell.flags else "", choices=choices)


@check(
    "number-unreadable",
    Level.PROBLEM,
    reads=(
        "circle_recommendation.circles.member_count",
        "circle_application.member_count",
        "team_application.team_size",
        "circle_statistics",
        "team_statistics",
    ),
    limits=("not_fields",),
    example={"raw": "若干"},
)
def words_where_a_figure_belongs(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A figure that is words cannot be printed or summed.

    Spared: figures with units or remarks (10人, 含顾问1人), numerals in Chinese, "/" and 无; a figure that may mean two things is
    for staff; benefits are benefit-in-words'.
    """
    for cell in filled_cells(papers, *_FIGURES):
        if "text" in cell.flags and cell.value is not None and cell.value.data is None and cell.path not in limits.words("not_fields"):
            yield cell.hit()


@check(
    "benefit-in-words",
    Level.REMINDER,
    reads=("circle_recommendation.circles.direct_economic_benefit_wan", "circle_statistics.calculable_economic_benefit_wan"),
    limits=("fields",),
    variants=("blank",),
    example={"raw": "社会效益显著"},
)
def a_benefit_without_a_figure(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Service, management and innovation topics often have no sum to name: 无 would do.

    Spared: 无, "/" and every figure. An empty cell is only noted.
    """
    for cell in cells(papers):
        if cell.path not in limits.words("fields") or cell.value is None or "placeholder" in cell.flags:
            continue
        if cell.value.is_blank:
            yield cell.hit(at_most=Level.NOTE, variant="blank")
        elif "text" in cell.flags and cell.value.data is None:
            yield cell.hit()


@check(
    "invalid-phone",
    Level.REMINDER,
    reads=("circle_application.contact_mobile", "team_application.contact_mobile", "circle_recommendation.reviewers.mobile"),
    example={"raw": "1398312345"},
)
def a_number_that_nobody_can_dial(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Staff call these numbers. Spared: landlines, 400 numbers, extensions, short internal numbers, two numbers in a cell."""
    return _malformed(papers, "phone")


@check(
    "invalid-postal-code",
    Level.REMINDER,
    reads=("circle_application.postal_code", "team_application.postal_code"),
    example={"raw": "40002"},
)
def a_postal_code_without_six_digits(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A postal code has six digits (GB/T 11387). Spared: codes of other provinces, blanks inside."""
    return _malformed(papers, "postal_code")


@check(
    "invalid-email",
    Level.REMINDER,
    reads=("circle_statistics.contact_email", "team_statistics.contact_email"),
    example={"raw": "zhangsan.163.com"},
)
def an_address_without_its_form(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """An e-mail address has the form name@host. Spared: an empty cell, several addresses, full-width marks."""
    return _malformed(papers, "email")


@check(
    "percent-ambiguous",
    Level.WARNING,
    reads=("circle_statistics.participation_rate", "circle_statistics.achievement_rate", "team_application"),
    example={"raw": "0.85"},
)
def a_rate_that_may_mean_two_things(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """0.85 in a rate of which more is better may be 85 % or 0.85 %. Never rescaled silently; staff see both."""
    for cell in filled_cells(papers, "percent"):
        if "ambiguous" in cell.flags:
            yield cell.hit()


@check(
    "benefit-unit-suspect",
    Level.WARNING,
    reads=("circle_recommendation.circles.direct_economic_benefit_wan", "circle_statistics.calculable_economic_benefit_wan"),
    example={"raw": "125000"},
)
def a_sum_that_may_be_in_yuan(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A sum without a unit that is huge in 万元 may have been written in 元; large groups do save millions: staff alone."""
    for cell in filled_cells(papers, "money_wan"):
        if "unit_suspect" in cell.flags:
            yield cell.hit()


def label_of(cell: Cell) -> str:
    """Return the cell's printed label."""
    return folded_label(cell.field)


def _malformed(papers: Papers, kind: str) -> Iterator[Hit]:
    for cell in filled_cells(papers, kind):
        if "invalid" in cell.flags and cell.value is not None and cell.value.data is None:
            yield cell.hit()


def _is_served(cell: Cell) -> bool:
    """Whether another field of the form does as well."""
    values = cell.record.record.values
    if any(is_filled(values.get(name)) for name in cell.field.instead):
        return True
    person = values.get("contact_person")
    return cell.field.kind == "phone" and not cell.roster and person is not None and bool(_PHONE_INSIDE.search(person.raw))


def _is_a_column(cell: Cell) -> bool:
    """Whether other rows have the column: then this row's cell was lost, not the column."""
    return any(cell.field.id in row for row in cell.record.record.rosters.get(cell.roster, ()))


def _may_stand_elsewhere(cell: Cell, long_text: float) -> bool:
    if cell.field.kind == "long_text":
        return any(len(left.text) >= long_text or len(left.label) >= long_text for left in cell.record.record.leftovers)
    if cell.field.kind == "phone" and not cell.roster:
        phones = [s.id for s in cell.form.fields if s.kind == "phone" and s.id not in {cell.field.id, "fax"}]
        return any(is_filled(cell.record.record.values.get(p)) for p in phones)
    return any(left.text and label_of(cell) in left.label for left in cell.record.record.leftovers)
