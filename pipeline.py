"""The sentence: fetch, read, judge, send, in this order. Reading and judging decide; only this shell has effects.

Each step takes the Desk and leaves the ledger consistent, so that a kill between any two instants loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from checks.arrivals import MAY_BE_ELSEWHERE
from checks.catalogue import Crash, EntryElsewhere, screen
from checks.mails import entries_of, screen_mail
from checks.status import is_late, status_of
from config.campaign import Campaign
from delivery import FETCHED, raise_alarm, send_due
from desk import Desk, log
from intake import belonging
from model import (
    Address,
    Envelope,
    FaultError,
    FiledMail,
    Filing,
    Finding,
    FindingState,
    Kind,
    KnownFinding,
    Letter,
    RawMessage,
    Reading,
    Refusal,
    Verdict,
)
from notifier.letters import no_filing_reply, reply, self_check_reply
from reading_room import OpenedMail
from returning import annotated_forms, with_returns
from self_check import asks_for_check, unfiled
from settled import settled
from storage import nouns
from storage.nouns import Candidate, Placement, Posting, ReadMail, StoredMail, WaitingMail

_MOST_ATTEMPTS = 3  # readings of one mail before it is set aside (P5)
_RETRY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did."""

    fetched: int = 0
    read: int = 0
    failed: int = 0
    judged: int = 0
    sent: int = 0
    waiting: int = 0
    complaint: str = ""


def one_pass(desk: Desk, *, send: bool = True) -> Pass:
    """Fetch all new mail, read it, judge what is due, send what may go. A mailbox that fails does not stop the rest."""
    complaint = ""
    fetched = 0
    try:
        fetched = fetch(desk)
    except FaultError as error:
        complaint = str(error)
        desk.ledger.pulse("收信", desk.clock(), complaint)
        log.warning("mailbox: %s", error)
        raise_alarm(desk, complaint)
    read, failed = read_waiting(desk)
    judged = judge_due(desk)
    sent, waiting = send_due(desk) if send else (0, len(desk.ledger.unsent(desk.clock())))
    return Pass(fetched, read, failed, judged, sent, waiting, complaint)


# ---- from the mailbox to the disk ----------------------------------------------------------------------------------


def fetch(desk: Desk) -> int:
    """Bring every new mail home: octets on disk first, then its row. Return how many were new."""
    count = 0
    for item in desk.mailbox.waiting(lambda folder, validity: desk.ledger.seen_uids(desk.account, folder, validity)):
        if isinstance(item, Refusal):
            _refuse(desk, item)
        else:
            count += keep(desk, item, desk.account)
            desk.progress("收信", count, 0)
    desk.ledger.pulse("收信", desk.clock(), "")
    desk.ledger.pulse(FETCHED, desk.clock(), "")
    return count


def keep(desk: Desk, raw: RawMessage, account: str) -> bool:
    """Keep one mail for ever: octets, then row. Return whether it is new."""
    desk.archive.keep(raw.octets, received_at=raw.received_at)
    return desk.ledger.enter_raw(account, raw, desk.clock())[1]


def _refuse(desk: Desk, item: Refusal) -> None:
    if item.final:
        desk.ledger.note_refusal(nouns.Refusal(desk.account, item.folder, item.uidvalidity, item.uid, item.size, item.reason), desk.clock())
    log.warning("mail refused: folder %s uid %d: %s", item.folder, item.uid, item.reason)


# ---- from the disk to records --------------------------------------------------------------------------------------


def read_waiting(desk: Desk) -> tuple[int, int]:
    """Read every mail that waits, beside one another, and enter each in the order of arrival. Return (read, failed)."""
    waiting = desk.ledger.unread(desk.clock())
    done = failed = 0
    for mail, opened in zip(waiting, desk.room.each(_opener(desk, m) for m in waiting), strict=True):
        if isinstance(opened, OpenedMail):
            failed += not _attempt(desk, mail, lambda m=mail, o=opened: enter(desk, m, o))  # type: ignore[misc]
        else:
            failed += 1
            _set_aside(desk, mail, opened)
        done += 1
        desk.progress("读信", done, len(waiting))
    return done - failed, failed


def open_stored(desk: Desk, mail: WaitingMail) -> OpenedMail:
    """Return a stored mail as read today; its files are kept under their hashes, their octets are let go."""
    opened = desk.room.open(desk.archive.read(mail.sha256), in_junk=desk.mailbox.is_junk(mail.folder))
    for file, _ in opened.readings:
        if file.octets:
            desk.archive.keep_derived(file.octets)
    bare = tuple((replace(f, octets=b""), r) for f, r in opened.readings)
    return OpenedMail(replace(opened.envelope, attachments=tuple(f for f, _ in bare)), bare)


def enter(desk: Desk, mail: WaitingMail, opened: OpenedMail) -> list[str]:
    """Enter what a mail holds where it belongs; return the receipts. The answer waits for the quiet time after it."""
    twin = desk.ledger.twin(mail.number, opened.envelope)
    due = mail.received_at + timedelta(minutes=desk.settings.reply_quiet_minutes)
    is_owed = opened.envelope.kind is Kind.FILING and twin is None
    placements = () if twin is not None else _placements(desk, opened)
    read = ReadMail(opened.envelope, opened.readings, placements, due if is_owed else None)
    return desk.ledger.enter_reading(mail.number, read, desk.clock())


