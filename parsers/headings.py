"""A Document in, its atoms and the form titles among them out: a title counts where the form's own labels follow before the next.

A title may be broken over lines, stand in a cell, below 附件n or above a table in the same sheet; running text that quotes one is none
(domain.md §4.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, takewhile

from config.labels import label_key
from model import Cell, Document, Grid, Line
from parsers.grids import Atom, Rows, Sheet
from parsers.islands import islands
from parsers.patterns import Titles
from parsers.runs import Heading, Paper, texts_of

_ANNEX_ALONE = re.compile(r"^附件\s*[\d一二三四五六七八九十]*\s*[:：]?$")
SENTENCE = re.compile(r"[。；;!?！？]")
_CONTINUED = re.compile(r"[（(]\s*(?:续[表页]?|接上[表页])\s*[)）]\s*$")  # over the next page of the same form
_TABLE_OF_CONTENTS = re.compile(r"[.…·]{4,}\d*$")
_HEADING_LINES = 3
_REST_OF_A_TITLE = 12  # letters of the second line of a broken title: 推 荐 表
LINE_LIMIT = 60
_WORKBOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods", "excelml", "html", "text"})


def headings(paper: Paper) -> list[Heading]:
    """Return the titles that enough of their forms' anchors confirm, in order."""
    found: list[Heading] = []
    for at in range(len(paper.atoms)):
        heading = _heading_at(paper, at)
        if heading is not None and not (found and found[-1].pattern is heading.pattern and _CONTINUED.search(heading.title)):
            found.append(heading if at == 0 or not is_annex_line(paper.atoms[at - 1 : at]) else replace(heading, at=at - 1))
    return _without_running_titles(_confirmed(found, paper), paper)


def _confirmed(found: Sequence[Heading], paper: Paper) -> list[Heading]:
    """Keep a heading only where enough of its form's anchors stand before the next heading."""
    kept: list[Heading] = []
    for i, heading in enumerate(found):
        end = found[i + 1].at if i + 1 < len(found) else len(paper.atoms)
        if heading.pattern.confirmed_by(paper.marks_in(heading.at, end), texts_of(paper.atoms[heading.at : end])):
            kept.append(heading)
    return kept


def _without_running_titles(found: Sequence[Heading], paper: Paper) -> list[Heading]:
    """A clerk may print title and head again over each page of a long list: what stands below them goes on with it."""
    kept: list[Heading] = []
    for heading in found:
        if not kept or not _goes_on(heading, kept[-1], paper):
            kept.append(heading)
    return kept


def _goes_on(heading: Heading, before: Heading, paper: Paper) -> bool:
    """Tell whether the list before has the same title, and the very head that stands right below this one."""
    table, list_before = paper.atoms[heading.at], paper.atoms[before.at]
    same_title = heading.pattern is before.pattern and label_key(heading.title) == label_key(before.title)
    if not (same_title and heading.pattern.rosters and isinstance(table, Rows) and isinstance(list_before, Rows)):
        return False
    rows = [_written(cells) for _, cells in table]
    above = list(takewhile(lambda texts: len(texts) < 2, rows))
    is_alone = "".join(chain(*above)) == label_key(heading.title)  # no unit of its own stands between title and head
    return is_alone and len(above) < len(rows) and rows[len(above)] in (_written(cells) for _, cells in list_before)


