"""A PDF page's objects in, its ruling lines and pictures out: a line is a thin bar, a stroke, or the side of a box."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

import pypdfium2.raw as pdfium

Rule = tuple[float, float, float]  # where the line lies, where it begins, where it ends
Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]

# How a place of the page's own space (y upwards) lies on the page as it is turned by 0, 90, 180 or 270 degrees (y downwards).
TURNS: Final[tuple[Matrix, ...]] = ((1, 0, 0, -1, 0, 0), (0, 1, 1, 0, 0, 0), (-1, 0, 0, 1, 0, 0), (0, -1, -1, 0, 0, 0))
_MOST_OBJECTS: Final = 50_000
_DEEPEST: Final = 8  # drawings within drawings
_THIN: Final = 3.0  # points: a bar no thicker is a ruling line
_SHORT: Final = 4.0  # points: a line no longer is part of a letter or a dash
_LEAN: Final = 1.0  # points that a ruling line may lean
_DASH_GAP: Final = 4.5  # points between two dashes or dots of one line
_FEWEST_DASHES: Final = 6
_IN_LINE: Final = 0.4  # points by which the dashes of one line may lie beside one another
_MOST_SEGMENTS: Final = 400  # a path of more is a picture, not a rule


class Drawing:
    """What is drawn on a page: lines across and down, and pictures; `covered` is the area that the pictures cover.

    `texts`: which commands write text onto the page itself, not within a drawing of its own space.
    """

    def __init__(self, turned: Matrix) -> None:
        """Start with nothing drawn."""
        self.turned = turned
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self._dashes: list[tuple[float, float, float, float]] = []
        self.texts: set[int] = set()
        self.pictures = 0
        self.covered = 0.0

    def take(self, owner: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], space: Matrix, depth: int = 0) -> None:
        """Take every object of a page or of a form within it; `space` leads from the owner's space to the page as it is shown."""
        for number in range(min(count(owner), _MOST_OBJECTS)):
            thing = get(owner, number)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT and not depth:
                self.texts.add(ctypes.addressof(thing.contents))
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, space)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(thing, space)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _joined(_matrix(thing), space)
                self.take(thing, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def join_dashes(self) -> None:
        """Make lines of the dashes and dots that stand in a row: browsers draw each as a small box of its own."""
        self.across += _rows_of(self._dashes)
        self.down += _rows_of([(top, left, bottom, right) for left, top, right, bottom in self._dashes])
        self._dashes.clear()

    def _picture(self, thing: Any, space: Matrix) -> None:
        left, top, right, bottom = turned_box(space, *_bounds(thing))
        self.pictures += 1
        self.covered += (right - left) * (bottom - top)

    def _path(self, thing: Any, space: Matrix) -> None:
        left, top, right, bottom = turned_box(space, *_bounds(thing))
        if min(right - left, bottom - top) <= _THIN:
            if any(_is_drawn(thing)):
                self._bar(left, top, right, bottom)
            return
        segments = pdfium.FPDFPath_CountSegments(thing)
        filled, stroked = _is_drawn(thing)
        if segments > _MOST_SEGMENTS or not (filled or stroked):
            return
        lines = list(_lines(thing, segments, _joined(_matrix(thing), space)))
        if not stroked and len(lines) > 1:
            self._frames([_box(line) for line in lines])
        for line in lines:
            if stroked:
                for (x0, y0), (x1, y1) in pairwise(line):
                    if abs(x0 - x1) <= _LEAN or abs(y0 - y1) <= _LEAN:
                        self._bar(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            else:
                self._bar(*_box(line))

    def _frames(self, boxes: list[tuple[float, float, float, float]]) -> None:
        """Take the sides of what is filled between a box and another close inside it: how some programs draw a cell's border."""
        for pair in pairwise(boxes):
            (left, top, right, bottom), inner = sorted(pair)  # which of them comes first differs; the outer one begins further left
            if all(0 < d <= _THIN for d in (inner[0] - left, inner[1] - top, right - inner[2], bottom - inner[3])):
                self._bar(left, top, right, inner[1])
                self._bar(left, inner[3], right, bottom)
                self._bar(left, top, inner[0], bottom)
                self._bar(inner[2], top, right, bottom)

    def _bar(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a thin bar as the line along its middle."""
        if bottom - top <= _THIN and right - left > _SHORT:
            self.across.append(((top + bottom) / 2, left, right))
        elif right - left <= _THIN and bottom - top > _SHORT:
            self.down.append(((left + right) / 2, top, bottom))
        elif max(right - left, bottom - top) <= _SHORT:
            self._dashes.append((left, top, right, bottom))


def _rows_of(dashes: list[tuple[float, float, float, float]]) -> Iterator[Rule]:
    """Yield a line for every row of dashes that lie at one height, near one another."""
    middles = sorted(((top + bottom) / 2, left, right) for left, top, right, bottom in dashes)
    levels: list[list[Rule]] = []
    for dash in middles:
        if levels and dash[0] - levels[-1][0][0] <= _IN_LINE:
            levels[-1].append(dash)
        else:
            levels.append([dash])
    for level in levels:
        run: list[Rule] = []
        for dash in [*sorted(level, key=lambda d: d[1]), (0.0, float("inf"), 0.0)]:
            if run and dash[1] - run[-1][2] > _DASH_GAP:
                if len(run) >= _FEWEST_DASHES:
                    yield run[0][0], run[0][1], max(d[2] for d in run)
                run = []
            run.append(dash)


def _box(line: list[_Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def turned_box(space: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom on the page as it is shown."""
    x0, y0 = _placed(space, left, bottom)
    x1, y1 = _placed(space, right, top)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _bounds(thing: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _is_drawn(path: Any) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return fill.value != pdfium.FPDF_FILLMODE_NONE, bool(stroke.value)


def _matrix(thing: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _placed(space: Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = space
    return a * x + c * y + e, b * x + d * y + f


def _lines(path: Any, segments: int, space: Matrix) -> Iterator[list[_Point]]:
    """Yield each run of straight lines of a path, closed where the path closes it; a curve ends a run."""
    run: list[_Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(run) > 1:
                yield run
            run = []
        run.append(_placed(space, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(run) > 1:
            run.append(run[0])
    if len(run) > 1:
        yield run
