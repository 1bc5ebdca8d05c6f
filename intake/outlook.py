"""An Outlook .msg in, its attachments out, those of attached messages too.

Source: [MS-OXMSG] 2.2 (storages), [MS-OXPROPS] for the property numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import olefile

from intake import archive_names
from intake.budget import LimitError, Meter, UnreadableError
from intake.unpacked import Member
from model import TroubleKind

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARK = "__properties_version1.0"

_ATTACHMENT = "__attach_version1.0_#"
_DATA, _MESSAGE = "__substg1.0_37010102", "__substg1.0_3701000D"
_NAMES = ("3707001F", "3707001E", "3001001F", "3001001E", "3704001F", "3704001E")  # long name, display name, short name
_MOST_STREAMS = 20_000

_Storage = tuple[str, ...]


def files_of_msg(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the attachments in their order; an attached message's under its subject. Raises UnreadableError."""
    del name
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as file:
            yield from _attachments(file, (), _storages(file), meter)
    except UnreadableError:
        raise
    except Exception as error:  # olefile lets out whatever a broken table leads to
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error


def is_msg(octets: bytes) -> bool:
    """Say whether an OLE file is a message of Outlook."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as file:
            return bool(file.exists(MARK))
    except Exception:  # noqa: BLE001 - olefile lets out whatever a broken table leads to
        return False


def _storages(file: olefile.OleFileIO) -> list[_Storage]:
    storages = [tuple(s) for s in file.listdir(streams=True, storages=True)]
    if len(storages) > _MOST_STREAMS:
        raise LimitError(f"more than {_MOST_STREAMS} streams")
    return storages


def _attachments(file: olefile.OleFileIO, root: _Storage, storages: list[_Storage], meter: Meter) -> Iterator[Member]:
    depth = len(root)
    for storage in storages:
        if len(storage) != depth + 1 or storage[:depth] != root or not storage[depth].startswith(_ATTACHMENT):
            continue
        name = _name(file, storage)
        inner = (*storage, _MESSAGE)
        if file.exists([*storage, _DATA]):
            meter.begin()
            content = file.openstream([*storage, _DATA]).read()
            meter.took(len(content))
            yield Member(name or "attachment", content)
        elif inner in storages:
            for member in _attachments(file, inner, storages, meter):
                yield Member(f"{name or 'message'}/{member.path}", member.octets)


def _name(file: olefile.OleFileIO, storage: _Storage) -> str:
    for number in _NAMES:
        stream = [*storage, f"__substg1.0_{number}"]
        if file.exists(stream):
            raw = file.openstream(stream).read()
            text = raw.decode("utf-16-le", "replace") if number.endswith("1F") else archive_names.decoded(raw)
            return archive_names.cleaned(text.rstrip("\0").replace("/", "_"))
    return ""
