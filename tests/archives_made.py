"""Archives as people's programs make them, and as nobody's should."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib

import py7zr
import pytest
import rars

WHEN = (2019, 4, 1, 8, 0, 0)


def docx(text="飞翔QC小组"):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(zipfile.ZipInfo(name, WHEN), f"<x>{text}</x>")
    return octets.getvalue()


class RawName(zipfile.ZipInfo):
    """A member whose name stands in the zip with the octets and the flags that are wanted."""

    raw = b""
    mark = 0

    def _encodeFilenameFlags(self):  # noqa: N802 - zipfile's own hook
        return self.raw, self.flag_bits | self.mark


def named(raw, mark=0, extra=b""):
    info = RawName("x", WHEN)
    info.raw, info.mark, info.extra, info.compress_type = raw, mark, extra, zipfile.ZIP_DEFLATED
    return info


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", method) as archive:
        for name, content in members:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, WHEN), content, method)
    return octets.getvalue()


def rarred(*members, **how):
    builder = rars.RarBuilder(**how)
    for name, content in members:
        builder.add_bytes(content, name)
    return builder.to_bytes()


def rar_volumes(folder, *members, **how):
    builder = rars.RarBuilder(**how)
    for name, content in members:
        builder.add_bytes(content, name)
    return [p.read_bytes() for p in builder.write_volumes(folder / "材料.part1.rar")]


def seven_zipped(*members, **how):
    octets = io.BytesIO()
    with py7zr.SevenZipFile(octets, "w", **how) as archive:
        for name, content in members:
            archive.writestr(content, name)
    return octets.getvalue()


def tarred(*members, mode="w", encoding="utf-8"):
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode=mode, encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return octets.getvalue()


def by_program(program, *arguments, folder, files):
    """Run an archiver over files in a folder; skip where the program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)


def overlapping(count, size):
    """A zip whose directory names one member's octets many times (a bomb without nesting)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(size)
    data = packer.compress(content) + packer.flush()
    head = (20, 0, 8, 0, 0, zlib.crc32(content), len(data), size)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", *head, 1, 0) + b"a" + data
    central = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *head, 8, 0, 0, 0, 0, 0, 0) + f"{number:08}".encode() for number in range(count)
    )
    return local + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(central), len(local), 0)


def with_method(member, method, data):
    """A zip of one member whose packed octets and method are given."""
    name, content = member[0].encode(), member[1]
    head = (20, 0x800, method, 0, 0, zlib.crc32(content), len(data), len(content))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", *head, len(name), 0) + name + data
    central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *head, len(name), 0, 0, 0, 0, 0, 0) + name
    return local + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


def lying(content, *, said):
    """A zip whose heads say another size than the member has."""
    octets = bytearray(zipped(("a.txt", content)))
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", octets, octets.find(mark) + place, said)
    return bytes(octets)


def tnef(*attachments, code_page=936, ending=b""):
    """A winmail.dat as [MS-OXTNEF] 2.1 describes it; each attachment is (short name's octets, long name, data)."""

    def attribute(level, number, data):
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    octets = (
        b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00089006, b"\0\0\1\0") + attribute(1, 0x00069007, struct.pack("<II", code_page, 0))
    )
    for short, long, data in attachments:
        octets += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, short + b"\0") + attribute(2, 0x0006800F, data)
        if long:
            text = long.encode("utf-16-le") + b"\0\0"
            value = struct.pack("<HHII", 0x1F, 0x3707, 1, len(text)) + text + bytes(-len(text) % 4)
            octets += attribute(2, 0x00069005, struct.pack("<I", 1) + value)
    return octets + ending
