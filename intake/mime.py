"""A mail's octets in, its leaves out in order, each with its path, headers, decoded octets and what was repaired on the way.

The walk works with offsets into the octets themselves, so that a nested mail keeps its line ends and its sha256; it is bounded
in parts, depth and nested mails (mail.md §4.2), and what lies beyond a bound is still one leaf with all of its octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from intake.encoded_words import text_of
from intake.headers import Header, split_header
from intake.kinds import returns_a_mail
from intake.parameters import Parameters, content_type, media_type, name_of, parameters_of, safe_name
from intake.smime import signed_content
from intake.transfer import from_uuencode, transferred, uuencoded_blocks

MAX_PARTS = 200
MAX_DEPTH = 20
MAX_NESTED = 5  # mails within mails

_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TAIL = re.compile(rb"(--)?[ \t]*(?:\r*\n|\r|\Z)")
_GUESS = re.compile(rb"^--([^\s]{1,200}?)[ \t]*\r*\n(?=content-[a-z-]+[ \t]*:)", re.MULTILINE | re.IGNORECASE)
_ANY_RULE = re.compile(rb"^--([^\s-][^\s]{0,200}?)[ \t]*\r*$", re.MULTILINE)
_MAIL_BEGINS = re.compile(
    rb"\s*(?:>?From [^\n]*\n)?(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|x-[\w-]+|sender|reply-to|delivered-to|content-type|dkim-signature"
    rb"|authentication-results|arc-[a-z-]+):[^\n]*\n",
    re.IGNORECASE,
)
_GUESS_WITHIN = 256 * 1024


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no parts. `octets` are decoded; `path` as in model.Part; `message` is the path of the mail it stands in.

    `alternative` is the path of the nearest multipart/alternative; `trail` the names of the nested mails around it; `returned`:
    it belongs to what a bounce gives back; `fate` is set where the walk itself decided what becomes of it.
    """

    path: str
    header: Header
    media_type: str
    octets: bytes = field(repr=False)
    name: str = ""
    name_octets: bytes = b""
    charset: str = ""
    disposition: str = ""
    flags: tuple[str, ...] = ()
    message: str = ""
    alternative: str = ""
    trail: tuple[str, ...] = ()
    returned: bool = False
    fate: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    path: str = ""
    message: str = ""
    depth: int = 0
    level: int = 0
    trail: tuple[str, ...] = ()
    alternative: str = ""
    in_digest: bool = False
    bounced: bool = False
    returned: bool = False

    def child(self, number: int) -> str:
        return f"{self.path}{number}" if self.path.endswith("/") or not self.path else f"{self.path}.{number}"

    @property
    def leaf_path(self) -> str:
        return f"{self.path}1" if self.path.endswith("/") or not self.path else self.path


def leaves_of(octets: bytes) -> tuple[Header, tuple[Leaf, ...]]:
    """Return a mail's header and its leaves, nested mails opened."""
    if b"\n" not in octets:
        octets = octets.replace(b"\r", b"\n")
    walk = _Walk()
    return walk.message(octets, 0, len(octets), _Place()), tuple(walk.leaves)


