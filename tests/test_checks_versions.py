"""Which version counts when papers come twice, corrected, copied, continued, renamed, or for several companies."""

from __future__ import annotations

from checks.differences import Difference, differences
from checks.versions import settle
from model import FormRecord
from tests.builders import (
    CREW,
    FLY,
    FLY_TOPIC,
    SPARK,
    SPARK_TOPIC,
    UNIT,
    application,
    at,
    campaign,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    form,
    hits,
    mail,
    report,
    scan,
    statistics,
    summary,
    team,
    team_application,
    team_list,
)

OTHER = "重庆嘉桥仪表有限公司"


def current(papers, form_id: str) -> list[int]:
    """The numbers of the records that count, in the order in which they were built."""
    return [r.number for r in papers.records if r.current and r.record.form == form_id]


def test_the_newest_mail_counts_by_arrival_not_by_number():
    late, early = mail(circle_list(circle(member_count="4")), received_at=at(22)), mail(circle_list(), received_at=at(20))
    assert current(filing(late, early), "circle_recommendation") == [1]


def test_every_circle_has_its_own_versions():
    first, second = mail(application(), application(SPARK)), mail(application(SPARK, member_count="5"), received_at=at(21))
    assert current(filing(first, second), "circle_application") == [1, 3]


def test_spellings_of_one_circle_are_versions_of_one_another():
    papers = filing(mail(application()), mail(application("“飞翔” 质量管理小组"), received_at=at(21)))
    assert current(papers, "circle_application") == [2]
    assert {r.entry for r in papers.records} == {"飞翔"}


def test_a_form_of_the_whole_unit_has_no_entry():
    assert {r.entry for r in filing(circle_list(), statistics()).records} == {""}


def test_a_blank_form_never_replaces_a_filled_one():
    blank = FormRecord("circle_recommendation", {}, flags=("blank",))
    assert current(filing(mail(circle_list()), mail(blank, received_at=at(21))), "circle_recommendation") == [1]
    assert current(filing(blank), "circle_recommendation") == [1]


def test_in_one_mail_word_beats_its_copies_whatever_their_order():
    pdf, photo = file(circle_list(), format="pdf"), file(circle_list(), format="jpg")
    assert current(filing(pdf, circle_list(), photo), "circle_recommendation") == [2]
    assert current(filing(circle_list(), pdf), "circle_recommendation") == [1]
    assert current(filing(file(circle_list(), format="xlsx"), pdf), "circle_recommendation") == [1]


def test_in_one_mail_the_last_of_two_word_files_counts():
    assert current(filing(application(), application(member_count="5")), "circle_application") == [2]


def test_a_list_that_goes_on_in_a_second_file_is_one_list():
    papers = filing(circle_list(), circle_list(circle(SPARK, SPARK_TOPIC)), *circle_papers((FLY, FLY_TOPIC), (SPARK, SPARK_TOPIC)))
    assert current(papers, "circle_recommendation") == [1, 2]
    assert hits("unlisted-entry", papers) == []


def test_a_newer_list_replaces_the_older_as_a_whole():
    both = circle_list(circle(), circle(SPARK, SPARK_TOPIC))
    papers = filing(mail(both), mail(circle_list(circle(member_count="4")), received_at=at(21)))
    assert current(papers, "circle_recommendation") == [2]


def test_a_later_list_of_other_circles_adds_to_the_first():
    papers = filing(
        mail(circle_list(), *circle_papers()),
        mail(circle_list(circle(SPARK, SPARK_TOPIC)), application(SPARK), received_at=at(21), text="补充一个小组"),
    )
    assert len(current(papers, "circle_recommendation")) == 2
    assert hits("unlisted-entry", papers) == []


def test_a_correction_replaces_even_a_list_of_other_circles():
    papers = filing(
        mail(circle_list(), *circle_papers()),
        mail(circle_list(circle(SPARK, SPARK_TOPIC)), received_at=at(21), subject="更正：推荐表，以此为准"),
    )
    assert len(current(papers, "circle_recommendation")) == 1


def test_a_list_that_nothing_vouches_for_was_the_wrong_one():
    papers = filing(
        mail(circle_list(circle("红岩QC小组", "提高装配一次合格率"))), mail(circle_list(), *circle_papers(), received_at=at(21))
    )
    assert current(papers, "circle_recommendation") == [2]


def test_a_sealed_copy_that_comes_later_does_not_replace_the_word_file():
    same = filing(mail(circle_list()), mail(file(circle_list(), format="pdf"), received_at=at(21)))
    assert current(same, "circle_recommendation") == [1]
    sealed = file(circle_list(circle(member_count="３")), format="pdf", name="推荐表（盖章版）.pdf")
    assert current(filing(mail(circle_list()), mail(sealed, received_at=at(21))), "circle_recommendation") == [1]


def test_a_later_pdf_that_says_something_else_counts():
    changed = file(circle_list(circle(member_count="4", member_names="张三、李四、王五、赵六")), format="pdf")
    assert current(filing(mail(circle_list()), mail(changed, received_at=at(21))), "circle_recommendation") == [2]


