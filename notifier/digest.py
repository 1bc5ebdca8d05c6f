"""The state of everything in, the staff's morning letter out: first what a person must do (domain.md §5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.campaign import Campaign
from model import FindingState, Level, Status
from notifier.digest_state import DigestState
from notifier.digest_todo import Todo, todos
from notifier.letter_certificate import entered
from notifier.letter_changes import Change, differences_of, predecessor
from notifier.letter_items import sentence
from notifier.pages import SKELETONS, flat, pages_of, words_of
from notifier.register import JudgedFiling, Outcome, contact_of
from notifier.signs import called

LAST_DAYS = 7  # around the deadline the list of calls is shown on quiet days too
MOST_CHANGES = 40
EVENING = 20  # a digest written after this hour of the last day is the closing one


@dataclass(frozen=True, slots=True)
class Digest:
    """A finished digest; on a quiet day it is one line and wants no attachment."""

    subject: str
    text: str
    html: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A unit to call: what is asked for, how often it was told and when last, and for how many days it has been open."""

    receipt: str
    unit: str
    person: str
    phone: str
    asked: str
    told: int
    last: datetime | None
    days: int
    urgent: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """The closed ledger: mails in the mailbox = filed + answered + ignored + quarantined + waiting."""

    in_mailbox: int | None
    filed: int
    answered: int
    ignored: int
    quarantined: int
    waiting: int

    @property
    def known(self) -> int:
        """Return the mails whose outcome is known."""
        return self.filed + self.answered + self.ignored + self.quarantined + self.waiting

    @property
    def missing(self) -> int:
        """Return how many mails of the mailbox nobody has accounted for; 0 is the promise."""
        return 0 if self.in_mailbox is None else self.in_mailbox - self.known


def build_digest(state: DigestState, campaign: Campaign, on: date) -> Digest:
    """Return the digest of a day; times in it are of the campaign's zone."""
    page = _page(state, campaign, on)
    quiet = _is_quiet(state, page)
    template = "digest_quiet.j2" if quiet else "digest.j2"
    pages = pages_of(SKELETONS, campaign.zone)
    subject = pages.text("digest_subject.j2", page).strip()
    return Digest(subject, pages.text(template, page), pages.html(template, page, subject), quiet)


def _page(state: DigestState, campaign: Campaign, on: date) -> dict[str, Any]:
    filings = [JudgedFiling(*f) for f in state.filings]
    todo = todos(state, filings, campaign)
    balance = balance_of(state)
    return {
        "name": words_of(campaign.texts)["digest"]["name"],
        "on": on,
        "left": (campaign.last_day - on).days,
        "closing": on == campaign.last_day and state.now.astimezone(campaign.zone).hour >= EVENING,
        "todo": _by_kind(todo),
        "todo_count": len(todo),
        "fresh": [m for m in state.mails if _since(m.mail.received_at, state)],
        "filings": filings,
        "counts": _counts(filings),
        "mended": sum(1 for f in filings if _was_mended(f, state)),
        "entries": _entries(filings, campaign),
        "calls": calls(filings, campaign, state.now),
        "papers": [f.filing for f in filings if f.status is Status.COMPLETE and not _has_paper(f)],
        "changes": list(_changes(filings, state, campaign))[:MOST_CHANGES],
        "warnings": _warnings(filings),
        "ignored": _reasons(state),
        "balance": balance,
        "state": state,
        "well": not balance.missing and not any(p.complaint for p in state.pulses) and not state.set_aside and not state.refusals,
    }


def balance_of(state: DigestState) -> Balance:
    """Return the closed ledger of a state; a refused mail counts as quarantined."""
    n = Counter(m.outcome for m in state.mails)
    quarantined = n[Outcome.QUARANTINED] + len(state.refusals)
    return Balance(state.in_mailbox, n[Outcome.FILED], n[Outcome.ANSWERED], n[Outcome.IGNORED], quarantined, n[Outcome.WAITING])


