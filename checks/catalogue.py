"""A settled filing and its year in, the findings of every rule that the year lists out: ordered, worded, placed, and never crashed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checks import (
    completeness,
    crosschecks,
    delivery,
    duplicates,
    eligibility,
    fields,
    figures,
    files,
    materials,
    rosters,
    statistics,
    style,
    writing,
)
from checks.papers import EntryElsewhere, Papers
from checks.rule import CHECKS, Check, Hit, Limits, check
from checks.wording import complaints, finding_of
from config.campaign import Campaign
from model import Filing, Finding, FindingState, Level

__all__ = ["CHECKS", "SUBJECTS", "Check", "Crash", "EntryElsewhere", "Hit", "Screening", "catalogue_problems", "check", "screen"]

SUBJECTS = (
    delivery,
    files,
    completeness,
    materials,
    fields,
    writing,
    rosters,
    crosschecks,
    duplicates,
    eligibility,
    figures,
    statistics,
    style,
)


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a filing: our error, for staff and the log, never the unit's."""

    rule: str
    error: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What the rules found, in the order of the annexes, and which of them failed."""

    findings: tuple[Finding, ...]
    crashes: tuple[Crash, ...] = ()


def screen(filing: Filing, campaign: Campaign, others: Sequence[EntryElsewhere] = ()) -> Screening:
    """Return the findings of a settled filing by the rules that the year lists.

    `others` are the circles and teams of the campaign's other filings. A rule that crashes accuses nobody: what it had found
    before stays as it was, the others go on, and the crash is returned beside the findings.
    """
    papers = Papers(filing, campaign, tuple(others))
    findings: list[Finding] = []
    crashes: list[Crash] = []
    for name, spec in campaign.rules.items():
        if name not in CHECKS or spec.level is Level.OFF:
            continue
        try:
            findings += [finding_of(name, hit, papers) for hit in CHECKS[name].judge(papers, Limits(spec.limits))]
        except Exception as error:  # noqa: BLE001 - whatever a rule does wrong must not touch the unit nor the other rules
            crashes.append(Crash(name, f"{type(error).__name__}: {error}"))
            findings += _as_before(filing, name)
    return Screening(_ordered([f for f in findings if f.level is not Level.OFF], campaign), tuple(crashes))


def catalogue_problems(campaign: Campaign) -> tuple[str, ...]:
    """Return what is wrong with a year's rules.toml, a line of Chinese each: names, placeholders, wordings, limits."""
    place = f"{campaign.folder / 'rules.toml'}"
    unknown = [f"{place} [{name}]：程序中没有这条规则，请检查拼写或删去。" for name in campaign.rules if name not in CHECKS]
    known = [line for name, spec in campaign.rules.items() if name in CHECKS for line in complaints(CHECKS[name], spec, campaign)]
    return (*unknown, *(f"{place} {line}" for line in known))


def _as_before(filing: Filing, rule: str) -> list[Finding]:
    return [k.finding for k in filing.known if k.finding.rule == rule and k.state is FindingState.OPEN]


def _ordered(findings: Iterable[Finding], campaign: Campaign) -> tuple[Finding, ...]:
    """By annex, row and rule; equal keys are told apart by a number, so that each finding has its own history."""
    forms = list(campaign.forms)
    ranked = sorted(findings, key=lambda f: (forms.index(f.form) if f.form in forms else -1, _row(f), f.rule, f.key))
    seen: dict[str, int] = {}
    unique = []
    for finding in ranked:
        seen[finding.key] = seen.get(finding.key, 0) + 1
        unique.append(finding if seen[finding.key] == 1 else replace(finding, key=f"{finding.key}|{seen[finding.key]}"))
    return tuple(unique)


def _row(finding: Finding) -> int:
    row = finding.params.get("row", 0)
    return row if isinstance(row, int) else 0
