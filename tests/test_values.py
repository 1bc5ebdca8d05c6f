"""A cell's text is understood as domain.md §2.3 says, row by row; what is not certain says so."""

from __future__ import annotations

import pytest

from parsers import choices, contacts, dates, names, numbers

TYPES = ("现场型", "攻关型", "服务型", "管理型", "创新型")
ALIASES = {"现场": "现场型", "攻关": "攻关型", "技术攻关型": "攻关型", "创新": "创新型", "管理": "管理型", "服务": "服务型"}


@pytest.mark.parametrize(
    ("raw", "value", "flags"),
    [
        ("12.5", 12.5, ()),
        ("12．5", 12.5, ()),
        ("12.5万元", 12.5, ()),
        ("12.5 万", 12.5, ()),
        ("￥12.5万", 12.5, ()),
        ("12.5w", 12.5, ()),
        ("12.5\n万元", 12.5, ()),
        ("12.5万元/年", 12.5, ("per_year",)),
        ("年节约12.5万元", 12.5, ("per_year",)),
        ("约12万", 12, ("approx",)),
        ("近12", 12, ("approx",)),
        ("12余", 12, ("approx",)),
        ("≈12", 12, ("approx",)),
        ("12余万元", 12, ("approx",)),
        ("十多万元", 10, ("approx", "converted")),
        ("12左右", 12, ("approx",)),
        ("12+", 12, ("approx",)),
        ("12以上", 12, ("approx",)),
        ("12-15", 12, ("range",)),
        ("12~15万", 12, ("range",)),
        ("12至15", 12, ("range",)),
        ("125000元", 12.5, ("converted",)),
        ("125,000元", 12.5, ("converted",)),
        ("12万5千元", 12.5, ("converted",)),
        ("十二万五千元", 12.5, ("converted",)),
        ("壹拾贰万伍仟元整", 12.5, ("converted",)),
        ("125000", 125000, ("unit_suspect",)),
        ("1.2亿", 12000, ("converted",)),
        ("无", 0, ("none_declared",)),
        ("／", 0, ("none_declared",)),
        ("无直接经济效益", 0, ("none_declared",)),
        ("0", 0, ()),
        ("社会效益显著", None, ("text",)),
        ("不可计算", None, ("text",)),
        ("见报告", None, ("text",)),
        ("", None, ("empty",)),
        ("节约12.5万元，增收3万元", None, ("ambiguous",)),
        ("合计15.5万元（节约12.5万元，增收3万元）", 15.5, ()),
    ],
)
def test_money_is_in_wan(raw, value, flags):
    assert numbers.money_wan(raw) == (value, flags)


def test_money_under_a_label_in_yuan_is_converted():
    assert numbers.money_wan("125000", "元") == (12.5, ("converted",))


@pytest.mark.parametrize(
    ("raw", "value", "flags"),
    [
        ("85%", 85, ()),
        ("85", 85, ()),
        ("85％", 85, ()),
        ("１２．５％", 12.5, ()),
        ("百分之八十五", 85, ()),
        ("85.0 %", 85, ()),
        ("102/120×100%=85%", 85, ("has_ratio",)),
        ("85%(102/120)", 85, ("has_ratio",)),
        ("0.85", None, ("ambiguous",)),
        ("1", None, ("ambiguous",)),
        ("≥98", 98, ("bound",)),
        ("八成五", 85, ("words",)),
        ("50ppm", 0.005, ("converted",)),
        ("0.5‰", 0.05, ("converted",)),
        ("万分之五", 0.05, ("converted",)),
        ("0.85%", 0.85, ()),
        ("0", 0, ()),
    ],
)
def test_a_percentage_is_a_number_of_percent(raw, value, flags):
    assert numbers.percent(raw, "higher") == (value, flags)


def test_a_small_share_of_faults_is_percent_already():
    assert numbers.percent("0.5", "lower") == (0.5, ())


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12),
        ("12个", 12),
        ("十二", 12),
        ("一", 1),
        ("二十", 20),
        ("12 个(含创新型3个)", 12),
        ("共12", 12),
        ("10人（含顾问1人）", 10),
        ("8人，其中女3人", 8),
        ("约200", 200),
        ("0起", 0),
        ("0/0", 0),
        ("零", 0),
        ("/", 0),
        ("若干", None),
        ("见附件", None),
    ],
)
def test_a_count(raw, value):
    assert numbers.count(raw)[0] == value


@pytest.mark.parametrize("raw", ["12/96", "12人/96学时", "12人次、96小时", "96课时/12人", "12 人 96 小时"])
def test_people_and_hours_of_training(raw):
    assert numbers.people_and_hours(raw) == ({"people": 12, "hours": 96}, ())


def test_hours_a_head_are_not_taken_for_hours():
    assert "ambiguous" in numbers.people_and_hours("人均8小时")[1]


