"""Reviewers, dates and accidents: problems only where the notice says so in words, the rest for staff."""

from __future__ import annotations

import pytest

from model import Leftover, Value
from tests.builders import (
    CREW,
    FLY,
    NOTE,
    PROBLEM,
    WARNING,
    application,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    form,
    hits,
    levels,
    one,
    report,
    reviewer,
    scan,
    team_application,
    team_list,
)

SECOND = reviewer("周九", "渝质协QC-2018-0124")
EMPTY = dict.fromkeys(reviewer(), "")


def with_reviewers(*rows):
    return filing(circle_list(reviewers=rows), *circle_papers())


def test_one_reviewer_is_one_too_few():
    found = one("too-few-reviewers", with_reviewers(reviewer()))
    assert (found.level, found.form, found.clause) == (PROBLEM, "circle_recommendation", "通知二（二）")
    assert "目前为 1 名" in found.message
    assert "2 名" in found.message


def test_spare_rows_are_no_reviewers():
    assert "目前为 1 名" in one("too-few-reviewers", with_reviewers(reviewer(), EMPTY)).message
    assert "目前为 0 名" in one("too-few-reviewers", with_reviewers(EMPTY, EMPTY)).message


def test_the_same_person_twice_is_one():
    assert "目前为 1 名" in one("too-few-reviewers", with_reviewers(reviewer(), reviewer("孙 八", "渝质协QC-2018-0200"))).message


def test_two_names_in_one_cell_are_two():
    assert hits("too-few-reviewers", with_reviewers(reviewer("孙八、周九"))) == []


def test_reviewers_of_either_list_count_for_both():
    papers = filing(circle_list(reviewers=(reviewer(),)), *circle_papers(), team_list(reviewers=(SECOND,)), team_application())
    assert hits("too-few-reviewers", papers) == []


def test_names_typed_under_an_application_count():
    papers = filing(circle_list(reviewers=(reviewer(),)), application(reviewer_signatures="孙八、周九"), report())
    assert hits("too-few-reviewers", papers) == []


def test_without_a_list_nobody_is_asked_for_reviewers():
    assert hits("too-few-reviewers", filing(*circle_papers())) == []


def test_a_list_of_reviewers_that_was_not_found_is_for_staff():
    assert levels(
        "too-few-reviewers", filing(form("circle_recommendation", {"circles": (circle(),)}, recommending_unit="甲"), *circle_papers())
    ) == [WARNING]


def test_signed_sheets_as_scans_make_it_a_note():
    papers = filing(circle_list(reviewers=()), *circle_papers(), scan("附件2盖章签字版.jpg", "circle_application"))
    assert levels("too-few-reviewers", papers) == [NOTE]


@pytest.mark.parametrize("written", ["有", "初级", "见附件", "已取得", "/"])
def test_words_for_a_certificate_number_are_asked_for(written):
    found = one("certificate-blank", with_reviewers(reviewer(certificate=written), SECOND))
    assert (found.level, found.field, found.clause) == (PROBLEM, "certificate_no", "附件5注3")
    assert "“孙八”" in found.message
    assert f"“{written}”" in found.message


def test_an_empty_certificate_number_is_asked_for():
    assert (
        one("certificate-blank", with_reviewers(reviewer(certificate=""), SECOND)).message == "评委“孙八”的证书编号一栏为空，请补填编号。"
    )


def test_annex_9_has_a_clause_of_its_own():
    assert one("certificate-blank", filing(team_list(reviewers=(reviewer(certificate=""), SECOND)))).clause == "附件9注2"


@pytest.mark.parametrize("written", ["NO.0123", "渝质协QC-2018-0123", "第一二三号", "２０１８QC０４５６", "QC（渝）字第2018-0123号"])
def test_every_number_is_a_number(written):
    assert hits("certificate-blank", with_reviewers(reviewer(certificate=written), SECOND)) == []


