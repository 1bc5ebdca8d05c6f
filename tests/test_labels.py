"""Two printed labels are one label where only blanks, numbering, brackets or punctuation part them."""

from __future__ import annotations

import pytest

from config.labels import label_key, likeness, unit_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("邮    编", "邮编："),
        ("小组\n名称", "小组名称"),
        ("（1）联系人：", "联系人"),
        ("3、本年度坚持活动的 QC 小组数", "本年度坚持活动的QC小组数"),
        ("①直接经济效应（万元）", "直接经济效应"),
        ("质量成本（万元／年）", "质量成本"),
        ("企业名称（公章为准）", "企业名称(公章为准)"),
        ("ＱＣ小组名称", "qc小组名称"),
        ("*手　机", "手机"),
    ],
)
def test_one_label(one, other):
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(("one", "other"), [("小组名称", "班组名称"), ("企业名称（公章为准）", "企业名称"), ("2018年", "2019年")])
def test_two_labels(one, other):
    assert label_key(one) != label_key(other)


def test_the_unit_in_a_label_is_kept_apart():
    assert unit_in("直接经济效应（万元）") == "万元"
    assert unit_in("直接经济效应") == ""


def test_likeness_does_not_join_a_circle_and_a_team():
    assert likeness("小组成员名单", "小组成员名单表") >= 0.85
    assert likeness("小组名称", "班组名称") < 0.85
