"""A mail's HTML and plain text in; the files that it sends as links to a provider's store out, with name, size and expiry.

Nothing is ever fetched. Links in signatures and in quoted old mail send nothing (mail.md §2.1).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from intake.link_words import ADDRESS, expiry_in, instant_of, name_in, size_in, size_of
from intake.pages import PageLine, lines_of
from intake.parameters import name_key, safe_name
from intake.providers import file_of, provider_of, query_of, unwrapped
from intake.quoting import is_quoted_line, old_mail_from
from model import CloudLink

MAX_LINKS = 100

_AROUND = 20  # links in the block around a file's link; a block with more is a whole page
_BLOCK_DEPTH = 10
_BESIDE = 160  # characters behind a link that may speak of it
_HEADING = 3  # lines above a link in which the provider may say for all files below how long they are kept
_STORES = re.compile(r"中转站|超大附件|云附件|大附件")
_COPY = re.compile(r"\s*[(（]\d{1,2}[)）](\.\w{1,5})$")
# a mailer's own big attachments stand below the signature; a link to a net disk there is the company's, not this mail's
_SIGNATURE = re.compile(r"^\s*--\s*$")
_OF_A_MAILER = re.compile(r"邮箱")
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
    attached = {_plain_key(n) for n in attached_names}
    fresh_from = sent_at + _FRESH if sent_at else None
    seen = (*_in_page(html, is_forward=is_forward), *_in_text(text, is_forward=is_forward))
    now = (link for link, is_old in seen if not is_old or (fresh_from and link.expires_at and link.expires_at >= fresh_from))
    return tuple(x for x in same_links_joined(now) if not (x.name and _plain_key(x.name) in attached))[:MAX_LINKS]


def _plain_key(name: str) -> str:
    """Return what two names are compared by, without what a browser adds to a second copy: 材料(1).docx."""
    return _COPY.sub(r"\1", name_key(name))


def same_links_joined(links: Iterable[CloudLink]) -> tuple[CloudLink, ...]:
    """Return each file once, whatever plain text, page and preview link say of it together."""
    found: dict[str, CloudLink] = {}
    for link in links:
        known = found.get(file_of(link.url))
        found[file_of(link.url)] = link if known is None else _merged(known, link)
    return tuple(found.values())


def _in_page(html: str, *, is_forward: bool) -> list[tuple[CloudLink, bool]]:
    """Return a page's links and whether each stands below a heading of old mail; what the markup quotes is left out."""
    lines = lines_of(html) if "://" in html else []
    old = old_mail_from([line.text for line in lines])
    cut = len(lines) if is_forward else old
    signed = _signature_from([line.text for line in lines[:old]])
    found: list[tuple[CloudLink, bool]] = []
    for at, line in enumerate(lines):
        if (line.is_quoted and not is_forward) or len(found) >= 2 * MAX_LINKS:
            continue
        urls = [(a, (a.get("href") or "").strip()) for a in line.anchors[: 2 * MAX_LINKS]]
        links = [_from_anchor(a, unwrapped(url), provider) for a, url in urls if (provider := provider_of(url))]
        if not all(link.expires_at for link in links):
            above = _said_above(lines, at)
            links = [replace(link, expires_at=link.expires_at or above) for link in links]
        is_signed = line.is_signature or signed <= at < old
        found += [(link, at >= cut) for link in (links or _in_lines(line.text)) if not (is_signed and _is_a_disk(link))]
    return found


def _signature_from(lines: Sequence[str]) -> int:
    return next((at for at, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))


def _said_above(lines: Sequence[PageLine], at: int) -> datetime | None:
    """Return until when a store says, in the heading of its list, that it keeps the files below."""
    headings = [line.text for line in lines[max(0, at - _HEADING) : at + 1] if _STORES.search(line.text)]
    return next((e for said in headings if (e := expiry_in(said))), None)


def _is_a_disk(link: CloudLink) -> bool:
    return not _OF_A_MAILER.search(link.provider)


def _in_text(text: str, *, is_forward: bool) -> list[tuple[CloudLink, bool]]:
    lines = text.split("\n") if "://" in text else []
    start = old_mail_from(lines)
    cut = len(lines) if is_forward else start
    signed = _signature_from(lines[:start])
    new = "\n".join(x for x in (*lines[:signed], *lines[start:cut]) if is_forward or not is_quoted_line(x))
    below = "\n".join(lines[signed:start])
    old = "\n".join(x for x in lines[cut:] if not is_quoted_line(x))
    fresh = (*islice(_in_lines(new), MAX_LINKS), *(x for x in islice(_in_lines(below), MAX_LINKS) if not _is_a_disk(x)))
    return [(x, False) for x in fresh] + [(x, True) for x in islice(_in_lines(old), MAX_LINKS)]


def _from_anchor(anchor: etree._Element, url: str, provider: str) -> CloudLink:
    block = _block(anchor)
    attributes: dict[str, str] = {}
    for element in (*block, *islice(anchor.iterdescendants("img"), 3)):
        for key, value in element.attrib.items():
            attributes.setdefault(str(key).lower(), str(value))
    texts = [attributes.get("title", ""), attributes.get("alt", ""), *(_text_of(e, is_link=e is anchor) for e in block)]
    texts.append(" ".join((anchor.tail or "").split())[:_BESIDE])
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
            behind = ADDRESS.split(text[found.end() : found.end() + _BESIDE], maxsplit=1)[0]
            name = name_in(said) or ("" if expiry_in(said) else name_in(behind))
            size, expires_at = (size_in(x) for x in (said, behind)), (expiry_in(x) for x in (said, behind))
            yield CloudLink(
                provider, safe_name(name), unwrapped(url)[:2_000], next(filter(None, size), None), next(filter(None, expires_at), None)
            )
        before = found.end()


def _merged(one: CloudLink, other: CloudLink) -> CloudLink:
    link = other.url if "preview" in one.url else one.url
    return CloudLink(one.provider, one.name or other.name, link, one.size or other.size, one.expires_at or other.expires_at)
