"""Settings in, an open Desk out: everything wired, and closed again whatever happens."""

from __future__ import annotations

import os
import threading
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from checks.catalogue import catalogue_problems
from commands.progress import terminal_progress
from config.campaign import Campaign, CampaignError, load_campaign
from config.settings import Settings, load_settings
from intake.mailbox import Mailbox
from notifier.outbox import Postman
from notifier.texts import text_problems
from parsers.office import Office, program_of
from pipeline.desk import Desk, now, own_addresses
from pipeline.reading_room import ReadingRoom
from storage.archive import Archive
from storage.ledger import Ledger
from storage.lock import DataLock


@dataclass
class Stop:
    """Whether the work was asked to end."""

    event: threading.Event

    def wait(self, seconds: float) -> bool:
        """Wait; False where the work was asked to end meanwhile."""
        return not self.event.wait(seconds)


def settings_and_campaign(options: Namespace, environ: Mapping[str, str]) -> tuple[Settings, Campaign]:
    """Return both, strictly checked, with every mistake named at once."""
    settings = load_settings(options.config, environ)
    campaign = load_campaign(settings.campaign)
    problems = (*catalogue_problems(campaign), *text_problems(campaign))
    if problems:
        raise CampaignError(list(problems))
    return settings, campaign


@contextmanager
def ledger_of(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger alone, brought up to date."""
    ledger = Ledger(settings.database, parseaddr(settings.smtp.sender)[1].rpartition("@")[2] or "localhost")
    try:
        ledger.upgrade()
        yield ledger
    finally:
        ledger.close()


@contextmanager
def desk_of(options: Namespace, environ: Mapping[str, str], stop: Stop | None = None, *, workers: int | None = None) -> Iterator[Desk]:
    """Open the whole desk under the data directory's lock: one worker at a time."""
    settings, campaign = settings_and_campaign(options, environ)
    if getattr(options, "hold", False):
        settings = settings.model_copy(update={"hold": True})
    with ExitStack() as stack:
        stack.enter_context(DataLock(lock_place(settings)))
        yield stack.enter_context(unlocked_desk(settings, campaign, stop, workers=workers))


@contextmanager
def unlocked_desk(settings: Settings, campaign: Campaign, stop: Stop | None = None, *, workers: int | None = None) -> Iterator[Desk]:
    """Open the desk without the lock: for what only reads, or under a lock that is held already."""
    with ExitStack() as stack:
        ledger = stack.enter_context(ledger_of(settings))
        room = stack.enter_context(ReadingRoom(settings.campaign, own_addresses(settings, campaign), workers, office_of(settings)))
        mailbox = stack.enter_context(Mailbox(settings.imap))
        postman = stack.enter_context(Postman(settings.smtp, lambda: now().astimezone(campaign.zone)))
        progress = stack.enter_context(terminal_progress())
        desk = Desk(settings, campaign, Archive(settings.storage), ledger, room, mailbox, postman, now, progress)
        if stop is not None:
            desk.wait = stop.wait
        yield desk


def office_of(settings: Settings) -> Office | None:
    """Return LibreOffice where it is installed and wanted, for files that our own readers are not sure of."""
    program = program_of(settings.libreoffice)
    return Office(program) if program is not None else None


def lock_place(settings: Settings) -> Path:
    """Return the file that says that this data is being worked on."""
    settings.storage.mkdir(parents=True, exist_ok=True)
    return settings.storage / ".lock"


def who() -> str:
    """Return who is at the terminal, for decisions that are kept."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or os.environ.get("LOGNAME") or "工作人员"
