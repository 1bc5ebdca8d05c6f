"""The association's blank forms (附件2–9), drawn up from the notice: a folder in, eight Word files out; `python -m demo.blank_forms`.

The texts are the notice's own (渝质协〔2019〕5号); the boxes stand as its print has them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from docx.document import Document as Word

from demo.blank_sheets import DEADLINE_NOTE, HEADING, empty_rows, notes, reviewers_table, sheet, signing, statistics, summary
from demo.paper import Box, Row, grid, line, octets

_PROBLEMS = [
    "三、存在问题及改进方向",
    "1.年度活动推进存在的问题或遇到的困难。",
    "2.未来改进方向和拟采取的措施。",
    "3.需要市质协支持或对今后活动推进的建议。",
]
_WORD_NOTE = (
    "此表是推荐单位的正式汇总材料为制作获奖证书的依据，请将此表WORD文本格式电子版发电子邮件至重庆市质量协会    邮箱：cqszlxh@126.com"
)

FOLDER = Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019" / "blank"


def circle_application() -> Word:
    """附件2."""
    word = sheet(2, ["2019年重庆市优秀质量管理小组申报表"], "单位                              所属区县                  ")
    reviewers = (
        "市（部）级以上质量管理小组活动推进者（初级）与《质量管理小组活动准则》及案例分析培训等证书的评审员2名签名（有效期内有效）："
    )
    rows: list[Row] = [
        ["QC小组名称", Box(across=5)],
        ["企业名称\n（公章为准）", Box(across=5)],
        ["详细通讯地址", Box(across=3), "邮    编", ""],
        ["小组联系部门", "", "直接联系人", "", "手    机", ""],
        ["小组活动指导者", "", "联系电话", "", "小组人数", ""],
        [Box("QC小组简介及主要活动过程与效果：", 6, align="left", top=True)],
        [signing(reviewers, 6)],
    ]
    grid(word, [3.4, 2.7, 2.5, 2.4, 2.1, 3.1], rows, [1, 1.1, 1, 1, 1, 7, 4])
    notes(
        word,
        [
            "注：1.申报递交材料统一交与重庆市质量协会，具体要求如下：",
            "① 填写申报表，加盖公章原件一份。",
            "② 小组成果报告Word文本格式电子版和纸质资料各一份。",
            "③ 市（部）级以上质量管理小组活动推进者（初级）与《质量管理小组活动准则》及案例分析培训结业证书复印件各一份",
            "2.注意事项：",
            "① 企业名称（小组所在单位）、小组名称须用正楷填写全称，不要挂上级部门(企业名称以公章为准)，填写内容简明扼要，准确无误。",
            f"② {DEADLINE_NOTE}",
        ],
    )
    return word


def circle_summary() -> Word:
    """附件3."""
    return summary(
        3,
        "2019年质量管理小组活动工作总结",
        "推荐单位                              ",
        [
            "要求：认真总结本单位一年来质量管理小组活动的推进经验和具体做法，特色突出、数据详实，字数1000字左右。主要内容包括：",
            "一、基本情况",
            "年度QC小组活动开展的整体情况、重点创新工作等。",
            "二、推进经验和做法",
            "1.推进QC小组活动过程中采取的特色做法、措施和取得的效果。",
            "2.组织宣贯《质量管理小组活动准则》的相关活动和效果。",
            "3.企业开展QC小组活动的突出事迹。",
            *_PROBLEMS,
        ],
    )


def circle_statistics() -> Word:
    """附件4."""
    items = [
        ("历年来已登记注册QC小组累计数", "个"),
        ("本年度已登记注册QC小组数", "个"),
        ("本年度QC小组普及率＝参加QC小组人数/职工总数×100%", "百分数"),
        ("本年度坚持活动的QC小组数", "个"),
        ("本年度QC小组创可计算的经济效益", "万元"),
        ("本年度QC小组成果率＝取得成果小组数/QC小组注册数×100%", "百分数"),
        ("本年度企业对QC小组活动经费投入（培训、交流、书籍等费用）", "万元"),
        ("本年度企业对QC小组活动奖励费用", "万元"),
    ]
    return statistics(4, "质量管理小组活动统计表", items, "本年度QC小组活动主要特点与建议：", "QC小组工作归口部门及负责人：")


def circle_recommendation() -> Word:
    """附件5."""
    word = sheet(
        5, ["2019年重庆市质量管理小组/企业/个人", "推  荐  表"], "推荐单位                              所属区县                  "
    )
    line(word, "一、重庆市优秀质量管理小组", HEADING)
    header = ("小组\n名称", "课题\n名称", "小组\n类型", "小组\n人数", "小组成员名单", "直接经济效\n应（万元）")
    grid(word, [2.6, 3.9, 1.7, 1.5, 4.1, 2.4], [header, *empty_rows(6, 6)], [1.3, *[1.1] * 6])
    reviewers_table(word)
    notes(
        word,
        [
            f"注：1.{_WORD_NOTE}",
            "2.课题类型请填写现场型、攻关型、服务型、管理型、创新型。",
            "3.评委证书编号填写3年有效期内市级以上质量管理小组培训结业证书的编号。",
        ],
    )
    return word


def team_application() -> Word:
    """附件6."""
    word = sheet(6, ["2019年重庆市质量信得过班组申报表"], "推荐单位                              所属区县                  ")
    reviewers = "市（部）级以上质量信得过班组建设培训评审员2名签名（有效期内有效）："
    profile = [
        "质量信得过班组简介及活动结果（另附纸）：",
        "1.班组成员组成，班组职责，主要工作内容、班组文化和愿景。",
        "2.班组基础管理情况。",
        "3.班组成员专业知识、技能培训、工具方法应用能力。",
        "4.班组质量改进和创新能力。",
        "5.班组管理特色、业绩及评价结果。",
        "6.近三年取得荣誉情况，包括班组集体和个人荣誉等。",
    ]
    rows: list[Row] = [
        [Box("质量信得过班组名称", 2), Box(across=4)],
        [Box("企业名称（公章为准）", 2), Box(across=4)],
        ["详 细 通 讯 地 址", Box(across=3), "邮    编", ""],
        ["主管部门", "", "直接联系人", "", "手    机", ""],
        ["传    真", "", "班组长", "", "班组人数", ""],
        ["班组工作\n完成率%", "", "质量考核\n合格率%", "", "产品/服务\n不合格率%", ""],
        ["年质量、安\n全事故数", "", "年顾客\n投诉数", "", "产品/服务一\n次合格率", ""],
        ["年培训人数/\n时数", "", "成员参与改\n进活动率%", "", "质量成本\n（万元/年）", ""],
        [Box("\n".join(profile), 6, align="left", top=True)],
        [signing(reviewers, 6)],
    ]
    grid(word, [3.6, 2.2, 2.5, 2.5, 2.6, 2.8], rows, [0.9, 0.9, 0.9, 0.9, 0.9, 1.2, 1.2, 1.2, 5, 3.6])
    notes(
        word,
        [
            "注：1.申报递交材料统一交与质量协会，具体要求如下：",
            "① 填写申报表，加盖公章，附班组自我评分表原件一份。",
            "② 班组创建材料Word格式电子版和纸质资料各一份，字数5000字以内。",
            "③ 市（部）级以上质量信得过班组建设培训结业证书复印件各一份",
            "2.注意事项：",
            "① 企业名称、班组名称须用正楷填写全称，不要挂上级部门(企业名称以公章为准)，填写内容简明扼要，准确无误。",
            f"② {DEADLINE_NOTE}",
        ],
    )
    return word


def team_summary() -> Word:
    """附件7: the notice prints no line for the unit."""
    return summary(
        7,
        "2019年开展质量信得过班组活动总结",
        "",
        [
            "要求：认真总结本单位一年来质量信得过班组活动的推进经验和具体做法，特色突出、数据详实，字数要求1000字左右。主要内容包括：",
            "一、基本情况",
            "全年质量信得过班组活动工作开展情况介绍，年度重点工作任务等。",
            "二、推进经验和做法",
            "1.推进质量信得过班组活动过程中采取的具有特色的方法、措施和取得的效果。",
            "2.本单位开展质量信得过班组突出事迹。",
            *_PROBLEMS,
        ],
    )


def team_statistics() -> Word:
    """附件8: the notice itself prints 个 beside 奖励费用."""
    items = [
        ("本年度开展质量信得过班组数", "个"),
        ("历年质量信得过班组累计数", "个"),
        ("本年度参与质量信得过班组活动员工数", "个"),
        ("本年度推荐重庆市质量信得过班组数", "个"),
        ("本年度对质量信得过班组活动投入费用（培训、交流、规范化等）", "万元"),
        ("本年度对质量信得过班组活动奖励费用", "个"),
    ]
    return statistics(
        8, "质量信得过班组活动统计表", items, "本年度开展质量信得过班组主要特点与问题：", "质量信得过班组工作归口部门及负责人："
    )


def team_recommendation() -> Word:
    """附件9."""
    word = sheet(9, ["2019年重庆市质量信得过班组/个人", "推  荐  表"], "推荐单位                              所属区县                  ")
    line(word, "一、重庆市质量信得过班组", HEADING)
    header = ("序号", "班组名称", "成员数", "班组长", "联系人", "手机")
    grid(word, [1.4, 5.2, 1.8, 2.3, 2.3, 3.2], [header, *empty_rows(6, 6)], [1, *[0.9] * 6])
    reviewers_table(word)
    notes(word, ["注：", f"1.{_WORD_NOTE}", "2.评委证书编号填写3年有效期内市级以上质量信得过班组培训结业证书的编号。"])
    return word


FORMS: dict[str, Callable[[], Word]] = {
    "附件2-优秀质量管理小组申报表.docx": circle_application,
    "附件3-质量管理小组活动工作总结.docx": circle_summary,
    "附件4-质量管理小组活动统计表.docx": circle_statistics,
    "附件5-质量管理小组推荐表.docx": circle_recommendation,
    "附件6-质量信得过班组申报表.docx": team_application,
    "附件7-质量信得过班组活动总结.docx": team_summary,
    "附件8-质量信得过班组活动统计表.docx": team_statistics,
    "附件9-质量信得过班组推荐表.docx": team_recommendation,
}


def main(folder: Path = FOLDER) -> None:
    """Draw all eight into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in FORMS.items():
        (folder / name).write_bytes(octets(draw()))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
