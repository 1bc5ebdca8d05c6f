"""A workbook's cell in, its text out with the number as it was typed, where the sheet shows fewer of its decimals.

A percentage of 85.5 in a cell of format “0%” shows 86%; what the clerk meant is 85.5%. What a formula left endless stays as shown.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from model import Cell

_SHOWN: Final = re.compile(r"[^\d.,]*?(-?(\d[\d,]*)(?:\.(\d+))?)(\s*%?)[^\d.,%]*")
_MOST_DECIMALS: Final = Decimal("0.0001")
_MOST_DIGITS: Final = 12  # of a number that a clerk typed


def typed(cell: Cell) -> str:
    """Return the cell's text, its number in full if it was typed and the format shortens it."""
    if cell.number is None:
        return cell.text
    shown = _SHOWN.fullmatch(cell.text)
    if shown is None:
        return cell.text
    number = Decimal(f"{cell.number:.{_MOST_DIGITS}g}").scaleb(2 if "%" in shown[4] else 0).normalize()
    is_shortened = 0 < abs(number - Decimal(shown[1].replace(",", ""))) <= Decimal(5).scaleb(-len(shown[3] or "") - 1)
    if not is_shortened or number != number.quantize(_MOST_DECIMALS):
        return cell.text
    return f"{cell.text[: shown.start(1)]}{number:f}{cell.text[shown.end(1) :]}"
