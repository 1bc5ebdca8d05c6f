"""A letter in, the octets that go over the wire out, and the Message-ID by which answers and bounces find back to it."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from model import Address, Letter

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_IDENTIFIER = re.compile(r"<[!-;=?-~]+>")  # RFC 5322 §3.6.4: visible ASCII between angle brackets
_OURS = re.compile(r"<([A-Za-z0-9-]+)\.(\d+)\.([0-9a-f]{16})@")
_MOST_REFERENCES = 20
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class UnaddressableError(ValueError):
    """The letter has no address that mail can go to; the message is Chinese, for staff."""


class _Wire(EmailPolicy):
    """SMTP's policy, except that identifiers stay as they are: the library encodes those that are longer than a line."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in {"message-id", "in-reply-to", "references"}:
            return f"{name}: ".encode() + "\r\n ".join(str(value).split()).encode("ascii") + b"\r\n"
        return super().fold_binary(name, value)


_POLICY = _Wire(linesep="\r\n", raise_on_defect=False)


def message_id(receipt: str, letter: int, sender: str, key: bytes) -> str:
    """Return the one Message-ID that this letter of a receipt number ever has; `sender` is the setting smtp.sender."""
    named = f"{re.sub(r'[^A-Za-z0-9-]', '-', receipt)}.{letter}"
    return f"<{named}.{_seal(named, key)}@{address_of(sender).rpartition('@')[2]}>"


def origin_of(identifier: str, key: bytes) -> tuple[str, int] | None:
    """Return receipt and letter number of a Message-ID that is truly ours, else None."""
    found = _OURS.match(identifier)
    if found is None or not hmac.compare_digest(found[3], _seal(f"{found[1]}.{found[2]}", key)):
        return None
    return found[1], int(found[2])


def address_of(sender: str) -> str:
    """Return the bare address of "name <address>"."""
    return parseaddr(sender)[1]


def wire_address(address: str) -> str:
    """Return an address as it goes over the wire: a Chinese domain in its ASCII form (RFC 5890); "" where mail cannot go to it."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    wire = f"{local}@{ascii_domain}"
    return wire if _ADDRESS.fullmatch(wire) else ""


def octets_of(letter: Letter, identifier: str, sender: str, date: datetime, *, precedence_bulk: bool = False) -> bytes:
    """Return the finished mail with CRLF line ends: text, simple HTML beside it, files with RFC 2231 names.

    Nothing in a letter can add a header or a recipient. Raises UnaddressableError where `letter.to` is no address.
    """
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(sender)
    message["From"] = _header(Address(name, address))
    message["To"] = _header(letter.to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = identifier
    _thread(message, letter)
    message["Auto-Submitted"] = "auto-replied" if letter.in_reply_to or letter.covers else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if precedence_bulk:
        message["Precedence"] = "bulk"
    _fill(message, letter)
    return message.as_bytes()


def one_line(text: str) -> str:
    """Return text without control characters or line ends, fit for a header."""
    return _CONTROL.sub(" ", text).strip()


def _thread(message: EmailMessage, letter: Letter) -> None:
    parent = _IDENTIFIER.findall(letter.in_reply_to)[:1]
    known = [i for reference in letter.references for i in _IDENTIFIER.findall(reference)]
    chain = list(dict.fromkeys([*(i for i in known if i not in parent), *parent]))
    if parent:
        message["In-Reply-To"] = parent[0]
    if chain:
        message["References"] = " ".join(chain if len(chain) <= _MOST_REFERENCES else [chain[0], *chain[1 - _MOST_REFERENCES :]])


def _fill(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, cte="base64")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="base64")
    for file in letter.files:
        kind, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.octets, maintype=kind or "application", subtype=subtype or "octet-stream", filename=one_line(file.name))


def _header(address: Address) -> HeaderAddress:
    wire = wire_address(address.address)
    if not wire:
        raise UnaddressableError(f"“{one_line(address.address)}”不是可以寄信的邮箱地址")
    return HeaderAddress(display_name=one_line(address.name), addr_spec=wire)


def _seal(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode("ascii"), hashlib.sha256).hexdigest()[:16]
