"""Names of organisations in, whether they are one unit out: brackets, blanks and 有限责任公司 do not part two names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

_NOISE = re.compile(r"[\s\u200b-\u200f\ufeff_＿“”\"'‘’《》<>.,，。、:：;；*]+")
_SEAL = re.compile(r"\((?:盖章|公章|单位公章|签章|全称|章)\)")
_SAME = 0.8  # alike enough to be one unit's name mistyped, where the sender is the same
_TELLING = re.compile(r"[\d一二三四五六七八九十东西南北]")  # 第一机械厂 and 第二机械厂 are two units however alike


def unit_key(name: str) -> str:
    """Return the comparing key of an organisation's name."""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", name)).lower()
    plain = _SEAL.sub("", folded).replace("有限责任公司", "有限公司").replace("重庆市", "重庆")
    return re.sub(r"[()\[\]【】]", "", plain)


def same_unit(one: str, other: str) -> bool:
    """Tell whether two names are certainly one unit's."""
    return bool(unit_key(one)) and unit_key(one) == unit_key(other)


def likely_same_unit(one: str, other: str) -> bool:
    """Tell whether two names from one sender may be one unit's, abbreviated or mistyped; numbers and directions part them."""
    first, second = unit_key(one), unit_key(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if min(len(first), len(second)) >= 4 and (first in second or second in first):
        return not _TELLING.search(_rest(first, second))
    if SequenceMatcher(None, first, second, autojunk=False).ratio() < _SAME:
        return False
    return not _TELLING.search(_difference(first, second))


def names_in(text: str, suffixes: Iterable[str]) -> list[str]:
    """Return what looks like organisations' names in running text, the longest first."""
    endings = "|".join(re.escape(s) for s in sorted(suffixes, key=len, reverse=True) if len(s) >= 2 or s == "厂")
    if not endings:
        return []
    pattern = re.compile(rf"[\u4e00-\u9fff（）()A-Za-z0-9]{{2,28}}?(?:{endings})(?:[\u4e00-\u9fff]{{1,10}}(?:分公司|厂|分院|支行))?")
    found = [
        re.sub(r"^.*(?:我是|我们是|这是|来自|附上|关于|报送|附件[是为]?|现将|[你您]好|兹将|单位[:：是]?)", "", m)
        for m in pattern.findall(text[:3000])
    ]
    return sorted(dict.fromkeys(f for f in found if len(f) >= 5), key=len, reverse=True)


def _rest(one: str, other: str) -> str:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer.replace(shorter, "", 1)


def _difference(one: str, other: str) -> str:
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return "".join(one[a:b] + other[c:d] for tag, a, b, c, d in steps if tag != "equal")
