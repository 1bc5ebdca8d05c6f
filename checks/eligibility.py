"""Reviewers, dates and accidents in, what bears on eligibility out: most of it for staff alone, for people decide about prizes."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks.arrivals import pictures, unread
from checks.certainty import figure_of, is_spare, names_in, plain_number, text_of
from checks.names import folded
from checks.papers import Papers, TrackPapers
from checks.rule import Hit, Limits, check
from model import FiledRecord, Level, Row, Value

_REVIEWERS = ("circle_recommendation.reviewers.reviewer_name", "team_recommendation.reviewers.reviewer_name")
_NUMBERS = ("circle_recommendation.reviewers.certificate_no", "team_recommendation.reviewers.certificate_no")
_DIGITS = re.compile(r"[0-9〇○零一二三四五六七八九十]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# A year of a standard's number (T/CAQ 10201-2016) or of the criteria's edition is no year of a certificate
_OF_A_STANDARD = re.compile(r"(?:\d{4,5}[-—－]|准则》?\s*[(（]?)\s*(?:19|20)\d\d")
_REVIEWER = re.compile("评委|评审员")
_BASIS = {"registered": ("topic_registered_on",), "completed": ("activity_period",), "achieved": ()}


@dataclass(frozen=True)
class _Reviewer:
    own: TrackPapers
    record: FiledRecord
    row: Row
    number: int

    @property
    def name(self) -> str:
        return text_of(self.row.get("reviewer_name"))

    def hit(self, field: str, **words: str | float) -> Hit:
        value = self.row.get(field)
        return Hit(
            self.record.record.form,
            self.name or None,
            field,
            "reviewers",
            self.number,
            where=value.where if value else self.record.record.where,
            file=self.record.file,
            params={"name": self.name, **words},
            certain=self.own.papers.certain(self.record, value, self.row.get("reviewer_name")),
            apart="" if self.name else str(self.number),
        )


@check(
    "too-few-reviewers",
    Level.PROBLEM,
    reads=(*_REVIEWERS, "circle_application.reviewer_signatures", "team_application.reviewer_signatures"),
    example={"count": 1, "minimum": 2},
)
def fewer_reviewers_than_wanted(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Two reviewers with valid certificates sign the opinion.

    Spared: reviewers of either track's list count for both, as do names typed under an application; a filing whose list has not
    come. Where no list of reviewers was found on the form, or the signed sheets came as scans, staff look.
    """
    minimum = papers.campaign.notice.reviewers.minimum
    lists = [(own, r) for own in papers.tracks for r in own.recommendations]
    people = _people(papers)
    if not lists or len(people) >= minimum:
        return
    own, record = lists[0]
    read = all("reviewers" in r.record.rosters and papers.certain(r) for _, r in lists)
    certain = read and not any(
        unread(papers, t.track.recommendation) or papers.may_be_unopened(t.track.recommendation) for t in papers.tracks
    )
    told = any(_REVIEWER.search(left.label) and left.text for _, r in lists for left in r.record.leftovers)
    scans = not people and any(pictures(papers, t.track.application) for t in papers.tracks)
    yield Hit(
        own.track.recommendation,
        field="reviewers",
        roster="reviewers",
        where=record.record.where,
        file=record.file,
        params={"count": len(people), "minimum": minimum},
        certain=certain and not told,
        at_most=Level.NOTE if scans else None,
    )


