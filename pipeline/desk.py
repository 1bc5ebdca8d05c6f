"""What the work needs in one place: mailbox, archive, ledger, reading room, postman, campaign and clock; wired by run_daemon."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr

from config.campaign import Campaign
from config.settings import Settings
from intake.mailbox import Mailbox
from notifier.outbox import Postman
from pipeline.reading_room import ReadingRoom
from storage.archive import Archive
from storage.ledger import Ledger

log = logging.getLogger("intake")

Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def now() -> datetime:
    """Return this moment, aware."""
    return datetime.now(UTC)


@dataclass
class Desk:
    """The parts that do things. `clock` gives aware times; `progress` is told (what, done, of how many; 0 for unknown)."""

    settings: Settings
    campaign: Campaign
    archive: Archive
    ledger: Ledger
    room: ReadingRoom
    mailbox: Mailbox
    postman: Postman
    clock: Callable[[], datetime] = now
    progress: Progress = silent
    wait: Callable[[float], bool] = field(default=lambda _: True)

    @property
    def account(self) -> str:
        """The name under which mail is remembered: host and user of the mailbox."""
        return f"{self.settings.imap.user}@{self.settings.imap.host}".lower()


def own_addresses(settings: Settings, campaign: Campaign) -> tuple[str, ...]:
    """Return every address that is ours: mail from these is never answered. A bare login name stands for that name at any host."""
    named = (campaign.notice.mailbox, settings.imap.user, settings.smtp.user, parseaddr(settings.smtp.sender)[1])
    return tuple(dict.fromkeys(a.lower() for a in named if a))
