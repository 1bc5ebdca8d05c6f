"""Running text that units write: facts in, paragraphs of summaries, profiles, materials and reports out; sensible, and invented."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from demo.samples.facts import Circle, Team, Unit

_MEASURES = (
    "公司成立了由总经理任组长的质量管理小组活动推进委员会，明确{department}为归口管理部门，每季度召开一次推进会，通报各小组的活动进度和存在的困难，协调解决人员、设备和经费问题。",
    "坚持“小、实、活、新”的原则，从现场人员最熟悉、最头疼的问题入手选题，把课题做小做实，避免贪大求全，让一线职工愿意参与、能够参与。",
    "建立了课题登记、过程检查、成果评审三级管理制度，小组每月至少活动两次，活动记录由{department}抽查，记录不全的及时提醒补齐。",
    "邀请有经验的推进者到车间面对面辅导，围绕现状调查、要因确认和统计方法应用等薄弱环节答疑，全年累计辅导小组四十余组次。",
    "把质量管理小组活动与合理化建议、劳动竞赛和班组建设结合起来，优秀成果优先推荐参加上级发布交流，获奖小组给予物质奖励并记入职工成长档案。",
    "搭建成果共享平台，将历年优秀成果汇编成册，组织跨部门观摩，十余项成果中的工装和作业方法已在其他生产线推广应用。",
)
_TRAINING = (
    "组织宣贯《质量管理小组活动准则》，举办集中培训三期，参训骨干一百二十余人次，并通过内部网络开设微课，方便倒班职工利用业余时间学习。",
    "编印了图文并茂的准则问答手册，做到小组人手一册；在评审环节严格对照准则逐条打分，评审结果当面反馈，促进小组以评促学。",
)
_DEEDS = (
    "{circle}围绕“{topic}”开展活动，成员利用休息时间采集数据两千余个，反复试验工艺参数，最终实现了目标，其做法已固化为作业指导书。",
    "在抢修任务最紧张的时段，{circle}连续奋战十余天，边生产边改进，受到用户书面表扬，成为身边人讲身边事的典型。",
)
_TROUBLES = (
    "1.部分小组对统计方法的理解还不深入，存在为用而用的现象，数据收集的及时性和真实性有待提高。",
    "2.各部门活动开展不够均衡，服务和管理类课题偏少，跨部门联合攻关的机制还不完善。",
)
_PLANS = (
    "下一步，我们将加大骨干培训力度，建立内部推进者队伍，完善激励办法，力争各部门小组覆盖率再上新台阶；同时加强过程辅导，注重成果的推广和转化。",
)
_WISHES = ("建议市质协多组织跨行业的成果交流和现场观摩，提供更多优秀案例和线上课程，支持企业培养推进者和评审员。",)
_FILLERS = (
    "活动中小组成员集思广益，运用头脑风暴法、亲和图和系统图整理思路，逐条验证，用事实和数据说话。",
    "通过活动，职工的质量意识、问题意识和改进意识明显增强，团队凝聚力进一步提升。",
    "针对薄弱环节，制定对策表，明确措施、目标、地点、时间和责任人，逐项落实并检查效果。",
    "效果巩固期内指标稳定，相关措施已纳入工艺文件和设备点检标准，防止问题反弹。",
    "我们注重用好活动记录这一工具，做到次次有记录、项项有分析、件件有结果。",
)
REPORT_STEPS = {
    "创新型": (
        "选择课题",
        "设定目标及目标可行性分析",
        "提出方案并确定最佳方案",
        "制定对策",
        "对策实施",
        "效果检查",
        "标准化",
        "总结和下一步打算",
    ),
    "": ("选题理由", "现状调查", "设定目标", "原因分析", "要因确认", "制定对策", "对策实施", "效果检查", "巩固措施", "总结和下一步打算"),
}
MATERIAL_SECTIONS = (
    "班组成员组成及职责",
    "班组文化和愿景",
    "班组基础管理情况",
    "班组成员技能培训与工具方法应用能力",
    "班组质量改进和创新能力",
    "班组管理特色、业绩及评价结果",
    "近三年取得荣誉情况",
)


def profile(dice: Random, circle: Circle) -> str:
    """Return 附件2's long cell: who the circle is, what it did, and what came of it."""
    gain = f"，取得直接经济效益{circle.benefit}万元" if circle.benefit else "，得到服务对象的好评"
    return (
        f"{circle.name}成立于2015年，现有成员{len(circle.members)}人，均来自生产一线，平均受QC教育时间48学时。"
        f"2018年以来，小组针对“{circle.topic}”开展活动，按照PDCA循环经过调查、分析、对策和检查，{dice.choice(_FILLERS)}"
        f"活动后达到了预定目标{gain}。"
    )


def team_profile(dice: Random, team: Team) -> str:
    """Return 附件6's long cell."""
    return f"{team.name}现有成员{team.size}人，班组长{team.leader}。{dice.choice(_FILLERS)}近三年班组未发生质量、安全、环保事故，获公司先进班组称号。"


def features(dice: Random) -> str:
    """Return 附件4's and 附件8's long cell."""
    return f"领导重视，制度健全，全员参与。{dice.choice(_FILLERS)}建议多组织交流学习。"


def summary(dice: Random, unit: Unit, subject: str, length: int = 1000) -> dict[str, list[str]]:
    """Return the three sections' paragraphs of 附件3 or 附件7, about `length` characters in all."""
    department = unit.office.department
    entry = unit.circles[0].name if unit.circles else unit.teams[0].name
    topic = unit.circles[0].topic if unit.circles else "班组质量改进"
    overview = [
        f"{unit.office.name}现有职工{dice.randrange(200, 3000)}人。一年来，我单位认真落实上级关于{subject}的部署，全年活动蓬勃开展，参与人数和课题数量均较上年有所增加。"
    ]
    practices = ["1.特色做法和效果。" + _MEASURES[0].format(department=department)]
    practices.append("2.宣贯培训。" + dice.choice(_TRAINING))
    practices.append("3.突出事迹。" + dice.choice(_DEEDS).format(circle=entry, topic=topic))
    problems = [*_TROUBLES, *_PLANS]
    pool = [*(m.format(department=department) for m in _MEASURES[1:]), *_FILLERS]
    dice.shuffle(pool)
    while _size(overview, practices, problems) < length - 60:
        practices.insert(1, pool[len(practices) % len(pool)])
    return {"一、基本情况": overview, "二、推进经验和做法": practices, "三、存在问题及改进方向": [*problems, f"3.{_WISHES[0]}"]}


def material(dice: Random, team: Team, length: int = 3000) -> dict[str, list[str]]:
    """Return a team's 创建材料 by section, about `length` characters."""
    sections = {title: [f"{team.name}{dice.choice(_FILLERS)}"] for title in MATERIAL_SECTIONS}
    sections[MATERIAL_SECTIONS[0]] = [
        f"{team.name}隶属{team.company}，现有成员{team.size}人，班组长{team.leader}，主要负责现场生产与设备维护。"
    ]
    pool = [*(m.format(department="班组") for m in _MEASURES), *_TRAINING, *_FILLERS]
    while _size(*sections.values()) < length:
        sections[dice.choice(MATERIAL_SECTIONS)].append(dice.choice(pool))
    return sections


def report_step(dice: Random, circle: Circle, step: str) -> list[str]:
    """Return what a report says under one heading."""
    return [f"{step}：围绕“{circle.topic}”，{dice.choice(_FILLERS)}", *dice.sample(_FILLERS, dice.randrange(1, 4))]


def _size(*groups: Sequence[str]) -> int:
    return sum(len(p) for paragraphs in groups for p in paragraphs)
