"""The volumes of a rar in, one rar out, so that a file that runs over several volumes can be unpacked from memory."""

from __future__ import annotations

from collections.abc import Sequence

from intake.rar_blocks import SIGNATURE_4, SIGNATURE_5, Block, blocks, is_rar


def one_rar(volumes: Sequence[bytes]) -> bytes | None:
    """Return what the volumes hold as a single rar; None where one is missing, locked or no rar.

    The last part's head is kept, because only that one has the checksum of the whole file.
    """
    if not all(is_rar(v) for v in volumes):
        return None
    out = [SIGNATURE_5 if volumes[0].startswith(SIGNATURE_5) else SIGNATURE_4]
    pending: list[bytes] = []
    for number, volume in enumerate(volumes):
        for block, _ in blocks(volume):
            if block.kind == "locked" or (block.kind == "file" and block.is_continued != bool(pending)):
                return None
            if block.kind == "main" and number == 0:
                out.append(block.whole(b""))
            elif block.kind == "file":
                out += _part(block, pending)
    return None if pending else b"".join(out)


def _part(block: Block, pending: list[bytes]) -> list[bytes]:
    pending.append(block.data)
    if block.goes_on:
        return []
    data = b"".join(pending)
    pending.clear()
    return [block.whole(data)]
