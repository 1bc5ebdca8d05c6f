"""Every form is recognised by its content and every field read, however a clerk drew it up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.campaign import load_campaign
from demo.samples import Habits, make_filing
from model import Cell, Document, Grid, Line
from parsers.forms import fill
from parsers.parts import split
from parsers.reading import Reader

FOLDER = Path(__file__).resolve().parent.parent / "config/campaigns/cq-2019"
DOCX = (
    "circle_application",
    "circle_summary",
    "circle_statistics",
    "circle_recommendation",
    "team_application",
    "team_summary",
    "team_statistics",
    "team_recommendation",
)


@pytest.fixture(scope="module")
def reader():
    return Reader(load_campaign(FOLDER))


def records(reader, *blocks):
    parts = split(Document("docx", blocks, words=500), reader.patterns)
    return [fill(p, p.pattern, reader.campaign.notice) for p in parts if p.pattern is not None]


def table(*rows, where="表1"):
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Grid(cells, len(rows), max(len(r) for r in rows), where)


def plain(datum):
    if isinstance(datum, (tuple, list)):
        return [plain(d) for d in datum]
    return re.sub(r"\s+", "", datum) if isinstance(datum, str) else datum


def wrong_fields(truth, record):
    found = {name: (value.data if value else None) for name in truth.values if (value := record.values.get(name)) or True}
    wrong = {n for n, v in truth.values.items() if plain(found[n]) != plain(v) and not (v is None and found[n] in {None, ()})}
    for name, rows in truth.rosters.items():
        read = record.rosters.get(name, ())
        if len(read) != len(rows):
            wrong.add(name)
            continue
        for row, known in zip(read, rows, strict=True):
            # a column that the drawn list did not have cannot be read
            wrong |= {
                f"{name}.{c}"
                for c, v in known.items()
                if c in row and plain(row[c].data) != plain(v) and not (v is None and row[c].data in {None, ()})
            }
    return wrong


@pytest.mark.parametrize("seed", range(40))
def test_a_clerks_filing_is_read_field_by_field(reader, seed):
    filing = make_filing(seed)
    for file in filing.files:
        reading = reader.read(file.octets, file.name)
        remaining = list(reading.records)
        for truth in file.truth:
            same = [r for r in remaining if r.form == truth.form]
            assert same, f"{file.name} ({file.habits}): {truth.form} among {[r.form for r in reading.records]}"
            best = min(same, key=lambda r: len(wrong_fields(truth, r)))
            assert not wrong_fields(truth, best), f"{file.name} ({file.habits})"
            remaining.remove(best)
        assert not [r.form for r in remaining if r.form in DOCX], f"{file.name}: more forms than are in it"


@pytest.mark.parametrize("form", DOCX)
def test_the_associations_blank_form_is_recognised_and_blank(reader, form):
    spec = reader.campaign.forms[form]
    reading = reader.read((FOLDER / "blank" / spec.blank).read_bytes(), "最终版.docx")
    assert [r.form for r in reading.records] == [form]
    assert "blank" in reading.records[0].flags
    assert not reading.records[0].leftovers


def test_the_whole_notice_filled_in_is_many_forms(reader):
    filing = make_filing(5, Habits(circles=2, teams=1, bundle="notice"))
    forms = [r.form for f in filing.files for r in reader.read(f.octets, "新建 Microsoft Word 文档.docx").records]
    assert set(DOCX) <= set(forms)
    assert forms.count("circle_application") == 2


def test_a_title_quoted_in_running_text_is_no_form(reader):
    text = "优秀QC小组的推荐，必须有评审员参与评选，并在“重庆市优秀质量管理小组申报表”上签名。"
    assert records(reader, Line("通知"), Line(text), Line("2.2019年重庆市优秀质量管理小组申报表"), Line("联系人：曹希")) == []


def test_a_title_over_two_lines_and_labels_with_blanks(reader):
    lines = (Line("2019年重庆市质量管理小组/企业/个人"), Line("推 荐 表"), Line("推荐单位  重庆甲厂   所属区县  江北区"))
    grid = table(
        ["小组\n名称", "课题\n名称", "小组\n类型", "小组\n人数", "小组成员名单", "直接经济效\n应（万元）"],
        ["飞翔QC小组", "降低废品率", "现场型", "2", "张三、李四", "12.5"],
        ["", "", "", "", "", ""],
    )
    record = records(reader, *lines, grid)[0]
    assert record.form == "circle_recommendation"
    assert record.values["recommending_unit"].data == "重庆甲厂"
    row = record.rosters["circles"][0]
    assert len(record.rosters["circles"]) == 1
    assert (row["circle_name"].data, row["member_count"].data, row["member_names"].data) == ("飞翔QC小组", 2, ("张三", "李四"))
    assert row["circle_name"].where == "表1 第2行 第1列"


def test_two_telephones_in_one_form_are_told_apart(reader):
    grid = table(
        ["QC小组名称", "飞翔QC小组", "企业名称", "重庆甲厂"],
        ["直接联系人", "张三", "手机", "13900000001"],
        ["小组活动指导者", "李四", "联系电话", "023-60000002"],
        ["小组人数", "8", "", ""],
    )
    record = records(reader, Line("优秀质量管理小组申报表"), grid)[0]
    assert record.values["contact_mobile"].data == "13900000001"
    assert record.values["mentor_phone"].data == "023-60000002"


def test_several_answers_in_one_cell(reader):
    grid = table(
        ["历年来已登记注册QC小组累计数", "个", "126"],
        ["本年度坚持活动的QC小组数", "个", "18"],
        ["联系人：张三  手机：13900000001 邮箱：zhang@firm.example", "", ""],
    )
    record = records(reader, Line("质量管理小组活动统计表"), grid)[0]
    assert record.values["contact_person"].data == "张三"
    assert record.values["contact_mobile"].data == "13900000001"
    assert record.values["contact_email"].data == "zhang@firm.example"


def test_the_associations_own_mailbox_in_a_note_is_nobodys_address(reader):
    grid = table(["历年来已登记注册QC小组累计数", "个", "126"], ["本年度坚持活动的QC小组数", "个", "18"])
    note = Line("注：2.材料递交截止时间：2019年5月23日前交重庆市质量协会 邮箱：cqszlxh@126.com")
    assert "contact_email" not in records(reader, Line("质量管理小组活动统计表"), note, grid, note)[0].values


def test_a_label_that_no_field_has_is_left_over_with_its_text(reader):
    grid = table(
        ["QC小组名称", "飞翔QC小组"], ["企业名称", "重庆甲厂"], ["小组人数", "8"], ["小组联系部门", "质量部"], ["注册资本", "五百万"]
    )
    record = records(reader, Line("优秀质量管理小组申报表"), grid)[0]
    assert [(left.label, left.text) for left in record.leftovers] == [("注册资本", "五百万")]


def test_a_merged_company_stands_for_each_of_its_circles(reader):
    cells = [Cell(t, 0, c) for c, t in enumerate(["单位", "小组名称", "课题名称", "小组类型", "小组人数", "小组成员名单"])]
    cells += [Cell("重庆甲厂", 1, 0, row_span=2)]
    cells += [Cell(t, 1, c + 1) for c, t in enumerate(["一组", "课题一", "现场型", "1", "张三"])]
    cells += [Cell(t, 2, c + 1) for c, t in enumerate(["二组", "课题二", "攻关型", "1", "李四"])]
    record = records(reader, Line("质量管理小组推荐表"), Grid(tuple(cells), 3, 6, "表1"))[0]
    assert [r["organization_name"].data for r in record.rosters["circles"]] == ["重庆甲厂", "重庆甲厂"]


def test_a_blank_of_last_year_says_so(reader):
    grid = table(["QC小组名称", "飞翔QC小组"], ["企业名称", "重庆甲厂"], ["小组人数", "8"], ["小组联系部门", "质量部"])
    assert "wrong-year" in records(reader, Line("2018年重庆市优秀质量管理小组申报表"), grid)[0].flags
