"""The papers that are no annex: facts in, 成果报告, 创建材料, 自我评分表 and 总结 as Word documents out."""

from __future__ import annotations

import io
from random import Random

from docx.document import Document as Word
from docx.shared import Cm

from demo import blank_forms
from demo.paper import HEI, SONG, Box, Look, Row, grid, line, lines, new_paper, octets
from demo.samples import pictures, prose
from demo.samples.facts import Circle, Team, Unit
from demo.samples.nouns import SampleFile, Sheet, Truth, Written
from demo.samples.pen import Pen

_TITLE = Look(22, bold=True, font=HEI, align="center", spacing=2, before=60)
_HEAD = Look(15, bold=True, font=HEI, spacing=1.5)
_TEXT = Look(12, font=SONG, spacing=1.5, indent=2)
_DUTIES = (
    "组长，全面负责",
    "方案设计",
    "现场实施",
    "数据收集",
    "统计分析",
    "质量检验",
    "资料整理",
    "技术支持",
    "设备保障",
    "后勤协调",
    "对策实施",
)
_SCORES = (("基础管理", 20), ("人员素质与技能", 20), ("工具方法应用", 20), ("质量改进与创新", 20), ("工作业绩与荣誉", 20))


def achievement_report(circle: Circle, pen: Pen, *, opinions: bool = True) -> SampleFile:
    """Return a circle's report: cover, 小组概况 with the members, a heading a step, a picture, the departments' opinions."""
    word, dice = new_paper(SONG), pen.dice
    _cover(word, circle, dice)
    registered = pen.month(circle.registered)
    line(word, "一、小组概况", _HEAD)
    grid(word, [3.2, 5, 3.2, 5], _overview(circle, registered, dice))
    line(word, "小组成员一览表", Look(12, align="center", before=6))
    _members(word, circle, dice)
    steps = prose.REPORT_STEPS["创新型" if circle.type == "创新型" else ""]
    for number, step in enumerate(steps):
        line(word, f"{'二三四五六七八九十'[number] if number < 9 else '十一'}、{step}", _HEAD)
        for text in prose.report_step(dice, circle, step):
            line(word, text, _TEXT)
        if number == 1:
            word.add_picture(io.BytesIO(pictures.png(dice)), width=Cm(10))
    if opinions:
        _opinions(word)
    values = {
        "circle_name": circle.name,
        "topic_name": circle.topic,
        "topic_type": circle.type,
        "topic_registered_on": registered.data,
        "member_count": len(circle.members),
    }
    members = tuple({"member_name": name} for name in circle.members)
    name = dice.choice((f"{circle.topic}-成果报告.docx", f"{circle.name}成果报告.docx", f"成果报告（{circle.name}）.docx"))
    return SampleFile(name, octets(word), (Truth("achievement_report", values, {"members": members}),), ("report",))


def team_material(unit: Unit, team: Team, dice: Random, length: int = 3000) -> SampleFile:
    """Return a team's 创建材料 of about so many characters."""
    word = new_paper(SONG)
    line(word, f"{team.name}质量信得过班组创建材料", Look(20, bold=True, font=HEI, align="center", spacing=2))
    line(word, unit.office.name if len({t.company for t in unit.teams}) == 1 else team.company, Look(14, align="center", after=12))
    for number, (title, texts) in enumerate(prose.material(dice, team, length).items()):
        line(word, f"{'一二三四五六七'[number]}、{title}", _HEAD)
        for text in texts:
            line(word, text, _TEXT)
    return SampleFile(f"{team.name}创建材料.docx", octets(word), (Truth("team_material", {}, {}),), ("material",))


def self_assessment(team: Team, dice: Random) -> SampleFile:
    """Return a team's 自我评分表; the notice provides no form for it."""
    word = new_paper(SONG)
    line(word, "质量信得过班组自我评分表", Look(18, bold=True, font=HEI, align="center", after=6))
    line(word, f"单位名称：{team.company}    班组名称：{team.name}")
    scores = [(item, full, full - dice.randrange(3)) for item, full in _SCORES]
    rows: list[Row] = [
        ["序号", "评分项目", "标准分", "自评得分"],
        *[[str(i), item, str(full), str(own)] for i, (item, full, own) in enumerate(scores, 1)],
    ]
    rows.append([Box("合计", 2), "100", str(sum(own for _, _, own in scores))])
    grid(word, [2, 7, 3, 4], rows)
    return SampleFile(f"{team.name}自我评分表.docx", octets(word), (Truth("self_assessment", {"team_name": team.name}, {}),), ("scores",))


