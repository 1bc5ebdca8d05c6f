"""Filings whose answer is due in, verdicts and the letters that are owed out, in one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from checks.arrivals import MAY_BE_ELSEWHERE
from checks.catalogue import Crash, EntryElsewhere, screen
from checks.mails import entries_of, screen_mail
from checks.status import is_late, status_of
from config.campaign import Campaign
from intake import belonging
from model import (
    Address,
    Envelope,
    FiledMail,
    Filing,
    Finding,
    FindingState,
    Kind,
    KnownFinding,
    Letter,
    Verdict,
)
from notifier.letters import no_filing_reply, reply, self_check_reply
from pipeline.arriving import as_known, placement
from pipeline.desk import Desk, log
from pipeline.returning import annotated_forms, with_returns
from pipeline.self_check import asks_for_check, unfiled
from pipeline.settled import settled
from storage.nouns import Posting, ReadMail, StoredMail


def judge_due(desk: Desk) -> int:
    """Judge every filing whose answer is due, keep the others' state fresh, answer mails of no filing. Return how many were due."""
    due = desk.ledger.due(desk.clock())
    loose = desk.ledger.due_mails(desk.clock())
    for done, receipt in enumerate(due, 1):
        _guarded(desk, f"filing {receipt}", lambda r=receipt: judge_filing(desk, r))  # type: ignore[misc]
        desk.progress("筛查", done, len(due) + len(loose))
    for number in loose:
        _guarded(desk, f"mail {number}", lambda n=number: judge_mail(desk, n))  # type: ignore[misc]
    for receipt in dict.fromkeys((*desk.ledger.unjudged(), *_concerned(desk, due))):
        _guarded(desk, f"filing {receipt}", lambda r=receipt: judge_filing(desk, r, answer=False))  # type: ignore[misc]
    return len(due) + len(loose)


def _concerned(desk: Desk, judged: Sequence[str]) -> list[str]:
    """Return the other filings that lack a paper which one just judged may hold, or recommend a circle that it recommends too."""
    known = desk.ledger.candidates(desk.campaign.notice.id) if judged else []
    names = {name for c in known if c.receipt in judged for name in c.entries}
    sharing = [c.receipt for c in known if c.receipt not in judged and names.intersection(c.entries)]
    twice = {
        str(k.finding.params.get("receipt", "")) for r in judged for k in desk.ledger.filing(r).known if k.finding.rule == "duplicate-entry"
    }
    return [r for r in sharing if r in twice or any(_may_lie_elsewhere(k) for k in desk.ledger.filing(r).known)]


def _may_lie_elsewhere(known: KnownFinding) -> bool:
    return known.state is FindingState.OPEN and known.finding.rule in MAY_BE_ELSEWHERE


def judge_filing(desk: Desk, receipt: str, *, answer: bool = True) -> Verdict:
    """Screen a filing and enter the verdict with the letter that is owed, in one transaction."""
    filing = settled(desk.ledger.filing(receipt), desk.campaign)
    verdict, crashes = judge(filing, desk.campaign, elsewhere(desk, filing))
    for crash in crashes:
        log.error("rule %s failed on %s: %s", crash.rule, receipt, crash.error)
    newest = max((m.number for m in filing.mails), default=0)
    hold = desk.settings.hold or needs_release(filing, verdict.letter)
    posting = Posting(f"filing:{receipt}:mail:{newest}", hold=hold) if answer else None
    verdict = with_returns(desk, filing, verdict) if answer else verdict
    desk.ledger.judge(filing, verdict, desk.clock(), posting)
    return verdict


def judge(filing: Filing, campaign: Campaign, others: Sequence[EntryElsewhere] = ()) -> tuple[Verdict, tuple[Crash, ...]]:
    """Return what a settled filing is worth, and the rules that failed on it. Pure."""
    screening = screen(filing, campaign, others)
    waived = {k.finding.key for k in filing.known if k.state is FindingState.WAIVED}
    standing = tuple(f for f in screening.findings if f.key not in waived)
    status, late = status_of(standing, filing, campaign, crashed=bool(screening.crashes)), is_late(filing, campaign)
    letter = reply(_answerable(filing), standing, status, late, campaign)
    return Verdict(screening.findings, status, late, letter), screening.crashes


