"""Octets of mail as every client writes them: what is read from them, and that no octet of a file is lost (mail.md §4.1, §4.2)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from mail_cases import BLANKS, US, Case, all_cases

from config.campaign import load_campaign
from intake.envelope import files_of_message, open_mail

WORDS = load_campaign(BLANKS.parent).notice.words
CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_a_mail_is_read_as_its_sender_meant_it(case: Case) -> None:
    envelope = open_mail(case.octets, [US], WORDS)
    assert [hashlib.sha256(a.octets).hexdigest() for a in envelope.attachments] == [hashlib.sha256(o).hexdigest() for _, o in case.files]
    for attachment, (name, octets) in zip(envelope.attachments, case.files, strict=True):
        assert name is None or attachment.name == name
        assert (attachment.size, attachment.sha256) == (len(octets), hashlib.sha256(octets).hexdigest())
    assert case.text in envelope.text
    assert envelope.subject == case.subject
    assert envelope.sender.name == case.sender
    assert envelope.sender.address == "zhangsan@example.com"
    assert not case.flag or case.flag in envelope.flags
