"""All measurements in one run, one after another: python -m benchmarks; what is not installed is named, never left out silently."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# title, module, arguments of the short run, Debian programs that it cannot do without
PARTS = (
    ("Reading one form", "benchmarks.readers", ("--forms", "6"), ()),
    ("Word's ways to write one value", "benchmarks.constructs", (), ()),
    ("Taking a mail apart", "benchmarks.decoding", ("--seconds", "0.5"), ()),
    ("Letters through `once`", "benchmarks.once", ("--letters", "20"), ("dovecot",)),
    ("Fetching from a mailbox", "benchmarks.fetch", ("--mails", "50", "--octets", "200000"), ("dovecot", "mbsync")),
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="fewer files and letters: a look, no measurement")
    short = options.parse_args().short
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    failed = 0
    for title, module, fewer, programs in PARTS:
        print(f"\n== {title} ({module})", flush=True)
        missing = [p for p in programs if not shutil.which(p, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")]
        if missing:
            print(f"not measured, not installed: {', '.join(missing)}")
            continue
        failed += bool(subprocess.run([sys.executable, "-m", module, *(fewer if short else ())], cwd=ROOT, check=False).returncode)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
