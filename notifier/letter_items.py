"""Findings in, the numbered items of a letter grouped by form out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.campaign import Campaign
from model import Decision, Filing, Finding, FindingState, Level
from notifier.entries import name_key
from notifier.pages import flat, words_of

UNOPENED = frozenset({"unreadable-file", "password-protected", "archive-limit"})
LINKED = frozenset({"cloud-attachment"})

LEAST_IN_COMMON = 4  # characters at the beginning of sentences that are said in one breath

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to mend: its number in the letter and the whole sentence with its clause."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one form under its heading ("一、推荐表（附件5）")."""

    title: str
    items: tuple[Item, ...]


def open_findings(findings: Iterable[Finding], filing: Filing | None = None) -> list[Finding]:
    """Return the findings that a sender may read: problems and reminders that staff have not waived."""
    waived = {k.finding.key for k in filing.known if k.state is FindingState.WAIVED} if filing else set()
    decisions = [d for d in filing.decisions if d.verb in {"waive", "unwaive"}] if filing else []
    heard = [f for f in findings if f.level in {Level.PROBLEM, Level.REMINDER} and not (f.key and f.key in waived)]
    return [f for f in heard if [d.verb for d in decisions if _is_about(d, f)][-1:] != ["waive"]]


def problems(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that must be mended, without the ones about files that did not open or did not come (T3, T4 speak of them)."""
    return [f for f in findings if f.level is Level.PROBLEM and f.rule not in UNOPENED | LINKED]


def of_rules(findings: Iterable[Finding], rules: frozenset[str]) -> list[Finding]:
    """Return the problems of some rules."""
    return [f for f in findings if f.level is Level.PROBLEM and f.rule in rules]


def unheard_reminders(findings: Iterable[Finding], filing: Filing) -> list[Finding]:
    """Return the reminders that no letter has brought yet: one line, read once."""
    told = {key for letter in filing.letters for key in letter.finding_keys}
    return [f for f in findings if f.level is Level.REMINDER and not (f.key and f.key in told)]


def groups_of(findings: Sequence[Finding], campaign: Campaign) -> tuple[Group, ...]:
    """Return the items by form, the certificates' source first, then in the order of the annexes, numbered through."""
    order = _titles(campaign)
    papers = words_of(campaign.texts)["groups"]["papers"]
    by_title: dict[str, list[Finding]] = {}
    for finding in findings:
        by_title.setdefault(_title(finding, campaign, papers), []).append(finding)
    ranked = sorted(by_title, key=lambda title: order.get(title, len(order)))
    number, groups = 0, []
    for place, title in enumerate(ranked):
        items = tuple(Item(number + i, sentence(f)) for i, f in enumerate(by_title[title], start=1))
        number += len(items)
        groups.append(Group(f"{_numeral(place)}、{title}", items))
    return tuple(groups)


def in_few_words(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the sentences of reminders; those that differ in one word alone are said in one breath.

    "目前尚未收到甲；…请忽略。" and "目前尚未收到乙；…请忽略。" become "目前尚未收到甲、乙；…请忽略。".
    """
    by_end: dict[str, list[Finding]] = {}
    for finding in findings:
        by_end.setdefault(finding.message.rpartition("；")[2], []).append(finding)
    return tuple(said for end, own in by_end.items() for said in _together(own, end))


def sentence(finding: Finding) -> str:
    """Return a finding's sentence with the clause in brackets behind it."""
    message = str(flat(finding.message))
    clause = f"（{finding.clause}）" if finding.clause else ""
    return message if clause and message.endswith(clause) else message + clause


def _together(findings: Sequence[Finding], end: str) -> tuple[str, ...]:
    heads = [str(flat(f.message)).removesuffix(f"；{end}") for f in findings]
    start = _shared_beginning(heads)
    if len(findings) == 1 or len(start) < LEAST_IN_COMMON or any("；" not in f.message for f in findings):
        return tuple(sentence(f) for f in findings)
    clauses = dict.fromkeys(f.clause for f in findings if f.clause)
    bracket = f"（{'、'.join(clauses)}）" if clauses else ""
    return (f"{start}{'、'.join(h.removeprefix(start) for h in heads)}；{end}{bracket}",)


def _shared_beginning(texts: Sequence[str]) -> str:
    shared = min(texts, key=len)
    differs = next((i for i, letters in enumerate(zip(*texts, strict=False)) if len(set(letters)) > 1), len(shared))
    return shared[:differs]


def _is_about(decision: Decision, finding: Finding) -> bool:
    of_entry = not decision.entry or name_key(decision.entry) == name_key(finding.entry or "")
    return decision.rule == finding.rule and of_entry and decision.field in {"", finding.field or ""}


def _title(finding: Finding, campaign: Campaign, papers: str) -> str:
    form = campaign.forms.get(finding.form or "")
    return papers if form is None or form.annex is None else form.short_name


def _titles(campaign: Campaign) -> dict[str, int]:
    first = [campaign.forms[t.recommendation] for t in campaign.notice.tracks if t.recommendation in campaign.forms]
    rest = [f for f in campaign.forms.values() if f not in first]
    return {form.short_name: place for place, form in enumerate([*first, *rest])}


def _numeral(place: int) -> str:
    return _NUMERALS[place] if place < len(_NUMERALS) else str(place + 1)
