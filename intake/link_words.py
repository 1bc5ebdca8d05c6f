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
_BARE_OCTETS = re.compile(r"\.\w{1,5}\((\d{3,12})\)\s*$")  # 189 writes "name.docx(20480)"
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_FILE_NAME = re.compile(
    r"[^/\\:*?\"<>|\n：；;「『]{0,180}"
    r"\.(?:doc[xm]?|xls[xmb]?|pp[st][xm]?|dot[xm]?|pdf|ofd|caj|od[tsp]|wps|wpt|et|ett|dps|rtf|txt|csv|xml|eml|msg|zip|zipx|rar|7z"
    r"|gz|tgz|tar|iso|jpe?g|png|gif|webp|heic|tiff?|bmp|psd|cdr|svg|dwg|dxf|vsdx?|mpp|xmind|mmap|pages|numbers|mp4|m4v|mkv|flv|wmv|mov"
    r"|avi|mpe?g|rmvb|mp3|m4a|wav|exe)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# "name (60.57M, …": what stands before a size in brackets is a name, whatever its ending
_SIZED_NAME = re.compile(r"([^/\\:*?\"<>|\n：；;「『]{1,180}?)\s*[(（]\s*\d+(?:\.\d+)?\s*(?:[KMGT]i?B?|B|字节)\s*[,，]", re.IGNORECASE)
_NOISE = re.compile(
    r"^(?:【(?:腾讯文档|金山文档|WPS文档|WPS云文档|百度网盘|阿里云盘|夸克网盘)】|下载|预览|打开|转存|进入下载页面|进入提取中心下载|点击下载|查看|链接|名称|文件名|文件|附件|通过百度网盘分享的文件)\s*[:：]?\s*"
)
_MILLISECONDS = re.compile(r"^\d{12,14}$")


def name_in(said: str) -> str:
    """Return the last file name in a text, or ""."""
    lines = [ADDRESS.sub(" ", line) for line in said.split("\n")]
    names = [_NOISE.sub("", m.group().strip()) for line in lines for m in _FILE_NAME.finditer(line)]
    names = names or [_NOISE.sub("", m.group(1).strip()) for line in lines for m in _SIZED_NAME.finditer(line)]
    return names[-1].strip() if names and "\n" not in names[-1] else ""


def size_in(said: str) -> int | None:
    """Return the first size in a text in octets (60.57M), or None."""
    found = _SIZE.search(ADDRESS.sub(" ", said))
    if found is None and (bare := _BARE_OCTETS.search(said)):
        return int(bare.group(1))
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
