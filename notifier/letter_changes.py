"""Two versions of a filing in, what came new, what changed and what was solved out, in words for the sender."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from config.campaign import Campaign, FieldSpec, FormSpec, RosterSpec
from model import FiledRecord, Filing, Finding, FindingState, Row, Value
from notifier.entries import name_key
from notifier.letter_certificate import printed, title_of
from notifier.letter_files import format_name
from notifier.pages import words_of

LONGEST_QUOTE = 60

_LONG = ("long_text", "section")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a form; `certificate` where it changes what is printed."""

    form_name: str
    text: str
    certificate: bool
    form: str
    entry: str
    field: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a supplement brought: differences, new papers, forms sent again unchanged, and what it solved."""

    changed: tuple[Change, ...]
    added: tuple[str, ...]
    repeated: tuple[str, ...]
    solved: tuple[str, ...]


class _Place(NamedTuple):
    form: FormSpec
    entry: str


def changes(filing: Filing, mails: Collection[int], findings: Collection[Finding], campaign: Campaign) -> Changes:
    """Return what the given mails changed against what had come before them."""
    changed: list[Change] = []
    added: list[str] = []
    repeated: list[str] = []
    for record in (r for r in filing.records if r.current and r.mail in mails and r.record.form in campaign.forms):
        form = campaign.forms[record.record.form]
        earlier = predecessor(filing, record, mails)
        differences = list(differences_of(earlier, record, form, campaign)) if earlier else []
        changed += differences
        if _came_before(filing, record, mails) or (earlier and not differences):
            repeated.append(_paper_name(record, form, campaign))
        elif earlier is None:
            added.append(_paper(record, form, campaign))
    solved = _solved(filing, findings, changed, campaign)
    return Changes(tuple(changed), tuple(dict.fromkeys(added)), _in_one_breath(repeated, campaign), solved)


def _came_before(filing: Filing, record: FiledRecord, mails: Collection[int]) -> bool:
    """Tell whether the very octets of a record's file lay in an earlier mail."""
    own = next((f.sha256 for f in filing.files if f.number == record.file), "")
    return bool(own) and any(f.sha256 == own and f.mail not in mails for f in filing.files)


def _in_one_breath(papers: Collection[str], campaign: Campaign) -> tuple[str, ...]:
    return (_words(campaign)["same"].format(form="、".join(dict.fromkeys(papers))),) if papers else ()


def predecessor(filing: Filing, record: FiledRecord, mails: Collection[int] = ()) -> FiledRecord | None:
    """Return the version of a form that a record replaced, or None; `mails` are those that count as one with the record's own.

    A list that goes on in a second file replaces nothing: it names others.
    """
    older = [
        r
        for r in filing.records
        if r.record.form == record.record.form
        and r.entry == record.entry
        and not r.current
        and r.mail not in {*mails, record.mail}
        and r.received_at <= record.received_at
        and _speak_of_the_same(r, record)
    ]
    return max(older, key=lambda r: (r.received_at, r.number), default=None)


def _speak_of_the_same(one: FiledRecord, other: FiledRecord) -> bool:
    mine, theirs = _named_in(one), _named_in(other)
    return not (mine and theirs) or bool(mine & theirs)


def _named_in(record: FiledRecord) -> set[str]:
    return {name_key(v.raw) for rows in record.record.rosters.values() for row in rows for v in row.values() if not v.is_blank}


def differences_of(old: FiledRecord, new: FiledRecord, form: FormSpec, campaign: Campaign) -> Iterator[Change]:
    """Yield every field, row and cell that two versions of a form do not agree in, where both were surely read."""
    name = entry_name(new, form)
    for spec in form.fields:
        yield from _cell(old.record.values.get(spec.id), new.record.values.get(spec.id), spec, _Place(form, name), campaign)
    for roster in form.rosters:
        yield from _roster(old.record.rosters.get(roster.id, ()), new.record.rosters.get(roster.id, ()), roster, form, campaign)


def entry_name(record: FiledRecord, form: FormSpec) -> str:
    """Return the circle's or team's name as the form writes it, "" for a form of the whole unit."""
    return printed(record.record.values.get(form.entry)) if form.entry else ""


