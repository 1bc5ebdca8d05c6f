"""Invented people, firms, circles and teams."""

from __future__ import annotations

from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文时安平向"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红志建国文辉力波健荣云峰林雪梅海燕晓东鹏飞宇浩然子轩雨桐欣怡嘉豪俊泽佳琪思远一方长工"
DOUBLE = ["欧阳", "司马", "上官", "诸葛", "皇甫", "令狐"]
MINORITY = ["买买提·艾力", "阿依古丽·买买提", "古丽娜尔", "木合塔尔·阿不都热依木", "扎西次仁", "巴特尔", "迪丽努尔·吐尔逊", "阿布都·热西提"]
RARE = ["李𬭎", "王䶮", "张𠮷祥", "冉𬭎", "陈㛃", "周喆", "刘祎䶮", "谢奭"]
DISTRICTS = [
    "江北区",
    "渝北区",
    "九龙坡区",
    "沙坪坝区",
    "南岸区",
    "巴南区",
    "涪陵区",
    "永川区",
    "璧山区",
    "长寿区",
    "万州区",
    "北碚区",
    "大渡口区",
    "垫江县",
    "云阳县",
    "两江新区",
    "石柱土家族自治县",
    "彭水苗族土家族自治县",
]
STEMS = [
    "渝航",
    "川东精工",
    "嘉陵云创",
    "山城动力",
    "两江启明",
    "巴渝华信",
    "缙云",
    "金佛",
    "长江永固",
    "歌乐",
    "南山瑞丰",
    "铁山坪",
    "东溪",
    "鸿越",
    "天府宏远",
    "中渝",
    "隆昌达",
    "博远",
    "JMB",
]
KINDS = [
    "机械制造有限公司",
    "汽车零部件股份有限公司",
    "电子科技有限责任公司",
    "建设工程（集团）有限公司",
    "化工有限公司",
    "水务集团股份有限公司",
    "轨道交通运营有限公司",
    "电力设计院",
    "供电分公司",
    "中心医院",
    "烟草公司",
    "通信有限公司重庆分公司",
    "仪表厂",
    "交通职业学院",
    "勘测院",
    "人民医院",
    "燃气有限责任公司",
]
ASSOCIATIONS = ["重庆市虚构机械工业协会", "重庆市虚构建筑业协会", "重庆虚构汽车行业联合会"]
CIRCLES = [
    "飞翔",
    "精英",
    "削铁如泥",
    "降耗",
    "铆焊",
    "数控精度",
    "扬帆",
    "啄木鸟",
    "启明星",
    "蓝天",
    "检修车间",
    "生产技术部",
    "春笋",
    "聚力",
    "匠心",
    "季戊四醇工艺四班",
    "三期扩建工程项目",
    "创新者",
    "护理部",
    "畅行",
    "节节高",
    "火凤凰",
    "攀登者",
    "零缺陷",
    "小齿轮",
    "A-Team",
    "5S先锋",
]
TEAMS = [
    "机加车间多缸机体二班",
    "总装一班",
    "JMB照明变压器装配B组",
    "动力分厂维修班",
    "110kV变电运维班",
    "热处理三班",
    "急诊护理组",
    "质检班",
    "沙坪坝营业班",
    "水质化验班",
    "调度一班",
    "数控二班",
    "轨道巡检四班",
    "客服热线组",
]
TOPICS = {
    "现场型": ["降低{}废品率", "提高{}一次合格率", "减少{}故障停机时间", "缩短{}换型时间"],
    "攻关型": ["攻克{}渗漏难题", "提高{}焊接质量", "降低{}能耗", "消除{}异响"],
    "服务型": ["提高{}客户满意率", "缩短{}办理时间", "降低{}投诉次数"],
    "管理型": ["提高{}台账准确率", "降低{}库存金额", "优化{}审批流程"],
    "创新型": ["{}装置的研制", "新型{}的开发", "{}信息管理平台", "研制{}专用工装"],
}
THINGS = [
    "轴承座",
    "曲轴箱",
    "汽轮发电机基础螺栓套管",
    "变压器",
    "留观病房",
    "输液泵",
    "燃气表",
    "轨道道岔",
    "防水卷材",
    "缸体M8螺纹孔",
    "营业厅",
    "配电线路",
    "PCB板",
    "净水剂",
    "钢筋保护层",
    "HXD1型机车",
    "X光机",
]
PLACES = ["五简路", "红石路", "建新北路", "金开大道", "民安大道", "渝鲁大道", "科园四路"]
DEPARTMENTS = ["质量管理部", "企业管理部", "生产技术部", "综合办公室", "工会", "质量部/工会", "企管科", "技术质量科", "党群工作部"]


def name(dice: Random) -> str:
    """Give a person's name: mostly two or three characters."""
    roll = dice.random()
    if roll < 0.04:
        return dice.choice(MINORITY)
    if roll < 0.08:
        return dice.choice(RARE)
    surname = dice.choice(DOUBLE) if roll < 0.12 else dice.choice(SURNAMES)
    return surname + "".join(dice.choice(GIVEN) for _ in range(1 if dice.random() < 0.3 else 2))


def names(dice: Random, count: int, besides: set[str] | None = None) -> list[str]:
    """Give `count` different names."""
    known = set(besides or ())
    found: list[str] = []
    while len(found) < count:
        new = name(dice)
        if new not in known:
            known.add(new)
            found.append(new)
    return found


def firm(dice: Random) -> str:
    """Give a firm's full name."""
    return dice.choice(["重庆", "重庆", "重庆市", "中国重庆", ""]) + dice.choice(STEMS) + dice.choice(KINDS)


def circle(dice: Random) -> str:
    """Give a circle's name in one of its spellings."""
    stem = dice.choice(CIRCLES)
    return dice.choice(
        ["{}QC小组", "{}QC小组", "{}QC小组", "“{}”QC小组", "{}质量管理小组", "{}小组", "{} QC 小组", "{}qc小组", "“{}”质量管理小组"]
    ).format(stem)


def topic(dice: Random, kind: str) -> str:
    """Give a topic of a kind."""
    return dice.choice(TOPICS[kind]).format(dice.choice(THINGS))


def address(dice: Random, district: str) -> str:
    """Give a street address."""
    return f"重庆市{district}{dice.choice(PLACES)}{dice.randint(1, 300)}号{dice.choice(['', '', '附3号', '2幢8-1', 'B座12楼', '（原机修厂内）'])}"
