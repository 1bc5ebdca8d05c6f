"""A text of several labels and answers in, its segments out: “联系人：张三  手机：139…”, “推荐单位 XX公司　所属区县 江北区”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.labels import label_key, unit_in
from parsers.labelling import LONGEST, Fields, Labels, remember

_COLON = re.compile(r"[:：]")
_TOKEN = re.compile(r"[^\s_＿]+")
_BOUNDARY = re.compile(r"[\s_＿、，,；;。|)）]")
_SENTENCE = re.compile(r"[，。；！？,;!?]")
_BETWEEN = " \t\u3000,，;；、|"  # what parts an answer from the next label
_LINE = 120  # a longer paragraph is prose: only a colon marks a label in it
_TOKENS = 8  # 详 细 通 讯 地 址 is one label of six tokens
LONG_KINDS = frozenset({"long_text", "section"})
_NEAR_LABEL = 40
_HALF_LABEL = 30
_SIGNING = frozenset({"paper_only", "person_list"})
_FIGURE = r"\s*[\d一二三四五六七八九十]{1,3}\s*"
_YEAR = r"[2２][0０]\d\d"
_POINTED_DAY = rf"(?:{_YEAR}|二[〇○零0０][一二三][〇○零一二三四五六七八九])\s*[年./\-．／－]{_FIGURE}[月./\-．／－]{_FIGURE}[日号]?"
_WRITTEN_DAY = rf"(?:{_POINTED_DAY}|{_YEAR}[01０１]\d[0-3０-３]\d)"
_DAY = re.compile(rf"[\s_＿]*(?:{_WRITTEN_DAY}|{_YEAR}\s*年{_FIGURE}月)[\s_＿]*")
_DAY_AT_END = re.compile(rf"(?:(?<=[\s）):：])|^){_WRITTEN_DAY}\s*$")
_SEALED = re.compile(r"[（(]?\s*(?:盖\s*章|公\s*章|签\s*章)\s*[）)]?\s*[:：]?\s*$")
_SEAL_AT_END = re.compile(r"(?:单\s*位\s*)?(?:盖\s*章|公\s*章)\s*[:：]?$")
_RECURRING = 120  # letters; the printed lines of a form are no longer


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the label before it: `fields` that the label may mean (empty if unknown), the label, the answer.

    `unit` stands in brackets at the label's end; `flags` say where the label was only nearly one.
    """

    fields: Fields
    label: str
    answer: str
    unit: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int  # of the label, with its colon
    fields: Fields
    flags: tuple[str, ...] = ()


def segments(labels: Labels, text: str, *, loose: bool = False) -> list[Segment]:
    """Take a text apart at its labels; `loose` takes labels that only blanks set apart, too. Short texts recur: decided once."""
    if len(text) > _RECURRING:
        return _segments(labels, text, loose=loose)
    memory = labels.memory(loose=loose)
    known = memory.get(text)
    if known is None:
        known = _segments(labels, text, loose=loose)
        remember(memory, text, known)
    return known


def _segments(labels: Labels, text: str, *, loose: bool) -> list[Segment]:
    found: list[Segment] = []
    for paragraph in _whole_labels(labels, text):
        closing = _closing(labels, paragraph, found, loose=loose)
        if closing is not None:
            found.append(closing)
            continue
        pieces = _of_paragraph(labels, paragraph, loose=loose, inside=bool(found) and _is_long(found[-1]))
        if found and not pieces[0].label:  # more of the answer before
            last = found[-1]
            joined = f"{last.answer}\n{pieces[0].answer}" if last.answer else pieces[0].answer
            found[-1] = Segment(last.fields, last.label, joined, last.unit, last.flags)
            pieces = pieces[1:]
        found += pieces
    return found


