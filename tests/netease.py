"""A line in front of a real Dovecot that behaves as imap.126.com does (mail.md §1.1), and breaks where a test tells it to."""

from __future__ import annotations

import re
import socket
import socketserver
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from config.settings import ImapSettings
from tests.dovecot import Account

GREETING = b"* OK Coremail System IMap Server Ready(163com[10774b260cc7a37d26d71b52404dcf5cs])\r\n"
CAPABILITY = b"IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS APPENDLIMIT=71680000 XAPPLEPUSHSERVICE UIDPLUS X-CM-EXT-1 SASL-IR"
WRONG_PASSWORD = "NO LOGIN Login error or password error"
BUSY = "NO LOGIN Login fail. Too many login attempts, please try again later"
_UNSAFE = b"%s NO %s Unsafe Login. Please contact kefu@188.com for help\r\n"
_UNTOLD = re.compile(rb"^\* OK \[(UIDNEXT|HIGHESTMODSEQ|NOMODSEQ|UNSEEN|CLOSED)", re.IGNORECASE)
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


@dataclass
class Cut:
    """Break the line once `after` octets of answers to a FETCH of bodies have gone through: "rst", "fin" or "stall"."""

    after: int
    how: str = "rst"
    times: int = 1


@dataclass
class Answers:
    """How the server is today."""

    login: str | None = None  # in place of the true answer
    bye: bool = False  # hangs up at the greeting
    unsafe: bool = False  # trusts nobody, ID or not
    search: str = (
        "all"  # "all": ALL alone serves; "empty": says nothing to any; "bad": refuses any; "half": says half; "endless": too long a line
    )
    drop_before: bytes = b""  # hangs up instead of answering a command that holds this
    refuse_fetch_of: frozenset[int] = frozenset()  # NO to a FETCH of bodies that holds one of these UIDs
    vanish: dict[int, object] = field(default_factory=dict)  # UID → what to call just before its body is asked for
    cut: Cut | None = None
    delay: float = 0.0  # seconds before every command, as a line with that round trip has it


class NetEase(socketserver.ThreadingTCPServer):
    """A proxy for one account; `commands` is everything that a client said, without tags and passwords."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, account: Account) -> None:
        self.account = account
        self.now = Answers()
        self.commands: list[str] = []
        self.lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Line)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def settings(self, **changes: object) -> ImapSettings:
        return self.account.settings(**({"port": self.port} | changes))

    def said(self, verb: str) -> list[str]:
        return [c for c in self.commands if c.startswith(verb)]

    def hang_up(self) -> None:
        """Break every line that is open."""
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self.shutdown()
        self.server_close()


class _Line(socketserver.StreamRequestHandler):
    server: NetEase

    def handle(self) -> None:
        self.server.lines.add(self.connection)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.server.now.bye:
                self.wfile.write(b"* BYE Coremail System is busy\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.server.account.port)) as upstream:
                self._relay(upstream)
        except OSError:
            pass
        finally:
            self.server.lines.discard(self.connection)

    def _relay(self, upstream: socket.socket) -> None:
        self._introduced = self._fetching = False
        self._passed = 0
        self._answers = upstream.makefile("rb")
        self._answers.readline()
        self.wfile.write(GREETING)
        back = threading.Thread(target=self._pump, daemon=True)
        back.start()
        while line := self.rfile.readline():
            tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            self.server.commands.append(re.sub(rb"^(LOGIN \S+).*", rb"\1", command, flags=re.IGNORECASE).decode())
            time.sleep(self.server.now.delay)
            own = self._own_answer(tag, command)
            if own is None:
                upstream.sendall(line)
            elif own:
                self.wfile.write(own)
            else:
                break
        with suppress(OSError):
            upstream.shutdown(socket.SHUT_RDWR)
        back.join(5)
        self._answers.close()

    def _own_answer(self, tag: bytes, command: bytes) -> bytes | None:  # noqa: PLR0911 - one line for each habit
        """What NetEase says where Dovecot would say something else; None to ask Dovecot, empty to hang up."""
        now, upper = self.server.now, command.upper()
        verb = upper.split(b" ")[0]
        if now.drop_before and now.drop_before in upper:
            return b""
        if verb == b"CAPABILITY":
            return b"* CAPABILITY " + CAPABILITY + b"\r\n" + tag + b" OK CAPABILITY completed\r\n"
        if verb == b"ID":
            self._introduced = True
            return b'* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" "7a37d26d")\r\n' + tag + b" OK ID completed\r\n"
        if verb == b"LOGIN" and now.login:
            return tag + b" " + now.login.encode() + b"\r\n"
        if verb in {b"SELECT", b"EXAMINE"} and (now.unsafe or not self._introduced):
            return _UNSAFE % (tag, verb)
        if verb in {b"IDLE", b"MOVE", b"NAMESPACE", b"ENABLE"}:
            return tag + b" BAD Parse command error\r\n"
        if upper.startswith(b"UID SEARCH"):
            return self._searched(tag, upper)
        self._fetching = b"BODY.PEEK[]" in upper
        if self._fetching:
            return self._fetched(tag, upper)
        return None

    def _searched(self, tag: bytes, upper: bytes) -> bytes | None:
        if upper != b"UID SEARCH ALL" or self.server.now.search == "bad":
            return tag + b" BAD Parse command error\r\n"
        if self.server.now.search == "endless":  # over the million octets that Python's imaplib takes in a line
            return b"* SEARCH" + b" 1433920980" * 100_000 + b"\r\n" + tag + b" OK SEARCH completed\r\n"
        if self.server.now.search == "empty":
            return b"* SEARCH\r\n" + tag + b" OK SEARCH completed\r\n"
        return None

    def _fetched(self, tag: bytes, upper: bytes) -> bytes | None:
        uids = {int(n) for n in re.findall(rb"\d+", upper.split(b" (")[0])}
        for uid in uids & set(self.server.now.vanish):
            self.server.now.vanish.pop(uid)()
        if uids & self.server.now.refuse_fetch_of:
            return tag + b" NO FETCH Internal error\r\n"
        return None

    def _pump(self) -> None:
        """Carry Dovecot's answers back, less what NetEase does not tell."""
        with suppress(OSError, ValueError):
            while line := self._answers.readline():
                if line.startswith(b"* CAPABILITY") or _UNTOLD.match(line):
                    continue
                if self.server.now.search == "half" and line.startswith(b"* SEARCH "):
                    words = line.split()
                    line = b" ".join(words[: 2 + (len(words) - 2) // 2]) + b"\r\n"
                line = re.sub(rb" \[CAPABILITY [^\]]*\]", b"", line).replace(rb" \*)", b")")
                self._say(line)
                if literal := _LITERAL.search(line):
                    self._say(self._answers.read(int(literal[1])))
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _say(self, octets: bytes) -> None:
        cut = self.server.now.cut
        if cut is None or not self._fetching or self._passed + len(octets) <= cut.after:
            self._passed += len(octets) if self._fetching else 0
            self.wfile.write(octets)
            return
        self.wfile.write(octets[: max(0, cut.after - self._passed)])
        cut.times -= 1
        if not cut.times:
            self.server.now.cut = None
        if cut.how == "stall":
            time.sleep(30)
        if cut.how == "rst":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        raise OSError("cut")
