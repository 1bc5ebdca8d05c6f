"""Octets of From, To, Reply-To in; addresses with the names that mailers wrote around them out; bounded, never recursive."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from intake.encoded_words import WORD, clean, text_of, words_of
from intake.headers import Header
from model import Address

MAX_ADDRESSES = 200

_FOLD = re.compile(rb"(?:\r*\n|\r)[ \t]+")
_ANGLE = re.compile(rb"<([^<>]*)>[^<>]*$")
_ASCII_SPEC = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[A-Za-z0-9.-]+")
_SPEC = re.compile(rb"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()]+")
_COMMENT = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
_GROUP = re.compile(rb"^[^\"<@,;]{0,200}:(?!.*:.*:)")
_ESCAPED = re.compile(rb"(?<![\x81-\xfe])\\([\"\\])")  # behind a lead octet it is half of a GBK character
_IDS = re.compile(r"<([^<>\s]{1,900})>")


def addresses_of(values: Sequence[bytes]) -> tuple[Address, ...]:
    """Return the addresses of a field's values, at most 200; what holds no address is left out."""
    return _addresses(tuple(values))


@lru_cache(maxsize=16)
def _addresses(values: tuple[bytes, ...]) -> tuple[Address, ...]:
    found: list[Address] = []
    for value in values:
        for piece in _pieces(_GROUP.sub(b"", _FOLD.sub(b" ", value), count=1)):
            if (address := _address(piece)) is not None:
                found.append(address)
            if len(found) == MAX_ADDRESSES:
                return tuple(found)
    return tuple(found)


def ids_of(header: Header, field: str) -> tuple[str, ...]:
    """Return the message ids of a field with their angle brackets, at most 100."""
    text = " ".join(text_of(value) for value in header.all(field))
    return tuple(f"<{i}>" for i in dict.fromkeys(_IDS.findall(text)))[:100]


def domain_of(address: str) -> str:
    """Return an address's domain in lower case, "" if it has none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def organisation_of(domain: str) -> str:
    """Return the domain that an organisation registers: its last two labels, three below com.cn, gov.cn, cq.cn and the like."""
    labels = domain.lower().strip(".").split(".")
    second_level = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and (labels[-2] in {"com", "net", "org", "gov", "edu", "ac", "co", "mil"} or len(labels[-2]) == 2)
    )
    return ".".join(labels[-3 if second_level else -2 :])


def _pieces(line: bytes) -> Iterator[bytes]:
    """Yield what stands between commas and semicolons that are in no quotes and no angle brackets."""
    begin = 0
    quoted = angled = False
    for at, octet in enumerate(_masked(line)):
        if octet == 0x22 and line[at - 1 : at] != b"\\":
            quoted = not quoted
        elif octet == 0x3C and not quoted:
            angled = True
        elif octet == 0x3E and not quoted:
            angled = False
        elif octet in b",;" and not quoted and not angled:
            yield line[begin:at]
            begin = at + 1
    yield line[begin:]


def _masked(octets: bytes) -> bytes:
    """Return the octets with encoded words blanked out: what stands in them is no punctuation."""
    return WORD.sub(lambda m: b" " * len(m.group()), octets)


def _address(piece: bytes) -> Address | None:
    angle = _ANGLE.search(piece)
    if angle and b"@" in angle.group(1):
        return Address(_name(piece[: angle.start()]), _spec(angle.group(1)))
    if (whole := _in_one_word(piece)) is not None:
        return whole
    bare = _masked(piece)
    outside = _COMMENT.sub(lambda m: b" " * len(m.group()), bare)
    spec = _ASCII_SPEC.search(outside) or _SPEC.search(outside)
    if spec is None:
        return None
    rest = piece[: spec.start()] + piece[spec.end() :]
    comment = _COMMENT.search(rest)
    return Address(_name(comment.group(1) if comment else rest.translate(None, b"<>")), _spec(spec.group()))


def _in_one_word(piece: bytes) -> Address | None:
    """Return the address where a mailer encoded name and address together, against RFC 2047 §5."""
    if b"@" in piece or b"=?" not in piece:
        return None
    text = words_of(piece).encode()
    return _address(text) if b"@" in text and b"=?" not in text else None


def _name(octets: bytes) -> str:
    inner = octets.strip()
    if inner[:1] == b'"':
        inner = inner[1:].rstrip(b'"')
    text = clean(words_of(_ESCAPED.sub(rb"\1", inner)))
    return (entities.unescape(text) if "&#" in text else text).strip("\"' \\＜＞")


def _spec(octets: bytes) -> str:
    text = re.sub(r"\s+", "", clean(words_of(octets))).strip("<>")
    text = text.rpartition(":")[2] if text.startswith("@") else text  # a route, RFC 5322 §4.4
    local, _, domain = text.rpartition("@")
    return f"{local.removeprefix('mailto:')}@{domain.lower().rstrip('.')}"
