"""A header value's octets in; its text out: encoded words of RFC 2047 as mailers really write them, raw octets of any charset.

Adjacent words are joined as octets before anything is decoded, because mailers cut them inside a character (mail.md §8.5).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from intake.charsets import codec_of, decode, likelihood, unscrambled
from intake.transfer import from_base64

WORD = re.compile(rb"=\?([^?\s]{1,60})\?([BbQq])\?((?:(?!=\?[\w-]).)*?)(?:\?=|$|(?==\?[\w-]))", re.DOTALL)
_SHORT = 1_000  # octets; many ask for the same subject and sender
_FOLD = re.compile(rb"(?:\r*\n|\r)[ \t]+")
_INJECTED = re.compile(r"[\r\n]+[A-Za-z-]{2,40}:.*", re.DOTALL)
_BREAK = re.compile(r"\s*[\r\n]+\s*")
# controls, zero-width marks, bidirectional overrides: nothing of it is text, all of it has been used to deceive
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def text_of(value: bytes) -> str:
    """Return a header value as one line of text: words decoded, folds undone, controls and line breaks gone."""
    return clean(words_of(_FOLD.sub(b" ", value)))


def words_of(value: bytes) -> str:
    """Return a value with its encoded words decoded; line breaks that stood inside a word are still there."""
    return _remembered(value) if len(value) <= _SHORT else _words_of(value)


def _words_of(value: bytes) -> str:
    text = _decoded(value)
    if "=?" in text and b"=?" in value and WORD.search(inner := text.encode()):
        text = _decoded(inner)  # some gateways encode what was encoded; once more, or a mail could nest words without end
    return unscrambled(text)


@lru_cache(maxsize=64)
def _remembered(value: bytes) -> str:
    return _words_of(value)


def clean(text: str) -> str:
    """Return a text on one line: a header that an encoded word smuggled in behind a line break is cut off (RFC 2047 §6.2)."""
    if text.isprintable():
        return text.strip()
    text = _BREAK.sub(_join, _INJECTED.sub("", text.strip()))
    return _INVISIBLE.sub("", text.replace("\t", " ")).strip()


def _decoded(value: bytes) -> str:
    return "".join(decode(octets, label)[0] for octets, label in _runs(value))


def _join(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return " " if before.isascii() and after.isascii() else ""


def _runs(value: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield runs of octets that belong together, each with its charset label ("" for raw octets)."""
    pending: list[tuple[bytes, bytes]] = []
    label, at = "", 0
    for word in WORD.finditer(value):
        between = value[at : word.start()]
        at = word.end()
        own = word.group(1).split(b"*", 1)[0].decode("ascii", "replace")
        if between.strip() or (pending and codec_of(own) != codec_of(label)):
            yield _together(pending, label), label
            yield (between if between.strip() else b""), ""
            pending = []
        elif not pending:
            yield (between if not label else b""), ""
        pending.append((word.group(2), word.group(3)))
        label = own
    yield _together(pending, label), label
    yield value[at:], ""


def _together(words: Sequence[tuple[bytes, bytes]], label: str) -> bytes:
    """Return the octets of adjacent words. Some mailers cut the base64 itself, so that no word can be read on its own."""
    octets = b"".join(_payload(encoding, content) for encoding, content in words)
    contents = [content for encoding, content in words if encoding in b"Bb"]
    if 1 < len(contents) == len(words) and any(len(c) % 4 for c in contents) and sum(map(len, contents)) % 4 == 0:
        other = from_base64(b"".join(contents))[0]
        return max(octets, other, key=lambda o: likelihood(decode(o, label)[0]))
    return octets


def _payload(encoding: bytes, octets: bytes) -> bytes:
    if encoding in b"Bb":
        return from_base64(octets)[0]
    return binascii.a2b_qp(octets.replace(b" ", b"_"), header=True)
