"""Octets of mail as every client writes them: what is read from them, and that no octet of a file is lost (mail.md §4.1)."""

from __future__ import annotations

import base64
import email
import hashlib
import re

import mail_names
import mail_oddities
import mail_structures
import mail_texts
import pytest
from mail_cases import (
    BLANKS,
    DOC,
    DOCX,
    JPEG,
    NAME,
    PNG_LOGO,
    SUBJECT,
    US,
    Case,
    b64,
    file_part,
    head,
    lines,
    mixed,
    multi,
    named_file,
    text_part,
    word,
)

from config.campaign import load_campaign
from intake.envelope import files_of_message, open_mail
from model import Address, Envelope, TroubleKind

WORDS = load_campaign(BLANKS.parent).notice.words
CASES = [*mail_names.cases(), *mail_structures.cases(), *mail_texts.cases(), *mail_oddities.cases()]


def opened(octets: bytes) -> Envelope:
    return open_mail(octets, [US], WORDS)


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_a_mail_is_read_as_its_sender_meant_it(case: Case) -> None:
    envelope = opened(case.octets)
    assert [sha256(a.octets) for a in envelope.attachments] == [sha256(o) for _, o in case.files]
    for attachment, (name, octets) in zip(envelope.attachments, case.files, strict=True):
        assert name is None or attachment.name == name
        assert (attachment.size, attachment.sha256) == (len(octets), sha256(octets))
    assert case.text in envelope.text
    assert envelope.subject == case.subject
    assert envelope.sender == Address(case.sender, "zhangsan@example.com")
    assert not case.flag or case.flag in envelope.flags


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_nothing_that_is_read_holds_a_line_break_or_a_deceiving_mark(case: Case) -> None:
    envelope = opened(case.octets)
    said = [envelope.subject, envelope.sender.name, envelope.date, *(a.name for a in envelope.attachments)]
    assert not any(re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", s) for s in said)
    assert all("/" not in a.name and "\\" not in a.name and len(a.name.encode()) <= 200 for a in envelope.attachments)


def test_words_beside_the_lines_of_base64_are_on_record() -> None:
    remark = b64(DOCX)[:780] + b"[scanned by a gateway]\r\n" + b64(DOCX)[780:] + b"\r\n\r\n-- checked --\r\n"
    envelope = opened(mixed(text_part(), lines(b"Content-Type: application/msword", b"Content-Transfer-Encoding: base64", b"", remark)))
    beside = next(p for p in envelope.parts if p.path == "2/0")
    assert (beside.decision, beside.reason) == ("ignored", "text-after-base64")
    assert beside.size == len(b"[scanned by a gateway]\r\n-- checked --\r\n")
    assert [a.sha256 for a in envelope.attachments] == [sha256(DOCX)]


# cases that the standard library itself reads rightly as far as the octets of files go
_SOUND = [
    c
    for c in CASES
    if c.id[0] in "FBH" or c.id in {"S01", "S02", "S03", "S04", "S07", "S12", "S20", "S21", "S22", "S23", "S24", "S25", "S26", "S49"}
]


@pytest.mark.parametrize("case", _SOUND, ids=[c.id for c in _SOUND])
def test_every_file_that_the_standard_library_sees_is_in_the_ledger(case: Case) -> None:
    seen = {part.sha256 for part in opened(case.octets).parts}
    leaves = [p for p in email.message_from_bytes(case.octets).walk() if not p.is_multipart() and p.get_content_maintype() != "text"]
    assert {sha256(p.get_payload(decode=True)) for p in leaves} <= seen


# ------------------------------------------------------------------------------------------------- nested mail


def forwarded(boundary: bytes = b"inner") -> bytes:
    return head(subject=word("原件")) + b"\r\n" + multi(text_part("内层正文"), named_file(), boundary=boundary)


def test_a_forwarded_mail_keeps_its_octets_and_its_files_keep_their_path() -> None:
    inner = forwarded()
    attached = b'Content-Type: message/rfc822; name="' + word("转发.eml") + b'"\r\nContent-Disposition: attachment\r\n\r\n' + inner
    envelope = opened(mixed(text_part(), attached))
    (row,) = (p for p in envelope.parts if p.decision == "nested-message")
    assert (row.path, row.name, row.size, row.sha256) == ("2", "转发.eml", len(inner), sha256(inner))
    (file,) = envelope.attachments
    assert (file.path, file.within) == (f"转发.eml › {NAME}", "转发.eml")
    assert {"2/1", "2/2"} <= {p.path for p in envelope.parts}
    assert "内层正文" in envelope.quoted
    assert "内层正文" not in envelope.text


def test_a_nested_mail_without_a_name_is_called_by_its_subject() -> None:
    envelope = opened(mixed(text_part(), b"Content-Type: message/rfc822\r\n\r\n" + forwarded()))
    assert envelope.attachments[0].path == f"原件.eml › {NAME}"


def test_mail_within_mail_within_mail_is_opened() -> None:
    inner = forwarded(b"one")
    for level in range(3):
        inner = head() + b"\r\n" + multi(b"Content-Type: message/rfc822\r\n\r\n" + inner, boundary=b"level%d" % level)
    (file,) = opened(inner).attachments
    assert file.octets == DOCX
    assert file.path.count("›") == 3


def test_eight_forwarded_mails_give_eight_files() -> None:
    mails = [b"Content-Type: message/rfc822\r\n\r\n" + forwarded(b"b%d" % i) for i in range(8)]
    assert len(opened(mixed(text_part(), *mails)).attachments) == 8


def test_the_files_of_a_mail_that_was_packed_into_an_archive_are_found() -> None:
    (file,) = files_of_message(forwarded())
    assert (file.name, file.octets, file.within) == (NAME, DOCX, None)


def test_an_encrypted_mail_is_kept_and_said_to_be_locked() -> None:
    encrypted = file_part(
        b'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', b"attachment; filename=smime.p7m", b"0\x80" + bytes(50)
    )
    (file,) = opened(mixed(text_part(), encrypted)).attachments
    assert file.trouble is not None
    assert file.trouble.kind is TroubleKind.PASSWORD


# ------------------------------------------------------------------------------------------------- the ledger of parts


def test_every_part_has_a_path_a_digest_and_a_decision() -> None:
    page = lines(b"Content-Type: text/html; charset=utf-8", b"", '<p>请查收</p><img src="cid:logo@x">'.encode())
    logo = lines(
        b'Content-Type: image/png; name="image001.png"', b"Content-ID: <logo@x>", b"Content-Transfer-Encoding: base64", b"", b64(PNG_LOGO)
    )
    signature = lines(b"Content-Type: application/pgp-signature", b"", b"-----BEGIN PGP SIGNATURE-----")
    envelope = opened(
        mixed(
            multi(multi(text_part(), page, kind=b"alternative", boundary=b"a"), logo, kind=b"related", boundary=b"r"),
            named_file(),
            signature,
        )
    )
    decisions = [(p.path, p.decision) for p in envelope.parts]
    assert decisions == [("1.1.1", "body"), ("1.1.2", "body"), ("1.2", "signature-image"), ("2", "attachment"), ("3", "ignored")]
    assert all(p.sha256 and (p.reason or p.decision in {"body", "attachment"}) for p in envelope.parts)
    assert envelope.parts[3].name_octets.startswith("=?utf-8?B?")


def test_text_before_and_behind_the_parts_is_on_record() -> None:
    octets = mixed(text_part(), named_file()) + b"behind the last boundary"
    assert [(p.decision, p.reason, p.size) for p in opened(octets).parts][-1] == ("ignored", "between-parts", 24)


@pytest.mark.parametrize(
    ("name", "octets", "is_shown", "decision"),
    [
        (b"image001.png", PNG_LOGO, True, "signature-image"),
        (b"logo.png", PNG_LOGO, False, "signature-image"),
        (b"IMG_0001.jpeg", JPEG, True, "attachment"),
        (b"IMG_0001.jpeg", JPEG[:700], True, "attachment"),
        (b"3A7B@1F2C.jpg", JPEG, True, "attachment"),
        (b"spacer.gif", b"GIF89a\x01\x00\x01\x00" + bytes(30), False, "signature-image"),
    ],
)  # fmt: skip
def test_a_logo_is_told_from_a_photographed_page(name: bytes, octets: bytes, is_shown: object, decision: str) -> None:
    page = lines(
        b"Content-Type: text/html; charset=utf-8",
        b"",
        '<p>请查收</p><img src="cid:x@y">'.encode() if is_shown else "<p>请查收</p>".encode(),
    )
    kind = b"image/png" if name.endswith(b"png") else b"image/gif" if name.endswith(b"gif") else b"image/jpeg"
    picture = lines(
        b"Content-Type: " + kind + b'; name="' + name + b'"',
        b"Content-Disposition: inline",
        b"Content-ID: <x@y>",
        b"Content-Transfer-Encoding: base64",
        b"",
        b64(octets),
    )
    assert opened(head() + b"\r\n" + multi(page, picture, kind=b"related")).parts[1].decision == decision


def test_pieces_of_the_text_that_exchange_attaches_are_text() -> None:
    piece = lines(
        b'Content-Type: text/html; charset=utf-8; name="ATT00001.htm"',
        b'Content-Disposition: attachment; filename="ATT00001.htm"',
        b"",
        "<p>第二段</p>".encode(),
    )
    envelope = opened(mixed(text_part(), named_file(), piece))
    assert [a.name for a in envelope.attachments] == [NAME]
    assert envelope.text.endswith("第二段")


# ------------------------------------------------------------------------------------------------- new and quoted words


HEADINGS = {
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "李四" <a@b.com>;\n主题: 旧',
    "QQ, English": "------------------ Original ------------------\nFrom: x",
    "139": "-----原始邮件-----\n发件人：李四",
    "NetEase": '在 2019-05-20 10:00:00，"李四" <a@b.com> 写道：',
    "NetEase, English": 'At 2019-05-20 10:00:00, "Li" <a@b.com> wrote:',
    "Foxmail": "发件人： 李四\n发送时间： 2019-05-20 10:00\n收件人： 张三\n主题： 旧",
    "Outlook": "发件人: 李四 <a@b.com>\n已发送: x\n收件人: y\n主题: 旧",
    "Outlook, English": "From: Li <a@b.com>\nSent: Monday\nTo: x\nSubject: y",
    "iPhone": "> 在 2019年5月20日，上午10:00，李四 <a@b.com> 写道：",
    "Gmail": "李四 <a@b.com> 于2019年5月20日周一 上午10:00写道：",
    "Gmail, English": "On Mon, May 20, 2019 at 10:00 AM Li <a@b.com> wrote:",
    "forward": "-------- 转发邮件信息 --------\n发件人：李四",
}  # fmt: skip


@pytest.mark.parametrize("client", HEADINGS)
def test_old_mail_is_parted_from_what_is_newly_written(client: str) -> None:
    text = f"新写的话。\n\n{HEADINGS[client]}\n\n旧话"
    plain = opened(head(b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit") + b"\r\n\r\n" + text.encode())
    rows = "".join(f"<div>{line.replace('<', '&lt;')}</div>" for line in text.split("\n"))
    page = opened(head(b"Content-Type: text/html; charset=utf-8", b"Content-Transfer-Encoding: 8bit") + b"\r\n\r\n" + rows.encode())
    for envelope in (plain, page):
        assert envelope.text == "新写的话。"
        assert "旧话" in envelope.quoted


def test_quoted_lines_and_blockquotes_are_old() -> None:
    plain = opened(head(b"Content-Type: text/plain; charset=utf-8") + b"\r\n\r\n" + "新话\n> 旧话\n又是新话".encode())
    assert (plain.text, plain.quoted) == ("新话\n又是新话", "> 旧话")
    page = opened(
        head(b"Content-Type: text/html; charset=utf-8")
        + b"\r\n\r\n"
        + "<p>新话</p><blockquote><p>旧话</p></blockquote><p>又是</p>".encode()
    )
    assert (page.text, page.quoted) == ("新话\n又是", "旧话")


def test_a_letter_that_speaks_of_a_sender_quotes_nothing() -> None:
    text = "我单位材料已寄出。\n发件人：张三，电话023-12345678\n请查收。"
    assert opened(head(b"Content-Type: text/plain; charset=utf-8") + b"\r\n\r\n" + text.encode()).text == text


# ------------------------------------------------------------------------------------------------- fields


def test_a_mail_without_message_id_gets_a_stable_one() -> None:
    octets = mixed(named_file()).replace(b"Message-ID: <case@example.com>\r\n", b"")
    assert opened(octets).message_id == opened(octets).message_id
    assert opened(octets).message_id.endswith("@missing.invalid>")
    assert opened(octets + b" ").message_id != opened(octets).message_id


def test_threads_and_addresses_are_read() -> None:
    envelope = opened(
        head(b"In-Reply-To: <a@b>", b"References: <z@b>\r\n\t<a@b>", b"Reply-To: <qc@Example.com>", b"Cc: =?utf-8?B?5byg?= <c@d.e>")
        + b"\r\n\r\nx"
    )
    assert (envelope.in_reply_to, envelope.references) == ("<a@b>", ("<z@b>", "<a@b>"))
    assert envelope.reply_to == Address("", "qc@example.com")
    assert envelope.recipients == (Address("", US), Address("张", "c@d.e"))


def test_a_doubled_subject_is_flagged_and_the_first_counts() -> None:
    envelope = opened(head(b"Subject: second") + b"\r\n\r\nx")
    assert envelope.subject == SUBJECT
    assert "doubled:subject" in envelope.flags


def test_the_witness_agrees_where_the_mail_is_plain_and_differs_where_only_we_read_it() -> None:
    assert "witness-agrees" in opened(mixed(text_part(), named_file())).flags
    raw = opened(mixed(text_part(), named_file(), subject="朱镕基小组申报".encode("gbk")))
    assert "witness-disagrees:subject" in raw.flags
    assert raw.subject == "朱镕基小组申报"


def test_base64_of_every_length_gives_back_every_octet() -> None:
    for size in [*range(1, 70), 1000, 56 * 57 + 1]:
        octets = bytes(i * 7 % 256 for i in range(size))
        for body in (b64(octets), base64.b64encode(octets), b64(octets).replace(b"\r\n", b"\n") + b"\n\n"):
            part = lines(b"Content-Type: application/octet-stream; name=a.dat", b"Content-Transfer-Encoding: base64", b"", body)
            assert opened(mixed(part)).attachments[0].octets == octets


def test_a_word_97_file_without_a_name_gets_the_ending_of_its_octets() -> None:
    (file,) = opened(mixed(file_part(b"application/octet-stream", None, DOC))).attachments
    assert file.name.endswith(".doc")
