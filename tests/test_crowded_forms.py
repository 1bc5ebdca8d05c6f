"""What clerks crowd into one place or spread over several is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_samples import p, r, text_box, word_file

from config.campaign import load_campaign
from model import Cell, Document, Grid, Line
from parsers.flow import TableDraft
from parsers.forms import fill
from parsers.parts import split
from parsers.reading import Reader
from parsers.word import read_word

FOLDER = Path(__file__).resolve().parent.parent / "config/campaigns/cq-2019"
CIRCLES = Line("2019年重庆市质量管理小组推荐表")
APPLICATION = Line("2019年重庆市优秀质量管理小组申报表")
HEAD = ("序号", "小组名称", "课题名称", "小组类型", "小组人数", "小组成员名单", "直接经济效应（万元）")
FIRST = ("1", "飞翔QC小组", "降低废品率", "现场型", "4", "王伟、李娜、", "12.5")
REVIEWERS = ("序号", "姓 名", "工作单位", "评委证书编号", "手机")


@pytest.fixture(scope="module")
def reader():
    return Reader(load_campaign(FOLDER))


def record(reader, *blocks):
    parts = split(Document("docx", blocks, words=500), reader.patterns)
    (filled,) = [fill(p, p.pattern, reader.campaign.notice) for p in parts if p.pattern is not None]
    return filled


def table(*rows, where="表1"):
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Grid(cells, len(rows), max(len(r) for r in rows), where)


def application(*rows):
    return table(("QC小组名称", "飞翔QC小组", "小组人数", "8"), ("小组活动指导者", "赵刚", "联系电话", "023-68001234"), *rows)


def data(values):
    return {name: value.data for name, value in values.items()}


@pytest.mark.parametrize(
    "date",
    [
        "2019年5月14日",
        "2019 年 5 月 14 日",
        "2019.5.14",
        "2019．5．14",
        "２０１９－０５－１４",
        "20190514",
        "__2019年5月14日__",
        "二〇一九年五月十四日",
    ],
)
@pytest.mark.parametrize("seal", ["单位盖章", "（盖章）", "重庆长江机械有限公司（公章）"])
def test_the_day_written_over_the_printed_one_is_the_day_of_signing_and_no_reviewer(reader, date, seal):
    signed = f"评审员2名签名：\n沈博子　陈洋\n{seal}\n{date}"
    filled = record(reader, APPLICATION, application((signed,)))
    assert filled.values["reviewer_signatures"].data == ("沈博子", "陈洋")
    assert filled.values["signed_on"].data == "2019-05-14"


def test_a_seals_place_that_names_ran_into_is_no_name(reader):
    filled = record(reader, APPLICATION, application(("评审员2名签名：沈博子、陈洋单位盖章\n2019年5月14日",)))
    assert filled.values["reviewer_signatures"].data == ("沈博子", "陈洋")
    assert filled.values["signed_on"].data == "2019-05-14"


def test_a_day_behind_the_seal_is_the_day_of_signing(reader):
    filled = record(reader, APPLICATION, application(("评审员2名签名：沈博子、陈洋\n单位盖章        2019年5月14日",)))
    assert filled.values["signed_on"].data == "2019-05-14"
    assert filled.values["reviewer_signatures"].data == ("沈博子", "陈洋")


def test_a_date_beside_a_label_that_the_form_does_not_have_is_no_day_of_signing(reader):
    filled = record(reader, APPLICATION, application(("小组注册日期", "2018年3月5日", "活动次数", "24")))
    assert "signed_on" not in filled.values


def test_an_answer_that_repeats_its_label_is_the_answer_beside_it_and_of_no_other_label(reader):
    contact = ("直接联系人", "联系人：王伟", "手机", "手机：13900001234")
    mentor = ("小组活动指导者", "赵刚", "联系电话", "023-68001234")
    filled = record(reader, APPLICATION, table(("QC小组名称", "飞翔QC小组", "小组人数", "8"), contact, mentor))
    names = ("contact_person", "contact_mobile", "mentor_phone")
    assert [filled.values[n].data for n in names] == ["王伟", "13900001234", "023-68001234"]


def test_a_hyphen_that_must_not_part_its_line_is_a_hyphen(reader):
    filled = record(reader, APPLICATION, table(("QC小组名称", "E\u2011Power QC小组", "小组人数", "8"), ("小组活动指导者", "赵刚", "", "")))
    assert filled.values["circle_name"].data == "E-Power QC小组"


def test_a_title_holds_for_its_table_though_every_label_is_in_the_clerks_own_words(reader):
    labels = [
        "质量管理小组名称",
        "小组所在单位",
        "通信地址",
        "邮政编码",
        "联系部门",
        "联系人",
        "手机号码",
        "活动指导者",
        "联系电话",
        "人数",
    ]
    form = table((APPLICATION.text,), ("单位", "重庆长江机械有限公司", "所属区县", "江北区"), *((label, "…") for label in labels))
    parts = split(Document("xls", (form,), words=500), reader.patterns)
    assert [p.pattern.spec.id for p in parts if p.pattern] == ["circle_application"]


@pytest.mark.parametrize(("count", "benefit"), [("共计4人", "12.5"), ("4", "合计12.5万元")])
def test_a_row_whose_figure_says_that_it_is_a_sum_is_an_entry_as_any_other(reader, count, benefit):
    rows = [("1", "飞翔QC小组", "降低废品率", "现场型", count, "王伟、李娜、张强、赵敏", benefit), ("合计", "", "", "", "4", "", "12.5")]
    filled = record(reader, CIRCLES, table(HEAD, *rows))
    assert [(r["member_count"].data, r["direct_economic_benefit_wan"].data) for r in filled.rosters["circles"]] == [(4, 12.5)]


def test_names_on_the_line_under_their_label_are_its_answer(reader):
    lines = [
        Line(t)
        for t in ("QC小组名称：飞翔QC小组", "小组活动指导者：赵刚", "小组人数：8", "评审员2名签名：", "沈博子　　陈洋", "年  月  日")
    ]
    assert record(reader, APPLICATION, *lines).values["reviewer_signatures"].data == ("沈博子", "陈洋")


@pytest.mark.parametrize("label", ["直接联系人及手机", "联系人/手机", "直接联系人、手机", "联系人"])
@pytest.mark.parametrize("answer", ["张丽/13912345678", "张丽 139 1234 5678", "张丽\n１３９１２３４５６７８"])
def test_a_person_and_a_telephone_in_one_cell_are_two_answers(reader, label, answer):
    read = data(record(reader, APPLICATION, application((label, answer))).values)
    assert (read["contact_person"], read["contact_mobile"]) == ("张丽", "13912345678")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0086-13912345678", "13912345678"),
        ("023—89075789", "023-89075789"),
        ("(023)89075789", "023-89075789"),
        ("023-89075789转801", "023-89075789-801"),
        ("13912345678/023-89075789", "13912345678"),
        ("89075789", "89075789"),
    ],
)
def test_a_telephone_beside_its_person_may_be_written_in_any_way(reader, written, number):
    read = data(record(reader, APPLICATION, application(("直接联系人及手机", f"张丽 {written}"))).values)
    assert (read["contact_person"], read["contact_mobile"]) == ("张丽", number)


def test_an_address_and_a_postal_code_in_one_cell_are_two_answers(reader):
    read = data(record(reader, APPLICATION, application(("通讯地址及邮编", "重庆市江北区五简路9号，400023"))).values)
    assert (read["mailing_address"], read["postal_code"]) == ("重庆市江北区五简路9号", "400023")


def test_the_number_of_a_house_is_no_postal_code_where_one_is_given(reader):
    read = data(record(reader, APPLICATION, application(("详细通讯地址", "重庆市江北区五简路 100238", "邮编", "400023"))).values)
    assert (read["mailing_address"], read["postal_code"]) == ("重庆市江北区五简路 100238", "400023")


def test_a_row_torn_by_the_end_of_a_page_is_one_entry(reader):
    rest = ("", "", "", "", "", "赵敏、周强", "")
    second = ("2", "红岩QC小组", "提高合格率", "攻关型", "2", "吴刚、郑洁", "3")
    rows = record(reader, CIRCLES, table(HEAD, FIRST, rest, second)).rosters["circles"]
    assert [r["circle_name"].data for r in rows] == ["飞翔QC小组", "红岩QC小组"]
    assert rows[0]["member_names"].data == ("王伟", "李娜", "赵敏", "周强")


def test_a_row_without_a_name_but_with_figures_stays_a_row_of_its_own(reader):
    nameless = ("2", "", "提高合格率", "攻关型", "2", "吴刚、郑洁", "3")
    assert len(record(reader, CIRCLES, table(HEAD, FIRST, nameless)).rosters["circles"]) == 2


def test_two_reviewers_in_one_row_are_two(reader):
    crowded = ("1", "沈博子\n陈洋", "市质协", "渝质协QC-2018-0123\n2018QC0456", "13912345678\n13812345678")
    rows = record(reader, CIRCLES, table(HEAD, FIRST), table(REVIEWERS, crowded, where="表2")).rosters["reviewers"]
    assert [(r["reviewer_name"].data, r["certificate_no"].data, r["mobile"].data) for r in rows] == [
        ("沈博子", "渝质协QC-2018-0123", "13912345678"),
        ("陈洋", "2018QC0456", "13812345678"),
    ]
    assert {r["employer"].data for r in rows} == {"市质协"}


def test_a_reviewer_with_two_numbers_stays_one(reader):
    one = ("1", "沈博子", "市质协", "渝质协QC-2018-0123", "13912345678\n13812345678")
    assert len(record(reader, CIRCLES, table(HEAD, FIRST), table(REVIEWERS, one, where="表2")).rosters["reviewers"]) == 1


def test_a_list_too_wide_for_the_page_is_one_list_in_two_tables(reader):
    second = ("2", "红岩QC小组", "提高合格率", "攻关型", "2", "吴刚、郑洁", "3")
    rows = (HEAD, FIRST, second)
    left, right = table(*(r[:4] for r in rows)), table(*((r[0], *r[4:]) for r in rows), where="表2")
    read = record(reader, CIRCLES, left, Line("（续表）"), right).rosters["circles"]
    assert [(r["circle_name"].data, r["member_count"].data) for r in read] == [("飞翔QC小组", 4), ("红岩QC小组", 2)]


def test_a_second_list_of_other_circles_is_not_laid_beside_the_first(reader):
    other = ("1", "红岩QC小组", "提高合格率", "攻关型", "2", "吴刚、郑洁", "3")
    read = record(reader, CIRCLES, table(HEAD, FIRST), table(HEAD, other, where="表2")).rosters["circles"]
    assert [r["circle_name"].data for r in read] == ["飞翔QC小组", "红岩QC小组"]


def test_a_list_whose_columns_stand_in_another_order_is_not_cut_in_two(reader):
    head = ("序号", "单位", "成员数", "手机", "联系人", "班组长", "班组名称")
    row = ("1", "重庆长江机械有限公司", "33", "13912345678", "陈洋", "卢超", "客服热线组")
    read = record(reader, Line("2019年重庆市质量信得过班组推荐表"), table(head, row)).rosters["teams"]
    assert (read[0]["organization_name"].data, read[0]["member_count"].data, read[0]["team_name"].data) == (row[1], 33, row[6])


def test_a_second_circles_form_is_told_from_one_in_lines_before_it_though_its_title_is_gone(reader):
    lines = (
        "QC小组名称：创新者QC小组", "企业名称：重庆长江机械有限公司", "详细通讯地址：江北区五简路9号\t邮编：400023",
        "小组联系部门：质量部\t直接联系人：张三\t手机：13912345678", "小组活动指导者：赵刚\t联系电话：023-68001234\t小组人数：7",
        "QC小组简介及主要活动过程与效果：", "活动前合格率为91.2%，活动后达到97.6%。", "评审员2名签名：沈博子、陈洋",
    )  # fmt: skip
    second = (
        ("企业名称", "重庆长江机械有限公司", "详细通讯地址", "江北区五简路9号"),
        ("小组联系部门", "质量部", "直接联系人", "李四"),
        ("QC 小组简介及主要活动过程与效果：",),
        ("评审员2名签名：沈博子、陈洋",),
    )
    note, head = Line("注：1.申报材料统一递交。"), Line("单位：重庆长江机械有限公司  所属区县：江北区")
    blocks = (APPLICATION, *map(Line, lines), note, head, application(*second))
    parts = split(Document("docx", blocks, words=500), reader.patterns)
    filled = [fill(part, part.pattern, reader.campaign.notice) for part in parts if part.pattern is not None]
    assert [f.values["circle_name"].data for f in filled] == ["创新者QC小组", "飞翔QC小组"]
    assert filled[1].values["recommending_unit"].data == "重庆长江机械有限公司"


@pytest.mark.parametrize(
    "ending", [("", "", "", "", "", "以下空白", ""), ("", "", "", "", "合计", "", "12.5"), ("", "", "", "", "以下空白", "", "")]
)
def test_what_ends_a_list_is_no_entry_in_whatever_column_it_stands(reader, ending):
    read = record(reader, CIRCLES, table(HEAD, FIRST, ending)).rosters["circles"]
    assert [r["circle_name"].data for r in read] == ["飞翔QC小组"]


def test_a_reviewers_list_in_front_of_the_circles_belongs_to_their_list_though_its_title_is_gone(reader):
    labels = ("序号", "姓 名", "所在单位", "评委证书编号（3年有效期内）", "手 机")  # each a column of the teams' list, too, or nearly
    reviewers = table(labels, ("1", "姜洋", "重庆长江机械有限公司", "渝QC20180001", "13912345678"))
    head = Line("推荐单位：重庆长江机械有限公司  所属区县：江北区")
    filled = record(reader, head, Line("一、评委名单"), reviewers, Line("二、重庆市优秀质量管理小组"), table(HEAD, FIRST, where="表2"))
    assert filled.form == "circle_recommendation"
    assert [r["reviewer_name"].data for r in filled.rosters["reviewers"]] == ["姜洋"]


def test_statistics_without_a_title_are_known_by_labels_in_a_clerks_own_words(reader):
    counted = (
        "历年来已登记注册QC小组累计数（个）", "本年度已注册登记QC小组数", "本年度 QC小组普及率（必填）", "本年度坚持活动QC小组数",
        "本年度 QC小组创可计算的经济效益", "本年度 QC 小组成果率", "本年度企业对QC小组活动经费投入（万元）", "本年度企业对QC小组活动的奖励费用",
    )  # fmt: skip
    rows = [(label, "个", str(n)) for n, label in enumerate(counted, 1)]
    filled = record(reader, Line("推荐单位：甲公司  所属区县：江北区"), table(("统 计 项 目", "计量单位", "填报数"), *rows))
    assert filled.form == "circle_statistics"
    assert data(filled.values)["activity_reward_wan"] == 8


TEAM_TITLE = "2019年重庆市质量信得过班组申报表"
GUIDANCE = "质量信得过班组简介及活动结果（另附纸）：\n1. 班组成员组成，班组职责，主要工作内容、班组文化和愿景。\n2. 班组基础管理情况。\n3. 班组成员专业知识、技能培训、工具方法应用能力。\n4. 班组质量改进和创新能力。\n6. 近三年取得荣誉情况，包括班组集体和个人荣誉等。"
INDICATORS = ("年培训人数/时数", "20/160", "成员参与改进活动率%", "98", "质量成本（万元/年）", "3")
ADDRESS = ("详细通讯地址", "江北区五简路9号", "邮编", "400023", "主管部门", "质量部")


@pytest.mark.parametrize(
    ("first", "between", "rest"),
    [(INDICATORS, "（续表）", ()), (ADDRESS, "（续表）", (INDICATORS,)), (ADDRESS, f"{TEAM_TITLE}（续）", (INDICATORS,))],
)
def test_a_form_goes_on_in_a_second_table_under_its_title_or_none(reader, first, between, rest):
    """The guidance that is printed in the cell of running text names the chapters of a team's material, and is none."""
    head = (("质量信得过班组名称", "机加二班", "企业名称", "重庆长江机械有限公司"), ("班组长", "赵刚", "班组人数", "12"), first)
    more = table(*rest, (GUIDANCE,), ("评审员2名签名：沈博子、陈洋",), where="表2")
    filled = record(reader, Line(TEAM_TITLE), table(*head), Line(between), more)
    assert data(filled.values)["quality_cost_wan_per_year"] == 3
    assert data(filled.values)["reviewer_signatures"] == ("沈博子", "陈洋")


