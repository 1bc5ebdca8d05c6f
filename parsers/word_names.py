"""The names of WordprocessingML that a reader meets, as lxml spells them (ISO/IEC 29500-1, -3, -4; [MS-DOCX])."""

from __future__ import annotations

from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V: Final = "{urn:schemas-microsoft-com:vml}"
OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

VAL: Final = W + "val"
P: Final = W + "p"
P_PR: Final = W + "pPr"
R_PR: Final = W + "rPr"
RUN: Final = W + "r"
T: Final = W + "t"
TBL: Final = W + "tbl"
TR: Final = W + "tr"
TR_PR: Final = W + "trPr"
TC: Final = W + "tc"
TC_PR: Final = W + "tcPr"
SDT: Final = W + "sdt"
SDT_PR: Final = W + "sdtPr"
SECT_PR: Final = W + "sectPr"
ALTERNATE: Final = MC + "AlternateContent"

_FALSE = frozenset({"0", "false", "off", "none"})


def is_on(value: str | None) -> bool:
    """Tell an on/off property: present without a value means on (ISO/IEC 29500-1 §17.17.4)."""
    return value is None or value.lower() not in _FALSE
