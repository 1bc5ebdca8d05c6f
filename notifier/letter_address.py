"""The mails of a filing in; which of them we owe an answer, to whom it goes, and in which thread, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model import FiledMail, Filing, Kind
from notifier.pages import flat

LONGEST_SUBJECT = 100
MOST_REFERENCES = 20

# What mail programs and we ourselves put in front; after ten answers nobody would see the subject any more
_MARKS = r"回复|答复|转发|自动回复|re|fw|fwd|aw|sv|回覆|轉寄"


def unanswered(filing: Filing) -> tuple[FiledMail, ...]:
    """Return the filings among the mails that no letter covers yet and that a machine may answer, in order of arrival."""
    covered = {number for letter in filing.letters for number in letter.covers}
    return tuple(m for m in filing.mails if m.number not in covered and m.kind is Kind.FILING and m.may_be_answered)


def references_to(mail: FiledMail) -> tuple[str, ...]:
    """Return the References of an answer: the mail's own and its id, the thread's first kept when it grows long (RFC 5322 §3.6.4)."""
    earlier = [r for r in mail.references if r != mail.message_id] or ([mail.in_reply_to] if mail.in_reply_to else [])
    chain = [*dict.fromkeys(earlier), *([mail.message_id] if mail.message_id else [])]
    if len(chain) <= MOST_REFERENCES:
        return tuple(chain)
    return (chain[0], *chain[1 - MOST_REFERENCES :])


def bare_subject(subject: str, own_marks: Sequence[str], receipt_prefix: str) -> str:
    """Return a subject without the marks that answers pile up in front, and without our receipt number behind."""
    marks = re.compile(rf"^\s*(?:(?:{_MARKS}|{'|'.join(map(re.escape, own_marks))})\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
    receipts = re.compile(rf"\s*[〔\[(（【]\s*{re.escape(receipt_prefix)}[-\d]*\s*[〕\])）】]")
    bare = marks.sub("", receipts.sub("", str(flat(subject))))
    return bare if len(bare) <= LONGEST_SUBJECT else bare[: LONGEST_SUBJECT - 1] + "…"
