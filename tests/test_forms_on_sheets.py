"""Forms as clerks lay them out on the sheets of a workbook: side by side, with broken titles, under headers two rows high."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest
from excel_samples import saved
from openpyxl.worksheet.worksheet import Worksheet

from config.campaign import load_campaign
from parsers.reading import Reader

FOLDER = Path(__file__).resolve().parent.parent / "config/campaigns/cq-2019"
CIRCLES = [
    ["2019年重庆市质量管理小组/企业/个人推荐表"],
    ["推荐单位：重庆长江机械有限公司"],
    ["小组名称", "课题名称", "小组类型", "小组人数", "小组成员名单", "直接经济效应（万元）"],
    ["飞翔QC小组", "降低废品率", "现场型", 2, "张三、李四", 12.5],
    ["评委名单"],
    ["姓名", "工作单位", "评委证书编号", "手机"],
    ["王五", "重庆长江机械有限公司", "2018QC0456", 13983012345],
]
STATISTICS = [
    ["质量管理小组活动统计表"],
    ["推荐单位：重庆长江机械有限公司"],
    ["统计项目", "单位", "数量"],
    ["历年来已登记注册QC小组累计数", "个", 126],
    ["本年度已登记注册QC小组数", "个", 18],
    ["本年度QC小组普及率", "百分数", "32.5%"],
    ["本年度坚持活动的QC小组数", "个", 17],
]
SUMMARY = [
    ["2019年\n开展质量信得过班组活动总结"],
    ["推荐单位：重庆长江机械有限公司　　所属区县：江北区"],
    ["一、基本情况"],
    ["班组坚持日清日结，推行标准作业。"],
    ["二、推进经验和做法"],
    ["推行了标准作业和目视管理。"],
    ["三、存在问题及改进方向"],
    ["数据分析能力还须加强。"],
]


@pytest.fixture(scope="module")
def reader():
    return Reader(load_campaign(FOLDER))


def sheet_with(*forms, merged=(), formats=None):
    """Return a workbook's octets: each form is (first row, first column, rows); formats by place."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for top, left, rows in forms:
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.cell(top + r, left + c).value = value
    for area in merged:
        sheet.merge_cells(area)
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    return saved(book)


def records(reader, octets):
    return {r.form: r for r in reader.read(octets, "申报材料.xlsx").records}


@pytest.mark.parametrize(("row", "column"), [(1, 5), (2, 5), (1, 6), (4, 4)])
def test_forms_side_by_side_on_one_sheet_are_read_each_for_itself(reader, row, column):
    read = records(reader, sheet_with((1, 1, STATISTICS), (row, column, CIRCLES)))
    assert sorted(read) == ["circle_recommendation", "circle_statistics"]
    assert read["circle_statistics"].values["circles_active_this_year"].data == 17
    assert [row["circle_name"].data for row in read["circle_recommendation"].rosters["circles"]] == ["飞翔QC小组"]
    assert [row["mobile"].data for row in read["circle_recommendation"].rosters["reviewers"]] == ["13983012345"]


def test_a_form_above_two_side_by_side_is_one_of_three(reader):
    octets = sheet_with((1, 1, CIRCLES), (10, 1, STATISTICS), (10, 5, SUMMARY), merged=("A1:F1",))
    read = records(reader, octets)
    assert sorted(read) == ["circle_recommendation", "circle_statistics", "team_summary"]
    assert read["circle_statistics"].values["participation_rate"].data == 32.5
    assert read["team_summary"].values["section_practices"].data == "推行了标准作业和目视管理。"


def test_a_title_broken_in_its_cell_is_one_and_the_district_is_no_part_of_the_units_name(reader):
    read = records(reader, sheet_with((1, 1, SUMMARY)))["team_summary"]
    assert read.values["recommending_unit"].data == "重庆长江机械有限公司"
    assert read.values["district"].data == "江北区"


def test_a_header_merged_over_two_rows_of_which_the_lower_is_empty_heads_its_list(reader):
    rows = [*CIRCLES[:3], [], *CIRCLES[3:]]
    read = records(reader, sheet_with((1, 1, rows), merged=[f"{c}3:{c}4" for c in "ABDEF"]))["circle_recommendation"]
    assert [row["member_names"].data for row in read.rosters["circles"]] == [("张三", "李四")]


