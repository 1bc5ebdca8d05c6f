"""Since when no mail could be fetched and why in, the letter that tells staff out."""

from __future__ import annotations

from datetime import datetime

from config.campaign import Campaign
from model import Address, Letter
from notifier.pages import SKELETONS, pages_of


def alarm(to: Address, since: datetime, complaint: str, campaign: Campaign) -> Letter:
    """Return the letter to one member of staff; `since` is the last time that the mailbox could be read."""
    pages = pages_of(SKELETONS, campaign.zone)
    page = {"since": since, "complaint": complaint, "name": campaign.notice.title}
    subject = pages.text("alarm_subject.j2", page).strip()
    return Letter("alarm", to, subject, pages.text("alarm.j2", page), pages.html("alarm.j2", page, subject), "", (), ())
