"""An Outlook .msg in, the same mail as octets of RFC 5322 out, so that it is read like any other. Source: [MS-OXMSG] 2.2, [MS-OXPROPS].

The header is the one that it travelled with, where Outlook kept it; otherwise it is made from the properties.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from email.utils import format_datetime

from intake.budget import LimitError
from intake.headers import split_header
from intake.outlook import ATTACHMENTS, DATA, INNER, NAMES, object_in
from intake.outlook_rtf import decompressed, page_or_text
from intake.outlook_store import SIGNATURE, Storage, opened

MAX_DEPTH = 5
NOWHERE = "missing.invalid"  # Outlook did not keep an address that the internet knows (RFC 2606)

_CLASS, _SUBJECT, _HEADERS, _MESSAGE_ID, _ANSWERED, _REFERENCES = 0x001A, 0x0037, 0x007D, 0x1035, 0x1042, 0x1039
_DELIVERED, _SUBMITTED, _CREATED = 0x0E06, 0x0039, 0x3007
_SENDER_NAMES, _SENDER_ADDRESSES = (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_TEXT, _PAGE, _RTF = 0x1000, 0x1013, 0x1009
_NAME, _ADDRESSES, _ROLE = (0x3001,), (0x39FE, 0x3003), 0x0C15
_MIME_TYPE, _CONTENT_ID = 0x370E, 0x3712
_FIELD = re.compile(rb"(?:^|(?<=\n))([!-9;-~]+):[^\n]*(?:\n[ \t][^\n]*)*\n?")
_MADE_ANEW = re.compile(rb"content-|mime-version$|bcc$", re.IGNORECASE)
_SIGNED = b"Content-type: "  # a spelling of its own: no part that is made here begins so
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def is_outlook_mail(octets: bytes) -> bool:
    """Tell whether a whole mail came as a .msg: no mail of RFC 5322 begins so."""
    return octets.startswith(SIGNATURE)


def mail_of_msg(octets: bytes) -> bytes:
    """Return a .msg as a mail; one that is damaged, as the file of a mail by nobody. Never raises for what stands in it."""
    try:
        with opened(octets) as message:
            return _mail(message, 0)
    except (LimitError, MemoryError, RecursionError):
        return _whole(octets)
    except Exception:  # noqa: BLE001 - olefile lets out whatever a broken table leads to
        return _whole(octets)


def _whole(octets: bytes) -> bytes:
    fields = [b"From: " + _nobody(octets).encode(), b"MIME-Version: 1.0"]
    return _lines([*fields, *_file("邮件.msg", "application/vnd.ms-outlook", b"", octets)])


def _mail(message: Storage, depth: int) -> bytes:
    own = list(_own_fields(message))
    names = {name.lower() for name, _ in own}
    fields = [*(field for name, field in _made_fields(message) if name.lower() not in names), *(field for _, field in own)]
    files = list(_attachments(message, depth))
    parts = files if any(f.startswith(_SIGNED) for f in files) else [*_bodies(message), *files]
    boundary = b"=_outlook_%d" % depth
    kind = b"report" if message.text(_CLASS).upper().startswith("REPORT.") else b"mixed"
    head = [*fields, b"MIME-Version: 1.0", b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"', b""]
    return _lines([*head, *(line for part in parts for line in (b"--" + boundary, part)), b"--" + boundary + b"--", b""])


def _own_fields(message: Storage) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and octets of the fields that the mail travelled with."""
    told = message.text(_HEADERS).encode("utf-8", "surrogateescape") + b"\n"
    for found in _FIELD.finditer(told.replace(b"\r\n", b"\n")):
        if not _MADE_ANEW.match(found.group(1)) and not (found.group(1).lower() == b"from" and b"@" not in found.group()):
            yield found.group(1), found.group().rstrip(b"\n").replace(b"\n", b"\r\n")


def _made_fields(message: Storage) -> Iterator[tuple[bytes, bytes]]:
    delivered = message.time(_DELIVERED, _SUBMITTED, _CREATED)
    sent = message.time(_SUBMITTED, _DELIVERED, _CREATED)
    if delivered is not None:
        yield b"Received", b"Received: by Outlook; " + format_datetime(delivered).encode()
    yield b"From", b"From: " + _mailbox(message.text(*_SENDER_NAMES), _sender(message))
    for field, role in ((b"To", 1), (b"Cc", 2)):
        people = [p for p in message.parts("__recip_version1.0_#") if p.number(_ROLE) == role or (role == 1 and not p.number(_ROLE))]
        if said := [_mailbox(p.text(*_NAME), a) for p in people if "@" in (a := p.text(*_ADDRESSES))]:
            yield field, field + b": " + b",\r\n ".join(said)
    if subject := message.text(_SUBJECT):
        yield b"Subject", b"Subject: " + _word(subject)
    if sent is not None:
        yield b"Date", b"Date: " + format_datetime(sent).encode()
    for field, number in ((b"Message-ID", _MESSAGE_ID), (b"In-Reply-To", _ANSWERED), (b"References", _REFERENCES)):
        if ids := message.text(number):
            yield field, field + b": " + " ".join(ids.split()).encode("ascii", "replace")
    if "OOFTEMPLATE" in message.text(_CLASS).upper():
        yield b"Auto-Submitted", b"Auto-Submitted: auto-replied"


