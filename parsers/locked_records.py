"""The records of an .xls that Excel locked with its own password in, the same records unlocked out.

Excel opens such a workbook unasked: its structure was protected, and nobody typed a password. Source: [MS-XLS] §2.2.10, §2.4.117;
[MS-OFFCRYPTO] §2.3.5 (RC4 CryptoAPI), §2.3.6 (RC4), §2.3.7 (XOR obfuscation).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from typing import Final

from parsers.ciphers import rc4, rc4_in_blocks
from parsers.locked_package import OWN_PASSWORD

_BLOCK: Final = 1024
_XOR_OF_95: Final = 4  # octets of Excel 95's record: a key and its verifier, no kind before them
_XOR_VERIFIER: Final = b"\x0a\x9a"  # what §2.3.7.1 and §2.3.7.2 make of Excel's own password
_XOR_KEY: Final = bytes.fromhex("876b9ae21ee305621e699660986e9404")
_TURNED: Final = bytes((octet << 3 | octet >> 5) & 0xFF for octet in range(256))
# BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead are never locked; of BoundSheet8, its first field is not
_OPEN: Final = frozenset({0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138})
_BOUND_SHEET: Final = 0x85
_KeyOf = Callable[[int], bytes]


def unlocked(stream: bytes, file_pass: bytes) -> bytes:
    """Return the stream with its records unlocked, b"" where they want a password of their owner's; `file_pass` is its FilePass record."""
    try:
        if len(file_pass) == _XOR_OF_95 or file_pass.startswith(b"\0\0"):
            return _plain(stream, None) if file_pass.endswith(_XOR_VERIFIER) else b""
        key_of = _rc4_keys(file_pass) if struct.unpack_from("<HH", file_pass, 2) == (1, 1) else _crypto_api_keys(file_pass)
    except (struct.error, ValueError):
        return b""
    return _plain(stream, rc4_in_blocks(stream, key_of, _BLOCK)) if key_of else b""


def _rc4_keys(file_pass: bytes) -> _KeyOf | None:
    salt = file_pass[6:22]
    password = hashlib.md5(OWN_PASSWORD, usedforsecurity=False).digest()[:5]
    base = hashlib.md5((password + salt) * 16, usedforsecurity=False).digest()[:5]

    def key_of(block: int) -> bytes:
        return hashlib.md5(base + struct.pack("<I", block), usedforsecurity=False).digest()

    verifier = rc4(file_pass[22:54], key_of(0))
    return key_of if hashlib.md5(verifier[:16], usedforsecurity=False).digest() == verifier[16:] else None


def _crypto_api_keys(file_pass: bytes) -> _KeyOf | None:
    size = struct.unpack_from("<I", file_pass, 10)[0]
    octets = (struct.unpack_from("<I", file_pass, 14 + 16)[0] or 40) // 8
    at = 14 + size + 4
    base = hashlib.sha1(file_pass[at : at + 16] + OWN_PASSWORD, usedforsecurity=False).digest()

    def key_of(block: int) -> bytes:
        key = hashlib.sha1(base + struct.pack("<I", block), usedforsecurity=False).digest()[:octets]
        return key.ljust(16, b"\0") if octets == 5 else key  # §2.3.5.2: a key of 40 bits is filled up

    verifier = rc4(file_pass[at + 16 : at + 32] + file_pass[at + 36 : at + 56], key_of(0))
    return key_of if hashlib.sha1(verifier[:16], usedforsecurity=False).digest() == verifier[16:] else None


def _plain(stream: bytes, deciphered: bytes | None) -> bytes:
    """Put each record together: its head as it stands, its data deciphered (by XOR where nothing is given)."""
    out, at = list[bytes](), 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        start, end = at + 4, min(at + 4 + size, len(stream))
        locked_from = end if kind in _OPEN else start + 4 if kind == _BOUND_SHEET else start
        out.append(stream[at:locked_from])
        out.append(_by_xor(stream[locked_from:end], locked_from + size) if deciphered is None else deciphered[locked_from:end])
        at = end
    return b"".join(out)


def _by_xor(octets: bytes, place: int) -> bytes:
    """§2.3.7.3: each octet crossed with the key from the place on that its record's length gives, then turned."""
    key = (_XOR_KEY * 2)[place % 16 : place % 16 + 16] * (len(octets) // 16 + 1)
    return bytes(a ^ b for a, b in zip(octets, key, strict=False)).translate(_TURNED)
