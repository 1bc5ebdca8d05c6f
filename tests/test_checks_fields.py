"""Empty, absent and not understood are three things; "/" and 无 are answers; spare rows are nobody's."""

from __future__ import annotations

import pytest

from model import Leftover, Value
from tests.builders import (
    CREW,
    FLY,
    NOTE,
    PROBLEM,
    REMINDER,
    SPARK,
    WARNING,
    application,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    hits,
    levels,
    one,
    reviewer,
    statistics,
    team,
    team_application,
    team_list,
    team_statistics,
    whole_circle_filing,
    whole_team_filing,
)


def listed(**changes):
    return filing(circle_list(circle(**changes)), *circle_papers())


@pytest.mark.parametrize(
    ("field", "label"),
    [("topic_name", "课题名称"), ("topic_type", "小组类型"), ("member_count", "小组人数"), ("member_names", "小组成员名单")],
)
def test_an_empty_cell_of_a_listed_circle_is_asked_for(field, label):
    found = one("required-blank", listed(**{field: ""}))
    assert (found.level, found.form, found.entry, found.field, found.clause) == (PROBLEM, "circle_recommendation", FLY, field, "附件5注1")
    assert found.message == f"推荐表第1行“{FLY}”：{label}一栏为空，请补填。"


def test_a_formula_whose_value_the_file_does_not_hold_is_for_staff_to_look_at():
    unseen = Value(None, "", ("empty", "formula-without-value"))
    assert levels("required-blank", listed(member_count=unseen)) == [WARNING]


def test_an_empty_name_is_told_by_its_row():
    found = one("required-blank", filing(circle_list(circle(), circle("")), *circle_papers()))
    assert found.entry is None
    assert found.message == "推荐表第2行：小组名称一栏为空，请补填。"


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("circle_name", "QC小组名称"),
        ("organization_name", "企业名称"),
        ("contact_person", "直接联系人"),
        ("contact_mobile", "手机"),
        ("member_count", "小组人数"),
        ("profile_and_results", "QC小组简介及主要活动过程与效果"),
    ],
)
def test_an_empty_cell_of_an_application_is_asked_for(field, label):
    found = hits("required-blank", filing(circle_list(), application(without=("mentor_phone",), **{field: ""})))
    assert [(f.level, f.form, f.field, f.clause) for f in found] == [(PROBLEM, "circle_application", field, "附件2注2①")]
    assert label in found[0].message


def test_an_application_without_a_name_is_told_by_its_file():
    found = one("required-blank", filing(file(application(circle_name=""), name="附件2.docx")))
    assert "“附件2.docx”" in found.message


@pytest.mark.parametrize("field", ["team_name", "organization_name", "team_leader", "team_size"])
def test_an_empty_cell_of_a_team_is_asked_for(field):
    assert [(f.level, f.field) for f in hits("required-blank", filing(team_list(), team_application(**{field: ""})))] == [(PROBLEM, field)]


@pytest.mark.parametrize("field", ["member_count", "team_leader"])
def test_an_empty_cell_of_a_listed_team_is_asked_for(field):
    found = one("required-blank", filing(team_list(team(**{field: ""}))))
    assert (found.entry, found.field, found.clause) == (CREW, field, "附件9注1")


def test_fields_that_the_notice_does_not_need_may_be_empty():
    papers = filing(
        circle_list(circle(direct_economic_benefit_wan="")),
        application(mailing_address="", postal_code="", district="", activity_mentor="", mentor_phone="13900000009"),
    )
    assert hits("required-blank", papers) == []


def test_a_label_that_was_not_found_is_never_held_against_the_unit():
    found = one("required-blank", filing(circle_list(), application(without=("member_count",))))
    assert found.level == WARNING
    assert "未能找到" in found.message


def test_a_column_that_was_not_found_is_one_line_for_staff():
    rows = [{k: v for k, v in circle(n).items() if k != "member_names"} for n in (FLY, SPARK)]
    assert levels("required-blank", filing(circle_list(*rows))) == [WARNING]


def test_an_office_telephone_does_for_a_mobile():
    assert hits("required-blank", filing(circle_list(), application(contact_mobile="", contact_phone="023-61234567"))) == []


def test_a_number_beside_the_contact_does_for_a_mobile():
    assert hits("required-blank", filing(circle_list(), application(contact_mobile="", contact_person="吴十 13900000003"))) == []


def test_another_telephone_in_the_form_makes_it_doubtful():
    assert levels("required-blank", filing(circle_list(), application(contact_mobile="", mentor_phone="13900000009"))) == [WARNING]


def test_a_profile_that_stands_under_an_unknown_label_is_doubtful():
    strayed = application(profile_and_results="", leftovers=(Leftover("活动情况", "小组围绕现场问题开展活动" * 5),))
    assert levels("required-blank", filing(circle_list(), strayed)) == [WARNING]


def test_see_the_annex_is_an_answer():
    assert hits("required-blank", filing(circle_list(), application(profile_and_results="见附件"))) == []


