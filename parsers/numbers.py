"""A cell's text in, a count, a sum of money or a percentage out, with the flags of domain.md §2.3; never a guess.

Each verb returns (data, flags); data is None where the text cannot be understood as that kind of number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from parsers.numerals import ARABIC, CHINESE, NUMBER, decimal_of, folded, plain

Understood = tuple[int | float | Mapping[str, int | float] | None, tuple[str, ...]]

NONE_WORDS = frozenset({"无", "没有", "暂无", "零", "/", "\\", "-", "--", "—", "——", "―", "–", "无。", "不适用", "n/a", "na", "∕", "╱"})
_NONE_SENTENCE = re.compile(r"^(?:暂)?无(?:直接|明显|可计算)?(?:的)?(?:经济)?效[益应]$")
_DASHES = re.compile(r"^[-—―–_/\\]+$")
_APPROXIMATE = re.compile(r"(?<![节合])约|近|≈|大概|左右|余|多(?=[万元个人%]|$)|\+$|(?<!%)以上$")
_ODD = re.compile(r"(?<=[\d十百])[余多几来](?=[万亿])")  # 12余万元
_UNIT_FIRST = re.compile(r"^\(?万元\)?:?(?=\d)")  # the printed unit with the figure behind it
_SCALES_ALONE = frozenset("百千")  # 千元 is a unit
_PERCENTAGE = re.compile(r"百分[数比]:?")
_BOUND = re.compile(r"[≥≤>＞<＜]|以上|不低于|不少于|以下")
_RANGE = re.compile(rf"({ARABIC})(万元|万|元|个|人|%|名)?(?:-|~|～|至|到|—|–)({ARABIC})(?!\d*[年月日])")
_PER_YEAR = re.compile(r"/年|每年|年节[约省]|年创|年增|/a|年化")
_BRACKET = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_INCLUDING = re.compile(r"(?:其中|含|包括).*$")
_MONEY = re.compile(
    rf"({ARABIC}|{CHINESE}+(?:点{CHINESE}+)?)(亿元|亿|万元|万|w(?![a-z])|千元|元|块)?(?:({ARABIC}|{CHINESE})千?元?)?", re.IGNORECASE
)
_MIXED = re.compile(r"(\d+(?:\.\d+)?)万(\d+(?:\.\d+)?)(千|百)?元?")
_SCALE = {
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
    "万元": Decimal(1),
    "万": Decimal(1),
    "w": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
    "块": Decimal("0.0001"),
}
_RATIO = re.compile(rf"{ARABIC}(?:人|个)?[/÷]{ARABIC}(?:人|个)?")
_SUSPECT_ALONE = Decimal(10_000)  # domain.md §3.3: above it a bare number in a 万元 column is doubted
_SUSPECT_ROUND = Decimal(1_000)  # and above this one where it ends in 000


def count(text: str) -> Understood:
    """Return how many: “12 个(含创新型3个)” is 12, “/” is 0 declared, “约200” is 200 approximately."""
    plain_text = folded(text)
    if not plain_text:
        return None, ("empty",)
    if _declares_none(plain_text):
        return 0, () if plain_text == "零" else ("none_declared",)
    if re.fullmatch(r"0+(?:/0+)+", plain_text):
        return 0, ()
    return _one_number(_INCLUDING.sub("", _BRACKET.sub("", plain_text)) or plain_text, whole=True)


def count_or_pair(text: str) -> Understood:
    """Return how many events; “1/0” or “质量0起、安全1起” is the sum of its parts, flagged pair."""
    plain_text = folded(text)
    numbers = [n for w in re.findall(ARABIC, _BRACKET.sub("", plain_text)) if (n := decimal_of(w)) is not None]
    if len(numbers) > 1 and all(n == n.to_integral_value() for n in numbers) and not _RANGE.search(plain_text):
        return plain(sum(numbers, Decimal(0))), ("pair",)
    return count(text)


def people_and_hours(text: str) -> Understood:
    """Return {"people", "hours"} of “14/96”, “12人/96学时”, “96h”; what is not written is left out, flagged partial."""
    plain_text = folded(text)
    if not plain_text:
        return None, ("empty",)
    if _declares_none(plain_text):
        return None, ("none_declared",)
    found = re.findall(rf"({ARABIC})(人次|人|名|学时|课时|小时|时|h|个小时)?", plain_text, re.IGNORECASE)
    sides = {
        "people": [w for w, u in found if u.startswith(("人", "名"))],
        "hours": [w for w, u in found if u and not u.startswith(("人", "名"))],
    }
    bare = [w for w, u in found if not u]
    doubt: tuple[str, ...] = ("ambiguous",) if re.search(r"人均|每人|/人", plain_text) else ()
    if len(found) == 2 and bare:
        people, hours = (sides["people"] or bare)[0], (sides["hours"] or bare)[-1]
        return _pair(people, hours), doubt
    if len(sides["people"]) == 1 and len(sides["hours"]) == 1 and not bare:
        return _pair(sides["people"][0], sides["hours"][0]), doubt
    if len(found) == 1 and not bare:
        side = "people" if sides["people"] else "hours"
        return {side: plain(Decimal(found[0][0]))}, ("partial", *doubt)
    return None, ("text",) if not found else ("ambiguous",)


def money_wan(text: str, unit: str = "") -> Understood:
    """Return a sum in 万元. `unit` is what the printed label says (万元 where nothing is said)."""
    plain_text = folded(text)
    if not plain_text:
        return None, ("empty",)
    if _declares_none(plain_text) or _NONE_SENTENCE.match(plain_text):
        return 0, ("none_declared",)
    flags = _shades(plain_text)
    plain_text = _ODD.sub("", _UNIT_FIRST.sub("", plain_text))
    span = _RANGE.search(plain_text)
    if span:
        return _scaled(Decimal(span.group(1)), span.group(2) or _unit_after(plain_text, span.end()), unit, (*flags, "range"))
    mixed = _MIXED.search(plain_text)
    if mixed:
        small = Decimal(mixed.group(2)) * {"千": 1000, "百": 100}.get(mixed.group(3) or "", 1)
        return plain(Decimal(mixed.group(1)) + small / 10_000), (*flags, "converted")
    return _single_amount(plain_text, unit, flags)


def percent(text: str, direction: str | None) -> Understood:
    """Return a number of percent (85.5 for 85.5 %). A bare fraction where more is better is ambiguous, never rescaled."""
    plain_text = _PERCENTAGE.sub("", folded(text).lower())
    if not plain_text:
        return None, ("empty",) if not folded(text) else ("text",)
    if _declares_none(plain_text):
        return (0 if plain_text in {"无", "零", "没有"} and direction == "lower" else None), ("none_declared",)
    explicit = _explicit_percent(plain_text)
    if explicit is not None:
        return explicit
    data, flags = _one_number(_BRACKET.sub("", plain_text) or plain_text, whole=False)
    if isinstance(data, (int, float)) and _is_ambiguous(plain_text, data, direction):
        return None, (*flags, "ambiguous")
    return data, flags


def _declares_none(plain_text: str) -> bool:
    return plain_text.lower() in NONE_WORDS or bool(_DASHES.fullmatch(plain_text))


def _shades(plain_text: str) -> tuple[str, ...]:
    shades = [("per_year", _PER_YEAR), ("approx", _APPROXIMATE)]
    return tuple(name for name, sign in shades if sign.search(plain_text))


def _one_number(plain_text: str, *, whole: bool) -> Understood:
    flags = ("approx",) if _APPROXIMATE.search(plain_text) else ("bound",) if _BOUND.search(plain_text) else ()
    span = _RANGE.search(plain_text)
    if span:
        return plain(Decimal(span.group(1))), (*flags, "range", "ambiguous")
    words = NUMBER.findall(plain_text)
    total = re.search(rf"(?:共计?|合计|总计?)[:为]?({ARABIC}|{CHINESE}+)", plain_text)
    if total:
        words = [total.group(1)]
    numbers = {n for w in words if (n := decimal_of(w)) is not None}
    if len(numbers) != 1:
        return None, (*flags, "ambiguous" if numbers else "text")
    number = numbers.pop()
    if whole and number != number.to_integral_value():
        return plain(number), (*flags, "fraction")
    leftover = NUMBER.sub("", plain_text)
    if len(leftover) > 12:  # a sentence that happens to hold a figure
        flags = (*flags, "ambiguous")
    negative = re.match(r"^[-−]\d", plain_text)
    return plain(-number if negative else number), flags


def _pair(people: str, hours: str) -> dict[str, int | float]:
    return {"people": plain(Decimal(people)), "hours": plain(Decimal(hours))}


def _unit_after(plain_text: str, position: int) -> str:
    found = re.match(r"亿元|亿|万元|万|元", plain_text[position:])
    return found.group(0) if found else ""


def _scaled(number: Decimal, unit: str, label_unit: str, flags: tuple[str, ...]) -> Understood:
    written = unit.lower()
    if not written:
        if label_unit == "元":
            return plain(number / 10_000), (*flags, "converted")
        doubtful = number > _SUSPECT_ALONE or (number > _SUSPECT_ROUND and number % 1000 == 0)
        return plain(number), (*flags, "unit_suspect") if doubtful else flags
    scale = _SCALE[written]
    return plain(number * scale), flags if scale == 1 else (*flags, "converted")


def _single_amount(plain_text: str, label_unit: str, flags: tuple[str, ...]) -> Understood:
    bare = _BRACKET.sub("", plain_text) or plain_text
    amounts = [
        (m.group(1), m.group(2) or "")
        for m in _MONEY.finditer(bare)
        if decimal_of(m.group(1)) is not None and m.group(1) not in _SCALES_ALONE
    ]
    with_unit = [a for a in amounts if a[1]]
    total = re.search(rf"(?:共计?|合计|总计?|累计)[^\d]{{0,4}}({ARABIC})(亿元|亿|万元|万|元)?", bare)
    summed = [(total.group(1), total.group(2) or "")] if total else []
    chosen = list(dict.fromkeys(summed or with_unit or [a for a in amounts if a[0][0].isdigit()] or amounts))
    if len(chosen) != 1:
        return None, (*flags, "ambiguous" if any(w[0].isdigit() for w, _ in amounts) else "text")
    word, unit = chosen[0]
    return _written_amount(word, unit, label_unit, (flags, bare))


def _written_amount(word: str, unit: str, label_unit: str, context: tuple[tuple[str, ...], str]) -> Understood:
    flags, bare = context
    number = decimal_of(word)
    if number is None:
        return None, (*flags, "text")
    if re.search(r"[^\d.]", word):  # Chinese numerals carry their own scale: 十二万五千元 is in 元
        in_yuan = bool(re.search(r"[万亿萬]", word))
        if not in_yuan and not unit and not re.fullmatch(rf"{CHINESE}+", bare):
            return None, (*flags, "text")
        value = number / 10_000 if in_yuan else number * _SCALE.get(unit, Decimal(1))
        return plain(value), (*flags, "converted")
    return _scaled(number, unit, label_unit, flags)


def _explicit_percent(plain_text: str) -> Understood | None:
    ratio: tuple[str, ...] = ("has_ratio",) if _RATIO.search(plain_text) else ()
    shade: tuple[str, ...] = ("bound",) if _BOUND.search(plain_text) else ("approx",) if _APPROXIMATE.search(plain_text) else ()
    scaled = [
        (r"百分之(.+?)(?:$|[,，。;；(])", Decimal(1)),
        (r"万分之(.+?)(?:$|[,，。;；(])", Decimal("0.01")),
        (r"千分之(.+?)(?:$|[,，。;；(])", Decimal("0.1")),
    ]
    for pattern, scale in scaled:
        spoken = re.search(pattern, plain_text)
        number = decimal_of(spoken.group(1)) if spoken else None
        if number is not None:
            return plain(number * scale), shade if scale == 1 else (*shade, "converted")
    for pattern, scale in [(rf"({ARABIC})(?:个)?ppm", Decimal("0.0001")), (rf"({ARABIC})‰", Decimal("0.1"))]:
        small = re.search(pattern, plain_text)
        if small:
            return plain(Decimal(small.group(1)) * scale), (*shade, "converted")
    tenths = re.fullmatch(rf"({CHINESE})成({CHINESE}?)", plain_text)
    if tenths:
        return _tenths(tenths.group(1), tenths.group(2))
    span = re.search(rf"({ARABIC})%?(?:-|~|至|—|–)({ARABIC})%", plain_text)
    if span:
        return plain(Decimal(span.group(1))), (*shade, "range", "ambiguous")
    marked = list(dict.fromkeys(re.findall(rf"(?<![×x*\d.])({ARABIC})%", plain_text)))
    return _marked_percent(plain_text, marked, (*ratio, *shade)) if marked else _computed(plain_text, ratio)


def _tenths(tens: str, ones: str) -> Understood:
    high, low = decimal_of(tens), decimal_of(ones) if ones else Decimal(0)
    return (None, ("text",)) if high is None or low is None else (plain(high * 10 + low), ("words",))


def _marked_percent(plain_text: str, marked: list[str], flags: tuple[str, ...]) -> Understood:
    after_equals = re.search(rf"[=≈]({ARABIC})%", plain_text)
    if after_equals:
        return plain(Decimal(after_equals.group(1))), flags
    if len(marked) == 1:
        return plain(Decimal(marked[0])), flags
    return None, (*flags, "ambiguous")


def _computed(plain_text: str, ratio: tuple[str, ...]) -> Understood | None:
    """“102/120×100=85” says 85 though the sign is missing."""
    result = re.search(rf"=({ARABIC})$", plain_text)
    if ratio and result:
        return plain(Decimal(result.group(1))), ratio
    if ratio:
        return None, (*ratio, "ambiguous")
    return None


def _is_ambiguous(plain_text: str, data: float, direction: str | None) -> bool:
    if "%" in plain_text or direction == "lower":
        return False
    return 0 < data <= 1
