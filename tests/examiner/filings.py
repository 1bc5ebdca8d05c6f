"""A whole filing by its seed: facts, at most one mistake, and the files a clerk would send."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from random import Random

from tests.examiner import applications, lists, statistics, texts, words
from tests.examiner.facts import Sheet, Unit, unit
from tests.examiner.habits import Clerk
from tests.examiner.mistakes import MISTAKES, TEAM
from tests.examiner.nouns import BLANK, Drawn, P, Paper, Planted, T, Truth
from tests.examiner.packing import Packer, notice


@dataclass(frozen=True)
class Made:
    """A filing: its unit, its files with their truths, and what was planted."""

    seed: int
    unit: str
    papers: tuple[Paper, ...]
    planted: tuple[Planted, ...]
    mistake: str


class Maker:
    """Draws a unit's papers."""

    def __init__(self, seed: int, facts: Unit, without: set[str]) -> None:
        self.dice = Random(seed * 7919 + 13)
        self.facts, self.without = facts, without
        self.packer = Packer(self.dice)
        self.excel = self.dice.random() < 0.4  # this unit likes spreadsheets
        self.behind = False  # each circle's application stands behind its report

    def clerk(self, *, sheet: bool) -> Clerk:
        return Clerk(self.dice, faithful=self.dice.random() < 0.2, sheet=sheet, year=2018 if "old-year" in self.without else 2019)

    def as_sheet(self) -> bool:
        return self.excel and self.dice.random() < 0.6

    # single forms ---------------------------------------------------------------------------------------------------

    def application(self, form: str, facts: Sheet, *, sheet: bool) -> Drawn:
        return applications.application(self.clerk(sheet=sheet), form, facts)

    def statistics(self, form: str, *, sheet: bool) -> Drawn:
        facts = self.facts.statistics if form == "circle_statistics" else self.facts.team_statistics
        if "blank-statistics" in self.without and form == "circle_statistics":
            drawn = statistics.statistics(Clerk(self.dice, faithful=True), form, dict.fromkeys([*facts, *self.facts.header], BLANK))
            return Drawn(drawn.blocks, Truth(form, {}))
        return statistics.statistics(self.clerk(sheet=sheet), form, dict(self.facts.header) | dict(facts))

    def recommendation(self, form: str, *, sheet: bool) -> Drawn:
        facts = self.facts
        rows = [c.row for c in facts.circles] if form == "circle_recommendation" else [t.row for t in facts.teams]
        if {"circle_recommendation": "unlisted", "team_recommendation": "unlisted-team"}[form] in self.without:
            rows = rows[:-1]
        return lists.recommendation(
            self.clerk(sheet=sheet),
            form,
            facts.header,
            rows,
            facts.reviewers,
            company=facts.association and form == "circle_recommendation",
        )

    # files ----------------------------------------------------------------------------------------------------------

    def one(self, form: str, drawn: Drawn, *, sheet: bool, entry: str = "") -> None:
        (self.packer.excel if sheet else self.packer.word)(self.packer.stem(form, entry), [drawn])

    def circle_forms(self) -> list[tuple[str, str, Sheet]]:
        gone = "application" in self.without
        return [("circle_application", c.name, c.application) for c in (self.facts.circles[:-1] if gone else self.facts.circles)]

    def team_forms(self) -> list[tuple[str, str, Sheet]]:
        gone = "team-application" in self.without
        return [("team_application", t.name, t.application) for t in (self.facts.teams[:-1] if gone else self.facts.teams)]

    def unit_forms(self) -> list[str]:
        forms = []
        if self.facts.circles:
            forms += [
                f
                for f, w in [
                    ("circle_recommendation", "recommendation"),
                    ("circle_statistics", "statistics"),
                    ("circle_summary", "summary"),
                ]
                if w not in self.without
            ]
        if self.facts.teams:
            forms += [
                f
                for f, w in [
                    ("team_recommendation", "team-recommendation"),
                    ("team_statistics", "team-statistics"),
                    ("team_summary", "team-summary"),
                ]
                if w not in self.without
            ]
        return forms

    def form(self, form: str, *, sheet: bool) -> Drawn:
        if form.endswith("statistics"):
            return self.statistics(form, sheet=sheet)
        if form.endswith("recommendation"):
            return self.recommendation(form, sheet=sheet)
        return texts.summary(self.clerk(sheet=sheet), form, self.facts.header)

    def write_forms(self) -> None:
        """Write the annexes in one of the ways in which they come."""
        dice, packer = self.dice, self.packer
        single = [*self.circle_forms(), *self.team_forms()]
        way = dice.random()
        if way < 0.12:  # the whole notice with everything filled in
            order = sorted(
                [(words.ANNEX[f], f, e, s) for f, e, s in single] + [(words.ANNEX[f], f, "", {}) for f in self.unit_forms()],
                key=lambda t: t[0],
            )
            drawn = [
                self.application(f, s, sheet=False) if f.endswith("application") else self.form(f, sheet=False) for _, f, _, s in order
            ]
            packer.word(packer.stem("notice"), drawn, notice() if dice.random() < 0.6 else ())
            return
        if way < 0.2:  # all spreadsheets in one workbook
            sheets = [f for f in self.unit_forms() if not f.endswith("summary")]
            if sheets:
                packer.excel("申报表汇总", [self.form(f, sheet=True) for f in sheets])
            for f in self.unit_forms():
                if f.endswith("summary"):
                    self.one(f, self.form(f, sheet=False), sheet=False)
        elif way < 0.3:
            both = [f for f in self.unit_forms() if f.endswith("recommendation")]
            if both:
                packer.word("附件5附件9推荐表", [self.form(f, sheet=False) for f in both])
            for f in self.unit_forms():
                if f not in both:
                    self.one(f, self.form(f, sheet=False), sheet=False)
        else:
            for f in self.unit_forms():
                sheet = self.as_sheet() and not f.endswith("summary")
                self.one(f, self.form(f, sheet=sheet), sheet=sheet)
        if len(single) > 1 and dice.random() < 0.3:
            drawn = [self.application(f, s, sheet=False) for f, _, s in single]
            if dice.random() < 0.3:
                drawn = [
                    drawn[0],
                    *(
                        untitled(d) if before.truth.form == d.truth.form and any(isinstance(b, T) for b in d.blocks) else d
                        for before, d in itertools.pairwise(drawn)
                    ),
                ]
            packer.word("申报表", drawn)
        elif self.facts.circles and not self.behind and dice.random() < 0.1 and "application" not in self.without:
            self.behind = True
            for f, e, s in single:
                if f != "circle_application":
                    self.one(f, self.application(f, s, sheet=False), sheet=False, entry=e)
        else:
            for f, e, s in single:
                sheet = self.as_sheet()
                self.one(f, self.application(f, s, sheet=sheet), sheet=sheet, entry=e)

    def write_documents(self) -> None:
        facts, dice, packer = self.facts, self.dice, self.packer
        gone = "report" in self.without
        for circle in facts.circles[:-1] if gone else facts.circles:
            company = circle.application["organization_name"].raw or facts.name
            drawn = texts.report(self.clerk(sheet=False), circle, company)
            while "register" in self.without and "topic_registered_on" not in drawn.truth.values:
                drawn = texts.report(self.clerk(sheet=False), circle, company)
            forms = [drawn]
            if self.behind:
                forms.append(self.application("circle_application", circle.application, sheet=False))
            self.packer.word(packer.stem("achievement_report", dice.choice([circle.name, circle.topic])), forms)
        if self.behind and gone:
            last = facts.circles[-1]
            self.one(
                "circle_application", self.application("circle_application", last.application, sheet=False), sheet=False, entry=last.name
            )
        gone = "material" in self.without
        for i, team in enumerate(facts.teams[:-1] if gone else facts.teams):
            long = "long-material" in self.without and i == len(facts.teams) - 1
            packer.word(
                packer.stem("team_material", team.name),
                [texts.material(self.clerk(sheet=False), team, facts.name, 7000 if long else dice.choice([1200, 2500, 4000]))],
            )
        if "self-assessment" not in self.without:
            for team in facts.teams:
                packer.word(packer.stem("self_assessment", team.name), [texts.self_assessment(self.clerk(sheet=False), team, facts.name)])
        if "certificates" not in self.without:
            for i in (1, 2):
                packer.picture(f"评委证书复印件{i}")


