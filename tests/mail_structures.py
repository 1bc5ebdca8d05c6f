"""Structures and transfer encodings: S01 to S31, E01 to E15 and more (mail.md §4.1)."""

from __future__ import annotations

import base64
import binascii

from mail_cases import (
    DOC,
    DOCX,
    JPEG,
    NAME,
    PNG_LOGO,
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
    text_part,
    word,
)

_PAGE = lines(b"Content-Type: text/html; charset=utf-8", b"", "<p>您好，请查收。</p>".encode())
_DISPOSITION = b'attachment; filename="' + word(NAME) + b'"'
_SMALL = DOCX[:3000]


def cases() -> list[Case]:
    return [*_containers(), *_nested(), *_broken(), *_encodings(), *_more()]


def _inner(*, boundary: bytes = b"inner") -> bytes:
    return lines(
        b"From: lisi@example.org",
        b"To: zhangsan@example.com",
        b"Subject: " + word("原件"),
        b"Message-ID: <inner@example.org>",
        b"MIME-Version: 1.0",
        b"",
    ) + multi(text_part("内层正文"), named_file(), boundary=boundary)


def _inline(name: bytes, octets: bytes, kind: bytes, cid: bytes = b"") -> bytes:
    fields = [b"Content-Type: " + kind + b'; name="' + name + b'"', b'Content-Disposition: inline; filename="' + name + b'"']
    fields += [b"Content-ID: <" + cid + b">"] if cid else []
    return lines(*fields, b"Content-Transfer-Encoding: base64", b"", b64(octets))


def _containers() -> list[Case]:
    apple = multi(text_part(), multi(_PAGE, named_file(), _PAGE, boundary=b"m"), kind=b"alternative", boundary=b"a")
    photos = [_inline(b"IMG_%04d.jpeg" % i, JPEG + b"%d" % i, b"image/jpeg") for i in range(3)]
    shown = lines(b"Content-Type: text/html; charset=utf-8", b"", '<p>请查收</p><img src="cid:photo@x"><img src="cid:logo@x">'.encode())
    related = multi(
        shown,
        _inline(b"photo.jpg", JPEG, b"image/jpeg", b"photo@x"),
        _inline(b"image001.png", PNG_LOGO, b"image/png", b"logo@x"),
        named_file(),
        kind=b"related",
        boundary=b"r",
    )
    double = lines(b"Content-Type: application/applefile", b"Content-Transfer-Encoding: base64", b"", b64(b"\0\x05\x16\x07" + bytes(60)))
    signature = lines(
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"',
        b"Content-Transfer-Encoding: base64",
        b"",
        b64(b"0\x82\x01\x00" + bytes(200)),
    )
    body_file = lines(b"Content-Type: text/plain; charset=utf-8", b"Content-Disposition: inline; filename=body.txt", b"", TEXT.encode())
    return [
        Case("S01", "text and file", mail_with(named_file())),
        Case("S02", "inline disposition (iPhone)", mail_with(_inline(word(NAME), DOCX, b"application/octet-stream"))),
        Case("S03", "alternative{text, mixed{html, docx, html}} (Apple Mail)", head() + b"\r\n" + apple),
        Case("S04", "docx, photo and logo inside related", head() + b"\r\n" + related, (("photo.jpg", JPEG), (NAME, DOCX))),
        Case("S07", "two files of one name", mixed(text_part(), named_file(), named_file(octets=DOC)), ((NAME, DOCX), (NAME, DOC))),
        Case(
            "S09",
            "the whole mail is the file",
            head(b"Content-Type: application/octet-stream", b"Content-Disposition: " + _DISPOSITION, b"Content-Transfer-Encoding: base64")
            + b"\r\n\r\n"
            + b64(DOCX),
            text="",
        ),
        Case("S10", "no text at all", mixed(named_file()), text=""),
        Case(
            "S20",
            "multipart/signed around mixed",
            head()
            + b"\r\n"
            + multi(
                multi(text_part(), named_file(), boundary=b"in"),
                signature,
                kind=b"signed",
                more=b'; protocol="application/pkcs7-signature"',
            ),
        ),
        Case(
            "S21",
            "inner boundary begins with the outer one",
            head() + b"\r\n" + multi(multi(text_part(), named_file(), boundary=b"abcdef"), boundary=b"abc"),
        ),
        Case(
            "S22",
            "photographs of sealed pages (iPhone)",
            mixed(text_part(), *photos),
            tuple((f"IMG_{i:04}.jpeg", JPEG + b"%d" % i) for i in range(3)),
        ),
        Case("S23", "appledouble", mixed(text_part(), multi(double, named_file(), kind=b"appledouble", boundary=b"d"))),
        Case("S26", "the text marked as a file", mixed(body_file, named_file())),
        Case(
            "S12",
            "alternative and file",
            head() + b"\r\n" + multi(multi(text_part(), _PAGE, kind=b"alternative", boundary=b"alt"), named_file()),
        ),
        Case("S13", "an empty file", mixed(text_part(), named_file("空.docx", b"")), (("空.docx", b""),)),
        Case(
            "S24",
            "a text file attached",
            mixed(
                text_part(),
                file_part(b"text/plain; charset=gbk", b'attachment; filename="' + word("说明.txt") + b'"', "说明".encode("gbk")),
            ),
            (("说明.txt", "说明".encode("gbk")),),
        ),
        Case("S25", "five levels of mixed", head() + b"\r\n" + _levels(5)),
    ]


