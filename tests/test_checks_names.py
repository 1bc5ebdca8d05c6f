"""Names of circles, teams and companies: what is one, what may be, what is two (domain.md §2.1)."""

from __future__ import annotations

import pytest

from checks.names import Likeness, entry_key, same_entry, same_organization, same_writing, topic_likeness
from tests.builders import UNIT


@pytest.mark.parametrize(
    "written",
    [
        "“飞翔”QC小组",
        "飞翔QC小组",
        "飞翔 QC 小组",
        "飞翔qc小组",
        "飞翔ＱＣ小组",
        "飞翔质量管理小组",
        "飞翔小组",
        "「飞翔」QC小组",
        "飞翔QC圈",
        "2018年飞翔QC小组",
        f"{UNIT}飞翔QC小组",
        "江峡机械飞翔QC小组",
    ],
)
def test_every_spelling_of_a_circle_has_one_key(written):
    assert entry_key(written, [UNIT]) == "飞翔"


def test_a_team_may_be_called_with_or_without_its_kind():
    assert entry_key("机加车间二班") == entry_key("机加车间二班组") == entry_key("机加车间二班质量信得过班组")


def test_a_name_that_is_only_its_kind_keeps_it():
    assert entry_key("QC小组") == "qc小组"


def test_the_company_alone_is_not_stripped_from_a_circle_that_bears_its_name():
    assert entry_key("江峡QC小组", ["重庆江峡有限公司"]) == "江峡"


@pytest.mark.parametrize(
    ("one", "other"),
    [("焊接一班QC小组", "焊接二班QC小组"), ("装配A组", "装配B组"), ("第1QC小组", "第2QC小组"), ("飞翔QC小组", "红岩QC小组")],
)
def test_these_are_two_circles(one, other):
    assert same_entry(one, other) is Likeness.DIFFERENT


@pytest.mark.parametrize(("one", "other"), [("红岩先锋QC小组", "红岩先峰QC小组"), ("机加车间飞翔QC小组", "飞翔QC小组")])
def test_these_may_be_one_circle(one, other):
    assert same_entry(one, other) is Likeness.ALIKE


def test_blanks_quotes_width_and_case_do_not_change_a_certificate():
    assert same_writing("“飞翔” qc小组", "飞翔ＱＣ小组")
    assert not same_writing("飞翔QC小组", "飞翔小组")


def test_companies_are_one_in_short_and_in_full():
    assert same_organization("重庆江峡机械有限公司", "重庆 江峡机械有限公司") is Likeness.SAME
    assert same_organization("重庆江峡机械有限公司", "江峡机械") is Likeness.ALIKE
    assert same_organization("重庆江峡机械有限公司", "重庆嘉桥仪表有限公司") is Likeness.DIFFERENT


def test_a_topic_inside_a_title_is_the_same_topic():
    assert topic_likeness("降低轴承座加工废品率", "降低轴承座加工废品率\n——飞翔QC小组成果报告") == 1.0
    assert topic_likeness("降低轴承座加工废品率", "缩短换模准备时间") < 0.6
