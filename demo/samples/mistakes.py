"""The mistakes that units make (domain.md §2.4), one at a time: a draft in, the draft with one mistake and where it was put out.

Each is planted at its own station: in the unit's facts, in the forms before they are drawn, or among the finished files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from demo.samples import papers, pdf, pictures
from demo.samples.drafts import Draft
from demo.samples.nouns import BLANK, Planted, SampleFile, Sheet, Truth, Written

Plant = Callable[[Draft], tuple[Planted, ...]]
_ENTRY = ("circle_name", "team_name")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it is planted, by what, and how many circles and teams there must be for it."""

    station: str
    plant: Plant
    circles: int = 0
    teams: int = 0


def _in_field(rule: str, form: str, field: str, written: Written) -> Mistake:
    """Rewrite a field of a form."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, form)
        draft.sheets[at] = replace(sheet, values={**sheet.values, field: written})
        return (Planted(rule, form, _entry_of(sheet), field),)

    return Mistake("sheets", plant, *_needs(form))


def _in_row(rule: str, form: str, field: str, written: Written, roster: str = "") -> Mistake:
    """Rewrite a column of a list table's first row."""
    name = roster or ("circles" if form.startswith("circle") else "teams")

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, form)
        first, *rest = sheet.rosters[name]
        draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, name: ({**first, field: written}, *rest)})
        return (Planted(rule, form, _row_name(first), field),)

    return Mistake("sheets", plant, *_needs(form))


def _without(rule: str, form: str, circles: int = 0, teams: int = 0) -> Mistake:
    """Leave the first paper of a kind at home."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        kept = [f for f in draft.files if all(t.form != form for t in f.truth)]
        gone = [f for f in draft.files if f not in kept]
        draft.files = kept if form == "certificate_copy" else [f for f in draft.files if f is not gone[0]]
        return (Planted(rule, form, _name_in(gone[0])),)

    needs = _needs(form)
    return Mistake("files", plant, max(needs[0], circles), max(needs[1], teams))


def _fewer_members_than_said(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "circle_recommendation")
    row = sheet.rosters["circles"][0]
    names = row["member_names"].data
    wrong = Written(str(len(names) + 1), len(names) + 1) if isinstance(names, tuple) else BLANK
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**row, "member_count": wrong}, *sheet.rosters["circles"][1:])})
    own, application = _first(draft, "circle_application")
    draft.sheets[own] = replace(application, values={**application.values, "member_count": wrong})
    return (Planted("member-count-mismatch", sheet.form, row["circle_name"].raw, "member_count"),)


def _other_size(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "circle_application")
    size = sheet.values["member_count"].data
    more = size + 2 if isinstance(size, int) else 2
    draft.sheets[at] = replace(sheet, values={**sheet.values, "member_count": Written(str(more), more)})
    return (Planted("size-mismatch", sheet.form, _entry_of(sheet), "member_count"),)


def _other_spelling(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "circle_application")
    name = sheet.values["circle_name"].raw.replace("QC小组", "质量管理小组")
    draft.sheets[at] = replace(sheet, values={**sheet.values, "circle_name": Written(name, name)})
    return (Planted("name-mismatch", "circle_application", name, "circle_name"),)


def _not_listed(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "circle_recommendation")
    *rest, gone = sheet.rosters["circles"]
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": tuple(rest)})
    return (Planted("unlisted-entry", "circle_application", gone["circle_name"].raw),)


def _names_changed(rule: str, change: Callable[[tuple[str, ...]], Written]) -> Mistake:
    """Rewrite the first circle's members."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, "circle_recommendation")
        first, *rest = sheet.rosters["circles"]
        names = first["member_names"].data
        written = change(names if isinstance(names, tuple) else ())
        draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**first, "member_names": written}, *rest)})
        return (Planted(rule, sheet.form, first["circle_name"].raw, "member_names"),)

    return Mistake("sheets", plant, 1)


