"""An OLE2 compound file in, which program wrote it out: by the names of its streams ([MS-CFB])."""

from __future__ import annotations

import io
from typing import Final

import olefile

_WORD: Final = "worddocument"
_BOOKS: Final = frozenset({"workbook", "book"})
_SIGNS: Final = (("powerpoint document", "ppt"), ("__properties_version1.0", "msg"))


def kind_of_ole(octets: bytes) -> str:
    """Return doc, xls, ppt, msg, encrypted-office or ole-unknown; a directory that is torn is searched as octets."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets), raise_defects=olefile.DEFECT_FATAL) as ole:
            names = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return _by_stream_name(octets)
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return "encrypted-office"
    if _WORD in names:
        return "doc"
    if _BOOKS & names:
        return "xls"
    return next((kind for sign, kind in _SIGNS if sign in names), "ole-unknown")


def _by_stream_name(octets: bytes) -> str:
    for stream, kind in (
        ("EncryptedPackage", "encrypted-office"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if stream.encode("utf-16-le") in octets:
            return kind
    return "ole-unknown"
