"""A part's body as it was transferred in; its octets out, also where Content-Transfer-Encoding lies or the coding is damaged."""

from __future__ import annotations

import binascii
import re

from intake.charsets import decode, likelihood

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SPACE = b" \t\r\n\x0b\x0c"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_OTHER = bytes(set(range(256)) - set(_ALPHABET) - set(b"="))
_TOKEN = re.compile(r"[a-z0-9-]+")
_COMMENT = re.compile(r"\([^()]*\)")
# how a file of office, PDF, picture or archive format begins, and the same in base64
_MAGIC = (
    *(b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8"),
    *(b"Rar!\x1a\x07", b"7z\xbc\xaf\x27", b"{\\rtf", b"II*\x00", b"MM\x00*"),
)
_MAGIC_BASE64 = (
    b"UEsDB",
    b"0M8R4KGx",
    b"JVBERi0",
    b"/9j/",
    b"iVBORw0K",
    b"R0lGOD",
    b"UmFyIRoH",
    b"N3q8ryc",
    b"e1xydG",
    b"SUkqAA",
    b"TU0AKg",
)
_MAX_BLOCKS = 300
_MANY_RUNS = 200_000  # no encoder pads so often; what does is read as one run
_LEAD = re.compile(rb"\s*([^\r\n]{1,200})\r?\n\s*([^\r\n]{1,1000})")
_UNPADDED = re.compile(rb"[^=]+")
_PADDED_BREAK = re.compile(rb"=[ \t]*\r*\n")  # RFC 2045 §6.7 (3): blanks at a line's end were added on the way
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.MULTILINE)
_UU_LINES = re.compile(rb"\r?\n(?:M[ -`]{60}\s*\n)+[^\n]*")  # a block whose end was cut off
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,400}?)[ \t]*\r?$", re.MULTILINE)


def transferred(octets: bytes, encoding: str, *, is_text: bool) -> tuple[bytes, tuple[str, ...]]:
    """Return the octets that were meant, and flags for what had to be repaired."""
    scheme = _scheme(encoding)
    begin = octets[:64].lstrip(_SPACE)
    if not is_text and begin.startswith(_MAGIC):
        return octets, () if scheme in {"", "7bit", "8bit", "binary"} else ("encoding-ignored",)
    if scheme == "base64" and not _is_plain_text(octets):
        return from_base64(octets)
    if scheme in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return from_uuencode(octets), ()
    if begin.startswith(_MAGIC_BASE64) or _is_base64_text(octets):
        decoded, flags = from_base64(octets)
        return decoded, ("base64-sniffed", *flags)
    if scheme == "quoted-printable" or (is_text and _is_quoted_text(octets)):
        flags = () if scheme == "quoted-printable" else ("quoted-printable-sniffed",)
        return binascii.a2b_qp(_PADDED_BREAK.sub(b"=\n", octets)), flags
    return octets, () if scheme in {"", "7bit", "8bit", "binary"} else ("encoding-ignored",)


