"""Files that we could not open, that are not as the notice wants them, or hold nothing; and what is only ours to mend."""

from __future__ import annotations

import dataclasses

import pytest

from model import FormRecord, Level, TroubleKind
from tests.builders import (
    FLY,
    FLY_TOPIC,
    NOTE,
    PROBLEM,
    SPARK,
    SPARK_TOPIC,
    WARNING,
    application,
    at,
    broken,
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
    one,
    report,
    scan,
    statistics,
    team_list,
    whole_circle_filing,
)


def blank(form_id: str, **changes):
    return file(FormRecord(form_id, {}, flags=("blank",)), name=f"{form_id}.docx", **changes)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (TroubleKind.DAMAGED, "我们未能打开"),
        (TroubleKind.EMPTY, "大小为 0"),
        (TroubleKind.UNKNOWN_FORMAT, "格式我们未能识别"),
        (TroubleKind.UNKNOWN_ARCHIVE, "压缩为普通的 .zip"),
        (TroubleKind.INCOMPLETE_ARCHIVE, "其余各卷未收到"),
        (TroubleKind.SHORTCUT, "快捷方式"),
    ],
)
def test_a_file_that_did_not_open_is_asked_for_again_in_its_own_words(kind, words):
    found = one("unreadable-file", whole_circle_filing(broken("材料/补充说明.docx", kind)))
    assert (found.level, found.clause) == (PROBLEM, "附件5注1")
    assert "“材料 › 补充说明.docx”" in found.message
    assert words in found.message


@pytest.mark.parametrize(("kind", "words"), [(TroubleKind.DAMAGED, "未能完整解开"), (TroubleKind.EMPTY, "没有文件")])
def test_of_an_archive_nobody_is_told_to_save_it_as_word(kind, words):
    papers = whole_circle_filing(broken("补充材料.ZIP", kind))
    papers = dataclasses.replace(papers, files=tuple(dataclasses.replace(f, size=22) for f in papers.files))
    found = one("unreadable-file", papers)
    assert words in found.message
    assert ".docx" not in found.message


def test_our_own_failure_is_never_the_units_problem():
    papers = whole_circle_filing(broken("补充说明.docx", TroubleKind.OUR_FAULT))
    assert levels("unreadable-file", papers) == [WARNING]
    assert PROBLEM not in {f.level for f in hits("unreadable-file", papers)}


def test_a_file_sent_again_is_only_noted():
    first = mail(*circle_papers(), circle_list(), broken("附件4统计表.docx", suspected="circle_statistics"))
    assert levels("unreadable-file", filing(first)) == [PROBLEM]
    assert levels("unreadable-file", filing(first, mail(file(statistics(), name="附件4统计表(1).docx"), received_at=at(21)))) == [NOTE]


def test_another_circles_application_does_not_settle_a_broken_one():
    papers = filing(circle_list(circle(), circle(SPARK)), application(), broken("附件2 星火.xlsx", suspected="circle_application"))
    assert levels("unreadable-file", papers) == [PROBLEM]
    assert levels("missing-application", papers) == [WARNING]


def test_its_own_application_in_another_format_settles_a_broken_one():
    papers = filing(circle_list(), application(), broken(f"{FLY}申报表.pdf", suspected="circle_application"))
    assert levels("unreadable-file", papers) == [NOTE]


def test_an_application_in_a_later_mail_settles_a_broken_one():
    first = mail(circle_list(), broken("附件2.xlsx", suspected="circle_application"))
    assert levels("unreadable-file", filing(first, mail(application(), received_at=at(21)))) == [NOTE]


def test_a_form_read_from_another_file_settles_the_broken_one():
    papers = filing(circle_list(), *circle_papers(), broken("附件5推荐表（旧）.doc", suspected="circle_recommendation"))
    assert levels("unreadable-file", papers) == [NOTE]


def test_a_broken_application_is_not_settled_by_another_circles():
    listed = circle_list(circle(), circle(SPARK, SPARK_TOPIC, topic_type="创新型"))
    lost = broken(f"附件2-{SPARK}申报表.docx", suspected="circle_application")
    first = mail(listed, *circle_papers(), report(SPARK, SPARK_TOPIC), lost)
    assert levels("unreadable-file", filing(first)) == [PROBLEM]
    assert PROBLEM not in levels("missing-application", filing(first))
    assert levels("unreadable-file", filing(first, mail(file(application(SPARK), name="申报表.docx"), received_at=at(21)))) == [NOTE]


def test_what_may_lie_in_the_lost_part_of_a_file_is_not_called_missing():
    listed = circle_list(circle(), circle(SPARK, SPARK_TOPIC, topic_type="创新型"))
    papers = [listed, report(), report(SPARK, SPARK_TOPIC)]
    torn = file(application(flags=("damaged",)), name="附件2申报表汇总.docx", flags=("damaged",))
    assert levels("missing-application", filing(*papers, application())) == [PROBLEM]
    assert levels("missing-application", filing(*papers, torn)) == [WARNING]


