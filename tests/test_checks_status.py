"""Where a filing stands: to be corrected, complete, or waiting for a person."""

from __future__ import annotations

from dataclasses import replace

from checks.status import status_of
from model import Decision, Filing, FindingState, FormRecord, KnownFinding, Status, TroubleKind
from tests.builders import (
    CREW,
    FLY,
    application,
    at,
    broken,
    campaign,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    material,
    one,
    report,
    scan,
    screened,
    team_application,
    team_list,
    whole_circle_filing,
    whole_team_filing,
)


def status(papers: Filing) -> Status:
    return status_of(screened(papers).findings, papers, campaign())


def test_whole_filings_are_complete():
    assert status(whole_circle_filing()) is status(whole_team_filing()) is Status.COMPLETE


def test_an_open_problem_keeps_a_filing_in_correction():
    assert status(filing(*circle_papers())) is Status.NEEDS_CORRECTION


def test_reminders_and_questions_for_staff_do_not():
    assert status(filing(circle_list(), *circle_papers())) is Status.COMPLETE
    assert status(whole_team_filing(team_application(annual_accidents="1"))) is Status.COMPLETE


def test_a_list_that_was_read_in_part_waits_for_a_person():
    assert status(filing(file(circle_list(), flags=("damaged",)), *circle_papers())) is Status.REVIEW


def test_a_waived_problem_is_not_open():
    papers = whole_circle_filing(rows=(circle(member_count="8"), circle("星火QC小组", "缩短换模准备时间")))
    assert status(papers) is Status.NEEDS_CORRECTION
    known = KnownFinding(one("member-count-mismatch", papers), FindingState.WAIVED, at(21))
    size = KnownFinding(one("size-mismatch", papers), FindingState.WAIVED, at(21))
    assert status(replace(papers, known=(known, size))) is Status.COMPLETE


def test_staffs_waiver_is_about_the_entry_that_it_names():
    papers = filing(team_list(), team_application(team_size="15"), file(material(), words=3000))
    other = Decision(1, "waive", "size-mismatch", "总装三班", "", "", "", "核对无误", "曹", at(21))
    assert status(replace(papers, decisions=(other,))) is Status.NEEDS_CORRECTION
    assert status(replace(papers, decisions=(replace(other, entry=CREW),))) is Status.COMPLETE


def test_a_scan_of_a_form_waits_for_a_person():
    assert status(filing(circle_list(), report(), scan("附件2-飞翔QC小组申报表（盖章）.jpg", "circle_application"))) is Status.REVIEW


def test_a_sealed_copy_beside_the_form_waits_for_nobody():
    assert status(whole_circle_filing(scan("附件5推荐表盖章.jpg", "circle_recommendation"))) is Status.COMPLETE


def test_a_form_by_name_that_was_not_understood_waits_for_a_person():
    unread = file(FormRecord("unrecognized", {}), name="附件4统计表.docx", suspected="circle_statistics")
    assert status(filing(circle_list(), *circle_papers(), unread)) is Status.REVIEW


def test_an_unknown_unit_our_own_failure_and_a_crash_wait_for_a_person():
    assert status(whole_circle_filing(unit="")) is Status.REVIEW
    assert status(whole_circle_filing(broken("x.docx", TroubleKind.OUR_FAULT))) is Status.REVIEW
    papers = whole_circle_filing()
    assert status_of(screened(papers).findings, papers, campaign(), crashed=True) is Status.REVIEW


def test_a_report_that_may_be_here_waits_for_a_person():
    papers = filing(circle_list(), application(), file(report("", "", title="成果报告"), name="最终版.docx"))
    assert status(papers) is Status.REVIEW


def test_an_application_alone_is_in_correction():
    assert status(filing(application(FLY))) is Status.NEEDS_CORRECTION
