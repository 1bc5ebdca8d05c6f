"""This year: a folder of data in, one strictly checked `Campaign` out, or every contradiction named at once.

The folder holds notice.toml (dates, people, words), rules.toml (rules with level, clause, sentence, limits), forms/*.toml
(one form or document each), texts/ (Jinja2 letters) and blank/ (the association's blank forms in Word).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from config.complaints import complaints_of
from model import Level


class CampaignError(Exception):
    """A campaign folder cannot be used; `problems` names every mistake with its file and place, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the list; the message is all of it."""
        super().__init__("\n".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_pattern(text: str) -> str:
    re.compile(text)
    return text


_Shape = TypeVar("_Shape", bound=BaseModel)
Pattern = Annotated[str, AfterValidator(_is_pattern)]

FieldKind = Literal[
    "text", "long_text", "organization", "person", "person_list", "phone", "postal_code", "email", "count", "count_or_pair",
    "percent", "money_wan", "people_hours", "date", "choice", "district", "section", "row_no", "paper_only",
]  # fmt: skip


class FieldSpec(_Strict):
    """A field as printed: `labels` first the notice's own, then aliases; `kind` says how its text is understood.

    `required`: an empty one is a problem (required-blank). `certificate`: it goes on the certificate. `indicator`: counted by
    indicator-blank. `direction` of a percent: is more better. `choices`: the name of an enum of the notice. `after`: the field
    whose label must stand just before (two labels 联系电话 in one form are told apart so). `instead`: fields of which a filled
    one does as well as this, where it is required.
    """

    id: str
    labels: tuple[str, ...] = ()
    kind: FieldKind = "text"
    required: bool = False
    certificate: bool = False
    indicator: bool = False
    direction: Literal["higher", "lower"] | None = None
    choices: str = ""
    after: str = ""
    instead: tuple[str, ...] = ()


class RosterSpec(_Strict):
    """A list table: `titles` are the lines that may stand above it, `columns` its fields in any order.

    `key_columns` are those of which at least one must be in a header row for it to be this table's header.
    """

    id: str
    titles: tuple[str, ...] = ()
    columns: tuple[FieldSpec, ...]
    key_columns: tuple[str, ...]


class FormSpec(_Strict):
    """A form or document as data. The array that a field stands in is the layout in which it is printed.

    pairs: label and value, in a table or a line; items: rows of a statistics table (label | unit | value); rosters: list
    tables; prose: headed sections of running text. `title` is a pattern over the heading's label key without its year;
    `anchors` are labels of which `min_anchors` must stand in the part. `entry` names the field that holds the circle's or team's
    name. `document`: a paper that is no annex. `word_required`: the notice wants it as Word.
    """

    id: str
    name: str
    short_name: str
    track: Literal["circle", "team", ""] = ""
    scope: Literal["entry", "unit"] = "unit"
    annex: int | None = None
    title: Pattern = ""
    anchors: tuple[str, ...] = ()
    min_anchors: int = 2
    entry: str = ""
    document: bool = False
    word_required: bool = False
    blank: str = ""
    file_words: tuple[str, ...] = ()
    pairs: tuple[FieldSpec, ...] = ()
    items: tuple[FieldSpec, ...] = ()
    rosters: tuple[RosterSpec, ...] = ()
    prose: tuple[FieldSpec, ...] = ()

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field that is not a roster's column."""
        return self.pairs + self.items + self.prose

    def field(self, identifier: str) -> FieldSpec | None:
        """Return the field of that id, or None."""
        return next((f for f in self.fields if f.id == identifier), None)

    def roster(self, identifier: str) -> RosterSpec | None:
        """Return the roster of that id, or None."""
        return next((r for r in self.rosters if r.id == identifier), None)


class RuleSpec(_Strict):
    """What the year says of a rule: its level, clause, sentence and limits.

    `clauses` overrides the clause by form id. `says` is the sentence for the reader with {placeholders}; `variants` other
    wordings by name. `limits` are the thresholds by name. `why` tells staff why the rule is there and whom it spares.
    """

    level: Level
    clause: str = ""
    clauses: Mapping[str, str] = Field(default_factory=dict)
    says: str
    why: str = ""
    variants: Mapping[str, str] = Field(default_factory=dict)
    limits: Mapping[str, int | float | str | tuple[str, ...]] = Field(default_factory=dict)


class Contact(_Strict):
    """A person of the association whom units may call."""

    name: str


class Deadline(_Strict):
    """Until when papers are in time; the whole day counts where `inclusive` and no `time` is given. `track` "" for all."""

    date: dt.date
    time: dt.time | None = None
    inclusive: bool = True
    track: str = ""
    grace_minutes: int = 0


class Period(_Strict):
    """A span of days, both ends in."""

    start: dt.date
    end: dt.date


class Eligibility(_Strict):
    """Topics must have been registered in this window (basis: registered | completed | achieved)."""

    basis: Literal["registered", "completed", "achieved"]
    start: dt.date
    end: dt.date | None = None


