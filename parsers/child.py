"""The life of one confined child: an order and two files in, an answer in the second file out, then the end.

The answer is a header (magic, outcome, number of blobs, octets of data, octets of each blob), the data, the blobs. Nothing is
pickled: what the child wrote is only ever cut into octets.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parsers import confinement

MAGIC = b"QIA1"
HEADER = struct.Struct("<4sBIQ")
ANSWERED, ERROR, MEMORY, TOO_LARGE = range(4)

Task = Callable[[bytes, Mapping[str, Any]], tuple[bytes, Sequence[bytes]]]

_DETAIL_CHARACTERS = 500
_WRITE_AT_ONCE = 1 << 30


def function(name: str) -> Callable[..., Any]:
    """Return the function that "package.module:function" names."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def live(
    order: Mapping[str, Any], files: tuple[int, int], walls: confinement.Walls, parent: int, workshop: confinement.Workshop | None
) -> None:
    """Confine this process, do the task (in its workshop, where it has one), write the answer, end. Never returns."""
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _close_all_but({*files, *(() if walls.ruleset is None else (walls.ruleset,))})
        if workshop is not None:
            os.chdir(workshop.folder)
        walls.put_on(confinement.Bounds(**order["bounds"]), parent, workshop)
        _write(files[1], *_outcome(order, files[0]))
        code = 0
    finally:
        os._exit(code)


def _close_all_but(kept: set[int]) -> None:
    begin = 3
    for descriptor in sorted(kept):
        os.closerange(begin, descriptor)
        begin = descriptor + 1
    os.closerange(begin, os.sysconf("SC_OPEN_MAX"))


def _outcome(order: Mapping[str, Any], question: int) -> tuple[int, bytes, Sequence[bytes]]:
    try:
        octets = _read(question, order["octets"], 0)
        params = json.loads(_read(question, order["params"], order["octets"]))
        os.close(question)
        task: Task = function(order["task"])
        data, blobs = task(octets, params)
    except MemoryError:
        return MEMORY, b"", ()
    except BaseException as error:  # noqa: BLE001 - also what a library raises to end the process
        return ERROR, _last_words(error), ()
    if len(data) > order["most_data"] or len(data) + sum(map(len, blobs)) > order["most_output"]:
        return TOO_LARGE, b"", ()
    return ANSWERED, data, blobs


def _read(descriptor: int, size: int, offset: int) -> bytes:
    octets = os.pread(descriptor, size, offset)
    if len(octets) != size:
        raise OSError("the order came short")
    return octets


def _write(descriptor: int, outcome: int, data: bytes, blobs: Sequence[bytes]) -> None:
    os.ftruncate(descriptor, 0)  # a task may have scribbled on it
    header = HEADER.pack(MAGIC, outcome, len(blobs), len(data)) + struct.pack(f"<{len(blobs)}Q", *map(len, blobs))
    offset = 0
    for piece in (header, data, *blobs):
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(descriptor, rest[:_WRITE_AT_ONCE], offset)
            offset, rest = offset + written, rest[written:]


def _last_words(error: BaseException) -> bytes:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f" ({os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno})"  # noqa: PTH119
    said = " ".join(f"{type(error).__name__}: {error}".split())[:_DETAIL_CHARACTERS]
    return (said + where).encode("utf-8", "replace")
