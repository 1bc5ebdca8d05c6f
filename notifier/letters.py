"""A filing and its findings in, the letter that we owe its sender out, or nothing (domain.md §5.2, §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from config.campaign import Campaign
from model import FiledMail, Filing, Finding, Letter, OutgoingFile, Status
from notifier.letter_address import unanswered
from notifier.letter_blanks import blanks_for
from notifier.letter_items import LINKED, UNOPENED, groups_of, of_rules, open_findings, problems, sentence
from notifier.letter_page import Page, answered_before, bare_page, filing_page, letter_of

NO_ATTACHMENT = "no-attachment"


def reply(  # noqa: PLR0913 - a filing's whole verdict, and what goes back with it
    filing: Filing,
    findings: Sequence[Finding],
    status: Status,
    late: bool,  # noqa: FBT001
    campaign: Campaign,
    *,
    returned: Sequence[OutgoingFile] = (),
) -> Letter | None:
    """Return the one letter that answers every mail of a filing not answered yet; None where nothing is owed.

    Nothing is owed where no new mail may be answered, or where one brings nothing (a word of thanks) and changes nothing.
    `returned` are the sender's own forms with comments.
    """
    fresh = unanswered(filing)
    heard = open_findings(findings, filing)
    if not fresh or (answered_before(filing) and not _brings_anything(filing, fresh, heard)):
        return None
    blanks = blanks_for(heard, filing, campaign)
    page = filing_page(filing, fresh, heard, campaign)
    page = replace(page, complete=status is Status.COMPLETE, blanks=tuple(b.name for b in blanks))
    page = replace(page, returned=tuple(f.name for f in returned))
    return letter_of(page, _parts(page, late=late and not _said(filing, "T5")), fresh, campaign, files=(*returned, *blanks))


def no_filing_reply(mail: FiledMail, findings: Sequence[Finding], campaign: Campaign) -> Letter | None:
    """Return the answer to a mail that belongs to no filing: nothing attached, only links, or nothing that opens; None for the rest."""
    heard = open_findings(findings)
    asked = [f for f in problems(heard) if f.rule != NO_ATTACHMENT]
    page = replace(
        bare_page([mail], campaign),
        problems=tuple(f for f in heard if f in asked or f.rule in UNOPENED | LINKED),
        groups=groups_of(asked, campaign),
        unopened=tuple(sentence(f) for f in of_rules(heard, UNOPENED)),
        links=tuple(sentence(f) for f in of_rules(heard, LINKED)),
        keys=tuple(dict.fromkeys(f.key for f in problems(heard) if f.key)),
    )
    parts = [*_file_parts(page), *["T2"] * bool(page.groups)]
    if not parts and not any(f.rule == NO_ATTACHMENT for f in heard):
        return None
    return letter_of(page, ["received", *parts, "closing"] if parts else ["T7"], [mail], campaign) if mail.may_be_answered else None


def self_check_reply(
    filing: Filing, findings: Sequence[Finding], campaign: Campaign, *, returned: Sequence[OutgoingFile] = ()
) -> Letter | None:
    """Return the report on a mail that asks for a check before it files (自检); the filing stands for that mail alone."""
    fresh = unanswered(filing)
    if not fresh:
        return None
    heard = open_findings(findings)
    page = replace(filing_page(filing, fresh, heard, campaign), receipt="", groups=groups_of(problems(heard), campaign))
    page = replace(page, returned=tuple(f.name for f in returned))
    extras = (("returned", page.returned), ("reminders", page.reminders), ("files", page.files), ("certificates", page.proofs))
    parts = ["self_check", *_file_parts(page), *(name for name, wanted in extras if wanted)]
    return letter_of(page, parts, fresh, campaign, mark="self_check", files=returned)


def _parts(page: Page, *, late: bool) -> list[str]:
    """Return the names of the texts that the letter is made of, in their order."""
    if not page.files and not page.supplement and any(f.rule == NO_ATTACHMENT for f in page.problems):
        return ["T7"]
    parts = ["T6"] if page.supplement else ["T8"] if page.rows else ["received"]
    parts += ["T5"] * late + _file_parts(page)
    if parts[0] == "received" and page.groups:
        parts.append("T2")
    elif not page.problems and parts[0] != "T8":
        parts.append("T1")
    after = (
        ("returned", page.returned),
        ("blanks", page.blanks),
        ("reminders", page.reminders),
        ("deadline", page.problems and page.in_time),
        ("files", page.files),
        ("certificates", page.proofs),
    )
    return [*parts, *(name for name, wanted in after if wanted), "closing"]


def _file_parts(page: Page) -> list[str]:
    return ["T3"] * bool(page.unopened) + ["T4"] * bool(page.links)


def _said(filing: Filing, text: str) -> bool:
    return any(text in letter.template.split("+") for letter in filing.letters)


def _brings_anything(filing: Filing, fresh: Sequence[FiledMail], heard: Sequence[Finding]) -> bool:
    numbers = {m.number for m in fresh}
    told = {key for letter in filing.letters for key in letter.finding_keys}
    return any(f.mail in numbers for f in filing.files) or any(m.links for m in fresh) or any(f.key not in told for f in heard)
