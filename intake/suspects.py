"""A file's name and octets in, the trouble that stands before any reading out: nothing in it, lock file, shortcut, programme; or None.

Source of the endings: what Windows runs on a double click (PATHEXT, the list that Outlook blocks).
"""

from __future__ import annotations

import struct

from intake import archive_names
from model import Trouble, TroubleKind

_SHORTCUT = b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F"  # [MS-SHLLINK] 2.1
_FILLING = {b"\0", b"\xff"}  # what a broken upload or synchronisation leaves in the place that it reserved
_MOST_LOCK_OCTETS = 4096
_MACHINE_CODE = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"dex\n035")
_SHORTCUT_ENDINGS = {"lnk", "url", "website", "webloc", "desktop", "appref-ms"}
_RUN_BY_WINDOWS = {
    "exe", "com", "scr", "pif", "cpl", "dll", "ocx", "sys", "drv", "msi", "msp", "mst", "appx", "msix", "bat", "cmd", "ps1", "psm1",
    "psd1", "vbs", "vbe", "vb", "js", "jse", "wsf", "wsh", "wsc", "sct", "hta", "reg", "inf", "scf", "chm", "hlp", "jar", "jnlp", "gadget",
    "application", "msc", "library-ms", "settingcontent-ms", "diagcab", "apk", "sh", "command", "py", "pyw", "iso", "img", "vhd", "vhdx",
    "xll", "wll", "ade", "adp", "mde",
}  # fmt: skip


def suspicion(name: str, octets: bytes) -> Trouble | None:
    """Return why a file is not even looked into, or None."""
    ending = name.rpartition(".")[2].lower().strip()
    if not octets:
        return Trouble(TroubleKind.EMPTY)
    if octets[:1] in _FILLING and not octets.strip(octets[:1]):
        return Trouble(TroubleKind.EMPTY, "one octet all along")
    if archive_names.is_lock_name(name) and len(octets) <= _MOST_LOCK_OCTETS:
        return Trouble(TroubleKind.LOCK_FILE)
    if (
        octets.startswith(_SHORTCUT)
        or octets[:64].lstrip(b"\xef\xbb\xbf\r\n ").lower().startswith(b"[internetshortcut")
        or ending in _SHORTCUT_ENDINGS
    ):
        return Trouble(TroubleKind.SHORTCUT)
    if ending in _RUN_BY_WINDOWS or _is_programme(octets):
        return Trouble(TroubleKind.DANGEROUS, f".{ending}" if ending in _RUN_BY_WINDOWS else "machine code")
    return None


def _is_programme(octets: bytes) -> bool:
    if octets.startswith(_MACHINE_CODE):
        return True
    if not octets.startswith(b"MZ") or len(octets) < 64:
        return False
    place = struct.unpack_from("<I", octets, 60)[0]
    return octets[place : place + 2] in {b"PE", b"NE", b"LE", b"LX"} or b"\0" in octets[:512]
