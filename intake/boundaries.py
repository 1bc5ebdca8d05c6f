"""A multipart's octets and its announced boundary in; the parts between the delimiter lines out, also where the boundary is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAIL = re.compile(rb"(--)?[ \t]*(?:\r*\n|\r|\Z)")
_GUESS = re.compile(rb"^--([^\s]{1,200}?)[ \t]*\r*\n(?=content-[a-z-]+[ \t]*:)", re.MULTILINE | re.IGNORECASE)
_ANY_RULE = re.compile(rb"^--([^\s-][^\s]{0,200}?)[ \t]*\r*$", re.MULTILINE)
_GUESS_WITHIN = 256 * 1024
_MAX_BOUNDARY = 1_000  # RFC 2046 allows 70; a delimiter line longer than this divides nothing


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of octets inside a mail: nothing is copied before it is a leaf."""

    octets: bytes
    start: int
    end: int

    @classmethod
    def whole(cls, octets: bytes) -> Span:
        """Return the span of all octets."""
        return cls(octets, 0, len(octets))

    def cut(self) -> bytes:
        """Return the octets themselves."""
        return self.octets[self.start : self.end]

    def until(self, end: int) -> Span:
        """Return the same span with another end."""
        return Span(self.octets, self.start, end)


def begins_with_boundary(span: Span) -> bool:
    """Tell whether a body starts with a delimiter line and a MIME field: a multipart whose header is lost."""
    return bool(_GUESS.match(span.octets, span.start, min(span.end, span.start + _GUESS_WITHIN)))


def boundary_of(announced: bytes, span: Span) -> tuple[bytes, str]:
    """Return the boundary that really divides the octets, b"" if none does, and a flag where it is not the announced one."""
    announced = announced[:_MAX_BOUNDARY]
    if announced and next(delimiters(span, announced), None) is not None:
        return announced, ""
    begin = span.octets[span.start : min(span.end, span.start + _GUESS_WITHIN)]
    if found := _GUESS.search(begin):
        return found.group(1), "boundary-guessed"
    rules = [m.group(1) for m in _ANY_RULE.finditer(begin)]
    closing = {r[:-2] for r in rules if r.endswith(b"--")}
    guessed = next((r for r in rules if r in closing), b"")
    return guessed, "boundary-guessed" if guessed else ""


def divided(span: Span, boundary: bytes) -> Iterator[tuple[Span, bool]]:
    """Yield each stretch and whether it is a part, or what stands before, between and behind the parts.

    A delimiter line behind the closing one opens a part all the same: gateways that wrap a mail again write such.
    """
    at, is_part = span.start, False
    for begin, after, is_closing in delimiters(span, boundary):
        yield Span(span.octets, at, _before_line(span.octets, at, begin)), is_part
        at, is_part = after, not is_closing
    yield Span(span.octets, at, span.end), is_part


def delimiters(span: Span, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each delimiter line starts, where the next line starts, and whether it is the closing one."""
    mark = b"--" + boundary
    at = span.start
    while (found := span.octets.find(mark, at, span.end)) >= 0:
        at = found + len(mark)
        tail = _TAIL.match(span.octets, at, span.end)
        if tail and (found == span.start or span.octets[found - 1] in b"\r\n"):
            yield found, tail.end(), bool(tail.group(1))


def _before_line(octets: bytes, start: int, line: int) -> int:
    """Return the end of what stands before a delimiter line: the line break belongs to the delimiter (RFC 2046 §5.1.1)."""
    if octets[max(start, line - 2) : line] == b"\r\n":
        return line - 2
    return max(start, line - 1) if octets[max(start, line - 1) : line] in {b"\n", b"\r"} else line
