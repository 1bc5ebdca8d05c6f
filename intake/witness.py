"""A mail's octets and our reading of it in; what mail-parser reads otherwise, as flags, out. Its word changes nothing (mail.md §8.4)."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Collection

import mailparser

from intake.parameters import name_key, safe_name

MAX_OCTETS = 2_000_000

# long runs of base64 say nothing to a witness of headers and names, and cost the most
_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{76}\r?\n){40,}")
_MANY_RULES = 200  # lines that begin with "--"
_BOUNDED = ("header-too-long", "header-cut:", "part-limit", "depth-limit", "nested-too-deep")

logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def may_be_asked(octets: bytes, flags: Collection[str]) -> bool:
    """Tell whether a mail is ordinary enough for a library without bounds: small, and none of our own bounds was reached."""
    return len(octets) <= MAX_OCTETS and octets.count(b"\n--") <= _MANY_RULES and not any(f.startswith(_BOUNDED) for f in flags)


def disagreements(octets: bytes, subject: str, sender: str, names: Collection[str]) -> tuple[str, ...]:
    """Return "witness-agrees", or a flag for each of subject, sender and attachment names that mail-parser reads otherwise."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen = _seen(_RUN.sub(_shortened, octets))
    except Exception:  # noqa: BLE001 - a witness may fall over in any way; it is only a witness
        return ("witness-silent",)
    ours = (subject, sender.lower(), sorted(map(name_key, names)))
    theirs = (seen[0], seen[1].lower(), sorted(name_key(safe_name(n)) for n in seen[2]))
    different = [what for what, one, other in zip(("subject", "sender", "names"), ours, theirs, strict=True) if one != other]
    return tuple(f"witness-disagrees:{what}" for what in different) or ("witness-agrees",)


def _seen(octets: bytes) -> tuple[str, str, list[str]]:
    mail = mailparser.parse_from_bytes(octets)
    subject = mail.subject if isinstance(mail.subject, str) else str(next(iter(mail.subject or ()), ""))
    sender = mail.from_[0][1] if mail.from_ else ""
    return " ".join(subject.split()), sender, [str(a.get("filename") or "") for a in mail.attachments]


def _shortened(run: re.Match[bytes]) -> bytes:
    text = run.group()
    width = text.index(b"\n") + 1
    return text[: width * 4]
