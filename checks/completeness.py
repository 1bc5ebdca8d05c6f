"""The papers of a filing in, which forms have not come yet out (domain.md §5.1): only of filed tracks, never what may lie unread."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator

from checks.arrivals import blank_alone, elsewhere, has_come_somehow, has_come_unread, pictures, unread
from checks.entries import Applied, Entry
from checks.names import Likeness, same_entry
from checks.papers import Papers, TrackPapers
from checks.rule import Hit, Limits, check
from model import Level

_LISTS = ("circle_recommendation.circles.circle_name", "team_recommendation.teams.team_name")
_APPLICATIONS = ("circle_application.circle_name", "team_application.team_name")


@check("missing-recommendation", Level.PROBLEM, reads=(*_LISTS, *_APPLICATIONS, "achievement_report", "team_material"))
def a_track_without_its_list(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Certificates are made from the recommendation list alone; without it a circle or team gets none.

    Spared: a unit that files only the other track; a list that came as scan or blank (word-file-required and blank-form speak of
    it); circles that another filing's list holds (an association or parent company recommends them). A file that did not open
    or a link may be the list: then staff look.
    """
    for own in papers.every_track:
        form = own.track.recommendation
        if not (own.is_filed or own.materials) or has_come_somehow(papers, form) or _all_listed_elsewhere(own):
            continue
        surely_filed = own.is_filed and (bool(own.applied) or any(m.record is not None for m in own.materials))
        perhaps = any(elsewhere(papers, e, form) is not Likeness.DIFFERENT for e in _spoken_of(own))
        yield Hit(form, certain=surely_filed and not perhaps and not papers.may_be_unopened(form))


