"""Staff's word is last: said once at the door, it holds in the export, the status and every reprocessing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from demo.samples import Habits, make_filing, make_mail
from tests.house import house

AT = datetime(2019, 5, 21, 2, 32, tzinfo=UTC)
SENDER = ("张三", "zhangsan@firm.example")
NO = "QC2019-0001"


@pytest.fixture
def home(tmp_path, dovecot, letterbox):
    return house(tmp_path, dovecot.settings(), letterbox.settings())


def put(dovecot, seed, mistake="", *, sender=SENDER, at=AT):
    filing = make_filing(seed, Habits(circles=2, teams=0, plain=True, mistake=mistake))
    dovecot.append("INBOX", make_mail(filing, sender, "QC申报材料", "qq"), at)
    return filing


def filing_of(home, receipt=NO):
    return next(f for f in home.export()["filings"] if f["receipt"] == receipt)


def standing(home, receipt=NO):
    return [f for f in filing_of(home, receipt)["findings"] if f["state"] == "open" and f["level"] == "problem"]


def rows(home):
    record = next(r for r in filing_of(home)["records"] if r["form"] == "circle_recommendation" and r["current"])
    return record["tables"]["circles"]


def test_an_amended_cell_settles_the_finding_and_survives_reprocessing(home, dovecot, letterbox):
    put(dovecot, 1004, "size-mismatch")
    home.run("once")
    fault = next(f for f in standing(home) if f["rule"] == "size-mismatch")
    application = next(
        r for r in filing_of(home)["records"] if r["form"] == "circle_application" and r["fields"]["circle_name"]["value"] == fault["entry"]
    )
    listed = next(r for r in rows(home) if r["circle_name"]["value"] == fault["entry"])
    right, wrong = listed["member_count"]["raw"], application["fields"]["member_count"]["raw"]
    assert right != wrong
    told = home.run("amend", NO, "附件2", "member_count", right, "--entry", fault["entry"], "--reason", "电话核实").stdout
    assert f"“{wrong}”→“{right}”" in told
    assert "电子材料齐全" in told
    once = filing_of(home)
    assert (once["status"], standing(home)) == ("complete", [])
    assert [(d["verb"], d["before"], d["after"], d["reason"]) for d in once["decisions"]] == [("amend", wrong, right, "电话核实")]
    assert "0 处变化" in home.run("reprocess", "--all").stdout
    assert filing_of(home)["status"] == "complete"
    assert len(letterbox.taken) == 1


def test_a_roster_cell_is_amended_by_row_or_name_and_the_units_new_word_stands(home, dovecot):
    filing = put(dovecot, 1008)
    home.run("once", "--no-send")
    name = rows(home)[1]["circle_name"]["value"]
    home.run("amend", NO, "circle_recommendation", "小组名称", "改正后的小组", "--row", "2", "--reason", "证书核对")
    assert [r["circle_name"]["value"] for r in rows(home)][1] == "改正后的小组"
    dovecot.append("INBOX", make_mail(filing, SENDER, "QC申报材料 再发", "foxmail"), datetime(2019, 5, 22, 2, 0, tzinfo=UTC))
    home.run("once", "--no-send")
    assert rows(home)[1]["circle_name"]["value"] == "改正后的小组", name
    done = home.run("amend", NO, "附件5", "member_count", "7", "--reason", "x", check=False)
    assert done.returncode == 2
    assert "--row" in done.stderr


def test_levels_states_names_and_papers_are_kept_with_what_was_before(home, dovecot, letterbox):
    put(dovecot, 1009, "invalid-topic-type")
    home.run("once")
    rule = standing(home)[0]["rule"]
    assert "problem→note" in home.run("relevel", NO, rule, "note", "--reason", "文字习惯").stdout
    home.run("state", NO, "缓评", "--note", "等课题材料")
    home.run("state", NO, "参评")
    home.run("rename", NO, "重庆某某有限公司", "--reason", "营业执照")
    told = home.run("paper", NO, "--what", "申报表原件", "--letter").stdout
    home.run("reprocess", "--all")
    filing = filing_of(home)
    assert (filing["unit"], filing["status"]) == ("重庆某某有限公司", "complete")
    said = [(d["verb"], d["before"], d["after"]) for d in filing["decisions"]]
    assert ("review-state", "缓评", "参评") in said
    assert ("relevel", "problem", "note") in said
    assert [d["rule"] for d in filing["decisions"] if d["verb"] == "paper"] == ["纸质：申报表原件"] * 2
    assert "尚缺：成果报告" in told
    assert "自我评分表" not in told
    home.run("once")
    assert "申报表原件" in letterbox.taken[-1].message.get_body(("plain",)).get_content()
    assert home.run("state", NO, "随便", check=False).returncode == 2


def test_a_mistake_of_ours_is_taken_back_once_and_waived(home, dovecot, letterbox):
    put(dovecot, 1008, "member-count-mismatch")
    home.run("once")
    assert home.run("correct", NO, "blank-form", check=False).returncode == 2
    home.run("correct", NO, "member-count-mismatch")
    assert "没有再写" in home.run("correct", NO, "member-count-mismatch").stdout
    home.run("once")
    assert filing_of(home)["status"] == "complete"
    assert [t.message["Subject"].startswith("更正说明") for t in letterbox.taken] == [False, True]


def test_a_waiver_is_taken_back(home, dovecot):
    put(dovecot, 1008, "member-count-mismatch")
    home.run("once", "--no-send")
    home.run("waive", NO, "member-count-mismatch", "--reason", "顾问")
    assert filing_of(home)["status"] == "complete"
    home.run("unwaive", NO, "member-count-mismatch", "--reason", "看错了")
    assert filing_of(home)["status"] == "needs_correction"
    assert [f["rule"] for f in standing(home)] == ["member-count-mismatch"]
    assert home.run("unwaive", NO, "member-count-mismatch", "--reason", "x", check=False).returncode == 2


def test_only_units_with_open_problems_are_reminded_once_a_day(home, dovecot, letterbox):
    put(dovecot, 1008, "member-count-mismatch")
    put(dovecot, 1012, sender=("李四", "lisi@other.example"))
    home.run("once")
    assert f"1 封：{NO}" in home.run("remind", "--all").stdout
    assert "已写提醒 0 封" in home.run("remind", "--all").stdout
    home.run("once")
    assert [t.recipient for t in letterbox.taken].count(SENDER[1]) == 2
    assert home.run("remind", check=False).returncode == 2


def test_two_filings_are_merged_and_a_mail_is_split_off_for_good(home, dovecot):
    put(dovecot, 1012)
    put(dovecot, 1013, sender=("李四", "lisi@other.example"), at=datetime(2019, 5, 21, 3, 0, tzinfo=UTC))
    home.run("once", "--no-send")
    home.run("merge", "QC2019-0002", NO, "--reason", "同一集团")
    assert [f["receipt"] for f in home.export()["filings"]] == [NO]
    home.run("reprocess", "--all")
    assert [m["receipt"] for m in home.export()["messages"]] == [NO, NO]
    assert NO in home.run("show", "QC2019-0002").stdout
    told = home.run("split", NO, "--mail", "2", "--unit", "重庆另一有限公司", "--reason", "两家单位").stdout
    home.run("reprocess", "--all")
    data = home.export()
    assert [f["unit"] for f in data["filings"] if f["receipt"] in told][-1] == "重庆另一有限公司"
    assert len({m["receipt"] for m in data["messages"]}) == 2
    assert home.run("split", NO, "--mail", "99", "--reason", "x", check=False).returncode == 2
