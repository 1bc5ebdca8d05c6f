"""Filings in, the sheets of figures out: a unit's statistics, a team's indicators, each as a number and as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from config.campaign import Campaign, FieldSpec
from model import FiledRecord, Value
from notifier.letter_certificate import printed, title_of
from notifier.register import JudgedFiling, contact_of
from notifier.workbook_sheet import Content, Line, Sheet, figure, unit_of, workbook_words


def statistics_sheets(filings: Sequence[JudgedFiling], campaign: Campaign) -> Iterator[Sheet]:
    """Yield a sheet for each statistics form: sums of counts and money below, of rates the median and range alone."""
    words = workbook_words(campaign.texts)["statistics"]
    for track in campaign.notice.tracks:
        if not track.statistics:
            continue
        form = campaign.forms[track.statistics]
        rows = [(judged, record) for judged in filings for record in judged.filing.current(form.id)]
        lines = tuple(Line((*_unit(judged, record, campaign), *_figures(record, form.items))) for judged, record in rows)
        head = (*words["head"], *_titles(form.items, words["as_written"]))
        footers = tuple(_footers([r for _, r in rows], form.items, words)) if rows else ()
        yield Sheet(words["sheet"].format(annex=form.annex), head, lines, footers)


def indicator_sheets(filings: Sequence[JudgedFiling], campaign: Campaign) -> Iterator[Sheet]:
    """Yield a sheet for each application form that holds indicators: a row a team."""
    words = workbook_words(campaign.texts)["indicators"]
    written = workbook_words(campaign.texts)["statistics"]["as_written"]
    for track in campaign.notice.tracks:
        form = campaign.forms[track.application]
        specs = [f for f in form.fields if f.indicator]
        if specs:
            rows = [(judged, record) for judged in filings for record in judged.filing.current(form.id)]
            lines = tuple(Line((j.filing.receipt, *_named(r, form.entry), *_figures(r, specs))) for j, r in rows)
            yield Sheet(words["sheet"].format(annex=form.annex), (*words["head"], *_titles(specs, written)), lines)


def _unit(judged: JudgedFiling, record: FiledRecord, campaign: Campaign) -> tuple[str, ...]:
    values, call = record.record.values, contact_of(judged.filing, campaign)
    unit = printed(values.get("recommending_unit")) or unit_of(judged, campaign)
    person, mobile = printed(values.get("contact_person")), printed(values.get("contact_mobile"))
    return (judged.filing.receipt, unit, printed(values.get("district")), person or call.person, mobile or call.phone)


def _named(record: FiledRecord, entry: str) -> tuple[str, str]:
    return printed(record.record.values.get("organization_name")), printed(record.record.values.get(entry))


def _titles(specs: Sequence[FieldSpec], written: str) -> Iterator[str]:
    for spec in specs:
        yield title_of(spec)
        yield written.format(label=title_of(spec))


def _figures(record: FiledRecord, specs: Sequence[FieldSpec]) -> Iterator[Content]:
    for spec in specs:
        value = record.record.values.get(spec.id)
        yield _number(value)
        yield value.raw if value else None


def _number(value: Value | None) -> Content:
    """Return what was understood; two numbers in one cell (people/hours) stay two, and words stay in their own column."""
    if value is not None and value.data is not None and not isinstance(value.data, int | float | str | tuple) and value.is_certain:
        return "/".join(str(part) for part in value.data.values())
    content = figure(value)
    return content if isinstance(content, int | float) else None


def _footers(records: Sequence[FiledRecord], specs: Sequence[FieldSpec], words: dict[str, str]) -> Iterator[Line]:
    columns = [[n for r in records if isinstance(n := _number(r.record.values.get(s.id)), int | float)] for s in specs]
    summed = [s.kind in {"count", "money_wan"} for s in specs]
    lead = ("",) * 4
    yield Line((words["total"], *lead, *_pairs([_sum(c) if c and s else None for c, s in zip(columns, summed, strict=True)])))
    yield Line((words["median"], *lead, *_pairs([median(c) if c and not s else None for c, s in zip(columns, summed, strict=True)])))
    yield Line(
        (words["range"], *lead, *_pairs([f"{min(c)}–{max(c)}" if c and not s else None for c, s in zip(columns, summed, strict=True)]))
    )


def _sum(numbers: Sequence[int | float]) -> Content:
    total = sum((Decimal(str(n)) for n in numbers), Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


def _pairs(contents: Sequence[Content]) -> Iterator[Content]:
    for content in contents:
        yield content
        yield None