def _one_reviewer(draft: Draft) -> tuple[Planted, ...]:
    draft.unit = replace(draft.unit, circle_reviewers=draft.unit.circle_reviewers[:1])
    return (Planted("too-few-reviewers", "circle_recommendation", "", "reviewers"),)


def _reviewer_in_circle(draft: Draft) -> tuple[Planted, ...]:
    first, second = draft.unit.circle_reviewers
    member = draft.unit.circles[0].members[1]
    draft.unit = replace(draft.unit, circle_reviewers=(replace(first, name=member), second))
    return (Planted("reviewer-is-member", "circle_recommendation", draft.unit.circles[0].name),)


def _early_topic(draft: Draft) -> tuple[Planted, ...]:
    first, *rest = draft.unit.circles
    draft.unit = replace(draft.unit, circles=(replace(first, registered="2017-06"), *rest))
    return (Planted("registered-too-early", "achievement_report", first.name, "topic_registered_on"),)


def _long_material(draft: Draft) -> tuple[Planted, ...]:
    draft.material_length = 6300
    return (Planted("material-too-long", "team_material", draft.unit.teams[0].name),)


def _no_opinions(draft: Draft) -> tuple[Planted, ...]:
    draft.opinions = False
    return (Planted("missing-review-opinions", "achievement_report"),)


def _last_years_form(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "circle_application")
    draft.sheets[at] = replace(sheet, year=2018)
    return (Planted("wrong-year-form", sheet.form, _entry_of(sheet)),)


def _other_topic(draft: Draft) -> tuple[Planted, ...]:
    """Let the report tell of another topic than the recommendation."""
    at, sheet = _first(draft, "circle_recommendation")
    first, *rest = sheet.rosters["circles"]
    other = Written("职工食堂排队时间的压缩与就餐服务满意度", "职工食堂排队时间的压缩与就餐服务满意度")
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**first, "topic_name": other}, *rest)})
    return (Planted("topic-mismatch", "circle_recommendation", first["circle_name"].raw, "topic_name"),)


def _two_blank_indicators(draft: Draft) -> tuple[Planted, ...]:
    at, sheet = _first(draft, "team_application")
    draft.sheets[at] = replace(sheet, values={**sheet.values, "annual_complaints": BLANK, "quality_cost_wan_per_year": BLANK})
    return (Planted("indicator-blank", sheet.form, _entry_of(sheet)),)


