"""What a process gives up before it reads a stranger's octets: limits of a call go in, the names of the walls that stand come out.

Steps, outermost first: resource limits, another user (or no capabilities), Landlock, seccomp. Where the kernel lacks one, the
others stand and `Walls.names` says which (reliability.md, part B).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from parsers import landlock, seccomp

NOBODY = 65534
_MOST_PROCESSES = 256  # of this user, where no filter forbids new ones
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 4, 24, 38, 47
_PR_SET_CHILD_SUBREAPER = 36
_CAPABILITY_HEADER = struct.pack("Ii", 0x20080522, 0)
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one call may use: seconds of processor time, octets of address space and of output, open files."""

    cpu_seconds: int
    address_space: int
    output: int
    open_files: int


@dataclass(frozen=True, slots=True)
class Workshop:
    """A private folder that one call may write in, and what else it may read (a program and its data)."""

    folder: Path
    readable: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Walls:
    """Which steps this machine offers. `ruleset` is a Landlock descriptor or None; `nobody` says whether to change the user.

    `readable` are the files and folders that every child may read.
    """

    libc: ctypes.CDLL
    ruleset: int | None
    nobody: bool
    seccomp: bool
    readable: tuple[Path, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The steps by name, for check-config and status."""
        own = ("own-user",) if self.nobody else ("no-capabilities",) if sys.platform == "linux" else ()
        return ("limits", *own, *(("landlock",) if self.ruleset is not None else ()), *(("seccomp",) if self.seccomp else ()))

    def prepare(self) -> None:
        """Do in the parent what need not be done for each child again."""
        if sys.platform != "linux":
            return
        self.libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what its children leave behind becomes its own
        if os.geteuid() == 0 and not self.nobody:
            _empty_bounding_set(self.libc)
        if self.seccomp:
            seccomp.program(platform.machine(), 0)  # its fixed part is kept

    def put_on(self, bounds: Bounds, parent: int, workshop: Workshop | None = None) -> None:
        """Confine this process for ever; it dies with `parent`. Raises OSError where a step that was offered is refused.

        A `workshop` is refused where Landlock or the filter is missing: only they keep its writing inside.
        """
        ruleset, spared = self.ruleset, frozenset[str]()
        if workshop is not None:
            ruleset, spared = self._ruleset_of(workshop), seccomp.WRITING
        _limit(bounds, processes=None if self.seccomp else _MOST_PROCESSES)
        if sys.platform != "linux":
            return
        with contextlib.suppress(OSError):  # where memory runs out, this process goes first
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        self.libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _become_nobody() if self.nobody else _drop_capabilities(self.libc)
        self.libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # after the change of user, which clears it
        if os.getppid() != parent:
            os._exit(1)
        if ruleset is not None:
            landlock.put_on(self.libc, ruleset)
            os.close(ruleset)
        if self.seccomp:
            seccomp.forbid(self.libc, spared)

    def _ruleset_of(self, workshop: Workshop) -> int:
        if self.ruleset is None or not self.seccomp:
            raise OSError("no file may be written here without landlock and seccomp")
        os.close(self.ruleset)
        return landlock.ruleset(self.libc, [*self.readable, *workshop.readable], (), [workshop.folder])


def walls(root: Path) -> Walls:
    """Return what this machine offers; `root` is the project's folder, of which only the modules may be read."""
    libc = ctypes.CDLL(None, use_errno=True)
    offered = landlock.version(libc) if sys.platform == "linux" else 0
    readable = (*_interpreter(root), *_modules(root))
    ruleset = landlock.ruleset(libc, readable, packages(root)) if offered else None
    nobody = os.geteuid() == 0 and _open_to_all([*_interpreter(root), root])
    found = Walls(libc, ruleset, nobody, sys.platform == "linux" and seccomp.is_known_here(), readable)
    if found.seccomp and not _holds(lambda: _try_seccomp(found.libc)):
        return replace(found, seccomp=False)
    return found


def _interpreter(root: Path) -> list[Path]:
    searched = [Path(p).resolve() for p in sys.path if p and Path(p).is_dir() and Path(p).resolve() != root.resolve()]
    linked = sysconfig.get_config_var("LIBDIR")
    shared = list(Path(linked).glob("libpython*")) if linked else []
    return [*searched, *shared, *map(Path, _LIBRARIES)]


def _modules(root: Path) -> list[Path]:
    # file by file: the same folders may hold settings with a password
    return [f for folder in (root, *packages(root)) for f in (*folder.glob("*.py"), folder / "__pycache__")]


def packages(root: Path) -> list[Path]:
    """Return the folders of the house's own modules."""
    return [p.parent for p in root.glob("*/__init__.py")]


def _open_to_all(paths: Sequence[Path]) -> bool:
    folders = {f for p in paths for f in (p, *p.resolve().parents) if f.is_dir()}
    return all(f.stat().st_mode & 0o005 == 0o005 for f in folders)


def _limit(bounds: Bounds, processes: int | None) -> None:
    # the limit on processes counts threads too, which readers may need; the filter tells them apart
    wanted = [
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_AS, bounds.address_space),
        (resource.RLIMIT_DATA, bounds.address_space),
        (resource.RLIMIT_FSIZE, bounds.output),
        (resource.RLIMIT_NOFILE, bounds.open_files),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_NPROC, processes)] if processes else []),
    ]
    for which, value in wanted:
        hard = resource.getrlimit(which)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(which, (most, most))


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
    libc.prctl(_PR_CAP_AMBIENT, 4, 0, 0, 0)  # PR_CAP_AMBIENT_CLEAR_ALL
    if libc.capset(_CAPABILITY_HEADER, struct.pack("6I", *[0] * 6)):
        raise OSError(ctypes.get_errno(), "capset")
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _empty_bounding_set(libc: ctypes.CDLL) -> None:
    for capability in range(64):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            return


def _holds(step: Callable[[], None]) -> bool:
    """Say whether a step can be taken, by taking it in a child that then ends."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            step()
            code = 0
        os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _try_seccomp(libc: ctypes.CDLL) -> None:
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    seccomp.forbid(libc)
