"""A mail's HTML and plain text in; the files that it sends as links to a provider's store out, with name, size and expiry.

Providers' markers are mail.md §2.1. Nothing is ever fetched. Links in signatures and in quoted old mail send nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from intake.pages import lines_of
from intake.parameters import name_key, safe_name
from intake.quoting import is_quoted_line, old_mail_from
from model import CloudLink

MAX_LINKS = 100

_AROUND = 20  # links in the block around a file's link; a block with more is a whole page

_ZONE = ZoneInfo("Asia/Shanghai")
_PROVIDERS = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"https?://(?:[\w.-]+\.)?(?:163|126|yeah)\.(?:com|net)/large-attachment-download/", "网易邮箱超大附件"),
        (r"https?://dashi\.163\.com/html/cloud-attachment-download/", "网易邮箱云附件"),
        (r"https?://fs\.(?:163|126|yeah)\.(?:com|net)/fs/(?:display|preview)/", "网易邮箱超大附件"),
        (r"https?://fs\.qiye\.163\.com/fs/(?:display|preview)/", "网易企业邮箱超大附件"),
        (r"https?://(?:edisk|mailh)\.qiye\.163\.com/", "网易企业邮箱云附件"),
        (r"https?://(?:[\w-]+\.)?mail\.qq\.com/cgi-bin/(?:ftnexs_download|ftndownload)", "QQ邮箱超大附件"),
        (r"https?://(?:i?wx|w)\.mail\.qq\.com/ftn/download", "QQ邮箱超大附件"),
        (r"https?://[\w.-]+\.mail\.ftn\.qq\.com/", "QQ邮箱超大附件"),
        (r"https?://exmail\.qq\.com/cgi-bin/ftn", "腾讯企业邮箱超大附件"),
        (r"https?://(?:[\w-]+\.)*mail\.10086\.cn/\S*(?:attach|download|disk|file|largeattach)", "139邮箱超大附件"),
        (r"https?://download\.cloud\.189\.cn/", "189邮箱超大附件"),
        (r"https?://cloud\.189\.cn/(?:t/|web/share)", "天翼云盘"),
        (r"https?://(?:[\w-]+\.)?mail\.sina\.(?:com\.cn|cn|com)/filecenter/download", "新浪邮箱中转站"),
        (r"https?://(?:pan|yun)\.baidu\.com/(?:s/|share/)", "百度网盘"),
        (r"https?://(?:www\.)?(?:aliyundrive|alipan)\.com/(?:s|t)/", "阿里云盘"),
        (r"https?://(?:1drv\.ms|onedrive\.live\.com)/", "OneDrive"),
        (r"https?://drive\.google\.com/(?:file/d|open\?id=|uc\?)", "Google Drive"),
        (r"https?://(?:www\.)?(?:wenshushu\.cn|wss1?\.cn)/(?:f|k|s)?/?", "文叔叔"),
        (r"https?://(?:[\w-]+\.)?lanzou\w?\.com/", "蓝奏云"),
        (r"https?://(?:www\.)?123(?:pan|684|865|912)\.(?:com|cn)/s/", "123云盘"),
        (r"https?://pan\.quark\.cn/s/", "夸克网盘"),
        (r"https?://(?:share\.weiyun\.com|(?:www\.)?weiyun\.com)/", "腾讯微云"),
        (r"https?://pan\.xunlei\.com/s/", "迅雷云盘"),
        (r"https?://docs\.qq\.com/", "腾讯文档"),
        (r"https?://(?:www\.)?kdocs\.cn/", "金山文档"),
    )
)
_URL = re.compile(r"https?://[^\s<>\"'，。；）】》\u3000]+", re.IGNORECASE)
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
_NAME_KEYS = ("filename", "file-name", "file_name", "download", "data-name")
_SIZE_KEYS = ("filesize", "file-size", "file_size", "data-size")
_EXPIRY_KEYS = ("expiretime", "expired", "expire", "expire-time", "data-expire")


def cloud_links(html: str, text: str, attached_names: Collection[str], *, is_forward: bool = False) -> tuple[CloudLink, ...]:
    """Return the files sent as links; one that is attached under the same name as well is left out.

    Links in old mail count only where the mail `is_forward`: then the old mail is what it sends. Expiry is aware, Asia/Shanghai.
    """
    attached = {name_key(n) for n in attached_names}
    in_page = islice(_in_page(html, is_forward=is_forward), 2 * MAX_LINKS)
    links = same_links_joined((*in_page, *islice(_in_text(text, is_forward=is_forward), 2 * MAX_LINKS)))
    return tuple(x for x in links if not (x.name and name_key(x.name) in attached))[:MAX_LINKS]


def same_links_joined(links: Iterable[CloudLink]) -> tuple[CloudLink, ...]:
    """Return each file once, whatever plain text, page and preview link say of it together."""
    found: dict[str, CloudLink] = {}
    for link in links:
        known = found.get(_target(link.url))
        found[_target(link.url)] = link if known is None else _merged(known, link)
    named = {name_key(link.name) for link in found.values() if link.name and link.expires_at}
    return tuple(x for x in found.values() if not _is_copy(x, named))


def provider_of(url: str) -> str:
    """Return the name of the provider whose file link this is, or ""."""
    return next((name for pattern, name in _PROVIDERS if pattern.match(url)), "")


def _in_page(html: str, *, is_forward: bool) -> Iterator[CloudLink]:
    lines = lines_of(html) if html.strip() else []
    cut = len(lines) if is_forward else old_mail_from([line.text for line in lines])
    for line in lines[:cut]:
        if line.is_quoted and not is_forward:
            continue
        for anchor in line.anchors:
            url = (anchor.get("href") or "").strip()
            if provider := provider_of(url):
                yield _from_anchor(anchor, url, provider)
        if not any(provider_of((a.get("href") or "").strip()) for a in line.anchors):
            yield from _in_lines([line.text])


def _from_anchor(anchor: etree._Element, url: str, provider: str) -> CloudLink:
    attributes: dict[str, str] = {}
    texts: list[str] = []
    for element in _block(anchor):
        for key, value in element.attrib.items():
            attributes.setdefault(str(key).lower(), str(value))
        pieces = map(str, islice(element.itertext(), 200))
        texts.append(("" if element is anchor else "\n").join(pieces)[:2_000])  # cells of a table are no running text
    said = "\n".join(filter(None, (attributes.get("title", ""), attributes.get("alt", ""), *texts)))
    query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(url).query).items()}
    name = next((attributes[k] for k in _NAME_KEYS if attributes.get(k, "").strip()), "")
    size = next((attributes[k] for k in _SIZE_KEYS if attributes.get(k, "").strip()), "")
    expiry = next((v for k in _EXPIRY_KEYS for v in (attributes.get(k, ""), query.get(k, "")) if v.strip()), "")
    named = (
        name
        if name.startswith(("http:", "https:")) is False and name
        else _name_in(said) or _name_in(unquote(query.get("filename", "") or query.get("title", "")))
    )
    return CloudLink(provider, safe_name(named), url[:2_000], _size_of(size) or _size_in(said), _instant(expiry) or _expiry_in(said))


def _block(anchor: etree._Element) -> list[etree._Element]:
    """Return the link's element and those around it that speak of no other file, at most six, smallest first."""
    target = _target(anchor.get("href") or "")
    block = [anchor]
    element = anchor.getparent()
    while element is not None and len(block) < 6 and element.tag not in {"body", "html"}:
        around = list(islice(element.iter("a"), _AROUND + 1))
        urls = (str(a.get("href") or "").strip() for a in around)
        if len(around) > _AROUND or {_target(u) for u in urls if provider_of(u)} - {target}:
            break
        block.append(element)
        element = element.getparent()
    return block