def certificates(unit: Unit, dice: Random, kind: str) -> tuple[SampleFile, ...]:
    """Return pictures of two reviewers' certificates, named as phones or clerks name them."""
    reviewers = unit.circle_reviewers if kind == "QC" else unit.team_reviewers
    return tuple(
        SampleFile(f"{kind}评委证书复印件-{r.name}.png", pictures.png(dice), (Truth("certificate_copy", {}, {}),), ("picture",))
        for r in reviewers
    )


def summary_sheet(unit: Unit, dice: Random, form: str, length: int = 1000) -> Sheet:
    """Return 附件3 or 附件7 before it is drawn; each section's raw text begins with its heading."""
    subject = "质量管理小组活动" if form == "circle_summary" else "质量信得过班组建设"
    sections = zip(
        ("section_overview", "section_practices", "section_problems"), prose.summary(dice, unit, subject, length).items(), strict=True
    )
    values = {field: Written("\n".join([title, *texts]), "".join(texts)) for field, (title, texts) in sections}
    return Sheet(form, {"recommending_unit": Written(unit.office.name, unit.office.name)} | values)


def blank_form(form: str) -> bytes:
    """Return the association's form as it is before anyone wrote on it."""
    return octets(getattr(blank_forms, form)())


def menu() -> bytes:
    """Return a paper that has nothing to do with any of this."""
    word = new_paper(SONG)
    lines(word, ("本周食堂菜单", "周一：回锅肉、番茄炒蛋", "周二：麻婆豆腐、清炒藤菜"), _TEXT)
    return octets(word)


def _cover(word: Word, circle: Circle, dice: Random) -> None:
    if dice.random() < 0.5:
        line(word, "质量管理小组活动成果报告", Look(16, font=HEI, align="center", before=40))
    line(word, circle.topic, _TITLE)
    line(word, f"{circle.company}", Look(16, align="center", spacing=2))
    line(word, circle.name, Look(16, align="center", spacing=2))
    line(word, f"发布人：{circle.members[0]}", Look(14, align="center", spacing=2))
    line(word, "二〇一九年四月", Look(14, align="center", spacing=2)).add_run().add_break()


def _overview(circle: Circle, registered: Written, dice: Random) -> list[Row]:
    year = int(circle.registered[:4])
    return [
        ["小组名称", circle.name, "课题名称", circle.topic],
        ["课题类型", circle.type, "成立时间", f"{year - dice.randrange(1, 6)}年3月"],
        ["课题注册时间", registered.raw, "课题注册号", f"{year}-QC-{dice.randrange(1, 60):02d}"],
        ["小组人数", f"{len(circle.members)}人", "活动时间", f"{circle.registered.replace('-', '.')}-2019.03"],
        ["活动次数", f"{dice.randrange(12, 30)}次", "受教育时间", "48学时"],
    ]


def _members(word: Word, circle: Circle, dice: Random) -> None:
    rows: list[Row] = [["序号", "姓名", "性别", "年龄", "文化程度", "组内分工"]]
    for i, name in enumerate(circle.members):
        rows.append(
            [str(i + 1), name, dice.choice("男女"), str(dice.randrange(23, 56)), dice.choice(("本科", "大专", "高中", "硕士")), _DUTIES[i]]
        )
    grid(word, [1.5, 3, 1.8, 1.8, 2.6, 4.6], rows)


def _opinions(word: Word) -> None:
    line(word, "本单位财务、质量、技术部门审查意见", _HEAD)
    rows: list[Row] = [
        ["财务部门审查意见", "经济效益计算属实，同意。"],
        ["质量部门审查意见", "质量指标属实，同意申报。"],
        ["技术部门审查意见", "技术措施有效，同意。"],
    ]
    grid(word, [5, 11], rows)
