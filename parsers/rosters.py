"""List tables in, rows of values out: the header decides which column is which, in any order, with any extra columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from config.campaign import Notice
from config.labels import label_key, unit_in
from model import Cell, Leftover, Value
from parsers.blocks import block_in, rows_of
from parsers.companions import with_companions
from parsers.continued import crowded, goes_on, without_dittos, without_sum
from parsers.grids import Rows, Sheet
from parsers.halves import halves
from parsers.heads import Header, header_at, storeys
from parsers.patterns import FormPattern
from parsers.segments import begins
from parsers.tick_columns import heads_choices, ticked
from parsers.typed import typed
from parsers.values import understand

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|合计数)")
_SPARE = re.compile(r"^(?:\(?以下(?:为)?空白|(?:第\d+页(?:共\d+页)?|[合总小共]计数?)$)")  # in whatever column
_NAMING = frozenset({"row_no", "text", "organization"})  # kinds of columns in which 合计 may stand; 共计6人 under 人数 is a figure
_NOTE = re.compile(r"^\s*(?:注|备注|说明|填表说明)\s*\d*\s*[:：.、]|^\s*注\s*\d")
_SURE_COLUMNS = 2
_SURE_HEADER = 3
_COUNTER = re.compile(r"^\(?(\d{1,2}|[A-Za-z甲乙丙丁戊己庚辛壬癸])\)?$")
_EXAMPLE = re.compile(r"^[(（【]?(?:例|例如|举例|[填表写]*示例|样例|范例)\d?[)）】]?[:：]?$")


@dataclass
class Harvest:
    """What the list tables of a part gave: rows by roster, leftovers, and the cells that are used up."""

    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def harvest(pattern: FormPattern, tables: Sequence[Rows], notice: Notice) -> Harvest:
    """Return the rows of every roster of a form, over all its tables (a list may run on over a page or a second table)."""
    result = Harvest()
    for roster in pattern.rosters:
        result.rows[roster.spec.id] = []
    header: Header | None = None
    whole = 0  # rows that stood before the list that is being read
    for table in [piece for t in tables for section in _sections(t, pattern) for piece in halves(section, pattern)]:
        block = block_in(pattern, table)
        if block is None and not any(c.text.strip() for c in table.cells()):
            continue  # the frame around a table
        if block is None:
            if header is not None and _takes_other_half(table, header, whole, (result, notice)):
                continue
            counts = {name: len(rows) for name, rows in result.rows.items()}
            header = _walk(table, pattern, header, (result, notice))
            whole = counts[header.roster.spec.id] if header is not None else 0
            continue
        rows, used = rows_of(block, table, notice)
        result.rows[block.roster.spec.id] += rows
        result.used |= used
        header = None
    for entries in result.rows.values():
        without_dittos(entries)
        without_sum(entries)
    return result


def _sections(table: Rows, pattern: FormPattern) -> list[Rows]:
    """Cut a table before each list's title and before each header row: one sheet may hold lists drawn in different ways."""
    starts = [n for n, cells in table if n != table.first and (_is_title(cells, pattern) or _has_header(n, cells, pattern))]
    return [Rows(table.sheet, a, b - 1) for a, b in pairwise([table.first, *starts, table.last + 1])]


def _is_title(cells: Sequence[Cell], pattern: FormPattern) -> bool:
    written = [c for c in cells if c.text.strip()]
    return len(written) == 1 and any(label_key(written[0].text) in r.titles for r in pattern.rosters)


def _has_header(number: int, cells: Sequence[Cell], pattern: FormPattern) -> bool:
    """Tell whether most texts of a row are labels of one list; the lower storey of a header begins no list."""
    written = [c for c in cells if c.text.strip()]
    if any(c.row < number and any(r.labels.exact(c.text) for r in pattern.rosters) for c in written):
        return False
    written = [c for c in written if c.row == number]
    labels = max(sum(1 for c in written if r.labels.exact(c.text)) for r in pattern.rosters)
    return labels >= _SURE_HEADER and 2 * labels > len(written)


def _walk(table: Rows, pattern: FormPattern, carried: Header | None, context: tuple[Harvest, Notice]) -> Header | None:
    result, notice = context
    header = _carried_over(table, pattern, carried)
    skip_to = -1
    previous: _Entry | None = None
    for number, cells in table:
        if number <= skip_to:
            continue
        found = header_at(table.sheet, number, cells, pattern)
        if found is not None:
            header, skip_to, previous = found, found.last, None
            result.used.update(id(c) for r in range(found.first, found.last + 1) for c in table.sheet.row(r))
            continue
        if header is None or (number == header.last + 1 and _names_choices(cells, header, notice)):
            continue
        if _ends_the_list(cells, header, pattern):
            header, previous = (None, None) if _is_note(cells) or not _is_section(cells) else (header, None)
            continue
        if _takes_labelled(table.sheet, cells, header, (result, notice)):
            continue
        previous = _take_row(table.sheet, number, header, (result, notice, previous))
    return header


