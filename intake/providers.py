"""A link in; which store of files it belongs to, and which file there, out (mail.md §2.1)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from intake.addresses import organisation_of

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
        (r"https?://exmail\.qq\.com/(?:cgi-bin/ftn|ftn/download)", "腾讯企业邮箱超大附件"),
        (r"https?://(?:drive\.weixin\.qq\.com|doc\.weixin\.qq\.com)/[\w/]*\w", "企业微信微盘"),
        (r"https?://(?:qiye|mail)\.aliyun\.com/alimail/(?:openlinks|internallinks)/", "阿里邮箱超大附件"),
        (r"https?://(?:[\w-]+\.)*mail\.10086\.cn/\S*(?:attach|download|disk|file|largeattach)", "139邮箱超大附件"),
        (r"https?://download\.cloud\.189\.cn/", "189邮箱超大附件"),
        (r"https?://cloud\.189\.cn/(?:t/|web/share)", "天翼云盘"),
        (r"https?://(?:caiyun|yun)\.139\.com/(?:m/i|w/i|link|share)", "移动云盘"),
        (r"https?://(?:[\w-]+\.)?mail\.sina\.(?:com\.cn|cn|com)/filecenter/download", "新浪邮箱中转站"),
        (r"https?://(?:pan|yun)\.baidu\.com/(?:s/|share/)", "百度网盘"),
        (r"https?://(?:www\.)?(?:aliyundrive|alipan)\.com/(?:s|t)/", "阿里云盘"),
        (r"https?://(?:1drv\.ms|onedrive\.live\.com|[\w-]+\.sharepoint\.(?:com|cn))/\S*\w", "OneDrive"),
        (r"https?://drive\.google\.com/(?:file/d|open\?id=|uc\?|drive/folders)", "Google Drive"),
        (r"https?://docs\.google\.com/\w+/d/", "Google Drive"),
        (r"https?://(?:www\.)?(?:wenshushu\.cn|wss1?\.cn)/(?:f|k|s|t|box)/\w", "文叔叔"),
        (r"https?://(?:[\w-]+\.)?lanzou\w?\.com/", "蓝奏云"),
        (r"https?://(?:www\.)?123(?:pan|684|865|912)\.(?:com|cn)/s/", "123云盘"),
        (r"https?://pan\.quark\.cn/s/", "夸克网盘"),
        (r"https?://(?:share\.weiyun\.com|(?:www\.)?weiyun\.com)/\S*\w", "腾讯微云"),
        (r"https?://pan\.xunlei\.com/s/", "迅雷云盘"),
        (r"https?://docs\.qq\.com/\w+/\w", "腾讯文档"),
        (r"https?://(?:[\w-]+\.)?(?:kdocs|wps)\.cn/(?:l|p|view|file|office|docs)/\w", "金山文档"),
        (r"https?://(?:www\.)?jianguoyun\.com/p/", "坚果云"),
        (r"https?://(?:[\w-]+\.)+(?:feishu\.cn|larksuite\.com)/(?:file|drive|docx?|docs|sheets?|base|wiki|share)/\w", "飞书"),
        (r"https?://(?:alidocs|space|qr)\.dingtalk\.com/\w+/\w", "钉钉"),
        (r"https?://[\w-]+\.(?:ctfile|pipipan|545c|400gb)\.com/(?:f|d|dir|fs|file)/", "城通网盘"),
        (r"https?://(?:www\.)?(?:115|anxia)\.com/s/", "115网盘"),
        (r"https?://(?:[\w-]+\.)?cowtransfer\.com/s/", "奶牛快传"),
        (r"https?://(?:we\.tl/t-|(?:[\w-]+\.)?wetransfer\.com/downloads/)", "WeTransfer"),
        (r"https?://(?:www\.)?dropbox\.com/(?:s|sh|scl)/", "Dropbox"),
    )
)
# services that stand in front of a link to check it; the link itself is one of their parameters
_CHECKING = re.compile(
    r"https?://(?:[\w-]+\.safelinks\.protection\.outlook\.com/|(?:[\w-]+\.)?mail\.qq\.com/cgi-bin/mail_spam|c\.pc\.qq\.com/middle"
    r"|(?:[\w-]+\.)?mail\.(?:163|126)\.com/\S{0,80}(?:redirect|leave))",
    re.IGNORECASE,
)
_CARRIES = ("url", "pfurl", "target", "u")
_KEYS = ("file", "key", "k", "identity", "dt", "id")


def provider_of(url: str) -> str:
    """Return the name of the provider whose file link this is, or ""."""
    target = unwrapped(url)
    return next((name for pattern, name in _PROVIDERS if pattern.match(target)), "")


def unwrapped(url: str) -> str:
    """Return the link that a mailer's link checker carries, or the link itself."""
    if not _CHECKING.match(url):
        return url
    query = query_of(url)
    return next((query[k] for k in _CARRIES if query.get(k, "").startswith("http")), url)


def file_of(url: str) -> str:
    """Return what identifies the file behind a provider's link: download and preview of one file are one."""
    url = unwrapped(url)
    query = query_of(url)
    key = next((query[k] for k in _KEYS if k in query), "")
    host = url.partition("://")[2].split("/")[0]
    return f"{organisation_of(host)}:{key}" if key else url


def query_of(url: str) -> dict[str, str]:
    """Return a link's parameters, the first value of each, keys in lower case; nothing where the link is malformed."""
    try:
        found = parse_qs(urlsplit(url).query, max_num_fields=50)
    except ValueError:
        return {}
    return {key.lower(): values[0] for key, values in found.items()}
