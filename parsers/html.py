"""Octets of HTML or MHTML in, a Document out: pages that were saved, or that a program named .doc or .xls."""

from __future__ import annotations

import email
import re
from collections import Counter
from collections.abc import Mapping
from email.message import Message
from typing import Final

from lxml import etree

from model import Document
from parsers.charset import text_of
from parsers.flow import document
from parsers.html_walk import Walk
from parsers.unreadable import UnreadableError

_MOST_OCTETS: Final = 48_000_000
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_TELLING: Final = ("none", "hid", "dings", "line-through")
_MARKED: Final = re.compile(r"<(/?(?:table|body|html))[\s>]", re.IGNORECASE)
_TABLE_END: Final = re.compile(r"</table>(?:\s*</?[\w:]+>)*$", re.IGNORECASE)
_LONGEST_TAG: Final = 400
_RULE: Final = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")


def read_html(octets: bytes) -> Document:
    """Return a page's Document; UnreadableError where there is nothing to read."""
    return _page(text_of(octets), "html")


def read_mhtml(octets: bytes) -> Document:
    """Return the Document of the page in a saved web archive (RFC 2557)."""
    message = email.message_from_bytes(octets)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    payload = page.get_payload(decode=True) if isinstance(page, Message) else None
    if page is None or not isinstance(payload, bytes):
        raise UnreadableError("no page in the archive")
    return _page(text_of(payload, page.get_content_charset("")), "mhtml")


def _page(text: str, format_: str) -> Document:
    if len(text) > _MOST_OCTETS:
        raise UnreadableError("a page past the limit")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(_DECLARATION.sub("", text.replace("\0", "")), parser)
    if root is None:
        raise UnreadableError("no element in the page")
    walk = Walk(_looks(text))
    items = walk.story(root)
    return document(format_, items, pictures=walk.pictures, flags=walk.flags | ({"damaged"} if _breaks_off(text) else set()))


def _breaks_off(text: str) -> bool:
    """Tell whether a page ends inside a tag, a table, or a body that it opened (one that ends with a table may stay open)."""
    tags = Counter(tag.lower() for tag in _MARKED.findall(text))
    tail = text.rstrip(" \t\r\n\0")[-_LONGEST_TAG:]
    is_open = tags["body"] and not tags["/body"] and not tags["/html"] and not _TABLE_END.search(tail)
    return tail.rfind("<") > tail.rfind(">") or tags["table"] > tags["/table"] or bool(is_open)


def _looks(text: str) -> Mapping[str, str]:
    """Return what the style sheet says of each class: hidden text and symbol fonts matter, and only there."""
    head = text[: text.find("<body")] if "<body" in text else text[:100_000]
    return {name: look for name, look in _RULE.findall(head) if any(word in look for word in _TELLING)}
