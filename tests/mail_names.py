"""File names as they are written into headers: F01 to F42 and more (mail.md §4.1)."""

from __future__ import annotations

from mail_cases import DOC, DOCX, LONG_NAME, NAME, Case, file_part, mail_with, percent, q_word, word

_OCTET = b"application/octet-stream"
_WORD_TYPE = b"application/msword"


def _disposition(id_: str, about: str, rest: bytes, name: str | None = NAME, *, kind: bytes = _OCTET, flag: str = "") -> Case:
    return Case(id_, about, mail_with(file_part(kind, b"attachment; " + rest)), ((name, DOCX),), flag=flag)


def cases() -> list[Case]:
    return [*_words(), *_raw(), *_continued(), *_odd(), *_more()]


def _words() -> list[Case]:
    gbk = NAME.encode("gbk")
    cut = LONG_NAME.encode("utf-8")
    return [
        _disposition("F01", "RFC 2231 UTF-8", b"filename*=UTF-8''" + percent(NAME)),
        _disposition("F02", "RFC 2231 GBK", b"filename*=GBK''" + percent(NAME, "gbk")),
        _disposition("F04", "RFC 2047 UTF-8 in quotes", b'filename="' + word(NAME) + b'"'),
        _disposition(
            "F05",
            "words folded inside the quotes (Foxmail)",
            b'filename="' + word(NAME[:3], "gb2312") + b"\r\n " + word(NAME[3:], "gb2312") + b'"',
        ),
        _disposition("F06", "RFC 2047 Q in quotes", b'filename="' + q_word(NAME) + b'"'),
        _disposition("F07", "RFC 2047 without quotes", b"filename=" + word(NAME, "gbk")),
        _disposition(
            "F08",
            "words cut inside a character",
            b'filename="' + word(cut[:20]) + b"\r\n " + word(cut[20:61]) + b"\r\n " + word(cut[61:]) + b'"',
            LONG_NAME,
        ),
        _disposition(
            "F09",
            "label gb2312, characters of GBK",
            b'filename="' + word("朱镕基小组申报表（堃喆）.docx", "gb2312", "gbk") + b'"',
            "朱镕基小组申报表（堃喆）.docx",
        ),
        _disposition(
            "F10",
            "label gb2312, four-octet GB18030",
            b'filename="' + word("𬱖㛃小组申报表.docx", "gb2312", "gb18030") + b'"',
            "𬱖㛃小组申报表.docx",
        ),
        _disposition("F31", "word without its end", b'filename="' + word(gbk, "gb2312")[:-2] + b'"'),
        _disposition("F33", "UTF-8 octets under the label gb2312", b'filename="' + word(NAME.encode(), "gb2312") + b'"'),
        _disposition(
            "F34",
            "labels x-gbk, GB_2312-80, cn-gb",
            b'filename="' + word(NAME[:2], "x-gbk", "gbk") + word(NAME[2:3], "GB_2312-80", "gbk") + word(NAME[3:], "cn-gb", "gbk") + b'"',
        ),
        _disposition("F37", "words glued together", b'filename="' + word(NAME[:2]) + word(NAME[2:]) + b'"'),
        _disposition("F38", "word of Big5", b'filename="' + word("申報表.docx", "big5") + b'"', "申報表.docx"),
        _disposition("F39", "word and plain letters mixed", b'filename="QC-' + word("申报表") + b'.docx"', "QC-申报表.docx"),
        Case(
            "F35",
            "gb18030 in name and filename (QQ Mail)",
            mail_with(
                file_part(
                    b'application/octet-stream;\r\n\tcharset="gb18030";\r\n\tname="' + word(NAME, "gb18030") + b'"',
                    b'attachment; filename="' + word(NAME, "gb18030") + b'"',
                )
            ),
        ),
    ]


def _raw() -> list[Case]:
    return [
        _disposition("F11", "raw GBK in quotes", b'filename="' + LONG_NAME.encode("gbk") + b'"', LONG_NAME),
        _disposition("F12", "raw UTF-8 in quotes", b'filename="' + LONG_NAME.encode() + b'"', LONG_NAME),
        _disposition("F13", "raw GBK with spaces, no quotes", b"filename=" + "QC 小组 申报表.docx".encode("gbk"), "QC 小组 申报表.docx"),
        _disposition("F14", "trail octet 0x5C", b'filename="' + "誠信小組申報表.docx".encode("gbk") + b'"', "誠信小組申報表.docx"),
        _disposition("F14b", "trail octet 0x5C before the quote", b'filename="' + "申報誠".encode("gbk") + b'"; size=1', "申報誠"),
        _disposition("F16", "ASCII name", b'filename="form.docx"', "form.docx"),
        Case("F17", "no disposition, raw GBK name", mail_with(file_part(_WORD_TYPE + b'; name="' + NAME.encode("gbk") + b'"', None))),
        Case(
            "F15",
            "name Chinese, filename junk",
            mail_with(file_part(_WORD_TYPE + b'; name="' + word(NAME) + b'"', b'attachment; filename="ATT00001.dat"')),
        ),
        Case("F19", "name only, RFC 2047", mail_with(file_part(_WORD_TYPE + b'; name="' + word(NAME) + b'"', None))),
        _disposition(
            "F26", "quotes inside the name", b'filename="' + '“先锋"QC"小组申报表.docx'.encode() + b'"', '“先锋"QC"小组申报表.docx'
        ),
    ]


