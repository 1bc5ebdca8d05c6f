"""One data directory in, one worker at most: a file lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from model import FaultError


class DataLock:
    """Holds a data directory for one daemon or one `once`; a context manager. The kernel frees it even after kill -9."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        os.register_at_fork(after_in_child=self.release)  # a child that outlives a killed parent must not keep the lock alive

    def acquire(self) -> None:
        """Take the lock at once or not at all.

        Raises FaultError(retry=False) naming the process that has it.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise FaultError(f"无法打开锁文件 {self.path}：{error.strerror}，请检查目录权限。", retry=False) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            os.close(handle)
            raise FaultError(
                f"另一个进程（进程号 {holder or '未知'}）正在使用数据目录 {self.path.parent}，请等它结束。", retry=False
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; giving it back twice changes nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()
