r"""An account in, the answers to the few questions that we ask of IMAP out; the only imapclient in the house.

Folders are opened read-only and mails fetched with BODY.PEEK[], so that not even \Seen moves. SEARCH by text or date and
UIDNEXT are not to be trusted at NetEase, QQ and others, so they are not asked for (mail.md §0.3, §1.1).
"""

from __future__ import annotations

import imaplib
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError, ProtocolError

from config.settings import ImapSettings
from intake.folders import Folder
from intake.imap_answers import (
    FolderFaultError,
    RenumberedError,
    folder_fault,
    is_unsafe_login,
    line_fault,
    login_fault,
    unsafe_fault,
    words,
)
from intake.imap_nouns import Box, Waiting, folders_from, pairs, waiting_from
from intake.patience import Patience

# RFC 2971; NetEase opens no folder to a client that has not said who it is.
IDENTITY = {"name": "quality-intake", "version": "0.1.0", "vendor": "quality-intake"}

_Answer = TypeVar("_Answer")
_LESS = 8  # times fewer mails are asked for at once after the line broke under them
_BROKEN = (imaplib.IMAP4.abort, OSError, ValueError)  # ValueError: what imaplib says of a closed file
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_log = logging.getLogger(__name__)


class Connection:
    """One account on one connection, kept open and opened again when it breaks.

    Every method raises FaultError in plain Chinese (FolderFaultError where only one folder is concerned). A question is asked
    again once on a new connection; after that the next attempt is put off (`Patience`).
    """

    def __init__(self, settings: ImapSettings, now: Callable[[], float] = time.monotonic) -> None:
        """Connect at the first question, not here."""
        self._settings = settings
        self._patience = Patience(now)
        self._client: IMAPClient | None = None
        self._box: Box | None = None
        self._search_serves = True
        self.place = f"{settings.host}:{settings.port}"
        self.listed: tuple[Folder, ...] = ()
        self.server_id: dict[str, str] = {}

    def close(self) -> None:
        """Say goodbye and hang up; never raises."""
        if self._client is not None:
            with suppress(imaplib.IMAP4.error, OSError, ValueError):
                self._client.logout()
        self._hang_up()

    def rest(self) -> None:
        """Say that a whole round went well: earlier failures count no longer."""
        self._patience.rest()

    # ---- questions -------------------------------------------------------------------------------------------------

    def capabilities(self) -> tuple[str, ...]:
        """Connect if need be, check that the line lives, and return what the server can do."""

        def ask(client: IMAPClient) -> tuple[str, ...]:
            client.noop()
            return tuple(c.decode("ascii", "replace") for c in client.capabilities())

        return self._asked(ask)

    def examine(self, folder: str) -> Box:
        """Open a folder read-only."""
        return self._about(folder, lambda client: self._examine(client, folder))

    def uids(self, box: Box) -> set[int]:
        """Return every UID in the folder."""
        found: set[int] = set()
        if box.exists and self._search_serves:
            try:
                found = set(self._in(box, lambda client: client.search("ALL")))
            except FolderFaultError as error:
                _log.warning("UID SEARCH ALL does not serve in %s: %s", box.folder, error)
                self._search_serves = False
        return found if len(found) >= box.exists else found | self._enumerated(box)

    def described(self, box: Box, uids: Sequence[int]) -> list[Waiting]:
        """Return size and INTERNALDATE of those of the mails that are still there, in the order asked for."""
        answers = self._in(box, lambda client: client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]))
        return [waiting_from(uid, answers[uid]) for uid in uids if uid in answers]

    def fetched(self, box: Box, uids: Sequence[int]) -> Iterator[list[Waiting]]:
        """Yield those of the mails that are still there with all their octets, in the order asked for: all at once on a good line.

        A literal that was cut off is asked for again, with fewer mails beside it, and then raises: half a mail never comes back.
        """
        share = len(uids)
        while uids:
            asked, answers = self._share(box, uids, share)
            yield [waiting_from(uid, answers[uid]) for uid in asked if uid in answers]
            uids, share = uids[len(asked) :], len(asked)

    def _share(self, box: Box, uids: Sequence[int], share: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        shares = iter((uids[:share], uids[: max(1, share // _LESS)]))

        def ask(client: IMAPClient) -> tuple[Sequence[int], Mapping[int, Any]]:
            some = next(shares)
            return some, client.fetch(some, ["BODY.PEEK[]", "INTERNALDATE"])

        return self._in(box, ask)

    def message_ids(self, box: Box, uids: Sequence[int]) -> set[bytes]:
        """Return the Message-ID headers of these mails."""
        if not uids:
            return set()
        item = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
        answers = self._in(box, lambda client: client.fetch(uids, [item]))
        headers = (value for answer in answers.values() for value in answer.values() if isinstance(value, bytes))
        return {identifier for header in headers for identifier in header.split() if identifier.startswith(b"<")}

    def _enumerated(self, box: Box) -> set[int]:
        """Return every UID by FETCH, for servers whose SEARCH says less than there is."""
        # imapclient's own fetch() takes no 1:*
        lines = self._in(box, lambda client: client._imap.uid("FETCH", "1:*", "(UID)")[1])  # noqa: SLF001
        return {int(found[1]) for line in lines or () if isinstance(line, bytes) and (found := _UID.search(line))}

    # ---- asking ----------------------------------------------------------------------------------------------------

    def _in(self, box: Box, question: Callable[[IMAPClient], _Answer]) -> _Answer:
        """Ask about a folder that is opened again where the connection was lost; its UIDs must still mean the same."""

        def ask(client: IMAPClient) -> _Answer:
            current = self._box
            if current is None or current.folder != box.folder:
                current = self._examine(client, box.folder)
            if current.uidvalidity != box.uidvalidity:
                raise RenumberedError(f"文件夹“{box.folder}”刚刚重新编号，下次收信时重读。")
            return question(client)

        return self._about(box.folder, ask)

    def _about(self, folder: str, question: Callable[[IMAPClient], _Answer]) -> _Answer:
        try:
            return self._asked(question)
        except imaplib.IMAP4.error as error:
            if not is_unsafe_login(error):
                raise folder_fault(error, folder) from error
            self._hang_up()
            raise self._patience.after_login(unsafe_fault(words(error))) from error

    def _asked(self, question: Callable[[IMAPClient], _Answer]) -> _Answer:
        """Ask once, and once more on a new connection where the old one turns out to be dead."""
        try:
            return self._answered(question)
        except _BROKEN as error:
            _log.info("connection to %s lost (%s), opening it again", self.place, words(error))
        try:
            return self._answered(question)
        except _BROKEN as error:
            raise self._patience.after_login(line_fault(error, self.place)) from error

    def _answered(self, question: Callable[[IMAPClient], _Answer]) -> _Answer:
        client = self._connected()
        try:
            return question(client)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            # the rest of an answer that was not understood would be taken for the next one
            if isinstance(error, (*_BROKEN, ProtocolError)) or "got more than" in str(error):
                self._hang_up()
            raise

    def _examine(self, client: IMAPClient, folder: str) -> Box:
        self._box = None
        answer = client.select_folder(folder, readonly=True)
        self._box = Box(folder, int(answer.get(b"UIDVALIDITY", 0)), int(answer.get(b"EXISTS", 0)))
        return self._box

    # ---- the connection --------------------------------------------------------------------------------------------

    def _connected(self) -> IMAPClient:
        if self._client is None:
            self._patience.ask()
            client = self._reached()
            try:
                self._enter(client)
            except BaseException:
                with suppress(OSError, ValueError):
                    client.shutdown()
                raise
            self._client = client
        return self._client

    def _reached(self) -> IMAPClient:
        own = self._settings
        try:
            timeout = SocketTimeout(own.connect_seconds, own.read_seconds)
            client = IMAPClient(own.host, port=own.port, ssl=own.security == "tls", timeout=timeout)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise self._patience.before_login(line_fault(error, self.place)) from error
        # IMAPClient sets 5, with which imaplib copies every literal through %r for its log: 8 times slower (mail.md §0.8)
        client._imap.debug = 0  # noqa: SLF001
        client.normalise_times = False  # INTERNALDATE with the offset that the server gave, never naive
        return client

    def _enter(self, client: IMAPClient) -> None:
        own = self._settings
        secret = own.password.get_secret_value()
        try:
            if own.security == "starttls":
                client.starttls()
            client.login(own.user, secret)
            client._cached_capabilities = None  # noqa: SLF001 - what was said before the login is worth nothing now
            self._introduce(client)
            self.listed = folders_from(client.list_folders())
        except LoginError as error:
            broken = isinstance(error.__context__, imaplib.IMAP4.abort)
            fault = line_fault(error, self.place) if broken else login_fault(error, own.user, secret)
            raise self._patience.after_login(fault) from None  # the cause may hold the secret
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            fault = unsafe_fault(words(error)) if is_unsafe_login(error) else line_fault(error, self.place)
            raise self._patience.after_login(fault) from error

    def _introduce(self, client: IMAPClient) -> None:
        if not client.has_capability("ID"):
            return
        try:
            self.server_id = pairs(client.id_({**IDENTITY, "support-email": self._settings.user}))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            _log.warning("ID was refused: %s", words(error))

    def _hang_up(self) -> None:
        client, self._client, self._box = self._client, None, None
        if client is not None:
            with suppress(OSError, ValueError):
                client.shutdown()
