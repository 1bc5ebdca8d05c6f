"""A part's lines and tables in, the answers to its labels out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model import Line
from parsers.answers import Answers
from parsers.grids import Atom, Rows
from parsers.segments import begins, segments
from parsers.tables import NOTE, read_table

_NUMBERED = re.compile(r"^\s*(?:[①-⑩]|[（(]?\d+[)）.、．])")
_SENTENCE = re.compile(r"[。；，：:]")
_LONGEST_LINE = 400
_LONGEST_HEAD = 60


def gather(atoms: Sequence[Atom], answers: Answers, used: set[int]) -> None:
    """Fill the answers from a part's lines and tables; `used` are cells that list tables took already."""
    in_note = False
    for atom in atoms:
        if isinstance(atom, Rows):
            in_note = False
            answers.open = None
            read_table(atom, answers, used)
            answers.open = None
            continue
        in_note = _is_note(atom.text, answers, in_note=in_note)
        if in_note:
            answers.open = None
        else:
            _from_line(atom, answers)


def _is_note(text: str, answers: Answers, *, in_note: bool) -> bool:
    """A note goes on until a line that begins with a label of the form's, or one that is plainly no sentence."""
    if NOTE.match(text):
        return True
    return in_note and not _is_plain_head(text) and not begins(answers.pattern.labels, text)


def _is_plain_head(text: str) -> bool:
    """A short unnumbered line with a label ends a note; a numbered or long one goes on with it."""
    return bool(text.strip()) and not _NUMBERED.match(text) and len(text) < _LONGEST_HEAD and not _SENTENCE.search(text)


def _from_line(line: Line, answers: Answers) -> None:
    pieces = segments(answers.pattern.labels, line.text, loose=True) if len(line.text) <= _LONGEST_LINE else []
    inside = answers.open is not None and (not pieces or not pieces[0].fields or answers.answers_all(pieces))
    if inside:
        answers.go_on(line.text, line.where)
    else:
        answers.put_all(pieces, line.where)
