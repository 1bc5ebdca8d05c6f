"""A form's labels as an index: text in, the fields that it may be the label of out; and texts of several labels taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from config.campaign import FieldSpec
from config.labels import label_key, likeness, unit_in

LONGEST = 90  # no printed label is longer; a longer text is an answer
_BRACKETS_AT_END = re.compile(r"\([^()]*\)$")
_COLON = re.compile(r"[:：]")
_BLANKS = re.compile(r"[\s\u3000\u00a0_＿]+")
_BOUNDARY = re.compile(r"[\s\u3000\u00a0_＿、，,；;。|)）]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the label before it: `fields` that the label may mean (empty if unknown), the label, the answer."""

    fields: tuple[FieldSpec, ...]
    label: str
    answer: str
    unit: str = ""


class Labels:
    """The labels of some fields, by key and by their shortened spellings (without formula, without bracket)."""

    def __init__(self, fields: tuple[FieldSpec, ...]) -> None:
        """Index every label; the printed one (a field's first) comes before aliases of other fields."""
        self.fields = fields
        index: dict[str, list[tuple[int, FieldSpec]]] = {}
        for spec in fields:
            for rank, label in enumerate(spec.labels):
                for step, key in enumerate(_spellings(label_key(label))):
                    index.setdefault(key, []).append((min(rank, 1) * 2 + min(step, 1), spec))
        self._index = {key: _ranked(entries) for key, entries in index.items()}

    def exact(self, text: str) -> tuple[FieldSpec, ...]:
        """Return the fields that a text is the whole label of, the likeliest first."""
        if len(text) > LONGEST * 2:
            return ()
        key = label_key(text)
        if not key or len(key) > LONGEST:
            return ()
        found = self._index.get(key)
        if found or ":" in key:  # behind a colon stands an answer: 普及率=参加人数/职工总数×100%：34.8%
            return found or ()
        for shorter in _spellings(key)[1:]:
            found = self._index.get(shorter)
            if found:
                return found
        return ()

    def meant(self, keys: Iterable[str]) -> int:
        """Count the fields that some label keys speak of."""
        return len({self._index[k][0].id for k in keys if k in self._index})

    def alike(self, text: str) -> FieldSpec | None:
        """Return the field whose label is nearly the text (0.85 and more), or None."""
        key = label_key(text)
        if not 3 <= len(key) <= LONGEST:
            return None
        best, score = None, 0.0
        for known, fields in self._index.items():
            ratio = likeness(key, known)
            if ratio > score:
                best, score = fields[0], ratio
        return best if score >= 0.85 else None

    def segments(self, text: str, *, loose: bool = False) -> list[Segment]:
        """Take a text apart at its labels: “联系人：张三  手机：139…”. `loose` takes labels that only blanks set apart, too."""
        found: list[Segment] = []
        for paragraph in text.split("\n"):
            pieces = self._of_paragraph(paragraph, loose=loose)
            if found and not pieces[0].label:  # more of the answer before
                last = found[-1]
                joined = f"{last.answer}\n{pieces[0].answer}" if last.answer else pieces[0].answer
                found[-1] = Segment(last.fields, last.label, joined, last.unit)
                pieces = pieces[1:]
            found += pieces
        return found

    def begins(self, text: str) -> bool:
        """Tell whether a text begins with one of the labels (and is not merely an answer)."""
        if self.exact(text):
            return True
        first = text.lstrip().split("\n", 1)[0]
        return bool(first) and bool(self._of_paragraph(first, loose=False)[0].fields)

    def _of_paragraph(self, paragraph: str, *, loose: bool) -> list[Segment]:
        whole = self.exact(paragraph)
        if whole:
            return [Segment(whole, paragraph.strip(), "", unit_in(paragraph))]
        cuts = self._colon_cuts(paragraph)
        if not cuts and loose:
            cuts = self._blank_cuts(paragraph)
        elif loose:
            cuts = _merged(cuts, self._blank_cuts(paragraph))
        elif not cuts or cuts[0][0] > 0:
            cuts = _merged(self._leading_label(paragraph), cuts)
        if not cuts:
            return [Segment((), "", paragraph)]
        pieces = [] if not paragraph[: cuts[0][0]].strip() else [Segment((), "", paragraph[: cuts[0][0]])]
        ends = [c[0] for c in cuts[1:]] + [len(paragraph)]
        for (start, after, fields), end in zip(cuts, ends, strict=True):
            label = paragraph[start:after].rstrip(":： ")
            pieces.append(Segment(fields, label.strip(), paragraph[after:end].strip(), unit_in(label)))
        return pieces

    def _colon_cuts(self, paragraph: str) -> list[tuple[int, int, tuple[FieldSpec, ...]]]:
        """Cuts (start, end of label, fields) at labels that a colon follows."""
        cuts: list[tuple[int, int, tuple[FieldSpec, ...]]] = []
        begin = 0
        for colon in _COLON.finditer(paragraph):
            found = self._label_before(paragraph, begin, colon.start())
            if found is not None:
                cuts.append((found[0], colon.end(), found[1]))
                begin = colon.end()
        return cuts

    def _label_before(self, paragraph: str, begin: int, end: int) -> tuple[int, tuple[FieldSpec, ...]] | None:
        chunk = paragraph[max(begin, end - LONGEST * 2) : end]
        offset = end - len(chunk)
        whole = self.exact(chunk)
        if whole:
            return offset + len(chunk) - len(chunk.lstrip()), whole
        starts = [m.end() for m in _BOUNDARY.finditer(chunk)]
        for start in starts:  # the longest label first: “邮  编” before “编”
            fields = self.exact(chunk[start:])
            if fields:
                return offset + start, fields
        if begin == 0:
            return None
        for start in range(1, len(chunk) - 1):  # an answer and the next label run together: 张三手机：
            known = self._index.get(label_key(chunk[start:]))
            if known:
                return offset + start, known
        return None

    def _blank_cuts(self, paragraph: str) -> list[tuple[int, int, tuple[FieldSpec, ...]]]:
        """Cuts at labels that stand between blanks or underlines: 推荐单位 XX公司 所属区县 江北区."""
        tokens = [(m.start(), m.end()) for m in re.finditer(r"[^\s\u3000\u00a0_＿]+", paragraph)]
        cuts: list[tuple[int, int, tuple[FieldSpec, ...]]] = []
        at = 0
        while at < len(tokens):
            found = self._tokens_as_label(paragraph, tokens, at)
            if found is None:
                at += 1
                continue
            count, end, fields = found
            cuts.append((tokens[at][0], end, fields))
            at += count
        return cuts

    def _tokens_as_label(self, paragraph: str, tokens: list[tuple[int, int]], at: int) -> tuple[int, int, tuple[FieldSpec, ...]] | None:
        for count in range(min(8, len(tokens) - at), 0, -1):
            start, end = tokens[at][0], tokens[at + count - 1][1]
            fields = self._index.get(label_key(paragraph[start:end]))
            if fields:
                return count, end, fields
        start, end = tokens[at]
        token = paragraph[start:end]
        for length in range(len(token) - 1, 2, -1):  # glued: 推荐单位重庆某公司
            fields = self._index.get(label_key(token[:length]))
            if fields and fields[0].labels and label_key(token[:length]) == label_key(fields[0].labels[0]):
                return 1, start + length, fields
        return None

    def _leading_label(self, paragraph: str) -> list[tuple[int, int, tuple[FieldSpec, ...]]]:
        """“邮编 400023”: a label at the very beginning with only blanks behind it."""
        first = _BLANKS.search(paragraph.lstrip())
        if not first:
            return []
        tokens = [(m.start(), m.end()) for m in re.finditer(r"[^\s\u3000\u00a0_＿]+", paragraph)][:9]
        for count in range(min(8, len(tokens) - 1), 0, -1):
            fields = self._index.get(label_key(paragraph[tokens[0][0] : tokens[count - 1][1]]))
            if fields:
                return [(tokens[0][0], tokens[count - 1][1], fields)]
        return []


