"""The labels that the notice prints, how clerks change them, and the titles of the forms."""

from __future__ import annotations

from random import Random

LABELS: dict[str, list[str]] = {
    "recommending_unit": ["推荐单位", "推荐单位", "推荐单位", "推荐单位（盖章）", "推荐单位（公章）", "推荐单位名称", "申报单位", "填报单位"],
    "district": ["所属区县", "所属区县", "所属区县", "所属区（县）", "所在区县", "所属区、县", "所属区县（自治县）"],
    "circle_name": ["QC 小组名称", "QC小组名称", "QC小组名称", "小组名称", "质量管理小组名称", "QC小组全称", "QC小组名称（全称）", "ＱＣ小组名称"],
    "organization_name": ["企业名称（公章为准）", "企业名称（公章为准）", "企业名称(公章为准)", "企业名称\n（公章为准）", "企业名称（以公章为准）", "单位名称（公章为准）", "企业全称", "企业名称"],
    "mailing_address": ["详细通讯地址", "详 细 通 讯 地 址", "通讯地址", "详细通信地址", "详细\n通讯地址", "详细通讯地址："],
    "postal_code": ["邮 编", "邮    编", "邮编", "邮政编码", "邮　编"],
    "responsible_department": ["小组联系部门", "小组联系部门", "联系部门", "小组联系\n部门", "小组所在部门"],
    "contact_person": ["直接联系人", "直接联系人", "联系人", "直接\n联系人", "直接联系人姓名"],
    "contact_mobile": ["手 机", "手    机", "手机", "手机号码", "手机号", "联系手机"],
    "activity_mentor": ["小组活动指导者", "小组活动指导者", "小组活动\n指导者", "活动指导者", "小组活动指导人"],
    "mentor_phone": ["联系电话", "联系电话", "联系\n电话", "电话"],
    "member_count": ["小组人数", "小组人数", "小组\n人数", "小组人数（人）", "小组成员人数"],
    "profile_and_results": ["QC 小组简介及主要活动过程与效果", "QC小组简介及主要活动过程与效果", "小组简介及主要活动过程与效果", "QC小组简介及主要活动过程和效果"],
    "reviewer_signatures": ["市（部）级以上质量管理小组活动推进者（初级）与《质量管理小组活动准则》及案例分析培训等证书的评审员 2 名签名（有效期内有效）"],
    "contact_email": ["邮箱", "邮 箱", "电子邮箱", "E-mail", "电子邮件"],
    "features_and_suggestions": ["本年度 QC小组活动主要特点与建议", "本年度QC小组活动主要特点与建议", "本年度QC小组活动主要特点及建议"],
    "features_and_problems": ["本年度开展质量信得过班组主要特点与问题", "本年度开展质量信得过班组活动主要特点与问题"],
    "circles_registered_total": ["历年来已登记注册 QC小组累计数", "历年来已登记注册QC小组累计数", "历年来登记注册QC小组累计数", "历年来已登记注册QC小组累计数（个）"],
    "circles_registered_this_year": ["本年度已登记注册 QC小组数", "本年度已登记注册QC小组数", "本年度登记注册QC小组数", "本年度已注册登记QC小组数"],
    "participation_rate": ["本年度 QC小组普及率＝参加 QC小组人数/职工总数×100%", "本年度QC小组普及率=参加QC小组人数/职工总数×100%", "本年度QC小组普及率\n＝参加QC小组人数/职工总数×100%", "本年度QC小组普及率（参加QC小组人数/职工总数×100%）", "本年度QC小组普及率", "QC小组普及率", "本年度QC小组普及率（%）"],
    "circles_active_this_year": ["本年度坚持活动的 QC小组数", "本年度坚持活动的QC小组数", "本年度坚持活动QC小组数"],
    "calculable_economic_benefit_wan": ["本年度 QC小组创可计算的经济效益", "本年度QC小组创可计算的经济效益", "本年度QC小组创可计算经济效益", "本年度QC小组创可计算的经济效益（万元）"],
    "achievement_rate": ["本年度 QC 小组成果率＝取得成果小组数/QC 小组注册数×100%", "本年度QC小组成果率=取得成果小组数/QC小组注册数×100%", "本年度QC小组成果率＝取得成果小组数÷QC小组注册数×100％", "本年度QC小组成果率", "QC小组成果率"],
    "activity_expense_wan": ["本年度企业对 QC小组活动经费投入（培训、交流、书籍等费用）", "本年度企业对QC小组活动经费投入(培训、交流、书籍等费用)", "本年度企业对QC小组活动经费投入", "本年度企业对QC小组活动经费投入（万元）"],
    "activity_reward_wan": ["本年度企业对 QC小组活动奖励费用", "本年度企业对QC小组活动奖励费用", "本年度企业对QC小组活动的奖励费用"],
    "responsible_department_and_head": ["QC小组工作归口部门及负责人", "QC小组工作归口部门及负责人", "QC 小组工作归口部门、负责人"],
    "topic_name": ["课题\n名称", "课题名称", "课 题 名 称", "成果名称", "课题名称"],
    "topic_type": ["小组\n类型", "小组类型", "课题类型", "小组类型（课题类型）", "课题\n类型"],
    "member_names": ["小组成员名单", "小组成员名单", "成员名单", "小组成员", "小组成员名单（含组长）", "小组成员\n名单"],
    "direct_economic_benefit_wan": ["直接经济效\n应（万元）", "直接经济效应（万元）", "直接经济效益（万元）", "直接经济效益\n(万元)", "经济效益（万元）", "直接经济\n效应(万元)"],
    "reviewer_name": ["姓 名", "姓名", "姓    名", "评委姓名"],
    "employer": ["工作单位", "工作单位", "单位", "所在单位"],
    "certificate_no": ["评委证书编号", "评委证书编号", "证书编号", "评委证书号", "评委\n证书编号", "评委证书编号（3年有效期内）"],
    "mobile": ["手机", "手 机", "手机号码", "联系电话"],
    "row_no": ["序号", "序\n号", "序 号", "No."],
    "team_name": ["质量信得过班组名称", "质量信得过班组名称", "班组名称", "质量信得过\n班组名称", "信得过班组名称"],
    "fax": ["传 真", "传真", "传    真"],
    "team_leader": ["班组长", "班组长", "班 组 长", "班组长姓名"],
    "team_size": ["班组人数", "班组人数", "班组人数（人）"],
    "task_completion_rate": ["班组工作完成率%", "班组工作完成率％", "班组工作完成率（%）", "班组工作\n完成率%", "班组工作完成率"],
    "quality_assessment_pass_rate": ["质量考核合格率%", "质量考核合格率（%）", "质量考核\n合格率%", "质量考核合格率"],
    "nonconforming_rate": ["产品/服务不合格率%", "产品/服务不合格率（%）", "产品／服务\n不合格率%", "产品/服务不合格率"],
    "annual_accidents": ["年质量、安全事故数", "年质量、安全\n事故数", "年质量、安全事故数（起）", "年质量安全事故数"],
    "annual_complaints": ["年顾客投诉数", "年顾客投诉数（次）", "年顾客\n投诉数", "年客户投诉数"],
    "first_pass_rate": ["产品/服务一次合格率", "产品/服务\n一次合格率", "产品/服务一次合格率%", "产品／服务一次合格率"],
    "annual_training": ["年培训人数/时数", "年培训人数/时数", "年培训\n人数/时数", "年培训人数／时数"],
    "improvement_participation_rate": ["成员参与改进活动率%", "成员参与改进活动率（%）", "成员参与改进\n活动率%"],
    "quality_cost_wan_per_year": ["质量成本（万元/年）", "质量成本(万元/年)", "质量成本\n（万元/年）", "质量成本（万元／年）"],
    "teams_this_year": ["本年度开展质量信得过班组数", "本年度开展质量信得过班组数", "本年度开展质量信得过班组数（个）"],
    "teams_total": ["历年质量信得过班组累计数", "历年来质量信得过班组累计数", "历年质量信得过班组累计数"],
    "participants_this_year": ["本年度参与质量信得过班组活动员工数", "本年度参与质量信得过班组活动的员工数"],
    "teams_recommended": ["本年度推荐重庆市质量信得过班组数", "本年度推荐重庆市质量信得过班组数"],
}  # fmt: skip
OF_FORM: dict[str, dict[str, list[str]]] = {
    "circle_application": {"recommending_unit": ["单位", "单位", "推荐单位", "申报单位", "单位（盖章）", "申报单位（盖章）"]},
    "team_application": {
        "profile_and_results": [
            "质量信得过班组简介及活动结果（另附纸）",
            "质量信得过班组简介及活动结果(另附纸)",
            "质量信得过班组简介及活动结果",
        ],
        "responsible_department": ["主管部门", "主管部门", "主 管 部 门"],
        "reviewer_signatures": ["市（部）级以上质量信得过班组建设培训评审员 2名签名（有效期内有效）"],
    },
    "team_statistics": {
        "activity_expense_wan": [
            "本年度对质量信得过班组活动投入费用（培训、交流、规范化等）",
            "本年度对质量信得过班组活动投入费用(培训、交流、规范化等)",
            "本年度对质量信得过班组活动投入费用",
        ],
        "activity_reward_wan": ["本年度对质量信得过班组活动奖励费用", "本年度对质量信得过班组活动奖励费用（万元）"],
        "responsible_department_and_head": ["质量信得过班组工作归口部门及负责人"],
        "contact_person": ["联系人"],
        "mailing_address": ["通信地址", "通讯地址"],
    },
    "circle_statistics": {"contact_person": ["联系人"], "mailing_address": ["通信地址", "通讯地址", "通信\n地址"]},
    "circle_recommendation": {
        "circle_name": ["小组\n名称", "小组名称", "QC小组名称", "小 组 名 称"],
        "organization_name": ["单位", "单位名称", "企业名称", "所在单位"],
    },
    "team_recommendation": {
        "team_name": ["班组名称", "班组名称", "班 组 名 称"],
        "member_count": ["成员数", "成员数", "成员\n数", "班组人数"],
        "contact_person": ["联系人"],
        "organization_name": ["单位", "单位名称", "企业名称"],
    },
}
TITLES = {
    "circle_application": [
        "2019 年重庆市优秀质量管理小组申报表",
        "2019年重庆市优秀质量管理小组申报表",
        "2019年度重庆市优秀质量管理小组申报表",
        "重庆市优秀质量管理小组申报表",
        "2019年优秀QC小组申报表",
        "2019年重庆市优秀质量管理（QC）小组申报表",
        "优秀质量管理小组申报表",
        "2019年重庆市优秀质量管理小组\n申  报  表",
    ],
    "circle_summary": [
        "2019 年质量管理小组活动工作总结",
        "2019年质量管理小组活动工作总结",
        "2019年度QC小组活动工作总结",
        "质量管理小组活动总结",
        "2019年质量管理小组（QC小组）活动工作总结",
    ],
    "circle_statistics": [
        "质量管理小组活动统计表",
        "2019年重庆市质量管理小组活动统计表",
        "QC小组活动统计表",
        "2019年度质量管理小组活动情况统计表",
        "质 量 管 理 小 组 活 动 统 计 表",
    ],
    "circle_recommendation": [
        "2019 年重庆市质量管理小组/企业/个人\n推 荐 表",
        "2019年重庆市质量管理小组/企业/个人推荐表",
        "2019年重庆市质量管理小组推荐表",
        "2019年度QC小组推荐表",
        "重庆市质量管理小组、企业、个人推荐表",
        "2019年重庆市质量管理小组推荐汇总表",
        "重庆市优秀质量管理小组推荐表",
    ],
    "team_application": [
        "2019 年重庆市质量信得过班组申报表",
        "2019年重庆市质量信得过班组申报表",
        "重庆市质量信得过班组申报表",
        "2019年度质量信得过班组申报表",
        "质量信得过班组\n申 报 表",
    ],
    "team_summary": [
        "2019 年开展质量信得过班组活动总结",
        "2019年开展质量信得过班组活动总结",
        "质量信得过班组活动总结",
        "2019年度质量信得过班组建设活动总结",
    ],
    "team_statistics": ["质量信得过班组活动统计表", "2019年重庆市质量信得过班组活动统计表", "质量信得过班组建设活动统计表"],
    "team_recommendation": [
        "2019 年重庆市质量信得过班组/个人\n推 荐 表",
        "2019年重庆市质量信得过班组/个人推荐表",
        "2019年重庆市质量信得过班组推荐表",
        "质量信得过班组推荐汇总表",
    ],
}
ANNEX = {
    "circle_application": 2,
    "circle_summary": 3,
    "circle_statistics": 4,
    "circle_recommendation": 5,
    "team_application": 6,
    "team_summary": 7,
    "team_statistics": 8,
    "team_recommendation": 9,
}
NOTES = {
    "circle_application": [
        "注：1.申报递交材料统一交与重庆市质量协会，具体要求如下：",
        "① 填写申报表，加盖公章原件一份。",
        "② 小组成果报告 Word 文本格式电子版和纸质资料各一份。",
        "2.注意事项：",
        "① 企业名称（小组所在单位）、小组名称须用正楷填写全称，不要挂上级部门(企业名称以公章为准)，填写内容简明扼要，准确无误。",
        "② 材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com",
    ],
    "team_application": [
        "注：1.申报递交材料统一交与质量协会，具体要求如下：",
        "① 填写申报表，加盖公章，附班组自我评分表原件一份。",
        "② 班组创建材料 Word 格式电子版和纸质资料各一份，字数 5000 字以内。",
        "2.注意事项：",
        "① 企业名称、班组名称须用正楷填写全称，不要挂上级部门(企业名称以公章为准)，填写内容简明扼要，准确无误。",
        "② 材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com",
    ],
    "circle_statistics": [
        "注：1. 本统计表来自企业统计数据资料。",
        "2. 材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com",
    ],
    "team_statistics": [
        "注：1. 本统计表来自企业统计数据资料。",
        "2. 材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com",
    ],
    "circle_recommendation": [
        "注： 1.此表是推荐单位的正式汇总材料为制作获奖证书的依据，请将此表 WORD 文本格式电子版发电子邮件至重庆市质量协会 邮箱：cqszlxh@126.com",
        "2. 课题类型请填写现场型、攻关型、服务型、管理型、创新型。",
        "3.评委证书编号填写 3 年有效期内市级以上质量管理小组培训结业证书的编号。",
    ],
    "team_recommendation": [
        "注：",
        "1. 此表是推荐单位的正式汇总材料为制作获奖证书的依据，请将此表 WORD 文本格式电子版发电子邮件至重庆市质量协会 邮箱：cqszlxh@126.com",
        "2. 评委证书编号填写 3 年有效期内市级以上质量信得过班组培训结业证书的编号。",
    ],
}


