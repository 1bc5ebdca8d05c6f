"""What kind of container a file is, by its octets; the name helps only where octets are silent. None for what is no container.

Office files are zips and OLE files too: their members' names tell them apart, and they are left whole.
"""

from __future__ import annotations

import re

from intake import outlook_store, tnef
from intake.tars import is_tar
from intake.zip_directory import LOCAL, ends_as_zip
from intake.zips import names_in_zip

_MAGIC = {
    b"PK\5\6": "zip",
    b"PK\7\x08": "zip",
    b"Rar!\x1a\x07\x00": "rar",
    b"Rar!\x1a\x07\x01\x00": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gz",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    tnef.SIGNATURE: "tnef",
}
_BZ2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
# Zips that are one document or programme: Office Open XML, OpenDocument and EPUB, OFD, XPS, Apple's old and new, XMind's, Android's
_DOCUMENT = {
    "[Content_Types].xml", "mimetype", "OFD.xml", "FixedDocumentSequence.fdseq", "Index/Document.iwa", "Index.zip", "index.apxl",
    "index.apxl.gz", "content.json", "content.xml", "AndroidManifest.xml",
}  # fmt: skip
_DOCUMENT_ENDINGS = (".pages", ".numbers", ".key", ".xmind", ".mmap", ".emmx", ".cebx")
_DOCUMENT_FOLDERS = ("word/", "xl/", "ppt/", "docProps/")
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:")
_MAIL_HEADERS = {
    b"return-path", b"received", b"message-id", b"from", b"to", b"subject", b"date", b"mime-version", b"delivered-to", b"x-mailer",
    b"content-type", b"dkim-signature", b"reply-to", b"sender",
}  # fmt: skip


def kind_of(octets: bytes, name: str) -> str | None:
    """Return zip, rar, 7z, tar, gz, bz2, xz, zst, tnef, eml or msg; None for any other file."""
    if octets.startswith(LOCAL):
        return None if _is_document(octets, name) else "zip"
    if octets.startswith(outlook_store.SIGNATURE):
        return "msg" if outlook_store.is_msg(octets) else None
    by_magic = next((kind for magic, kind in _MAGIC.items() if octets.startswith(magic)), None)
    return by_magic or _kind_by_structure(octets, name)


def _kind_by_structure(octets: bytes, name: str) -> str | None:
    if _BZ2.match(octets):
        return "bz2"
    if is_tar(octets):
        return "tar"
    if is_mail(octets, name):
        return "eml"
    return "zip" if ends_as_zip(octets) and not octets.startswith(b"%PDF") and not _is_document(octets, name) else None


def _is_document(octets: bytes, name: str) -> bool:
    if name.lower().endswith(_DOCUMENT_ENDINGS):
        return True
    names = names_in_zip(octets)
    return bool(names & _DOCUMENT) or any(n.replace("\\", "/").startswith(_DOCUMENT_FOLDERS) and n.endswith(".xml") for n in names)


def is_mail(octets: bytes, name: str) -> bool:
    """Say whether a text is a mail; Word's own MIME files (.mht) have a From, but were never sent."""
    seen = set()
    head = octets[:16384].lstrip(b"\xef\xbb\xbf\r\n \t")
    for line in head.splitlines():
        found = _HEADER.match(line)
        if found:
            seen.add(found[1].lower())
        elif not line.startswith((b" ", b"\t")):
            break
    if name.lower().endswith(".eml"):
        return len(seen & _MAIL_HEADERS) >= 2
    return len(seen & _MAIL_HEADERS) >= 3 and bool(seen & {b"received", b"message-id", b"return-path", b"delivered-to"}) and b"from" in seen
