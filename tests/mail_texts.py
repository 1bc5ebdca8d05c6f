"""Charsets of bodies and headers: B01 to B16, B200 to B216, H01 to H20 and more (mail.md §4.1)."""

from __future__ import annotations

from mail_cases import DOCX, NAME, SUBJECT, TEXT, US, Case, b64, head, lines, mixed, named_file, q_word, text_part, word

_RARE = "朱镕基小组（堃喆）材料，请查收。"
_FOUR = "𬱖㛃小组材料，请查收。"


def cases() -> list[Case]:
    return [*_bodies(), *_labels(), *_other_bodies(), *_subjects(), *_senders(), *_more()]


def _body(id_: str, about: str, kind: bytes | None, octets: bytes, text: str = "请查收") -> Case:
    fields = [b"Content-Type: " + kind] if kind is not None else []
    return Case(id_, about, head(*fields, b"Content-Transfer-Encoding: 8bit") + b"\r\n\r\n" + octets, (), text)


def _bodies() -> list[Case]:
    gbk, utf8 = TEXT.encode("gbk"), TEXT.encode()
    plain = b"text/plain; charset="
    return [
        _body("B01", "label gb2312, GBK", plain + b"gb2312", _RARE.encode("gbk"), "朱镕基小组（堃喆）"),
        _body("B02", "label gb2312, GB18030 of four octets", plain + b"gb2312", _FOUR.encode("gb18030"), "𬱖㛃"),
        _body("B03", "label gbk, GB18030 of four octets", plain + b"gbk", _FOUR.encode("gb18030"), "𬱖㛃"),
        _body("B04", "label utf-8, GBK", plain + b"utf-8", gbk),
        _body("B05", "label gb2312, UTF-8", plain + b"gb2312", utf8),
        _body("B06", "no charset, GBK", b"text/plain", gbk),
        _body("B07", "label us-ascii, GBK", plain + b"us-ascii", gbk),
        _body("B08", "label iso-8859-1, GBK", plain + b"iso-8859-1", gbk),
        _body("B09", "label utf-8, UTF-8", plain + b"utf-8", utf8),
        _body("B10", "cut at an odd octet", plain + b"gb2312", gbk[:-1], "请查收"),
        *(
            _body(f"B11{octet:x}", f"one junk octet {octet:#x}", plain + b"gb2312", gbk[:4] + bytes([octet]) + gbk[4:])
            for octet in (0xA0, 0xFF, 0x80)
        ),
        Case(
            "B12",
            "raw GBK without MIME",
            lines(b"From: zhangsan@example.com", b"To: " + US.encode(), b"Subject: " + SUBJECT.encode("gbk"), b"", gbk),
            (),
            sender="",
        ),
        _body(
            "B13",
            "html, charset only in its meta",
            b"text/html",
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><p>{TEXT}</p></html>'.encode("gbk"),
        ),
    ]


def _labels() -> list[Case]:
    labels = (
        "GB_2312-80",
        "x-gbk",
        "cn-gb",
        "GB2312_CHARSET",
        "gbk",
        "GBK2312",
        "gb18030",
        "gb2312",
        "unknown-8bit",
        "default",
        "ansi",
        "csGB2312",
        "x-unknown",
    )
    found = [
        _body(f"B{200 + i}", f"GBK under {label}", b"text/plain; charset=" + label.encode(), TEXT.encode("gbk"))
        for i, label in enumerate(labels)
    ]
    return [
        *found,
        _body("B213", "label utf-16, UTF-8", b"text/plain; charset=utf-16", TEXT.encode()),
        _body("B213b", "label utf-16, UTF-16", b"text/plain; charset=utf-16", TEXT.encode("utf-16")),
        _body("B214", "label in quotes with blanks", b'text/plain; charset=" gb2312 "', TEXT.encode("gbk")),
        _body("B215", "UTF-8;format=flowed", b'text/plain; charset="UTF-8;format=flowed"', TEXT.encode()),
        _body("B216", "label windows-936", b"text/plain; charset=windows-936", TEXT.encode("gbk")),
    ]


def _other_bodies() -> list[Case]:
    page = f"<div>{TEXT}</div>"
    return [
        _body("B14", "Big5", b"text/plain; charset=big5", "您好，材料請查收。".encode("big5"), "請查收"),
        _body("B15", "html with entities", b"text/html; charset=us-ascii", b"<p>&#35831;&#26597;&#25910;&nbsp;&amp; QC</p>", "请查收 & QC"),
        _body("B16", "UTF-8 with a byte order mark", b"text/plain; charset=utf-8", b"\xef\xbb\xbf" + TEXT.encode()),
        _body("B17", "HZ", b"text/plain; charset=hz-gb-2312", TEXT.encode("hz")),
        _body("B18", "UTF-7", b"text/plain; charset=utf-7", TEXT.encode("utf-7")),
        _body("B19", "html without any charset, GBK", b"text/html", page.encode("gbk")),
        Case(
            "B20",
            "base64 body that claims no encoding",
            head(b"Content-Type: text/plain; charset=gbk") + b"\r\n\r\n" + b64(TEXT.encode("gbk") * 3),
            (),
        ),
        Case(
            "B21",
            "plain body that claims base64",
            head(b"Content-Type: text/plain; charset=gbk", b"Content-Transfer-Encoding: base64") + b"\r\n\r\n" + TEXT.encode("gbk"),
            (),
        ),
    ]


