"""The main job as its users see it: real mailbox in, letters out, the export and the commands to the letter of the interface."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import openpyxl
import pytest

from demo.samples import Habits, make_filing, make_mail
from tests.house import CAMPAIGN, ROOT, house

AT = datetime(2019, 5, 21, 2, 32, tzinfo=UTC)
HONEST = Habits(circles=2, teams=1, plain=True)
SENDER = ("张三", "zhangsan@firm.example")


def wrong(mistake):
    return Habits(circles=2, teams=0, plain=True, mistake=mistake)


@pytest.fixture
def home(tmp_path, dovecot, letterbox):
    return house(tmp_path, dovecot.settings(), letterbox.settings())


def put(dovecot, filing, subject="QC申报材料", sender=SENDER, *, at=AT):
    dovecot.append("INBOX", make_mail(filing, sender, subject, "qq"), at)


def test_a_complete_filing_is_received_and_acknowledged_in_its_thread(home, dovecot, letterbox):
    filing = make_filing(1001, HONEST)
    put(dovecot, filing)
    before = dovecot.snapshot()
    home.run("once")
    data = home.export()
    assert [(f["unit"], f["status"], f["late"]) for f in data["filings"]] == [(filing.unit, "complete", False)]
    assert not [f for f in data["filings"][0]["findings"] if f["level"] in {"problem", "reminder"}]
    message = data["messages"][0]
    assert message["receipt"] == data["filings"][0]["receipt"] == "QC2019-0001"
    assert message["received_at"] == "2019-05-21T10:32:00+08:00"
    assert [len(letterbox.taken), letterbox.taken[0].recipient] == [1, SENDER[1]]
    letter = letterbox.taken[0].message
    assert letter["In-Reply-To"] == message["message_id"]
    assert message["message_id"] in letter["References"]
    assert letter["Auto-Submitted"] == "auto-replied"
    assert "QC2019-0001" in letter["Subject"]
    assert {p.get_content_type() for p in letter.walk()} >= {"text/plain", "text/html"}
    for file in filing.files:
        assert file.name in letter.get_body(("plain",)).get_content()
    assert dovecot.snapshot() == before


def test_a_second_pass_sends_nothing(home, dovecot, letterbox):
    put(dovecot, make_filing(1002, wrong("member-count-mismatch")))
    home.run("once")
    home.run("once")
    assert len(letterbox.taken) == 1


def test_without_sending_the_reply_waits_in_the_outbox(home, dovecot, letterbox):
    put(dovecot, make_filing(1003, HONEST))
    home.run("once", "--no-send")
    assert letterbox.taken == []
    assert home.export()["filings"][0]["replies"][0]["sent_at"] is None
    home.run("once")
    assert len(letterbox.taken) == 1


def test_a_mistake_is_named_with_its_clause_and_mended_by_a_supplement(home, dovecot, letterbox):
    bad, good = make_filing(1004, wrong("size-mismatch")), make_filing(1004, Habits(circles=2, teams=0, plain=True))
    put(dovecot, bad)
    home.run("once")
    filing = home.export()["filings"][0]
    open_ones = [f for f in filing["findings"] if f["state"] == "open" and f["level"] == "problem"]
    assert {(f["rule"], f["field"]) for f in open_ones} == {("size-mismatch", "member_count")}
    assert (
        open_ones[0]["message"] in re.sub(r"\n\s*", "", letterbox.taken[0].message.get_body(("plain",)).get_content()).replace("　", "")
        or open_ones[0]["clause"]
    )
    assert filing["status"] == "needs_correction"
    mended = [f for f in good.files if any(t.form in {"circle_application", "circle_recommendation"} for t in f.truth)]
    dovecot.append("INBOX", _answer(letterbox.taken[0].message, mended, SENDER), datetime(2019, 5, 22, 1, 0, tzinfo=UTC))
    home.run("once")
    filing = home.export()["filings"][0]
    assert filing["status"] == "complete"
    assert {f["state"] for f in filing["findings"] if f["rule"] == "size-mismatch"} == {"resolved"}
    assert len(home.export()["filings"]) == 1
    assert len(letterbox.taken) == 2


def test_two_mails_of_a_unit_from_two_addresses_are_one_filing_with_one_reply(home, dovecot, letterbox):
    filing = make_filing(1005, HONEST)
    half = len(filing.files) // 2
    first = type(filing)(filing.unit, filing.contact, filing.files[:half], ())
    second = type(filing)(filing.unit, filing.contact, filing.files[half:], ())
    put(dovecot, first, "材料1/2")
    put(dovecot, second, "材料2/2", ("李四", "lisi@else.example"), at=datetime(2019, 5, 21, 2, 40, tzinfo=UTC))
    home.run("once")
    data = home.export()
    assert [(f["unit"], f["status"]) for f in data["filings"]] == [(filing.unit, "complete")]
    assert {m["receipt"] for m in data["messages"]} == {"QC2019-0001"}
    assert len(letterbox.taken) == 1


def test_late_mail_is_received_neutrally(home, dovecot, letterbox):
    put(dovecot, make_filing(1006, HONEST), at=datetime(2019, 5, 23, 15, 59, 30, tzinfo=UTC))
    put(dovecot, make_filing(1007, HONEST), sender=("王五", "wang@x.example"), at=datetime(2019, 5, 23, 16, 0, 10, tzinfo=UTC))
    home.run("once")
    assert [f["late"] for f in home.export()["filings"]] == [False, True]
    assert "是否纳入" in letterbox.taken[1].message.get_body(("plain",)).get_content()


def test_staffs_waiver_survives_reprocessing(home, dovecot, letterbox):
    put(dovecot, make_filing(1008, wrong("member-count-mismatch")))
    home.run("once")
    home.run("waive", "QC2019-0001", "member-count-mismatch", "--reason", "顾问未列入名单，电话核实")
    assert home.export()["filings"][0]["status"] == "complete"
    home.run("reprocess", "--all")
    filing = home.export()["filings"][0]
    assert filing["status"] == "complete"
    assert {f["state"] for f in filing["findings"] if f["rule"] == "member-count-mismatch"} == {"waived"}
    assert len(letterbox.taken) == 1


def test_reprocessing_changes_nothing_where_nothing_changed(home, dovecot):
    for seed in (1009, 1010):
        put(dovecot, make_filing(seed, wrong("invalid-topic-type")), sender=("张", f"s{seed}@x.example"))
    home.run("once", "--no-send")
    before = home.export()
    told = home.run("reprocess", "--all").stdout
    assert "0 处变化" in told
    assert home.export() == before


def test_a_dry_run_lists_what_a_new_rule_would_change_and_changes_nothing(home, dovecot, tmp_path):
    put(dovecot, make_filing(1011, wrong("member-count-mismatch")))
    home.run("once", "--no-send")
    before = home.export()
    campaign = _campaign_without(tmp_path, "member-count-mismatch")
    told = home.run("reprocess", "--all", "--dry-run", INTAKE_CAMPAIGN=str(campaign)).stdout
    assert "member-count-mismatch" in told
    assert home.export() == before


def test_a_question_and_an_automatic_answer_get_no_letter(home, dovecot, letterbox):
    dovecot.append("INBOX", _plain("咨询：推荐表是否需要盖章？", "请问推荐表需要盖章吗？"), AT)
    dovecot.append("INBOX", _plain("自动回复: 已收到", "我正在休假", "X-QQ-AUTO-REPLY: true\r\n"), AT)
    home.run("once")
    assert sorted(m["kind"] for m in home.export()["messages"]) == ["automatic", "inquiry"]
    assert letterbox.taken == []


def test_the_digest_and_the_workbook_are_written(home, dovecot, tmp_path):
    put(dovecot, make_filing(1012, wrong("invalid-topic-type")))
    home.run("once", "--no-send")
    home.run("digest", "--date", "2019-05-21", "--out", str(tmp_path / "out"))
    html = (tmp_path / "out/digest.html").read_text(encoding="utf-8")
    assert "QC2019-0001" in html
    assert (tmp_path / "out/digest.txt").read_text(encoding="utf-8").startswith("【")
    home.run("export", "--format", "xlsx", "--out", str(tmp_path / "book.xlsx"))
    assert "证书_优秀QC小组" in openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames


def test_the_digest_is_mailed_once_a_day(home, dovecot, letterbox):
    put(dovecot, make_filing(1013, HONEST))
    home.run("once", "--no-send")
    home.run("digest", "--date", "2019-05-21", "--send")
    home.run("digest", "--date", "2019-05-21", "--send")
    assert [t.recipient for t in letterbox.taken if t.recipient == "staff@example.com"] == ["staff@example.com"]


def test_the_daemon_answers_and_stops_at_sigterm(home, dovecot, letterbox):
    process = home.start("run")
    try:
        put(dovecot, make_filing(1014, HONEST))
        until = time.monotonic() + 60
        while not letterbox.taken and time.monotonic() < until:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    finally:
        process.kill()
    assert len(letterbox.taken) == 1
    assert process.returncode == 0
    assert "发出回复 1 封" in log
    assert "apscheduler" not in log


def test_only_one_works_a_data_directory(home):
    first = home.start("run")
    try:
        until = time.monotonic() + 30
        while "started" not in first.stderr.readline() and time.monotonic() < until:
            pass
        second = home.run("once", check=False)
        assert second.returncode == 1
        assert len(second.stderr.strip().splitlines()) == 1
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=20)


@pytest.mark.parametrize(
    "arguments", [["reprocess"], ["show", "QC2019-9999"], ["nonsense"], ["digest", "--date", "yesterday"], ["waive", "QC2019-0001", "x"]]
)
def test_wrong_use_is_one_clear_line_and_exit_two(home, arguments):
    done = home.run(*arguments, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_list_show_and_check_config_tell_what_there_is(home, dovecot):
    put(dovecot, make_filing(1015, HONEST))
    home.run("once", "--no-send")
    assert "QC2019-0001" in home.run("list").stdout
    shown = home.run("show", "QC2019-0001").stdout
    assert "推荐表" in shown
    checked = home.run("check-config")
    assert "全部正常" in checked.stdout
    assert "abcdefghijklmnop" not in checked.stdout + checked.stderr


def test_a_pass_that_reaches_no_outgoing_server_says_so_and_fails_and_so_does_the_check(home, dovecot):
    put(dovecot, make_filing(1031, HONEST))
    nobody = {"INTAKE_SMTP__PORT": "1", "INTAKE_IMAP__FOLDERS": '["INBOX", "申报材料"]'}
    done = home.run("once", check=False, **nobody | {"INTAKE_IMAP__FOLDERS": '["INBOX"]'})
    assert (done.returncode, "对方拒绝连接" in done.stderr, "待发 1 封" in done.stdout) == (1, True, True)
    checked = home.run("check-config", check=False, **nobody)
    assert checked.returncode == 1
    assert "✗ 收信：邮箱里没有文件夹“申报材料”" in checked.stdout
    assert "✗ 发信：" in checked.stdout


def test_a_wrong_setting_is_named_with_its_place(home):
    done = home.run("check-config", check=False, INTAKE_IMAP__PORTT="1")
    assert done.returncode == 1
    assert "imap.portt" in done.stderr


def test_every_command_has_help(home):
    for command in ("run", "once", "reprocess", "digest", "export", "list", "show", "waive", "check-config", "demo"):
        assert "usage" in home.run(command, "--help").stdout


def _plain(subject, text, headers=""):
    head = f"From: Li Si <lisi@x.example>\r\nTo: <cqszlxh@126.com>\r\nSubject: {subject}\r\nMessage-ID: <{abs(hash(subject))}@x.example>\r\n{headers}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def _answer(letter, files, sender):
    filing = type(make_filing(1))("", sender[0], tuple(files), ())
    raw = make_mail(filing, sender, f"回复：{letter['Subject']}", "foxmail")
    return raw.replace(
        b"\r\nSubject:", f"\r\nIn-Reply-To: {letter['Message-ID']}\r\nReferences: {letter['Message-ID']}\r\nSubject:".encode(), 1
    )


def _campaign_without(folder, rule):
    copy = folder / "campaign"
    shutil.copytree(CAMPAIGN, copy)
    text = (copy / "rules.toml").read_text(encoding="utf-8")
    text = re.sub(rf'(\[{rule}\]\nlevel = )"\w+"', r'\1"off"', text)
    (copy / "rules.toml").write_text(text, encoding="utf-8")
    return copy


def test_the_export_is_json_with_the_keys_of_the_interface(home, dovecot):
    put(dovecot, make_filing(1016, wrong("required-blank")))
    home.run("once")
    data = home.export()
    assert set(data) >= {"campaign", "messages", "filings"}
    assert set(data["messages"][0]) >= {
        "message_id",
        "from",
        "from_name",
        "subject",
        "text",
        "received_at",
        "kind",
        "receipt",
        "attachments",
    }
    assert set(data["messages"][0]["attachments"][0]) >= {"filename", "within", "sha256", "forms", "readable"}
    filing = data["filings"][0]
    assert set(filing) >= {"receipt", "unit", "status", "late", "received_at", "records", "findings", "replies"}
    record = next(r for r in filing["records"] if r["form"] == "circle_recommendation")
    assert set(record) >= {"form", "sha256", "current", "fields", "tables"}
    assert set(record["tables"]["circles"][0]["circle_name"]) >= {"raw", "value", "flags", "where"}
    assert set(filing["findings"][0]) >= {"rule", "level", "form", "entry", "field", "message", "clause", "state"}
    assert set(filing["replies"][0]) >= {"message_id", "in_reply_to", "to", "subject", "sent_at"}
    json.dumps(data)


def test_a_mail_without_its_files_is_not_nagged_about_where_they_follow(home, dovecot, letterbox):
    filing = make_filing(1017, HONEST)
    empty = type(filing)(filing.unit, filing.contact, (), ())
    put(dovecot, empty, "QC申报材料")
    put(dovecot, filing, "QC申报材料（补附件）", at=datetime(2019, 5, 21, 2, 35, tzinfo=UTC))
    home.run("once")
    assert {m["receipt"] for m in home.export()["messages"]} == {"QC2019-0001"}
    assert len(letterbox.taken) == 1
    assert "未见附件" not in letterbox.taken[0].message.get_body(("plain",)).get_content()


def test_mail_is_imported_from_files_by_the_same_path(home, letterbox, tmp_path):
    filing = make_filing(1018, HONEST)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.eml").write_bytes(make_mail(filing, SENDER, "QC申报材料", "netease"))
    home.run("import", str(tmp_path / "old"))
    home.run("import", str(tmp_path / "old"))
    data = home.export()
    assert [(f["unit"], f["status"]) for f in data["filings"]] == [(filing.unit, "complete")]
    assert len(data["messages"]) == len(letterbox.taken) == 1


def test_held_letters_wait_until_a_person_releases_them(home, dovecot, letterbox):
    put(dovecot, make_filing(1019, HONEST))
    put(dovecot, make_filing(1020, HONEST), sender=("王五", "wang@x.example"))
    home.run("once", "--hold")
    assert letterbox.taken == []
    listed = home.run("outbox", "list").stdout
    assert "等待放行" in listed
    assert "QC2019-0001" in home.run("outbox", "show", "1").stdout
    home.run("outbox", "drop", "2", "--reason", "电话已答复")
    home.run("outbox", "release", "1")
    home.run("once")
    assert [t.recipient for t in letterbox.taken] == [SENDER[1]]


def test_a_mailbox_like_imap_126_com_is_read_all_the_same(tmp_path, netease, dovecot, letterbox):
    home = house(tmp_path, netease.settings(), letterbox.settings())
    filing = make_filing(1021, HONEST)
    put(dovecot, filing)
    home.run("once")
    assert [f["unit"] for f in home.export()["filings"]] == [filing.unit]
    assert len(letterbox.taken) == 1


def test_a_server_that_asks_for_a_pause_is_not_asked_again_by_the_next_pass(home, dovecot, letterbox):
    put(dovecot, make_filing(1022, HONEST))
    letterbox.answers("mail", "421 HL:REP too many connections")
    first = home.run("once")
    assert "暂停半小时" in first.stderr
    assert "待发 1 封" in first.stdout
    connections = letterbox.connections
    assert "发信暂停到" in home.run("once").stderr
    assert letterbox.connections == connections
    assert letterbox.taken == []
    assert home.export()["filings"][0]["replies"][0]["state"] == "deferred"


def test_the_caps_put_letters_off_to_tomorrow_and_say_so_but_never_the_digest(home, dovecot, letterbox):
    for seed, who in ((1041, SENDER), (1042, ("李四", "lisi@else.example"))):
        put(dovecot, make_filing(seed, Habits(circles=1, teams=0, plain=True)), sender=who)
    one = {"INTAKE_SMTP__PER_DAY": "1"}
    assert "待发 1 封" in home.run("once", **one).stdout
    assert "明天再发" in home.run("outbox", "list").stdout
    home.run("digest", "--send", **one)
    assert [t.recipient for t in letterbox.taken] == [SENDER[1], "staff@example.com"]


def test_a_killed_process_leaves_nothing_lost_and_nothing_doubled(home, dovecot, letterbox):
    for seed in range(1030, 1036):
        put(dovecot, make_filing(seed, HONEST), sender=("甲", f"s{seed}@x.example"))
    for seconds in (1.5, 2.5, 3.5):
        process = home.start("once")
        time.sleep(seconds)
        process.kill()
        process.communicate()
    home.run("once")
    data = home.export()
    assert len(data["messages"]) == 6
    identifiers = [t.message["Message-ID"] for t in letterbox.taken]
    waiting = [r for f in data["filings"] for r in f["replies"] if r["sent_at"] is None]
    assert len(set(identifiers)) + len(waiting) == len(data["filings"])


def test_a_filing_found_in_the_junk_folder_is_read_and_its_letter_waits_for_a_person(home, dovecot, letterbox):
    filing = make_filing(1023, HONEST)
    dovecot.create("Junk")
    dovecot.append("Junk", make_mail(filing, SENDER, "QC申报材料", "qq"), AT)
    home.run("once")
    data = home.export()
    assert [(f["unit"], f["status"]) for f in data["filings"]] == [(filing.unit, "complete")]
    assert [r["state"] for r in data["filings"][0]["replies"]] == ["held"]
    assert letterbox.taken == []
    home.run("outbox", "release", "1")
    home.run("once")
    assert [t.recipient for t in letterbox.taken] == [SENDER[1]]


def test_the_workbook_may_go_to_a_pipe(home, dovecot):
    put(dovecot, make_filing(1024, HONEST))
    home.run("once", "--no-send")
    command = [sys.executable, str(ROOT / "run_daemon.py"), "--config", str(home.settings), "export", "--format", "xlsx"]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("INTAKE_")}
    octets = subprocess.run(command, capture_output=True, check=True, env=clean, cwd=home.folder).stdout
    assert "来件登记" in openpyxl.load_workbook(io.BytesIO(octets)).sheetnames