def _spellings(key: str) -> tuple[str, ...]:
    """A key as printed, then without its formula, then without its last bracket."""
    spellings = [key]
    before = key.split("=", 1)[0]
    if len(before) > 2 and before != key:
        spellings.append(before)
    bare = _BRACKETS_AT_END.sub("", before)
    if len(bare) > 1 and bare != before:
        spellings.append(bare)
    return tuple(spellings)


def _ranked(entries: list[tuple[int, FieldSpec]]) -> tuple[FieldSpec, ...]:
    ordered = sorted(entries, key=lambda e: e[0])
    seen: dict[str, FieldSpec] = {}
    for _, spec in ordered:
        seen.setdefault(spec.id, spec)
    return tuple(seen.values())


def _merged(
    one: list[tuple[int, int, tuple[FieldSpec, ...]]], other: list[tuple[int, int, tuple[FieldSpec, ...]]]
) -> list[tuple[int, int, tuple[FieldSpec, ...]]]:
    """Both lists of cuts in order; where two overlap the longer label stands."""
    merged: list[tuple[int, int, tuple[FieldSpec, ...]]] = []
    for cut in sorted([*one, *other], key=lambda c: (c[0], -c[1])):
        if not merged or cut[0] >= merged[-1][1]:
            merged.append(cut)
    return merged