def untitled(drawn: Drawn) -> Drawn:
    """A further form of the same kind in a file, without its title."""
    return Drawn(tuple(b for b in drawn.blocks if isinstance(b, T) or b.role not in ("title", "annex", "forgotten")), drawn.truth)


def made(seed: int, mistake: str | None = None) -> Made:
    """Make the filing of a seed; with `mistake` None every third is without fault."""
    dice = Random(seed)
    if mistake is None:
        names = list(MISTAKES)
        mistake = "" if seed % 3 == 0 else names[(seed // 3 * 2 + seed % 3 - 1) % len(names)]
    owner, plant = MISTAKES.get(mistake, ("", None))
    circles = dice.choice([1, 1, 2, 3]) if owner != TEAM or dice.random() < 0.5 else 0
    teams = dice.choice([1, 1, 2]) if owner == TEAM or dice.random() < 0.4 else 0
    if mistake.startswith("unlisted"):
        circles, teams = (max(circles, 2), teams) if owner != TEAM else (circles, 2)
    facts = unit(dice, circles, teams)
    planted: list[Planted] = []
    without: set[str] = set()
    if plant is not None:
        facts, planted, without = plant(facts, dice)
    maker = Maker(seed, facts, without)
    maker.write_forms()
    maker.write_documents()
    return Made(seed, facts.name, tuple(maker.packer.papers), tuple(planted), mistake)


__all__ = ["Made", "P", "made", "replace"]
