"""Octets of text in, the text out: byte order mark, zeros between letters, what the text says of itself, UTF-8, or GB 18030."""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
# Pages that say gb2312 hold letters of its successors as a matter of course (WHATWG Encoding Standard §4.2)
_CHINESE: Final = frozenset({"gb2312", "gbk", "x-gbk", "gb_2312-80", "csgb2312", "cp936", "hz-gb-2312", "chinese", "gb18030"})


_COMMON: Final = re.compile(r"[\t\r\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u203f\u25a0-\u25ff]")
_MOSTLY: Final = 0.97  # of the letters of a text that stand in everybody's alphabet


def unmarked_utf16(octets: bytes) -> str:
    """Return the codec of UTF-16 that lost its mark, "" for any other octets: Latin letters or line ends have a zero on one side."""
    head = octets[:8192]
    codec = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    if not head.count(0):
        return ""
    letters = head[: len(head) // 2 * 2].decode(codec, "replace")
    return codec if len(_COMMON.findall(letters)) >= len(letters) * _MOSTLY else ""


def text_of(octets: bytes, declared: str = "") -> str:
    """Return the text; `declared` is what a surrounding header says, and is believed only where it fits."""
    for mark, codec in _MARKS:
        if octets.startswith(mark):
            return octets.decode(codec, "replace")
    if unmarked := unmarked_utf16(octets):
        return octets.decode(unmarked, "replace")
    found = _DECLARED.search(octets[:4096])
    for name in (declared, found[1].decode("ascii") if found else "", "utf-8", "gb18030"):
        text = _decoded(octets, name)
        if text is not None:
            return text
    codec = _codec(declared) or (_codec(found[1].decode("ascii")) if found else "") or "gb18030"
    return octets.decode(codec, "replace")


def _decoded(octets: bytes, name: str) -> str | None:
    codec = _codec(name)
    try:
        return octets.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def _codec(name: str) -> str:
    name = name.strip().lower()
    if name in _CHINESE:
        return "gb18030"
    try:
        return "" if not name or name.startswith(("utf-16", "unicode")) else codecs.lookup(name).name
    except LookupError:
        return ""
