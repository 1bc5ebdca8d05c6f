"""Octets of an office file in, the same as OpenDocument out, by LibreOffice: the task of a confined process with a folder of its own.

LibreOffice is loaded as a library (its "kit", LibreOfficeKit.h) and not started as a program: so the process needs no socket, no second
process and no program to execute, and the walls forbid all three.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

LIBRARIES: Final = ("libsofficeapp.so", "libmergedlo.so")  # where the kit's door is, by how LibreOffice was built
_LEAST_LIBRARY: Final = 4096  # octets; a merged build leaves an empty stand-in
_HOOK: Final = "libreofficekit_hook_2"
_ENDINGS: Final = {0: "odt", 1: "ods"}  # LibreOfficeKitDocumentType: text, spreadsheet; slides and drawings hold no form
# Places in the tables of functions, after the table's own size
_ERROR, _LOAD, _SAVE, _TYPE = 3, 4, 2, 3
_MOST_SAID: Final = 200
_OPTIONS: Final = b"Language=zh-CN,MacroSecurityLevel=3,Batch=true"
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{items}
</oor:items>
"""
_SETTINGS: Final = (
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),  # never
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),  # never
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),  # never: a cell says what it said when it was saved
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
)

# Whatever is nothing else would be taken for plain text, and octets for words
_TEXT_FILTERS: Final = ("Text", "Text (encoded)", "Text (encoded) (StarWriter/GlobalDocument)", "Text - txt - csv (StarCalc)")


class _Thing(ctypes.Structure):
    """An office or a document: a pointer to its table of functions."""

    _fields_ = (("table", ctypes.POINTER(ctypes.c_void_p)),)


def convert(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Return {"ending": "odt" or "ods"} and the converted file; params: program (LibreOffice's folder), ending.

    Raises ValueError where LibreOffice cannot open the file, or it is neither text nor a spreadsheet.
    """
    folder = Path.cwd()
    source = folder / f"document.{params['ending']}"  # the stranger's own name goes nowhere
    source.write_bytes(octets)
    os.environ.update({"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_OPENCL": "1"})
    office = _office(Path(params["program"]), _profile(folder))
    document = _function(office, _LOAD, ctypes.c_void_p, 2)(office, source.as_uri().encode(), _OPTIONS)
    if not document:
        said = _function(office, _ERROR, ctypes.c_char_p, 0)(office) or b""
        raise ValueError(f"LibreOffice cannot open it: {said.decode(errors='replace')[:_MOST_SAID]}")
    ending = _ENDINGS.get(_function(document, _TYPE, ctypes.c_int, 0)(document))
    if ending is None:
        raise ValueError("neither a text nor a spreadsheet")
    target = folder / f"converted.{ending}"
    if not _function(document, _SAVE, ctypes.c_int, 3)(document, target.as_uri().encode(), ending.encode(), b""):
        raise ValueError("LibreOffice cannot save it")
    return json.dumps({"ending": ending}).encode(), (target.read_bytes(),)


def _profile(folder: Path) -> str:
    """Write a fresh profile: no macros, nothing loaded from elsewhere, nothing reckoned anew; return its address."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    items += '\n<item oor:path="/org.openoffice.TypeDetection.Filter/Filters">'
    items += "".join(f'<node oor:name="{name}" oor:op="remove"/>' for name in _TEXT_FILTERS) + "</item>"
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    return user.parent.as_uri()


def _office(program: Path, profile: str) -> int:
    """Load LibreOffice and return its office; a thread of its own begins to live in this process."""
    for name in LIBRARIES:
        path = program / name
        if path.is_file() and path.stat().st_size > _LEAST_LIBRARY:
            hook = getattr(ctypes.CDLL(str(path)), _HOOK)
            hook.restype, hook.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_char_p)
            if office := hook(str(program).encode(), profile.encode()):
                return int(office)
    raise OSError(f"no LibreOffice that can be loaded in {program}")


def _function(thing: int, place: int, result: type[Any], texts: int) -> Any:
    table = ctypes.cast(thing, ctypes.POINTER(_Thing)).contents.table
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *[ctypes.c_char_p] * texts)(table[place])
