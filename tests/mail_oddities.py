"""What gateways, web forms and old clients do to a mail beyond the known cases: each with its octets and what must be read from it."""

from __future__ import annotations

import base64
import random

from mail_cases import (
    DOCX,
    NAME,
    SUBJECT,
    TEXT,
    Case,
    b64,
    file_part,
    head,
    lines,
    mail_with,
    mixed,
    multi,
    named_file,
    percent,
    text_part,
    word,
)

_PLAIN = b"text/plain; charset="


def cases() -> list[Case]:
    return [*_names(), *_codings(), *_bodies(), *_headers(), *_charsets()]


def _named(id_: str, about: str, disposition: bytes, name: str = NAME, kind: bytes = b"application/octet-stream") -> Case:
    return Case(id_, about, mail_with(file_part(kind, disposition)), ((name, DOCX),))


def _names() -> list[Case]:
    description = file_part(b"application/msword\r\nContent-Description: " + word(NAME), b"attachment")
    location = file_part(b"application/msword\r\nContent-Location: " + percent(NAME), None)
    decomposed = "cafe\u0301.docx"
    return [
        _named("O01", "quotes inside the extended value", b"attachment; filename*=UTF-8''\"" + percent(NAME) + b'"'),
        _named("O02", "one apostrophe of two", b"attachment; filename*=UTF-8'" + percent(NAME)),
        _named("O03", "single quotes", b"attachment; filename='" + NAME.encode() + b"'"),
        _named("O04", "quoted-printable", b'attachment; filename="' + percent(NAME).replace(b"%", b"=") + b'"'),
        _named("O05", "decomposed by a Mac", b'attachment; filename="' + word(decomposed) + b'"', decomposed),
        _named("O06", "ISO-2022-CN", b'attachment; filename="' + word(b"\x1b$)A\x0eIj1(1m\x0f.docx", "ISO-2022-CN") + b'"'),
        _named("O07", "one rare hanzi in raw GBK", b'attachment; filename="' + "镕.docx".encode("gbk") + b'"', "镕.docx"),
        _named("O08", "two rare hanzi in raw GBK", b'attachment; filename="' + "儃壷.docx".encode("gbk") + b'"', "儃壷.docx"),
        _named("O09", "raw Latin-1", b'attachment; filename="' + "Müller.docx".encode("latin-1") + b'"', "Müller.docx"),
        Case("O10", "a description for a name", mail_with(description)),
        Case("O11", "a location for a name", mail_with(location)),
    ]


def _codings() -> list[Case]:
    coded = b64(DOCX)
    safe = coded.replace(b"+", b"-").replace(b"/", b"_")
    remark = coded[:780] + b"[scanned by a gateway]\r\n" + coded[780:]
    text = "质量管理小组名单\r\n".encode("gbk") * 9
    return [
        Case("O20", "base64url", mail_with(_part(safe))),
        Case("O21", "a gateway's remark between the lines of base64", mail_with(_part(remark)), flag="text-inside-base64"),
        Case("O25", "the rest of a broken header before base64", mail_with(_part(b"garbage\r\n" + coded)), flag="text-before-base64"),
        Case("O26", "a byte order mark before base64", mail_with(_part(b"\xef\xbb\xbf" + coded))),
        Case("O22", "a list in base64 that claims no coding", mail_with(_part(b64(text), b"", "名单.txt")), (("名单.txt", text),)),
        Case("O23", "blanks added behind a soft break", mail_with(_part(_quoted(DOCX, b"= \t\r\n"), b"quoted-printable"))),
        Case("O27", "doubled returns at soft breaks", mail_with(_part(_quoted(DOCX, b"=\r\r\n"), b"quoted-printable"))),
        Case(
            "O28",
            "base64 quoted like a text, blank lines behind it",
            mail_with(_part(b"".join(b"> " + x for x in coded.splitlines(keepends=True)) + b"\r\n\r\n")),
        ),
        Case(
            "O29",
            "base64 in lines of every length, each with a mark",
            mail_with(_part(b"!\r\n".join(_uneven(coded.replace(b"\r\n", b""))))),
        ),
        Case("O24", "an opaque signature under a general type", head() + b"\r\n" + _opaque(), text="请查收"),
    ]


def _uneven(octets: bytes) -> list[bytes]:
    dice = random.Random(3)
    pieces = []
    while octets:
        width = dice.randint(20, 90)
        pieces.append(octets[:width])
        octets = octets[width:]
    return pieces


def _part(body: bytes, coding: bytes = b"base64", name: str = NAME) -> bytes:
    fields = [b"Content-Type: text/plain" if name.endswith("txt") else b"Content-Type: application/msword"]
    fields += [b"Content-Transfer-Encoding: " + coding] if coding else []
    return lines(*fields, b'Content-Disposition: attachment; filename="' + word(name) + b'"', b"", body)


