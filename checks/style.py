"""Names, texts and lengths in, what departs from the notice's words or the trade's custom out: most of it for the record alone."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator

from checks.cells import filled_cells
from checks.certainty import text_of
from checks.names import Likeness, entry_key, folded, same_organization, solid
from checks.papers import Papers, entry_rows
from checks.rule import Hit, Limits, check
from model import FiledRecord, Level


@check(
    "material-too-long",
    Level.PROBLEM,
    reads=("team_material",),
    limits=("longest", "tolerance", "other_formats"),
    example={"words": 6200, "limit": "5000"},
)
def a_material_longer_than_allowed(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The notice limits the team's material; counted as Word counts.

    Spared: a tenth above the limit, for counting differs (staff hear of it); files that hold more than this one paper, PDF.
    """
    longest = limits.number("longest")
    for own in papers.tracks:
        for record in papers.of_form("team_material") if own.track.material == "team_material" else ():
            file = papers.files.get(record.file)
            if file is None or file.words <= longest:
                continue
            clear = file.words > longest * (1 + limits.number("tolerance")) and _is_alone(papers, record)
            certain = clear and file.format not in limits.words("other_formats") and papers.certain(record)
            name = papers.entry_name(record) or next((e.name for e in own.entries if solid(e.name) in solid(file.path)), "")
            words = {"words": file.words, "limit": int(longest)}
            yield Hit("team_material", name, file=file.number, params=words, certain=certain, apart="" if name else file.name)


@check("summary-length", Level.NOTE, reads=("circle_summary", "team_summary"), limits=("shortest", "longest"), example={"words": 320})
def a_summary_far_from_its_length(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """About a thousand characters are asked for; 左右 has no limit: the record alone."""
    for record in _summaries(papers):
        words = _words_of(papers, record)
        if words and not limits.number("shortest") <= words <= limits.number("longest"):
            yield Hit(record.record.form, field="body", file=record.file, params={"words": words})


@check("summary-section-missing", Level.NOTE, reads=("circle_summary", "team_summary"), example={"labels": "存在问题及改进方向"})
def a_summary_without_a_section(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Three sections are asked for; headings are often worded otherwise: the record alone."""
    for record in _summaries(papers):
        form = papers.campaign.forms[record.record.form]
        sections = [s for s in form.prose if s.id.startswith("section_")]
        absent = [s for s in sections if not text_of(record.record.values.get(s.id))]
        if absent and len(absent) < len(sections):
            labels = "、".join(s.labels[0].split("、")[-1] for s in absent if s.labels)
            yield Hit(form.id, field=absent[0].id, file=record.file, params={"labels": labels})


@check(
    "topic-style",
    Level.NOTE,
    reads=("circle_recommendation.circles.topic_name", "circle_recommendation.circles.topic_type"),
    limits=("longest", "slogans", "inventing", "improving", "innovation"),
    variants=("long", "slogan"),
    example={"topic": "研制新型焊接工装", "type": "现场型"},
)
def a_topic_of_unusual_wording(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The trade's norm is object, quality, result; names of products and innovations differ: the record alone."""
    for own, row in entry_rows(papers):
        topic, kind = row.topic, text_of(row.row.get("topic_type"))
        innovates = any(w in kind for w in limits.words("innovation"))
        if not topic:
            continue
        variant = (
            "long" if len(solid(topic)) > limits.number("longest") else "slogan" if any(w in topic for w in limits.words("slogans")) else ""
        )
        verbs = limits.words("improving") if innovates else limits.words("inventing")
        if variant or (kind and topic.startswith(verbs)):
            yield Hit(
                own.track.recommendation,
                row.name,
                "topic_name",
                own.track.roster,
                row.number,
                file=row.record.file,
                params={"topic": topic, "type": kind},
                variant=variant,
            )


@check(
    "abbreviated-organization",
    Level.WARNING,
    reads=("circle_application.organization_name", "team_application.organization_name", "circle_recommendation.circles.organization_name"),
    limits=("shortest",),
    example={"raw": "渝长江"},
)
def a_company_in_short(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The seal's full name goes on the certificate; only the seal decides, so staff compare. Spared: every usual ending."""
    for cell in filled_cells(papers, "organization"):
        if not cell.field.certificate and cell.roster not in {t.track.roster for t in papers.every_track}:
            continue
        name = solid(text_of(cell.value))
        if len(name) < limits.number("shortest") or not name.endswith(tuple(papers.campaign.notice.organization_suffixes)):
            yield cell.hit()


@check(
    "parent-in-circle-name",
    Level.NOTE,
    reads=("circle_application.circle_name", "team_application.team_name"),
    limits=("words",),
    example={"raw": "重庆长江集团飞翔QC小组"},
)
def a_higher_body_before_the_name(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Names should not carry the higher body in front; the own company in front is not forbidden."""
    for own in papers.tracks:
        for form in own.applied:
            front = next((folded(form.name).split(w)[0] + w for w in limits.words("words") if w in folded(form.name)[1:]), "")
            is_own = front and form.organization and same_organization(front, form.organization) is not Likeness.DIFFERENT
            if front and not is_own and entry_key(form.name) != solid(front):
                yield Hit(own.track.application, form.name, own.name_column, file=form.record.file, params={"raw": form.name})


@check("unknown-district", Level.NOTE, reads=("circle_application.district", "circle_recommendation.district"), example={"raw": "某某区"})
def a_district_that_the_list_does_not_have(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Districts sort the summary. Spared: old names and short forms, which the year lists."""
    for cell in filled_cells(papers, "district"):
        if "unknown" in cell.flags:
            yield cell.hit()


def _summaries(papers: Papers) -> list[FiledRecord]:
    return [r for t in papers.tracks if t.track.summary for r in papers.of_form(t.track.summary)]


def _is_alone(papers: Papers, record: FiledRecord) -> bool:
    return sum(1 for r in papers.filing.records if r.file == record.file) == 1


def _words_of(papers: Papers, record: FiledRecord) -> int:
    file = papers.files.get(record.file)
    if file is not None and _is_alone(papers, record) and file.words:
        return file.words
    return len(solid(text_of(record.record.values.get("body"))))
