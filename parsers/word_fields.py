"""A field of Word without a stored result in, what it shows out: a tick box, the chosen entry of a list, overstruck letters."""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element as Element

from parsers.word_names import VAL, W, is_on

# EQ \o(a,b) prints its arguments over each other: □ with √ in it, a figure in a circle, pinyin (\s\up) above a letter
_OVERSTRUCK: Final = re.compile(r"\s*EQ\b.*?\\o\s*(?:\\a[clrd]\s*)?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_RAISED: Final = re.compile(r"\\s\s*\\(?:up|do)\s*\d*\s*\([^()]*\)\s*[,;，]", re.IGNORECASE)
_MOST_LETTERS: Final = 500
_TICKS: Final = "√✓✔"


def overstruck(instruction: str) -> str:
    r"""Return what an EQ field with \o shows: ☑ for a ticked box, else the letter within; "" for any other field."""
    found = _OVERSTRUCK.fullmatch(instruction) if len(instruction) < _MOST_LETTERS else None
    if found is None:
        return ""
    letters = re.split(r"[,;，]", _RAISED.sub("", found[1]))
    if len(letters) > 1 and letters[0].strip() in ("□", "☐", "口") and letters[-1].strip() in (*_TICKS, "V", "v"):
        return "☑"
    return letters[-1].strip()


def form_field(owner: Element) -> str:
    """Return ☑ or □ for a check box, the chosen entry for a list, "" for anything else (ISO/IEC 29500-1 §17.16)."""
    data = owner.find(W + "ffData") if len(owner) else None
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        return "☑" if _is_checked(box) else "□"
    choices = data.find(W + "ddList")
    return "" if choices is None else _chosen(choices)


def _is_checked(box: Element) -> bool:
    state = box.find(W + "checked")
    if state is None:
        state = box.find(W + "default")
    return state is not None and is_on(state.get(VAL))


def _chosen(choices: Element) -> str:
    entries = [str(entry.get(VAL, "")) for entry in choices.iterchildren(W + "listEntry")]
    chosen = choices.find(W + "result")
    if chosen is None:
        chosen = choices.find(W + "default")
    index = str(chosen.get(VAL, "0")) if chosen is not None else "0"
    return entries[int(index)] if index.isdigit() and int(index) < len(entries) else ""