def _levels(depth: int) -> bytes:
    body = multi(text_part(), named_file(), boundary=b"level0")
    for level in range(1, depth):
        body = multi(body, boundary=b"level%d" % level)
    return body


def _nested() -> list[Case]:
    inner = _inner()
    attached = (
        b'Content-Type: message/rfc822; name="'
        + word("转发.eml")
        + b'"\r\nContent-Disposition: attachment; filename="'
        + word("转发.eml")
        + b'"\r\n\r\n'
    )
    eml = file_part(b"application/octet-stream", b'attachment; filename="' + word("转发.eml") + b'"', inner)
    coded = lines(b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"", b64(inner))
    same = lines(b"Content-Type: message/rfc822", b"", _inner(boundary=b"----=_Part_1"))
    return [
        Case("S05", "message/rfc822 attached", mail_with(attached + inner)),
        Case("S06", "message/rfc822 inline", mail_with(b"Content-Type: message/rfc822\r\n\r\n" + inner)),
        Case("S08", "message/rfc822 in base64", mail_with(coded)),
        Case("S28", "an .eml as octets (QQ, NetEase)", mail_with(eml)),
        Case("S30", "multipart/digest", head() + b"\r\n" + multi(text_part(), multi(b"\r\n" + inner, kind=b"digest", boundary=b"dig"))),
        Case("S31", "the nested mail has the outer boundary", mail_with(same)),
    ]


def _broken() -> list[Case]:
    whole = mail_with(named_file())
    unnamed = whole.replace(b'; boundary="----=_Part_1"', b"")
    doubled = lines(
        b'Content-Type: application/octet-stream; name="' + word(NAME) + b'"',
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Disposition: attachment",
        b"Content-Transfer-Encoding: base64",
        b"",
        b64(DOCX),
    )
    return [
        Case("S11", "boundary parameter missing", unnamed, flag="boundary-guessed"),
        Case("S14", "no closing boundary", whole.replace(b"------=_Part_1--\r\n", b"")),
        Case("S15", "bare line feeds", whole.replace(b"\r\n", b"\n")),
        Case(
            "S16",
            "text before and behind the parts",
            whole.replace(b"\r\n\r\n--", b"\r\n\r\nThis is a multi-part message in MIME format.\r\n--", 1) + b"-- \r\nfooter\r\n",
        ),
        Case(
            "S17",
            "a header line without a colon",
            whole.replace(b"MIME-Version", b"this line is garbage\r\nMIME-Version"),
            flag="header-line-skipped",
        ),
        Case("S18", "a blank line before the header", b"\r\n" + whole, flag="leading-blank-line"),
        Case("S19", "two Content-Type fields", mail_with(doubled)),
        Case("S27", "an mbox line on top", b"From zhangsan@example.com Mon May 20 10:11:12 2019\r\n" + whole, flag="envelope-line"),
        Case(
            "S29", "white space behind the boundary lines", whole.replace(b"--\r\n", b"-- \t\r\n").replace(b"Part_1\r\n", b"Part_1  \r\n")
        ),
    ]


