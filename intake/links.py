"""A mail's HTML and plain text in; the files that it sends as links to a provider's store out, with name, size and expiry.

Nothing is ever fetched. Links in signatures and in quoted old mail send nothing (mail.md §2.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from intake.link_words import ADDRESS, expiry_in, instant_of, name_in, size_in, size_of
from intake.pages import lines_of
from intake.parameters import name_key, safe_name
from intake.providers import file_of, provider_of, query_of
from intake.quoting import is_quoted_line, old_mail_from
from model import CloudLink

MAX_LINKS = 100

_AROUND = 20  # links in the block around a file's link; a block with more is a whole page
_BLOCK_DEPTH = 10
_FRESH = timedelta(days=29)  # QQ keeps a file for 30 days: one that expires so late was uploaded with this very mail
_NAME_KEYS = ("filename", "file-name", "file_name", "download", "data-name")
_SIZE_KEYS = ("filesize", "file-size", "file_size", "data-size")
_EXPIRY_KEYS = ("expiretime", "expired", "expire", "expire-time", "data-expire")


def cloud_links(
    html: str,
    text: str,
    attached_names: Collection[str],
    *,
    is_forward: bool = False,
    sent_at: datetime | None = None,
) -> tuple[CloudLink, ...]:
    """Return the files sent as links; one that is attached under the same name as well is left out.

    Links in old mail count where the mail `is_forward`: then the old mail is what it sends. QQ writes the files of an answer below
    the old mail; they are told by an expiry that is a whole month after the mail's own date, `sent_at` (aware). Expiry is aware,
    Asia/Shanghai.
    """
    attached = {name_key(n) for n in attached_names}
    fresh_from = sent_at + _FRESH if sent_at else None
    seen = (*_in_page(html, is_forward=is_forward), *_in_text(text, is_forward=is_forward))
    now = (link for link, is_old in seen if not is_old or (fresh_from and link.expires_at and link.expires_at >= fresh_from))
    return tuple(x for x in same_links_joined(now) if not (x.name and name_key(x.name) in attached))[:MAX_LINKS]


def same_links_joined(links: Iterable[CloudLink]) -> tuple[CloudLink, ...]:
    """Return each file once, whatever plain text, page and preview link say of it together."""
    found: dict[str, CloudLink] = {}
    for link in links:
        known = found.get(file_of(link.url))
        found[file_of(link.url)] = link if known is None else _merged(known, link)
    return tuple(found.values())


def _in_page(html: str, *, is_forward: bool) -> list[tuple[CloudLink, bool]]:
    """Return a page's links and whether each stands below a heading of old mail; what the markup quotes is left out."""
    lines = lines_of(html) if html.strip() else []
    cut = len(lines) if is_forward else old_mail_from([line.text for line in lines])
    found: list[tuple[CloudLink, bool]] = []
    for at, line in enumerate(lines):
        if (line.is_quoted and not is_forward) or len(found) >= 2 * MAX_LINKS:
            continue
        urls = [(a, (a.get("href") or "").strip()) for a in line.anchors]
        links = [_from_anchor(a, url, provider) for a, url in urls if (provider := provider_of(url))]
        found += [(link, at >= cut) for link in (links or _in_lines(line.text))]
    return found


def _in_text(text: str, *, is_forward: bool) -> list[tuple[CloudLink, bool]]:
    lines = text.split("\n")
    cut = len(lines) if is_forward else old_mail_from(lines)
    new = "\n".join(x for x in lines[:cut] if is_forward or not is_quoted_line(x))
    old = "\n".join(x for x in lines[cut:] if not is_quoted_line(x))
    return [(x, False) for x in islice(_in_lines(new), MAX_LINKS)] + [(x, True) for x in islice(_in_lines(old), MAX_LINKS)]


def _from_anchor(anchor: etree._Element, url: str, provider: str) -> CloudLink:
    block = _block(anchor)
    attributes: dict[str, str] = {}
    for element in block:
        for key, value in element.attrib.items():
            attributes.setdefault(str(key).lower(), str(value))
    texts = [attributes.get("title", ""), attributes.get("alt", ""), *(_text_of(e, is_link=e is anchor) for e in block)]
    query = query_of(url)
    said_in_url = (unquote(query.get("filename", "")), unquote(query.get("title", "")))
    name = next((attributes[k] for k in _NAME_KEYS if attributes.get(k, "http").strip()[:4] not in {"", "http"}), "")
    name = name or next((n for said in (*texts, *said_in_url) if (n := name_in(said))), "")
    sizes = (*(size_of(attributes.get(k, "")) for k in _SIZE_KEYS), *(size_in(said) for said in texts))
    expiry = next((v for k in _EXPIRY_KEYS for v in (attributes.get(k, ""), query.get(k, "")) if v.strip()), "")
    expires_at = instant_of(expiry) or next((e for said in texts if (e := expiry_in(said))), None)
    return CloudLink(provider, safe_name(name), url[:2_000], next(filter(None, sizes), None), expires_at)


def _text_of(element: etree._Element, *, is_link: bool) -> str:
    """Return an element's words; cells of a table are no running text, so only a link's own pieces are joined."""
    pieces = (" ".join(str(t).split()) for t in islice(element.itertext(), 200))
    return ("" if is_link else "\n").join(pieces)[:2_000]


def _block(anchor: etree._Element) -> list[etree._Element]:
    """Return the link's element and those around it that speak of no other file, smallest first."""
    target = file_of(anchor.get("href") or "")
    block = [anchor]
    element = anchor.getparent()
    while element is not None and len(block) < _BLOCK_DEPTH and element.tag not in {"body", "html"}:
        around = list(islice(element.iter("a"), _AROUND + 1))
        urls = (str(a.get("href") or "").strip() for a in around)
        if len(around) > _AROUND or {file_of(u) for u in urls if provider_of(u)} - {target}:
            break
        block.append(element)
        element = element.getparent()
    return block


def _in_lines(text: str) -> Iterator[CloudLink]:
    before = 0
    for found in ADDRESS.finditer(text):
        url = found.group().rstrip(".,;:!?)")
        if provider := provider_of(url):
            said = text[max(before, found.start() - 400) : found.start()]
            behind = ADDRESS.split(text[found.end() : found.end() + 160], maxsplit=1)[0]
            name = name_in(said) or ("" if expiry_in(said) else name_in(behind))
            size, expires_at = (size_in(x) for x in (said, behind)), (expiry_in(x) for x in (said, behind))
            yield CloudLink(provider, safe_name(name), url[:2_000], next(filter(None, size), None), next(filter(None, expires_at), None))
        before = found.end()


def _merged(one: CloudLink, other: CloudLink) -> CloudLink:
    link = other.url if "preview" in one.url else one.url
    return CloudLink(one.provider, one.name or other.name, link, one.size or other.size, one.expires_at or other.expires_at)
