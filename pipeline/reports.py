"""The ledger in, what people and scripts are shown out: whole filings, the digest's state, the workbook, the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from model import Address, FaultError, FiledMail, Kind, Letter, OutgoingFile, Refusal, Status
from notifier.digest import Digest, build_digest
from notifier.digest_state import DigestState, HeldLetter, Pulse, SetAside
from notifier.register import JudgedFiling, MailState, Outcome
from notifier.workbook import build_workbook
from pipeline.delivery import TO_STAFF
from pipeline.desk import Desk
from pipeline.export import WholeFiling, exported
from pipeline.judging import filed_mail
from pipeline.settled import settled
from storage import nouns
from storage.nouns import LetterState, Selector, StoredMail

_NO_PAPERS = {"notice", "unrecognized"}  # what anybody may send; the other forms are a unit's own
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def whole_filings(desk: Desk, selector: Selector | None = None) -> Iterator[WholeFiling]:
    """Yield the filings meant (all, by default) with their present state."""
    for line in desk.ledger.summaries(selector or Selector(campaign=desk.campaign.notice.id)):
        filing = settled(desk.ledger.filing(line.receipt), desk.campaign)
        status = Status(line.status) if line.status else None
        yield WholeFiling(filing, status, line.late, filing.known, tuple(desk.ledger.letters_of(line.receipt)))


def whole_export(desk: Desk) -> dict[str, Any]:
    """Return everything stored as the interface's JSON object."""
    campaign = desk.campaign.notice.id
    letters = [letter for letter in desk.ledger.outbox() if letter.receipt is None and letter.mail is not None]
    return exported(desk.campaign, desk.ledger.messages(campaign), whole_filings(desk), letters)


def workbook(desk: Desk) -> bytes:
    """Return the 汇总表 as it stands."""
    return build_workbook(judged_filings(desk), mail_states(desk), desk.campaign)


def judged_filings(desk: Desk) -> tuple[JudgedFiling, ...]:
    """Return every filing that was judged, as the digest and the workbook know it."""
    return tuple(JudgedFiling(w.filing, w.status, w.findings, w.late) for w in whole_filings(desk) if w.status is not None)


def digest_of(desk: Desk, on: date, *, attached: bool = True) -> Digest:
    """Return the digest of a day as the ledger stands now."""
    return build_digest(digest_state(desk, on, attached=attached), desk.campaign, on)


def digest_letters(desk: Desk, on: date) -> list[Letter]:
    """Return the digest as letters to the staff, one each, with the workbook unless the day is quiet."""
    digest = digest_of(desk, on)
    files = () if digest.quiet else (OutgoingFile(workbook_name(desk, on), _XLSX, workbook(desk)),)
    people = [Address("", to) for to in desk.settings.digest.to]
    return [Letter("digest", p, digest.subject, digest.text, digest.html, "", (), (), (), files) for p in people]


def workbook_name(desk: Desk, on: date) -> str:
    """Return the workbook's file name: the campaign's and the day."""
    return f"{desk.campaign.notice.id}-{on.isoformat()}.xlsx"


def digest_state(desk: Desk, on: date, *, attached: bool) -> DigestState:
    """Return everything that a digest speaks of, since the same hour of the day before."""
    end = datetime.combine(on, desk.settings.digest.at, desk.campaign.zone)
    since = end - timedelta(days=1)
    now = min(desk.clock(), max(end, datetime.combine(on, time.max, desk.campaign.zone)))
    letters = desk.ledger.outbox()
    return DigestState(
        now=now,
        since=since,
        filings=judged_filings(desk),
        mails=mail_states(desk),
        refusals=tuple(_refused(r, at) for r, at in desk.ledger.refusals()),
        in_mailbox=_in_mailbox(desk),
        set_aside=tuple(_aside(desk)),
        letters=tuple(_held(letter) for letter in letters if _needs_a_person(letter)),
        pulses=tuple(_pulses(desk)),
        replies_sent=sum(1 for a in letters if a.sent_at is not None and a.sent_at >= since and a.letter.template not in TO_STAFF),
        attached=attached,
    )


