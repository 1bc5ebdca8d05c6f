"""The filled forms of a filing in, every cell with its field, its row and whose it is out: what the rules on fields walk over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.certainty import is_spare, text_of
from checks.papers import Papers
from checks.rule import Hit, Words
from config.campaign import FieldSpec, FormSpec
from model import FiledRecord, Level, Value


@dataclass(frozen=True)
class Cell:
    """A place of a form: its value (None where the label was not found), the row from 1 or 0, the circle or team it speaks of."""

    papers: Papers
    record: FiledRecord
    form: FormSpec
    field: FieldSpec
    value: Value | None
    entry: str = ""
    roster: str = ""
    row: int = 0

    @property
    def raw(self) -> str:
        """The cell's own words, on one line."""
        return " ".join(self.value.raw.split()) if self.value else ""

    @property
    def flags(self) -> frozenset[str]:
        """What the reading said of it."""
        return frozenset(self.value.flags) if self.value else frozenset()

    @property
    def path(self) -> str:
        """form.field or form.roster.column, as the year's limits name it."""
        return ".".join(p for p in (self.form.id, self.roster, self.field.id) if p)

    @property
    def certain(self) -> bool:
        """Whether it was surely read."""
        return self.papers.certain(self.record, self.value)

    def hit(self, *, certain: bool = True, variant: str = "", at_most: Level | None = None, **params: Words) -> Hit:
        """Return a hit at this cell; `raw` is always among its words."""
        return Hit(
            form=self.form.id,
            entry=self.entry or None,
            field=self.field.id,
            roster=self.roster,
            row=self.row,
            where=self.value.where if self.value else self.record.record.where,
            file=self.record.file,
            params={"raw": self.raw, **params},
            certain=certain and self.certain,
            at_most=at_most,
            variant=variant,
            apart="" if self.entry or not self.row else f"{self.roster}{self.row}",
        )


def cells(papers: Papers) -> Iterator[Cell]:
    """Yield every cell of every filled annex that counts."""
    for record, form in papers.forms:
        yield from _of_pairs(papers, record, form)
        yield from _of_rosters(papers, record, form)


def filled_cells(papers: Papers, *kinds: str) -> Iterator[Cell]:
    """Yield the cells of some kinds in which something was written, but no placeholder."""
    return (c for c in cells(papers) if c.field.kind in kinds and c.raw and "placeholder" not in c.flags)


def _of_pairs(papers: Papers, record: FiledRecord, form: FormSpec) -> Iterator[Cell]:
    entry = papers.entry_name(record)
    for spec in form.fields:
        yield Cell(papers, record, form, spec, record.record.values.get(spec.id), entry)


def _of_rosters(papers: Papers, record: FiledRecord, form: FormSpec) -> Iterator[Cell]:
    for roster in form.rosters:
        column = next((t.name_column for t in papers.every_track if t.track.roster == roster.id), roster.key_columns[0])
        for number, row in enumerate(record.record.rosters.get(roster.id, ()), start=1):
            if is_spare(row):
                continue
            entry = text_of(row.get(column))
            for spec in roster.columns:
                yield Cell(papers, record, form, spec, row.get(spec.id), entry, roster.id, number)
