"""A settled filing and its year in, the same papers laid out for judgement: tracks, lists, applications, what belongs to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from checks.certainty import certain_file, is_blank, is_confirmed, is_spare, record_is_certain, text_of
from checks.entries import Applied, Entry, Listed, Material, assigned, pair_up
from checks.names import entry_key, folded
from config.campaign import Campaign, FieldSpec, FormSpec, Track
from config.labels import SAME
from model import Decision, FiledFile, FiledRecord, Filing, Row, TroubleKind, Value

_BRACKETED = re.compile(r"（[^（）]*）$")
# A file that did not open may hold any paper; left out are those that can hold none, and pictures, which people can read.
_HOLDS_NOTHING = frozenset({TroubleKind.LOCK_FILE, TroubleKind.DANGEROUS, TroubleKind.PICTURE})


@dataclass(frozen=True, slots=True)
class EntryElsewhere:
    """A circle or team (`entry`, its name) in another filing: in which form, of which company, on which topic, where known."""

    entry: str
    receipt: str
    unit: str
    track: str = ""
    form: str = ""
    organization: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Papers:
    """The papers of a filing. Nothing here judges; every question is answered once and kept."""

    filing: Filing
    campaign: Campaign
    others: tuple[EntryElsewhere, ...] = ()

    @cached_property
    def files(self) -> Mapping[int, FiledFile]:
        """Every file by its number."""
        return {f.number: f for f in self.filing.files}

    @cached_property
    def current(self) -> tuple[FiledRecord, ...]:
        """The records that count today and say something."""
        return tuple(r for r in self.filing.records if r.current and not (is_blank(r.record) and self._is_annex(r)))

    @cached_property
    def tracks(self) -> tuple[TrackPapers, ...]:
        """The tracks that the unit files: a unit is never asked for the other one's forms."""
        return tuple(t for t in self.every_track if t.is_filed)

    @cached_property
    def every_track(self) -> tuple[TrackPapers, ...]:
        """All tracks of the notice, filed or not."""
        return tuple(TrackPapers(self, track) for track in self.campaign.notice.tracks)

    @cached_property
    def organizations(self) -> tuple[str, ...]:
        """Every company's name that these papers hold: one of them may stand before a circle's name."""
        fields = ("recommending_unit", "organization_name")
        found = [r.record.values.get(f) for r in self.filing.records for f in fields]
        found += [row.get("organization_name") for r in self.filing.records for rows in r.record.rosters.values() for row in rows]
        return tuple(dict.fromkeys(t for v in found if (t := text_of(v)))) + ((self.filing.unit,) if self.filing.unit else ())

    @property
    def similarity(self) -> float:
        """How alike two names must be for a person to ask whether they are one."""
        rule = self.campaign.rules.get("name-mismatch")
        limit = rule.limits.get("similarity", SAME) if rule else SAME
        return float(limit) if isinstance(limit, int | float) else SAME

    def of_form(self, form: str) -> tuple[FiledRecord, ...]:
        """Return the current, filled records of a form."""
        return tuple(r for r in self.current if r.record.form == form)

    def spec(self, record: FiledRecord) -> FormSpec | None:
        """Return the form's specification, or None for a paper that the year does not know."""
        return self.campaign.forms.get(record.record.form)

    @cached_property
    def forms(self) -> tuple[tuple[FiledRecord, FormSpec], ...]:
        """The current, filled annexes (no documents) with their specifications."""
        known = [(r, self.spec(r)) for r in self.current]
        return tuple((r, s) for r, s in known if s is not None and not s.document)

    def entry_name(self, record: FiledRecord) -> str:
        """Return the circle's or team's name as a form writes it, "" where it has none."""
        spec = self.spec(record)
        return text_of(record.record.values.get(spec.entry)) if spec is not None and spec.entry else ""

    def _is_annex(self, record: FiledRecord) -> bool:
        spec = self.spec(record)
        return spec is not None and not spec.document

    def certain(self, record: FiledRecord, *values: Value | None) -> bool:
        """Tell whether these values of a record were surely read: values that two programs read alike are, in a doubtful file too."""
        if values and all(is_confirmed(v) for v in values):
            return True
        file = self.files.get(record.file)
        return record_is_certain(record) and (file is None or certain_file(file)) and all(v is None or v.is_certain for v in values)

    @cached_property
    def unopened(self) -> tuple[FiledFile, ...]:
        """Files that nobody has read yet and that were not sent again."""
        return tuple(
            f
            for f in self.filing.files
            if f.trouble is not None and f.trouble.kind not in _HOLDS_NOTHING and not self.is_no_paper(f) and not self.came_again(f)
        )

    def is_no_paper(self, file: FiledFile) -> bool:
        """Tell whether a file's format, or its name's ending, is one that can hold no paper of the notice (films, drawings, cards)."""
        rule = self.campaign.rules.get("unreadable-file")
        formats = rule.limits.get("not_papers", ()) if rule else ()
        return isinstance(formats, tuple) and not {file.format, file.name.rpartition(".")[2].lower()}.isdisjoint(formats)

    def may_be_unopened(self, form: str) -> bool:
        """Tell whether a paper of that form may lie in a file that did not open, in the lost part of one, or behind a link."""
        torn = (f for f in self.filing.files if "damaged" in f.flags and f.trouble is None)
        return (
            bool(self.open_links)
            or any(f.suspected_form in {"", form} for f in self.unopened)
            or any(f.suspected_form in {"", form} or form in f.forms for f in torn)
        )

    @cached_property
    def open_links(self) -> tuple[tuple[int, str], ...]:
        """Links (number of the mail, file name) whose file has not come as an attachment since."""
        return tuple(
            (m.number, link.name)
            for m in self.filing.mails
            for link in m.links
            if not self._came(link.name) and not self._later_papers(m.number)
        )

    def came_again(self, file: FiledFile) -> bool:
        """Tell whether a file that did not open was sent again: by name, by form, or an archive by a later mail with papers."""
        later = [f for f in self.filing.files if f.number != file.number and f.mail >= file.mail and _was_read(f)]
        if any(_stem(f.name) == _stem(file.name) for f in later):
            return True
        if not file.suspected_form:
            return self._later_papers(file.mail)
        of_form = [f for f in self.filing.files if f.number != file.number and file.suspected_form in f.forms and _was_read(f)]
        return any(self._comes_once(file.suspected_form) or f.mail > file.mail or self._names_its_entry(file, f) for f in of_form)

    def _comes_once(self, form: str) -> bool:
        """Tell whether a unit sends one paper of a form, where of others each circle or team has its own."""
        spec = self.campaign.forms.get(form)
        return spec is not None and not spec.entry and not spec.document

    def _names_its_entry(self, file: FiledFile, read: FiledFile) -> bool:
        """Tell whether a file's name names the circle or team of another that was read: the same paper in two formats."""
        own = (r for r in self.filing.records if r.file == read.number and r.record.form == file.suspected_form)
        return any((key := entry_key(self.entry_name(r))) and key in folded(file.name) for r in own)

    def _came(self, name: str) -> bool:
        return bool(name) and any(_stem(f.name) == _stem(name) for f in self.filing.files if _was_read(f))

    def _later_papers(self, mail: int) -> bool:
        order = [m.number for m in self.filing.mails]
        later = set(order[order.index(mail) + 1 :]) if mail in order else set()
        return any(f.mail in later and any(form in self.campaign.forms for form in f.forms) for f in self.filing.files)

    def on_paper(self, form: str, entry: str = "") -> bool:
        """Tell whether staff have ticked a paper as received by post."""
        return any(d.verb == "paper" and _is_about(d, form, entry) for d in self.filing.decisions)


