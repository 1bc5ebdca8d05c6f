"""A ZIP-based document (OOXML, ODF) in, its members out: inflated one by one, counted, and salvaged from a torn file.

The directory is read here rather than by zipfile because a torn file must still give what is left of it, and because opening
a form costs a quarter of it this way.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final, NamedTuple

from lxml.etree import _Element as Element

from model import TroubleKind
from parsers.markup import parse
from parsers.unreadable import UnreadableError

MOST_INFLATED: Final = 200_000_000  # octets of all members read from one file (reliability.md A4)
MOST_IN_ONE: Final = 48_000_000  # octets of one member: its element tree takes about ten times as much memory
_MOST_MEMBERS: Final = 10_000
_LOCAL: Final = b"PK\x03\x04"
_CENTRAL: Final = b"PK\x01\x02"
_END: Final = b"PK\x05\x06"
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 1
_UTF_8: Final = 0x800
_STEP: Final = 512  # octets inflated at a time where a stream is broken: what stands before the break is kept
_DIRECTORY_ENTRY: Final = struct.Struct("<8xHH4xIIIHHH8xI")  # APPNOTE.TXT §4.3.12
_LOCAL_ENTRY: Final = struct.Struct("<6xHH4xIIIHH")  # §4.3.7


class _Member(NamedTuple):
    """A member as the directory or its own header gives it; `crc` is None where only the header is left."""

    name: str
    flags: int
    method: int
    size: int
    at: int
    crc: int | None


def member_names(octets: bytes) -> tuple[str, ...]:
    """Return the member names, from the central directory or, where that is torn off, from the local headers."""
    return tuple(member.name for member in _central(octets) or _local(octets))


def ends_as_package(octets: bytes) -> bool:
    """Tell whether octets that begin as something else end as a package: its first octets are lost."""
    return bool(_central(octets))


class Package:
    """The members of one file by name (case and slashes folded); `damaged` tells whether something had to be salvaged."""

    def __init__(self, octets: bytes) -> None:
        """Read the directory, or what the local headers still tell."""
        members = _central(octets)
        self.damaged = not members
        self._octets = octets
        self._left = MOST_INFLATED
        self._members = {_folded(member.name): member for member in members or _local(octets)}
        self.names = self._members.keys()

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._members

    def read(self, name: str) -> bytes:
        """Return a member's octets, b"" where there is none; UnreadableError past the limits or behind a password."""
        member = self._members.get(_folded(name))
        if member is None:
            return b""
        if member.flags & _ENCRYPTED:
            raise UnreadableError("a member of the package is encrypted", TroubleKind.PASSWORD)
        limit = min(MOST_IN_ONE, self._left)
        octets = self._unpacked(member, limit)
        if len(octets) > limit:
            raise UnreadableError(f"{member.name} inflates past the limit", TroubleKind.ARCHIVE_LIMIT)
        self._left -= len(octets)
        if member.crc is not None and zlib.crc32(octets) != member.crc:
            self.damaged = True
        return octets

    def xml(self, name: str) -> Element | None:
        """Return a member's root element, None where there is no such member or nothing in it."""
        octets = self.read(name)
        return self.tree(octets) if octets else None

    def tree(self, octets: bytes) -> Element:
        """Return the root of XML that came from this package, noting whether it had to be mended."""
        root, mended = parse(octets)
        self.damaged = self.damaged or mended
        return root

    def _unpacked(self, member: _Member, limit: int) -> bytes:
        start = _data_start(self._octets, member)
        if start is None or member.method not in (_STORED, _DEFLATED):
            self.damaged = True
            return b""
        if member.method == _STORED:
            return self._octets[start : start + min(member.size, limit + 1)]
        inflate = zlib.decompressobj(-15)
        try:
            octets = inflate.decompress(memoryview(self._octets)[start:], limit + 1)
        except zlib.error:
            return self._before_break(start, limit)
        self.damaged = self.damaged or not (inflate.eof or len(octets) > limit)
        return octets

    def _before_break(self, start: int, limit: int) -> bytes:
        """Return what a broken stream gives before its first bad octet."""
        self.damaged = True
        inflate, out, left = zlib.decompressobj(-15), list[bytes](), limit + 1
        for at in range(start, len(self._octets), _STEP):
            try:
                out.append(inflate.decompress(self._octets[at : at + _STEP], left))
            except zlib.error:
                break
            left -= len(out[-1])
            if inflate.eof or left <= 0:
                break
        return b"".join(out)


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _central(octets: bytes) -> list[_Member]:
    """Return the members that the central directory lists, none where it is torn or breaks off before all that it announces."""
    end = octets.rfind(_END, max(0, len(octets) - 65_557))
    if end < 0 or len(octets) < end + 22:
        return []
    listed, size, at = struct.unpack_from("<HII", octets, end + 10)
    shift = 0 if octets[at : at + 4] == _CENTRAL else end - size - at  # octets that a mail gateway put before the file
    at += shift
    members: list[_Member] = []
    while 0 <= at <= end - 46 and octets[at : at + 4] == _CENTRAL and len(members) < _MOST_MEMBERS:
        flags, method, crc, packed, _, name, extra, comment, place = _DIRECTORY_ENTRY.unpack_from(octets, at)
        letters = octets[at + 46 : at + 46 + name].decode("utf-8" if flags & _UTF_8 else "cp437", "replace")
        begin = place if octets[place + shift : place + shift + 4] != _LOCAL and octets[place : place + 4] == _LOCAL else place + shift
        members.append(_Member(letters, flags, method, packed, begin, crc))
        at += 46 + name + extra + comment
    return members if len(members) >= min(listed, _MOST_MEMBERS) else []


def _local(octets: bytes) -> list[_Member]:
    """Return the members whose own headers are left; a stored one ends where the next begins."""
    members: list[_Member] = []
    at = octets.find(_LOCAL)
    while 0 <= at <= len(octets) - 30 and len(members) < _MOST_MEMBERS:
        following = octets.find(_LOCAL, at + 30)
        flags, method, _, _, _, name, _ = _LOCAL_ENTRY.unpack_from(octets, at)
        size = (following if following > 0 else len(octets)) - at
        members.append(_Member(octets[at + 30 : at + 30 + name].decode("utf-8", "replace"), flags, method, size, at, None))
        at = following
    return members


def _data_start(octets: bytes, member: _Member) -> int | None:
    if octets[member.at : member.at + 4] != _LOCAL or len(octets) < member.at + 30:
        return None
    name, extra = struct.unpack_from("<HH", octets, member.at + 26)
    return member.at + 30 + int(name) + int(extra)
