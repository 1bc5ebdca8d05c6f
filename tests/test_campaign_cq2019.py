"""The campaign of 2019: its data against the notice, its blank forms against its data."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document

from config.campaign import Campaign, FormSpec, load_campaign
from config.labels import label_key
from demo.blank_forms import FORMS
from demo.paper import octets

FOLDER = Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019"
REQUIRED = {
    "circle_application": {"circle_name", "organization_name", "contact_person", "contact_mobile", "member_count", "profile_and_results"},
    "circle_recommendation": {"circle_name", "topic_name", "topic_type", "member_count", "member_names"},
    "team_application": {"team_name", "organization_name", "team_leader", "team_size"},
    "team_recommendation": {"team_name", "member_count", "team_leader"},
}
HEADINGS = [
    ("2019年重庆市优秀质量管理小组申报表", "circle_application"),
    ("2018年重庆市优秀QC小组申报书", "circle_application"),
    ("2019年质量管理小组活动工作总结", "circle_summary"),
    ("QC小组活动总结", "circle_summary"),
    ("质量管理小组活动统计表", "circle_statistics"),
    ("2019年重庆市质量管理小组活动统计表", "circle_statistics"),
    ("2019年重庆市质量管理小组/企业/个人推 荐 表", "circle_recommendation"),
    ("2019 年重庆市质量管理小组推荐汇总表", "circle_recommendation"),
    ("重庆市优秀ＱＣ小组推荐表", "circle_recommendation"),
    ("2019年重庆市质量信得过班组申报表", "team_application"),
    ("2019年开展质量信得过班组活动总结", "team_summary"),
    ("质量信得过班组建设活动总结", "team_summary"),
    ("质量信得过班组活动统计表", "team_statistics"),
    ("2019年重庆市质量信得过班组/个人\n推  荐  表", "team_recommendation"),
    ("班组自我评分表", "self_assessment"),
]
PLAIN_TEXT_HEADINGS = [
    "质量管理小组活动成果发布赛",
    "小组概况",
    "评委名单",
    "一、重庆市优秀质量管理小组",
    "质量信得过班组创建材料",
    "附件：5.2019年重庆市优秀名单",
]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(FOLDER)


@pytest.fixture(scope="module")
def printed() -> dict[str, set[str]]:
    return {name: set(_printed_keys(FOLDER / "blank" / name)) for name in FORMS}


def test_a_letter_of_the_last_day_is_in_time(campaign):
    assert campaign.deadline() == dt.datetime(2019, 5, 24, tzinfo=campaign.zone)
    assert campaign.last_day == dt.date(2019, 5, 23)


def test_the_notice_has_its_eight_annexes_in_order(campaign):
    assert [f.annex for f in campaign.forms.values() if not f.document] == [2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(("heading", "form"), HEADINGS)
def test_a_heading_names_one_form(campaign, heading, form):
    assert _named_by(campaign, heading) == [form]


@pytest.mark.parametrize("heading", PLAIN_TEXT_HEADINGS)
def test_a_heading_that_is_no_title_names_none(campaign, heading):
    assert _named_by(campaign, heading) == []


def test_only_what_the_rules_demand_is_required(campaign):
    required = {
        f.id: {s.id for s in (*f.fields, *(c for r in f.rosters for c in r.columns)) if s.required} for f in campaign.forms.values()
    }
    assert {form: fields for form, fields in required.items() if fields} == REQUIRED


def test_a_team_has_nine_indicators_and_every_rate_a_direction(campaign):
    fields = campaign.forms["team_application"].fields
    assert len([f for f in fields if f.indicator]) == 9
    assert all(f.direction for form in campaign.forms.values() for f in form.fields if f.kind == "percent")


def test_no_label_belongs_to_two_fields_of_a_form(campaign):
    for form in campaign.forms.values():
        for group in (form.fields, *(r.columns for r in form.rosters)):
            keys = [(key, s.id) for s in group if not s.after for key in {label_key(label) for label in s.labels}]
            assert len({key for key, _ in keys}) == len(keys), form.id


def test_only_the_word_recommendations_are_demanded_as_word(campaign):
    assert {f.id for f in campaign.forms.values() if f.word_required} == {"circle_recommendation", "team_recommendation"}


@pytest.mark.parametrize("annex", range(2, 10))
def test_every_printed_label_stands_in_the_blank_form(campaign, printed, annex):
    form = next(f for f in campaign.forms.values() if f.annex == annex)
    added = (
        {"contact_phone", "contact_email", "organization_name", "row_no"} if annex in {2, 5, 6} else {"contact_phone", "organization_name"}
    )
    if annex in {3, 7}:  # clerks carry the other forms' header line over
        added = {"district"} if annex == 3 else {"recommending_unit", "district"}
    wanted = {label_key(s.labels[0]): s.id for s in _all_specs(form) if s.labels and s.id not in added}
    assert {s for key, s in wanted.items() if key not in printed[form.blank]} == set()


@pytest.mark.parametrize("annex", range(2, 10))
def test_a_blank_form_is_recognised_by_its_own_anchors(campaign, printed, annex):
    form = next(f for f in campaign.forms.values() if f.annex == annex)
    assert len({label_key(a) for a in form.anchors} & printed[form.blank]) >= form.min_anchors


@pytest.mark.parametrize("name", FORMS)
def test_the_blank_form_in_the_folder_is_the_one_that_is_drawn(name):
    drawn, shipped = _members(octets(FORMS[name]())), _members((FOLDER / "blank" / name).read_bytes())
    assert drawn == shipped


def _named_by(campaign: Campaign, heading: str) -> list[str]:
    key = re.sub(r"20(\d\d|xx)年?|重庆市", "", label_key(heading))
    return [f.id for f in campaign.forms.values() if f.title and re.search(f.title, key)]


def _all_specs(form: FormSpec):
    return (*form.fields, *(c for r in form.rosters for c in r.columns))


def _printed_keys(path: Path):
    word = Document(str(path))
    texts = [p.text for p in word.paragraphs] + [c.text for t in word.tables for row in t.rows for c in row.cells]
    for text in texts:
        yield label_key(text)
        yield from (label_key(piece) for line in text.split("\n") for piece in (line, *re.split(r"\s{3,}|：", line)))


def _members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
