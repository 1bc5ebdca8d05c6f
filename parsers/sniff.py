"""Octets in, what kind of file they are out: by content alone; the name only tells kinds of plain text apart."""

from __future__ import annotations

import re
import struct
from typing import Final

from parsers.package import Package, ends_as_package, member_names
from parsers.sniff_foreign import kind_of_foreign, kind_of_foreign_package, named_by_ending
from parsers.sniff_old import kind_of_old
from parsers.sniff_ole import kind_of_ole, streams_of
from parsers.sniff_text import kind_of_text
from parsers.unreadable import UnreadableError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHORTCUT: Final = b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F"  # [MS-SHLLINK] §2.1
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ODF_TYPE: Final = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics|formula|base)")
_OPENOFFICE_1: Final = re.compile(rb"application/vnd\.sun\.xml\.(writer|calc|impress|draw)")
_ODF_BODY: Final = re.compile(rb"<office:(text|spreadsheet|presentation)\b")
_MAGIC: Final = (
    (b"{\\rtf", "rtf"),
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (_SHORTCUT, "shortcut"),
    (b"\x7fELF", "executable"),
    (b"%TSD-Header-###%", "enciphered"),  # what 绿盾 puts before a file
    (b"b\x14#e", "enciphered"),  # and 亿赛通's E-SafeNet, packed in one way or the other
    (b"c\x14#e", "enciphered"),
)
_BIFF_WITHOUT_OLE: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # Excel 2, 3, 4: a bare BOF record
_HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_PACKAGES: Final = (  # a member's name, the kind, and what the kind is with macros
    ("word/document.xml", "docx", "docm"),
    ("xl/workbook.xml", "xlsx", "xlsm"),
    ("xl/workbook.bin", "xlsb", "xlsb"),
    ("ppt/presentation.xml", "pptx", "pptx"),
)
_FOLDERS: Final = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_MAIN_TYPE: Final = re.compile(rb"(wordprocessingml|spreadsheetml|presentationml)[\w.]*\.main\+xml")
_MAIN_TYPES: Final = {b"wordprocessingml": "docx", b"spreadsheetml": "xlsx", b"presentationml": "pptx"}
_OF_A_PACKAGE: Final = ("[content_types].xml", "_rels/", "docprops/")
_TORN: Final = {
    "xl/worksheets/": "xlsx",
    "word/styles.xml": "docx",
    "word/_rels/": "docx",
    "ppt/slides/": "pptx",
}  # the list of parts came last
_ODF: Final = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg", "formula": "odf", "base": "odb"}
_SXX: Final = {"writer": "sxw", "calc": "sxc", "impress": "sxi", "draw": "sxd"}
_HEAD: Final = 64  # octets; no format begins with so many zeros
_LOCK_FILE_SIZES: Final = range(50, 400)  # Word writes 162 octets, Excel 165, WPS as many


def kind_of(octets: bytes, name: str = "") -> str:
    """Return the kind of a file, "unknown" where nothing fits; reads no more than names of members and streams.

    docx docm xlsx xlsm xlsb pptx doc xls ppt encrypted-office rtf odt ods odp odg odf odb html mhtml wordml pdf jpeg png gif bmp tiff webp
    heic svg metafile zip rar 7z gz tar eml msg tnef ole-unknown lock-file shortcut executable script enciphered empty text unknown;
    fodt fods fodp fodg, the same as one flat file; wordperfect works write old-word lotus staroffice uof abiword sxw sxc, which
    LibreOffice alone reads; and what nobody here reads (sniff_foreign.py). WPS Writer's .wps and WPS Spreadsheets' .et are doc and xls,
    as their octets are. enciphered: by the programme that guards an enterprise's files.
    """
    return named_by_ending(_by_content(octets, name), name, octets)


def _by_content(octets: bytes, name: str) -> str:
    if not octets:
        return "empty"
    if octets[:16].lstrip(b"\r\n")[:4] in _ZIP:
        return _kind_of_zip(octets)
    if octets.startswith(_OLE):
        return kind_of_ole(octets)
    if is_lock_file(octets, name):
        return "lock-file"
    return _by_magic(octets) or kind_of_text(octets, name)


