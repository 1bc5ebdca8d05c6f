"""A mail's leaves in; what becomes of each (body, attachment, signature picture …) with its reason, and the attachments, out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from intake.archive_names import is_noise
from intake.bodies import body_text
from intake.file_signs import ending_of, pixels_of
from intake.mime import Leaf
from model import Attachment, Part, Trouble, TroubleKind

LOGO_PIXELS = 400  # the shorter side of a logo is below this; a photographed page is never so small
LOGO_OCTETS = 200 * 1024
UNMEASURED_LOGO_OCTETS = 30 * 1024
SPECK_PIXELS = 48
SHOWN = "shown-in-text"  # a picture that stands in the middle of the words: a screenshot beside a question, or a photographed page

_BODY_TYPES = frozenset({"", "text/plain", "text/html"})
_BODY_PIECE = re.compile(r"^att\d{3,6}\.(?:txt|html?)$", re.IGNORECASE)  # Exchange so names the pieces of an Apple mail's text
_SIGNATURE_NAME = re.compile(r"^(?:.+\.p7s|signature\.asc)$", re.IGNORECASE)  # clients often send them as octets of any kind
_BODY_NAME = re.compile(r"\.(?:txt|html?|htm)$", re.IGNORECASE)
_ASIDE = {
    "application/pkcs7-signature": "signature", "application/x-pkcs7-signature": "signature", "application/pgp-signature": "signature",
    "application/pgp-keys": "signature", "application/pgp-encrypted": "signature", "application/applefile": "mac-resource-fork",
    "message/delivery-status": "report", "message/disposition-notification": "report", "message/global-delivery-status": "report",
    "text/rfc822-headers": "report", "message/external-body": "external-body", "message/partial": "partial-message",
    "text/calendar": "calendar", "text/enriched": "other-form-of-the-body", "text/richtext": "other-form-of-the-body",
    "text/x-amp-html": "other-form-of-the-body", "text/watch-html": "other-form-of-the-body", "text/vcard": "business-card",
    "text/x-vcard": "business-card", "text/directory": "business-card",
}  # fmt: skip
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_CONTENT_ID = re.compile(r"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)
_PHOTO_NAME = re.compile(r"^(?:img[_-]?\d|dsc|mmexport|photo|pic|扫描|照片|微信图片|wechat|screenshot|截图|\d{8})", re.IGNORECASE)
_LOGO_NAME = re.compile(r"logo|signature|签名|image\d{3}\.|footer|qrcode|二维码|spacer|icon", re.IGNORECASE)
_FILE_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"Rar!\x1a", b"7z\xbc\xaf")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The leaves that are words, the attachments, and the whole ledger of parts in the order of the mail."""

    words: tuple[Leaf, ...]
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]


def sort_leaves(leaves: Sequence[Leaf]) -> Sorted:
    """Decide each leaf once; the pictures last, since only the pages tell which of them belong to a signature."""
    decisions = _decided_but_pictures(leaves)
    words = tuple(leaf for leaf, (decision, _) in zip(leaves, decisions, strict=True) if decision == "body")
    shown = _shown_pictures(words)
    parts: list[Part] = []
    attachments: list[Attachment] = []
    for leaf, (first, why) in zip(leaves, decisions, strict=True):
        is_picture = first == "attachment" and leaf.media_type.startswith("image/")
        decision, reason = _picture(leaf, shown) if is_picture else (first, why)
        known = _named(_marked(leaf, shown)) if decision == "attachment" else leaf
        parts.append(_part(known, decision, reason))
        if decision == "attachment":
            attachments.append(_attachment(known, parts[-1]))
    return Sorted(words, tuple(attachments), tuple(parts))


def _decided_but_pictures(leaves: Sequence[Leaf]) -> list[tuple[str, str]]:
    decisions: list[tuple[str, str]] = []
    with_body: set[str] = set()
    for leaf in leaves:
        decision = _decision(leaf, has_body=leaf.message in with_body)
        if decision[0] == "body":
            with_body.add(leaf.message)
        decisions.append(decision)
    return decisions


def _decision(leaf: Leaf, *, has_body: bool) -> tuple[str, str]:
    if leaf.fate:
        return leaf.fate, leaf.reason
    if leaf.returned:
        return "returned-original", "inside a bounce"
    if leaf.media_type in _ASIDE and not (leaf.media_type == "text/calendar" and leaf.disposition == "attachment" and leaf.name):
        return "ignored", _ASIDE[leaf.media_type]
    if _is_body(leaf, has_body=has_body):
        return "body", ""
    why = _beside_the_papers(leaf)
    return ("ignored", why) if why else ("attachment", "")


