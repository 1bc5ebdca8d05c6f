"""附件3 and 附件7, reports, materials, self assessments, opinions and the notice: running text."""

from __future__ import annotations

from random import Random

from tests.examiner import figures, people, words
from tests.examiner.facts import Circle, Sheet, Team
from tests.examiner.habits import Clerk
from tests.examiner.nouns import Block, C, Drawn, P, T, Told, Truth, told

SENTENCES = [
    "我单位高度重视群众性质量管理活动，成立了领导小组，制定了年度推进计划，明确了责任部门和考核办法。",
    "全年共注册QC小组18个，其中现场型9个、攻关型4个、管理型3个、创新型2个，参加人数126人，普及率达到32.5%。",
    "通过开展培训、交流、发布等活动，员工的质量意识和改进能力明显提升，共创造可计算的经济效益186.5万元。",
    "在推进过程中，注重过程指导，邀请专家到现场对小组进行诊断，帮助小组解决工具方法应用中的问题。",
    "组织宣贯《质量管理小组活动准则》3次，参加人员达到200余人次，编印学习资料150册。",
    "部分小组选题偏大，数据收集不够充分，原因分析不够深入，统计方法应用还不够熟练。",
    "下一步将加强骨干队伍培养，完善激励机制，推动小组活动与日常工作深度融合。",
    "班组坚持班前会、班后会制度，实行标准化作业，开展技能比武和岗位练兵，全年无质量安全事故。",
    "检修班在大修期间连续奋战，提前2天完成任务，受到公司通报表扬。",
]
SECTIONS = ["基本情况", "推进经验和做法", "存在问题及改进方向"]
STEPS = [
    "小组概况",
    "选择课题",
    "现状调查",
    "设定目标",
    "原因分析",
    "确定主要原因",
    "制定对策",
    "对策实施",
    "效果检查",
    "巩固措施",
    "总结和下一步打算",
]
NEW_STEPS = [
    "小组概况",
    "选择课题",
    "设定目标及目标可行性论证",
    "提出方案并确定最佳方案",
    "制定对策",
    "对策实施",
    "效果检查",
    "标准化",
    "总结和下一步打算",
]
MATERIAL = [
    "班组概况",
    "班组职责和主要工作内容",
    "班组文化和愿景",
    "班组基础管理情况",
    "技能培训和工具方法应用能力",
    "班组质量改进和创新能力",
    "班组管理特色、业绩及评价结果",
    "近三年取得荣誉情况",
]
NUMBERS = "一二三四五六七八九十"


def prose(dice: Random, characters: int) -> str:
    """Give running text of about so many characters."""
    text = ""
    while len(text) < characters:
        text += dice.choice(SENTENCES)
    return text


def summary(clerk: Clerk, form: str, header: Sheet) -> Drawn:
    """Draw a summary of the unit's activities."""
    dice = clerk.dice
    blocks: list[Block] = []
    if dice.random() < 0.7:
        blocks.append(P(f"附件{words.ANNEX[form]}", "annex"))
    blocks.append(P(words.titled(dice, form), "title"))
    values: dict[str, object] = {}
    if form == "circle_summary" or clerk.often(0.3):
        unit = header["recommending_unit"]
        blocks.append(
            P(dice.choice(["推荐单位 {}", "推荐单位：{}", "推荐单位:{}", "推荐单位\t{}", "推荐单位____{}____"]).format(unit.raw), "line")
        )
        values["recommending_unit"] = unit.value
    if dice.random() < 0.4:
        blocks.append(
            P(
                "要求：认真总结本单位一年来质量管理小组活动的推进经验和具体做法，特色突出、数据详实，字数 1000 字左右。主要内容包括：",
                "note",
            )
        )
    for i, section in enumerate(SECTIONS):
        blocks.append(
            P(
                dice.choice([f"{NUMBERS[i]}、{section}", f"{NUMBERS[i]}、 {section}", f"（{NUMBERS[i]}）{section}"])
                if dice.random() < 0.9
                else section,
                "heading",
            )
        )
        blocks += [P(prose(dice, 150)) for _ in range(dice.randint(1, 3))]
        if i == 2 and dice.random() < 0.6:
            blocks.append(P("3.需要市质协支持或对今后活动推进的建议：希望多组织跨行业交流。"))
    if clerk.often(0.1):  # a summary written inside a frame
        at = next(i for i, b in enumerate(blocks) if isinstance(b, P) and b.role == "heading")
        text = "\n".join(b.text for b in blocks[at:] if isinstance(b, P))
        blocks = [*blocks[:at], T(((C(text),),), 1)]
    return Drawn(tuple(blocks), Truth(form, values))


