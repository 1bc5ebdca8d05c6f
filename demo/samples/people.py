"""Invented people, companies and addresses of 重庆: dice in, names out. Nobody here exists."""

from __future__ import annotations

from random import Random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏飞辉琴波林浩健宇欣婷雪琳晨阳志海建国庆云川渝江嘉陵德全成功思远佳怡梓涵俊熙"
)
RARE = ("王䶮", "李𬭎", "𠮷田勇", "张喆", "刘垚", "陈犇", "周玥玥", "吴赟")
MINORITY = ("买买提·艾力", "阿依古丽·吐尔逊", "才让多杰", "扎西·顿珠")
_STEMS = (
    "云衢", "渝昶", "峻岭", "璟河", "泓川", "岚峰", "翠屿", "磐川", "澄岸", "钧渝", "朗峡", "澜津", "宏岭", "启澜", "瀚渝", "沐川", "崇屿", "景峦", "远峡", "旭津",
)  # fmt: skip
_TRADES = (
    "机械制造", "电力设备", "汽车零部件", "燃气", "水务", "医药", "轨道交通", "建筑工程", "通信技术", "食品", "环保科技", "仪表", "新材料", "物流", "钢铁", "铝业", "印务", "航空部件",
)  # fmt: skip
_KINDS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "有限公司江北分公司")
_PUBLIC = ("重庆市{0}人民医院", "重庆{0}供电局", "重庆{0}自来水厂", "重庆{0}测绘设计院", "重庆{0}车务段")
DISTRICTS = (
    "江北区", "渝北区", "九龙坡区", "沙坪坝区", "南岸区", "巴南区", "涪陵区", "长寿区", "永川区", "合川区", "渝中区", "大渡口区", "北碚区", "璧山区", "綦江区", "万州区", "垫江县", "丰都县", "两江新区",
)  # fmt: skip
_ROADS = (
    "建新北路", "石杨路", "学府大道", "渝南大道", "金开大道", "红锦大道", "长江路", "人民路", "工业大道", "创新路", "春晖路", "双龙大道",
)  # fmt: skip
_CIRCLE_STEMS = (
    "飞翔", "红岩", "精益", "攀登", "降耗", "铆焊", "数控精度", "啄木鸟", "蓝天", "启航", "匠心", "星火", "金点子", "生产技术部", "检修车间", "钢材控制", "破冰", "利剑", "春雨", "蜂巢",
    "刘春安", "聚甲醛工艺五班", "一线先锋", "维保三班", "绿叶", "追风", "磐石", "节能先锋", "向日葵", "争锋",
)  # fmt: skip
_TEAM_STEMS = (
    "机加车间多缸机体二班", "装配一班", "变电运维三班", "净水一班", "焊装B班", "设备保障组", "检测班", "JMB照明变压器装配B组", "调度班", "售后服务班", "热处理甲班", "化验班", "客户服务组", "锻造二班",
)  # fmt: skip
_DEPARTMENTS = ("质量管理部", "质量部", "生产技术部", "企业管理部", "质量安全环保部", "总工办", "工会", "技术质量科", "运营管理部")
_MAIL_WORDS = ("zlb", "zhiliang", "qc", "office", "gongyi", "bgs", "qyglb", "tech")


def person(dice: Random, *, unusual: float = 0.08) -> str:
    """Return a name: two or three characters as a rule, now and then four, rare, or with a middle dot."""
    if dice.random() < unusual:
        return dice.choice(
            (
                *RARE,
                *MINORITY,
                f"{dice.choice(_DOUBLE_SURNAMES)}{dice.choice(_GIVEN)}",
                f"{dice.choice(_DOUBLE_SURNAMES)}{dice.choice(_GIVEN)}{dice.choice(_GIVEN)}",
            )
        )
    given = dice.choice(_GIVEN) + (dice.choice(_GIVEN) if dice.random() < 0.7 else "")
    return dice.choice(SURNAMES) + given


def people(dice: Random, count: int, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return that many different names, none of `but`."""
    found: list[str] = []
    while len(found) < count:
        name = person(dice)
        if name not in found and name not in but:
            found.append(name)
    return tuple(found)


def mobile(dice: Random) -> str:
    """Return eleven invented digits."""
    return f"1{dice.choice('3578')}{dice.choice('5689')}0000{dice.randrange(10000):04d}"


def landline(dice: Random) -> str:
    """Return a number of 重庆 as it is kept: "023-68000123"."""
    return f"023-6{dice.randrange(2, 9)}00{dice.randrange(10000):04d}"


def email(dice: Random) -> str:
    """Return an address that no provider gives out (RFC 2606)."""
    return f"{dice.choice(_MAIL_WORDS)}{dice.randrange(1000, 99999)}@{dice.choice(('example.com', 'example.cn', 'mail.example.cn'))}"


def company(dice: Random) -> str:
    """Return a legal name as on a seal."""
    if dice.random() < 0.2:
        return dice.choice(_PUBLIC).format(dice.choice(_STEMS))
    return f"重庆{dice.choice(_STEMS)}{dice.choice(_TRADES)}{dice.choice(_KINDS)}"


def address(dice: Random, district: str) -> str:
    """Return a street address."""
    return f"重庆市{district}{dice.choice(_ROADS)}{dice.randrange(1, 400)}号" + (
        f"{dice.randrange(1, 9)}幢{dice.randrange(1, 20)}楼" if dice.random() < 0.3 else ""
    )


def postal_code(dice: Random) -> str:
    """Return a code of 重庆."""
    return f"40{dice.randrange(0, 10)}{dice.randrange(0, 1000):03d}"


def circle_names(dice: Random, count: int) -> tuple[str, ...]:
    """Return different names of circles."""
    return tuple(f"{stem}QC小组" for stem in dice.sample(_CIRCLE_STEMS, count))


def team_names(dice: Random, count: int) -> tuple[str, ...]:
    """Return different names of teams."""
    return tuple(dice.sample(_TEAM_STEMS, count))


def department(dice: Random) -> str:
    """Return a department that looks after quality."""
    return dice.choice(_DEPARTMENTS)