def test_names_in_a_table_inside_their_cell_are_read(reader):
    cells = list(table(HEAD, (*FIRST[:5], "", "12.5")).cells)
    names = table(("王伟", "李娜"), ("赵敏", "周强"), where="表1第2行第6列内的表")
    read = record(reader, CIRCLES, Grid(tuple(cells), 2, 7, "表1"), names).rosters["circles"]
    assert read[0]["member_names"].data == ("王伟", "李娜", "赵敏", "周强")


def test_names_in_two_tables_inside_their_cell_are_read(reader):
    cells = list(table(HEAD, (*FIRST[:5], "", "12.5")).cells)
    names = [table(row, where="表1第2行第6列内的表") for row in (("王伟", "李娜"), ("赵敏", "周强"))]
    read = record(reader, CIRCLES, Grid(tuple(cells), 2, 7, "表1"), *names).rosters["circles"]
    assert read[0]["member_names"].data == ("王伟", "李娜", "赵敏", "周强")


def test_a_frame_around_a_table_does_not_end_the_list(reader):
    frame = Grid((Cell("", 0, 0),), 1, 1, "表2")
    second = ("2", "红岩QC小组", "提高合格率", "攻关型", "2", "吴刚、郑洁", "3")
    inside = table(second, where="表2第1行第1列内的表")
    assert len(record(reader, CIRCLES, table(HEAD, FIRST), frame, inside).rosters["circles"]) == 2


