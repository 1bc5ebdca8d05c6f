"""A cell's text in, an ISO date, month, year or interval out, with how exact it is (domain.md §2.3, date)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

Found = tuple[str | None, tuple[str, ...]]

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"((?:19|20)\d{2}|(?<!\d)\d{2}(?=年))"
_POINT = re.compile(rf"{_YEAR}\s*[年./\-]\s*(\d{{1,2}})\s*月?(?:\s*[./\-日]?\s*(?<=[月./\-])\s*(\d{{1,2}})\s*[日号]?)?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)?(?!\d)")
_SPAN = re.compile(r"\s*(?:-{1,2}|—+|–|~|～|至|到|－)\s*")
_COARSE = re.compile(rf"{_YEAR}\s*年?\s*(?:第?[一二三四1-4]季度|[上下]半年|初|底|末|中)?")
_EXCEL_EPOCH = dt.date(1899, 12, 30)


def date_of(text: str) -> Found:
    """Return (ISO text, flags): "2018-03" (month), "2018-03-05" (day), "2018-03/2018-12" (range), "2018" (coarse); None if invalid."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None, ("empty",)
    if re.fullmatch(r"[\s年月日/_\-—.]*", plain):
        return None, ("empty",) if "年" in plain else ("none_declared",)
    plain = _with_digits(plain)
    span = _interval(plain)
    if span is not None:
        return span
    return _point(plain)


def _with_digits(plain: str) -> str:
    """二〇一八年三月十二日 in digits."""
    year = re.sub(r"[二一][〇○零0一二三四五六七八九]{3}(?=年)", lambda m: m.group(0).translate(_CHINESE_DIGITS), plain)
    return re.sub(r"[一二三四五六七八九十]{1,3}(?=[月日号])", lambda m: str(_small(m.group(0))), year)


def _small(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    digits = "一二三四五六七八九"
    if not ten:
        return digits.index(word[-1]) + 1
    return (digits.index(tens[-1]) + 1 if tens else 1) * 10 + (digits.index(ones[0]) + 1 if ones else 0)


def _interval(plain: str) -> Found | None:
    parts = [p for p in _SPAN.split(plain) if p]
    whole = _POINT.fullmatch(plain)
    if len(parts) < 2 or (whole and not re.search(r"[至到~～—–]", plain)):
        return None
    middle = re.match(
        rf"^(.*?(?:\d月|\d日|\d号|(?:19|20)\d\d[./]\d{{1,2}}(?:[./]\d{{1,2}})?|(?:19|20)\d\d-\d\d(?:-\d\d)?)){_SPAN.pattern}(.+)$", plain
    )
    if not middle:
        return None
    start, start_flags = _point(middle.group(1))
    end, _ = _point(_completed(middle.group(2), start))
    if start is None or end is None:
        return None, ("invalid",)
    return f"{start}/{end}", ("range", *start_flags)


def _completed(end: str, start: str | None) -> str:
    """“2018年3月～12月” and “2018.3—12” leave the year of the end to the reader."""
    if start and re.fullmatch(r"\d{1,2}\s*月?", end.strip()):
        return f"{start[:4]}年{re.sub(r'[^0-9]', '', end)}月"
    if start and re.fullmatch(r"\d{1,2}[月./]\d{1,2}日?", end.strip()):
        return f"{start[:4]}年{end}"
    return end


def _point(plain: str) -> Found:
    serial = re.fullmatch(r"[34]\d{4}(?:\.0)?", plain.strip())
    if serial:
        return (_EXCEL_EPOCH + dt.timedelta(days=int(float(plain)))).isoformat(), ("day",)
    found = _COMPACT.search(plain) or _POINT.search(plain)
    if found:
        return _checked(found.group(1), found.group(2), found.group(3))
    coarse = _COARSE.search(plain)
    return (_full_year(coarse.group(1)), ("coarse",)) if coarse else (None, ("text",))


def _full_year(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _checked(year: str, month: str, day: str | None) -> Found:
    try:
        exact = dt.date(int(_full_year(year)), int(month), int(day or 1))
    except ValueError:
        return None, ("invalid",)
    return (exact.isoformat(), ("day",)) if day else (exact.isoformat()[:7], ("month",))