@pytest.mark.parametrize(
    ("raw", "value", "flag"),
    [
        ("2018年3月", "2018-03", "month"),
        ("2018.3", "2018-03", "month"),
        ("2018/03", "2018-03", "month"),
        ("201803", "2018-03", "month"),
        ("18年3月", "2018-03", "month"),
        ("二0一八年三月", "2018-03", "month"),
        ("二○一八年三月", "2018-03", "month"),
        ("二〇一八年三月十二日", "2018-03-12", "day"),
        ("2018/03/05", "2018-03-05", "day"),
        ("2018-3-5", "2018-03-05", "day"),
        ("2018年3月5日", "2018-03-05", "day"),
        ("20180305", "2018-03-05", "day"),
        ("43164", "2018-03-05", "day"),
        ("2018.3-2018.12", "2018-03/2018-12", "range"),
        ("2018年3月～12月", "2018-03/2018-12", "range"),
        ("2018.3—12", "2018-03/2018-12", "range"),
        ("2018年第一季度", "2018", "coarse"),
        ("2018年13月", None, "invalid"),
        ("2018年2月30日", None, "invalid"),
        ("    年  月  日", None, "empty"),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(raw, value, flag):
    found, flags = dates.date_of(raw)
    assert found == value
    assert flag in flags


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13900001234", "13900001234"),
        ("139 0000 1234", "13900001234"),
        ("139-0000-1234", "13900001234"),
        ("+86 13900001234", "13900001234"),
        ("８６１３９００００１２３４", "13900001234"),
        ("13900001234.", "13900001234"),
        ("023-60000000", "023-60000000"),
        ("(023)60000000", "023-60000000"),
        ("02360000000", "023-60000000"),
        ("+86-23-60000000", "023-60000000"),
        ("60000000", "60000000"),
        ("023 6000 0000转801", "023-60000000-801"),
        ("0831-6000000", "0831-6000000"),
        ("400-000-1234", "4000001234"),
        ("13900001234（张三）", "13900001234"),
        ("13900001234/023-60000000", "13900001234"),
        ("13900001234 13900005678", "13900001234"),
        ("023-60000000 13900001234", "023-60000000"),
        ("02360000000（办公）13900001234（手机）", "023-60000000"),
        ("60000000 13900001234", "60000000"),
        ("139 0000 1234 023 6000 0000", "13900001234"),
        ("0086-23-60000000", "023-60000000"),
        ("60000000-8012", "60000000-8012"),
        ("13900 12345", None),
        ("6000\n0000、13900001234", "60000000"),
        ("60000000\n13900001234", "60000000"),
        ("023-6000000\n0（办公）13900001234（手机）", "023-60000000"),
        ("023-6000000013900001234", "023-60000000"),
        ("1390000123413900005678", "13900001234"),
        ("139000012", None),
        ("139000012345", None),
        ("/", None),
    ],
)
def test_a_telephone_number(raw, value):
    assert contacts.phone(raw)[0] == value


def test_a_number_of_ten_digits_is_certainly_malformed_and_a_dash_is_an_answer():
    assert contacts.phone("1390000123")[1] == ("invalid",)
    assert contacts.phone("/")[1] == ("none_declared",)


@pytest.mark.parametrize(("raw", "value"), [("400023", "400023"), ("４０００２３", "400023"), ("40002", None), ("4000233", None)])
def test_a_postal_code(raw, value):
    assert contacts.postal_code(raw)[0] == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("a@b.example", "a@b.example"),
        ("a＠b.example", "a@b.example"),
        ("a@b。example", "a@b.example"),
        ("a@b.com。cn。", "a@b.com.cn"),
        ("a@b", None),
        ("a#b.example", None),
    ],
)
def test_an_email_address(raw, value):
    assert contacts.email(raw)[0] == value


@pytest.mark.parametrize(
    ("raw", "people", "is_certain"),
    [
        ("张三、李四、王五", ("张三", "李四", "王五"), True),
        ("张三，李四", ("张三", "李四"), True),
        ("张三 李四", ("张三", "李四"), True),
        ("张三；李四", ("张三", "李四"), True),
        ("张三/李四", ("张三", "李四"), True),
        ("张三\n李四\t王五", ("张三", "李四", "王五"), True),
        ("1.张三 2.李四", ("张三", "李四"), True),
        ("1、张三2、李四", ("张三", "李四"), True),
        ("①张三②李四", ("张三", "李四"), True),
        ("组长：张三 组员：李四、王五", ("张三", "李四", "王五"), True),
        ("张三（组长）、李四", ("张三", "李四"), True),
        ("组长 张三 组员 李四 王五", ("张三", "李四", "王五"), True),
        ("组长张三\n副组长李四\n组员王五、赵六", ("张三", "李四", "王五", "赵六"), True),
        ("张三、李四（共2人）", ("张三", "李四"), True),
        ("张　三、李四、王　五", ("张三", "李四", "王五"), True),
        ("欧阳婷、买买提·艾力、李𬭎、𠮷明", ("欧阳婷", "买买提·艾力", "李𬭎", "𠮷明"), True),
        ("张三、李四和阿布都·热西提", ("张三", "李四", "阿布都·热西提"), True),
        ("张　三　李　四", ("张三", "李四"), False),
        ("张 三  李四", ("张三", "李四"), False),
        ("欧 阳 婷 李 四", None, False),
        ("张三、John Smith", ("张三", "John Smith"), False),
        ("张□明、李四", ("张□明", "李四"), False),
    ],
)
def test_names_are_split_and_doubtful_splits_say_so(raw, people, is_certain):
    found, flags = names.names_of(raw)
    assert people is None or found == people
    assert is_certain is not bool({"joined", "uncertain_split"} & set(flags))


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("李强/苗磊\n玉/张三", ("李强", "苗磊玉", "张三")),
        ("李强、许\u3000\n琪、张三", ("李强", "许琪", "张三")),
        ("夏侯\n远东", ("夏侯远东",)),
        ("李强、张三\n王五、赵六", ("李强", "张三", "王五", "赵六")),
        ("张 三\n李 四", ("张三", "李四")),
        ("张三\n李四\n王五", ("张三", "李四", "王五")),
        ("张三\n和 海\n王五", ("张三", "和海", "王五")),
        ("张三 和 李四", ("张三", "李四")),
    ],
)
def test_a_line_that_ends_inside_a_name_does_not_part_it(raw, people):
    assert names.names_of(raw)[0] == people


