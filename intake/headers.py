"""A header block's octets in; its fields, decoded texts, addresses and message ids out, repaired where mailers write it wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BLOCK = 256 * 1024  # octets of one header block
MAX_FIELD = 64 * 1024  # octets of one header field

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
# names that prove that we are still inside the header when a broken line was met before them
_KNOWN = re.compile(
    rb"(?:content-[a-z-]+|mime-version|from|to|cc|bcc|subject|date|message-id|received|reply-to|return-path|sender|in-reply-to"
    rb"|references|dkim-signature|auto-submitted|precedence|importance|list-[a-z]+|authentication-results|x-[\w.-]+)[ \t]*:",
    re.IGNORECASE,
)
_MIME_FIELD = re.compile(rb"[ \t\r\n]*content-(?:type|transfer-encoding|disposition)[ \t]*:", re.IGNORECASE)
_ENVELOPE_LINE = re.compile(rb">?From [^\n:]*[^\n]*")


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one header block in order: lower-case names, values as octets, unfolded lines kept; `flags` name repairs."""

    fields: tuple[tuple[str, bytes], ...]
    flags: tuple[str, ...] = ()

    def all(self, name: str) -> list[bytes]:
        """Return every value of a field, first to last."""
        return [value for key, value in self.fields if key == name]

    def first(self, name: str) -> bytes:
        """Return the first value of a field, or b""."""
        return next((value for key, value in self.fields if key == name), b"")

    def plain(self, name: str) -> str:
        """Return the first value of a field as one lower-case ASCII line: for fields that are syntax, not text."""
        return " ".join(self.first(name).decode("ascii", "replace").lower().split())


def split_header(octets: bytes, start: int, end: int, *, of_message: bool) -> tuple[Header, int]:
    """Return the header that stands at octets[start:end] and where its body starts.

    A message's leading blank lines and mbox "From " line are skipped; a part's leading blank line means that it has no header.
    """
    flags: list[str] = []
    begin = _skip_lead(octets, start, end, flags, of_message=of_message)
    fields: list[tuple[str, bytes]] = []
    body = end
    last_field = -1
    for at, line, after in _lines(octets, begin, end):
        if at - begin > MAX_BLOCK:
            flags.append("header-too-long")
            body = at
            break
        blank = not line.strip(b" \t\r\n")
        if blank and (line in {b"\n", b"\r\n", b"\r", b"\r\r\n"} or not _goes_on(octets, after)):
            body = after
            break
        if blank or (line[:1] in b" \t" and fields):
            _continue(fields, line)
            continue
        if found := _FIELD.match(line):
            fields.append((found.group(1).decode("ascii").lower(), line[found.end() :]))
            continue
        last_field = max(last_field, _last_field(octets, at, min(end, begin + MAX_BLOCK)) if last_field < 0 else 0)
        if at < last_field:
            flags.append("header-line-skipped")
        else:
            flags.append("blank-line-missing")
            body = at
            break
    return Header(tuple(_bounded(fields, flags)), tuple(dict.fromkeys(flags))), body


def _skip_lead(octets: bytes, start: int, end: int, flags: list[str], *, of_message: bool) -> int:
    begin = start
    if of_message or _MIME_FIELD.match(octets, start, min(end, start + 400)):
        while begin < end and octets[begin] in b" \t\r\n":
            begin += 1
        if begin > start:
            flags.append("leading-blank-line")
    if of_message and (found := _ENVELOPE_LINE.match(octets, begin, end)):
        flags.append("envelope-line")
        begin = min(found.end() + 1, end)
    return begin


def _lines(octets: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, int]]:
    at = start
    while at < end:
        after = octets.find(b"\n", at, end) + 1 or end
        yield at, octets[at:after], after
        at = after


def _goes_on(octets: bytes, at: int) -> bool:
    """Tell whether a header still goes on after a line of white space: a field or a continuation follows."""
    line = octets[at : at + 200]
    return bool(_KNOWN.match(line)) or (line[:1] in (b" ", b"\t") and bool(line.split(b"\n", 1)[0].strip()))


def _last_field(octets: bytes, start: int, end: int) -> int:
    """Return where the last field stands that surely belongs to this header, 0 if none: a broken line before it is skipped."""
    last = 0
    for at, line, _ in _lines(octets, start, end):
        if not line.strip() or line.startswith(b"--"):
            break
        if _KNOWN.match(line):
            last = at
    return last


def _continue(fields: list[tuple[str, bytes]], line: bytes) -> None:
    if fields and len(fields[-1][1]) <= MAX_FIELD:
        name, value = fields[-1]
        fields[-1] = (name, value + line)


def _bounded(fields: list[tuple[str, bytes]], flags: list[str]) -> Iterator[tuple[str, bytes]]:
    for name, value in fields:
        if len(value) > MAX_FIELD:
            flags.append(f"header-cut:{name}")
        yield name, value[:MAX_FIELD].strip(b" \t\r\n")
