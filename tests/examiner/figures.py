"""How figures, dates, telephones and lists of names are written, each with the value that it means (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.examiner.nouns import ANY, TICKED, UNTICKED, Told

WIDE = str.maketrans("0123456789.%-", "０１２３４５６７８９．％－")
DIGITS = "〇一二三四五六七八九"
TYPES = ["现场型", "攻关型", "服务型", "管理型", "创新型"]


def spelled(number: int) -> str:
    """Give 0 … 99 in Chinese numerals."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def plain(number: float) -> str:
    """Give a figure without needless zeros."""
    return f"{number:g}" if abs(number) < 100_000 else f"{number:.2f}".rstrip("0").rstrip(".")


def count(dice: Random, number: int, unit: str = "人") -> Told:
    """A count."""
    s = str(number)
    ways = [s] * 8 + [s + unit, f"{s} {unit}", s.translate(WIDE), f" {s} ", f"共{s}{unit}", f"{s}{unit}整", f"{s}.0"[:None]]
    if 0 < number < 100:
        ways += [spelled(number), spelled(number) + unit]
    if number >= 1000:
        ways += [f"{number:,}"]
    raw = dice.choice(ways[:-1] if dice.random() < 0.9 else ways)
    raw = raw.removesuffix("整")
    if raw == s + unit and dice.random() < 0.2 and number > 3:
        raw = f"{s}{unit}（含顾问1人）" if unit == "人" else f"{s} {unit}(含创新型3个)"
    if number == 0:
        raw = dice.choice(["0", "0", "0", "无", "零", "0" + unit])
    return Told(raw, number, float(number), dice.choice(["General", "General", "0", f'0"{unit}"', "#,##0"]))


def percent(dice: Random, number: float) -> Told:
    """A percentage, by its number of percent."""
    s = plain(number)
    ways = (
        [f"{s}%"] * 6
        + [s] * 4
        + [f"{s}％", f"{s} %", f"{s}%".translate(WIDE), f"{number:.2f}%", *([f"{number:.1f}%"] if round(number, 1) == number else [])]
    )
    if number == int(number) and 10 < number < 100:
        ways += [f"百分之{spelled(int(number))}"]
    if number == 100:
        ways += ["百分之百", "100%"]
    if number not in (0, 100):
        ways += [f"102/120×100%={s}%" if abs(number - 85) < 0.01 else f"{s}%"]
    raw = dice.choice(ways)
    if 0 < number <= 1.5 and "%" not in raw and "％" not in raw:
        raw = f"{s}%"
    shown = dice.choice(["0%", "0.0%", "0.00%"])
    decimals = {"0%": 0, "0.0%": 1, "0.00%": 2}[shown]
    if round(number, decimals) != number:
        shown = "0.00%"
    return Told(raw, number, number / 100, shown)


def money(dice: Random, number: float) -> Told:
    """A sum of money, by its number of 万元."""
    s = plain(number)
    ways = [s] * 8 + [
        f"{s}万元",
        f"{s} 万元",
        f"{s}万",
        f"￥{s}万",
        f"{s}w",
        s.translate(WIDE),
        f"约{s}万",
        f"{s}万元左右",
        f"{s}万元/年",
        f"年节约{s}万元",
        f"{s}\n万元",
        f"人民币{s}万元",
        f"{number:.2f}",
    ]
    yuan = round(number * 10_000)
    ways += [f"{yuan}元", f"{yuan:,}元", f"{yuan:,}.00元", f"¥{yuan:,}元"]
    if number >= 10_000:
        ways += [f"{plain(number / 10_000)}亿"]
    whole, rest = divmod(yuan, 10_000)
    if 0 < whole < 100 and rest % 1000 == 0 and rest:
        ways += [f"{whole}万{rest // 1000}千元", f"{spelled(whole)}万{spelled(rest // 1000)}千元"]
    shown = dice.choice(["General", "0.00", "#,##0.00", "0.0_ ", "#,##0.0", '0.0"万元"', "0.00_);[Red]\\(0.00\\)"])
    return Told(dice.choice(ways), number, number, shown if round(number, 1) == number else "0.00")


def no_money(dice: Random) -> Told:
    """No benefit in figures, and said so."""
    return Told(dice.choice(["无", "/", "—", "－", "-", "0", "暂无", "无直接经济效益", "／"]), ANY)


def phone(dice: Random, number: str) -> Told:
    """A mobile number."""
    ways = [number] * 8 + [
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"+86 {number}",
        f"+86-{number}",
        number.translate(WIDE),
        f"{number[:3]} {number[3:]}",
        f" {number}",
    ]
    return Told(dice.choice(ways), number, float(number), "0")


def mobile(dice: Random) -> str:
    """Invent a mobile number."""
    return dice.choice(["139", "138", "136", "150", "158", "187", "177", "199"]) + f"{dice.randint(0, 99_999_999):08d}"


def landline(dice: Random) -> Told:
    """A landline of Chongqing."""
    eight = f"6{dice.randint(0, 9_999_999):07d}"
    raw, value = dice.choice(
        [
            (f"023-{eight}", f"023-{eight}"), (f"023-{eight}", f"023-{eight}"), (eight, ANY), (f"023 {eight[:4]} {eight[4:]}", f"023-{eight}"), (f"（023）{eight}", f"023-{eight}"),
            (f"(023){eight}", f"023-{eight}"), (f"023—{eight}", f"023-{eight}"), (f"023{eight}", f"023-{eight}"), (f"023-{eight}转801", ANY), (f"400-{eight[:3]}-{eight[3:7]}", ANY),
        ]
    )  # fmt: skip
    return Told(raw, value)


