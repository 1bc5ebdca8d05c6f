"""Write docs/rules.md from the code and the year; to be run after a change of a rule: .venv/bin/python docs/write_rules.py."""

# ruff: noqa: INP001 - a script beside what it writes

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checks.pages import catalogue_page  # noqa: E402
from config.campaign import load_campaign  # noqa: E402

if __name__ == "__main__":
    page = catalogue_page(load_campaign(ROOT / "config" / "campaigns" / "cq-2019"))
    (ROOT / "docs" / "rules.md").write_text(page, encoding="utf-8")