@check("certificate-blank", Level.PROBLEM, reads=_NUMBERS, variants=("empty", "unnamed"), example={"name": "张三", "raw": "见附件"})
def a_reviewer_without_certificate_number(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The list wants the number of the certificate; 有, 初级 or 见附件 is none.

    Spared: every number, whatever its shape; a column that was not found goes unsaid.
    """
    for reviewer in _reviewers(papers):
        value = reviewer.row.get("certificate_no")
        if value is None or _DIGITS.search(unicodedata.normalize("NFKC", value.raw)):
            continue
        hit = reviewer.hit("certificate_no", raw=" ".join(value.raw.split()))
        variant = "" if reviewer.name and not value.is_blank else "empty" if reviewer.name else "unnamed"
        yield _with(hit, variant)


@check(
    "certificate-expired",
    Level.WARNING,
    reads=_NUMBERS,
    variants=("borderline",),
    example={"name": "张三", "raw": "渝质协QC-2014-0123", "year": 2014, "validity": 3},
)
def a_certificate_of_an_old_year(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Certificates serve for some years; a year in the number hints at its age. It may be renewed: staff alone.

    Spared: years of standards (10201-2016), digits that run on (20190123), numbers without a year.
    """
    validity = papers.campaign.notice.reviewers.validity_years
    for reviewer in _reviewers(papers):
        raw = text_of(reviewer.row.get("certificate_no"))
        years = [int(y) for y in _YEAR.findall(_OF_A_STANDARD.sub("", unicodedata.normalize("NFKC", raw)))]
        age = papers.campaign.last_day.year - max(years) if years else 0
        if age > validity:
            yield reviewer.hit("certificate_no", raw=raw, year=max(years), validity=validity)
        elif age == validity:
            hit = reviewer.hit("certificate_no", raw=raw, year=max(years), validity=validity)
            yield _with(hit, "borderline", Level.NOTE)


@check(
    "reviewer-is-member",
    Level.WARNING,
    reads=(*_REVIEWERS, "circle_recommendation.circles.member_names", "team_recommendation.teams.team_leader"),
    example={"name": "张三", "member_of": "飞翔QC小组"},
)
def a_reviewer_reviews_his_own(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Reviewers keep their fairness; the notice does not forbid it in words, and people share names: staff alone."""
    members: dict[str, str] = {}
    for own in papers.tracks:
        for row in own.listed:
            for name in (*names_in(row.row.get("member_names")), *names_in(row.row.get("team_leader"))):
                members.setdefault(folded(name), row.name)
    for reviewer in _reviewers(papers):
        if reviewer.name and folded(reviewer.name) in members:
            circle = members[folded(reviewer.name)]
            yield replace(reviewer.hit("reviewer_name", member_of=circle), entry=circle, apart=folded(reviewer.name))


@check(
    "registered-too-early",
    Level.WARNING,
    reads=("achievement_report.topic_registered_on",),
    example={"raw": "2017年6月", "start": "2018年1月1日"},
)
def a_topic_from_before_the_window(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Topics must have been registered in the notice's window; only the report may tell, and people decide.

    Spared: the circle's own founding or yearly registration, dates without a month, uncertain readings.
    """
    window = papers.campaign.notice.eligibility
    for record in papers.of_form("achievement_report"):
        for field in _BASIS[window.basis]:
            value = record.record.values.get(field)
            day = _last_day_of(value)
            if value is not None and day is not None and day < window.start:
                start = f"{window.start.year}年{window.start.month}月{window.start.day}日"
                name = papers.entry_name(record) or text_of(record.record.values.get("topic_name"))
                yield Hit("achievement_report", name, field, where=value.where, file=record.file, params={"raw": value.raw, "start": start})


@check("activity-unfinished", Level.WARNING, reads=("achievement_report.activity_period",), example={"raw": "2018.3-2019.12"})
def an_activity_that_ends_after_the_deadline(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A result is of a finished activity. Plans and schedules carry later dates: staff alone, and only the report's own period."""
    for record in papers.of_form("achievement_report"):
        value = record.record.values.get("activity_period")
        day = _last_day_of(value, first=True)
        if value is not None and day is not None and day > papers.campaign.last_day:
            yield Hit(
                "achievement_report",
                papers.entry_name(record),
                "activity_period",
                where=value.where,
                file=record.file,
                params={"raw": value.raw},
            )


@check("accident-reported", Level.WARNING, reads=("team_application.annual_accidents",), example={"raw": "1"})
def a_team_that_reports_accidents(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Teams are to be free of accidents for three years; the cell may count near misses: people decide. Spared: 0, 0/0, 无."""
    for record in papers.of_form("team_application"):
        value = record.record.values.get("annual_accidents")
        number = figure_of(value)
        if value is not None and number is not None and number > 0:
            words = {"raw": " ".join(value.raw.split()), "count": plain_number(number)}
            yield Hit("team_application", papers.entry_name(record), "annual_accidents", where=value.where, file=record.file, params=words)


def _reviewers(papers: Papers) -> Iterator[_Reviewer]:
    for own in papers.every_track:
        for record in own.recommendations:
            for number, row in enumerate(record.record.rosters.get("reviewers", ()), start=1):
                if not is_spare(row):
                    yield _Reviewer(own, record, row, number)


def _people(papers: Papers) -> set[str]:
    """Everyone who reviews: rows of both tracks' lists, a row without a name for one, and names typed under applications."""
    people: set[str] = set()
    for reviewer in _reviewers(papers):
        names = names_in(reviewer.row.get("reviewer_name"))
        people |= {folded(n) for n in names} or {f"{reviewer.record.number}/{reviewer.number}"}
    for record in papers.current:
        people |= {folded(n) for n in names_in(record.record.values.get("reviewer_signatures"))}
    return people


def _last_day_of(value: Value | None, *, first: bool = False) -> dt.date | None:
    """The last day that a date can mean; of a span its beginning's, or with `first` the first day that its end can mean."""
    if value is None or not value.is_certain or not isinstance(value.data, str) or {"coarse", "invalid"} & set(value.flags):
        return None
    begin, _, end = value.data.partition("/")
    parts = [int(p) for p in ((end or begin) if first else begin).split("-")]
    if len(parts) < 2:
        return None
    year, month = parts[0], parts[1]
    return dt.date(year, month, parts[2] if len(parts) > 2 else 1 if first else monthrange(year, month)[1])


def _with(hit: Hit, variant: str, at_most: Level | None = None) -> Hit:
    return replace(hit, variant=variant, at_most=at_most)
