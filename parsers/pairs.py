"""Labels and answers in tables and lines in, values by field out: beside, below, or behind the label in its own cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.campaign import FieldSpec, Notice
from config.labels import label_key, unit_in
from model import Cell, Leftover, Line, Value
from parsers.grids import Atom, Rows, Sheet
from parsers.labelling import Segment
from parsers.patterns import FormPattern
from parsers.values import understand

_UNITS = frozenset({"个", "万元", "元", "百分数", "%", "人", "起", "次", "项", "名", "人/小时", "万元/年", "百分比", "人次", "小时", "家"})
_ITEM_HEADS = frozenset({"数量", "数值", "统计项目", "项目", "金额", "数据", "填报数", "指标"})
_NOTE = re.compile(r"^\s*(?:注|备注|要求|说明|填表说明|填写说明)\s*\d*\s*[:：.、]")
_NUMBERED = re.compile(r"^\s*(?:[①-⑩]|[（(]?\d+[)）.、．])")
_DIGIT = re.compile(r"\d")


@dataclass
class Answers:
    """The values found so far; a field is seen once its label was, even if nothing was written."""

    pattern: FormPattern
    notice: Notice
    values: dict[str, Value] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    last: FieldSpec | None = None

    def put(self, fields: Sequence[FieldSpec], text: str, where: str, *, unit: str = "", flags: tuple[str, ...] = ()) -> None:
        """Enter a text under the likeliest of the fields that its label may mean."""
        spec = self._chosen(fields)
        self.last = spec
        value = understand(self._without_print(text), spec, self.notice, where, unit=unit, flags=flags)
        if spec.kind == "email" and value.data == self.notice.mailbox:
            return  # the form's own note names the association's mailbox
        known = self.values.get(spec.id)
        if known is None or known.is_blank:
            self.values[spec.id] = value
        elif not value.is_blank and value.raw != known.raw:
            self.leftovers.append(Leftover(spec.labels[0] if spec.labels else spec.id, value.raw, where))

    def _chosen(self, fields: Sequence[FieldSpec]) -> FieldSpec:
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

    def _without_print(self, text: str) -> str:
        """Drop the paragraphs that the blank form itself prints under the label (guidance such as 1. 班组成员组成…)."""
        if "\n" not in text and len(text) > 120:
            return text
        kept = [p for p in text.split("\n") if len(k := label_key(p)) < 4 or k not in self.pattern.printed]
        return "\n".join(kept)


def gather(atoms: Sequence[Atom], answers: Answers, used: set[int]) -> None:
    """Fill the answers from a part's lines and tables; `used` are cells that list tables took already."""
    in_note = False
    for atom in atoms:
        if isinstance(atom, Line):
            in_note = _is_note(atom.text, in_note)
            if not in_note:
                _from_line(atom, answers)
        else:
            in_note = False
            _Table(atom, answers, used).read()


def _is_note(text: str, in_note: bool) -> bool:  # noqa: FBT001 - the state of a walk, not a switch
    return bool(_NOTE.match(text)) or (in_note and not _is_plain_head(text))


def _is_plain_head(text: str) -> bool:
    """A short unnumbered line with a label ends a note; a numbered or long one goes on with it."""
    return bool(text.strip()) and not _NUMBERED.match(text) and len(text) < 60 and not re.search(r"[。；，：:]", text)


def _from_line(line: Line, answers: Answers) -> None:
    if len(line.text) > 400:
        return
    for segment in answers.pattern.labels.segments(line.text, loose=True):
        if segment.fields:
            answers.put(segment.fields, segment.answer, line.where, unit=segment.unit)


