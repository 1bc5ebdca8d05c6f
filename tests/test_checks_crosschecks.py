"""Where two papers of one circle or team contradict one another, and where they only seem to."""

from __future__ import annotations

import pytest

from checks.catalogue import EntryElsewhere
from tests.builders import (
    CREW,
    FLY,
    FLY_TOPIC,
    NOTE,
    PROBLEM,
    SPARK,
    SPARK_TOPIC,
    UNIT,
    WARNING,
    application,
    circle,
    circle_list,
    circle_papers,
    file,
    filing,
    hits,
    levels,
    one,
    report,
    team,
    team_application,
    team_list,
    team_statistics,
    whole_circle_filing,
    whole_team_filing,
)


def listed(*rows: dict, **changes):
    return filing(circle_list(*(rows or (circle(**changes),))), *circle_papers())


def test_a_count_other_than_the_names_is_asked_for_with_both_numbers():
    found = one("member-count-mismatch", listed(member_count="8", member_names="张三、李四、王五、赵六、钱七、孙八、周九"))
    assert (found.level, found.form, found.entry, found.field, found.clause) == (
        PROBLEM,
        "circle_recommendation",
        FLY,
        "member_count",
        "附件5注1",
    )
    assert found.message == f"推荐表第1行“{FLY}”：小组人数填“8”，成员名单为 7 人（张三、李四……），请确认以哪个为准。"
    assert found.where == "表1 第2行"


@pytest.mark.parametrize(
    ("count", "names"),
    [
        ("3", "张三 李四 王五"),
        ("3人", "张三，李四；王五"),
        ("3", "1、张三2、李四3、王五"),
        ("3", "组长：张三 组员：李四、王五"),
        ("3", "张三（组长）\n李四\n王五"),
        ("３", "欧阳婷、买买提·艾力、李𬭎"),
        ("约5人", "张三、李四、王五"),
        ("", "张三、李四、王五"),
        ("/", "张三、李四、王五"),
        ("3", ""),
        ("8", "张三等8人"),
    ],
)
def test_counts_and_lists_that_fit_or_say_nothing(count, names):
    assert hits("member-count-mismatch", listed(member_count=count, member_names=names)) == []


@pytest.mark.parametrize(
    ("count", "names"), [("8", "张 三 李 四 欧 阳 婷"), ("3", "John Smith、李四"), ("10人(含顾问1人)", "张三、李四、王五")]
)
def test_a_list_that_is_not_surely_split_is_for_staff(count, names):
    assert levels("member-count-mismatch", listed(member_count=count, member_names=names)) == [WARNING]


@pytest.mark.parametrize("written", ["张三等8人", "张三、李四等"])
def test_a_list_cut_short_is_asked_for_whole(written):
    found = one("member-list-cut-short", listed(member_count="8", member_names=written))
    assert (found.level, found.field, found.clause) == (PROBLEM, "member_names", "附件5注1")
    assert f"“{written}”" in found.message


@pytest.mark.parametrize(
    ("count", "written"), [("3", "张三、李四、王五等3人"), ("3", "张三、李四、王五等"), ("8", "张三、李四、王五共3人")]
)
def test_a_list_that_names_all_is_not_cut_short(count, written):
    assert hits("member-list-cut-short", listed(member_count=count, member_names=written)) == []


def test_a_name_twice_is_for_staff():
    found = one("duplicate-member", listed(member_names="张三、李四、张三"))
    assert found.level == WARNING
    assert "“张三”" in found.message


@pytest.mark.parametrize(("count", "noted"), [("1", [NOTE]), ("18", [NOTE]), ("3", []), ("10", [])])
def test_an_unusual_size_is_only_noted(count, noted):
    assert levels("circle-size-unusual", listed(member_count=count)) == noted


def test_a_large_team_is_usual():
    assert hits("circle-size-unusual", filing(team_list(team(member_count="40")))) == []


