"""LibreOffice, where it is installed: octets of an office file in, the same as OpenDocument out, or None.

Each file meets a fresh process with a fresh profile in a private folder, bounded in time, memory and octets, without network, and
without sight of any other file (docs/decisions/second-opinion.md).
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from model import FaultError
from parsers.isolated import MIB, Cage, Failure, Limits
from parsers.office_kit import LIBRARIES

TASK: Final = "parsers.office_kit:convert"
SECONDS: Final = 60.0

_NAMES: Final = ("soffice", "libreoffice")
_ELSEWHERE: Final = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program")
_DATA: Final = ("/usr/share", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig", "/dev/null", "/dev/urandom")
_LINKED: Final = ("*", "*/*", "*/*/*")  # a distribution keeps parts of LibreOffice elsewhere and links them in
_SAMPLE: Final = rb"{\rtf1\ansi A sample.\par}"
_SHEET: Final = b"ID;P\nC;Y1;X1;K1\nE\n"  # SYLK, the shortest file of a sheet
_GENERATOR: Final = re.compile(r"<meta:generator>([^$<]+)")
_NEEDED_WALLS: Final = frozenset({"landlock", "seccomp"})
LIMITS: Final = Limits(SECONDS, 2048 * MIB, 1 * MIB, 256 * MIB, 256)


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted file, or None and why there is none; `ending` is odt or ods.

    `seconds` is what it cost: the processor's time, or all that is allowed where that passed.
    """

    octets: bytes | None
    ending: str = ""
    failure: str = ""
    seconds: float = 0.0


class Office:
    """One LibreOffice, one file at a time; the process that starts the others comes up with the first file.

    `program` is the folder that holds LibreOffice's libraries, as `program_of` finds it.
    """

    def __init__(self, program: Path, limits: Limits = LIMITS, task: str = TASK) -> None:
        self.program = program
        self._task = task
        readable = (str(program.parent), *map(str, _linked(program.parent)), *_DATA)
        self._limits = replace(limits, workshop=readable)
        self._cage: Cage | None = None
        self._starting = threading.Lock()

    def convert(self, octets: bytes, ending: str) -> Converted:
        """Return a file as LibreOffice reads it. Never raises because of the file; FaultError where no process can be started."""
        answer = self._ready().call(self._task, octets, {"program": str(self.program), "ending": ending})
        if answer.data is None or not answer.blobs:
            failure = answer.failure or Failure("output", "no answer")
            cost = self._limits.seconds if failure.kind == "timeout" else answer.cpu_seconds
            return Converted(None, failure=f"{failure.kind}: {failure.detail}", seconds=cost)
        return Converted(answer.blobs[0], str(json.loads(answer.data).get("ending", "")), seconds=answer.cpu_seconds)

    def version(self) -> str:
        """Convert a small file of our own and return LibreOffice's version as it writes it. Raises FaultError where that fails."""
        converted = self.convert(_SAMPLE, "rtf")
        if converted.octets is None:
            raise FaultError(converted.failure)
        with zipfile.ZipFile(io.BytesIO(converted.octets)) as package:
            found = _GENERATOR.search(package.read("meta.xml").decode())
        return found[1] if found else "LibreOffice"

    def opens_sheets(self) -> bool:
        """Tell whether it opens workbooks, after a trial: Debian's packages without windows (-nogui) leave out what they need."""
        return self.convert(_SHEET, "slk").octets is not None

    def close(self) -> None:
        """End the process."""
        if self._cage is not None:
            self._cage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _ready(self) -> Cage:
        with self._starting:
            if self._cage is None:
                room = self._limits.room or tempfile.gettempdir()
                cage = Cage([self._task.partition(":")[0]], ("parsers.workshop:swept", room), self._limits)
                if not _NEEDED_WALLS.issubset(cage.protection):
                    cage.close()
                    raise FaultError("系统内核缺少 landlock 或 seccomp，不在隔离之外运行 LibreOffice", retry=False)
                self._cage = cage
            return self._cage


def program_of(setting: str) -> Path | None:
    """Return LibreOffice's own folder: "auto" looks for it, a path names its program `soffice` or its folder; None where there is none."""
    if setting == "off":
        return None
    found = [Path(p) for name in _NAMES if (p := shutil.which(name))] if setting == "auto" else [Path(setting)]
    if setting == "auto":
        found += [p for pattern in _ELSEWHERE for p in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)]
    folders = [p if p.is_dir() else p.resolve().parent for p in found]
    return next((f for f in folders if any((f / name).is_file() for name in LIBRARIES)), None)


def _linked(root: Path) -> Sequence[Path]:
    """Return where the links inside LibreOffice's folder lead."""
    links = [p for pattern in _LINKED for p in root.glob(pattern) if p.is_symlink()]
    return sorted({p.resolve() for p in links if p.exists()})
