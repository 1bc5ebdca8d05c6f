"""An OLE2 compound file's octets in, its streams and storages out. Source: [MS-CFB]."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

from intake.budget import LimitError, UnreadableError
from model import TroubleKind

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MOST_PATHS = 20_000
_MOST_STREAMS = 200

Tree = dict[str, "bytes | Tree"]


class Compound:
    """An opened compound file. Paths of streams and storages are tuples of names."""

    def __init__(self, file: olefile.OleFileIO, size: int) -> None:
        """List what it holds. Raises LimitError where that is endless."""
        self._file = file
        self._left = size
        self.paths = [tuple(p) for p in file.listdir(streams=True, storages=True)]
        if len(self.paths) > _MOST_PATHS:
            raise LimitError(f"more than {_MOST_PATHS} streams")

    def stream(self, path: tuple[str, ...]) -> bytes:
        """Return a stream's octets, b"" where there is none.

        Raises UnreadableError where it is torn, LimitError where streams share their sectors.
        """
        if self._file.get_type(list(path)) != olefile.STGTY_STREAM:
            return b""
        self._left -= self._file.get_size(list(path))
        if self._left < 0:
            raise LimitError("more octets than the file can hold")
        try:
            return bytes(self._file.openstream(list(path)).read())
        except OSError as error:
            raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error

    def tree(self, storage: tuple[str, ...]) -> Tree:
        """Return all that a storage holds."""
        tree: Tree = {}
        inside = [p for p in self.paths if p[: len(storage)] == storage and len(p) > len(storage)]
        for path in inside[:_MOST_STREAMS]:
            place = tree
            for name in path[len(storage) : -1]:
                below = place.setdefault(name, {})
                place = below if isinstance(below, dict) else {}
            if self._file.get_type(list(path)) == olefile.STGTY_STREAM:
                place[path[-1]] = self.stream(path)
        return tree


@contextmanager
def opened(octets: bytes) -> Iterator[Compound]:
    """Open a compound file. Raises UnreadableError, also for what a broken one leads to inside of the block."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as file:
            yield Compound(file, len(octets))
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # olefile lets out whatever a broken table leads to
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error
