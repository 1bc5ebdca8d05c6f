"""A mail with its readings and the filings so far in, the filings that its files belong to out.

Trust, in this order: the thread, the receipt number in the subject, the unit's name in the forms; then the sender, the circles'
names, and the unit's name in the mail's own words. What nothing tells becomes a filing of an unknown unit, for staff to see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.campaign import Campaign
from intake.units import likely_same_unit, names_in, same_unit, unit_key
from model import Envelope, FormRecord, Kind, Reading


@dataclass(frozen=True)
class Known:
    """A filing as the placing of mail needs it; `message_ids` are of its mails and of our letters to it."""

    receipt: str
    unit: str
    message_ids: frozenset[str]
    senders: frozenset[str]
    entries: frozenset[str]
    last_mail_at: datetime


@dataclass(frozen=True)
class Share:
    """What of a mail belongs to one filing: a known receipt, or None for a new filing of `unit`; positions of files."""

    receipt: str | None
    unit: str
    files: tuple[int, ...]
    reason: str


def place(envelope: Envelope, readings: Sequence[Reading], known: Sequence[Known], campaign: Campaign) -> tuple[Share, ...]:
    """Return the shares of a mail, the first one its main filing; none for automatic mail and for what names no filing."""
    if envelope.kind is Kind.AUTOMATIC:
        return ()
    everything = tuple(range(len(readings)))
    certain = _by_thread(envelope, known) or _by_receipt(envelope, known, campaign)
    units = _units(readings)
    if certain is not None:
        return (Share(certain[0].receipt, certain[0].unit or next(iter(units), ""), everything, certain[1]),)
    if envelope.kind is Kind.INQUIRY:
        return ()
    if units:
        divided = _divided(envelope, readings, units) if len(units) > 1 else {next(iter(units)): everything}
        return tuple(_of_unit(envelope, unit, files, known) for unit, files in divided.items())
    shares = _nameless(envelope, readings, known, campaign, everything)
    if shares or not (readings or envelope.links):
        return shares
    return (Share(None, _named_in_text(envelope, readings, campaign), everything, "new"),)


def unit_of(records: Sequence[FormRecord]) -> str:
    """Return the unit that some records of one file speak for: who recommends, else whose company it is."""
    for field in ("recommending_unit", "organization_name"):
        for record in records:
            value = record.values.get(field)
            if value is not None and isinstance(value.data, str) and "placeholder" not in value.flags:
                return value.data
    return ""


def _by_thread(envelope: Envelope, known: Sequence[Known]) -> tuple[Known, str] | None:
    ids = [envelope.in_reply_to, *reversed(envelope.references)]
    for identifier in ids:
        for filing in known:
            if identifier and identifier in filing.message_ids:
                return filing, "thread"
    return None


def _by_receipt(envelope: Envelope, known: Sequence[Known], campaign: Campaign) -> tuple[Known, str] | None:
    prefix = _alphanumeric(campaign.notice.receipt_prefix)
    numbers = re.findall(rf"{re.escape(prefix)}\d+", _alphanumeric(envelope.subject))
    return next(((f, "receipt number") for n in numbers for f in known if _alphanumeric(f.receipt) == n), None)


def _alphanumeric(text: str) -> str:
    """A receipt number as people retype it: with any dash or none, in full width, with blanks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()


def _units(readings: Sequence[Reading]) -> dict[str, tuple[int, ...]]:
    """Units by name with the files that speak for them. A recommendation's unit gathers the applications that it lists."""
    recommending = _recommenders(readings)
    if len(recommending) == 1:
        return {next(iter(recommending)): tuple(range(len(readings)))}
    units: dict[str, list[int]] = {}
    for position, reading in enumerate(readings):
        name = unit_of(reading.records)
        if not name:
            continue
        same = next((u for u in units if likely_same_unit(u, name)), None)
        units.setdefault(same or name, []).append(position)
    if not recommending and len(units) > 1:
        largest = max(units, key=lambda u: len(units[u]))
        sections = [u for u in units if u != largest]
        if all(_is_part_of(s, largest) for s in sections):
            return {largest: tuple(range(len(readings)))}
    return {u: tuple(files) for u, files in units.items()}


def _is_part_of(section: str, unit: str) -> bool:
    return unit_key(section).startswith(unit_key(unit)) or unit_key(unit).startswith(unit_key(section))


