"""Mails as clients, servers and gateways really write them (mail.md §4.1): each case its octets and what must be read from it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

BLANKS = Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019" / "blank"
DOCX = (BLANKS / "附件2-优秀质量管理小组申报表.docx").read_bytes()
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 12 + "WordDocument".encode("utf-16-le") + b"\0" * 500
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\xff\xc0\x00\x11\x08\x0c\xc0\x09\x90\x03" + bytes(range(256)) * 150 + b"\xff\xd9"
PNG_LOGO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (120).to_bytes(4, "big") + (40).to_bytes(4, "big") + b"\x08\x06\0\0\0" + bytes(900)
NAME = "申报表.docx"
LONG_NAME = "附件2 2019年重庆市优秀质量管理小组申报表（重庆长安汽车股份有限公司）.docx"
SUBJECT = "2019年重庆市优秀质量管理小组申报"
TEXT = "您好，现报送我公司材料，请查收。"
US = "cqszlxh@126.com"


@dataclass(frozen=True)
class Case:
    """A mail and the truth about it; None or "" where a case does not speak of it. `files`: name (None: any) and octets."""

    id: str
    about: str
    octets: bytes
    files: tuple[tuple[str | None, bytes], ...] = ((NAME, DOCX),)
    text: str = "请查收"
    subject: str = SUBJECT
    sender: str = "张三"
    flag: str = ""


def b64(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n").rstrip(b"\r\n")


def word(text: str | bytes, label: str = "utf-8", codec: str | None = None) -> bytes:
    octets = text if isinstance(text, bytes) else text.encode(codec or label)
    return f"=?{label}?B?".encode() + base64.b64encode(octets) + b"?="


def q_word(text: str, label: str = "utf-8") -> bytes:
    return f"=?{label}?Q?".encode() + b"".join(b"=%02X" % o for o in text.encode(label)) + b"?="


def percent(text: str, codec: str = "utf-8") -> bytes:
    return quote(text.encode(codec)).encode()


def lines(*parts: bytes) -> bytes:
    return b"\r\n".join(parts)


def head(*fields: bytes, subject: bytes = word(SUBJECT), sender: bytes = word("张三") + b" <zhangsan@example.com>") -> bytes:
    return lines(
        b"Received: from mail.example.com (unknown [203.0.113.7]) by mx29 (Coremail); Mon, 20 May 2019 10:11:12 +0800",
        b"From: " + sender,
        b"To: " + US.encode(),
        b"Subject: " + subject,
        b"Date: Mon, 20 May 2019 10:11:12 +0800",
        b"Message-ID: <case@example.com>",
        b"MIME-Version: 1.0",
        *fields,
    )


def text_part(text: str = TEXT) -> bytes:
    return lines(b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: base64", b"", b64(text.encode()))


def file_part(kind: bytes, disposition: bytes | None, octets: bytes = DOCX) -> bytes:
    fields = [b"Content-Type: " + kind] if kind else []
    fields += [b"Content-Disposition: " + disposition] if disposition is not None else []
    return lines(*fields, b"Content-Transfer-Encoding: base64", b"", b64(octets))


def named_file(name: str = NAME, octets: bytes = DOCX) -> bytes:
    return file_part(b"application/octet-stream", b'attachment; filename="' + word(name) + b'"', octets)


def multi(*parts: bytes, boundary: bytes = b"----=_Part_1", kind: bytes = b"mixed", more: bytes = b"") -> bytes:
    """Return a multipart from its Content-Type line on; the header above it ends in a line break."""
    rule = b"--" + boundary
    body = b"".join(rule + b"\r\n" + part + b"\r\n" for part in parts)
    return b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"' + more + b"\r\n\r\n" + body + rule + b"--\r\n"


def mixed(*parts: bytes, **fields: bytes) -> bytes:
    return head(**fields) + b"\r\n" + multi(*parts)


def mail_with(part: bytes) -> bytes:
    return mixed(text_part(), part)