@dataclass(frozen=True)
class TrackPapers:
    """The papers of one track: its lists, applications and materials, and which belong to one circle or team."""

    papers: Papers
    track: Track

    @cached_property
    def recommendations(self) -> tuple[FiledRecord, ...]:
        """The lists that count, filled."""
        return self.papers.of_form(self.track.recommendation)

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """The rows of all lists that count; spare rows, sums and notes are left out."""
        return tuple(row for record in self.recommendations for row in self.rows(record))

    @cached_property
    def applied(self) -> tuple[Applied, ...]:
        """The applications that count, filled."""
        return tuple(
            Applied(r, self.papers.entry_name(r), self._key(self.papers.entry_name(r))) for r in self.papers.of_form(self.track.application)
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every circle or team: its row, its application, or both."""
        return pair_up(self.listed, self.applied, self.papers.organizations, self.papers.similarity)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """The reports or materials that came, read or not."""
        form = self.track.material
        read = [Material(self.papers.files.get(r.file), r, self._key(self.papers.entry_name(r))) for r in self.papers.of_form(form)]
        seen = {r.file for r in self.papers.of_form(form)}
        return (
            *read,
            *(
                Material(f, None)
                for f in self.papers.filing.files
                if f.suspected_form == form and f.number not in seen and not set(f.forms) - {"unrecognized"}
            ),
        )

    @cached_property
    def with_materials(self) -> tuple[tuple[Entry, tuple[Material, ...]], ...]:
        """Every circle or team with the reports or materials that are its own."""
        return tuple(zip(self.entries, assigned(self.materials, self.entries, self.papers.organizations), strict=True))

    @property
    def is_filed(self) -> bool:
        """Whether any circle or team of this track is applied for.

        A report or material alone shows it only where no other track is filed: one may have been taken for the other.
        """
        others = [t for t in self.papers.every_track if t.track.id != self.track.id]
        alone = not any(t.listed or t.applied for t in others)
        return bool(self.listed or self.applied or (alone and self.papers.of_form(self.track.material)))

    def rows(self, record: FiledRecord) -> tuple[Listed, ...]:
        """Return the rows of one list, numbered from 1 as they stand."""
        rows = enumerate(record.record.rosters.get(self.track.roster, ()), start=1)
        return tuple(self._listed(record, number, row) for number, row in rows if not is_spare(row))

    def _listed(self, record: FiledRecord, number: int, row: Row) -> Listed:
        name = text_of(row.get(self.name_column))
        return Listed(record, number, row, name, self._key(name))

    def _key(self, name: str) -> str:
        return entry_key(name, self.papers.organizations) if name else ""

    @cached_property
    def name_column(self) -> str:
        """The list's column of the circle's or team's name."""
        return self.papers.campaign.forms[self.track.application].entry


def folded_label(spec: FieldSpec) -> str:
    """Return the first label of a field in one word, without line breaks, formula or unit in brackets."""
    first = spec.labels[0] if spec.labels else spec.id
    return _BRACKETED.sub("", "".join(first.split()).split("＝")[0])


def _is_about(decision: Decision, form: str, entry: str) -> bool:
    of_entry = not decision.entry or not entry or entry_key(decision.entry) == entry_key(entry)
    return of_entry and decision.field in {"", form}


def _was_read(file: FiledFile) -> bool:
    return file.trouble is None and bool(file.forms)


def _stem(name: str) -> str:
    plain = folded(name).rsplit(".", 1)[0]
    return plain.rsplit("(", 1)[0] if plain.endswith(")") and plain[-2:-1].isdigit() else plain


def entry_rows(papers: Papers) -> Sequence[tuple[TrackPapers, Listed]]:
    """Return the rows of every filed track."""
    return [(t, row) for t in papers.tracks for row in t.listed]