def test_forms_of_several_companies_do_not_replace_one_another():
    papers = filing(statistics(), statistics(recommending_unit=OTHER), summary(), summary(recommending_unit=OTHER), unit="重庆市某行业协会")
    assert current(papers, "circle_statistics") == [1, 2]
    assert current(papers, "circle_summary") == [3, 4]


def test_a_company_in_short_is_the_same_company_and_a_branch_is_not():
    short = filing(mail(statistics()), mail(statistics(recommending_unit="江峡机械"), received_at=at(21)))
    assert current(short, "circle_statistics") == [2]
    branch = filing(mail(statistics()), mail(statistics(recommending_unit=f"{UNIT}第一分公司"), received_at=at(21)))
    assert current(branch, "circle_statistics") == [1, 2]


def test_namesakes_of_two_companies_are_two_circles():
    papers = filing(application(), application(organization_name=OTHER), unit="重庆市某行业协会")
    assert current(papers, "circle_application") == [1, 2]
    assert len({r.entry for r in papers.records}) == 2


def test_a_company_name_mended_is_the_same_circle():
    papers = filing(mail(application(organization_name="江峡机械")), mail(application(), received_at=at(21)))
    assert current(papers, "circle_application") == [2]


def test_a_renamed_circle_is_the_same_circle():
    told = "围绕轴承座加工废品率偏高的问题开展活动，经过四个阶段，废品率明显降低，效果良好。"
    papers = filing(
        mail(application("飞翔队QC小组", profile_and_results=told), circle_list()),
        mail(application(profile_and_results=told), received_at=at(21)),
    )
    assert current(papers, "circle_application") == [3]
    assert hits("unlisted-entry", papers) == hits("name-mismatch", papers) == []


def test_two_circles_with_one_clerk_stay_two():
    listed = circle_list(circle(), circle("飞翔二QC小组", SPARK_TOPIC))
    papers = filing(mail(listed, application()), mail(application("飞翔二QC小组"), received_at=at(21)))
    assert current(papers, "circle_application") == [2, 3]


def test_reports_of_a_circle_with_two_topics_are_two():
    listed = circle_list(circle(), circle(FLY, SPARK_TOPIC))
    papers = filing(listed, application(), report(), report(FLY, SPARK_TOPIC))
    assert current(papers, "achievement_report") == [3, 4]
    assert hits("missing-report", papers) == []


def test_reports_without_a_name_do_not_replace_one_another():
    papers = filing(file(report("", "", title="甲"), name="a.docx"), file(report("", "", title="乙"), name="b.docx"))
    assert current(papers, "achievement_report") == [1, 2]


def test_slides_do_not_replace_the_word_report():
    papers = filing(mail(report()), mail(file(report(title="发布稿"), name="飞翔.pptx", format="pptx"), received_at=at(21)))
    assert current(papers, "achievement_report") == [1]


def test_papers_that_are_no_forms_all_count():
    papers = filing(
        form("certificate_copy", reviewer_name="孙八"), form("certificate_copy", reviewer_name="周九"), scan("a.jpg"), scan("b.jpg")
    )
    assert all(r.current for r in papers.records)


def test_settling_twice_changes_nothing():
    papers = filing(mail(circle_list(), *circle_papers(), team_list()), mail(team_application(), circle_list(), received_at=at(21)))
    assert settle(papers, campaign()) == papers


def test_a_difference_names_label_place_before_and_after():
    old, new = (
        circle_list(circle(member_count="8"), circle(SPARK, SPARK_TOPIC)),
        circle_list(circle(member_count="7"), circle(SPARK, SPARK_TOPIC)),
    )
    assert differences(old, new, campaign()) == (Difference("小组人数", f"第1行“{FLY}”", "8", "7", certificate=False),)


def test_certificate_text_is_compared_to_the_letter_and_other_text_is_not():
    old, new = (
        circle_list(circle(member_names="张三、李四", topic_type="现场型")),
        circle_list(circle(member_names="张三，李四", topic_type="现场 型")),
    )
    assert [(d.label, d.certificate) for d in differences(old, new, campaign())] == [("小组成员名单", True)]


def test_rows_that_came_and_went_are_told_by_name():
    old, new = circle_list(circle(), circle(SPARK, SPARK_TOPIC)), circle_list(circle("红岩QC小组", "提高装配一次合格率"), circle())
    assert [(d.before, d.after) for d in differences(old, new, campaign())] == [("", "红岩QC小组"), (SPARK, "")]


def test_a_renamed_row_is_one_change():
    old, new = circle_list(circle("飞翔队QC小组")), circle_list(circle())
    assert [(d.label, d.before, d.after, d.certificate) for d in differences(old, new, campaign())] == [
        ("小组名称", "飞翔队QC小组", FLY, True)
    ]


def test_a_cell_of_an_application_has_no_row():
    old, new = team_application(team_size="14"), team_application(team_size="15")
    assert differences(old, new, campaign()) == (Difference("班组人数", "", "14", "15", certificate=False),)


def test_moved_rows_and_other_forms_make_no_difference():
    old, new = team_list(team(), team("总装三班", row_no="2")), team_list(team("总装三班"), team(row_no="2"))
    assert differences(old, new, campaign()) == ()
    assert differences(team_list(), team_application(CREW), campaign()) == ()
