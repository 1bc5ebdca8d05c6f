"""A mail's text leaves in; what its sender newly wrote, what the mail quotes, and the HTML and plain text for finding links, out."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.charsets import decode, unscrambled
from intake.mime import Leaf
from intake.pages import MAX_HTML, lines_of
from intake.parameters import Parameters, content_type
from intake.quoting import is_quoted_line, old_mail_from
from intake.transfer import uuencoded_blocks

MAX_TEXT = 1_000_000  # characters of a body that are kept

_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_LOOKS_HTML = re.compile(r"^\s*(?:<!doctype html|<html|<head|<body|<div|<p[ >]|<table|<meta)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_SOFT_BREAK = re.compile(r"(?m)(?<!^--) \n(?=[^\n> ])")
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Bodies:
    """The words of a mail: newly written, quoted, and every page and plain text as they came; `carried…` are nested mails' own."""

    text: str
    quoted: str
    pages: tuple[str, ...]
    plain: str
    carried_pages: tuple[str, ...] = ()
    carried_plain: str = ""


def bodies_of(leaves: Sequence[Leaf]) -> Bodies:
    """Return the words of body leaves in order; of an alternative's forms the plain one is read unless it says nothing."""
    texts = [(leaf, body_text(leaf)) for leaf in leaves]
    own = [(leaf, text) for leaf, text in texts if not leaf.trail]
    spoken = {leaf.alternative for leaf, text in own if leaf.alternative and not _is_html(leaf, text) and text.strip()}
    new: list[str] = []
    quoted: list[str] = []
    for leaf, text in own:
        if not (leaf.alternative in spoken and _is_html(leaf, text)):
            said, old = _divided_page(text) if _is_html(leaf, text) else _divided(text)
            new.append(said)
            quoted.append(old)
    quoted += [_page_text(text) if _is_html(leaf, text) else text for leaf, text in texts if leaf.trail]
    pages, plain = _apart(own)
    carried_pages, carried_plain = _apart([(leaf, text) for leaf, text in texts if leaf.trail])
    return Bodies(_tidy(new), _tidy(quoted), pages, plain, carried_pages, carried_plain)


def _apart(texts: Sequence[tuple[Leaf, str]]) -> tuple[tuple[str, ...], str]:
    pages = tuple(text for leaf, text in texts if _is_html(leaf, text))
    return pages, "\n".join(text for leaf, text in texts if not _is_html(leaf, text))


def body_text(leaf: Leaf) -> str:
    """Return a text leaf's characters, uuencoded files cut out, line ends as newlines."""
    octets = leaf.octets[: 4 * MAX_HTML]
    for start, end, _ in reversed(uuencoded_blocks(octets) if b"begin" in octets else []):
        octets = octets[:start] + octets[end:]
    label = leaf.charset
    if not label and (found := _META.search(octets[:4_000])):
        label = found.group(1).decode("ascii")
    text = decode(octets, label)[0][:MAX_HTML].replace("\r\n", "\n").replace("\r", "\n")
    if leaf.media_type != "text/html":
        text = _reflowed(text, content_type(leaf.header))
    if text and all("\x80" <= c <= "\xff" for c in _STRANGE.findall(text[:4_000])):
        text = unscrambled(text)  # some web forms encode their UTF-8 once more
    # QQ copies &nbsp; and &gt; from its page into the plain text
    return entities.unescape(text).replace("\xa0", " ") if leaf.media_type != "text/html" and "&nbsp;" in text else text


def _reflowed(text: str, kind: Parameters) -> str:
    """Join the lines that a mailer broke for transport alone (RFC 3676 §4): they end in a blank, which `delsp` takes away again."""
    if kind.get("format").lower() != "flowed":
        return text
    kept = "" if kind.get("delsp").lower() == "yes" else " "
    return _SOFT_BREAK.sub(kept, text)


def _is_html(leaf: Leaf, text: str) -> bool:
    return leaf.media_type == "text/html" or bool(_LOOKS_HTML.match(text))


def _divided(text: str) -> tuple[str, str]:
    lines = text[:MAX_TEXT].split("\n")
    cut = old_mail_from(lines)
    return "\n".join(x for x in lines[:cut] if not is_quoted_line(x)), "\n".join([*filter(is_quoted_line, lines[:cut]), *lines[cut:]])


def _divided_page(page: str) -> tuple[str, str]:
    lines = lines_of(page)
    cut = old_mail_from([line.text for line in lines])
    return "\n".join(x.text for x in lines[:cut] if not x.is_quoted), "\n".join(
        x.text for i, x in enumerate(lines) if x.is_quoted or i >= cut
    )


def _page_text(page: str) -> str:
    return "\n".join(line.text for line in lines_of(page))


def _tidy(texts: Sequence[str]) -> str:
    whole = _CONTROLS.sub("", "\n\n".join(t.strip() for t in texts if t.strip()))
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in whole[:MAX_TEXT].split("\n"))).strip()
