"""A mail's attachments in, the single files in them out: archives, forwarded mail and winmail.dat opened, within bounds.

Pure: no file is written, no name is followed; meant for the confined process. A container that cannot be opened stands for itself.
"""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from intake import archive_names
from intake.budget import Budget, LimitError, Meter, UnpackLimits, UnreadableError
from intake.closed_archives import closed_kind_of
from intake.containers import kind_of
from intake.embedded import files_in_document
from intake.forwarded import files_of_eml
from intake.outlook import files_of_msg
from intake.outlook_store import SIGNATURE as OLE
from intake.pieces import joined
from intake.rar_archives import files_of_rar
from intake.seven_zips import files_of_7z
from intake.suspects import suspicion
from intake.tars import files_of_bz2, files_of_gz, files_of_tar, files_of_xz, files_of_zst
from intake.tnef import files_of_tnef
from intake.unpacked import Member
from intake.zips import files_of_zip
from model import Attachment, Trouble, TroubleKind

__all__ = ["UnpackLimits", "left_closed", "unpack"]

STEP_MARK = " › "
_BROKEN_OFF = {TroubleKind.DAMAGED, TroubleKind.INCOMPLETE_ARCHIVE}
_DOCUMENTS = (b"PK\3\4", OLE, b"%PDF", b"{\\rtf")

_Reader = Callable[[bytes, str, Meter], Iterator[Member]]

_READERS: dict[str, _Reader] = {
    "zip": files_of_zip,
    "rar": files_of_rar,
    "7z": files_of_7z,
    "tar": files_of_tar,
    "gz": files_of_gz,
    "bz2": files_of_bz2,
    "xz": files_of_xz,
    "zst": files_of_zst,
    "tnef": files_of_tnef,
    "msg": files_of_msg,
    "eml": files_of_eml,
}


def unpack(files: Sequence[Attachment], limits: UnpackLimits | None = None) -> tuple[Attachment, ...]:
    """Return the single files in the order of the mail, each with path, outermost container, sha256 and size.

    What cannot be opened has a `trouble`: the file itself, or a container after what could be read of it. Never raises because of
    what the octets are.
    """
    budget = Budget(limits or UnpackLimits())
    leaves: list[Attachment] = []
    for file in joined(files):
        leaves += _leaves(_named(file), 0, budget)
    return tuple(leaves)


def left_closed(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the files as they came, none of them opened: for a mail at whose archives our own process broke."""
    return tuple(_left_closed(_named(file)) for file in files)


def _left_closed(file: Attachment) -> Attachment:
    trouble = file.trouble or suspicion(file.name, file.octets)
    if trouble is None and kind_of(file.octets, file.name) is not None:
        trouble = Trouble(TroubleKind.OUR_FAULT, "our process broke when it unpacked the mail's archives")
    return dataclasses.replace(file, trouble=trouble)


def _leaves(file: Attachment, depth: int, budget: Budget) -> Iterator[Attachment]:
    if file.trouble is not None:
        yield file
        return
    trouble = suspicion(file.name, file.octets)
    kind = None if trouble else kind_of(file.octets, file.name)
    if kind is None:
        trouble = trouble or _closed(file)
        yield dataclasses.replace(file, trouble=trouble)
        if trouble is None and depth < budget.limits.depth:
            for member in files_in_document(file.octets, Meter(budget.of_objects, file.size)):
                yield from _leaves(_measured(_from_member(member, file)), depth + 1, budget.of_objects)
    elif depth >= budget.limits.depth:
        yield dataclasses.replace(file, trouble=Trouble(TroubleKind.ARCHIVE_LIMIT, f"more than {depth} containers in one another"))
    else:
        yield from _opened(file, kind, depth, budget)


def _opened(file: Attachment, kind: str, depth: int, budget: Budget) -> Iterator[Attachment]:
    members, trouble = _members(file, kind, budget)
    if trouble is not None and trouble.kind in _BROKEN_OFF and archive_names.is_volume(file.name):
        trouble = dataclasses.replace(trouble, kind=TroubleKind.INCOMPLETE_ARCHIVE)
        members = [m for m in members if m.trouble is None or m.trouble.kind not in _BROKEN_OFF]  # they go on in the next volume
    if not members and trouble is None:
        yield _without_files(file, kind)
        return
    if trouble is None and (shared := _shared(members)) is not None:
        yield dataclasses.replace(file, trouble=shared)
        return
    for inner in joined([_from_member(member, file) for member in members]):
        yield from _leaves(_measured(inner), depth + 1, budget)
    if trouble is not None:
        yield dataclasses.replace(file, trouble=trouble)


def _members(file: Attachment, kind: str, budget: Budget) -> tuple[list[Member], Trouble | None]:
    members: list[Member] = []
    try:
        members.extend(_READERS[kind](file.octets, file.name, Meter(budget, file.size)))
    except UnreadableError as error:
        return members, error.trouble
    except MemoryError:
        return members, LimitError("more memory than it may take").trouble
    except Exception as error:  # noqa: BLE001 - a reader of ours that fails must not lose the rest of the mail
        return members, Trouble(TroubleKind.OUR_FAULT, f"{type(error).__name__}: {error}")
    return members, None


def _shared(members: Sequence[Member]) -> Trouble | None:
    """Return what stands before every member alike, so that it is said once of the archive."""
    troubles = [m.trouble for m in members]
    kinds = {t.kind if t else None for t in troubles}
    return troubles[0] if len(kinds) == 1 and kinds <= {TroubleKind.PASSWORD, TroubleKind.UNKNOWN_ARCHIVE} else None


def _without_files(file: Attachment, kind: str) -> Attachment:
    if kind in {"eml", "msg", "tnef"}:  # a letter without attachments is no archive that somebody forgot to fill
        return dataclasses.replace(file, flags=(*file.flags, "carries-no-files"))
    return dataclasses.replace(file, trouble=Trouble(TroubleKind.EMPTY, "an empty archive"))


def _from_member(member: Member, container: Attachment) -> Attachment:
    name = archive_names.base(member.path) or container.name
    path = f"{container.path}{STEP_MARK}{member.path or name}"
    within = container.within or container.name
    return Attachment(name, path, "", 0, within, member.trouble, member.flags, member.octets)


def _named(file: Attachment) -> Attachment:
    name = archive_names.base(archive_names.cleaned(file.name))
    if unicodedata.normalize("NFC", file.name) == name:
        name = file.name  # a Mac's decomposed accents are what was sent: composed for comparison, never for keeping
    return _measured(dataclasses.replace(file, name=name, path=file.path or name))


def _measured(file: Attachment) -> Attachment:
    return dataclasses.replace(file, sha256=hashlib.sha256(file.octets).hexdigest(), size=len(file.octets))


def _closed(file: Attachment) -> Trouble | None:
    """Return what stands before a file that is no container of ours, None where nothing does."""
    if kind := closed_kind_of(file.octets):
        return Trouble(TroubleKind.UNKNOWN_ARCHIVE, kind)
    if archive_names.is_volume(file.name) and not file.octets.startswith(_DOCUMENTS):
        return Trouble(TroubleKind.INCOMPLETE_ARCHIVE, "one volume of several")
    return None
