"""A file's octets in; which kind of archive it is out, for those that we know and do not open: an office hardly ever sends one."""

from __future__ import annotations

from collections.abc import Callable

_MAGIC = {
    b"MSCF\0\0\0\0": "cab",
    b"RE~^": "rar of before 1996",
    b"LZIP\1": "lzip",
    b"\x04\x22\x4d\x18": "lz4",
    b"\x89LZO\0\r\n\x1a\n": "lzop",
    b"ALZ\1": "alz",
    b"EGGA": "egg",
    b"MSWIM\0\0\0": "wim",
    b"070701": "cpio",
    b"070702": "cpio",
    b"070707": "cpio",
    b"!<arch>\n": "ar",
    b"StuffIt ": "StuffIt",
    b"xar!": "xar",
    b"7kSt": "zpaq",
}
_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "lzh": lambda o: o[2:5] in {b"-lh", b"-lz", b"-pm"} and o[6:7] == b"-",
    "ace": lambda o: o[7:14] == b"**ACE**",
    "arj": lambda o: o[:2] == b"\x60\xea" and 30 <= int.from_bytes(o[2:4], "little") <= 2600,
    "Z": lambda o: o[:2] == b"\x1f\x9d" and len(o) > 2 and not o[2] & 0x60 and 9 <= o[2] & 0x1F <= 16,
    "lzma": lambda o: o[:3] == b"\x5d\0\0" and o[5:13] == b"\xff" * 8,
    "iso": lambda o: o[0x8001:0x8006] == b"CD001",
    "dmg": lambda o: o[-512:-508] == b"koly",
}


def closed_kind_of(octets: bytes) -> str:
    """Return the kind of an archive that stays closed, "" for any other file."""
    by_magic = next((kind for magic, kind in _MAGIC.items() if octets.startswith(magic)), "")
    return by_magic or next((kind for kind, is_one in _SIGNS.items() if is_one(octets)), "")
