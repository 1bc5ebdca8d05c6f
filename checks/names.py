"""Names of circles, teams, topics and companies in, whether they mean the same out (domain.md §2.1).

What stands on a certificate is never taken from here: these keys are for matching alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache

from config.labels import SAME

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_QUOTES = re.compile("[“”\"'‘’「」『』《》〈〉<>`´＂＇]")
_BRACKETS = re.compile(r"[()\[\]{}【】〔〕]")
_MARKS = re.compile(r"[-_—–·,.;:、，。；：/\\~～|+*#]")
_YEAR_IN_FRONT = re.compile(r"^(?:19|20)\d\d年?度?")
_KIND_BEHIND = re.compile(r"(?:(?:qc|质量管理|品管|全面质量管理)?(?:活动)?(?:小组|圈|组)|qc|(?:质量)?信得过班组)$")
_LEGAL_FORM = re.compile(r"(?:股份|责任|集团|控股|\(集团\)|\(重庆\)|总)*(?:有限)?(?:责任)?(?:股份)?(?:有限)?公司$|(?:公司)?集团$")
_PLACE_IN_FRONT = re.compile(r"^(?:中国)?(?:重庆市?)")
_NUMBERING = re.compile(r"[0-9a-z一二三四五六七八九十甲乙丙丁第]+")


class Likeness(IntEnum):
    """How much two names say the same."""

    DIFFERENT = 0
    ALIKE = 1  # may be one: a person would ask
    SAME = 2  # one for matching; the certificate's wording may still differ


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return a name without what clerks write differently for the same: width, case, blanks, quotes."""
    return _QUOTES.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower())


@lru_cache(maxsize=20_000)
def solid(text: str) -> str:
    """Return a text without brackets and punctuation as well, to find it inside another."""
    return _MARKS.sub("", _BRACKETS.sub("", folded(text)))


def entry_key(name: str, organizations: Iterable[str] = ()) -> str:
    """Return the matching key of a circle's or team's name: “飞翔”QC小组, 飞翔质量管理小组 and XX公司飞翔小组 have one key.

    `organizations` are the company's names that may stand in front. A name that is nothing but its kind keeps it.
    """
    return _entry_key(name, tuple(sorted({o for o in organizations if o.strip()}, key=len, reverse=True)))


@lru_cache(maxsize=20_000)
def _entry_key(name: str, organizations: tuple[str, ...]) -> str:
    plain = _MARKS.sub("", _BRACKETS.sub("", folded(name)))
    plain = _YEAR_IN_FRONT.sub("", plain) or plain
    stem = _KIND_BEHIND.sub("", plain) or plain
    for organization in organizations:
        for front in (solid(organization), organization_core(organization)):
            if len(front) >= 2 and stem.startswith(front) and len(stem) > len(front) + 1:
                return stem[len(front) :]
    return stem


@lru_cache(maxsize=20_000)
def organization_core(name: str) -> str:
    """Return what is a company's own in its name: 重庆长江机械有限公司 is 长江机械."""
    plain = solid(name)
    return _LEGAL_FORM.sub("", _PLACE_IN_FRONT.sub("", plain)) or plain


def same_organization(one: str, other: str) -> Likeness:
    """Tell whether two company names are one: SAME to the letter (blanks and brackets apart), ALIKE where one contains the other."""
    if solid(one) == solid(other):
        return Likeness.SAME
    mine, theirs = organization_core(one), organization_core(other)
    if mine and theirs and (mine in solid(other) or theirs in solid(one) or likeness(mine, theirs) >= SAME):
        return Likeness.ALIKE
    return Likeness.DIFFERENT


def same_entry(one: str, other: str, organizations: Iterable[str] = (), threshold: float = SAME) -> Likeness:
    """Tell whether two names mean one circle or team. 装配一班 and 装配二班 do not, however alike they look."""
    known = tuple(organizations)
    mine, theirs = entry_key(one, known), entry_key(other, known)
    if not mine or not theirs:
        return Likeness.DIFFERENT
    if mine == theirs:
        return Likeness.SAME
    if _differ_in_numbering(mine, theirs):
        return Likeness.DIFFERENT
    alike = max(likeness(mine, theirs), likeness(folded(one), folded(other))) >= threshold
    return Likeness.ALIKE if alike or _contains(mine, theirs) else Likeness.DIFFERENT


def same_writing(one: str, other: str) -> bool:
    """Tell whether two names would read the same on a certificate: blanks, width, case and quotes apart."""
    return folded(one) == folded(other)


def topic_likeness(one: str, other: str) -> float:
    """Return how alike two topics are, 0 … 1; one inside the other (a subtitle, a cover line) counts as 1."""
    mine, theirs = solid(one), solid(other)
    if not mine or not theirs:
        return 0.0
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) >= 5 and shorter in longer:
        return 1.0
    return likeness(mine, theirs)


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, 0 … 1, by matching blocks; 0 where they share less than half of their characters."""
    shared = sum((Counter(one) & Counter(other)).values())
    if one != other and 4 * shared < len(one) + len(other):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _differ_in_numbering(one: str, other: str) -> bool:
    return _NUMBERING.sub("", one) == _NUMBERING.sub("", other) and len(_NUMBERING.findall(one)) == len(_NUMBERING.findall(other)) > 0


def _contains(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 2 and (longer.startswith(shorter) or longer.endswith(shorter))
