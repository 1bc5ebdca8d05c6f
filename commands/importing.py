"""`import`: mail from files — .eml, .msg, mbox, Maildir and folders of them — through the same path as mail from the mailbox."""

from __future__ import annotations

import hashlib
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from commands.misuse import MisuseError
from commands.opening import desk_of
from intake.arrival import arrival_of
from intake.mail_files import holds_mail, is_mail, mails_in_file
from intake.outlook_mail import is_outlook_mail
from model import RawMessage
from pipeline.arriving import keep, read_waiting
from pipeline.delivery import send_due
from pipeline.desk import Desk
from pipeline.judging import judge_due

_MAILDIR_TIME = re.compile(r"(\d{9,10})\.")  # a Maildir's file is called by the second of its delivery


def import_files(options: Namespace, environ: Mapping[str, str]) -> int:
    """Take mail in from files; a mail that is known already, from here or from the mailbox, changes nothing."""
    _refuse_what_is_no_mail(options.paths)
    with desk_of(options, environ) as desk:
        paths, passed = _files(options.paths)
        count = new = 0
        for done, path in enumerate(paths, 1):
            for raw in mails_in(path, desk):
                count += 1
                new += keep(desk, raw, desk.account)
            desk.progress("导入", done, len(paths))
        read, failed = read_waiting(desk)
        judge_due(desk)
        sent = 0 if options.no_send else send_due(desk).sent
    print(f"读到 {count} 封，其中新的 {new} 封；处理 {read} 封，失败 {failed} 封，发出回复 {sent} 封。")
    if passed:
        print(
            f"另有 {len(passed)} 个文件不是邮件，未导入：{'、'.join(p.name for p in passed[:10])}{'……' if len(passed) > 10 else ''}",
            file=sys.stderr,
        )
    return 1 if failed else 0


def mails_in(path: Path, desk: Desk) -> Iterator[RawMessage]:
    """Yield the mails of a file, each with the time of arrival that can be found in it, else in the file's name, else the file's own."""
    named = _MAILDIR_TIME.match(path.name)
    written = datetime.fromtimestamp(int(named.group(1)) if named else path.stat().st_mtime, UTC)
    for number, octets in enumerate(mails_in_file(path)):
        at = desk.room.arrival(octets) if is_outlook_mail(octets) else arrival_of(octets, desk.campaign.zone)
        yield RawMessage(str(path), 0, number, at or written, octets, hashlib.sha256(octets).hexdigest())


def _refuse_what_is_no_mail(paths: list[Path]) -> None:
    if missing := [str(p) for p in paths if not p.exists()]:
        raise MisuseError(f"找不到：{'、'.join(missing)}")
    if strange := [p.name for p in paths if p.is_file() and not _is_mail(p)]:
        raise MisuseError(
            f"不是邮件文件：{'、'.join(strange)}。可导入 .eml、.msg、mbox 和存放它们的文件夹；.pst 请先在 Outlook 中另存为 .msg。"
        )


def _is_mail(path: Path) -> bool:
    with path.open("rb") as file:
        return holds_mail(path) or is_mail(file.read(256 * 1024))


def _files(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files to read, those in folders in order of their names, and what lies beside them and is no mail."""
    taken: list[Path] = []
    passed: list[Path] = []
    for path in paths:
        if path.is_file():
            taken.append(path)
            continue
        for inside in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
            (taken if holds_mail(inside) else passed).append(inside)
    return taken, passed
