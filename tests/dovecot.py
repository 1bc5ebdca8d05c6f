"""A real Dovecot on this machine's loopback, with as many accounts as tests want; nothing of the system's own Dovecot is touched."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from imapclient import imap_utf7

from config.settings import ImapSettings

PASSWORD = "abcdefghijklmnop"
LONG_AGO = datetime(2019, 5, 6, 10, 0, tzinfo=UTC)

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
mail_max_userip_connections = 100
mail_location = maildir:~/Maildir
ssl = {ssl}
{certificate}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/accounts/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = {ssl}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _humble() -> pwd.struct_passwd:
    """Whom the mail belongs to, and who talks to strangers: Dovecot refuses root in both."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


class Dovecot:
    """The server: start, stop, and accounts by name (any name logs in with PASSWORD)."""

    def __init__(self, home: Path, certificate: tuple[Path, Path] | None = None) -> None:
        self.home, self.port = home, free_port()
        self.tls_port = free_port() if certificate else 0
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        for folder in ("run", "state", "accounts"):
            (home / folder).mkdir(parents=True)
        cert = f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n" if certificate else ""
        self.owner = _humble()
        os.chown(home / "accounts", self.owner.pw_uid, self.owner.pw_gid)
        text = _CONFIG.format(
            home=home, user=getpass.getuser(), group=grp.getgrgid(os.getgid()).gr_name, login_user=self.owner.pw_name,
            uid=self.owner.pw_uid, gid=self.owner.pw_gid, port=self.port, tls_port=self.tls_port, password=PASSWORD,
            ssl="yes" if certificate else "no", certificate=cert,
        )  # fmt: skip
        (home / "dovecot.conf").write_text(text)

    @staticmethod
    def program() -> str | None:
        return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")

    def start(self) -> None:
        program = self.program()
        assert program is not None
        with (self.home / "stderr").open("wb") as errors:
            self._process = subprocess.Popen([program, "-F", "-c", str(self.home / "dovecot.conf")], stdout=errors, stderr=errors)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError((self.home / "stderr").read_text() + (self.home / "dovecot.log").read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def account(self) -> Account:
        return Account(self, f"unit{next(self._names)}@example.com")


class Account:
    """One mailbox of its own for a test."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.server, self.user, self.password, self.host, self.port = server, user, PASSWORD, "127.0.0.1", server.port
        self.maildir = server.home / "accounts" / user / "Maildir"
        self._unique = count(1)
        self._session: imaplib.IMAP4 | None = None

    def settings(self, **changes: object) -> ImapSettings:
        """What a Mailbox needs to read this account."""
        own = {"host": self.host, "port": self.port, "security": "none", "user": self.user, "password": PASSWORD, "read_seconds": 10}
        return ImapSettings.model_validate(own | changes)

    def session(self) -> imaplib.IMAP4:
        """A second client's connection, kept for the length of the test."""
        if self._session is None:
            self._session = imaplib.IMAP4("127.0.0.1", self.server.port)
            self._session.login(self.user, PASSWORD)
        return self._session

    def close(self) -> None:
        if self._session is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self._session.logout()
            self._session = None

    def create(self, folder: str) -> None:
        assert self.session().create(_quoted(folder))[0] == "OK"

    def append(self, folder: str, octets: bytes, internaldate: datetime = LONG_AGO, flags: str = "") -> int:
        """Append over IMAP (line ends become CRLF) and return the UID."""
        date = imaplib.Time2Internaldate(internaldate)
        kind, answer = self.session().append(_quoted(folder), flags, date, octets)
        assert kind == "OK", answer
        return int(answer[0].split(b"APPENDUID ")[1].split(b"]")[0].split()[1])

    def deliver(self, octets: bytes, internaldate: datetime = LONG_AGO, folder: str = "INBOX") -> Path:
        """Write octets into the Maildir as they are (bare LF, odd line ends and all); Dovecot finds them by itself."""
        place = self.folder_path(folder) / "new"
        if not place.exists():
            self.session().select(_quoted(folder))
        path = place / f"{int(internaldate.timestamp())}.M{next(self._unique)}P{os.getpid()}.test"
        fresh = place.parent / "tmp" / path.name
        fresh.write_bytes(octets)
        os.chown(fresh, self.server.owner.pw_uid, self.server.owner.pw_gid)
        os.utime(fresh, (internaldate.timestamp(), internaldate.timestamp()))
        return fresh.rename(path)

    def folder_path(self, folder: str) -> Path:
        return self.maildir if folder == "INBOX" else self.maildir / ("." + imap_utf7.encode(folder).decode().replace("/", "."))

    def flags(self, folder: str = "INBOX") -> dict[int, tuple[str, ...]]:
        """UID → flags, asked read-only (\\Recent left out: it belongs to sessions, not to mails)."""
        session = self.session()
        session.select(_quoted(folder), readonly=True)
        found = {}
        for line in session.uid("FETCH", "1:*", "(FLAGS)")[1]:
            if line:
                uid = int(line.split(b"UID ")[1].split(b" ")[0].strip(b")"))
                found[uid] = tuple(f.decode() for f in imaplib.ParseFlags(line) if f != b"\\Recent")
        return found

    def uidvalidity(self, folder: str = "INBOX") -> int:
        session = self.session()
        session.select(_quoted(folder), readonly=True)
        return int(session.response("UIDVALIDITY")[1][0])

    def expunge(self, uids: Iterable[int], folder: str = "INBOX") -> None:
        session = self.session()
        session.select(_quoted(folder))
        session.uid("STORE", ",".join(map(str, uids)), "+FLAGS", "(\\Deleted)")
        session.expunge()
        session.unselect()

    def renumber(self, folder: str = "INBOX") -> None:
        """Lose the index files, so that the folder comes back under another UIDVALIDITY."""
        self.close()
        old = int((self.folder_path(folder) / "dovecot-uidlist").read_text().split("V")[1].split()[0])
        time.sleep(max(0.0, old + 1.05 - time.time()))  # a UIDVALIDITY is the second of its making
        for path in self.folder_path(folder).glob("dovecot*"):
            if path.is_file():
                path.unlink()
        for path in self.maildir.glob("dovecot-uidvalidity*"):
            path.unlink()

    def snapshot(self) -> dict[str, int]:
        """Every mail file of the account and its size: what must not change when we read."""
        return {str(p.relative_to(self.maildir)): p.stat().st_size for p in self.maildir.rglob("*.test*") if p.is_file()}


def _quoted(folder: str) -> str:
    return '"' + imap_utf7.encode(folder).decode() + '"'
