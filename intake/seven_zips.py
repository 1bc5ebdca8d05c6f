"""A 7z's octets in, its files out. The only user of py7zr."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zBytesIO, Py7zIO, WriterFactory

from intake import archive_names
from intake.budget import LimitError, Meter, UnreadableError
from intake.unpacked import Member
from model import TroubleKind


class _Counted(Py7zBytesIO):
    """A file in memory that counts what is written to it."""

    def __init__(self, number: str, meter: Meter) -> None:
        super().__init__(number, meter.member_limit)
        self._meter = meter
        self.is_whole = False

    def write(self, s: bytes | bytearray) -> int:
        self._meter.took(len(s))
        return int(self._buffer.write(s))

    def close(self) -> None:
        self.is_whole = True

    def content(self) -> bytes:
        return bytes(self._buffer.getvalue())


class _Shelf(WriterFactory):
    """Makes such files, by the number that stands in place of the name."""

    def __init__(self, meter: Meter) -> None:
        self.files: dict[str, _Counted] = {}
        self._meter = meter

    def create(self, filename: str) -> Py7zIO:
        self._meter.begin()
        self.files[filename] = _Counted(filename, self._meter)
        return self.files[filename]


def files_of_7z(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the files in the archive's order. Raises UnreadableError when nothing further can be read."""
    lost: UnreadableError | None = None
    shelf = _Shelf(meter)
    paths: dict[str, str] = {}
    try:
        with py7zr.SevenZipFile(io.BytesIO(octets)) as archive:
            if archive.needs_password():
                raise PasswordRequired([], "a password is required")  # noqa: TRY301
            paths, lost = _numbered(archive, meter)
            archive.extract(targets=list(paths), factory=shelf)
    except (ImportError, PermissionError):  # ours, not the sender's
        raise
    except Exception as error:  # noqa: BLE001 - a broken header makes py7zr raise anything
        lost = _reason(error, name)
    for number, path in paths.items():
        if number in shelf.files and shelf.files[number].is_whole:
            yield Member(path, shelf.files[number].content())
    if lost is not None:
        raise lost


def _numbered(archive: Any, meter: Meter) -> tuple[dict[str, str], LimitError | None]:
    """Give every entry a number for a name, because names may be double, absolute or lead upwards.

    Returns the paths of the files that may be unpacked, and why they are not all; py7zr lets out no octet more than is declared.
    """
    paths: dict[str, str] = {}
    limit, total = None, 0
    for entry in archive.files:
        number, path = str(entry.id), archive_names.cleaned(entry.filename)
        entry._file_info["filename"] = number  # noqa: SLF001 - py7zr has no other way to take entries one by one
        total += entry.uncompressed
        if limit is None and (total > meter.room or entry.uncompressed > meter.member_limit or len(paths) > meter.entries_left):
            limit = LimitError(f"unpacks to {total} octets in {len(paths)} files and more")
        if limit is None and entry.is_file and not archive_names.is_noise(path):
            paths[number] = path
    return paths, limit


def _reason(error: Exception, name: str) -> UnreadableError:
    if isinstance(error, UnreadableError):
        return error
    if isinstance(error, PasswordRequired):
        return UnreadableError(TroubleKind.PASSWORD)
    if isinstance(error, MemoryError):
        return LimitError("more memory than it may take")
    if isinstance(error, UnsupportedCompressionMethodError):
        return UnreadableError(TroubleKind.UNKNOWN_FORMAT, str(error))
    kind = TroubleKind.INCOMPLETE_ARCHIVE if archive_names.is_volume(name) else TroubleKind.DAMAGED
    detail = f"{type(error).__name__}: {error}" if not isinstance(error, ArchiveError) else str(error)
    return UnreadableError(kind, detail)