@pytest.mark.parametrize("other", ["飞翔质量管理小组", "飞翔小组", f"{UNIT}飞翔QC小组", "2018年飞翔QC小组", "机加车间飞翔QC小组"])
def test_two_certificate_names_are_asked_for_with_both(other):
    found = one("name-mismatch", listed(circle(other)))
    assert (found.level, found.form, found.field, found.clause) == (PROBLEM, "circle_application", "circle_name", "附件2注2①")
    assert f"“{FLY}”" in found.message
    assert f"“{other}”" in found.message


def test_a_homophone_in_the_name_is_asked_for():
    found = one("name-mismatch", filing(circle_list(circle("红岩先峰QC小组")), application("红岩先锋QC小组"), report("红岩先锋QC小组")))
    assert found.level == PROBLEM


@pytest.mark.parametrize("other", ["“飞翔”QC小组", "飞翔 QC 小组", "飞翔ｑｃ小组"])
def test_quotes_blanks_and_case_are_only_noted(other):
    assert levels("name-mismatch", listed(circle(other))) == [NOTE]


def test_the_same_name_is_no_mismatch():
    assert hits("name-mismatch", whole_circle_filing()) == []


def test_numbered_teams_are_not_taken_for_one_another():
    papers = filing(team_list(team("焊接一班")), team_application("焊接二班"))
    assert hits("name-mismatch", papers) == []
    assert [f.entry for f in hits("unlisted-entry", papers)] == ["焊接二班"]


def test_an_application_that_speaks_of_the_rows_topic_is_the_same_circle_under_another_name():
    papers = filing(circle_list(circle("翱翔QC小组")), application(FLY, profile_and_results=f"本小组围绕{FLY_TOPIC}开展活动。"), report())
    assert levels("name-mismatch", papers) == [PROBLEM]
    assert hits("unlisted-entry", papers) == hits("missing-application", papers) == []


def test_sizes_that_differ_between_forms_are_asked_for():
    found = one("size-mismatch", filing(circle_list(), application(member_count="8"), report()))
    assert (found.level, found.form, found.entry, found.field, found.clause) == (
        PROBLEM,
        "circle_application",
        FLY,
        "member_count",
        "附件5注1",
    )
    assert found.message == f"“{FLY}”人数在申报表中为 8，在推荐表中为 3，请确认以哪个为准。"
    assert found.where == "表1 第1行 第2列"


def test_sizes_of_teams_are_compared_too():
    found = one("size-mismatch", filing(team_list(team(member_count="15")), team_application()))
    assert (found.form, found.entry, found.field, found.clause) == ("team_application", CREW, "team_size", "附件9注1")


@pytest.mark.parametrize("written", ["3人", "约8人", "３", "三", "/", ""])
def test_sizes_that_agree_or_are_rough_are_not_compared(written):
    assert hits("size-mismatch", filing(circle_list(), application(member_count=written), report())) == []


def test_a_size_read_from_pdf_accuses_nobody():
    assert levels("size-mismatch", filing(circle_list(), file(application(member_count="8"), format="pdf"))) == [WARNING]


def test_leaders_that_differ_are_for_staff():
    assert levels("leader-mismatch", filing(team_list(team(team_leader="钱七")), team_application())) == [WARNING]
    assert hits("leader-mismatch", filing(team_list(team(team_leader="赵 六")), team_application())) == []


def test_another_company_is_for_staff():
    found = one("company-mismatch", filing(circle_list(unit="重庆嘉桥仪表有限公司"), *circle_papers()))
    assert found.level == WARNING
    assert UNIT in found.message


@pytest.mark.parametrize("unit", ["重庆市机械行业协会", "重庆某某集团有限公司", "重庆江峡机械有限公司第一分公司"])
def test_associations_groups_and_branches_are_only_noted(unit):
    assert levels("company-mismatch", filing(circle_list(unit=unit), *circle_papers())) == [NOTE]


def test_the_rows_own_company_is_what_counts():
    rows = circle_list(circle(organization_name=UNIT), unit="重庆市机械行业协会")
    assert hits("company-mismatch", filing(rows, *circle_papers())) == []