def _roster(old: tuple[Row, ...], new: tuple[Row, ...], roster: RosterSpec, form: FormSpec, campaign: Campaign) -> Iterator[Change]:
    key = roster.key_columns[0]
    before, after = _by_name(old, key), _by_name(new, key)
    came = [("row_added", after[n]) for n in after if n not in before]
    went = [("row_removed", before[n]) for n in before if n not in after]
    for word, row in came + went:
        name = printed(row.get(key))
        yield Change(form.short_name, _words(campaign)[word].format(entry=name), certificate=True, form=form.id, entry=name, field="")
    for name in [n for n in after if n in before]:
        place = _Place(form, printed(after[name].get(key)))
        for spec in (c for c in roster.columns if c.kind != "row_no"):
            yield from _cell(before[name].get(spec.id), after[name].get(spec.id), spec, place, campaign)


def _by_name(rows: tuple[Row, ...], key: str) -> dict[str, Row]:
    return {name_key(row[key].raw): row for row in rows if key in row and not row[key].is_blank}


def _cell(old: Value | None, new: Value | None, spec: FieldSpec, place: _Place, campaign: Campaign) -> Iterator[Change]:
    if old is None or new is None or not (old.is_certain and new.is_certain) or _same(old, new):
        return  # a label that one version lacks is another layout, and a doubtful reading is no change of mind
    words = _words(campaign)
    kind = "rewritten" if spec.kind in _LONG else "filled" if old.is_blank else "emptied" if new.is_blank else "cell"
    named = words["entry"].format(entry=place.entry) if place.entry else ""
    text = words[kind].format(entry=named, label=title_of(spec), old=_quoted(old), new=_quoted(new))
    yield Change(place.form.short_name, text, certificate=spec.certificate, form=place.form.id, entry=place.entry, field=spec.id)


def _same(old: Value, new: Value) -> bool:
    if old.data is not None and old.data == new.data:
        return True
    return "".join(old.raw.split()) == "".join(new.raw.split())


def _quoted(value: Value) -> str:
    text = printed(value)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _paper(record: FiledRecord, form: FormSpec, campaign: Campaign) -> str:
    words = _words(campaign)
    entry = entry_name(record, form)
    named = words["entry"].format(entry=entry) if entry else ""
    return str(words["paper"].format(entry=named, form=form.short_name, format=format_name(record.file_format, campaign)))


def _paper_name(record: FiledRecord, form: FormSpec, campaign: Campaign) -> str:
    entry = entry_name(record, form)
    return (_words(campaign)["entry"].format(entry=entry) if entry else "") + form.short_name


def _solved(filing: Filing, findings: Collection[Finding], changed: list[Change], campaign: Campaign) -> tuple[str, ...]:
    still = {f.key for f in findings}
    told = next((set(letter.finding_keys) for letter in reversed(filing.letters) if letter.covers), set())
    shown = {(c.form, c.entry, c.field) for c in changed}
    gone = [
        k.finding
        for k in filing.known
        if k.finding.key in told - still and k.state is not FindingState.WAIVED and k.finding.field  # a paper that came stands under 新增
    ]
    fresh = [f for f in gone if (f.form or "", f.entry or "", f.field or "") not in shown and not _is_asked_of_another(f, findings, filing)]
    return tuple(dict.fromkeys(_subject(f, campaign) for f in fresh))


def _is_asked_of_another(solved: Finding, findings: Collection[Finding], filing: Filing) -> bool:
    """Tell whether a question left only with its circle's old name: the same is asked under the new one."""
    same = [f for f in findings if (f.rule, f.form, f.field) == (solved.rule, solved.form, solved.field)]
    cells = [v for r in filing.records if r.current and r.record.form == solved.form for v in _cells_of(r)]
    return bool(same and solved.entry) and all(name_key(v.raw) != name_key(solved.entry or "") for v in cells if not v.is_blank)


def _cells_of(record: FiledRecord) -> Iterator[Value]:
    for row in (record.record.values, *(row for rows in record.record.rosters.values() for row in rows)):
        yield from row.values()


def _subject(finding: Finding, campaign: Campaign) -> str:
    form = campaign.forms.get(finding.form or "")
    specs = [*form.fields, *(c for r in form.rosters for c in r.columns)] if form else []
    label = next((title_of(s) for s in specs if s.id == finding.field), "")
    entry = _words(campaign)["entry"].format(entry=finding.entry) if finding.entry else ""
    return (form.short_name if form else "") + entry + label


def _words(campaign: Campaign) -> dict[str, str]:
    words: dict[str, str] = words_of(campaign.texts)["changes"]
    return words
