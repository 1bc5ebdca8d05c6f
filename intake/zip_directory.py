"""What a zip says it holds: octets in, `Entry` after `Entry` out, from its directory or, where that is lost, from its files' own heads.

Own code, because `zipfile` stops at one wrong name mark, holds a hundred thousand entries in memory before the first can be counted, and
reads nothing of a zip whose end is missing. Source: PKWARE APPNOTE 6.3.10.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from intake.budget import UnreadableError
from model import TroubleKind

LOCAL, CENTRAL, END, END_64, SPANNED = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\7\x08"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
CENTRAL_SIZE = _CENTRAL.size
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_ALL = 0xFFFFFFFF
_MOST_ENDS = 64  # a zip may hold zips, each with an end of its own


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: its name's octets, the general purpose flags, method, CRC-32, sizes, and where its head stands.

    `is_open_ended`: only the data itself tells where it ends. `mode` is the Unix mode, 0 where none was kept.
    """

    name: bytes
    extra: bytes
    flags: int
    method: int
    crc: int
    packed: int
    offset: int
    mode: int = 0
    is_open_ended: bool = False

    @property
    def is_encrypted(self) -> bool:
        """A password stands before it (bit 0; method 99 is AES)."""
        return bool(self.flags & 1) or self.method == 99

    @property
    def is_no_file(self) -> bool:
        """It is a folder or a symbolic link. What was packed from a pipe is a file, whatever its mode says."""
        return self.mode & 0o170000 in {0o040000, 0o120000}


def entries(octets: bytes) -> Iterator[Entry]:
    """Yield the directory's entries in its order. Raises UnreadableError: INCOMPLETE_ARCHIVE, DAMAGED."""
    begin, size, shift = _directory(octets)
    position = begin
    while position + _CENTRAL.size <= begin + size and octets[position : position + 4] == CENTRAL:
        head = _CENTRAL.unpack_from(octets, position)
        name_begin = position + _CENTRAL.size
        name, extra, comment = head[10:13]
        position = name_begin + name + extra + comment
        yield _entry(head, octets[name_begin : name_begin + name], octets[name_begin + name : name_begin + name + extra], shift)


def salvaged(octets: bytes) -> Iterator[Entry]:
    """Yield what the files' own heads say, for a zip without an end."""
    position = octets.find(LOCAL)
    while 0 <= position <= len(octets) - _LOCAL.size:
        head = _LOCAL.unpack_from(octets, position)
        _, _, flags, method, _, _, crc, packed, _, name, extra = head
        begin = position + _LOCAL.size
        more = octets[begin + name : begin + name + extra]
        if packed == _ALL:
            packed, _ = _from_zip64(more, _ALL, packed, 0)
        is_open = bool(flags & 8) and packed in {0, _ALL}
        yield Entry(octets[begin : begin + name], more, flags, method, crc, packed, position, 0, is_open)
        position = octets.find(LOCAL, begin + name + extra + (1 if is_open else packed))


def ends_as_zip(octets: bytes) -> bool:
    """Say whether octets that begin as something else end as a zip: the last of several volumes, or one with a preface."""
    end = octets.rfind(END, max(len(octets) - _END.size - 0xFFFF, 0))
    if end < 0 or end + _END.size > len(octets):
        return False
    _, disk, _, _, total, size, _, comment = _END.unpack_from(octets, end)
    begin = end - size
    is_there = disk > 0 or (begin >= 0 and octets[begin : begin + 4] == CENTRAL)
    return total > 0 and is_there and end + _END.size + comment == len(octets)


def data_of(octets: bytes, entry: Entry) -> bytes:
    """Return a member's packed octets. Raises UnreadableError where they are not all there."""
    if octets[entry.offset : entry.offset + 4] != LOCAL or entry.offset + _LOCAL.size > len(octets):
        raise UnreadableError(TroubleKind.DAMAGED, "a file's head is not where the directory says")
    name, extra = _LOCAL.unpack_from(octets, entry.offset)[9:11]
    begin = entry.offset + _LOCAL.size + name + extra
    if entry.is_open_ended and entry.method:
        return octets[begin:]
    if entry.is_open_ended:
        raise UnreadableError(TroubleKind.DAMAGED, "nothing tells where a file ends")
    if begin + entry.packed > len(octets):
        raise UnreadableError(TroubleKind.DAMAGED, "a packed file ends too early")
    return octets[begin : begin + entry.packed]


