"""Workbooks locked as Excel locks them ([MS-OFFCRYPTO]): octets and a password in, locked octets out."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable

from Cryptodome.Cipher import AES, ARC4
from outlook_made import msg

EXCELS_OWN = "VelvetSweatshop"
_SALT, _DATA_SALT, _VERIFIER = bytes(range(1, 17)), bytes(range(101, 117)), bytes(range(41, 57))
_OPEN = (0x809, 0x2F, 0xE1, 0x194, 0x195, 0x196, 0x138)
_URI = "http://schemas.microsoft.com/office/2006"
_AGILE = (
    '<encryption xmlns="{uri}/encryption" xmlns:p="{uri}/keyEncryptor/password">'
    '<keyData saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{size}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC"'
    ' hashAlgorithm="{hash}" saltValue="{data_salt}"/>'
    '<keyEncryptors><keyEncryptor uri="{uri}/keyEncryptor/password"><p:encryptedKey spinCount="{spins:08}" saltSize="16" blockSize="16"'
    ' keyBits="{bits}" hashSize="{size}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{hash}" saltValue="{salt}"'
    ' encryptedVerifierHashInput="{given}" encryptedVerifierHashValue="{hashed}" encryptedKeyValue="{key}"/></keyEncryptor></keyEncryptors>'
    "</encryption>"
)


def agile(octets: bytes, password: str = EXCELS_OWN, *, hash_name: str = "SHA512", bits: int = 256, spins: int = 1000) -> bytes:
    """§2.3.4.10: as Excel 2010 and later lock."""
    digest = getattr(hashlib, hash_name.lower())
    spun, key = digest(_SALT + password.encode("utf-16-le")).digest(), bytes(range(bits // 8))
    for number in range(spins):
        spun = digest(struct.pack("<I", number) + spun).digest()

    def kept(content: bytes, purpose: str) -> str:
        own = digest(spun + bytes.fromhex(purpose)).digest().ljust(64, b"\x36")[: bits // 8]
        return base64.b64encode(_cbc(own, _SALT, content)).decode()

    said = _AGILE.format(
        uri=_URI, bits=bits, size=digest().digest_size, hash=hash_name, spins=spins, salt=base64.b64encode(_SALT).decode(),
        data_salt=base64.b64encode(_DATA_SALT).decode(), given=kept(_VERIFIER, "fea7d2763b4b9e79"),
        hashed=kept(digest(_VERIFIER).digest(), "d7aa0f6d3061344e"), key=kept(key, "146e0be7abacd0d6"),
    )  # fmt: skip
    locked = b"".join(
        _cbc(key, digest(_DATA_SALT + struct.pack("<I", number)).digest()[:16], octets[at : at + 4096])
        for number, at in enumerate(range(0, len(octets), 4096))
    )
    return _package(struct.pack("<HHI", 4, 4, 0x40) + said.encode(), octets, locked)


def standard(octets: bytes, password: str = EXCELS_OWN, *, bits: int = 128) -> bytes:
    """§2.3.4.5: as Excel 2007 locks."""
    spun = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        spun = hashlib.sha1(struct.pack("<I", number) + spun).digest()
    last = hashlib.sha1(spun + bytes(4)).digest().ljust(64, b"\0")
    key = b"".join(hashlib.sha1(bytes(o ^ pad for o in last)).digest() for pad in (0x36, 0x5C))[: bits // 8]
    cipher = AES.new(key, AES.MODE_ECB)
    head = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, bits, 24, 0, 0) + "Microsoft Enhanced\0".encode("utf-16-le")
    verifier = struct.pack("<I", 16) + _SALT + cipher.encrypt(_VERIFIER) + struct.pack("<I", 20)
    verifier += cipher.encrypt(hashlib.sha1(_VERIFIER).digest().ljust(32, b"\0"))
    return _package(struct.pack("<HHII", 4, 2, 0x24, len(head)) + head + verifier, octets, cipher.encrypt(_filled(octets)))


def by_rc4(stream: bytes, password: str = EXCELS_OWN) -> bytes:
    """§2.3.6: as Excel 97 and 2000 lock an .xls; `stream` is its workbook stream."""
    short = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    base = hashlib.md5((short + _SALT) * 16).digest()[:5]

    def key_of(block: int) -> bytes:
        return hashlib.md5(base + struct.pack("<I", block)).digest()

    checked = ARC4.new(key_of(0)).encrypt(_VERIFIER + hashlib.md5(_VERIFIER).digest())
    return _stream(stream, struct.pack("<HHH", 1, 1, 1) + _SALT + checked, lambda octets: _in_blocks(octets, key_of))


def by_crypto_api(stream: bytes, password: str = EXCELS_OWN, *, bits: int = 128) -> bytes:
    """§2.3.5: as Excel 2002 and 2003 lock an .xls."""
    base = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()

    def key_of(block: int) -> bytes:
        key = hashlib.sha1(base + struct.pack("<I", block)).digest()[: bits // 8]
        return key + bytes(11) if bits == 40 else key

    head = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + "Microsoft\0".encode("utf-16-le")
    cipher = ARC4.new(key_of(0))
    verifier = struct.pack("<I", 16) + _SALT + cipher.encrypt(_VERIFIER)
    verifier += struct.pack("<I", 20) + cipher.encrypt(hashlib.sha1(_VERIFIER).digest())
    said = struct.pack("<HHHII", 1, 2, 2, 4, len(head)) + head + verifier
    return _stream(stream, said, lambda octets: _in_blocks(octets, key_of))


def by_xor(stream: bytes) -> bytes:
    """§2.3.7, with Excel's own password, whose key is 0xB359 and whose verifier 0x9A0A."""
    key = bytes(_turned_right(octet ^ (0x59, 0xB3)[at % 2], 1) for at, octet in enumerate(EXCELS_OWN.encode() + b"\xbb"))

    def locked(octets: bytes) -> bytes:
        out = bytearray(octets)
        for start, skipped, size in _records(octets):
            for at in range(start + skipped, start + size):
                out[at] = _turned_right(octets[at], 3) ^ key[(at + size) % 16]
        return bytes(out)

    return _stream(stream, struct.pack("<HHH", 0, 0xB359, 0x9A0A), locked)


