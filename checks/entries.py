"""The rows of a list and the applications in, who belongs to whom out: circles and teams over all their papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from checks.certainty import names_in, text_of
from checks.names import Likeness, folded, likeness, same_entry, same_organization, solid, topic_likeness
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
    key: str = ""  # of the circle's or team's name inside, "" where it has none

    @property
    def name(self) -> str:
        """The circle's or team's name as the paper writes it."""
        return self.field("circle_name") or self.field("team_name")

    @property
    def organization(self) -> str:
        """The company as the paper writes it, "" where it has none."""
        return self.field("organization_name")

    @property
    def topics(self) -> tuple[str, ...]:
        """What it says of its topic: the field and the title."""
        return tuple(t for t in (self.field("topic_name"), self.field("title")) if t)

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
    def keys(self) -> frozenset[str]:
        """Every matching key of the name."""
        return frozenset(p.key for p in (self.listed, self.applied) if p is not None)

    @property
    def topic(self) -> str:
        """The topic of the list."""
        return self.listed.topic if self.listed else ""

    @property
    def organization(self) -> str:
        """The company as the application writes it, else as the list does."""
        return (self.applied.organization if self.applied else "") or (self.listed.organization if self.listed else "")


def pair_up(listed: Sequence[Listed], applied: Sequence[Applied], organizations: Sequence[str], threshold: float) -> tuple[Entry, ...]:
    """Return every circle or team once: first by equal keys, then what is left by likeness, the best first."""
    rows, forms = [r for r in listed if r.key], [a for a in applied if a.key]
    pairs: dict[int, tuple[int, Likeness]] = {}
    equal = [(i, j) for i, r in enumerate(rows) for j, a in enumerate(forms) if r.key == a.key]
    _take(pairs, [(_closeness(rows[i], forms[j]), i, j) for i, j in equal], Likeness.SAME)
    taken = {j for j, _ in pairs.values()}
    rest = [(i, j) for i in range(len(rows)) if i not in pairs for j in range(len(forms)) if j not in taken]
    alike = [(i, j) for i, j in rest if _are_alike(rows[i], forms[j], organizations, threshold)]
    _take(pairs, [(_closeness(rows[i], forms[j]), i, j) for i, j in alike], Likeness.ALIKE)
    taken = {j for j, _ in pairs.values()}
    row_keys, form_keys = Counter(r.key for r in rows), Counter(a.key for a in forms)
    entries = []
    for i, row in enumerate(rows):
        form = forms[pairs[i][0]] if i in pairs else None
        alone = row_keys[row.key] == 1 and (form is None or form_keys[form.key] == 1)
        entries.append(Entry(row, form, pairs[i][1] if i in pairs else Likeness.SAME, alone))
    return (*entries, *(Entry(None, a) for j, a in enumerate(forms) if j not in taken))


def _take(pairs: dict[int, tuple[int, Likeness]], candidates: list[tuple[float, int, int]], likeness: Likeness) -> None:
    """Marry the closest first, each once."""
    taken = {j for j, _ in pairs.values()}
    for closeness, i, j in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if closeness > 0 and i not in pairs and j not in taken:
            pairs[i] = (j, likeness)
            taken.add(j)


def _are_alike(row: Listed, form: Applied, organizations: Sequence[str], threshold: float) -> bool:
    companies = row.organization, form.organization
    if all(companies) and same_organization(companies[0], companies[1]) is Likeness.DIFFERENT:
        return False
    return same_entry(row.name, form.name, organizations, threshold) is not Likeness.DIFFERENT or _corroborated(row, form)


def _closeness(row: Listed, form: Applied) -> float:
    """Return how close a row and an application of like names are: namesakes are told by company, profile and spelling."""
    company = same_organization(row.organization, form.organization) if row.organization and form.organization else Likeness.ALIKE
    return 0.1 + 2 * company + (1 if _corroborated(row, form) else 0) + likeness(folded(row.name), folded(form.name))


def _corroborated(row: Listed, form: Applied) -> bool:
    """Tell whether the profile names the row's topic or two of its members: one circle under two names."""
    words = solid(text_of(form.record.record.values.get("profile_and_results")))
    topic = solid(row.topic)
    members = [n for n in names_in(row.row.get("member_names")) if len(n) >= 2]
    return (len(topic) >= 6 and topic in words) or sum(solid(n) in words for n in members) >= 2


def assigned(materials: Sequence[Material], entries: Sequence[Entry], organizations: Sequence[str]) -> tuple[tuple[Material, ...], ...]:
    """Return each circle's or team's reports or materials, in the order of the entries; one file may hold several's."""
    named = frozenset(key for e in entries for key in e.keys)
    return tuple(tuple(m for m in materials if _belongs(m, e, named, organizations)) for e in entries)


def _belongs(material: Material, entry: Entry, named: frozenset[str], organizations: Sequence[str]) -> bool:
    """Tell whether a paper is this entry's: by its own name, its topic, its file's name or first words."""
    if material.key and material.key in entry.keys:
        return True
    is_anothers = material.key in named
    if entry.topic and any(_same_topic(entry.topic, t, exactly=is_anothers) for t in material.topics):
        return True
    if is_anothers:
        return False
    if material.key and any(same_entry(material.name, n, organizations) is not Likeness.DIFFERENT for n in entry.names):
        return True
    return _is_mentioned(material.file, entry, material.field("title"))


def _same_topic(one: str, other: str, *, exactly: bool) -> bool:
    return solid(one) == solid(other) if exactly else topic_likeness(one, other) >= _SAME_TOPIC


def mentions(file: FiledFile, entry: Entry) -> bool:
    """Tell whether a file's name, folder or first words name the circle, team or topic."""
    return _is_mentioned(file, entry)


def _is_mentioned(file: FiledFile | None, entry: Entry, title: str = "") -> bool:
    if file is None:
        return False
    path, words = solid(f"{file.path} {file.name} {title}"), solid(file.excerpt)
    named = any((len(key) >= 2 and key in path) or (len(key) >= 3 and key in words) for key in entry.keys)
    topic = solid(entry.topic)
    return named or any(solid(n) in words for n in entry.names) or (len(topic) >= 5 and (topic in path or topic in words))
