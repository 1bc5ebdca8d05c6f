"""A mail's octets in, its leaves out in order, each with its path, headers, decoded octets and what was repaired on the way.

The walk works with offsets into the octets themselves, so that a nested mail keeps its line ends and its sha256; it is bounded
in parts, depth and nested mails (mail.md §4.2), and what lies beyond a bound is still one leaf with all of its octets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from intake.boundaries import Span, begins_with_boundary, boundary_of, delimiters, divided
from intake.encoded_words import text_of
from intake.headers import Header, split_header
from intake.kinds import returns_a_mail
from intake.parameters import Parameters, content_type, media_type, name_of, parameters_of, safe_name
from intake.places import Place
from intake.smime import signed_content
from intake.transfer import from_uuencode, prose_beside, transferred, uuencoded_blocks

MAX_PARTS = 200
MAX_DEPTH = 20
MAX_NESTED = 5  # mails within mails

_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_WORDS = frozenset({"", "text/plain", "text/html"})
_NOTICES = frozenset({"message/delivery-status", "message/disposition-notification"})
_BESIDE = frozenset({"text-before-base64", "text-inside-base64", "text-after-base64"})
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_QUOTED_FIELD = re.compile(rb"^content-type:[^\n]*=3D", re.IGNORECASE | re.MULTILINE)
# an old Mac's line ends; what a gateway wrote before and behind them may end otherwise
_BARE_RETURNS = re.compile(rb"\s*(?:[!-9;-~]+:[^\r\n]*\r(?!\n)(?:[ \t][^\r\n]*\r(?!\n))*){3}")
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_MAIL_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*"
    rb"(?:>?From [^\n]*\n)?(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|x-[\w-]+|sender|reply-to|delivered-to"
    rb"|content-type|dkim-signature|authentication-results|arc-[a-z-]+):[^\n]*\n",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no parts. `octets` are decoded; `path` as in model.Part; `message` is the path of the mail it stands in.

    `alternative` is the path of the nearest multipart/alternative; `trail` the names of the nested mails around it; `returned`:
    it belongs to what a bounce gives back; `fate` is set where the walk itself decided what becomes of it; `span` is where its
    octets stand, as transferred, in the mail that was given, (0, 0) inside a nested one.
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
    span: tuple[int, int] = (0, 0)


def leaves_of(octets: bytes) -> tuple[Header, tuple[Leaf, ...]]:
    """Return a mail's header and its leaves, nested mails opened."""
    if b"\n" not in octets or _BARE_RETURNS.match(octets):
        octets = _BARE_RETURN.sub(b"\n", octets)
    walk = _Walk(octets)
    return walk.message(Span.whole(octets), Place()), tuple(walk.leaves)


