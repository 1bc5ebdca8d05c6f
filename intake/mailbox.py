"""A mailbox in, its new mails as octets out, and nothing in it changes.

What is new is a set difference of UIDs between the server and what we know; the mailbox itself is never the state.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from types import TracebackType
from typing import Self

from config.settings import ImapSettings
from intake.ahead import one_ahead
from intake.folders import folders_to_read, is_junk_name
from intake.imap import Connection
from intake.imap_answers import FolderFaultError, RenumberedError
from intake.imap_nouns import Box, Waiting
from intake.mailbox_report import FolderReport, MailboxReport
from model import FaultError, RawMessage, Refusal

Known = Callable[[str, int], Collection[int]]

_COMMAND_UIDS = 500  # UIDs have ten digits at NetEase: the command stays below 8 kB (RFC 7162 §4)
_BATCH_OCTETS = 8_000_000
_BATCH_MAILS = 100
_NEWEST_SENT = 100


class Mailbox:
    """The mailbox that units write to.

    Every method raises FaultError in plain Chinese; `retry` says whether time may heal it. After a failure the next attempt
    is put off (5 to 30 s where nothing answers, 1 to 15 min after a login that was refused or came to nothing).
    """

    def __init__(self, settings: ImapSettings, now: Callable[[], float] = time.monotonic) -> None:
        """Connect at the first question, not here. `now` is a monotonic clock in seconds."""
        self._settings = settings
        self._connection = Connection(settings, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye and hang up; never raises."""
        self._connection.close()

    def is_junk(self, folder: str) -> bool:
        """Whether mail of that folder may only be answered after a person released it."""
        return is_junk_name(folder) or any(f.is_junk for f in self._connection.listed if f.name == folder)

    def waiting(self, known: Known) -> Iterator[RawMessage | Refusal]:
        """Yield every mail whose UID is not in `known(folder, uidvalidity)`, folder by folder in the order of UIDs.

        A folder that cannot be read does not keep the others waiting: its fault is raised at the end.
        """
        return chain.from_iterable(self.batches(known))

    def batches(self, known: Known) -> Generator[list[RawMessage | Refusal], None, None]:
        """Yield the waiting mails as they come over the line, some megabytes at once; the next ones come while these are kept."""
        with closing(one_ahead(self._all_batches(known))) as coming:
            for box, items in coming:
                yield [item if isinstance(item, Refusal) else _message(box, item) for item in items]

    def _all_batches(self, known: Known) -> Iterator[tuple[Box, list[Waiting | Refusal]]]:
        fault: FaultError | None = None
        for folder in self._folders():
            try:
                yield from self._batches_in(folder, known)
            except FolderFaultError as error:
                fault = fault or error
        self._connection.rest()
        if fault is not None:
            raise fault

    def was_sent(self, message_id: str) -> bool:
        """Whether a letter of that Message-ID lies among the newest in the folder of sent mail; False proves nothing.

        For letters of which the answer was lost: providers that file what goes out by themselves tell whether it went.
        """
        self._connection.capabilities()
        for folder in [f.name for f in self._connection.listed if f.is_sent and f.can_be_read]:
            box = self._connection.examine(folder)
            newest = sorted(self._connection.uids(box))[-_NEWEST_SENT:]
            if message_id.encode("ascii", "replace") in self._connection.message_ids(box, newest):
                return True
        return False

    def unseen(self, known: Known) -> int:
        """Return how many mails lie in the folders that are read and are not in `known`: what a pass has yet to fetch."""
        boxes = [self._connection.examine(folder) for folder in self._folders()]
        return sum(len(set(self._connection.uids(box)).difference(known(box.folder, box.uidvalidity))) for box in boxes)

    def probe(self) -> MailboxReport:
        """Return what the server is and holds, for check-config."""
        polled = self._folders()
        capabilities = self._connection.capabilities()
        others = [FolderReport(f.name, polled=False, junk=f.is_junk) for f in self._connection.listed if f.name not in polled]
        reports = [self._reported(name) for name in polled]
        return MailboxReport(self._connection.place, capabilities, self._connection.server_id, (*reports, *others))

    def _folders(self) -> tuple[str, ...]:
        self._connection.capabilities()
        return folders_to_read(self._settings.folders, self._connection.listed, with_junk=self._settings.poll_junk)

    def _batches_in(self, folder: str, known: Known) -> Iterator[tuple[Box, list[Waiting | Refusal]]]:
        box = self._connection.examine(folder)
        new = sorted(self._connection.uids(box).difference(known(folder, box.uidvalidity)))
        for start in range(0, len(new), _COMMAND_UIDS):
            described = self._connection.described(box, new[start : start + _COMMAND_UIDS])
            for batch in _batches(described, self._largest):
                for part in self._fetched(box, batch):
                    yield box, part

    @property
    def _largest(self) -> int:
        return self._settings.largest_megabytes * 1_000_000

    def _fetched(self, box: Box, batch: Sequence[Waiting]) -> Iterator[list[Waiting | Refusal]]:
        if batch[0].size > self._largest:
            yield [_too_large(box, batch[0], self._settings.largest_megabytes)]
            return
        came: set[int] = set()
        try:
            for mails in self._connection.fetched(box, [w.uid for w in batch]):
                came.update(m.uid for m in mails)
                yield [*mails]
        except RenumberedError:
            raise
        except FolderFaultError as error:
            yield from self._one_by_one(box, [w for w in batch if w.uid not in came], error)

    def _one_by_one(self, box: Box, batch: Sequence[Waiting], error: FaultError) -> Iterator[list[Waiting | Refusal]]:
        """Fetch what can be fetched of a batch that the server refused: one bad mail must not hold up the others."""
        if len(batch) > 1:
            for waiting in batch:
                yield from self._fetched(box, [waiting])
        elif batch and batch[0].uid in self._connection.uids(self._connection.examine(box.folder)):
            yield [_refusal(box, batch[0], f"服务器给不出这封邮件（{error}），每次收信会再试。", final=False)]

    def _reported(self, folder: str) -> FolderReport:
        junk = self.is_junk(folder)
        try:
            box = self._connection.examine(folder)
            uids = sorted(self._connection.uids(box))[:_COMMAND_UIDS]
            times = [w.received_at for w in self._connection.described(box, uids) if w.received_at is not None]
        except FolderFaultError as error:
            return FolderReport(folder, polled=True, junk=junk, trouble=str(error))
        return FolderReport(folder, polled=True, junk=junk, messages=box.exists, oldest=min(times, default=None))


