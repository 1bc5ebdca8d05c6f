"""Octets in, which format they are in that we do not read, so that people hear its name: films, drawings, books, encrypted files.

A name's ending is asked last, and only where the octets say nothing. The signs are those of the formats' own descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_MAGIC: Final = (
    (b"CAJ\0", "caj"),
    (b"HN\0\0", "caj"),
    (b"KDH ", "caj"),
    (b"Founder CEB", "ceb"),
    (b"AT&TFORM", "djvu"),
    (b"ITSF\3", "chm"),
    (b"HWP Document File", "hwp"),
    (b"8BPS\0", "photoshop"),
    (b"%!PS", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),  # EPS with a picture for the screen
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),  # [MS-ONESTORE] 2.3.1
    (b"\0\1\0\0Standard Jet DB", "access"),
    (b"\0\1\0\0Standard ACE DB", "access"),
    (b"SQLite format 3\0", "database"),
    (b"OTTO\0", "font"),
    (b"ttcf\0", "font"),
    (b"\0\1\0\0\0", "font"),
    (b"wOF", "font"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),  # ASF, WMV
    (b"FLV\1", "video"),
    (b"\x1aE\xdf\xa3", "video"),  # Matroska, WebM
    (b"\0\0\1\xba", "video"),
    (b"\0\0\1\xb3", "video"),
    (b".RMF\0", "video"),
    (b"ID3", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\xff\xf3", "audio"),
    (b"OggS\0", "audio"),
    (b"fLaC", "audio"),
    (b"#!AMR", "audio"),  # what a telephone records; no script
    (b"#!SILK", "audio"),
    (b"\2#!SILK", "audio"),
    (b"book\0\0\0\0mark", "shortcut"),  # an alias of macOS
    (b"\xd7\xcd\xc6\x9a", "metafile"),
    (b"\1\0\x09\0\0\3", "metafile"),
    (b"-----BEGIN PGP MESSAGE", "enciphered"),
    (b"Salted__", "enciphered"),
)
_CAD: Final = re.compile(rb"AC10\d\d\0|AutoCAD Binary DXF|[ \t]*0\r?\n[ \t]*SECTION\r?\n")
_FLASH: Final = re.compile(rb"[FCZ]WS[\x01-\x40]")
_ENVELOPED: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"  # the object identifier of PKCS #7 enveloped data
_TEXTS: Final = (("BEGIN:VCARD", "business-card"), ("BEGIN:VCALENDAR", "calendar"))
_SVG: Final = re.compile(r"<svg[\s>]|<!DOCTYPE svg", re.IGNORECASE)
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
_BOX: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide"})

_MEMBERS: Final = (  # of packages, in small letters
    ("ofd.xml", "ofd"),
    ("fixeddocumentsequence.fdseq", "xps"),
    ("fixeddocseq.fdseq", "xps"),
    ("index/document.iwa", "iwork"),
    ("index.zip", "iwork"),
    ("index.apxl", "iwork"),
    ("index.apxl.gz", "iwork"),
    ("visio/document.xml", "visio"),
    ("androidmanifest.xml", "executable"),
    ("meta-inf/container.xml", "ebook"),
    ("metadata.json", "mindmap"),
)
_STREAMS: Final = (  # of compound files, in small letters
    ("visiodocument", "visio"),
    ("quill", "publisher"),
    ("hwpsummaryinformation", "hwp"),
    ("\x05hwpsummaryinformation", "hwp"),
)
_ENDINGS: Final = {
    "caj": "caj nh kdh teb",
    "ceb": "ceb cebx",
    "ofd": "ofd",
    "xps": "xps oxps",
    "pages": "pages",
    "numbers": "numbers",
    "keynote": "key",
    "iwork": "",
    "visio": "vsd vsdx vdx",
    "cad": "dwg dxf dwf dwt sldprt sldasm slddrw catpart stp step igs",
    "project": "mpp",
    "publisher": "pub",
    "onenote": "one",
    "access": "mdb accdb",
    "database": "sqlite db3 dbf",
    "djvu": "djvu djv",
    "ebook": "epub mobi azw azw3",
    "flash": "swf fla",
    "photoshop": "psd psb",
    "illustrator": "ai",
    "coreldraw": "cdr",
    "postscript": "eps ps",
    "font": "ttf ttc otf",
    "mindmap": "xmind mmap emmx mm km",
    "hwp": "hwp hwpx",
    "wordperfect": "wpd",
    "enciphered": "gpg pgp p7m",
    "video": "mp4 mov m4v avi wmv flv mkv rmvb rm 3gp mpg mpeg vob",
    "audio": "mp3 wav m4a amr aac ogg flac wma silk",
}
_BY_ENDING: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
_SILENT: Final = frozenset({"unknown", "zip", "ole-unknown", "iwork"})  # what octets alone do not tell


def kind_of_foreign(octets: bytes) -> str:
    """Return the kind by the octets, "" for none of these."""
    if _ENVELOPED in octets[:64]:
        return "enciphered"
    if _CAD.match(octets):
        return "cad"
    if _FLASH.match(octets):
        return "flash"
    return next((kind for magic, kind in _MAGIC if octets.startswith(magic)), "") or _by_inner_magic(octets)


def kind_of_foreign_package(names: Collection[str]) -> str:
    """Return the kind of a zip by the names of its members in small letters, "" for none of these."""
    return next((kind for member, kind in _MEMBERS if member in names), "")


def kind_of_foreign_ole(names: Collection[str], octets: bytes) -> str:
    """Return the kind of a compound file by the names of its streams in small letters, "" for none of these."""
    if any(name.startswith("\u4840") for name in names):  # Windows Installer packs its tables' names so
        return "executable"
    return next((kind for stream, kind in _STREAMS if stream in names), "") or ("project" if b"MSProject" in octets else "")


def kind_of_foreign_text(start: str) -> str:
    """Return the kind of a text by its beginning, "" for none of these."""
    if start.startswith("<") and _SVG.search(start[:1024]):
        return "svg"
    return next((kind for sign, kind in _TEXTS if start.startswith(sign)), "")


def named_by_ending(kind: str, name: str, octets: bytes) -> str:
    """Return what the ending of a name calls a file whose octets say nothing, the kind itself for any other."""
    ending = name.rpartition(".")[2].strip().lower()
    if kind == "unknown" and ending == "dat" and _is_masked_picture(octets):
        return "wechat-picture"
    return _BY_ENDING.get(ending, kind) if kind in _SILENT else kind


def _is_masked_picture(octets: bytes) -> bool:
    """Tell whether one and the same octet was laid over every octet of a picture, as WeChat keeps its own."""
    masks = ({octet ^ true for octet, true in zip(octets, sign, strict=False)} for sign in _PICTURES)
    return any(len(mask) == 1 for mask in masks)


def _by_inner_magic(octets: bytes) -> str:
    if octets[:4] == b"RIFF":
        return {b"AVI ": "video", b"WAVE": "audio"}.get(octets[8:12], "coreldraw" if octets[8:11] == b"CDR" else "")
    if octets[4:8] in _BOX and b"\0" in octets[:4]:
        return "audio" if octets[8:12] in {b"M4A ", b"M4B "} else "video"
    if octets[60:68] == b"BOOKMOBI":
        return "ebook"
    return "metafile" if octets.startswith(b"\1\0\0\0") and octets[40:44] == b" EMF" else ""
