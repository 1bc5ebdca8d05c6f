"""Names of packed files: octets as an archive holds them in, a name that can be shown to people out; and what names give away.

A name is data only: nothing is ever written under it (P15, P16).
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib

MOST_OCTETS = 255

_UNICODE_PATH = 0x7075  # Info-ZIP Unicode Path, APPNOTE 4.6.9
_DRIVE = re.compile(r"^[A-Za-z]:")
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\._[^/]*)$", re.IGNORECASE)
_LOCK = re.compile(r"^(?:~\$|\.~lock\.|\.~)")
_VOLUME = re.compile(r"\.(?:part\d+\.rar|[zr]\d{2}|\d{3})$", re.IGNORECASE)
_PIECE = re.compile(r"^(?P<stem>.+)\.(?P<number>\d{3})$")
_PART = re.compile(r"^(?P<stem>.+)\.part(?P<number>\d+)\.rar$", re.IGNORECASE)
_OLD_VOLUME = re.compile(r"^(?P<stem>.+)\.r(?:ar|(?P<number>\d{2}))$", re.IGNORECASE)


def decoded(raw: bytes, *, is_utf8: bool = False, extra: bytes = b"") -> str:
    """Return a stored name as text: the UTF-8 mark, the Unicode extra field, UTF-8 by its look, GB18030, in that order of trust."""
    if is_utf8:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass  # some packers set the mark over GBK octets
    return _from_extra(raw, extra) or _guessed(raw)


def cleaned(name: str) -> str:
    """Return a relative path without control and direction characters, drive, root and dot segments, at most 255 octets."""
    visible = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    segments = [s.strip() for s in _DRIVE.sub("", visible.replace("\\", "/")).split("/")]
    return _shortened("/".join(s for s in segments if s not in {"", ".", ".."}))


def base(path: str) -> str:
    """Return the last segment of a cleaned path."""
    return path.rpartition("/")[2]


def is_noise(path: str) -> bool:
    """Say whether a file is only what an operating system leaves lying beside people's files."""
    return _NOISE.search(path) is not None


def is_lock_name(name: str) -> bool:
    """Say whether Word, WPS Office or LibreOffice call the mark so that they leave beside an open file."""
    return _LOCK.match(name) is not None


def piece_of(name: str) -> tuple[str, int] | None:
    """Return the whole file's name and the number of a piece, for a file that was simply cut (材料.zip.002); or None."""
    found = _PIECE.match(name)
    return (found["stem"], int(found["number"])) if found else None


def part_of(name: str) -> tuple[str, int] | None:
    """Return the archive's name and the number of a volume, as rar calls them today (材料.part2.rar); or None."""
    found = _PART.match(name)
    return (found["stem"] + ".rar", int(found["number"])) if found else None


def old_volume_of(name: str) -> tuple[str, int] | None:
    """Return the archive's name and the number of a volume, as rar once called them (材料.rar, 材料.r00); or None."""
    found = _OLD_VOLUME.match(name)
    return (found["stem"] + ".rar", int(found["number"]) + 2 if found["number"] else 1) if found else None


def is_volume(name: str) -> bool:
    """Say whether a name is that of one volume of several: a.part2.rar, a.zip.002, a.z01, a.r00."""
    return _VOLUME.search(name) is not None


def _from_extra(raw: bytes, extra: bytes) -> str:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
    return ""


def _guessed(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _in_chinese(raw) or raw.decode("gb18030", "replace")
    # 联通 in GBK is good UTF-8 of two Greek-like letters; no clerk writes those
    strange = [c for c in text if "\x80" <= c <= "\u07ff"]
    return _in_chinese(raw) or text if strange and not any(c > "\u07ff" for c in text) else text


def _in_chinese(raw: bytes) -> str:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if any("\u4e00" <= c <= "\u9fff" for c in text) else ""


def _shortened(path: str) -> str:
    if len(path.encode("utf-8")) <= MOST_OCTETS:
        return path
    name = base(path)
    stem, dot, ending = name.rpartition(".")
    kept = (dot + ending).encode("utf-8") if stem and len(ending) <= 10 else b""
    return (stem or name).encode("utf-8")[: MOST_OCTETS - len(kept)].decode("utf-8", "ignore") + kept.decode("utf-8")
