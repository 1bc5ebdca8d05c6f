"""Every form of the notice as Word files, and the same as LibreOffice saves them: what other formats are held against."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from config.campaign import load_campaign
from demo.samples import Habits, SampleFile, make_filing
from demo.samples.converted import converted
from model import Document, FormRecord, Grid, Line, Value
from parsers.reading import Reader

CAMPAIGN = Path(__file__).parents[1] / "config/campaigns/cq-2019"
FORMS = (
    "circle_application", "circle_summary", "circle_statistics", "circle_recommendation",
    "team_application", "team_summary", "team_statistics", "team_recommendation",
)  # fmt: skip


@lru_cache(maxsize=1)
def reader() -> Reader:
    """Return the reader of this year's forms."""
    return Reader(load_campaign(CAMPAIGN))


@lru_cache(maxsize=1)
def word_forms() -> tuple[SampleFile, ...]:
    """Return the eight forms of several units, each in a file of its own, in clerks' different hands."""
    files: list[SampleFile] = []
    for seed, surgeries in ((2, ()), (11, ("symbol-ticks", "text-boxes")), (23, ("tracked-changes",)), (37, ("content-controls",))):
        filing = make_filing(seed, Habits(circles=1, teams=1, surgeries=surgeries))
        files += [f for f in filing.files if f.name.endswith(".docx") and [t.form for t in f.truth if t.form in FORMS]]
    return tuple(files)


@lru_cache(maxsize=4)
def saved_as(ending: str) -> tuple[SampleFile, ...]:
    """Return those forms as LibreOffice saves them in another format."""
    return converted(word_forms(), ending)


def record_of(file: SampleFile) -> FormRecord:
    """Return the first record of a file."""
    return reader().read(file.octets, file.name).records[0]


def said(record: FormRecord) -> dict[str, object]:
    """Return what a record says: form, title, and the data of every value and every roster's row."""
    rows = {name: [{k: v.data for k, v in row.items()} for row in roster] for name, roster in record.rosters.items()}
    return {"form": record.form, "title": record.title, "values": {k: v.data for k, v in record.values.items()}, "rosters": rows}


def wrongly_read(record: FormRecord, file: SampleFile) -> dict[str, tuple[object, object]]:
    """Return the fields of the file's truth that the record does not hold: what was written, what was read."""
    truth = file.truth[0]
    pairs = {name: (data, record.values.get(name)) for name, data in truth.values.items()}
    for roster, rows in truth.rosters.items():
        read = [*record.rosters.get(roster, ()), *({} for _ in rows)]
        pairs |= {f"{roster}[{n}].{k}": (data, read[n].get(k)) for n, row in enumerate(rows) for k, data in row.items()}
    return {name: (data, _data(value)) for name, (data, value) in pairs.items() if data != _data(value)}


def laid_out(document: Document) -> list[object]:
    """Return a document's content and layout, columns counted by the edges that its own cells have."""
    return [(b.text, b.where, b.heading) if isinstance(b, Line) else _of_grid(b) for b in document.blocks]


def _of_grid(grid: Grid) -> tuple[object, ...]:
    edges = sorted({c.column for c in grid.cells} | {c.column + c.column_span for c in grid.cells})
    line = {edge: number for number, edge in enumerate(edges)}
    cells = [(c.text, c.row, line[c.column], c.row_span, line[c.column + c.column_span]) for c in grid.cells]
    return (grid.where, grid.rows, cells)


def _data(value: Value | None) -> object:
    return None if value is None or value.is_blank else value.data
