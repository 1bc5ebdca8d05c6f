"""自检: a mail that asks for a check gets the report of a filing and files nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from demo.samples import Habits, make_filing, make_mail
from tests.house import house

SENDER = ("张三", "zhangsan@firm.example")


def test_a_check_reports_what_a_filing_would_and_files_nothing(tmp_path, dovecot, letterbox):
    home = house(tmp_path, dovecot.settings(), letterbox.settings())
    wrong = make_filing(1008, Habits(circles=2, teams=0, plain=True, mistake="member-count-mismatch"))
    dovecot.append("INBOX", make_mail(wrong, SENDER, "自检：QC申报材料", "qq"), datetime(2019, 5, 20, 2, 0, tzinfo=UTC))
    home.run("once")
    data = home.export()
    assert data["filings"] == []
    assert data["messages"][0]["receipt"] is None
    problems = {f["rule"]: f["message"] for f in data["messages"][0]["findings"] if f["level"] == "problem"}
    assert set(problems) == {"member-count-mismatch"}
    letter = letterbox.taken[0].message
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"].startswith("自检结果：")
    assert "QC2019-" not in letter["Subject"] + text
    assert "未登记为申报材料" in text
    assert "第1行" in re.sub(r"\s", "", text) or "第2行" in re.sub(r"\s", "", text)
    assert any((p.get_filename() or "").startswith("〔批注〕") for p in letter.iter_attachments())
    home.run("reprocess", "--all", "--reply")
    assert home.export()["filings"] == []
    right = make_filing(1008, Habits(circles=2, teams=0, plain=True))
    dovecot.append("INBOX", make_mail(right, SENDER, "QC申报材料", "qq"), datetime(2019, 5, 21, 2, 0, tzinfo=UTC))
    home.run("once")
    assert [(f["receipt"], f["status"]) for f in home.export()["filings"]] == [("QC2019-0001", "complete")]
    assert [t.message["Subject"].startswith("已收到") for t in letterbox.taken] == [False, True]
