"""A mail that belongs to no filing in, what is to be said of it out; and what a filing shows of itself to the others."""

from __future__ import annotations

from collections.abc import Sequence

from checks.arrivals import topic_of
from checks.catalogue import EntryElsewhere, screen
from checks.papers import Papers
from config.campaign import Campaign
from model import FiledFile, FiledMail, Filing, Finding

# Without a filing, only what the mail and its files show by themselves can be said.
_OF_A_MAIL = frozenset(
    {
        "archive-limit",
        "cloud-attachment",
        "dangerous-file",
        "no-attachment",
        "not-this-campaign",
        "password-protected",
        "unauthenticated-sender",
        "unreadable-file",
        "unrecognized-file",
    }
)


def screen_mail(mail: FiledMail, files: Sequence[FiledFile], campaign: Campaign) -> tuple[Finding, ...]:
    """Return the findings about a single mail of no filing: what did not come, did not open, or is of another award."""
    filing = Filing(receipt="", unit="", received_at=mail.received_at, mails=(mail,), files=tuple(files), records=())
    return tuple(f for f in screen(filing, campaign).findings if f.rule in _OF_A_MAIL)


def entries_of(filing: Filing, campaign: Campaign) -> tuple[EntryElsewhere, ...]:
    """Return the circles and teams that a settled filing lists, applies for and reports on, as other filings' rules look at them."""
    papers = Papers(filing, campaign)
    found: list[EntryElsewhere] = []
    for own in papers.every_track:
        here = filing.receipt, filing.unit, own.track.id
        for entry in own.entries:
            topic = topic_of(papers, entry)
            if entry.listed is not None:
                found.append(EntryElsewhere(entry.name, *here, own.track.recommendation, entry.organization, topic))
            if entry.applied is not None:
                found.append(EntryElsewhere(entry.applied.name, *here, own.track.application, entry.organization, topic))
        named = {m.name: m for m in own.materials if m.record is not None and m.name}
        found += [EntryElsewhere(n, *here, own.track.material, m.organization, next(iter(m.topics), "")) for n, m in named.items()]
    return tuple(found)
