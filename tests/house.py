"""The product as its operator runs it, against real servers: commands through the one door, the daemon as a process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import run_daemon

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGN = ROOT / "config/campaigns/cq-2019"


@dataclass
class Done:
    """A command that ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class House:
    """An installation in a folder of its own: settings file, database, storage."""

    folder: Path
    settings: Path

    def run(self, *arguments: str, check: bool = True, **environ: str) -> Done:
        """Run one command to its end, by the very door that the command line uses."""
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
        clean = {k: v for k, v in os.environ.items() if not k.startswith("INTAKE_")}
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = run_daemon.main(["--config", str(self.settings), *arguments], clean | environ)
            except SystemExit as error:  # argparse's way out
                code = int(error.code or 0)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        done = Done(code, out.buffer.getvalue().decode(), err.getvalue())
        assert not check or done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        command = [sys.executable, str(ROOT / "run_daemon.py"), "--config", str(self.settings), *arguments]
        clean = {k: v for k, v in os.environ.items() if not k.startswith("INTAKE_")}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, env=clean)

    def export(self) -> dict:
        """Everything stored."""
        return json.loads(self.run("export", "--format", "json").stdout)


def house(folder: Path, imap, smtp, **top: object) -> House:
    """Write a settings file for a mailbox account and a letter box, and return the installation."""
    values = {"reply_quiet_minutes": 0, "poll_seconds": 1} | top
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    text = f"""
campaign = "{CAMPAIGN}"
database = "sqlite:///{folder}/intake.db"
storage = "{folder}/mail"
{chr(10).join(lines)}

[imap]
host = "{imap.host}"
port = {imap.port}
security = "none"
user = "{imap.user}"
password = "{imap.password.get_secret_value()}"

[smtp]
host = "{smtp.host}"
port = {smtp.port}
security = "none"
user = ""
sender = "重庆市质量协会 <office@example.com>"
interval_seconds = 0
per_day = 0
per_sender_per_day = 0

[digest]
at = "08:00"
to = ["staff@example.com"]
"""
    settings = folder / "settings.toml"
    settings.write_text(text, encoding="utf-8")
    return House(folder, settings)