def test_text_boxes_over_the_blanks_of_a_line_answer_its_labels_in_order(reader):
    boxes = [Line("重庆长江机械有限公司", "文本框"), Line("江北区", "文本框")]
    filled = record(reader, APPLICATION, Line("单位          所属区县", "第2段"), *boxes, application(("手机", "13912345678")))
    assert data(filled.values)["recommending_unit"] == "重庆长江机械有限公司"
    assert data(filled.values)["district"] == "江北区"


def test_a_text_box_that_answers_nothing_is_left_over_and_not_silent(reader):
    filled = record(
        reader, APPLICATION, Line("单位：重庆长江机械有限公司", "第2段"), Line("加急", "文本框"), application(("手机", "13912345678"))
    )
    assert "加急" in [left.text for left in filled.leftovers]


def test_a_page_number_or_note_is_no_part_of_a_summarys_last_section(reader):
    texts = ("2019年质量管理小组活动工作总结", "推荐单位：某公司", "一、基本情况", "开展良好。", "二、推进经验和做法", "培训。")
    ends = ("三、存在问题及改进方向", "不足。", "3.需要市质协支持或对今后活动推进的建议", "多组织培训。")
    lines = [Line(t, f"第{n}段") for n, t in enumerate((*texts, *ends), 1)]
    filled = record(reader, *lines, Line("第 1 页", "页脚"), Line("含外聘人员", "脚注1"))
    assert filled.values["support_requests"].data == "多组织培训。"
    assert filled.values["body"].data.endswith("含外聘人员")
    assert "第 1 页" not in filled.values["body"].data


