"""A form's labels as an index: text in, the fields that it may be the label of out, whole or at the head of an answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from config.campaign import FieldSpec
from config.labels import SAME, label_key, likeness, says_more, signature

LONGEST = 90  # no printed label is longer; a longer text is an answer
_BRACKETS_AT_END = re.compile(r"\([^()]*\)$")
_FIGURES = re.compile(r"[\d\s.,%+\-]*")  # no label is: a sheet may hold two hundred thousand of them
_NUMBERING = frozenset('(（【[〔0123456789０１２３４５６７８９一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽*＊★“"')
_TAILS = ("姓名", "名称", "全称", "号码", "名单", "人员", "一栏", "数量", "号")  # 推荐单位名称 is 推荐单位
_HEADS = ("本单位", "我单位", "本公司", "本企业")
_JOINT = re.compile(r"[/、及和与]")
_COMPANIONS = (("person", "phone"), ("text", "postal_code"))
_YEAR = re.compile(r"20\d\d年度?")
_THIS_YEAR = "本年度"
_DATE = "年月日"  # printed under the signatures, to be written over
_SEAL = "盖章"
_FILLERS = " \t\n\u3000\u00a0_＿"
_REMEMBERED = 20_000
_SIGNED = 4  # letters of a signature that can stand for a label
_NEAR = 4  # letters of a key that can be nearly another
_TELLING = 5  # letters: no answer begins with so long a label by chance
_MARGIN = 0.05  # by which the most alike label must lead

Fields = tuple[FieldSpec, ...]
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Near:
    """A field whose label is nearly some text; `sure` where the text only says a word more or less."""

    field: FieldSpec
    sure: bool


class Labels:
    """The labels of some fields, by key, by their shortened spellings (without formula, without bracket) and by signature."""

    def __init__(self, fields: Fields) -> None:
        """Index every label; the printed one (a field's first) comes before aliases of other fields."""
        self.fields = fields
        self.index = _indexed(fields)
        self.dated = self.index.get(_DATE, ())
        self.sealed = self.index.get(_SEAL, ())
        self._signed = _by_signature(self.index)
        self._letters = {key: frozenset(key) for key in self.index}
        self._starts = frozenset(key[0] for key in self.index) | _NUMBERING
        self._decided: dict[str, Fields] = {}
        self._alike: dict[str, Near | None] = {}
        self._heads: dict[str, list[str]] = {}
        self._apart: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        for key in sorted(self.index, key=len, reverse=True):
            self._heads.setdefault(key[0], []).append(key)

    def memory(self, *, loose: bool) -> dict[str, Any]:
        """Return where texts taken apart at these labels are remembered (parsers/segments.py)."""
        return self._apart[loose]

    def exact(self, text: str) -> Fields:
        """Return the fields that a text is the whole label of, the likeliest first; decided once a text."""
        known = self._decided.get(text)
        if known is None:
            known = self._decide(text)
            remember(self._decided, text, known)
        return known

    def _decide(self, text: str) -> Fields:
        if len(text) > LONGEST * 2 or not self.may_begin(text) or _FIGURES.fullmatch(text):
            return ()
        key = label_key(text)
        if not key or len(key) > LONGEST:
            return ()
        found = self.index.get(key)
        if found or ":" in key:  # behind a colon stands an answer: 普及率=参加人数/职工总数×100%：34.8%
            return found or ()
        others = (*_spellings(key)[1:], *_reworded(key))
        found = next((f for k in others if (f := self.index.get(k))), None)
        found = found or self._of_two(key)
        return found or next((f for k in (key, *others) if (f := self._signed.get(signature(k)))), ())

    def _of_two(self, key: str) -> Fields:
        """联系人及手机 asks for two answers in one cell: the label of the first field, which parsers/companions.py takes apart."""
        first, joint, second = _JOINT.sub("\0", key).partition("\0")
        fields = self.index.get(first) if joint else None
        second_fields = self.index.get(second) if fields else None
        kinds = (fields[0].kind, {f.kind for f in second_fields}) if fields and second_fields else ("", set())
        return fields or () if fields and any(kinds[0] == a and b in kinds[1] for a, b in _COMPANIONS) else ()

    def may_begin(self, text: str) -> bool:
        """Tell whether a text's first letter is that of any label (or a numbering): most answers are refused by this alone."""
        first = text[:1]
        if first in _FILLERS:
            first = text.lstrip(_FILLERS)[:1]
        return (
            first in self._starts
            or (first > "\x7f" and unicodedata.normalize("NFKC", first)[:1].lower() in self._starts)
            or first.lower() in self._starts
        )

    def meant(self, keys: Iterable[str]) -> int:
        """Count the fields that some label keys speak of."""
        return len({self.index[k][0].id for k in keys if k in self.index})

    def near(self, text: str) -> Near | None:
        """Return the field whose label is nearly the text (0.85 and more, and none other as much), or None."""
        if _FIGURES.fullmatch(text):
            return None
        key = label_key(text)
        if not _NEAR <= len(key) <= LONGEST or ":" in key:
            return None
        if key not in self._alike:
            remember(self._alike, key, self._nearest(key))
        return self._alike[key]

    def _nearest(self, key: str) -> Near | None:
        key = _reworded(key)[0]
        letters, length, sign = frozenset(key), len(key), signature(key)
        scores: dict[str, tuple[float, FieldSpec, str]] = {}
        for known, own in self._letters.items():
            total = length + len(known)
            if 2 * (len(letters & own) + 3) < SAME * total:  # three letters may recur
                continue
            score, field = max(likeness(key, known), likeness(sign, signature(known))), self.index[known][0]
            if score >= SAME and score > scores.get(field.id, (0.0,))[0]:
                scores[field.id] = (score, field, known)
        ranked = sorted(scores.values(), key=lambda s: -s[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN):
            return None
        return Near(ranked[0][1], says_more(key, ranked[0][2]))

    def head_of(self, token: str) -> tuple[int, Fields] | None:
        """Return how many letters of a token are a printed label glued to its answer (推荐单位重庆某公司), and its fields."""
        key = label_key(token)
        for known in self._heads.get(key[:1], ()):
            fields = self.index[known]
            printed = len(known) > 2 and bool(fields[0].labels) and known == label_key(fields[0].labels[0])
            if key.startswith(known) and (printed or len(known) >= _TELLING):
                length = next((n for n in range(len(known), len(token)) if label_key(token[:n]) == known), 0)
                return (length, fields) if length else None
        return None


def remember(memory: dict[str, _Kept], key: str, value: _Kept) -> None:
    """Keep a decision about a text; a memory that is full begins anew."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value


def _indexed(fields: Sequence[FieldSpec]) -> dict[str, Fields]:
    index: dict[str, list[tuple[int, FieldSpec]]] = {}
    for spec in fields:
        for rank, label in enumerate(spec.labels):
            for step, key in enumerate(_spellings(label_key(label))):
                index.setdefault(key, []).append((min(rank, 1) * 2 + min(step, 1), spec))
    return {key: _ranked(entries) for key, entries in index.items() if key}


def _by_signature(index: dict[str, Fields]) -> dict[str, Fields]:
    """Signatures that belong to one field's labels alone."""
    signed: dict[str, Fields] = {}
    doubled: set[str] = set()
    for key, fields in index.items():
        sign = signature(key)
        if signed.setdefault(sign, fields)[0] is not fields[0]:
            doubled.add(sign)
    return {sign: fields for sign, fields in signed.items() if len(sign) >= _SIGNED and sign not in doubled}


def _spellings(key: str) -> tuple[str, ...]:
    """A key as printed, then without its formula, then without its last bracket."""
    spellings = [key]
    before = key.split("=", 1)[0]
    if len(before) > 2 and before != key:
        spellings.append(before)
    bare = _BRACKETS_AT_END.sub("", before) if before.endswith(")") else before
    if len(bare) > 1 and bare != before:
        spellings.append(bare)
    return tuple(spellings)


def _reworded(key: str) -> list[str]:
    """A key without the words that clerks put before or behind it, and with its year as 本年度."""
    bare = _YEAR.sub(_THIS_YEAR, _spellings(key)[-1])
    bare = next((bare[len(h) :] for h in _HEADS if bare.startswith(h) and len(bare) > len(h) + 1), bare)
    return [bare, *(bare[: -len(t)] for t in _TAILS if bare.endswith(t) and len(bare) > len(t) + 1)]


def _ranked(entries: list[tuple[int, FieldSpec]]) -> Fields:
    ordered = sorted(entries, key=lambda e: e[0])
    seen: dict[str, FieldSpec] = {}
    for _, spec in ordered:
        seen.setdefault(spec.id, spec)
    return tuple(seen.values())