def _in_mailbox(desk: Desk) -> int | None:
    """Return how many mails there are: those that we know and those that we have not fetched yet; None where nobody can say.

    Mail that staff moved or deleted in the mailbox since is still ours to account for, so the server's own count would mislead.
    """
    try:
        unseen = desk.mailbox.unseen(lambda folder, validity: desk.ledger.seen_uids(desk.account, folder, validity))
    except FaultError:
        return None
    balance = desk.ledger.balance()
    return balance.mails + balance.refused + unseen


def _refused(refusal: nouns.Refusal, at: datetime) -> Refusal:
    return Refusal(refusal.folder, refusal.uidvalidity, refusal.uid, at, refusal.size, refusal.reason, final=True)


def mail_states(desk: Desk) -> tuple[MailState, ...]:
    """Return every mail with what became of it: each has exactly one outcome, so that they add up."""
    answered = {letter.mail for letter in desk.ledger.outbox([LetterState.SENT]) if letter.mail is not None}
    return tuple(
        _state(m, is_answered=m.number in answered, is_copy=_is_copy(desk, m)) for m in desk.ledger.messages(desk.campaign.notice.id)
    )


def _is_copy(desk: Desk, mail: StoredMail) -> bool:
    return mail.envelope is not None and not mail.receipts and desk.ledger.twin(mail.number, mail.envelope) is not None


def _state(mail: StoredMail, *, is_answered: bool, is_copy: bool) -> MailState:
    filed = filed_mail(mail) or _unread(mail)
    outcome, reason = _outcome(mail, is_answered=is_answered, is_copy=is_copy)
    receipt = mail.receipts[0] if mail.receipts else ""
    papers = sum(1 for f in mail.files if any(form not in _NO_PAPERS for form in f.forms))
    return MailState(filed, outcome, reason, receipt, len(mail.files), tuple(k.finding for k in mail.findings), papers)


def _outcome(mail: StoredMail, *, is_answered: bool, is_copy: bool) -> tuple[Outcome, str]:
    if mail.state is nouns.MailState.QUARANTINED:
        return Outcome.QUARANTINED, mail.error
    if mail.envelope is None or mail.state is not nouns.MailState.READ:
        return Outcome.WAITING, mail.error
    if mail.envelope.kind is Kind.AUTOMATIC:
        return Outcome.IGNORED, mail.envelope.kind_reason
    if mail.receipts or is_answered:
        return Outcome.FILED if mail.receipts else Outcome.ANSWERED, ""
    return (Outcome.IGNORED, "同一封邮件的副本") if is_copy else (Outcome.WAITING, "")


def _unread(mail: StoredMail) -> FiledMail:
    nobody = Address("", "")
    return FiledMail(mail.number, "", "", (), nobody, nobody, "", "", mail.received_at, Kind.INQUIRY, may_be_answered=False)


def _aside(desk: Desk) -> Iterator[SetAside]:
    for mail in desk.ledger.set_aside():
        who = f"{mail.sender or '发件人未知'} {mail.subject}".strip()
        yield SetAside(mail.received_at, f"邮件第{mail.number}号（{who}）处理失败：{mail.error}", f"（重新处理：retry {mail.number}）")


def _needs_a_person(letter: nouns.OutboxLetter) -> bool:
    came_back = letter.state is LetterState.SENT and letter.last_code == nouns.BOUNCED
    return came_back or letter.state in {LetterState.PARKED, LetterState.HELD}


def _held(letter: nouns.OutboxLetter) -> HeldLetter:
    why = "等待放行" if letter.state is LetterState.HELD else letter.last_error
    if letter.state is LetterState.SENT:
        why = f"{why}（改用电话或别的地址告知后：outbox drop {letter.number}）"
    return HeldLetter(letter.created_at, letter.letter.to.address, letter.letter.subject, why, letter.receipt or "")


def _pulses(desk: Desk) -> Iterator[Pulse]:
    for name, pulse in desk.ledger.pulses().items():
        if name in {"收信", "发信"} or (pulse.detail and name.startswith("筛查")):
            yield Pulse(name, pulse.at, pulse.detail)