def test_spare_rows_need_no_certificate():
    assert hits("certificate-blank", with_reviewers(reviewer(), SECOND, EMPTY, EMPTY | {"row_no": "4"})) == []


@pytest.mark.parametrize(
    ("written", "heard"), [("渝质协QC-2014-0123", [WARNING]), ("渝质协QC-2016-0123", [NOTE]), ("渝质协QC-2018-0123", [])]
)
def test_an_old_year_in_the_number_is_for_staff(written, heard):
    assert levels("certificate-expired", with_reviewers(reviewer(certificate=written), SECOND)) == heard


@pytest.mark.parametrize(
    "written", ["T/CAQ 10201-2014-0123", "201401230456", "NO.0123", "《准则》2014版 0123", "2014年初训 2018年换证 0123"]
)
def test_years_of_standards_and_running_digits_are_no_age(written):
    assert hits("certificate-expired", with_reviewers(reviewer(certificate=written), SECOND)) == []


def test_a_reviewer_among_the_members_is_for_staff():
    found = one("reviewer-is-member", with_reviewers(reviewer("张三"), SECOND))
    assert found.level == WARNING
    assert FLY in found.message
    assert hits("reviewer-is-member", with_reviewers(reviewer(), SECOND)) == []


@pytest.mark.parametrize("written", ["2017年6月", "2017.12.31", "2017-03", "2017年3月至2018年6月"])
def test_a_topic_registered_before_the_window_is_for_staff(written):
    found = one("registered-too-early", filing(circle_list(), application(), report(topic_registered_on=written)))
    assert (found.level, found.form, found.entry, found.clause) == (WARNING, "achievement_report", FLY, "通知二（二）")
    assert f"“{written}”" in found.message
    assert "2018年1月1日以后" in found.message


@pytest.mark.parametrize("written", ["2018年1月", "2018.01.01", "2017年", "2017年初", "2018年13月", ""])
def test_dates_in_the_window_or_without_a_month_are_fine(written):
    assert hits("registered-too-early", filing(report(topic_registered_on=written))) == []


def test_a_circles_own_founding_or_registration_is_never_compared():
    assert hits("registered-too-early", filing(report(circle_founded_on="2001年3月", circle_registered_on="2016.05"))) == []


def test_an_uncertain_date_is_never_compared():
    value = Value("2017-06", "2017.6", ("month", "uncertain_label"))
    assert hits("registered-too-early", filing(report(topic_registered_on=value))) == []


@pytest.mark.parametrize(
    ("written", "heard"), [("2018.3-2019.12", [WARNING]), ("2018年3月～12月", []), ("2018.3-2019.5", []), ("2018年", []), ("2018.06", [])]
)
def test_an_activity_that_ends_after_the_deadline_is_for_staff(written, heard):
    assert levels("activity-unfinished", filing(report(activity_period=written))) == heard


@pytest.mark.parametrize(
    ("written", "heard"), [("1", [WARNING]), ("1/0", [WARNING]), ("0", []), ("0/0", []), ("无", []), ("/", []), ("质量0起、安全0起", [])]
)
def test_accidents_are_for_people_to_judge(written, heard):
    papers = filing(team_list(), team_application(annual_accidents=written))
    assert levels("accident-reported", papers) == heard


def test_an_accident_names_the_team():
    assert one("accident-reported", filing(team_application(annual_accidents="2起"))).entry == CREW


def test_a_pdf_list_with_one_reviewer_accuses_nobody():
    assert levels("too-few-reviewers", filing(file(circle_list(reviewers=(reviewer(),)), format="pdf"), *circle_papers())) == [WARNING]


def test_reviewers_named_beside_the_list_make_it_doubtful():
    told = (Leftover("评委：", "孙八（证书编号0123）、周九（证书编号0124）"),)
    assert levels("too-few-reviewers", filing(circle_list(reviewers=(), leftovers=told), *circle_papers())) == [WARNING]