def _swap(rule: str, form: str, change: Callable[[Draft, SampleFile], SampleFile], *, keep: bool = False) -> Mistake:
    """Send something else in place of the first paper of a kind, or beside it (`keep`)."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at = next(i for i, f in enumerate(draft.files) if any(t.form == form for t in f.truth))
        old = draft.files[at]
        draft.files[at : at + 1] = [*([old] if keep else []), change(draft, old)]
        return (Planted(rule, "" if keep else form, _name_in(old)),)

    return Mistake("files", plant, *_needs(form))


def _pdf(draft: Draft, old: SampleFile) -> SampleFile:
    sheet = next(s for s in draft.sheets if s.form == old.truth[0].form)
    return replace(old, name=f"{_stem(old)}（盖章版）.pdf", octets=pdf.printed(sheet), habits=("pdf",))


def _scan(draft: Draft, old: SampleFile) -> SampleFile:
    return SampleFile(f"{_stem(old)}扫描.pdf", pdf.scanned(draft.dice), (Truth(old.truth[0].form, {}, {}),), ("scan",))


def _empty(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001 - one shape for all
    return replace(old, octets=b"", truth=(), habits=("empty",))


def _torn(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    return replace(old, octets=old.octets[: len(old.octets) // 3], truth=(), habits=("torn",))


def _unfilled(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    octets = papers.blank_form(old.truth[0].form)
    return replace(old, octets=octets, truth=(Truth(old.truth[0].form, {}, {}),), habits=("unfilled",))


def _program(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    return SampleFile("质量工具.exe", b"MZ\x90\x00" + b"\x00" * 200, (), ("program",))


def _unknown(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    return SampleFile("厂区照片.png", pictures.png(draft.dice), (), ("picture",))


def _needs(form: str) -> tuple[int, int]:
    return (0, 1) if form.startswith(("team", "self")) else (1, 0)


def _first(draft: Draft, form: str) -> tuple[int, Sheet]:
    return next((i, s) for i, s in enumerate(draft.sheets) if s.form == form)


def _entry_of(sheet: Sheet) -> str:
    return next((sheet.values[f].raw for f in _ENTRY if f in sheet.values), "")


def _row_name(row: object) -> str:
    return next((row[f].raw for f in (*_ENTRY, "reviewer_name") if f in row), "") if isinstance(row, dict) else ""


def _name_in(file: SampleFile) -> str:
    return next((str(t.values[f]) for t in file.truth for f in _ENTRY if t.values.get(f)), "")


def _stem(file: SampleFile) -> str:
    return file.name.rpartition(".")[0]


def _doubled(names: tuple[str, ...]) -> Written:
    again = (*names[:-1], names[0])
    return Written("、".join(again), again)


def _cut_short(names: tuple[str, ...]) -> Written:
    return Written(f"{names[0]}、{names[1]}等{len(names)}人", names[:2])


def _lost(names: tuple[str, ...]) -> Written:
    garbled = ("张□明", *names[1:])
    return Written("、".join(garbled), garbled)


_APPLICATION, _RECOMMENDATION, _STATISTICS = "circle_application", "circle_recommendation", "circle_statistics"
MISTAKES: dict[str, Mistake] = {
    "member-count-mismatch": Mistake("sheets", _fewer_members_than_said, 1),
    "size-mismatch": Mistake("sheets", _other_size, 1),
    "name-mismatch": Mistake("sheets", _other_spelling, 1),
    "unlisted-entry": Mistake("sheets", _not_listed, 2),
    "duplicate-member": _names_changed("duplicate-member", _doubled),
    "member-list-cut-short": _names_changed("member-list-cut-short", _cut_short),
    "lost-character": _names_changed("lost-character", _lost),
    "too-few-reviewers": Mistake("unit", _one_reviewer, 1),
    "reviewer-is-member": Mistake("unit", _reviewer_in_circle, 1),
    "registered-too-early": Mistake("unit", _early_topic, 1),
    "material-too-long": Mistake("unit", _long_material, 0, 1),
    "missing-review-opinions": Mistake("unit", _no_opinions, 1),
    "wrong-year-form": Mistake("sheets", _last_years_form, 1),
    "topic-mismatch": Mistake("sheets", _other_topic, 1),
    "indicator-blank": Mistake("sheets", _two_blank_indicators, 0, 1),
    "leader-mismatch": _in_row("leader-mismatch", "team_recommendation", "team_leader", Written("万俟卓", "万俟卓")),
    "required-blank": _in_row("required-blank", _RECOMMENDATION, "topic_name", BLANK),
    "required-blank-type": _in_row("required-blank", _RECOMMENDATION, "topic_type", BLANK),
    "required-blank-members": _in_row("required-blank", _RECOMMENDATION, "member_names", BLANK),
    "required-blank-contact": _in_field("required-blank", _APPLICATION, "contact_person", BLANK),
    "required-blank-company": _in_field("required-blank", _APPLICATION, "organization_name", BLANK),
    "required-blank-leader": _in_row("required-blank", "team_recommendation", "team_leader", BLANK),
    "invalid-topic-type": _in_row("invalid-topic-type", _RECOMMENDATION, "topic_type", Written("问题解决型", None)),
    "invalid-topic-type-two": _in_row("invalid-topic-type", _RECOMMENDATION, "topic_type", Written("现场型、攻关型", None)),
    "invalid-topic-type-department": _in_row("invalid-topic-type", _RECOMMENDATION, "topic_type", Written("车间", None)),
    "number-unreadable": _in_field("number-unreadable", _STATISTICS, "circles_registered_total", Written("若干", None)),
    "benefit-in-words": _in_row("benefit-in-words", _RECOMMENDATION, "direct_economic_benefit_wan", Written("社会效益显著", None)),
    "benefit-unit-suspect": _in_row("benefit-unit-suspect", _RECOMMENDATION, "direct_economic_benefit_wan", Written("125000", 125000)),
    "invalid-phone": _in_field("invalid-phone", _APPLICATION, "contact_mobile", Written("1398300001", None)),
    "invalid-postal-code": _in_field("invalid-postal-code", _APPLICATION, "postal_code", Written("40002", None)),
    "invalid-email": _in_field("invalid-email", _STATISTICS, "contact_email", Written("zlb126.com", None)),
    "percentage-out-of-range": _in_field("percentage-out-of-range", _STATISTICS, "achievement_rate", Written("120%", 120)),
    "percent-ambiguous": _in_field("percent-ambiguous", _STATISTICS, "participation_rate", Written("0.85", None)),
    "total-below-current-year": _in_field("total-below-current-year", _STATISTICS, "circles_registered_total", Written("2", 2)),
    "active-above-total": _in_field("active-above-total", _STATISTICS, "circles_active_this_year", Written("900", 900)),
    "zero-statistics": _in_field("zero-statistics", _STATISTICS, "participation_rate", Written("0%", 0)),
    "benefit-implausible": _in_field("benefit-implausible", _STATISTICS, "calculable_economic_benefit_wan", Written("998000", 998000)),
    "expense-implausible": _in_field("expense-implausible", _STATISTICS, "activity_expense_wan", Written("5200", 5200)),
    "placeholder-left": _in_field("placeholder-left", _APPLICATION, "activity_mentor", Written("（请填写）", None)),
    "abbreviated-organization": _in_field("abbreviated-organization", _APPLICATION, "organization_name", Written("渝江", "渝江")),
    "company-mismatch": _in_field(
        "company-mismatch", _APPLICATION, "organization_name", Written("四川岷江化工有限公司", "四川岷江化工有限公司")
    ),
    "accident-reported": _in_field("accident-reported", "team_application", "annual_accidents", Written("1起", 1)),
    "recommended-count-mismatch": _in_field("recommended-count-mismatch", "team_statistics", "teams_recommended", Written("9", 9)),
    "certificate-blank": _in_row("certificate-blank", _RECOMMENDATION, "certificate_no", Written("见附件", "见附件"), "reviewers"),
    "certificate-expired": _in_row(
        "certificate-expired", _RECOMMENDATION, "certificate_no", Written("渝质协QC-2013-0012", "渝质协QC-2013-0012"), "reviewers"
    ),
    "missing-recommendation": _without("missing-recommendation", _RECOMMENDATION),
    "missing-recommendation-team": _without("missing-recommendation", "team_recommendation"),
    "missing-application": _without("missing-application", _APPLICATION),
    "missing-report": _without("missing-report", "achievement_report"),
    "missing-material": _without("missing-material", "team_material"),
    "missing-statistics": _without("missing-statistics", _STATISTICS),
    "missing-summary": _without("missing-summary", "circle_summary"),
    "missing-certificates": _without("missing-certificates", "certificate_copy"),
    "missing-self-assessment": _without("missing-self-assessment", "self_assessment"),
    "word-file-required": _swap("word-file-required", _RECOMMENDATION, _pdf),
    "word-file-required-scan": _swap("word-file-required", _RECOMMENDATION, _scan),
    "report-not-word": _swap("report-not-word", "achievement_report", _scan),
    "blank-form": _swap("blank-form", _STATISTICS, _unfilled),
    "unreadable-file": _swap("unreadable-file", "circle_summary", _empty),
    "unreadable-file-torn": _swap("unreadable-file", "circle_summary", _torn),
    "dangerous-file": _swap("dangerous-file", "circle_summary", _program, keep=True),
    "unrecognized-file": _swap("unrecognized-file", "circle_summary", _unknown, keep=True),
}