def test_a_label_broken_inside_its_bracket_is_whole(reader):
    title = Line("2019年重庆市质量信得过班组申报表")
    rows = table(
        ("质量信得过班组名称：总装一班", "班组长：王伟"),
        ("质量成本（万\n元/年）：8", "班组人数：9"),
        ("年顾客投诉数：0", "传真：023-68001234"),
    )
    assert record(reader, title, rows).values["quality_cost_wan_per_year"].data == 8


@pytest.mark.parametrize("sign", ["\u200d", "\ufeff", " \u200b \u200d"])
def test_a_row_of_signs_that_nobody_sees_is_a_spare_row(sign):
    draft = TableDraft()
    draft.add_row()
    draft.add(sign, 0)
    draft.add(f"{sign}飞翔{sign}", 1)
    assert [c.text for c in draft.grid("表1").cells] == ["", "飞翔"]


def test_what_parts_two_labels_is_no_part_of_the_answer_between_them(reader):
    filled = record(reader, APPLICATION, Line("推荐单位:长江公司;所属区县:江北区"), application(("手机", "13912345678")))
    assert (filled.values["recommending_unit"].data, filled.values["district"].data) == ("长江公司", "江北区")


def test_a_form_without_title_is_no_material_because_its_guidance_names_a_materials_chapters(reader):
    guidance = "质量信得过班组简介及活动结果（另附纸）：\n1. 班组成员组成，班组职责，主要工作内容、班组文化和愿景。\n2. 班组基础管理情况。\n3. 工具方法应用能力。"
    rows = (("质量信得过班组名称", "总装一班", "班组长", "王伟"), ("企业名称（公章为准）", "长江公司", "班组人数", "9"))
    more = (("班组工作完成率%", "100", "质量考核合格率%", "99"), ("年顾客投诉数", "0", "质量成本（万元/年）", "8"), (guidance,))
    assert record(reader, table(*rows, *more)).form == "team_application"