def _beside_the_papers(leaf: Leaf) -> str:
    """Return why a file that no clerk ever meant to send is left alone, "" for any other."""
    if not leaf.octets.strip() and (not leaf.name or _BODY_PIECE.match(leaf.name)):
        return "empty"
    if is_noise(leaf.name):
        return "left by the operating system"
    return "signature" if _SIGNATURE_NAME.match(leaf.name) else ""


def _is_body(leaf: Leaf, *, has_body: bool) -> bool:
    if leaf.media_type not in _BODY_TYPES or leaf.octets.startswith(_FILE_BEGINS):
        return False
    if not leaf.name:
        return leaf.media_type != "" or b"\0" not in leaf.octets[:4_000]
    if _BODY_PIECE.match(leaf.name):
        return True
    return not has_body and leaf.disposition != "attachment" and bool(_BODY_NAME.search(leaf.name))


def _shown_pictures(words: Sequence[Leaf]) -> frozenset[str]:
    pages = (body_text(leaf) for leaf in words if b"cid:" in leaf.octets or b"CID:" in leaf.octets)
    return frozenset(unquote(i).strip("<>").lower() for page in pages for i in _CONTENT_ID.findall(page))


def _picture(leaf: Leaf, shown: Collection[str]) -> tuple[str, str]:
    """Tell a signature's logo from a photographed page: by its pixels, its octets, and whether a page shows it."""
    size = pixels_of(leaf.octets)
    if size is not None and max(size) <= SPECK_PIXELS and leaf.octets:
        return "signature-image", f"{size[0]}×{size[1]} pixels"
    is_tiny_logo = (
        size is not None and min(size) < LOGO_PIXELS and len(leaf.octets) <= UNMEASURED_LOGO_OCTETS and bool(_LOGO_NAME.search(leaf.name))
    )
    if is_tiny_logo:
        return "signature-image", "small and called like a logo"
    is_placed = bool(leaf.header.first("content-id")) or bool(_LOGO_NAME.search(leaf.name))
    inline = _content_id(leaf) in shown or (leaf.disposition == "inline" and is_placed)
    if not inline or _PHOTO_NAME.match(leaf.name) or not leaf.octets:
        return "attachment", ""
    if size is not None:
        is_small = min(size) < LOGO_PIXELS and len(leaf.octets) <= LOGO_OCTETS
        return ("signature-image", f"inline, {size[0]}×{size[1]} pixels") if is_small else ("attachment", "")
    is_small = len(leaf.octets) <= UNMEASURED_LOGO_OCTETS and (
        leaf.media_type in {"image/png", "image/gif"} or bool(_LOGO_NAME.search(leaf.name))
    )
    return ("signature-image", f"inline, {len(leaf.octets)} octets") if is_small else ("attachment", "")


def _content_id(leaf: Leaf) -> str:
    return leaf.header.first("content-id").decode("ascii", "replace").strip(" <>\t\r\n").lower()


def _marked(leaf: Leaf, shown: Collection[str]) -> Leaf:
    return replace(leaf, flags=(*leaf.flags, SHOWN)) if _content_id(leaf) in shown else leaf


def _named(leaf: Leaf) -> Leaf:
    if leaf.name:
        return leaf
    number = leaf.path.replace("/", "-")
    return replace(leaf, name=f"未命名附件{number}{ending_of(leaf.octets, leaf.media_type)}", flags=(*leaf.flags, "name-made"))


def _part(leaf: Leaf, decision: str, reason: str) -> Part:
    name_octets = leaf.name_octets[:1_000].decode("ascii", "backslashreplace")
    digest = hashlib.sha256(leaf.octets).hexdigest()
    flags = tuple(dict.fromkeys(leaf.flags))
    return Part(leaf.path, leaf.media_type, leaf.name, name_octets, len(leaf.octets), digest, decision, reason, flags)


def _attachment(leaf: Leaf, part: Part) -> Attachment:
    encrypted = Trouble(TroubleKind.PASSWORD, "S/MIME, encrypted") if leaf.media_type in _SIGNED else None
    path = " › ".join((*leaf.trail, leaf.name))
    within = leaf.trail[0] if leaf.trail else None
    return Attachment(leaf.name, path, part.sha256, part.size, within, encrypted, part.flags, leaf.octets)
