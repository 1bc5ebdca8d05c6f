"""Attachments in, the same out with files that were cut into pieces (材料.zip.001, .002 …) put together where every piece came."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from intake.archive_names import piece_of
from model import Attachment

_Pieces = Mapping[tuple[str, int], Attachment]


def joined(files: Sequence[Attachment]) -> list[Attachment]:
    """Return the attachments in their order; a joined file stands where its first piece stood."""
    pieces = {piece: f for f in files if (piece := piece_of(f.name)) and f.trouble is None}
    whole = {stem: run for stem, number in pieces if number == 1 and len(run := _run(stem, pieces)) > 1}
    used = {id(f) for run in whole.values() for f in run[1:]}
    return [_joined(f, whole) for f in files if id(f) not in used]


def _run(stem: str, pieces: _Pieces) -> list[Attachment]:
    run: list[Attachment] = []
    while (piece := pieces.get((stem, len(run) + 1))) is not None:
        run.append(piece)
    return run


def _joined(file: Attachment, whole: Mapping[str, list[Attachment]]) -> Attachment:
    stem, _ = piece_of(file.name) or ("", 0)
    if not any(file is first for first in whole.get(stem, [])[:1]):
        return file
    path = file.path.removesuffix(file.name) + stem if file.path else ""
    return dataclasses.replace(file, name=stem, path=path, octets=b"".join(p.octets for p in whole[stem]))
