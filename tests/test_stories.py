"""Filings over many mails, as units send them: each story is a few passes over a real mailbox, and its letters are read as the unit reads them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from demo.samples import Habits, Letter, SampleFile, make_filing, message_id, pictures, written
from demo.samples.carried import forwarded
from demo.samples.mails import SHANGHAI
from demo.samples.packing import zipped
from tests.house import CAMPAIGN, House, house

ONE = Habits(circles=1, teams=0, plain=True, layouts=("blank",))
TWO = replace(ONE, circles=2)
REPORT, FORM, LIST = "achievement_report", "circle_application", "circle_recommendation"
START = datetime(2019, 5, 20, 9, 0, tzinfo=SHANGHAI)
ZHANG = ("张三", "zhangsan@firm.example")
LI = ("李四", "lisi@second.example")
ASSOCIATION = ("协会", "xh@assoc.example")


@dataclass
class Story:
    """The units' mails in, our letters out, in the order of the calendar."""

    home: House
    dovecot: Any
    letterbox: Any
    now: datetime = START
    heard: int = 0

    def mail(self, files=(), subject="QC申报材料", sender=ZHANG, *, text="您好：\n    材料见附件，请查收。\n", hours=1, **more):
        """Put a mail into the mailbox some hours after the last one."""
        self.now += timedelta(hours=hours)
        named = tuple((f.name, f.octets) if isinstance(f, SampleFile) else f for f in files)
        letter = Letter(sender, subject, text, named, sent_at=self.now, **more)
        self.dovecot.append("INBOX", written(letter, "netease"), self.now)
        return message_id(letter, "netease")

    def once(self):
        """Run one pass; return the letters that went out in it."""
        self.home.run("once")
        fresh = self.letterbox.taken[self.heard :]
        self.heard += len(fresh)
        return fresh

    def only_letter(self):
        """Run one pass that writes one letter; return its words."""
        (taken,) = self.once()
        return said(taken)

    def filings(self):
        return self.home.export()["filings"]

    def standing(self):
        return [(f["unit"], f["status"]) for f in self.filings()]


@pytest.fixture
def story(tmp_path, dovecot, letterbox):
    return Story(house(tmp_path, dovecot.settings(), letterbox.settings()), dovecot, letterbox)


def said(taken):
    return taken.message.get_body(("plain",)).get_content()


def enclosed(taken):
    return [p.get_filename() for p in taken.message.iter_attachments()]


def opened(filing, level="problem"):
    return {(f["rule"], f["entry"]) for f in filing["findings"] if f["state"] == "open" and f["level"] == level}


def of(filing, *forms):
    return [f for f in filing.files if any(t.form in forms for t in f.truth)]


def but(filing, *forms):
    return [f for f in filing.files if not any(t.form in forms for t in f.truth)]


def name_of(file):
    return file.truth[0].values["circle_name"]


