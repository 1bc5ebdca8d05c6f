"""A sheet's drawing part in, the texts of its shapes out, each once."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from parsers.package import Package

_DRAW: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def texts_in_drawing(package: Package, part: str) -> list[str]:
    """Return a text a shape, its paragraphs as lines."""
    root = package.xml(part) if part else None
    if root is None:
        return []
    return [_text(body) for body in root.iter(_DRAW + "txBody") if not any(up.tag == _FALLBACK for up in body.iterancestors())]


def _text(body: Element) -> str:
    return "\n".join("".join(t.text or "" for t in paragraph.iter(_A + "t")) for paragraph in body.iterchildren(_A + "p"))
