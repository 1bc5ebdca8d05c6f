"""A zip's octets in, its files out: names in any code page, every usual method, damaged ones as far as they go."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Container, Iterator

from intake import archive_names
from intake.budget import LimitError, MemberLimitError, Meter, UnreadableError
from intake.inflating import inflated_member
from intake.unpacked import Member
from intake.zip_directory import Entry, data_of, do_overlap, entries, salvaged
from model import Trouble, TroubleKind

_NAMES_ARE_UTF8 = 1 << 11
_DIRECTORY_IS_ENCRYPTED = 1 << 13
_SPARE = 4  # entries that are no files: folders, what a Mac adds to each


def files_of_zip(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the files in the zip's order. Raises UnreadableError when nothing further can be read."""
    del name
    most = _SPARE * max(meter.entries_left, 0)
    try:
        listed = list(itertools.islice(entries(octets), most + 1))
        lost = None
    except UnreadableError as error:
        if error.trouble.kind is not TroubleKind.DAMAGED:
            raise
        listed, lost = list(itertools.islice(salvaged(octets), most + 1)), error
    if lost is None and do_overlap(listed):
        heads = list(itertools.islice(salvaged(octets), most + 1))
        if {e.name for e in listed} - {h.name for h in heads}:
            raise LimitError("files that share the same octets")
        listed = heads  # all are there: it is the directory that is damaged
    yield from _files(octets, listed[:most], meter)
    if len(listed) > most:
        raise LimitError(f"more than {most} entries")
    if lost is not None:
        raise lost


def names_in_zip(octets: bytes, most: int = 5000) -> set[str]:
    """Return the names of the first files, as far as they can be read."""
    try:
        return {archive_names.decoded(e.name) for e in itertools.islice(entries(octets), most)}
    except UnreadableError:
        return {archive_names.decoded(e.name) for e in itertools.islice(salvaged(octets), most)}


def _files(octets: bytes, listed: list[Entry], meter: Meter) -> Iterator[Member]:
    heads: dict[bytes, Entry | None] = {}
    for entry in listed:
        stored = archive_names.decoded(entry.name, is_utf8=bool(entry.flags & _NAMES_ARE_UTF8), extra=entry.extra)
        path = archive_names.cleaned(stored)
        if stored.endswith(("/", "\\")) or entry.is_no_file or archive_names.is_noise(path):
            continue
        meter.begin()
        member = _file(octets, entry, path, meter)
        if member.trouble is not None and member.trouble.kind is TroubleKind.DAMAGED:
            heads = heads or _heads(octets, len(listed))
            head = heads.get(entry.name)
            again = _file(octets, head, path, meter) if head else member
            member = again if again.trouble is None else member
        yield member


def _checksums(data: bytes, used: int) -> Container[int]:
    """Return what the checksum may be where it stands behind the data, with a mark before it or not (APPNOTE 4.3.9)."""
    behind = data[used : used + 8]
    return struct.unpack("<2I", behind) if len(behind) == 8 else range(1 << 32)


def _heads(octets: bytes, most: int) -> dict[bytes, Entry | None]:
    """Return what the files' own heads say, by name: the directory may be what is damaged. None where that tells nothing for sure."""
    found: dict[bytes, Entry | None] = {}
    for head in itertools.islice(salvaged(octets), most):
        found[head.name] = None if head.is_open_ended or head.name in found else head
    return found


def _file(octets: bytes, entry: Entry, path: str, meter: Meter) -> Member:
    if entry.is_encrypted or entry.flags & _DIRECTORY_IS_ENCRYPTED:
        return Member(path, trouble=Trouble(TroubleKind.PASSWORD))
    try:
        data = data_of(octets, entry)
        content, used = inflated_member(entry.method, data, meter)
    except MemberLimitError as error:
        return Member(path, trouble=error.trouble)
    except LimitError:
        raise
    except UnreadableError as error:
        return Member(path, trouble=error.trouble)
    if zlib.crc32(content) not in (_checksums(data, used) if entry.is_open_ended else {entry.crc}):
        return Member(path, trouble=Trouble(TroubleKind.DAMAGED, "its checksum is another"))
    return Member(path, content)