def test_a_day_of_signing_of_which_the_sheet_shows_the_month_alone_is_read(reader):
    rows = [
        ["2019年重庆市优秀质量管理小组申报表"],
        ["QC小组名称", "飞翔QC小组", "小组人数", 8],
        ["小组活动指导者", "赵刚", "联系电话", "023-68001234"],
        ["评审员2名签名："],
        ["单位盖章"],
        [None, None, None, "2019年5月"],
    ]
    read = records(reader, sheet_with((1, 1, rows)))["circle_application"]
    assert read.values["signed_on"].data == "2019-05"


HEAD = ["小组名称", "课题名称", "小组类型", "小组人数", "小组成员名单", "直接经济效应（万元）"]
FLIGHT = ["飞翔QC小组", "降低废品率", "现场型", 2, "张三、李四", 12.5]
ROCK = ["红岩QC小组", "研制新型夹具", "创新型", 2, "王伟、李娜", 3]
REVIEWERS = [["姓名", "工作单位", "评委证书编号", "手机"], ["王五", "重庆长江机械有限公司", "2018QC0456", 13983012345]]


def names(rows, field):
    return [row[field].data for row in rows]


@pytest.mark.parametrize("gap", [0, 1])
def test_a_list_in_two_halves_side_by_side_is_one_list(reader, gap):
    blank = [None] * gap
    rows = [*CIRCLES[:2], [*HEAD, *blank, *HEAD], [*FLIGHT, *blank, *ROCK], ["二、评委名单"], *REVIEWERS]
    read = records(reader, sheet_with((1, 1, rows), merged=("A1:F1",)))["circle_recommendation"]
    assert names(read.rosters["circles"], "circle_name") == ["飞翔QC小组", "红岩QC小组"]
    assert names(read.rosters["reviewers"], "certificate_no") == ["2018QC0456"]


def test_reviewers_to_the_right_of_the_circles_are_reviewers(reader):
    rows = [*CIRCLES[:2], [*HEAD, None, *REVIEWERS[0]], [*FLIGHT, None, *REVIEWERS[1]], ROCK]
    read = records(reader, sheet_with((1, 1, rows), merged=("A1:F1",)))["circle_recommendation"]
    assert names(read.rosters["circles"], "circle_name") == ["飞翔QC小组", "红岩QC小组"]
    assert names(read.rosters["reviewers"], "mobile") == ["13983012345"]


@pytest.mark.parametrize("merged", [("A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:G4"), ()])
def test_a_type_ticked_in_a_column_of_its_own_is_that_type(reader, merged):
    head = [[*HEAD[:3], None, None, *HEAD[3:5]], [None, None, "现场型", "攻关型", "创新型"]]
    rows = [*CIRCLES[:2], *head, ["飞翔QC小组", "降低废品率", "√", None, None, 2, "张三、李四"]]
    rows += [["红岩QC小组", "研制新型夹具", None, None, "√", 2, "王伟、李娜"]]
    read = records(reader, sheet_with((1, 1, rows), merged=merged))["circle_recommendation"]
    assert names(read.rosters["circles"], "topic_type") == ["现场型", "创新型"]


def test_a_formula_without_its_value_is_no_blank_cell_of_the_sender(reader):
    rows = [*CIRCLES[:3], [*FLIGHT[:3], "=COUNTA(H1:H9)", *FLIGHT[4:]], *CIRCLES[4:]]
    read = records(reader, sheet_with((1, 1, rows)))["circle_recommendation"]
    assert "formula-without-value" in read.rosters["circles"][0]["member_count"].flags


def test_a_formula_without_its_value_beside_a_label_is_no_blank_cell_of_the_sender_either(reader):
    rows = [*STATISTICS[:3], ["历年来已登记注册QC小组累计数", "个", "=B1+1"], *STATISTICS[4:]]
    value = records(reader, sheet_with((1, 1, rows)))["circle_statistics"].values["circles_registered_total"]
    assert (value.data, "formula-without-value" in value.flags) == (None, True)


def test_a_figure_typed_among_the_remarks_is_read_with_doubt_where_its_own_cell_is_empty(reader):
    rows = [*STATISTICS[:2], ["统计项目", "单位", "数量", "备注"], ["历年来已登记注册QC小组累计数", "个", None, 126]]
    rows += [["本年度已登记注册QC小组数", "个", 18, 2018], ["本年度QC小组普及率", "百分数", None, "见附表"], *STATISTICS[6:]]
    values = records(reader, sheet_with((1, 1, rows)))["circle_statistics"].values
    assert (values["circles_registered_total"].data, values["circles_registered_total"].is_certain) == (126, False)
    assert (values["circles_registered_this_year"].data, values["circles_registered_this_year"].is_certain) == (18, True)
    assert values["participation_rate"].data is None


