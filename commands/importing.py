"""`import`: mail from files — .eml, .msg, mbox and folders of them — through the same path as mail from the mailbox."""

from __future__ import annotations

import hashlib
import re
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from commands.misuse import MisuseError
from commands.opening import desk_of
from model import RawMessage
from pipeline.arriving import keep, read_waiting
from pipeline.delivery import send_due
from pipeline.judging import judge_due

ACCOUNT = "import"
_MAILS = {".eml", ".msg", ".mbox", ".mbx"}
_HEAD = 65_536  # octets in which a mail's own dates are looked for
_OLE = b"\xd0\xcf\x11\xe0"


def import_files(options: Namespace, environ: Mapping[str, str]) -> int:
    """Take mail in from files; a mail that is known already changes nothing."""
    missing = [str(p) for p in options.paths if not p.exists()]
    if missing:
        raise MisuseError(f"找不到：{'、'.join(missing)}")
    with desk_of(options, environ) as desk:
        paths = list(_files(options.paths))
        count = new = 0
        for done, path in enumerate(paths, 1):
            for raw in mails_in(path):
                count += 1
                new += keep(desk, raw, ACCOUNT)
            desk.progress("导入", done, len(paths))
        read, failed = read_waiting(desk)
        judge_due(desk)
        sent = 0 if options.no_send else send_due(desk)[0]
    print(f"读到 {count} 封，其中新的 {new} 封；处理 {read} 封，失败 {failed} 封，发出回复 {sent} 封。")
    return 1 if failed else 0


def mails_in(path: Path) -> Iterator[RawMessage]:
    """Yield the mails of a file, each with the time of arrival that can be found: the last Received, else Date, else the file's."""
    octets = path.read_bytes()
    fallback = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    for mail in _split(octets, path):
        yield RawMessage(str(path), 0, 0, arrival_of(mail) or fallback, mail, hashlib.sha256(mail).hexdigest())


def arrival_of(octets: bytes) -> datetime | None:
    """Return when a mail says that it arrived: the topmost Received header (RFC 5321 §4.4), else its Date."""
    head = re.split(rb"\r?\n\r?\n", octets[:_HEAD], maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1")
    received = re.search(r"^Received:.*;\s*([^;\n]+)$", unfolded, re.IGNORECASE | re.MULTILINE)
    written = re.search(r"^Date:\s*(.+)$", unfolded, re.IGNORECASE | re.MULTILINE)
    for found in (received, written):
        try:
            at = parsedate_to_datetime(found.group(1).strip()) if found else None
        except ValueError:
            continue
        if at is not None:
            return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _MAILS)
        else:
            yield path


def _split(octets: bytes, path: Path) -> Iterator[bytes]:
    if octets[:4] == _OLE:
        yield _wrapped(octets, path)
    elif octets.startswith(b"From "):
        for piece in re.split(rb"(?m)^From [^\n]*\n(?=[!-9;-~]+:)", octets):
            if piece.strip():
                yield re.sub(rb"(?m)^>(>*From )", rb"\1", piece)
    else:
        yield octets


def _wrapped(octets: bytes, path: Path) -> bytes:
    """An Outlook .msg is no RFC 5322 mail: it goes in as the file of one, where it is opened like any other."""
    message = EmailMessage()
    message["Subject"] = path.stem.replace("\r", " ").replace("\n", " ")
    message["Message-ID"] = f"<{hashlib.sha256(octets).hexdigest()[:32]}@import.invalid>"
    message.set_content("")
    message.add_attachment(octets, maintype="application", subtype="vnd.ms-outlook", filename=path.name)
    return message.as_bytes()
