"""Letters that staff have sent out, and the report on a mail that asks for a check."""

from __future__ import annotations

from datetime import date

import pytest

from notifier.letter_staff import correct, paper_received, remind
from notifier.letters import self_check_reply
from tests.written_filings import UNIT, application, campaign, circle, filing, found, mail, record, sent, value

PROBLEM = found(clause="附件5注1")


@pytest.fixture(scope="module")
def year():
    return campaign()


@pytest.fixture
def told():
    listed = record(1, "circle_recommendation", rosters={"circles": [circle("飞翔QC小组")]}, recommending_unit=value(UNIT))
    return filing(listed, application(2, "飞翔QC小组"), letters=(sent(1, 1, keys=(PROBLEM.key,)),))


def test_a_reminder_lists_what_still_stands_and_covers_no_mail(year, told):
    letter = remind(told, [PROBLEM], year)
    assert letter.template == "T11"
    assert letter.subject == "请补充：江峡机械QC申报材料〔QC2019-0037〕"
    assert PROBLEM.message in letter.text
    assert "5月23日" in letter.text
    assert letter.covers == ()
    assert letter.in_reply_to == "<m1@example.com>"
    assert letter.finding_keys == (PROBLEM.key,)


def test_nobody_is_reminded_of_nothing(year, told):
    assert remind(told, [], year) is None
    assert remind(filing(mails=[mail(may_be_answered=False)]), [PROBLEM], year) is None


def test_an_association_is_reminded_of_every_company(year):
    rows = [circle("飞翔QC小组", organization_name=value("重庆甲厂")), circle("红岩QC小组", organization_name=value("重庆乙厂"))]
    listed = record(1, "circle_recommendation", rosters={"circles": rows})
    letter = remind(filing(listed, unit="重庆市机械行业协会"), [PROBLEM], year)
    assert PROBLEM.message in letter.text


def test_our_mistake_is_taken_back_in_words(year, told):
    letter = correct(told, [PROBLEM], year)
    assert letter.template == "T10"
    assert letter.subject.startswith("更正说明：")
    assert "5月21日邮件" in letter.text
    assert PROBLEM.message in letter.text
    assert "系统识别有误，无需修改" in letter.text
    assert correct(told, [], year) is None


def test_paper_on_the_desk_is_confirmed(year, told):
    letter = paper_received(told, ["申报表原件 3 份"], ["成果报告"], date(2019, 5, 22), year)
    assert letter.template == "T9"
    assert "已于5月22日收到：申报表原件 3 份。尚缺：成果报告。" in letter.text
    assert "请等候初次筛查通知" in paper_received(told, ["申报表原件 3 份"], [], date(2019, 5, 22), year).text


def test_a_check_before_filing_gets_the_same_report_and_no_number(year, told):
    unfiled = filing(*told.records, mails=[mail(subject="自检：QC材料")], receipt="QC2019-0099")
    letter = self_check_reply(unfiled, [PROBLEM], year)
    assert letter.subject == "自检结果：自检：QC材料"
    assert PROBLEM.message in letter.text
    assert "未登记为申报材料" in letter.text
    assert "QC2019-0099" not in letter.text
    assert "未发现需要补充的内容" in self_check_reply(unfiled, [], year).text