@pytest.mark.parametrize("unit", ["    万元", "（万元）", "元", "%", "个", "人/  学时"])
def test_a_unit_printed_in_an_empty_cell_is_no_answer(reader, unit):
    title = Line("2019年重庆市质量信得过班组申报表")
    rows = table(
        ("质量信得过班组名称", "总装一班"), ("班组长", "王伟"), ("质量成本（万元/年）", unit), ("年培训人数/时数", unit), ("班组人数", unit)
    )
    values = record(reader, title, rows).values
    assert all(values[name].is_blank for name in ("quality_cost_wan_per_year", "annual_training", "team_size"))


def test_word_art_is_read(reader):
    octets = word_file(p(f'<w:r><w:pict><v:shape><v:textpath string="{CIRCLES.text}"/></v:shape></w:pict></w:r>'))
    assert [b.text for b in read_word(octets).blocks] == [CIRCLES.text]


@pytest.mark.parametrize("text", ["填表人：李明", "备用电话: 62345678", "申报类别：A类   企业规模：大型"])
def test_a_line_with_a_label_that_nobody_knows_is_left_over(reader, text):
    filled = record(reader, APPLICATION, Line(text, "第2段"), application(("手机", "13912345678")))
    assert [f"{left.label}：{left.text}" for left in filled.leftovers] == text.replace(": ", "：").split("   ")