def enter_again(desk: Desk, mail: WaitingMail, opened: OpenedMail) -> list[str]:
    """Enter a stored mail as read today. It stays in its filing where it had one; nothing becomes due."""
    before = desk.ledger.mail(mail.number).receipts
    if len(before) == 1:
        readings = [r for _, r in opened.readings]
        unit = next((u for r in readings if (u := belonging.unit_of(r.records))), "")
        share = belonging.Share(before[0], unit, tuple(range(len(readings))), "as before")
        placements: tuple[Placement, ...] = (_placement(share, readings, desk.campaign),)
    else:
        is_copy = desk.ledger.twin(mail.number, opened.envelope) is not None
        placements = () if is_copy else _placements(desk, opened)
    return desk.ledger.enter_reading(mail.number, ReadMail(opened.envelope, opened.readings, placements, None), desk.clock())


def _opener(desk: Desk, mail: WaitingMail) -> Callable[[], OpenedMail | Exception]:
    def job() -> OpenedMail | Exception:
        try:
            desk.ledger.begin_reading(mail.number)
            return open_stored(desk, mail)
        except Exception as error:  # noqa: BLE001 - one bad mail never stops the line
            return error

    return job


def _attempt(desk: Desk, mail: WaitingMail, work: Callable[[], object]) -> bool:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - named in the digest until a person acts
        _set_aside(desk, mail, error)
        return False
    return True


def _set_aside(desk: Desk, mail: WaitingMail, error: Exception) -> None:
    is_last = mail.attempts + 1 >= _MOST_ATTEMPTS
    log.error("mail %d not read (attempt %d): %s: %s", mail.number, mail.attempts + 1, type(error).__name__, error)
    now = desk.clock()
    desk.ledger.fail_reading(mail.number, f"{type(error).__name__}: {error}", now, quarantine=is_last, retry_at=now + _RETRY)


def _placements(desk: Desk, opened: OpenedMail) -> tuple[Placement, ...]:
    if asks_for_check(opened.envelope, desk.campaign):
        return ()
    known = [_known(c) for c in desk.ledger.candidates(desk.campaign.notice.id)]
    readings = [r for _, r in opened.readings]
    shares = belonging.place(opened.envelope, readings, known, desk.campaign)
    return tuple(_placement(s, readings, desk.campaign) for s in shares)


def _known(candidate: Candidate) -> belonging.Known:
    return belonging.Known(
        candidate.receipt, candidate.unit, candidate.message_ids, candidate.senders, frozenset(candidate.entries), candidate.last_mail_at
    )


def _placement(share: belonging.Share, readings: Sequence[Reading], campaign: Campaign) -> Placement:
    entries = belonging.entry_names(record for position in share.files for record in readings[position].records)
    return Placement(share.receipt, share.unit, campaign.notice.id, campaign.notice.receipt_prefix, share.files, tuple(sorted(entries)))


# ---- from records to verdicts --------------------------------------------------------------------------------------


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
    """Return the other filings that lack a paper which one just judged may hold: an association's, or its members'."""
    known = desk.ledger.candidates(desk.campaign.notice.id) if judged else []
    names = {name for c in known if c.receipt in judged for name in c.entries}
    sharing = [c.receipt for c in known if c.receipt not in judged and names.intersection(c.entries)]
    return [r for r in sharing if any(_may_lie_elsewhere(k) for k in desk.ledger.filing(r).known)]


def _may_lie_elsewhere(known: KnownFinding) -> bool:
    return known.state is FindingState.OPEN and known.finding.rule in MAY_BE_ELSEWHERE


def judge_filing(desk: Desk, receipt: str, *, answer: bool = True) -> Verdict:
    """Screen a filing and enter the verdict with the letter that is owed, in one transaction."""
    filing = settled(desk.ledger.filing(receipt), desk.campaign)
    verdict, crashes = judge(filing, desk.campaign, elsewhere(desk, filing))
    for crash in crashes:
        log.error("rule %s failed on %s: %s", crash.rule, receipt, crash.error)
    newest = max((m.number for m in filing.mails), default=0)
    posting = Posting(f"filing:{receipt}:mail:{newest}", hold=desk.settings.hold) if answer else None
    verdict = with_returns(desk, filing, verdict) if answer else verdict
    desk.ledger.judge(filing, verdict, desk.clock(), posting)
    return verdict


def judge(filing: Filing, campaign: Campaign, others: Sequence[EntryElsewhere] = ()) -> tuple[Verdict, tuple[Crash, ...]]:
    """Return what a settled filing is worth, and the rules that failed on it. Pure."""
    screening = screen(filing, campaign, others)
    waived = {k.finding.key for k in filing.known if k.state is FindingState.WAIVED}
    standing = tuple(f for f in screening.findings if f.key not in waived)
    status, late = status_of(standing, filing, campaign, crashed=bool(screening.crashes)), is_late(filing, campaign)
    letter = reply(filing, standing, status, late, campaign)
    return Verdict(screening.findings, status, late, letter), screening.crashes


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
    known = [_known(c) for c in desk.ledger.candidates(desk.campaign.notice.id)]
    shares = belonging.place(mail.envelope, (), known, desk.campaign)
    if not shares:
        return False
    placements = tuple(_placement(s, (), desk.campaign) for s in shares)
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
