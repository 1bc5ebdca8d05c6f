"""Octets and a key in, the same octets deciphered out: the three ciphers that Excel uses. The only user of pycryptodomex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from Cryptodome.Cipher import AES, ARC4

AES_BLOCK: Final = 16


def rc4_in_blocks(octets: bytes, key_of: Callable[[int], bytes], block: int) -> bytes:
    """Return octets that were enciphered block by block, each with the key of its number."""
    starts = range(0, len(octets), block)
    return b"".join(rc4(octets[start : start + block], key_of(number)) for number, start in enumerate(starts))


def rc4(octets: bytes, key: bytes) -> bytes:
    """Return octets deciphered by RC4."""
    return bytes(ARC4.new(key).decrypt(octets))


def aes_ecb(octets: bytes, key: bytes) -> bytes:
    """Return octets deciphered by AES, block by block; what stays over at the end is left away."""
    return bytes(AES.new(key, AES.MODE_ECB).decrypt(_whole(octets)))


def aes_cbc(octets: bytes, key: bytes, start: bytes) -> bytes:
    """Return octets deciphered by AES, each block bound to the one before, the first to `start`."""
    return bytes(AES.new(key, AES.MODE_CBC, start).decrypt(_whole(octets)))


def _whole(octets: bytes) -> bytes:
    return octets[: len(octets) // AES_BLOCK * AES_BLOCK]
