"""A part's lines and tables in, the answers to its labels out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from config.campaign import FieldSpec
from model import Leftover, Line
from parsers.answers import Answers
from parsers.flow import BOX, MARGINS
from parsers.grids import Atom, Rows
from parsers.segments import begins, segments
from parsers.tables import NOTE, PLAIN_KINDS, read_table
from parsers.values import understand

_NUMBERED = re.compile(r"^\s*(?:[①-⑩]|[（(]?\d+[)）.、．])")
_SENTENCE = re.compile(r"[。；，：:]")
_COLONS = " :：\u3000"
_PAUSE = re.compile(r"[。；，]")
_LONGEST_LINE = 400
_LONGEST_HEAD = 60
_MOST_BOXES = 20  # that hang on one line


def gather(atoms: Sequence[Atom], answers: Answers, used: set[int]) -> None:
    """Fill the answers from a part's lines and tables; `used` are cells that list tables took already."""
    in_note = False
    for atom in _boxes_in_place(atoms, answers):
        if isinstance(atom, Rows):
            in_note = False
            answers.open = None
            read_table(atom, answers, used)
            answers.open = None
            continue
        in_note = _is_note(atom.text, answers, in_note=in_note)
        if in_note:
            answers.open = None
            if _is_plain_answer(atom.text):
                answers.unclaimed(atom.text, atom.where)
        else:
            _from_line(atom, answers)


def _boxes_in_place(atoms: Sequence[Atom], answers: Answers) -> Iterator[Atom]:
    """Text boxes laid over a line's blanks follow it: as many boxes as blank labels answer them in their order."""
    at = 0
    while at < len(atoms):
        line = atoms[at]
        at += 1
        boxes = list(takewhile(lambda a: isinstance(a, Line) and a.where == BOX, atoms[at : at + _MOST_BOXES]))
        if not boxes or not isinstance(line, Line) or line.where == BOX:
            yield line
            continue
        at += len(boxes)
        texts = [box.text for box in boxes if isinstance(box, Line)]
        pieces = segments(answers.pattern.labels, line.text, loose=True) if len(line.text) <= _LONGEST_LINE else []
        blanks = sum(1 for p in pieces if p.fields and not p.answer)
        if blanks != len(texts) or any(begins(answers.pattern.labels, t) for t in texts):
            yield from (line, *boxes)
            continue
        told = iter(texts)
        yield from (Line(f"{p.label.rstrip(_COLONS)}：{next(told) if p.fields and not p.answer else p.answer}", line.where) for p in pieces)


def _is_note(text: str, answers: Answers, *, in_note: bool) -> bool:
    """A note goes on until a line that begins with a label of the form's, or one that is plainly no sentence."""
    if NOTE.match(text):
        return True
    return in_note and not _is_plain_head(text) and not begins(answers.pattern.labels, text)


def _is_plain_head(text: str) -> bool:
    """A short unnumbered line with a label ends a note; a numbered or long one goes on with it."""
    return bool(text.strip()) and not _NUMBERED.match(text) and len(text) < _LONGEST_HEAD and not _SENTENCE.search(text)


def _is_plain_answer(text: str) -> bool:
    """A short unnumbered line with a colon, and no sentence, behind a note's text is none of it."""
    return len(text) < _LONGEST_HEAD and not _NUMBERED.match(text) and not NOTE.match(text) and not _PAUSE.search(text)


def _from_line(line: Line, answers: Answers) -> None:
    pieces = segments(answers.pattern.labels, line.text, loose=True) if len(line.text) <= _LONGEST_LINE else []
    inside = answers.open is not None and (not pieces or not pieces[0].fields or answers.answers_all(pieces))
    if inside:
        answers.go_on("" if line.where in MARGINS else line.text, line.where)
    elif answers.waiting is not None and not any(p.fields for p in pieces) and _answers(line, answers.waiting, answers):
        answers.put((answers.waiting,), line.text, line.where)
    elif line.where == BOX and not any(p.fields for p in pieces) and not answers.pattern.titles.form_of(line.text):
        answers.leftovers.append(Leftover("", line.text, line.where))
    else:
        answers.put_all(pieces, line.where)
    answers.waiting = answers.last if pieces and pieces[-1].fields and not pieces[-1].answer else None


def _answers(line: Line, spec: FieldSpec, answers: Answers) -> bool:
    """Tell whether a line is surely the answer to the label on the line above."""
    if answers.pattern.titles.form_of(line.text):
        return False
    if spec.kind in PLAIN_KINDS and spec.id != answers.pattern.spec.entry:
        return (
            line.where not in MARGINS
            and len(line.text) < _LONGEST_HEAD
            and line.text.strip().endswith(answers.notice.organization_suffixes)
        )
    value = understand(line.text, spec, answers.notice, line.where)
    return value.data is not None and value.is_certain and "unknown" not in value.flags and line.where not in MARGINS