def test_an_unknown_label_behind_a_note_or_in_one_cell_with_its_answer_is_left_over(reader):
    note = [Line("注：1.申报递交材料统一交与协会。"), Line("② 材料递交截止时间：2019年5月23日前"), Line("填表人：李明")]
    filled = record(reader, APPLICATION, *note, application(("申报类别：A类",)))
    assert {(left.label, left.text) for left in filled.leftovers} == {("填表人", "李明"), ("申报类别", "A类")}


def test_a_title_in_a_text_box_is_no_leftover(reader):
    filled = record(reader, Line(APPLICATION.text, "文本框"), application(("手机", "13912345678")))
    assert filled.leftovers == ()


def test_names_under_leader_and_members_are_one_list(reader):
    upper = [Cell(t, 0, c, row_span=2) for c, t in enumerate(HEAD[:5])] + [Cell("小组成员名单", 0, 5, column_span=2)]
    lower = [Cell("组长", 1, 5), Cell("组员", 1, 6)]
    entry = [Cell(t, 2, c) for c, t in enumerate((*FIRST[:5], "王伟", "李娜、赵敏、周强"))]
    rows = record(reader, CIRCLES, Grid((*upper, *lower, *entry), 3, 7, "表1")).rosters["circles"]
    assert [r["member_names"].data for r in rows] == [("王伟", "李娜", "赵敏", "周强")]


def test_names_in_a_labelled_row_under_their_circle_are_its_names(reader):
    head, first = (*HEAD[:5], HEAD[6]), (*FIRST[:5], FIRST[6])
    second = ("2", "红岩QC小组", "提高合格率", "攻关型", "2", "3")
    names = [("小组成员名单", text) for text in ("王伟、李娜、赵敏、周强", "吴刚、郑洁")]
    rows = record(reader, CIRCLES, table(head, first, names[0], second, names[1])).rosters["circles"]
    assert [r["member_names"].data for r in rows] == [("王伟", "李娜", "赵敏", "周强"), ("吴刚", "郑洁")]


@pytest.mark.parametrize("label", ["【直接联系人】", "[直接联系人]", "直接联系人*", "（直接联系人）"])
def test_a_label_in_brackets_is_the_label(reader, label):
    assert record(reader, APPLICATION, application((label, "张丽"))).values["contact_person"].data == "张丽"


def test_a_colon_that_begins_an_answer_is_the_labels(reader):
    assert (
        record(reader, APPLICATION, application(("详细通讯地址", "：江北区五简路9号"))).values["mailing_address"].data == "江北区五简路9号"
    )