def label(dice: Random, form: str, field: str, *, faithful: bool = False) -> str:
    """Give a label of a field of a form; `faithful` to the notice, or as a clerk prints it."""
    known = OF_FORM.get(form, {}).get(field) or LABELS[field]
    if faithful:
        return known[0]
    return worn(dice, dice.choice(known))


def worn(dice: Random, text: str) -> str:
    """A label with a word more or less, as clerks retype it."""
    plain = text.replace("\n", "").replace(" ", "")
    if len(plain) < 8 or dice.random() > 0.06:
        return text
    if any(c in plain for c in "不（(%％/／"):
        return dice.choice([text + "（必填）", text + "*"])
    at = dice.randint(2, len(plain) - 3)
    return dice.choice(
        [
            plain + "（必填）",
            plain[:-1] + "总" + plain[-1] if plain.endswith("数") else plain,
            plain.replace("本年度", "2019年度"),
            plain.replace("QC小组", "质量管理小组"),
            plain[:at] + "的" + plain[at:],
            "本单位" + plain,
        ]
    )


def dressed(dice: Random, text: str) -> str:
    """Dress a label: colon, star, spaces at its ends."""
    return dice.choice([text] * 12 + [text + "：", text + ":", "*" + text, f" {text} ", text.replace("（", "(").replace("）", ")")])


def titled(dice: Random, form: str, year: int = 2019) -> str:
    """Give a form's title as clerks keep it."""
    text = dice.choice(TITLES[form][:2]) if dice.random() < 0.5 else dice.choice(TITLES[form])
    if dice.random() < 0.05:
        text = dice.choice(
            [
                "（2019年）" + text.replace("2019年", "").replace("2019 年", ""),
                "重庆某某集团有限公司" + text,
                text + "（盖章版）",
                text + "（汇总）",
                "《" + text + "》",
            ]
        )
    return text.replace("2019", str(year))