def from_base64(octets: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return decoded base64: other characters skipped, padding inside joined over, a cut end kept as far as it goes."""
    try:
        return binascii.a2b_base64(octets.translate(None, b"\r\n"), strict_mode=True), ()
    except binascii.Error:
        return _repaired(octets)


def _lead(octets: bytes) -> bytes:
    """Return a first line that is no line of the coding: one of a broken header, of another length than those that follow."""
    found = _LEAD.match(octets)
    one, other = (len(line.translate(None, _OTHER)) for line in found.groups()) if found else (0, 0)
    return octets[: found.start(2)] if found and one % 4 and one != other else b""


def _repaired(octets: bytes) -> tuple[bytes, tuple[str, ...]]:
    if lead := _lead(octets):
        try:
            return binascii.a2b_base64(octets[len(lead) :].translate(None, b"\r\n"), strict_mode=True), ("text-before-base64",)
        except binascii.Error:
            pass
    strange = octets.translate(None, _ALPHABET + b"=" + _SPACE)
    flags: list[str] = []
    if strange and not strange.translate(None, b"-_") and not (b"+" in octets or b"/" in octets):
        octets = octets.translate(_URL_SAFE)  # RFC 4648 §5
    elif strange or b" " in octets.strip(_SPACE):
        octets = _without_prose(_without_footer(octets, flags), flags)
    letters = octets.translate(None, _OTHER)
    if b"=" not in letters.rstrip(b"="):
        if len(letters) % 4:
            flags.append("truncated" if not letters.endswith(b"=") else "padding-wrong")
        return _run(letters.rstrip(b"=")), tuple(flags)
    if letters.count(b"=") > _MANY_RUNS:
        return _run(letters.translate(None, b"=")), (*flags, "padding-inside")
    decoded = bytearray()
    for found in _UNPADDED.finditer(letters):
        decoded += _run(found.group())
    return bytes(decoded), (*flags, "padding-inside")


def prose_beside(octets: bytes) -> bytes:
    """Return the words that somebody wrote before, between or behind the lines of base64, as they stand there."""
    lead = _lead(octets)
    return lead + b"".join(x for x in octets[len(lead) :].splitlines(keepends=True) if _is_prose(x.strip()))


def from_uuencode(octets: bytes) -> bytes:
    """Return the file of a uuencoded block; lines that are damaged give what they hold."""
    begun = _UU_BEGIN.search(octets)
    lines = octets[begun.end() if begun else 0 :].splitlines()
    if begun and begun.group().startswith(b"begin-base64"):
        return from_base64(b"\n".join(line for line in lines if line != b"===="))[0]
    decoded = bytearray()
    for line in lines:
        if line.strip() in {b"end", b"`"}:
            break
        decoded += _uu_line(line)
    return bytes(decoded)


def uuencoded_blocks(octets: bytes) -> list[tuple[int, int, bytes]]:
    """Return start, end and name of the uuencoded blocks in a text (practice of old Foxmail and Outlook), at most 300."""
    blocks: list[tuple[int, int, bytes]] = []
    at = 0
    last_end = max(octets.rfind(b"\nend"), octets.rfind(b"\n===="))
    while len(blocks) < _MAX_BLOCKS and (begun := _UU_BEGIN.search(octets, at)):
        ended = _UU_END.search(octets, begun.end()) if begun.end() <= last_end else None
        ended = ended or _UU_LINES.match(octets, begun.end())
        if ended is None:
            break
        blocks.append((begun.start(), ended.end(), begun.group(1)))
        at = ended.end()
    return blocks


def _scheme(encoding: str) -> str:
    found = _TOKEN.search(_COMMENT.sub(" ", encoding.lower()))
    return found.group() if found else ""


def _run(letters: bytes) -> bytes:
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _without_footer(octets: bytes, flags: list[str]) -> bytes:
    """Drop the prose that a gateway wrote behind the end of the coding; single strange characters are left to be skipped."""
    at = before = 0
    for line in octets.splitlines(keepends=True):
        last = octets[before:at].strip()
        if at and (not last or last.endswith(b"=")) and _is_prose(line):
            flags.append("text-after-base64")
            return octets[:at]
        before, at = at, at + len(line)
    return octets


def _without_prose(octets: bytes, flags: list[str]) -> bytes:
    """Drop lines that somebody wrote between the lines of the coding: they hold other characters and no full line of it."""
    lines = octets.rstrip(_SPACE).splitlines(keepends=True)
    width = len(lines[0].translate(None, _OTHER)) if lines else 0
    kept = [x for x in lines if not _is_prose(x.strip()) or abs(len(x.translate(None, _OTHER)) - width) <= 1 or x is lines[-1]]
    if 4 * len(kept) < 3 * len(lines):  # so many are no remarks: a coding with something strange in each line
        return octets
    if len(kept) < len(lines):
        flags.append("text-inside-base64")
    return b"".join(kept)


def _is_prose(line: bytes) -> bool:
    return b" " in line.strip() or bool(line.translate(None, _ALPHABET + b"=" + _SPACE))


def _is_plain_text(octets: bytes) -> bool:
    """Tell whether a body that claims to be base64 never was."""
    sample = octets[:4_000]
    strange = sample.translate(None, _ALPHABET + b"=" + _SPACE)
    if not strange and sample.strip().count(b" ") * 20 > len(sample):  # words of letters alone, with blanks between them
        return not from_base64(sample)[0].startswith(_MAGIC) and likelihood(decode(from_base64(sample)[0])[0]) < 0.5
    return len(strange) * 10 > len(sample) or (bool(strange) and sample.strip().count(b" ") * 8 > len(sample))


def _is_base64_text(octets: bytes) -> bool:
    """Tell whether a text that claims no coding is base64 all the same: it must decode to something that a person wrote."""
    body = octets.strip(_SPACE)
    if len(body) < 24 or body.translate(None, _ALPHABET + b"=\r\n") or len(body.translate(None, b"\r\n")) % 4:
        return False
    text = decode(from_base64(body[:4_000])[0])[0]
    return likelihood(text) > 0.8 or (text.isascii() and " " in text and text.replace("\n", "").replace("\r", "").isprintable())


def _is_quoted_text(octets: bytes) -> bool:
    """Tell whether a text that claims no coding is quoted-printable all the same."""
    sample = octets[:4_000]
    coded = len(_QUOTED.findall(sample)) if sample.isascii() else 0
    return coded >= 6 and coded * 6 > len(sample) and likelihood(decode(binascii.a2b_qp(sample))[0]) > 0.8


def _uu_line(line: bytes) -> bytes:
    if not line.strip():
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders write wrong trailing octets: cut to the line's own count
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