def _continued() -> list[Case]:
    whole = percent(LONG_NAME)
    pieces = [whole[i : i + 40] for i in range(0, len(whole), 40)]
    numbered = b";\r\n ".join(b"filename*%d*=%s%s" % (i, b"UTF-8''" if i == 0 else b"", p) for i, p in enumerate(pieces))
    backwards = b";\r\n ".join(reversed(numbered.split(b";\r\n ")))
    encoded = word(LONG_NAME)
    return [
        _disposition("F03", "continuations cut inside a character and an escape", numbered, LONG_NAME),
        _disposition("F20", "continuations out of order", backwards, LONG_NAME),
        _disposition("F21", "filename* without charset", b"filename*=" + percent(NAME)),
        _disposition(
            "F22", "raw GBK fallback and filename*", b'filename="' + NAME.encode("gbk") + b"\"; filename*=UTF-8''" + percent(NAME)
        ),
        _disposition(
            "F23", "name* and filename*", b"filename*=UTF-8''" + percent(NAME), kind=_WORD_TYPE + b"; name*=UTF-8''" + percent(NAME)
        ),
        _disposition(
            "F24",
            "pieces that hold a cut word (Exchange)",
            b'filename*0="' + encoded[:50] + b'";\r\n filename*1="' + encoded[50:] + b'"',
            LONG_NAME,
        ),
        _disposition("F40", "continuation of plain ASCII", b'filename*0="annual-"; filename*1="form.docx"', "annual-form.docx"),
    ]


def _odd() -> list[Case]:
    return [
        Case("F18", "no name at all", mail_with(file_part(_WORD_TYPE, None)), ((None, DOCX),), flag="name-made"),
        _disposition("F25", "percent-encoded plain filename", b'filename="' + percent(NAME) + b'"'),
        _disposition("F27", "a Windows path", b'filename="C:\\Users\\zhang\\' + NAME.encode() + b'"'),
        _disposition("F28", "a path upwards", b'filename="../../etc/' + NAME.encode() + b'"'),
        _disposition("F29", "a right-to-left override", b'filename="' + word("申报\u202e表.docx") + b'"'),
        _disposition("F30", "a zero octet in the name", b'filename="' + word("申报\0表.docx") + b'"'),
        _disposition("F32", "spaces around the equals sign", b'filename = "' + word(NAME) + b'"'),
        Case("F36", "no semicolon before name", mail_with(file_part(_WORD_TYPE + b' name="' + word(NAME) + b'"', None))),
        _disposition("F41", "upper-case parameter", b'FILENAME="' + word(NAME) + b'"'),
        _disposition("F42", "semicolon inside the quotes", b'filename="a;b.docx"', "a;b.docx"),
    ]


def _more() -> list[Case]:
    mojibake = "申报表格.docx".encode().decode("gb18030")
    return [
        _disposition("F50", "UTF-8 once read as GBK (涓枃)", b'filename="' + word(mojibake) + b'"', "申报表格.docx"),
        _disposition("F51", "GBK once read as Latin-1", b'filename="' + word(NAME.encode("gbk").decode("latin-1")) + b'"'),
        _disposition("F52", "a quote that never closes", b'filename="' + word(NAME)),
        _disposition("F53", "no semicolon between two parameters", b'filename="' + word(NAME) + b'" size="12"'),
        _disposition("F54", "character references", b'filename="&#30003;&#25253;&#34920;.docx"'),
        _disposition("F55", "a name of 600 octets", b"filename*=UTF-8''" + percent("申" * 200 + ".docx"), "申" * 65 + ".docx"),
        _disposition("F56", "a word that was encoded twice", b'filename="' + word(word(NAME, "gbk")) + b'"'),
        _disposition("F57", "line break and header smuggled into the name", b'filename="' + word("申报\r\n表.docx") + b'"'),
        _disposition("F59", "an open quote before the next parameter", b'filename="' + word(NAME) + b"; size=12"),
        _disposition("F60", "filename* in quotes", b"filename*=\"UTF-8''" + percent(NAME) + b'"'),
        _disposition(
            "F61",
            "a cut word in filename, the whole name in filename*",
            b'filename="' + word(NAME)[:20] + b"\"; filename*=UTF-8''" + percent(NAME),
        ),
        _disposition(
            "F62",
            "raw GBK pieces of RFC 2231 cut inside a character",
            b'filename*0="' + NAME.encode("gbk")[:3] + b'"; filename*1="' + NAME.encode("gbk")[3:] + b'"',
        ),
        Case("F58", "a Word 97 file without a name", mail_with(file_part(_OCTET, b"attachment", DOC)), ((None, DOC),), flag="name-made"),
    ]
