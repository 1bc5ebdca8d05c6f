"""A spreadsheet's serial number and a date section in, the date as the sheet shows it out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from parsers.excel_codes import Section, Token

_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no time zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST: Final = 2_958_466  # 9999-12-31 and a day
_LEAP_SLIP: Final = 60  # 1900 is no leap year, Excel's serial 60 is its 29 February
_WEEKDAYS: Final = "一二三四五六日"


def date_of(serial: float, *, from_1904: bool = False) -> datetime | None:
    """Return the moment of a serial number, to the second, None where there is none."""
    if not 0 <= serial < _LAST:
        return None
    days = serial + 1 if serial < _LEAP_SLIP and not from_1904 else serial
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=days)
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def date_text(serial: float, section: Section, *, from_1904: bool = False) -> str | None:
    """Return the date as its format shows it; one with an English month name or the year last as 2018-03-05; None where it is no date."""
    moment = date_of(serial, from_1904=from_1904)
    if moment is None:
        return None
    wanted = "".join(token.value.lower()[:1] for token in section.tokens if token.kind == "date")
    named = any(token.kind == "date" and token.value.lower().startswith("mmm") for token in section.tokens)
    if named or ("y" in wanted and "m" in wanted.partition("y")[0] and not any(letter in wanted for letter in "hs")):
        return moment.strftime("%Y-%m-%d" if "d" in wanted else "%Y-%m")
    return "".join(_pieces(moment, serial, section)).strip()


def _pieces(moment: datetime, serial: float, section: Section) -> Iterator[str]:
    tokens = [token for token in section.tokens if token.kind in ("date", "elapsed", "noon", "literal")]
    half_day = any(token.kind == "noon" for token in tokens)
    timed = [token for token in tokens if token.kind in ("date", "elapsed")]
    for token in tokens:
        if token.kind == "literal":
            yield token.value
        elif token.kind == "noon":
            yield "上午" if moment.hour < 12 else "下午"
        elif token.kind == "elapsed":
            yield str(int(serial * {"h": 24, "m": 1440, "s": 86400}[token.value[0]])).zfill(len(token.value))
        else:
            yield _piece(moment, token.value.lower(), is_minute=_is_minute(token, timed), half_day=half_day)


def _is_minute(token: Token, timed: list[Token]) -> bool:
    """Tell minutes from months: m stands right behind hours or right before seconds."""
    at = next(i for i, other in enumerate(timed) if other is token)
    before = timed[at - 1].value.lower() if at else ""
    behind = timed[at + 1].value.lower() if at + 1 < len(timed) else ""
    return before.startswith("h") or behind.startswith("s")


def _piece(moment: datetime, value: str, *, is_minute: bool, half_day: bool) -> str:
    letter, width = value[0], len(value)
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and width <= 2 else str(moment.year)
    if letter == "a" or (letter == "d" and width > 2):
        weekday = _WEEKDAYS[moment.weekday()]
        return weekday if width == 3 and letter == "a" else f"星期{weekday}"
    hour = (moment.hour - 1) % 12 + 1 if half_day else moment.hour
    number = {"m": moment.minute if is_minute else moment.month, "d": moment.day, "h": hour, "s": moment.second}[letter]
    return f"{number:02d}" if value.partition(".")[0] in ("mm", "dd", "hh", "ss") else str(number)