def test_a_file_that_came_broken_twice_is_told_anew():
    first, second = mail(broken("附件5.docx")), mail(broken("附件5.docx"), received_at=at(21))
    keys = {f.key for f in hits("unreadable-file", filing(first, second))}
    assert len(keys) == 2


def torn(record, **changes):
    return file(record, flags=("damaged",), **changes)


def test_a_file_that_was_read_in_part_is_told_without_holding_anything_up():
    (hit,) = hits("unreadable-file", filing(torn(circle_list()), *circle_papers()))
    assert (hit.level, "未能完整读取" in hit.message) == (Level.REMINDER, True)


def test_a_torn_file_of_which_no_form_is_left_is_asked_for_again():
    unread = torn(FormRecord("unrecognized", {}), name="附件5推荐表.rtf", suspected="circle_recommendation")
    assert levels("unreadable-file", filing(unread, *circle_papers())) == [PROBLEM]


@pytest.mark.parametrize("flag", ["cut", "compared"])
def test_our_own_bounds_and_what_libreoffice_reads_alike_tear_no_file(flag):
    assert hits("unreadable-file", filing(file(circle_list(), flags=("damaged", flag)), *circle_papers())) == []


def test_a_torn_file_that_came_whole_beside_it_is_only_noted():
    papers = filing(torn(circle_list(), name="附件5推荐表.docx"), file(circle_list(), name="附件5推荐表(1).docx"), *circle_papers())
    assert levels("unreadable-file", papers) == [NOTE]


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("附件5推荐表.ofd", "ofd", "是OFD版式文件"),
        ("附件5推荐表.docx", "unknown", "我们未能打开"),
        ("附件5推荐表.doc", "ole-unknown", "我们未能打开"),
        ("附件5推荐表.dat", "unknown", "格式我们未能识别"),
    ],
)
def test_a_format_that_is_not_read_is_called_by_its_name_and_a_torn_document_is_not_called_unknown(name, kind, words):
    (hit,) = hits("unreadable-file", filing(broken(name, TroubleKind.UNKNOWN_FORMAT, format=kind), *circle_papers()))
    assert (hit.level, words in hit.message) == (PROBLEM, True)


@pytest.mark.parametrize("name", ["发布视频.mp4", "装配图.dwg"])
def test_films_and_drawings_are_no_papers(name):
    assert levels("unreadable-file", whole_circle_filing(broken(name, TroubleKind.UNKNOWN_FORMAT))) == [NOTE]


def test_a_lock_file_beside_its_document_goes_unsaid():
    papers = filing(file(circle_list(), name="附件5推荐表.docx"), *circle_papers(), broken("~$件5推荐表.docx", TroubleKind.LOCK_FILE))
    assert hits("unreadable-file", papers) == []


def test_a_lock_file_alone_is_asked_about():
    assert levels("unreadable-file", filing(broken("~$件5推荐表.docx", TroubleKind.LOCK_FILE))) == [PROBLEM]


def test_a_password_and_an_archive_over_the_limits_are_asked_about():
    assert levels("password-protected", filing(broken("材料.rar", TroubleKind.PASSWORD))) == [PROBLEM]
    assert levels("archive-limit", filing(broken("材料.zip", TroubleKind.ARCHIVE_LIMIT))) == [PROBLEM]


def test_what_the_enterprises_own_programme_locked_is_to_be_deciphered_and_no_password_is_spoken_of():
    finding = one("password-protected", filing(broken("附件5.docx", TroubleKind.ENCIPHERED)))
    assert finding.level is PROBLEM
    assert ("解密" in finding.message, "密码" in finding.message) == (True, False)


def test_a_workbook_beyond_the_limits_is_called_no_archive():
    assert "压缩包" in one("archive-limit", filing(broken("材料.zip", TroubleKind.ARCHIVE_LIMIT, format=""))).message
    assert "压缩包" not in one("archive-limit", filing(broken("附件5.xlsx", TroubleKind.ARCHIVE_LIMIT, format="xlsx"))).message


def test_an_archive_whose_papers_followed_is_only_noted():
    papers = filing(mail(broken("材料.rar", TroubleKind.PASSWORD)), mail(circle_list(), *circle_papers(), received_at=at(21)))
    assert levels("password-protected", papers) == [NOTE]


def test_programs_and_macros_are_for_staff():
    papers = whole_circle_filing(broken("安装.exe", TroubleKind.DANGEROUS), file(statistics(), flags=("macros",)))
    assert levels("dangerous-file", papers) == [WARNING, WARNING]


def test_an_unknown_file_is_only_noted():
    papers = whole_circle_filing(file(FormRecord("unrecognized", {}), name="公司简介.docx", words=300))
    assert levels("unrecognized-file", papers) == [NOTE]
    assert hits("unrecognized-file", whole_circle_filing()) == []


def test_a_list_in_pdf_is_taken_and_asked_for_in_word():
    found = one("word-file-required", filing(file(circle_list(flags=("text-layer",)), format="pdf"), *circle_papers()))
    assert (found.level, found.form, found.clause) == (PROBLEM, "circle_recommendation", "附件5注1")
    assert "数据已先行登记" in found.message