class _Walk:
    """One walk over one mail: the leaves so far and how many parts may still come."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.leaves: list[Leaf] = []
        self.left = MAX_PARTS

    def message(self, span: Span, place: Place) -> Header:
        header, body = split_header(span.octets, span.start, span.end, of_message=True)
        bounced = place.bounced or returns_a_mail(header)
        at = (body, span.end) if span.octets is self.octets else (0, 0)
        self.entity(header, Span(span.octets, body, span.end), replace(place, bounced=bounced, span=at))
        return header

    def entity(self, header: Header, body: Span, place: Place) -> None:
        kind = content_type(header)
        name = media_type(kind)
        is_unsure = not name or (name == "text/plain" and len(header.all("content-type")) > 1)
        if name.startswith("multipart/") or (is_unsure and begins_with_boundary(body)):
            self.multipart(header, kind, body, place)
        elif name in _MESSAGES or (place.in_digest and not name):
            self.nested(header, name, body.cut(), place)
        else:
            self.leaf(header, kind, body.cut(), place)

    def multipart(self, header: Header, kind: Parameters, body: Span, place: Place) -> None:
        boundary, flag = boundary_of(kind.octets("boundary").strip(), body)
        if not boundary or place.depth >= MAX_DEPTH:
            self.undivided(header, body.cut(), place)
            return
        self.left -= 1
        number = done = 0
        for span, is_part in divided(body, boundary):
            if span.start < done:
                continue
            number += is_part
            own, at = split_header(span.octets, span.start, span.end, of_message=False) if is_part else (Header(()), span.start)
            inner = place.inside(media_type(kind), number if is_part else 0, (at, span.end) if span.octets is self.octets else (0, 0))
            if self.left <= 0:
                self.rest(span.until(body.end).cut(), inner, "part-limit")
                return
            if is_part and _is_mail_of(boundary, own, Span(span.octets, at, span.end)):
                done = _end_of_mail(boundary, Span(span.octets, at, body.end))
                self.entity(own, Span(span.octets, at, done), inner)
            elif is_part:
                self.entity(replace(own, flags=(*own.flags, flag)) if flag else own, Span(span.octets, at, span.end), inner)
            else:
                self.rest(span.cut(), inner, "between-parts")

    def undivided(self, header: Header, body: bytes, place: Place) -> None:
        """Keep a container that cannot be divided: too deep, or without any boundary line."""
        if place.depth >= MAX_DEPTH:
            self.rest(body, place, "depth-limit")
            return
        decoded, flags = transferred(body, header.plain("content-transfer-encoding"), is_text=True)
        if decoded != body and boundary_of(b"", Span.whole(decoded))[0]:  # some gateways encode the whole container
            bare = replace(_without(header, "content-transfer-encoding"), flags=(*header.flags, *flags))
            self.entity(bare, Span.whole(decoded), replace(place, depth=place.depth + 1))
        elif body.strip():
            bare = replace(_without(header, "content-type"), flags=(*header.flags, "boundary-missing"))
            self.leaf(bare, Parameters("text/plain"), body, place)

    def nested(self, header: Header, kind: str, body: bytes, place: Place) -> None:
        """Open a mail within the mail; its own octets stay whole in the ledger."""
        if not _MAIL_BEGINS.match(body[:2_000]) or _QUOTED_FIELD.search(body[:8_000]):
            decoded, flags = transferred(body, header.plain("content-transfer-encoding") or "base64", is_text=False)
            if _MAIL_BEGINS.match(decoded[:2_000]):
                body, header = decoded, replace(header, flags=(*header.flags, "nested-mail-encoded", *flags))
        name, name_octets = name_of(header)
        if not _MAIL_BEGINS.match(body[:2_000]) and name and not name.lower().endswith(".eml"):  # a file under a wrong type
            self.leaf(header, Parameters("application/octet-stream"), body, place)
            return
        row = replace(_leaf(header, kind or "message/rfc822", body, place), name=name or _mail_name(body), name_octets=name_octets)
        if place.level >= MAX_NESTED or self.left <= 0:
            self.keep(replace(row, flags=(*row.flags, "nested-too-deep")))
            return
        self.keep(replace(row, fate="returned-original" if row.returned else "nested-message"))
        self.message(Span.whole(body), place.within(row.name, returned=row.returned))

    def leaf(self, header: Header, kind: Parameters, body: bytes, place: Place) -> None:
        subtype = media_type(kind)
        name, name_octets = name_of(header)
        is_text = subtype in _WORDS and not name
        octets, flags = transferred(body, header.plain("content-transfer-encoding"), is_text=is_text)
        header = replace(header, flags=(*header.flags, *flags)) if flags else header
        if name.lower().endswith(".eml") and _MAIL_BEGINS.match(octets[:2_000]):
            self.nested(_without(header, "content-transfer-encoding"), "message/rfc822", octets, place)
            return
        returned = place.returned or (place.bounced and not (is_text or subtype in _NOTICES))
        row = replace(
            _leaf(header, subtype, octets, place),
            name=name,
            name_octets=name_octets,
            charset=kind.get("charset"),
            returned=returned,
            span=place.span,
        )
        content = signed_content(octets) if subtype in _SIGNED or name.lower().endswith(".p7m") else None
        if content is not None and place.depth < MAX_DEPTH:
            self.keep(replace(row, fate="returned-original" if row.returned else "nested-message", reason="s/mime"))
            own, at = split_header(content, 0, len(content), of_message=False)
            inner = replace(place, path=f"{place.leaf_path}/", depth=place.depth + 1, returned=row.returned, span=(0, 0))
            self.entity(own, Span(content, at, len(content)), inner)
            return
        self.keep(row)
        if said := _BESIDE.intersection(flags):  # what is no part of the file is still on record
            beside = replace(_leaf(Header(()), "", prose_beside(body), place), path=f"{row.path}/0")
            self.keep(replace(beside, fate="ignored", reason=min(said)))
        if is_text and b"begin" in octets:
            self.uuencoded(row, is_returned=place.returned or place.bounced)

    def uuencoded(self, row: Leaf, *, is_returned: bool) -> None:
        for number, (start, end, name) in enumerate(uuencoded_blocks(row.octets), start=1):
            if self.left <= 0:
                self.keep(
                    replace(
                        row,
                        path=f"{row.path}/{number}",
                        octets=row.octets[start:],
                        fate="ignored",
                        reason="part-limit",
                        flags=("part-limit",),
                    )
                )
                return
            file = replace(row, header=Header(()), media_type="application/octet-stream", octets=from_uuencode(row.octets[start:end]))
            file = replace(file, path=f"{row.path}/{number}", name=safe_name(text_of(name)), name_octets=name, flags=("uuencoded",))
            self.keep(replace(file, disposition="attachment", returned=is_returned))

    def rest(self, body: bytes, place: Place, reason: str) -> None:
        if body.strip():
            flags = () if reason == "between-parts" else (reason,)
            self.keep(replace(_leaf(Header((), flags), "", body, place), fate="ignored", reason=reason))

    def keep(self, leaf: Leaf) -> None:
        self.leaves.append(leaf)
        self.left -= 1


def _leaf(header: Header, kind: str, octets: bytes, place: Place) -> Leaf:
    disposition = next((p.value for p in map(parameters_of, header.all("content-disposition")) if p.value), "")
    return Leaf(
        place.leaf_path,
        header,
        kind,
        octets,
        disposition=disposition,
        flags=header.flags,
        message=place.message,
        alternative=place.alternative,
        trail=place.trail,
        returned=place.returned or place.bounced,
    )


def _is_mail_of(boundary: bytes, header: Header, body: Span) -> bool:
    """Tell whether a part is a mail whose own parts have the boundary of those around it."""
    if media_type(content_type(header)) not in _MESSAGES:
        return False
    inner, _ = split_header(body.octets, body.start, body.end, of_message=True)
    return content_type(inner).octets("boundary").strip() == boundary


def _without(header: Header, field: str) -> Header:
    return Header(tuple(f for f in header.fields if f[0] != field), header.flags)


def _mail_name(body: bytes) -> str:
    """Return a name for a nested mail that has none: its subject."""
    header, _ = split_header(body, 0, min(len(body), 64 * 1024), of_message=True)
    return safe_name(f"{text_of(header.first('subject')).replace('/', ' ') or '转发的邮件'}.eml")


def _end_of_mail(boundary: bytes, body: Span) -> int:
    """Return where such a mail ends: behind its own closing line, those within it closing first; without one, with all that follows."""
    open_mails = 1
    for _, after, is_closing in delimiters(body, boundary):
        if is_closing:
            open_mails -= 1
            if not open_mails:
                return after
            continue
        header, at = split_header(body.octets, after, body.end, of_message=False)
        open_mails += _is_mail_of(boundary, header, Span(body.octets, at, body.end))
    return body.end