def is_torn(octets: bytes, kind: str) -> bool:
    """Tell whether a file of an unknown kind is one of which too little is left to tell which."""
    if kind == "zip":
        return any(name.lower().startswith(_OF_A_PACKAGE) for name in member_names(octets))
    if kind == "unknown":
        return not octets[:_HEAD].strip(b"\0")  # it was never written to the disk, or its first sector is lost
    return kind == "ole-unknown" and not streams_of(octets)


def is_lock_file(octets: bytes, name: str) -> bool:
    """Tell what Office leaves beside an open document: a length, the user's name, padding; 162 or 165 octets."""
    if len(octets) not in _LOCK_FILE_SIZES:
        return False
    base = re.split(r"[\\/]", name)[-1]
    padded = octets[0] < 0x37 and octets[1 : 1 + octets[0]].strip() != b"" and len(octets) in (162, 165) and b"\0" in octets
    return padded or base.startswith(("~$", ".~"))


def _by_magic(octets: bytes) -> str:
    lead = octets.lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
    for magic, kind in _MAGIC:
        if octets.startswith(magic) or (kind in ("rtf", "pdf") and lead.startswith(magic)):
            return kind
    if octets.startswith(b"MZ") and b"\0" in octets[:512]:
        return "executable"
    if octets[:4] in _BIFF_WITHOUT_OLE:
        return "xls"
    return kind_of_old(octets) or _by_inner_magic(octets) or kind_of_foreign(octets) or ("script" if octets.startswith(b"#!") else "")


def _by_inner_magic(octets: bytes) -> str:
    if octets[:4] == b"RIFF" and octets[8:12] == b"WEBP":
        return "webp"
    if octets[4:8] == b"ftyp" and octets[8:12] in _HEIC:
        return "heic"
    if octets[:2] == b"BM" and len(octets) > 26 and struct.unpack_from("<I", octets, 14)[0] in (12, 40, 52, 56, 64, 108, 124):
        return "bmp"
    if octets[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in octets[:1024]:  # some scanners and mail gateways put lines before the header
        return "pdf"
    return _kind_of_zip(octets) if ends_as_package(octets) else ""  # its beginning is lost


def _kind_of_zip(octets: bytes) -> str:
    names = {name.replace("\\", "/").lstrip("/").lower() for name in member_names(octets)}
    with_macros = any(name.endswith("vbaproject.bin") for name in names)
    for member, kind, macro_kind in _PACKAGES:
        if member in names:
            return macro_kind if with_macros else kind
    if kind := kind_of_foreign_package(names) or _by_folders(octets, names):
        return kind
    if "encrypted-package" in names and "meta-inf/manifest.xml" in names:  # LibreOffice since 24.8 locks the package as a whole
        return "encrypted-office"
    is_odf = "content.xml" in names and not names.isdisjoint(("mimetype", "meta-inf/manifest.xml", "styles.xml"))
    return _kind_of_odf(octets) if is_odf or ("mimetype" in names and _ODF_TYPE.search(octets[:256])) else "zip"


def _kind_announced(octets: bytes) -> str:
    """Return what a package's list of contents speaks of, where the folder has another name or the contents themselves are cut off."""
    found = _MAIN_TYPE.search(_read(octets, "[Content_Types].xml"))
    return _MAIN_TYPES[found[1]] if found else "zip"


def _by_folders(octets: bytes, names: set[str]) -> str:
    if "[content_types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        return next((kind for folder, kind in _FOLDERS.items() if folder in folders), "") or _kind_announced(octets)
    return next((kind for prefix, kind in _TORN.items() if any(name.startswith(prefix) for name in names)), "")


def _kind_of_odf(octets: bytes) -> str:
    found = _ODF_TYPE.search(octets[:256])
    if found is None:  # packed anew by hand, it stands anywhere
        listed = _read(octets, "mimetype", "META-INF/manifest.xml")
        if old := _OPENOFFICE_1.search(listed):
            return _SXX[old[1].decode()]
        found = _ODF_TYPE.search(listed) or _ODF_BODY.search(_read(octets, "content.xml"))
    if found is None and b"xmap-content" in _read(octets, "content.xml")[:4096]:
        return "mindmap"  # XMind up to 8
    return _ODF[found[1].decode()] if found else "odt"


def _read(octets: bytes, *members: str) -> bytes:
    try:
        package = Package(octets)
        return b"".join(package.read(member) for member in members)
    except UnreadableError:
        return b""
