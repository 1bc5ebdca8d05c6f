"""A workbook's shared strings and styles in, the strings and the number format of each style out."""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element as Element

from parsers.excel_formats import BUILT_IN, NOTHING, RichText
from parsers.excel_names import S
from parsers.package import Package

_T: Final = S + "t"
_PHONETIC: Final = S + "rPh"
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_strings(package: Package, part: str) -> list[str]:
    """Return the strings by number: rich text joined, phonetic guides and what was struck out left away."""
    root = package.xml(part)
    return [] if root is None else [text_of(item) for item in root.iterchildren(S + "si")]


def text_of(item: Element) -> str:
    """Return the text of a string item or inline string."""
    kind, text = str, ""
    if len(item) == 1 and item[0].tag == _T:
        text = item[0].text or ""
    else:
        kind = RichText if item.find(f"{S}r/{S}rPr") is not None else str
        text = "".join(t.text or "" for t in item.iter(_T) if not _is_unseen(t))
    return kind(unescaped(text).replace("\r\n", "\n").replace("\r", "\n") if "_x" in text or "\r" in text else text)


def unescaped(text: str) -> str:
    """Return a text with _x000D_ written as the character that it stands for (ISO/IEC 29500-1 §22.9.2.19)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def formats_of(package: Package, part: str) -> list[str]:
    """Return the number format code of each cell style by number; "" for General, NOTHING where the font is struck through."""
    root = package.xml(part)
    if root is None:
        return []
    own = {str(f.get("numFmtId")): str(f.get("formatCode", "")) for f in root.iter(S + "numFmt")}
    struck = {str(number) for number, font in enumerate(root.iterfind(f"{S}fonts/{S}font")) if _strikes(font)}
    styles = root.find(S + "cellXfs")
    if styles is None:
        return []
    return [NOTHING if style.get("fontId") in struck else _code(own, str(style.get("numFmtId", "0"))) for style in styles]


def _code(own: dict[str, str], number: str) -> str:
    code = own.get(number)
    if code is None:
        code = BUILT_IN.get(int(number), "") if number.isascii() and number.isdigit() else ""
    return "" if code.strip().lower() == "general" else code


def _is_unseen(t: Element) -> bool:
    parent = t.getparent()
    looks = None if parent is None else parent.find(S + "rPr")
    return parent is not None and (parent.tag == _PHONETIC or (looks is not None and _strikes(looks)))


def _strikes(font: Element) -> bool:
    strike = font.find(S + "strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")
