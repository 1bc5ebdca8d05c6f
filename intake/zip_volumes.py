"""The volumes of a zip in (材料.zip, 材料.z01 …), one zip out. Source: PKWARE APPNOTE 6.3.10, 8.5 (spanned and split archives)."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence

from intake.zip_directory import CENTRAL, CENTRAL_SIZE, END

_END = struct.Struct("<4s4H2IH")
_ALL = 0xFFFFFFFF


def one_zip(volumes: Sequence[bytes]) -> bytes | None:
    """Return what the volumes hold as a single zip; `volumes` has the .zip, which is the last, before the others.

    None where one is missing, or it is larger than a mail may be.
    """
    parts = [*volumes[1:], volumes[0]]
    begins = [0, *itertools.accumulate(len(p) for p in parts)]
    octets = bytearray(b"".join(parts))
    end = octets.rfind(END, begins[-2])
    if end < 0 or end + _END.size > len(octets):
        return None
    _, disk, first_disk, _, total, size, offset, _ = _END.unpack_from(octets, end)
    if disk != len(parts) - 1 or first_disk > disk or offset == _ALL:
        return None
    place = begins[first_disk] + offset
    _END.pack_into(octets, end, END, 0, 0, total, total, size, place, len(octets) - end - _END.size)
    while octets[place : place + 4] == CENTRAL and place + CENTRAL_SIZE <= end:
        name, extra, comment, disk = struct.unpack_from("<4H", octets, place + 28)
        (offset,) = struct.unpack_from("<I", octets, place + 42)
        if disk >= len(parts) or offset == _ALL:
            return None
        struct.pack_into("<H", octets, place + 34, 0)
        struct.pack_into("<I", octets, place + 42, begins[disk] + offset)
        place += CENTRAL_SIZE + name + extra + comment
    return bytes(octets)
