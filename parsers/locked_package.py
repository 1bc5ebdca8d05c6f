"""Octets of an encrypted Office package in, the workbook inside out where Excel opens it unasked: by its own password.

Excel locks a workbook with a password of its own where only its structure was protected, and opens it without a question, so
nobody who sent one knows of a password. Source: [MS-OFFCRYPTO] §2.3.4 (ECMA-376 document encryption, standard and agile).
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
from typing import Any, Final

import olefile
from lxml.etree import _Element as Element

from parsers.ciphers import AES_BLOCK, aes_cbc, aes_ecb
from parsers.markup import parse
from parsers.unreadable import UnreadableError

OWN_PASSWORD: Final = "VelvetSweatshop".encode("utf-16-le")  # §2.4.2
_STANDARD_SPINS: Final = 50_000  # §2.3.4.7
_MOST_SPINS: Final = 1_000_000  # Excel turns 100,000 times; one that wants ten million would cost us seconds
_SEGMENT: Final = 4096  # §2.3.4.15
_AGILE: Final = (4, 4)
_STANDARD_MINOR: Final = 2
_KEY_DATA: Final = "{http://schemas.microsoft.com/office/2006/encryption}keyData"
_KEY: Final = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"
_FOR_VERIFIER: Final = bytes.fromhex("fea7d2763b4b9e79")  # §2.3.4.13, the block keys
_FOR_HASH: Final = bytes.fromhex("d7aa0f6d3061344e")
_FOR_KEY: Final = bytes.fromhex("146e0be7abacd0d6")
_HASHES: Final = frozenset({"MD5", "SHA1", "SHA-1", "SHA256", "SHA384", "SHA512"})


def unlocked(octets: bytes) -> bytes:
    """Return the package inside, b"" where it wants a password of its owner's."""
    try:
        with olefile.OleFileIO(io.BytesIO(octets)) as ole:
            info, package = ole.openstream("EncryptionInfo").read(), ole.openstream("EncryptedPackage").read()
        size = struct.unpack_from("<Q", package)[0]
        open_it = _agile if struct.unpack_from("<HH", info) == _AGILE else _standard
        return open_it(info, package[8:])[:size]
    except (OSError, ValueError, KeyError, IndexError, TypeError, struct.error, UnreadableError):
        return b""


def _agile(info: bytes, package: bytes) -> bytes:
    root, _ = parse(info[8:])
    data, own = root.iter(_KEY_DATA, _KEY)
    spins = int(own.attrib["spinCount"])
    if {data.get("cipherAlgorithm"), own.get("cipherAlgorithm")} != {"AES"} or not 0 <= spins <= _MOST_SPINS:
        return b""
    salt = base64.b64decode(own.attrib["saltValue"])
    spun = _spun(_hash(own), salt, spins)
    verifier = _opened(own, "encryptedVerifierHashInput", spun, _FOR_VERIFIER)[: len(salt)]
    wanted = _hash(own)(verifier).digest()
    if not _opened(own, "encryptedVerifierHashValue", spun, _FOR_HASH).startswith(wanted):
        return b""
    key = _opened(own, "encryptedKeyValue", spun, _FOR_KEY)[: int(data.attrib["keyBits"]) // 8]
    hash_, salt = _hash(data), base64.b64decode(data.attrib["saltValue"])
    starts = range(0, len(package), _SEGMENT)
    firsts = (hash_(salt + struct.pack("<I", number)).digest() for number in range(len(starts)))
    return b"".join(aes_cbc(package[at : at + _SEGMENT], key, _sized(first)) for at, first in zip(starts, firsts, strict=True))


def _standard(info: bytes, package: bytes) -> bytes:
    _, minor, _, size = struct.unpack_from("<HHII", info)
    bits = struct.unpack_from("<I", info, 12 + 16)[0]
    at = 12 + size
    salt, verifier, hashed = info[at + 4 : at + 20], info[at + 20 : at + 36], info[at + 40 : at + 72]
    last = hashlib.sha1(_spun(hashlib.sha1, salt, _STANDARD_SPINS) + bytes(4), usedforsecurity=False).digest()
    halves = (bytes(octet ^ pad for octet, pad in zip(last.ljust(64, b"\0"), bytes([filler]) * 64, strict=True)) for filler in b"\x36\x5c")
    key = b"".join(hashlib.sha1(half, usedforsecurity=False).digest() for half in halves)[: bits // 8]
    wanted = hashlib.sha1(aes_ecb(verifier, key), usedforsecurity=False).digest()
    return aes_ecb(package, key) if minor == _STANDARD_MINOR and aes_ecb(hashed, key).startswith(wanted) else b""


def _spun(hash_: Any, salt: bytes, spins: int) -> bytes:
    spun: bytes = hash_(salt + OWN_PASSWORD).digest()
    for number in range(spins):
        spun = hash_(number.to_bytes(4, "little") + spun).digest()
    return spun


def _opened(own: Element, name: str, spun: bytes, purpose: bytes) -> bytes:
    key = _hash(own)(spun + purpose).digest().ljust(64, b"\x36")[: int(own.attrib["keyBits"]) // 8]
    return aes_cbc(base64.b64decode(own.attrib[name]), key, _sized(base64.b64decode(own.attrib["saltValue"])))


def _hash(element: Element) -> Any:
    name = str(element.attrib["hashAlgorithm"])
    if name not in _HASHES:
        raise ValueError(name)
    return getattr(hashlib, name.replace("-", "").lower())


def _sized(start: bytes) -> bytes:
    return start[:AES_BLOCK].ljust(AES_BLOCK, b"\x36")
