"""How a mistake is put into a filing: a draft in, the draft with one mistake, and where it was put, out.

Each is planted at its own station: in the unit's facts, in the forms before they are drawn, or among the finished files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from demo.samples.drafts import Draft
from demo.samples.nouns import BLANK, Planted, SampleFile, Sheet, Written

Plant = Callable[[Draft], tuple[Planted, ...]]
_ENTRY = ("circle_name", "team_name")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it is planted, by what, and how many circles and teams there must be for it."""

    station: str
    plant: Plant
    circles: int = 0
    teams: int = 0


def in_field(rule: str, form: str, field: str, written: Written) -> Mistake:
    """Rewrite a field of a form."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, form)
        draft.sheets[at] = replace(sheet, values={**sheet.values, field: written})
        return (Planted(rule, form, _entry_of(sheet), field),)

    return Mistake("sheets", plant, *_needs(form))


def in_row(rule: str, form: str, field: str, written: Written, roster: str = "") -> Mistake:
    """Rewrite a column of a list table's first row."""
    name = roster or ("circles" if form.startswith("circle") else "teams")

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, form)
        first, *rest = sheet.rosters[name]
        draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, name: ({**first, field: written}, *rest)})
        return (Planted(rule, form, _row_name(first), field),)

    return Mistake("sheets", plant, *_needs(form))


def without(rule: str, form: str, circles: int = 0, teams: int = 0) -> Mistake:
    """Leave the first paper of a kind at home."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        kept = [f for f in draft.files if all(t.form != form for t in f.truth)]
        gone = [f for f in draft.files if f not in kept]
        draft.files = kept if form == "certificate_copy" else [f for f in draft.files if f is not gone[0]]
        return (Planted(rule, form, _name_in(gone[0])),)

    needs = _needs(form)
    return Mistake("files", plant, max(needs[0], circles), max(needs[1], teams))


def fewer_members_than_said(draft: Draft) -> tuple[Planted, ...]:
    """Say one member more than the list names, in both forms."""
    at, sheet = _first(draft, "circle_recommendation")
    row = sheet.rosters["circles"][0]
    names = row["member_names"].data
    wrong = Written(str(len(names) + 1), len(names) + 1) if isinstance(names, tuple) else BLANK
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**row, "member_count": wrong}, *sheet.rosters["circles"][1:])})
    own, application = _first(draft, "circle_application")
    draft.sheets[own] = replace(application, values={**application.values, "member_count": wrong})
    return (Planted("member-count-mismatch", sheet.form, row["circle_name"].raw, "member_count"),)


def other_size(draft: Draft) -> tuple[Planted, ...]:
    """Say two members more in the application than in the recommendation."""
    at, sheet = _first(draft, "circle_application")
    size = sheet.values["member_count"].data
    more = size + 2 if isinstance(size, int) else 2
    draft.sheets[at] = replace(sheet, values={**sheet.values, "member_count": Written(str(more), more)})
    return (Planted("size-mismatch", sheet.form, _entry_of(sheet), "member_count"),)


def other_spelling(draft: Draft) -> tuple[Planted, ...]:
    """Write QC小组 as 质量管理小组 in the application."""
    at, sheet = _first(draft, "circle_application")
    name = sheet.values["circle_name"].raw.replace("QC小组", "质量管理小组")
    draft.sheets[at] = replace(sheet, values={**sheet.values, "circle_name": Written(name, name)})
    return (Planted("name-mismatch", "circle_application", name, "circle_name"),)


def not_listed(draft: Draft) -> tuple[Planted, ...]:
    """Leave the last circle out of the recommendation."""
    at, sheet = _first(draft, "circle_recommendation")
    *rest, gone = sheet.rosters["circles"]
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": tuple(rest)})
    return (Planted("unlisted-entry", "circle_application", gone["circle_name"].raw),)


def names_changed(rule: str, change: Callable[[tuple[str, ...]], Written]) -> Mistake:
    """Rewrite the first circle's members."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at, sheet = _first(draft, "circle_recommendation")
        first, *rest = sheet.rosters["circles"]
        names = first["member_names"].data
        written = change(names if isinstance(names, tuple) else ())
        draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**first, "member_names": written}, *rest)})
        return (Planted(rule, sheet.form, first["circle_name"].raw, "member_names"),)

    return Mistake("sheets", plant, 1)


def one_reviewer(draft: Draft) -> tuple[Planted, ...]:
    """Leave one reviewer only."""
    only = draft.unit.circle_reviewers[:1]  # in both lists: the rule counts them together
    draft.unit = replace(draft.unit, circle_reviewers=only, team_reviewers=only)
    return (Planted("too-few-reviewers", "circle_recommendation", "", "reviewers"),)


