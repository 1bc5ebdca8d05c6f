"""Statistics (附件4, 附件8), list tables (附件5, 附件9) and summaries (附件3, 附件7) drawn anew: a sheet in, varied layouts on paper."""

from __future__ import annotations

from random import Random

from demo.paper import HEI, SONG, Box, Look, Row, grid, line
from demo.samples.nouns import Line, Sheet
from demo.samples.printed import HEADERS, LABELS, LONG, ROSTER_TITLES, UNITS
from demo.samples.word_pairs import Drawer, Paper

_CONTACTS = (("contact_person", "contact_mobile", "contact_email"), ("mailing_address", "postal_code"))
_TEXT = Look(font=SONG, indent=2)


def three_columns(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw 统计项目 | 单位 | 数量, as printed."""
    items: list[Row] = [[Box(label, align="left"), UNITS[f], value] for f, label, value in _items(sheet, dice)]
    grid(word, [10, 2.5, 3.5], [["统计项目", "单位", "数量"], *items, *_tail(sheet, dice, 3)])


def numbered_items(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw 序号 before and 备注 behind, the items numbered."""
    rows: list[Row] = [["序号", "统 计 项 目", "单位", "数 量", "备注"]]
    rows += [[str(i), Box(f"{i}.{label}", align="left"), UNITS[f], value, ""] for i, (f, label, value) in enumerate(_items(sheet, dice), 1)]
    grid(word, [1.3, 7.7, 2, 3, 2], [*rows, *_tail(sheet, dice, 5)])


def figure_first(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the figure before its unit."""
    items: list[Row] = [[Box(label, align="left"), value, UNITS[f]] for f, label, value in _items(sheet, dice)]
    grid(word, [10, 3.5, 2.5], [["项目", "数量", "单位"], *items, *_tail(sheet, dice, 3)])


def two_abreast(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw two items with their figures side by side."""
    items = [(f"{label}（{UNITS[f]}）", value) for f, label, value in _items(sheet, dice)]
    rows: list[Row] = [[text for item in items[i : i + 2] for text in item] for i in range(0, len(items), 2)]
    grid(word, [5.5, 2.5, 5.5, 2.5], [["统计项目", "数量", "统计项目", "数量"], *rows, *_tail(sheet, dice, 4)])


def item_lines(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw no table: a numbered line an item."""
    for number, (_, label, value) in enumerate(_items(sheet, dice), 1):
        line(word, f"{number}、{label}：{value}".replace("\n", ""), Look(font=SONG))
    for row in _tail(sheet, dice, 1):
        line(word, row[0].text if isinstance(row[0], Box) else row[0], Look(font=SONG))


def unit_in_label(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw two columns, the unit in brackets behind the item."""
    rows: list[Row] = [["统计项目", "数量"]]
    rows += [[Box(f"{label}（{UNITS[f]}）", align="left"), value] for f, label, value in _items(sheet, dice)]
    grid(word, [12, 4], [*rows, *_tail(sheet, dice, 2)])


def separate_lists(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw a table a roster, columns as printed, often with 序号, some rows left empty."""
    for name, rows in sheet.rosters.items():
        line(word, ROSTER_TITLES[name], Look(font=HEI, before=4))
        columns = _columns(name, rows)
        header = [*(["序号"] if dice.random() < 0.7 else []), *(dice.choice(HEADERS[name][c]) for c in columns)]
        body = [[*([str(i)] if header[0] == "序号" else []), *(row[c].raw for c in columns)] for i, row in enumerate(rows, 1)]
        empty = [[""] * len(header)] * dice.randrange(3)
        grid(word, [16 / len(header)] * len(header), [header, *body, *empty])


def one_table(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw both rosters in one table, their titles as merged rows."""
    across = max(len(_columns(n, r)) for n, r in sheet.rosters.items()) + 1
    rows: list[Row] = []
    for name, roster in sheet.rosters.items():
        columns = _columns(name, roster)
        last = across - len(columns)
        rows.append([Box(ROSTER_TITLES[name], across, align="left")])
        rows.append(["序号", *(dice.choice(HEADERS[name][c]) for c in columns[:-1]), Box(HEADERS[name][columns[-1]][0], last)])
        rows += [[str(i), *(row[c].raw for c in columns[:-1]), Box(row[columns[-1]].raw, last)] for i, row in enumerate(roster, 1)]
    grid(word, [16.5 / across] * across, rows)


def shuffled_columns(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw columns in another order; a company of several rows merged downwards."""
    for name, rows in sheet.rosters.items():
        line(word, ROSTER_TITLES[name], Look(font=HEI, before=4))
        columns = _columns(name, rows)
        own = [c for c in columns if c != "organization_name"]
        dice.shuffle(own)
        order = [*(c for c in columns if c == "organization_name"), *own]
        header: Row = [dice.choice(HEADERS[name][c]) for c in order]
        grid(word, [16 / len(order)] * len(order), [header, *_merged_down(rows, order)])


def header_twice(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the header again in the middle, as on a second page, and a 合计 row at the end."""
    for name, rows in sheet.rosters.items():
        line(word, ROSTER_TITLES[name], Look(font=HEI, before=4))
        columns = _columns(name, rows)
        header: Row = ["序号", *(dice.choice(HEADERS[name][c]) for c in columns)]
        body: list[Row] = [[str(i), *(row[c].raw for c in columns)] for i, row in enumerate(rows, 1)]
        total: list[Row] = [[Box("合计", 2), Box(f"{len(rows)}", len(columns) - 1)]] if name != "reviewers" else []
        grid(word, [16 / len(header)] * len(header), [header, *body[:1], header, *body[1:], *total])


def member_a_row(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw a row a member, everything else of the circle merged down beside them."""
    for name, rows in sheet.rosters.items():
        columns = _columns(name, rows)
        header: Row = [dice.choice(HEADERS[name][c]) for c in columns]
        drawn: list[Row] = []
        for row in rows:
            names = row["member_names"].data if "member_names" in row else None
            members = names if isinstance(names, tuple) and names else ("",)
            tall = [Box(row[c].raw, down=len(members)) if c != "member_names" else Box(members[0]) for c in columns]
            drawn += [tall, *([Box(member)] for member in members[1:])]
        line(word, ROSTER_TITLES[name], Look(font=HEI, before=4))
        grid(word, [16 / len(columns)] * len(columns), [header, *drawn])


def three_sections(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw headings of their own, paragraphs under them."""
    styles = ("Heading 1", "") if dice.random() < 0.4 else ("",)
    style = dice.choice(styles)
    for field in ("section_overview", "section_practices", "section_problems"):
        title, *texts = sheet.values[field].raw.split("\n")
        paragraph = line(word, title, Look(14, font=HEI, indent=0))
        if style and hasattr(word, "styles"):
            paragraph.style = style
        for text in texts:
            line(word, text, _TEXT)


def in_a_frame(word: Paper, sheet: Sheet, dice: Random) -> None:
    """Draw the whole summary inside one cell."""
    cell = grid(word, [16], [[Box("")]]).cell(0, 0)
    three_sections(cell, sheet, dice)


STATISTICS: dict[str, Drawer] = {
    "three-columns": three_columns,
    "numbered-items": numbered_items,
    "figure-first": figure_first,
    "unit-in-label": unit_in_label,
    "two-abreast": two_abreast,
    "item-lines": item_lines,
}
ROSTERS: dict[str, Drawer] = {
    "separate-lists": separate_lists,
    "one-table": one_table,
    "shuffled-columns": shuffled_columns,
    "header-twice": header_twice,
    "member-a-row": member_a_row,
}
SUMMARIES: dict[str, Drawer] = {"three-sections": three_sections, "in-a-frame": in_a_frame}


def _items(sheet: Sheet, dice: Random) -> list[tuple[str, str, str]]:
    return [(f, dice.choice(LABELS[sheet.form][f]), sheet.values[f].raw) for f in LABELS[sheet.form] if f in UNITS and f in sheet.values]


def _tail(sheet: Sheet, dice: Random, across: int) -> list[Row]:
    """Return the boxes under the figures, which hold their own labels."""
    own = [f for f in (*LONG, "responsible_department_and_head") if f in sheet.values]
    rows: list[Row] = [[Box(f"{dice.choice(LABELS[sheet.form][f])}：{sheet.values[f].raw}", across, align="left")] for f in own]
    for names in _CONTACTS:
        texts = [f"{dice.choice(LABELS[sheet.form][n])}：{sheet.values[n].raw}" for n in names if n in sheet.values]
        rows.append([Box("    ".join(texts).replace("\n", ""), across, align="left")])
    return rows


def _columns(name: str, rows: tuple[Line, ...]) -> list[str]:
    return [c for c in HEADERS[name] if any(c in row for row in rows) or c != "organization_name"]


def _merged_down(rows: tuple[Line, ...], order: list[str]) -> list[Row]:
    drawn: list[Row] = []
    for at, row in enumerate(rows):
        boxes: list[Box | str] = [row[c].raw for c in order if c != "organization_name"]
        owner = row.get("organization_name")
        if owner is not None and (at == 0 or rows[at - 1]["organization_name"].raw != owner.raw):
            same = [r["organization_name"].raw == owner.raw for r in rows[at:]]
            run = same.index(False) if False in same else len(same)
            boxes.insert(0, Box(owner.raw, down=run))
        drawn.append(boxes)
    return drawn
