"""Octets in, a sha256 out: every mail and attachment as a file named by its own hash, safe on disk before anything else happens."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from model import FaultError, RawMessage

_MAIL = ".eml"
_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".unfinished"
_AT_ONCE = 8  # files that wait for the disk together


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of the archive that is not what its name says; `reason` is for staff."""

    path: Path
    reason: str


class Archive:
    """A folder of octets, two letters of the hash a subfolder. A file once kept is never written again.

    Every error of the disk is a FaultError(retry=True): it is ours, and space or a mended disk heals it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()

    def keep(self, octets: bytes, suffix: str = _MAIL, received_at: datetime | None = None) -> str:
        """Write a mail as it came, flush file and folder to the disk, and return its sha256. Keeping it again changes nothing.

        `received_at` becomes the file's time, so that a ledger can be rebuilt from the archive alone.
        """
        return self._write(octets, suffix, received_at, is_original=True)

    def keep_mails(self, mails: Sequence[RawMessage]) -> None:
        """Write mails as they came under the hashes that they bear, all of them safe on the disk when this returns.

        The disk is asked for all at once: what many wait for together costs little more than one.
        """
        targets = [self._folder(m.sha256) / f"{m.sha256}{_MAIL}" for m in mails]
        with ThreadPoolExecutor(_AT_ONCE) as hands:
            list(hands.map(_keep_one, mails, targets))
            self._settle({t.parent for t in targets}, hands)

    def keep_derived(self, octets: bytes) -> str:
        """Write octets that can be made again from a kept mail (an attachment), without waiting for the disk; return their sha256."""
        return self._write(octets, "", None, is_original=False)

    def read(self, sha256: str) -> bytes:
        """Return kept octets, checked against their name.

        Raises FaultError(retry=False) if they are missing or changed.
        """
        path = self.path(sha256)
        with _disk_faults(path):
            octets = path.read_bytes()
        if hashlib.sha256(octets).hexdigest() != sha256:
            raise FaultError(f"存档文件 {path} 的内容与其校验值不符，可能已损坏，请从备份恢复。", retry=False)
        return octets

    def path(self, sha256: str) -> Path:
        """Return where octets lie: a mail's path if there is one, else an attachment's.

        Raises FaultError(retry=False) if there is neither.
        """
        if not _HASH.fullmatch(sha256):
            raise FaultError(f"“{sha256}”不是有效的校验值。", retry=False)
        stem = self._folder(sha256) / sha256
        for candidate in (stem.with_suffix(_MAIL), stem, *sorted(stem.parent.glob(f"{sha256}.*"))):
            if candidate.is_file() and not candidate.name.endswith(_UNFINISHED):
                return candidate
        raise FaultError(f"存档中找不到文件 {stem}，请检查存储目录是否完整。", retry=False)

    def holds(self, sha256: str) -> bool:
        """Whether octets of that hash are kept."""
        try:
            return bool(self.path(sha256))
        except FaultError:
            return False

    def mails(self) -> Iterator[tuple[str, datetime]]:
        """Yield the hash and the time of arrival of every mail kept, in no order."""
        for path in self.root.glob(f"??/*{_MAIL}"):
            yield path.stem, datetime.fromtimestamp(path.stat().st_mtime).astimezone()

    def verify(self) -> Iterator[Damage]:
        """Read every file again and yield those that are not what their name says."""
        for path in sorted(p for p in self.root.glob("??/*") if p.is_file()):
            if path.name.endswith(_UNFINISHED):
                continue  # a write that a crash cut short; its octets were never promised
            try:
                found = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                yield Damage(path, f"无法读取：{error.strerror}")
                continue
            if found != path.name.split(".")[0]:
                yield Damage(path, "内容与文件名中的校验值不符")

    def _folder(self, sha256: str) -> Path:
        return self.root / sha256[:2]

    def _write(self, octets: bytes, suffix: str, received_at: datetime | None, *, is_original: bool) -> str:
        sha256 = hashlib.sha256(octets).hexdigest()
        target = self._folder(sha256) / f"{sha256}{suffix}"
        with _disk_faults(target):
            if not _is_there(target, len(octets)):
                target.parent.mkdir(parents=True, exist_ok=True)
                _place(octets, target, received_at, is_original=is_original)
            if is_original:
                with ThreadPoolExecutor(1) as hand:
                    self._settle({target.parent}, hand)
        return sha256

    def _settle(self, folders: set[Path], hands: Executor) -> None:
        # Also for a file that was there: the process that wrote it may have died before its name was on the disk.
        if not folders <= self._durable:
            folders = folders | {self.root, self.root.parent}
        list(hands.map(_flush, folders))
        self._durable |= folders


def _is_there(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _keep_one(mail: RawMessage, target: Path) -> None:
    with _disk_faults(target):
        if not _is_there(target, len(mail.octets)):
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(mail.octets, target, mail.received_at, is_original=True)


def _place(octets: bytes, target: Path, received_at: datetime | None, *, is_original: bool) -> None:
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        with unfinished.open("xb") as file:
            file.write(octets)
            file.flush()
            if received_at is not None:
                os.utime(file.fileno(), (received_at.timestamp(), received_at.timestamp()))
            if is_original:
                os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _flush(folder: Path) -> None:
    with _disk_faults(folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _disk_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FaultError(f"存档 {path} 读写失败：{error.strerror or error}。请检查磁盘空间和目录权限，恢复后系统会自动重试。") from error