def _subject(id_: str, about: str, value: bytes, subject: str = SUBJECT) -> Case:
    return Case(id_, about, mixed(text_part(), named_file(), subject=value), subject=subject)


def _subjects() -> list[Case]:
    gbk, utf8 = SUBJECT.encode("gbk"), SUBJECT.encode()
    return [
        _subject("H01", "raw GBK", gbk),
        _subject("H02", "raw UTF-8", utf8),
        _subject("H03", "words cut inside a character", word(gbk[:13], "gbk") + b"\r\n " + word(gbk[13:], "gbk")),
        _subject("H04", "label gb2312, GBK", word("朱镕基小组申报", "gb2312", "gbk"), "朱镕基小组申报"),
        _subject("H05", "label gb2312, UTF-8", word(utf8, "gb2312")),
        _subject("H06", "label utf-8, GBK", word(gbk, "utf-8")),
        _subject("H07", "label x-gbk", word(gbk, "x-gbk")),
        _subject("H08", "UTF-8 words", word(SUBJECT[:9]) + b"\r\n\t" + word(SUBJECT[9:])),
        _subject("H09", "Q encoding", q_word(SUBJECT)),
        _subject("H10", "Re: and a word", b"Re: " + word(SUBJECT, "gbk"), "Re: " + SUBJECT),
        _subject("H11", "empty", b"", ""),
        _subject("H12", "ASCII folded", b"QC circle\r\n application", "QC circle application"),
        _subject("H13", "a header smuggled into a word", word(SUBJECT + "\r\nBcc: x@example.org")),
        _subject("H13b", "a line break inside a word", word(SUBJECT[:7] + "\r\n" + SUBJECT[7:])),
    ]


def _sender(id_: str, about: str, value: bytes, sender: str = "张三") -> Case:
    return Case(id_, about, mixed(text_part(), named_file(), sender=value), sender=sender)


def _senders() -> list[Case]:
    at = b"<zhangsan@example.com>"
    return [
        _sender("H14", "the word in quotes (QQ, Foxmail, NetEase)", b'"' + word("张三", "gb18030") + b'" ' + at),
        _sender("H15", "the plain word", word("张三") + b" " + at),
        _sender("H16", "raw GBK", "张三".encode("gbk") + b" " + at),
        _sender("H17", "no name", at, ""),
        _sender("H18", "no angle, glued to the word", word("张三") + b"zhangsan@example.com"),
        _sender("H19", "label gb2312, GBK", word("朱镕基", "gb2312", "gbk") + b" " + at, "朱镕基"),
        _sender("H20", "name in a comment", b"zhangsan@example.com (" + word("张三") + b")"),
        _sender("H21", "a comma inside the word", word("张三,质量部") + b" " + at, "张三,质量部"),
        _sender(
            "H22",
            "words folded inside the quotes",
            b'"' + word("重庆长安", "gbk") + b"\r\n " + word("质量部", "gbk") + b'" ' + at,
            "重庆长安质量部",
        ),
        _sender("H23", "raw UTF-8 in quotes", '"张三" '.encode() + at),
        _sender("H24", "trail octet 0x5C before the quote", '"王誠" '.encode("gbk") + at, "王誠"),
    ]


def _more() -> list[Case]:
    return [
        _subject("H30", "UTF-8 once read as GBK", word("申报材料".encode().decode("gb18030")), "申报材料"),
        _subject("H42", "an accent in UTF-8", word("Línea de QC"), "Línea de QC"),
        _subject("H31", "word without its end", word(SUBJECT, "gbk")[:-2]),
        _subject("H32", "unknown charset label, UTF-8", word(utf8 := SUBJECT.encode(), "foo-bar")),
        _subject("H33", "Q word with blanks inside", b"=?utf-8?Q?QC circle form?=", "QC circle form"),
        _subject("H34", "tab and controls inside", word(SUBJECT[:4] + "\x07\x1b" + SUBJECT[4:])),
        _subject("H35", "two charsets in one subject", word(SUBJECT[:5], "gbk") + b" " + word(SUBJECT[5:])),
        _subject("H36", "encoded twice", word(word(utf8))),
        _subject("H39", "a fold inside a word", word(SUBJECT, "gbk")[:30] + b"\r\n\t" + word(SUBJECT, "gbk")[30:]),
        _sender("H40", "full-width angles", "张三＜zhangsan@example.com＞".encode()),
        _sender("H41", "raw UTF-8 glued to the address", "张三".encode() + b"zhangsan@example.com"),
        Case("H37", "field name and colon apart", mixed(text_part(), named_file()).replace(b"Subject:", b"Subject :")),
        Case(
            "H38",
            "no Subject, no Date, no Message-ID",
            lines(
                b"From: zhangsan@example.com",
                b"To: " + US.encode(),
                b"Content-Type: application/octet-stream",
                b'Content-Disposition: attachment; filename="' + word(NAME) + b'"',
                b"Content-Transfer-Encoding: base64",
                b"",
                b64(DOCX),
            ),
            text="",
            subject="",
            sender="",
            flag="message-id-missing",
        ),
    ]