def _in_text(text: str, *, is_forward: bool) -> Iterator[CloudLink]:
    lines = text.split("\n")
    cut = len(lines) if is_forward else old_mail_from(lines)
    yield from _in_lines([x for x in lines[:cut] if is_forward or not is_quoted_line(x)])


def _in_lines(lines: list[str]) -> Iterator[CloudLink]:
    whole = "\n".join(lines)
    before = 0
    for found in _URL.finditer(whole):
        url = found.group().rstrip(".,;:!?)")
        if provider := provider_of(url):
            said = whole[max(before, found.start() - 400) : found.start()]
            said = said if _name_in(said) or _expiry_in(said) else f"{said}\n{whole[found.end() : found.end() + 120]}"
            yield CloudLink(provider, safe_name(_name_in(said)), url[:2_000], _size_in(said), _expiry_in(said))
        before = found.end()


def _merged(one: CloudLink, other: CloudLink) -> CloudLink:
    return CloudLink(one.provider, one.name or other.name, one.url, one.size or other.size, one.expires_at or other.expires_at)


def _is_copy(link: CloudLink, named: set[str]) -> bool:
    """Tell a preview link without expiry from the download link of the same file."""
    return "preview" in link.url and bool(link.name) and not link.expires_at and name_key(link.name) in named


def _target(url: str) -> str:
    parts = urlsplit(url) if "://" in url else None
    query = parse_qs(parts.query) if parts else {}
    key = next((query[k][0] for k in ("file", "key", "k", "identity", "dt", "id") if k in query), "")
    return f"{parts.hostname}:{key}" if parts and key else url


def _name_in(said: str) -> str:
    names = [_NOISE.sub("", m.group().strip()) for line in said.split("\n") for m in _FILE_NAME.finditer(_URL.sub(" ", line))]
    return names[-1].strip() if names and "\n" not in names[-1] else ""


def _size_in(said: str) -> int | None:
    found = _SIZE.search(_URL.sub(" ", said))
    return _octets(found) if found else None


def _size_of(written: str) -> int | None:
    if written.strip().isdigit():
        return int(written)
    found = _SIZE.search(written)
    return _octets(found) if found else None


def _octets(found: re.Match[str]) -> int:
    return round(float(found.group(1)) * _UNITS.get(found.group(2)[0].lower(), 1))


def _expiry_in(said: str) -> datetime | None:
    for found in _EXPIRY.finditer(_URL.sub(" ", said)):
        if found.group(7) or _DATED.search(found.group()) or _DATED.search(said[max(0, found.start() - 12) : found.start()]):
            year, month, day = (int(g) for g in found.group(1, 2, 3))
            hour, minute, second = (int(g) if g else late for g, late in zip(found.group(4, 5, 6), (23, 59, 0), strict=True))
            try:
                return datetime(year, month, day, hour, minute, second, tzinfo=_ZONE)
            except ValueError:
                return None
    return None


def _instant(written: str) -> datetime | None:
    """Return the instant of an attribute: milliseconds since 1970, or a date as text."""
    if _MILLISECONDS.match(written.strip()):
        return datetime(1970, 1, 1, 8, tzinfo=_ZONE) + timedelta(milliseconds=int(written))
    return _expiry_in(f"到期时间：{written}") if written else None
