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
from intake.containers import kind_of
from intake.forwarded import files_of_eml
from intake.outlook import files_of_msg
from intake.outlook_store import SIGNATURE as OLE
from intake.pieces import joined
from intake.rar_archives import files_of_rar
from intake.seven_zips import files_of_7z
from intake.suspects import suspicion
from intake.tars import files_of_bz2, files_of_gz, files_of_tar, files_of_xz
from intake.tnef import files_of_tnef
from intake.unpacked import Member
from intake.zips import files_of_zip
from model import Attachment, Trouble, TroubleKind

__all__ = ["UnpackLimits", "unpack"]

STEP_MARK = " › "
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


def _leaves(file: Attachment, depth: int, budget: Budget) -> Iterator[Attachment]:
    if file.trouble is not None:
        yield file
        return
    trouble = suspicion(file.name, file.octets)
    kind = None if trouble else kind_of(file.octets, file.name)
    if kind is None:
        yield dataclasses.replace(file, trouble=trouble or _lone_volume(file))
    elif depth >= budget.limits.depth:
        yield dataclasses.replace(file, trouble=Trouble(TroubleKind.ARCHIVE_LIMIT, f"more than {depth} containers in one another"))
    else:
        yield from _opened(file, kind, depth, budget)


def _opened(file: Attachment, kind: str, depth: int, budget: Budget) -> Iterator[Attachment]:
    members, trouble = _members(file, kind, budget)
    if not members and trouble is None:
        yield _without_files(file, kind)
        return
    if members and trouble is None and all(m.trouble is not None and m.trouble.kind is TroubleKind.PASSWORD for m in members):
        yield dataclasses.replace(file, trouble=Trouble(TroubleKind.PASSWORD))
        return
    for member in members:
        yield from _leaves(_from_member(member, file), depth + 1, budget)
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


def _without_files(file: Attachment, kind: str) -> Attachment:
    if kind in {"eml", "msg", "tnef"}:  # a letter without attachments is no archive that somebody forgot to fill
        return dataclasses.replace(file, flags=(*file.flags, "carries-no-files"))
    return dataclasses.replace(file, trouble=Trouble(TroubleKind.EMPTY, "an empty archive"))


def _from_member(member: Member, container: Attachment) -> Attachment:
    name = archive_names.base(member.path) or container.name
    path = f"{container.path}{STEP_MARK}{member.path or name}"
    within = container.within or container.name
    return _measured(Attachment(name, path, "", 0, within, member.trouble, member.flags, member.octets))


def _named(file: Attachment) -> Attachment:
    name = archive_names.base(archive_names.cleaned(file.name))
    if unicodedata.normalize("NFC", file.name) == name:
        name = file.name  # a Mac's decomposed accents are what was sent: composed for comparison, never for keeping
    return _measured(dataclasses.replace(file, name=name, path=file.path or name))


def _measured(file: Attachment) -> Attachment:
    return dataclasses.replace(file, sha256=hashlib.sha256(file.octets).hexdigest(), size=len(file.octets))


def _lone_volume(file: Attachment) -> Trouble | None:
    if archive_names.is_volume(file.name) and not file.octets.startswith(_DOCUMENTS):
        return Trouble(TroubleKind.INCOMPLETE_ARCHIVE, "one volume of several")
    return None