def _closing(labels: Labels, paragraph: str, before: list[Segment], *, loose: bool) -> Segment | None:
    """Under the signatures stand the seal's place and the date, often over their printed labels."""
    signing = bool(before) and bool(before[-1].fields) and before[-1].fields[0].kind in _SIGNING
    if not signing and (before or not loose):
        return None
    if labels.dated and _DAY.fullmatch(paragraph):
        return Segment(labels.dated, "", paragraph.strip())
    if signing and labels.sealed and _SEALED.search(paragraph) and not labels.exact(paragraph):
        return Segment(labels.sealed, paragraph.strip(), "")
    return None


def _with_day_apart(labels: Labels, pieces: list[Segment]) -> list[Segment]:
    """单位盖章　　2019年5月10日: the day behind a signature or seal is an answer of its own."""
    last = pieces[-1]
    seal = _SEAL_AT_END.search(last.answer) if labels.sealed and last.fields and last.fields[0].kind == "person_list" else None
    if seal is not None:  # a full line of names ran on into the place of the seal
        names = Segment(last.fields, last.label, last.answer[: seal.start()].strip(), last.unit, last.flags)
        return [*pieces[:-1], names, Segment(labels.sealed, seal.group().strip(), "")]
    day = _DAY_AT_END.search(last.answer) if labels.dated and last.fields and last.fields[0].kind in _SIGNING else None
    if day is None:
        return pieces
    rest = Segment(last.fields, last.label, last.answer[: day.start()].strip(), last.unit, last.flags)
    return [*pieces[:-1], rest, Segment(labels.dated, "", day.group().strip())]


def begins(labels: Labels, text: str) -> bool:
    """Tell whether a text begins with one of the labels (and is not merely an answer)."""
    if labels.exact(text):
        return True
    if not labels.may_begin(text):
        return False
    first = _whole_labels(labels, text.strip())[0]
    return bool(_of_paragraph(labels, first, loose=False, inside=False)[0].fields)


def _whole_labels(labels: Labels, text: str) -> list[str]:
    """Return a text's paragraphs; a label broken over the first two (通信 ↵ 地址：…) is mended."""
    paragraphs = text.split("\n")
    if len(paragraphs) > 1 and 0 < len(paragraphs[0]) <= _HALF_LABEL and ":" not in paragraphs[0] and "：" not in paragraphs[0]:
        joined = paragraphs[0] + paragraphs[1]
        end = min(at for at in (*map(joined.find, ":："), len(joined)) if at >= 0)
        cut = None if labels.exact(paragraphs[0]) and not labels.exact(joined[:end]) else _label_before(labels, joined, 0, end)
        if cut is not None and cut.start == 0 and cut.end > len(paragraphs[0]) and not cut.flags:
            return [joined, *paragraphs[2:]]
    return paragraphs


def _is_long(segment: Segment) -> bool:
    return bool(segment.fields) and segment.fields[0].kind in LONG_KINDS


def _of_paragraph(labels: Labels, paragraph: str, *, loose: bool, inside: bool) -> list[Segment]:
    """`inside` a long text a paragraph speaks of another field only where it begins with that field's label."""
    whole = labels.exact(paragraph)
    if whole:
        return [Segment(whole, paragraph.strip(), "", unit_in(paragraph))]
    cuts = _cuts(labels, paragraph, loose=loose)
    if not cuts or (inside and paragraph[: cuts[0].start].strip()):
        return [Segment((), "", paragraph)]
    first = paragraph[: cuts[0].start]
    pieces = [Segment((), "", first)] if first.strip() else []
    ends = [c.start for c in cuts[1:]] + [len(paragraph)]
    for cut, end in zip(cuts, ends, strict=True):
        label, answer = paragraph[cut.start : cut.end].rstrip(":： "), paragraph[cut.end : end].strip()
        if end < len(paragraph):
            answer = answer.rstrip(_BETWEEN)
        pieces.append(Segment(cut.fields, label.strip(), answer, unit_in(label), cut.flags))
    return _with_day_apart(labels, pieces)


