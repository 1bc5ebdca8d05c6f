"""The rows of a list and the applications in, who belongs to whom out: circles and teams over all their papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.certainty import names_in, text_of
from checks.names import Likeness, entry_key, folded, same_entry, same_organization, solid, topic_likeness
from model import FiledFile, FiledRecord, Row

_SAME_TOPIC = 0.85


@dataclass(frozen=True)
class Listed:
    """A row of a recommendation: `number` from 1 as it stands in the list."""

    record: FiledRecord
    number: int
    row: Row
    name: str
    key: str

    @property
    def topic(self) -> str:
        """The topic as written, "" where the list has none."""
        return text_of(self.row.get("topic_name"))

    @property
    def organization(self) -> str:
        """The company as written, "" where the list has no such column."""
        return text_of(self.row.get("organization_name"))


@dataclass(frozen=True)
class Applied:
    """An application and the name it is for."""

    record: FiledRecord
    name: str
    key: str

    @property
    def organization(self) -> str:
        """The company as written."""
        return text_of(self.record.record.values.get("organization_name"))


@dataclass(frozen=True)
class Material:
    """A report or material: its file and, where it could be read, its record."""

    file: FiledFile | None
    record: FiledRecord | None

    def field(self, name: str) -> str:
        """Return a field's text, "" where there is none."""
        return text_of(self.record.record.values.get(name)) if self.record else ""


@dataclass(frozen=True)
class Entry:
    """A circle or team: its row, its application, and how surely they belong together."""

    listed: Listed | None
    applied: Applied | None
    likeness: Likeness = Likeness.SAME
    only_one: bool = True  # no other row or application has the same key

    @property
    def name(self) -> str:
        """The name as the list writes it, else as the application does."""
        return self.listed.name if self.listed and self.listed.name else self.applied.name if self.applied else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every way the name is written."""
        return tuple(dict.fromkeys(n for n in (self.listed and self.listed.name, self.applied and self.applied.name) if n))

    @property
    def topic(self) -> str:
        """The topic of the list."""
        return self.listed.topic if self.listed else ""

    @property
    def organization(self) -> str:
        """The company as the application writes it, else as the list does."""
        return (self.applied.organization if self.applied else "") or (self.listed.organization if self.listed else "")


def pair_up(listed: Sequence[Listed], applied: Sequence[Applied], organizations: Sequence[str], threshold: float) -> tuple[Entry, ...]:
    """Return every circle or team once: first by equal keys, then by likeness, the best first."""
    rows, forms = [r for r in listed if r.key], [a for a in applied if a.key]
    candidates = sorted(
        ((_closeness(r, a, organizations, threshold), i, j) for i, r in enumerate(rows) for j, a in enumerate(forms)),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    taken_rows: dict[int, tuple[int, float]] = {}
    taken_forms: set[int] = set()
    for closeness, i, j in candidates:
        if closeness > 0 and i not in taken_rows and j not in taken_forms:
            taken_rows[i] = (j, closeness)
            taken_forms.add(j)
    keys = [r.key for r in rows], [a.key for a in forms]
    entries = [_entry(r, taken_rows.get(i), forms, keys) for i, r in enumerate(rows)]
    return (*entries, *(Entry(None, a) for j, a in enumerate(forms) if j not in taken_forms))


def _entry(row: Listed, match: tuple[int, float] | None, forms: Sequence[Applied], keys: tuple[list[str], list[str]]) -> Entry:
    if match is None:
        return Entry(row, None)
    form = forms[match[0]]
    alone = keys[0].count(row.key) == 1 and keys[1].count(form.key) == 1
    return Entry(row, form, Likeness.SAME if match[1] >= 2 else Likeness.ALIKE, alone)


def _closeness(row: Listed, form: Applied, organizations: Sequence[str], threshold: float) -> float:
    """Equal keys 2 and more, alike ones 1 and more; 0 where they are two. The company decides between namesakes."""
    likeness = same_entry(row.name, form.name, organizations, threshold)
    if likeness is Likeness.DIFFERENT and _corroborated(row, form):
        likeness = Likeness.ALIKE
    if likeness is Likeness.DIFFERENT:
        return 0.0
    company = same_organization(row.organization, form.organization) if row.organization and form.organization else Likeness.ALIKE
    if company is Likeness.DIFFERENT and likeness is Likeness.ALIKE:
        return 0.0
    return float(likeness) + 0.1 * company + (0.05 if _corroborated(row, form) else 0.0)


def _corroborated(row: Listed, form: Applied) -> bool:
    """The application's own words name the row's topic or two of its members: one circle under two names."""
    words = solid(text_of(form.record.record.values.get("profile_and_results")))
    topic = solid(row.topic)
    members = [n for n in names_in(row.row.get("member_names")) if len(n) >= 2]
    return (len(topic) >= 6 and topic in words) or sum(solid(n) in words for n in members) >= 2


def belongs(material: Material, entry: Entry, entries: Iterable[Entry], organizations: Sequence[str]) -> bool:
    """Tell whether a report or material is this circle's or team's: by its own name, its topic, its file's name or first words."""
    own = material.field("circle_name") or material.field("team_name")
    if own and any(same_entry(own, n, organizations) is Likeness.SAME for n in entry.names):
        return True
    topics = [t for t in (material.field("topic_name"), material.field("title")) if t]
    if entry.topic and any(topic_likeness(entry.topic, t) >= _SAME_TOPIC for t in topics):
        return True
    if own and any(same_entry(own, n, organizations) is Likeness.SAME for e in entries if e is not entry for n in e.names):
        return False
    if own and any(same_entry(own, n, organizations) is Likeness.ALIKE for n in entry.names):
        return True
    return _is_mentioned(material.file, entry, organizations, material.field("title"))


def mentions(file: FiledFile, entry: Entry, organizations: Sequence[str]) -> bool:
    """Tell whether a file's name, folder or first words name the circle, team or topic."""
    return _is_mentioned(file, entry, organizations)


def _is_mentioned(file: FiledFile | None, entry: Entry, organizations: Sequence[str], title: str = "") -> bool:
    if file is None:
        return False
    path, words = solid(f"{file.path} {file.name} {title}"), solid(file.excerpt)
    for name in entry.names:
        key = entry_key(name, organizations)
        if (len(key) >= 2 and key in path) or (len(key) >= 3 and key in words) or folded(name) in folded(file.excerpt):
            return True
    topic = solid(entry.topic)
    return len(topic) >= 5 and (topic in path or topic in words)
