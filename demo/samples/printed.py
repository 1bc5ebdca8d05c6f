"""What stands on paper beside the values: titles, labels and headers, first as the notice prints them, then as clerks retype them."""

from __future__ import annotations

TITLES: dict[str, tuple[str, ...]] = {
    "circle_application": (
        "{year}年重庆市优秀质量管理小组申报表",
        "{year}年重庆市优秀QC小组申报表",
        "{year} 年重庆市优秀质量管理小组申报书",
    ),
    "circle_summary": ("{year}年质量管理小组活动工作总结", "{year}年QC小组活动总结"),
    "circle_statistics": ("质量管理小组活动统计表", "{year}年重庆市质量管理小组活动统计表", "{year}年QC小组活动统计表"),
    "circle_recommendation": (
        "{year}年重庆市质量管理小组/企业/个人\n推  荐  表",
        "{year}年重庆市质量管理小组推荐表",
        "{year}年重庆市质量管理小组推荐汇总表",
    ),
    "team_application": ("{year}年重庆市质量信得过班组申报表", "{year}年重庆市质量信得过班组申报书"),
    "team_summary": ("{year}年开展质量信得过班组活动总结", "{year}年质量信得过班组建设活动总结"),
    "team_statistics": ("质量信得过班组活动统计表", "{year}年重庆市质量信得过班组活动统计表"),
    "team_recommendation": ("{year}年重庆市质量信得过班组/个人\n推  荐  表", "{year}年重庆市质量信得过班组推荐表"),
}
ANNEX = {form: number for number, form in enumerate(TITLES, 2)}

