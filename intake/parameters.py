"""Content-Type and Content-Disposition octets in; their value, parameters and the best name of a file out.

Names are data only: base name, no controls or bidirectional marks, at most 200 octets (mail.md §8.5; RFC 2231, RFC 2047 in practice).
"""

from __future__ import annotations

import binascii
import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from urllib.parse import unquote_to_bytes

from intake.charsets import decode, likelihood, unscrambled
from intake.encoded_words import clean, words_of
from intake.headers import Header

MAX_NAME = 200  # octets of a name in UTF-8
_MAX_PIECES = 300

_FOLD = re.compile(rb"\r*\n[ \t]+")
_KEY = (
    r"(?:file)?name|charset|boundary|type|format|size|start|protocol|micalg|report-type|smime-type|delsp|access-type"
    r"|(?:creation|modification|read)-date|x-[\w-]+"
)
_ATTRIBUTE = re.compile(rb"(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{1,60}(?:\*\d{0,4}){0,2}\*?)[ \t\r\n]*=[ \t\r\n]*")
# a quote ends a value only before ";", the line's end, or another parameter whose ";" was forgotten
_CLOSING = re.compile(rb'"(?=\s*(?:;|$)|\s+(?:' + _KEY.encode() + rb")(?:\*\d*)*\*?\s*=)", re.IGNORECASE)
_BARE_END = re.compile(rb";|(?<!\s)\s+(?:" + _KEY.encode() + rb")(?:\*\d*)*\*?\s*=|$", re.IGNORECASE)
_NEXT = re.compile(rb";\s*(?:" + _KEY.encode() + rb")(?:\*\d*)*\*?\s*=", re.IGNORECASE)
_MAIN = re.compile(rb"[^\s;=]*")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_EXTENDED = re.compile(rb"^([A-Za-z0-9_.:-]*)'(?:[A-Za-z0-9-]{0,20}')?(.*)$", re.DOTALL)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_FILE = re.compile(r"[^.\s]\.(?:docx?|xlsx?|pptx?|wps|et|pdf|zip|rar|7z|jpe?g|png|bmp|tiff?|gif|rtf|txt|csv|odt|ods|ofd)$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:att(?:achment)?[\d_-]*|noname|unnamed|unknown|untitled|file|part[\d.]*|mime-?attachment|=_.*)?(?:\.(?:dat|bin|att|txt))?$",
    re.IGNORECASE,
)
_WORDS = frozenset({"", "text/plain", "text/html"})
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){3}")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2}")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A structured header field: its main value in lower case and its parameters as octets, keys as written in lower case."""

    value: str
    pieces: tuple[tuple[str, bytes], ...] = ()

    def get(self, key: str) -> str:
        """Return a parameter that is syntax (charset, boundary) as text without quotes, "" if absent."""
        octets = self.octets(key)
        return octets.decode("ascii", "replace").strip()

    def octets(self, key: str) -> bytes:
        """Return a plain or continued parameter's octets, b"" if absent."""
        plain = next((value for name, value in self.pieces if name == key), b"")
        return plain or _joined(self.pieces, key)[0]


@lru_cache(maxsize=64)
def parameters_of(value: bytes) -> Parameters:
    """Return the parameters of a field's octets, quotes inside names and forgotten semicolons understood."""
    line = _FOLD.sub(b" ", value).strip()
    head = _MAIN.match(line)
    begin = head.end() if head else 0
    if line[begin : begin + 1] == b"=":  # there is no main value at all: name="…"
        begin = 0
    pieces: list[tuple[str, bytes]] = []
    while len(pieces) < _MAX_PIECES and (found := _ATTRIBUTE.search(line, begin)):
        content, begin = _content(line, found.end())
        pieces.append((found.group(1).decode("ascii").lower(), content))
    return Parameters(line[: head.end() if head and begin else 0].decode("ascii", "replace").lower(), tuple(pieces))


def content_type(header: Header) -> Parameters:
    """Return a part's type; of doubled fields the one that says most: a container, then a file, then text."""
    found = [parameters_of(value) for value in header.all("content-type")]
    return max(found, key=_telling, default=Parameters(""))


def media_type(parameters: Parameters) -> str:
    """Return type/subtype, or "" where the field names none."""
    found = _MEDIA_TYPE.match(parameters.value)
    return found.group() if found else {"text": "text/plain", "multipart": "multipart/mixed"}.get(parameters.value, "")


