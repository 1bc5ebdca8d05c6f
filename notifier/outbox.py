"""A letter in, what became of it out; the only smtplib in the house.

One letter, one recipient, one answer from the server. What the answer means stands in `smtp_codes`; when a letter may go, in
`caps`; who keeps count is the ledger.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self

from config.settings import SmtpSettings
from model import FaultError, Letter
from notifier.halt import Halt, timed
from notifier.mime import UnaddressableError, address_of, octets_of, one_line, wire_address
from notifier.smtp_codes import Delivery, Outcome, Phase, decide, lost

_MOST_LETTERS = 20  # a connection; NetEase answers 450 MI:DMC to those that send too many
_LONGEST_REST = 20.0  # seconds between letters for which a connection is held open
_WORDS = 300
_NO_TLS = "这不是加密端口，请核对 smtp.port 与 smtp.security（tls 一般为 465 或 994，starttls 为 25 或 587）"
_HINTS = (
    (socket.gaierror, "找不到主机，请检查 smtp.host 和网络"),
    (ConnectionRefusedError, "对方拒绝连接，请检查 smtp.host 与 smtp.port"),
    (TimeoutError, "对方没有应答（超时），请检查 smtp.host、smtp.port、smtp.security 和网络"),
)
_LEADING_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A letter on its way: its Message-ID stays the same in every attempt.

    `sender` "" for the setting; `attempts` how often it failed before by its own; `was_unknown`: it may already have gone once.
    """

    letter: Letter
    message_id: str
    sender: str = ""
    attempts: int = 0
    was_unknown: bool = False


@dataclass(frozen=True, slots=True)
class PostmanReport:
    """What the outgoing server said to check-config: place (host:port), its extensions, and whether we logged in."""

    place: str
    features: tuple[str, ...]
    logged_in: bool

    def lines(self) -> tuple[str, ...]:
        """Return the report for the terminal."""
        return (f"发信 {self.place}：{'登录成功' if self.logged_in else '未登录（smtp.user 为空）'}", f"能力：{' '.join(self.features)}")


