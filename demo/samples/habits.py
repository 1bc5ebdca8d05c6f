"""How one unit's clerk works: dice in, habits out."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.samples.documents import BLANK_FILLED, drawers_of
from demo.samples.surgery import SURGERIES


@dataclass(frozen=True, slots=True)
class Habits:
    """What a unit applies with and how its clerk makes files.

    `plain`: values as the form asks. `layouts`: names of ways to draw, () for any. `office`: "word" or "excel" for the forms.
    `bundle`: "separate" files, "together" (all applications in one), "notice" (everything behind the notice's own text).
    `mistake`: a name of demo.samples.mistakes, or "" for an honest filing.
    """

    circles: int = 2
    teams: int = 1
    companies: int = 1
    plain: bool = False
    layouts: tuple[str, ...] = ()
    surgeries: tuple[str, ...] = ()
    office: str = "word"
    bundle: str = "separate"
    mistake: str = ""


PLAIN = Habits(plain=True, layouts=(BLANK_FILLED,))


def any_habits(dice: Random, mistake: str = "") -> Habits:
    """Return the habits of some clerk."""
    circles, teams = dice.choice(((1, 0), (2, 0), (3, 0), (2, 1), (1, 1), (0, 1), (0, 2), (3, 2)))
    return Habits(
        circles=circles,
        teams=teams,
        companies=1 if circles < 3 or dice.random() < 0.7 else 3,
        plain=dice.random() < 0.3,
        surgeries=tuple(s for s in SURGERIES if dice.random() < 0.15),
        office=dice.choice(("word", "word", "word", "excel")),
        bundle=dice.choice(("separate", "separate", "separate", "together", "notice")) if not mistake else "separate",
        mistake=mistake,
    )


def layout_for(form: str, habits: Habits, dice: Random) -> str:
    """Return the way in which this clerk draws a form: the association's blank every other time."""
    ways = [w for w in (BLANK_FILLED, *drawers_of(form)) if not habits.layouts or w in habits.layouts] or [BLANK_FILLED]
    return BLANK_FILLED if BLANK_FILLED in ways and dice.random() < 0.5 else dice.choice(ways)
