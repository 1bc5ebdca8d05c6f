"""The reports and materials of a filing in, which circle or team is without its own as the notice wants it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.arrivals import elsewhere, pictures, unknown_texts
from checks.entries import Entry, Material, mentions
from checks.names import Likeness
from checks.papers import Papers, TrackPapers
from checks.rule import Hit, Limits, check
from model import Level, TroubleKind

_REPORT_READS = (
    "achievement_report.circle_name",
    "achievement_report.topic_name",
    "circle_recommendation.circles.circle_name",
    "circle_recommendation.circles.topic_name",
)
_MATERIAL_READS = ("team_material.team_name", "team_recommendation.teams.team_name", "team_application.profile_and_results")


@check("missing-report", Level.PROBLEM, reads=_REPORT_READS, variants=("some_unmatched",), example={"unmatched": 1}, limits=("shortest",))
def a_circle_without_its_report(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The notice wants each circle's achievement report as a Word file.

    Reports are told by circle, topic, file name or first words. Spared: a report in another format (report-not-word speaks of it)
    or another filing's. As many unmatched reports as missing ones, an unread picture, a file that did not open: then staff look.
    """
    for own, found in _of_form(papers, "achievement_report", limits):
        yield from _missing(own, found, limits)


@check(
    "missing-material",
    Level.PROBLEM,
    reads=_MATERIAL_READS,
    variants=("some_unmatched", "other_format"),
    example={"unmatched": 1, "format": "PDF"},
    limits=("shortest", "other_formats", "long_profile"),
)
def a_team_without_its_material(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The notice wants each team's material as a Word file.

    Spared: any long Word file that names the team counts; a long profile inside the application (另附纸) may be this very paper:
    then staff look, as with unmatched materials and files that did not open.
    """
    for own, found in _of_form(papers, "team_material", limits):
        for hit in _missing(own, found, limits):
            entry = next(f.entry for f in found if f.entry.name == hit.entry)
            yield _unless_in_profile(hit, entry, limits.number("long_profile"))
        yield from _other_format(papers, found, limits, variant="other_format")


@check("report-not-word", Level.PROBLEM, reads=("achievement_report",), limits=("shortest", "other_formats"), example={"format": "PDF"})
def a_report_that_is_no_word_file(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The notice wants the report as Word; a PDF or slides alone do not do.

    Spared: slides or PDF beside a Word report; .wps, .rtf and .odt are Word; a format that we do not know is not held against it.
    """
    for _, found in _of_form(papers, "achievement_report", limits):
        yield from _other_format(papers, found, limits)


@dataclass(frozen=True)
class _Found:
    entry: Entry
    materials: tuple[Material, ...]


def _of_form(papers: Papers, form: str, limits: Limits) -> Iterator[tuple[TrackPapers, list[_Found]]]:
    for own in papers.tracks:
        if own.track.material == form:
            texts = unknown_texts(papers, limits.number("shortest"))
            yield own, [_Found(e, (*known, *(Material(f, None) for f in texts if mentions(f, e)))) for e, known in own.with_materials]


def _missing(own: TrackPapers, found: list[_Found], limits: Limits) -> Iterator[Hit]:
    papers, form = own.papers, own.track.material
    without = [f.entry for f in found if not f.materials and elsewhere(papers, f.entry, form) is not Likeness.SAME]
    unmatched = _unmatched(own, found, limits.number("shortest"))
    doubtful = papers.may_be_unopened(form) or bool(pictures(papers, form)) or unmatched >= len(without)
    for entry in without:
        listed = entry.listed is not None or not own.recommendations
        certain = not doubtful and listed and not elsewhere(papers, entry, form) and _was_surely_read(papers, entry)
        yield Hit(form, entry.name, params={"unmatched": unmatched}, certain=certain, variant="some_unmatched" if unmatched else "")


def _unmatched(own: TrackPapers, found: list[_Found], shortest: float) -> int:
    taken = {m.file.number for f in found for m in f.materials if m.file is not None}
    every = [m.file for m in own.materials if m.file is not None] + list(unknown_texts(own.papers, shortest))
    return len({f.number for f in every} - taken)


def _was_surely_read(papers: Papers, entry: Entry) -> bool:
    return all(papers.certain(p.record) for p in (entry.listed, entry.applied) if p is not None)


def _unless_in_profile(hit: Hit, entry: Entry, long_profile: float) -> Hit:
    profile = entry.applied.record.record.values.get("profile_and_results") if entry.applied else None
    if profile is None or len(profile.raw) < long_profile:
        return hit
    return Hit(hit.form, hit.entry, params=hit.params, certain=False, variant=hit.variant)


def _other_format(papers: Papers, found: list[_Found], limits: Limits, variant: str = "") -> Iterator[Hit]:
    others = set(limits.words("other_formats"))
    for entry, materials in ((f.entry, f.materials) for f in found):
        formats = {_format(m) for m in materials}
        if not materials or not formats <= others:
            continue
        form = "achievement_report" if not variant else "team_material"
        certain = not papers.may_be_unopened(form) and not any(_is_ours(m) for m in materials)
        file = next((m.file.number for m in materials if m.file is not None), None)
        yield Hit(
            form, entry.name, file=file, params={"format": "、".join(sorted(f.upper() for f in formats))}, certain=certain, variant=variant
        )


def _format(material: Material) -> str:
    return material.record.file_format if material.record else material.file.format if material.file else ""


def _is_ours(material: Material) -> bool:
    """Whether our own reader failed on it."""
    return material.file is not None and material.file.trouble is not None and material.file.trouble.kind is TroubleKind.OUR_FAULT
