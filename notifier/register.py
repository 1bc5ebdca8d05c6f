"""What the digest and the workbook are made from: filings as judged today, and every mail with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from config.campaign import Campaign
from model import FiledMail, FiledRecord, Filing, Finding, FindingState, KnownFinding, Level, Status
from notifier.letter_certificate import printed


class JudgedFiling(NamedTuple):
    """A filing with its present state; a plain tuple of the four serves as well."""

    filing: Filing
    status: Status
    findings: Sequence[KnownFinding]
    late: bool

    def open(self, *levels: Level) -> list[KnownFinding]:
        """Return the findings that still stand, at these levels (all, where none is named)."""
        return [k for k in self.findings if k.state is FindingState.OPEN and (not levels or k.finding.level in levels)]


class Outcome(StrEnum):
    """What became of a mail: each has exactly one, so that the sum is the mailbox (the closed ledger)."""

    FILED = "filed"
    ANSWERED = "answered"  # belongs to no filing, a letter went out (nothing attached)
    IGNORED = "ignored"  # automatic, a list, our own; `reason` says which
    QUARANTINED = "quarantined"  # set aside after repeated failure; `reason` says why
    WAITING = "waiting"  # for a person (an inquiry, an unknown unit) or for its turn


@dataclass(frozen=True, slots=True)
class MailState:
    """A mail of the mailbox, its outcome with the reason in Chinese, and the filing that it belongs to ("" for none).

    `papers`: how many of its `files` hold a form or report of the campaign.
    """

    mail: FiledMail
    outcome: Outcome
    reason: str = ""
    receipt: str = ""
    files: int = 0
    findings: tuple[Finding, ...] = ()
    papers: int = 0


class Contact(NamedTuple):
    """Whom to call at a unit; "" where no form says."""

    person: str
    phone: str


def contact_of(filing: Filing, campaign: Campaign) -> Contact:
    """Return the person that a unit's forms name: of its statistics first (the unit's own), then of an application, then of a row."""
    ranked = sorted((r for r in filing.records if r.current), key=lambda r: _contact_rank(r, campaign))
    pairs = [_written(r) for r in ranked]
    pairs += [
        (printed(row.get("contact_person")), printed(row.get("mobile")))
        for r in ranked
        for track in campaign.notice.tracks
        for row in r.record.rosters.get(track.roster, ())
    ]
    return Contact(*next((p for p in pairs if p[1]), next((p for p in pairs if p[0]), ("", ""))))


def contact_for(judged: JudgedFiling, finding: Finding, campaign: Campaign) -> Contact:
    """Return whom to call about one finding: the contact of that circle's application, else the unit's."""
    for track in campaign.notice.tracks:
        for record in judged.filing.current(track.application):
            name = printed(record.record.values.get(campaign.forms[track.application].entry))
            person, phone = _written(record)
            if finding.entry and name == finding.entry and phone:
                return Contact(person, phone)
    return contact_of(judged.filing, campaign)


def _contact_rank(record: FiledRecord, campaign: Campaign) -> tuple[int, int]:
    statistics = {t.statistics for t in campaign.notice.tracks}
    return (0 if record.record.form in statistics else 1, record.number)


def _written(record: FiledRecord) -> tuple[str, str]:
    values = record.record.values
    return printed(values.get("contact_person")), printed(values.get("contact_mobile")) or printed(values.get("contact_phone"))
