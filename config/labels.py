"""When two printed labels are the same label; the only place in the house that decides it.

Comparing keys, not texts: NFKC, no white space, no trailing colon, no leading numbering, unit bracket apart (domain.md §4.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

SAME = 0.85  # how alike two labels of one form must be to count as one
_LEAST = 5  # characters of a label of which a longer spelling may be the same label

_SIGNS = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad“”\"‘’'「」《》_＿")
_WITHOUT_SIGNS = {ord(c): None for c in _SIGNS}
_NUMBERING = re.compile(r"^(?:\((?:[一二三四五六七八九十]+|\d{1,2})\)|(?:[一二三四五六七八九十]+|\d{1,2})[)、.](?!\d)|[①-⑳⑴-⒇])")
_NUMBER_APART = re.compile(r"^[\s*]*\d{1,2}[ \t\u3000\u00a0]+(?=[^\d\s]\s*[^\d\s])")  # 4 邮编
_NUMBERS = frozenset("(一二三四五六七八九十0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")
_EDGES = ":*★﹡·;,。."
_UNIT = re.compile(r"\((万元/年|万元|元|个|人|起|次|项|名|%|百分数|小时|人/小时)\)$")
_BRACKETS = str.maketrans("〔〕[]【】", "()()()")
_ODD_BRACKETS = frozenset("〔〕[]【】")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_FUNCTION = re.compile(r"[的之和与及或、/,，·\-—:;%()]")  # words that come and go between two spellings of one label
_NEGATIONS = frozenset("不非未无")


@lru_cache(maxsize=20_000)
def label_key(text: str) -> str:
    """Return the comparing key of a printed label: “（1）邮　编：” and 邮编 have one key."""
    folded = _folded(text)
    key = (_UNIT.sub("", folded) if folded.endswith(")") else folded).strip(_EDGES)
    return key[1:-1].strip(_EDGES) if key[:1] == "(" and key[-1:] == ")" and "(" not in key[1:] else key  # 【联系人】


@lru_cache(maxsize=2_000)
def unit_in(text: str) -> str:
    """Return the unit that stands in brackets at a label's end ("万元"), or ""."""
    found = _UNIT.search(_folded(text))
    return found.group(1) if found else ""


@lru_cache(maxsize=20_000)
def signature(key: str) -> str:
    """Return a key's letters in order of the alphabet, without formula, brackets and function words.

    Labels of one signature say the same: 已登记注册QC小组数 and 已注册登记的QC小组数.
    """
    return "".join(sorted(_FUNCTION.sub("", _IN_BRACKETS.sub("", key.split("=", 1)[0]))))


def says_more(one: str, other: str) -> bool:
    """Tell whether one key is the other with a word put in, which neither denies nor counts: 小组活动的指导者 for 小组活动指导者."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    if len(short) < _LEAST or not all(c in rest for c in short):
        return False
    added = Counter(long) - Counter(short)
    return not _NEGATIONS.intersection(added) and not any(c.isdigit() for c in added)


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, 0 … 1, by matching blocks; 0 where they cannot be alike enough to matter."""
    if one == other:
        return 1.0
    total = len(one) + len(other)
    if not one or not other or 2 * min(len(one), len(other)) < SAME * total:
        return 0.0
    if 2 * sum((Counter(one) & Counter(other)).values()) < SAME * total:
        return 0.0
    if _NEGATIONS.intersection(one) != _NEGATIONS.intersection(other):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _folded(text: str) -> str:
    # ① is protected from NFKC's plain 1: as numbering it is stripped, a bare digit is part of the label
    solid = _unnumbered(_solid(_NUMBER_APART.sub("", text) if text[:3].strip()[:1].isdigit() else text))
    if not solid.isascii():
        solid = _solid(unicodedata.normalize("NFKC", solid))
    if not _ODD_BRACKETS.isdisjoint(solid):
        solid = solid.translate(_BRACKETS)
    return _unnumbered(solid.lower()).strip(_EDGES)


def _solid(text: str) -> str:
    plain = "".join(text.split())
    return plain if _SIGNS.isdisjoint(plain) else plain.translate(_WITHOUT_SIGNS)


def _unnumbered(text: str) -> str:
    return _NUMBERING.sub("", text) if text[:1] in _NUMBERS else text
