"""When two printed labels are the same label; the only place in the house that decides it.

Comparing keys, not texts: NFKC, no white space, no trailing colon, no leading numbering, unit bracket apart (domain.md §4.0).
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

SAME = 0.85  # how alike two labels of one form must be to count as one

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_NUMBERING = re.compile(r"^(?:\((?:[一二三四五六七八九十]+|\d{1,2})\)|(?:[一二三四五六七八九十]+|\d{1,2})[)、.](?!\d)|[①-⑳⑴-⒇])")
_EDGES = ":*★﹡·;,。."
_UNIT = re.compile(r"\((万元/年|万元|元|个|人|起|次|项|名|%|百分数|小时|人/小时)\)$")
_STROKES = str.maketrans({"“": "", "”": "", '"': "", "‘": "", "’": "", "'": "", "「": "", "」": "", "《": "", "》": "", "_": "", "＿": ""})


@lru_cache(maxsize=20_000)
def label_key(text: str) -> str:
    """Return the comparing key of a printed label: “（1）邮　编：” and 邮编 have one key."""
    return _UNIT.sub("", _folded(text)).strip(_EDGES)


@lru_cache(maxsize=2_000)
def unit_in(text: str) -> str:
    """Return the unit that stands in brackets at a label's end ("万元"), or ""."""
    found = _UNIT.search(_folded(text))
    return found.group(1) if found else ""


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, 0 … 1, by matching blocks."""
    if one == other:
        return 1.0
    if not one or not other or 2 * min(len(one), len(other)) / (len(one) + len(other)) < SAME:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _folded(text: str) -> str:
    # ① is protected from NFKC's plain 1: as numbering it is stripped, a bare digit is part of the label
    kept = _NUMBERING.sub("", _INVISIBLE.sub("", text))
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", kept)).lower().translate(_STROKES)
    return _NUMBERING.sub("", folded.replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")")).strip(_EDGES)