_OFFICE: dict[str, tuple[str, ...]] = {
    "mailing_address": ("详细通讯地址", "通讯地址", "地址"),
    "postal_code": ("邮    编", "邮编", "邮政编码"),
    "contact_person": ("直接联系人", "联系人"),
    "contact_mobile": ("手    机", "手机", "手机号码"),
}
_CONTACT: dict[str, tuple[str, ...]] = {
    "contact_person": ("联系人",),
    "contact_mobile": ("手机", "联系手机"),
    "contact_email": ("邮箱", "电子邮箱", "E-mail"),
    "mailing_address": ("通信地址", "通讯地址"),
    "postal_code": ("邮编", "邮政编码"),
}
LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "circle_application": {
        "recommending_unit": ("单位", "推荐单位", "申报单位"),
        "district": ("所属区县", "所属区（县）"),
        "circle_name": ("QC小组名称", "QC 小组名称", "小组名称", "小组\n名称"),
        "organization_name": ("企业名称（公章为准）", "企业名称\n（公章为准）", "企业名称"),
        **_OFFICE,
        "responsible_department": ("小组联系部门", "联系部门"),
        "activity_mentor": ("小组活动指导者", "小组活动\n指导者"),
        "mentor_phone": ("联系电话", "电话"),
        "member_count": ("小组人数", "小组\n人数", "成员人数"),
        "profile_and_results": ("QC小组简介及主要活动过程与效果", "小组简介及主要活动过程与效果"),
    },
    "circle_statistics": {
        "recommending_unit": ("推荐单位", "申报单位"),
        "district": ("所属区县", "所属区、县"),
        "circles_registered_total": ("历年来已登记注册QC小组累计数", "历年来登记注册QC小组累计数"),
        "circles_registered_this_year": ("本年度已登记注册QC小组数", "本年度登记注册 QC 小组数"),
        "participation_rate": (
            "本年度QC小组普及率＝参加QC小组人数/职工总数×100%",
            "本年度QC小组普及率=参加QC小组人数／职工总数×100％",
            "本年度QC小组普及率",
        ),
        "circles_active_this_year": ("本年度坚持活动的QC小组数", "本年度坚持活动的 QC小组数"),
        "calculable_economic_benefit_wan": ("本年度QC小组创可计算的经济效益", "可计算的经济效益"),
        "achievement_rate": ("本年度QC小组成果率＝取得成果小组数/QC小组注册数×100%", "本年度QC小组成果率"),
        "activity_expense_wan": ("本年度企业对QC小组活动经费投入（培训、交流、书籍等费用）", "本年度企业对QC小组活动经费投入"),
        "activity_reward_wan": ("本年度企业对QC小组活动奖励费用", "活动奖励费用"),
        "features_and_suggestions": ("本年度QC小组活动主要特点与建议", "主要特点与建议"),
        "responsible_department_and_head": ("QC小组工作归口部门及负责人", "归口部门及负责人"),
        **_CONTACT,
    },
    "team_application": {
        "recommending_unit": ("推荐单位", "申报单位"),
        "district": ("所属区县", "所属区（县）"),
        "team_name": ("质量信得过班组名称", "班组名称"),
        "organization_name": ("企业名称（公章为准）", "企业名称"),
        **_OFFICE,
        "responsible_department": ("主管部门", "归口部门"),
        "fax": ("传    真", "传真"),
        "team_leader": ("班组长", "班 组 长"),
        "team_size": ("班组人数", "班组\n人数"),
        "task_completion_rate": ("班组工作完成率%", "班组工作\n完成率%", "班组工作完成率（%）"),
        "quality_assessment_pass_rate": ("质量考核合格率%", "质量考核\n合格率%"),
        "nonconforming_rate": ("产品/服务不合格率%", "产品/服务\n不合格率％"),
        "annual_accidents": ("年质量、安全事故数", "年质量、安\n全事故数"),
        "annual_complaints": ("年顾客投诉数", "年顾客\n投诉数"),
        "first_pass_rate": ("产品/服务一次合格率", "产品/服务一\n次合格率"),
        "annual_training": ("年培训人数/时数", "年培训人数／时数"),
        "improvement_participation_rate": ("成员参与改进活动率%", "成员参与改\n进活动率%"),
        "quality_cost_wan_per_year": ("质量成本（万元/年）", "质量成本\n（万元/年）"),
        "profile_and_results": ("质量信得过班组简介及活动结果（另附纸）", "质量信得过班组简介及活动结果"),
    },
    "team_statistics": {
        "recommending_unit": ("推荐单位", "填报单位"),
        "district": ("所属区县", "所属区、县"),
        "teams_this_year": ("本年度开展质量信得过班组数",),
        "teams_total": ("历年质量信得过班组累计数",),
        "participants_this_year": ("本年度参与质量信得过班组活动员工数",),
        "teams_recommended": ("本年度推荐重庆市质量信得过班组数",),
        "activity_expense_wan": ("本年度对质量信得过班组活动投入费用（培训、交流、规范化等）", "本年度对质量信得过班组活动投入费用"),
        "activity_reward_wan": ("本年度对质量信得过班组活动奖励费用",),
        "features_and_problems": ("本年度开展质量信得过班组主要特点与问题",),
        "responsible_department_and_head": ("质量信得过班组工作归口部门及负责人",),
        **_CONTACT,
    },
    "circle_recommendation": {"recommending_unit": ("推荐单位", "申报单位", "推荐单位（盖章）"), "district": ("所属区县", "所属区（县）")},
    "team_recommendation": {"recommending_unit": ("推荐单位", "推荐单位（公章）"), "district": ("所属区县", "区县")},
    "circle_summary": {"recommending_unit": ("推荐单位", "单位")},
    "team_summary": {"recommending_unit": ("推荐单位", "单位")},
}
_REVIEWERS: dict[str, tuple[str, ...]] = {
    "reviewer_name": ("姓  名", "姓名", "评委姓名"),
    "employer": ("工作单位", "工作\n单位", "单位"),
    "certificate_no": ("评委证书编号", "证书编号", "评委证书\n编号"),
    "mobile": ("手机", "联系电话", "手 机"),
}
HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    "circles": {
        "organization_name": ("单位", "企业名称", "单位名称"),
        "circle_name": ("小组\n名称", "小组名称", "QC小组名称"),
        "topic_name": ("课题\n名称", "课题名称", "成果名称"),
        "topic_type": ("小组\n类型", "小组类型", "课题类型"),
        "member_count": ("小组\n人数", "小组人数", "人数"),
        "member_names": ("小组成员名单", "成员名单", "小组成员\n名单"),
        "direct_economic_benefit_wan": ("直接经济效\n应（万元）", "直接经济效益（万元）", "直接经济效应(万元)"),
    },
    "teams": {
        "organization_name": ("单位", "企业名称"),
        "team_name": ("班组名称", "班组\n名称"),
        "member_count": ("成员数", "成员\n人数", "班组人数"),
        "team_leader": ("班组长", "班长"),
        "contact_person": ("联系人", "联 系 人"),
        "mobile": ("手机", "联系电话"),
    },
    "reviewers": _REVIEWERS,
}
ROSTER_TITLES = {"circles": "一、重庆市优秀质量管理小组", "teams": "一、重庆市质量信得过班组", "reviewers": "二、评委名单"}
UNITS = {
    "circles_registered_total": "个", "circles_registered_this_year": "个", "participation_rate": "百分数", "circles_active_this_year": "个", "calculable_economic_benefit_wan": "万元",
    "achievement_rate": "百分数", "activity_expense_wan": "万元", "activity_reward_wan": "万元", "teams_this_year": "个", "teams_total": "个", "participants_this_year": "个", "teams_recommended": "个",
}  # fmt: skip
LONG = ("profile_and_results", "features_and_suggestions", "features_and_problems")
_NOTES = {
    "circle_application": "注：1.申报递交材料统一交与重庆市质量协会。2.企业名称、小组名称须用正楷填写全称，不要挂上级部门(企业名称以公章为准)。",
    "circle_recommendation": "注：1.此表是推荐单位的正式汇总材料为制作获奖证书的依据，请将此表WORD文本格式电子版发电子邮件至重庆市质量协会 邮箱：cqszlxh@126.com\n2.课题类型请填写现场型、攻关型、服务型、管理型、创新型。",
    "circle_statistics": "注：1.本统计表来自企业统计数据资料。\n2.材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com",
    "team_recommendation": "注：\n1.此表是推荐单位的正式汇总材料为制作获奖证书的依据，请将此表WORD文本格式电子版发电子邮件至重庆市质量协会 邮箱：cqszlxh@126.com",
}


def label(form: str, field: str, choose: int) -> str:
    """Return one of a field's labels; 0 is as the notice prints it."""
    wordings = LABELS[form][field]
    return wordings[choose % len(wordings)]


def note(form: str) -> str:
    """Return what stands under the table, or ""."""
    return _NOTES.get(form, "")
