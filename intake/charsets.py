"""Octets and the charset that a mail claims for them in; the text they really are and the charset that gave it out.

Chinese mailers write gb2312 over GBK, GB18030 and UTF-8 alike (mail.md §8.5), so a label is a hint that is scored, not an order.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

_UNLIKELY = 0.3
_LONG = 2_000_000
SAMPLE = 4_000  # octets that are judged; the rest of a text is in the same charset

_GB = re.compile(r"gb|936|chinese|euc-?cn")
_BIG5 = re.compile(r"big-?5|950|hkscs")
_SEES_ESCAPES = re.compile(r"^(hz|iso-?2022|utf-?7)")  # 7-bit charsets: pure ASCII octets are not yet text
_ANY_OCTET = re.compile(r"^(iso-?8859|latin|l1$|cp125|windows-125|us-?ascii|ascii|ansi)")
_LATIN = re.compile(r"^(iso-?8859-?(?:1|15)$|latin|l1$|cp1252|us-?ascii|ascii|ansi)")  # what mailers write who know no charset
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"\x84\x31\x95\x33", "gb18030"))
# a two-octet character whose lead is not 0xA0, a four-octet one, ASCII; what remains is a stray octet
_HIGH = re.compile(rb"[\x80-\xff]")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")  # RFC 1843
_SHIFTED = re.compile(rb"\x0e([^\x0f\r\n]*)\x0f?")  # RFC 1922 §2: GB 2312 without its high bits
_LATIN_WORD = re.compile(rb"[a-z][\xc0-\xff]|[\xc0-\xff][a-z]")
_PAIR = re.compile(rb"[\x80-\xff]{2}|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")
_STRAY = "\ufffd".encode("gb18030")
_GB_TOKEN = re.compile(
    rb"[\x00-\x7f]+|[\x81-\x9f\xa1-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|(.)", re.DOTALL
)


def decode(octets: bytes, label: str = "") -> tuple[str, str]:
    """Return the text of octets and the codec that read it; never raises, U+FFFD stands where nothing could be read."""
    text, codec = _decoded(octets, codec_of(label))
    return (text.encode("utf-8", "replace").decode() if codec.startswith("utf") and codec != "utf-8" else text), codec


def _decoded(octets: bytes, wanted: str) -> tuple[str, str]:
    if octets.isascii():
        if (seen := _as_escapes(octets, wanted)) is not None:
            return seen
        if not _SEES_ESCAPES.match(wanted) and b"\0" not in octets:
            return octets.decode("ascii"), "ascii"
    for bom, codec in _BOMS:
        if octets.startswith(bom):
            return octets.decode(codec, "replace").lstrip("\ufeff"), codec
    if (text := _as_utf8(octets, wanted)) is not None:
        return text, "utf-8"
    return _best(octets, wanted)


@cache
def codec_of(label: str) -> str:
    """Return Python's codec for a charset label: every GB label means gb18030, an unknown one is ""."""
    name = re.split(r"[;,\s*]", label.strip().strip("\"'").lower(), maxsplit=1)[0]
    if name.startswith("hz"):
        return "hz"
    if _GB.search(name):
        return "gb18030"
    if _BIG5.search(name):
        return "big5hkscs"
    try:
        return codecs.lookup(name).name if name and "\0" not in name and codecs.lookup(name)._is_text_encoding else ""  # noqa: SLF001
    except (LookupError, UnicodeError):
        return ""


def likelihood(text: str) -> float:
    """Return how much a text looks like something that a person wrote, -4 … 1: 1 for common hanzi, 0.5 for pure ASCII."""
    first = _STRANGE.search(text)
    strange = [c for c in text[first.start() : first.start() + SAMPLE] if c > "\x7f"] if first else []
    if not strange:
        return 0.5
    common = _common()
    rare = [c for c in strange if c not in common]
    return (len(strange) - len(rare) + sum(_worth(c) for c in rare)) / len(strange)


def unscrambled(text: str) -> str:
    """Return a text that went through a wrong charset once more as it was meant (涓枃 → 中文); mostly the text itself."""
    if text.isascii():
        return text
    before = likelihood(text)
    if before > 0.7:
        return text
    for wrong in ("gb18030", "latin-1", "cp1252"):
        try:
            octets = text.encode(wrong)
            meant = octets.decode("utf-8") if wrong == "gb18030" else _best(octets, "utf-8")[0]
        except UnicodeError:
            continue
        if not _is_scattered(octets) and not meant.isascii() and likelihood(meant) > max(before + 0.3, 0.7):
            return meant
    return text


def _as_escapes(octets: bytes, wanted: str) -> tuple[str, str] | None:
    """Return GB 2312 text that travels in seven bits, whether or not it is labelled so."""
    if b"\x1b$)A" in octets and b"\x0e" in octets:
        raised = _SHIFTED.sub(lambda m: bytes(o | 0x80 if o > 0x20 else o for o in m.group(1)), octets.replace(b"\x1b$)A", b""))
        return raised.decode("gb18030", "replace"), "gb18030"
    if not wanted and b"~{" in octets and _HZ.search(octets):
        return octets.decode("hz", "replace"), "hz"
    return None


def _as_utf8(octets: bytes, wanted: str) -> str | None:
    if wanted.startswith("utf-16") and octets.count(0) * 8 > len(octets):
        return None
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if wanted == "utf-8" or any(c > "\u07ff" for c in text[:SAMPLE]) or _SEES_ESCAPES.match(wanted):
        return text if not _SEES_ESCAPES.match(wanted) else None
    # a few two-octet sequences alone: some short Chinese words in GBK happen to be well-formed UTF-8
    is_short = sum(c > "\x7f" for c in text) <= 4 and wanted in {"", "gb18030"}
    return None if is_short and not _is_scattered(octets) and likelihood(octets.decode("gb18030", "replace")) > 0.9 else text


