"""Mail that means harm (mail.md §4.2): each is opened within seconds, within bounds, and keeps what it can; nothing raises."""

from __future__ import annotations

import dataclasses
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import mail_names
import mail_structures
import mail_texts
import pytest
from mail_cases import BLANKS, DOCX, US, b64, file_part, head, lines, mixed, multi, named_file, text_part, word
from pydantic import TypeAdapter

from config.campaign import load_campaign
from intake.envelope import open_mail
from model import Envelope

WORDS = load_campaign(BLANKS.parent).notice.words
SECONDS = 5.0
HTML = head(b"Content-Type: text/html; charset=utf-8") + b"\r\n\r\n"
TEXT = head(b"Content-Type: text/plain; charset=utf-8") + b"\r\n\r\n"
BAIDU = b"https://pan.baidu.com/s/1abc "


def opened(octets: bytes) -> Envelope:
    return open_mail(octets, [US], WORDS)


def nested(depth: int) -> bytes:
    body = lines(b"Content-Type: text/plain", b"", b"x")
    for i in range(depth):
        body = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) + body + b"\r\n--b%d--\r\n" % i
    return head() + b"\r\n" + body


def octet_file(rest: bytes) -> bytes:
    return mixed(text_part(), lines(b"Content-Type: application/octet-stream" + rest, b"Content-Transfer-Encoding: base64", b"", b64(DOCX)))


ABUSE: dict[str, Callable[[], bytes]] = {
    "a subject of 1.5 MB": lambda: head(subject=(word("申报材料") + b"\r\n ") * 50_000) + b"\r\n\r\nx",
    "a file name of 500 kB": lambda: octet_file(b'; name="' + (word("申报") + b"\r\n ") * 20_000 + b'"'),
    "20,000 addresses": lambda: head(b"Cc: " + b", ".join(b"a%d@b.com" % i for i in range(20_000))) + b"\r\n\r\nx",
    "20,000 opening brackets in From": lambda: head(sender=b"(" * 20_000) + b"\r\n\r\nx",
    "60,000 opening angles in From": lambda: head(sender=b"<" * 60_000) + b"\r\n\r\nx",
    "20,000 pieces of RFC 2231": lambda: octet_file(b"; " + b";\r\n ".join(b"name*%d*=%%E7" % i for i in range(20_000))),
    "30,000 quotes in a name": lambda: octet_file(b'; name="' + b'" ' * 30_000),
    "10,000 attachments": lambda: mixed(*([named_file(octets=b"abc")] * 10_000)),
    "300 nested multiparts": lambda: nested(300),
    "1,000 nested multiparts": lambda: nested(1_000),
    "500 mails within mails": lambda: head() + b"\r\n" + b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.c\r\nSubject: x\r\n" * 500 + b"\r\nx",
    "a digest of 3,000 mails": lambda: head() + b"\r\n" + multi(*([b"\r\n" + head() + b"\r\n\r\nx"] * 3_000), kind=b"digest"),
    "an inner multipart without its boundary": lambda: head() + b'\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\nContent-Type: multipart/mixed\r\n\r\n',
    "50,000 multiparts of one boundary": lambda: head() + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 50_000,
    "300,000 lines without a colon": lambda: b"x\r\n" * 300_000 + head() + b"\r\n\r\nx",
    "200,000 fields": lambda: b"".join(b"X-%d: a\r\n" % i for i in range(200_000)) + head() + b"\r\n\r\nx",
    "400,000 rules and no boundary": lambda: head(b"Content-Type: multipart/mixed") + b"\r\n\r\n" + b"--a\n" * 400_000,
    "100,000 different rules": lambda: head(b"Content-Type: multipart/mixed") + b"\r\n\r\n" + b"".join(b"--a%d\n" % i for i in range(100_000)),
    "a boundary of 4 MB": lambda: head() + b"\r\n" + multi(b"--" * 2_000_000, text_part(), boundary=b"-"),
    "400,000 open elements": lambda: HTML + b"<div>" * 400_000 + b"x",
    "3,000,000 opening angles": lambda: HTML + b"<" * 3_000_000,
    "50,000 links on a page": lambda: HTML + b'<a href="https://pan.baidu.com/s/1">x</a>' * 50_000,
    "50,000 different links in a text": lambda: TEXT + b"".join(b"https://pan.baidu.com/s/%d " % i for i in range(50_000)),
    "one word of 3 MB": lambda: TEXT + BAIDU + b"a" * 3_000_000,
    "3 MB of blanks": lambda: TEXT + b" " * 3_000_000 + b"x",
    "300,000 half headings of old mail": lambda: TEXT + b"On aaa\n" * 300_000,
    "100,000 uuencoded blocks": lambda: TEXT + b"begin 644 a\n`\nend\n" * 100_000,
    "100,000 uuencoded beginnings": lambda: TEXT + b"begin 644 a\n" * 100_000,
    "500,000 padded pieces": lambda: mixed(lines(b"Content-Type: application/octet-stream", b"Content-Transfer-Encoding: base64", b"", b"QQ==\r\n" * 500_000)),
    "3 MB of stray octets": lambda: head(b"Content-Type: text/plain; charset=gb2312") + b"\r\n\r\n" + b"\xa0\xff\x80" * 1_000_000,
    "8,000 words without an end": lambda: head(subject=b"=?gbk?B?" * 8_000) + b"\r\n\r\nx",
    "a million nested ASN.1 sequences": lambda: head(b"Content-Type: application/pkcs7-mime") + b"\r\n\r\n" + b"\x30\x80" * 1_000_000,
    "10,000 methods of authentication": lambda: b"Authentication-Results: x; " + b"spf=a; " * 9_000 + b"\r\n" + head() + b"\r\n\r\nx",
    "zero octets only": lambda: bytes(3_000_000),
    "0xFF only": lambda: b"\xff" * 3_000_000,
    "a million semicolons": lambda: octet_file(b"; " + b";" * 1_000_000 + b"name=a"),
    "one parameter of 60,000 letters": lambda: octet_file(b"; " + b"a" * 60_000),
    "60,000 blanks in a bare name": lambda: octet_file(b"; name=a" + b" " * 60_000 + b"b"),
    "a million beginnings of comments": lambda: HTML + b"<!--" * 1_000_000,
    "60,000 uuencoded lines without an end": lambda: TEXT + (b"begin 644 a\n" + b"M" + b" " * 60 + b"\n") * 60_000,
    "a field of 5,000,000 lines": lambda: head(b"X-Long: a" + b"\r\n a" * 5_000_000) + b"\r\n\r\nx",
    "nothing at all": lambda: b"",
}  # fmt: skip


