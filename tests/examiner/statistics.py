"""附件4 and 附件8, the statistics: items in rows, columns or lines, and the contact's line."""

from __future__ import annotations

from tests.examiner import words
from tests.examiner.applications import framed, header
from tests.examiner.facts import Sheet
from tests.examiner.habits import Clerk
from tests.examiner.nouns import Block, C, Drawn, P, T, Told, Truth

ITEMS = {
    "circle_statistics": [
        ("circles_registered_total", "个"), ("circles_registered_this_year", "个"), ("participation_rate", "百分数"), ("circles_active_this_year", "个"), ("calculable_economic_benefit_wan", "万元"),
        ("achievement_rate", "百分数"), ("activity_expense_wan", "万元"), ("activity_reward_wan", "万元"),
    ],
    "team_statistics": [("teams_this_year", "个"), ("teams_total", "个"), ("participants_this_year", "个"), ("teams_recommended", "个"), ("activity_expense_wan", "万元"), ("activity_reward_wan", "个")],
}  # fmt: skip
LONG = {"circle_statistics": "features_and_suggestions", "team_statistics": "features_and_problems"}
CONTACT = [["contact_person", "contact_mobile", "contact_email"], ["mailing_address", "postal_code"]]


class Statistics:
    """One sheet of statistics being drawn."""

    def __init__(self, clerk: Clerk, form: str, facts: Sheet) -> None:
        self.clerk, self.form, self.facts = clerk, form, facts
        self.drawn: dict[str, Told] = {}

    def label(self, field: str) -> str:
        return words.label(self.clerk.dice, self.form, field, faithful=self.clerk.faithful)

    def value(self, field: str) -> Told:
        self.drawn[field] = self.facts[field]
        return self.drawn[field]

    def numbered(self, i: int, text: str, style: int) -> str:
        return [
            text,
            text,
            f"{i}.{text}",
            f"（{i}）{text}",
            f"{i}、{text}",
            "一二三四五六七八"[i - 1] + "、" + text,
            "①②③④⑤⑥⑦⑧"[i - 1] + text,
        ][style]

    def listed(self) -> list[tuple[C, ...]]:
        """Rows of 统计项目 | 单位 | 数量, with or without number, unit and remark columns."""
        clerk, dice = self.clerk, self.clerk.dice
        number, unit, remark = clerk.often(0.25), not clerk.often(0.2), clerk.often(0.25)
        style = dice.randint(0, 6) if clerk.often(0.3) and not number else 0
        merged = clerk.often(0.1)
        swapped = unit and clerk.often(0.1)
        head = [
            *([C(words.label(dice, self.form, "row_no"))] if number else []),
            C(dice.choice(["统 计 项 目", "统计项目", "项目"])),
            *([C(dice.choice(["单位", "单 位", "计量单位"]))] if unit else []),
            C(dice.choice(["数量", "数 量", "数值", "填报数"]), 1),
            *([C("备注")] if remark else []),
        ]
        rows = [tuple(head)]
        for i, (field, of) in enumerate(ITEMS[self.form], 1):
            text = self.numbered(i, self.label(field), style)
            rows.append(
                (
                    *([C(str(i))] if number else []),
                    C(text),
                    *([C(of if of != "百分数" else dice.choice(["百分数", "%", "百分数"]))] if unit else []),
                    C(self.value(field).raw, told=self.value(field)),
                    *([C(dice.choice(["", "", "截至4月底", "含子公司"]))] if remark else []),
                )
            )
        if swapped:
            at = 1 + number
            rows = [(*r[:at], r[at + 1], r[at], *r[at + 2 :]) for r in rows]
        elif merged:  # the figure's cell spans two columns
            rows = [(*r[:-1], C(r[-1].text, 2, told=r[-1].told)) if not remark else r for r in rows]
        return rows

    def transposed(self) -> list[tuple[C, ...]]:
        fields = [f for f, _ in ITEMS[self.form]]
        first = [C("统计项目")] if self.clerk.dice.random() < 0.5 else []
        second = [C("数量")] if first else []
        return [(*first, *(C(self.label(f)) for f in fields)), (*second, *(C(self.value(f).raw, told=self.value(f)) for f in fields))]

    def doubled(self) -> list[tuple[C, ...]]:
        """Two items side by side."""
        items = ITEMS[self.form]
        half = len(items) // 2
        rows = [(C("统计项目"), C("单位"), C("数量"), C("统计项目"), C("单位"), C("数量"))]
        for left, right in zip(items[:half], items[half:], strict=True):
            rows.append(tuple(c for f, u in (left, right) for c in (C(self.label(f)), C(u), C(self.value(f).raw, told=self.value(f)))))
        return rows

    def tail(self, width: int) -> list[tuple[C, ...]]:
        clerk, dice = self.clerk, self.clerk.dice
        rows: list[tuple[C, ...]] = []
        for field in (LONG[self.form], "responsible_department_and_head"):
            value = self.value(field)
            if clerk.often(0.3) and width > 1:
                rows.append((C(self.label(field)), C(value.raw, width - 1, told=value)))
            else:
                rows.append((C(self.label(field) + "：" + dice.choice(["", "\n"]) + value.raw, width),))
        way = 0 if clerk.faithful else dice.randint(0, 3)
        if way <= 1 or width < 3:
            for fields in CONTACT:
                gap = dice.choice(["    ", "  ", "\t", "　　", " "])
                rows.append((C(gap.join(self.label(f).replace("\n", "") + "：" + self.one_line(f) for f in fields), width),))
        elif way == 2:
            pairs = [(C(self.label(f) + "：" + self.one_line(f))) for fields in CONTACT for f in fields]
            rows += [self.spread(pairs[:3], width), self.spread(pairs[3:], width)]
        else:
            rows += [(C(self.label(f)), C(self.value(f).raw, width - 1, told=self.value(f))) for fields in CONTACT for f in fields]
        return rows

    def one_line(self, field: str) -> str:
        return self.value(field).raw.replace("\n", " ")

    @staticmethod
    def spread(cells: list[C], width: int) -> tuple[C, ...]:
        wide = width // len(cells)
        return tuple(C(c.text, wide if i < len(cells) - 1 else width - wide * (len(cells) - 1)) for i, c in enumerate(cells))

    def lines(self) -> list[Block]:
        gap = self.clerk.dice.choice(["    ", "\t", "　　"])
        blocks: list[Block] = []
        for i, (field, unit) in enumerate(ITEMS[self.form], 1):
            value = self.value(field).raw.replace("\n", "")
            bare = value.replace(".", "").isdigit()
            blocks.append(
                P(
                    f"{i}.{self.label(field).replace(chr(10), '')}：{value}"
                    + (unit if bare and unit in ("万元", "个") and "员工" not in self.label(field) else ""),
                    "line",
                )
            )
        for field in (LONG[self.form], "responsible_department_and_head"):
            blocks.append(P(self.label(field) + "：" + self.one_line(field), "line"))
        return blocks + [
            P(gap.join(self.label(f).replace("\n", "") + "：" + self.one_line(f) for f in fields), "line") for fields in CONTACT
        ]

    def drawn_up(self) -> Drawn:
        clerk = self.clerk
        one, two = ((self.label(f), self.value(f)) for f in ("recommending_unit", "district"))
        roll = 0.0 if clerk.faithful else clerk.dice.random()
        if roll > 0.94 and not clerk.sheet:
            above, _ = header(Clerk(clerk.dice, faithful=True), one, two, 6)
            return self.finished([*above], self.lines())
        if roll > 0.86:
            rows = self.doubled()
        elif roll > 0.8:
            rows = self.transposed()
        else:
            rows = self.listed()
        width = sum(c.cs for c in rows[1])
        rows = [(*r[:-1], C(r[-1].text, r[-1].cs + width - sum(c.cs for c in r), told=r[-1].told)) for r in rows]
        above, inside = header(clerk, one, two, max(width, 4))
        if inside and any(sum(c.cs for c in r) > width for r in inside):
            inside, above = [], [P(f"{one[0]}：{one[1].raw}    {two[0]}：{two[1].raw}", "line")]
        rows = [(*r[:-1], C(r[-1].text, r[-1].cs + width - sum(c.cs for c in r), told=r[-1].told)) for r in inside] + rows
        if clerk.often(0.15):
            tail = T(tuple(self.tail(4)), 4)
            return self.finished(above, [T(tuple(rows), width), P("", "empty"), tail])
        return self.finished(above, [T(tuple(rows + self.tail(width)), width)])

    def finished(self, above: list[Block], body: list[Block]) -> Drawn:
        return Drawn(tuple(framed(self.clerk, self.form, above, body)), Truth(self.form, {k: v.value for k, v in self.drawn.items()}))


def statistics(clerk: Clerk, form: str, facts: Sheet) -> Drawn:
    """Draw a sheet of statistics."""
    return Statistics(clerk, form, facts).drawn_up()
