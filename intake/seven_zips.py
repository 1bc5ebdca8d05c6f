"""A 7z's octets in, its files out. The only user of py7zr."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zBytesIO, Py7zIO, WriterFactory

from intake import archive_names
from intake.budget import LimitError, Meter, UnreadableError
from intake.unpacked import Member
from model import Trouble, TroubleKind

_AES, _BCJ2 = b"\x06\xf1\x07\x01", b"\x03\x03\x01\x1b"
_MOST_ATTEMPTS = 40


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file of an archive: its number, its path, what it is packed with, and why it will not be unpacked."""

    number: str
    path: str
    folder: int
    trouble: Trouble | None


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
    """Yield the files in the archive's order, locked ones too. Raises UnreadableError when nothing further can be read."""
    lost: UnreadableError | None = None
    shelf = _Shelf(meter)
    listed: list[_Listed] = []
    try:
        with py7zr.SevenZipFile(io.BytesIO(octets)) as archive:
            listed, lost = _listed(archive, meter)
            _extract(archive, listed, shelf)
    except (ImportError, PermissionError):  # ours, not the sender's
        raise
    except Exception as error:  # noqa: BLE001 - a broken header makes py7zr raise anything
        lost = _reason(error, name)
    for file in listed:
        if file.trouble is not None:
            meter.begin()
            yield Member(file.path, trouble=file.trouble)
        elif file.number in shelf.files and shelf.files[file.number].is_whole:
            yield Member(file.path, shelf.files[file.number].content())
    if lost is not None:
        raise lost


def _listed(archive: Any, meter: Meter) -> tuple[list[_Listed], LimitError | None]:
    """Give every entry a number for a name, because names may be double, absolute or lead upwards.

    Returns the files that may be unpacked, and why they are not all; py7zr lets out no octet more than is declared.
    """
    listed: list[_Listed] = []
    limit, total = None, 0
    for entry in archive.files:
        number, path = str(entry.id), archive_names.cleaned(entry.filename)
        entry._file_info["filename"] = number  # noqa: SLF001 - py7zr has no other way to take entries one by one
        total += entry.uncompressed
        if limit is None and (total > meter.room or entry.uncompressed > meter.member_limit or len(listed) > meter.entries_left):
            limit = LimitError(f"unpacks to {total} octets in {len(listed)} files and more")
        if limit is None and entry.is_file and not archive_names.is_noise(path):
            listed.append(_Listed(number, path, id(entry.folder), _trouble_of(entry.folder)))
    return listed, limit


def _trouble_of(folder: Any) -> Trouble | None:
    """Return what stands before the files that are packed together, where that is not damage."""
    methods = {coder["method"] for coder in folder.coders} if folder is not None else set()
    if _AES in methods:
        return Trouble(TroubleKind.PASSWORD)
    return Trouble(TroubleKind.UNKNOWN_ARCHIVE, "packed by BCJ2") if _BCJ2 in methods else None


def _extract(archive: Any, listed: list[_Listed], shelf: _Shelf) -> None:
    """Unpack into the shelf; what is packed apart from a damaged file still comes. Raises what the first damage raised."""
    folders: dict[int, list[str]] = {}
    for file in listed:
        if file.trouble is None:
            folders.setdefault(file.folder, []).append(file.number)
    first: Exception | None = None
    for _ in range(_MOST_ATTEMPTS):
        targets = [number for numbers in folders.values() for number in numbers]
        try:
            if targets:
                archive.extract(targets=targets, factory=shelf)
            break
        except UnreadableError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            first = first or error
            folders = {folder: numbers for folder, numbers in folders.items() if not any(n in shelf.files for n in numbers)}
    if first is not None:
        raise first


def _reason(error: Exception, name: str) -> UnreadableError:
    if isinstance(error, UnreadableError):
        return error
    if isinstance(error, PasswordRequired):
        return UnreadableError(TroubleKind.PASSWORD)
    if isinstance(error, MemoryError):
        return LimitError("more memory than it may take")
    if isinstance(error, UnsupportedCompressionMethodError):
        return UnreadableError(TroubleKind.UNKNOWN_ARCHIVE, str(error))
    kind = TroubleKind.INCOMPLETE_ARCHIVE if archive_names.is_volume(name) else TroubleKind.DAMAGED
    detail = f"{type(error).__name__}: {error}" if not isinstance(error, ArchiveError) else str(error)
    return UnreadableError(kind, detail)
