"""The commands' bodies, one module a subject; `run` finds the one that is meant."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from importlib import import_module

from commands.misuse import MisuseError

__all__ = ["MisuseError", "run"]

_PLACES = {
    "run": "commands.running:daemon",
    "once": "commands.running:once",
    "demo": "commands.demonstration:demo",
    "check-config": "commands.checking:check_config",
    "reprocess": "commands.reprocessing:reprocess",
    "retry": "commands.reprocessing:retry",
    "digest": "commands.reporting:digest",
    "export": "commands.reporting:export",
    "import": "commands.importing:import_files",
    "status": "commands.watching:status",
    "list": "commands.looking:list_filings",
    "show": "commands.looking:show",
    "explain": "commands.looking:explain_rule",
    "waive": "commands.deciding:waive",
    "unwaive": "commands.deciding:unwaive",
    "relevel": "commands.deciding:relevel",
    "state": "commands.deciding:state",
    "amend": "commands.amending:amend",
    "rename": "commands.amending:rename",
    "merge": "commands.moving:merge",
    "split": "commands.moving:split",
    "paper": "commands.staff_letters:paper",
    "correct": "commands.staff_letters:correct",
    "remind": "commands.staff_letters:remind",
    "outbox": "commands.mailing:outbox",
}


def run(command: str, options: Namespace, environ: Mapping[str, str]) -> int:
    """Run a command and return its exit code; only its own module is imported."""
    module, _, name = _PLACES[command].partition(":")
    verb: Callable[[Namespace, Mapping[str, str]], int] = getattr(import_module(module), name)
    return verb(options, environ)
