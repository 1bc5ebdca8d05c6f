"""A stored mail's octets in, its Envelope and a Reading of each file out, every stranger's octet opened in a confined process.

The room has a few cages, one a thread; a file that kills its process costs that file alone.
"""

from __future__ import annotations

import json
import os
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from config.campaign import load_campaign
from intake import opening
from model import Attachment, Envelope, FaultError, Reading
from parsers import reading
from parsers.isolated import Cage
from parsers.office import Office
from pipeline.file_reading import FILE_SECONDS, FileReader, is_part_of_its_text, without_icons, words_of

_PRELOAD = (
    "pipeline.reading_room",
    "intake.envelope",
    "intake.unpack",
    "intake.opening",
    "parsers.reading",
    "parsers.documents",
    "parsers.word_comments",
)
_MAIL_SECONDS = 60.0
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail as read: what it says it is, and each of its files with what it was found to be."""

    envelope: Envelope
    readings: tuple[tuple[Attachment, Reading], ...]


class ReadingRoom:
    """The confined processes. `workers` defaults to the processors there are, at most four."""

    def __init__(self, campaign: Path, own_addresses: tuple[str, ...], workers: int | None = None, office: Office | None = None) -> None:
        """Start the processes; each loads the campaign once. Raises FaultError where they cannot start.

        `office` is the second opinion on files of which our own reading is not sure; it is closed with the room.
        """
        self._own = own_addresses
        self._office = office
        count = workers or max(1, min(4, os.cpu_count() or 1))
        boot = ("pipeline.reading_room:boot", {"campaign": str(campaign.resolve())})
        self._cages: queue.SimpleQueue[Cage] = queue.SimpleQueue()
        self._all = [Cage(_PRELOAD, boot) for _ in range(count)]
        for cage in self._all:
            self._cages.put(cage)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")

    @property
    def protection(self) -> tuple[str, ...]:
        """The walls around the processes."""
        return self._all[0].protection

    def open(self, octets: bytes, *, in_junk: bool = False) -> OpenedMail:
        """Return a mail and its files as read. Raises FaultError where the mail itself cannot be opened: our fault, not its sender's.

        Where an archive breaks the process, the mail is opened with its archives left closed.
        """
        cage = self._cages.get()
        try:
            params = {"own_addresses": list(self._own), "in_junk": in_junk}
            answer = cage.call("intake.opening:open_octets", octets, params, _MAIL_SECONDS)
            if answer.failure is not None:
                answer = cage.call("intake.opening:open_octets", octets, {**params, "closed": True}, _MAIL_SECONDS)
            if answer.failure is not None or answer.data is None:
                raise FaultError(f"邮件未能打开：{words_of(answer)}")
            envelope = opening.envelope_of(answer.data, answer.blobs)
            reader = FileReader(cage, self._office)
            readings = tuple((f, read) for f in envelope.attachments if not is_part_of_its_text(f, read := reader.read(f)))
            return OpenedMail(replace(envelope, attachments=tuple(f for f, _ in readings)), without_icons(readings))
        finally:
            self._cages.put(cage)

    def arrival(self, octets: bytes) -> datetime | None:
        """Return when an Outlook mail says that it arrived, None where it does not or cannot be opened."""
        cage = self._cages.get()
        try:
            answer = cage.call("intake.opening:arrival_octets", octets, {}, FILE_SECONDS)
        finally:
            self._cages.put(cage)
        said = json.loads(answer.data) if answer.data is not None else None
        return datetime.fromisoformat(said) if said else None

    def annotate(self, octets: bytes, notes: Mapping[str, Any]) -> bytes | None:
        """Return a sender's .docx with comments at its cells, None where none could be; `notes` as parsers/word_comments.py has them."""
        cage = self._cages.get()
        try:
            answer = cage.call("parsers.word_comments:annotate_octets", octets, notes, FILE_SECONDS)
        finally:
            self._cages.put(cage)
        return answer.blobs[0] if answer.failure is None and answer.blobs else None

    def each(self, jobs: Iterable[Callable[[], _Result]]) -> Iterator[_Result]:
        """Run jobs beside one another and yield their results in order; few are begun ahead, so that memory stays bounded."""
        begun: deque[Future[_Result]] = deque()
        for job in jobs:
            begun.append(self._threads.submit(job))
            if len(begun) > len(self._all) + 1:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    def close(self) -> None:
        """End the processes."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for cage in self._all:
            cage.close()
        if self._office is not None:
            self._office.close()

    def __enter__(self) -> Self:
        """Enter."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()


def boot(argument: Mapping[str, Any]) -> None:
    """Prepare a confined process before it opens anything: load the campaign, compile its forms."""
    opening.prepare(load_campaign(Path(argument["campaign"])).notice.words)
    reading.prepare(argument)
