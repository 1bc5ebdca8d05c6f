"""What has not come: only what the unit's own tracks need, and never what may lie unread."""

from __future__ import annotations

import pytest

from checks.catalogue import EntryElsewhere
from model import CloudLink, Decision, FormRecord, TroubleKind
from tests.builders import (
    CREW,
    FLY,
    FLY_TOPIC,
    PROBLEM,
    REMINDER,
    SPARK,
    SPARK_TOPIC,
    UNIT,
    WARNING,
    application,
    at,
    broken,
    certificates,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    form,
    heard,
    hits,
    levels,
    mail,
    material,
    one,
    report,
    scan,
    statistics,
    summary,
    team,
    team_application,
    team_list,
    whole_circle_filing,
    whole_team_filing,
)

ASSOCIATION = "重庆市某行业协会"


def test_a_whole_filing_of_circles_hears_nothing():
    assert heard(whole_circle_filing()) == [("missing-review-opinions", "warning")]


def test_a_whole_filing_of_teams_hears_nothing():
    assert heard(whole_team_filing()) == []


def test_a_list_with_one_circle_fewer_names_the_application_that_it_leaves_out():
    found = one("unlisted-entry", whole_circle_filing(rows=(circle(),)))
    assert (found.level, found.form, found.entry, found.field, found.clause) == (
        PROBLEM,
        "circle_application",
        SPARK,
        "circle_name",
        "附件5注1",
    )
    assert "附件5" in found.message
    assert "小组" in found.message


def test_a_team_left_out_is_called_a_team_and_the_list_annex_9():
    found = one("unlisted-entry", whole_team_filing(team_application("总装三班")))
    assert (found.entry, found.clause) == ("总装三班", "附件9注1")
    assert "班组" in found.message
    assert "附件9" in found.message


def test_an_application_is_not_unlisted_where_no_list_has_come():
    assert levels("unlisted-entry", filing(application())) == []


@pytest.mark.parametrize("listed", ["“飞翔”QC小组", "飞翔质量管理小组", "飞翔小组", f"{UNIT}飞翔QC小组", "飞翔 ＱＣ 小组"])
def test_a_circle_listed_under_another_spelling_is_neither_missing_nor_unlisted(listed):
    papers = filing(circle_list(circle(listed)), *circle_papers())
    assert levels("unlisted-entry", papers) == levels("missing-application", papers) == levels("missing-report", papers) == []


def test_a_list_with_a_nameless_row_may_mean_the_unlisted_circle():
    assert levels("unlisted-entry", filing(circle_list(circle(), circle("")), *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)))) == [
        WARNING
    ]


def test_a_list_read_from_pdf_accuses_nobody_of_being_unlisted():
    pdf = file(circle_list(circle(), flags=("text-layer",)), format="pdf")
    assert levels("unlisted-entry", filing(pdf, *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)))) == [WARNING]


def test_a_corrected_list_that_holds_only_the_corrected_row_is_for_staff():
    first = mail(circle_list(circle(), circle(SPARK, SPARK_TOPIC)), *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)))
    second = mail(circle_list(circle(member_count="4", member_names="张三、李四、王五、赵六")), received_at=at(21), subject="更正")
    found = one("unlisted-entry", filing(first, second))
    assert found.level == WARNING
    assert "较早" in found.message


def test_a_listed_circle_without_application_is_asked_for_it_softly():
    found = one(
        "missing-application", filing(circle_list(circle(), circle(SPARK, SPARK_TOPIC)), *circle_papers(), report(SPARK, SPARK_TOPIC))
    )
    assert (found.level, found.form, found.entry, found.clause) == (PROBLEM, "circle_application", SPARK, "附件2注1①")
    assert "如已寄送纸质原件，请告知" in found.message


def test_spare_rows_sums_and_struck_rows_need_no_application():
    blank = dict.fromkeys(circle(), "")
    rows = (
        circle(),
        blank,
        {**blank, "circle_name": "/", "topic_name": "/"},
        {**blank, "circle_name": "合计", "member_count": "3"},
        {**blank, "circle_name": "以下空白"},
        {
            **blank,
            "circle_name": "单击或点击此处输入文字。",
            "topic_name": "单击或点击此处输入文字。",
        },  # as Word leaves its prompts in a .doc
    )
    assert levels("missing-application", filing(circle_list(*rows), *circle_papers())) == []


def test_a_row_whose_count_says_that_it_is_a_sum_is_an_entry_as_any_other():
    listed = filing(circle_list({**circle(), "member_count": "共计3人"}), *circle_papers())
    assert levels("unlisted-entry", listed) == levels("missing-recommendation", listed) == []


def test_an_application_ticked_as_paper_is_not_asked_for():
    ticked = Decision(1, "paper", "", SPARK, "circle_application", "", "", "已收到原件", "曹", at(21))
    papers = filing(circle_list(circle(SPARK, SPARK_TOPIC)), report(SPARK, SPARK_TOPIC), decisions=(ticked,))
    assert levels("missing-application", papers) == []