def reviewer_in_circle(draft: Draft) -> tuple[Planted, ...]:
    """Let a member review."""
    first, second = draft.unit.circle_reviewers
    member = draft.unit.circles[0].members[1]
    draft.unit = replace(draft.unit, circle_reviewers=(replace(first, name=member), second))
    return (Planted("reviewer-is-member", "circle_recommendation", draft.unit.circles[0].name),)


def early_topic(draft: Draft) -> tuple[Planted, ...]:
    """Let the topic be registered before the window."""
    first, *rest = draft.unit.circles
    draft.unit = replace(draft.unit, circles=(replace(first, registered="2017-06"), *rest))
    return (Planted("registered-too-early", "achievement_report", first.name, "topic_registered_on"),)


def long_material(draft: Draft) -> tuple[Planted, ...]:
    """Write the material too long."""
    draft.material_length = 6300
    return (Planted("material-too-long", "team_material", draft.unit.teams[0].name),)


def no_opinions(draft: Draft) -> tuple[Planted, ...]:
    """Leave the departments' opinions out of the reports."""
    draft.opinions = False
    return (Planted("missing-review-opinions", "achievement_report"),)


def total_without_this_year(draft: Draft) -> tuple[Planted, ...]:
    """Take 累计 for what was before this year."""
    _, year, *rest = draft.unit.circle_figures
    participation, _, benefit, achievement, expense, reward = rest
    draft.unit = replace(draft.unit, circle_figures=(year - 1, year, participation, year - 1, benefit, achievement, expense, reward))
    return (Planted("total-below-current-year", "circle_statistics", "", "circles_registered_total"),)


def short_company_name(draft: Draft) -> tuple[Planted, ...]:
    """Write a company as people call it."""
    at, sheet = _first(draft, "circle_application")
    draft.sheets[at] = replace(sheet, values={**sheet.values, "organization_name": Written("渝江", "渝江")})
    entry = _entry_of(sheet)
    rules = ("abbreviated-organization", "company-mismatch")
    return tuple(Planted(rule, sheet.form, entry, "organization_name") for rule in rules)


def last_years_form(draft: Draft) -> tuple[Planted, ...]:
    """Use last year's form."""
    at, sheet = _first(draft, "circle_application")
    draft.sheets[at] = replace(sheet, year=2018)
    return (Planted("wrong-year-form", sheet.form, _entry_of(sheet)),)


def other_topic(draft: Draft) -> tuple[Planted, ...]:
    """Let the report tell of another topic than the recommendation."""
    at, sheet = _first(draft, "circle_recommendation")
    first, *rest = sheet.rosters["circles"]
    other = Written("职工食堂排队时间的压缩与就餐服务满意度", "职工食堂排队时间的压缩与就餐服务满意度")
    draft.sheets[at] = replace(sheet, rosters={**sheet.rosters, "circles": ({**first, "topic_name": other}, *rest)})
    return (Planted("topic-mismatch", "circle_recommendation", first["circle_name"].raw, "topic_name"),)


def two_blank_indicators(draft: Draft) -> tuple[Planted, ...]:
    """Leave two of the nine indicators blank."""
    at, sheet = _first(draft, "team_application")
    draft.sheets[at] = replace(sheet, values={**sheet.values, "annual_complaints": BLANK, "quality_cost_wan_per_year": BLANK})
    return (Planted("indicator-blank", sheet.form, _entry_of(sheet)),)


def swap(rule: str, form: str, change: Callable[[Draft, SampleFile], SampleFile], *, keep: bool = False) -> Mistake:
    """Send something else in place of the first paper of a kind, or beside it (`keep`)."""

    def plant(draft: Draft) -> tuple[Planted, ...]:
        at = next(i for i, f in enumerate(draft.files) if any(t.form == form for t in f.truth))
        old = draft.files[at]
        draft.files[at : at + 1] = [*([old] if keep else []), change(draft, old)]
        return (Planted(rule, "" if keep else form, _name_in(old)),)

    return Mistake("files", plant, *_needs(form))


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


def doubled(names: tuple[str, ...]) -> Written:
    """Name the first member twice."""
    again = (*names[:-1], names[0])
    return Written("、".join(again), again)


def cut_short(names: tuple[str, ...]) -> Written:
    """Name two and so many more."""
    return Written(f"{names[0]}、{names[1]}等{len(names)}人", names[:2])


def lost(names: tuple[str, ...]) -> Written:
    """Lose a rare character."""
    garbled = ("张□明", *names[1:])
    return Written("、".join(garbled), garbled)
