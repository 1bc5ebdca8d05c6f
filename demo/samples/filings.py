"""A seed and a clerk's habits in, a whole filing out: files with the truth of each, and the mistakes planted in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from demo.samples import documents, excel, papers, sheets
from demo.samples.drafts import Draft
from demo.samples.facts import invent_unit
from demo.samples.habits import Habits, any_habits, layout_for
from demo.samples.mistakes import MISTAKES
from demo.samples.nouns import SampleFile, SampleFiling, Sheet, truth_of
from demo.samples.pen import Pen
from demo.samples.planting import Mistake
from demo.samples.printed import ANNEX

_NAMES = {
    "circle_application": (
        "附件2-{entry}申报表",
        "附件2：2019年重庆市优秀质量管理小组申报表（{entry}）",
        "{entry}申报表",
        "2.{entry}申报表最终版",
    ),
    "circle_summary": ("附件3 质量管理小组活动工作总结", "QC小组活动工作总结", "新建 Microsoft Word 文档"),
    "circle_statistics": ("附件4 质量管理小组活动统计表", "附件4统计表", "4.统计表"),
    "circle_recommendation": ("附件5推荐表（{unit}）", "附件5 质量管理小组推荐表", "5.质量管理小组推荐表（汇总）", "推荐表定稿（改）"),
    "team_application": ("附件6-{entry}申报表", "附件6 质量信得过班组申报表（{entry}）"),
    "team_summary": ("附件7 质量信得过班组活动总结", "班组活动总结"),
    "team_statistics": ("附件8 质量信得过班组活动统计表", "附件8统计表"),
    "team_recommendation": ("附件9推荐表", "附件9 质量信得过班组推荐表（{unit}）"),
}


def make_filing(seed: int, habits: Habits | None = None) -> SampleFiling:
    """Return the filing of that seed: the same files for the same seed and habits."""
    dice = Random(seed)
    habits = habits or any_habits(dice)
    mistake = MISTAKES.get(habits.mistake)
    if mistake is not None:  # a paper can stay at home only where it is a file of its own
        habits = replace(habits, bundle="separate", office="word" if mistake.station == "files" else habits.office)
    draft = Draft(invent_unit(dice, *_tracks(habits, mistake), habits.companies), dice, [], [])
    _station("unit", mistake, draft)
    pen = Pen(dice, plain=habits.plain)
    draft.sheets = list(_sheets(draft, pen, companies=habits.companies > 1))
    _station("sheets", mistake, draft)
    draft.files = [*_form_files(draft, habits), *_other_files(draft, pen)]
    _station("files", mistake, draft)
    return SampleFiling(draft.unit.office.name, draft.unit.office.contact, _named_apart(draft.files), draft.planted)


def _tracks(habits: Habits, mistake: Mistake | None) -> tuple[int, int]:
    """Return how many circles and teams; a mistake needs something to be planted in."""
    if mistake is None:
        return habits.circles, habits.teams
    return max(habits.circles, mistake.circles), max(habits.teams, mistake.teams)


def _station(name: str, mistake: Mistake | None, draft: Draft) -> None:
    if mistake is not None and mistake.station == name:
        draft.planted = mistake.plant(draft)


def _sheets(draft: Draft, pen: Pen, *, companies: bool) -> Iterator[Sheet]:
    unit = draft.unit
    if unit.circles:
        yield from (sheets.circle_application(unit, c, pen) for c in unit.circles)
        yield papers.summary_sheet(unit, draft.dice, "circle_summary", draft.summary_length)
        yield sheets.circle_statistics(unit, pen)
        yield sheets.circle_recommendation(unit, pen, companies=companies)
    if unit.teams:
        yield from (sheets.team_application(unit, t, pen) for t in unit.teams)
        yield papers.summary_sheet(unit, draft.dice, "team_summary", draft.summary_length)
        yield sheets.team_statistics(unit, pen)
        yield sheets.team_recommendation(unit, pen, companies=companies)


def _form_files(draft: Draft, habits: Habits) -> Iterator[SampleFile]:
    dice, drawn = draft.dice, draft.sheets
    if habits.bundle == "notice":
        yield documents.word_file("渝质协〔2019〕5号及附件.docx", drawn, _ways(drawn, habits, dice, notice=True), dice)
        return
    if habits.bundle == "together":
        entries = [s for s in drawn if s.form.endswith("application")]
        drawn = [s for s in drawn if s not in entries]
        yield documents.word_file("申报表汇总.docx", entries, _ways(entries, habits, dice), dice)
    if habits.office == "excel":
        figures = [s for s in drawn if not s.form.endswith("summary")]
        drawn = [s for s in drawn if s not in figures and s.form.endswith("summary")]
        yield from _workbooks(draft, figures)
    for sheet in drawn:
        yield documents.word_file(f"{_file_name(draft, sheet)}.docx", [sheet], _ways([sheet], habits, dice), dice)


def _workbooks(draft: Draft, figures: list[Sheet]) -> Iterator[SampleFile]:
    """One form a workbook, or all of a track in one."""
    if draft.dice.random() < 0.5:
        for sheet in figures:
            yield SampleFile(f"{_file_name(draft, sheet)}.xlsx", excel.workbook([sheet], draft.dice), (truth_of(sheet),), ("excel",))
        return
    for track in ("circle", "team"):
        own = [s for s in figures if s.form.startswith(track)]
        for start in range(0, len(own), 8):
            part = own[start : start + 8]
            name = f"{'QC小组' if track == 'circle' else '信得过班组'}申报表格{start // 8 or ''}.xlsx"
            yield SampleFile(name, excel.workbook(part, draft.dice), tuple(truth_of(s) for s in part), ("excel", "several-sheets"))


def _other_files(draft: Draft, pen: Pen) -> Iterator[SampleFile]:
    unit = draft.unit
    for circle in unit.circles:
        yield papers.achievement_report(circle, pen, opinions=draft.opinions)
    for team in unit.teams:
        yield papers.team_material(unit, team, draft.dice, draft.material_length)
        yield papers.self_assessment(team, draft.dice)
    if unit.circles:
        yield from papers.certificates(unit, draft.dice, "QC")
    if unit.teams:
        yield from papers.certificates(unit, draft.dice, "班组")


def _ways(drawn: list[Sheet], habits: Habits, dice: Random, *, notice: bool = False) -> documents.Ways:
    return documents.Ways(tuple(layout_for(sheet.form, habits, dice) for sheet in drawn), habits.surgeries, notice)


def _file_name(draft: Draft, sheet: Sheet) -> str:
    entry = next((sheet.values[f].raw for f in ("circle_name", "team_name") if f in sheet.values), "")
    name = draft.dice.choice(_NAMES[sheet.form]).format(entry=entry, unit=draft.unit.office.name)
    return name.replace("\n", "") if entry or sheet.form in ANNEX else sheet.form


def _named_apart(files: list[SampleFile]) -> tuple[SampleFile, ...]:
    """Two files of one name get the (1) that a desktop gives them."""
    seen: dict[str, int] = {}
    apart = []
    for file in files:
        count = seen[file.name] = seen.get(file.name, -1) + 1
        stem, _, ending = file.name.rpartition(".")
        apart.append(replace(file, name=f"{stem}({count}).{ending}") if count else file)
    return tuple(apart)