def _best(octets: bytes, wanted: str) -> tuple[str, str]:
    if (text := _as_foreign(octets, wanted)) is not None:
        return text, wanted
    sample = _telling(octets)
    if _is_nearly_utf8(sample):
        return octets.decode("utf-8", "replace").rstrip("\ufffd"), "utf-8"
    if wanted in {"", "gb18030"} and not (wanted == "" and _is_scattered(sample)):
        text = _without_strays(octets)
        if likelihood(text) > 0.95:
            return text, "gb18030"
    named = ("utf-16-le", "utf-16-be") if wanted.startswith("utf-16") else (wanted,)
    order = dict.fromkeys(c for c in (*named, "gb18030", "utf-8", "big5hkscs", "cp1252") if c)
    scores = {codec: _score(sample, codec, wanted) for codec in order}
    best = max(scores, key=lambda c: scores[c])
    if scores[best] < _UNLIKELY and len(sample) > 8 and (wide := _as_wide(octets, sample)):
        return octets.decode(wide, "replace"), wide
    if best == "gb18030":
        return _without_strays(octets), best
    return octets.decode(best, "replace"), best


def _as_foreign(octets: bytes, wanted: str) -> str | None:
    """Return the text where the label names a charset of another script and the octets are well-formed in it."""
    if not wanted or _ANY_OCTET.match(wanted) or wanted.startswith(("utf", "gb18030", "big5")):
        return None
    try:
        return octets.decode(wanted)
    except UnicodeError:
        return None


def _telling(octets: bytes) -> bytes:
    """Return the octets that are judged: a page's English styles, however long, stand before its first Chinese character."""
    found = _HIGH.search(octets)
    begin = found.start() if found and found.start() > SAMPLE // 2 else 0
    return octets[begin : begin + SAMPLE]


def _as_wide(octets: bytes, sample: bytes) -> str:
    """Return the UTF-16 that octets are in although nothing says so, or ""."""
    even = sample[: len(sample) // 2 * 2]
    wide = ("utf-16-le", "utf-16-be") if not len(octets) % 2 else ()
    return next((codec for codec in wide if likelihood(even.decode(codec, "replace").rstrip("\ufffd")) > 0.9), "")


def _is_nearly_utf8(sample: bytes) -> bool:
    """Tell whether octets are UTF-8 but for a few damaged characters; no other charset's text comes near that by chance."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    damaged = text.count("\ufffd") * 10
    return damaged < len(text) and damaged < sum(c > "\x7f" for c in text)


def _score(sample: bytes, codec: str, wanted: str) -> float:
    # the sample may end inside a character
    text = _without_strays(sample) if codec == "gb18030" else codecs.getincrementaldecoder(codec)("replace").decode(sample)
    if codec == "gb18030" and codec != wanted and _is_scattered(sample) and (wanted or _LATIN_WORD.search(sample)):
        return -1.0
    if codec == "cp1252" and not wanted and not _LATIN_WORD.search(sample):
        return likelihood(text) - 0.5  # its signs are no letters of any word: rare hanzi look like that
    if text.isascii() and not sample.isascii():  # all that is not ASCII was half a character at the end
        return -1.0
    if codec == wanted and not _LATIN.match(wanted):
        return likelihood(text) + 0.15
    return likelihood(text) - (0.1 if codec == "big5hkscs" else 0.0)  # octets of either are often well-formed in the other


def _is_scattered(octets: bytes) -> bool:
    """Tell whether octets above ASCII stand only one by one: accented letters; Chinese text has them in pairs."""
    return not _PAIR.search(octets)


def _without_strays(octets: bytes) -> str:
    """Return GB text read past single stray octets (a Latin-1 no-break space shifts every character after it)."""
    plain = octets.decode("gb18030", "replace").rstrip("\ufffd")
    if likelihood(plain) > 0.95:
        return plain
    if len(octets) > _LONG:  # no letter is so long: it is not read octet by octet
        return plain
    kept = b"".join(m.group() if m.group(1) is None else _STRAY for m in _GB_TOKEN.finditer(octets))
    other = kept.decode("gb18030", "replace").rstrip("\ufffd")
    return other if likelihood(other) > likelihood(plain) else plain


def _worth(character: str) -> float:
    if "\u4e00" <= character <= "\u9fff":
        return 0.25
    if "\u00a0" <= character <= "\u024f" or "\u0370" <= character <= "\u04ff" or "\u2010" <= character <= "\u2122":
        return 0.2
    if character == "\ufffd" or "\x80" <= character <= "\x9f":
        return -4.0
    if "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000":
        return -2.0
    return 0.3  # kana, Hangul, the hanzi of the extensions that only GB18030 holds


@cache
def _common() -> frozenset[str]:
    """Return the 3,755 hanzi of GB 2312 level 1, the 5,401 of Big5 level 1, and the punctuation of both."""
    simplified = bytes(o for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for o in (lead, trail))
    signs = bytes(o for lead in (0xA1, 0xA2, 0xA3) for trail in range(0xA1, 0xFF) for o in (lead, trail))
    traditional = bytes(o for lead in range(0xA4, 0xC7) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)) for o in (lead, trail))
    texts = (simplified.decode("gb2312", "ignore"), signs.decode("gb2312", "ignore"), traditional.decode("big5", "ignore"))
    return frozenset("".join(texts))
