r"""Mails in, a small IMAP4rev1 mailbox on a loopback port out, for `make demo`: it behaves as imap.126.com does (mail.md §1.1).

No folder opens before ID was said, SEARCH knows ALL and nothing else, SELECT tells no UIDNEXT, UIDs are large with gaps. What
a client of this product needs is here in earnest (RFC 3501: literals, UID sets, \Seen); the rest is refused with BAD.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

CAPABILITY = b"IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ XAPPLEPUSHSERVICE UIDPLUS X-CM-EXT-1"
UNSAFE = b"NO %s Unsafe Login. Please contact kefu@188.com for help"
JUNK = "&V4NXPpCuTvY-"  # 垃圾邮件 in modified UTF-7 (RFC 3501 §5.1.3), as LIST must spell it
_FLAGS = b"(\\Answered \\Seen \\Deleted \\Draft \\Flagged)"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^\s()"]+)')
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}$")
_FIRST_UID, _UID_STEP = 1_400_000_001, 7


@dataclass
class StoredMail:
    """A mail in the mailbox; `flags` change when a client that opened it for writing reads it."""

    uid: int
    octets: bytes
    internaldate: datetime
    flags: set[str] = field(default_factory=set)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, owner: DemoImap) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Session)


class DemoImap:
    """The server, as a context manager; `messages` and `junk` are pairs of octets and INTERNALDATE (aware)."""

    host = "127.0.0.1"

    def __init__(self, messages: Sequence[tuple[bytes, datetime]] = (), junk: Sequence[tuple[bytes, datetime]] = ()) -> None:
        """Lay the mails in; nothing listens yet."""
        self.user, self.password = "demo@example.com", "demo"
        self.folders: dict[str, list[StoredMail]] = {"INBOX": [], JUNK: []}
        for octets, when in messages:
            self.append(octets, when)
        for octets, when in junk:
            self.append(octets, when, JUNK)
        self._server: _Server | None = None

    def append(self, octets: bytes, when: datetime, folder: str = "INBOX") -> int:
        """Lay one more mail in, also while the server runs, and return its UID."""
        mails = self.folders[folder]
        mails.append(StoredMail(_FIRST_UID + _UID_STEP * len(mails), octets, when))
        return mails[-1].uid

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        if self._server is None:
            raise RuntimeError("the server does not run; use it as a context manager")
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-imap", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _RefusedError(Exception):
    """An answer of NO or BAD; the argument is the text after the tag."""


class _Session(socketserver.StreamRequestHandler):
    """One client's connection."""

    server: _Server

    def setup(self) -> None:
        super().setup()
        self._mails: list[StoredMail] = []
        self._logged_in = self._introduced = self._selected = self._may_write = False

    def handle(self) -> None:
        self._say(b"* OK Coremail System IMap Server Ready(demo)")
        try:
            for tag, verb, arguments in self._commands():
                self._serve(tag, verb, arguments)
                if verb == b"LOGOUT":
                    return
        except OSError:
            return  # the client went away

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _commands(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        while line := self._line():
            tag, _, rest = line.partition(b" ")
            verb, _, arguments = rest.partition(b" ")
            if verb.upper() == b"UID":
                second, _, arguments = arguments.partition(b" ")
                verb = b"UID " + second
            yield tag, verb.upper(), arguments

    def _line(self) -> bytes:
        """Return a whole command, its literals turned into quoted strings; empty at the end of the connection."""
        line = self.rfile.readline()
        while literal := _LITERAL.search(line.rstrip(b"\r\n")):
            if not literal[2]:
                self._say(b"+ Ready for additional command text")
            octets = self.rfile.read(int(literal[1]))
            quoted = b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
            line = line.rstrip(b"\r\n")[: literal.start()] + quoted + self.rfile.readline()
        return line.rstrip(b"\r\n")

    def _serve(self, tag: bytes, verb: bytes, arguments: bytes) -> None:
        verbs: dict[bytes, Callable[[bytes], None]] = {
            b"CAPABILITY": self._capability,
            b"NOOP": lambda _: None,
            b"LOGOUT": lambda _: self._say(b"* BYE IMAP4rev1 Server logging out"),
            b"ID": self._id,
            b"LOGIN": self._login,
            b"LIST": self._list,
            b"SELECT": lambda name: self._open(b"SELECT", name),
            b"EXAMINE": lambda name: self._open(b"EXAMINE", name),
            b"UID SEARCH": self._search,
            b"UID FETCH": self._fetch,
        }
        try:
            verbs.get(self._allowed(verb), self._unknown)(arguments)
        except _RefusedError as error:
            self._say(tag + b" " + error.args[0])
        else:
            self._say(tag + b" OK " + verb + b" completed")

    def _allowed(self, verb: bytes) -> bytes:
        if not self._logged_in and verb not in {b"CAPABILITY", b"NOOP", b"LOGOUT", b"ID", b"LOGIN"}:
            raise _RefusedError(b"BAD Command not valid in this state")
        return verb

    def _unknown(self, _: bytes) -> None:
        raise _RefusedError(b"BAD Parse command error")

    def _capability(self, _: bytes) -> None:
        self._say(b"* CAPABILITY " + CAPABILITY)

    def _id(self, arguments: bytes) -> None:
        if len(_words(arguments)) < 2:
            raise _RefusedError(b"BAD Parse command error")
        self._introduced = True
        self._say(b'* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" "demo")')

    def _login(self, arguments: bytes) -> None:
        owner = self.server.owner
        if _words(arguments) != [owner.user, owner.password]:
            raise _RefusedError(b"NO LOGIN Login error or password error")
        self._logged_in = True

    def _list(self, _: bytes) -> None:
        for name in self.server.owner.folders:
            use = b"\\Junk" if name == JUNK else b""
            self._say(b'* LIST (%s) "/" "%s"' % (use, name.encode()))

    def _open(self, verb: bytes, name: bytes) -> None:
        if not self._introduced:
            raise _RefusedError(UNSAFE % verb)
        folder = next(iter(_words(name)), "")
        mails = self.server.owner.folders.get("INBOX" if folder.upper() == "INBOX" else folder)
        if mails is None:
            raise _RefusedError(b"NO " + verb + b" Folder not exist")
        self._mails, self._selected, self._may_write = mails, True, verb == b"SELECT"
        self._say(b"* %d EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] UIDs valid" % len(mails))
        self._say(b"* FLAGS " + _FLAGS + b"\r\n* OK [PERMANENTFLAGS " + _FLAGS + b"] Limited")

    def _search(self, criteria: bytes) -> None:
        if not self._selected or criteria.strip().upper() != b"ALL":
            raise _RefusedError(b"BAD Parse command error")
        self._say(b"* SEARCH" + b"".join(b" %d" % mail.uid for mail in self._mails))

    def _fetch(self, arguments: bytes) -> None:
        wanted, _, rest = arguments.partition(b" ")
        items = [item.upper() for item in re.findall(rb"[^\s()]+", rest)]
        if not self._selected or not items:
            raise _RefusedError(b"BAD Parse command error")
        for number, mail in enumerate(list(self._mails), 1):
            if _is_in(mail.uid, wanted, self._mails[-1].uid):
                parts = [b"UID %d" % mail.uid, *(self._item(mail, item) for item in items if item != b"UID")]
                self._say(b"* %d FETCH (%s)" % (number, b" ".join(parts)))

    def _item(self, mail: StoredMail, item: bytes) -> bytes:
        if item == b"FLAGS":
            return b"FLAGS (%s)" % " ".join(sorted(mail.flags)).encode()
        if item == b"RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(mail.octets)
        if item == b"INTERNALDATE":
            return b'INTERNALDATE "%s"' % _internaldate(mail.internaldate)
        if item not in {b"BODY[]", b"BODY.PEEK[]"}:
            raise _RefusedError(b"BAD Parse command error")
        if item == b"BODY[]" and self._may_write:
            mail.flags.add("\\Seen")
        return b"BODY[] {%d}\r\n%s" % (len(mail.octets), mail.octets)


def _words(text: bytes) -> list[str]:
    """Return the strings and atoms of a command's arguments, parentheses dropped."""
    found = ((quoted, atom) for quoted, atom in _WORD.findall(text))
    return [(atom or re.sub(rb"\\(.)", rb"\1", quoted)).decode("utf-8", "replace") for quoted, atom in found]


def _is_in(uid: int, wanted: bytes, last: int) -> bool:
    """Whether a UID is in a set like 5,7:9,12:* (RFC 3501 §6.4.8: n:* always holds the last one)."""
    for part in wanted.split(b","):
        ends = [last if end == b"*" else int(end) for end in part.split(b":") if end == b"*" or end.isdigit()]
        if ends and min(ends) <= uid <= max(ends):
            return True
    return False


def _internaldate(when: datetime) -> bytes:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return f"{aware.day:2d}-{_MONTHS[aware.month - 1]}-{aware:%Y %H:%M:%S %z}".encode()
