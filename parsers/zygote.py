"""The warm process that forks one confined child per call: orders come in on a socket with two descriptors, verdicts go out.

An order is one packet of JSON with the descriptors of a file to read (octets, then params as JSON) and of a file to write the
answer to; the verdict is one packet of JSON. The zygote itself never touches a stranger's octet.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers import child, confinement, workshop

PACKET = 65536
DETAIL_CHARACTERS = 2000

_POLL_MILLISECONDS = 500
_CHILDREN = Path("/proc/thread-self/children")


@dataclass(frozen=True, slots=True)
class Post:
    """Where the zygote stands: its line to the daemon, and a pipe that becomes readable whenever a child ends."""

    channel: socket.socket
    bell: int
    walls: confinement.Walls


def serve(descriptor: int, root: str) -> None:
    """Work off orders until the other end closes the socket."""
    channel = socket.socket(fileno=descriptor)
    _be_quiet()
    try:
        walls = _boot(json.loads(channel.recv(PACKET)), Path(root))
    except Exception:  # noqa: BLE001 - whatever a preloaded module raises belongs to the caller
        channel.send(json.dumps({"failed": traceback.format_exc()[-DETAIL_CHARACTERS:]}).encode())
        return
    channel.send(json.dumps({"protection": walls.names}).encode())
    post = Post(channel, _bell(), walls)
    while True:
        packet, files, _, _ = socket.recv_fds(channel, PACKET, 2)
        if not packet:
            return
        channel.send(json.dumps(_carry_out(json.loads(packet), (files[0], files[1]), post)).encode())


def _be_quiet() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    os.chdir("/")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a stop that is sent to the whole service lets the daemon finish its work in hand


def _boot(setup: dict[str, Any], root: Path) -> confinement.Walls:
    for module in (*(p.name for p in confinement.packages(root)), *setup["preload"]):  # a child may not list the root, so not find them
        importlib.import_module(module)
    if setup["boot"]:
        name, argument = setup["boot"]
        child.function(name)(argument)
    walls = confinement.walls(root)
    walls.prepare()
    gc.collect()
    gc.freeze()  # what is loaded stays shared between the children
    return walls


def _bell() -> int:
    ear, mouth = os.pipe()
    os.set_blocking(ear, False)
    os.set_blocking(mouth, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    return ear


def _carry_out(order: dict[str, Any], files: tuple[int, int], post: Post) -> dict[str, Any]:
    """Carry out an order; one with "readable" gets a folder of its own to work in, which is gone afterwards."""
    if "readable" not in order:
        return _one_life(order, files, post, None)
    with workshop.private_folder(Path(order["room"]), confinement.NOBODY if post.walls.nobody else None) as folder:
        return _one_life(order, files, post, confinement.Workshop(folder, tuple(map(Path, order["readable"]))))


def _one_life(order: dict[str, Any], files: tuple[int, int], post: Post, own: confinement.Workshop | None) -> dict[str, Any]:
    deadline = time.monotonic() + order["seconds"]
    zygote = os.getpid()
    worker = os.fork()
    if worker == 0:
        child.live(order, files, post.walls, zygote, own)
    for descriptor in files:
        os.close(descriptor)
    keeps_within = (lambda: True) if own is None else lambda: workshop.is_within(own.folder, order["most_output"])
    outcome = _wait(worker, deadline, post, keeps_within)
    _kill_group(worker)  # before it is reaped, so that its number cannot have become another's
    _, status, usage = os.wait4(worker, 0)
    _end_strays()
    return {
        "in_time": outcome != "late",
        "within": outcome != "too much",
        "status": os.waitstatus_to_exitcode(status),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_rss": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _wait(worker: int, deadline: float, post: Post, keeps_within: Callable[[], bool]) -> str:
    """Wait until the child has "ended", is "late" or has written "too much"; end with the daemon if that goes."""
    poller = select.poll()
    poller.register(post.bell, select.POLLIN)
    poller.register(post.channel, 0)  # only its hanging up
    while os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        left = deadline - time.monotonic()
        if left <= 0:
            return "late"
        if not keeps_within():
            return "too much"
        for descriptor, event in poller.poll(min(left * 1000 + 1, _POLL_MILLISECONDS)):
            if descriptor == post.bell:
                os.read(post.bell, 512)
            elif event & (select.POLLHUP | select.POLLERR):
                _kill_group(worker)
                os.waitpid(worker, 0)
                sys.exit(0)  # through whatever is still to be removed
    return "ended"


def _kill_group(worker: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(worker, signal.SIGKILL)


def _end_strays() -> None:
    """End and reap what a child left behind, where the kernel has no filter that forbids processes."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for stray in _CHILDREN.read_text(encoding="ascii").split() if _CHILDREN.exists() else ():
                _kill_group(int(stray))
            if os.waitpid(-1, 0 if _CHILDREN.exists() else os.WNOHANG)[0] == 0:
                return