def test_an_application_that_came_as_a_named_scan_is_not_missing():
    papers = filing(circle_list(), report(), scan("附件2-飞翔QC小组申报表（盖章版）.jpg", "circle_application"))
    assert levels("missing-application", papers) == []


def test_nameless_pictures_may_be_the_application():
    assert levels("missing-application", filing(circle_list(), report(), scan("IMG_20190521_101112.jpg"))) == [WARNING]


def test_an_application_without_a_name_may_be_the_missing_one():
    papers = filing(circle_list(), report(), application(circle_name=""))
    assert levels("missing-application", papers) == [WARNING]


def test_an_application_in_another_filing_of_the_same_company_is_not_missing():
    other = EntryElsewhere(FLY, "QC2019-0009", UNIT, "circle", "circle_application", UNIT)
    assert levels("missing-application", filing(circle_list(), report()), (other,)) == []


def test_a_namesake_of_another_company_is_no_application_of_ours():
    other = EntryElsewhere(FLY, "QC2019-0009", "重庆嘉桥仪表有限公司", "circle", "circle_application", "重庆嘉桥仪表有限公司")
    assert levels("missing-application", filing(circle_list(), report()), (other,)) == [PROBLEM]


def test_applications_without_a_list_ask_for_the_list_once():
    found = one("missing-recommendation", filing(*circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC))))
    assert (found.level, found.form, found.clause) == (PROBLEM, "circle_recommendation", "附件5注1")
    assert "附件5" in found.message
    assert "Word" in found.message


def test_a_team_without_list_is_asked_for_annex_9_alone():
    found = one("missing-recommendation", filing(team_application(), file(material())))
    assert (found.form, found.clause) == ("team_recommendation", "附件9注1")


def test_a_list_of_an_association_that_holds_the_circle_satisfies():
    other = EntryElsewhere(FLY, "QC2019-0009", ASSOCIATION, "circle", "circle_recommendation", UNIT, FLY_TOPIC)
    papers = filing(*circle_papers())
    assert levels("missing-recommendation", papers, (other,)) == []


def test_a_list_of_an_association_without_a_company_column_is_for_staff():
    other = EntryElsewhere(FLY, "QC2019-0009", ASSOCIATION, "circle", "circle_recommendation")
    assert levels("missing-recommendation", filing(*circle_papers()), (other,)) == [WARNING]


def test_a_list_that_did_not_open_is_not_called_missing():
    assert levels("missing-recommendation", filing(*circle_papers(), broken("附件5推荐表.docx", suspected="circle_recommendation"))) == [
        WARNING
    ]


def test_an_archive_that_did_not_open_may_hold_everything_until_papers_follow():
    first = mail(*circle_papers(), broken("申报材料.rar", TroubleKind.PASSWORD))
    assert levels("missing-recommendation", filing(first)) == [WARNING]
    assert levels("missing-recommendation", filing(first, mail(statistics(), received_at=at(21)))) == [PROBLEM]


def test_a_list_behind_a_link_is_not_called_missing():
    link = CloudLink("QQ邮箱超大附件", "附件5.docx", "https://mail.qq.com/x")
    assert levels("missing-recommendation", filing(mail(*circle_papers(), links=(link,)))) == [WARNING]


def test_forms_whose_head_alone_was_filled_in_open_no_track():
    papers = whole_circle_filing(
        form("team_recommendation", {"teams": (), "reviewers": ()}, recommending_unit=UNIT),
        form("team_application", recommending_unit=UNIT, team_name=""),
    )
    assert heard(papers) == [("missing-review-opinions", "warning")]


def test_a_unit_of_one_track_is_never_asked_for_the_other():
    asked = {f.form for f in hits("missing-statistics", filing(team_list(), team_application(), file(material())))}
    assert asked == {"team_statistics"}


def test_a_circle_without_report_is_asked_for_it_in_word():
    found = one("missing-report", filing(circle_list(circle(), circle(SPARK, SPARK_TOPIC)), *circle_papers(), application(SPARK)))
    assert (found.level, found.form, found.entry, found.clause) == (PROBLEM, "achievement_report", SPARK, "附件2注1②")


@pytest.mark.parametrize(
    "paper",
    [
        file(report("", FLY_TOPIC)),
        file(report("", "", title=f"{FLY_TOPIC}——成果汇报")),
        file(report("", "", title=""), name="飞翔QC小组成果.docx"),
        file(report("", "", title=""), name="飞翔QC小组/成果报告.docx"),
        file(report("", "", title=""), excerpt=f"QC成果报告\n课题：{FLY_TOPIC}\n小组概况"),
        file(report("飞翔质量管理小组", "")),
    ],
)
def test_a_report_is_found_by_name_topic_title_file_or_first_words(paper):
    assert levels("missing-report", filing(circle_list(), application(), paper)) == []


def test_as_many_unknown_reports_as_missing_ones_are_for_staff():
    papers = filing(circle_list(), application(), file(report("", "", title="成果报告"), name="最终版.docx"))
    assert levels("missing-report", papers) == [WARNING]