def _sender(message: Storage) -> str:
    """Return the sender's address; where only Exchange knows one, an address that nobody has, the same for the same sender."""
    told = [message.text(n) for n in _SENDER_ADDRESSES]
    if real := next((a for a in told if "@" in a and not a.startswith("/")), ""):
        return real
    known = "".join(told) or message.text(*_SENDER_NAMES) + message.text(_SUBJECT) + str(message.time(_SUBMITTED, _DELIVERED, _CREATED))
    return _nobody(known.encode("utf-8", "replace"))


def _bodies(message: Storage) -> list[bytes]:
    """Return the body as parts: its text, its page, one beside the other where there are both."""
    text, page, label = message.text(_TEXT), message.binary(_PAGE), message.label()
    if not page and (told := message.text(_PAGE)):
        page, label = told.encode("utf-8", "replace"), "utf-8"
    if not page and (rtf := decompressed(message.binary(_RTF))):
        told, is_page = page_or_text(rtf)
        page, text, label = (told.encode(), text, "utf-8") if is_page else (b"", text or told, label)
    parts = [_lines(_words("plain", "utf-8", text.encode("utf-8", "replace")))] if text else []
    parts += [_lines(_words("html", label, page))] if page else []
    if len(parts) < 2:
        return parts
    rule = b"--=_outlook_forms"
    kind = b'Content-Type: multipart/alternative; boundary="=_outlook_forms"'
    return [_lines([kind, b"", rule, parts[0], rule, parts[1], rule + b"--", b""])]


def _attachments(message: Storage, depth: int) -> Iterator[bytes]:
    for part in message.parts(ATTACHMENTS):
        name = part.text(*NAMES)
        if not part.holds(INNER):
            yield _attached(part, name)
        elif packed := object_in(part):
            yield _lines(_file(name, "application/octet-stream", b"", packed))
        elif depth < MAX_DEPTH:
            inner = Storage(part.outlook, (*part.path, INNER), code_page=part.code_page)
            shown = (name or inner.text(_SUBJECT) or "邮件").removesuffix(".msg")
            yield _lines([b"Content-Type: message/rfc822", _named(f"{shown}.eml"), b"", _mail(inner, depth + 1)])


def _attached(part: Storage, name: str) -> bytes:
    octets = part.binary(DATA)
    kind = found.group().lower() if (found := _TYPE.fullmatch(part.text(_MIME_TYPE))) else "application/octet-stream"
    if kind == "multipart/signed":  # a signed mail as it travelled, its text and its files in it
        header, at = split_header(octets, 0, len(octets), of_message=True)
        return _lines([_SIGNED + header.first("content-type"), b"", octets[at:]])
    return _lines(_file(name, kind, part.text(_CONTENT_ID).encode("ascii", "ignore"), octets))


def _nobody(known: bytes) -> str:
    return f"{hashlib.sha256(known).hexdigest()[:16]}@{NOWHERE}"


def _words(kind: str, label: str, octets: bytes) -> list[bytes]:
    charset = f"; charset={label}" if label else ""
    return [f"Content-Type: text/{kind}{charset}".encode(), b"Content-Transfer-Encoding: base64", b"", base64.encodebytes(octets)]


def _file(name: str, kind: str, content_id: bytes, octets: bytes) -> list[bytes]:
    fields = [
        b"Content-Type: " + kind.encode("ascii", "replace"),
        b"Content-Transfer-Encoding: base64",
        _named(name, is_shown=bool(content_id)),
    ]
    fields += [b"Content-ID: <" + content_id.strip(b"<>\r\n ") + b">"] if content_id else []
    return [*fields, b"", base64.encodebytes(octets)]


def _named(name: str, *, is_shown: bool = False) -> bytes:
    return (b"inline" if is_shown else b"attachment").join(
        (b"Content-Disposition: ", b'; filename="' + _word(name) + b'"' if name else b"")
    )


def _mailbox(name: str, address: str) -> bytes:
    return (_word(name.strip("'\"")) + b" " if name and name != address else b"") + b"<" + "".join(address.split()).encode() + b">"


def _word(text: str) -> bytes:
    return b"=?utf-8?B?" + base64.b64encode(text.encode("utf-8", "replace")) + b"?="


def _lines(lines: list[bytes]) -> bytes:
    return b"\r\n".join(lines)