@pytest.mark.parametrize("about", ABUSE)
def test_abuse_is_opened_in_seconds_and_in_bounds(about: str) -> None:
    octets = ABUSE[about]()
    begun = time.process_time()
    envelope = opened(octets)
    assert time.process_time() - begun < SECONDS
    assert len(envelope.parts) <= 202
    assert len(envelope.recipients) <= 200
    assert len(envelope.subject) <= 1_000


@pytest.mark.parametrize("about", ["10,000 attachments", "1,000 nested multiparts", "a digest of 3,000 mails"])
def test_what_lies_beyond_a_bound_is_one_part_on_record_with_a_flag(about: str) -> None:
    envelope = opened(ABUSE[about]())
    last = envelope.parts[-1]
    assert (last.decision, last.reason) == ("ignored", last.flags[0])
    assert last.reason in envelope.flags
    assert last.size > 1_000


def test_a_chain_of_mails_ends_in_a_file_that_says_so() -> None:
    envelope = opened(ABUSE["500 mails within mails"]())
    assert [a.flags for a in envelope.attachments] == [("nested-too-deep",)]


def test_a_field_that_is_too_long_is_cut_and_the_fields_behind_it_are_read() -> None:
    envelope = opened(ABUSE["a subject of 1.5 MB"]())
    assert "header-cut:subject" in envelope.flags
    assert envelope.message_id == "<case@example.com>"


def test_mutated_mail_is_read_without_an_error_and_can_be_written_as_json() -> None:
    dice = random.Random(2019)
    adapter = TypeAdapter(Envelope)
    whole = [c.octets for c in (*mail_names.cases(), *mail_structures.cases(), *mail_texts.cases())]
    seeds = [o if len(o) < 8_000 else o[:5_000] + o[-2_000:] for o in whole]
    pieces = [b"\r\n", b"\r", b'"', b";", b"--", b"=?", b"?=", b"<", b":", b"\0", b"\xff", b"\r\n\r\n", b"Content-Type: message/rfc822\r\n"]
    for _ in range(600):
        mail = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 8)):
            at = dice.randrange(len(mail) + 1)
            end = min(len(mail), at + dice.choice([0, 1, 2, 40, 300]))
            mail[at:end] = dice.choice([b"", dice.choice(pieces), dice.randbytes(3), bytes(mail[at:end]) * 2, dice.choice(seeds)[:400]])
        envelope = opened(bytes(mail))
        adapter.dump_json(dataclasses.replace(envelope, attachments=()))


def test_public_test_messages_are_each_read_with_a_verdict() -> None:
    data = pytest.importorskip("test.test_email").__file__
    files = sorted((Path(data).parent / "data").glob("msg_*.txt"))
    if not files:
        pytest.skip("this Python comes without its test data")
    assert all(opened(f.read_bytes()).kind_reason for f in files)


_MEASURE = """
import resource, sys
from pathlib import Path
from config.campaign import load_campaign
from intake.envelope import open_mail
words = load_campaign(Path(sys.argv[2])).notice.words
octets = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
envelope = open_mail(octets, [], words)
assert len(envelope.attachments) == 2
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_mail_of_66_megabytes_takes_less_than_four_times_its_size(tmp_path: Path) -> None:
    octets = b"PK\x03\x04" + bytes(range(256)) * 95_000
    mail = mixed(text_part(), *[file_part(b"application/zip", b"attachment; filename=a%d.zip" % i, octets) for i in range(2)])
    (tmp_path / "big.eml").write_bytes(mail)
    root = Path(__file__).parent.parent
    said = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(tmp_path / "big.eml"), str(BLANKS.parent)],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert int(said.stdout) * 1024 < 4 * len(mail)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024