def calls(filings: Sequence[JudgedFiling], campaign: Campaign, now: datetime) -> list[Call]:
    """Return the units to call, those first that lack what certificates are made from, then those that were told least."""
    found = [_call(f, campaign, now) for f in filings if f.status is Status.NEEDS_CORRECTION]
    return sorted(found, key=lambda c: (not c.urgent, c.told, -c.days))


def _call(judged: JudgedFiling, campaign: Campaign, now: datetime) -> Call:
    problems = judged.open(Level.PROBLEM)
    contact = contact_of(judged.filing, campaign)
    letters = [letter for letter in judged.filing.letters if letter.finding_keys]
    first = min((k.first_seen for k in problems), default=now)
    return Call(
        receipt=judged.filing.receipt,
        unit=judged.filing.unit,
        person=contact.person,
        phone=contact.phone,
        asked="".join(sentence(k.finding) for k in problems[:2]),
        told=len(letters),
        last=max((letter.sent_at or letter.created_at for letter in letters), default=None),
        days=max(0, (now - first) // timedelta(days=1)),
        urgent=any(k.finding.rule in {"missing-recommendation", "missing-report", "missing-material"} for k in problems),
    )


def _is_quiet(state: DigestState, page: dict[str, Any]) -> bool:
    calls_due = page["calls"] and abs(page["left"]) <= LAST_DAYS
    return not (page["todo_count"] or page["fresh"] or page["changes"] or calls_due or page["closing"] or state.notes) and page["well"]


def _by_kind(todo: Sequence[Todo]) -> dict[str, list[Todo]]:
    kinds: dict[str, list[Todo]] = {}
    for item in todo:
        kinds.setdefault(item.kind, []).append(item)
    return kinds


def _counts(filings: Sequence[JudgedFiling]) -> dict[str, int]:
    n = Counter(f.status.value for f in filings)
    return {"all": len(filings), "paper": sum(map(_has_paper, filings))} | {s.value: n[s.value] for s in Status}


def _entries(filings: Sequence[JudgedFiling], campaign: Campaign) -> dict[str, int]:
    n: Counter[str] = Counter()
    for judged in filings:
        for entry in entered(judged.filing, campaign):
            n[entry.name] += entry.count
    return dict(n)


def _has_paper(judged: JudgedFiling) -> bool:
    return any(d.verb == "paper" for d in judged.filing.decisions)


def _was_mended(judged: JudgedFiling, state: DigestState) -> bool:
    solved = any(k.state is FindingState.RESOLVED and k.finding.level is Level.PROBLEM for k in judged.findings)
    return judged.status is Status.COMPLETE and solved and any(_since(m.received_at, state) for m in judged.filing.mails)


def _changes(filings: Sequence[JudgedFiling], state: DigestState, campaign: Campaign) -> Iterator[tuple[str, str, Change]]:
    for judged in filings:
        for record in judged.filing.records:
            form = campaign.forms.get(record.record.form)
            if not record.current or form is None or not _since(record.received_at, state):
                continue
            earlier = predecessor(judged.filing, record)
            if earlier is not None:
                for change in differences_of(earlier, record, form, campaign):
                    yield judged.filing.receipt, judged.filing.unit, change


def _warnings(filings: Sequence[JudgedFiling]) -> list[tuple[str, int, str]]:
    standing = [(f.filing.unit, k.finding) for f in filings for k in f.open(Level.WARNING)]
    n = Counter(finding.rule for _, finding in standing)
    example = {finding.rule: f"{unit}：{flat(finding.message)}" for unit, finding in reversed(standing)}
    return [(rule, count, example[rule]) for rule, count in n.most_common()]


def _reasons(state: DigestState) -> list[tuple[str, int]]:
    return Counter(called(m.reason) for m in state.mails if m.outcome is Outcome.IGNORED).most_common()


def _since(at: datetime, state: DigestState) -> bool:
    return at >= (state.since or state.now - timedelta(days=1))
