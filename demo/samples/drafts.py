"""A filing in the making, between its stations: facts, sheets, files."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.samples.facts import Unit
from demo.samples.nouns import Planted, SampleFile, Sheet


@dataclass(slots=True)
class Draft:
    """A filing in the making; a mistake changes it at its own station."""

    unit: Unit
    dice: Random
    sheets: list[Sheet]
    files: list[SampleFile]
    planted: tuple[Planted, ...] = ()
    material_length: int = 3000
    summary_length: int = 1000
    opinions: bool = True
