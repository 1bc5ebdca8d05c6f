"""A private folder for one call in, gone again whatever happens: made for the child's user, measured while it works, removed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "intake-workshop-"

_MOST_FILES = 1_000
_YOUNG_SECONDS = 120  # a folder that is not locked yet may be one that is just being made
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextlib.contextmanager
def private_folder(room: Path, owner: int | None) -> Iterator[Path]:
    """Make a folder in a room that only `owner` (a user's number, None for ourselves) may enter, and remove it with all that it then holds.

    It is locked as long as this process lives: `swept` in another one leaves it alone.
    """
    path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=room))
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
    """Remove a folder, also where what is in it was shut, or nested without end: each level is brought up to the first one."""
    with contextlib.suppress(OSError):
        top = os.open(path, _FOLDER)
        try:
            while entries := list(os.scandir(top)):
                for entry in entries:
                    _remove_in(top, entry)
        finally:
            os.close(top)
        path.rmdir()


def _remove_in(top: int, entry: os.DirEntry[str]) -> None:
    if not entry.is_dir(follow_symlinks=False):
        os.unlink(entry.name, dir_fd=top)
        return
    os.chmod(entry.name, stat.S_IRWXU, dir_fd=top)
    inner = os.open(entry.name, _FOLDER, dir_fd=top)
    try:
        for name in os.listdir(inner):  # noqa: PTH208 - by its descriptor: its path may be longer than paths may be
            if stat.S_ISDIR(os.stat(name, dir_fd=inner, follow_symlinks=False).st_mode):
                os.chmod(name, stat.S_IRWXU, dir_fd=inner)
                os.rename(name, secrets.token_hex(8), src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(name, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(entry.name, dir_fd=top)


def swept(room: str) -> None:
    """Remove folders that a process left behind which was killed before it could: nobody holds their lock."""
    for path in Path(room).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            place = os.open(path, _FOLDER)
            try:
                if time.time() - os.fstat(place).st_mtime > _YOUNG_SECONDS:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(path)
            finally:
                os.close(place)
