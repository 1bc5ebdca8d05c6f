"""The names of SpreadsheetML that a reader meets, as lxml spells them, and the relations between parts (ISO/IEC 29500-2)."""

from __future__ import annotations

import posixpath
from typing import Final

from parsers.package import Package

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def relations_of(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations by id: the type and the target's place in the package."""
    folder, name = posixpath.split(part)
    root = package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    relations = [] if root is None else list(root.iter(_RELATION))
    return {str(r.get("Id")): (str(r.get("Type", "")), _target(folder, str(r.get("Target", "")))) for r in relations}


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
