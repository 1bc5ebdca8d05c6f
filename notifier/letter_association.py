"""A filing over several companies in, the table of each company's state out (T8)."""

from __future__ import annotations

from collections.abc import Sequence

from config.campaign import Campaign
from config.labels import label_key
from model import Filing, Finding
from notifier.entries import Entry, concerns, entries_of
from notifier.letter_items import sentence
from notifier.pages import words_of


def members(filing: Filing, campaign: Campaign) -> tuple[Entry, ...]:
    """Return the entries of a filing that speaks for several companies, by company; none where it speaks for one."""
    found = entries_of(filing, campaign)
    companies = {label_key(e.company) for e in found if e.company}
    recommends = any(word in filing.unit for word in campaign.notice.associations)
    if len(companies) < 2 or (label_key(filing.unit) in companies and not recommends):
        return ()
    return tuple(sorted(found, key=lambda e: e.company))


def table_rows(found: Sequence[Entry], problems: Sequence[Finding], campaign: Campaign) -> tuple[tuple[str, ...], ...]:
    """Return T8's rows in the order of its head; each sentence stands in the row of its entry."""
    words = words_of(campaign.texts)["table"]
    mark = {True: words["here"], False: words["missing"]}
    return tuple(
        (e.company, e.name, mark[e.application is not None], mark[e.material is not None], _asked(e, problems) or words["nothing"])
        for e in found
    )


def beside(found: Sequence[Entry], problems: Sequence[Finding]) -> list[Finding]:
    """Return the findings that no row of the table has said already."""
    return [f for f in problems if not any(concerns(f, e) for e in found)]


def _asked(entry: Entry, problems: Sequence[Finding]) -> str:
    return "".join(sentence(f) for f in problems if concerns(f, entry))
