"""A mail's HTML in; its lines as a reader sees them out, each with the links that stand in it and whether the markup quotes it."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

MAX_HTML = 5_000_000  # characters that are read

_SKIPPED = frozenset({"script", "style", "head", "title", "meta", "link", "template", "noscript", "object", "svg"})
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_QUOTING = re.compile(
    r"gmail_quote|isreplycontent|reply_content|yahoo_quoted|moz-cite|divrplyfwdmsg|ntes-.*quote|zhistoryrow|zmail_extra", re.IGNORECASE
)
_SIGNING = re.compile(r"gmail_signature|signature|mail_?sign(?:ed)?\b|editorsign|foxsign|xm_write_card|businesscard", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")


@dataclass(slots=True)
class PageLine:
    """A line of a page; `is_quoted` where a blockquote or a mailer's quoting block holds it, `is_signature` where one of signatures."""

    text: str = ""
    is_quoted: bool = False
    is_signature: bool = False
    anchors: list[etree._Element] = field(default_factory=list)


@lru_cache(maxsize=2)
def lines_of(html: str) -> Sequence[PageLine]:
    """Return a page's lines, to be read only; broken markup is read as far as it goes and never raises."""
    root = _tree(html)
    if root is None:
        return [PageLine(line) for line in entities.unescape(_TAG.sub("\n", html[:MAX_HTML])).splitlines()]
    lines = [PageLine()]
    for text, is_break, is_quoted, is_signature, anchor in _events(root):
        if is_break and (lines[-1].text.strip() or lines[-1].anchors):
            lines.append(PageLine())
        lines[-1].text += text
        lines[-1].is_quoted, lines[-1].is_signature = is_quoted, is_signature
        if anchor is not None:
            lines[-1].anchors.append(anchor)
    for line in lines:
        line.text = " ".join(line.text.replace("\xa0", " ").split())
    return lines


def _tree(html: str) -> etree._Element | None:
    text = re.sub(r"^\s*<\?xml[^>]*>", "", html[:MAX_HTML]).replace("\0", "")
    if not text.strip():
        return None
    parser = etree.HTMLParser(recover=True, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _events(root: etree._Element) -> Iterator[tuple[str, bool, bool, bool, etree._Element | None]]:
    """Yield text, whether a line breaks before it, whether it is quoted or a signature, and the link that begins here; no recursion."""
    skipped = quoted = signing = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        step = 1 if event == "start" else -1
        skipped += step * (tag in _SKIPPED)
        quoted += step * _quotes(element, tag)
        signing += step * _signs(element, tag)
        if event == "start" and not skipped:
            yield element.text or "", tag in _BLOCKS, quoted > 0, signing > 0, element if tag == "a" else None
        elif event == "end":
            yield (element.tail or "") if not skipped else "", tag in _BLOCKS and tag != "br", quoted > 0, signing > 0, None


def _quotes(element: etree._Element, tag: str) -> bool:
    return tag == "blockquote" or bool(_QUOTING.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _signs(element: etree._Element, tag: str) -> bool:
    return tag == "sign" or bool(_SIGNING.search(f"{element.get('class', '')} {element.get('id', '')}"))
