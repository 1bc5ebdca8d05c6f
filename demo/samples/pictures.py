"""Pictures without a picture library: dice in, the octets of a small PNG out; they stand for certificates, photographs and scans."""

from __future__ import annotations

import struct
import zlib
from random import Random

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(dice: Random, width: int = 240, height: int = 170) -> bytes:
    """Return a grey page with a frame and lines of blots that look like writing from afar."""
    rows = [bytearray(b"\xf4" * width) for _ in range(height)]
    for y in (6, height - 7):
        rows[y][6 : width - 6] = b"\x40" * (width - 12)
    for top in range(24, height - 24, 14):
        for x in range(24, width - 24 - dice.randrange(60), 9):
            for y in range(top, top + 7):
                rows[y][x : x + dice.randrange(3, 8)] = bytes([dice.randrange(30, 120)]) * 4
    raw = b"".join(b"\x00" + bytes(row[:width]) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
