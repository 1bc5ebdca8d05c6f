"""A ZIP-based document (OOXML, ODF) in, its members out: inflated one by one, counted, and salvaged from a torn file."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from model import TroubleKind
from parsers.markup import parse
from parsers.unreadable import UnreadableError

MOST_INFLATED = 200_000_000  # octets of all members read from one file (reliability.md A4)
MOST_IN_ONE = 48_000_000  # octets of one member: its element tree takes about ten times as much memory
_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"


def member_names(octets: bytes) -> tuple[str, ...]:
    """Return the member names, from the central directory or, where that is torn off, from the local headers."""
    return _central_names(octets) or tuple(name for name, _, _ in _local_headers(octets))


class Package:
    """The members of one file by name (case and slashes folded); `damaged` tells whether something had to be salvaged."""

    def __init__(self, octets: bytes) -> None:
        """Open the central directory, or salvage what the local headers still tell."""
        self.damaged = False
        self._octets = octets
        self._left = MOST_INFLATED
        self._torn: dict[str, tuple[int, int]] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(octets))
            self._members = {_folded(info.filename): info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            self.damaged = True
            self._torn = {_folded(name): (method, start) for name, method, start in _local_headers(octets)}
        self.names = frozenset(self._members) | frozenset(self._torn)

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self.names

    def read(self, name: str) -> bytes:
        """Return a member's octets, b"" where there is none; UnreadableError past the limits or behind a password."""
        key = _folded(name)
        if key in self._torn:
            octets = self._salvaged(*self._torn[key])
        elif key in self._members:
            octets = self._inflated(self._members[key])
        else:
            return b""
        self._left -= len(octets)
        return octets

    def xml(self, name: str) -> etree._Element | None:
        """Return a member's root element, None where there is no such member or nothing in it."""
        octets = self.read(name)
        return self.tree(octets) if octets else None

    def tree(self, octets: bytes) -> etree._Element:
        """Return the root of XML that came from this package, noting whether it had to be mended."""
        root, mended = parse(octets)
        self.damaged = self.damaged or mended
        return root

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise UnreadableError("a member of the package is encrypted", TroubleKind.PASSWORD)
        limit = min(MOST_IN_ONE, self._left)
        read: list[bytes] = []
        try:
            with self._zip.open(info) as member:
                while len(chunk := member.read(min(limit + 1, 1 << 20))) and limit >= 0:
                    limit -= len(chunk)
                    read.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            self.damaged = True
            if not read:
                return self._salvaged_of(info)
        if limit < 0:
            raise UnreadableError(f"{info.filename} inflates past the limit", TroubleKind.ARCHIVE_LIMIT)
        return b"".join(read)

    def _salvaged_of(self, info: zipfile.ZipInfo) -> bytes:
        for name, method, start in _local_headers(self._octets):
            if _folded(name) == _folded(info.filename):
                return self._salvaged(method, start)
        return b""

    def _salvaged(self, method: int, start: int) -> bytes:
        if method == zipfile.ZIP_STORED:
            end = self._octets.find(_LOCAL, start)
            return self._octets[start : end if end >= 0 else None]
        inflate, out, left = zlib.decompressobj(-15), [], min(MOST_IN_ONE, self._left)
        for at in range(start, len(self._octets), 512):  # small steps: what stands before the first bad octet is kept
            try:
                out.append(inflate.decompress(self._octets[at : at + 512], left + 1))
            except zlib.error:
                break
            left -= len(out[-1])
            if inflate.eof or left < 0:
                break
        return b"".join(out)


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _central_names(octets: bytes) -> tuple[str, ...]:
    end = octets.rfind(_END, max(0, len(octets) - 65_557))
    if end < 0 or len(octets) < end + 22:
        return ()
    size, at = struct.unpack_from("<II", octets, end + 12)
    at = at if octets[at : at + 4] == _CENTRAL else end - size
    names = []
    while 0 <= at <= end - 46 and octets[at : at + 4] == _CENTRAL:
        flags = octets[at + 9]
        name, extra, comment = struct.unpack_from("<HHH", octets, at + 28)
        names.append(octets[at + 46 : at + 46 + name].decode("utf-8" if flags & 8 else "cp437", "replace"))
        at += 46 + name + extra + comment
    return tuple(names)


def _local_headers(octets: bytes) -> list[tuple[str, int, int]]:
    headers: list[tuple[str, int, int]] = []
    at = octets.find(_LOCAL)
    while 0 <= at <= len(octets) - 30 and len(headers) < 1000:
        method, name, extra = struct.unpack_from("<H16xHH", octets, at + 8)
        start = at + 30 + name + extra
        headers.append((octets[at + 30 : at + 30 + name].decode("utf-8", "replace"), method, start))
        at = octets.find(_LOCAL, at + 30)
    return headers
