"""Filings through the real path: what was read against the truth, what was found against what was planted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checks.catalogue import screen
from checks.versions import settle
from config.campaign import Campaign
from model import Address, FiledFile, FiledMail, FiledRecord, Filing, Finding, FormRecord, Kind, Level, Reading, Value
from parsers.reading import Reader
from tests.examiner.filings import Made
from tests.examiner.nouns import ANY, Paper, Truth

LONG = {"profile_and_results", "features_and_suggestions", "features_and_problems", "responsible_department_and_head"}


@dataclass(frozen=True)
class Slip:
    """A field that was read otherwise than meant."""

    paper: str
    habits: str
    form: str
    field: str
    wanted: Any
    got: Any
    flags: tuple[str, ...] = ()


def filing_of(readings: Sequence[tuple[Paper, Reading]], unit: str) -> Filing:
    """Give the filing of one mail with these files."""
    at = datetime(2019, 5, 20, 2, tzinfo=UTC)
    sender = Address("x", "x@firm.example")
    mail = FiledMail(1, "<1@x>", "", (), sender, sender, "申报材料", "请查收", at, Kind.FILING, True)
    files, records = [], []
    for i, (paper, r) in enumerate(readings, 1):
        files.append(
            FiledFile(
                i,
                1,
                paper.name,
                paper.name,
                None,
                hashlib.sha256(paper.octets).hexdigest(),
                len(paper.octets),
                r.format,
                tuple(x.form for x in r.records),
                r.trouble,
                r.suspected_form,
                r.words,
                r.excerpt,
                r.flags,
            )
        )
        records += [FiledRecord(0, 1, i, x, "", True, at, r.format) for x in r.records]
    numbered = tuple(FiledRecord(n, r.mail, r.file, r.record, "", True, at, r.file_format) for n, r in enumerate(records, 1))
    return Filing("QC2019-0001", unit, at, (mail,), tuple(files), numbered)


def read(reader: Reader, made: Made) -> list[tuple[Paper, Reading]]:
    """Read every file of a filing."""
    return [(p, reader.read(p.octets, p.name)) for p in made.papers]


def found(readings: Sequence[tuple[Paper, Reading]], made: Made, campaign: Campaign) -> tuple[Finding, ...]:
    """Screen a filing; a crash of a rule is an error here."""
    screening = screen(settle(filing_of(readings, made.unit), campaign), campaign)
    if screening.crashes:
        raise AssertionError(screening.crashes)
    return tuple(screening.findings)


def same(wanted: Any, got: Any, field: str) -> bool:
    """Are they one value? Long text is compared without its white space."""
    if wanted is ANY:
        return True
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(float(wanted) - float(got)) < 1e-9
    if isinstance(wanted, tuple):
        return isinstance(got, tuple | list) and list(got) == list(wanted)
    if field in LONG and isinstance(wanted, str) and isinstance(got, str):
        return "".join(wanted.split()) == "".join(got.split())
    return (wanted in (None, "") and got in (None, "", ())) or (isinstance(got, Mapping) and dict(got) == wanted) or wanted == got


def compared(paper: Paper, reading: Reading) -> Iterator[tuple[str, Slip | None]]:
    """Give each true field ("form.field"), with its slip or None."""
    rest = list(reading.records)
    for truth in paper.truths:
        record = _record_of(truth, rest)
        if record is None:
            yield f"{truth.form}.*", Slip(paper.name, paper.habits, truth.form, "*", "the form", [r.form for r in reading.records])
            continue
        rest.remove(record)
        yield f"{truth.form}.*", None
        for field, wanted in truth.values.items():
            yield _held(paper, truth.form, field, wanted, record.values.get(field))
        for roster, rows in truth.rosters.items():
            read_rows = record.rosters.get(roster, ())
            if len(read_rows) != len(rows):
                yield (
                    f"{truth.form}.{roster}",
                    Slip(paper.name, paper.habits, truth.form, roster, f"{len(rows)} rows", f"{len(read_rows)} rows"),
                )
            for i, row in enumerate(rows):
                for field, wanted in row.items():
                    value = read_rows[i].get(field) if i < len(read_rows) else None
                    yield _held(paper, truth.form, f"{roster}.{field}", wanted, value)
    for record in rest:
        if record.form != "notice" and paper.truths:
            yield f"{record.form}.*", Slip(paper.name, paper.habits, record.form, "*", "no such form", record.title)


def _record_of(truth: Truth, records: list[FormRecord]) -> FormRecord | None:
    return next((r for r in records if r.form == truth.form), None)


def _held(paper: Paper, form: str, field: str, wanted: Any, value: Value | None) -> tuple[str, Slip | None]:
    got = value.data if value is not None else None
    name = field.rpartition(".")[2]
    if same(wanted, got, name):
        return f"{form}.{field}", None
    return f"{form}.{field}", Slip(
        paper.name, paper.habits, form, field, wanted, (got, value.raw if value else "ABSENT"), value.flags if value else ()
    )


def false_ones(findings: Sequence[Finding], made: Made) -> list[Finding]:
    """Give the findings that reach the sender and were not planted."""
    planted = {p.rule for p in made.planted}
    return [f for f in findings if f.level in (Level.PROBLEM, Level.REMINDER) and f.rule not in planted]


def missed(findings: Sequence[Finding], made: Made, campaign: Campaign) -> list[str]:
    """Give the planted rules that were not named at their level about their entry."""
    out = []
    for p in made.planted:
        level = campaign.rules[p.rule].level
        if not any(f.rule == p.rule and f.level == level and (not p.entry or f.entry == p.entry or p.entry in f.message) for f in findings):
            out.append(f"{p.rule} {p.entry} got {[(f.rule, str(f.level), f.entry, f.message[:50]) for f in findings if f.rule == p.rule]}")
    return out