@pytest.mark.parametrize(("separator", "encoding"), [(",", "gb18030"), (",", "utf-8-sig"), ("\t", "utf-16"), ("\t", "gb18030")])
def test_a_sheet_saved_as_text_is_a_sheet_whatever_its_name_says(reader, separator, encoding):
    rows = [[str(v) for v in [*row, *[""] * (6 - len(row))]] for row in CIRCLES]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    (read,) = reader.read(text.encode(encoding), "附件5.xls").records
    assert read.form == "circle_recommendation"
    assert read.values["recommending_unit"].data == "重庆长江机械有限公司"
    assert names(read.rosters["circles"], "member_names") == [("张三", "李四")]


def test_names_in_a_column_each_are_all_read_where_nothing_says_that_their_head_is_merged(reader):
    rows = [[*CIRCLES[2][:4], "小组成员名单", "", ""], ["飞翔QC小组", "降低废品率", "现场型", "3", "张三", "李四", "王五"]]
    rows = [[CIRCLES[0][0], *[""] * 6], [CIRCLES[1][0], *[""] * 6], *rows, [""] * 7]
    (read,) = reader.read("\n".join(",".join(row) for row in rows).encode(), "附件5.csv").records
    assert names(read.rosters["circles"], "member_names") == [("张三", "李四", "王五")]


def test_a_sheet_of_nothing_but_heads_and_figures_costs_no_more_than_its_size(reader):
    rows = [CIRCLES[0], *[HEAD if n % 2 else [1, 2, 3, 4, 5, 6] for n in range(3_000)]]
    text = "\n".join(",".join(str(v) for v in [*row, *[""] * (6 - len(row))]) for row in rows).encode()
    begun = time.process_time()
    (read,) = reader.read(text, "附件5.csv").records
    assert read.form == "circle_recommendation"
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    "counted",
    [
        [1, 2, 3, 4, 5, 6],
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"],
        ["①", "②", "③", "④", "⑤", "⑥"],
        ["甲", "乙", "丙", 1, 2, 3],
    ],
)
def test_a_line_that_counts_the_columns_is_no_entry(reader, counted):
    read = records(reader, sheet_with((1, 1, [*CIRCLES[:3], counted, *CIRCLES[3:]])))["circle_recommendation"]
    assert names(read.rosters["circles"], "circle_name") == ["飞翔QC小组"]


@pytest.mark.parametrize("example", ["（示例）", "例：", "填写示例", "示例1"])
def test_an_example_that_its_number_calls_so_is_no_entry(reader, example):
    rows = [*CIRCLES[:2], ["序号", *CIRCLES[2]], [example, "某某QC小组", "降低某率", "现场型", 8, "甲、乙", 1], [1, *FLIGHT]]
    read = records(reader, sheet_with((1, 1, rows)))["circle_recommendation"]
    assert names(read.rosters["circles"], "circle_name") == ["飞翔QC小组"]


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("words", ["以下空白", "合 计"])
def test_words_that_close_a_list_are_no_entry_in_whatever_column(reader, column, words):
    rows = [*CIRCLES[:4], [None] * 6, [*[None] * column, words], *CIRCLES[4:]]
    read = records(reader, sheet_with((1, 1, rows)))["circle_recommendation"]
    assert names(read.rosters["circles"], "member_names") == [("张三", "李四")]


def test_a_list_whose_title_and_head_are_printed_on_every_page_is_one_list(reader):
    pages = [row for n in range(3) for row in (["第1页"], CIRCLES[0], CIRCLES[2], [f"第{n}QC小组", *FLIGHT[1:]])]
    (read,) = reader.read(sheet_with((1, 1, [*CIRCLES[:4], *pages])), "申报材料.xlsx").records
    assert names(read.rosters["circles"], "circle_name") == ["飞翔QC小组", "第0QC小组", "第1QC小组", "第2QC小组"]


def test_two_units_lists_below_one_another_stay_two(reader):
    other = [CIRCLES[0], ["推荐单位：重庆嘉陵仪表有限公司"], CIRCLES[2], ["红岩QC小组", *FLIGHT[1:]]]
    read = reader.read(sheet_with((1, 1, [*CIRCLES[:4], *other])), "申报材料.xlsx").records
    assert [r.values["recommending_unit"].data for r in read] == ["重庆长江机械有限公司", "重庆嘉陵仪表有限公司"]