def _recommenders(readings: Sequence[Reading]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, reading in enumerate(readings):
        for record in reading.records:
            value = record.values.get("recommending_unit")
            if any(record.rosters.values()) and value is not None and isinstance(value.data, str) and value.data:
                same = next((u for u in found if likely_same_unit(u, value.data)), None)
                found.setdefault(same or value.data, position)
    return found


def _divided(envelope: Envelope, readings: Sequence[Reading], units: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Give every file to a unit; one that names none goes by its folder, then by the circles, teams and reviewers it names."""
    shares = {u: list(files) for u, files in units.items()}
    placed = {p for files in units.values() for p in files}
    names = {u: _names_of(r for p in files for r in readings[p].records) for u, files in units.items()}
    paths = [_path(envelope, position) for position in range(len(readings))]
    for position in (p for p in range(len(readings)) if p not in placed):
        said = _speech(readings[position]) + _plain(paths[position])
        home = (
            _only([u for u in units if len(unit_key(u)) >= 4 and unit_key(u) in unit_key(paths[position])])
            or _of_folder(paths, position, units)
            or next((u for u, own in names.items() if any(n in said for n in own)), next(iter(shares)))
        )
        shares[home].append(position)
    return {u: tuple(sorted(files)) for u, files in shares.items()}


def _path(envelope: Envelope, position: int) -> str:
    return envelope.attachments[position].path if position < len(envelope.attachments) else ""


def _of_folder(paths: Sequence[str], position: int, units: Mapping[str, tuple[int, ...]]) -> str:
    """Return the one unit whose files lie deepest in the same folder or archive as a file, "" where several do."""
    shared = {u: max(_shared_folders(paths[position], paths[p]) for p in files) for u, files in units.items()}
    return _only([u for u, depth in shared.items() if depth == max(shared.values())])


def _shared_folders(one: str, other: str) -> int:
    mine, theirs = (re.split(r" › |/", path)[:-1] for path in (one, other))
    return next((depth for depth, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))


def _only(units: Sequence[str]) -> str:
    return units[0] if len(units) == 1 else ""


def _names_of(records: Iterable[FormRecord]) -> frozenset[str]:
    every = tuple(records)
    rows = [row for record in every for roster in record.rosters.values() for row in roster]
    reviewers = {_plain(str(row["reviewer_name"].data)) for row in rows if "reviewer_name" in row and row["reviewer_name"].data}
    return entry_names(every) | {name for name in reviewers if len(name) >= 2}


def _speech(reading: Reading) -> str:
    return _plain(reading.excerpt + " ".join(str(v.data) for r in reading.records for v in r.values.values() if isinstance(v.data, str)))


def entry_names(records: object) -> frozenset[str]:
    """Return the circles' and teams' names in some records, folded for comparing."""
    names: set[str] = set()
    for record in records:  # type: ignore[attr-defined]
        for field in ("circle_name", "team_name"):
            rows = [record.values, *(row for rows in record.rosters.values() for row in rows)]
            names |= {_plain(str(row[field].data)) for row in rows if field in row and row[field].data}
    return frozenset(n for n in names if len(n) >= 2)


def _plain(text: str) -> str:
    folded = re.sub(r"[\s“”\"'‘’]+", "", unicodedata.normalize("NFKC", text)).lower()
    return folded.replace("质量管理小组", "").replace("qc小组", "")


def _of_unit(envelope: Envelope, unit: str, files: tuple[int, ...], known: Sequence[Known]) -> Share:
    sender = envelope.sender.address.lower()
    for filing in known:
        if same_unit(filing.unit, unit):
            return Share(filing.receipt, filing.unit, files, "unit")
    for filing in known:
        if sender in filing.senders and likely_same_unit(filing.unit, unit):
            return Share(filing.receipt, filing.unit, files, "unit alike, same sender")
    for filing in known:
        if sender in filing.senders and not filing.unit:
            return Share(filing.receipt, unit, files, "the sender's filing had no unit yet")
    return Share(None, unit, files, "new")


def _nameless(
    envelope: Envelope, readings: Sequence[Reading], known: Sequence[Known], campaign: Campaign, files: tuple[int, ...]
) -> tuple[Share, ...]:
    """No form names a unit: the mail's own words, the circles named, then the sender decide."""
    words = f"{envelope.subject}\n{envelope.text}"
    plain = unit_key(words)
    named = [f for f in known if len(unit_key(f.unit)) >= 4 and unit_key(f.unit) in plain]
    if len(named) == 1:
        return (Share(named[0].receipt, named[0].unit, files, "unit named in the mail"),)
    other = _named_in_text(envelope, readings, campaign)
    same = [f for f in known if same_unit(f.unit, other)]
    if len(same) == 1:
        return (Share(same[0].receipt, same[0].unit, files, "unit named in the files"),)
    speech = " ".join(_speech(r) for r in readings) + _plain(words)
    listed = [f for f in known if any(len(e) >= 2 and e in speech for e in f.entries)]
    own = [f for f in known if envelope.sender.address.lower() in f.senders]
    both = [f for f in own if f in listed]
    for candidates, reason in ((both, "entry and sender"), (listed if not own else [], "entry"), (own, "sender")):
        if len(candidates) == 1 and not (reason == "sender" and _names_another(other, candidates[0].unit)):
            return (Share(candidates[0].receipt, candidates[0].unit, files, reason),)
    if own and not _names_another(other, own[-1].unit):
        latest = max(own, key=lambda f: f.last_mail_at)
        return (Share(latest.receipt, latest.unit, files, "the sender's latest filing"),)
    return ()


def _names_another(name: str, unit: str) -> bool:
    return bool(name) and bool(unit) and not likely_same_unit(name, unit)


def _named_in_text(envelope: Envelope, readings: Sequence[Reading], campaign: Campaign) -> str:
    """The likeliest name of the sender's unit in what the mail and its files say in words."""
    for text in (envelope.subject, envelope.text, envelope.sender.name, *(r.excerpt for r in readings)):
        names = [n for n in names_in(text, campaign.notice.organization_suffixes) if not same_unit(n, campaign.notice.issuer)]
        if names:
            return names[0]
    return ""