def do_overlap(found: list[Entry]) -> bool:
    """Say whether two members share octets, as those of a zip bomb do."""
    spans = sorted((e.offset, e.offset + _LOCAL.size + len(e.name) + e.packed) for e in found)
    return any(end > begin for (_, end), (begin, _) in itertools.pairwise(spans))


def _directory(octets: bytes) -> tuple[int, int, int]:
    """Return where the directory begins, its size, and by how much all offsets are off (octets before the zip)."""
    ends = list(itertools.islice(_ends(octets), _MOST_ENDS))
    if not ends:
        kind = TroubleKind.INCOMPLETE_ARCHIVE if octets.startswith(SPANNED) else TroubleKind.DAMAGED
        raise UnreadableError(kind, "a zip without its end")
    for end in ends:
        begin, size, offset = _directory_before(octets, end)
        shift = next((s for s in (begin - offset, 0) if _first_is_at(octets, begin, s)), begin - offset)
        is_of_the_whole = shift == 0 or not octets.startswith(LOCAL)  # else it is that of a zip in this one
        if is_of_the_whole and begin >= 0 and (octets[begin : begin + 4] == CENTRAL or begin == end):
            return begin, size, shift
    raise UnreadableError(TroubleKind.DAMAGED, "a zip whose directory is not where its end says")


def _ends(octets: bytes) -> Iterator[int]:
    end = octets.rfind(END, 0, len(octets) - _END.size + len(END))
    while end >= 0:
        yield end
        end = octets.rfind(END, 0, end)


def _directory_before(octets: bytes, end: int) -> tuple[int, int, int]:
    """Return where the directory of an end begins, its size, and where it should begin. Raises INCOMPLETE_ARCHIVE."""
    _, disk, first_disk, here, total, size, offset, _ = _END.unpack_from(octets, end)
    end_64 = octets.rfind(END_64, 0, end)
    if (offset == _ALL or total == 0xFFFF or size == _ALL) and 0 <= end_64 <= len(octets) - _END_64.size:
        _, _, _, _, disk, first_disk, here, total, size, offset = _END_64.unpack_from(octets, end_64)
    if disk or first_disk or here != total:
        raise UnreadableError(TroubleKind.INCOMPLETE_ARCHIVE, f"volume {disk + 1} of several")
    begins = (end - size, end_64 - size)  # some packers write the second end where the first would have done
    return next((b for b in begins if b >= 0 and octets[b : b + 4] == CENTRAL), end - size), size, offset


def _first_is_at(octets: bytes, begin: int, shift: int) -> bool:
    if octets[begin : begin + 4] != CENTRAL or begin < 0 or begin + _CENTRAL.size > len(octets):
        return False
    place = _CENTRAL.unpack_from(octets, begin)[16] + shift
    return place >= 0 and octets[place : place + 4] == LOCAL


def _entry(head: tuple[int, ...], name: bytes, extra: bytes, shift: int) -> Entry:
    made_by, flags, method, crc, packed, size = head[1], head[3], head[4], head[7], head[8], head[9]
    attributes, offset = head[15], head[16]
    if _ALL in (packed, size, offset):
        packed, offset = _from_zip64(extra, size, packed, offset)
    mode = attributes >> 16 if made_by >> 8 in {3, 19} else 0  # Unix, macOS
    if not mode and attributes & 0x10 and not size:  # a folder of DOS, also where its name has no slash at the end
        mode = 0o040000
    return Entry(name, extra, flags, method, crc, packed, offset + shift, mode)


def _from_zip64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind != 1:
            continue
        numbers = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
        if size == _ALL:
            next(numbers, 0)
        packed = next(numbers, packed) if packed == _ALL else packed
        offset = next(numbers, offset) if offset == _ALL else offset
    return packed, offset
