"""What a part's labels were answered, field by field, while it is walked: which field a label means, and what is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.campaign import FieldSpec, Notice
from config.labels import label_key
from model import Leftover, Value
from parsers.patterns import FormPattern
from parsers.segments import LONG_KINDS, Segment
from parsers.values import understand

_LONGEST_GUIDANCE = 120
_SHORTEST_GUIDANCE = 4
_LONGEST_UNKNOWN = 120
_UNKNOWN = re.compile(
    r"(?:^|(?<=[\s　；;]))([^\s:：，。；;、]{2,12})[ \u3000]*[:：][ \u3000]*(\S.*?)(?=\s{2,}|[\s　；;][^\s:：，。；;、]{2,12}[:：]|$)",
    re.MULTILINE,
)
_FURNITURE = re.compile(r"^(?:注|备注|附|附件.*|要求|说明|主要内容|.*要求|.*如下|[\d（(].*)$")


@dataclass
class Answers:
    """The values found so far; a field is seen once its label was, even if nothing was written.

    `open` is a field of long text that the paragraphs to come go on with; `elsewhere` are fields whose labels stand in cells of
    their own, so that a sentence inside a long text does not speak for them. `waiting` is the field whose label ended the last line.
    """

    pattern: FormPattern
    notice: Notice
    values: dict[str, Value] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    last: FieldSpec | None = None
    open: FieldSpec | None = None
    waiting: FieldSpec | None = None
    elsewhere: set[str] = field(default_factory=set)

    def put(self, fields: Sequence[FieldSpec], text: str, where: str, *, unit: str = "", flags: tuple[str, ...] = ()) -> None:
        """Enter a text under the likeliest of the fields that its label may mean."""
        spec = self.chosen(fields)
        self.last = spec
        self.open = spec if spec.kind in LONG_KINDS else None
        value = understand(self._without_print(text), spec, self.notice, where, unit=unit, flags=flags)
        if spec.kind == "email" and value.data == self.notice.mailbox:
            return  # the form's own note names the association's mailbox
        known = self.values.get(spec.id)
        if known is None or known.is_blank:
            self.values[spec.id] = value
        elif not value.is_blank and value.raw != known.raw:
            self.leftovers.append(Leftover(spec.labels[0] if spec.labels else spec.id, value.raw, where))

    def put_all(self, pieces: Sequence[Segment], where: str) -> None:
        """Enter the segments of one cell or line."""
        for piece in pieces:
            if not piece.fields:
                self.unclaimed(piece.answer, where)
        for piece in self._gathered(pieces):
            self.put(piece.fields, piece.answer, where, unit=piece.unit, flags=piece.flags)

    def unclaimed(self, text: str, where: str) -> bool:
        """Keep what stands behind labels that nobody knows (填表人：张三); tell whether there were any."""
        if len(text) > _LONGEST_UNKNOWN or label_key(text) in self.pattern.printed:
            return False
        known = self.pattern.printed
        found = [(m[1], m[2].strip()) for m in _UNKNOWN.finditer(text) if not _FURNITURE.match(m[1]) and label_key(m[1]) not in known]
        self.leftovers += [Leftover(label, answer, where) for label, answer in found]
        return bool(found)

    def go_on(self, text: str, where: str) -> None:
        """Add a paragraph to the long text that is open, if one is."""
        written = self._without_print(text).strip()
        if self.open is None or not written:
            return
        known = self.values.get(self.open.id)
        before = f"{known.raw}\n" if known is not None and known.raw else ""
        self.values[self.open.id] = understand(before + written, self.open, self.notice, known.where if before and known else where)

    def chosen(self, fields: Sequence[FieldSpec]) -> FieldSpec:
        """Two labels 联系电话 in one form are told apart by what stands before them and by what is still open."""
        if len(fields) == 1:
            return fields[0]
        open_fields = [f for f in fields if f.id not in self.values]
        follows = [f for f in open_fields if f.after and self.last is not None and self.last.id == f.after]
        person_to_come = any(f.kind == "person" and f.required and f.id not in self.values for f in self.pattern.own.values())
        if follows and (follows[0] is fields[0] or person_to_come):
            return follows[0]
        free = [f for f in open_fields if not f.after]
        return next(iter([*free, *follows, *open_fields, *fields]))

    def _gathered(self, pieces: Sequence[Segment]) -> list[Segment]:
        """Inside a long text, a label whose field is answered elsewhere is a word of the text."""
        kept: list[Segment] = []
        for piece in pieces:
            long = kept and kept[-1].fields and kept[-1].fields[0].kind in LONG_KINDS
            if long and piece.fields and self._is_answered(piece.fields):
                last = kept[-1]
                kept[-1] = Segment(last.fields, last.label, f"{last.answer}\n{piece.label}：{piece.answer}", last.unit, last.flags)
            elif piece.fields:
                kept.append(piece)
        return kept

    def answers_all(self, pieces: Sequence[Segment]) -> bool:
        """Tell whether every label among some pieces has its answer already."""
        return all(not p.fields or self._is_answered(p.fields) for p in pieces)

    def _is_answered(self, fields: Sequence[FieldSpec]) -> bool:
        return all(f.id in self.elsewhere or ((v := self.values.get(f.id)) is not None and not v.is_blank) for f in fields)

    def _without_print(self, text: str) -> str:
        """Drop the paragraphs that the blank form itself prints under the label (guidance such as 1. 班组成员组成…)."""
        if "\n" not in text and len(text) > _LONGEST_GUIDANCE:
            return text
        printed = self.pattern.printed
        if "\n" not in text:
            return "" if len(k := label_key(text)) >= _SHORTEST_GUIDANCE and k in printed else text
        kept = [
            p for p in text.split("\n") if len(p) > _LONGEST_GUIDANCE or len(k := label_key(p)) < _SHORTEST_GUIDANCE or k not in printed
        ]
        return "\n".join(kept)