def test_a_scanned_list_is_asked_for_in_word_and_not_called_missing():
    papers = filing(scan("附件9推荐表（盖章）.jpg", "team_recommendation"), form("team_application", team_name="机加二班"))
    found = one("word-file-required", papers)
    assert (found.level, found.form, found.clause) == (PROBLEM, "team_recommendation", "附件9注1")
    assert hits("missing-recommendation", papers) == []


@pytest.mark.parametrize(
    "sealed", [file(circle_list(), name="推荐表盖章版.pdf", format="pdf"), scan("推荐表盖章版.jpg", "circle_recommendation")]
)
def test_a_sealed_copy_beside_the_word_list_is_fine(sealed):
    assert hits("word-file-required", filing(circle_list(), *circle_papers(), sealed)) == []


def test_a_word_list_in_a_later_or_earlier_mail_is_enough():
    word, pdf = circle_list(), file(circle_list(), format="pdf")
    assert hits("word-file-required", filing(mail(pdf), mail(word, received_at=at(21)))) == []
    assert hits("word-file-required", filing(mail(word), mail(pdf, received_at=at(21)))) == []


def test_a_spreadsheet_serves_and_is_only_noted():
    papers = filing(file(circle_list(), format="xlsx"), *circle_papers())
    assert levels("excel-instead-of-word", papers) == [NOTE]
    assert hits("word-file-required", papers) == []


def test_a_scanned_application_needs_no_word():
    assert hits("word-file-required", filing(circle_list(), scan("飞翔QC小组申报表.jpg", "circle_application"))) == []


@pytest.mark.parametrize("form_id", ["circle_recommendation", "circle_application", "circle_statistics"])
def test_a_blank_form_of_a_filed_track_is_asked_about_once(form_id):
    papers = filing(blank(form_id), application() if form_id != "circle_application" else circle_list())
    found = one("blank-form", papers)
    assert (found.level, found.form, found.clause) == (PROBLEM, form_id, "通知二（一）")
    assert f"“{form_id}.docx”" in found.message
    assert not [f for rule in ("missing-recommendation", "missing-statistics") for f in hits(rule, papers) if f.form == form_id]


def test_a_blank_list_is_not_called_missing_too():
    assert hits("missing-recommendation", filing(blank("circle_recommendation"), application())) == []


def test_blank_forms_beside_filled_ones_or_of_the_other_track_go_unsaid():
    papers = whole_circle_filing(blank("circle_recommendation"), blank("team_recommendation"), blank("team_application"))
    assert hits("blank-form", papers) == []


def test_the_unfilled_half_of_a_set_in_one_file_goes_unsaid():
    records = (
        circle_list(),
        application(),
        *(FormRecord(f, {}, flags=("blank",)) for f in ("circle_summary", "team_application", "team_recommendation")),
    )
    assert hits("blank-form", filing(file(*records, name="渝质协〔2019〕5号及附件.doc"))) == []


def test_the_whole_set_sent_back_blank_is_asked_about_once():
    records = [FormRecord(f, {}, flags=("blank",)) for f in ("circle_application", "circle_recommendation", "team_application")]
    found = one("blank-form", filing(file(*records, name="附件.doc")))
    assert found.level == PROBLEM
    assert "均为空白" in found.message


def test_a_blank_form_full_of_pictures_is_for_staff():
    assert levels("blank-form", filing(blank("circle_recommendation", flags=("pictures",)), application())) == [WARNING]


def test_last_years_form_is_for_staff():
    found = one("wrong-year-form", filing(application(heading="2018年重庆市优秀质量管理小组申报表")))
    assert found.level == WARNING
    assert "2018" in found.message


@pytest.mark.parametrize(
    "heading", ["2019年重庆市优秀质量管理小组申报表", "优秀质量管理小组申报表", "质量管理小组活动统计表（2018年6月至2019年4月）"]
)
def test_periods_and_this_year_are_fine(heading):
    assert hits("wrong-year-form", filing(application(heading=heading))) == []


def test_the_file_of_a_finding_is_the_one_that_it_speaks_of():
    papers = filing(
        circle_list(circle(), circle(SPARK, "缩短换模准备时间")), *circle_papers((FLY, FLY_TOPIC)), broken("x.docx", TroubleKind.EMPTY)
    )
    found = one("unreadable-file", papers)
    assert papers.files[found.file - 1].name == "x.docx"


def test_a_team_list_in_pdf_beside_the_circles_word_is_still_asked_for():
    papers = filing(circle_list(), *circle_papers(), file(team_list(), format="pdf"))
    assert [f.form for f in hits("word-file-required", papers)] == ["team_recommendation"]


def test_a_company_whose_list_is_word_does_not_excuse_another_whose_list_is_pdf():
    pdf = file(circle_list(circle("红岩QC小组", "提高装配一次合格率"), unit="重庆嘉桥仪表有限公司"), format="pdf", name="嘉桥推荐表.pdf")
    assert levels("word-file-required", filing(circle_list(), *circle_papers(), pdf, unit="重庆市某行业协会")) == [PROBLEM]


def test_an_honest_filing_hears_nothing_of_its_files():
    assert heard(whole_circle_filing()) == [("missing-review-opinions", "warning")]
