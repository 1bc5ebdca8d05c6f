"""Words beside a file's link in; the file's name, size and expiry out, as the providers write them (mail.md §2.1)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")
ADDRESS = re.compile(r"https?://[^\s<>\"'，。；）】》\u3000]+", re.IGNORECASE)
_EXPIRY = re.compile(
    r"(?:(?:过期时间|到期时间|有效时间到|有效期至?)\s*[:：]?\s*)?(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
    r"\s*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(到期|过期|失效)?"
)
_DATED = re.compile(r"过期时间|到期时间|有效时间|有效期")
_SIZE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(字节|bytes?|[KMGT]i?B?|B)(?![A-Za-z])", re.IGNORECASE)
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_FILE_NAME = re.compile(
    r"[^/\\:*?\"<>|\n：；;]{0,180}"
    r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|jpe?g|png|tiff?|wps|et|txt|mp4|mov|avi|gz|tar|bmp|psd|dwg|csv|rtf|eml)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^(?:下载|预览|打开|转存|进入下载页面|进入提取中心下载|点击下载|查看|链接|名称|文件名|文件|附件|通过百度网盘分享的文件)\s*[:：]?\s*"
)
_MILLISECONDS = re.compile(r"^\d{12,14}$")


def name_in(said: str) -> str:
    """Return the last file name in a text, or ""."""
    names = [_NOISE.sub("", m.group().strip()) for line in said.split("\n") for m in _FILE_NAME.finditer(ADDRESS.sub(" ", line))]
    return names[-1].strip() if names and "\n" not in names[-1] else ""


def size_in(said: str) -> int | None:
    """Return the first size in a text in octets (60.57M), or None."""
    found = _SIZE.search(ADDRESS.sub(" ", said))
    return _octets(found) if found else None


def size_of(written: str) -> int | None:
    """Return the size that an attribute says in octets: a number alone is octets already."""
    if written.strip().isdigit():
        return int(written)
    found = _SIZE.search(written)
    return _octets(found) if found else None


def _octets(found: re.Match[str]) -> int:
    return round(float(found.group(1)) * _UNITS.get(found.group(2)[0].lower(), 1))


def expiry_in(said: str) -> datetime | None:
    """Return the instant that a text says a file expires at, Asia/Shanghai; the end of the day where no time is said."""
    for found in _EXPIRY.finditer(ADDRESS.sub(" ", said)):
        if found.group(7) or _DATED.search(found.group()) or _DATED.search(said[max(0, found.start() - 12) : found.start()]):
            year, month, day = (int(g) for g in found.group(1, 2, 3))
            hour, minute, second = (int(g) if g else late for g, late in zip(found.group(4, 5, 6), (23, 59, 0), strict=True))
            try:
                return datetime(year, month, day, hour, minute, second, tzinfo=_ZONE)
            except ValueError:
                return None
    return None


def instant_of(written: str) -> datetime | None:
    """Return the instant of an attribute: milliseconds since 1970, or a date as text."""
    if _MILLISECONDS.match(written.strip()):
        return datetime(1970, 1, 1, 8, tzinfo=_ZONE) + timedelta(milliseconds=int(written))
    return expiry_in(f"到期时间：{written}") if written else None
