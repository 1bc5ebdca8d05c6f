"""A tar, or a gz, bz2, xz or zst with or without a tar in it: octets in, files out."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from functools import partial

from intake import archive_names
from intake.budget import Meter, UnreadableError
from intake.inflating import inflated_stream
from intake.unpacked import Member
from model import Trouble, TroubleKind

_ENDINGS = {"gz": (".tgz", ".gz"), "bz2": (".tbz2", ".tbz", ".bz2"), "xz": (".txz", ".xz"), "zst": (".tzst", ".zst")}
_NAME_FOLLOWS = 8


def files_of_tar(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the files in the tar's order. Raises UnreadableError when nothing further can be read."""
    del name
    meter.took(len(octets))
    yield from _files(octets, meter)


def files_of_stream(kind: str, octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield what a gz, bz2, xz or zst holds: the files of a tar, or the one file. Raises UnreadableError."""
    content = inflated_stream(kind, octets, meter)
    if is_tar(content):
        yield from _files(content, meter)  # counted while it inflated
        return
    meter.begin()
    yield Member(_inner_name(kind, octets, name), content)


files_of_gz = partial(files_of_stream, "gz")
files_of_bz2 = partial(files_of_stream, "bz2")
files_of_xz = partial(files_of_stream, "xz")
files_of_zst = partial(files_of_stream, "zst")


def is_tar(octets: bytes) -> bool:
    """Say whether these are a tar, by the checksum of its first head (POSIX.1-1988, ustar)."""
    head = octets[:512]
    digits = head[148:156].strip(b"\0 ")
    if len(head) < 512 or not digits or any(d not in b"01234567" for d in digits):
        return False
    return int(digits, 8) == sum(head[:148]) + 8 * ord(" ") + sum(head[156:])


def _files(octets: bytes, meter: Meter) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=io.BytesIO(octets), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            seen: dict[str, tarfile.TarInfo] = {}
            for entry in archive:
                path = archive_names.cleaned(entry.name) if _is_text(entry) else _path(entry.name)
                if not (entry.isreg() or entry.islnk()) or archive_names.is_noise(path):
                    continue
                meter.begin()
                own = entry if entry.isreg() else seen.get(_path(entry.linkname))
                if own is None:
                    yield Member(path, trouble=Trouble(TroubleKind.DAMAGED, "a second name of a file that is not there"))
                    continue
                if own is not entry or own.issparse():  # all else was counted with the tar
                    meter.took(own.size)
                yield Member(path, _content(archive, octets, own))
                seen[path] = own
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error


def _is_text(entry: tarfile.TarInfo) -> bool:
    """Tell whether the name was kept as UTF-8 for certain (POSIX.1-2001, pax)."""
    return "path" in entry.pax_headers and not any("\ud800" <= c <= "\udfff" for c in entry.name)


def _path(stored: str) -> str:
    return archive_names.cleaned(archive_names.decoded(os.fsencode(stored)))


def _content(archive: tarfile.TarFile, octets: bytes, entry: tarfile.TarInfo) -> bytes:
    if entry.issparse():
        file = archive.extractfile(entry)
        return file.read() if file else b""
    content = octets[entry.offset_data : entry.offset_data + entry.size]
    if len(content) != entry.size:
        raise UnreadableError(TroubleKind.DAMAGED, "the tar ends too early")
    return content


def _inner_name(kind: str, octets: bytes, name: str) -> str:
    stored = _name_in_gz(octets) if kind == "gz" else ""
    if stored:
        return stored
    ending = next((e for e in _ENDINGS[kind] if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)]


def _name_in_gz(octets: bytes) -> str:
    """Return the name in the head of RFC 1952 §2.3.1; packers write any code page there."""
    if len(octets) < 11 or not octets[3] & _NAME_FOLLOWS or octets[3] & 4:
        return ""
    return archive_names.base(archive_names.cleaned(archive_names.decoded(octets[10 : octets.find(b"\0", 10)][:512])))
