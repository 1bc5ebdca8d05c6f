"""An SMTP server that answers as a test tells it to, phase by phase, and breaks the line where it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult

from config.settings import SmtpSettings
from demo.smtp_server import LoopbackController

DROP = "drop"  # the line breaks in place of an answer
KEEP_AND_DROP = "keep and drop"  # the letter was taken, but the answer is lost (phase "dot")
STALL = "stall"  # no answer, for as long as the client waits


@dataclass
class Taken:
    """A letter that the server took."""

    sender: str
    recipient: str
    octets: bytes
    connection: int

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.octets, policy=policy.default)


@dataclass
class Letterbox:
    """`script["rcpt"] = ["451 later", None]` answers the first RCPT so and the second as usual. Phases: connect (the greeting),
    ehlo, auth, mail, rcpt, data, dot. `taken` is what came in; `logins` and `connections` count.
    """

    user: str = ""
    password: str = "abcdefghijklmnop"
    tls: ssl.SSLContext | None = None
    starttls: bool = False
    script: dict[str, deque[str | None]] = field(default_factory=lambda: defaultdict(deque))
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    logins: int = 0
    port: int = 0

    def settings(self, **changes: object) -> SmtpSettings:
        """What a Postman needs to send through this server."""
        own = {
            "host": "localhost" if self.tls else "127.0.0.1", "port": self.port, "security": "none", "user": self.user, "password": self.password,
            "sender": "质量协会 <office@example.com>", "interval_seconds": 0, "per_day": 0, "per_sender_per_day": 0, "read_seconds": 2,
        }  # fmt: skip
        return SmtpSettings.model_validate(own | changes)

    def answers(self, phase: str, *answers: str | None) -> None:
        self.script[phase].extend(answers)

    async def answer(self, phase: str, server: SMTP) -> str | None:
        """The scripted answer of a phase, or None for the usual one."""
        given = self.script[phase].popleft() if self.script[phase] else None
        if given == STALL:
            await asyncio.sleep(30)
        if given in {DROP, KEEP_AND_DROP, STALL}:
            server.transport.abort()
            raise ConnectionResetError
        return given

    def __enter__(self) -> Self:
        self._controller = _Controller(self)
        self._controller.start()
        self.connections = 0  # aiosmtpd has greeted itself once
        self.port = self._controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class _Conversation(SMTP):
    """aiosmtpd's own server with our word before its own."""

    def __init__(self, box: Letterbox, **options: object) -> None:
        self._box = box
        super().__init__(_Taker(box), **options)

    async def _handle_client(self):
        self._box.connections += 1
        try:
            greeting = await self._box.answer("connect", self)
        except ConnectionResetError:
            return
        if greeting is not None:
            await self.push(greeting)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg):  # noqa: N802
        said = await self._box.answer("data", self)
        if said:
            await self.push(said)
        else:
            await super().smtp_DATA(arg)


class _Taker:
    """What aiosmtpd asks of a receiver, phase by phase."""

    def __init__(self, box: Letterbox) -> None:
        self._box = box

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        said = await self._box.answer("ehlo", server)
        if said:
            return [said]
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if said := await self._box.answer("mail", server):
            return said
        envelope.mail_from = address
        return "250 Mail OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if said := await self._box.answer("rcpt", server):
            return said
        envelope.rcpt_tos.append(address)
        return "250 Mail OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        keeps = list(self._box.script["dot"])[:1] == [KEEP_AND_DROP]
        mail = Taken(envelope.mail_from, ",".join(envelope.rcpt_tos), bytes(envelope.content), self._box.connections)
        if keeps:
            self._box.taken.append(mail)
        if said := await self._box.answer("dot", server):
            return said
        self._box.taken.append(mail)
        return "250 Mail OK queued as test"


class _Controller(LoopbackController):
    def __init__(self, box: Letterbox) -> None:
        self._box = box
        super().__init__(_Taker(box), ssl_context=box.tls if box.tls and not box.starttls else None)

    def conversation(self):
        box = self._box
        options = {"data_size_limit": 0, "hostname": "mail.test", "ident": "test"}
        if box.user:
            options |= {"authenticator": self._authenticate, "auth_require_tls": False}
        if box.starttls:
            options["tls_context"] = box.tls
        return _Conversation(box, **options)

    def _authenticate(self, server, session, envelope, mechanism, data):
        self._box.logins += 1
        said = self._box.script["auth"].popleft() if self._box.script["auth"] else None
        if said is not None:
            return AuthResult(success=False, handled=False, message=said)
        right = (data.login, data.password) == (self._box.user.encode(), self._box.password.encode())
        return AuthResult(success=right, handled=False, message=None if right else "535 Error: authentication failed")
