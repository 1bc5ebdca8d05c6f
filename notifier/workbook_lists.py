"""Filings and mails in, the lists that staff work along out: to mend, papers, register of mail, suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.campaign import Campaign
from model import FiledRecord, FindingState, KnownFinding, Level
from notifier.entries import Entry, entries_of
from notifier.letter_certificate import title_of
from notifier.letter_items import sentence
from notifier.register import JudgedFiling, MailState, contact_for
from notifier.signs import explained
from notifier.workbook_sheet import Content, Line, Mark, Sheet, unit_of, workbook_words

_ORDER = (FindingState.OPEN, FindingState.RESOLVED, FindingState.WAIVED)


def mending_sheet(filings: Sequence[JudgedFiling], campaign: Campaign) -> Sheet:
    """Return one row for each problem, those that still stand first."""
    words = workbook_words(campaign.texts)["mending"]
    rows = [(judged, known) for judged in filings for known in judged.findings if known.finding.level is Level.PROBLEM]
    rows.sort(key=lambda row: (_ORDER.index(row[1].state), row[0].filing.receipt))
    return Sheet(words["sheet"], tuple(words["head"]), tuple(_problem(judged, known, campaign) for judged, known in rows))


def paper_sheet(filings: Sequence[JudgedFiling], campaign: Campaign) -> Sheet:
    """Return one row for each circle or team: when each paper came by e-mail, and columns to tick for the paper itself."""
    words = workbook_words(campaign.texts)["papers"]
    head = (*words["head"], *(t for group in ("entry", "filing", "documents") for t, _ in words[group]), *words["paper"])
    lines = [_papers(judged, entry, campaign) for judged in filings for entry in _entries_or_unit(judged, campaign)]
    return Sheet(words["sheet"], head, tuple(lines))


def mail_sheet(mails: Sequence[MailState], campaign: Campaign) -> Sheet:
    """Return every mail with what became of it, in the order of arrival."""
    words = workbook_words(campaign.texts)["mails"]
    lines = [
        Line((_local(m.mail.received_at, campaign), _sender(m), m.mail.subject, m.files, m.receipt, _outcome(m, words["outcomes"])))
        for m in sorted(mails, key=lambda m: m.mail.received_at)
    ]
    return Sheet(words["sheet"], tuple(words["head"]), tuple(lines))


def suggestion_sheet(filings: Sequence[JudgedFiling], campaign: Campaign) -> Sheet:
    """Return what units wish and propose, which staff otherwise copy by hand."""
    words = workbook_words(campaign.texts)["suggestions"]
    lines = []
    for judged in filings:
        for record in (r for r in judged.filing.records if r.current and r.record.form in campaign.forms):
            form = campaign.forms[record.record.form]
            for spec in (f for f in form.fields if f.id in words["fields"]):
                value = record.record.values.get(spec.id)
                if value is not None and not value.is_blank:
                    lines.append(
                        Line((judged.filing.receipt, unit_of(judged, campaign), f"{form.short_name} {title_of(spec)}", value.raw.strip()))
                    )
    return Sheet(words["sheet"], tuple(words["head"]), tuple(lines), flat=False)


def _problem(judged: JudgedFiling, known: KnownFinding, campaign: Campaign) -> Line:
    words = workbook_words(campaign.texts)["mending"]
    finding, call = known.finding, contact_for(judged, known.finding, campaign)
    form = campaign.forms.get(finding.form or "")
    told = sorted(
        (letter for letter in judged.filing.letters if finding.key and finding.key in letter.finding_keys), key=lambda x: x.created_at
    )
    place = " ".join(part for part in (form.short_name if form else "", finding.entry or "", finding.where) if part)
    first: Content = _local(told[0].sent_at or told[0].created_at, campaign) if told else words["untold"]
    cells = (
        judged.filing.receipt,
        unit_of(judged, campaign),
        *call,
        place,
        sentence(finding),
        finding.rule,
        first,
        len(told),
        words["states"][known.state.value],
    )
    return Line(cells, {len(cells) - 1: Mark.PROBLEM} if known.state is FindingState.OPEN else {})


def _papers(judged: JudgedFiling, entry: Entry | None, campaign: Campaign) -> Line:
    words = workbook_words(campaign.texts)["papers"]
    named = [entry.company, entry.track.entry_name, entry.name] if entry else ["", "", ""]
    cells: list[Content] = [judged.filing.receipt, named[0] or unit_of(judged, campaign), *named[1:]]
    own = {"application": entry.application, "material": entry.material} if entry else {}
    cells += [_came(own.get(role), campaign) for _, role in words["entry"]]
    tracks = [entry.track] if entry else list(campaign.notice.tracks)
    cells += [_came(_first(judged, [getattr(track, role) for track in tracks]), campaign) for _, role in words["filing"]]
    cells += [_came(_first(judged, [form]), campaign) for _, form in words["documents"]]
    ticked = [d for d in judged.filing.decisions if d.verb == "paper" and d.entry in {"", named[2]}]
    ticks = {title: d.at for d in ticked for title in (d.field, d.rule)}
    cells += [_local(ticks[title], campaign) if title in ticks else None for title in words["paper"]]
    return Line(tuple(cells))


def _entries_or_unit(judged: JudgedFiling, campaign: Campaign) -> Sequence[Entry | None]:
    return entries_of(judged.filing, campaign) or [None]  # a unit that sent only statistics has a line too


def _first(judged: JudgedFiling, forms: Sequence[str]) -> FiledRecord | None:
    return next((r for form in forms if form for r in judged.filing.current(form)), None)


def _came(record: FiledRecord | None, campaign: Campaign) -> str:
    if record is None:
        return ""
    at = record.received_at.astimezone(campaign.zone)
    here: str = workbook_words(campaign.texts)["papers"]["here"]
    return here.format(month=at.month, day=at.day)


def _local(at: datetime, campaign: Campaign) -> datetime:
    return at.astimezone(campaign.zone).replace(tzinfo=None)  # a spreadsheet knows no zones


def _sender(state: MailState) -> str:
    sender = state.mail.sender
    return f"{sender.name} <{sender.address}>" if sender.name else sender.address


def _outcome(state: MailState, words: dict[str, str]) -> str:
    word = words[state.outcome.value]
    return f"{word}：{explained(state.reason)}" if state.reason else word
