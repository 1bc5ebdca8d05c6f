"""Figures that cannot be, figures that are unlikely, and texts: most of it for staff or the record alone."""

from __future__ import annotations

import pytest

from tests.builders import (
    CREW,
    FLY,
    NOTE,
    PROBLEM,
    REMINDER,
    SPARK,
    SPARK_TOPIC,
    WARNING,
    application,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    hits,
    levels,
    material,
    one,
    statistics,
    summary,
    team_application,
    team_list,
    team_statistics,
    whole_circle_filing,
)


def counted(**changes):
    return filing(circle_list(), *circle_papers(), statistics(**changes))


def teams(**changes):
    return filing(team_list(), team_application(), file(material()), team_statistics(**changes))


def indicators(**changes):
    return filing(team_list(), team_application(**changes), file(material()))


@pytest.mark.parametrize(
    ("field", "written"), [("achievement_rate", "120%"), ("participation_rate", "101"), ("achievement_rate", "12/10×100%=120%")]
)
def test_a_share_above_the_whole_is_a_line_to_note(field, written):
    found = one("percentage-out-of-range", counted(**{field: written}))
    assert (found.level, found.form, found.field, found.clause) == (REMINDER, "circle_statistics", field, "附件4")
    assert f"“{written}”" in found.message


@pytest.mark.parametrize("field", ["improvement_participation_rate", "first_pass_rate", "quality_assessment_pass_rate"])
def test_shares_of_teams_are_shares_too(field):
    found = one("percentage-out-of-range", indicators(**{field: "120"}))
    assert (found.level, found.entry, found.clause) == (REMINDER, CREW, "附件6")


def test_work_may_be_over_fulfilled():
    assert hits("percentage-out-of-range", indicators(task_completion_rate="130%")) == []


@pytest.mark.parametrize("written", ["100%", "100", "85.5", "1.2", ""])
def test_shares_up_to_the_whole_are_fine(written):
    assert hits("percentage-out-of-range", counted(achievement_rate=written)) == []


def test_a_total_below_this_year_is_a_line_to_note():
    found = one("total-below-current-year", counted(circles_registered_total="10"))
    assert (found.level, found.field, found.clause) == (REMINDER, "circles_registered_total", "附件4")
    assert "“10”" in found.message


def test_totals_of_teams_have_a_clause_of_their_own():
    assert one("total-below-current-year", teams(teams_total="3")).clause == "附件8"


@pytest.mark.parametrize("total", ["18", "约10", "/", "", "200余"])
def test_a_first_year_and_rough_totals_are_fine(total):
    assert hits("total-below-current-year", counted(circles_registered_total=total)) == []


def test_more_teams_recommended_than_active_are_only_noted():
    assert levels("total-below-current-year", teams(teams_this_year="1", teams_recommended="2")) == [NOTE]


def test_more_active_than_ever_registered_is_a_line_to_note():
    assert levels("active-above-total", counted(circles_active_this_year="200")) == [REMINDER]


def test_more_active_than_registered_this_year_is_normal():
    papers = counted(circles_active_this_year="60")
    assert hits("active-above-total", papers) == []
    assert levels("active-above-registered", papers) == [NOTE]
    assert hits("active-above-registered", counted()) == []


@pytest.mark.parametrize(("passed", "failed", "heard"), [("99.2", "3", [NOTE]), ("99.2", "0.3", []), ("95", "5", [])])
def test_rates_of_two_measures_are_only_noted(passed, failed, heard):
    assert levels("rates-contradict", indicators(first_pass_rate=passed, nonconforming_rate=failed)) == heard


def test_a_benefit_of_hundreds_of_times_is_for_staff():
    assert levels("benefit-implausible", counted(calculable_economic_benefit_wan="1250000")) == [WARNING]
    assert levels("benefit-implausible", counted(calculable_economic_benefit_wan="1300")) == [WARNING]
    assert hits("benefit-implausible", counted()) == []


def test_a_benefit_below_the_sum_of_circles_is_only_noted():
    assert levels("benefit-below-sum", counted(calculable_economic_benefit_wan="10")) == [NOTE]
    assert hits("benefit-below-sum", counted(calculable_economic_benefit_wan="12.5")) == []


def test_an_expense_above_the_benefit_is_for_staff():
    assert levels("expense-implausible", counted(activity_expense_wan="60000")) == [WARNING]
    assert levels("expense-implausible", teams(activity_reward_wan="12000")) == [WARNING]
    assert hits("expense-implausible", counted()) == hits("expense-implausible", teams()) == []