def reworded(file, old, new):
    """Return a Word file with one wording for another, as a clerk's 全部替换 does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.octets)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            octets = source.read(name)
            target.writestr(name, octets.replace(old.encode(), new.encode()) if name == "word/document.xml" else octets)
    return replace(file, octets=out.getvalue())


def test_five_mails_in_three_days(story):
    bad, good = make_filing(2001, replace(TWO, mistake="size-mismatch")), make_filing(2001, TWO)
    first, last = of(good, REPORT)
    entries = [name_of(f) for f in of(good, REPORT)]
    story.mail(but(bad, REPORT), "QC小组申报材料（表格）")
    (letter,) = story.once()
    assert opened(story.filings()[0]) == {("size-mismatch", entries[0]), *(("missing-report", e) for e in entries)}
    assert len(enclosed(letter)) == 1
    story.mail([first], "成果报告", hours=3)
    words = story.only_letter()
    assert f"新增：“{entries[0]}”成果报告（Word）" in words
    assert "仍请补充或确认" in words
    assert f"尚未收到“{entries[0]}”" not in words
    story.mail(of(good, FORM), "更正：申报表", text="人数填错了，以此为准。\n", hours=20)
    words = story.only_letter()
    assert f"申报表（附件2）“{entries[0]}”小组人数" in words
    assert "获奖证书将按" not in words
    assert opened(story.filings()[0]) == {("missing-report", entries[1])}
    story.mail([last], "补发成果报告", hours=3)
    assert "目前电子材料已齐全" in story.only_letter()
    story.mail((), "Re: 已收到", text="收到，谢谢老师！\n", hours=20, answers=story.letterbox.taken[-1].message["Message-ID"])
    assert story.once() == []
    assert story.standing() == [(good.unit, "complete")]


def test_a_circle_that_comes_again_under_a_slightly_different_name_is_one_circle(story):
    filing = make_filing(2002, ONE)
    name, form = name_of(of(filing, FORM)[0]), of(filing, FORM)[0]
    story.mail(filing.files)
    story.once()
    for new in (name.replace("QC小组", "质量管理小组"), f"新{name}"):
        story.mail([reworded(form, name, new)], "更新申报表")
        words = story.only_letter()
        assert f"小组名称在申报表中为“{new}”，在推荐表中为“{name}”" in words
        assert "以下内容烦请补充或确认" in words  # it was not asked before
        assert "此前请确认的" not in words  # the question has only changed its name
        assert {rule for rule, _ in opened(story.filings()[0])} == {"name-mismatch"}


def test_a_mail_comes_home_from_another_address_by_forward_thread_receipt_and_unit(story):
    filing, other = make_filing(2003, replace(TWO, circles=3)), make_filing(2055, ONE)
    reports = of(filing, REPORT)
    story.mail(but(filing, REPORT))
    story.mail(but(other, REPORT), sender=LI)
    story.once()
    original = written(
        Letter(("某", "private@mail.example"), "成果", "见附件", ((reports[0].name, reports[0].octets),), sent_at=story.now), "qq"
    )
    story.now += timedelta(hours=1)
    letter = Letter(("王五", "wang@other.example"), "转发：成果", "请查收。\n", sent_at=story.now)
    story.dovecot.append("INBOX", forwarded(letter, original), story.now)
    assert [t.recipient for t in story.once()] == ["wang@other.example"]
    ours = story.letterbox.taken[0].message["Message-ID"]
    story.mail(reports[1:2], "第二份报告", ("赵", "z@new.example"), headers=(("References", f"<x@y.example> {ours}"),))
    assert [t.recipient for t in story.once()] == ["z@new.example"]
    story.mail(reports[2:], "补充材料 qc2019 0001", ("钱", "q@third.example"))
    story.mail(of(other, REPORT), "成果报告", ("孙", "s@fourth.example"))
    assert {t.recipient for t in story.once()} == {"q@third.example", "s@fourth.example"}
    assert story.standing() == [(filing.unit, "complete"), (other.unit, "complete")]


def test_one_archive_with_folders_for_two_units_is_two_filings_that_share_nothing(story):
    one, two = make_filing(2006, ONE), make_filing(2066, replace(ONE, teams=1))
    story.mail([("两家单位.zip", zipped([(f"{u.unit}/{f.name}", f.octets) for u in (one, two) for f in u.files]))])
    letters = [said(t) for t in story.once()]
    assert story.standing() == [(one.unit, "complete"), (two.unit, "complete")]
    assert not any(opened(f, "reminder") for f in story.filings())
    assert [two.unit in letters[0], one.unit in letters[1]] == [False, False]


def members(filing):
    """Each member's own papers: its form names itself as the unit."""
    for form, report in zip(of(filing, FORM), of(filing, REPORT), strict=True):
        company = form.truth[0].values["organization_name"]
        yield company, [reworded(form, filing.unit, company), report]


@pytest.mark.parametrize("layout", ["blank", "shuffled-columns"])
def test_members_papers_complete_the_associations_list_and_nobody_is_accused(story, layout):
    filing = make_filing(2007, replace(ONE, circles=6, companies=6, layouts=(layout,)))
    story.mail(but(filing, FORM, REPORT), "协会推荐", ASSOCIATION)
    story.once()
    assert len(opened(story.filings()[0])) == 12
    for number, (company, files) in enumerate(members(filing)):
        story.mail(files, f"{company}QC小组申报", ("某", f"a{number}@company{number}.example"))
    letters = story.once()
    assert {t.recipient for t in letters} == {f"a{n}@company{n}.example" for n in range(6)}
    assert not any("推荐表" in said(t).partition("收到的文件")[0].replace("获奖证书将按推荐表", "") for t in letters)
    assert {status for _, status in story.standing()} == {"complete"}
    assert not any(opened(f) or opened(f, "reminder") for f in story.filings())


