"""A number format code in, its sections as tokens out (ISO/IEC 29500-1 §18.8.31, and what Chinese Excel adds: !x, G/通用格式)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*](?P<space>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式|通用格式)'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|e+|aaaa?)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<literal>.)",
    re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?[\d.]+)")
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_MOST_LENGTH: Final = 255  # Excel's own limit for a code


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a code: literal, digit, general, text, date, elapsed, noon, point, percent, exponent."""

    kind: str
    value: str


@dataclass(frozen=True)
class Section:
    """One of a code's up to four sections, with the bound under which it holds."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    is_grouped: bool = False
    thousands: int = 0

    def fits(self, number: float, index: int, sections: int) -> bool:
        """Tell whether a number is written by this section, the index-th of so many."""
        if self.condition is not None:
            return _COMPARE[self.condition[0]](number, self.condition[1])
        if sections == 1 or index == sections - 1:
            return True
        return (number > 0 or (sections == 2 and number == 0)) if index == 0 else number < 0

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of tokens."""
        return frozenset(token.kind for token in self.tokens)

    @cached_property
    def is_date(self) -> bool:
        """Tell whether the number is written as a date or time."""
        return bool(self.kinds & {"date", "elapsed"}) and "digit" not in self.kinds

    @property
    def is_plain(self) -> bool:
        """Tell whether the number is written as it is, or not at all."""
        return "digit" not in self.kinds

    @property
    def is_exponent(self) -> bool:
        """Tell whether the code wants an exponent or a fraction."""
        return bool(self.kinds & {"exponent", "fraction"})

    @property
    def percents(self) -> int:
        """Return how many per cent signs multiply the number."""
        return sum(token.kind == "percent" for token in self.tokens)

    @cached_property
    def around_point(self) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
        """Return the tokens before and behind the decimal point."""
        at = next((i for i, token in enumerate(self.tokens) if token.kind == "point"), len(self.tokens))
        return self.tokens[:at], self.tokens[at + 1 :]


@dataclass(frozen=True, slots=True)
class Code:
    """A whole code: the sections for numbers (never none) and the one for text, if any."""

    numeric: tuple[Section, ...]
    for_text: Section | None


@lru_cache(maxsize=500)
def parsed(code: str) -> Code:
    """Return a code's sections."""
    sections = [_section(tokens) for tokens in _split(code[:_MOST_LENGTH])]
    texts = [s for s in sections if "text" in s.kinds]
    numeric = [s for s in sections[:3] if "text" not in s.kinds] or [Section((Token("general", ""),))]
    return Code(tuple(numeric), texts[-1] if texts else None)


def _split(code: str) -> Iterator[list[re.Match[str]]]:
    section: list[re.Match[str]] = []
    for match in _TOKEN.finditer(code):
        if match.lastgroup == "literal" and match["literal"] == ";":
            yield section
            section = []
        else:
            section.append(match)
    yield section


def _section(matches: list[re.Match[str]]) -> Section:
    tokens, condition = list[Token](), None
    for match in matches:
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "bracket":
            found = _CONDITION.fullmatch(value)
            condition = (found[1], float(found[2])) if found and found[2].count(".") < 2 and found[2] != "-." else condition
            tokens += _bracketed(value)
        elif kind in ("quoted", "escaped"):
            tokens.append(Token("literal", value))
        elif kind != "space":
            tokens.append(Token(kind, value))
    if matches and all(match.lastgroup == "bracket" for match in matches) and not tokens:
        tokens.append(Token("general", ""))  # [Red] alone, or [DBNum1]: how it looks, not that it is hidden
    return _settled(tokens, condition)


def _bracketed(value: str) -> list[Token]:
    """Return what a bracket shows: the sign of a currency ([$¥-804]), elapsed hours ([h]); colours and locales show nothing."""
    if value.startswith("$"):
        return [Token("literal", value[1:].partition("-")[0])]
    return [Token("elapsed", value.lower())] if re.fullmatch(r"h+|m+|s+", value, re.IGNORECASE) else []


def _settled(tokens: list[Token], condition: tuple[str, float] | None) -> Section:
    """Decide what commas, points and slashes mean: they depend on where the places for digits are."""
    places = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    first, last = (places[0], places[-1]) if places else (len(tokens), -1)
    settled, grouped, thousands, pointed = list[Token](), False, 0, False
    for i, token in enumerate(tokens):
        inside = first < i < last
        if token.kind == "comma" and places:
            grouped = grouped or inside
            thousands += i > last and all(t.kind == "comma" for t in tokens[last + 1 : i])
        elif token.kind == "point" and places and not pointed:
            pointed = True
            settled.append(token)
        elif token.kind == "slash" and inside:
            settled.append(Token("fraction", ""))
        elif token.kind in ("comma", "point", "slash"):
            settled.append(Token("literal", token.value))
        else:
            settled.append(token)
    return Section(tuple(settled), condition, grouped, thousands)
