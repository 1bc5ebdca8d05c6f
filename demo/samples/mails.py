"""Mail as the clients of 重庆's offices write it (mail.md §2.2): a letter's content in, the raw octets of its MIME message out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from demo.samples.mime import Words, boundaries, part, text_part, type_of
from demo.samples.nouns import SampleFiling

MAILBOX = ("重庆市质量协会", "cqszlxh@126.com")
SHANGHAI = ZoneInfo("Asia/Shanghai")
_FIRST_DAY = datetime(2019, 5, 20, 9, 12, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a clerk sends: `sender` is name and address, `html` goes behind the text in clients that write HTML."""

    sender: tuple[str, str]
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...] = ()
    sent_at: datetime = _FIRST_DAY
    answers: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def make_mail(filing: SampleFiling, sender: tuple[str, str], subject: str, client: str = "qq") -> bytes:
    """Return the mail in which a unit sends its whole filing, as one of CLIENTS writes it."""
    files = tuple((file.name, file.octets) for file in filing.files)
    return written(Letter(sender, subject, covering_text(filing), files), client)


def covering_text(filing: SampleFiling) -> str:
    """Return what a clerk writes above the attachments."""
    return f"您好：\n    现将我单位2019年质量管理小组、质量信得过班组申报材料报上，请查收。如有问题请与我联系。\n\n{filing.unit}\n联系人：{filing.contact}\n"


def message_id(letter: Letter, client: str) -> str:
    """Return the Message-ID that the client gives the letter, with its angle brackets; the same each time."""
    token = hashlib.sha256(f"{letter.sender}{letter.subject}{letter.sent_at}".encode()).hexdigest()
    host = letter.sender[1].partition("@")[2]
    return {
        "qq": f"<tencent_{token[:40].upper()}@qq.com>",
        "netease": f"<{token[:8]}.{token[8:12]}.{token[12:23]}.Coremail.{letter.sender[1].replace('@', '$')}@{host}>".replace("$", "_"),
        "foxmail": f"<{letter.sent_at:%Y%m%d%H%M%S}{token[:12]}@{host}>",
        "apple": f"<{token[:8]}-{token[8:12]}-4{token[12:15]}-{token[16:20]}-{token[20:32]}@{host}>".upper(),
        "outlook": f"<000001d50f{token[:6]}${token[6:14]}${token[14:22]}$@{host}>",
    }[client]


def written(letter: Letter, client: str) -> bytes:
    """Return the letter's octets as one of CLIENTS writes them, with the trace of the servers that carried it."""
    lines = [*_trace(letter), *CLIENTS[client](letter, message_id(letter, client))]
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _qq(letter: Letter, identity: str) -> list[str]:
    """Build QQ's web mail: everything gb18030, names in one long word, the type of no file known."""
    word = Words("gb18030")
    boundary, inner = boundaries(identity, "----=_NextPart_5CE{0}")
    text = [
        text_part(inner, "plain", letter.text, "gb18030"),
        text_part(inner, "html", _html(letter), "gb18030"),
    ]
    files = [
        part(
            f"--{boundary}",
            [
                f'Content-Type: application/octet-stream;\r\n\tcharset="gb18030";\r\n\tname="{word.one(name)}"',
                f'Content-Disposition: attachment; filename="{word.one(name)}"',
                "Content-Transfer-Encoding: base64",
            ],
            octets,
        )
        for name, octets in letter.files
    ]
    head = ["X-QQ-mid: webmail654t1558406412t7201", *_head(letter, word, identity, quoted=True), "Mime-Version: 1.0"]
    head += [
        f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
        "Content-Transfer-Encoding: 8Bit",
        "X-Priority: 3",
        "X-QQ-MIME: TCMime 1.0 by Tencent",
        "X-Mailer: QQMail 2.x",
    ]
    alternative = [f"--{boundary}", f'Content-Type: multipart/alternative;\r\n\tboundary="{inner}"', "", *text, f"--{inner}--", ""]
    return [*head, "", "This is a multi-part message in MIME format.", "", *alternative, *files, f"--{boundary}--"]


def _netease(letter: Letter, identity: str) -> list[str]:
    """Build NetEase's web mail (Coremail): GBK words, short enough, and its own trace headers."""
    word = Words("GBK")
    boundary, inner = boundaries(identity, "----=_Part_{0}_1391230123.1558406412345")
    text = [
        text_part(inner, "plain", letter.text, "GBK"),
        text_part(inner, "html", _html(letter), "GBK"),
    ]
    files = [
        part(
            f"--{boundary}",
            [
                f'Content-Type: {type_of(name)}; \r\n\tname="{word.folded(name)}"',
                "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment; \r\n\tfilename="{word.folded(name)}"',
            ],
            octets,
        )
        for name, octets in letter.files
    ]
    head = [*_head(letter, word, identity), "X-Priority: 3", "X-Mailer: Coremail Webmail Server Version SP_ntes V3.5 build 20180927"]
    head += [
        f'Content-Type: multipart/mixed; \r\n\tboundary="{boundary}"',
        "MIME-Version: 1.0",
        "X-CM-TRANSID: DsmowAD3bJ6MZONc",
        "X-Coremail-Antispam: 1Uf129KBjDUn29KB7ZKAUJUUUUU",
    ]
    alternative = [f"--{boundary}", f'Content-Type: multipart/alternative; \r\n\tboundary="{inner}"', "", *text, f"--{inner}--", ""]
    return [*head, "", *alternative, *files, f"--{boundary}--"]


