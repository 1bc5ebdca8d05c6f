"""Forms as clerks lay them out on the sheets of a workbook: side by side, with broken titles, under headers two rows high."""

from __future__ import annotations

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


def sheet_with(*forms, merged=()):
    """Return a workbook's octets: each form is (first row, first column, rows)."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for top, left, rows in forms:
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.cell(top + r, left + c).value = value
    for area in merged:
        sheet.merge_cells(area)
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