def _cuts(labels: Labels, paragraph: str, *, loose: bool) -> list[_Cut]:
    cuts = _colon_cuts(labels, paragraph) if ":" in paragraph or "：" in paragraph else []
    if len(paragraph) > _LINE:
        return cuts
    if loose:
        return _merged(cuts, _blank_cuts(labels, paragraph))
    if cuts and cuts[0].start == 0:
        return cuts
    leading = _blank_cuts(labels, paragraph, only_first=True) if labels.may_begin(paragraph) else []
    if leading and leading[0].start == len(paragraph) - len(paragraph.lstrip()):
        return _merged(leading, cuts)
    return cuts


def _colon_cuts(labels: Labels, paragraph: str) -> list[_Cut]:
    """Cuts at labels that a colon follows."""
    cuts: list[_Cut] = []
    begin = 0
    for colon in _COLON.finditer(paragraph):
        found = _label_before(labels, paragraph, begin, colon.start())
        if found is not None:
            cuts.append(_Cut(found.start, colon.end(), found.fields, found.flags))
            begin = colon.end()
    return cuts


def _label_before(labels: Labels, paragraph: str, begin: int, end: int) -> _Cut | None:
    chunk = paragraph[max(begin, end - LONGEST) : end]
    offset = end - len(chunk)
    whole = labels.exact(chunk) if begin == 0 or not chunk.lstrip()[:1].isdigit() else ()  # 班组人数：8 班组长：…
    if whole:
        return _Cut(offset + len(chunk) - len(chunk.lstrip()), end, whole)
    for start in [m.end() for m in _BOUNDARY.finditer(chunk)]:  # the longest label first: “邮  编” before “编”
        fields = () if chunk[start : start + 1].isdigit() else labels.exact(chunk[start:])
        if fields:
            return _Cut(offset + start, end, fields)
    if begin == 0:
        near = labels.near(chunk) if offset == 0 and len(chunk) <= _NEAR_LABEL and not _SENTENCE.search(chunk) else None
        return _Cut(len(chunk) - len(chunk.lstrip()), end, (near.field,), () if near.sure else ("uncertain_label",)) if near else None
    return _run_together(labels, chunk, offset)


def _run_together(labels: Labels, chunk: str, offset: int) -> _Cut | None:
    """An answer and the next label with nothing between: 张三手机：."""
    for start in range(1, len(chunk) - 1):
        if labels.may_begin(chunk[start]):
            known = labels.index.get(label_key(chunk[start:]))
            if known:
                return _Cut(offset + start, offset + len(chunk), known)
    return None


def _blank_cuts(labels: Labels, paragraph: str, *, only_first: bool = False) -> list[_Cut]:
    """Cuts at labels that stand between blanks or underlines: 推荐单位 XX公司 所属区县 江北区."""
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(paragraph)]
    cuts: list[_Cut] = []
    at = 0
    while at < len(tokens):
        found = _label_at(labels, paragraph, tokens, at)
        if found is not None:
            cuts.append(found[0])
            at += found[1]
        elif only_first:
            return []
        else:
            at += 1
        if only_first and len(tokens) == at:
            return []
        if only_first:
            break
    return cuts


def _label_at(labels: Labels, paragraph: str, tokens: list[tuple[int, int]], at: int) -> tuple[_Cut, int] | None:
    start = tokens[at][0]
    if not labels.may_begin(paragraph[start]) or (at and paragraph[start : tokens[at][1]].isdigit()):
        return None
    for count in range(min(_TOKENS, len(tokens) - at), 0, -1):
        end = tokens[at + count - 1][1]
        fields = labels.exact(paragraph[start:end]) if end - start <= LONGEST else ()
        if fields:
            return _Cut(start, end, fields), count
    head = labels.head_of(paragraph[start : tokens[at][1]])
    return (_Cut(start, start + head[0], head[1]), 1) if head else None


def _merged(one: list[_Cut], other: list[_Cut]) -> list[_Cut]:
    """Both lists of cuts in order; where two overlap the longer label stands."""
    merged: list[_Cut] = []
    for cut in sorted([*one, *other], key=lambda c: (c.start, -c.end)):
        if not merged or cut.start >= merged[-1].end:
            merged.append(cut)
    return merged
