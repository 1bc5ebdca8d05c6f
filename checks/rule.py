"""What a rule is in code: a small generator function under its public name, with what it reads and an example of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made

from checks.papers import Papers
from model import Level

Words = str | int | float


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule found something to say, before the year gives it level, words and clause.

    `form` is the paper that the unit will most likely mend, `entry` the circle or team as written, `row` its line in the list
    `roster` from 1. `certain` False lowers a problem or reminder to a warning; `at_most` caps the level for this hit. `variant` names
    another wording of the year. `apart` tells hits of one rule, form, entry and field from one another over time.
    """

    form: str | None = None
    entry: str | None = None
    field: str | None = None
    roster: str = ""
    row: int = 0
    where: str = ""
    file: int | None = None
    params: Mapping[str, Words] = made(default_factory=dict)
    certain: bool = True
    at_most: Level | None = None
    variant: str = ""
    apart: str = ""


class Limits:
    """The thresholds that the year gives a rule."""

    def __init__(self, given: Mapping[str, int | float | str | tuple[str, ...]]) -> None:
        """Keep the table."""
        self._given = given

    def number(self, name: str) -> float:
        """Return a threshold that is a number."""
        value = self._given[name]
        if isinstance(value, str | tuple):
            raise TypeError(f"limits.{name} is no number")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Return a threshold that is a list of words."""
        value = self._given[name]
        if not isinstance(value, tuple):
            raise TypeError(f"limits.{name} is no list")
        return value


Judge = Callable[[Papers, Limits], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered rule. `reads` names what it looks at: "form.field", "form.roster.column", a form's id or a station of the mail.

    `example` holds every word that its sentences may use, with a value to show; `variants` its other wordings; `limits` the
    thresholds that the year must give.
    """

    name: str
    level: Level
    judge: Judge
    reads: tuple[str, ...]
    example: Mapping[str, Words]
    variants: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The function's docstring: why the rule exists and whom it spares."""
        lines = (self.judge.__doc__ or "").strip().splitlines()
        return "\n".join(line.strip() for line in lines)


CHECKS: dict[str, Check] = {}


def check(  # noqa: PLR0913 - a rule is declared in one place, by keywords
    name: str,
    level: Level,
    *,
    reads: tuple[str, ...],
    example: Mapping[str, Words] | None = None,
    variants: tuple[str, ...] = (),
    limits: tuple[str, ...] = (),
) -> Callable[[Judge], Judge]:
    """Register a generator function as the rule of that public name."""

    def register(judge: Judge) -> Judge:
        if name in CHECKS:
            raise ValueError(f"two rules are called {name}")
        CHECKS[name] = Check(name, level, judge, reads, dict(example or {}), variants, limits)
        return judge

    return register
