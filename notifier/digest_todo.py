"""Filings, mails and letters in, the things out that only a person may decide, in the order in which they should be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.campaign import Campaign
from model import CloudLink, FiledMail, FiledRecord, Finding, Kind, Level, Status, TroubleKind
from notifier.digest_state import DigestState
from notifier.letter_items import LINKED, UNOPENED
from notifier.pages import flat
from notifier.register import Contact, JudgedFiling, MailState, Outcome, contact_for, contact_of
from notifier.signs import explained

# The order of domain.md §5.5; what the machine itself failed at stands with the letters that did not go out
KINDS = (
    "inquiry",
    "link",
    "unopened",
    "unknown",
    "robot",
    "late",
    "unsure",
    "leftover",
    "eligibility",
    "duplicate",
    "letter",
    "aside",
    "refused",
)

ELIGIBILITY = frozenset({"registered-too-early", "certificate-expired", "accident-reported", "reviewer-is-member", "activity-unfinished"})
UNSURE = frozenset({"percent-ambiguous", "wrong-year-form", "not-this-campaign", "dangerous-file", "placeholder-left"})
# Where these are only suspected, a person must look whether the paper is there
PRESENCE = UNOPENED | LINKED | {"unlisted-entry", "no-attachment"}
MOST_LEFTOVERS = 3
INQUIRY_SHOWN = timedelta(days=3)
ROBOT_SHOWN = timedelta(days=7)

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing for a person: what kind, since when (or until when, for a link), of whom, and the words."""

    kind: str
    at: datetime | None
    receipt: str
    unit: str
    text: str
    person: str = ""
    phone: str = ""


def todos(state: DigestState, filings: Sequence[JudgedFiling], campaign: Campaign) -> list[Todo]:
    """Return what staff must do first: by kind in the order of KINDS, the oldest (for links the first to expire) on top."""
    found = [t for f in filings for t in _of_filing(f, campaign)]
    found += [t for m in state.mails for t in _of_mail(m, state.now)]
    found += [Todo("refused", r.received_at, "", "", f"{r.folder} {r.uid}：{r.reason}") for r in state.refusals]
    found += [Todo("aside", s.at, s.receipt, "", f"{s.what}{s.again}") for s in state.set_aside]
    found += [Todo("letter", h.at, h.receipt, h.to, f"{h.subject}：{h.why}") for h in state.letters]
    return sorted(found, key=lambda t: (KINDS.index(t.kind), t.at or _NEVER))


def _of_mail(state: MailState, now: datetime) -> Iterator[Todo]:
    mail = state.mail
    who = mail.sender.name or mail.sender.address
    filed = _is_recent_in_a_filing(state, now)
    if (mail.kind is Kind.INQUIRY and (state.outcome is Outcome.WAITING or filed)) or ("asks" in mail.flags and filed):
        yield Todo("inquiry", mail.received_at, state.receipt, who, _subject(mail))
    elif not state.receipt and mail.kind is Kind.FILING and state.outcome is Outcome.WAITING:
        yield Todo("unknown", mail.received_at, "", who, f"{_subject(mail)}{'：' if state.reason else ''}{state.reason}")
    elif mail.kind is Kind.AUTOMATIC and state.papers and now - mail.received_at < ROBOT_SHOWN:
        yield Todo(
            "robot", mail.received_at, "", who, f"{_subject(mail)}（{state.papers}份材料，未登记、未回复；{explained(state.reason)}）"
        )
    if not state.receipt and state.outcome is not Outcome.IGNORED:
        for link in mail.links:
            yield _link("", who, link, Contact("", ""))


def _is_recent_in_a_filing(state: MailState, now: datetime) -> bool:
    """A question among a filing's mails counts as filed: it is shown for some days, for nobody ticks it off."""
    return state.outcome is Outcome.FILED and now - state.mail.received_at < INQUIRY_SHOWN


def _of_filing(judged: JudgedFiling, campaign: Campaign) -> Iterator[Todo]:
    filing, standing = judged.filing, judged.open()
    call = contact_of(filing, campaign)
    if any(k.finding.rule in LINKED for k in standing):
        yield from (_link(filing.receipt, filing.unit, link, call) for mail in filing.mails for link in mail.links)
    for known in standing:
        kind = _kind(known.finding, judged.status)
        if kind:
            person = contact_for(judged, known.finding, campaign) if kind in {"eligibility", "duplicate"} else Contact("", "")
            yield Todo(kind, known.first_seen, filing.receipt, filing.unit, str(flat(known.finding.message)), *person)
    if judged.late and not any(d.verb == "review-state" for d in filing.decisions):
        yield Todo("late", filing.received_at, filing.receipt, filing.unit, "", *call)
    yield from _unread(judged)
    yield from (
        _leftover(judged, r, campaign) for r in filing.records if r.current and any(left.text.strip() for left in r.record.leftovers)
    )


def _kind(finding: Finding, status: Status) -> str:
    rule = finding.rule
    if rule in {"unknown-unit", "duplicate-entry"}:
        return "unknown" if rule == "unknown-unit" else "duplicate"
    if rule in UNOPENED and finding.level is Level.PROBLEM:
        return "unopened"
    if finding.level is not Level.WARNING:
        return ""
    doubtful = rule in UNSURE or (status is Status.REVIEW and (rule in PRESENCE or rule.startswith("missing-")))
    return "eligibility" if rule in ELIGIBILITY else "unsure" if doubtful else ""


def _unread(judged: JudgedFiling) -> Iterator[Todo]:
    filing = judged.filing
    received = {m.number: m.received_at for m in filing.mails}
    for file in filing.files:
        ours = file.trouble is not None and file.trouble.kind is TroubleKind.OUR_FAULT
        scan = file.trouble is not None and file.trouble.kind is TroubleKind.PICTURE and file.suspected_form
        if ours or (scan and judged.status is Status.REVIEW):
            yield Todo("unsure", received.get(file.mail), filing.receipt, filing.unit, file.path)
        elif "second-opinion" in file.flags:
            words = f"{file.path}（经 LibreOffice 打开，请核对）"
            yield Todo("unsure", received.get(file.mail), filing.receipt, filing.unit, words)


def _leftover(judged: JudgedFiling, record: FiledRecord, campaign: Campaign) -> Todo:
    form = campaign.forms.get(record.record.form)
    left = [f"“{flat(x.label)}：{_clipped(x.text)}”" for x in record.record.leftovers if x.text.strip()]
    more = f"（共{len(left)}处）" if len(left) > MOST_LEFTOVERS else ""
    text = f"{form.short_name if form else ''}{'、'.join(left[:MOST_LEFTOVERS])}{more}"
    return Todo("leftover", record.received_at, judged.filing.receipt, judged.filing.unit, text)


def _link(receipt: str, unit: str, link: CloudLink, call: Contact) -> Todo:
    return Todo("link", link.expires_at, receipt, unit, f"{link.provider} {link.name}".strip(), *call)


def _subject(mail: FiledMail) -> str:
    return f"“{_clipped(mail.subject)}”"


def _clipped(text: str, longest: int = 60) -> str:
    line = str(flat(text))
    return line if len(line) <= longest else line[: longest - 1] + "…"
