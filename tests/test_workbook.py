"""The 汇总表: certificates can be printed from it, staff can work along it, and nothing in it is a formula of a stranger."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from model import Decision, FindingState, Kind, Level, Status
from notifier.register import JudgedFiling, MailState, Outcome
from notifier.workbook import build_workbook
from tests.written_filings import UNIT, application, at, campaign, circle, file, filing, found, known, mail, record, sent, team, value

SHEETS = [
    "证书_优秀QC小组",
    "证书_信得过班组",
    "评委名单",
    "统计_附件4",
    "统计_附件8",
    "班组指标_附件6",
    "待补正",
    "材料清单",
    "来件登记",
    "建议汇总",
]
CIRCLES = ["序号", "企业名称", "小组名称", "课题名称", "课题类型", "小组人数", "成员名单", "直接经济效益(万元)", "推荐单位", "所属区县"]
CIRCLES += ["证书核对", "审查状态", "审查问题说明", "备注", "受理号", "来源"]
RED, YELLOW = "00FFC7CE", "00FFEB9C"


@pytest.fixture(scope="module")
def year():
    return campaign()


def reviewer(name, number, mobile="13900005678"):
    return {"reviewer_name": value(name), "employer": value(UNIT), "certificate_no": value(number), "mobile": value(mobile)}


def recommending(*rows, number=1, unit=UNIT, district="江北区", reviewers=()):
    rosters = {"circles": rows, "reviewers": reviewers}
    return record(number, "circle_recommendation", rosters=rosters, recommending_unit=value(unit), district=value(district))


def judged(*records, findings=(), status=Status.COMPLETE, late=False, **changes):
    return JudgedFiling(filing(*records, **changes), status, tuple(findings), late)


def book_of(*filings, mails=(), year):
    return openpyxl.load_workbook(BytesIO(build_workbook(filings, mails, year)))


def rows_of(sheet):
    head, *rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_sheets_and_their_heads_are_those_that_staff_know(year):
    book = book_of(judged(recommending(circle("飞翔QC小组"))), year=year)
    assert book.sheetnames == SHEETS
    assert [c.value for c in book["证书_优秀QC小组"][1]] == CIRCLES
    assert [c.value for c in book["评委名单"][1]] == ["姓名", "工作单位", "证书编号", "编号中年份", "手机", "类别", "涉及单位", "核对"]
    assert [c.value for c in book["来件登记"][1]] == ["收到时间", "发件人", "主题", "附件数", "归属受理号", "处理结果"]


def test_an_empty_campaign_makes_an_empty_workbook(year):
    book = book_of(year=year)
    assert all(sheet.max_row == 1 for sheet in book)


def test_every_sheet_is_ready_for_filter_and_mail_merge(year):
    book = book_of(judged(recommending(circle("飞翔QC小组"))), year=year)
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert not sheet.merged_cells.ranges
        assert all(cell.value for cell in sheet[1])


def test_a_certificate_row_holds_the_records_values_as_numbers_and_text(year):
    listed = recommending(circle("飞翔QC小组", "降低XX废品率", ("张三", "欧阳婷", "买买提·艾力")))
    own = application(2, "“飞翔”QC小组", company="重庆江峡机械有限公司一分厂")
    sheet = book_of(judged(listed, own), year=year)["证书_优秀QC小组"]
    row = rows_of(sheet)[0]
    assert row["企业名称"] == "重庆江峡机械有限公司一分厂"
    assert row["小组名称"] == "飞翔QC小组"
    assert row["成员名单"] == "张三、欧阳婷、买买提·艾力"
    assert row["小组人数"] == 3
    assert row["直接经济效益(万元)"] == 12.5
    assert row["推荐单位"] == UNIT
    assert row["所属区县"] == "江北区"
    assert row["受理号"] == "QC2019-0037"
    assert "附件5推荐表.docx" in row["来源"]


def test_an_association_is_never_printed_as_the_company(year):
    row = rows_of(
        book_of(judged(recommending(circle("飞翔QC小组"), unit="重庆市机械行业协会"), unit="重庆市机械行业协会"), year=year)[
            "证书_优秀QC小组"
        ]
    )[0]
    assert row["企业名称"] is None
    assert row["推荐单位"] == "重庆市机械行业协会"


def test_certificates_are_sorted_by_district_company_and_name_and_numbered(year):
    near = judged(recommending(circle("乙QC小组"), circle("丙QC小组"), unit="重庆B厂", district="渝中区"), unit="重庆B厂")
    far = judged(recommending(circle("丁QC小组"), unit="重庆C厂", district="云阳县"), unit="重庆C厂")
    first = judged(recommending(circle("甲QC小组"), unit="重庆A厂", district="渝中区"), unit="重庆A厂")
    rows = rows_of(book_of(far, near, first, year=year)["证书_优秀QC小组"])
    assert [(r["序号"], r["小组名称"]) for r in rows] == [(1, "甲QC小组"), (2, "丙QC小组"), (3, "乙QC小组"), (4, "丁QC小组")]


def test_phones_are_text_and_never_numbers(year):
    teams = record(1, "team_recommendation", rosters={"teams": [team("机加车间二班")]}, recommending_unit=value(UNIT))
    sheet = book_of(judged(teams), year=year)["证书_信得过班组"]
    cell = next(c for head, c in zip(sheet[1], sheet[2], strict=True) if head.value == "手机")
    assert (cell.value, cell.number_format, cell.data_type) == ("13900001234", "@", "s")


def test_an_unreadable_figure_stands_as_written(year):
    row = circle("飞翔QC小组", member_count=value("若干", None), direct_economic_benefit_wan=value("社会效益显著", None, "text"))
    printed = rows_of(book_of(judged(recommending(row)), year=year)["证书_优秀QC小组"])[0]
    assert printed["小组人数"] == "若干"
    assert printed["直接经济效益(万元)"] == "社会效益显著"


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0"])
def test_a_strangers_formula_stays_words(year, evil):
    listed = recommending(circle(evil, evil, (evil,)), unit=evil, reviewers=[reviewer(evil, evil, evil)])
    stat = record(
        3,
        "circle_statistics",
        recommending_unit=value(evil),
        features_and_suggestions=value(evil),
        circles_registered_total=value(evil, None),
    )
    whole = judged(
        listed,
        application(2, evil, company=evil, contact_person=value(evil)),
        stat,
        unit=evil,
        files=[file(1, evil, "circle_recommendation")],
    )
    octets = build_workbook([whole], [MailState(mail(subject=evil), Outcome.FILED, evil)], year)
    book = openpyxl.load_workbook(BytesIO(octets))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert b"<f>" not in b"".join(ZipFile(BytesIO(octets)).read(name) for name in ZipFile(BytesIO(octets)).namelist() if "sheet" in name)
    guarded = [
        cell
        for row in book["证书_优秀QC小组"].iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    ]
    assert guarded
    assert all(cell.quotePrefix and cell.number_format == "@" for cell in guarded)


def test_line_breaks_and_control_marks_do_not_reach_certificates(year):
    row = rows_of(book_of(judged(recommending(circle("飞翔\nQC小组\x07", "降低\r\n废品率\ud800"))), year=year)["证书_优秀QC小组"])[0]
    assert row["小组名称"] == "飞翔QC小组"
    assert row["课题名称"].startswith("降低废品率")


def test_rare_characters_are_kept_and_noted(year):
    row = rows_of(book_of(judged(recommending(circle("飞翔QC小组", names=("郑𬭎", "张三")))), year=year)["证书_优秀QC小组"])[0]
    assert row["成员名单"] == "郑𬭎、张三"
    assert "𬭎" in row["备注"]


def test_what_stands_open_is_red_or_yellow_and_the_rest_white(year):
    listed = recommending(circle("甲QC小组"), circle("乙QC小组"), circle("丙QC小组"))
    findings = [
        known(found(entry="甲QC小组"), FindingState.OPEN),
        known(found("topic-mismatch", Level.WARNING, entry="“乙”小组", field="topic_name"), FindingState.OPEN),
        known(found(entry="丙QC小组"), FindingState.WAIVED),
    ]
    sheet = book_of(judged(listed, findings=findings), year=year)["证书_优秀QC小组"]
    fills = {
        row[2].value: [row[i].fill.fgColor.rgb if row[i].fill.fill_type else "" for i in (2, 3, 5)] for row in sheet.iter_rows(min_row=2)
    }
    assert fills == {"甲QC小组": [RED, "", RED], "乙QC小组": [YELLOW, YELLOW, ""], "丙QC小组": ["", "", ""]}


def test_staffs_word_survives_every_regeneration(year):
    said = (
        Decision(1, "review-state", "", "飞翔QC小组", "", "", "缓评", "材料待补", "曹希", at(21)),
        Decision(2, "review-state", "", "飞翔QC小组", "", "缓评", "参评", "已补齐", "曹希", at(22)),
        Decision(3, "note", "", "", "", "", "电话确认过", "", "曹希", at(22)),
    )
    rows = rows_of(book_of(judged(recommending(circle("飞翔QC小组"), circle("红岩QC小组")), decisions=said), year=year)["证书_优秀QC小组"])
    by_name = {r["小组名称"]: (r["审查状态"], r["审查问题说明"], r["备注"]) for r in rows}
    assert by_name == {"飞翔QC小组": ("参评", "已补齐", "电话确认过"), "红岩QC小组": (None, None, "电话确认过")}


def test_a_reviewer_of_two_units_stands_once(year):
    one = judged(recommending(circle("甲QC小组"), reviewers=[reviewer("赵六", "渝质协QC-2018-0123")]))
    teams = {"teams": [team("二班")], "reviewers": [reviewer("赵 六", "渝质协QC－2018－0123"), reviewer("周九", "T/CAQ 10201-2016")]}
    two = judged(record(1, "team_recommendation", rosters=teams), unit="重庆乙厂")
    rows = {r["姓名"]: r for r in rows_of(book_of(one, two, year=year)["评委名单"])}
    assert list(rows) == ["周九", "赵六"]
    assert rows["赵六"]["类别"] == "QC、班组"
    assert rows["赵六"]["涉及单位"] == f"{UNIT}、重庆乙厂"
    assert rows["赵六"]["编号中年份"] == 2018
    assert rows["周九"]["编号中年份"] is None


def test_statistics_add_counts_and_money_but_never_rates(year):
    def stat(total, rate, benefit):
        return record(
            3,
            "circle_statistics",
            recommending_unit=value(UNIT),
            circles_registered_total=value(f"{total}个", total, "converted"),
            participation_rate=value(f"{rate}%", rate),
            calculable_economic_benefit_wan=value(f"{benefit}万元", benefit),
        )

    sheet = book_of(judged(stat(126, 32.5, 0.1)), judged(stat(4, 40, 0.2)), judged(stat(5, 90.5, 3)), year=year)["统计_附件4"]
    rows = rows_of(sheet)
    total, rate, benefit = (
        "历年来已登记注册QC小组累计数",
        next(h for h in rows[0] if h.startswith("本年度QC小组普及率")),
        "本年度QC小组创可计算的经济效益",
    )
    assert (rows[0][total], rows[0][f"{total}（原文）"]) == (126, "126个")
    sums = {row["受理号"]: row for row in rows[3:]}
    assert sums["合计"][total] == 135
    assert sums["合计"][benefit] == 3.3
    assert sums["合计"][rate] is None
    assert sums["中位数"][rate] == 40
    assert sums["范围"][rate] == "32.5–90.5"
    assert sheet.auto_filter.ref.endswith("4")


def test_the_teams_indicators_stand_as_number_and_as_written(year):
    form = record(
        1,
        "team_application",
        entry="二班",
        team_name=value("二班"),
        organization_name=value(UNIT),
        task_completion_rate=value("100%", 100),
        annual_training=value("14/96", {"people": 14, "hours": 96}),
        annual_accidents=value("无", 0, "none_declared"),
    )
    row = rows_of(book_of(judged(form), year=year)["班组指标_附件6"])[0]
    assert (row["班组工作完成率%"], row["班组工作完成率%（原文）"]) == (100, "100%")
    assert row["年培训人数/时数"] == "14/96"
    assert (row["年质量、安全事故数"], row["年质量、安全事故数（原文）"]) == (0, "无")
    assert len([h for h in row if h.endswith("（原文）")]) == 9


def test_the_list_to_mend_says_whom_to_call_and_when_they_were_told(year):
    problem, solved = found(clause="附件5注1", where="表1 第2行"), found("required-blank", field="topic_name", message="课题名称一栏为空。")
    whole = judged(
        recommending(circle("飞翔QC小组")),
        application(2, "飞翔QC小组"),
        findings=[
            known(solved, FindingState.RESOLVED, 1),
            known(problem, FindingState.OPEN, 1, 2),
            known(found("topic-style", Level.NOTE), FindingState.OPEN),
        ],
        letters=(sent(1, 1, keys=(problem.key, solved.key)), sent(2, keys=(problem.key,))),
    )
    rows = rows_of(book_of(whole, year=year)["待补正"])
    assert [(r["状态"], r["规则号"], r["提醒次数"]) for r in rows] == [
        ("待补正", "member-count-mismatch", 2),
        ("已补正", "required-blank", 1),
    ]
    assert rows[0]["联系人"] == "王五"
    assert rows[0]["手机"] == "13900001234"
    assert rows[0]["表/位置"] == "推荐表（附件5） 飞翔QC小组 表1 第2行"
    assert rows[0]["问题"].endswith("（附件5注1）")
    assert rows[0]["首次告知"].hour == 11


def test_the_papers_of_each_circle_are_ticked_with_their_day(year):
    report = record(3, "achievement_report", entry="飞翔QC小组", circle_name=value("飞翔QC小组"))
    stat = record(4, "circle_statistics", recommending_unit=value(UNIT))
    ticked = Decision(1, "paper", "", "飞翔QC小组", "纸质：申报表原件", "", "", "", "曹希", at(22))
    whole = judged(
        recommending(circle("飞翔QC小组"), circle("红岩QC小组")), application(2, "飞翔QC小组"), report, stat, decisions=(ticked,)
    )
    only_statistics = judged(record(5, "circle_statistics", recommending_unit=value("重庆乙厂")), unit="重庆乙厂", receipt="QC2019-0038")
    rows = {(r["受理号"], r["小组/班组"]): r for r in rows_of(book_of(whole, only_statistics, year=year)["材料清单"])}
    flying = rows["QC2019-0037", "飞翔QC小组"]
    assert (flying["申报表"], flying["成果报告/创建材料"], flying["推荐表"], flying["统计表"]) == ("✓ 5月21日",) * 4
    assert flying["纸质：申报表原件"].day == 22
    assert rows["QC2019-0037", "红岩QC小组"]["申报表"] is None
    assert rows["QC2019-0038", None]["统计表"] == "✓ 5月21日"


def test_every_mail_is_registered_with_what_became_of_it(year):
    mails = [
        MailState(mail(2, received_at=at(22)), Outcome.IGNORED, "自动回复"),
        MailState(mail(1, received_at=at(21)), Outcome.FILED, receipt="QC2019-0037", files=3),
        MailState(mail(3, received_at=at(23), kind=Kind.INQUIRY), Outcome.WAITING),
    ]
    rows = rows_of(book_of(mails=mails, year=year)["来件登记"])
    assert [(r["收到时间"].day, r["处理结果"]) for r in rows] == [(21, "已归入申报"), (22, "不需处理：自动回复"), (23, "等待处理")]
    assert (rows[0]["附件数"], rows[0]["归属受理号"], rows[0]["发件人"]) == (3, "QC2019-0037", "王五 <wangwu@example.com>")


def test_suggestions_keep_their_paragraphs(year):
    summary = record(1, "team_summary", support_requests=value("一、多办培训\n二、加强交流"))
    row = rows_of(book_of(judged(summary), year=year)["建议汇总"])[0]
    assert row["内容"] == "一、多办培训\n二、加强交流"
    assert row["来源"].startswith("活动总结（附件7）")


def test_a_cell_longer_than_excel_allows_is_cut_not_fatal(year):
    summary = record(1, "circle_summary", support_requests=value("长" * 40_000))
    assert len(rows_of(book_of(judged(summary), year=year)["建议汇总"])[0]["内容"]) == 32_767


def test_a_long_sentence_has_room_to_be_read(year):
    long, short = found(message="请确认以哪个为准。" * 20), found("required-blank", message="请补填。")
    sheet = book_of(judged(findings=[known(long, FindingState.OPEN), known(short, FindingState.OPEN)]), year=year)["待补正"]
    assert sheet.row_dimensions[2].height >= 7 * sheet.row_dimensions[3].height


def test_only_current_versions_are_printed(year):
    old = replace(recommending(circle("旧QC小组")), current=False)
    rows = rows_of(book_of(judged(old, recommending(circle("新QC小组"), number=2)), year=year)["证书_优秀QC小组"])
    assert [r["小组名称"] for r in rows] == ["新QC小组"]


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: the workbook is not opened by a real office program"
)
def test_a_real_office_program_opens_it_and_reads_the_same(year, tmp_path):
    evil = circle("=1+1", names=("郑𬭎", "张三"))
    stat = record(3, "circle_statistics", recommending_unit=value(UNIT), circles_registered_total=value("126", 126))
    octets = build_workbook([judged(recommending(evil, circle("飞翔QC小组")), stat)], [MailState(mail(), Outcome.FILED)], year)
    (tmp_path / "汇总表.xlsx").write_bytes(octets)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "out"), str(tmp_path / "汇总表.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    command[4], command[-1] = "xlsx", str(tmp_path / "out" / "汇总表.ods")
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    back = openpyxl.load_workbook(tmp_path / "out" / "汇总表.xlsx")
    ours = openpyxl.load_workbook(BytesIO(octets))
    assert back.sheetnames == SHEETS
    for sheet in ours:
        assert rows_of(back[sheet.title])[: sheet.max_row - 1] == rows_of(sheet)