def _quoted(octets: bytes, soft: bytes) -> bytes:
    return soft.join(b"".join(b"=%02X" % o for o in octets[at : at + 24]) for at in range(0, len(octets), 24))


def _opaque() -> bytes:
    def value(tag: int, octets: bytes) -> bytes:
        return bytes([tag, 0x84]) + len(octets).to_bytes(4, "big") + octets

    inner = multi(text_part(), named_file(), boundary=b"inner")
    data = value(0x30, bytes.fromhex("06092a864886f70d010701") + value(0xA0, value(0x04, inner)))
    signed = value(0x30, b"\x02\x01\x01" + value(0x31, b"") + data + value(0x31, b""))
    octets = value(0x30, bytes.fromhex("06092a864886f70d010702") + value(0xA0, signed))
    return file_part(b"application/octet-stream", b'attachment; filename="smime.p7m"', octets)


def _text(id_: str, about: str, kind: bytes, body: bytes, text: str = TEXT, coding: bytes = b"8bit") -> Case:
    part = lines(b"Content-Type: " + kind, b"Content-Transfer-Encoding: " + coding, b"", body)
    return Case(id_, about, mixed(part, named_file()), text=text)


def _bodies() -> list[Case]:
    twice = TEXT.encode().decode("latin-1").encode()
    return [
        _text("O34", "words that claim to be base64", _PLAIN + b"us-ascii", b"please find the forms inside " * 9, "forms", b"base64"),
        _text("O30", "lines broken for transport", _PLAIN + b"utf-8; format=flowed; delsp=yes", "请 \r\n查收".encode(), "请查收"),
        _text("O31", "quoted-printable that claims no coding", _PLAIN + b"gb2312", percent(TEXT, "gbk").replace(b"%", b"=")),
        _text("O32", "UTF-8 encoded twice", _PLAIN + b"utf-8", twice),
        _text("O33", "a soft break with blanks inside a character", _PLAIN + b"utf-8", b"=E8=AF=  \r\n=B7", "请", b"quoted-printable"),
    ]


def _headers() -> list[Case]:
    plain = mixed(text_part(), named_file())
    letters = base64.b64encode(SUBJECT.encode("gbk"))
    cut = b"\r\n ".join(b"=?gb2312?B?" + letters[at : at + 10] + b"?=" for at in range(0, len(letters), 10))
    address = b" <zhangsan@example.com>"
    return [
        Case("O40", "a byte order mark before the header", b"\xef\xbb\xbf" + plain[plain.index(b"From:") :]),
        Case("O41", "a blank before the colon of the first field", plain[plain.index(b"From:") :].replace(b"From:", b"From :", 1)),
        Case("O42", "base64 cut between words", mixed(text_part(), named_file(), subject=cut)),
        Case("O43", "name and address in one word", mixed(text_part(), named_file(), sender=word("张三 <zhangsan@example.com>"))),
        Case("O44", "a name in entities", mixed(text_part(), named_file(), sender=b'"&#24352;&#19977;"' + address)),
        Case(
            "O46",
            "a route before the address",
            mixed(text_part(), named_file(), sender=word("张三") + b" <@a.cn,@b.cn:zhangsan@example.com>"),
        ),
        Case(
            "O47", "an accent as the last octet", mixed(text_part(), named_file(), subject=b"Essai accentu\xe9"), subject="Essai accentué"
        ),
        Case("O48", "an mbox line and a blank line before the header", b"From a@b.cn Mon May 20 12:00:00 2019\r\n\r\n" + plain),
        Case("O49", "an old Mac's line ends, and a remark behind them", plain.replace(b"\r\n", b"\r") + b"\r\n\r\n-- checked --\r\n"),
        Case(
            "O55",
            "two types, a multipart without its boundary the second",
            plain.replace(
                b'Content-Type: multipart/mixed; boundary="----=_Part_1"', b"Content-Type: text/plain\r\nContent-Type: multipart/mixed"
            ),
        ),
        Case("O45", "an escaped backslash", mixed(text_part(), named_file(), sender=b'"Zhang\\\\San"' + address), sender="Zhang\\San"),
    ]


def _charsets() -> list[Case]:
    styles = b"<style>" + b"p { margin: 0; }\r\n" * 400 + b"</style><p>"
    return [
        _text("O50", "a long head of English before GBK", b"text/html; charset=utf-8", styles + TEXT.encode("gbk")),
        _text("O51", "a long English text before GBK", b"text/plain", b"Dear all,\r\n" * 900 + TEXT.encode("gbk")),
        _text("O52", "HZ without a label", b"text/plain", TEXT.encode("hz")),
        _text("O53", "ISO-2022-CN", _PLAIN + b"iso-2022-cn", b"\x1b$)A\x0eGk2iJU\x0f", "请查收"),
        _text("O54", "UTF-16 under the label of UTF-8", _PLAIN + b"utf-8", b64(TEXT.encode("utf-16-le")), coding=b"base64"),
    ]