def name_of(header: Header) -> tuple[str, bytes]:
    """Return the best file name of a part and the octets that it was read from, ("", b"") where it has none."""
    sources = [parameters_of(v) for field in ("content-disposition", "content-type") for v in header.all(field)]
    candidates = [c for p in sources for key in ("filename", "name") for c in _candidates(p, key)]
    named = [(safe_name(text), octets) for text, octets in candidates]
    best = max((n for n in named if n[0]), key=lambda n: _fitness(n[0]), default=("", b""))
    return best if best[0] else _described(header)


def safe_name(name: str) -> str:
    """Return a base name that harms nobody: no path, no controls, no bidirectional marks, at most 200 octets, ending kept."""
    text = re.split(r"[/\\]", clean(name).rstrip("/\\"))[-1].strip().rstrip(". ")
    octets = text.encode("utf-8", "ignore")
    if len(octets) <= MAX_NAME:
        return octets.decode()
    found = _ENDING.search(text)
    ending = found.group() if found else ""
    return octets[: MAX_NAME - len(ending)].decode("utf-8", "ignore") + ending


def name_key(name: str) -> str:
    """Return what two names are compared by: NFC and lower case; never what is shown or stored."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def _described(header: Header) -> tuple[str, bytes]:
    """Return the file name that a part's description or location is, where nothing else names it (RFC 2183 gives it a field since 1997)."""
    if media_type(content_type(header)) in _WORDS and header.plain("content-disposition")[:10] != "attachment":
        return "", b""
    told = ((_plain_text(v), v) for field in ("content-description", "content-location") for v in header.all(field))
    return next(((name, v) for text, v in told if _FILE.search(name := safe_name(clean(text)))), ("", b""))


def _content(line: bytes, at: int) -> tuple[bytes, int]:
    if line[at : at + 1] == b'"':
        closing = _CLOSING.search(line, at + 1)
        end = closing.start() if closing else (found.start() if (found := _NEXT.search(line, at)) else len(line))
        return line[at + 1 : end].replace(b'\\"', b'"'), end + 1
    end = found.start() if (found := _BARE_END.search(line, at)) else len(line)
    value = line[at:end].strip().strip(b'"')
    return value[1:-1] if len(value) > 2 and value[:1] == value[-1:] == b"'" else value, end


def _telling(parameters: Parameters) -> int:
    kind = media_type(parameters)
    if kind.startswith("multipart/"):
        return 4 if parameters.get("boundary") else 1
    if kind and not kind.startswith("text/"):
        return 3
    return 2 if kind else 0


def _candidates(parameters: Parameters, key: str) -> list[tuple[str, bytes]]:
    extended, is_extended = _joined(parameters.pieces, key)
    plain = [value for name, value in parameters.pieces if name == key]
    found = []
    if extended:
        found.append((_extended_text(extended) if is_extended else words_of(extended), extended))
    found += [(_plain_text(value), value) for value in plain if value]
    return found


def _joined(pieces: tuple[tuple[str, bytes], ...], key: str) -> tuple[bytes, bool]:
    """Return the octets of key*=, key*0*=, key*1=… put together, and whether they carry a charset (RFC 2231 §3, §4)."""
    numbered: dict[int, tuple[bytes, bool]] = {}
    for name, value in pieces:
        base, star, rest = name.partition("*")
        if base == key and star:
            number = rest.rstrip("*")
            numbered.setdefault(int(number) if number.isdigit() else 0, (value, rest.endswith("*") or not number))
    ordered = [numbered[n] for n in sorted(numbered)]
    runs = ((coded, b"".join(v for v, _ in run)) for coded, run in groupby(ordered, key=lambda piece: piece[1]))
    return b"".join(unquote_to_bytes(v) if coded else v for coded, v in runs), any(coded for _, coded in ordered)


def _extended_text(octets: bytes) -> str:
    found = _EXTENDED.match(octets)
    label, content = (found.group(1).decode("ascii"), found.group(2)) if found else ("", octets)
    content = content.strip(b'"')
    if b"=?" in content:
        return words_of(content)
    return unscrambled(decode(content, label)[0])


def _plain_text(octets: bytes) -> str:
    text = words_of(octets)
    if "&#" in text:
        text = html.unescape(text)
    if text.isascii() and _QUOTED.search(text):
        plain = decode(binascii.a2b_qp(text))[0]
        return plain if likelihood(plain) > 0.5 else text
    if text.isascii() and _PERCENT.search(text):
        plain = decode(unquote_to_bytes(text))[0]
        return plain if not plain.isascii() and likelihood(plain) > 0.5 else text
    return text


def _fitness(name: str) -> tuple[bool, bool, bool, bool]:
    return "\ufffd" not in name, not _GENERIC.match(name), likelihood(name) > 0.5, bool(_ENDING.search(name))
