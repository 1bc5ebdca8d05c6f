"""A filing in, its circles and teams with the papers that belong to each out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.campaign import Campaign, Track
from config.labels import label_key
from model import FiledRecord, Filing, Finding, Row
from notifier.letter_certificate import entry_rows, printed, roster_of

# What clerks put behind a name or leave out; for finding the papers of one circle, never for what is printed
_KIND_BEHIND = re.compile(r"(?:(?:qc|质量管理|品管)?(?:活动)?(?:小组|圈|组)|qc|(?:质量)?信得过班组)$")
_BRACKETS = re.compile(r"[()【】]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A circle or team: its row in the recommendation (None where only an application came) and its own papers."""

    track: Track
    name: str
    row: Row | None
    recommendation: FiledRecord | None
    application: FiledRecord | None
    material: FiledRecord | None
    company: str


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """Return a key under which “飞翔”QC小组 and 飞翔小组 are one."""
    plain = _BRACKETS.sub("", label_key(name))
    return _KIND_BEHIND.sub("", plain) or plain


def entries_of(filing: Filing, campaign: Campaign) -> list[Entry]:
    """Return every circle and team of a filing: those recommended in the table's order, then those that only applied."""
    return [entry for track in campaign.notice.tracks for entry in _of_track(filing, track, campaign)]


def concerns(finding: Finding, entry: Entry) -> bool:
    """Tell whether a finding speaks of an entry (by name, and of its track where it names a form of one)."""
    return bool(finding.entry) and name_key(finding.entry or "") == name_key(entry.name)


def _of_track(filing: Filing, track: Track, campaign: Campaign) -> Iterator[Entry]:
    field = campaign.forms[track.application].entry
    key = roster_of(track, campaign).key_columns[0]
    applications, materials = filing.current(track.application), filing.current(track.material)
    seen: set[str] = set()
    for record in filing.current(track.recommendation):
        for row in entry_rows(record, track):
            name = printed(row.get(key))
            seen.add(name_key(name))
            own = _named(applications, name, field)
            company = printed(row.get("organization_name")) or _company(own)
            yield Entry(track, name, row, record, own, _material(filing, materials, name, field), company)
    for record in applications:
        name = printed(record.record.values.get(field))
        if name_key(name) not in seen:
            seen.add(name_key(name))
            yield Entry(track, name, None, None, record, _material(filing, materials, name, field), _company(record))


def _named(records: Sequence[FiledRecord], name: str, field: str) -> FiledRecord | None:
    found = (r for r in records if name_key(printed(r.record.values.get(field)) or r.entry) == name_key(name))
    return next(found, None) if name else None


def _material(filing: Filing, records: Sequence[FiledRecord], name: str, field: str) -> FiledRecord | None:
    """A report or material often names its circle or team in the heading, the text or the file's name alone."""
    labelled = _named(records, name, field)
    key = name_key(name)
    if labelled is not None or not key:
        return labelled
    files = {f.number: f for f in filing.files}
    unlabelled = (r for r in records if not printed(r.record.values.get(field)) and r.file in files)
    return next(
        (r for r in unlabelled if key in name_key(f"{printed(r.record.values.get('title'))} {files[r.file].name} {files[r.file].excerpt}")),
        None,
    )


def _company(record: FiledRecord | None) -> str:
    return printed(record.record.values.get("organization_name")) if record else ""