class _Table:
    """One run of rows: labels find their answers, what stays over is kept as leftovers."""

    def __init__(self, rows: Rows, answers: Answers, used: set[int]) -> None:
        self.rows = rows
        self.sheet: Sheet = rows.sheet
        self.answers = answers
        self.labels = answers.pattern.labels
        self.used = used
        self.label_of: dict[int, tuple[FieldSpec, ...]] = {}
        self.inline: dict[int, list[Segment]] = {}

    def read(self) -> None:
        """Walk the rows twice: first tell labels from answers, then give each label its answer."""
        self._classify()
        for number, cells in self.rows:
            if _starts_note(cells):
                self.used.update(id(c) for c in cells if c.row == number)
                continue
            self._read_row(number, cells)
        self._retry_unknown()
        self._keep_leftovers()

    def _classify(self) -> None:
        items = {f.id for f in self.answers.pattern.spec.items}
        for number, cells in self.rows:
            keys = {label_key(c.text) for c in cells if len(c.text) < 12}
            is_item_head = bool(items) and bool(keys & _ITEM_HEADS)
            for cell in cells:
                if cell.row != number or id(cell) in self.used or not cell.text.strip():
                    continue
                if is_item_head and len(cell.text) < 12:
                    self.used.add(id(cell))
                    continue
                self._classify_cell(cell)

    def _classify_cell(self, cell: Cell) -> None:
        fields = self.labels.exact(cell.text)
        if fields:
            self.label_of[id(cell)] = fields
            return
        if not self.labels.begins(cell.text):
            return
        segments = self.labels.segments(cell.text)
        if segments and segments[0].fields:
            self.inline[id(cell)] = segments

    def _read_row(self, number: int, cells: Sequence[Cell]) -> None:
        starting = [c for c in cells if c.row == number and id(c) not in self.used]
        is_head = self._is_head_row(starting)
        for cell in starting:
            if id(cell) in self.used:
                continue
            if id(cell) in self.inline:
                self._take_inline(cell)
            elif id(cell) in self.label_of:
                self._take_beside_or_below(cell, is_head=is_head)

    def _is_head_row(self, cells: Sequence[Cell]) -> bool:
        """Labels only and no empty cell between: their answers stand in the row below."""
        return len(cells) >= 2 and all(id(c) in self.label_of for c in cells)

    def _take_inline(self, cell: Cell) -> None:
        self.used.add(id(cell))
        segments = self.inline[id(cell)]
        only_label = len(segments) == 1 and not segments[0].answer.strip(" _＿\u3000")
        if only_label:
            self.label_of[id(cell)] = segments[0].fields
            self._take_beside_or_below(cell, is_head=False)
            return
        for i, segment in enumerate(segments):
            if not segment.fields:
                continue
            answer = segment.answer
            if i == len(segments) - 1 and not answer.strip(" _＿\u3000"):
                answer = self._beside(cell)[0]
            self.answers.put(segment.fields, answer, self.sheet.where(cell), unit=segment.unit)

    def _take_beside_or_below(self, cell: Cell, *, is_head: bool) -> None:
        self.used.add(id(cell))
        fields = self.label_of[id(cell)]
        if is_head:
            text, place, flags, unit = self._below(cell)
        else:
            text, place, flags, unit = self._beside(cell)
            if not text.strip() and (place is None or self._answer_is_below(cell)):
                text, place, flags, unit = self._below(cell)
        where = self.sheet.where(place if place is not None else cell)
        unit = _unit_of_label(cell) or unit
        self.answers.put(fields, text, where, unit=unit, flags=flags)

    def _beside(self, cell: Cell) -> tuple[str, Cell | None, tuple[str, ...], str]:
        """Join what stands between this label and the next one in the row; unit cells of a statistics table are no answer."""
        free: list[Cell] = []
        for row in range(cell.row, cell.row + cell.row_span):
            for other in self.sheet.right_of(cell, row):
                if id(other) in self.label_of or id(other) in self.inline:
                    break
                if id(other) not in self.used and other not in free:
                    free.append(other)
        if not free:
            return "", None, (), ""
        unit = next((label_key(c.text) for c in free if label_key(c.text) in _UNITS), "")
        answers = [c for c in free if c.text.strip() and label_key(c.text) not in _UNITS]
        self.used.update(id(c) for c in free)
        place = answers[0] if answers else next((c for c in free if not c.text.strip()), free[-1])
        return _joined(answers), place, _doubts(answers), unit

    def _below(self, cell: Cell) -> tuple[str, Cell | None, tuple[str, ...], str]:
        under = self.sheet.below(cell)
        if under is None or id(under) in self.used or id(under) in self.label_of or id(under) in self.inline or under.row > self.rows.last:
            return "", None, (), ""
        if len([c for c in self.sheet.row(under.row) if c.row == under.row]) > 1 and not self._answers_only(under.row):
            return "", None, (), ""
        self.used.add(id(under))
        return under.text, under, tuple(under.flags), ""

    def _answer_is_below(self, cell: Cell) -> bool:
        """A last row of labels that the fields do not fill: 人数 | | over 9 | |."""
        under = self.sheet.below(cell)
        if under is None or not under.text.strip() or _NOTE.match(under.text) or under.column != cell.column:
            return False
        beside = [c for c in self.sheet.row(cell.row) if c.row == cell.row and id(c) not in self.label_of]
        return all(not c.text.strip() for c in beside) and self._answers_only(under.row)

    def _answers_only(self, row: int) -> bool:
        return not any(id(c) in self.label_of or id(c) in self.inline for c in self.sheet.row(row))

    def _retry_unknown(self) -> None:
        """A label that is nearly one of a field not yet seen is taken for it, and the value marked uncertain."""
        missing = [
            f
            for f in self.answers.pattern.own.values()
            if f.id not in self.answers.values and f.labels and f.kind not in {"section", "paper_only"}
        ]
        if not missing:
            return
        for cell in list(self.rows.cells()):
            if id(cell) in self.used or not 3 <= len(cell.text.strip()) <= 60:
                continue
            spec = self.labels.alike(cell.text)
            if spec is None or spec.id in self.answers.values:
                continue
            self.used.add(id(cell))
            text, place, flags, unit = self._beside(cell)
            self.answers.put((spec,), text, self.sheet.where(place or cell), unit=unit, flags=(*flags, "uncertain_label"))

    def _keep_leftovers(self) -> None:
        """What no label claimed stands in the leftovers with the text to its left as its label; printed words do not."""
        printed = self.answers.pattern.printed
        left = ""
        for cell in self.rows.cells():
            text = cell.text.strip()
            if not text or id(cell) in self.used or label_key(text) in printed or label_key(text) in _UNITS or _NOTE.match(text):
                left = ""
                continue
            if left:
                self.answers.leftovers.append(Leftover(left, text, self.sheet.where(cell)))
                left = ""
            elif len(text) <= 20 and not _DIGIT.search(text):
                left = text
            else:
                self.answers.leftovers.append(Leftover("", text, self.sheet.where(cell)))


def _starts_note(cells: Sequence[Cell]) -> bool:
    texts = [c.text for c in cells if c.text.strip()]
    return len(texts) == 1 and bool(_NOTE.match(texts[0]))


def _joined(answers: Sequence[Cell]) -> str:
    texts = [c.text for c in answers]
    if len(texts) > 1 and all(len(t.strip()) == 1 for t in texts):  # one character a cell: 4|0|0|0|2|3
        return "".join(t.strip() for t in texts)
    return "\n".join(texts)


def _doubts(answers: Sequence[Cell]) -> tuple[str, ...]:
    own = tuple(f for c in answers for f in c.flags)
    several = len(answers) > 1 and not all(len(c.text.strip()) == 1 for c in answers)
    return (*own, "uncertain_column") if several else own


def _unit_of_label(cell: Cell) -> str:
    return unit_in(cell.text)
