"""The nouns of the sample filings: what a clerk wrote and what it means, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model import Datum


@dataclass(frozen=True, slots=True)
class Written:
    """A value as a clerk put it on paper, and what it means (model.Value: counts int, money 万元, percent numbers of percent)."""

    raw: str
    data: Datum


BLANK = Written("", None)

Line = Mapping[str, Written]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form before it is drawn: fields and rosters by the identifiers of config/campaigns, `year` as its title says."""

    form: str
    values: Mapping[str, Written]
    rosters: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    year: int = 2019


@dataclass(frozen=True, slots=True)
class Truth:
    """What a file's form says: the data of every field that was drawn (None: drawn and left blank), and of every roster's row."""

    form: str
    values: Mapping[str, Datum]
    rosters: Mapping[str, tuple[Mapping[str, Datum], ...]]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file as a unit sends it: `truth` one entry a form in it; `habits` the names of the writers that drew it."""

    name: str
    octets: bytes = field(repr=False)
    truth: tuple[Truth, ...] = ()
    habits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake that was put into a filing on purpose: the rule that must name it, and where ("" where it does not apply)."""

    rule: str
    form: str = ""
    entry: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class SampleFiling:
    """Everything that one unit sends, and what is wrong with it."""

    unit: str
    contact: str
    files: tuple[SampleFile, ...]
    planted: tuple[Planted, ...] = ()


def truth_of(sheet: Sheet) -> Truth:
    """Return what a drawn sheet says."""
    rows = {name: tuple({k: v.data for k, v in row.items()} for row in roster) for name, roster in sheet.rosters.items()}
    return Truth(sheet.form, {name: value.data for name, value in sheet.values.items()}, rows)