class Reviewers(_Strict):
    """How many reviewers must sign, and for how many years a certificate serves."""

    minimum: int
    validity_years: int


class Track(_Strict):
    """One of the awards applied for: its forms and papers by role (form ids), and how its entries are called."""

    id: str
    name: str
    entry_name: str
    application: str
    recommendation: str
    roster: str
    statistics: str = ""
    summary: str = ""
    material: str = ""
    self_assessment: str = ""


class Words(_Strict):
    """Words of mails that tell what they are; compared after NFKC, lower case, without spaces."""

    filing: tuple[str, ...]
    inquiry: tuple[str, ...]
    correction: tuple[str, ...]
    self_check: tuple[str, ...]
    other_campaigns: tuple[str, ...]
    sealed_copy: tuple[str, ...]
    certificate: tuple[str, ...]
    review_opinion: tuple[str, ...]
    notice: tuple[str, ...]


class Notice(_Strict):
    """The notice itself, as notice.toml gives it."""

    id: str
    title: str
    year: int
    document_number: str
    issuer: str
    co_issuers: tuple[str, ...] = ()
    issued_on: dt.date
    timezone: str
    mailbox: str
    signature: str
    phone: str
    area_code: str
    address: str
    postal_code: str
    receipt_prefix: str
    contacts: tuple[Contact, ...]
    deadlines: tuple[Deadline, ...]
    eligibility: Eligibility
    statistics_period: Period
    reviewers: Reviewers
    choices: Mapping[str, tuple[str, ...]]
    choice_aliases: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    districts: tuple[str, ...]
    district_aliases: Mapping[str, str] = Field(default_factory=dict)
    associations: tuple[str, ...]
    organization_suffixes: tuple[str, ...]
    tracks: tuple[Track, ...]
    words: Words

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"没有名为 {name} 的时区") from error
        return name


class Campaign(_Strict):
    """A whole year: the notice, its forms by id in the order of the annexes, its rules, and where its texts lie."""

    folder: Path
    notice: Notice
    forms: Mapping[str, FormSpec]
    rules: Mapping[str, RuleSpec]

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
        problems = [*_unknown_roles(self), *_doubled_fields(self), *_unknown_choices(self), *_missing_blanks(self)]
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
    forms = [f for path in sorted((folder / "forms").glob("*.toml")) if (f := _checked(FormSpec, path, problems)) is not None]
    if notice is None or problems:
        raise CampaignError(problems)
    forms.sort(key=lambda f: (f.annex or 99, f.id))
    try:
        return Campaign(folder=folder, notice=notice, forms={f.id: f for f in forms}, rules=rules)
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


def _unknown_roles(campaign: Campaign) -> list[str]:
    roles = ("application", "recommendation", "statistics", "summary", "material", "self_assessment")
    wanted = [(t.id, role, getattr(t, role)) for t in campaign.notice.tracks for role in roles]
    missing = [
        f"notice.toml：tracks.{track}.{role} 指向的表“{form}”在 forms/ 中没有"
        for track, role, form in wanted
        if form and form not in campaign.forms
    ]
    for track in campaign.notice.tracks:
        form = campaign.forms.get(track.recommendation)
        if form is not None and form.roster(track.roster) is None:
            missing.append(f"notice.toml：tracks.{track.id}.roster“{track.roster}”不在 {form.id} 的 rosters 中")
    return missing


def _doubled_fields(campaign: Campaign) -> list[str]:
    problems = []
    for form in campaign.forms.values():
        seen: set[str] = set()
        for spec in form.fields:
            if spec.id in seen:
                problems.append(f"forms/{form.id}：字段 {spec.id} 出现两次")
            seen.add(spec.id)
        for roster in form.rosters:
            columns = {c.id for c in roster.columns}
            problems += [f"forms/{form.id}：{roster.id}.key_columns 的 {k} 不在 columns 中" for k in roster.key_columns if k not in columns]
        problems += [f"forms/{form.id}：{s.id} 的 instead“{i}”不存在" for s in form.fields for i in s.instead if not form.field(i)]
        if form.entry and form.field(form.entry) is None:
            problems.append(f"forms/{form.id}：entry 指向的字段 {form.entry} 不存在")
    return problems


def _unknown_choices(campaign: Campaign) -> list[str]:
    specs = [(f.id, s) for f in campaign.forms.values() for s in (*f.fields, *(c for r in f.rosters for c in r.columns))]
    return [
        f"forms/{form}：字段 {s.id} 的 choices“{s.choices}”不在 notice.toml 的 choices 中"
        for form, s in specs
        if s.choices and s.choices not in campaign.notice.choices
    ]


def _missing_blanks(campaign: Campaign) -> list[str]:
    return [
        f"forms/{f.id}：空白表 blank/{f.blank} 不存在"
        for f in campaign.forms.values()
        if f.blank and not (campaign.folder / "blank" / f.blank).is_file()
    ]
