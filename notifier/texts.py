"""A year's texts in, what is wrong with them out: for those who word the next notice's letters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from config.campaign import Campaign
from notifier.letter_page import Page
from notifier.pages import template_problems

# Every text that a letter may be made of (notifier/letters.py and letter_staff.py name them)
WANTED = (
    "letter",
    "received",
    "closing",
    "signature",
    "items",
    "paper",
    "blanks",
    "returned",
    "reminders",
    "deadline",
    "files",
    "certificates",
    "self_check",
)
LETTERS = ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11")
TABLES = ("words.toml", "workbook.toml")


def text_problems(campaign: Campaign) -> tuple[str, ...]:
    """Return what is wrong with a year's texts, a line of Chinese each: missing files, broken syntax, words that nothing fills in."""
    folder = campaign.texts
    missing = [f"{folder / f'{name}.j2'}：缺少这个文本文件。" for name in (*WANTED, *LETTERS) if not (folder / f"{name}.j2").is_file()]
    known = {field.name for field in fields(Page)} | {"parts"}
    broken = [line for path in sorted(folder.glob("*.j2")) for line in template_problems(path, campaign.zone, known)]
    return (*missing, *broken, *(line for name in TABLES for line in _table_problems(folder / name)))


def _table_problems(path: Path) -> Iterator[str]:
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        yield f"{path}：文件不存在。"
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        yield f"{path}：不是正确的 TOML（{error}）。"
