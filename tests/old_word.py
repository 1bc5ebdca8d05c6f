"""A title and a table in, a file of Word 95 out: drawn octet by octet, since no program of today saves that format any more.

The layout of the head is that of Word 6 (0xA5DC); modifiers have one octet, and text is octets of the code page that the head names.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

PAGE = 512
_TEXT_AT = 1024
_IN_TABLE, _ROW_END, _TABLE = b"\x18\x01", b"\x19\x01", 0xBE
_CHINESE, _GBK = 0x0804, 936
_CHARSET = b"\x49\x01\x86\0"  # of letters: another than the program's, the Windows number of GB2312
_WIDTH = 1440  # of a column, twentieths of a point


def word_95_file(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a compound file with one stream, a paragraph and a table in it."""
    runs = [(f"{title}\r", b"")]
    for row in rows:
        runs += [*((f"{cell}\x07", _IN_TABLE) for cell in row), ("\x07", _IN_TABLE + _ROW_END + _row(len(row)))]
    runs.append(("\r", b""))
    body = b"".join(said.encode("gbk") for said, _ in runs)
    first_page = -(-(_TEXT_AT + len(body)) // PAGE)
    edges, pages = [_TEXT_AT], b""
    for said, looks in runs:
        edges.append(edges[-1] + len(said.encode("gbk")))
        pages += _page(*edges[-2:], looks)
    plain = first_page + len(runs)
    table = struct.pack(f"<{len(edges)}I", *edges) + struct.pack(f"<{len(runs)}H", *range(first_page, plain))
    letters = struct.pack("<IIH", edges[0], edges[-1], plain)
    tables_at = (plain + 1) * PAGE
    head = bytearray(_TEXT_AT)
    struct.pack_into("<HHHHH", head, 0, 0xA5DC, 104, 0, _CHINESE, 0)
    struct.pack_into("<HHHHHH", head, 0x0C, 101, 0, 0, 0, _GBK, _GBK)
    struct.pack_into("<III", head, 0x18, edges[0], edges[-1], tables_at + len(letters) + len(table))
    struct.pack_into("<I", head, 0x34, len(body))
    struct.pack_into("<IIII", head, 0xB8, tables_at, len(letters), tables_at + len(letters), len(table))
    struct.pack_into("<HHHH", head, 0x18A, plain, first_page, 1, len(runs))
    filled = (bytes(head) + body).ljust(first_page * PAGE, b"\0") + pages + _page(edges[0], edges[-1], None)
    return compound_file("WordDocument", filled + letters + table)


def compound_file(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream ([MS-CFB] §2.2), which is made long enough to lie in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    stream = stream.ljust(-(-len(stream) // PAGE) * PAGE, b"\0")
    sectors = len(stream) // PAGE
    fats = -(-(sectors + 1) // 127)  # each also counts itself
    chain = [0xFFFFFFFD] * fats + [0xFFFFFFFE] + [fats + 2 + n for n in range(sectors - 1)] + [0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * PAGE, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, fats, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack(f"<{fats}I", *range(fats))
    folder = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(name, 2, 0xFFFFFFFF, fats + 1, len(stream)) + bytes(256)
    return head.ljust(PAGE, b"\xff") + fat + folder + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    kinds = struct.pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return letters.ljust(64, b"\0") + kinds + bytes(36) + struct.pack("<IQ", start, size)


def _page(begin: int, end: int, looks: bytes | None) -> bytes:
    """Return a page of formatting with one run: of a paragraph (style 0 and modifiers), or of letters where `looks` is None."""
    run = struct.pack("<II", begin, end)
    if looks is None:
        return (run + bytes([(PAGE - 6) // 2])).ljust(PAGE - 6, b"\0") + bytes([len(_CHARSET)]) + _CHARSET + b"\1"
    styled = struct.pack("<H", 0) + looks
    styled = bytes([-(-len(styled) // 2)]) + styled.ljust(-(-len(styled) // 2) * 2, b"\0")
    at = (PAGE - 1 - len(styled)) // 2 * 2
    return (run + bytes([at // 2]) + bytes(6)).ljust(at, b"\0") + styled.ljust(PAGE - 1 - at, b"\0") + b"\1"


def _row(columns: int) -> bytes:
    edges = struct.pack(f"<{columns + 1}h", *(n * _WIDTH for n in range(columns + 1)))
    defined = bytes([columns]) + edges + bytes(10 * columns)
    return struct.pack("<BH", _TABLE, len(defined) + 1) + defined
