"""A rar's octets in (version 4, 5 and 7, solid or not), its files out. The only user of rars."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import rars

from intake import archive_names
from intake.budget import LimitError, Meter, UnreadableError
from intake.rar_blocks import blocks, links
from intake.unpacked import Member
from model import Trouble, TroubleKind

_MOST_DICTIONARY = 1 << 28
_MOST_WORKSPACE = 1 << 29
_MOST_HEADERS = 20_000
_MOST_ATTEMPTS = 40  # a solid archive is unpacked from its beginning at each


def files_of_rar(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the files, locked ones first. Raises UnreadableError when nothing further can be read."""
    del name
    archive, lost = _opened(octets)
    pointing = links(octets)
    listed = [(f, path) for f in archive.infolist() if _is_file(f) and not archive_names.is_noise(path := _path(f))]
    wanted = [w for w in listed if w[0].filename not in pointing]
    copies = [(path, archive_names.cleaned(target)) for f, path in listed if (target := pointing.get(f.filename))]
    yield from _with_copies(_own(archive, wanted, meter), copies, meter)
    if any(_is_split(f) for f, _ in wanted):
        raise UnreadableError(TroubleKind.INCOMPLETE_ARCHIVE, "one volume of several")
    if lost is not None:
        raise lost


def _own(archive: Any, wanted: list[tuple[Any, str]], meter: Meter) -> Iterator[Member]:
    """Yield what the archive itself holds, but for files of which other volumes hold a part."""
    whole = [w for w in wanted if not _is_split(w[0])]
    for _, path in (w for w in whole if w[0].is_encrypted):
        meter.begin()
        yield Member(path, trouble=Trouble(TroubleKind.PASSWORD))
    yield from _contents(archive, [w for w in whole if not w[0].is_encrypted], meter)


def _with_copies(members: Iterator[Member], copies: list[tuple[str, str]], meter: Meter) -> Iterator[Member]:
    """Yield the members, and again those of which the archive says only that another file is the same."""
    targets = {target for _, target in copies}
    kept: dict[str, Member] = {}
    for member in members:
        if member.path in targets:
            kept[member.path] = member
        yield member
    for path, target in copies:
        original = kept.get(target, Member(path, trouble=Trouble(TroubleKind.DAMAGED, "a copy of a file that is not there")))
        meter.begin()
        meter.took(len(original.octets))
        yield dataclasses.replace(original, path=path)


def _opened(octets: bytes) -> tuple[Any, UnreadableError | None]:
    """Return the archive, or what stands before the place where it breaks off, and that it does."""
    try:
        return _parsed(octets), None
    except UnreadableError as error:
        whole = _whole_blocks(octets)
        if error.trouble.kind is not TroubleKind.DAMAGED or whole in {0, len(octets)}:
            raise
        return _parsed(octets[:whole]), error


def _parsed(octets: bytes) -> Any:
    try:
        return rars.RarFile.from_bytes(octets, options=rars.ReadOptions(max_header_count=_MOST_HEADERS))
    except rars.PasswordRequired as error:
        raise UnreadableError(TroubleKind.PASSWORD, str(error)) from error
    except rars.UnsupportedRarFeature as error:
        raise UnreadableError(TroubleKind.UNKNOWN_ARCHIVE, str(error)) from error
    except rars.Error as error:
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error
    except MemoryError as error:  # what rars raises at its own limits
        raise LimitError(str(error)) from error


def _is_file(member: Any) -> bool:
    return not member.is_dir() and member.file_attr & 0o170000 != 0o120000


def _is_split(member: Any) -> bool:
    return bool(member.is_split_before or member.is_split_after)


def _path(member: Any) -> str:
    stored = member.filename
    if "\ufffd" in stored:  # octets of a code page; what follows a NUL is the same name once more
        stored = archive_names.decoded(member.orig_filename_bytes)
    return archive_names.cleaned(stored)


def _contents(archive: Any, wanted: list[tuple[Any, str]], meter: Meter) -> Iterator[Member]:
    fitting, total, limit = [], 0, None
    for member, path in wanted:
        if member.file_size > meter.member_limit:
            yield Member(path, trouble=Trouble(TroubleKind.ARCHIVE_LIMIT, f"a file of {member.file_size} octets"))
            continue
        total += member.file_size  # rars lets out no octet more than this
        if total > meter.room:
            limit = LimitError(f"unpacks to {total} octets and more")
            break
        fitting.append((member, path))
    attempts = [_MOST_ATTEMPTS]
    for path, content in _read(archive, fitting, attempts):
        meter.begin()
        if isinstance(content, Trouble):
            yield Member(path, trouble=content)
        else:
            meter.took(len(content))
            yield Member(path, content)
    if limit is not None:
        raise limit


def _read(archive: Any, wanted: list[tuple[Any, str]], attempts: list[int]) -> Iterator[tuple[str, bytes | Trouble]]:
    """Yield path and content; all in one go, and where that fails, each half for itself."""
    if not wanted:
        return
    attempts[0] -= 1
    options = rars.ReadOptions(max_reader_workspace_bytes=_MOST_WORKSPACE, rar50_dictionary_size_limit=_MOST_DICTIONARY)
    try:
        contents = archive.read_many([m for m, _ in wanted], options=options)
    except Exception as error:  # noqa: BLE001 - rars raises its own, KeyError, ValueError and MemoryError
        middle = len(wanted) // 2
        if middle and attempts[0] > 0:
            yield from _read(archive, wanted[:middle], attempts)
            yield from _read(archive, wanted[middle:], attempts)
            return
        trouble = _trouble_of(error)
        yield from ((path, trouble) for _, path in wanted)
        return
    yield from ((path, content) for (_, path), content in zip(wanted, contents, strict=True))


def _trouble_of(error: Exception) -> Trouble:
    kinds = {
        rars.PasswordRequired: TroubleKind.PASSWORD,
        rars.UnsupportedRarFeature: TroubleKind.UNKNOWN_ARCHIVE,
        MemoryError: TroubleKind.ARCHIVE_LIMIT,
    }
    return Trouble(kinds.get(type(error), TroubleKind.DAMAGED), str(error))


def _whole_blocks(octets: bytes) -> int:
    """Return how many octets of an archive that breaks off are whole blocks."""
    return max((end for _, end in blocks(octets)), default=0)
