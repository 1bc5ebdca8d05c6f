"""A winmail.dat in, the files that Outlook wrapped in it out. Every count is checked against the octets that are left.

Source: [MS-OXTNEF] 2.1 (attributes), 2.1.3.4 (properties); [MS-OXPROPS] for the property numbers.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator

from intake import archive_names
from intake.budget import Meter, UnreadableError
from intake.unpacked import Member
from model import TroubleKind

SIGNATURE = b"\x78\x9f\x3e\x22"

_OEM_CODE_PAGE, _BEGIN, _TITLE, _DATA, _PROPERTIES = 0x00069007, 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_NAMES, _OBJECT = {0x3707: "long", 0x3704: "title", 0x3001: "display"}, 0x3701
_STRING, _UNICODE, _BINARY, _TNEF_OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_FIXED = {0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MANY = 0x1000
_OF_MESSAGE, _OF_ATTACHMENT = 1, 2
_BROKEN = -1

_Found = dict[str, bytes | str]


def files_of_tnef(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the attachments; one that is itself a message comes as a winmail.dat. Raises UnreadableError."""
    del name
    found: _Found | None = None
    encoding, lost = "gb18030", None
    for attribute, data in _attributes(octets):
        if attribute == _BROKEN:
            lost = UnreadableError(TroubleKind.DAMAGED, "winmail.dat ends too early")
        elif attribute == _OEM_CODE_PAGE and len(data) >= 4:
            encoding = _encoding(struct.unpack_from("<I", data)[0])
        elif attribute == _BEGIN:
            yield from _attachment(found, meter)
            found = {}
        elif found is not None:
            _note(found, attribute, data, encoding)
    yield from _attachment(found, meter)
    if lost is not None:
        raise lost


def _note(found: _Found, attribute: int, data: bytes, encoding: str) -> None:
    if attribute == _TITLE:
        found["title"] = _text(data, encoding)
    elif attribute == _DATA:
        found["data"] = data
    elif attribute == _PROPERTIES:
        found.update(_named(data, encoding))


def _attachment(found: _Found | None, meter: Meter) -> Iterator[Member]:
    if found is None:
        return
    data = found.get("object", found.get("data"))  # beside an object stands only a sentence that it is one
    if not isinstance(data, bytes):
        return
    meter.begin()
    meter.took(len(data))
    name = str(found.get("long") or found.get("title") or found.get("display") or "attachment")
    yield Member(archive_names.cleaned(name.replace("/", "_")), data)


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and data of each attribute; _BROKEN last where they break off."""
    position = 6  # the signature and a key
    while position < len(octets) and octets[position] in {_OF_MESSAGE, _OF_ATTACHMENT}:
        begin = position + 9
        if begin > len(octets):
            yield _BROKEN, b""
            return
        attribute, size = struct.unpack_from("<II", octets, position + 1)
        if begin + size > len(octets):
            yield _BROKEN, b""
            return
        yield attribute, octets[begin : begin + size]
        position = begin + size + 2  # a checksum follows


def _named(data: bytes, encoding: str) -> _Found:
    """Return names and object of a list of MAPI properties, as far as the list can be read."""
    found: _Found = {}
    for identifier, kind, value in _properties(data):
        if identifier in _NAMES and kind in {_STRING, _UNICODE}:
            text = value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else _text(value, encoding)
            found[_NAMES[identifier]] = text
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
