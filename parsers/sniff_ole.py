"""An OLE2 compound file in, which program wrote it out: by the names of its streams ([MS-CFB])."""

from __future__ import annotations

import io
from typing import Final

import olefile

from parsers.sniff_foreign import kind_of_foreign_ole
from parsers.sniff_old import kind_of_old_ole

_WORD: Final = "worddocument"
_BOOKS: Final = frozenset({"workbook", "book"})
_SIGNS: Final = (("powerpoint document", "ppt"), ("__properties_version1.0", "msg"))
_SECTOR: Final = 512
_STREAM_STARTS: Final = ((b"\x09\x08\x10\x00\x00\x06", "xls"), (b"\x09\x08\x08\x00\x00\x05", "xls"), (b"\xec\xa5", "doc"))


def kind_of_ole(octets: bytes) -> str:
    """Return doc, xls, ppt, msg, encrypted-office, an old program's kind or ole-unknown; a directory that is torn is searched as octets."""
    names = streams_of(octets)
    if not names:
        return _by_stream_name(octets)
    if "\tdrmcontent" in names:  # [MS-OFFCRYPTO] 1.3.2: rights management; a stream with a notice stands in the document's place
        return "enciphered"
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return "encrypted-office"
    if _WORD in names:
        return "doc"
    if _BOOKS & names:
        return "xls"
    return next((kind for sign, kind in _SIGNS if sign in names), "") or _by_other_programs(names, octets)


def _by_other_programs(names: set[str], octets: bytes) -> str:
    return kind_of_foreign_ole(names, octets) or kind_of_old_ole(names, octets) or "ole-unknown"


def streams_of(octets: bytes) -> set[str]:
    """Return the names of the streams and storages that hold the file's own content, in small letters; none where the directory is torn."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets), raise_defects=olefile.DEFECT_FATAL) as ole:
            names = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return set()
    return {name for name in names if name >= " "}  # others, as \x05SummaryInformation, stand in files of every kind


def _by_stream_name(octets: bytes) -> str:
    for stream, kind in (
        ("EncryptedPackage", "encrypted-office"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if stream.encode("utf-16-le") in octets:
            return kind
    return next((kind for sign, kind in _STREAM_STARTS if start_of_stream(octets, sign) > 0), "ole-unknown")


def start_of_stream(octets: bytes, sign: bytes) -> int:
    """Return where a stream that begins so lies in a file whose directory is lost, 0 where none does: on a sector's edge."""
    at = octets.find(sign, _SECTOR)
    while at > 0 and at % _SECTOR:
        at = octets.find(sign, at + 1)
    return max(0, at)