def test_a_report_on_another_topic_is_for_staff():
    found = one("topic-mismatch", filing(circle_list(), application(), report(topic="提高客户满意度", title="提高客户满意度")))
    assert found.level == WARNING
    assert FLY_TOPIC in found.message


@pytest.mark.parametrize("topic", ["降低轴承座\n加工废品率", "降低轴承座加工废品率——飞翔QC小组", "", "降低轴承座的加工废品率"])
def test_a_report_on_the_topic_in_other_words_is_fine(topic):
    assert hits("topic-mismatch", filing(circle_list(), application(), report(topic=topic, title=""))) == []


def test_a_circle_with_two_topics_has_a_report_on_each():
    rows = circle_list(circle(), circle(topic_name="提高客户满意度"))
    papers = (application(), report(title=""), report(topic="提高客户满意度", title=""))
    assert hits("topic-mismatch", filing(rows, *papers)) == []


def test_one_circle_from_a_unit_and_an_association_is_for_staff():
    other = EntryElsewhere("“飞翔”QC小组", "QC2019-0007", "重庆市机械行业协会", "circle", "circle_recommendation", UNIT, FLY_TOPIC)
    found = one("duplicate-entry", whole_circle_filing(), (other,))
    assert (found.level, found.entry) == (WARNING, FLY)
    assert "QC2019-0007" in found.message


@pytest.mark.parametrize(
    "other",
    [
        EntryElsewhere(
            FLY, "QC2019-0007", "重庆嘉桥仪表有限公司", "circle", "circle_recommendation", "重庆嘉桥仪表有限公司", "提高装配合格率"
        ),
        EntryElsewhere(FLY, "QC2019-0007", UNIT, "circle", "circle_recommendation", UNIT, "提高装配一次合格率"),
        EntryElsewhere(FLY, "QC2019-0007", UNIT, "team", "team_recommendation", UNIT),
    ],
)
def test_namesakes_and_other_topics_are_no_duplicates(other):
    assert hits("duplicate-entry", whole_circle_filing(), (other,)) == []


def test_a_row_twice_in_one_list_is_for_staff():
    found = one("duplicate-entry", filing(circle_list(circle(), circle()), *circle_papers()))
    assert (found.level, found.params["row"]) == (WARNING, 2)


def test_one_circle_with_two_topics_is_listed_twice_rightly():
    assert hits("duplicate-entry", filing(circle_list(circle(), circle(FLY, SPARK_TOPIC)), *circle_papers())) == []


def test_namesakes_in_one_list_are_not_compared_with_one_another():
    rows = circle_list(circle(), circle(FLY, SPARK_TOPIC, member_count="5", member_names="张三、李四、王五、赵六、钱七"))
    assert hits("size-mismatch", filing(rows, application(), report())) == []


def test_the_number_of_teams_in_statistics_and_list_is_for_staff():
    assert levels("recommended-count-mismatch", whole_team_filing(team_statistics(teams_recommended="3"))) == [WARNING]
    assert hits("recommended-count-mismatch", whole_team_filing()) == []


def test_the_rows_of_an_association_know_their_companies():
    rows = circle_list(
        circle(organization_name=UNIT), circle(FLY, SPARK_TOPIC, organization_name="重庆嘉桥仪表有限公司"), unit="重庆市机械行业协会"
    )
    theirs = application(
        organization_name="重庆嘉桥仪表有限公司",
        member_count="8",
        profile_and_results="另一家公司的小组，活动内容完全不同，成员来自各个部门，效果良好。",
    )
    papers = filing(rows, application(), theirs, report(), report(FLY, SPARK_TOPIC), unit="重庆市机械行业协会")
    assert hits("missing-application", papers) == hits("unlisted-entry", papers) == []
    assert len(papers.current("circle_application")) == 2
    assert SPARK not in {f.entry for f in hits("missing-report", papers)}
