"""Sheets and a clerk's habits in, Word files with their truth out: the blank filled, or drawn anew, one form or many in a file."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from random import Random

from docx.document import Document as Word
from docx.enum.text import WD_BREAK

from demo.paper import KAI, SONG, Look, line, new_paper, octets
from demo.samples.nouns import SampleFile, Sheet, truth_of
from demo.samples.printed import ANNEX, LABELS, TITLES, note
from demo.samples.surgery import SURGERIES
from demo.samples.word_blank import filled_blank, head_texts
from demo.samples.word_lists import ROSTERS, STATISTICS, SUMMARIES
from demo.samples.word_pairs import HEAD_DRAWN, LAYOUTS, Drawer

BLANK_FILLED = "blank"


@dataclass(frozen=True, slots=True)
class Ways:
    """How a file is made: a layout a sheet, what Word does to it afterwards, and whether the notice's own text stands before."""

    layouts: tuple[str, ...]
    surgeries: tuple[str, ...] = ()
    notice: bool = False


_NOTICE = (
    "重庆市质量协会文件", "渝质协〔2019〕5号", "关于2019年继续开展质量管理小组和质量信得过班组建设活动及活动成果申报的通知", "各有关单位：",
    "为贯彻落实《中共中央国务院关于开展质量提升行动的指导意见》，重庆市总工会、市妇联、市科协和市质协将继续开展质量管理小组与质量信得过班组申报活动。现将有关事宜通知如下：",
    "一、活动主题", "2019年质量管理小组活动的主题是：“深入质量创新，弘扬工匠精神”。", "二、申报要求",
    "（一）各会员单位、行业协会、有关企事业单位，分别填报对应的申报表，连同质量管理小组成果材料，于2019年5月23日前报送重庆市质量协会。",
    "（五）联系方式", "联系人：曹希、欧阳婷", "联系电话：89075789", "地址：重庆市江北区五简路9号市质监检大楼1702室", "邮编：400023", "附件：",
    "2.2019年重庆市优秀质量管理小组申报表", "4.2019年重庆市质量管理小组活动统计表", "5.2019年重庆市质量管理小组推荐表", "抄送：市市场监管局 各区县（自治县）市场监管局（分局）",
    "附件1", "重庆市优秀质量管理小组、重庆市质量信得过班组推荐条件和要求",
    "（5）优秀QC小组的推荐，必须有获得市（部）级以上培训等证书的评审员参与评选，并在“重庆市优秀质量管理小组申报表”上签名。",
)  # fmt: skip


def drawers_of(form: str) -> dict[str, Drawer]:
    """Return the ways in which a form is drawn anew, by name."""
    if form.endswith("recommendation"):
        return ROSTERS
    if form.endswith("statistics"):
        return STATISTICS
    return SUMMARIES if form.endswith("summary") else LAYOUTS


def word_file(name: str, sheets: list[Sheet], ways: Ways, dice: Random) -> SampleFile:
    """Return one .docx with all the sheets in it."""
    word = new_paper(SONG)
    if ways.notice:
        for text in _NOTICE:
            line(word, text)
    drawn: list[Sheet] = []
    for sheet, layout in zip(sheets, ways.layouts, strict=True):
        if drawn or ways.notice:
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        drawn.append(_draw(word, sheet, layout, dice))
    values = tuple(v.raw for s in drawn for v in [*s.values.values(), *(c for r in s.rosters.values() for row in r for c in row.values())])
    for surgery in ways.surgeries:
        SURGERIES[surgery](word, values, dice)
    return SampleFile(name, octets(word), tuple(truth_of(s) for s in drawn), (*dict.fromkeys(ways.layouts), *ways.surgeries))


def _draw(word: Word, sheet: Sheet, layout: str, dice: Random) -> Sheet:
    """Draw one form; returns the sheet with only what was really drawn."""
    if layout == BLANK_FILLED and not sheet.form.endswith("summary"):
        _append(word, filled_blank(sheet, dice))
        return _as_the_blank_asks(sheet)
    if layout != BLANK_FILLED and dice.random() < 0.6:
        line(word, f"附件{ANNEX[sheet.form]}", Look(14))
    title = dice.choice(TITLES[sheet.form]).format(year=sheet.year)
    for text in title.split("\n"):
        line(word, text, Look(18, bold=True, font=SONG, align="center"))
    if sheet.form.endswith("statistics"):
        line(word, "（2018年6月至2019年4月）", Look(12, font=KAI, align="center"))
    sheet = sheet if layout in HEAD_DRAWN else _draw_head(word, sheet, dice)
    (drawers_of(sheet.form).get(layout) or next(iter(drawers_of(sheet.form).values())))(word, sheet, dice)
    for text in filter(None, note(sheet.form).split("\n")):
        line(word, text, Look(10.5))
    return sheet


def _draw_head(word: Word, sheet: Sheet, dice: Random) -> Sheet:
    labels = LABELS[sheet.form]
    unit = dice.choice(labels["recommending_unit"])
    if "district" in sheet.values:
        line(word, head_texts(sheet, unit, dice.choice(labels["district"]), dice), Look(12))
    elif sheet.form == "circle_summary" or dice.random() < 0.5:
        line(word, f"{unit}：{sheet.values['recommending_unit'].raw}", Look(12))
    else:  # 附件7 prints no line for the unit
        return replace(sheet, values={k: v for k, v in sheet.values.items() if k != "recommending_unit"})
    return sheet


def _as_the_blank_asks(sheet: Sheet) -> Sheet:
    """Leave out the column 单位, which the association's own tables do not have."""
    rosters = {n: tuple({f: v for f, v in row.items() if f != "organization_name"} for row in rows) for n, rows in sheet.rosters.items()}
    return replace(sheet, rosters=rosters)


def _append(word: Word, other: Word) -> None:
    """Move another document's body to the end of this one; both come from one template, so styles agree."""
    end = word.element.body.sectPr
    for element in other.element.body:
        if element is not other.element.body.sectPr:
            end.addprevious(copy.deepcopy(element))