def test_a_list_cut_short_is_marked():
    assert names.names_of("张三、李四等8人") == (("张三", "李四"), ("et_al",))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("现场型", "现场型"),
        ("现 场 型", "现场型"),
        ("现场型课题", "现场型"),
        ("技术攻关型", "攻关型"),
        ("问题解决型（现场型）", "现场型"),
        ("☑现场型 □攻关型 □服务型", "现场型"),
        ("□现场型 √攻关型", "攻关型"),
        ("现场型□ 攻关型☑", "攻关型"),
        ("现场型（√） 攻关型（ ） 服务型（ ）", "现场型"),
        ("现场型（√）攻关型 服务型", "现场型"),
        ("[x]现场型 [ ]攻关型", "现场型"),
        ("现场型√\n攻关型\n服务型", "现场型"),
        ("服务型 攻关型√", "攻关型"),
        ("√服务型 现场型", "服务型"),
        ("□现场型√ □攻关型", "现场型"),
        ("□现场型 √□攻关型", "攻关型"),
        ("√ □现场型 □攻关型", "现场型"),
        ("V现场型 □攻关型", "现场型"),
        ("现场型 √ 攻关型 × 服务型 ×", "现场型"),
        ("现场型√攻关型 服务型", None),
        ("□现场型√□攻关型", None),
        ("现场型√ 攻关型 服务型 管理型 创新型", "现场型"),
        ("现场型 攻关型 服务型√ 管理型 创新型", "服务型"),
        ("现场型 攻关型 √服务型 管理型 创新型", "服务型"),
        ("创新型\n现场型√\n攻关型", "现场型"),
        ("（ ）现场型 （√）攻关型 （ ）服务型", "攻关型"),
        ("小组类型（现场型、攻关型）：□现场型 ☑攻关型", "攻关型"),
        ("问题解决型", None),
        ("现场型、攻关型", None),
        ("□现场型 □攻关型", None),
        ("质量管理部", None),
    ],
)
def test_a_topic_type_is_the_one_that_was_chosen(raw, value):
    assert choices.choice(raw, TYPES, ALIASES)[0] == value


def test_boxes_without_a_tick_are_unclear_rather_than_wrong():
    assert choices.choice("□现场型 □攻关型", TYPES, ALIASES)[1] == ("unclear_tick",)


@pytest.mark.parametrize("raw", ["现场型√攻关型服务型", "攻关型 √ 现场型", "现场型 攻关型\n服务型 管\n理型\n√创\n新型"])
def test_a_tick_as_near_to_the_choice_before_as_to_the_one_behind_is_not_guessed(raw):
    assert choices.choice(raw, TYPES, ALIASES) == (None, ("unclear_tick",))


def test_a_district_is_known_by_its_aliases():
    known, aliases = ("江北区", "石柱土家族自治县"), {"石柱县": "石柱土家族自治县"}
    assert choices.place_name("重庆市江北区", known, aliases) == ("江北区", ())
    assert choices.place_name("石柱县", known, aliases) == ("石柱土家族自治县", ())
    assert choices.place_name("南京市", known, aliases) == ("南京市", ("unknown",))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张三（质量部）", "张三"),
        ("质量管理部 张三", "张三"),
        ("张三 部长", "张三"),
        ("张三经理", "张三"),
        ("张经理", "张经理"),
        ("张三、李科", "张三、李科"),
        ("无", None),
        ("/", None),
    ],
)
def test_a_persons_name_stands_without_office_and_title(raw, name):
    assert names.person(raw)[0] == name


@pytest.mark.parametrize("raw", ["无", "暂无", "/", "—"])
def test_nobody_is_an_answer_without_names(raw):
    assert names.names_of(raw) == ((), ("none_declared",))


@pytest.mark.parametrize(("raw", "data"), [("万元 3.5", 3.5), ("万元          40.61万元", 40.61), ("万元", None), ("千元", None)])
def test_a_printed_unit_is_no_figure(raw, data):
    assert numbers.money_wan(raw, "万元")[0] == data
    assert numbers.percent("百分数", "higher")[0] is None