@pytest.mark.parametrize("flag", ["text-layer", "uncertain-layout", "damaged"])
def test_an_uncertain_reading_accuses_nobody(flag):
    assert levels("required-blank", filing(circle_list(circle(topic_name=""), flags=(flag,)))) == [WARNING]


def test_a_pdf_accuses_nobody():
    assert levels("required-blank", filing(file(circle_list(circle(topic_name="")), format="pdf"))) == [WARNING]


@pytest.mark.parametrize("unseen", ["formula-without-value", "picture"])
def test_an_indicator_that_only_people_see_is_for_staff_to_look_at(unseen):
    value = Value(None, "", ("empty", unseen))
    assert levels("indicator-blank", whole_team_filing(team_application(nonconforming_rate=value))) == [WARNING]


def test_blank_indicators_make_one_line():
    found = one("indicator-blank", whole_team_filing(team_application(nonconforming_rate="", annual_complaints="", annual_training="/")))
    assert (found.level, found.form, found.entry, found.clause) == (PROBLEM, "team_application", CREW, "附件6")
    assert found.message == f"附件6“{CREW}”以下指标为空：产品/服务不合格率%、年顾客投诉数；不适用的请填“/”。"


@pytest.mark.parametrize("answer", ["/", "无", "—", "0"])
def test_answers_are_no_blanks(answer):
    assert hits("indicator-blank", whole_team_filing(team_application(nonconforming_rate=answer))) == []


def test_indicators_whose_label_was_not_found_are_not_counted():
    assert hits("indicator-blank", whole_team_filing(team_application(without=("nonconforming_rate",)))) == []


@pytest.mark.parametrize("written", ["问题解决型", "指令型", "机加车间", "问题解决型(自选目标)", "/"])
def test_a_type_that_the_notice_does_not_have_is_asked_for(written):
    found = one("invalid-topic-type", listed(topic_type=written))
    assert (found.level, found.field, found.entry, found.clause) == (PROBLEM, "topic_type", FLY, "附件5注2")
    assert f"“{written}”" in found.message
    assert "现场型、攻关型、服务型、管理型、创新型" in found.message


def test_two_types_are_one_too_many():
    assert "只选填一种" in one("invalid-topic-type", listed(topic_type="现场型、攻关型")).message


@pytest.mark.parametrize(
    "written", ["现场", "现 场 型", "技术攻关型", "问题解决型（现场型）", "创新型课题", "☑现场型 □攻关型 □服务型", "服务型小组"]
)
def test_every_spelling_of_a_type_is_right(written):
    assert hits("invalid-topic-type", listed(topic_type=written)) == []


def test_a_tick_that_got_lost_is_for_staff():
    assert levels("invalid-topic-type", listed(topic_type="□现场型 □攻关型 □服务型 □管理型 □创新型")) == [WARNING]


def test_an_empty_type_is_only_empty():
    assert hits("invalid-topic-type", listed(topic_type="")) == []


@pytest.mark.parametrize("written", ["若干", "见名单", "全体成员"])
def test_words_in_a_count_are_asked_for(written):
    found = one("number-unreadable", listed(member_count=written))
    assert (found.level, found.field, found.entry) == (PROBLEM, "member_count", FLY)
    assert written in found.message


@pytest.mark.parametrize("written", ["10人(含顾问1人)", "十", "１０人", "约10人", "/", "共10人", "10 人"])
def test_figures_with_remarks_are_figures(written):
    assert hits("number-unreadable", listed(member_count=written)) == []


def test_words_in_statistics_and_indicators_are_asked_for():
    papers = filing(
        circle_list(),
        *circle_papers(),
        statistics(circles_registered_total="较多"),
        team_list(),
        team_application(annual_complaints="偶有"),
    )
    assert {(f.form, f.field) for f in hits("number-unreadable", papers)} == {
        ("circle_statistics", "circles_registered_total"),
        ("team_application", "annual_complaints"),
    }


@pytest.mark.parametrize("written", ["社会效益显著", "见报告", "不可计算"])
def test_a_benefit_in_words_is_a_friendly_line(written):
    found = one("benefit-in-words", listed(direct_economic_benefit_wan=written))
    assert found.level == REMINDER
    assert f"“{written}”" in found.message
    assert "没有可填“无”" in found.message
    assert hits("number-unreadable", listed(direct_economic_benefit_wan=written)) == []


@pytest.mark.parametrize("written", ["无", "/", "12.5万元", "约12万", "12-15", "十二万五千元", "0", "无直接经济效益"])
def test_benefits_with_a_figure_or_none_are_fine(written):
    assert hits("benefit-in-words", listed(direct_economic_benefit_wan=written)) == []


def test_an_empty_benefit_is_only_noted():
    assert levels("benefit-in-words", listed(direct_economic_benefit_wan="")) == [NOTE]


@pytest.mark.parametrize(
    ("rule", "paper"),
    [
        ("invalid-phone", application(contact_mobile="1398312345")),
        ("invalid-phone", circle_list(reviewers=(reviewer(mobile="139831234567"), reviewer("周九")))),
        ("invalid-postal-code", application(postal_code="40002")),
        ("invalid-email", statistics(contact_email="wushi.example.com")),
        ("invalid-email", team_statistics(contact_email="wushi@")),
    ],
)
def test_what_nobody_can_dial_or_write_to_is_a_line_to_note(rule, paper):
    assert levels(rule, filing(paper)) == [REMINDER]


