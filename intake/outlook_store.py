"""A storage of an Outlook .msg in, its properties out: texts in any code page, octets, times, numbers.

Source: [MS-OXMSG] 2.4, [MS-OXPROPS].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import olefile

from intake.budget import LimitError
from intake.charsets import decode

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_STREAMS = 20_000
MOST_OCTETS = 256 * 1024 * 1024  # of all streams together: entries of a directory may share their sectors

_PROPERTIES = "__properties_version1.0"
_CODE_PAGE, _MESSAGE_CODE_PAGE, _LOCALE = 0x3FDE, 0x3FFD, 0x3FF1
_LOCALES = {2052: 936, 4100: 936, 1028: 950, 3076: 950, 1041: 932, 1042: 949, 1049: 1251}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CHARSETS = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5",
    65001: "utf-8",
    1200: "utf-16-le",
    20127: "ascii",
    28591: "latin-1",
    932: "cp932",
}


@contextmanager
def opened(octets: bytes) -> Iterator[Storage]:
    """Open a .msg and return its outermost storage. Raises whatever a broken table leads to."""
    with olefile.OleFileIO(io.BytesIO(octets)) as file:
        if not file.exists(_PROPERTIES):
            raise OSError("an OLE file, but no message")
        yield Storage(Outlook(file))


def is_msg(octets: bytes) -> bool:
    """Say whether an OLE file is a message of Outlook."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as file:
            return bool(file.exists(_PROPERTIES))
    except Exception:  # noqa: BLE001 - olefile lets out whatever a broken table leads to
        return False


class Outlook:
    """An opened .msg: its directory once, and how many octets may still be taken out of it."""

    def __init__(self, file: olefile.OleFileIO) -> None:
        """List the directory. Raises LimitError where it is endless."""
        self._file = file
        self._left = MOST_OCTETS
        paths = [tuple(p) for p in file.listdir(streams=True, storages=True)]
        if len(paths) > MOST_STREAMS:
            raise LimitError(f"more than {MOST_STREAMS} streams")
        self._inside: dict[tuple[str, ...], list[str]] = {}
        for path in paths:
            self._inside.setdefault(path[:-1], []).append(path[-1])

    def inside(self, path: tuple[str, ...]) -> list[str]:
        """Return the names in a storage."""
        return self._inside.get(path, [])

    def octets(self, path: tuple[str, ...]) -> bytes:
        """Return a stream's octets, b"" where there is none."""
        if path[-1] not in self.inside(path[:-1]) or self._file.get_type(list(path)) != olefile.STGTY_STREAM:
            return b""
        content = bytes(self._file.openstream(list(path)).read())
        self._left -= len(content)
        if self._left < 0:
            raise LimitError("more octets than the file can hold")
        return content


class Storage:
    """A message, recipient or attachment: a storage with its properties."""

    def __init__(self, outlook: Outlook, path: tuple[str, ...] = (), *, code_page: int = 0) -> None:
        """Read the fixed properties; `code_page` is that of the message around it."""
        self.outlook, self.path = outlook, path
        self._fixed = dict(_fixed(outlook.octets((*path, _PROPERTIES)), _head_of(path)))
        own = (self.number(_MESSAGE_CODE_PAGE), self.number(_CODE_PAGE), _LOCALES.get(self.number(_LOCALE), 0))
        self.code_page = next(filter(None, own), code_page)

    def text(self, *numbers: int) -> str:
        """Return the first of some properties that says anything, as one text."""
        return next((text for number in numbers if (text := self._text(number).rstrip("\0").strip())), "")

    def binary(self, number: int) -> bytes:
        """Return the octets of a property that is no text."""
        return self._stream(number, "0102")

    def time(self, *numbers: int) -> datetime | None:
        """Return the first of some times that is set, aware."""
        ticks = next((int.from_bytes(v, "little") for n in numbers if (v := self._fixed.get(n)) and any(v)), 0)
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < 1 << 61 else None

    def number(self, number: int) -> int:
        """Return a number, 0 where it is not set."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def label(self) -> str:
        """Return the charset of what is written in octets: the code page of the mail as it travelled."""
        page = self.number(_CODE_PAGE) or self.code_page
        return _CHARSETS.get(page, f"cp{page}" if page else "")

    def parts(self, prefix: str) -> Iterator[Storage]:
        """Yield the storages in it whose names begin so, in their order."""
        for name in sorted(n for n in self.outlook.inside(self.path) if n.startswith(prefix)):
            yield Storage(self.outlook, (*self.path, name), code_page=self.code_page)

    def holds(self, name: str) -> bool:
        """Tell whether it holds a stream or storage of that name."""
        return name in self.outlook.inside(self.path)

    def _text(self, number: int) -> str:
        if wide := self._stream(number, "001F"):
            return wide.decode("utf-16-le", "replace")
        raw = self._stream(number, "001E")
        return decode(raw, _CHARSETS.get(self.code_page, f"cp{self.code_page}" if self.code_page else "gb18030"))[0]

    def _stream(self, number: int, kind: str) -> bytes:
        return self.outlook.octets((*self.path, f"__substg1.0_{number:04X}{kind}"))


def _head_of(path: tuple[str, ...]) -> int:
    """Return how long the head of a storage's properties is: 32 octets of the whole, 24 of a message in it, 8 of a part."""
    if not path:
        return 32
    return 24 if path[-1].startswith("__substg1.0_3701000D") else 8


def _fixed(octets: bytes, head: int) -> Iterator[tuple[int, bytes]]:
    for at in range(head, len(octets) - 15, 16):
        (tag,) = struct.unpack_from("<I", octets, at)
        yield tag >> 16, octets[at + 8 : at + 16]