def test_members_that_come_before_their_associations_list_are_cleared_by_it(story):
    filing = make_filing(2007, replace(ONE, circles=2, companies=2))
    for number, (_, files) in enumerate(members(filing)):
        story.mail(files, "QC小组申报", ("某", f"a{number}@company{number}.example"))
    story.once()
    story.mail(but(filing, FORM, REPORT), "协会推荐", ASSOCIATION)
    (letter,) = story.once()
    assert letter.recipient == ASSOCIATION[1]
    assert "电子材料已齐全" in said(letter)
    assert {status for _, status in story.standing()} == {"complete"}


def test_an_association_gets_a_table_and_then_only_its_open_rows(story):
    filing = make_filing(2007, replace(ONE, circles=6, companies=6, layouts=("shuffled-columns",)))
    *most, last = zip(of(filing, FORM), of(filing, REPORT), strict=True)
    story.mail(but(filing, FORM, REPORT), "协会推荐", ASSOCIATION)
    assert story.only_letter().count(" | 未见 | 未见 | ") == 6
    story.mail([f for pair in most for f in pair], "补充", ASSOCIATION)
    words = story.only_letter()
    assert [words.count(" | 未见 | 未见 | "), words.count(" | 已收 | 已收 | ")] == [1, 0]
    story.mail(last, "补充", ASSOCIATION)
    words = story.only_letter()
    assert "请补充或确认" not in words
    assert "目前电子材料已齐全" in words


def test_a_unit_of_the_team_track_alone_is_asked_for_nothing_of_the_other(story):
    story.mail(make_filing(2008, replace(ONE, circles=0, teams=1)).files, "班组")
    words = story.only_letter()
    assert "自我评分表、创建材料、证书复印件等）" in words
    assert "成果报告" not in words
    assert [f["status"] for f in story.filings()] == ["complete"]


def test_namesakes_of_two_units_stay_two_and_a_report_finds_its_own(story):
    one, two = make_filing(2009, ONE), make_filing(2099, ONE)
    old, new = name_of(of(two, FORM)[0]), name_of(of(one, FORM)[0])
    twos = {f.name: reworded(f, old, new) for f in of(two, FORM, LIST, REPORT)}
    story.mail(one.files)
    story.mail([twos.get(f.name, f) for f in but(two, REPORT)], sender=LI)
    story.once()
    story.mail([twos[f.name] for f in of(two, REPORT)], "成果报告", ("王五", "wang@third.example"))
    assert "QC2019-0002" in story.only_letter()
    assert story.standing() == [(one.unit, "complete"), (two.unit, "complete")]


def test_everything_sent_twice_is_no_news(story):
    filing = make_filing(2010, replace(ONE, mistake="invalid-topic-type"))
    story.mail(filing.files)
    assert len(enclosed(story.once()[0])) == 1
    story.mail(filing.files, "QC申报材料（再发一次）")
    (again,) = story.once()
    words = said(again)
    assert "新增" not in words
    assert words.count("与之前收到的相同") == 1
    assert "获奖证书将按" not in words
    assert "仍请补充或确认" in words
    assert enclosed(again) == []


def test_reports_first_and_forms_later_are_one_filing(story):
    filing = make_filing(2011, ONE)
    story.mail(of(filing, REPORT), "成果报告", text="成果报告见附件\n")
    story.once()
    story.mail(but(filing, REPORT), "其余材料")
    assert "目前电子材料已齐全" in story.only_letter()
    assert story.standing() == [(filing.unit, "complete")]


def test_a_summary_alone_is_not_called_complete(story):
    filing = make_filing(2012, replace(ONE, circles=0, teams=1))
    story.mail(of(filing, "team_summary"), "附件7")
    words = story.only_letter()
    assert "已齐全" not in words
    assert [f["status"] for f in story.filings()] == ["review"]
    story.mail(but(filing, "team_summary"), "其他材料", LI)
    assert "目前电子材料已齐全" in story.only_letter()
    assert story.standing() == [(filing.unit, "complete")]


