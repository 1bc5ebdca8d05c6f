"""What LibreOffice might do with a stranger's file: tasks for a confined process with a folder of its own, harmless and hostile."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path


def write(octets, params):
    Path("deep/er").mkdir(parents=True)
    Path("deep/er/file").write_bytes(octets)
    Path("deep/er/file").rename("file")
    (Path.cwd() / "deep/er").rmdir()
    return json.dumps({"ending": "odt", "folder": str(Path.cwd())}).encode(), (Path("file").read_bytes(),)


def fill(octets, params):
    for number in range(10_000):
        Path(f"{number}").write_bytes(bytes(1 << 20))
        time.sleep(0.001)


def litter(octets, params):
    for number in range(2_000):
        Path(f"{number}").write_bytes(b"")
    time.sleep(600)


def shut(octets, params):
    """Leave what is hard to remove: folders inside one another without end, one that may not be entered, and no answer."""
    for _ in range(700):
        os.mkdir("in")  # noqa: PTH102 - a path of such length has no name
        os.chdir("in")
    os.mkdir("shut", 0)  # noqa: PTH102
    os._exit(1)


def hang(octets, params):
    Path("begun").write_bytes(octets)
    time.sleep(600)