def _names_choices(cells: Sequence[Cell], header: Header, notice: Notice) -> bool:
    """The lower row of a head that CSV knows not to be merged: 现场型 | 攻关型 | … under 小组类型."""
    return any(heads_choices(cells, notice.choices[s.choices]) for s, _ in header.columns.values() if s.kind == "choice")


def _takes_labelled(sheet: Sheet, cells: Sequence[Cell], header: Header, context: tuple[Harvest, Notice]) -> bool:
    """A row of labels and answers under an entry (小组成员名单 | 张三、李四 …) goes on with that entry."""
    result, notice = context
    rows = result.rows[header.roster.spec.id]
    written = [c for c in cells if c.text.strip()]
    specs = [next(iter(header.roster.labels.exact(c.text)), None) for c in written[::2]]
    known = {spec.id for spec, _ in header.columns.values()}
    if not rows or not written or len(written) % 2 or any(s is None or s.id in known for s in specs):
        return False
    for spec, cell in zip(specs, written[1::2], strict=True):
        if spec is not None:
            rows[-1][spec.id] = understand(cell.text, spec, notice, sheet.where(cell))
    result.used.update(id(c) for c in cells)
    return True


def _takes_other_half(table: Rows, header: Header, start: int, context: tuple[Harvest, Notice]) -> bool:
    """A list too wide for the page is cut in two: as many rows again, under the columns that the first half lacks."""
    result, notice = context
    known = {spec.id for spec, _ in header.columns.values()}
    first = next(iter(table), None)
    if first is None:
        return False
    heads = storeys(table.sheet, *first)
    columns = {h.cell.column: (s[0], True) for h in heads if (s := header.roster.labels.exact(h.cell.text))}
    fresh = {spec.id for spec, _ in columns.values()} - known
    half = Header(header.roster, first[0], heads[0].last, columns, {}, {h.cell.column: h.cell for h in heads})
    if len(fresh) < _SURE_COLUMNS or len(columns) < len([h for h in heads if h.cell.text.strip()]):
        return False
    rows = _plain_rows(table, half, notice)
    whole = result.rows[header.roster.spec.id][start:]
    shared = [name for name in known & {spec.id for spec, _ in columns.values()} if name != "row_no"]
    if len(rows) != len(whole) or any(a[name].data != b[name].data for a, b in zip(rows, whole, strict=True) for name in shared):
        return False
    for row, more in zip(whole, rows, strict=True):
        row.update({name: more[name] for name in fresh})
    result.used.update(id(c) for c in table.cells())
    return True


def _plain_rows(table: Rows, header: Header, notice: Notice) -> list[dict[str, Value]]:
    rows = []
    for number, _ in table:
        cells = {c: _under(table.sheet, number, c, header) for c in header.columns}
        spec_at = {c: under[0] for c, under in cells.items() if under}
        if number > header.last and not _is_no_entry(spec_at, header):
            rows.append(_row(table.sheet, cells, header, notice))
    return rows


@dataclass(frozen=True)
class _Entry:
    keys: tuple[int, ...]
    cells: Mapping[int, tuple[Cell, ...]]


def _carried_over(table: Rows, pattern: FormPattern, carried: Header | None) -> Header | None:
    """A second table without a header of its own, of the same width, goes on with the list before it."""
    if carried is None:
        return None
    first = next(((n, c) for n, c in table), None)
    width = max([*carried.columns, *carried.unknown], default=0) + 1
    if first is None or table.sheet.grid.columns != width or any(begins(pattern.labels, c.text) for c in first[1]):
        return None
    return carried


def _is_note(cells: Sequence[Cell]) -> bool:
    texts = [c.text for c in cells if c.text.strip()]
    return bool(texts) and bool(_NOTE.match(texts[0]))


def _is_section(cells: Sequence[Cell]) -> bool:
    return len({id(c) for c in cells if c.text.strip()}) == 1


def _ends_the_list(cells: Sequence[Cell], header: Header, pattern: FormPattern) -> bool:
    """A note, a section's title or a line across the whole table is no entry."""
    filled = [c for c in cells if c.text.strip()]
    if not filled:
        return False
    if _is_note(cells):
        return True
    if len(filled) > 1:
        return _labels_elsewhere(filled, header, pattern)
    only = filled[0]
    spans_all = len({id(c) for c in cells}) == 1 and only.column_span >= max(2, len(header.columns))
    key = label_key(only.text)
    is_title = any(key in r.titles for r in pattern.rosters) or bool(pattern.titles.form_of(only.text))
    return spans_all or is_title or begins(pattern.labels, only.text)


def _labels_elsewhere(filled: Sequence[Cell], header: Header, pattern: FormPattern) -> bool:
    """A row of label and value (联系人 | 张三 | 手机 | …) below the list belongs to the form, not to the list."""
    labels = [c for c in filled if pattern.labels.exact(c.text)]
    return len(labels) >= 2 or (len(labels) == 1 and labels[0] is filled[0] and len(header.columns) > 2 and len(filled) <= 2)


