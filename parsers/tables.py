"""The rows of one table in, its labels' answers out: beside, below, or in the label's own cell; what stays over is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from config.labels import label_key, unit_in
from model import Cell, Leftover
from parsers.answers import Answers
from parsers.columns import HEADS, Columns, columns_of, unit_of
from parsers.grids import Rows, Sheet
from parsers.labelling import Fields
from parsers.segments import LONG_KINDS, Segment, begins, segments
from parsers.typed import typed
from parsers.values import understand

NOTE = re.compile(r"^\s*(?:注|备注|要求|说明|填表说明|填写说明)\s*\d*\s*[:：.、]")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[，。；！？]")
_FILLERS = " _＿\u3000"
_LABEL_LENGTH = 60
_SHORT_LABEL = 10
PLAIN_KINDS = frozenset({"text", "long_text", "organization", "section", "paper_only"})


def read_table(rows: Rows, answers: Answers, used: set[int]) -> None:
    """Enter the answers of a run of rows; `used` are cells that list tables took already."""
    _Table(rows, answers, used).read()


@dataclass(frozen=True)
class _Found:
    """An answer's text, the cell that holds it, doubts about it, and the unit that stands in a cell of its own."""

    text: str = ""
    cell: Cell | None = None
    flags: tuple[str, ...] = ()
    unit: str = ""


