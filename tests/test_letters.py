"""What a sender reads: one letter for all of a filing's new mail, to the right person, with nothing said twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from model import Address, CloudLink, Decision, Filing, FindingState, Kind, Level, Status, Trouble, TroubleKind
from notifier.letters import no_filing_reply, reply
from tests.written_filings import UNIT, application, at, campaign, circle, file, filing, found, known, mail, record, sent, team, value


@pytest.fixture(scope="module")
def year():
    return campaign()


def owed(whose, findings, status, year, *, late=False):
    return reply(whose, findings, status, late, year)


def recommendation(number=1, of_mail=1, *rows, **changes):
    rosters = {"circles": rows or (circle("飞翔QC小组"), circle("红岩QC小组", "缩短工装更换时间", ("钱八", "周九·买买提")))}
    return record(number, "circle_recommendation", of_mail, rosters=rosters, recommending_unit=value(UNIT), **changes)


def complete_filing(**changes) -> Filing:
    return filing(recommendation(), application(2, "飞翔QC小组"), **changes)


def flat_text(letter) -> str:
    return "".join(letter.text.split())


def html_text(letter) -> str:
    return "".join("".join(lxml_html.fromstring(letter.html.encode()).xpath("//body")[0].itertext()).split())


# --------------------------------------------------------------------------------------------------------------------
# Received, nothing to mend
# --------------------------------------------------------------------------------------------------------------------


def test_a_complete_filing_is_received_with_its_number_time_and_what_it_is_not(year):
    letter = owed(complete_filing(), [], Status.COMPLETE, year)
    assert letter.template == "T1"
    assert letter.subject == "已收到：江峡机械QC申报材料〔QC2019-0037〕"
    for said in (
        UNIT,
        "QC2019-0037",
        "5月21日 10:32",
        "电子材料已齐全",
        "初次筛查结果以正式通知为准",
        "自动发送",
        "曹希、欧阳婷",
        "023-89075789",
    ):
        assert said in letter.text


def test_no_letter_scolds_or_counts_faults(year):
    letter = owed(complete_filing(), [found(), found(field="topic_type", message="类型。")], Status.NEEDS_CORRECTION, year)
    for word in ("错误", "不合格", "缺少", "未提交", "问题", "2 处", "2处", "温馨提示", "特此"):
        assert word not in letter.text
    assert letter.text.count("！") == 1


def test_every_file_is_named_with_what_it_was_taken_for_and_a_short_code(year):
    files = [
        file(1, "附件5推荐表.docx", "circle_recommendation"),
        file(2, "三张申报表.docx", "circle_application", "circle_application", "circle_application"),
        file(3, "材料.docx", "unrecognized"),
        file(4, "IMG_1.jpg", trouble=Trouble(TroubleKind.PICTURE)),
        file(5, "推荐表盖章.jpg", trouble=Trouble(TroubleKind.PICTURE), suspected_form="circle_recommendation"),
        file(6, "x.exe", trouble=Trouble(TroubleKind.DANGEROUS)),
        file(7, "~$附件5.docx", trouble=Trouble(TroubleKind.LOCK_FILE)),
    ]
    letter = owed(complete_filing(files=files), [], Status.COMPLETE, year)
    for each in files:
        assert f"{each.name}〔{each.sha256[:8]}〕" in letter.text
    for line in (
        "推荐表（附件5）：附件5推荐表.docx",
        "申报表（附件2）3份：三张申报表.docx",
        "图片：IMG_1.jpg",
        "推荐表（附件5）的图片或扫描件：推荐表盖章.jpg",
        "已收到，由工作人员查看：材料.docx",
    ):
        assert line in letter.text


def test_what_our_own_reader_failed_at_is_never_put_on_the_unit(year):
    files = [file(1, "附件5.docx", "circle_recommendation"), file(2, "大文件.xls", trouble=Trouble(TroubleKind.OUR_FAULT, "killed"))]
    letter = owed(complete_filing(files=files), [], Status.REVIEW, year)
    assert "已收到，由工作人员查看：大文件.xls" in letter.text
    assert "未能打开" not in letter.text
    assert "killed" not in letter.text
    assert "电子材料已齐全" not in letter.text
    assert "部分文件正由工作人员查看" in letter.text


def test_the_certificate_lines_are_echoed_to_the_letter(year):
    names = ("张三", "欧阳婷", "买买提·艾力", "郑𬭎")
    rows = (circle("“飞翔”QC小组", "降低XX轴承座加工废品率", names),)
    letter = owed(filing(recommendation(1, 1, *rows)), [], Status.COMPLETE, year)
    assert "“飞翔”QC小组" in letter.text
    assert "降低XX轴承座加工废品率" in letter.text
    assert "张三、欧阳婷、买买提·艾力、郑𬭎" in letter.text


def test_a_list_of_names_that_was_not_surely_split_is_echoed_as_written(year):
    row = circle("飞翔QC小组", member_names=value("张三 李四王五", ("张三", "李四王五"), "uncertain_split"))
    letter = owed(filing(recommendation(1, 1, row)), [], Status.COMPLETE, year)
    assert "张三 李四王五" in letter.text


def test_a_list_that_was_cut_short_is_echoed_as_written(year):
    row = circle("飞翔QC小组", member_names=value("张三等8人", ("张三",), "et_al"))
    assert "张三等8人" in owed(filing(recommendation(1, 1, row)), [], Status.COMPLETE, year).text


def test_both_awards_stand_in_one_letter(year):
    teams = record(2, "team_recommendation", rosters={"teams": [team("机加车间二班")]}, recommending_unit=value(UNIT))
    letter = owed(filing(recommendation(), teams), [], Status.COMPLETE, year)
    assert "优秀质量管理小组2个、质量信得过班组1个" in letter.text
    assert "机加车间二班" in letter.text
    assert "推荐表（附件9）" in letter.text


# --------------------------------------------------------------------------------------------------------------------
# Please mend
# --------------------------------------------------------------------------------------------------------------------


def test_what_to_mend_is_grouped_by_form_and_numbered_through(year):
    findings = [
        found(
            "missing-report",
            message="目前尚未收到“红岩QC小组”的成果报告 Word 版。",
            clause="附件2注1②",
            form="achievement_report",
            entry="红岩QC小组",
            field=None,
        ),
        found("required-blank", message="申报表“飞翔QC小组”：直接联系人一栏为空，请补填。", form="circle_application"),
        found(clause="附件5注1"),
        found("invalid-topic-type", message="“飞翔QC小组”：小组类型填“问题解决型”，请选填一种。", clause="附件5注2", field="topic_type"),
    ]
    letter = owed(complete_filing(), findings, Status.NEEDS_CORRECTION, year)
    assert letter.template == "T2"
    assert letter.subject.startswith("请补充：")
    order = [
        "一、推荐表（附件5）",
        "1. 第2行",
        "2. “飞翔QC小组”：小组类型",
        "二、申报表（附件2）",
        "3. 申报表",
        "三、申报材料",
        "4. 目前尚未收到",
    ]
    places = [letter.text.index(part) for part in order]
    assert places == sorted(places)
    assert "请确认以哪个为准。（附件5注1）" in letter.text
    assert set(letter.finding_keys) == {f.key for f in findings}


def test_a_clause_that_the_sentence_already_ends_with_is_not_said_twice(year):
    letter = owed(complete_filing(), [found(message="请确认。（附件5注1）", clause="附件5注1")], Status.NEEDS_CORRECTION, year)
    assert letter.text.count("（附件5注1）") == 1


def test_reminders_are_told_apart_and_warnings_and_notes_never_leave_the_house(year):
    findings = [
        found("missing-statistics", Level.REMINDER, "目前尚未收到统计表；如随纸质材料寄送，请忽略。", form=None, entry=None, field=None),
        found("benefit-implausible", Level.WARNING, "只给工作人员看的话甲"),
        found("topic-style", Level.NOTE, "只给工作人员看的话乙"),
    ]
    letter = owed(complete_filing(), findings, Status.COMPLETE, year)
    assert letter.template == "T1"
    assert "请留意（无需回复）：目前尚未收到统计表" in letter.text
    assert "只给工作人员看" not in letter.text + letter.html
    assert letter.finding_keys == (findings[0].key,)


def test_reminders_of_one_kind_are_said_in_one_breath(year):
    def lacking(paper, clause):
        message = f"目前尚未收到{paper}；如随纸质材料寄送，请忽略。"
        return found("missing-" + clause, Level.REMINDER, message, form=None, entry=None, field=None, clause=clause)

    other = found("invalid-email", Level.REMINDER, "统计表：邮箱填“a.b”，似不完整，请核对。")
    findings = [lacking("统计表（附件4）", "附件4注2"), other, lacking("工作总结（附件3）", "附件3")]
    letter = owed(complete_filing(), findings, Status.COMPLETE, year)
    assert "目前尚未收到统计表（附件4）、工作总结（附件3）；如随纸质材料寄送，请忽略。（附件4注2、附件3）" in letter.text
    assert other.message in letter.text
    assert len(letter.finding_keys) == 3


def test_what_staff_have_waived_is_not_asked_for(year):
    waived = found()
    letter = owed(complete_filing(known=(known(waived, FindingState.WAIVED),)), [waived], Status.COMPLETE, year)
    assert letter.template == "T1"
    assert waived.message not in letter.text


@pytest.mark.parametrize(
    ("entry", "field", "asked"), [("", "", False), ("“飞翔”QC小组", "", False), ("", "member_count", False), ("红岩QC小组", "", True)]
)
def test_a_waiver_speaks_of_its_rule_entry_and_field(year, entry, field, asked):
    decision = Decision(1, "waive", "member-count-mismatch", entry, field, "", "", "电话核实", "曹希", at(21))
    letter = owed(complete_filing(decisions=(decision,)), [found()], Status.COMPLETE, year)
    assert (found().message in letter.text) is asked


def test_a_file_that_did_not_open_is_named_with_the_reason_and_what_to_do(year):
    files = [file(1, "附件5.docx", "circle_recommendation"), file(2, "QC申报材料.rar", trouble=Trouble(TroubleKind.PASSWORD))]
    locked = found(
        "password-protected", message="“QC申报材料.rar”设有密码，烦请取消密码后重新发送。", form=None, entry=None, field=None, file=2
    )
    letter = owed(complete_filing(files=files), [locked], Status.NEEDS_CORRECTION, year)
    assert letter.template == "T3"
    assert letter.text.count(locked.message) == 1
    assert f"设有密码：QC申报材料.rar〔{files[1].sha256[:8]}〕" in letter.text
    assert "其余附件已正常登记，不必重发" in letter.text
    assert "电子材料已齐全" not in letter.text


@pytest.mark.parametrize(
    ("format_", "kind", "reason"),
    [
        ("xlsx", TroubleKind.ARCHIVE_LIMIT, "内容过大"),
        ("", TroubleKind.ARCHIVE_LIMIT, "压缩包过大或层数过多"),
        ("enciphered", TroubleKind.ENCIPHERED, "经单位的加密软件加密"),
    ],
)
def test_the_list_of_files_says_why_one_was_not_opened(year, format_, kind, reason):
    unopened = file(2, "附件", trouble=Trouble(kind), format=format_)
    asked = found("archive-limit", form=None, entry=None, field=None, file=2)
    letter = owed(complete_filing(files=[file(1, "附件5.docx", "circle_recommendation"), unopened]), [asked], Status.NEEDS_CORRECTION, year)
    assert f"{reason}：附件〔" in letter.text


def test_a_link_is_asked_for_as_a_file_and_never_followed_nor_repeated(year):
    link = CloudLink("QQ邮箱超大附件", "成果报告.docx", "https://mail.qq.com/cgi-bin/ftnExs_download?k=1", 1, at(30))
    linked = found(
        "cloud-attachment", message="“成果报告.docx”是以“QQ邮箱超大附件”链接形式发送的（5月30日到期）。", form=None, entry=None, field=None
    )
    letter = owed(complete_filing(mails=[mail(links=(link,))]), [linked], Status.NEEDS_CORRECTION, year)
    assert letter.template == "T4"
    assert letter.text.count(linked.message) == 1
    assert "主题注明受理号" in letter.text
    assert "http" not in letter.text + letter.html


def test_a_late_filing_is_received_neutrally_and_still_told_what_to_mend(year):
    late = complete_filing(mails=[mail(received_at=at(24, "09:12"))])
    letter = owed(late, [found()], Status.NEEDS_CORRECTION, year, late=True)
    assert letter.template == "T5+T2"
    assert "5月24日 09:12" in letter.text
    assert "由工作人员与您联系确认" in letter.text
    assert found().message in letter.text
    assert "补充截止时间" not in letter.text
    assert "拒" not in letter.text


def test_a_supplement_after_the_deadline_names_no_deadline_that_has_passed(year):
    after = complete_filing(
        mails=[mail(1), mail(2, received_at=at(25))],
        letters=(sent(1, 1),),
        files=[file(9, "附件5.docx", "circle_recommendation", of_mail=2)],
    )
    letter = owed(after, [found()], Status.NEEDS_CORRECTION, year)
    assert "T5" not in letter.template
    assert "5月23日" not in letter.text


def test_a_blank_form_goes_along_with_what_is_asked_for_once(year):
    missing = found("missing-recommendation", message="目前尚未收到推荐表。", entry=None, field=None)
    only = filing(application(2, "飞翔QC小组"))
    letter = owed(only, [missing], Status.NEEDS_CORRECTION, year)
    assert [f.name for f in letter.files] == ["附件5-质量管理小组推荐表.docx"]
    assert letter.files[0].octets.startswith(b"PK")
    assert "附件5-质量管理小组推荐表.docx" in letter.text
    again = replace(
        only,
        mails=(mail(1), mail(2)),
        files=(file(3, "附件2.docx", "circle_application", of_mail=2),),
        letters=(sent(1, 1, keys=letter.finding_keys),),
    )
    assert owed(again, [missing], Status.NEEDS_CORRECTION, year).files == ()


# --------------------------------------------------------------------------------------------------------------------
# To whom, in which thread, or not at all
# --------------------------------------------------------------------------------------------------------------------


def test_one_letter_answers_all_mails_and_goes_to_the_sender_of_the_newest_alone(year):
    colleague = Address("赵六", "zhaoliu@example.com")
    mails = [mail(1, received_at=at(21)), mail(2, received_at=at(21, "10:50"), answer_to=colleague, references=("<m1@example.com>",))]
    letter = owed(complete_filing(mails=mails), [], Status.COMPLETE, year)
    assert letter.to == colleague
    assert letter.covers == (1, 2)
    assert letter.in_reply_to == "<m2@example.com>"
    assert letter.references == ("<m1@example.com>", "<m2@example.com>")
    assert "5月21日 10:32至10:50陆续收悉" in letter.text


def test_long_threads_keep_their_first_and_their_last_references(year):
    chain = tuple(f"<r{n}@example.com>" for n in range(60))
    letter = owed(complete_filing(mails=[mail(references=chain)]), [], Status.COMPLETE, year)
    assert letter.references[0] == "<r0@example.com>"
    assert letter.references[-2:] == ("<r59@example.com>", "<m1@example.com>")
    assert len(letter.references) == 20


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("回复：请补充：江峡机械QC申报材料〔QC2019-0037〕", "已收到：江峡机械QC申报材料〔QC2019-0037〕"),
        ("Re: 回复: RE：已收到：QC材料〔QC2019-0037〕 〔QC2019-0037〕", "已收到：QC材料〔QC2019-0037〕"),
        ("关于渝质协〔2019〕5号的申报", "已收到：关于渝质协〔2019〕5号的申报〔QC2019-0037〕"),
        ("转发：Fw: 附件5", "已收到：附件5〔QC2019-0037〕"),
        ("", "已收到：来信〔QC2019-0037〕"),
        ("QC\r\nBcc: x@example.com\u202e材料", "已收到：QCBcc: x@example.com材料〔QC2019-0037〕"),
        ("更正：推荐表，以此为准", "已收到：更正：推荐表，以此为准〔QC2019-0037〕"),
        ("回复：更正说明：QC材料〔QC2019-0037〕", "已收到：QC材料〔QC2019-0037〕"),
    ],
)
def test_marks_and_numbers_do_not_pile_up_in_subjects(year, subject, expected):
    assert owed(complete_filing(mails=[mail(subject=subject)]), [], Status.COMPLETE, year).subject == expected


def test_a_very_long_subject_is_cut(year):
    letter = owed(complete_filing(mails=[mail(subject="材" * 500)]), [], Status.COMPLETE, year)
    assert len(letter.subject) < 130
    assert letter.subject.endswith("…〔QC2019-0037〕")


@pytest.mark.parametrize("kept", [{"kind": Kind.AUTOMATIC}, {"kind": Kind.INQUIRY}, {"may_be_answered": False}])
def test_what_must_not_be_answered_is_not(year, kept):
    assert owed(complete_filing(mails=[mail(**kept)]), [found()], Status.NEEDS_CORRECTION, year) is None


def test_a_mail_that_was_answered_is_not_answered_again(year):
    assert owed(complete_filing(letters=(sent(1, 1),)), [found()], Status.NEEDS_CORRECTION, year) is None


def test_a_word_of_thanks_is_owed_nothing(year):
    problem = found()
    thanks = complete_filing(mails=[mail(1), mail(2, text="谢谢")], letters=(sent(1, 1, keys=(problem.key,)),))
    assert owed(thanks, [problem], Status.NEEDS_CORRECTION, year) is None
    assert owed(thanks, [], Status.COMPLETE, year) is None


def test_a_filing_that_began_without_any_file_is_told_so(year):
    missing = found("no-attachment", message="邮件中未见附件。", form=None, entry=None, field=None)
    letter = owed(replace(filing(), files=()), [missing], Status.NEEDS_CORRECTION, year)
    assert letter.template == "T7"
    assert "材料已于" not in letter.text


def test_a_promised_file_that_did_not_come_is_asked_for(year):
    missing = found("no-attachment", message="邮件中未见附件，如有补充材料，烦请重新发送。", form=None, entry=None, field=None)
    promised = complete_filing(mails=[mail(1), mail(2, text="见附件")], letters=(sent(1, 1),))
    letter = owed(promised, [missing], Status.NEEDS_CORRECTION, year)
    assert missing.message in letter.text


# --------------------------------------------------------------------------------------------------------------------
# Supplements
# --------------------------------------------------------------------------------------------------------------------

COUNT = found(clause="附件5注1")
REPORT = found(
    "missing-report", message="目前尚未收到“红岩QC小组”的成果报告 Word 版。", form="achievement_report", entry="红岩QC小组", field=None
)
STATISTICS = found(
    "missing-statistics", Level.REMINDER, "目前尚未收到统计表；如随纸质材料寄送，请忽略。", form="circle_statistics", entry=None, field=None
)


def supplemented(*new, old_rows=None, files=None, told=(COUNT, REPORT, STATISTICS), **changes) -> Filing:
    """A filing whose first mail was answered with `told`, and whose second brings `new` records."""
    replaced = {(r.record.form, r.entry) for r in new}
    first = recommendation(1, 1, *(old_rows or (circle("飞翔QC小组", member_count=value("8", 8)), circle("红岩QC小组"))))
    first = replace(first, current=("circle_recommendation", "") not in replaced)
    own = {
        "mails": [mail(1), mail(2, subject="回复：请补充：QC材料〔QC2019-0037〕")],
        "files": [
            file(1, "附件5.docx", "circle_recommendation"),
            *(files or [file(7, "补充.docx", *[r.record.form for r in new], of_mail=2)]),
        ],
        "known": tuple(known(f, FindingState.OPEN, 1) for f in told),
        "letters": (sent(1, 1, keys=tuple(f.key for f in told)),),
    }
    return filing(first, *new, **(own | changes))


def test_a_supplement_says_what_changed_from_what_to_what(year):
    new = recommendation(5, 2, circle("飞翔QC小组", member_count=value("7", 7)), circle("红岩QC小组"))
    letter = owed(supplemented(new), [REPORT], Status.NEEDS_CORRECTION, year)
    assert letter.template == "T6"
    assert letter.covers == (2,)
    assert "推荐表（附件5）“飞翔QC小组”小组人数 8→7" in letter.text
    assert COUNT.message not in letter.text
    assert letter.text.count(REPORT.message) == 1
    assert "收到的文件" in letter.text
    assert "附件5.docx" not in letter.text.replace("补充.docx", "")


def test_a_paper_that_comes_later_is_named_as_new_and_completes_the_filing(year):
    report = record(5, "achievement_report", 2, entry="红岩QC小组", circle_name=value("红岩QC小组"))
    letter = owed(supplemented(report), [COUNT], Status.NEEDS_CORRECTION, year)
    assert "新增：“红岩QC小组”成果报告（Word）" in letter.text
    done = owed(supplemented(report), [], Status.COMPLETE, year)
    assert "目前电子材料已齐全" in done.text
    assert done.subject == "已收到：QC材料〔QC2019-0037〕"


def test_a_reminder_is_read_once(year):
    new = recommendation(5, 2, circle("飞翔QC小组", member_count=value("7", 7)), circle("红岩QC小组"))
    assert STATISTICS.message not in owed(supplemented(new), [STATISTICS], Status.COMPLETE, year).text


def test_what_was_solved_without_a_visible_change_is_acknowledged(year):
    blank = found(
        "required-blank", message="申报表“飞翔QC小组”：直接联系人一栏为空，请补填。", form="circle_application", field="contact_person"
    )
    new = application(5, "飞翔QC小组", of_mail=2)
    letter = owed(supplemented(new, told=(blank,)), [], Status.COMPLETE, year)
    assert "此前请确认的申报表（附件2）“飞翔QC小组”直接联系人，已按新材料登记" in letter.text
    assert blank.message not in letter.text


def test_what_staff_waived_is_not_thanked_for(year):
    new = recommendation(5, 2, circle("飞翔QC小组"), circle("红岩QC小组"))
    waived = supplemented(new, known=(known(COUNT, FindingState.WAIVED, 1),))
    assert "此前请确认" not in owed(waived, [], Status.COMPLETE, year).text


def test_a_circle_that_came_or_went_is_said(year):
    new = recommendation(5, 2, circle("飞翔QC小组", member_count=value("8", 8)), circle("嘉陵QC小组"))
    letter = owed(supplemented(new), [], Status.COMPLETE, year)
    assert "补入“嘉陵QC小组”" in letter.text
    assert "不再列“红岩QC小组”" in letter.text


def test_a_list_that_goes_on_in_a_second_mail_takes_nothing_back(year):
    more = recommendation(5, 2, circle("嘉陵QC小组"))
    both = supplemented(more)
    both = replace(both, records=tuple(replace(r, current=True) for r in both.records))
    letter = owed(both, [], Status.COMPLETE, year)
    assert "不再列" not in letter.text
    assert "新增：推荐表（附件5）（Word）" in letter.text
    assert "嘉陵QC小组 |" in letter.text


def test_the_same_file_again_is_acknowledged_as_the_same(year):
    same = recommendation(5, 2, circle("飞翔QC小组", member_count=value("8", 8)), circle("红岩QC小组"))
    letter = owed(supplemented(same), [REPORT], Status.NEEDS_CORRECTION, year)
    assert "推荐表（附件5）与之前收到的相同" in letter.text
    assert REPORT.message in letter.text


def test_a_doubtful_reading_is_not_told_as_a_change(year):
    doubtful = value("7人?", 7, "ambiguous")
    new = recommendation(5, 2, circle("飞翔QC小组", member_count=doubtful), circle("红岩QC小组"))
    assert "8→" not in owed(supplemented(new), [], Status.COMPLETE, year).text


def test_certificate_changes_are_bold_in_html(year):
    new = recommendation(5, 2, circle("飞翔QC小组", "新课题名称", member_count=value("8", 8)), circle("红岩QC小组"))
    letter = owed(supplemented(new), [], Status.COMPLETE, year)
    bold = ["".join(b.itertext()) for b in lxml_html.fromstring(letter.html.encode()).iter("b")]
    assert bold == ["“飞翔QC小组”课题名称 降低轴承座加工废品率→新课题名称"]


def test_unchanged_certificates_are_not_echoed_again(year):
    report = record(5, "achievement_report", 2, entry="红岩QC小组", circle_name=value("红岩QC小组"))
    assert "获奖证书将按" not in owed(supplemented(report), [], Status.COMPLETE, year).text


def test_paper_is_mentioned_once(year):
    first = owed(complete_filing(), [], Status.COMPLETE, year)
    assert "纸质材料" in first.text
    report = record(5, "achievement_report", 2, entry="红岩QC小组", circle_name=value("红岩QC小组"))
    after_mending = owed(supplemented(report), [], Status.COMPLETE, year)
    assert "纸质材料" in after_mending.text
    assert "T1" in after_mending.template.split("+")
    after_complete = supplemented(report, letters=(sent(1, 1, template="T1"),))
    assert "纸质材料" not in owed(after_complete, [], Status.COMPLETE, year).text


# --------------------------------------------------------------------------------------------------------------------
# Several companies, and no filing at all
# --------------------------------------------------------------------------------------------------------------------

ASSOCIATION = "重庆市机械行业协会"


def association_filing(*more) -> Filing:
    companies = ("重庆甲有限公司", "重庆乙有限公司", "重庆乙有限公司", "重庆丙厂")
    rows = [
        circle(f"{name}QC小组", organization_name=value(company))
        for name, company in zip(["飞翔", "红岩", "嘉陵", "长江"], companies, strict=True)
    ]
    listed = record(1, "circle_recommendation", rosters={"circles": rows}, recommending_unit=value(ASSOCIATION))
    return filing(listed, application(2, "“飞翔”小组", company="重庆甲有限公司"), *more, unit=ASSOCIATION)


def test_an_association_reads_a_line_for_each_company(year):
    letter = owed(association_filing(), [REPORT], Status.NEEDS_CORRECTION, year)
    assert letter.template == "T8"
    assert letter.subject.startswith("请补充：")
    assert "共涉及3家单位、4个小组" in letter.text
    assert "重庆甲有限公司 | 飞翔QC小组 | 已收 | 未见 | 无" in letter.text
    assert f"重庆乙有限公司 | 红岩QC小组 | 未见 | 未见 | {REPORT.message}" in letter.text
    assert letter.text.count(REPORT.message) == 1
    rows = lxml_html.fromstring(letter.html.encode()).xpath("//table[1]//tr")
    assert [len(row) for row in rows] == [5, 5, 5, 5, 5]


def test_what_concerns_the_whole_association_stands_below_the_table(year):
    reviewers = found("too-few-reviewers", message="评委名单目前为 1 名，请补充。", clause="通知二（二）", entry=None, field=None)
    letter = owed(association_filing(), [reviewers], Status.NEEDS_CORRECTION, year)
    assert "1. 评委名单目前为 1 名，请补充。（通知二（二））" in letter.text
    assert "请补充的内容见以下各项" in letter.text


def test_a_company_that_writes_its_own_name_two_ways_gets_no_table(year):
    rows = [circle("飞翔QC小组", organization_name=value(UNIT)), circle("红岩QC小组", organization_name=value("江峡机械公司"))]
    letter = owed(filing(recommendation(1, 1, *rows)), [], Status.COMPLETE, year)
    assert letter.template == "T1"


def test_a_mail_without_anything_attached_is_told_so(year):
    finding = found("no-attachment", message="邮件中未见附件。", form=None, entry=None, field=None)
    letter = no_filing_reply(mail(subject="申报材料"), [finding], year)
    assert letter.template == "T7"
    assert letter.subject == "已收到：申报材料"
    assert "邮件中未见附件" in letter.text
    assert letter.covers == (1,)
    assert "受理号" not in letter.text


def test_a_mail_with_only_a_locked_archive_or_a_link_is_told_what_to_do(year):
    locked = found("password-protected", message="“材料.rar”设有密码。", form=None, entry=None, field=None)
    linked = found("cloud-attachment", message="“材料.zip”以链接形式发送。", form=None, entry=None, field=None)
    letter = no_filing_reply(mail(), [locked, linked], year)
    assert letter.template == "T3+T4"
    assert letter.subject.startswith("请补充：")
    assert locked.message in letter.text
    assert "主题注明单位名称" in letter.text


def test_a_mail_of_no_filing_that_asks_for_nothing_gets_no_letter(year):
    assert no_filing_reply(mail(), [found("not-this-campaign", Level.WARNING)], year) is None
    assert no_filing_reply(mail(may_be_answered=False), [found("no-attachment", entry=None, field=None)], year) is None


# --------------------------------------------------------------------------------------------------------------------
# Text and HTML
# --------------------------------------------------------------------------------------------------------------------


def test_html_says_what_the_text_says(year):
    files = [file(1, "附件5.docx", "circle_recommendation"), file(2, "a.rar", trouble=Trouble(TroubleKind.PASSWORD))]
    rows = [circle(name) for name in ("甲QC小组", "乙QC小组", "丙QC小组", "丁QC小组")]
    locked = found("password-protected", form=None, entry=None, field=None, file=2)
    letter = owed(
        filing(recommendation(1, 1, *rows), files=files), [COUNT, REPORT, STATISTICS, locked], Status.NEEDS_CORRECTION, year, late=True
    )
    assert html_text(letter) == flat_text(letter).replace("|", "")


def test_a_strangers_markup_stays_words(year):
    evil = "<script>alert(1)</script><img src=http://x/y.png>&amp;"
    row = circle(evil, evil)
    problem = found(message=f"“{evil}”一栏为空，请补填。")
    letter = owed(
        filing(recommendation(1, 1, row), mails=[mail(subject=evil)], files=[file(1, evil, "unrecognized")], unit=evil),
        [problem],
        Status.NEEDS_CORRECTION,
        year,
    )
    page = lxml_html.fromstring(letter.html.encode())
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "p",
        "div",
        "b",
        "br",
        "table",
        "tr",
        "th",
        "td",
    }
    assert evil in letter.text
    assert not re.search(r"(href|src)=", re.sub(r"&lt;.*?&gt;", "", letter.html))


def test_a_strangers_line_breaks_and_hidden_marks_cannot_forge_our_lines(year):
    forged = "附件5.docx\n\n请把费用汇至\u202e账户"
    letter = owed(
        complete_filing(files=[file(1, forged, "unrecognized")]),
        [found(message="请补填“\r\n尊敬的单位\x00”。")],
        Status.NEEDS_CORRECTION,
        year,
    )
    assert "\n请把费用" not in letter.text
    assert "\n尊敬的单位" not in letter.text
    assert "\u202e" not in letter.text
    assert "\x00" not in letter.text


def test_short_lists_are_lines_and_long_ones_a_table(year):
    assert "<table" not in owed(complete_filing(), [], Status.COMPLETE, year).html
    four = recommendation(1, 1, *(circle(n) for n in ("甲QC小组", "乙QC小组", "丙QC小组", "丁QC小组")))
    assert "<table" in owed(filing(four), [], Status.COMPLETE, year).html


def test_a_usual_letter_is_at_most_one_screen(year):
    letter = owed(complete_filing(), [COUNT, REPORT, STATISTICS], Status.NEEDS_CORRECTION, year)
    assert len(letter.text.splitlines()) <= 40


def test_a_decision_about_paper_is_no_reason_for_another_letter(year):
    ticked = complete_filing(
        letters=(sent(1, 1, template="T1"),), decisions=(Decision(1, "paper", "", "", "", "", "", "", "曹希", at(22)),)
    )
    assert owed(ticked, [], Status.COMPLETE, year) is None
