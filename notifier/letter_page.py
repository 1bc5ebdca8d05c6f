"""A filing's new mail and its findings in, everything that a letter's texts may speak of out; and the letter made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from config.campaign import Campaign, Notice
from model import FiledMail, Filing, Finding, Letter, Level, OutgoingFile
from notifier.letter_address import bare_subject, references_to
from notifier.letter_association import beside, members, table_rows
from notifier.letter_certificate import Entered, Proof, entered, proofs
from notifier.letter_changes import Change, Changes, changes
from notifier.letter_files import file_lines, pictures_alone
from notifier.letter_items import LINKED, UNOPENED, Group, groups_of, in_few_words, of_rules, problems, sentence, unheard_reminders
from notifier.pages import flat, pages_of, words_of

PAPER_SAID = frozenset({"T1", "T8"})  # the texts that remind of paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the texts of a letter may speak of; each is named so in the .j2 files.

    `first` and `last` are when the answered mails came; `groups` the numbered items; `told_before` whether all of them were asked
    before; `proofs` the certificate lines; `rows` T8's table, `open_rows` those of it that ask for something; `tracks` what is
    recommended; `paper` whether to remind of paper; `pictures_alone` whether nothing came but pictures that nobody has read yet; `keys`
    the findings that the letter tells.
    """

    notice: Notice
    words: Mapping[str, Any]
    unit: str
    first: datetime
    last: datetime
    deadline: date
    in_time: bool
    receipt: str = ""
    supplement: bool = False
    told_before: bool = False
    complete: bool = False
    paper: bool = False
    pictures_alone: bool = False
    problems: tuple[Finding, ...] = ()
    groups: tuple[Group, ...] = ()
    unopened: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    entries: tuple[Entered, ...] = ()
    tracks: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    open_rows: tuple[tuple[str, ...], ...] = ()
    companies: int = 0
    changed: tuple[Change, ...] = ()
    added: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    solved: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    told_on: date | None = None
    most: int = 8  # changes of one form that are told one by one


def answered_before(filing: Filing) -> bool:
    """Tell whether any mail of a filing has had its answer; the next letter is then about a supplement."""
    return any(letter.covers for letter in filing.letters)


def bare_page(fresh: Sequence[FiledMail], campaign: Campaign) -> Page:
    """Return what can be said of mails without knowing their filing."""
    last = max(m.received_at for m in fresh)
    return Page(
        notice=campaign.notice,
        words=words_of(campaign.texts),
        unit=words_of(campaign.texts)["unit"]["unknown"],
        first=min(m.received_at for m in fresh),
        last=last,
        deadline=campaign.last_day,
        in_time=last < campaign.deadline(),
    )


def filing_page(filing: Filing, fresh: Sequence[FiledMail], heard: Sequence[Finding], campaign: Campaign) -> Page:
    """Return what can be said of a filing whose mails `fresh` are to be answered and whose sender may hear of `heard`."""
    page = _standing(bare_page(fresh, campaign), filing, heard, campaign)
    numbers = {m.number for m in fresh}
    reminded = unheard_reminders(heard, filing)
    brought = changes(filing, numbers, heard, campaign) if answered_before(filing) else Changes((), (), (), ())
    asked_again = {f.file for f in of_rules(heard, UNOPENED) if f.file is not None}
    return replace(
        page,
        supplement=answered_before(filing),
        told_before=all(f.key in _told(filing) for f in page.problems),
        paper=page.in_time and not any(PAPER_SAID & set(letter.template.split("+")) for letter in filing.letters),
        reminders=in_few_words(reminded),
        files=file_lines([f for f in filing.files if f.mail in numbers], asked_again, campaign, _blank_files(filing)),
        pictures_alone=pictures_alone(filing.files),
        proofs=proofs(filing, numbers, campaign),
        changed=brought.changed,
        added=brought.added,
        repeated=brought.repeated,
        solved=brought.solved,
        keys=tuple(dict.fromkeys(f.key for f in [*page.problems, *reminded] if f.key)),
    )


def standing_page(filing: Filing, mail: FiledMail, heard: Sequence[Finding], campaign: Campaign) -> Page:
    """Return what can be said of a filing's present state without any new mail (staff's letters)."""
    page = _standing(bare_page([mail], campaign), filing, heard, campaign)
    return replace(page, keys=tuple(dict.fromkeys(f.key for f in page.problems if f.key)))


def letter_of(  # noqa: PLR0913 - a letter has this many sides
    page: Page, parts: Sequence[str], mails: Sequence[FiledMail], campaign: Campaign, *, mark: str = "", files: Sequence[OutgoingFile] = ()
) -> Letter:
    """Return the letter that these texts make, to the sender of the newest mail alone.

    `mark` is the word in front of the subject (words.toml, "subjects"), else what the page asks for; `template` keeps the T-names.
    """
    newest = max(mails, key=lambda m: (m.received_at, m.number))
    subject = _subject(newest, page, mark or ("mend" if page.problems else "received"), campaign)
    context = {field.name: getattr(page, field.name) for field in fields(page)} | {"parts": parts}
    pages = pages_of(campaign.texts, campaign.zone)
    return Letter(
        template="+".join(part for part in parts if part.startswith("T") or part == "self_check"),
        to=newest.answer_to,
        subject=subject,
        text=pages.text("letter.j2", context),
        html=pages.html("letter.j2", context, subject),
        in_reply_to=newest.message_id,
        references=references_to(newest),
        covers=tuple(m.number for m in mails),
        finding_keys=page.keys,
        files=tuple(files),
    )


def _told(filing: Filing) -> frozenset[str]:
    return frozenset(key for letter in filing.letters for key in letter.finding_keys)


def _blank_files(filing: Filing) -> frozenset[int]:
    """Return the files that hold nothing but forms nobody filled in."""
    filled = {r.file for r in filing.records if "blank" not in r.record.flags}
    return frozenset(r.file for r in filing.records) - filled


def _standing(page: Page, filing: Filing, heard: Sequence[Finding], campaign: Campaign) -> Page:
    asked = problems(heard)
    table = members(filing, campaign)
    rows = table_rows(table, asked, campaign)
    return replace(
        page,
        receipt=filing.receipt,
        unit=str(flat(filing.unit)) or page.unit,
        problems=tuple(f for f in heard if f.level is Level.PROBLEM),
        groups=groups_of(beside(table, asked), campaign),
        unopened=tuple(sentence(f) for f in of_rules(heard, UNOPENED)),
        links=tuple(sentence(f) for f in of_rules(heard, LINKED)),
        entries=entered(filing, campaign),
        tracks=tuple(e.track for e in entered(filing, campaign)),
        rows=rows,
        open_rows=tuple(r for r in rows if r[-1] != page.words["table"]["nothing"]),
        companies=len({e.company for e in table if e.company}),
    )


def _subject(mail: FiledMail, page: Page, mark: str, campaign: Campaign) -> str:
    words: dict[str, str] = page.words["subjects"]
    bare = bare_subject(mail.subject, [w for key, w in words.items() if key != "nameless"], campaign.notice.receipt_prefix)
    receipt = f"〔{page.receipt}〕" if page.receipt else ""
    return f"{words[mark]}：{bare or words['nameless']}{receipt}"