def needs_release(filing: Filing, letter: Letter | None) -> bool:
    """Tell whether a person must release a letter: it answers mail from the junk folder, or from a sender nobody vouches for."""
    doubted = {m.number for m in filing.mails if not m.may_be_answered}
    return letter is not None and bool(doubted.intersection(letter.covers))


def _answerable(filing: Filing) -> Filing:
    """A filing whose doubted mail gets its letter written, too; it waits in the outbox until a person releases it."""
    return replace(filing, mails=tuple(replace(m, may_be_answered=True) if m.kind is Kind.FILING else m for m in filing.mails))


def elsewhere(desk: Desk, filing: Filing) -> tuple[EntryElsewhere, ...]:
    """Return the circles and teams of other filings that share a name with one of this filing's, for rules that compare filings."""
    own = belonging.entry_names(r.record for r in filing.records if r.current)
    campaign = desk.campaign
    sharing = [c.receipt for c in desk.ledger.candidates(campaign.notice.id) if c.receipt != filing.receipt and own.intersection(c.entries)]
    return tuple(entry for receipt in sharing for entry in entries_of(settled(desk.ledger.filing(receipt), campaign), campaign))


def judge_mail(desk: Desk, number: int) -> None:
    """Say what is to be said of a mail that belongs to no filing: nothing attached, only links."""
    mail = desk.ledger.mail(number)
    filed = filed_mail(mail)
    if filed is None:
        return
    if mail.envelope is not None and asks_for_check(mail.envelope, desk.campaign):
        findings, letter = checked(desk, mail, filed)
    elif _came_home(desk, mail):
        findings, letter = (), None
    else:
        findings = screen_mail(filed, mail.files, desk.campaign)
        letter = no_filing_reply(filed, findings, desk.campaign)
    desk.ledger.enter_mail_findings(number, findings, desk.clock(), letter, Posting(f"mail:{number}", hold=desk.settings.hold))


def _came_home(desk: Desk, mail: StoredMail) -> bool:
    """A mail whose files were forgotten belongs to the filing that its sender's next mail opened meanwhile; nobody is nagged."""
    if mail.envelope is None or mail.files or mail.envelope.links:
        return False
    known = [as_known(c) for c in desk.ledger.candidates(desk.campaign.notice.id)]
    shares = belonging.place(mail.envelope, (), known, desk.campaign)
    if not shares:
        return False
    placements = tuple(placement(s, (), desk.campaign) for s in shares)
    desk.ledger.enter_reading(mail.number, ReadMail(mail.envelope, (), placements, None), desk.clock())
    return True


def checked(desk: Desk, mail: StoredMail, filed: FiledMail) -> tuple[tuple[Finding, ...], Letter | None]:
    """Return the report on a mail that asks for a check and files nothing: its findings, and the letter about them."""
    readings = {f.number: version.reading for f in mail.files for version in desk.ledger.versions(f.number)[-1:]}
    filing = unfiled(filed, mail.files, readings, desk.campaign)
    screening = screen(filing, desk.campaign)
    for crash in screening.crashes:
        log.error("rule %s failed on mail %d: %s", crash.rule, mail.number, crash.error)
    letter = self_check_reply(filing, screening.findings, desk.campaign)
    if letter is not None and (files := annotated_forms(desk, filing, screening.findings, letter)):
        letter = self_check_reply(filing, screening.findings, desk.campaign, returned=files)
    return screening.findings, letter


def filed_mail(mail: StoredMail) -> FiledMail | None:
    """Return a stored mail as letters and digest know it; None where it was never read."""
    envelope = mail.envelope
    if envelope is None:
        return None
    return FiledMail(
        number=mail.number,
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        references=envelope.references,
        sender=envelope.sender,
        answer_to=answer_address(envelope),
        subject=envelope.subject,
        text=envelope.text,
        received_at=mail.received_at,
        kind=envelope.kind,
        may_be_answered=envelope.may_be_answered,
        links=envelope.links,
        flags=envelope.flags,
    )


def answer_address(envelope: Envelope) -> Address:
    """Return whom an answer goes to: Reply-To first, then the sender."""
    return envelope.reply_to or envelope.sender


def _guarded(desk: Desk, what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - one bad filing never stops the line; it stays due and is named
        log.exception("%s not judged", what)
        desk.ledger.pulse(f"筛查 {what}", desk.clock(), f"{type(error).__name__}: {error}")
