"""The confined process in which every stranger's octet is read: a task's name, octets and params in, an `Answer` out.

A `Cage` keeps one warm process (the zygote) that forks a child per call. The child has limits and walls (confinement.py) and one
file to write its answer to; only octets come back, never a pickle. See reliability.md, part B.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from parsers import child
from parsers.confinement import Bounds
from parsers.zygote_line import ZygoteLine

MIB = 1 << 20

_GRACE_SECONDS = 5  # beyond the zygote's own deadline

FailureKind = Literal["timeout", "memory", "crash", "error", "output"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use (reliability.md A4): seconds by the clock and the processor, octets of memory and of answer."""

    seconds: float = 20.0
    address_space: int = 1024 * MIB
    data: int = 32 * MIB
    output: int = 288 * MIB  # data and blobs together: what an archive may hold, and some
    open_files: int = 64
    workshop: tuple[str, ...] | None = None  # not None: each call gets a folder to write in, and may read these besides
    room: str = ""  # where those folders are made; the system's temporary folder


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call has no answer. `detail` is for staff and logs: the error's last line, a signal's name."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave: the task's JSON octets and blobs, or a failure; the processor time and the peak of memory in octets."""

    data: bytes | None
    blobs: tuple[bytes, ...] = ()
    failure: Failure | None = None
    cpu_seconds: float = 0.0
    peak_rss: int = 0


class Cage:
    """One warm process and the calls to it, one at a time; a thread that wants its own takes its own cage.

    `preload` are modules to import before the first fork; `boot` is ("package.module:function", argument for JSON), called once.
    Raises FaultError where the process cannot be started.
    """

    def __init__(self, preload: Sequence[str], boot: tuple[str, Any] | None = None, limits: Limits | None = None) -> None:
        self._setup = json.dumps({"preload": list(preload), "boot": boot}).encode()
        self._limits = limits or Limits()
        self._turn = threading.Lock()
        self._zygote: ZygoteLine | None = ZygoteLine(self._setup)
        self._protection = self._zygote.protection

    @property
    def protection(self) -> tuple[str, ...]:
        """The walls that stand on this machine: limits, own-user or no-capabilities, landlock, seccomp."""
        return self._protection

    @property
    def process(self) -> int | None:
        """The process number of the zygote, None where there is none just now."""
        return self._zygote.process.pid if self._zygote else None

    def call(self, task: str, octets: bytes, params: Mapping[str, Any] | None = None, seconds: float | None = None) -> Answer:
        """Run "package.module:function" on octets in a child of its own.

        Never raises because of what the octets are. Raises FaultError where no process can be started any more.
        """
        with self._turn:
            for _ in range(2):  # the second time with a fresh zygote: that one died between calls is nobody's fault
                zygote = self._zygote = self._zygote or ZygoteLine(self._setup)
                answer = self._ask(zygote, task, octets, params or {}, seconds or self._limits.seconds)
                if answer is not None:
                    return answer
                self._drop()
        return Answer(None, failure=Failure("crash", "the reading process was ended from outside, twice"))

    def close(self) -> None:
        """End the process. A later call starts a new one."""
        with self._turn:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _drop(self) -> None:
        if self._zygote is not None:
            self._zygote.end()
            self._zygote = None

    def _ask(self, zygote: ZygoteLine, task: str, octets: bytes, params: Mapping[str, Any], seconds: float) -> Answer | None:
        """Return the answer, or None where the zygote is gone."""
        order, question = self._order(task, octets, params, seconds)
        answer = _memory_file()
        try:
            try:
                verdict = zygote.ask(order, (question, answer), seconds + _GRACE_SECONDS)
            except TimeoutError:
                self._drop()
                return Answer(None, failure=Failure("timeout", "the reading process did not answer and was replaced"))
            return None if verdict is None else self._answer(verdict, answer, seconds)
        finally:
            os.close(question)
            os.close(answer)

    def _order(self, task: str, octets: bytes, params: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], int]:
        written = json.dumps(dict(params)).encode()
        question = _memory_file()
        for piece in (memoryview(octets), memoryview(written)):
            rest = piece
            while rest:
                rest = rest[os.write(question, rest) :]
        limits = self._limits
        bounds = Bounds(int(seconds) + 1, limits.address_space, limits.output + MIB, limits.open_files)
        order = {"task": task, "seconds": seconds, "octets": len(octets), "params": len(written), "bounds": asdict(bounds)}
        own = {} if limits.workshop is None else {"readable": limits.workshop, "room": limits.room or tempfile.gettempdir()}
        return {**order, **own, "most_data": limits.data, "most_output": limits.output}, question

    def _answer(self, verdict: Mapping[str, Any], file: int, seconds: float) -> Answer:
        used = {"cpu_seconds": verdict["cpu_seconds"], "peak_rss": verdict["peak_rss"]}
        failure = _failure_of(verdict, seconds)
        if failure is not None:
            return Answer(None, failure=failure, **used)
        outcome, data, blobs = _cut(file, self._limits.output)
        if outcome == child.ANSWERED:
            return Answer(data, blobs, **used)
        said = {child.MEMORY: "memory", child.TOO_LARGE: "output", child.ERROR: "error"}.get(outcome, "crash")
        return Answer(None, failure=Failure(said, data.decode("utf-8", "replace")), **used)  # type: ignore[arg-type]


def _memory_file() -> int:
    """Return the descriptor of a new file that has no name and lies in memory where the system can do that."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("call", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _failure_of(verdict: Mapping[str, Any], seconds: float) -> Failure | None:
    status = verdict["status"]
    if not verdict["within"]:
        return Failure("output", "it filled its folder")
    if not verdict["in_time"] or status == -signal.SIGXCPU:
        return Failure("timeout", f"no answer within {seconds:g} s")
    if status < 0:
        return Failure("crash", f"ended by {signal.Signals(-status).name}")
    return Failure("crash", f"ended with exit status {status}") if status else None


def _cut(file: int, most: int) -> tuple[int, bytes, tuple[bytes, ...]]:
    """Cut an answer file into outcome, data and blobs; -1 and what is wrong where its measures do not fit its size."""
    size = os.fstat(file).st_size
    head = os.pread(file, child.HEADER.size, 0)
    if size == 0 or len(head) < child.HEADER.size:
        return -1, b"ended without an answer", ()
    magic, outcome, count, length = child.HEADER.unpack(head)
    begin = child.HEADER.size + 8 * count
    if magic != child.MAGIC or begin > size:
        return -1, b"the answer is not one", ()
    lengths = [length, *struct.unpack(f"<{count}Q", os.pread(file, 8 * count, child.HEADER.size))]
    if begin + sum(lengths) != size or size > most + begin:
        return -1, b"the answer is not one", ()
    pieces = []
    for wanted in lengths:
        pieces.append(os.pread(file, wanted, begin))
        begin += wanted
    return outcome, pieces[0], tuple(pieces[1:])
