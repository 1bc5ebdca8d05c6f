"""A winmail.dat in, the files that Outlook wrapped in it out. Every count is checked against the octets that are left.

Source: [MS-OXTNEF] 2.1 (attributes), 2.1.3.4 (properties); [MS-OXPROPS] for the property numbers.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Mapping

from intake import archive_names
from intake.budget import Meter, UnreadableError
from intake.unpacked import Member
from model import TroubleKind

SIGNATURE = b"\x78\x9f\x3e\x22"

_OEM_CODE_PAGE, _BEGIN, _TITLE, _DATA, _PROPERTIES = 0x00069007, 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _SHORT_NAME, _OBJECT = 0x3707, 0x3704, 0x3701
_STRING, _UNICODE, _BINARY, _TNEF_OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_FIXED = {0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MANY = 0x1000


def files_of_tnef(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the attachments; one that is itself a message comes as a winmail.dat. Raises UnreadableError."""
    del name
    encoding = "gb18030"
    found: dict[str, bytes | str] | None = None
    for attribute, data in _attributes(octets):
        if attribute == _OEM_CODE_PAGE and len(data) >= 4:
            encoding = _encoding(struct.unpack_from("<I", data)[0])
        elif attribute == _BEGIN:
            yield from _attachment(found, meter)
            found = {}
        elif found is not None and attribute == _TITLE:
            found.setdefault("title", _text(data, encoding))
        elif found is not None and attribute == _DATA:
            found["data"] = data
        elif found is not None and attribute == _PROPERTIES:
            found.update(_named(data, encoding))
    yield from _attachment(found, meter)


def _attachment(found: Mapping[str, bytes | str] | None, meter: Meter) -> Iterator[Member]:
    data = (found or {}).get("data") or (found or {}).get("object")
    if found is None or not isinstance(data, bytes):
        return
    meter.begin()
    meter.took(len(data))
    is_message = "data" not in found and data.startswith(SIGNATURE)
    name = str(found.get("long") or found.get("title") or ("winmail.dat" if is_message else ""))
    yield Member(archive_names.cleaned(name.replace("/", "_")) or "attachment", data)


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6  # the signature and a key
    while position < len(octets):
        if position + 9 > len(octets):
            raise UnreadableError(TroubleKind.DAMAGED, "winmail.dat ends in the middle of an attribute")
        attribute, size = struct.unpack_from("<II", octets, position + 1)
        begin = position + 9
        if begin + size + 2 > len(octets):
            raise UnreadableError(TroubleKind.DAMAGED, "winmail.dat ends too early")
        yield attribute, octets[begin : begin + size]
        position = begin + size + 2  # a checksum follows


def _named(data: bytes, encoding: str) -> dict[str, bytes | str]:
    """Return long name and object of a list of MAPI properties, as far as the list can be read."""
    found: dict[str, bytes | str] = {}
    for identifier, kind, value in _properties(data):
        if identifier in {_LONG_NAME, _SHORT_NAME} and kind in {_STRING, _UNICODE}:
            text = value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else _text(value, encoding)
            found["long" if identifier == _LONG_NAME else "title"] = text
        elif identifier == _OBJECT and kind in {_TNEF_OBJECT, _BINARY}:
            found["object"] = value[16:] if kind == _TNEF_OBJECT else value  # an interface's identifier stands first
    return found


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    try:
        (count,) = struct.unpack_from("<I", data)
        position = 4
        for _ in range(min(count, len(data) // 4)):
            kind, identifier = struct.unpack_from("<HH", data, position)
            position += 4
            if identifier >= 0x8000:
                position = _after_name(data, position)
            values, position = _values(data, position, kind)
            yield from ((identifier, kind & ~_MANY, value) for value in values)
    except struct.error:
        return


def _after_name(data: bytes, position: int) -> int:
    kind, size = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (_padded(size) if kind == 1 else 0)


def _values(data: bytes, position: int, kind: int) -> tuple[list[bytes], int]:
    size = _FIXED.get(kind & ~_MANY)
    count = 1
    if kind & _MANY or size is None:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    values = []
    for _ in range(min(count, len(data))):
        if size is None:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        else:
            length = size
        if position + length > len(data):
            raise struct.error("a value is longer than what is left")
        values.append(data[position : position + length])
        position += _padded(length)
    return values, position


def _padded(size: int) -> int:
    return size + -size % 4


def _encoding(code_page: int) -> str:
    if code_page in {936, 54936}:
        return "gb18030"
    try:
        return codecs.lookup({65001: "utf-8"}.get(code_page, f"cp{code_page}")).name
    except LookupError:
        return "gb18030"


def _text(data: bytes, encoding: str) -> str:
    raw = data.split(b"\0")[0]
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return archive_names.decoded(raw)
