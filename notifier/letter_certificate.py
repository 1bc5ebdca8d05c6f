"""The current recommendation records in, the lines that go on certificates out, exactly as they would be printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from config.campaign import Campaign, FieldSpec, RosterSpec, Track
from model import FiledRecord, Filing, Row, Value
from notifier.pages import flat


@dataclass(frozen=True, slots=True)
class Proof:
    """The certificate lines of one recommendation form: the columns' titles and a row for each entry."""

    form: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """How many circles or teams a filing recommends."""

    name: str
    short: str
    count: int
    track: str = ""


def proofs(filing: Filing, mails: Collection[int], campaign: Campaign) -> tuple[Proof, ...]:
    """Return the lines to proofread of the recommendations that came with these mails; those echoed before are not said twice."""
    found = []
    for track in campaign.notice.tracks:
        records = [r for r in filing.current(track.recommendation) if r.mail in mails]
        proof = _proof(track, records, campaign)
        earlier = [r for r in filing.records if r.record.form == track.recommendation and r.mail not in mails]
        if proof.rows and all(_proof(track, [r], campaign).rows != proof.rows for r in earlier):
            found.append(proof)
    return tuple(found)


def entered(filing: Filing, campaign: Campaign) -> tuple[Entered, ...]:
    """Return what is recommended in all, by track."""
    counts = [(t, sum(1 for r in filing.current(t.recommendation) for _ in entry_rows(r, t))) for t in campaign.notice.tracks]
    return tuple(Entered(t.name, t.entry_name, n, t.id) for t, n in counts if n)


def entry_rows(record: FiledRecord, track: Track) -> Iterator[Row]:
    """Yield the rows of a recommendation that name something."""
    for row in record.record.rosters.get(track.roster, ()):
        if any(not value.is_blank for name, value in row.items() if name != "row_no"):
            yield row


def printed(value: Value | None) -> str:
    """Return a value as it would be printed: the understood one where it is sure and whole, else the cell's own words."""
    if value is None:
        return ""
    if isinstance(value.data, tuple) and value.data and value.is_certain and "et_al" not in value.flags:
        return "、".join(value.data)
    return str(flat(value.data if isinstance(value.data, str) and value.data and value.is_certain else value.raw))


def title_of(spec: FieldSpec) -> str:
    """Return a field's printed label without the line breaks and gaps of its cell."""
    return "".join(spec.labels[0].split()) if spec.labels else spec.id


def roster_of(track: Track, campaign: Campaign) -> RosterSpec:
    """Return the roster that a track's certificates are made from."""
    roster = campaign.forms[track.recommendation].roster(track.roster)
    assert roster is not None  # the year's loader holds this
    return roster


def _proof(track: Track, records: list[FiledRecord], campaign: Campaign) -> Proof:
    columns = [c for c in roster_of(track, campaign).columns if c.certificate]
    rows = tuple(tuple(printed(row.get(c.id)) for c in columns) for r in records for row in entry_rows(r, track))
    return Proof(campaign.forms[track.recommendation].short_name, tuple(title_of(c) for c in columns), rows)
