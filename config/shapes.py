"""The shapes of a campaign's data: the notice, a form, a rule, each strictly checked on its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from model import Level


class Strict(BaseModel):
    """Nothing unknown is let through, and nothing can be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_pattern(text: str) -> str:
    re.compile(text)
    return text


Pattern = Annotated[str, AfterValidator(_is_pattern)]

FieldKind = Literal[
    "text", "long_text", "organization", "person", "person_list", "phone", "postal_code", "email", "count", "count_or_pair",
    "percent", "money_wan", "people_hours", "date", "choice", "district", "section", "row_no", "paper_only",
]  # fmt: skip


class FieldSpec(Strict):
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


class RosterSpec(Strict):
    """A list table: `titles` are the lines that may stand above it, `columns` its fields in any order.

    `key_columns` are those of which at least one must be in a header row for it to be this table's header.
    """

    id: str
    titles: tuple[str, ...] = ()
    columns: tuple[FieldSpec, ...]
    key_columns: tuple[str, ...]


class FormSpec(Strict):
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


class RuleSpec(Strict):
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


_SHAPELESS = frozenset({"unknown", "zip", "ole-unknown"})


class Formats(Strict):
    """How people call the formats of files: each name has the kinds that the program tells apart by content.

    `names` are the formats that are read, `unread` those that are only known by sight.
    """

    names: Mapping[str, tuple[str, ...]]
    unread: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    def name_of(self, kind: str) -> str:
        """Return the name of a kind that is read, "" for any other."""
        return _name_in(self.names, kind)

    def is_torn(self, kind: str, file_name: str) -> bool:
        """Tell whether octets without a shape came under the ending of a format that is read: what is left of a document."""
        return kind in _SHAPELESS and bool(_name_in(self.names, file_name.rpartition(".")[2].strip().lower()))

    def unread_name_of(self, kind: str) -> str:
        """Return the name of a kind that is not read, "" for any other."""
        return _name_in(self.unread, kind)


def _name_in(names: Mapping[str, tuple[str, ...]], kind: str) -> str:
    return next((name for name, kinds in names.items() if kind in kinds), "")


class Contact(Strict):
    """A person of the association whom units may call."""

    name: str


class Deadline(Strict):
    """Until when papers are in time; the whole day counts where `inclusive` and no `time` is given. `track` "" for all."""

    date: dt.date
    time: dt.time | None = None
    inclusive: bool = True
    track: str = ""
    grace_minutes: int = 0


class Period(Strict):
    """A span of days, both ends in."""

    start: dt.date
    end: dt.date


class Eligibility(Strict):
    """Topics must have been registered in this window (basis: registered | completed | achieved)."""

    basis: Literal["registered", "completed", "achieved"]
    start: dt.date
    end: dt.date | None = None


class Reviewers(Strict):
    """How many reviewers must sign, and for how many years a certificate serves."""

    minimum: int
    validity_years: int


class Track(Strict):
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


class Words(Strict):
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


class Notice(Strict):
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
