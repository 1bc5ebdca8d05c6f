"""A storage in, the octets of a compound file of its own out: an object in an old document is a storage. Source: [MS-CFB]."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple

from intake.compound import SIGNATURE, Tree

_SECTOR, _NUMBERS = 4096, 1024  # a sector of version 4, and the numbers that one holds
_IN_HEAD = 109
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def written(storage: Mapping[str, bytes | Tree]) -> bytes:
    """Return the compound file.

    Every stream is filled up to whole sectors, the length from which it needs no other table; what reads it goes by lengths within.
    """
    return _Writer(storage).octets()


class _Entry(NamedTuple):
    """A stream or storage as the directory has it: what hangs on it to the right and below, where it begins."""

    name: str
    kind: int
    right: int = _FREE
    child: int = _FREE
    begin: int = _END
    size: int = 0

    def octets(self) -> bytes:
        letters = self.name[:31].encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16xI8x8xIQ", letters, len(letters), self.kind, 1, _FREE, self.right, self.child, 0, self.begin, self.size
        )


class _Writer:
    """Sectors as they are laid down: the streams, the directory, the table of what follows what."""

    def __init__(self, storage: Mapping[str, bytes | Tree]) -> None:
        self._sectors: list[bytes] = []
        self._table: list[int] = []
        self._entries = [_Entry("Root Entry", _ROOT)]
        self._entries[0] = _Entry("Root Entry", _ROOT, child=self._add(storage))

    def octets(self) -> bytes:
        directory = self._chain(b"".join(e.octets() for e in self._entries))
        in_directory = len(self._sectors) - directory
        tables = -(-len(self._table) // (_NUMBERS - 1))  # its own sectors stand in the table, too
        places = range(len(self._sectors), len(self._sectors) + tables)
        table = [*self._table, *[_TABLE] * tables]
        table += [_FREE] * (tables * _NUMBERS - len(table))
        head = SIGNATURE + struct.pack("<16x5H6x9I", 0x3E, 4, 0xFFFE, 12, 6, in_directory, tables, directory, 0, _SECTOR, _END, 0, _END, 0)
        head += struct.pack(f"<{_IN_HEAD}I", *places, *[_FREE] * (_IN_HEAD - tables))
        return head.ljust(_SECTOR, b"\0") + b"".join(self._sectors) + struct.pack(f"<{len(table)}I", *table)

    def _add(self, storage: Mapping[str, bytes | Tree]) -> int:
        """Add what a storage holds and return the number of its first entry; each of the others hangs on the one before it."""
        names = sorted(storage, key=lambda n: (len(n), n.upper()))
        first = len(self._entries)
        self._entries += [_Entry(name, _STREAM) for name in names]
        for number, name in enumerate(names, first):
            content = storage[name]
            right = number + 1 if number + 1 < first + len(names) else _FREE
            if isinstance(content, bytes):
                size = -(-len(content) // _SECTOR) * _SECTOR
                self._entries[number] = _Entry(name, _STREAM, right, begin=self._chain(content), size=size)
            else:
                self._entries[number] = _Entry(name, _STORAGE, right, child=self._add(content))
        return first if names else _FREE

    def _chain(self, content: bytes) -> int:
        begin, count = len(self._sectors), -(-len(content) // _SECTOR)
        self._sectors += [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        self._table += [*range(begin + 1, begin + count), _END] if count else []
        return begin if count else _END
