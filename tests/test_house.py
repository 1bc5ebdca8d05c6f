"""The line of the house, held by reading every import: who may know whom, which file owns which library, where the year may stand."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Whom each room and each module at the top may know, itself apart. What has no line here knows nobody.
MAY_KNOW: dict[str, set[str]] = {
    "model": set(),
    "config": {"model"},
    "intake": {"model", "config"},
    "parsers": {"model", "config"},
    "checks": {"model", "config"},
    "notifier": {"model", "config"},
    "storage": {"model"},
    "pipeline": {"model", "config", "intake", "parsers", "checks", "notifier", "storage"},  # the shell: every room meets here
    "demo": {"model", "config"},
}
OUTERMOST = {"commands", "run_daemon", "docs", "benchmarks"}  # the door and what stands outside of it may know all

# The files that own a library of the outside world. A pattern is a file's path or a folder's files.
OWNED: dict[str, tuple[str, ...]] = {
    "imapclient": ("intake/imap.py",),
    "imaplib": ("intake/imap.py",),  # imapclient raises its errors
    "mailparser": ("intake/witness.py", "benchmarks/decoding.py"),
    "smtplib": ("notifier/outbox.py",),
    "jinja2": ("notifier/pages.py",),
    "markupsafe": ("notifier/pages.py",),
    "openpyxl": ("notifier/workbook*.py", "demo/samples/excel.py"),  # the samples are typed in Excel by an invented clerk
    # forms are written with it, never read; comments go into a stranger's file, and so in the confined process
    "docx": ("notifier/*.py", "parsers/word_comments.py", "demo/*.py", "benchmarks/readers*.py"),
    "olefile": (
        "parsers/doc_file.py",
        "parsers/excel_binary.py",
        "parsers/sniff_ole.py",
        "parsers/locked_package.py",
        "parsers/slides_binary.py",
        "intake/outlook_store.py",
        "intake/compound.py",
    ),  # seven formats in OLE2's box
    "pypdfium2": ("parsers/pdf*.py",),
    "python_calamine": ("parsers/excel_calamine.py",),
    "Cryptodome": ("parsers/ciphers.py",),
    "py7zr": ("intake/seven_zips.py", "demo/samples/packing.py"),
    "rars": ("intake/rar_archives.py",),
    "inflate64": ("intake/inflating.py",),
    "backports": ("intake/inflating.py",),
    "compression": ("intake/inflating.py",),  # the same from Python 3.14 on
    "sqlalchemy": ("storage/*",),
    "alembic": ("storage/*",),
    "psycopg": ("storage/database.py",),
    "apscheduler": ("commands/running.py",),
    "aiosmtpd": ("demo/smtp_server.py",),
    "rich": ("commands/*.py",),
}
# sqlite3: the dry run works on a copy of the database, and only sqlite3 copies one that is in use
OWNED["sqlite3"] = ("storage/database.py", "commands/reprocessing.py")

YEARS_WORDS = ("cqszlxh", "2019-05-23", "渝质协〔2019〕")
MAY_NAME_THE_YEAR = {
    "demo": "its filings are filings of that year's notice, addressed to its mailbox",
    "run_daemon.py": "the error about a mistyped date shows one as it should be typed",
    "config/complaints.py": "the same error, about a date in a file",
}
INDEX_HOSTS = re.compile(
    r"pypi\.org|pythonhosted|--(?:extra-)?index-url[ =]\S|https?://\S+/simple\b|artifactory|\bmirrors?\.\w+\.\w+", re.IGNORECASE
)


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Every file that is, or is about to be, in the repository."""
    said = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(sorted(f for f in said.split("\0") if f and (ROOT / f).is_file()))


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """The product's modules, tests and measurements apart."""
    return tuple(f for f in files() if f.endswith(".py") and not f.startswith(("tests/", "benchmarks/")))


@lru_cache(maxsize=512)
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@lru_cache(maxsize=1024)
def imported(path: str) -> frozenset[str]:
    """The top names of all that a module imports, inside functions too."""
    return frozenset(_imported(path))


def _imported(path: str) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots; the house spells its rooms out"
            yield str(node.module).partition(".")[0]