def report(clerk: Clerk, circle: Circle, company: str, registered: Told | None = None, topic: str = "") -> Drawn:
    """Draw a circle's report: cover, table of the circle, its members, the steps."""
    dice, topic = clerk.dice, topic or circle.topic
    cover = [
        P(topic, "title"),
        P(circle.name, "centre"),
        P(company, "centre"),
        P(dice.choice(["2019年5月", "二〇一九年五月", "二○一九年五月十日"]), "centre"),
    ]
    if dice.random() < 0.3:
        cover = [
            P(company, "centre"),
            P("质量管理小组成果报告", "centre"),
            P(f"课题名称：{topic}", "line"),
            P(f"小组名称：{circle.name}", "line"),
        ]
    elif dice.random() < 0.3:
        cover = [P(f"{company}", "centre"), P(f"——{circle.name}", "centre"), P(topic, "title")]
    count = len(circle.people)
    facts: dict[str, tuple[str, Told]] = {
        "circle_name": (dice.choice(["小组名称", "QC小组名称"]), told(circle.name)),
        "topic_name": (dice.choice(["课题名称", "活动课题"]), told(topic)),
        "topic_type": (dice.choice(["课题类型", "小组类型"]), Told(circle.kind, circle.kind)),
        "circle_founded_on": (dice.choice(["成立时间", "小组成立时间"]), figures.month(dice, 2015, 3)),
        "topic_registered_on": (dice.choice(["课题注册时间", "课题登记日期", "课题注册日期"]), registered or circle.registered),
        "topic_register_no": (dice.choice(["课题注册号", "课题登记号"]), told(f"QC2018-{dice.randint(1, 99):02d}")),
        "circle_register_no": (dice.choice(["小组注册号", "小组登记号"]), told(f"FAM2018{dice.randint(1, 9999):04d}")),
        "member_count": (dice.choice(["小组人数", "成员人数", "小组成员数"]), Told(f"{count}人", count)),
        "meetings": ("活动次数", Told("24次", 24)),
        "training_hours": (dice.choice(["人均受QC教育时间", "平均受QC教育时间", "QC教育时间"]), Told("48学时", figures.ANY)),
        "activity_period": (
            dice.choice(["活动时间", "活动起止时间"]),
            Told(dice.choice(["2018年3月-2019年1月", "2018.03-2019.01", "2018年3月～2019年1月", "2018.3至2019.1"]), figures.ANY),
        ),
    }
    chosen = [k for k in facts if k in ("circle_name", "topic_name") or dice.random() < 0.8]
    table = _facts_table(clerk, [facts[k] for k in chosen])
    truth: dict[str, object] = {k: facts[k][1].value for k in chosen}
    crew, rows = T((), 1), []
    if dice.random() < 0.7:
        rows = [
            (
                C(str(i)),
                C(p),
                C(dice.choice("男女")),
                C(str(dice.randint(22, 58))),
                C(dice.choice(["工程师", "技师", "高级工", "助理工程师"])),
                C(dice.choice(["本科", "大专", "硕士"])),
                C("组长" if i == 1 else dice.choice(["组员", "数据收集", "对策实施"])),
            )
            for i, p in enumerate(circle.people, 1)
        ]
        crew = T(((C("序号"), C("姓名"), C("性别"), C("年龄"), C("职称"), C("文化程度"), C("组内分工")), *rows), 7)
    blocks: list[Block] = [*cover, P("", "page")]
    for i, step in enumerate(STEPS if circle.kind != "创新型" else NEW_STEPS, 1):
        blocks.append(
            P(
                dice.choice(
                    [f"{NUMBERS[i % 10 - 1]}、{step}" if i <= 10 else f"十一、{step}", f"{i}.{step}", f"{i} {step}", f"{i}、{step}"]
                ),
                "heading",
            )
        )
        if i == 1:
            blocks += [table] if dice.random() < 0.85 else [P(f"{a}：{v.raw}", "line") for a, v in (facts[k] for k in chosen)]
            blocks += [crew] if rows else []
        blocks.append(P(prose(dice, 150)))
        if step == "效果检查":
            blocks.append(T(((C("项目"), C("活动前"), C("活动后")), (C("一次合格率"), C("91.2%"), C("97.6%"))), 3))
    if dice.random() < 0.6:
        blocks += [P("审查意见", "heading"), P("财务部门：经核算，经济效益属实。"), P("质量部门：数据真实。"), P("技术部门：同意申报。")]
    rosters = {"members": tuple({"member_name": p} for p in circle.people)} if rows else {}
    return Drawn(tuple(blocks), Truth("achievement_report", truth, rosters))