def _stream(stream: bytes, file_pass: bytes, lock: Callable[[bytes], bytes]) -> bytes:
    """Put the FilePass record behind the first, move the sheets' places on, and lock what is not for ever open."""
    after_first = 4 + struct.unpack_from("<H", stream, 2)[0]
    added = struct.pack("<HH", 0x2F, len(file_pass)) + file_pass
    plain = bytearray(stream[:after_first] + added + stream[after_first:])
    for start, skipped, _ in _records(bytes(plain)):
        if skipped == 4:
            struct.pack_into("<I", plain, start, struct.unpack_from("<I", plain, start)[0] + len(added))
    locked, out = lock(bytes(plain)), bytearray(plain)
    for start, skipped, size in _records(bytes(plain)):
        out[start + skipped : start + size] = locked[start + skipped : start + size]
    return bytes(out)


def _records(stream: bytes) -> list[tuple[int, int, int]]:
    """Return where each record's data starts, how much of it stays open, and its size."""
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        found.append((at + 4, size if kind in _OPEN else 4 if kind == 0x85 else 0, size))
        at += 4 + size
    return found


def _in_blocks(octets: bytes, key_of: Callable[[int], bytes]) -> bytes:
    return b"".join(ARC4.new(key_of(at // 1024)).encrypt(octets[at : at + 1024]) for at in range(0, len(octets), 1024))


def _package(info: bytes, octets: bytes, locked: bytes) -> bytes:
    return msg({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(octets)) + locked})


def _cbc(key: bytes, start: bytes, octets: bytes) -> bytes:
    return AES.new(key, AES.MODE_CBC, start).encrypt(_filled(octets))


def _filled(octets: bytes) -> bytes:
    return octets + bytes(-len(octets) % 16)


def _turned_right(octet: int, by: int) -> int:
    return (octet >> by | octet << 8 - by) & 0xFF
