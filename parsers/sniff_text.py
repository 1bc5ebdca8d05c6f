"""Octets that are text in, which kind of text out: HTML, MHTML, WordML, a mail, a script, a shortcut, plain text or none."""

from __future__ import annotations

import re
from typing import Final

from parsers.charset import unmarked_utf16
from parsers.sniff_foreign import kind_of_foreign_text
from parsers.sniff_old import kind_of_old_markup

_HEAD: Final = 65_536  # octets that are looked at
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|title|style|div|p|tr|td|span|font)\b", re.IGNORECASE)
_HEADER: Final = re.compile(
    r"(?:^|\n)(?:From|Received|Return-Path|Message-ID|Date|Subject|MIME-Version|To|Delivered-To|X-[\w-]+):", re.IGNORECASE
)
_SCRIPT: Final = re.compile(r"\.(?:bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|sh|py|reg)$", re.IGNORECASE)
_SHORTCUT: Final = re.compile(r"^\[(?:InternetShortcut|Desktop Entry)\]\s*$", re.IGNORECASE | re.MULTILINE)
_WORDML: Final = ("schemas.microsoft.com/office/word/2003/wordml", "schemas.microsoft.com/office/2006/xmlPackage")
_FLAT: Final = re.compile(r"office:mimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics)[\"']")
_OPEN_DOCUMENT: Final = "urn:oasis:names:tc:opendocument:xmlns:office"
_FLAT_KINDS: Final = {"text": "fodt", "spreadsheet": "fods", "presentation": "fodp", "graphics": "fodg"}
_SPREADSHEETML: Final = "urn:schemas-microsoft-com:office:spreadsheet"


def kind_of_text(octets: bytes, name: str = "") -> str:
    """Return the kind of a text: one of markup, eml, business-card, calendar, script, shortcut, text, empty (white space only), unknown."""
    text = _decoded(octets[:_HEAD])
    if text is None:
        return _kind_of_broken(octets[:_HEAD])
    start = text.lstrip("\ufeff \t\r\n\0")
    if not start:
        return "empty" if len(octets) <= _HEAD else "unknown"
    if start.startswith("<") and (kind := _kind_of_markup(start)):
        return kind
    if foreign := kind_of_foreign_text(start):
        return foreign
    return _kind_of_lines(start, name)


def _kind_of_broken(head: bytes) -> str:
    """Return the kind of an XML file in which octets stand that are no text, "unknown" for anything else."""
    is_markup = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")
    return (_kind_of_markup(head.decode("utf-8", "ignore").lstrip()) if is_markup else "") or "unknown"


def _kind_of_markup(start: str) -> str:
    if any(namespace in start[:8192] for namespace in _WORDML):
        return "wordml"
    if _SPREADSHEETML in start[:8192] and start.startswith("<?xml"):
        return "excelml"
    if _OPEN_DOCUMENT in start[:8192]:
        flat = _FLAT.search(start[:16384])
        return _FLAT_KINDS[flat[1]] if flat else "fodt"
    if old := kind_of_old_markup(start[:8192]):
        return old
    return "html" if _HTML.search(start[:16384]) else ""


def _kind_of_lines(start: str, name: str) -> str:
    headers = start.partition("\n\n")[0] if "\n\n" in start else start.partition("\r\n\r\n")[0]
    if len(_HEADER.findall(headers[:16384])) >= 2 or headers.lower().startswith("mime-version:"):
        is_page = re.search(r"multipart/related|application/x-mimearchive|snapshot-content-location", headers, re.IGNORECASE)
        return "mhtml" if is_page and not re.search(r"^(?:Received|Return-Path):", headers, re.IGNORECASE | re.MULTILINE) else "eml"
    if _SHORTCUT.search(start[:4096]):
        return "shortcut"
    if _SCRIPT.search(name):
        return "script"
    return "html" if name.lower().endswith((".htm", ".html", ".doc", ".xls")) and _HTML.search(start) else "text"


def _decoded(octets: bytes) -> str | None:
    """Return the text, None where the octets are none: an encoding that fits, or Latin letters without control characters."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets[: len(octets) // 2 * 2].decode("utf-16", "replace")
    if unmarked := unmarked_utf16(octets):
        return octets[: len(octets) // 2 * 2].decode(unmarked, "replace")
    if b"\0" in octets:
        return None
    controls = sum(octets.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13, 27))
    if controls > len(octets) // 200:
        return None
    for encoding in ("utf-8", "gb18030"):
        text = octets.decode(encoding, "ignore")
        if len(text.encode(encoding)) >= len(octets) - 8:
            return text
    return octets.decode("latin-1") if controls == 0 else None
