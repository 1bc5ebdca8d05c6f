"""A sheet before any spreadsheet library has seen it: its head, its rows, and which cells are marked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from config.campaign import Campaign
from model import Value
from notifier.letter_certificate import printed
from notifier.register import JudgedFiling

Content = str | int | float | Decimal | datetime | None


class Mark(StrEnum):
    """What still stands about a cell: a problem (red) or a warning or reminder (yellow)."""

    PROBLEM = "problem"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet; `marks` by column number from 0."""

    cells: tuple[Content, ...]
    marks: Mapping[int, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `lines` under the filter, `footers` below it after an empty row. `flat` sheets hold no line breaks."""

    name: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    footers: tuple[Line, ...] = ()
    flat: bool = True


@lru_cache(maxsize=8)
def workbook_words(folder: Path) -> Mapping[str, Any]:
    """Return what the year says of the workbook's sheets (texts/workbook.toml)."""
    return tomllib.loads((folder / "workbook.toml").read_text(encoding="utf-8"))


def figure(value: Value | None) -> Content:
    """Return a value's number where it was surely read, else its own words."""
    if value is None or value.is_blank:
        return None
    if isinstance(value.data, int | float) and value.is_certain:
        return value.data
    return value.raw


def unit_of(judged: JudgedFiling, campaign: Campaign) -> str:
    """Return the recommending unit as its own recommendation writes it, else the name that the filing goes by."""
    records = [r for t in campaign.notice.tracks for r in judged.filing.current(t.recommendation)]
    return next((u for r in records if (u := printed(r.record.values.get("recommending_unit")))), judged.filing.unit)


def district_of(judged: JudgedFiling, form_ids: Sequence[str]) -> str:
    """Return the district that the first of these forms names, by the order of their ids; "" where none does."""
    records = [r for form in form_ids for r in judged.filing.current(form)]
    return next((d for r in records if (d := printed(r.record.values.get("district")))), "")
