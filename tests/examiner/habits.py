"""A clerk: the habits that one paper is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Clerk:
    """The dice of a paper and whether it keeps to the notice (`faithful`); `sheet` if it is drawn for a spreadsheet."""

    dice: Random
    faithful: bool = False
    sheet: bool = False
    year: int = 2019

    def often(self, chance: float) -> bool:
        """Throw for a habit; a faithful clerk has none."""
        return not self.faithful and self.dice.random() < chance
