"""This year: a folder of data in, one strictly checked `Campaign` out, or every contradiction named at once.

The folder holds notice.toml (dates, people, words), rules.toml (rules with level, clause, sentence, limits), formats.toml
(how formats are called), forms/*.toml (one form or document each), texts/ (Jinja2 letters) and blank/ (the association's blank
forms in Word).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError, model_validator

from config.complaints import complaints_of
from config.contradictions import doubled_fields, missing_blanks, unknown_choices, unknown_roles
from config.shapes import (
    Contact,
    Deadline,
    Eligibility,
    FieldSpec,
    Formats,
    FormSpec,
    Notice,
    Period,
    Reviewers,
    RosterSpec,
    RuleSpec,
    Strict,
    Track,
    Words,
)

__all__ = [
    "Campaign",
    "CampaignError",
    "Contact",
    "Deadline",
    "Eligibility",
    "FieldSpec",
    "FormSpec",
    "Formats",
    "Notice",
    "Period",
    "Reviewers",
    "RosterSpec",
    "RuleSpec",
    "Track",
    "Words",
    "load_campaign",
]

_Shape = TypeVar("_Shape", bound=BaseModel)


class CampaignError(Exception):
    """A campaign folder cannot be used; `problems` names every mistake with its file and place, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the list; the message is all of it."""
        super().__init__("\n".join(problems))
        self.problems = problems


class Campaign(Strict):
    """A whole year: the notice, its forms by id in the order of the annexes, its rules, and where its texts lie."""

    folder: Path
    notice: Notice
    forms: Mapping[str, FormSpec]
    rules: Mapping[str, RuleSpec]
    formats: Formats

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people's dates are in."""
        return ZoneInfo(self.notice.timezone)

    @property
    def texts(self) -> Path:
        """The folder of letter templates."""
        return self.folder / "texts"

    def track(self, identifier: str) -> Track:
        """Return a track by id."""
        return next(t for t in self.notice.tracks if t.id == identifier)

    def deadline(self, track: str = "") -> dt.datetime:
        """Return the first instant that is too late for a track, in the campaign's zone (grace included)."""
        own = [d for d in self.notice.deadlines if d.track == track] or [d for d in self.notice.deadlines if not d.track]
        latest = max(own, key=lambda d: (d.date, d.time or dt.time.max))  # a second notice may extend the first
        if latest.time is not None:
            end = dt.datetime.combine(latest.date, latest.time, self.zone)
        else:
            end = dt.datetime.combine(latest.date + dt.timedelta(days=1 if latest.inclusive else 0), dt.time.min, self.zone)
        return end + dt.timedelta(minutes=latest.grace_minutes)

    @property
    def last_day(self) -> dt.date:
        """The day that letters name as the deadline."""
        return max(d.date for d in self.notice.deadlines)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [*unknown_roles(self), *doubled_fields(self), *unknown_choices(self), *missing_blanks(self)]
        if problems:
            raise ValueError("；".join(problems))
        return self


def load_campaign(folder: Path) -> Campaign:
    """Return the campaign of a folder.

    Raises CampaignError with every mistake of every file at once.
    """
    if not (folder / "notice.toml").is_file():
        raise CampaignError([f"{folder}：找不到活动目录或其中的 notice.toml；请检查设置项 campaign 是否指向正确的目录。"])
    problems: list[str] = []
    notice = _checked(Notice, folder / "notice.toml", problems)
    rules = _rules(folder / "rules.toml", problems)
    formats = _checked(Formats, folder / "formats.toml", problems)
    forms = [f for path in sorted((folder / "forms").glob("*.toml")) if (f := _checked(FormSpec, path, problems)) is not None]
    if notice is None or formats is None or problems:
        raise CampaignError(problems)
    forms.sort(key=lambda f: (f.annex or 99, f.id))
    try:
        return Campaign(folder=folder, notice=notice, forms={f.id: f for f in forms}, rules=rules, formats=formats)
    except ValidationError as error:
        raise CampaignError(complaints_of(error, str(folder))) from error


def _toml(path: Path, problems: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path}：文件不存在。")
    except UnicodeDecodeError:
        problems.append(f"{path}：不是 UTF-8 编码的文本，请另存为 UTF-8。")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path}：TOML 语法有误（{error}）。")
    return None


def _checked(shape: type[_Shape], path: Path, problems: list[str]) -> _Shape | None:
    data = _toml(path, problems)
    if data is None:
        return None
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problems.extend(complaints_of(error, str(path)))
        return None


def _rules(path: Path, problems: list[str]) -> dict[str, RuleSpec]:
    rules: dict[str, RuleSpec] = {}
    for name, entry in (_toml(path, problems) or {}).items():
        try:
            rules[name] = RuleSpec.model_validate(entry)
        except ValidationError as error:
            problems.extend(complaints_of(error, f"{path} [{name}]"))
    return rules
