"""LibreOffice for tests: a file converted by the real program, in a private profile, each conversion once a session."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer libreoffice-calc"
)


@lru_cache(maxsize=1)
def _profile() -> str:
    place = tempfile.mkdtemp(prefix="office-profile-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


@lru_cache(maxsize=100)
def converted(octets: bytes, ending: str, target: str) -> bytes:
    """Return the file as LibreOffice saves it; `target` is an ending or "ending:filter name"."""
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"{hashlib.sha256(octets).hexdigest()[:12]}.{ending}"
        source.write_bytes(octets)
        out = Path(folder) / "out"
        command = [
            SOFFICE,
            f"-env:UserInstallation=file://{_profile()}",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=150)
        return next(out.iterdir()).read_bytes()
