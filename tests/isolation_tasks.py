# ruff: noqa: PTH123, PTH208, PTH101, PTH108, BLE001 - a hostile file is not polite either
"""What a stranger's file might make a reader do: tasks for the confined process, harmless and hostile."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

READY: list[object] = []


def prepare(argument):
    READY.append(argument)


def break_down(argument):
    raise RuntimeError(f"no such year: {argument}")


def echo(octets, params):
    return json.dumps({"size": len(octets), "params": dict(params), "ready": READY}).encode(), (octets, octets[:3])


def hang(octets, params):
    while True:
        pass


def sleep(octets, params):
    time.sleep(600)


def nap(octets, params):
    time.sleep(params["seconds"])
    return b'"rested"', ()


def sleep_deafly(octets, params):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(600)


def devour(octets, params):
    hoard = []
    while True:
        hoard.append(bytes(1 << 26))


def fault(octets, params):
    ctypes.string_at(0)


def leave(octets, params):
    os._exit(0)


def leave_badly(octets, params):
    os._exit(7)


def leave_politely(octets, params):
    sys.exit(0)


def fail(octets, params):
    raise ValueError("this is\nno form")


def recurse(octets, params):
    return recurse(octets, params)


def breed(octets, params):
    born = 0
    for _ in range(200):
        try:
            if os.fork() == 0:
                if params.get("far"):  # out of the group that will be killed
                    os.setsid()
                time.sleep(600)
        except OSError:
            break
        born += 1
    return json.dumps(born).encode(), ()


def thread(octets, params):
    seen = []
    worker = threading.Thread(target=seen.append, args=(1,))
    worker.start()
    worker.join()
    return json.dumps(seen).encode(), ()


def gush(octets, params):
    return b"[]", (bytes(params["size"]),)


def gush_data(octets, params):
    return b" " * params["size"], ()


def scribble(octets, params):
    for descriptor in range(64):
        for _ in range(params.get("times", 1)):
            try:
                os.write(descriptor, octets or b"junk" * 64)
            except OSError:
                break
    if params.get("leave"):
        os._exit(0)
    return b'"well"', ()


def answer_wrongly(octets, params):
    return {"not": "octets"}


def import_late(octets, params):
    met = {}
    for name in params["modules"]:
        try:
            importlib.import_module(name)
            met[name] = "done"
        except ImportError as error:
            met[name] = str(error)
    return json.dumps(met).encode(), ()


def attempt(octets, params):
    """Try what is forbidden; say what each attempt met."""
    target = params["parent"]
    tries = {
        "passwd": lambda: open("/etc/passwd").close(),
        "secret": lambda: open(params["secret"]).close(),
        "list": lambda: os.listdir(params["folder"]),
        "write": lambda: open(params["folder"] + "/new", "w").close(),
        "overwrite": lambda: open(params["secret"], "r+").close(),
        "write-tmp": lambda: open(tempfile.gettempdir() + "/new", "w").close(),
        "chmod": lambda: os.chmod(params["secret"], 0o777),
        "unlink": lambda: os.unlink(params["secret"]),
        "own-code": lambda: open(__file__, "a").close(),
        "socket": lambda: socket.socket().close(),
        "unix-socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "run": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": lambda: os._exit(0) if os.fork() == 0 else None,
        "kill-daemon": lambda: os.kill(target, 0),
        "kill-parent": lambda: os.kill(os.getppid(), 0),
        "memory-of-parent": lambda: open(f"/proc/{target}/mem", "rb").close(),
        "environment-of-parent": lambda: open(f"/proc/{target}/environ", "rb").close(),
        "become-root": lambda: os.setuid(0),
        "ptrace": _ptrace,
    }
    met = {}
    for name, step in tries.items():
        try:
            step()
            met[name] = "done"
        except BaseException as error:
            met[name] = type(error).__name__
    met["environ"] = sorted(os.environ)
    return json.dumps(met).encode(), ()


def _ptrace():
    if ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0):
        raise PermissionError