class _Walk:
    """One walk over one mail: the leaves so far and how many parts may still come."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.left = MAX_PARTS

    def message(self, octets: bytes, start: int, end: int, place: _Place) -> Header:
        header, body = split_header(octets, start, end, of_message=True)
        place = replace(place, bounced=place.bounced or returns_a_mail(header))
        self.entity(header, octets, body, end, place)
        return header

    def entity(self, header: Header, octets: bytes, start: int, end: int, place: _Place) -> None:
        kind = content_type(header)
        name = media_type(kind)
        if name.startswith("multipart/") or (not name and _GUESS.match(octets, start, min(end, start + _GUESS_WITHIN))):
            self.multipart(header, kind, octets, start, end, place)
        elif name in _MESSAGES or (place.in_digest and not name):
            self.nested(header, octets[start:end], name, place)
        else:
            self.leaf(header, kind, octets[start:end], place)

    def multipart(self, header: Header, kind: Parameters, octets: bytes, start: int, end: int, place: _Place) -> None:
        boundary, flag = _boundary(kind, octets, start, end)
        if not boundary or place.depth >= MAX_DEPTH:
            self.undivided(header, octets[start:end], place)
            return
        self.left -= 1
        number = 0
        for at, until, is_part in _divided(octets, start, end, boundary):
            number += is_part
            inner = _inside(place, media_type(kind), number if is_part else 0)
            if self.left <= 0:
                self.rest(octets[at:end], inner, "part-limit")
                return
            if is_part:
                own, body = split_header(octets, at, until, of_message=False)
                self.entity(replace(own, flags=(*own.flags, flag)) if flag else own, octets, body, until, inner)
            else:
                self.rest(octets[at:until], inner, "between-parts")

    def undivided(self, header: Header, body: bytes, place: _Place) -> None:
        """Keep a container that cannot be divided: too deep, or without any boundary line."""
        if place.depth >= MAX_DEPTH:
            self.rest(body, place, "depth-limit")
            return
        decoded, flags = transferred(body, header.plain("content-transfer-encoding"), is_text=True)
        if decoded != body and _GUESS.search(decoded):  # some gateways encode the whole container
            bare = Header(tuple(f for f in header.fields if f[0] != "content-transfer-encoding"), (*header.flags, *flags))
            self.entity(bare, decoded, 0, len(decoded), replace(place, depth=place.depth + 1))
        elif body.strip():
            bare = Header(tuple(f for f in header.fields if f[0] != "content-type"), (*header.flags, "boundary-missing"))
            self.leaf(bare, Parameters("text/plain"), body, place)

    def nested(self, header: Header, body: bytes, kind: str, place: _Place) -> None:
        """Open a mail within the mail; its own octets stay whole in the ledger."""
        if not _MAIL_BEGINS.match(body[:2_000]):
            decoded, flags = transferred(body, header.plain("content-transfer-encoding") or "base64", is_text=False)
            if _MAIL_BEGINS.match(decoded[:2_000]):
                body, header = decoded, replace(header, flags=(*header.flags, "nested-mail-encoded", *flags))
        name, name_octets = name_of(header)
        row = _leaf(header, kind or "message/rfc822", body, place, name or _mail_name(body), name_octets)
        if place.level >= MAX_NESTED or self.left <= 0:
            self.keep(replace(row, flags=(*row.flags, "nested-too-deep")))
            return
        self.keep(replace(row, fate="returned-original" if row.returned else "nested-message"))
        inner = _Place(
            f"{place.leaf_path}/", f"{place.leaf_path}/", place.depth + 1, place.level + 1, (*place.trail, row.name), returned=row.returned
        )
        self.message(body, 0, len(body), inner)

    def leaf(self, header: Header, kind: Parameters, body: bytes, place: _Place) -> None:
        subtype = media_type(kind)
        name, name_octets = name_of(header)
        is_text = subtype in {"", "text/plain", "text/html"} and not name
        octets, flags = transferred(body, header.plain("content-transfer-encoding"), is_text=is_text)
        is_mail = name.lower().endswith(".eml") and _MAIL_BEGINS.match(octets[:2_000])
        if is_mail and place.level < MAX_NESTED and self.left > 0:
            bare = Header(tuple(f for f in header.fields if f[0] != "content-transfer-encoding"), (*header.flags, *flags))
            self.nested(bare, octets, "message/rfc822", place)
            return
        row = _leaf(header, subtype, octets, place, name, name_octets)
        row = replace(row, charset=kind.get("charset"), flags=(*row.flags, *flags))
        if subtype in _SIGNED and (content := signed_content(octets)) is not None:
            self.keep(replace(row, fate="nested-message", reason="s/mime"))
            own, at = split_header(content, 0, len(content), of_message=False)
            self.entity(own, content, at, len(content), replace(place, path=f"{place.leaf_path}/", depth=place.depth + 1))
            return
        self.keep(row)
        if is_text:
            self.uuencoded(row)

    def uuencoded(self, row: Leaf) -> None:
        for number, (start, end, name) in enumerate(uuencoded_blocks(row.octets), start=1):
            content = from_uuencode(row.octets[start:end])
            self.keep(
                replace(
                    row,
                    path=f"{row.path}/{number}",
                    header=Header(()),
                    media_type="application/octet-stream",
                    octets=content,
                    name=safe_name(text_of(name)),
                    name_octets=name,
                    disposition="attachment",
                    flags=("uuencoded",),
                )  # fmt: skip
            )

    def rest(self, body: bytes, place: _Place, reason: str) -> None:
        if body.strip():
            self.keep(replace(_leaf(Header(()), "", body, place, "", b""), fate="ignored", reason=reason, flags=(reason,)))

    def keep(self, leaf: Leaf) -> None:
        self.leaves.append(leaf)
        self.left -= 1


def _inside(place: _Place, container: str, number: int) -> _Place:
    alternative = place.leaf_path if container == "multipart/alternative" else place.alternative
    is_digest = container == "multipart/digest"
    return replace(place, path=place.child(number), depth=place.depth + 1, in_digest=is_digest, alternative=alternative)


def _leaf(header: Header, kind: str, octets: bytes, place: _Place, name: str, name_octets: bytes) -> Leaf:
    disposition = next((p.value for p in map(parameters_of, header.all("content-disposition")) if p.value), "")
    is_text = kind in {"", "text/plain", "text/html", "message/delivery-status", "message/disposition-notification"} and not name
    return Leaf(
        place.leaf_path, header, kind, octets, name, name_octets, disposition=disposition, flags=header.flags, message=place.message,
        alternative=place.alternative, trail=place.trail, returned=place.returned or (place.bounced and not is_text),
    )  # fmt: skip


def _mail_name(body: bytes) -> str:
    """Return a name for a nested mail that has none: its subject."""
    header, _ = split_header(body, 0, min(len(body), 64 * 1024), of_message=True)
    return safe_name(f"{text_of(header.first('subject')).replace('/', ' ') or '转发的邮件'}.eml")


def _boundary(kind: Parameters, octets: bytes, start: int, end: int) -> tuple[bytes, str]:
    """Return the boundary that really divides the octets, and a flag where it is not the one that was announced."""
    announced = kind.octets("boundary").strip()
    if announced and next(_delimiters(octets, start, end, announced), None) is not None:
        return announced, ""
    begin = octets[start : min(end, start + _GUESS_WITHIN)]
    if found := _GUESS.search(begin):
        return found.group(1), "boundary-guessed"
    found = next((m for m in _ANY_RULE.finditer(begin) if b"\n--" + m.group(1) + b"--" in begin[m.end() :]), None)
    return (found.group(1), "boundary-guessed") if found else (b"", "")


def _delimiters(octets: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each delimiter line starts, where the next line starts, and whether it is the closing one."""
    mark = b"--" + boundary
    at = start
    while (found := octets.find(mark, at, end)) >= 0:
        at = found + len(mark)
        tail = _TAIL.match(octets, at, end)
        if tail and (found == start or octets[found - 1] in b"\r\n"):
            yield found, tail.end(), bool(tail.group(1))


def _divided(octets: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is a part, or what stands before, between and behind the parts."""
    at, is_part = start, False
    for begin, after, is_closing in _delimiters(octets, start, end, boundary):
        yield at, _before_line(octets, at, begin), is_part
        at, is_part = after, not is_closing
    yield at, end, is_part


def _before_line(octets: bytes, start: int, line: int) -> int:
    """Return the end of what stands before a delimiter line: the line break belongs to the delimiter (RFC 2046 §5.1.1)."""
    if octets[max(start, line - 2) : line] == b"\r\n":
        return line - 2
    return max(start, line - 1) if octets[max(start, line - 1) : line] in {b"\n", b"\r"} else line
