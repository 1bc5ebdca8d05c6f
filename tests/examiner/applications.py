"""附件2 and 附件6, the applications: pairs of label and value in every layout."""

from __future__ import annotations

from collections.abc import Sequence

from tests.examiner import words
from tests.examiner.facts import Sheet
from tests.examiner.habits import Clerk
from tests.examiner.nouns import BLANK, Block, C, Drawn, P, T, Told, Truth, told

CIRCLE_ROWS = [
    ["circle_name"],
    ["organization_name"],
    ["mailing_address", "postal_code"],
    ["responsible_department", "contact_person", "contact_mobile"],
    ["activity_mentor", "mentor_phone", "member_count"],
]
TEAM_ROWS = [
    ["team_name"], ["organization_name"], ["mailing_address", "postal_code"], ["responsible_department", "contact_person", "contact_mobile"], ["fax", "team_leader", "team_size"],
    ["task_completion_rate", "quality_assessment_pass_rate", "nonconforming_rate"], ["annual_accidents", "annual_complaints", "first_pass_rate"], ["annual_training", "improvement_participation_rate", "quality_cost_wan_per_year"],
]  # fmt: skip
SPANS = {1: [(1, 5)], 2: [(1, 3), (1, 1)], 3: [(1, 1), (1, 1), (1, 1)]}


