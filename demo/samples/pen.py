"""How a clerk's hand writes a value: the true value in, its many honest spellings out (domain.md §2.2, §2.3), each with its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from demo.samples.facts import TYPES
from demo.samples.nouns import BLANK, Written

_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_TENS = "零一二三四五六七八九十"
_SHORT_TYPES = {"攻关型": ("攻关", "技术攻关型"), "现场型": ("现场", "现场型课题", "现场型小组", "现 场 型")}


class Pen:
    """One clerk's hand. A plain hand writes as the form asks; a free one as people do."""

    def __init__(self, dice: Random, *, plain: bool = False) -> None:
        """Take the dice that choose among spellings."""
        self.dice, self.plain = dice, plain

    def pick(self, plain: str, *others: str) -> str:
        """Return the plain spelling, or any of all."""
        return plain if self.plain else self.dice.choice((plain, *others))

    def text(self, value: str) -> Written:
        """Write words as they are."""
        return Written(value, value)

    def count(self, value: int, unit: str) -> Written:
        """Write a number of things."""
        spellings = [
            f"{value}{unit}",
            f"{value} {unit}",
            str(value).translate(_WIDE),
            f"共{value}{unit}",
            f"{value}{unit}（含兼职1{unit}）",
        ]
        if 0 < value < 100:
            spellings += [f"{_spoken(value)}{unit}", _spoken(value)]
        return Written(self.pick(str(value), *spellings), value)

    def percent(self, value: float) -> Written:
        """Write a share; `value` in numbers of percent."""
        plain = _decimal(value)
        wide = plain.translate(_WIDE)
        spellings = [f"{plain}%", f"{plain}％", f"{plain} %", f"{wide}％"]
        if value * 2 == int(value * 2):
            spellings += [f"{int(value * 2)}/200×100%={plain}%", f"{plain}%（{int(value * 2)}/200）"]
        if value == int(value) and 10 < value < 100:
            spellings.append(f"百分之{_spoken(int(value))}")
        return Written(self.pick(f"{plain}%", *spellings), _number(value))

    def money(self, value: float | None, *, zero_word: bool = True) -> Written:
        """Write 万元; None as one of the words for nothing."""
        if value is None:
            return Written(self.pick("无", "/", "—", "无直接经济效益"), 0) if zero_word else BLANK
        plain = _decimal(value)
        yuan = f"{Decimal(plain) * 10000:.0f}"
        spellings = [
            f"{plain}万元",
            f"{plain} 万元",
            f"{plain}万",
            plain.translate(_WIDE),
            f"￥{plain}万元",
            f"{yuan}元",
            f"{int(yuan):,}元",
            f"{plain}\n万元",
        ]
        return Written(self.pick(plain, *spellings), _number(value))

    def mobile(self, digits: str) -> Written:
        """Write a mobile number."""
        a, b, c = digits[:3], digits[3:7], digits[7:]
        return Written(
            self.pick(digits, f"{a} {b} {c}", f"{a}-{b}-{c}", f"+86 {digits}", f"{digits}（微信同号）", digits.translate(_WIDE)), digits
        )

    def landline(self, number: str) -> Written:
        """Write a landline number."""
        area, local = number.split("-")
        return Written(self.pick(number, area + local, f"（{area}）{local}", f"{area} {local}", f"{area}—{local}", f"{number} "), number)

    def person(self, name: str) -> Written:
        """Write one name; two characters are often padded to three."""
        padded = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        return Written(self.pick(name, padded), name)

    def names(self, names: Sequence[str]) -> Written:
        """Write a list of names."""
        joined = [mark.join(names) for mark in ("、", "，", ",", "；", "/", "\n", "\t", " 、", " ")]
        numbered = [f"{mark}".join(f"{i}{dot}{n}" for i, n in enumerate(names, 1)) for mark in (" ", "\n") for dot in (".", "、")]
        padded = "、".join(f"{n[0]}　{n[1]}" if len(n) == 2 else n for n in names)
        joined += [padded, f"{joined[0]}（共{len(names)}人）", f"{joined[0]}。"]
        roles = [f"组长：{names[0]} 组员：{'、'.join(names[1:])}", f"{names[0]}（组长）、{'、'.join(names[1:])}"] if len(names) > 1 else []
        return Written(self.pick(joined[0], *joined, *numbered, *roles), tuple(names))

    def kind(self, value: str) -> Written:
        """Write one of the five types, in words or as a tick among all."""
        ticked = [
            " ".join(f"{'☑' if t == value else '□'}{t}" for t in TYPES),
            "".join(f"{t}{'√' if t == value else '□'} " for t in TYPES).strip(),
        ]
        return Written(self.pick(value, value, *_SHORT_TYPES.get(value, (value[:-1], f"{value}课题")), *ticked), value)

    def month(self, iso: str) -> Written:
        """Write a month."""
        year, month = iso.split("-")
        spellings = [
            f"{year}.{int(month)}",
            f"{year}.{month}",
            f"{year}/{month}",
            f"{year}年{month}月",
            f"{year[2:]}年{int(month)}月",
            f"{year}{month}",
        ]
        spellings.append(f"{''.join('〇一二三四五六七八九'[int(d)] for d in year)}年{_spoken(int(month))}月")
        return Written(self.pick(f"{year}年{int(month)}月", *spellings), iso)

    def training(self, people: int, hours: int) -> Written:
        """Write 年培训人数/时数."""
        spellings = [f"{people}人/{hours}学时", f"{people}人次、{hours}小时", f"{people} / {hours}", f"{people}人／{hours}小时"]
        return Written(self.pick(f"{people}/{hours}", *spellings), {"people": people, "hours": hours})

    def accidents(self, value: int) -> Written:
        """Write 年质量、安全事故数."""
        return Written(self.pick(str(value), f"{value}起", *(("无", "零") if value == 0 else ())), value)

    def district(self, name: str) -> Written:
        """Write a district."""
        return Written(self.pick(name, f"重庆市{name}"), name)


def _decimal(value: float) -> str:
    return f"{Decimal(str(value)).normalize():f}"


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _spoken(value: int) -> str:
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _TENS[ones]
    return ("" if tens == 1 else _TENS[tens]) + "十" + (_TENS[ones] if ones else "")