@check("missing-application", Level.PROBLEM, reads=(*_APPLICATIONS, *_LISTS))
def a_listed_entry_without_its_application(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Each listed circle or team needs its own application with contacts, mentor and profile.

    Spared: one that staff hold on paper, that came as a named scan, or that another filing brings; names that mean the same
    (quotes, QC小组/质量管理小组, the company in front). An application without a name, a blank or unread one, a file that did
    not open may be the very one: then staff look.
    """
    for own in papers.tracks:
        form = own.track.application
        doubtful = (
            any(not a.key for a in own.applied) or bool(pictures(papers, form) or blank_alone(papers, form)) or papers.may_be_unopened(form)
        )
        for entry in own.entries:
            row = entry.listed
            if row is None or entry.applied is not None or papers.on_paper(form, entry.name):
                continue
            other = elsewhere(papers, entry, form)
            if has_come_unread(papers, form, entry) or other is Likeness.SAME:
                continue
            yield Hit(form, entry.name, certain=not doubtful and not other and papers.certain(row.record, row.row.get(own.name_column)))


@check("unlisted-entry", Level.PROBLEM, reads=(*_APPLICATIONS, *_LISTS), variants=("earlier",), example={"list": "附件5"})
def an_application_that_the_list_leaves_out(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The most valuable rule: a circle with an application but no row in the list would get no certificate.

    Spared: a filing whose list has not come at all (missing-recommendation says so) or is another filing's; names that mean the
    same or are alike (name-mismatch asks). A row without a name, a list not surely read, a file that did not open, or an earlier
    version of the list that did hold the circle: then staff look.
    """
    for own in papers.tracks:
        form = own.track.recommendation
        if not own.recommendations:
            continue
        certain = _is_complete(own) and not unread(papers, form) and not papers.may_be_unopened(form)
        for entry in own.entries:
            other = elsewhere(papers, entry, form)
            if entry.listed is not None or entry.applied is None or other is Likeness.SAME:
                continue
            earlier = _was_listed(own, entry)
            yield Hit(
                own.track.application,
                entry.name,
                own.name_column,
                file=entry.applied.record.file,
                params={"list": f"附件{papers.campaign.forms[form].annex}"},
                certain=certain and not other and not earlier and papers.certain(entry.applied.record),
                variant="earlier" if earlier else "",
            )


@check("missing-statistics", Level.REMINDER, reads=("circle_statistics", "team_statistics"))
def a_track_without_statistics(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The statistics name mailbox and deadline, but nobody demands them by mail: one per unit, they may come on paper."""
    yield from _missing_of_unit(papers, "statistics")


@check("missing-summary", Level.REMINDER, reads=("circle_summary", "team_summary"))
def a_track_without_summary(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The summary is on the list of annexes; the notice does not say how it is to come."""
    yield from _missing_of_unit(papers, "summary")


@check("missing-certificates", Level.REMINDER, reads=("certificate_copy",), example={"minimum": 2})
def no_copy_of_a_certificate(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Copies of the reviewers' certificates are wanted, usually on paper: never more than a line to note.

    Spared: one file may show several certificates; an unnamed picture or a file that did not open may be one.
    """
    form = "certificate_copy"
    if (
        any(not _is_recommended_by_another(t) for t in papers.tracks)
        and not has_come_somehow(papers, form)
        and not any(form == f.suspected_form for f in papers.filing.files)
    ):
        certain = not pictures(papers, form) and not papers.may_be_unopened(form)
        yield Hit(form, params={"minimum": papers.campaign.notice.reviewers.minimum}, certain=certain)


@check("missing-self-assessment", Level.REMINDER, reads=("self_assessment",))
def a_team_without_self_assessment(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The original is paper and the notice provides no form for it: one line to note, however many teams there are."""
    yield from _missing_of_unit(papers, "self_assessment")


@check("missing-review-opinions", Level.WARNING, reads=("review_opinion", "achievement_report.review_opinions"))
def no_opinion_of_the_departments(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Finance, quality and technical departments give their opinion on a circle's results; most come as scan or on paper."""
    reports = papers.of_form("achievement_report")
    if not reports or has_come_somehow(papers, "review_opinion"):
        return
    words = papers.campaign.notice.words.review_opinion
    said = any(r.record.values.get("review_opinions") for r in reports) or any(
        w in f"{f.path} {f.excerpt}" for f in papers.filing.files for w in words
    )
    if not said:
        yield Hit("achievement_report", field="review_opinions")


def _missing_of_unit(papers: Papers, role: str) -> Iterator[Hit]:
    for own in papers.tracks:
        form: str = getattr(own.track, role)
        if form and not has_come_somehow(papers, form) and not _is_recommended_by_another(own):
            alone = own.entries[0].name if len(own.entries) == 1 and papers.campaign.forms[form].scope == "entry" else None
            yield Hit(form, alone, certain=not pictures(papers, form) and not papers.may_be_unopened(form))


def _all_listed_elsewhere(own: TrackPapers) -> bool:
    spoken = _spoken_of(own)
    return bool(spoken) and all(elsewhere(own.papers, e, own.track.recommendation) is Likeness.SAME for e in spoken)


def _is_recommended_by_another(own: TrackPapers) -> bool:
    """An association's member sends its own papers alone; those of the unit are the association's."""
    return not own.recommendations and _all_listed_elsewhere(own)


def _spoken_of(own: TrackPapers) -> tuple[Entry, ...]:
    """Return every circle or team; where none is listed or applied for, those that the reports or materials name."""
    reports = [m for m in own.materials if m.record is not None and m.name]
    return own.entries or tuple(Entry(None, Applied(m.record, m.name, m.key)) for m in reports if m.record is not None)


def _is_complete(own: TrackPapers) -> bool:
    """Whether the lists were surely read to the last row."""
    read = all(own.papers.certain(r) and own.rows(r) for r in own.recommendations)
    return read and all(row.key and own.papers.certain(row.record, row.row.get(own.name_column)) for row in own.listed)


def _was_listed(own: TrackPapers, entry: Entry) -> bool:
    """Whether an older version of the list held it: a correction of one row may have come without the others."""
    older = [r for r in own.papers.filing.records if not r.current and r.record.form == own.track.recommendation]
    rows = [row for r in older for row in own.rows(r)]
    return any(same_entry(n, row.name, own.papers.organizations) is Likeness.SAME for n in entry.names for row in rows if row.name)
