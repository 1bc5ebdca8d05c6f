"""A rule's hit and the year in, a finished finding out: its level, its Chinese sentence, its clause, its lasting key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

from checks.names import entry_key
from checks.papers import Papers, folded_label
from checks.rule import Check, Hit, Words
from config.campaign import Campaign, FieldSpec, FormSpec, RuleSpec
from model import Decision, Finding, Level

_RANK = {Level.OFF: 0, Level.NOTE: 1, Level.WARNING: 2, Level.REMINDER: 3, Level.PROBLEM: 4}
_NUMBERING = re.compile(r"^[一二三四五六七八九十]+、")
_ANNEX = re.compile(r"（[^（）]*）$")

# What every sentence may use
GIVEN = frozenset({"annex", "entry", "file", "form_name", "kind", "label", "paper", "place", "row"})


def finding_of(name: str, hit: Hit, papers: Papers) -> Finding:
    """Return the finding that a hit becomes in this year. Raises KeyError where the year's sentence wants an unknown word."""
    rule = papers.campaign.rules[name]
    params = {**_given(hit, papers), **hit.params}
    says = rule.variants[hit.variant] if hit.variant else rule.says
    finding = Finding(
        rule=name,
        level=_level(rule.level, hit),
        message=says.format_map(params),
        clause=rule.clauses.get(hit.form or "", rule.clause),
        form=hit.form,
        entry=hit.entry or None,
        field=hit.field,
        where=hit.where,
        file=hit.file,
        params={**hit.params, **({"row": hit.row} if hit.row else {})},
        key="|".join((name, hit.form or "", entry_key(hit.entry or ""), hit.field or "", hit.apart)),
    )
    return _relevelled(finding, papers.filing.decisions)


def example_words(check: Check, campaign: Campaign) -> dict[str, Words]:
    """Return every word that a rule's sentences may use, with a value to show, as if it had hit the first place that it reads."""
    path = check.reads[0].split(".")
    form = campaign.forms.get(path[0])
    listed = form is not None and bool(form.rosters)
    team = form is not None and form.track == "team"
    entry = "机加车间二班" if team else "飞翔QC小组"
    roster = path[1] if len(path) == 3 else ""
    of_entry = form is not None and (form.scope == "entry" or (listed and roster in {"", form.rosters[0].id}))
    hit = Hit(path[0], entry if of_entry else None, path[-1] if len(path) > 1 else None, roster, row=2 if listed else 0)
    return {**_words_of(hit, form, campaign), "entry": entry, "file": "材料.zip › 附件.docx", **check.example}


def complaints(check: Check, rule: RuleSpec, campaign: Campaign) -> Iterator[str]:
    """Yield what is wrong with a rule of the year: unknown words in its sentences, unknown wordings, limits or forms."""
    known = GIVEN | check.example.keys()
    for place, sentence in (("says", rule.says), *((f"variants.{k}", v) for k, v in rule.variants.items())):
        try:
            unknown = sorted({name for _, name, _, _ in Formatter().parse(sentence) if name is not None} - known)
        except ValueError:
            yield f"[{check.name}] {place}：花括号不成对。"
            continue
        if unknown:
            yield f"[{check.name}] {place}：不认识的占位符 {'、'.join(unknown)}；可用的有 {'、'.join(sorted(known))}。"
    yield from (f"[{check.name}] variants.{v}：没有这一句，请补上。" for v in check.variants if v not in rule.variants)
    yield from (f"[{check.name}] variants.{v}：程序不使用这一句，请检查拼写或删去。" for v in rule.variants if v not in check.variants)
    yield from (f"[{check.name}] limits.{v}：没有这一项，请补上。" for v in check.limits if v not in rule.limits)
    yield from (f"[{check.name}] limits.{v}：程序不使用这一项，请检查拼写或删去。" for v in rule.limits if v not in check.limits)
    yield from (f"[{check.name}] clauses.{v}：没有这张表，请检查拼写。" for v in rule.clauses if v not in campaign.forms)


def _given(hit: Hit, papers: Papers) -> dict[str, Words]:
    file = papers.files.get(hit.file) if hit.file is not None else None
    form = papers.campaign.forms.get(hit.form or "")
    return {**_words_of(hit, form, papers.campaign), "entry": hit.entry or "", "file": file.path if file else ""}


def _words_of(hit: Hit, form: FormSpec | None, campaign: Campaign) -> dict[str, Words]:
    paper = _ANNEX.sub("", form.short_name) if form else ""
    return {
        "annex": f"附件{form.annex}" if form and form.annex else "",
        "form_name": form.name if form else "",
        "kind": _kind(form, campaign),
        "label": _label(form, hit.field),
        "paper": paper,
        "place": _place(paper, hit, form),
        "row": hit.row,
    }


def _place(paper: str, hit: Hit, form: FormSpec | None) -> str:
    row = f"{_list_title(form, hit)}第{hit.row}行" if hit.row else ""
    entry = f"“{hit.entry}”" if hit.entry else ""
    return f"{paper}{row}{entry}"


def _list_title(form: FormSpec | None, hit: Hit) -> str:
    """Name the list of a row, but for a form's first."""
    if form is None or not hit.roster or form.rosters[0].id == hit.roster:
        return ""
    roster = form.roster(hit.roster)
    return _NUMBERING.sub("", roster.titles[0]) if roster and roster.titles else ""


def _kind(form: FormSpec | None, campaign: Campaign) -> str:
    names = [t.entry_name for t in campaign.notice.tracks if form is not None and t.id == form.track]
    return names[0] if names else ""


def _label(form: FormSpec | None, field: str | None) -> str:
    if form is None or not field:
        return field or ""
    specs: list[FieldSpec] = [*form.fields, *(c for r in form.rosters for c in r.columns)]
    return next((folded_label(s) for s in specs if s.id == field), field)


def _level(level: Level, hit: Hit) -> Level:
    caps = [level, *([] if hit.certain else [Level.WARNING]), *([hit.at_most] if hit.at_most is not None else [])]
    return min(caps, key=_RANK.__getitem__)


def _relevelled(finding: Finding, decisions: tuple[Decision, ...]) -> Finding:
    """Staff's word is last: their level for this rule, entry and field stands above the year's."""
    for decision in decisions:
        about = decision.verb == "relevel" and decision.rule == finding.rule and decision.field in {"", finding.field or ""}
        if about and (not decision.entry or entry_key(decision.entry) == entry_key(finding.entry or "")) and decision.after in set(Level):
            finding = replace(finding, level=Level(decision.after))
    return finding