def _written(cells: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(label_key(c.text) for c in cells if c.text.strip())


def is_annex_line(atoms: Sequence[Atom]) -> bool:
    """附件4 on a line of its own belongs to the title that follows."""
    return len(atoms) == 1 and isinstance(line := atoms[0], Line) and bool(_ANNEX_ALONE.match(line.text.strip()))


def forms_apart(document: Document, titles: Titles) -> Document:
    """The forms that a workbook's sheet holds side by side, as grids of their own."""
    if document.format not in _WORKBOOKS:
        return document
    blocks: list[Line | Grid] = []
    for block in document.blocks:
        blocks += islands(block, lambda text: _title_of([text], titles) is not None) if isinstance(block, Grid) else [block]
    return replace(document, blocks=tuple(blocks))


def atoms_of(blocks: Iterable[Line | Grid], titles: Titles) -> Iterator[Atom]:
    """Yield the lines that hold text, and the grids cut where a title begins within them."""
    for block in blocks:
        if isinstance(block, Line):
            if block.text.strip():
                yield block
        elif isinstance(block, Grid) and block.cells:
            yield from _cut_at_titles(Sheet(block), titles)


def _cut_at_titles(sheet: Sheet, titles: Titles) -> Iterator[Rows]:
    """A sheet may hold several forms one below the other: cut it before each row that is a title (or 附件n above it)."""
    numbers = sheet.numbers
    texts = [_only_text(sheet, n) for n in numbers]
    annexes = {i for i, text in enumerate(texts) if text and _ANNEX_ALONE.match(text.strip())}
    cuts = {i for i, text in enumerate(texts) if text and i - 1 not in annexes and _title_of(texts[i : i + _HEADING_LINES], titles)}
    starts = sorted({0, *annexes, *cuts})
    ends = [numbers[i] - 1 for i in starts[1:]] + [numbers[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield Rows(sheet, numbers[start], end)


def _heading_at(paper: Paper, at: int) -> Heading | None:
    """A title may be broken over up to three lines: 2019年重庆市质量管理小组/企业/个人 ↵ 推 荐 表."""
    first = paper.atoms[at]
    if isinstance(first, Line):
        lines = _short_lines(paper.atoms, at)
    else:
        lines = [_only_text(first.sheet, n) for n in first.numbers(_HEADING_LINES + 1)]
        if lines and _ANNEX_ALONE.match(lines[0].strip()):
            lines = lines[1:]
    found = _title_of(lines, paper.titles) if lines and lines[0] else None
    return Heading(at, paper.forms[found[0]], found[1].strip()) if found is not None else None


def _short_lines(atoms: Sequence[Atom], at: int) -> list[str]:
    """The text of a line and of those behind it, as long as they are short enough for a title."""
    lines: list[str] = []
    for atom in atoms[at : at + _HEADING_LINES]:
        if not isinstance(atom, Line) or len(atom.text) > LINE_LIMIT * 2:
            break
        lines.append(atom.text)
    return lines


def _title_of(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    """Return (form id, title) of a title that begins in the first of some lines; short lines may go on with it."""
    if "\n" in lines[0].strip():  # a whole head in one cell: 附件2 ↵ title ↵ 单位 … 所属区县 …
        lines = [line for line in lines[0].split("\n") if line.strip() and not _ANNEX_ALONE.match(line.strip())][:_HEADING_LINES] or [""]
        return _broken_title(lines, titles) or _title_over_lines(lines, titles)
    return _title_over_lines(lines, titles)


def _title_over_lines(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    first = _as_heading(lines[0])
    form = titles.form_of(first) if first else ""
    if form:
        return form, first
    if not first or ":" in first or "：" in first:
        return None
    text = first
    for line in lines[1:]:
        if len(line) > LINE_LIMIT // 2:
            return None
        rest = _as_heading(line)
        if not rest or len(label_key(rest)) > _REST_OF_A_TITLE or titles.form_of(rest):
            return None
        text += rest
        form = titles.form_of(text)
        if form:
            return form, text
    return None


def _broken_title(lines: Sequence[str], titles: Titles) -> tuple[str, str] | None:
    """A title that the clerk broke inside its cell: 2019年 ↵ 开展质量信得过班组活动总结."""
    for count in range(1, len(lines) + 1):
        whole = _as_heading("".join(line.strip() for line in lines[:count]))
        form = titles.form_of(whole) if whole and ":" not in whole and "：" not in whole else ""
        if form:
            return form, whole
    return None


def _only_text(sheet: Sheet, number: int) -> str:
    only = ""
    for cell in sheet.rows[number]:
        if cell.text and not cell.text.isspace():
            if only:
                return ""
            only = cell.text
    return only if len(only) <= LINE_LIMIT * 2 else ""


def _as_heading(text: str) -> str:
    if len(text) > LINE_LIMIT * 2:
        return ""
    plain = text.strip()
    return "" if len(plain) > LINE_LIMIT or SENTENCE.search(plain) or _TABLE_OF_CONTENTS.search(plain) else plain