def test_a_reviewer_is_told_by_the_list_of_reviewers():
    papers = filing(circle_list(reviewers=(reviewer(), reviewer("周九", mobile="139831234567"))))
    assert one("invalid-phone", papers).message.startswith("推荐表评委名单第2行")


@pytest.mark.parametrize(
    ("rule", "paper"),
    [
        ("invalid-phone", application(contact_mobile=n))
        for n in ("89075789", "023-89075789转801", "400-123-4567", "139 0000 0003 / 89075789", "", "/")
    ]
    + [("invalid-postal-code", application(postal_code=c)) for c in ("610000", "４０００２３", "400 023", "")]
    + [("invalid-email", statistics(contact_email=a)) for a in ("wushi＠example.com", "a@b.cn；c@d.cn", "无", "")],
)
def test_numbers_and_addresses_that_serve_are_fine(rule, paper):
    assert hits(rule, filing(paper)) == []


@pytest.mark.parametrize("written", ["0.85", "1"])
def test_a_rate_of_two_meanings_is_for_staff(written):
    found = one("percent-ambiguous", whole_circle_filing(statistics(participation_rate=written)))
    assert found.level == WARNING
    assert f"“{written}”" in found.message


def test_a_small_share_of_failures_has_one_meaning():
    assert hits("percent-ambiguous", whole_team_filing(team_application(nonconforming_rate="0.5"))) == []


def test_a_huge_sum_without_unit_is_for_staff():
    assert levels("benefit-unit-suspect", listed(direct_economic_benefit_wan="125000")) == [WARNING]
    assert levels("benefit-unit-suspect", listed(direct_economic_benefit_wan="125000元")) == []


@pytest.mark.parametrize("written", ["（请填写）", "示例：飞翔QC小组", "请输入课题名称"])
def test_a_template_word_is_asked_for(written):
    found = one("placeholder-left", listed(topic_name=written))
    assert (found.level, found.field) == (PROBLEM, "topic_name")
    assert written in found.message


@pytest.mark.parametrize("written", ["降低XX轴承座废品率", "×××公司", "降低***的能耗"])
def test_an_anonymous_name_is_for_staff(written):
    assert levels("placeholder-left", listed(topic_name=written)) == [WARNING]


def test_running_text_may_say_xx():
    assert hits("placeholder-left", filing(circle_list(), application(profile_and_results="客户XX公司"))) == []


@pytest.mark.parametrize("topic", ["某型示例工程质量控制方法的改进与应用", "MAXX电机装配改进"])
def test_words_that_only_look_so_are_fine(topic):
    assert [f for f in hits("placeholder-left", listed(topic_name=topic)) if f.level == PROBLEM] == []


@pytest.mark.parametrize(
    ("field", "written", "shown"),
    [
        ("member_names", "张□明、李四、王五", "张□明"),
        ("member_names", "张?明、李四、王五", "张?明"),
        ("member_names", "张\ue123明、李四、王五", "张\ue123明"),
        ("circle_name", "飞\ufffd翔QC小组", "飞\ufffd翔QC小组"),
        ("topic_name", "降低轴?座废品率", "降低轴?座废品率"),
    ],
)
def test_a_lost_character_is_quoted_with_its_neighbours(field, written, shown):
    found = one("lost-character", listed(**{field: written}))
    assert (found.level, found.field, found.clause) == (PROBLEM, field, "附件5注1")
    assert f"“{shown}”" in found.message


@pytest.mark.parametrize(
    ("field", "written"),
    [("member_names", "李𬭎、买买提·艾力、欧阳婷"), ("topic_name", "如何降低废品率？"), ("topic_type", "☑现场型 □攻关型")],
)
def test_rare_characters_and_sentences_are_fine(field, written):
    assert hits("lost-character", listed(**{field: written})) == []


def test_a_question_inside_a_topic_is_for_staff():
    assert levels("lost-character", listed(topic_name="废品率高？改进工装")) == [WARNING]


def test_a_name_lost_in_both_papers_is_asked_for_once():
    papers = filing(circle_list(circle("飞□翔QC小组")), application("飞□翔QC小组"))
    assert [f.form for f in hits("lost-character", papers)] == ["circle_recommendation"]


def test_a_lost_character_in_the_company_is_asked_for_in_the_application():
    found = one("lost-character", filing(circle_list(), application(organization_name="重庆江□机械有限公司")))
    assert (found.form, found.field) == ("circle_application", "organization_name")


def test_an_uncertain_value_accuses_nobody():
    assert levels("number-unreadable", listed(member_count=Value(None, "若干", ("text", "uncertain_column")))) == [WARNING]


def test_the_bullets_of_symbol_fonts_are_no_lost_characters():
    assert hits("lost-character", listed(circle_name="\uf0b7飞翔QC小组")) == []