def _batches(mails: Iterable[Waiting], largest: int) -> Iterator[list[Waiting]]:
    """Yield mails in batches by octets: many small ones in one question, big ones and those over `largest` alone."""
    batch: list[Waiting] = []
    octets = 0
    for mail in mails:
        full = octets + mail.size > min(_BATCH_OCTETS, largest) or len(batch) >= _BATCH_MAILS
        if batch and full:
            yield batch
            batch, octets = [], 0
        batch.append(mail)
        octets += mail.size
    if batch:
        yield batch


def _message(box: Box, mail: Waiting) -> RawMessage | Refusal:
    if mail.octets is None:
        return _refusal(box, mail, "服务器没有给出这封邮件的内容，每次收信会再试。", final=False)
    # a server without INTERNALDATE breaks RFC 3501; the moment of fetching is then the first that we can swear to
    received_at = mail.received_at or datetime.now(UTC)
    return RawMessage(box.folder, box.uidvalidity, mail.uid, received_at, mail.octets, hashlib.sha256(mail.octets).hexdigest())


def _too_large(box: Box, mail: Waiting, limit: int) -> Refusal:
    came = f"{mail.received_at:%m月%d日 %H:%M}收到的" if mail.received_at else "有"
    said = f"{came}一封邮件有 {mail.size / 1_000_000:.1f} MB，超过设定的 {limit} MB，没有取回；请在网页邮箱里查看，并请发件人分几封发送。"
    return _refusal(box, mail, said, final=True)


def _refusal(box: Box, mail: Waiting, reason: str, *, final: bool) -> Refusal:
    return Refusal(box.folder, box.uidvalidity, mail.uid, mail.received_at, mail.size, reason, final=final)
