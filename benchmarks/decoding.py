"""Taking a mail apart: ours with and without its witness beside mail-parser and the standard library, in MB/s: python -m benchmarks.decoding.

No two mails are alike, so that nothing that is remembered from one serves the next. Payloads are decoded by all; only ours reads every
name, subject and body of the cases in the tests (mail.md §4.1).
"""

from __future__ import annotations

import argparse
import email
import email.policy
import random
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import mailparser

from config.campaign import load_campaign
from intake import envelope, witness

CAMPAIGN = Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019"
WORDS = load_campaign(CAMPAIGN).notice.words
SIZES = {"20 kB": (14_000, 60), "1 MB": (760_000, 4)}
_TEXT = "您好，现报送我公司2019年优秀质量管理小组申报材料，请查收。" * 6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0, help="processor time for each figure")
    seconds = options.parse_args().seconds
    print(f"{'MB/s':28}" + "".join(f"{size:>10}" for size in SIZES))
    for name, read in READERS.items():
        speeds = [_speed(read, mails(octets, count), seconds) for octets, count in SIZES.values()]
        print(f"{name:28}" + "".join(f"{speed:10.1f}" for speed in speeds))


def mails(octets: int, count: int) -> list[bytes]:
    """Return mails with a text, a page and one file each."""
    dice = random.Random(octets)
    return [_mail(dice.randbytes(octets), number) for number in range(count)]


def _mail(octets: bytes, number: int) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["Received"] = "from mail.example.com (unknown [203.0.113.7]) by mx29 (Coremail); Mon, 20 May 2019 10:11:12 +0800"
    mail["From"], mail["To"], mail["Subject"] = f"张三{number} <zhang{number}@example.com>", "qc@example.org", f"申报材料（{number}）"
    mail["Message-ID"], mail["X-Mailer"] = f"<{number}@example.com>", "Foxmail 7.2"
    mail.set_content(f"{number}：{_TEXT}", charset="gb18030", cte="base64")
    mail.add_alternative(f"<div>{number}：{_TEXT}</div>", subtype="html", charset="gb18030", cte="base64")
    mail.add_attachment(b"PK\3\4" + octets, maintype="application", subtype="octet-stream", filename=f"附件2 申报表{number}.docx")
    return mail.as_bytes()


def _ours(octets: bytes) -> None:
    envelope.open_mail(octets, ["qc@example.org"], WORDS)


def _alone(octets: bytes) -> None:
    asked = witness.may_be_asked
    witness.may_be_asked = lambda *_: False
    try:
        _ours(octets)
    finally:
        witness.may_be_asked = asked


def _mail_parser(octets: bytes) -> None:
    mail = mailparser.parse_from_bytes(octets)
    for file in mail.attachments:
        mailparser.utils.decode_base64_payload(file["payload"])


def _library(policy: email.policy.Policy) -> Callable[[bytes], None]:
    def read(octets: bytes) -> None:
        mail = email.message_from_bytes(octets, policy=policy)
        for part in mail.walk():
            part.get_filename()
            part.get_payload(decode=True)
        str(mail["subject"]), str(mail["from"])

    return read


def _speed(read: Callable[[bytes], None], mails: Sequence[bytes], seconds: float) -> float:
    read(mails[0])
    done = 0
    begin = time.process_time()
    while (spent := time.process_time() - begin) < seconds or not done:
        for mail in mails:
            read(mail)
        done += sum(map(len, mails))
    return done / 1e6 / spent


READERS: dict[str, Callable[[bytes], None]] = {
    "ours, with its witness": _ours,
    "ours alone": _alone,
    "mail-parser": _mail_parser,
    "email, policy.default": _library(email.policy.default),
    "email, compat32": _library(email.policy.compat32),
}

if __name__ == "__main__":
    main()
