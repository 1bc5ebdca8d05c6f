"""A filing over several companies in, the table of each company's state out (T8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.campaign import Campaign, Track
from config.labels import label_key
from model import FiledRecord, Filing, Finding
from notifier.letter_certificate import entry_rows, printed, roster_of
from notifier.letter_items import sentence
from notifier.pages import words_of


@dataclass(frozen=True, slots=True)
class Member:
    """A circle or team that an association recommends: whose it is, its papers, and what is still asked for."""

    company: str
    entry: str
    application: bool
    material: bool
    asked: tuple[str, ...]


def members(filing: Filing, findings: Sequence[Finding], campaign: Campaign) -> tuple[Member, ...]:
    """Return the entries of a filing that speaks for several companies; none where it speaks for one."""
    found = [m for track in campaign.notice.tracks for m in _of_track(track, filing, findings, campaign)]
    companies = {label_key(m.company) for m in found if m.company}
    own = label_key(filing.unit)
    recommends = any(word in filing.unit for word in campaign.notice.associations)
    if len(companies) < 2 or (own in companies and not recommends):
        return ()
    return tuple(sorted(found, key=lambda m: m.company))


def table_rows(found: Sequence[Member], campaign: Campaign) -> tuple[tuple[str, ...], ...]:
    """Return T8's rows in the order of its head; each sentence stands in the row of its entry."""
    words = words_of(campaign.texts)["table"]
    mark = {True: words["here"], False: words["missing"]}
    return tuple((m.company, m.entry, mark[m.application], mark[m.material], "".join(m.asked) or words["nothing"]) for m in found)


def _of_track(track: Track, filing: Filing, findings: Sequence[Finding], campaign: Campaign) -> list[Member]:
    applications = filing.current(track.application)
    materials = filing.current(track.material)
    name_field = campaign.forms[track.application].entry
    seen: dict[str, Member] = {}
    for row in (row for r in filing.current(track.recommendation) for row in entry_rows(r, track)):
        name = printed(row.get(roster_of(track, campaign).key_columns[0]))
        own = _matching(applications, name, name_field)
        company = printed(row.get("organization_name")) or _company(own)
        seen[label_key(name)] = Member(
            company, name, own is not None, _matching(materials, name, name_field) is not None, _asked(findings, name)
        )
    for record in applications:
        name = printed(record.record.values.get(name_field))
        if label_key(name) not in seen:
            material = _matching(materials, name, name_field) is not None
            seen[label_key(name)] = Member(_company(record), name, application=True, material=material, asked=_asked(findings, name))
    return list(seen.values())


def _matching(records: Sequence[FiledRecord], name: str, field: str) -> FiledRecord | None:
    return next((r for r in records if label_key(printed(r.record.values.get(field))) == label_key(name)), None)


def _company(record: FiledRecord | None) -> str:
    return printed(record.record.values.get("organization_name")) if record else ""


def _asked(findings: Sequence[Finding], name: str) -> tuple[str, ...]:
    return tuple(sentence(f) for f in findings if f.entry and label_key(f.entry) == label_key(name))
