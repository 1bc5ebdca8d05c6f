"""A private folder for one call in, gone again whatever happens: made for the child's user, measured while it works, removed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "intake-workshop-"

_MOST_FILES = 20_000
_YOUNG_SECONDS = 120  # a folder that is not locked yet may be one that is just being made
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextlib.contextmanager
def private_folder(owner: int | None) -> Iterator[Path]:
    """Make a folder that only `owner` (a user's number, None for ourselves) may enter, and remove it with all that it then holds.

    It is locked as long as this process lives: `swept` in another one leaves it alone.
    """
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(path, _FOLDER)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if owner is not None:
            os.chown(path, owner, owner)
        yield path
    finally:
        remove(path)
        os.close(lock)


def is_within(path: Path, most: int) -> bool:
    """Tell whether a folder's files are no more than `most` octets together, and not beyond counting."""
    octets = files = 0
    for folder, folders, names in os.walk(path):
        files += len(folders) + len(names)
        for name in names:
            with contextlib.suppress(OSError):  # gone meanwhile
                octets += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - asked twice a second
        if octets > most or files > _MOST_FILES:
            return False
    return True


def remove(path: Path) -> None:
    """Remove a folder, also where something in it was shut or nested without end."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(path, ignore_errors=True)
    if not path.exists():
        return
    for folder, folders, _ in os.walk(path):
        for name in folders:
            with contextlib.suppress(OSError):
                Path(folder, name).chmod(0o700)
    subprocess.run(["/bin/rm", "-rf", "--", str(path)], check=False)  # noqa: S603 - our own folder, by its full name


def swept(_: object) -> None:
    """Remove folders that a process left behind which was killed before it could: nobody holds their lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            place = os.open(path, _FOLDER)
            try:
                if time.time() - os.fstat(place).st_mtime > _YOUNG_SECONDS:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(path)
            finally:
                os.close(place)