def room_of(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


@lru_cache(maxsize=1)
def ours() -> frozenset[str]:
    return frozenset(room_of(m) for m in modules()) | {"tests", "benchmarks"}


@pytest.mark.parametrize("room", sorted(ours() - OUTERMOST - {"tests"}))
def test_a_room_knows_only_the_rooms_that_it_may(room):
    may = MAY_KNOW.get(room, set()) | {room}
    strangers = {f"{path} knows {name}" for path in modules() if room_of(path) == room for name in imported(path) if name in ours() - may}
    assert not strangers


def test_the_product_knows_neither_its_tests_nor_its_measurements():
    assert not [path for path in modules() for name in imported(path) if name in {"tests", "benchmarks"}]


def test_the_demo_is_loaded_by_its_own_command_alone():
    users = {path for path in modules() if room_of(path) != "demo" and "demo" in imported(path)}
    assert users == {"commands/demonstration.py"}


@pytest.mark.parametrize("library", sorted(OWNED))
def test_a_library_of_the_outside_world_has_its_owner(library):
    users = [path for path in modules() if library in imported(path)]
    assert not [path for path in users if not any(fnmatch(path, pattern) for pattern in OWNED[library])]


@pytest.mark.parametrize("library", sorted(set(OWNED) - {"psycopg"}))  # psycopg is loaded by SQLAlchemy, by the URL's name
def test_an_owner_still_owns_its_library(library):
    for pattern in OWNED[library]:
        if "*" not in pattern:
            assert library in imported(pattern), f"{pattern} no longer needs {library}"
    assert any(library in imported(path) for path in modules())


def test_every_library_that_is_imported_is_declared():
    declared = {"lxml", "pydantic", "pydantic_core", *OWNED} | ours() | sys.stdlib_module_names
    assert not {(path, name) for path in modules() for name in imported(path) if name not in declared}


def test_checks_touch_nothing_but_their_arguments():
    """No clock, no file, no terminal: a verdict hangs on the filing and the year alone."""
    doing = {"open", "print", "input", "now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"}
    touched = [
        f"{path}:{node.lineno} {name}"
        for path in modules()
        if room_of(path) == "checks"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and (name := _called(node)) in doing
    ]
    assert not touched


def test_readers_ask_no_clock_and_print_nothing():
    asked = [
        f"{path}:{node.lineno} {name}"
        for path in modules()
        if room_of(path) == "parsers"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and (name := _called(node)) in {"print", "input", "today", "utcnow"}
    ]
    assert not asked


@pytest.mark.parametrize("words", YEARS_WORDS)
def test_this_year_stands_in_its_folder_alone(words):
    naming = [m for m in modules() if words in (ROOT / m).read_text(encoding="utf-8")]
    assert not [m for m in naming if room_of(m) not in MAY_NAME_THE_YEAR and m not in MAY_NAME_THE_YEAR]


def test_every_exception_for_the_year_is_still_needed():
    for place in MAY_NAME_THE_YEAR:
        texts = [(ROOT / m).read_text(encoding="utf-8") for m in modules() if m == place or room_of(m) == place]
        assert any(words in text for words in YEARS_WORDS for text in texts), place


def test_every_locked_package_has_a_hash_and_an_exact_version():
    lock = re.sub(r"\\\n\s*", " ", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    packages = [line for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(packages) > 30
    assert not [line[:60] for line in packages if not re.match(r"[\w.\[\],-]+==[\w.+!]+( ;[^#]*)? .*--hash=sha256:[0-9a-f]{64}", line)]


def test_no_package_index_is_named_anywhere():
    naming = []
    for path in files():
        octets = (ROOT / path).read_bytes()
        if path == "tests/test_house.py" or b"\0" in octets[:8000]:
            continue
        naming += [f"{path}: {found.group()}" for found in [INDEX_HOSTS.search(octets.decode("utf-8", "replace"))] if found]
    assert not naming


@lru_cache(maxsize=1)
def the_map() -> str:
    return (ROOT / "docs/map.md").read_text(encoding="utf-8")


def test_the_map_names_every_room_and_every_module_at_the_top():
    wanted = {m for m in modules() if "/" not in m} | {f"{room}/" for room in ours() if (ROOT / room).is_dir()}
    assert not {name for name in wanted if f"`{name}`" not in the_map()}


def test_whatever_file_the_map_names_is_there():
    rows = re.findall(r"^\| `([\w./-]+)` \|", the_map(), re.MULTILINE)
    assert len(rows) > 100
    assert not [row for row in rows if not (ROOT / row).exists()]


def test_every_make_target_that_the_papers_name_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for paper in ("README.md", *(f for f in files() if f.startswith("docs/") and f.endswith(".md"))):
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / paper).read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, paper
    assert {"demo", "test"} <= set(re.findall(r"^make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_command_that_the_papers_name_is_one():
    from run_daemon import parser  # noqa: PLC0415 - the grammar is loaded here alone

    verbs = set(next(a for a in parser()._actions if a.dest == "command").choices)
    for paper in ("README.md", *(f for f in files() if f.startswith("docs/") and f.endswith(".md"))):
        text = (ROOT / paper).read_text(encoding="utf-8")
        named = set(re.findall(r"run_daemon\.py (?:--config \S+ )?([a-z][a-z-]+)", text))
        assert named <= verbs, paper
    shown = set(re.findall(r"^\| `([a-z-]+)[ `]", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert verbs <= shown, "README's table of commands lacks some"


def test_every_link_between_the_papers_leads_somewhere():
    for paper in (f for f in files() if f.endswith(".md") and not f.startswith("tests/")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / paper).read_text(encoding="utf-8")):
            assert (ROOT / paper).parent.joinpath(target).exists(), f"{paper} → {target}"


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""
