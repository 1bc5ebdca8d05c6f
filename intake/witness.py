"""A mail's octets and our reading of it in; what mail-parser reads otherwise, as flags, out. Its word changes nothing (mail.md §8.4)."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Collection

import mailparser

from intake.parameters import name_key, safe_name

MAX_OCTETS = 2_000_000

# long runs of base64 say nothing to a witness of headers and names, and cost the most; these stand in nested mail
_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{76}\r?\n){40,}")
_LONG = 8_000
# fields of the outermost header that are not compared, and that a mail's structure does not hang on
_PASSED = re.compile(rb"^(?!from|subject|mime-version|content-)[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
# a part's header that names no file, no disposition and no id says nothing that is compared
_SILENT = re.compile(
    rb"^content-type:[ \t]*text/(?:plain|html)(?![^\n]*name)[^\n]*\n(?:[ \t](?![^\n]*name)[^\n]*\n)*"
    rb"(?:content-transfer-encoding:[^\n]*\n)?(?=\r?\n)",
    re.IGNORECASE | re.MULTILINE,
)
_MANY_RULES = 200  # lines that begin with "--"
_BOUNDED = ("header-too-long", "header-cut:", "part-limit", "depth-limit", "nested-too-deep")

logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def may_be_asked(octets: bytes, flags: Collection[str]) -> bool:
    """Tell whether a mail is ordinary enough for a library without bounds: small, and none of our own bounds was reached."""
    return len(octets) <= MAX_OCTETS and octets.count(b"\n--") <= _MANY_RULES and not any(f.startswith(_BOUNDED) for f in flags)


def without_bodies(octets: bytes, spans: Collection[tuple[int, int]]) -> bytes:
    """Return a mail's headers and structure: `spans` are its parts' bodies; how they are decoded the witness is not asked."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(octets[at:start])
        at = max(at, end)
    bare = b"".join((*pieces, octets[at:]))
    head = min(n for n in (bare.find(b"\r\n\r\n") + 2, bare.find(b"\n\n") + 1, len(bare)) if n > 1) if bare else 0
    bare = _PASSED.sub(b"", bare[:head]) + _SILENT.sub(b"", bare[head:])
    return _RUN.sub(_shortened, bare) if len(bare) > _LONG else bare


def disagreements(octets: bytes, subject: str, sender: str, names: Collection[str]) -> tuple[str, ...]:
    """Return "witness-agrees", or a flag for each of subject, sender and attachment names that mail-parser reads otherwise."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen = _seen(octets)
    except Exception:  # noqa: BLE001 - a witness may fall over in any way; it is only a witness
        return ("witness-silent",)
    ours = (subject, sender.lower(), sorted(map(name_key, names)))
    theirs = (seen[0], seen[1].lower(), sorted(name_key(safe_name(n)) for n in seen[2]))
    different = [what for what, one, other in zip(("subject", "sender", "names"), ours, theirs, strict=True) if one != other]
    return tuple(f"witness-disagrees:{what}" for what in different) or ("witness-agrees",)


class _Witness(mailparser.MailParser):  # type: ignore[misc]
    """mail-parser without its two views of everything as dictionaries: single fields are asked for."""

    def _make_mail(self, complete: bool = True) -> dict[str, object]:  # noqa: FBT001, FBT002 - its signature
        del complete
        return {}


def _seen(octets: bytes) -> tuple[str, str, list[str]]:
    mail = _Witness.from_bytes(octets)
    subject = mail.subject if isinstance(mail.subject, str) else str(next(iter(mail.subject or ()), ""))
    sender = mail.from_[0][1] if mail.from_ else ""
    return " ".join(subject.split()), sender, [str(a.get("filename") or "") for a in mail.attachments]


def _shortened(run: re.Match[bytes]) -> bytes:
    text = run.group()
    width = text.index(b"\n") + 1
    return text[: width * 4]
