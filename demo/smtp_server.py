"""Letters in over SMTP on a loopback port, a list of what came out; for `make demo`, where nothing may leave the machine."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass(frozen=True, slots=True)
class DeliveredLetter:
    """A letter as it came in: envelope and octets."""

    sender: str
    recipients: tuple[str, ...]
    octets: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return message_from_bytes(self.octets, policy=policy.default)


class LoopbackController(Controller):
    """A controller that lets the system choose the port, and that leaves no line open behind it."""

    def __init__(self, handler: Any, **options: Any) -> None:
        """Take what aiosmtpd's own takes."""
        self._conversations: list[SMTP] = []
        super().__init__(handler, hostname="127.0.0.1", port=0, data_size_limit=0, **options)

    def factory(self) -> SMTP:
        """Return the server of one connection."""
        self._conversations.append(self.conversation())
        return self._conversations[-1]

    def conversation(self) -> SMTP:
        """Return aiosmtpd's own server."""
        return SMTP(self.handler, **self.SMTP_kwargs)

    def stop(self, no_assert: bool = False) -> None:  # noqa: FBT001, FBT002 - aiosmtpd's own signature
        """Break every line, then end the server's thread."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(5)
        super().stop(no_assert)

    def _trigger_server(self) -> None:
        if isinstance(self.server, asyncio.Server):
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    async def _hang_up(self) -> None:
        for conversation in self._conversations:
            if conversation.transport is not None:
                conversation.transport.close()
        await asyncio.sleep(0.01)  # a line closes in the loop's next rounds


class _Handler:
    """What aiosmtpd asks of a receiver."""

    def __init__(self, owner: DemoSmtp) -> None:
        self._owner = owner

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd names its hooks so
        self._owner.receive(DeliveredLetter(envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 Mail OK queued as demo"


class DemoSmtp:
    """The server, as a context manager; what comes in stands in `letters`."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        """Nothing listens yet."""
        self._letters: list[DeliveredLetter] = []
        self._lock = threading.Lock()
        self._controller: LoopbackController | None = None

    @property
    def letters(self) -> tuple[DeliveredLetter, ...]:
        """What came in so far, in order."""
        with self._lock:
            return tuple(self._letters)

    @property
    def messages(self) -> tuple[EmailMessage, ...]:
        """What came in so far, parsed."""
        return tuple(letter.message for letter in self.letters)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        if self._controller is None:
            raise RuntimeError("the server does not run; use it as a context manager")
        return int(self._controller.port)

    def receive(self, letter: DeliveredLetter) -> None:
        """Keep a letter; called from the server's own thread."""
        with self._lock:
            self._letters.append(letter)

    def __enter__(self) -> Self:
        self._controller = LoopbackController(_Handler(self))
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
