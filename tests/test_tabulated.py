"""Applications that a clerk put into one table, a row or a column each, are as many; what only looks like such a table is left whole."""

from __future__ import annotations

import pytest
from test_forms_on_sheets import CIRCLES, FLIGHT, reader, records, sheet_with

__all__ = ["reader"]

TITLE = ["2019年重庆市优秀质量管理小组申报表"]
LABELS = ["QC小组名称", "企业名称（公章为准）", "详细通讯地址", "邮编", "小组联系部门", "直接联系人", "手机", "小组人数"]
FLYING = ["飞翔QC小组", "重庆长江机械有限公司", "重庆市江北区五简路9号", 400023, "质量部", "张三", 13983012345, 8]
ROCKS = ["红岩QC小组", "重庆长江机械有限公司", "重庆市江北区五简路9号", 400023, "质量部", "李四", 13983012346, "12人"]


def applications(reader, rows, merged=()):
    read = reader.read(sheet_with((1, 1, rows), merged=merged), "附件2.xlsx").records
    return [(r.values["circle_name"].data, r.values["contact_mobile"].data, r.values["member_count"].data) for r in read]


BOTH = [("飞翔QC小组", "13983012345", 8), ("红岩QC小组", "13983012346", 12)]


@pytest.mark.parametrize("above", [[TITLE], [TITLE, ["单位：重庆长江机械有限公司"]], []])
def test_a_row_an_application(reader, above):
    assert applications(reader, [*above, LABELS, FLYING, ROCKS]) == BOTH


def test_a_row_an_application_under_one_company_for_all(reader):
    rows = [TITLE, LABELS, FLYING, [ROCKS[0], None, *ROCKS[2:]]]
    read = reader.read(sheet_with((1, 1, rows), merged=("B3:B4",)), "附件2.xlsx").records
    assert [r.values["organization_name"].data for r in read] == ["重庆长江机械有限公司"] * 2


def test_a_column_an_application(reader):
    assert applications(reader, [TITLE, *map(list, zip(LABELS, FLYING, ROCKS, strict=True))]) == BOTH


def test_values_say_where_they_stand(reader):
    by_row = reader.read(sheet_with((1, 1, [TITLE, LABELS, FLYING, ROCKS])), "附件2.xlsx").records[1]
    by_column = reader.read(sheet_with((1, 1, [TITLE, *map(list, zip(LABELS, FLYING, ROCKS, strict=True))])), "附件2.xlsx").records[1]
    assert [r.values["contact_person"].where for r in (by_row, by_column)] == ["工作表“Sheet” 第4行 第6列", "工作表“Sheet” 第7行 第3列"]


@pytest.mark.parametrize(
    ("head", "beside"),
    [
        (["项目", "内容", "填写示例"], ["某某QC小组", "某某公司", "某某路", "400000", "质量部", "某某", "13900000000", "10"]),
        (["项目", "内容", None], ["填写全称", "与公章一致", "详细到门牌", "六位数字", "填部门", "填一人", "填手机", "填阿拉伯数字"]),
    ],
)
def test_what_only_tells_how_to_fill_in_is_no_application(reader, head, beside):
    rows = [TITLE, head, *map(list, zip(LABELS, FLYING, beside, strict=True))]
    assert len(applications(reader, rows)) == 1


def test_a_recommendation_list_that_names_persons_and_telephones_stays_a_list(reader):
    head = ["单位名称", *CIRCLES[2], "联系人", "手机"]
    rows = [*CIRCLES[:2], head, *([f"重庆{n}公司", f"第{n}QC小组", *FLIGHT[1:], "张三", 13983012345] for n in range(3))]
    read = records(reader, sheet_with((1, 1, rows)))
    assert list(read) == ["circle_recommendation"]
    assert len(read["circle_recommendation"].rosters["circles"]) == 3