def test_a_late_supplement_to_a_filing_in_time_is_not_late(story):
    filing = make_filing(2013, ONE)
    story.mail(but(filing, REPORT))
    story.once()
    story.mail(of(filing, REPORT), "补成果报告", hours=24 * 6)
    words = story.only_letter()
    assert "是否纳入" not in words
    assert "5月23日" not in words
    assert [(f["status"], f["late"]) for f in story.filings()] == [("complete", False)]


def test_a_cloud_link_is_asked_for_as_a_file_and_settled_by_it(story):
    filing = make_filing(2014, ONE)
    link = "https://wx.mail.qq.com/ftn/download?func=3&key=0a1b2c&code=3d4e5f"
    text = f"您好，材料见附件\n\n从QQ邮箱发来的超大附件\n\nQC申报材料.zip (128.03M, 2019年06月20日 10:32 到期)进入下载页面：{link}\n"
    story.mail((), f"{filing.unit}申报材料", text=text)
    assert "以普通附件重新发送" in story.only_letter()
    story.mail([("QC申报材料.zip", zipped([(f.name, f.octets) for f in filing.files]))], "重发材料")
    assert "超大附件" not in story.only_letter()
    assert story.standing() == [(filing.unit, "complete")]


def test_a_scanned_list_is_asked_for_in_word_once(story):
    scan, good = make_filing(2015, replace(ONE, mistake="word-file-required-scan")), make_filing(2015, ONE)
    story.mail(scan.files)
    assert "制作证书需要 Word 版" in story.only_letter()
    story.mail(of(good, LIST), "推荐表Word版")
    words = story.only_letter()
    assert "获奖证书将按推荐表（附件5）制作" in words
    assert story.standing() == [(good.unit, "complete")]


def test_blank_forms_copies_and_photos_beside_the_real_papers_accuse_nobody(story):
    filing = make_filing(2016, ONE)
    blanks = [(p.name, p.read_bytes()) for p in sorted((CAMPAIGN / "blank").iterdir())]
    photos = [(name, pictures.png(Random(name))) for name in ("申报表盖章页1.jpg", "IMG_2019.png")]
    packed = ("材料.zip", zipped([(f.name, f.octets) for f in filing.files]))
    story.mail([packed, *filing.files[:3], *blanks, *photos])
    words = story.only_letter()
    line = next(x for x in words.splitlines() if "空白表（未填写）" in x)
    assert all(name in line for name, _ in blanks)
    assert "共登记优秀质量管理小组1个。电子材料已齐全" in words
    assert not opened(story.filings()[0], "reminder")


def test_a_filing_in_excel_is_as_good(story):
    story.mail(make_filing(2019, replace(TWO, office="excel", layouts=())).files)
    assert "电子材料已齐全" in story.only_letter()


def test_a_question_and_an_automatic_answer_in_the_thread_get_no_letter(story, tmp_path):
    story.mail(make_filing(2020, replace(ONE, mistake="missing-report")).files)
    ours = story.once()[0].message
    thread = {"answers": ours["Message-ID"], "hours": 1}
    story.mail((), f"回复：{ours['Subject']}", text="请问成果报告可以用PPT吗？\n", **thread)
    story.mail((), f"自动回复：{ours['Subject']}", text="我正在休假\n", headers=(("Auto-Submitted", "auto-replied"),), **thread)
    assert story.once() == []
    story.home.run("digest", "--date", "2019-05-20", "--out", str(tmp_path / "out"))
    first, _, _ = (tmp_path / "out/digest.txt").read_text(encoding="utf-8").partition("二、")
    assert "咨询邮件待回复" in first
    assert "QC2019-0001 张三" in first


def test_what_staff_waived_is_asked_no_more_when_a_supplement_comes(story):
    bad = make_filing(2021, replace(ONE, mistake="member-count-mismatch"))
    story.mail(but(bad, REPORT))
    assert "成员名单为" in story.only_letter()
    story.home.run("waive", "QC2019-0001", "member-count-mismatch", "--reason", "电话核实")
    story.mail(of(bad, REPORT), "补充")
    words = story.only_letter()
    assert "目前电子材料已齐全" in words
    assert "成员名单为" not in words
