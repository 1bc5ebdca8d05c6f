"""How and when mail came: late by the server's clock alone, links and empty mails, other campaigns, and mail of no filing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.mails import entries_of, screen_mail
from checks.papers import EntryElsewhere
from checks.status import is_late
from model import CloudLink, FormRecord, Kind
from tests.builders import (
    FLY,
    FLY_TOPIC,
    NOTE,
    PROBLEM,
    SPARK,
    UNIT,
    WARNING,
    application,
    at,
    campaign,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    hits,
    levels,
    mail,
    one,
    report,
    whole_circle_filing,
)

LINK = CloudLink("QQ邮箱超大附件", "成果报告.docx", "https://mail.qq.com/cgi-bin/ftnExs_download?k=1", 128_000_000, at(30, "21:59:00"))
LAST_SECOND = datetime(2019, 5, 23, 15, 59, 59, tzinfo=UTC)
TOO_LATE = datetime(2019, 5, 23, 16, 0, 10, tzinfo=UTC)


def test_the_last_day_of_chongqing_counts_whole():
    papers = filing(mail(circle_list(), received_at=LAST_SECOND))
    assert not is_late(papers, campaign())
    assert hits("late-submission", papers) == []


def test_the_first_second_after_it_is_late_and_people_decide():
    papers = filing(mail(circle_list(), received_at=TOO_LATE))
    found = one("late-submission", papers)
    assert is_late(papers, campaign())
    assert found.level == WARNING
    assert "5月24日 00:00" in found.message
    assert found.clause == "通知二（一）"


def test_a_supplement_to_a_filing_in_time_is_not_late():
    assert not is_late(filing(mail(circle_list(), received_at=LAST_SECOND), mail(*circle_papers(), received_at=TOO_LATE)), campaign())


def test_the_order_of_arrival_counts_not_the_order_of_numbers():
    assert not is_late(filing(mail(circle_list(), received_at=TOO_LATE), mail(*circle_papers(), received_at=LAST_SECOND)), campaign())


def test_a_question_in_time_makes_no_filing_in_time():
    question = mail(received_at=at(10), kind=Kind.INQUIRY)
    assert is_late(filing(question, mail(circle_list(), received_at=TOO_LATE)), campaign())


def test_a_filing_without_a_file_is_asked_for_it():
    assert levels("no-attachment", filing(mail(text="您好，申报材料见附件，请查收。"))) == [PROBLEM]


@pytest.mark.parametrize(
    "mails",
    [
        [mail(kind=Kind.INQUIRY)],
        [mail(), mail(circle_list(), received_at=at(21))],
        [mail(links=(LINK,))],
    ],
)
def test_questions_other_mails_and_links_spare_it(mails):
    assert hits("no-attachment", filing(*mails)) == []


@pytest.mark.parametrize("text", ["材料较大，随后另封发送。", "推荐表：" + "飞翔QC小组 降低废品率 现场型 " * 60])
def test_an_announced_mail_and_a_form_in_the_body_are_for_staff(text):
    assert levels("no-attachment", filing(mail(text=text))) == [WARNING]


def test_a_file_behind_a_link_is_asked_for_as_attachment_with_its_expiry():
    found = one("cloud-attachment", filing(mail(circle_list(), application(), links=(LINK,))))
    assert found.level == PROBLEM
    assert "“成果报告.docx”" in found.message
    assert "“QQ邮箱超大附件”" in found.message
    assert "5月30日到期" in found.message


def test_a_link_without_expiry_names_none():
    found = one("cloud-attachment", filing(mail(circle_list(), links=(CloudLink("百度网盘", "", "https://pan.baidu.com/s/1x"),))))
    assert "到期" not in found.message
    assert "pan.baidu.com/s/1x" in found.message
    assert "http" not in found.message


def test_a_link_that_had_expired_when_its_mail_came_says_so():
    found = one("cloud-attachment", filing(mail(circle_list(), links=(replace(LINK, expires_at=at(1)),))))
    assert "已于5月1日到期" in found.message


def test_a_link_whose_file_came_too_is_only_noted():
    beside = filing(mail(circle_list(), application(), file(report(), name="成果报告.docx"), links=(LINK,)))
    later = filing(mail(circle_list(), application(), links=(LINK,)), mail(report(), received_at=at(21)))
    assert levels("cloud-attachment", beside) == levels("cloud-attachment", later) == [NOTE]


def test_papers_of_another_award_are_for_staff():
    stranger = file(FormRecord("unrecognized", {}), name="全国质量标杆申报书.docx")
    assert levels("not-this-campaign", filing(mail(stranger, subject="质量标杆申报"))) == [WARNING]


def test_our_own_forms_settle_it_whatever_the_mail_speaks_of():
    assert hits("not-this-campaign", filing(mail(circle_list(), text="我公司曾获质量奖"))) == []


def test_papers_of_nobody_are_for_staff():
    assert levels("unknown-unit", filing(circle_list(), unit="")) == [WARNING]
    assert hits("unknown-unit", filing(circle_list())) == []


def test_a_form_that_came_again_is_noted():
    first, second = (
        mail(circle_list(), *circle_papers()),
        mail(circle_list(circle(member_count="4", member_names="张三、李四、王五、赵六")), received_at=at(21)),
    )
    found = one("resubmission", filing(first, second))
    assert (found.level, found.form) == (NOTE, "circle_recommendation")
    assert hits("resubmission", whole_circle_filing()) == []


def test_an_application_that_came_again_under_another_name_is_told_with_both():
    first, second = (
        mail(
            application(
                "飞翔队QC小组", profile_and_results="围绕轴承座加工废品率偏高的问题开展活动，经过四个阶段，废品率明显降低，效果良好。"
            )
        ),
        mail(
            application(FLY, profile_and_results="围绕轴承座加工废品率偏高的问题开展活动，经过四个阶段，废品率明显降低，效果良好。"),
            received_at=at(21),
        ),
    )
    found = one("resubmission", filing(first, second))
    assert "“飞翔队QC小组”" in found.message
    assert f"“{FLY}”" in found.message


def test_a_sender_that_nobody_vouched_for_is_on_record():
    assert levels("unauthenticated-sender", filing(mail(circle_list(), flags=("unauthenticated",)))) == [NOTE]
    assert hits("unauthenticated-sender", whole_circle_filing()) == []


def test_a_mail_of_no_filing_is_told_what_did_not_come():
    alone = filing(mail(links=(LINK,)), unit="")
    assert [f.rule for f in screen_mail(alone.mails[0], alone.files, campaign())] == ["cloud-attachment"]
    empty = filing(mail(), unit="")
    assert [f.rule for f in screen_mail(empty.mails[0], empty.files, campaign())] == ["no-attachment"]


_PAPERS = ("circle_recommendation", "circle_application", "achievement_report")


def test_what_a_filing_shows_to_the_others_are_its_rows_applications_and_reports():
    shown = entries_of(whole_circle_filing(), campaign())
    assert EntryElsewhere(FLY, "QC2019-0001", UNIT, "circle", "circle_recommendation", UNIT, FLY_TOPIC) in shown
    assert {(e.entry, e.form) for e in shown} == {(n, f) for n in (FLY, SPARK) for f in _PAPERS}