class _StoppedError(Exception):
    """The conversation ended with a verdict."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.words)
        self.delivery = delivery


class Postman:
    """Sends letters over one connection, which is held open while letters follow one another closely."""

    def __init__(self, settings: SmtpSettings, clock: Callable[[], datetime]) -> None:
        """Connect at the first letter, not here. `clock` gives aware times in the zone of the Date header."""
        self._settings = settings
        self._clock = clock
        self._client: smtplib.SMTP | None = None
        self._carried = 0
        self._halt = Halt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye and hang up; never raises."""
        client, self._client, self._carried = self._client, None, 0
        if client is not None:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def send(self, item: OutboxItem) -> Delivery:
        """Hand one letter to the server and return what became of it; never raises for what a server or a line does.

        After a verdict that concerns all letters, the server is left alone until its wait is over: the verdict is repeated.
        """
        if (halted := self._halt.verdict(self._clock())) is not None:
            return halted
        sender = item.sender or self._settings.sender
        try:
            octets = octets_of(item.letter, item.message_id, sender, self._clock(), precedence_bulk=self._settings.precedence_bulk)
        except UnaddressableError as error:
            return Delivery(Outcome.PARKED, reason=str(error))
        delivery = self._delivered(octets, self._account(sender), item)
        if not delivery.is_sent or self._settings.interval_seconds > _LONGEST_REST or self._carried >= _MOST_LETTERS:
            self.close()
        delivery = timed(delivery, self._clock(), item.message_id, was_unknown=item.was_unknown)
        self._halt.note(delivery, self._clock())
        return delivery

    def probe(self) -> PostmanReport:
        """Connect and log in without sending; raises FaultError with what to mend."""
        self.close()
        try:
            client = self._connected()
        except _StoppedError as error:
            told = error.delivery
            said = f"（{f'{told.code} ' if told.code else ''}{told.words}）" if told.words else ""
            raise FaultError(f"发信服务器 {self._place}：{told.reason}{said}。", retry=told.outcome is not Outcome.ALARM) from None
        features = tuple(f"{name.upper()} {value}".strip() for name, value in client.esmtp_features.items())
        self.close()
        return PostmanReport(self._place, features, bool(self._settings.user))

    # ---- one letter ------------------------------------------------------------------------------------------------

    def _delivered(self, octets: bytes, account: str, item: OutboxItem) -> Delivery:
        reused = self._client is not None
        try:
            return self._converse(octets, account, item)
        except _StoppedError as error:
            delivery = error.delivery
        self.close()
        if not (reused and delivery.outcome is Outcome.RETRY and not delivery.code):
            return delivery
        try:  # a server may well have closed a line on which nothing was said for a while
            return self._converse(octets, account, item)
        except _StoppedError as error:
            return error.delivery

    def _converse(self, octets: bytes, account: str, item: OutboxItem) -> Delivery:
        client = self._connected()
        to, tries = wire_address(item.letter.to.address), item.attempts
        self._carried += 1
        _ask(Phase.MAIL, tries, lambda: client.mail(account))
        _ask(Phase.RCPT, tries, lambda: client.rcpt(to))
        _ask(Phase.DATA, tries, lambda: client.docmd("DATA"), expected=354)
        # up to the last line the server has nothing that it could deliver; after it, silence proves nothing
        _ask(Phase.DATA, tries, lambda: _said(client, _LEADING_DOT.sub(b"..", octets)))
        code, words = _ask(Phase.DOT, tries, lambda: _finished(client))
        return decide(code, words, tries, Phase.DOT)

    # ---- the connection --------------------------------------------------------------------------------------------

    def _account(self, sender: str) -> str:
        """Return the envelope's sender: the account itself (NetEase answers 554 DT:SUM to any other)."""
        return self._settings.user if "@" in self._settings.user else address_of(sender)

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            client = self._reached()
            try:
                self._enter(client)
            except BaseException:
                client.close()
                raise
            self._client, self._carried = client, 0
        return self._client

    def _reached(self) -> smtplib.SMTP:
        own = self._settings
        try:
            if own.security == "tls":
                context = ssl.create_default_context()
                return smtplib.SMTP_SSL(own.host, own.port, timeout=own.connect_seconds, context=context)
            return smtplib.SMTP(own.host, own.port, timeout=own.connect_seconds)
        except (smtplib.SMTPException, OSError) as error:
            raise _StoppedError(self._verdict(error, Phase.CONNECT)) from error

    def _enter(self, client: smtplib.SMTP) -> None:
        own = self._settings
        if client.sock is not None:
            client.sock.settimeout(own.read_seconds)
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last line goes apart: 40 ms a letter otherwise
        phase = Phase.CONNECT
        try:
            _greet(client)
            if own.security == "starttls":
                client.starttls(context=ssl.create_default_context())
                client.ehlo()
            phase = Phase.LOGIN
            if own.user:
                client.login(own.user, own.password.get_secret_value())
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a password that ASCII cannot say
            raise _StoppedError(self._verdict(error, phase)) from None

    def _verdict(self, error: Exception, phase: Phase) -> Delivery:
        """Return the verdict on a connection or login that failed."""
        words = _words(str(error))
        if isinstance(error, smtplib.SMTPResponseException):
            return decide(error.smtp_code, _words(error.smtp_error), 0, phase)
        if isinstance(error, ssl.SSLCertVerificationError):
            return Delivery(Outcome.ALARM, 3600.0, 0, words, "安全证书没有通过验证，请检查 smtp.host、本机时间和系统根证书")
        if isinstance(error, (smtplib.SMTPNotSupportedError, UnicodeError)):
            return Delivery(
                Outcome.ALARM, 3600.0, 0, words, "服务器不支持所设的加密或登录方式，请核对 smtp.security、smtp.port 与 smtp.user"
            )
        if isinstance(error, ssl.SSLError) and "WRONG_VERSION_NUMBER" in str(error):
            return Delivery(Outcome.ALARM, 3600.0, 0, words, _NO_TLS)
        hint = next((said for kind, said in _HINTS if isinstance(error, kind)), "")
        delivery = lost(words, 0, phase)
        return replace(delivery, reason=f"{delivery.reason}：{hint}") if hint else delivery

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"


def _greet(client: smtplib.SMTP) -> None:
    """Say EHLO, and HELO to those that know nothing newer; a server that asks us to come later is not asked a second time."""
    code, said = client.ehlo()
    if code // 100 == 5:
        code, said = client.helo()
    if code // 100 != 2:
        raise smtplib.SMTPHeloError(code, said)


def _ask(phase: Phase, attempts: int, question: Callable[[], tuple[int, bytes]], expected: int = 250) -> tuple[int, str]:
    """Return the server's answer, or raise the verdict on any that is not of the expected class."""
    try:
        code, said = question()
    except (smtplib.SMTPException, OSError) as error:
        raise _StoppedError(lost(_words(str(error)), attempts, phase)) from error
    words = _words(said)
    if code // 100 != expected // 100:
        raise _StoppedError(decide(code, words, attempts, phase))
    return code, words


def _said(client: smtplib.SMTP, octets: bytes) -> tuple[int, bytes]:
    client.send(octets if octets.endswith(b"\r\n") else octets + b"\r\n")
    return 250, b""


def _finished(client: smtplib.SMTP) -> tuple[int, bytes]:
    client.send(b".\r\n")
    return client.getreply()


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(text)[:_WORDS]