def _facts_table(clerk: Clerk, facts: list[tuple[str, Told]]) -> T:
    two = clerk.dice.random() < 0.4
    if two:
        return T(tuple((C(a), C(v.raw, told=v)) for a, v in facts), 2)
    rows = []
    for i in range(0, len(facts), 2):
        some = facts[i : i + 2]
        rows.append(tuple(c for a, v in some for c in (C(a), C(v.raw, 1 if len(some) == 2 else 3, told=v))))
    return T(tuple(rows), 4)


def material(clerk: Clerk, team: Team, company: str, characters: int = 2500) -> Drawn:
    """Draw a team's material."""
    dice = clerk.dice
    title = dice.choice(
        [
            "质量信得过班组创建材料",
            f"{team.name}创建材料",
            f"{company}{team.name}质量信得过班组创建材料",
            "凝心聚力抓质量 精益求精创一流",
            f"创建质量信得过班组 争当质量标兵\n——{team.name}",
        ]
    )
    blocks: list[Block] = [P(title, "title"), P(f"{company} {team.name}", "centre")]
    for i, section in enumerate(MATERIAL):
        blocks.append(P(dice.choice([f"{NUMBERS[i]}、{section}", f"{i + 1}.{section}"]), "heading"))
        blocks.append(P((f"{team.name}是{company}的一线班组。" if i == 0 else "") + prose(dice, characters // len(MATERIAL) - 40)))
    return Drawn(tuple(blocks), Truth("team_material", {}))


def self_assessment(clerk: Clerk, team: Team, company: str) -> Drawn:
    """Draw a team's self assessment."""
    dice = clerk.dice
    scores = [dice.randint(12, 20) for _ in range(5)]
    items = ["班组基础管理", "质量管理知识与工具方法", "现场管理", "质量改进与创新", "业绩与荣誉"]
    rows = [
        (C("序号"), C("评价项目"), C("标准分"), C("自评分")),
        *((C(str(i)), C(t), C("20"), C(str(s))) for i, (t, s) in enumerate(zip(items, scores, strict=True), 1)),
        (C("合计", 2), C("100"), C(str(sum(scores)))),
    ]
    return Drawn(
        (
            P(dice.choice(["质量信得过班组自我评分表", "班组自我评分表", "质量信得过班组建设自我评价表"]), "title"),
            P(f"单位：{company}    班组名称：{team.name}", "line"),
            T(tuple(rows), 4),
        ),
        Truth("self_assessment", {"team_name": team.name}),
    )


def opinion(clerk: Clerk, circle: Circle, company: str) -> Drawn:
    """Draw the sheet of the departments' opinions."""
    return Drawn(
        (
            P("财务、质量、技术部门审查意见", "title"),
            P(f"单位名称：{company}", "line"),
            P(f"小组名称：{circle.name}    课题名称：{circle.topic}", "line"),
            T(((C("财务部门意见"), C("效益属实。")), (C("质量部门意见"), C("同意。")), (C("技术部门意见"), C("同意申报。"))), 2),
        ),
        Truth("review_opinion", {"circle_name": circle.name}),
    )


def notice(path: str) -> tuple[Block, ...]:
    """Give the notice's running text up to 附件 2, as it stands in the file of the specification."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = text[: text.index("附件 2\n\n2019 年重庆市优秀")]
    return tuple(P(line.strip()) for line in text.split("\n") if line.strip())


_ = people
