"""Outlook messages made from nothing: properties in, the octets of a .msg out, in Unicode or in a code page ([MS-CFB], [MS-OXMSG])."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

_END, _FREE, _FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_MINI = 4096

Tree = dict[str, "bytes | Tree"]
Value = str | bytes | int | datetime


def message(
    values: Mapping[int, Value], files: Sequence[Tree] = (), people: Sequence[Mapping[int, Value]] = (), *, page: int = 0, head: int = 32
) -> Tree:
    """Return a message's storage; texts are Unicode, or octets of the code page `page`."""
    tree = _storage(dict(values) | ({0x3FFD: page} if page else {}), page, head)
    tree |= {f"__recip_version1.0_#{n:08X}": _storage(p, page, 8) for n, p in enumerate(people)}
    return tree | {f"__attach_version1.0_#{n:08X}": f for n, f in enumerate(files)}


def attached(name: str, octets: bytes, *, page: int = 0, more: Mapping[int, Value] | None = None) -> Tree:
    """Return an attachment's storage."""
    return _storage({0x3707: name, 0x3701: octets, 0x3705: 1} | dict(more or {}), page, 8)


def attached_message(name: str, inner: Tree, *, page: int = 0) -> Tree:
    """Return the storage of an attached message, made with `head=24`."""
    return _storage({0x3001: name, 0x3705: 5}, page, 8) | {"__substg1.0_3701000D": inner}


def msg(tree: Tree) -> bytes:
    """Return the octets of a file that holds a storage."""
    return _Writer(tree).octets()


def compressed(rtf: bytes) -> bytes:
    """Return RTF as Outlook keeps it, in literal runs alone ([MS-OXRTFCP] 2.2)."""
    runs = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return struct.pack("<II4sI", len(runs) + 12, len(rtf), b"LZFu", 0) + runs


def _storage(values: Mapping[int, Value], page: int, head: int) -> Tree:
    tree: Tree = {}
    fixed = b""
    for number, value in values.items():
        if isinstance(value, int):
            fixed += struct.pack("<IIQ", number << 16 | 3, 6, value)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            fixed += struct.pack("<IIQ", number << 16 | 0x40, 6, ticks)
        elif isinstance(value, bytes):
            tree[f"__substg1.0_{number:04X}0102"] = value
        else:
            codec = f"cp{page}" if page else "utf-16-le"
            tree[f"__substg1.0_{number:04X}{'001E' if page else '001F'}"] = value.encode(codec)
    return tree | {"__properties_version1.0": bytes(head) + fixed}


class _Writer:
    """Sectors as they are laid down: large streams, then the mini stream with the small ones, then directory and tables."""

    def __init__(self, tree: Tree) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.small = b""
        self.mini_fat: list[int] = []
        self.entries: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, _END, 0]]
        self.entries[0][3] = self.add(tree)

    def add(self, tree: Tree) -> int:
        """Add a storage's entries and return the number of its first, the others hang on its right."""
        first, before = _FREE, None
        for name in sorted(tree, key=lambda n: (len(n), n.upper())):
            number = len(self.entries)
            content = tree[name]
            entry: list[object] = [name, 1 if isinstance(tree, dict) and isinstance(content, dict) else 2, _FREE, _FREE, _END, 0]
            self.entries.append(entry)
            if isinstance(content, dict):
                entry[3] = self.add(content)
            else:
                entry[4:] = [self.place(content), len(content)]
            if before is None:
                first = number
            else:
                before[2] = number
            before = entry
        return first

    def place(self, content: bytes) -> int:
        if not content:
            return _END
        if len(content) >= _MINI:
            return self.chain(content)
        start = len(self.mini_fat)
        count = -(-len(content) // 64)
        self.mini_fat += [*range(start + 1, start + count), _END]
        self.small += content.ljust(count * 64, b"\0")
        return start

    def chain(self, content: bytes) -> int:
        start = len(self.sectors)
        count = -(-len(content) // 512)
        self.sectors += [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        self.fat += [*range(start + 1, start + count), _END]
        return start

    def octets(self) -> bytes:
        if self.small:
            self.entries[0][4:] = [self.chain(self.small), len(self.small)]
        directory = self.chain(b"".join(_entry(*e) for e in self.entries))
        minis = b"".join(struct.pack("<I", n) for n in self.mini_fat)
        mini = self.chain(minis.ljust(-(-len(minis) // 512) * 512, b"\xff")) if minis else _END
        tables = -(-len(self.fat) // 126)  # a table's own sectors stand in it, too
        first = len(self.sectors)
        fat = [*self.fat, *[_FAT_SECTOR] * tables]
        fat += [_FREE] * (tables * 128 - len(fat))
        difat = [*range(first, first + tables), *[_FREE] * (109 - tables)]
        assert len(difat) == 109, "larger than this simple writer can say"
        head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0,
                           _MINI, mini, -(-len(minis) // 512), _END, 0)  # fmt: skip
        return head + struct.pack("<109I", *difat) + b"".join(self.sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI8x8xIQ", letters, len(letters), kind, 1, _FREE, right, child, 0, start, size)