def any_phone(dice: Random) -> Told:
    """A telephone of either sort, sometimes two."""
    roll = dice.random()
    if roll < 0.45:
        return landline(dice)
    if roll < 0.9:
        return phone(dice, mobile(dice))
    one, two = mobile(dice), mobile(dice)
    return Told(one + dice.choice(["/", "、", "；", "\n", "，"]) + two, ANY)


def members(dice: Random, people: Sequence[str]) -> Told:
    """A list of names with every separator."""
    people = list(people)
    spaced = [f"{p[0]}　{p[1]}" if len(p) == 2 and all(ord(c) > 0x2FFF for c in p) else p for p in people]
    ways = ["、".join(people)] * 5 + [
        "，".join(people),
        ",".join(people),
        "；".join(people),
        "\n".join(people),
        "/".join(people),
        "、 ".join(people),
        "、".join(people) + "。",
        "、\n".join(people),
    ]
    ways += [
        "、".join(people[: len(people) // 2]) + "、\n" + "、".join(people[len(people) // 2 :]),
        "，".join(people[:-1]) + "、" + people[-1],
    ]
    ways += [
        f"组长：{people[0]}\n组员：" + "、".join(people[1:]),
        f"组长：{people[0]} 组员：" + "、".join(people[1:]),
        f"{people[0]}（组长）、" + "、".join(people[1:]),
    ]
    ways += [
        "、".join(spaced),
        "\t".join(people),
        " ".join(f"{i}.{p}" for i, p in enumerate(people, 1)),
        "\n".join(f"{i}、{p}" for i, p in enumerate(people, 1)),
    ]
    ways += ["、".join(people[:-1]) + "和" + people[-1]] if len(people) > 2 else []
    if all(2 <= len(p) <= 3 and "·" not in p and " " not in p for p in people):
        ways += [" ".join(people), "  ".join(people), "　".join(people), "  ".join(spaced)]
    return Told(dice.choice(ways), tuple(people))


def few(dice: Random, people: Sequence[str]) -> Told:
    """One or two people: a mentor, the signatures."""
    return Told(dice.choice(["、", "、", " ", "，"]).join(people), tuple(people))


def topic_type(dice: Random, kind: str) -> Told:
    """The type of a topic as clerks write or tick it."""
    bare = kind[:2]
    ways = [kind] * 7 + [
        bare,
        f"{kind}课题",
        f"{kind}小组",
        " ".join(kind),
        f"{bare}类",
        f"问题解决型（{kind}）" if bare != "创新" else kind,
        f" {kind}",
        f"{bare}\n型",
    ]
    ticks = [
        " ".join((TICKED if t == kind else UNTICKED) + t for t in TYPES),
        "\n".join((TICKED if t == kind else UNTICKED) + t for t in TYPES),
        "".join(t + (TICKED if t == kind else UNTICKED) for t in TYPES),
    ]
    return Told(dice.choice(ticks) if dice.random() < 0.2 else dice.choice(ways), kind)


def training(dice: Random, people: int, hours: int) -> Told:
    """年培训人数/时数."""
    raw = dice.choice(
        [
            f"{people}/{hours}",
            f"{people}/{hours}",
            f"{people}人/{hours}学时",
            f"{people}人/{hours}小时",
            f"{people}人次、{hours}小时",
            f"{people}人，{hours}小时",
            f"{people} / {hours}",
            f"{people}/{hours}h",
            f"{people}人\n{hours}学时",
            f"{people}人次/{hours}课时",
        ]
    )
    return Told(raw, {"people": people, "hours": hours})


def month(dice: Random, year: int, number: int) -> Told:
    """A date of which only the month is known."""
    value = f"{year}-{number:02d}"
    ways = [
        f"{year}年{number}月",
        f"{year}.{number}",
        f"{year}.{number:02d}",
        f"{year}/{number:02d}",
        f"{year}-{number:02d}",
        f"{str(year)[2:]}年{number}月",
        f"{year} 年 {number} 月",
        "".join(DIGITS[int(d)] for d in str(year)) + f"年{spelled(number)}月",
    ]
    if number >= 10:
        ways.remove(f"{year}.{number}")
    return Told(dice.choice(ways), value)


def day(dice: Random, year: int, number: int, dom: int) -> Told:
    """A whole date."""
    return Told(
        dice.choice(
            [
                f"{year}年{number}月{dom}日",
                f"{year}/{number:02d}/{dom:02d}",
                f"{year}-{number}-{dom}",
                f"{year}.{number}.{dom}",
                f"{year}{number:02d}{dom:02d}",
                f"{year} 年 {number} 月 {dom} 日",
            ]
        ),
        f"{year}-{number:02d}-{dom:02d}",
    )


def certificate(dice: Random) -> str:
    """A reviewer's certificate number of a year that serves."""
    year, number = dice.choice([2017, 2018, 2018, 2018, 2019]), dice.randint(1, 999)
    return dice.choice(
        [
            "渝质协QC-{y}-{n:04d}",
            "{y}QC{n:04d}",
            "QC（渝）字第{y}-{n:04d}号",
            "NO.{n:04d}",
            "渝QC{y}{n:04d}",
            "CQAQ-{y}-{n:03d}",
            "{y}0{n:04d}",
            "渝质协[{y}]第{n}号",
        ]
    ).format(y=year, n=number)
