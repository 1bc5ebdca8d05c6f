"""Write docs/map.md from the first sentence of every file; to be run after a file came or went: .venv/bin/python docs/write_map.py."""

# ruff: noqa: INP001 - a script beside what it writes

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = ("run_daemon.py", "model.py")
ROOMS = {
    "pipeline": "the shell: what happens, in which order; reading and judging decide, only this has effects",
    "commands": "the commands of the door: each opens a desk, does one thing, says it in Chinese",
    "intake": "from the mailbox to an Envelope: octets, parts, names, kinds, archives, and which filing a mail belongs to",
    "parsers": "from an attachment to records: the confined process, one family of modules a format, then parts, layouts and values",
    "checks": "from a settled filing to findings; one module a subject, one small generator function a rule",
    "notifier": "from findings to letters, the digest and the workbook, and out of the door",
    "storage": "what outlives the process: the ledger (SQLAlchemy, Alembic) and the archive of octets",
    "config": "this machine (settings) and this year (a campaign's folder)",
    "demo": "`make demo`: a mailbox and an outgoing server on loopback ports, and invented filings with their truth",
    "benchmarks": "`make bench`: how fast and how large, beside lower bounds and peers",
    "tests": "sentences about the product; the helpers make files, servers and mailboxes that are real",
    "docs": "this map, the rules, how to run it, the next year, the decisions",
    "scripts": "what make needs",
}
DATA = """## The year as data

`config/campaigns/cq-2019/` is the whole of the notice of 2019; the next year is another folder ([new-year.md](new-year.md)).

| file | what it holds |
|---|---|
| `config/campaigns/cq-2019/notice.toml` | the notice's number, dates, people, districts, tracks; words that tell mail apart |
| `config/campaigns/cq-2019/rules.toml` | which rules apply: level, clause, sentence, limits, reason |
| `config/campaigns/cq-2019/formats.toml` | how people call the formats of files, the read ones and those known by sight alone |
| `config/campaigns/cq-2019/forms/` | one TOML file a form or paper: titles, labels and their aliases, kinds of values |
| `config/campaigns/cq-2019/texts/` | the letters T1–T11 and their parts (Jinja2), short words, the workbook's columns |
| `config/campaigns/cq-2019/blank/` | the association's blank forms 附件2–9 in Word |
| `config/settings.example.toml` | this machine's settings, each explained; to be copied to config/settings.toml |
| `notifier/templates/` | the shell of a page, the digest and the alarm: what does not change with the year |
"""
HEAD = """# Map of the code

In one line: `model ← config ← {intake, parsers, checks, notifier} ← pipeline ← commands ← run_daemon`; `storage` knows `model` alone.
`intake`, `parsers`, `checks` and `notifier` do not know one another; they meet in `pipeline/`.
`tests/test_house.py` reads every import and holds this line, and which file owns which library.

Where to go: a letter's words → the campaign's `texts/`; a threshold or a level → its `rules.toml`; a label that was not known → its
`forms/`; a new rule → `checks/` and a line in `rules.toml`; a new file format → one module in `parsers/` and its name in
`parsers/documents.py`; why something is as it is → [decisions/](decisions/). The sentences below are the files' own first sentences,
put together by `docs/write_map.py`.
"""


def main() -> None:
    """Write the map."""
    files = [f for f in listed() if f.endswith(".py")]
    tables = [_table("At the top", "what holds the rooms together", [*TOP, *(f for f in files if "/" not in f and f not in TOP)])]
    for room, words in ROOMS.items():
        tables.append(_table(f"`{room}/`", words, [*_of(room, ".py"), *_of(room, ".sh"), *_of(room, ".md")]))
        if room == "config":
            tables.append(DATA)
    (ROOT / "docs/map.md").write_text("\n".join([HEAD, *tables]), encoding="utf-8")


def listed() -> list[str]:
    """Return every file that is, or is about to be, in the repository."""
    command = ("git", "ls-files", "-co", "--exclude-standard", "-z")
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - a constant
    return sorted(f for f in said.split("\0") if f and (ROOT / f).is_file())


def _of(room: str, ending: str) -> list[str]:
    own = [f for f in listed() if f.startswith(f"{room}/") and f.endswith(ending)]
    return [f for f in own if not f.endswith(("__init__.py", "docs/map.md"))]


def _table(title: str, words: str, files: list[str]) -> str:
    rows = [f"| `{f}` | {_sentence(f)} |" for f in files]
    return "\n".join([f"## {title}", "", f"{words[0].upper()}{words[1:]}.", "", "| file | what it is |", "|---|---|", *rows, ""])


def _sentence(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".py"):
        said = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    else:
        said = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")), "")
    return " ".join(said.split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
