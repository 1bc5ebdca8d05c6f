"""Names of packed files: octets as an archive holds them in, a name that can be shown to people out; and what names give away.

A name is data only: nothing is ever written under it (P15, P16).
"""

from __future__ import annotations

import contextlib
import re
import struct
import unicodedata
import zlib

from intake.charsets import likelihood, unscrambled

MOST_OCTETS = 255

_SURELY = 0.4  # how much likelier another code page must be than GBK
_UNICODE_PATH = 0x7075  # Info-ZIP Unicode Path, APPNOTE 4.6.9
_PAIR = re.compile(rb"[\x80-\xff]{2}")
_ACCENTED = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜáíóúñÑß"
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u00ff]+")
_LETTERS = re.compile(r"[\x00-\x7f\u00c0-\u00ff]*")
_HANZI = re.compile("[\u4e00-\u9fff]")
_RULED = re.compile("[\u2500-\u25a0]")  # nobody draws boxes in a file's name
_DRIVE = re.compile(r"^[A-Za-z]:")
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\._[^/]*)$", re.IGNORECASE)
_LOCK = re.compile(r"^(?:~\$|\.~lock\.|\.~)")
_VOLUME = re.compile(r"\.(?:part\d+\.rar|[zr]\d{2}|\d{3})$", re.IGNORECASE)
_PIECE = re.compile(r"^(?P<stem>.+)\.(?P<number>\d{3})$")
_PART = re.compile(r"^(?P<stem>.+)\.part(?P<number>\d+)\.rar$", re.IGNORECASE)
_ZIP_VOLUME = re.compile(r"^(?P<stem>.+)\.z(?:ip|(?P<number>\d{2}))$", re.IGNORECASE)
_OLD_VOLUME = re.compile(r"^(?P<stem>.+)\.r(?:ar|(?P<number>\d{2}))$", re.IGNORECASE)


def decoded(raw: bytes, *, is_utf8: bool = False, extra: bytes = b"") -> str:
    """Return a stored name as text: by the UTF-8 mark, the Unicode extra field, or its look, where GB18030 is likeliest."""
    raw = raw.split(b"\0")[0]
    if is_utf8:
        try:
            return _mended(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass  # some packers set the mark over GBK octets
    return _mended(_from_extra(raw, extra) or _guessed(raw))


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


def zip_volume_of(name: str) -> tuple[str, int] | None:
    """Return the archive's name and the number of a volume of a zip (材料.zip, 材料.z01); the .zip counts first, though it is the last."""
    found = _ZIP_VOLUME.match(name)
    return (found["stem"] + ".zip", int(found["number"]) + 1 if found["number"] else 1) if found else None


def is_volume(name: str) -> bool:
    """Say whether a name is that of one volume of several: a.part2.rar, a.zip.002, a.z01, a.r00."""
    return _VOLUME.search(name) is not None


def _mended(text: str) -> str:
    """Return a name that was unpacked in the wrong code page, and packed anew, as it was meant: ╕╜╝■2 is 附件2."""
    if _RULED.search(text):
        with contextlib.suppress(UnicodeEncodeError):
            meant = _guessed(text.encode("cp437"))
            return meant if _HANZI.search(meant) and "\ufffd" not in meant else text
    return text if _LETTERS.fullmatch(text) else unscrambled(text)


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
        return _in_latin(raw) or _in_big5(raw) or raw.decode("gb18030", "replace")
    # 联通 in GBK is good UTF-8 of two Greek-like letters; no clerk writes those
    is_greek = any("\x80" <= c <= "\u07ff" for c in text) and not any(c > "\u07ff" for c in text)
    if is_greek and _is_latin(unicodedata.normalize("NFC", text)):  # a Mac writes accents apart
        return text
    is_nothing = any(unicodedata.category(c) in {"Cn", "Co"} for c in text)  # and 穹尽 is one of a character that does not exist
    return _in_chinese(raw) or text if is_greek or is_nothing else text


def _in_chinese(raw: bytes) -> str:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if _HANZI.search(text) else ""


def _in_latin(raw: bytes) -> str:
    """Return a name that a Western Windows packed (code page 437): accented letters, each alone between others."""
    text = raw.decode("cp437")
    if _PAIR.search(raw) or not all(c.isascii() or c in _ACCENTED for c in text):
        return ""
    return text if _is_latin(text) or "\ufffd" in raw.decode("gb18030", "replace") else ""


def _is_latin(text: str) -> bool:
    """Tell accented letters in words from hanzi that look like them: such words are long, and of small letters or capitals."""
    words = [w for w in _LATIN_WORD.findall(text) if not w.isascii()]
    is_all = sum(not c.isascii() for w in words for c in w) == sum(not c.isascii() for c in text)
    return bool(words) and is_all and all(len(w) > 2 and w in {w.lower(), w.upper(), w.capitalize()} for w in words)


def _in_big5(raw: bytes) -> str:
    """Return a name that a Windows of Taiwan or Hong Kong packed: it is common there, and would be strange in GBK."""
    try:
        text = raw.decode("cp950")
    except UnicodeDecodeError:
        return ""
    is_word = len(_HANZI.findall(text)) > 1
    return text if is_word and likelihood(text) > likelihood(raw.decode("gb18030", "replace")) + _SURELY else ""


def _shortened(path: str) -> str:
    if len(path.encode("utf-8")) <= MOST_OCTETS:
        return path
    name = base(path)
    stem, dot, ending = name.rpartition(".")
    kept = (dot + ending).encode("utf-8") if stem and len(ending) <= 10 else b""
    return (stem or name).encode("utf-8")[: MOST_OCTETS - len(kept)].decode("utf-8", "ignore") + kept.decode("utf-8")
