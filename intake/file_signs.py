"""A file's first octets in; the ending that its name should have, and a picture's size in pixels, out."""

from __future__ import annotations

import re
import struct

_SIGNS = {
    b"%PDF-": ".pdf",
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n": ".png",
    b"GIF8": ".gif",
    b"Rar!\x1a\x07": ".rar",
    b"7z\xbc\xaf\x27": ".7z",
    b"{\\rtf": ".rtf",
    b"II*\x00": ".tif",
    b"MM\x00*": ".tif",
    b"BM": ".bmp",
    b"\x78\x9f\x3e\x22": ".dat",
}
_OFFICE = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"), (b"", ".zip"))
_OLE = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("PowerPoint Document", ".ppt"), ("__substg1.0", ".msg"), ("", ".doc"))
_TYPES = {
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
}
_JPEG_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(..)(..)", re.DOTALL)


def ending_of(octets: bytes, media_type: str) -> str:
    """Return the ending that the octets call for (".docx"), else the declared type's, else ".bin"."""
    if octets.startswith(b"PK\x03\x04"):
        return next(ending for sign, ending in _OFFICE if sign in octets)
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        return next(ending for stream, ending in _OLE if stream.encode("utf-16-le") in octets)
    return next((ending for sign, ending in _SIGNS.items() if octets.startswith(sign)), _TYPES.get(media_type, ".bin"))


def pixels_of(octets: bytes) -> tuple[int, int] | None:
    """Return a PNG's, GIF's, JPEG's or BMP's width and height, or None."""
    if octets.startswith(b"\x89PNG\r\n\x1a\n") and len(octets) >= 24:
        width, height = struct.unpack(">II", octets[16:24])
        return width, height
    if octets.startswith(b"GIF8") and len(octets) >= 10:
        return struct.unpack("<HH", octets[6:10])
    if octets.startswith(b"BM") and len(octets) >= 26:
        width, height = struct.unpack("<ii", octets[18:26])
        return abs(width), abs(height)
    if octets.startswith(b"\xff\xd8") and (frames := _JPEG_FRAME.findall(octets[: 256 * 1024])):
        high, wide = max(frames)  # the embedded thumbnail has a frame of its own, a smaller one
        return int.from_bytes(wide, "big"), int.from_bytes(high, "big")
    return None