def _coded(id_: str, about: str, encoding: bytes | None, body: bytes, octets: bytes = DOCX, *, flag: str = "") -> Case:
    fields = [b"Content-Type: application/octet-stream", b"Content-Disposition: " + _DISPOSITION]
    fields += [b"Content-Transfer-Encoding: " + encoding] if encoding is not None else []
    return Case(id_, about, mail_with(lines(*fields, b"", body)), ((NAME, octets),), flag=flag)


def _uu(octets: bytes, name: bytes) -> bytes:
    rows = [binascii.b2a_uu(octets[i : i + 45]) for i in range(0, len(octets), 45)]
    return (b"begin 644 " + name + b"\n" + b"".join(rows) + b"`\nend\n").replace(b"\n", b"\r\n")


def _encodings() -> list[Case]:
    plain = base64.b64encode(_SMALL)
    padded = lines(*(base64.b64encode(DOCX[i : i + 1000]) for i in range(0, len(DOCX), 1000)))
    quoted = b"".join(b"=%02X" % o + (b"=\r\n" if i % 20 == 19 else b"") for i, o in enumerate(_SMALL))
    uu_text = lines(
        b"Content-Type: text/plain; charset=gbk", b"", TEXT.encode("gbk"), b"", _uu(DOCX, NAME.encode("gbk")) + "此致".encode("gbk")
    )
    cut = b64(DOCX)[:-10]
    kept = binascii.a2b_base64(cut.translate(None, b"\r\n=")[: len(cut.translate(None, b"\r\n=")) // 4 * 4])
    rest = len(cut.translate(None, b"\r\n=")) % 4
    kept += binascii.a2b_base64(cut.translate(None, b"\r\n=")[-rest:] + b"=" * (4 - rest)) if rest > 1 else b""
    return [
        _coded("E01", "BASE64 and a trailing blank", b"BASE64 ", b64(DOCX)),
        _coded("E02", "base64 with a parameter", b"base64; x=y", b64(DOCX)),
        _coded("E03", "no padding", b"base64", b64(DOCX[:3001]).rstrip(b"="), DOCX[:3001]),
        _coded("E04", "one long line", b"base64", plain, _SMALL),
        _coded("E05", "blanks before the lines", b"base64", b"\r\n".join(b"  " + x for x in b64(DOCX).split(b"\r\n"))),
        _coded("E06", "pieces with padding in the middle", b"base64", padded),
        _coded("E07", "quoted-printable", b"quoted-printable", quoted, _SMALL),
        _coded("E08", "binary", b"binary", DOCX),
        _coded("E09", "x-uuencode", b"x-uuencode", _uu(DOCX, b"form.docx")),
        Case("E10", "uuencoded inside the text", head() + b"\r\n" + uu_text),
        _coded("E11", "no encoding given", None, b64(DOCX), flag="base64-sniffed"),
        _coded("E12", "7bit, but base64", b"7bit", b64(DOCX), flag="base64-sniffed"),
        _coded("E13", "x-base64", b"x-base64", b64(DOCX), flag="base64-sniffed"),
        _coded(
            "E14",
            "a gateway's footer behind the base64",
            b"base64",
            b64(DOCX[:3000]) + b"\r\n\r\n-- \r\nScanned by the gateway of example.com",
            DOCX[:3000],
            flag="text-after-base64",
        ),
        _coded("E15", "base64 cut short", b"base64", cut, kept, flag="truncated"),
    ]


def _more() -> list[Case]:
    whole = mail_with(named_file())
    comment = whole.replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: (as usual) base64")
    glued = whole.replace(b"\r\n\r\n--", b"\r\n--", 1)
    wrong = whole.replace(b'boundary="----=_Part_1"', b'boundary="----=_Part_2"')
    after_close = whole + b"------=_Part_1\r\n" + named_file("补充.docx", DOC) + b"\r\n------=_Part_1--\r\n"
    lost = whole.replace(b'Content-Type: multipart/mixed; boundary="----=_Part_1"\r\n', b"")
    white = mail_with(named_file().replace(b"\r\n\r\n", b"\r\n \r\n", 1))
    junk = b64(DOCX[:3000])
    return [
        Case("S40", "no blank line between header and body", glued),
        Case("S41", "another boundary announced than used", wrong, flag="boundary-guessed"),
        Case("S42", "a part behind the closing boundary", after_close, ((NAME, DOCX), ("补充.docx", DOC))),
        Case("S43", "no Content-Type at all, yet a multipart", lost, flag="boundary-guessed"),
        Case("S44", "carriage returns alone", _returns_alone(), ((NAME, DOCX),)),
        Case(
            "S45",
            "a blank line before a part's fields",
            whole.replace(b"\r\nContent-Type: application", b"\r\n\r\nContent-Type: application"),
            flag="leading-blank-line",
        ),
        Case("S46", "a line of one blank ends the header", white),
        Case(
            "S47",
            "multipart in base64",
            head(b"Content-Transfer-Encoding: base64", b'Content-Type: multipart/mixed; boundary="b"')
            + b"\r\n\r\n"
            + b64(multi(text_part(), named_file(), boundary=b"b").partition(b"\r\n\r\n")[2]),
        ),
        Case("S48", "a file under message/rfc822", mail_with(file_part(b"message/rfc822", _DISPOSITION))),
        Case("S51", "carriage returns doubled", whole.replace(b"\r\n", b"\r\r\n")),
        Case(
            "S52",
            "message/rfc822 in quoted-printable",
            mail_with(
                b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + binascii.b2a_qp(_inner(), istext=True)
            ),
        ),
        Case("S53", "a docx that is called text", mail_with(file_part(b'text/plain; name="' + word(NAME) + b'"', b"inline"))),
        Case(
            "E24",
            "uuencoded, the end cut off",
            head()
            + b"\r\n"
            + lines(
                b"Content-Type: text/plain; charset=gbk",
                b"",
                TEXT.encode("gbk"),
                b"",
                _uu(_SMALL[:2970], b"form.docx").replace(b"`\r\nend\r\n", b""),
            ),
            (("form.docx", _SMALL[:2970]),),
        ),
        Case("E20", "a comment in the encoding", comment),
        _coded("E21", "single strange characters in the base64", b"base64", junk[:100] + b"!" + junk[100:], DOCX[:3000]),
        _coded("E22", "raw octets that claim to be base64", b"base64", DOCX, flag="encoding-ignored"),
        _coded("E23", "quoted-printable, but base64", b"quoted-printable", b64(DOCX), flag="base64-sniffed"),
        Case(
            "S49",
            "the file twice, once inside the forwarded mail",
            mixed(text_part(), named_file(), b"Content-Type: message/rfc822\r\n\r\n" + _inner()),
            ((NAME, DOCX), (NAME, DOCX)),
        ),
        Case("S50", "opaque S/MIME", _opaque(), ((NAME, DOCX),)),
    ]


def _returns_alone() -> bytes:
    return mail_with(named_file()).replace(b"\r\n", b"\r")


def _tlv(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    size = len(body)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x84" + size.to_bytes(4, "big")) + body


def _opaque() -> bytes:
    inner = multi(text_part(), named_file(), boundary=b"smime")
    pieces = b"".join(_tlv(0x04, inner[i : i + 1000]) for i in range(0, len(inner), 1000))
    content = _tlv(0x30, _tlv(0x06, bytes.fromhex("2a864886f70d010701")), b"\xa0\x80", b"\x24\x80", pieces, b"\0\0", b"\0\0")
    signed = _tlv(0x30, _tlv(0x02, b"\x01"), _tlv(0x31), content, _tlv(0x31))
    whole = _tlv(0x30, _tlv(0x06, bytes.fromhex("2a864886f70d010702")), _tlv(0xA0, signed))
    fields = (b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', b"Content-Transfer-Encoding: base64")
    return head(*fields, subject=word(SUBJECT)) + b"\r\n\r\n" + b64(whole)