def _take_row(sheet: Sheet, number: int, header: Header, context: tuple[Harvest, Notice, _Entry | None]) -> _Entry | None:
    result, notice, previous = context
    at = {column: cell for column in [*header.columns, *header.unknown] if (cell := sheet.at(number, column)) is not None}
    spec_at = {column: at[column] for column in header.columns if column in at}
    result.used.update(id(c) for c in sheet.row(number))
    if _is_no_entry(spec_at, header):
        return previous
    keys = tuple(id(spec_at[c]) for c, (s, _) in header.columns.items() if s.id in header.roster.spec.key_columns and c in spec_at)
    rows = result.rows[header.roster.spec.id]
    if previous is not None and previous.keys == keys and keys and all(_spans(spec_at, header)):
        cells = {c: (*previous.cells.get(c, ()), *_under(sheet, number, c, header)) for c in spec_at}
        rows[-1] = _row(sheet, cells, header, notice)
        return _Entry(keys, cells)
    cells = {c: _under(sheet, number, c, header) for c in spec_at}
    own = {header.columns[c][0].id: "".join(x.text for x in under if x.row == number) for c, under in cells.items()}
    if previous is not None and rows and goes_on(own, header.roster.spec.columns, header.roster.spec.key_columns):
        cells = {c: (*previous.cells.get(c, ()), *(x for x in under if own[header.columns[c][0].id])) for c, under in cells.items()}
        rows[-1] = _row(sheet, cells, header, notice)
        return _Entry(previous.keys, cells)
    several = crowded({header.columns[c][0].id: under for c, under in cells.items()}, header.roster.spec.columns)
    rows += [_row(sheet, cells, header, notice, texts) for texts in several] or [_row(sheet, cells, header, notice)]
    for column, label in header.unknown.items():
        text = at[column].text.strip() if column in at else ""
        if text and label_key(label) != label_key(text):
            result.leftovers.append(Leftover(label, text, sheet.where(at[column])))
    return _Entry(keys, cells)


def _under(sheet: Sheet, number: int, column: int, header: Header) -> tuple[Cell, ...]:
    """Return the cells of a row that stand under a header cell; one that other columns share belongs to its leftmost."""
    places = range(column, column + header.cells[column].column_span)
    cells = [c for p in places if (c := sheet.at(number, p)) is not None and (c.column >= column or p == column)]
    return tuple(dict.fromkeys(cells))


def _spans(spec_at: Mapping[int, Cell], header: Header) -> list[bool]:
    return [spec_at[c].row_span > 1 for c, (s, _) in header.columns.items() if s.id in header.roster.spec.key_columns and c in spec_at]


def _is_no_entry(spec_at: Mapping[int, Cell], header: Header) -> bool:
    """Spare rows, repeated headers, totals, examples and the columns' numbers are no entries."""
    texts = {s.id: spec_at[c].text.strip() for c, (s, _) in sorted(header.columns.items()) if c in spec_at}
    written = [t for k, t in texts.items() if t.strip("_＿ \u3000") and k != "row_no"]
    if not written:
        return True
    named = {s.id for s, _ in header.columns.values() if s.kind in _NAMING}
    keys = {k: label_key(t) for k, t in texts.items() if t}
    if any(_SPARE.match(key) or (k in named and _TOTAL.match(key)) for k, key in keys.items()):
        return True
    if any(_EXAMPLE.match(t) for k, t in texts.items() if k == "row_no") or _counts_columns([t for t in texts.values() if t]):
        return True
    same = sum(1 for c, (s, _) in header.columns.items() if c in spec_at and s in header.roster.labels.exact(spec_at[c].text))
    return same >= max(2, len(written) - 1)


def _counts_columns(texts: Sequence[str]) -> bool:
    """Tell the line under a head that counts its columns: 1 2 3, （1）（2）（3）, ① ② ③, 甲 乙 1 2."""
    found = [_COUNTER.match(unicodedata.normalize("NFKC", t)) for t in texts]
    counted = [int(m[1]) if m[1].isdigit() else -1 for m in found if m is not None]
    numbers = [n for n in counted if n >= 0]
    return len(counted) == len(texts) >= _SURE_HEADER and numbers == sorted(set(numbers))


def _row(
    sheet: Sheet, cells: Mapping[int, tuple[Cell, ...]], header: Header, notice: Notice, texts: Mapping[str, str] | None = None
) -> dict[str, Value]:
    """Return a row's values; `texts` where they are not simply the cells' own."""
    row: dict[str, Value] = {}
    for column, (spec, exact) in header.columns.items():
        own = tuple(dict.fromkeys(cells.get(column, ())))
        text = texts.get(spec.id, "") if texts else "\n".join(typed(c) for c in own if c.text.strip())
        if spec.kind == "choice" and own:
            text = ticked(sheet, own[0].row, header.cells[column], notice.choices[spec.choices]) or text
        where = sheet.where(own[0]) if own else ""
        flags = (*(() if exact else ("uncertain_label",)), *dict.fromkeys(f for c in own for f in c.flags))
        row[spec.id] = understand(text, spec, notice, where, unit=unit_in(header.cells[column].text), flags=flags)
    return with_companions(row, header.roster.spec.columns)