def test_a_nought_in_statistics_beside_entries_is_for_staff():
    assert {f.field for f in hits("zero-statistics", counted(participation_rate="0", circles_registered_this_year="0"))} == {
        "participation_rate",
        "circles_registered_this_year",
    }
    assert levels("zero-statistics", teams(teams_this_year="0")) == [WARNING]
    assert hits("zero-statistics", counted()) == hits("zero-statistics", filing(statistics(participation_rate="0"))) == []


def test_more_circles_recommended_than_registered_are_only_noted():
    assert levels("recommended-above-registered", whole_circle_filing(statistics(circles_registered_this_year="1"))) == [NOTE]
    assert hits("recommended-above-registered", whole_circle_filing()) == []


@pytest.mark.parametrize(
    ("words", "heard"), [(6200, [PROBLEM]), (5600, [PROBLEM]), (5500, [WARNING]), (5001, [WARNING]), (5000, []), (3200, [])]
)
def test_a_material_may_be_a_tenth_longer_before_it_is_asked_for(words, heard):
    assert levels("material-too-long", filing(team_list(), team_application(), file(material(), words=words))) == heard


def test_the_length_is_named_with_the_method():
    found = one("material-too-long", filing(team_list(), team_application(), file(material(), words=6200)))
    assert (found.form, found.entry, found.clause) == ("team_material", CREW, "附件6注1②")
    assert "6200 字（按 Word 字数统计方式）" in found.message


def test_a_file_of_several_papers_is_not_counted_against_one():
    assert levels("material-too-long", filing(team_list(), file(team_application(), material(), words=9000))) == [WARNING]


@pytest.mark.parametrize(("words", "heard"), [(320, [NOTE]), (900, []), (2600, [NOTE])])
def test_a_summary_far_from_its_length_is_only_noted(words, heard):
    assert levels("summary-length", filing(circle_list(), *circle_papers(), file(summary(), words=words))) == heard


def test_a_summary_without_a_section_is_only_noted():
    found = one("summary-section-missing", filing(circle_list(), *circle_papers(), summary(section_problems="")))
    assert found.level == NOTE
    assert "存在问题及改进方向" in found.message
    assert hits("summary-section-missing", whole_circle_filing()) == []


@pytest.mark.parametrize(
    ("topic", "kind", "heard"),
    [
        ("研制新型焊接工装", "现场型", [NOTE]),
        ("降低能耗", "创新型", [NOTE]),
        ("力争实现零缺陷", "现场型", [NOTE]),
        ("贵阳南检修信息管理平台", "创新型", []),
        ("汽轮发电机基础螺栓套管安装方案创新", "创新型", []),
        ("降低能耗", "现场型", []),
    ],
)
def test_a_topic_of_unusual_wording_is_only_noted(topic, kind, heard):
    assert levels("topic-style", filing(circle_list(circle(topic=topic, topic_type=kind)), *circle_papers())) == heard


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("渝江峡", [WARNING]),
        ("江峡机械二厂区", [WARNING]),
        ("重庆江峡机械有限公司", []),
        ("重庆市第九人民医院", []),
        ("某某供电局", []),
        ("重庆北车务段", []),
    ],
)
def test_a_company_in_short_is_for_staff(name, heard):
    assert levels("abbreviated-organization", filing(application(organization_name=name))) == heard


@pytest.mark.parametrize(
    ("name", "heard"),
    [("重庆某控股集团飞翔QC小组", [NOTE]), ("重庆江峡机械有限公司飞翔QC小组", []), ("飞翔QC小组", []), ("集团QC小组", [])],
)
def test_a_higher_body_in_front_is_only_noted(name, heard):
    assert levels("parent-in-circle-name", filing(application(name))) == heard


@pytest.mark.parametrize(("district", "heard"), [("某某区", [NOTE]), ("江北区", []), ("重庆市江北区", []), ("石柱县", []), ("", [])])
def test_an_unknown_district_is_only_noted(district, heard):
    assert levels("unknown-district", filing(application(district=district))) == heard


def test_the_other_circle_of_a_list_is_untouched_by_a_slip_in_the_first():
    papers = whole_circle_filing(rows=(circle(member_count="8"), circle(SPARK, SPARK_TOPIC)))
    assert {f.entry for f in hits("member-count-mismatch", papers)} == {FLY}
