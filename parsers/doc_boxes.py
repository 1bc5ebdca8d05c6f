"""A Word 97 file in, where its text boxes hang and how many pictures float in it out ([MS-DOC] §2.8.32, §2.8.37; [MS-ODRAW])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from parsers.doc_file import BOXES, DRAWINGS, HEADER_BOXES, HEADER_SHAPES, SHAPES, WordFile

_BOX: Final = 22  # octets of an FTXBXS; the shape's number is at 14
_ANCHOR: Final = 26  # octets of a Spa; the shape's number comes first
_DRAWING, _GROUP, _SHAPE, _IDENTITY, _OPTIONS = 0xF002, 0xF003, 0xF004, 0xF00A, 0xF00B
_PICTURE: Final = 0x0104  # the property pib: the shape is filled with a picture
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: where its own text lies, and the position of its anchor (None where that is not told)."""

    start: int
    end: int
    anchor: int | None


@dataclass(slots=True)
class _Drawing:
    """The shapes of a drawing: the outermost group of each (or itself), and those that are pictures."""

    owners: dict[int, int] = field(default_factory=dict)
    pictures: set[int] = field(default_factory=set)


def boxes(file: WordFile, *, header: bool = False) -> list[Box]:
    """Return the text boxes of the running text, or of headers and footers, in the order of their anchors."""
    table = file.structure(HEADER_BOXES if header else BOXES)
    count = (len(table) - 4) // (4 + _BOX)
    if count < 2:  # the last entry is a sentinel
        return []
    bounds = struct.unpack_from(f"<{count + 1}i", table)
    start = file.stories.start("header_boxes" if header else "boxes")
    anchors, drawing = _anchors(file, header=header), _drawing(file, header=header)
    found: list[Box] = []
    for number in range(count - 1):
        shape = struct.unpack_from("<I", table, 4 * (count + 1) + _BOX * number + 14)[0]
        anchor = anchors.get(shape, anchors.get(drawing.owners.get(shape, shape)))
        if bounds[number + 1] > bounds[number]:
            found.append(Box(start + bounds[number], start + bounds[number + 1], anchor))
    return sorted(found, key=lambda box: (box.anchor is None, box.anchor or 0))


def floating_pictures(file: WordFile, seen: str) -> int:
    """Return how many pictures are anchored in the running text; `seen` is that text without what was deleted."""
    anchors = {shape: at for shape, at in _anchors(file, header=False).items() if seen[at : at + 1] not in ("", "\0")}
    if not anchors:
        return 0
    drawing = _drawing(file, header=False)
    return sum(1 for shape in drawing.pictures if shape in anchors or drawing.owners.get(shape) in anchors)


def _anchors(file: WordFile, *, header: bool) -> dict[int, int]:
    table = file.structure(HEADER_SHAPES if header else SHAPES)
    count = (len(table) - 4) // (4 + _ANCHOR)
    if count < 1:
        return {}
    start = file.stories.start("headers") if header else 0
    positions = struct.unpack_from(f"<{count}i", table)
    shapes = (struct.unpack_from("<I", table, 4 * (count + 1) + _ANCHOR * n)[0] for n in range(count))
    return {shape: start + position for shape, position in zip(shapes, positions, strict=True)}


def _drawing(file: WordFile, *, header: bool) -> _Drawing:
    """Read the drawing of the running text, or of the headers, out of the group of drawings."""
    art = file.structure(DRAWINGS)
    drawing = _Drawing()
    if len(art) < 8:
        return drawing
    at = 8 + struct.unpack_from("<I", art, 4)[0]
    while at + 9 <= len(art):
        is_header, (kind, size) = art[at] == 1, struct.unpack_from("<HI", art, at + 3)
        if kind == _DRAWING and is_header == header:
            _walk(art, (at + 9, at + 9 + size), None, drawing)
        at += 9 + size
    return drawing


def _walk(art: bytes, bounds: tuple[int, int], owner: int | None, drawing: _Drawing, depth: int = 0) -> None:
    for kind, first, last in _records(art, bounds[0], min(bounds[1], len(art))):
        if kind == _SHAPE:
            _note_shape(art, first, last, owner, drawing)
        elif kind == _GROUP and depth < _DEEPEST:
            _walk(art, (first, last), owner if owner is not None or not depth else _first_shape(art, first, last), drawing, depth + 1)


def _first_shape(art: bytes, start: int, end: int) -> int | None:
    """The first shape of a group is the group itself; only the outermost group of all, which holds every shape, is none."""
    for kind, first, last in _records(art, start, end):
        if kind == _SHAPE:
            return next((struct.unpack_from("<I", art, at)[0] for inner, at, _ in _records(art, first, last) if inner == _IDENTITY), None)
    return None


def _note_shape(art: bytes, start: int, end: int, owner: int | None, drawing: _Drawing) -> None:
    identity, is_picture = 0, False
    for kind, first, last in _records(art, start, end):
        if kind == _IDENTITY:
            identity = struct.unpack_from("<I", art, first)[0]
        elif kind == _OPTIONS:
            is_picture = is_picture or any(struct.unpack_from("<H", art, at)[0] & 0x3FFF == _PICTURE for at in range(first, last - 5, 6))
    drawing.owners[identity] = owner if owner is not None else identity
    if is_picture:
        drawing.pictures.add(identity)


def _records(art: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the kind, first and last octet of each OfficeArt record."""
    at = start
    while at + 8 <= end:
        kind, size = struct.unpack_from("<HI", art, at + 2)
        yield kind, at + 8, min(at + 8 + size, end)
        at += 8 + size
