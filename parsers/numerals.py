"""Digits and Chinese numerals in, exact numbers out: “１２．５”, 十二万五千, 壹拾贰, 百分之八十五."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_DIGITS = {
    c: i for i, group in enumerate(["零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]) for c in group
}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_FIRST = frozenset(_DIGITS) | frozenset(_SCALES)  # with which a number may begin
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}

CHINESE = "[零〇○一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万萬亿]"
ARABIC = r"\d+(?:\.\d+)?"
NUMBER = re.compile(rf"{ARABIC}|{CHINESE}+(?:点{CHINESE}+)?")

_SEPARATED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """Return a number's text in one spelling: NFKC, no white space, no thousands separators, no currency sign."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    while _SEPARATED.search(plain):
        plain = _SEPARATED.sub("", plain)
    return plain.replace("¥", "").replace("￥", "").replace("%", "%")


def decimal_of(word: str) -> Decimal | None:
    """Return the number that a digit string or Chinese numeral writes, or None."""
    try:
        return Decimal(word)
    except InvalidOperation:
        return _chinese(word)


def plain(number: Decimal) -> int | float:
    """Return a whole number as int, any other as the float that prints the same decimal."""
    return int(number) if number == number.to_integral_value() else float(number)


def _chinese(word: str) -> Decimal | None:
    whole, _, fraction = word.partition("点")
    if not whole or any(c not in _DIGITS and c not in _SCALES and c not in _MYRIADS for c in whole + fraction):
        return None
    if whole[0] not in _FIRST:  # 万元: a unit, not a number
        return None
    if fraction:
        return Decimal(_integer(whole)) + Decimal("0." + "".join(str(_DIGITS.get(c, 0)) for c in fraction))
    if len(whole) > 1 and all(c in _DIGITS for c in whole):  # 二〇一八, read digit by digit
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    return Decimal(_integer(whole))


def _integer(word: str) -> int:
    total = section = digit = 0
    last_scale = 1
    for character in word:
        if character in _DIGITS:
            digit = _DIGITS[character]
            if digit == 0:
                last_scale = 1
        elif character in _SCALES:
            section += (digit or 1) * _SCALES[character]
            digit, last_scale = 0, _SCALES[character]
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section, digit, last_scale = 0, 0, _MYRIADS[character]
    return total + section + digit * (last_scale // 10 if last_scale > 10 else 1)  # 一百二 is 120, 十二 is 12
