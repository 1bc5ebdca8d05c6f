"""Staff's word in, the letter that they have sent out: paper received (T9), our mistake (T10), a reminder before the deadline (T11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from config.campaign import Campaign
from model import FiledMail, Filing, Finding, Letter
from notifier.letter_items import groups_of, open_findings, problems, sentence
from notifier.letter_page import letter_of, standing_page


def remind(filing: Filing, findings: Sequence[Finding], campaign: Campaign) -> Letter | None:
    """Return the reminder of what still stands (T11); None where nothing does or nobody may be answered."""
    mail = _newest(filing)
    if mail is None:
        return None
    heard = open_findings(findings, filing)
    page = replace(standing_page(filing, mail, heard, campaign), groups=groups_of(problems(heard), campaign))
    return _from_staff(letter_of(page, ["T11"], [mail], campaign, mark="mend")) if page.problems else None


def correct(filing: Filing, mistaken: Sequence[Finding], campaign: Campaign) -> Letter | None:
    """Return the letter that takes back what we said by mistake (T10); None where nobody may be answered."""
    mail = _newest(filing)
    if mail is None or not mistaken:
        return None
    keys = {f.key for f in mistaken}
    told = [letter.sent_at or letter.created_at for letter in filing.letters if keys.intersection(letter.finding_keys)]
    page = replace(
        standing_page(filing, mail, (), campaign),
        corrected=tuple(sentence(f) for f in mistaken),
        told_on=max(told).astimezone(campaign.zone).date() if told else None,
    )
    return _from_staff(letter_of(page, ["T10"], [mail], campaign, mark="corrected"))


def paper_received(filing: Filing, papers: Sequence[str], lacking: Sequence[str], on: date, campaign: Campaign) -> Letter | None:
    """Return the letter that says which papers lie on the desk since `on` and which do not yet (T9)."""
    mail = _newest(filing)
    if mail is None:
        return None
    page = replace(standing_page(filing, mail, (), campaign), papers=tuple(papers), lacking=tuple(lacking), told_on=on)
    return _from_staff(letter_of(page, ["T9"], [mail], campaign, mark="paper"))


def _newest(filing: Filing) -> FiledMail | None:
    return max((m for m in filing.mails if m.may_be_answered), key=lambda m: (m.received_at, m.number), default=None)


def _from_staff(letter: Letter) -> Letter:
    return replace(letter, covers=())  # it answers no mail: what came stays to be answered
