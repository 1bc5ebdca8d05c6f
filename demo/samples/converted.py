"""Files passed through LibreOffice, as offices without Word save them: sample files in, the same in .doc, .wps, .odt, .rtf, .pdf, .xls, .et or .ods out."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from demo.samples.nouns import SampleFile

_FILTERS = {"doc": "doc:MS Word 97", "xls": "xls:MS Excel 97", "rtf": "rtf:Rich Text Format", "odt": "odt", "ods": "ods", "pdf": "pdf"}
_SAVED_AS = {"wps": "doc", "et": "xls"}  # WPS Office's own endings for the same formats
_PATIENCE = 240  # seconds for a whole batch


def office() -> str | None:
    """Return where LibreOffice is, or None; the demo never needs it."""
    return shutil.which("soffice")


def converted(files: Sequence[SampleFile], ending: str) -> tuple[SampleFile, ...]:
    """Return the files as LibreOffice saves them in another format, all in one start of it.

    Raises RuntimeError where LibreOffice is not there or leaves a file out.
    """
    program, saved_as = office(), _SAVED_AS.get(ending, ending)
    if program is None:
        raise RuntimeError("LibreOffice (soffice) is not installed")
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place), Path(place, "out")
        names = [f"{number:03d}.{file.name.rpartition('.')[2]}" for number, file in enumerate(files)]
        for name, file in zip(names, files, strict=True):
            (folder / name).write_bytes(file.octets)
        command = [
            program,
            f"-env:UserInstallation=file://{place}/profile",
            "--headless",
            "--convert-to",
            _FILTERS[saved_as],
            "--outdir",
            str(out),
        ]
        subprocess.run([*command, *(str(folder / name) for name in names)], check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - our own files
        return tuple(_taken(file, out / f"{Path(name).stem}.{saved_as}", ending) for name, file in zip(names, files, strict=True))


def _taken(file: SampleFile, made: Path, ending: str) -> SampleFile:
    if not made.is_file():
        raise RuntimeError(f"LibreOffice made no .{ending} of {file.name}")
    return replace(
        file, name=f"{file.name.rpartition('.')[0]}.{ending}", octets=made.read_bytes(), habits=(*file.habits, f"converted-{ending}")
    )