def test_the_unit_on_the_line_under_its_label_is_read_and_a_section_title_there_is_not(reader):
    lines = (Line("推荐单位"), Line("重庆长江机械有限公司"), Line("所属区县："), Line("江北区"))
    values = record(reader, CIRCLES, *lines, table(HEAD, FIRST)).values
    assert (values["recommending_unit"].data, values["district"].data) == ("重庆长江机械有限公司", "江北区")
    blank = record(reader, CIRCLES, Line("推荐单位："), Line("一、重庆市优秀质量管理小组"), table(HEAD, FIRST)).values
    assert blank["recommending_unit"].is_blank


def test_a_text_box_behind_a_colon_is_the_answer_there():
    boxes = (text_box(p(r("13912345678"))), text_box(p(r("a@b.cn"))))
    octets = word_file(p(r("手机：") + boxes[0] + r("  邮箱：") + boxes[1]) + p(r("前文") + text_box(p(r("框")))))
    assert [b.text for b in read_word(octets).blocks] == ["手机：13912345678  邮箱：a@b.cn", "前文", "框"]


def test_a_spare_row_between_labels_and_answers_is_passed_over(reader):
    rows = (("QC小组名称", "小组人数", "手机"), ("", "", ""), ("飞翔QC小组", "8", "13912345678"), ("小组活动指导者", "赵刚", ""))
    values = record(reader, APPLICATION, table(*rows)).values
    assert (values["circle_name"].data, values["member_count"].data) == ("飞翔QC小组", 8)


@pytest.mark.parametrize("ditto", ["同上", "〃", "（同上）"])
def test_a_ditto_is_what_stands_above_it(reader, ditto):
    head = ("单位", *HEAD)
    rows = (("长江公司", *FIRST), (ditto, "2", "红岩QC小组", "提高合格率", ditto, "2", "吴刚、郑洁", "3"))
    second = record(reader, CIRCLES, table(head, *rows)).rosters["circles"][1]
    assert (second["organization_name"].data, second["topic_type"].data) == ("长江公司", "现场型")
    assert second["organization_name"].raw == ditto


@pytest.mark.parametrize("text", ["详见附件", "见附表", "另附", "名单附后"])
def test_a_list_that_is_elsewhere_names_nobody_and_is_cut_short(reader, text):
    rows = record(reader, CIRCLES, table(HEAD, (*FIRST[:5], text, "3"))).rosters["circles"]
    assert (rows[0]["member_names"].data, rows[0]["member_names"].flags) == ((), ("et_al",))


def test_a_blank_summary_under_its_annex_line_in_chinese_figures_is_blank(reader):
    texts = ("附件三", "2019年质量管理小组活动工作总结", "推荐单位", "一、基本情况", "二、推进经验和做法", "三、存在问题及改进方向")
    assert "blank" in record(reader, *(Line(t) for t in texts)).flags


def test_the_next_forms_title_is_no_district(reader):
    lines = (Line("单位："), Line("所属区县："), Line("2019年质量管理小组活动工作总结"))
    assert record(reader, APPLICATION, application(("手机", "13912345678")), *lines).values["district"].is_blank


@pytest.mark.parametrize("between", [(), (("单位", "嘉陵公司", "所属区县", "江北区"),)])
def test_applications_whose_tables_have_grown_together_are_as_many(reader, between):
    def of(name, head=()):
        own = (
            ("QC小组名称", name, "小组人数", "8"),
            ("小组活动指导者", "赵刚", "小组联系部门", "质量部"),
            ("直接联系人", "张丽", "手机", "13912345678"),
        )
        return (*head, *own)

    parts = split(Document("docx", (APPLICATION, table(*of("飞翔QC小组"), *of("红岩QC小组", between))), words=500), reader.patterns)
    read = [fill(p, p.pattern, reader.campaign.notice).values for p in parts if p.pattern is not None]
    assert [v["circle_name"].data for v in read] == ["飞翔QC小组", "红岩QC小组"]
    assert (read[1].get("recommending_unit") is not None) is bool(between)


def test_a_circles_name_told_twice_in_one_table_makes_no_second_form(reader):
    filled = record(
        reader, APPLICATION, application(("手机", "13912345678", "小组联系部门", "质量部"), ("小组名称", "飞翔QC小组", "备注", "无"))
    )
    assert filled.values["circle_name"].data == "飞翔QC小组"
