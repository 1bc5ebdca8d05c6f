"""A filing and its findings in, the letter that we owe its sender out, or nothing (domain.md §5.2, §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from config.campaign import Campaign
from model import FiledFile, FiledMail, Filing, Finding, Letter, Level, Status
from notifier.letter_address import bare_subject, references_to, unanswered
from notifier.letter_association import beside, members, table_rows
from notifier.letter_certificate import entered, proofs
from notifier.letter_changes import changes
from notifier.letter_files import file_lines, reason
from notifier.letter_items import LINKED, UNOPENED, groups_of, of_rules, open_findings, problems, sentence, unheard_reminders
from notifier.pages import flat, pages_of, words_of


def reply(filing: Filing, findings: Sequence[Finding], status: Status, late: bool, campaign: Campaign) -> Letter | None:  # noqa: FBT001
    """Return the one letter that answers every mail of a filing not answered yet; None where nothing is owed.

    Nothing is owed where no new mail may be answered, or where one brings nothing (a word of thanks) and changes nothing.
    """
    fresh = unanswered(filing)
    if not fresh:
        return None
    heard = open_findings(findings, filing)
    if _answered_before(filing) and not _brings_anything(filing, fresh, heard):
        return None
    page = _page(filing, fresh, heard, campaign)
    page["complete"] = status is Status.COMPLETE
    parts = _parts(filing, page, late=late, mendable=not _too_late(fresh, campaign))
    keys = tuple(dict.fromkeys(f.key for f in [*page["problems"], *page["reminded"]] if f.key))
    return _letter(fresh, page | {"parts": parts}, keys, campaign)


def no_filing_reply(mail: FiledMail, findings: Sequence[Finding], campaign: Campaign) -> Letter | None:
    """Return the answer to a mail that belongs to no filing: nothing attached, only links, or nothing that opens; None for the rest."""
    heard = open_findings(findings)
    page = _context((mail,), campaign) | {
        "unopened": [sentence(f) for f in of_rules(heard, UNOPENED)],
        "links": [sentence(f) for f in of_rules(heard, LINKED)],
        "groups": groups_of([f for f in problems(heard) if f.rule != "no-attachment"], campaign),
    }
    parts = ["T3"] * bool(page["unopened"]) + ["T4"] * bool(page["links"]) + ["T2"] * bool(page["groups"])
    parts = ["received", *parts] if parts else ["T7"] * any(f.rule == "no-attachment" for f in heard)
    if not parts or not mail.may_be_answered:
        return None
    keys = tuple(dict.fromkeys(f.key for f in heard if f.key and f.level is Level.PROBLEM))
    return _letter((mail,), page | {"parts": parts}, keys, campaign)


def _page(filing: Filing, fresh: Sequence[FiledMail], heard: Sequence[Finding], campaign: Campaign) -> dict[str, Any]:
    numbers = {m.number for m in fresh}
    files = [f for f in filing.files if f.mail in numbers]
    table = members(filing, campaign)
    reminded = unheard_reminders(heard, filing)
    brought = changes(filing, numbers, heard, campaign) if _answered_before(filing) else None
    return _context(fresh, campaign) | {
        "receipt": filing.receipt,
        "unit": flat(filing.unit) or words_of(campaign.texts)["unit"]["unknown"],
        "problems": [f for f in heard if f.level is Level.PROBLEM],
        "reminded": reminded,
        "reminders": [sentence(f) for f in reminded],
        "unopened": _unopened(heard, filing.files, campaign),
        "links": [sentence(f) for f in of_rules(heard, LINKED)],
        "groups": groups_of(beside(table, problems(heard)), campaign),
        "files": file_lines(files, {f.file for f in of_rules(heard, UNOPENED) if f.file is not None}, campaign),
        "proofs": proofs(filing, numbers, campaign),
        "entries": entered(filing, campaign),
        "rows": table_rows(table, problems(heard), campaign),
        "companies": len({e.company for e in table if e.company}),
        "paper": not any("T1" in letter.template.split("+") for letter in filing.letters),
        "changed": brought.changed if brought else (),
        "added": brought.added if brought else (),
        "repeated": brought.repeated if brought else (),
        "solved": brought.solved if brought else (),
    }


def _context(fresh: Sequence[FiledMail], campaign: Campaign) -> dict[str, Any]:
    return {
        "receipt": "",
        "unit": words_of(campaign.texts)["unit"]["unknown"],
        "notice": campaign.notice,
        "words": words_of(campaign.texts),
        "deadline": campaign.last_day,
        "first": min(m.received_at for m in fresh),
        "last": max(m.received_at for m in fresh),
        "files": (),
        "problems": (),
    }


def _parts(filing: Filing, page: dict[str, Any], *, late: bool, mendable: bool) -> list[str]:
    """Return the names of the texts that the letter is made of, in their order."""
    open_items = bool(page["problems"])
    supplement = _answered_before(filing)
    said_late = any("T5" in letter.template.split("+") for letter in filing.letters)
    parts = ["T6"] if supplement else ["T8"] if page["rows"] else ["received"]
    parts += ["T5"] * (late and not said_late)
    parts += ["T3"] * bool(page["unopened"]) + ["T4"] * bool(page["links"])
    if parts[0] == "received" and (page["groups"] or not open_items):
        parts.append("T2" if page["groups"] else "T1")
    extras = (
        ("reminders", page["reminders"]),
        ("deadline", open_items and mendable),
        ("files", page["files"]),
        ("certificates", page["proofs"]),
    )
    return parts + [name for name, wanted in extras if wanted]


def _letter(fresh: Sequence[FiledMail], page: dict[str, Any], keys: tuple[str, ...], campaign: Campaign) -> Letter:
    newest = fresh[-1]
    subject = _subject(newest, page, campaign)
    pages = pages_of(campaign.texts, campaign.zone)
    return Letter(
        template=_template(page),
        to=newest.answer_to,
        subject=subject,
        text=pages.text("letter.j2", page),
        html=pages.html("letter.j2", page, subject),
        in_reply_to=newest.message_id,
        references=references_to(newest),
        covers=tuple(m.number for m in fresh),
        finding_keys=keys,
    )


def _subject(mail: FiledMail, page: dict[str, Any], campaign: Campaign) -> str:
    marks = words_of(campaign.texts)["subjects"]
    asks = page["problems"] or page["groups"] or page["unopened"] or page["links"]
    bare = bare_subject(mail.subject, [marks["received"], marks["mend"]], campaign.notice.receipt_prefix) or marks["nameless"]
    receipt = f"〔{page['receipt']}〕" if page["receipt"] else ""
    return f"{marks['mend' if asks else 'received']}：{bare}{receipt}"


def _template(page: dict[str, Any]) -> str:
    named = [part for part in page["parts"] if part.startswith("T")]
    said_complete = "T6" in named and page["complete"] and page["paper"] and not page["problems"]
    return "+".join([*named, "T1"] if said_complete else named)


def _answered_before(filing: Filing) -> bool:
    return any(letter.covers for letter in filing.letters)


def _brings_anything(filing: Filing, fresh: Sequence[FiledMail], heard: Sequence[Finding]) -> bool:
    numbers = {m.number for m in fresh}
    told = {key for letter in filing.letters for key in letter.finding_keys}
    return any(f.mail in numbers for f in filing.files) or any(m.links for m in fresh) or any(f.key not in told for f in heard)


def _too_late(fresh: Sequence[FiledMail], campaign: Campaign) -> bool:
    return max(m.received_at for m in fresh) >= campaign.deadline()


def _unopened(heard: Sequence[Finding], files: Sequence[FiledFile], campaign: Campaign) -> list[str]:
    by_number = {f.number: f for f in files}
    found = of_rules(heard, UNOPENED)
    return [
        f"{flat(by_number[f.file].path)}（{reason(by_number[f.file], campaign)}）" if f.file in by_number else sentence(f) for f in found
    ]
