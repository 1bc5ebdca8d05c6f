"""A filing and its findings in, where it stands out: to be corrected, complete or waiting for a person; in time or late."""

from __future__ import annotations

from collections.abc import Sequence

from checks.certainty import is_blank
from checks.names import entry_key
from config.campaign import Campaign
from model import Decision, FiledMail, Filing, Finding, FindingState, Kind, Level, Status, TroubleKind

# Where these are only suspected, a paper may or may not be here: a person must look before anyone says that all is here.
_PRESENCE = frozenset(
    {
        "archive-limit",
        "cloud-attachment",
        "missing-application",
        "missing-material",
        "missing-recommendation",
        "missing-report",
        "no-attachment",
        "password-protected",
        "unknown-unit",
        "unlisted-entry",
        "unreadable-file",
    }
)
_IN_PART = "unreadable-file"  # as a reminder: the unit is told, and a person looks at what was read


def status_of(findings: Sequence[Finding], filing: Filing, campaign: Campaign, *, crashed: bool = False) -> Status:
    """Return NEEDS_CORRECTION while a problem is open, REVIEW while something waits for a person, else COMPLETE.

    What staff waived is not open. A person is waited for by a form that came unread, an unknown unit, a file that failed on
    our side, a paper that may or may not be here, by papers that apply for nothing (a summary alone), and by a rule of ours that
    crashed.
    """
    still = [f for f in findings if not _is_waived(f, filing)]
    if any(f.level is Level.PROBLEM for f in still):
        return Status.NEEDS_CORRECTION
    waits = any((f.rule in _PRESENCE and f.level is Level.WARNING) or (f.rule == _IN_PART and f.level is Level.REMINDER) for f in still)
    return Status.REVIEW if crashed or waits or _has_unread_form(filing, campaign) or not _applies(filing, campaign) else Status.COMPLETE


def first_filing_mail(filing: Filing) -> FiledMail | None:
    """Return the mail that the filing began with: a question before it does not count."""
    mails = sorted(filing.mails, key=lambda m: (m.received_at, m.number))
    filings = [m for m in mails if m.kind is Kind.FILING]
    return next(iter(filings or mails), None)


def is_late(filing: Filing, campaign: Campaign) -> bool:
    """Tell whether the filing began after the deadline, by the server's own time; what follows a filing in time is never late."""
    mail = first_filing_mail(filing)
    if mail is None:
        return False
    filed: set[str] = {f.track for r in filing.records if r.current and (f := campaign.forms.get(r.record.form)) is not None and f.track}
    return mail.received_at >= max(campaign.deadline(track) for track in filed or {""})


def _is_waived(finding: Finding, filing: Filing) -> bool:
    known = any(k.finding.key == finding.key and k.state is FindingState.WAIVED for k in filing.known)
    said = [d.verb for d in filing.decisions if _is_about(d, finding)]
    return known or said[-1:] == ["waive"]


def _is_about(decision: Decision, finding: Finding) -> bool:
    if decision.verb not in {"waive", "unwaive"} or decision.rule != finding.rule:
        return False
    of_entry = not decision.entry or entry_key(decision.entry) == entry_key(finding.entry or "")
    return of_entry and decision.field in {"", finding.field or ""}


def _applies(filing: Filing, campaign: Campaign) -> bool:
    """Tell whether any paper applies for a circle or team, or reports on one."""
    telling = {form for t in campaign.notice.tracks for form in (t.recommendation, t.application, t.material)}
    return any(r.current and r.record.form in telling and not is_blank(r.record) for r in filing.records)


def _has_unread_form(filing: Filing, campaign: Campaign) -> bool:
    """Tell whether a file seems to be a form of which no record came: readable to people, not to us."""
    read = {r.record.form for r in filing.records}
    wanted = {f.id for f in campaign.forms.values() if not f.document} | {t.material for t in campaign.notice.tracks}
    unread = [
        f for f in filing.files if not set(f.forms) - {"unrecognized"} and (f.trouble is None or f.trouble.kind is TroubleKind.PICTURE)
    ]
    return any(f.suspected_form in wanted - read for f in unread)
