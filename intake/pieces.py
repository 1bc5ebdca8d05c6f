"""Attachments in, the same out with what was cut into pieces put together where every piece came (材料.zip.001, 材料.part1.rar)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from intake.archive_names import old_volume_of, part_of, piece_of, zip_volume_of
from intake.rar_volumes import one_rar
from intake.zip_volumes import one_zip
from model import Attachment

_Numbering = Callable[[str], tuple[str, int] | None]
_Joining = Callable[[Sequence[bytes]], bytes | None]


def _one_file(pieces: Sequence[bytes]) -> bytes | None:
    """Return the pieces as one; None where the later ones are files of their own that happen to be numbered."""
    is_numbered = any(piece[:4] == pieces[0][:4] for piece in pieces[1:])
    return None if is_numbered else b"".join(pieces)


_WAYS: tuple[tuple[_Numbering, _Joining], ...] = (
    (piece_of, _one_file),
    (part_of, one_rar),
    (old_volume_of, one_rar),
    (zip_volume_of, one_zip),
)


def joined(files: Sequence[Attachment]) -> list[Attachment]:
    """Return the attachments in their order; a joined file stands where its first piece stood."""
    present = list(files)
    for numbering, joining in _WAYS:
        present = _joined_by(present, numbering, joining)
    return present


def _joined_by(files: list[Attachment], numbering: _Numbering, joining: _Joining) -> list[Attachment]:
    pieces = {place: f for f in files if f.trouble is None and (place := numbering(f.name))}
    in_place_of: dict[int, Attachment | None] = {}
    for name, number in pieces:
        run = _run(name, pieces) if number == 1 else []
        octets = joining([f.octets for f in run]) if len(run) > 1 else None
        if octets is not None:
            path = run[0].path.removesuffix(run[0].name) + name if run[0].path else ""
            in_place_of |= {id(f): None for f in run}
            in_place_of[id(run[0])] = dataclasses.replace(run[0], name=name, path=path, octets=octets)
    return [kept for f in files if (kept := in_place_of.get(id(f), f)) is not None]


def _run(name: str, pieces: Mapping[tuple[str, int], Attachment]) -> list[Attachment]:
    run: list[Attachment] = []
    while (piece := pieces.get((name, len(run) + 1))) is not None:
        run.append(piece)
    return run
