"""An Outlook .msg in, its attachments out, those of attached messages too.

Source: [MS-OXMSG] 2.2 (storages), [MS-OXPROPS] for the property numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from intake import archive_names
from intake.budget import Meter, UnreadableError
from intake.outlook_store import Storage, opened
from intake.unpacked import Member
from model import TroubleKind

ATTACHMENTS, NAMES, DATA, INNER = "__attach_version1.0_#", (0x3707, 0x3001, 0x3704), 0x3701, "__substg1.0_3701000D"
_MOST_LEVELS = 20
_OF_OBJECTS = ("Package", "CONTENTS")  # Word's own file in an object, a PDF in one


def files_of_msg(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the attachments in their order; an attached message's under its subject. Raises UnreadableError."""
    del name
    try:
        with opened(octets) as message:
            yield from _attachments(message, meter, 0)
    except UnreadableError:
        raise
    except Exception as error:  # olefile lets out whatever a broken table leads to
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error


def object_in(part: Storage) -> bytes:
    """Return the file that an object in the text holds, b"" where it holds none whole."""
    return next((o for stream in _OF_OBJECTS if (o := part.outlook.octets((*part.path, INNER, stream)))), b"")


def _attachments(message: Storage, meter: Meter, level: int) -> Iterator[Member]:
    for part in message.parts(ATTACHMENTS):
        name = archive_names.cleaned(part.text(*NAMES).replace("/", "_"))
        content = part.binary(DATA) or object_in(part)
        if content or not part.holds(INNER):
            meter.begin()
            meter.took(len(content))
            yield Member(name or "attachment", content)
        elif level < _MOST_LEVELS:
            for member in _attachments(Storage(part.outlook, (*part.path, INNER), code_page=part.code_page), meter, level + 1):
                yield Member(f"{name or 'message'}/{member.path}", member.octets)