@pytest.mark.parametrize("sign", ["\u200b", "\u202d", "\u2066", "\u00a0\u200b"])
def test_signs_that_nobody_sees_are_no_part_of_a_cell(reader, sign):
    rows = [*CIRCLES[:3], [sign + FLIGHT[0] + sign, *FLIGHT[1:]]]
    read = records(reader, sheet_with((1, 1, rows)))["circle_recommendation"]
    assert (read.rosters["circles"][0]["circle_name"].data, read.rosters["circles"][0]["circle_name"].raw) == ("飞翔QC小组", "飞翔QC小组")


@pytest.mark.parametrize(("sums", "rows"), [([4, "", 15.5], 2), (["", "", 15.5], 2), ([4, "", 16], 3)])
def test_a_line_of_nothing_but_the_lists_own_sums_is_no_entry(reader, sums, rows):
    read = records(reader, sheet_with((1, 1, [*CIRCLES[:3], FLIGHT, ROCK, ["", "", "", *sums], *CIRCLES[4:]])))["circle_recommendation"]
    assert len(read.rosters["circles"]) == rows


@pytest.mark.parametrize(("held", "code", "value"), [(0.855, "0%", 85.5), (0.9965, "0.0%", 99.65), (0.85, "0%", 85), (1 / 3, "0.0%", 33.3)])
def test_a_number_that_was_typed_counts_in_full_though_its_format_shortens_it(reader, held, code, value):
    rate = [*STATISTICS[:5], ["本年度QC小组普及率", "百分数", held], STATISTICS[6], ["本年度QC小组创可计算的经济效益", "万元", 12.5]]
    read = records(reader, sheet_with((1, 1, rate), formats={"C6": code, "C8": "#,##0"}))["circle_statistics"]
    assert read.values["participation_rate"].data == pytest.approx(value)
    assert read.values["calculable_economic_benefit_wan"].data == 12.5


def test_a_figure_of_a_list_counts_in_full_though_its_format_shortens_it(reader):
    octets = sheet_with((1, 1, CIRCLES), formats={"F4": '0"万元"'})
    assert records(reader, octets)["circle_recommendation"].rosters["circles"][0]["direct_economic_benefit_wan"].data == 12.5


def test_a_long_text_typed_over_several_rows_below_its_label_is_whole(reader):
    rows = [
        ["2019年重庆市优秀质量管理小组申报表"],
        ["QC小组名称", "飞翔QC小组", "小组人数", 8],
        ["小组活动指导者", "赵刚", "联系电话", "023-68001234"],
        ["QC小组简介及主要活动过程与效果："],
        ["小组成立三年，坚持活动。"],
        ["活动后合格率提高到98.1%，达到目标。"],
        ["填表人：王伟"],
        ["评审员2名签名：沈博子、陈洋"],
    ]
    values = records(reader, sheet_with((1, 1, rows)))["circle_application"].values
    assert values["profile_and_results"].data == "小组成立三年，坚持活动。活动后合格率提高到98.1%，达到目标。"
    assert values["reviewer_signatures"].data == ("沈博子", "陈洋")


def test_a_row_of_several_labels_under_a_head_row_keeps_no_columns(reader):
    head = ["统计项目", "数量", "单位", "备注"]
    rows = [
        *STATISTICS[:2],
        head,
        *([label, held, unit, None] for label, unit, held in STATISTICS[3:]),
        ["通信地址", "五简路9号", "邮编", "400023"],
    ]
    read = records(reader, sheet_with((1, 1, rows)))["circle_statistics"]
    assert [read.values[n].data for n in ("circles_active_this_year", "mailing_address", "postal_code")] == [17, "五简路9号", "400023"]


def test_an_answer_that_stands_behind_empty_columns_is_the_answer(reader):
    labels, answers = CIRCLES[2], CIRCLES[3]
    rows = [*CIRCLES[:2], *([label, None, None, held] for label, held in zip(labels, answers, strict=True)), *CIRCLES[4:]]
    (row,) = records(reader, sheet_with((1, 1, rows)))["circle_recommendation"].rosters["circles"]
    assert [row[n].data for n in ("circle_name", "topic_type", "member_count")] == ["飞翔QC小组", "现场型", 2]