def test_fewer_unknown_reports_than_missing_ones_are_named_in_the_question():
    rows = (circle(), circle(SPARK, SPARK_TOPIC))
    papers = filing(circle_list(*rows), application(), application(SPARK), file(report("", "", title="成果报告"), name="最终版.docx"))
    found = hits("missing-report", papers)
    assert [f.level for f in found] == [PROBLEM, PROBLEM]
    assert all("1 份材料" in f.message for f in found)


def test_an_unknown_long_text_that_names_the_circle_counts_as_its_report():
    text = file(FormRecord("unrecognized", {}), name="定稿.docx", words=4000, excerpt="飞翔QC小组活动过程")
    assert levels("missing-report", filing(circle_list(), application(), text)) == []


@pytest.mark.parametrize("format_", ["pdf", "pptx"])
def test_a_report_in_another_format_alone_is_asked_for_in_word(format_):
    papers = filing(circle_list(), application(), file(report(), name=f"飞翔.{format_}", format=format_))
    found = one("report-not-word", papers)
    assert (found.level, found.entry, found.clause) == (PROBLEM, FLY, "附件2注1②")
    assert format_.upper() in found.message
    assert levels("missing-report", papers) == []


@pytest.mark.parametrize("format_", ["doc", "docx", "wps", "rtf", "odt"])
def test_word_and_its_like_are_word(format_):
    assert levels("report-not-word", filing(circle_list(), application(), file(report(), format=format_))) == []


def test_slides_beside_or_after_the_word_report_are_fine():
    slides = file(report(title="飞翔QC小组发布"), name="飞翔.pptx", format="pptx")
    beside = filing(circle_list(), application(), report(), slides)
    after = filing(mail(circle_list(), application(), report()), mail(slides, received_at=at(21)))
    assert levels("report-not-word", beside) == levels("report-not-word", after) == []


def test_a_scanned_report_is_asked_for_in_word():
    papers = filing(circle_list(), application(), scan("飞翔QC小组成果报告.pdf", "achievement_report", format="pdf"))
    assert levels("report-not-word", papers) == [PROBLEM]


def test_a_team_without_material_is_asked_for_it():
    found = one("missing-material", filing(team_list(), team_application()))
    assert (found.level, found.entry, found.clause) == (PROBLEM, CREW, "附件6注1②")


def test_a_long_profile_may_be_the_material():
    assert levels("missing-material", filing(team_list(), team_application(profile_and_results="班组概况" * 500))) == [WARNING]


def test_a_material_in_pdf_alone_is_asked_for_in_word():
    found = one("missing-material", filing(team_list(), team_application(), file(material(), format="pdf")))
    assert found.level == PROBLEM
    assert "PDF" in found.message


def test_reminders_come_once_a_track():
    papers = filing(circle_list(circle(), circle(SPARK, SPARK_TOPIC)), *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)))
    for rule, clause in (("missing-statistics", "附件4注2"), ("missing-summary", "附件3"), ("missing-certificates", "附件2注1③")):
        found = one(rule, papers)
        assert (found.level, found.clause) == (REMINDER, clause)


def test_statistics_and_summary_of_teams_have_clauses_of_their_own():
    papers = filing(team_list(), team_application(), file(material()))
    assert [one(rule, papers).clause for rule in ("missing-statistics", "missing-summary", "missing-self-assessment")] == [
        "附件8注2",
        "附件7",
        "附件6注1①",
    ]


def test_certificates_may_be_among_nameless_pictures():
    assert levels("missing-certificates", filing(circle_list(), *circle_papers(), scan("IMG_1.jpg"))) == [WARNING]
    assert levels("missing-certificates", filing(circle_list(), *circle_papers(), certificates())) == []


def test_papers_ticked_by_staff_are_not_reminded_of():
    ticked = Decision(1, "paper", "", "", "circle_statistics", "", "", "", "曹", at(21))
    assert levels("missing-statistics", filing(circle_list(), *circle_papers(), decisions=(ticked,))) == []


@pytest.mark.parametrize("opinion", [report(review_opinions="财务部门：属实"), form("review_opinion", circle_name=FLY)])
def test_opinions_in_the_report_or_beside_it_are_seen(opinion):
    assert levels("missing-review-opinions", filing(circle_list(), application(), report(), opinion)) == []


def test_summary_of_a_unit_counts_for_the_track_it_is_of():
    assert levels("missing-summary", filing(circle_list(), *circle_papers(), summary())) == []
    assert levels("missing-summary", filing(team_list(team()), team_application(), summary())) == [REMINDER]


def test_a_report_taken_for_a_teams_material_opens_no_second_track():
    papers = whole_circle_filing(file(material("")))
    assert heard(papers) == [("missing-recommendation", "warning"), ("missing-review-opinions", "warning")]


def test_a_material_alone_is_a_track_where_nothing_else_is_filed():
    assert levels("missing-recommendation", filing(file(material()))) == [PROBLEM]
