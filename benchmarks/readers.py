"""How long the reading of one form takes, how much memory, and how many fields come out right: ours, lower bounds and peers on the same files.

python -m benchmarks.readers [--forms 16] [--format docx …] [--json FILE]. Each reader runs in a process of its own. What a peer
reads is filled into records by the same layer as what we read, so that the column "fields" compares readers alone. Targets:
a form at most four times its lower bound; .doc ten times faster than LibreOffice converts it. A folder of site-packages with
more peers may be named in BENCH_PEERS; it comes last, so that the product's own libraries stay what they are.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import pickle
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import peers
from config.campaign import load_campaign
from demo.samples import Habits, SampleFile, make_filing
from demo.samples.converted import converted
from model import Document, FormRecord, Value
from parsers.forms import fill
from parsers.parts import split
from parsers.reading import Reader

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGN = ROOT / "config/campaigns/cq-2019"
SEEDS = (2, 11, 23, 37, 41, 59, 67, 83)
FORMATS = ("docx", "doc", "rtf", "odt", "xlsx", "xls", "ods", "pdf")
SHEETS = ("xlsx", "xls", "ods")
BOUND, OURS, WHOLE = "lower bound", "ours, to Document", "ours, to records"
# (name, module that must be there, reader); a name without a module is always there
ROWS: dict[str, tuple[tuple[str, str, Callable[[bytes], Document | None]], ...]] = {
    "docx": (
        (f"{BOUND}: unzip + lxml", "", peers.unzip_and_parse),
        (OURS, "", peers.ours("docx")),
        ("python-docx", "docx", peers.python_docx),
        ("markitdown", "markitdown", peers.markitdown),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("docx")),
        ("office-oxide (Rust)", "office_oxide", peers.office_oxide("docx")),
        ("py-chunks (Rust)", "py_chunks", peers.py_chunks("docx")),
        ("docling", "docling", peers.docling("docx")),
        ("unstructured", "unstructured", peers.unstructured),
    ),
    "doc": (
        (f"{BOUND}: olefile, all streams", "", peers.olefile_streams),
        (OURS, "", peers.ours("doc")),
        ("LibreOffice to .docx, then ours", "soffice", peers.libreoffice("doc", "docx")),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("doc")),
        ("office-oxide (Rust)", "office_oxide", peers.office_oxide("doc")),
        ("py-chunks (Rust)", "py_chunks", peers.py_chunks("doc")),
    ),
    "rtf": (
        (f"{BOUND}: one regular expression", "", peers.rtf_tokens),
        (OURS, "", peers.ours("rtf")),
        ("LibreOffice to .docx, then ours", "soffice", peers.libreoffice("rtf", "docx")),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("rtf")),
        ("py-chunks (Rust)", "py_chunks", peers.py_chunks("rtf")),
    ),
    "odt": (
        (f"{BOUND}: unzip + lxml", "", peers.unzip_and_parse),
        (OURS, "", peers.ours("odt")),
        ("LibreOffice to .docx, then ours", "soffice", peers.libreoffice("odt", "docx")),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("odt")),
        ("py-chunks (Rust)", "py_chunks", peers.py_chunks("odt")),
        ("docling", "docling", peers.docling("odt")),
    ),
    "xlsx": (
        (f"{BOUND}: unzip + lxml", "", peers.unzip_and_parse),
        (OURS, "", peers.ours("xlsx")),
        ("calamine (Rust)", "python_calamine", peers.calamine),
        ("openpyxl", "openpyxl", peers.openpyxl),
        ("markitdown", "markitdown", peers.markitdown),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("xlsx")),
        ("office-oxide (Rust)", "office_oxide", peers.office_oxide("xlsx")),
        ("py-chunks (Rust)", "py_chunks", peers.py_chunks("xlsx")),
        ("docling", "docling", peers.docling("xlsx")),
        ("unstructured", "unstructured", peers.unstructured),
    ),
    "xls": (
        (f"{BOUND}: olefile, all streams", "", peers.olefile_streams),
        (OURS, "", peers.ours("xls")),
        ("calamine (Rust)", "python_calamine", peers.calamine),
        ("LibreOffice to .xlsx, then ours", "soffice", peers.libreoffice("xls", "xlsx")),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("xls")),
        ("office-oxide (Rust)", "office_oxide", peers.office_oxide("xls")),
    ),
    "ods": (
        (f"{BOUND}: unzip + lxml", "", peers.unzip_and_parse),
        (OURS, "", peers.ours("ods")),
        ("calamine (Rust)", "python_calamine", peers.calamine),
        ("LibreOffice to .xlsx, then ours", "soffice", peers.libreoffice("ods", "xlsx")),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("ods")),
        ("docling", "docling", peers.docling("ods")),
    ),
    "pdf": (
        (f"{BOUND}: pypdfium2, text only", "", peers.pypdfium2_text),
        (OURS, "", peers.ours("pdf")),
        ("pdfplumber, tables", "pdfplumber", peers.pdfplumber),
        ("markitdown", "markitdown", peers.markitdown),
        ("kreuzberg", "kreuzberg", peers.kreuzberg("pdf")),
        ("docling", "docling", peers.docling("pdf")),
        ("unstructured", "unstructured", peers.unstructured),
    ),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--forms", type=int, default=16, help="files a format")
    options.add_argument("--format", choices=FORMATS, nargs="*", default=FORMATS)
    options.add_argument("--json", type=Path, help="where the figures go, too")
    options.add_argument("--run", nargs=3, metavar=("FORMAT", "READER", "FILES"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.run:
        run(*given.run)
        return
    figures = {kind: measured(kind, given.forms) for kind in given.format}
    if given.json:
        given.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def measured(kind: str, count: int) -> list[dict[str, object]]:
    """Measure all readers of a format and print their table."""
    try:
        files = samples(kind, count)
    except RuntimeError as missing:  # no LibreOffice, so no such files
        print(f"\n.{kind}: not measured: {missing}")
        return []
    names = [WHOLE, *(name for name, _, _ in ROWS[kind])]
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder, "files")
        shelf.write_bytes(pickle.dumps(files))
        rows = [_asked(kind, name, shelf) for name in names]
    order = [name for name in names if name.startswith(BOUND)] + [OURS, WHOLE]
    rows.sort(key=lambda row: order.index(row["reader"]) if row["reader"] in order else len(order))
    print(
        f"\n.{kind}: {len(files)} files, {sum(len(f.octets) for f in files) / len(files) / 1000:.0f} kB each; median of a file's best times"
    )
    print(f"  {'reader':34}{'ms a file':>10}{'× bound':>9}{'+ MB':>9}{'fields right':>22}")
    bound = rows[0].get("ms")
    for row in rows:
        print(_line(row, bound))
    return rows


def samples(kind: str, count: int) -> list[SampleFile]:
    """Return files with one or more forms and their truth, drawn by invented clerks."""
    office = "excel" if kind in SHEETS else "word"
    filings = (make_filing(seed, Habits(circles=1, teams=1, office=office)) for seed in SEEDS)
    ending = ".xlsx" if office == "excel" else ".docx"
    forms = [f for filing in filings for f in filing.files if f.name.endswith(ending) and f.truth and f.truth[0].form in _annexes()]
    files = forms[:: max(1, len(forms) // count)][:count]
    return files if kind in {"docx", "xlsx"} else list(converted(files, kind))


def run(kind: str, name: str, shelf: str) -> None:
    """In a process of its own: read every file several times with one reader, print the figures as JSON."""
    if extra := os.environ.get("BENCH_PEERS"):
        sys.path.append(extra)
    files: list[SampleFile] = pickle.loads(Path(shelf).read_bytes())
    campaign = load_campaign(CAMPAIGN)
    layer = Reader(campaign)
    if name == WHOLE:
        records = [list(layer.read(f.octets, f.name).records) for f in files]
        work = lambda f: layer.read(f.octets, f.name)  # noqa: E731
    else:
        module, read = next((m, r) for n, m, r in ROWS[kind] if n == name)
        if module and not (shutil.which(module) or importlib.util.find_spec(module)):
            print(json.dumps({"reader": name}))
            return
        made = [read(f.octets) for f in files]  # warms up, too: the imports of a peer count neither as time nor as memory
        records = [[] if d is None else _records(layer, d) for d in made]
        work = lambda f: read(f.octets)  # noqa: E731
    before = _begin_to_watch()
    times = [_best(lambda f=f: work(f), 1 if "LibreOffice" in name else 5) for f in files]  # type: ignore[misc]
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    peak = children or (_memory("VmHWM") - before)
    figures: dict[str, object] = {"reader": name, "ms": 1000 * statistics.median(times), "peak": peak}
    if name == WHOLE or any(made):
        right = [held for f, r in zip(files, records, strict=True) for held in scored(f, r)]
        figures |= {"right": sum(right), "fields": len(right)}
    print(json.dumps(figures))


def scored(file: SampleFile, records: Sequence[FormRecord]) -> Iterator[bool]:
    """Tell of every field of a file's truth whether a record holds exactly that."""
    rest = list(records)
    for truth in file.truth:
        record = next((r for r in rest if r.form == truth.form), None)
        if record is not None:
            rest.remove(record)
        for field, data in truth.values.items():
            yield record is not None and _data(record.values.get(field)) == data
        for roster, rows in truth.rosters.items():
            read = record.rosters.get(roster, ()) if record is not None else ()
            for number, row in enumerate(rows):
                for field, data in row.items():
                    yield number < len(read) and _data(read[number].get(field)) == data


