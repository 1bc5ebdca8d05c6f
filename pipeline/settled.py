"""A filing as it is stored in, the same as it counts out: versions settled, staff's corrections of fields heeded. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.certainty import text_of
from checks.names import entry_key, solid
from checks.versions import settle
from config.campaign import Campaign, FieldSpec, FormSpec, RosterSpec
from config.labels import unit_in
from model import Decision, FiledRecord, Filing, FormRecord, Row, Value
from parsers.returned import MARK_LENGTH, RETURNED
from parsers.values import understand

AMEND = "amend"
AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a form: a field, or a roster's column. `row` counts from 1, 0 where the entry's name finds the row."""

    form: str
    field: str
    roster: str = ""
    row: int = 0

    def __str__(self) -> str:
        """Return what a Decision keeps in its `field`."""
        row = f"[{self.row}]" if self.row else ""
        return ".".join(part for part in (self.form, f"{self.roster}{row}" if self.roster else "", self.field) if part)


def place_of(text: str) -> Place:
    """Return the place that a Decision's `field` names."""
    form, *roster, field = text.split(".")
    name, _, row = (roster[0] if roster else "").partition("[")
    return Place(form, field, name, int(row.rstrip("]") or 0) if row else 0)


def settled(filing: Filing, campaign: Campaign) -> Filing:
    """Return a stored filing with the version that counts of every form, staff's corrections in their places.

    A corrected name may make two records one circle's; so versions are settled once more after corrections.
    """
    words = [d for d in filing.decisions if d.verb == AMEND]
    echoes = echoes_in(filing)
    first = settle(replace(filing, records=tuple(r for r in filing.records if r.number not in echoes)), campaign)
    counted = settle(heeded(first, words, campaign), campaign) if words else first
    by_number = {r.number: r for r in counted.records}
    return replace(counted, records=tuple(by_number.get(r.number) or replace(r, current=False) for r in filing.records))


def echoes_in(filing: Filing) -> frozenset[int]:
    """Return the numbers of records that say nothing new: forms that we sent back with comments, and that came again unmended.

    Such a file bears the head of the first one's sha256 (a flag of its reading); what it holds of that file's very words is no
    new version, however much later it came.
    """
    marks = {f.number: flag.partition(":")[2] for f in filing.files for flag in f.flags if flag.startswith(f"{RETURNED}:")}
    if not marks:
        return frozenset()
    own = {f.number: f.sha256 for f in filing.files}
    said = {(own[r.file][:MARK_LENGTH], r.record.form, _written(r.record)) for r in filing.records if r.file in own}
    return frozenset(
        r.number
        for r in filing.records
        if r.file in marks and own[r.file][:MARK_LENGTH] != marks[r.file] and (marks[r.file], r.record.form, _written(r.record)) in said
    )


def _written(record: FormRecord) -> tuple[tuple[str, str], ...]:
    rows = [(f"{n}.{i}", row) for n, rows in record.rosters.items() for i, row in enumerate(rows)]
    return tuple(sorted((f"{at}.{k}", solid(v.raw)) for at, cells in [("", record.values), *rows] for k, v in cells.items() if v.raw))


def heeded(filing: Filing, words: Sequence[Decision], campaign: Campaign) -> Filing:
    """Return a settled filing with corrections in their places, in the order in which they were said.

    A correction holds for what had come when it was said, and for later papers that repeat the words it corrected; where the unit
    itself writes something new afterwards, the unit's word stands.
    """
    records = filing.records
    for word in words:
        place = place_of(word.field)
        spec = field_spec(campaign.forms.get(place.form), place)
        if spec is not None:
            records = tuple(_amended(r, word, place, spec, campaign) if r.record.form == place.form else r for r in records)
    return replace(filing, records=records)


def field_spec(form: FormSpec | None, place: Place) -> FieldSpec | None:
    """Return the field that a place is of; None where the year has none such (any more)."""
    if form is None or not place.roster:
        return form.field(place.field) if form else None
    roster = form.roster(place.roster)
    return next((c for c in roster.columns if c.id == place.field), None) if roster else None


def rows_meant(record: FormRecord, roster: RosterSpec, entry: str, row: int) -> Iterator[int]:
    """Yield the positions of a roster's rows that an entry's name, or else a row's number (from 1), means."""
    for position, cells in enumerate(record.rosters.get(roster.id, ())):
        names = {entry_key(text_of(cells.get(key))) for key in roster.key_columns if text_of(cells.get(key))}
        if (entry_key(entry) in names if entry else True) and row in {0, position + 1}:
            yield position


def is_of_entry(filed: FiledRecord, form: FormSpec, entry: str) -> bool:
    """Tell whether a record is the one of a circle or team; a form of the whole unit, or no name, is."""
    if not entry or form.scope != "entry":
        return True
    own = text_of(filed.record.values.get(form.entry)) if form.entry else ""
    return entry_key(entry) in {entry_key(own), filed.entry.split("@")[0].split("/")[0]}


def _amended(filed: FiledRecord, word: Decision, place: Place, spec: FieldSpec, campaign: Campaign) -> FiledRecord:
    form = campaign.forms[place.form]
    is_old = filed.current and filed.received_at <= word.at

    def mended(cells: Mapping[str, Value]) -> dict[str, Value]:
        known = cells.get(place.field)
        if not is_old and solid(known.raw if known else "") != solid(word.before):
            return dict(cells)
        unit = unit_in(spec.labels[0]) if spec.labels else ""
        where = known.where if known else ""
        return {**cells, place.field: understand(word.after, spec, campaign.notice, where, unit=unit, flags=(AMENDED,))}

    roster = form.roster(place.roster) if place.roster else None
    if roster is not None:
        rows: list[Row] = list(filed.record.rosters.get(roster.id, ()))
        for position in rows_meant(filed.record, roster, word.entry, place.row):
            rows[position] = mended(rows[position])
        return replace(filed, record=replace(filed.record, rosters={**filed.record.rosters, roster.id: tuple(rows)}))
    if not is_of_entry(filed, form, word.entry):
        return filed
    return replace(filed, record=replace(filed.record, values=mended(filed.record.values)))
