"""A file's octets in, the mails in it out: one mail, an Apple .emlx, or an mbox of any of its four kinds; and which files hold mail."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from intake import containers

_ENDINGS = frozenset({".eml", ".msg", ".mbox", ".mbx", ".emlx"})
_MBOX = re.compile(rb"(?:\xef\xbb\xbf)?From (?![ \t]*:)[^\n]*\n(?=[!-9;-~]+[ \t]*:)")
# a line that parts two mails: an empty line before it, a clock or a year in it, a header behind it (RFC 4155)
_PARTING = re.compile(rb"(?:\A|\n\r?\n)(?:\xef\xbb\xbf)?(From (?![ \t]*:)[^\n]*(?:\d:\d\d|\d{4})[^\n]*\n)(?=(?:[!-9;-~]+[ \t]*:|>From ))")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_BARE = re.compile(rb"(?m)^From ")
_HEAD = 256 * 1024
_EMLX = re.compile(rb"(\d{1,10})[ \t]*\r?\n")


def holds_mail(path: Path) -> bool:
    """Tell whether a file in a folder is mail: by its ending, by the Maildir it lies in, or, where it has no ending, by its first lines."""
    if path.name.startswith("."):
        return False
    if path.suffix.lower() in _ENDINGS or path.parent.name in {"cur", "new"}:
        return True
    if path.suffix and not path.name.replace(".", "").replace(",", "").isdigit():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return bool(_MBOX.match(head)) or containers.is_mail(head, path.name)


def is_mail(octets: bytes) -> bool:
    """Tell whether octets are mail at all, for a file that somebody named."""
    return bool(_MBOX.match(octets)) or containers.is_mail(octets[:_HEAD], "x.eml") or bool(_EMLX.match(octets))


def mails_in_file(path: Path) -> Iterator[bytes]:
    """Yield the octets of each mail of a file, one after another, however large the file is."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
            if _MBOX.match(octets):
                yield from mails_of_mbox(octets)
            elif path.suffix.lower() == ".emlx" and (counted := _EMLX.match(octets)):
                yield octets[counted.end() : counted.end() + int(counted.group(1))]
            else:
                yield octets[:]


def mails_of_mbox(octets: bytes | mmap.mmap) -> Iterator[bytes]:
    """Yield each mail with its "From " line; a stated length is heeded where it fits (mboxcl), ">From" is unquoted (mboxrd, mboxo)."""
    at = 0
    while at < len(octets):
        begun = _PARTING.match(octets, at) or _MBOX.match(octets, at)
        body = begun.end() if begun else at
        end = _stated_end(octets, body)
        if end < 0:
            following = _PARTING.search(octets, body)
            end = following.start(1) if following else len(octets)
        yield _mail(octets[at:end], octets[body:end])
        at = end


def _stated_end(octets: bytes | mmap.mmap, begin: int) -> int:
    """Return where a mail with a stated length ends, -1 where none is stated or no mail and no end follows there."""
    blank = _HEAD_ENDS.search(octets, begin, min(len(octets), begin + _HEAD))
    stated = _LENGTH.search(octets, begin, blank.start() + 1) if blank else None
    if blank is None or stated is None:
        return -1
    end = blank.end() + int(stated.group(1))
    while end < len(octets) and octets[end : end + 1] in {b"\r", b"\n"}:
        end += 1
    return end if end == len(octets) or (end < len(octets) and _MBOX.match(octets, end)) else -1


def _mail(mail: bytes, content: bytes) -> bytes:
    for ending in (b"\r\n\r\n", b"\n\n"):
        if mail.endswith(ending):  # the empty line before the next mail is the mbox's, not the mail's
            mail = mail[: -len(ending) // 2]
    return mail if _BARE.search(content) else _QUOTED.sub(rb"\1", mail)
