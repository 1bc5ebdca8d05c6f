"""Filings in, the sheets that certificates are printed from and the reviewers behind them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from config.campaign import Campaign
from config.labels import label_key
from model import Decision, FiledRecord, Level, Row
from notifier.entries import Entry, concerns, entries_of, name_key
from notifier.letter_certificate import printed
from notifier.register import JudgedFiling, contact_of
from notifier.workbook_sheet import Content, Line, Mark, Sheet, district_of, figure, unit_of, workbook_words

# A year inside a certificate's number; 10201 is the standard's own number and its year is not the holder's
_YEAR = re.compile(r"(?<!\d)(?<!10201-)(?<!10201)((?:19|20)\d{2})(?!\d{1,3}(?!\d))")
_RARE = re.compile("[^\x00-\u33ff\u4e00-\u9fff\u3000-\u303f\uf900-\ufaff\uff00-\uffef]")


def certificate_sheets(filings: Sequence[JudgedFiling], campaign: Campaign) -> Iterator[Sheet]:
    """Yield a sheet a track: one row for each recommended circle or team, sorted by district, company, name."""
    words = workbook_words(campaign.texts)["certificates"]
    for track in campaign.notice.tracks:
        columns = words[track.id]["columns"]
        rows = [
            _row(judged, entry, campaign)
            for judged in filings
            for entry in entries_of(judged.filing, campaign)
            if entry.track == track and entry.row
        ]
        rows.sort(key=lambda row: (_place(row["district"], campaign), row["company"], row["name"]))
        lines = tuple(_line(row | {"number": n}, columns) for n, row in enumerate(rows, start=1))
        yield Sheet(words[track.id]["sheet"], tuple(title for title, _ in columns), lines)


def reviewer_sheet(filings: Sequence[JudgedFiling], campaign: Campaign) -> Sheet:
    """Return every reviewer once (by name and certificate number), with the units that named them."""
    words = workbook_words(campaign.texts)["reviewers"]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for judged in filings:
        for track in campaign.notice.tracks:
            for row in _reviewers(judged.filing.current(track.recommendation)):
                key = (label_key(printed(row.get("reviewer_name"))), label_key(printed(row.get("certificate_no"))))
                seen = found.setdefault(key, {"row": row, "kinds": [], "units": []})
                seen["kinds"] += [k for k in [words["kinds"].get(track.id, track.entry_name)] if k not in seen["kinds"]]
                seen["units"] += [u for u in [judged.filing.unit] if u not in seen["units"]]
    lines = tuple(_reviewer(seen) for _, seen in sorted(found.items()))
    return Sheet(words["sheet"], tuple(words["head"]), lines)


def _row(judged: JudgedFiling, entry: Entry, campaign: Campaign) -> dict[str, Any]:
    filing, track = judged.filing, entry.track
    forms = [track.recommendation, track.application, track.statistics]
    contact = contact_of(filing, campaign)
    row: dict[str, Any] = {key: _content(key, entry, campaign) for key in entry.row or {}}
    row |= {
        "name": entry.name,
        "company": entry.company or ("" if _recommends(filing.unit, campaign) else unit_of(judged, campaign)),
        "unit": unit_of(judged, campaign),
        "district": district_of(judged, forms),
        "contact_person": row.get("contact_person") or contact.person,
        "mobile": row.get("mobile") or contact.phone,
        "receipt": filing.receipt,
        "origin": _origin(judged, entry, campaign),
        "remark": _remark(judged, entry, campaign),
        "checked": _said(judged, entry, "certificate-check", "after"),
        "state": _said(judged, entry, "review-state", "after"),
        "state_note": _said(judged, entry, "review-state", "reason"),
    }
    return row | {"marks": _marks(judged, entry)}


def _place(district: str, campaign: Campaign) -> tuple[int, str]:
    known = campaign.notice.districts
    return (known.index(district) if district in known else len(known), district)


def _content(key: str, entry: Entry, campaign: Campaign) -> Content:
    roster = campaign.forms[entry.track.recommendation].roster(entry.track.roster)
    spec = next((c for c in roster.columns if c.id == key), None) if roster else None
    value = (entry.row or {}).get(key)
    return figure(value) if spec and spec.kind in {"count", "money_wan"} else printed(value)


def _line(row: dict[str, Any], columns: Sequence[tuple[str, str]]) -> Line:
    marks: dict[str, Mark] = row["marks"]
    name = next((i for i, (_, source) in enumerate(columns) if row.get(source) == row["name"]), 0)
    by_number = {i: marks[source] for i, (_, source) in enumerate(columns) if source in marks}
    if marks:
        worst = Mark.PROBLEM if Mark.PROBLEM in marks.values() else Mark.WARNING
        by_number |= {0: worst, name: worst}
    return Line(tuple(row.get(source) for _, source in columns), by_number)


def _marks(judged: JudgedFiling, entry: Entry) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for known in judged.open(Level.WARNING, Level.REMINDER, Level.PROBLEM):
        if concerns(known.finding, entry):
            field = known.finding.field or "name"
            mark = Mark.PROBLEM if known.finding.level is Level.PROBLEM else Mark.WARNING
            marks[field] = Mark.PROBLEM if marks.get(field) is Mark.PROBLEM else mark
    return marks


def _origin(judged: JudgedFiling, entry: Entry, campaign: Campaign) -> str:
    record = entry.recommendation
    if record is None:
        return ""
    word = workbook_words(campaign.texts)["certificates"]["words"]["mail"]
    at = record.received_at.astimezone(campaign.zone)
    file = next((f.path for f in judged.filing.files if f.number == record.file), "")
    where = next((v.where for v in (entry.row or {}).values() if v.where), record.record.where)
    return " / ".join(part for part in (f"{word} {at:%m-%d %H:%M}", file, where) if part)


def _remark(judged: JudgedFiling, entry: Entry, campaign: Campaign) -> str:
    said = _said(judged, entry, "note", "after") or _said(judged, entry, "note", "reason")
    rare = sorted({c for value in (entry.row or {}).values() for c in _RARE.findall(printed(value))})
    word: str = workbook_words(campaign.texts)["certificates"]["words"]["rare"]
    return "；".join(part for part in (said, word.format(characters="、".join(rare)) if rare else "") if part)


def _said(judged: JudgedFiling, entry: Entry, verb: str, part: str) -> str:
    """Return staff's last word of a kind about an entry: a word about the whole filing counts where none is about this entry."""
    decisions = [d for d in judged.filing.decisions if d.verb == verb]
    own = [d for d in decisions if d.entry and name_key(d.entry) == name_key(entry.name)]
    last: Decision | None = max(own or [d for d in decisions if not d.entry], key=lambda d: (d.at, d.number), default=None)
    return str(getattr(last, part)) if last else ""


def _recommends(unit: str, campaign: Campaign) -> bool:
    return any(word in unit for word in campaign.notice.associations)


def _reviewers(records: Sequence[FiledRecord]) -> Iterator[Row]:
    for record in records:
        for row in record.record.rosters.get("reviewers", ()):
            if any(not v.is_blank for key, v in row.items() if key != "row_no"):
                yield row


def _reviewer(seen: dict[str, Any]) -> Line:
    row: Row = seen["row"]
    number = printed(row.get("certificate_no"))
    years = _YEAR.findall(number)
    cells: tuple[Content, ...] = (
        printed(row.get("reviewer_name")),
        printed(row.get("employer")),
        number,
        int(years[-1]) if years else None,
        printed(row.get("mobile")),
        "、".join(seen["kinds"]),
        "、".join(seen["units"]),
        "",
    )
    return Line(cells)