@dataclass
class _Table:
    """One run of rows: labels find their answers, what stays over is kept as leftovers."""

    rows: Rows
    answers: Answers
    used: set[int]
    label_of: dict[int, Fields] = field(default_factory=dict)
    inline: dict[int, list[Segment]] = field(default_factory=dict)
    answer_of: dict[int, str] = field(default_factory=dict)  # of a cell that repeats its label
    unsure: set[int] = field(default_factory=set)
    columns: Columns = field(default_factory=Columns)

    @property
    def sheet(self) -> Sheet:
        return self.rows.sheet

    def read(self) -> None:
        """Walk the rows twice: first tell labels from answers, then give each label its answer."""
        rows = [(n, [c for c in cells if c.row == n and id(c) not in self.used]) for n, cells in self.rows]
        self.columns = columns_of(rows, self.answers.pattern.labels)
        self.used.update(self.columns.taken, (id(c) for _, cells in rows for c in cells if self.columns.is_number(c)))
        for _, cells in rows:
            self._classify([c for c in cells if id(c) not in self.used])
        self._adopt_near_labels(rows)
        self.answers.elsewhere |= {f.id for fields in self.label_of.values() for f in fields[:1]}
        for number, cells in rows:
            self._read_row(number, cells)
        self._keep_leftovers()

    # labels or answers ----------------------------------------------------------------------------------------------

    def _classify(self, cells: Sequence[Cell]) -> None:
        written = [c for c in cells if c.text.strip()]
        label: Fields = ()
        for cell in written:
            fields = self.answers.pattern.labels.exact(cell.text)
            if fields:
                self.label_of[id(cell)] = fields
            elif len(written) == 1 or (begins(self.answers.pattern.labels, cell.text) and not self._repeats(label, cell)):
                self._take_apart(cell, loose=len(written) == 1)
            label = fields

    def _repeats(self, label: Fields, cell: Cell) -> bool:
        """手机 | 手机：139…: the answer has its label once more before it."""
        pieces = segments(self.answers.pattern.labels, cell.text) if label else []
        if len(pieces) != 1 or not pieces[0].answer or not {f.id for f in pieces[0].fields} & {f.id for f in label}:
            return False
        self.answer_of[id(cell)] = pieces[0].answer
        return True

    def _take_apart(self, cell: Cell, *, loose: bool) -> None:
        pieces = segments(self.answers.pattern.labels, cell.text, loose=loose)
        if loose and len(pieces) > 1 and len(pieces[0].answer) <= _LABEL_LENGTH * 2:
            pieces = pieces[not pieces[0].fields :]  # the form's title stands in the same cell
        if pieces and pieces[0].fields:
            self.inline[id(cell)] = pieces

    def _adopt_near_labels(self, rows: Sequence[tuple[int, list[Cell]]]) -> None:
        """A cell in a label's place that is nearly the label of a field not yet seen is taken for it."""
        seen = {f.id for fields in self.label_of.values() for f in fields[:1]} | set(self.answers.values)
        seen |= {p.fields[0].id for pieces in self.inline.values() for p in pieces if p.fields}
        for _, cells in rows:
            for at, cell in enumerate(cells):
                if id(cell) in self.used or self._is_label(cell) or not 3 <= len(cell.text) <= _LABEL_LENGTH:
                    continue
                if self._answers_its_neighbour(cells, at):
                    continue
                near = self.answers.pattern.labels.near(cell.text)
                if near is None or near.field.id in seen or near.field.kind == "paper_only":
                    continue
                seen.add(near.field.id)
                self.label_of[id(cell)] = (near.field,)
                if not near.sure:
                    self.unsure.add(id(cell))

    def _answers_its_neighbour(self, cells: Sequence[Cell], at: int) -> bool:
        """Between a known label and the next one, or the row's end, stands an answer; but not behind a whole row of labels."""
        if not at or id(cells[at - 1]) not in self.label_of or (at > 1 and id(cells[at - 2]) in self.label_of):
            return False
        return at + 1 == len(cells) or self._is_label(cells[at + 1])

    def _is_label(self, cell: Cell) -> bool:
        return id(cell) in self.label_of or id(cell) in self.inline

    # answers --------------------------------------------------------------------------------------------------------

    def _read_row(self, number: int, cells: Sequence[Cell]) -> None:
        if _starts_note(self.sheet.row(number)):
            self.used.update(id(c) for c in cells)
            return
        is_head = self._is_head_row(cells)
        for cell in cells:
            if id(cell) in self.used:
                continue
            if id(cell) in self.inline:
                self._take_inline(cell)
            elif id(cell) in self.label_of:
                self._take_beside_or_below(cell, is_head=is_head)

    def _is_head_row(self, cells: Sequence[Cell]) -> bool:
        """Labels side by side, with at most blanks behind them, over a row of answers: those are theirs."""
        cells = [c for c in cells if id(c) not in self.used and label_key(c.text) not in HEADS]
        labels = [c for c in cells if id(c) in self.label_of]
        if len(labels) < 2 or any(c.text.strip() for c in cells if id(c) not in self.label_of):
            return False
        if cells[: len(labels)] != labels:
            return False
        if len(labels) == len(cells):
            return True
        under = self.sheet.below(labels[0])
        return under is not None and self._answers_only(under.row)

    def _take_inline(self, cell: Cell) -> None:
        self.used.add(id(cell))
        pieces = self.inline[id(cell)]
        if not pieces[-1].answer.strip(_FILLERS) and pieces[-1].fields:
            if len(pieces) == 1:
                self.label_of[id(cell)] = pieces[0].fields
                self._take_beside_or_below(cell, is_head=False, flags=pieces[0].flags)
                return
            found = self._beside(cell, pieces[-1].fields)
            pieces = [
                *pieces[:-1],
                Segment(pieces[-1].fields, pieces[-1].label, found.text, pieces[-1].unit or found.unit, (*pieces[-1].flags, *found.flags)),
            ]
        self.answers.put_all(pieces, self.sheet.where(cell))

    def _take_beside_or_below(self, cell: Cell, *, is_head: bool, flags: tuple[str, ...] = ()) -> None:
        self.used.add(id(cell))
        fields = self.label_of[id(cell)]
        if is_head:
            found = self._below(cell)
        else:
            found = self._beside(cell, fields)
            if not found.text.strip() and (found.cell is None or self._answer_is_below(cell)):
                found = self._below(cell)
        if id(cell) in self.unsure:
            flags = (*flags, "uncertain_label")
        if found.cell is not None and self.answers.chosen(fields).kind in LONG_KINDS:
            found = replace(found, text="\n".join([found.text, *self._further(found.cell)]))
        unit = unit_in(cell.text) or found.unit
        self.answers.put(fields, found.text, self.sheet.where(found.cell or cell), unit=unit, flags=(*found.flags, *flags))

    def _beside(self, cell: Cell, fields: Fields) -> _Found:
        """Take what stands between this label and the next one in the row; unit cells of a statistics table are no answer."""
        beside = self._free_beside(cell)
        free = self.columns.answers(beside) if self._keeps_columns(cell.row) else beside
        if not free:
            return _Found()
        unit = next((u for c in free if (u := unit_of(c))), "")
        written = [c for c in free if c.text.strip() and not unit_of(c)]
        if not written and not any(c.flags for c in free) and (stray := self.columns.stray(beside)) is not None:
            self.used.update(id(c) for c in (*free, stray))
            return _Found(stray.text, stray, (*stray.flags, "uncertain_column"), unit)
        answers = self._own(written, fields) if len(written) > 1 else written
        strangers = {id(c) for c in written} - {id(c) for c in answers}
        self.used.update(id(c) for c in free if id(c) not in strangers)
        place = answers[0] if answers else next((c for c in free if not c.text.strip()), free[-1])
        texts = [self.answer_of.get(id(c)) or typed(c) for c in answers]
        return _Found(_joined(texts), place, _doubts(answers or free, several=len(written) > 1), unit)

    def _keeps_columns(self, row: int) -> bool:
        """A row with a label where the head row has answers goes its own way (联系人 | 张三 | 手机 | 139…)."""
        return not any(self._is_label(c) and self.columns.holds(c) for c in self.sheet.row(row))

    def _free_beside(self, cell: Cell) -> list[Cell]:
        free: list[Cell] = []
        for row in range(cell.row, cell.row + cell.row_span):
            for other in self.sheet.right_of(cell, row):
                if self._is_label(other):
                    break
                if id(other) not in self.used and other not in free:
                    free.append(other)
        return free

    def _own(self, written: Sequence[Cell], fields: Fields) -> Sequence[Cell]:
        """Of several cells behind a label, those that are its answer: a label that nobody knows may stand among them."""
        if all(len(c.text.strip()) == 1 for c in written):
            return written
        spec = self.answers.chosen(fields)
        if spec.kind not in PLAIN_KINDS:
            first = understand(written[0].text, spec, self.answers.notice, "")
            return written[:1] if first.data is not None and first.is_certain else written
        for at, cell in enumerate(written[1:], 1):
            if _may_be_label(cell) and at + 1 < len(written):
                return written[:at]
        return written

    def _below(self, cell: Cell) -> _Found:
        under = self.sheet.below(cell)
        if under is not None and not any(c.text.strip() for c in self.sheet.row(under.row)):
            under = self.sheet.below(under)  # a spare row between labels and answers
        if under is None or id(under) in self.used or self._is_label(under) or under.row > self.rows.last:
            return _Found()
        if len([c for c in self.sheet.row(under.row) if c.row == under.row]) > 1 and not self._answers_only(under.row):
            return _Found()
        self.used.add(id(under))
        return _Found(typed(under), under, tuple(under.flags))

    def _further(self, cell: Cell) -> Iterator[str]:
        """Give the paragraphs of a long text that stand in rows of their own below its first: sentences, and no labels."""
        under = self.sheet.below(cell)
        while under is not None and under.row <= self.rows.last and id(under) not in self.used and not self._is_label(under):
            written = [c for c in self.sheet.row(under.row) if c.text.strip()]
            if written != [under] or _starts_note(written) or not _SENTENCE.search(under.text):
                return
            self.used.add(id(under))
            yield under.text
            under = self.sheet.below(under)

    def _answer_is_below(self, cell: Cell) -> bool:
        """A last row of labels that the fields do not fill: 人数 | | over 9 | |."""
        under = self.sheet.below(cell)
        if under is None or not under.text.strip() or NOTE.match(under.text) or under.column != cell.column:
            return False
        beside = [c for c in self.sheet.row(cell.row) if c.row == cell.row and id(c) not in self.label_of]
        return all(not c.text.strip() for c in beside) and self._answers_only(under.row)

    def _answers_only(self, row: int) -> bool:
        return not any(self._is_label(c) for c in self.sheet.row(row))

    # the rest -------------------------------------------------------------------------------------------------------

    def _keep_leftovers(self) -> None:
        """What no label claimed stands in the leftovers with the text to its left as its label; printed words do not."""
        printed = self.answers.pattern.printed
        left = ""
        for cell in self.rows.cells():
            text = cell.text.strip()
            if not text or id(cell) in self.used:
                left = ""
                continue
            key = label_key(text)
            if key in printed or unit_of(cell) or NOTE.match(text) or self._is_title(text) or self._is_taken_apart(cell):
                left = ""
            elif left:
                self.answers.leftovers.append(Leftover(left, text, self.sheet.where(cell)))
                left = ""
            elif len(text) <= 20 and not _DIGIT.search(text):
                left = text
            else:
                self.answers.leftovers.append(Leftover("", text, self.sheet.where(cell)))

    def _is_title(self, text: str) -> bool:
        return bool(self.answers.pattern.titles.form_of(text.replace("\n", "")))

    def _is_taken_apart(self, cell: Cell) -> bool:
        """A label that nobody knows with its answer in the same cell (申报类别：A类), unless the answer stands beside it."""
        beside = [c for c in self.sheet.right_of(cell) if c.text.strip() and id(c) not in self.used]
        return not beside and self.answers.unclaimed(cell.text.strip(), self.sheet.where(cell))


def _starts_note(cells: Sequence[Cell]) -> bool:
    texts = [c.text for c in cells if c.text.strip()]
    return len(texts) == 1 and bool(NOTE.match(texts[0]))


def _may_be_label(cell: Cell) -> bool:
    text = cell.text.strip()
    return text.endswith((":", "：")) or (2 <= len(label_key(text)) <= _SHORT_LABEL and not _DIGIT.search(text))


def _joined(texts: Sequence[str]) -> str:
    if len(texts) > 1 and all(len(t.strip()) == 1 for t in texts):  # one character a cell: 4|0|0|0|2|3
        return "".join(t.strip() for t in texts)
    return "\n".join(texts)


def _doubts(answers: Sequence[Cell], *, several: bool) -> tuple[str, ...]:
    own = tuple(f for c in answers for f in c.flags)
    parted = several and not all(len(c.text.strip()) == 1 for c in answers)
    return (*own, "uncertain_column") if parted else own
