"""What several of the association's blank forms have in common: titles and boxes in, sheets of Word out."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Word

from demo.paper import FANGSONG, HEI, KAI, SONG, Box, Look, Row, grid, line, lines, new_paper

HEADING = Look(font=HEI, after=3)
_REVIEWER_HEADER = ("序号", "姓  名", "工作单位", "评委证书编号", "手机")
DEADLINE_NOTE = "材料递交截止时间：2019年5月23日前交重庆市质量协会    邮箱：cqszlxh@126.com"
_HEADER = Look(13, spacing=1.6, after=2)
_SIGNING = "{reviewers}\n\n\n\n{space}单位盖章\n\n{space}年    月    日"


def sheet(annex: int, titles: Sequence[str], header: str) -> Word:
    """Begin a sheet: its annex number, its titles, and the line for the unit above the table."""
    word = new_paper()
    line(word, f"附件{annex}", Look(14, font=HEI, after=6))
    lines(word, titles, Look(18, bold=True, font=SONG, align="center"))
    if header:
        line(word, header, _HEADER)
    return word


def summary(annex: int, title: str, header: str, texts: Sequence[str]) -> Word:
    """Draw 附件3 or 附件7: what the summary is to tell, headings and points."""
    word = sheet(annex, [title], header)
    for text in texts:
        line(word, text, Look(15, font=HEI if text[1:2] == "、" else FANGSONG, spacing=1.5, indent=2))
    return word


def statistics(annex: int, title: str, items: Sequence[tuple[str, str]], features: str, department: str) -> Word:
    """Draw 附件4 or 附件8: item, unit and figure, then the boxes that hold their own label."""
    word = sheet(annex, [title], "")
    line(word, "（2018年6月至2019年4月）", Look(13, font=KAI, align="center", spacing=1.5))
    line(word, "推荐单位                              所属区县                  ", _HEADER)
    contact = [
        "联系人：              手机：                邮箱：                ",
        "通信地址：                                    邮编：            ",
    ]
    figures: list[Row] = [[Box(item, align="left"), unit, ""] for item, unit in items]
    tail: list[Row] = [[Box(text, 3, align="left", top=text is features)] for text in (features, department, *contact)]
    rows: list[Row] = [
        [Box("统  计  项  目", font=HEI), Box("单位", font=HEI), Box("数量", font=HEI)],
        *figures,
        *tail,
    ]
    grid(word, [10.4, 2.4, 3.4], rows, [1, *[1.1] * len(items), 4, 0.9, 0.9, 0.9])
    notes(word, ["注：1.本统计表来自企业统计数据资料。", f"2.{DEADLINE_NOTE}"])
    return word


def empty_rows(columns: int, count: int) -> list[Row]:
    """Return rows of empty boxes."""
    return [[""] * columns] * count


def reviewers_table(word: Word) -> None:
    """Draw “二、评委名单”."""
    line(word, "")
    line(word, "二、评委名单", HEADING)
    grid(word, [1.4, 2.6, 4.6, 4.4, 3.2], [_REVIEWER_HEADER, *empty_rows(5, 4)], [1, *[0.9] * 4])


def signing(reviewers: str, across: int) -> Box:
    """Return the box in which reviewers sign and the unit seals."""
    return Box(_SIGNING.format(reviewers=reviewers, space=" " * 52), across, align="left", top=True)


def notes(word: Word, texts: Sequence[str]) -> None:
    """Write the notes under the table."""
    line(word, texts[0], Look(10.5, spacing=1.15, before=4))
    lines(word, texts[1:], Look(10.5, spacing=1.15))
