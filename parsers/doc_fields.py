"""The fields of a Word 97 text in, the text with their results and without their instructions out ([MS-DOC] §2.8.25)."""

from __future__ import annotations

import re
import struct
from typing import Final

_BEGIN, _SEPARATOR, _END = "\x13\x14\x15"
_MARKS: Final = re.compile("[\x13\x14\x15\r\x07]")
_OBJECT: Final = "\x01"
_OVERSTRIKE: Final = re.compile(r"^\s*EQ\b.*?\\o(?:\\\w+)*\s*\((.+)\)\s*$", re.IGNORECASE | re.DOTALL)
_SHIFTED: Final = re.compile(r"\\s(?:\\\w+\s*\d*\s*)*\([^()]*\)")
_DEFAULT: Final = 25  # iRes of a form field that nobody touched
_CHECK_BOX, _LIST = 1, 2
_MOST_ENTRIES: Final = 200


def without_instructions(text: str) -> tuple[str, dict[int, str]]:
    """Return the text with the instructions and marks of its fields blanked, as long as before, and what a U+0001 in it stands for.

    A field that never comes to its result ends with its paragraph, so that a torn one does not swallow the rest.
    """
    if _BEGIN not in text:
        return text, {}
    kept: list[str] = []
    spoken: dict[int, str] = {}
    open_fields: list[int] = []  # where the instruction of each began, -1 once its result has
    at = 0
    for found in _MARKS.finditer(text):
        mark, place = found[0], found.start()
        is_seen = all(begun < 0 for begun in open_fields)
        kept.append(text[at:place] if is_seen else "\0" * (place - at))
        said = _overstruck(text[open_fields[-1] : place]) if mark == _END and len(open_fields) == 1 and open_fields[0] >= 0 else ""
        spoken |= {place: said} if said else {}
        kept.append(mark if mark in "\r\x07" else _OBJECT if said else "\0")
        at = place + 1
        _turn(mark, at, open_fields)
    return "".join([*kept, text[at:] if all(begun < 0 for begun in open_fields) else "\0" * (len(text) - at)]), spoken


def form_field(data: bytes, place: int) -> str:
    """Return what a form field shows, told by its FFData in the stream Data ([MS-DOC] §2.9.78): ☑, □, a chosen entry, or ""."""
    try:
        size, head = struct.unpack_from("<IH", data, place)
        return _shown(data[place + head : place + size])
    except (struct.error, IndexError):
        return ""


def _turn(mark: str, at: int, open_fields: list[int]) -> None:
    if mark == _BEGIN:
        open_fields.append(at)
    elif mark == _SEPARATOR:
        open_fields[-1:] = [-1] if open_fields else []
    elif mark == _END:
        open_fields[-1:] = []
    else:
        while open_fields and open_fields[-1] >= 0:
            open_fields.pop()


def _overstruck(instruction: str) -> str:
    """Return the base text of a phonetic guide or an enclosed character, which Word writes as a field EQ without a result."""
    found = _OVERSTRIKE.match(instruction)
    if found is None:
        return ""
    arguments = _SHIFTED.sub("", found[1]).split(",")
    return next((a for a in reversed(arguments) if a.strip()), "").strip()


def _shown(form: bytes) -> str:
    _, bits = struct.unpack_from("<IH", form)
    kind, result = bits & 3, bits >> 2 & 31
    if kind not in (_CHECK_BOX, _LIST):
        return ""
    at = 10 + 2 * struct.unpack_from("<H", form, 10)[0] + 4  # past the fixed part and the name with its final zero
    default = struct.unpack_from("<H", form, at)[0]
    chosen = default if result == _DEFAULT else result
    if kind == _CHECK_BOX:
        return "☑" if chosen else "□"
    entries = _entries(form, at + 2)
    return entries[chosen] if chosen < len(entries) else ""


def _entries(form: bytes, at: int) -> list[str]:
    """Read a list's entries behind the five texts of a form field (format, help, status, two macros)."""
    for _ in range(5):
        at += 2 + 2 * struct.unpack_from("<H", form, at)[0] + 2
    marker, count, extra = struct.unpack_from("<3H", form, at)
    at += 6
    entries: list[str] = []
    for _ in range(count if marker == 0xFFFF and count <= _MOST_ENTRIES else 0):
        length = struct.unpack_from("<H", form, at)[0]
        entries.append(form[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
        at += 2 + 2 * length + extra
    return entries