class Application:
    """One application being drawn."""

    def __init__(self, clerk: Clerk, form: str, facts: Sheet) -> None:
        self.clerk, self.form, self.facts = clerk, form, facts
        self.drawn: dict[str, Told] = {}
        self.numbers = clerk.dice.choice(["{}.", "（{}）", "{}、", "{1}、", "({}) ", "{} "]) if clerk.often(0.08) else ""
        self.vertical, self.count = clerk.often(0.05), 0
        self.rows = [list(r) for r in (CIRCLE_ROWS if form == "circle_application" else TEAM_ROWS)]
        if clerk.often(0.1):
            self.rows[3].insert(3, "contact_email")

    def label(self, field: str) -> str:
        text = self.plain_label(field)
        if self.numbers:
            self.count += 1
            return self.numbers.format(self.count, "一二三四五六七八九十"[self.count % 10 - 1]) + text
        if self.vertical and len(text) <= 6:
            return "\n".join(text.replace(" ", ""))
        return text

    def plain_label(self, field: str) -> str:
        return (
            words.dressed(self.clerk.dice, words.label(self.clerk.dice, self.form, field))
            if not self.clerk.faithful
            else words.label(self.clerk.dice, self.form, field, faithful=True)
        )

    def value(self, field: str) -> Told:
        self.drawn[field] = self.facts.get(field, BLANK)
        return self.drawn[field]

    def flat(self) -> list[str]:
        return [f for row in self.rows for f in row]

    def pair(self, field: str, colon: str = "：") -> str:
        name = words.label(self.clerk.dice, self.form, field).replace("\n", "").rstrip("：:")
        return name + colon + self.value(field).raw.replace("\n", " ")

    # the header line ------------------------------------------------------------------------------------------------

    def header(self) -> tuple[list[Block], list[tuple[C, ...]]]:
        """Give what stands above the table, and rows that stand in it (of 6 columns)."""
        unit, district = self.value("recommending_unit"), self.value("district")
        one, two = (words.label(self.clerk.dice, self.form, f, faithful=self.clerk.faithful) for f in ("recommending_unit", "district"))
        return header(self.clerk, (one, unit), (two, district), 6)

    # the table ------------------------------------------------------------------------------------------------------

    def grid(self) -> list[Block]:
        rows: list[tuple[C, ...]] = []
        for fields in self.rows:
            cells: list[C] = []
            spans = SPANS.get(len(fields), [(1, 1)] * len(fields))
            for field, (wide, far) in zip(fields, spans, strict=True):
                cells += [C(self.label(field), wide), C(self.value(field).raw, far, told=self.value(field))]
            rows.append(tuple(cells))
        width = max(sum(c.cs for c in r) for r in rows)
        rows = [self.widened(r, width) for r in rows]
        return [T(tuple(rows + self.tail(width)), width)]

    @staticmethod
    def widened(row: tuple[C, ...], width: int) -> tuple[C, ...]:
        missing = width - sum(c.cs for c in row)
        last = row[-1]
        return row if not missing else (*row[:-1], C(last.text, last.cs + missing, last.rs, last.told))

    def two_columns(self) -> list[Block]:
        remark = self.clerk.often(0.3)
        numbered = self.clerk.often(0.3)
        rows = []
        if remark or numbered:
            rows.append((*([C("序号")] if numbered else []), C("项目"), C("内容"), *([C("备注")] if remark else [])))
        for i, field in enumerate(self.flat(), 1):
            rows.append(
                (
                    *([C(str(i))] if numbered else []),
                    C(self.label(field)),
                    C(self.value(field).raw, told=self.value(field)),
                    *([C(self.clerk.dice.choice(["", "", "以公章为准" if field == "organization_name" else ""]))] if remark else []),
                )
            )
        width = 2 + remark + numbered
        return [T(tuple(rows + self.tail(width)), width)]

    def four_columns(self) -> list[Block]:
        fields = self.flat()
        rows = []
        for i in range(0, len(fields), 2):
            cells: list[C] = []
            for field in fields[i : i + 2]:
                cells += [C(self.label(field)), C(self.value(field).raw, 1 if len(fields[i : i + 2]) == 2 else 3, told=self.value(field))]
            rows.append(tuple(cells))
        return [T(tuple(rows + self.tail(4)), 4)]

    def stacked(self) -> list[Block]:
        """Labels in one row, values under them."""
        fields = self.flat()
        rows: list[tuple[C, ...]] = []
        for i in range(0, len(fields), 4):
            some = fields[i : i + 4]
            rows.append(tuple(C(self.label(f)) for f in some) + (C(""),) * (4 - len(some)))
            rows.append(tuple(C(self.value(f).raw, told=self.value(f)) for f in some) + (C(""),) * (4 - len(some)))
        return [T(tuple(rows + self.tail(4)), 4)]

    def one_cell_each(self) -> list[Block]:
        rows = [tuple(C(self.pair(f), 6 // len(fields)) for f in fields) for fields in self.rows if 6 % len(fields) == 0 or True]
        rows = [self.widened(r, 12) for r in rows]
        return [T(tuple(rows + self.tail(12)), 12)]

    def lines(self) -> list[Block]:
        gap = self.clerk.dice.choice(["    ", "\t", "　　", "        "])
        return [P(gap.join(self.pair(f) for f in fields), "line") for fields in self.rows] + self.tail_lines()

    def frame(self) -> list[Block]:
        """One big cell that holds every line."""
        text = "\n".join(b.text for b in self.lines() if isinstance(b, P))
        return [T(((C(text),),), 1)]

    def framed_title(self) -> list[Block]:
        """A grid with the unit's place of every value in a cell of its own: 10 | 人."""
        rows: list[tuple[C, ...]] = []
        for fields in self.rows:
            cells: list[C] = []
            for field in fields:
                value = self.value(field)
                unit = field in ("member_count", "team_size") and value.raw.isdigit()
                cells += [C(self.label(field)), C(value.raw, told=value), *([C("人")] if unit else [])]
            rows.append(tuple(cells))
        width = max(sum(c.cs for c in r) for r in rows)
        return [T(tuple([self.widened(r, width) for r in rows] + self.tail(width)), width)]

    def gapped(self) -> list[Block]:
        """Labels and values with empty columns between, as an unmerged sheet has them."""
        rows: list[tuple[C, ...]] = []
        for fields in self.rows:
            cells: list[C] = []
            for field in fields:
                value = self.value(field)
                cells += [C(self.label(field)), *([C("")] if len(fields) < 3 else []), C(value.raw, told=value)]
            rows.append(tuple(cells + [C("")] * (7 - len(cells))))
        width = max(len(r) for r in rows)
        rows = [r + (C(""),) * (width - len(r)) for r in rows]
        return [T(tuple(rows + self.tail(width)), width)]

    def upright(self) -> list[Block]:
        """A first column of upright headings merged over several rows (基本信息, 联系方式)."""
        rows: list[tuple[C, ...]] = []
        for group in (self.rows[:3], self.rows[3:]):
            for i, fields in enumerate(group):
                cells = [C("\n".join(self.clerk.dice.choice(["基本信息", "基本情况", "申报信息"])), rs=len(group))] if i == 0 else []
                for field in fields:
                    cells += [
                        C(self.label(field)),
                        C(self.value(field).raw, 1 if len(fields) > 1 else 5 - (len(cells) > 1), told=self.value(field)),
                    ]
                rows.append(tuple(cells))
        widths = [sum(c.cs for c in r) + (0 if r[0].rs > 1 else 1) for r in rows]
        width = max(widths)
        rows = [(*r[:-1], C(r[-1].text, r[-1].cs + width - w, r[-1].rs, r[-1].told)) for r, w in zip(rows, widths, strict=True)]
        return [T(tuple(rows + self.tail(width)), width)]

    def nested(self) -> list[Block]:
        inner = self.grid()[0]
        assert isinstance(inner, T)
        return [T(((C("", inner=inner),),), 1)]

    # its end --------------------------------------------------------------------------------------------------------

    def tail(self, width: int) -> list[tuple[C, ...]]:
        dice, profile = self.clerk.dice, self.value("profile_and_results")
        name = words.label(dice, self.form, "profile_and_results", faithful=self.clerk.faithful)
        guide = (
            "\n1. 班组成员组成，班组职责，主要工作内容、班组文化和愿景。\n2. 班组基础管理情况。\n3. 班组成员专业知识、技能培训、工具方法应用能力。"
            if self.form == "team_application" and not profile.raw and dice.random() < 0.5
            else ""
        )
        way = 0 if self.clerk.faithful else dice.randint(0, 2)
        if way == 1 and width >= 2:
            rows = [(C(name), C(profile.raw, width - 1, told=profile))]
        elif way == 2:
            rows = [(C(name + dice.choice(["：", "", ":"]), width),), (C(profile.raw, width, told=profile),)]
        else:
            rows = [(C(name + "：" + ("\n" + profile.raw if profile.raw else guide), width),)]
        if guide and way == 0:
            del self.drawn["profile_and_results"]
        signers = self.value("reviewer_signatures")
        rows.append(
            (C(words.label(dice, self.form, "reviewer_signatures") + "：" + ("\n" if signers.raw else "\n\n") + signers.raw, width),)
        )
        if dice.random() < 0.8:
            rows.append((C("单位盖章\n" + dice.choice(["年 月 日", "    年   月   日", "2019年5月20日", "年  月  日"]), width),))
        return rows

    def tail_lines(self) -> list[Block]:
        dice, profile, signers = self.clerk.dice, self.value("profile_and_results"), self.value("reviewer_signatures")
        found: list[Block] = [P(words.label(dice, self.form, "profile_and_results") + "：", "line")]
        found += [P(t) for t in profile.raw.split("\n") if t]
        found += [
            P(words.label(dice, self.form, "reviewer_signatures") + "：" + signers.raw, "line"),
            P("单位盖章", "line"),
            P("年   月   日", "line"),
        ]
        return found

    def drawn_up(self) -> Drawn:
        ways = [self.grid] * 9 + [
            self.two_columns,
            self.two_columns,
            self.four_columns,
            self.four_columns,
            self.one_cell_each,
            self.stacked,
            self.framed_title,
            self.gapped,
            self.upright,
        ]
        if not self.clerk.sheet:
            ways += [self.lines, self.frame, self.nested, self.nested]
        way = self.grid if self.clerk.faithful else self.clerk.dice.choice(ways)
        above, inside = self.header()
        body = way()
        if inside and isinstance(body[0], T) and body[0].columns >= 4:
            first = body[0]
            body = [
                T(
                    tuple(self.widened(r, first.columns) if sum(c.cs for c in r) <= first.columns else r for r in inside) + first.rows,
                    first.columns,
                )
            ]
            if any(sum(c.cs for c in r) > first.columns for r in inside):
                body = [first]
                above = [*above, P(_line(("单位", self.drawn["recommending_unit"]), ("所属区县", self.drawn["district"])), "line")]
        elif inside:
            above = [*above, P(_line(("推荐单位", self.drawn["recommending_unit"]), ("所属区县", self.drawn["district"])), "line")]
        blocks = framed(self.clerk, self.form, above, body)
        return Drawn(tuple(blocks), Truth(self.form, {k: v.value for k, v in self.drawn.items()}))


def _line(one: tuple[str, Told], two: tuple[str, Told]) -> str:
    return f"{one[0]}：{one[1].raw}    {two[0]}：{two[1].raw}"


def header(clerk: Clerk, one: tuple[str, Told], two: tuple[str, Told], width: int) -> tuple[list[Block], list[tuple[C, ...]]]:
    """Give the line of unit and district above a table, or the rows of the table that hold it."""
    (a, u), (b, d) = one, two
    dice = clerk.dice
    lines = [
        f"{a} {u.raw}    {b} {d.raw}", f"{a}：{u.raw}    {b}：{d.raw}", f"{a}\t{u.raw}\t{b}\t{d.raw}", f"{a}：{u.raw}\t\t{b}：{d.raw}", f"{a}__{u.raw}__ {b}__{d.raw}__", f"{a}：__{u.raw}____    {b}：___{d.raw}___",
        f"{a}:{u.raw}  {b}:{d.raw}", f"{a}　{u.raw}　　　　{b}　{d.raw}", f"{a} {u.raw}  {b} {d.raw}", f"{a}： {u.raw}                    {b}： {d.raw} ",
    ]  # fmt: skip
    roll = 0.0 if clerk.faithful else dice.random()
    if roll < 0.55:
        return [P(dice.choice(lines[:2] if clerk.faithful else lines), "line")], []
    if roll < 0.65:
        return [P(f"{a}：{u.raw}", "line"), P(f"{b}：{d.raw}", "line")], []
    if roll < 0.75:
        return [T(((C(a), C(u.raw, told=u), C(b), C(d.raw, told=d)),), 4, borders=False)], []
    if roll < 0.87:
        return [], [(C(a), C(u.raw, width - 3, told=u), C(b), C(d.raw, told=d))]
    if roll < 0.94:
        return [], [(C(f"{a}：{u.raw}        {b}：{d.raw}", width),)]
    return [], [(C(a), C(u.raw, width - 1, told=u)), (C(b), C(d.raw, width - 1, told=d))]


def framed(clerk: Clerk, form: str, above: Sequence[Block], body: Sequence[Block]) -> list[Block]:
    """Put annex number, title and notes around a form."""
    dice = clerk.dice
    title = words.titled(dice, form) if not clerk.faithful else words.TITLES[form][0]
    if clerk.year != 2019:
        title = words.TITLES[form][0].replace("2019", str(clerk.year))
    blocks: list[Block] = []
    if dice.random() < 0.7:
        blocks.append(P(dice.choice(["附件 {}", "附件{}", "附件{}：", "附件{}："]).format(words.ANNEX[form]), "annex"))
    if clerk.often(0.15):
        blocks.append(P("", "empty"))
    blocks.append(P(title, "forgotten" if clerk.often(0.04) and clerk.year == 2019 else "title"))
    if form.endswith("statistics"):
        blocks.append(P(dice.choice(["（2018 年 6 月至 2019 年 4 月）", "(2018年6月至2019年4月)", "（2018年6月—2019年4月）"]), "text"))
    notes: list[Block] = [P(t, "note") for t in words.NOTES.get(form, [])]
    place = dice.random()
    if (
        clerk.often(0.08)
        and len(body) >= 1
        and isinstance(body[0], T)
        and above
        and all(isinstance(b, P) and b.role == "line" for b in above)
    ):
        table = body[0]  # everything in one table: title, line of the unit, the form itself
        lead = [(C(b.text, table.columns),) for b in (*blocks, *above) if isinstance(b, P) and b.text and b.role != "forgotten"]
        blocks = [b for b in blocks if b.role == "forgotten"]
        if dice.random() < 0.3:
            lead = [(C("\n".join(r[0].text for r in lead), table.columns),)]
        return [*blocks, T((*lead, *table.rows), table.columns), *body[1:], *(notes if dice.random() < 0.5 else [])]
    if place < 0.4:
        return [*blocks, *above, *notes, *body]
    if place < 0.75:
        return [*blocks, *above, *body, *notes]
    return [*blocks, *above, *body]


def application(clerk: Clerk, form: str, facts: Sheet) -> Drawn:
    """Draw an application."""
    return Application(clerk, form, facts).drawn_up()


__all__ = ["application", "framed", "header", "told"]
