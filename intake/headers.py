"""A header block's octets in; its fields, decoded texts, addresses and message ids out, repaired where mailers write it wrong."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MAX_BLOCK = 256 * 1024  # octets of one header block
_MOST_LINES = 100_000  # behind them no line is looked at, only where the header ends
_EMPTY_LINE = re.compile(rb"\n\r?\n")
MAX_FIELD = 64 * 1024  # octets of one header field

# a header as the standard wants it: fields, each line behind the first begins with a blank and says something, then an empty line
_PLAIN_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\r\n]*(?:\r?\n[ \t]+[^ \t\r\n][^\r\n]*)*)\r?\n")
_PLAIN_BLOCK = re.compile(rb"((?:[!-9;-~]+[ \t]*:[^\r\n]*(?:\r?\n[ \t]+[^ \t\r\n][^\r\n]*)*\r?\n)+)\r?\n")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
# names that prove that we are still inside the header when a broken line was met before them
_KNOWN = re.compile(
    rb"(?:content-[a-z-]+|mime-version|from|to|cc|bcc|subject|date|message-id|received|reply-to|return-path|sender|in-reply-to"
    rb"|references|dkim-signature|auto-submitted|precedence|importance|list-[a-z]+|authentication-results|x-[\w.-]+)[ \t]*:",
    re.IGNORECASE,
)
_MIME_FIELD = re.compile(rb"[ \t\r\n]*content-(?:type|transfer-encoding|disposition)[ \t]*:", re.IGNORECASE)
_ENVELOPE_LINE = re.compile(rb">?From (?![ \t]*:)[^\n]*")


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one header block in order: lower-case names, values as octets, unfolded lines kept; `flags` name repairs."""

    fields: tuple[tuple[str, bytes], ...]
    flags: tuple[str, ...] = ()
    _by_name: dict[str, list[bytes]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the values by their names once; fields are asked for dozens of times."""
        for name, value in self.fields:
            self._by_name.setdefault(name, []).append(value)

    def all(self, name: str) -> Sequence[bytes]:
        """Return every value of a field, first to last."""
        return self._by_name.get(name, ())

    def first(self, name: str) -> bytes:
        """Return the first value of a field, or b""."""
        return next(iter(self._by_name.get(name, ())), b"")

    def plain(self, name: str) -> str:
        """Return the first value of a field as one lower-case ASCII line: for fields that are syntax, not text."""
        return " ".join(self.first(name).decode("ascii", "replace").lower().split())


def split_header(octets: bytes, start: int, end: int, *, of_message: bool) -> tuple[Header, int]:
    """Return the header that stands at octets[start:end] and where its body starts.

    A message's leading blank lines and mbox "From " line are skipped; a part's leading blank line means that it has no header.
    """
    kept = _Collector()
    begin = _skip_lead(octets, start, end, kept, of_message=of_message)
    if plain := _PLAIN_BLOCK.match(octets, begin, min(end, begin + MAX_FIELD)):
        found = _PLAIN_FIELD.findall(octets, begin, plain.end(1))
        return Header(
            tuple((name.decode("ascii").lower(), value.strip(b" \t\r\n")) for name, value in found), tuple(kept.flags)
        ), plain.end()
    return _split_slowly(octets, begin, end, kept)


def _split_slowly(octets: bytes, begin: int, end: int, kept: _Collector) -> tuple[Header, int]:
    """Split a header that is long or broken, line by line."""
    body = end
    last_field = -1
    for number, (at, line, after) in enumerate(_lines(octets, begin, end)):
        if number > _MOST_LINES:
            kept.flags["header-too-long"] = None
            empty = _EMPTY_LINE.search(octets, at, end)
            body = empty.end() if empty else end
            break
        blank = not line.strip(b" \t\r\n")
        if blank and (line in {b"\n", b"\r\n", b"\r", b"\r\r\n"} or not _goes_on(octets, after)):
            body = after
            break
        if blank or line[:1] in b" \t":
            kept.go_on(line)
        elif found := _FIELD.match(line):
            kept.begin(found.group(1).decode("ascii").lower(), line[found.end() :])
        else:
            last_field = _last_field(octets, at, min(end, begin + MAX_BLOCK)) if last_field < 0 else last_field
            if at >= last_field:
                kept.flags["blank-line-missing"] = None
                body = at
                break
            kept.flags["header-line-skipped"] = None
    return kept.header(), body


class _Collector:
    """Fields as they come, no more octets of them than the bounds allow."""

    def __init__(self) -> None:
        self.flags: dict[str, None] = {}
        self._fields: list[tuple[str, list[bytes]]] = []
        self._of_field = self._of_block = 0

    def begin(self, name: str, value: bytes) -> None:
        if self._of_block < MAX_BLOCK:
            self._fields.append((name, []))
            self._of_field = 0
        self.go_on(value)

    def go_on(self, line: bytes) -> None:
        room = max(0, min(MAX_FIELD - self._of_field, MAX_BLOCK - self._of_block))
        if self._fields and room:
            self._fields[-1][1].append(line[:room])
            self._of_block += min(len(line), room)
        if self._fields and len(line) > room:
            self.flags["header-too-long" if self._of_block >= MAX_BLOCK else f"header-cut:{self._fields[-1][0][:40]}"] = None
        self._of_field += len(line)

    def header(self) -> Header:
        fields = tuple((name, b"".join(pieces).strip(b" \t\r\n")) for name, pieces in self._fields)
        return Header(fields, tuple(self.flags))


def _skip_lead(octets: bytes, start: int, end: int, kept: _Collector, *, of_message: bool) -> int:
    begin = first = start + len(BOM_UTF8) if of_message and octets.startswith(BOM_UTF8, start) else start
    if of_message or _MIME_FIELD.match(octets, start, min(end, start + 400)):
        begin = _behind_blanks(octets, begin, end)
        if begin > first:
            kept.flags["leading-blank-line"] = None
    if of_message and (found := _ENVELOPE_LINE.match(octets, begin, end)):
        kept.flags["envelope-line"] = None
        begin = min(found.end() + 1, end)
        behind = _behind_blanks(octets, begin, end)
        begin = behind if _KNOWN.match(octets, behind, end) else begin
    return begin


def _behind_blanks(octets: bytes, at: int, end: int) -> int:
    while at < end and octets[at] in b" \t\r\n":
        at += 1
    return at


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
