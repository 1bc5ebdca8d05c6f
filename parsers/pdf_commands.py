"""A command of a PDF's page that writes text in, how it writes out: unseen, aslant, and what it is clipped to.

A command is the address of its page object, since numbers can be compared at once; 0 or None stands for no command.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any, Final

import pypdfium2.raw as pdfium

from parsers.pdf_drawing import Matrix, turned_box

QUARTER: Final = math.pi / 2
_OBLIQUE: Final = 0.1  # radians

Box = tuple[float, float, float, float]  # left, top, right, bottom


def _called(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return one of the library's functions that takes and gives addresses as numbers."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS: Final = ctypes.c_void_p
_CLIP: Final = _called(pdfium.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
_PATHS: Final = _called(pdfium.FPDFClipPath_CountPaths, ctypes.c_int, _ADDRESS)
_SEGMENTS: Final = _called(pdfium.FPDFClipPath_CountPathSegments, ctypes.c_int, _ADDRESS, ctypes.c_int)
_SEGMENT: Final = _called(pdfium.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, ctypes.c_int, ctypes.c_int)
_POINT: Final = _called(pdfium.FPDFPathSegment_GetPoint, ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS)
_MODE: Final = _called(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _ADDRESS)

drawn_by: Final = _called(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)  # a page's text and a character's number


def is_invisible(command: int | None) -> bool:
    """Tell whether a command's text leaves no ink."""
    return bool(command) and _MODE(command) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def is_aslant(text: Any, number: int) -> bool:
    """Tell whether a character's line runs across the page, along none of its sides."""
    off = pdfium.FPDFText_GetCharAngle(text, number) % QUARTER
    if min(off, QUARTER - off) <= _OBLIQUE:
        return False
    matrix = pdfium.FS_MATRIX()  # letters that merely lean stand on a level line all the same
    pdfium.FPDFText_GetMatrix(text, number, matrix)
    along, up = abs(matrix.a), abs(matrix.b)
    return bool(min(along, up) > _OBLIQUE * max(along, up))


def clip_of(command: int, space: Matrix) -> Box | None:
    """Return the box that a command's text is clipped to on the page as it is read; None where it is not."""
    clip = _CLIP(command)
    boxes = [_box(clip, path, space) for path in range(_PATHS(clip) if clip else 0)]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return max(lefts), max(tops), min(rights), min(bottoms)


def _box(clip: int, path: int, space: Matrix) -> Box:
    xs, ys = zip(*(_point(_SEGMENT(clip, path, number)) for number in range(_SEGMENTS(clip, path))), strict=True)
    return turned_box(space, min(xs), min(ys), max(xs), max(ys))


def _point(segment: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    _POINT(segment, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value