def _foxmail(letter: Letter, identity: str) -> list[str]:
    """Build Foxmail: GBK under the label gb2312, words folded inside the quotes and cut inside characters."""
    word = Words("gb2312")
    boundary, _ = boundaries(identity, "----=_001_NextPart{0}_=----")
    text = text_part(boundary, "plain", letter.text, "gb2312")
    files = [
        part(
            f"--{boundary}",
            [
                f'Content-Type: application/octet-stream;\r\n\tname="{word.cut(name)}"',
                "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment;\r\n\tfilename="{word.cut(name)}"',
            ],
            octets,
        )
        for name, octets in letter.files
    ]
    head = [*_head(letter, word, identity), "X-Priority: 3", "X-Has-Attach: yes", "X-Mailer: Foxmail 7.2.9.156[cn]", "Mime-Version: 1.0"]
    return [
        *head,
        f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
        "",
        "This is a multi-part message in MIME format.",
        "",
        text,
        *files,
        f"--{boundary}--",
    ]


def _apple(letter: Letter, identity: str) -> list[str]:
    """Build Apple Mail: UTF-8, files inline between pieces of text, names by RFC 2231."""
    word = Words("utf-8")
    boundary, _ = boundaries(identity, "Apple-Mail-{0}-4A2C-8D1B")
    files = [
        part(
            f"--{boundary}",
            [
                f"Content-Disposition: inline;\r\n\tfilename*=utf-8''{quote(name)}",
                f'Content-Type: {type_of(name)};\r\n\tx-unix-mode=0644;\r\n\tname="{word.folded(name)}"',
                "Content-Transfer-Encoding: base64",
            ],
            octets,
        )
        for name, octets in letter.files
    ]
    head = [
        "Mime-Version: 1.0 (Mac OS X Mail 12.4 \\(3445.104.8\\))",
        *_head(letter, word, identity),
        "X-Mailer: Apple Mail (2.3445.104.8)",
    ]
    text = text_part(boundary, "plain", letter.text, "utf-8")
    return [
        *head,
        f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
        "",
        text,
        *files,
        text_part(boundary, "plain", "\n\n", "utf-8"),
        f"--{boundary}--",
    ]


def _outlook(letter: Letter, identity: str) -> list[str]:
    """Build Outlook over SMTP: gb2312 words, a Thread-Index, HTML beside the text."""
    word = Words("gb2312")
    boundary, inner = boundaries(identity, "----=_NextPart_000_{0}_01D50FBF.3C3B7F20")
    text = [
        text_part(inner, "plain", letter.text, "gb2312"),
        text_part(inner, "html", _html(letter), "gb2312"),
    ]
    files = [
        part(
            f"--{boundary}",
            [
                f'Content-Type: {type_of(name)};\r\n\tname="{word.folded(name)}"',
                "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment;\r\n\tfilename="{word.folded(name)}"',
            ],
            octets,
        )
        for name, octets in letter.files
    ]
    head = [
        *_head(letter, word, identity),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
        "X-Mailer: Microsoft Outlook 16.0",
    ]
    head += ["Thread-Index: AdUPv1YcQ8f0mJx2S0m1zj1T0Q1Z0A==", "Content-Language: zh-cn"]
    alternative = [f"--{boundary}", f'Content-Type: multipart/alternative;\r\n\tboundary="{inner}"', "", *text, f"--{inner}--", ""]
    return [*head, "", "This is a multipart message in MIME format.", "", *alternative, *files, f"--{boundary}--"]


CLIENTS: dict[str, Callable[[Letter, str], list[str]]] = {
    "qq": _qq,
    "netease": _netease,
    "foxmail": _foxmail,
    "apple": _apple,
    "outlook": _outlook,
}


def _head(letter: Letter, word: Words, identity: str, *, quoted: bool = False) -> list[str]:
    name = word.one(letter.sender[0])
    head = [f'From: "{name}" <{letter.sender[1]}>' if quoted or name.isascii() else f"From: {name} <{letter.sender[1]}>"]
    head += [
        f'To: "{word.one(MAILBOX[0])}" <{MAILBOX[1]}>',
        f"Subject: {word.folded(letter.subject)}",
        f"Date: {format_datetime(letter.sent_at)}",
        f"Message-ID: {identity}",
    ]
    if letter.answers:
        head += [f"In-Reply-To: {letter.answers}", f"References: {letter.answers}"]
    return [*head, *(f"{key}: {value}" for key, value in letter.headers)]


def _trace(letter: Letter) -> list[str]:
    host = letter.sender[1].partition("@")[2]
    arrived = letter.sent_at + timedelta(seconds=4)
    return [
        f"Return-Path: <{letter.sender[1]}>",
        f"Received: from mail.{host} (unknown [192.0.2.25])\r\n\tby mx24 (Coremail) with SMTP id NcmowAD3P4+MZONc;\r\n\t{format_datetime(arrived)} (CST)",
    ]


def _html(letter: Letter) -> str:
    body = "".join(f"<div>{text or '<br>'}</div>" for text in letter.text.split("\n"))
    return f"<html><body>{body}{letter.html}</body></html>"
