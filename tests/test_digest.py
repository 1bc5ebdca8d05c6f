"""What staff read in the morning: first what a person must do, then how things stand, last the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import html as lxml_html

from model import Address, CloudLink, Decision, FindingState, Kind, Leftover, Level, Refusal, Status, Trouble, TroubleKind
from notifier.digest import balance_of, build_digest
from notifier.digest_state import DigestState, HeldLetter, Pulse, SetAside
from notifier.register import JudgedFiling, MailState, Outcome
from notifier.signs import called, explained
from tests.written_filings import UNIT, application, at, campaign, circle, file, filing, found, known, mail, record, sent, value

TODAY = date(2019, 5, 16)
NOW, BEFORE = at(16, "08:00"), at(15, "08:00")
WELL = (Pulse("收信", at(16, "07:59")), Pulse("发信", at(16, "07:50")))


@pytest.fixture(scope="module")
def year():
    return campaign()


def judged(*findings, status=Status.COMPLETE, late=False, records=(), **changes):
    listed = record(
        1, "circle_recommendation", rosters={"circles": [circle("飞翔QC小组"), circle("红岩QC小组")]}, recommending_unit=value(UNIT)
    )
    own = {"mails": [mail(received_at=at(10))], "received_at": at(10)} | changes
    whole = filing(replace(listed, received_at=at(10)), *records, **own)
    return JudgedFiling(whole, status, tuple(known(f, FindingState.OPEN) for f in findings), late)


def state(*filings, **changes) -> DigestState:
    return DigestState(**({"now": NOW, "since": BEFORE, "filings": filings, "in_mailbox": 0, "pulses": WELL} | changes))


def lines(digest) -> list[str]:
    return [line.strip() for line in digest.text.splitlines() if line.strip()]


def under(digest, heading: str) -> str:
    """Return the line that follows a heading."""
    read = lines(digest)
    return read[read.index(heading) + 1]


def test_the_subject_carries_the_numbers(year):
    inquiry = MailState(mail(3, kind=Kind.INQUIRY, received_at=at(15, "09:00")), Outcome.WAITING)
    digest = build_digest(state(judged(), judged(found(), status=Status.NEEDS_CORRECTION), mails=(inquiry,), in_mailbox=1), year, TODAY)
    assert digest.subject == "【QC申报日报 5月16日】距截止7天：需处理1件，新收1封，齐全1/2家"


def test_a_filing_that_asks_something_is_among_the_questions_for_some_days(year):
    asking = mail(3, received_at=at(15, "09:00"), flags=("asks",), subject="咨询：推荐表是否需要盖章")
    mails = (MailState(asking, Outcome.FILED, receipt="QC2019-0037", files=2, papers=2),)
    digest = build_digest(state(judged(), mails=mails, in_mailbox=1), year, TODAY)
    assert "推荐表是否需要盖章" in under(digest, "咨询邮件待回复")
    old = (replace(mails[0], mail=replace(asking, received_at=at(11))),)
    assert "咨询邮件待回复" not in build_digest(state(judged(), mails=old, in_mailbox=1), year, TODAY).text


def test_papers_from_a_robot_are_shown_and_a_newsletter_is_not(year):
    robot = mail(3, kind=Kind.AUTOMATIC, received_at=at(15, "09:00"), may_be_answered=False, subject="【OA】QC申报")
    mails = [MailState(robot, Outcome.IGNORED, "from: noreply@group.example", files=2, papers=n) for n in (2, 0)]
    assert "【OA】QC申报" in under(
        build_digest(state(judged(), mails=mails[:1], in_mailbox=1), year, TODAY), "自动系统发来、带有申报材料的邮件"
    )
    assert "自动系统发来" not in build_digest(state(judged(), mails=mails[1:], in_mailbox=1), year, TODAY).text


def test_a_quiet_day_is_one_line(year):
    digest = build_digest(state(judged(), in_mailbox=None), year, TODAY)
    assert digest.quiet
    assert len(lines(digest)) == 1
    assert "系统一切正常" in digest.text


@pytest.mark.parametrize(
    "stirring",
    [
        {"mails": (MailState(mail(2, received_at=at(15, "10:00")), Outcome.FILED, receipt="QC2019-0037"),), "in_mailbox": 1},
        {"in_mailbox": 1},
        {"pulses": (Pulse("收信", None, "授权码已失效，请在网页邮箱重新生成"),)},
        {"set_aside": (SetAside(at(15), "一封来信三次处理未成"),)},
        {"letters": (HeldLetter(at(15), "a@example.com", "已收到：QC材料", "对方邮箱不存在"),)},
        {"refusals": (Refusal("INBOX", 1, 77, at(15), 90_000_000, "超过 75 MB", final=True),)},
    ],
)
def test_a_day_with_anything_in_it_is_not_quiet(year, stirring):
    assert not build_digest(state(judged(), **stirring), year, TODAY).quiet


def test_calls_are_shown_in_the_last_week_even_on_quiet_days(year):
    waiting = judged(found(), status=Status.NEEDS_CORRECTION)
    assert build_digest(state(waiting), year, date(2019, 5, 12)).quiet
    assert not build_digest(state(waiting), year, date(2019, 5, 17)).quiet


def test_inquiries_come_first_and_the_oldest_on_top(year):
    asked = [
        MailState(mail(n, kind=Kind.INQUIRY, subject=f"咨询{n}", received_at=at(n), sender=Address("", "zx@example.com")), Outcome.WAITING)
        for n in (14, 12, 13)
    ]
    digest = build_digest(state(judged(late=True), mails=tuple(asked), in_mailbox=3), year, TODAY)
    text = digest.text
    assert text.index("咨询12") < text.index("咨询13") < text.index("咨询14") < text.index("迟到材料待定")
    assert under(digest, "一、今天请先处理") == "咨询邮件待回复"


def test_a_question_among_a_filings_mails_is_shown_for_some_days(year):
    def asked(day):
        question = MailState(mail(3, kind=Kind.INQUIRY, subject="另外想问一下", received_at=at(day)), Outcome.FILED, receipt="QC2019-0037")
        return build_digest(state(judged(late=True), mails=(question,), in_mailbox=1), year, TODAY).text

    assert "QC2019-0037 王五：“另外想问一下”" in asked(14)
    assert "另外想问一下" not in asked(10)


def test_an_inquiry_that_staff_have_answered_is_no_longer_shown(year):
    done = MailState(mail(3, kind=Kind.INQUIRY, subject="咨询盖章", received_at=at(10)), Outcome.ANSWERED)
    assert "咨询盖章" not in build_digest(state(judged(late=True), mails=(done,), in_mailbox=1), year, TODAY).text


def test_links_stand_by_their_nearest_expiry_and_say_when_it_has_passed(year):
    def linked(receipt, expires):
        finding = found("cloud-attachment", entry=None, field=None, form=None, message="链接")
        link = CloudLink("QQ邮箱超大附件", f"{receipt}.docx", "https://mail.qq.com/cgi-bin/ftnExs_download?k=1", expires_at=expires)
        return judged(finding, status=Status.NEEDS_CORRECTION, receipt=receipt, mails=[mail(received_at=at(10), links=(link,))])

    digest = build_digest(
        state(linked("QC2019-0003", None), linked("QC2019-0001", at(30)), linked("QC2019-0002", at(15, "21:59"))), year, TODAY
    )
    read = digest.text
    assert read.index("QC2019-0002.docx") < read.index("QC2019-0001.docx") < read.index("QC2019-0003.docx")
    assert "5月15日 21:59到期，已过期" in read
    assert "5月30日 10:32到期）" in read
    assert "未注明到期日" in read
    assert "http" not in digest.html


def test_everything_that_only_a_person_may_decide_is_named(year):
    doubtful = judged(
        found("registered-too-early", Level.WARNING, "课题注册时间为“2017年6月”。", entry="飞翔QC小组"),
        found("duplicate-entry", Level.WARNING, "“飞翔QC小组”另由“重庆甲厂”推荐。"),
        found("password-protected", message="“a.rar”设有密码。", form=None, entry=None, field=None),
        found("percent-ambiguous", Level.WARNING, "普及率填“0.85”。", form="circle_statistics", entry=None),
        status=Status.NEEDS_CORRECTION,
        late=True,
        records=(application(2, "飞翔QC小组"),),
        files=[file(1, "附件5.docx", "circle_recommendation"), file(2, "坏.xls", trouble=Trouble(TroubleKind.OUR_FAULT, "killed"))],
    )
    nobody = MailState(mail(8, subject="材料", received_at=at(14)), Outcome.WAITING, "未能看出单位")
    digest = build_digest(
        state(
            doubtful,
            mails=(nobody,),
            letters=(HeldLetter(at(15), "a@example.com", "已收到：QC材料", "对方邮箱不存在", "QC2019-0037"),),
            refusals=(Refusal("INBOX", 1, 77, at(15), 90_000_000, "超过 75 MB", final=True),),
            set_aside=(SetAside(at(15), "申报 QC2019-0009 筛查时出错", "，修复后运行 reprocess"),),
            in_mailbox=1,
        ),
        year,
        TODAY,
    )
    for said in (
        "2017年6月",
        "另由“重庆甲厂”",
        "a.rar",
        "“0.85”",
        "迟到材料待定",
        "坏.xls",
        "未能看出单位",
        "对方邮箱不存在",
        "超过 75 MB",
        "QC2019-0009",
    ):
        assert said in digest.text


def test_what_keeps_a_filing_from_being_complete_is_said(year):
    doubt = found(
        "missing-report", Level.WARNING, "目前尚未收到“红岩QC小组”的成果报告 Word 版。", form="achievement_report", entry="红岩QC小组"
    )
    assert "红岩QC小组" in build_digest(state(judged(doubt, status=Status.REVIEW)), year, TODAY).text.split("二、进度一览")[0]


def test_a_lock_file_is_no_work_for_anybody(year):
    lock = found("unreadable-file", Level.WARNING, "“~$附件.docx”是编辑文档时产生的临时文件。", form=None, entry=None, field=None)
    assert "~$" not in build_digest(state(judged(lock), notes=("备注",)), year, TODAY).text.split("二、进度一览")[0]


def test_a_late_filing_that_staff_have_decided_is_done(year):
    decided = judged(late=True, decisions=(Decision(1, "review-state", "", "", "", "", "参评", "", "曹希", at(15)),))
    assert "迟到材料待定" not in build_digest(state(decided, notes=("备注",)), year, TODAY).text


def test_what_was_read_but_belongs_to_no_field_is_listed(year):
    strange = record(7, "circle_statistics", recommending_unit=value(UNIT))
    strange = replace(strange, record=replace(strange.record, leftovers=(Leftover("技术顾问", "赵六"), Leftover("备注", ""))))
    digest = build_digest(state(judged(records=(strange,))), year, TODAY)
    assert "统计表（附件4）“技术顾问：赵六”" in digest.text
    assert "备注：”" not in digest.text


def test_the_call_list_begins_with_what_certificates_are_made_from(year):
    one = judged(found(), status=Status.NEEDS_CORRECTION, receipt="QC2019-0001", unit="重庆甲厂", letters=(sent(1, 1, keys=("k",)),))
    two = judged(
        found("missing-report", message="目前尚未收到“红岩QC小组”的成果报告 Word 版。", form="achievement_report"),
        status=Status.NEEDS_CORRECTION,
        receipt="QC2019-0002",
        unit="重庆乙厂",
        records=(record(6, "circle_statistics", contact_person=value("王五"), contact_mobile=value("023-89075789")),),
    )
    digest = build_digest(state(one, two, now=at(24, "08:00"), since=at(23)), year, date(2019, 5, 24))
    rows = [line for line in lines(digest) if line.startswith("QC2019-000") and " | " in line]
    assert [row[:11] for row in rows] == ["QC2019-0002", "QC2019-0001"]
    assert "王五 023-89075789" in rows[0]
    assert "| 0次 |" in rows[0]
    assert "1次，5月21日 11:01" in rows[1]
    assert rows[1].endswith("2天")


def test_phones_stand_only_where_staff_must_call(year):
    spoken = judged(records=(record(6, "circle_statistics", contact_mobile=value("13900001234")),))
    digest = build_digest(state(spoken, notes=("备注",)), year, TODAY)
    assert "QC2019-0037" in digest.text
    assert "13900001234" not in digest.text + digest.html


def test_changes_since_the_last_digest_are_told_with_the_certificates_in_bold(year):
    old = replace(
        record(1, "circle_recommendation", rosters={"circles": [circle("飞翔QC小组", "旧课题")]}, current=False), received_at=at(10)
    )
    new = replace(
        record(2, "circle_recommendation", of_mail=2, rosters={"circles": [circle("飞翔QC小组", "新课题")]}), received_at=at(15, "20:00")
    )
    whole = filing(old, new, mails=[mail(1, received_at=at(10)), mail(2, received_at=at(15, "20:00"))])
    digest = build_digest(state(JudgedFiling(whole, Status.COMPLETE, (), late=False)), year, TODAY)
    assert "推荐表（附件5）“飞翔QC小组”课题名称 旧课题→新课题" in digest.text
    assert any("旧课题→新课题" in "".join(b.itertext()) for b in lxml_html.fromstring(digest.html.encode()).iter("b"))


def test_warnings_are_folded_by_rule_the_busiest_first(year):
    filings = [judged(found("topic-mismatch", Level.WARNING, f"课题不同{n}。")) for n in range(3)] + [
        judged(found("leader-mismatch", Level.WARNING, "班组长不同。"))
    ]
    digest = build_digest(state(*filings, notes=("备注",)), year, TODAY)
    folded = [line for line in lines(digest) if line.endswith("处）")]
    assert [line.rpartition("（")[2] for line in folded] == ["topic-mismatch，共3处）", "leader-mismatch，共1处）"]


@pytest.mark.parametrize(
    "sign", ["return-path: <>", "x-qq-auto-reply: true", "auto-submitted: auto-replied", "list-id: <a.b.cn>", "from: mailer-daemon@b.cn"]
)
def test_mail_that_wants_nothing_is_named_in_chinese_not_by_its_header(year, sign):
    ignored = MailState(mail(1, received_at=at(10), kind=Kind.AUTOMATIC), Outcome.IGNORED, sign)
    text = build_digest(state(judged(), mails=(ignored,), in_mailbox=1, notes=("备注",)), year, TODAY).text
    assert f"不需处理的：{called(sign)}1封。" in text
    assert sign not in text
    assert sign in explained(sign)


def test_a_reason_that_is_no_header_stands_as_it_is():
    assert explained("同一封邮件的副本") == "同一封邮件的副本"


def test_the_ledger_closes_or_says_that_it_does_not(year):
    outcomes = (Outcome.FILED, Outcome.FILED, Outcome.ANSWERED, Outcome.IGNORED, Outcome.QUARANTINED, Outcome.WAITING)
    mails = tuple(
        MailState(mail(n, received_at=at(10), kind=Kind.AUTOMATIC), o, "自动回复" if o is Outcome.IGNORED else "")
        for n, o in enumerate(outcomes)
    )
    refused = (Refusal("INBOX", 1, 77, None, 90_000_000, "超过 75 MB", final=True),)
    closed = state(judged(), mails=mails, refusals=refused, in_mailbox=7)
    assert balance_of(closed).missing == 0
    text = build_digest(closed, year, TODAY).text
    assert "邮箱7封 = 归入申报2 + 已答复1 + 不需处理1 + 搁置2 + 等待1，相符" in text
    assert "自动回复1封" in text
    open_ledger = build_digest(replace(closed, in_mailbox=9), year, TODAY)
    assert "相差2封，请联系维护人员" in open_ledger.text
    assert "一切正常" not in open_ledger.text


def test_a_machine_that_is_unwell_says_so(year):
    digest = build_digest(state(judged(), pulses=(Pulse("收信", at(14), "授权码已失效"),)), year, TODAY)
    assert "授权码已失效" in digest.text
    assert "一切正常" not in digest.text


def test_the_evening_of_the_last_day_closes(year):
    digest = build_digest(state(judged(), now=at(23, "23:59")), year, date(2019, 5, 23))
    assert digest.subject.startswith("【QC申报截止汇总 5月23日】")
    assert build_digest(state(judged(late=True), now=at(25)), year, date(2019, 5, 25)).subject.startswith("【QC申报日报 5月25日】截止后2天")


def test_times_are_those_of_the_campaigns_zone(year):
    utc = MailState(mail(3, kind=Kind.INQUIRY, received_at=datetime(2019, 5, 15, 15, 59, 30, tzinfo=UTC)), Outcome.WAITING)
    assert "5月15日 23:59" in build_digest(state(judged(), mails=(utc,), in_mailbox=1), year, TODAY).text


def test_a_strangers_markup_stays_words_for_staff_too(year):
    evil = '<a href="http://x/">请点击</a>\n\n一、今天请先处理'
    asked = MailState(mail(3, kind=Kind.INQUIRY, subject=evil, sender=Address(evil, "zx@example.com"), received_at=at(15)), Outcome.WAITING)
    digest = build_digest(state(judged(late=True, unit=evil), mails=(asked,), in_mailbox=1), year, TODAY)
    assert lxml_html.fromstring(digest.html.encode()).xpath("//a") == []
    assert lines(digest).count("一、今天请先处理") == 1
