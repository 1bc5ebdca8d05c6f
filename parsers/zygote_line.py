"""The daemon's end of the line to a zygote: starts it, sends orders with descriptors, receives verdicts, ends it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model import FaultError
from parsers.zygote import PACKET

ROOT = Path(__file__).resolve().parent.parent

_BOOT_SECONDS = 60
_END_SECONDS = 2
_START = "import sys; sys.path.insert(0, sys.argv[2]); from parsers.zygote import serve; serve(int(sys.argv[1]), sys.argv[2])"
# Nothing of the daemon's environment: it may hold passwords. One thread, so that a fork is safe.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class ZygoteLine:
    """A started zygote. `protection` names the walls that stand; raises FaultError where it does not come up."""

    def __init__(self, setup: bytes) -> None:
        self._channel, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [sys.executable, "-I", "-c", _START, str(far.fileno()), str(ROOT)],
                stdin=subprocess.DEVNULL,
                pass_fds=(far.fileno(),),
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        try:
            self.protection = self._greeting(setup)
        except BaseException:
            self.end()
            raise

    def ask(self, order: Mapping[str, Any], files: tuple[int, int], seconds: float) -> dict[str, Any] | None:
        """Return the verdict on an order, or None where the zygote is gone. Raises TimeoutError."""
        self._channel.settimeout(seconds)
        try:
            socket.send_fds(self._channel, [json.dumps(order).encode()], files)
            packet = self._channel.recv(PACKET)
        except (BrokenPipeError, ConnectionResetError):
            return None
        verdict: dict[str, Any] | None = json.loads(packet) if packet else None
        return verdict

    def end(self) -> None:
        """End the zygote, gently where it listens, and whatever child it has."""
        self._channel.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _greeting(self, setup: bytes) -> tuple[str, ...]:
        self._channel.settimeout(_BOOT_SECONDS)
        try:
            self._channel.send(setup)
            packet = self._channel.recv(PACKET)
        except OSError as error:
            raise FaultError(f"the reading process does not start: {error}") from error
        said = json.loads(packet) if packet else {"failed": f"it ended at once ({self.process.wait(_END_SECONDS)})"}
        if "failed" in said:
            raise FaultError(f"the reading process does not start: {said['failed'].strip().splitlines()[-1]}", retry=False)
        return tuple(said["protection"])
