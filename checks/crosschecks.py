"""The papers of each circle and team in, where two of them contradict one another out."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.certainty import may_count_outsiders, number_of, plain_number, text_of
from checks.entries import Applied, Entry, Listed
from checks.names import Likeness, same_organization, same_writing, solid, topic_likeness
from checks.papers import Papers, TrackPapers
from checks.rule import Hit, Limits, Words, check
from model import Level

_NAMES = (
    "circle_application.circle_name",
    "circle_recommendation.circles.circle_name",
    "team_application.team_name",
    "team_recommendation.teams.team_name",
)
_SIZES = (
    "circle_application.member_count",
    "circle_recommendation.circles.member_count",
    "team_application.team_size",
    "team_recommendation.teams.member_count",
)


@check(
    "name-mismatch",
    Level.PROBLEM,
    reads=_NAMES,
    limits=("similarity",),
    variants=("writing",),
    example={"applied": "飞翔QC小组", "listed": "飞翔质量管理小组"},
)
def two_papers_name_it_differently(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The certificate shows one name: where application and list differ, the unit says which.

    Spared: quotes, blanks, width and case (only noted; the list's writing is taken). 装配一班 and 装配二班 are two teams.
    """
    for own, entry, row, form in _pairs(papers):
        if not entry.only_one or row.name == form.name:
            continue
        words: dict[str, Words] = {"applied": form.name, "listed": row.name}
        if same_writing(row.name, form.name):
            yield replace(_hit(own, form, own.name_column, words), at_most=Level.NOTE, variant="writing")
        else:
            values = row.row.get(own.name_column), form.record.record.values.get(own.name_column)
            yield _hit(
                own, form, own.name_column, words, certain=papers.certain(row.record, values[0]) and papers.certain(form.record, values[1])
            )


@check("size-mismatch", Level.PROBLEM, reads=_SIZES, example={"applied": "8", "listed": "9"})
def two_papers_count_differently(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Members joined or left between two forms: the unit says which figure holds.

    Spared: approximate or uncertain figures, and namesakes that cannot be told apart.
    """
    for own, entry, row, form in _pairs(papers):
        field = _size_field(own)
        mine, theirs = form.record.record.values.get(field), row.row.get("member_count")
        applied, listed = number_of(mine), number_of(theirs)
        if applied is None or listed is None or applied == listed or not entry.only_one:
            continue
        certain = papers.certain(form.record, mine) and papers.certain(row.record, theirs) and entry.likeness is Likeness.SAME
        certain = certain and not may_count_outsiders(mine, theirs)
        yield _hit(own, form, field, {"applied": plain_number(applied), "listed": plain_number(listed)}, certain=certain)


@check(
    "leader-mismatch",
    Level.WARNING,
    reads=("team_application.team_leader", "team_recommendation.teams.team_leader"),
    example={"applied": "张三", "listed": "李四"},
)
def two_papers_name_different_leaders(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A team's leader goes on the certificate; he may have changed between two forms: staff ask."""
    for own, entry, row, form in _pairs(papers):
        mine, theirs = text_of(form.record.record.values.get("team_leader")), text_of(row.row.get("team_leader"))
        if entry.only_one and mine and theirs and not same_writing(mine, theirs):
            yield _hit(own, form, "team_leader", {"applied": mine, "listed": theirs})


@check(
    "company-mismatch",
    Level.WARNING,
    reads=(
        "circle_application.organization_name",
        "circle_recommendation.recommending_unit",
        "circle_recommendation.circles.organization_name",
    ),
    example={"applied": "重庆长江机械有限公司", "listed": "重庆嘉陵仪表有限公司"},
)
def the_company_is_not_the_recommending_unit(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The company on the application should be the recommending unit or the row's company.

    Spared (only noted): associations, groups and bureaus recommend other companies; branches carry the parent's name.
    """
    for own, _entry, row, form in _pairs(papers):
        unit = row.organization or text_of(row.record.record.values.get("recommending_unit"))
        if not unit or not form.organization:
            continue
        likeness = same_organization(unit, form.organization)
        if likeness is Likeness.SAME:
            continue
        recommends = not row.organization and any(word in unit for word in papers.campaign.notice.associations)
        note = Level.NOTE if recommends or likeness is Likeness.ALIKE else None
        yield replace(_hit(own, form, "organization_name", {"applied": form.organization, "listed": unit}), at_most=note)


@check(
    "topic-mismatch",
    Level.WARNING,
    reads=("achievement_report.topic_name", "achievement_report.title", "circle_recommendation.circles.topic_name"),
    limits=("similarity",),
    example={"reported": "降低焊接废品率", "listed": "提高装配一次合格率"},
)
def the_report_is_about_another_topic(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The list's topic goes on the certificate; a report on another one may belong to another year or circle.

    Spared: subtitles, line breaks, shortened titles; reports that tell no topic; the other topic of a circle listed with two.
    """
    for own in papers.tracks:
        for entry, materials in own.with_materials:
            listed = [e.topic for e in own.entries if e.topic and entry.topic and e.keys & entry.keys]
            for topics in (m.topics for m in materials if entry.topic and m.topics):
                if max(topic_likeness(own_topic, t) for t in topics for own_topic in listed) < limits.number("similarity"):
                    yield _of_topic(own, entry, topics[0])


@check(
    "recommended-count-mismatch",
    Level.WARNING,
    reads=("team_statistics.teams_recommended", "team_recommendation.teams"),
    example={"stated": "3", "rows": 2},
)
def the_statistics_count_other_teams(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Row 4 of the team statistics says how many teams are recommended; the list shows how many. More mail may be on its way."""
    for own in papers.tracks:
        for record in papers.of_form(own.track.statistics):
            value = record.record.values.get("teams_recommended")
            stated = number_of(value)
            if value is None or stated is None or not own.listed or stated == len(own.listed):
                continue
            words: dict[str, Words] = {"stated": plain_number(stated), "rows": len(own.listed)}
            yield Hit(record.record.form, field="teams_recommended", where=value.where, file=record.file, params=words)


def _pairs(papers: Papers) -> Iterator[tuple[TrackPapers, Entry, Listed, Applied]]:
    for own in papers.tracks:
        for entry in own.entries:
            if entry.listed is not None and entry.applied is not None:
                yield own, entry, entry.listed, entry.applied


def _hit(own: TrackPapers, form: Applied, field: str, words: dict[str, Words], *, certain: bool = True) -> Hit:
    value = form.record.record.values.get(field)
    where = value.where if value else ""
    return Hit(own.track.application, form.name, field, where=where, file=form.record.file, params=words, certain=certain)


def _of_topic(own: TrackPapers, entry: Entry, reported: str) -> Hit:
    value = entry.listed.row.get("topic_name") if entry.listed else None
    return Hit(
        own.track.recommendation,
        entry.name,
        "topic_name",
        own.track.roster,
        entry.listed.number if entry.listed else 0,
        where=value.where if value else "",
        file=entry.listed.record.file if entry.listed else None,
        params={"reported": reported, "listed": entry.topic},
        apart=solid(reported),
    )


def _size_field(own: TrackPapers) -> str:
    """附件2 and 附件6 call the same figure 小组人数 and 班组人数."""
    form = own.papers.campaign.forms[own.track.application]
    return "member_count" if form.field("member_count") else "team_size"
