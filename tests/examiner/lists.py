"""附件5 and 附件9, the recommendations: lists of circles or teams and of reviewers, in every order of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.examiner import words
from tests.examiner.applications import framed, header
from tests.examiner.facts import Sheet
from tests.examiner.habits import Clerk
from tests.examiner.nouns import BLANK, Block, C, Drawn, P, T, Told, Truth

COLUMNS = {
    "circle_recommendation": ["circle_name", "topic_name", "topic_type", "member_count", "member_names", "direct_economic_benefit_wan"],
    "team_recommendation": ["row_no", "team_name", "member_count", "team_leader", "contact_person", "mobile"],
}
REVIEWERS = ["row_no", "reviewer_name", "employer", "certificate_no", "mobile"]
HEADINGS = {
    "circle_recommendation": ["一、重庆市优秀质量管理小组", "一、优秀质量管理小组", "一、重庆市优秀QC小组", "一、 重庆市优秀质量管理小组"],
    "team_recommendation": ["一、重庆市质量信得过班组", "一、质量信得过班组"],
}
REVIEWER_HEADINGS = ["二、评委名单", "二、评委名单：", "二、 评委名单", "二、评审员名单"]


@dataclass
class Roster:
    """A list being drawn: its columns and the rows of cells."""

    columns: list[str]
    labels: dict[str, str]
    rows: Sequence[Sheet]
    extra: dict[str, str] = field(default_factory=dict)

    def head(self) -> tuple[C, ...]:
        return tuple(C(self.labels[c]) for c in self.columns)

    def body(self) -> list[tuple[C, ...]]:
        return [tuple(self.cell(c, row, i) for c in self.columns) for i, row in enumerate(self.rows, 1)]

    def cell(self, column: str, row: Sheet, i: int) -> C:
        if column == "row_no":
            return C(str(i), told=Told(str(i), i, float(i), "0"))
        if column in self.extra:
            return C(self.extra[column])
        value = row.get(column, BLANK)
        return C(value.raw, told=value)


class Recommendation:
    """One recommendation being drawn."""

    def __init__(
        self, clerk: Clerk, form: str, head: Sheet, rows: Sequence[Sheet], reviewers: Sequence[Sheet], *, company: bool = False
    ) -> None:
        self.clerk, self.form, self.head = clerk, form, head
        self.main = self.roster(COLUMNS[form], rows, company=company)
        self.reviewers = self.roster(REVIEWERS, reviewers)
        self.way = "plain"

    def roster(self, columns: list[str], rows: Sequence[Sheet], *, company: bool = False) -> Roster:
        clerk, dice = self.clerk, self.clerk.dice
        columns = list(columns)
        if "row_no" not in columns and clerk.often(0.45):
            columns.insert(0, "row_no")
        if "row_no" in columns and columns[0] == "row_no" and clerk.often(0.1):
            columns.remove("row_no")
        if company or (columns != REVIEWERS and clerk.often(0.15) and "employer" not in columns):
            columns.insert(1 if columns[0] == "row_no" else 0, "organization_name")
        if clerk.often(0.25):
            first = columns[:1] if columns[0] == "row_no" else []
            rest = columns[len(first) :]
            dice.shuffle(rest)
            columns = first + rest
        labels = {c: words.label(dice, self.form, c, faithful=clerk.faithful) for c in columns}
        if labels.get("organization_name") == labels.get("employer"):
            pass
        extra: dict[str, str] = {}
        if clerk.often(0.2):
            name = dice.choice(["备注", "备 注"])
            columns.append(name)
            labels[name], extra[name] = name, dice.choice(["", "", "", "首次申报"])
        if columns[0] != "row_no" and "topic_name" in columns and clerk.often(0.12):
            columns.append("联系人")
            labels["联系人"], extra["联系人"] = "联系人", "刘联系"
        return Roster(columns, labels, rows, extra)

    # ----------------------------------------------------------------------------------------------------------------

    def truth(self) -> Truth:
        def told(roster: Roster) -> tuple[dict[str, object], ...]:
            return tuple({c: row.get(c, BLANK).value for c in roster.columns if c in row} for row in roster.rows)

        main = "circles" if self.form == "circle_recommendation" else "teams"
        return Truth(self.form, {k: v.value for k, v in self.head.items()}, {main: told(self.main), "reviewers": told(self.reviewers)})

    @staticmethod
    def evened(rows: list[tuple[C, ...]], width: int) -> list[tuple[C, ...]]:
        return [
            (*r[:-1], C(r[-1].text, r[-1].cs + width - sum(c.cs for c in r), r[-1].rs, r[-1].told))
            if r and sum(c.cs for c in r) < width and not any(c.rs > 1 for c in r)
            else r
            for r in rows
        ]

    def main_rows(self) -> tuple[list[tuple[C, ...]], int]:
        """Give header and rows of the main list, with the clerk's merges."""
        clerk, dice, roster = self.clerk, self.clerk.dice, self.main
        body = roster.body()
        self.split = False
        if (
            self.form == "circle_recommendation"
            and clerk.often(0.08)
            and all(isinstance(r["member_names"].value, tuple) for r in roster.rows)
        ):
            body, self.split = self.one_name_a_row(), True
        elif (
            "organization_name" in roster.columns
            and len({r["organization_name"].raw for r in roster.rows}) == 1
            and len(body) > 1
            and clerk.often(0.5)
        ):
            i = roster.columns.index("organization_name")
            body = [
                tuple(C(c.text, c.cs, len(body), c.told) if j == i else c for j, c in enumerate(r))
                if n == 0
                else tuple(c for j, c in enumerate(r) if j != i)
                for n, r in enumerate(body)
            ]
        spare = [
            tuple(C(str(len(body) + k + 1) if c == "row_no" and dice.random() < 0.5 else "") for c in roster.columns)
            for k in range(dice.choice([0, 0, 0, 1, 3]))
        ]
        head = [roster.head()]
        if clerk.often(0.08) and roster.columns.index(self.key()) + 1 < len(roster.columns) and not self.split:
            head = self.two_storeys()
        return head + body + spare, len(roster.columns)

    def key(self) -> str:
        return "circle_name" if self.form == "circle_recommendation" else "team_name"

    def two_storeys(self) -> list[tuple[C, ...]]:
        """A header of two rows: two columns stand under a common heading, the rest are merged down."""
        roster = self.main
        i = roster.columns.index(self.key())
        if i + 1 >= len(roster.columns):
            return [roster.head()]
        upper = tuple(C("基本情况", 2) if j == i else C(roster.labels[c], rs=2) for j, c in enumerate(roster.columns) if j != i + 1)
        lower = (C(roster.labels[roster.columns[i]]), C(roster.labels[roster.columns[i + 1]]))
        return [upper, lower]

    def one_name_a_row(self) -> list[tuple[C, ...]]:
        rows: list[tuple[C, ...]] = []
        for i, row in enumerate(self.main.rows, 1):
            crew = row["member_names"].value
            for n, person in enumerate(crew):
                cells = [
                    C(person) if c == "member_names" else C(k.text, 1, len(crew), k.told)
                    for c in self.main.columns
                    for k in [self.main.cell(c, row, i)]
                    if n == 0 or c == "member_names"
                ]
                rows.append(tuple(cells))
        return rows

    def tables(self) -> list[Block]:
        if self.clerk.often(0.05):
            return self.blocks_of_pairs()
        if self.clerk.often(0.04) and len(self.main.rows) < 5:
            return self.transposed()
        blocks = self._tables()
        if self.clerk.often(0.05) and not self.clerk.sheet and all(isinstance(b, T) or b.role != "page" for b in blocks):
            cells = tuple((C("", inner=b),) if isinstance(b, T) else (C(b.text),) for b in blocks if isinstance(b, T) or b.text)
            return [T(cells, 1)]  # lists inside a frame
        if self.clerk.often(0.1):  # a frame round it all
            blocks = [
                P(b.text + "：", b.role) if isinstance(b, P) and b.role == "line" and b.text and not b.text.endswith("：") else b
                for b in blocks
            ]
        return blocks

    def reviewer_table(self) -> list[Block]:
        return [
            P(self.clerk.dice.choice(REVIEWER_HEADINGS), "line"),
            T((self.reviewers.head(), *self.reviewers.body()), len(self.reviewers.columns)),
        ]

    def blocks_of_pairs(self) -> list[Block]:
        """Each circle or team in a small table of its own, label beside value."""
        blocks: list[Block] = []
        known = [c for c in self.main.columns if c in self.main.labels and c not in self.main.extra]
        self.main.columns = known
        for i, row in enumerate(self.main.rows, 1):
            cells = [(C(self.main.labels[c]), self.main.cell(c, row, i)) for c in known]
            rows = [(*a, *b) for a, b in zip(cells[::2], cells[1::2], strict=False)] + (
                [(cells[-1][0], C(cells[-1][1].text, 3, told=cells[-1][1].told))] if len(cells) % 2 else []
            )
            blocks += [T(tuple(rows), 4), P("", "empty")]
        return [P(self.clerk.dice.choice(HEADINGS[self.form]), "line"), *blocks, *self.reviewer_table()]

    def transposed(self) -> list[Block]:
        """Labels in the first column, one circle or team in each further column."""
        rows = [
            (C(self.main.labels[c]), *(self.main.cell(c, row, i) for i, row in enumerate(self.main.rows, 1))) for c in self.main.columns
        ]
        return [P(self.clerk.dice.choice(HEADINGS[self.form]), "line"), T(tuple(rows), len(self.main.rows) + 1), *self.reviewer_table()]

    def _tables(self) -> list[Block]:
        clerk, dice = self.clerk, self.clerk.dice
        rows, width = self.main_rows()
        heading, reviewer_heading = (
            (dice.choice(HEADINGS[self.form]), dice.choice(REVIEWER_HEADINGS))
            if not clerk.faithful
            else (HEADINGS[self.form][0], REVIEWER_HEADINGS[0])
        )
        others = [
            self.reviewers.head(),
            *self.reviewers.body(),
            *([tuple(C("") for _ in self.reviewers.columns)] * dice.choice([0, 0, 1, 2])),
        ]
        wide = len(self.reviewers.columns)
        total: list[tuple[C, ...]] = []
        if self.form == "circle_recommendation" and clerk.often(0.06) and not self.split:
            total = [tuple(C(dice.choice(["合计", "合 计", "总计"]) if j == 0 else dice.choice(["", "36", "258.6"])) for j in range(width))]
        elif clerk.often(0.06) and not self.split and width > 2:
            total = [tuple(C(dice.choice(["以下空白", "（以下空白）"]) if j == 1 else "") for j in range(width))]
        elif clerk.often(0.06) and not self.split:
            total = [
                (
                    C(
                        "注：1.此表是推荐单位的正式汇总材料为制作获奖证书的依据。\n2.课题类型请填写现场型、攻关型、服务型、管理型、创新型。",
                        width,
                    ),
                )
            ]
        way = 0.0 if clerk.faithful else dice.random()
        if way < 0.45:
            return [
                P(heading, "line"),
                T(tuple(rows + total), width),
                *([P("", "empty")] if dice.random() < 0.5 else []),
                P(reviewer_heading, "line"),
                T(tuple(others), wide),
            ]
        if way < 0.55:
            inside = [(C(heading, width),), *rows, *total]
            return [T(tuple(inside), width), P("", "empty"), T(((C(reviewer_heading, wide),), *others), wide)]
        if way < 0.75:
            full = max(width, wide)
            merged = any(c.rs > 1 for r in rows for c in r)
            joined = [
                (C(heading, full),),
                *(rows + total if merged else self.evened(rows + total, full)),
                (C(reviewer_heading, full),),
                *self.evened(others, full),
            ]
            if any(c.rs > 1 for r in rows for c in r) and width < full:
                return [P(heading, "line"), T(tuple(rows), width), P(reviewer_heading, "line"), T(tuple(others), wide)]
            return [T(tuple(joined), full)]
        if way < 0.82 and not self.split:
            return [P("一" + reviewer_heading[1:], "line"), T(tuple(others), wide), P("二" + heading[1:], "line"), T(tuple(rows), width)]
        if way < 0.9 and len(self.main.rows) > 1 and not self.split and not any(c.rs > 1 for r in rows for c in r):
            cut = 1 + len(self.main.rows) // 2
            repeated = [rows[0]] if dice.random() < 0.7 else []
            between: list[Block] = [P("", "page")] if dice.random() < 0.5 else [P("", "empty")]
            return [
                P(heading, "line"),
                T(tuple(rows[:cut]), width),
                *between,
                T(tuple(repeated + rows[cut:]), width),
                P(reviewer_heading, "line"),
                T(tuple(others), wide),
            ]
        if way < 0.95 and len(self.main.rows) > 1 and not self.split and not any(c.rs > 1 for r in rows for c in r):
            cut = 1 + len(self.main.rows) // 2
            return [P(heading, "line"), T((*rows[:cut], rows[0], *rows[cut:]), width), P(reviewer_heading, "line"), T(tuple(others), wide)]
        return [T(tuple(rows), width), P("评委名单" if dice.random() < 0.5 else "", "line"), T(tuple(others), wide)]

    def drawn_up(self) -> Drawn:
        one, two = (
            (words.label(self.clerk.dice, self.form, f, faithful=self.clerk.faithful), self.head[f])
            for f in ("recommending_unit", "district")
        )
        body = self.tables()
        first = next((b for b in body if isinstance(b, T)), None)
        width = first.columns if first else 6
        above, inside = header(self.clerk, one, two, width)
        if inside and body[0] is first and first is not None and width >= 4:
            body[0] = T(tuple(self.evened(list(inside), width)) + first.rows, width)
        elif inside:
            above = [P(f"{one[0]}：{one[1].raw}    {two[0]}：{two[1].raw}", "line")]
        return Drawn(tuple(framed(self.clerk, self.form, above, body)), self.truth())


def recommendation(
    clerk: Clerk, form: str, head: Sheet, rows: Sequence[Sheet], reviewers: Sequence[Sheet], *, company: bool = False
) -> Drawn:
    """Draw a recommendation."""
    return Recommendation(clerk, form, head, rows, reviewers, company=company).drawn_up()