def _asked(kind: str, name: str, shelf: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.readers", "--run", kind, name, str(shelf)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode:
        reason = said.stderr.strip().splitlines()[-1].partition(" from ")[0]
        return {"reader": name, "failed": f"failed: {reason[:80]}"}
    return dict(json.loads(said.stdout.splitlines()[-1]))


def _line(row: dict[str, object], bound: object) -> str:
    if "ms" not in row:
        return f"  {row['reader']:34}{row.get('failed', 'not installed')}"
    ms, share = float(str(row["ms"])), ""
    if isinstance(bound, float):
        share = f"{ms / bound:.1f}"
    right = (
        f"{row['right']} of {row['fields']} ({100 * int(str(row['right'])) / int(str(row['fields'])):.1f} %)" if "fields" in row else "–"
    )
    return f"  {row['reader']:34}{ms:10.2f}{share:>9}{float(str(row['peak'])):9.1f}{right:>22}"


def _records(layer: Reader, opened: Document) -> list[FormRecord]:
    return [fill(p, p.pattern, layer.campaign.notice) for p in split(opened, layer.patterns) if p.pattern is not None]


def _best(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def _begin_to_watch() -> float:
    """Set the peak of memory back to what is held now, and return that in MB (proc(5), clear_refs)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1000


def _annexes() -> set[str]:
    return {form.id for form in load_campaign(CAMPAIGN).forms.values() if form.annex}


def _data(value: Value | None) -> object:
    return None if value is None or value.is_blank else value.data


if __name__ == "__main__":
    main()
