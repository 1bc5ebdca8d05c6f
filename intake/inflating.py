"""Compressed octets in, inflated octets out, counted by a `Meter` while they come: the methods of zip, gz, bz2, xz and zst."""

from __future__ import annotations

import bz2
import lzma
import struct
import sys
import zlib
from collections.abc import Callable, Iterator

import inflate64

from intake.budget import LimitError, Meter, UnreadableError
from model import TroubleKind

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STEP = 1 << 20

_MOST_DICTIONARY = 1 << 28
_MOST_WINDOW = 27  # the same for zstd, as a power of two; more is asked for by nobody's usual settings
_DEFLATE64_STEP = 4096  # its inflater cannot be held back, so it is fed by crumbs


class _Deflate:
    """zlib with the manners of bz2 and lzma: it keeps its own input."""

    def __init__(self, window: int) -> None:
        self._engine = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._engine.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._engine.decompress(self._engine.unconsumed_tail + data, max(max_length, 0))


def _zstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _MOST_WINDOW})


_Engine = _Deflate | bz2.BZ2Decompressor | lzma.LZMADecompressor | zstd.ZstdDecompressor

_STREAMS: dict[str, Callable[[], _Engine]] = {
    "gz": lambda: _Deflate(31),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MOST_DICTIONARY),
    "zst": _zstd,
}
_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError, struct.error)


def inflated_stream(kind: str, octets: bytes, meter: Meter) -> bytes:
    """Return what a gz, bz2, xz or zst file holds; several streams one after the other are one file.

    Raises UnreadableError; a file that ends too early is damaged.
    """
    out: list[bytes] = []
    rest = octets
    while rest:
        engine = _STREAMS[kind]()
        try:
            out += _drawn(engine, rest, meter)
        except _ERRORS as error:
            if out and rest[:3] != octets[:3]:
                break  # what stands after the last stream is padding
            raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error
        if not engine.eof:
            raise UnreadableError(TroubleKind.DAMAGED, "it ends too early")
        rest = engine.unused_data.lstrip(b"\0")
    return b"".join(out)


def inflated_member(method: int, data: bytes, meter: Meter) -> tuple[bytes, int]:
    """Return what a zip member holds and how many octets of `data` it took (APPNOTE 4.4.5).

    Raises UnreadableError; UNKNOWN_ARCHIVE for a method that we do not have.
    """
    try:
        if method == 0:
            meter.took(len(data))
            return data, len(data)
        if method == 9:
            return b"".join(_drawn_64(data, meter)), len(data)
        engine, body = _engine_of(method, data)
        out = b"".join(_drawn(engine, body, meter))
    except _ERRORS as error:
        raise UnreadableError(TroubleKind.DAMAGED, str(error)) from error
    if not engine.eof and method != 14:  # LZMA need not mark its end
        raise UnreadableError(TroubleKind.DAMAGED, "a packed file ends too early")
    return out, len(data) - len(engine.unused_data)


def _engine_of(method: int, data: bytes) -> tuple[_Engine, bytes]:
    if method == 8:
        return _Deflate(-15), data
    if method == 12:
        return bz2.BZ2Decompressor(), data
    if method == 14:
        return _lzma_of_zip(data)
    if method == 95:
        return lzma.LZMADecompressor(memlimit=_MOST_DICTIONARY), data
    if method in {20, 93}:
        return _zstd(), data
    raise UnreadableError(TroubleKind.UNKNOWN_ARCHIVE, f"zip method {method}")


def _lzma_of_zip(data: bytes) -> tuple[_Engine, bytes]:
    size = struct.unpack_from("<H", data, 2)[0]
    packed, dictionary = struct.unpack_from("<BI", data, 4)
    if dictionary > _MOST_DICTIONARY:
        raise LimitError(f"a dictionary of {dictionary} octets")
    rest, lc = divmod(packed, 9)
    pb, lp = divmod(rest, 5)
    chain = [{"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary, 4096), "lc": lc, "lp": lp, "pb": pb}]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain), data[4 + size :]


def _drawn(engine: _Engine, data: bytes, meter: Meter) -> Iterator[bytes]:
    feed = data
    while not engine.eof:
        piece = engine.decompress(feed, STEP)
        meter.took(len(piece))
        feed = b""
        if piece:
            yield piece
        elif engine.needs_input:
            return


def _drawn_64(data: bytes, meter: Meter) -> Iterator[bytes]:
    engine = inflate64.Inflater()
    for begin in range(0, len(data), _DEFLATE64_STEP):
        piece = engine.inflate(data[begin : begin + _DEFLATE64_STEP])
        meter.took(len(piece))
        yield piece
