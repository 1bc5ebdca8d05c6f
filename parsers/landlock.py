"""Landlock: the paths that may be read go in, a ruleset comes out that a process puts on for ever.

Source: landlock(7), linux/landlock.h; the system calls have the same numbers on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Write, truncate and move files, make and remove files and folders: no sockets, pipes, devices or links, nothing to be executed.
_WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13 | 1 << 14
# The file rights that each version knows: 13 at first, then REFER, TRUNCATE, IOCTL_DEV.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP, _SCOPED = 0b11, 0b11  # bind and connect (version 4); abstract sockets and signals (version 6)


def version(libc: ctypes.CDLL) -> int:
    """Return the kernel's version of Landlock, 0 where there is none."""
    answer = int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION))
    return max(answer, 0)


def ruleset(libc: ctypes.CDLL, readable: Iterable[Path], listable: Iterable[Path] = (), writable: Iterable[Path] = ()) -> int:
    """Return the descriptor of a ruleset under which only these files and folders may be read and nothing may be written.

    Of `listable` folders the names in them may be read, not what stands in the files; in `writable` ones files may come and go.

    A path that does not exist is left out. Raises OSError where the kernel refuses.
    """
    known = version(libc)
    handled = (1 << _FILE_RIGHTS[min(known, 5)]) - 1
    attributes = struct.pack("QQQ", handled, _TCP if known >= 4 else 0, _SCOPED if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    descriptor = int(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path in readable:
        _grant(libc, descriptor, path, _READ_FILE | _READ_DIR)
    for path in listable:
        _grant(libc, descriptor, path, _READ_DIR)
    for path in writable:
        _grant(libc, descriptor, path, (_READ_FILE | _READ_DIR | _WRITE) & handled)
    return descriptor


def put_on(libc: ctypes.CDLL, descriptor: int) -> None:
    """Put a ruleset on this thread, for ever; PR_SET_NO_NEW_PRIVS must stand. Raises OSError where the kernel refuses."""
    if libc.syscall(_RESTRICT_SELF, descriptor, 0):
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")


def _grant(libc: ctypes.CDLL, descriptor: int, path: Path, wanted: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = wanted if stat.S_ISDIR(os.fstat(place).st_mode) else wanted & ~_READ_DIR
        if libc.syscall(_ADD_RULE, descriptor, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0):
            raise OSError(ctypes.get_errno(), f"landlock_add_rule {path}")
    finally:
        os.close(place)
