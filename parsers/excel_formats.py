"""A spreadsheet's number and its format code in, the text that the sheet shows out (ISO/IEC 29500-1 §18.8.30, §18.8.31).

Chinese Excel's built-in codes. Two departures, both for those who read on: a whole number never becomes 1.39E+10, and a date
with an English month name, or with its year at the end, is written 2018-03-05.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from parsers.excel_codes import Code, Section, Token, parsed
from parsers.excel_dates import date_text

_DATE: Final = 'yyyy"年"m"月"d"日"'
_MONTH: Final = 'yyyy"年"m"月"'
_DAY: Final = 'm"月"d"日"'
NOTHING: Final = ";;;"  # the code of a cell that shows nothing; one whose font is struck through says nothing either
BUILT_IN: Final[dict[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: _DATE, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: _MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '¥#,##0;¥-#,##0;¥"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '¥#,##0.00;¥-#,##0.00;¥"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _MONTH, 51: _DAY, 52: _MONTH, 53: _DAY, 54: _DAY,
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: _MONTH, 58: _DAY,
}  # fmt: skip
_DIGITS: Final = 15  # Excel keeps no more


def shown(number: float, code: str, *, from_1904: bool = False) -> str:
    """Return what a cell with this number and format code shows; "" where the format hides it."""
    if not code or code == "General":
        return general(number)
    section, number = _chosen(parsed(code), number)
    if section.is_date:
        text = date_text(number, section, from_1904=from_1904)
        return general(number) if text is None else text
    return _by_tokens(number, section)


class RichText(str):
    """A text whose runs have fonts of their own: what the cell's font says, a struck one too, says nothing of it."""

    __slots__ = ()


def shown_text(text: str, code: str) -> str:
    """Return what a cell with this text shows: a code such as @"小组" adds to it."""
    if code == NOTHING:
        return text if isinstance(text, RichText) else ""
    section = parsed(code).for_text if "@" in code and code != "@" else None
    if section is None:
        return text
    return "".join(text if t.kind == "text" else t.value for t in section.tokens if t.kind in ("text", "literal"))


def general(number: float) -> str:
    """Return a number without format: no trailing .0, no exponent for what has at most 15 digits before the point."""
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    text = format(Decimal(f"{number:.{_DIGITS}g}"), "f") if 1e-9 < abs(number) < 1e18 else f"{number:.{_DIGITS}g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _chosen(code: Code, number: float) -> tuple[Section, float]:
    """Return the section for a number, and the number as that section writes it: a negative one's own section adds no sign."""
    for index, section in enumerate(code.numeric):
        if section.fits(number, index, len(code.numeric)):
            return section, abs(number) if index == 1 and section.condition is None else number
    return code.numeric[-1], number


def _by_tokens(number: float, section: Section) -> str:
    if section.is_plain:
        middle = general(number)
        return "".join(middle if t.kind in ("general", "text") else t.value for t in section.tokens if t.kind != "digit")
    if section.is_exponent:
        return general(number)
    whole, decimals = _rounded(abs(number), section)
    left, right = section.around_point
    minus = "-" if number < 0 and (whole + decimals).strip("0") else ""
    return (minus + _whole_part(whole, left, grouped=section.is_grouped) + _decimal_part(decimals, right)).strip()


def _rounded(number: float, section: Section) -> tuple[str, str]:
    """Return the digits before and after the point, rounded half up as Excel does."""
    places = sum(token.kind == "digit" for token in section.around_point[1])
    with localcontext() as context:
        context.prec = 400  # a double has at most 309 digits before the point
        exact = Decimal(repr(number)).scaleb(2 * section.percents - 3 * section.thousands)
        digits = format(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    whole, _, decimals = digits.partition(".")
    return whole.lstrip("0"), decimals


def _whole_part(digits: str, tokens: tuple[Token, ...], *, grouped: bool) -> str:
    """Fill the places before the point from the right; the leftmost place takes all digits that are left."""
    places = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    first_zero = next((n for n, i in enumerate(places) if tokens[i].value == "0"), len(places))
    digits = digits.rjust(len(places) - first_zero, "0")
    marked = [
        d + "," * (grouped and behind > 0 and behind % 3 == 0) for d, behind in zip(digits, range(len(digits) - 1, -1, -1), strict=True)
    ]
    filled = {place: marked.pop() if marked else "" for place in reversed(places[1:])}
    filled.update({places[0]: "".join(marked)} if places else {})
    return "".join(filled.get(i, token.value) for i, token in enumerate(tokens)) + ("" if places else digits)


def _decimal_part(decimals: str, tokens: tuple[Token, ...]) -> str:
    """Fill the places behind the point; zeros that the code does not insist on are left away."""
    places = [token for token in tokens if token.kind == "digit"]
    kept = len(decimals)
    while kept and places[kept - 1].value != "0" and decimals[kept - 1] == "0":
        kept -= 1
    left = iter(decimals[:kept])
    return "." * bool(kept) + "".join(next(left, "") if token.kind == "digit" else token.value for token in tokens)
