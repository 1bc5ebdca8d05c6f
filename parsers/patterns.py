"""A campaign's forms as the readers use them: labels indexed, titles compiled, and what the blank form itself prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from config.campaign import Campaign, FieldSpec, FormSpec, RosterSpec
from config.labels import label_key
from model import Document, Grid, Line
from parsers.labelling import Labels

_SURPLUS = 10  # characters that a label may have beyond its anchor
_REMEMBERED = 20_000
_FIELDS = 5  # labels of the form, in any of their spellings, that are worth as much as its anchors
_HEADING = 70  # a longer text is no heading
_BEHIND = 12  # letters that may stand behind a title: （盖章版）, 及2020年工作计划
_LABEL = 120  # a longer text is no label
_LINE = 40  # a longer line inside a text neither
_LINES = 60  # of a cell are looked at: one big frame holds a whole form
_ANNEX = re.compile(r"^附件[\d一二三四五六七八九十]*[:.、]?")
_IN_BRACKETS = re.compile(r"\([^()]*\)")

Marks = frozenset[tuple[str, str]]


class Anchors:
    """Which forms' anchors a text holds; answered once a text, since labels recur in every file."""

    def __init__(self, anchors: Mapping[str, Iterable[str]]) -> None:
        """Take each form's anchor keys."""
        self._begun: dict[str, list[tuple[str, str]]] = {}
        for form, keys in anchors.items():
            for anchor in keys:
                self._begun.setdefault(anchor[:2], []).append((form, anchor))
        self._longest = max((len(a) for keys in anchors.values() for a in keys), default=0)
        self._known: dict[str, Marks] = {}

    def marks(self, text: str) -> Marks:
        """Return (form id, anchor) for every anchor that is, or is contained in and hardly exceeded by, a label in the text."""
        known = self._known.get(text)
        if known is None:
            known = frozenset(mark for key in keys_of_text(text) for mark in self._of_key(key))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = known
        return known

    def _of_key(self, key: str) -> Iterator[tuple[str, str]]:
        length = len(key)
        if length > self._longest + _SURPLUS:
            return
        for at in range(length - 1):
            for form, anchor in self._begun.get(key[at : at + 2], ()):
                if length <= len(anchor) + _SURPLUS and key.startswith(anchor, at):
                    yield form, anchor


class Titles:
    """Which form a heading is the title of; answered once a text."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Compile the forms' title patterns, by form id in the order of the annexes."""
        self._forms = [(form, re.compile(title)) for form, title in titles.items()]
        self._any = re.compile("|".join(titles.values()) or r"(?!)")
        self._known: dict[str, str] = {}

    def form_of(self, text: str) -> str:
        """Return the id of the form of which a text is the title, "" for none."""
        known = self._known.get(text)
        if known is None:
            quoted = text.count("”") > text.count("“")  # the end of a quotation: …申报表”上签名
            known = self._found(heading_key(text)) if len(text) <= _LABEL and not quoted else ""
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = known
        return known

    def _found(self, key: str) -> str:
        """A bracket in a title may say the same twice (质量管理小组（QC小组）活动…)."""
        if len(key) > _HEADING:
            return ""
        for spelling in (key, _IN_BRACKETS.sub("", key)) if ")" in key else (key,):
            if self._any.search(spelling):
                found = ((form, title.search(spelling)) for form, title in self._forms)
                return next((form for form, match in found if match and len(spelling) - match.end() <= _BEHIND), "")
        return ""


@dataclass(frozen=True)
class RosterPattern:
    """A list table as the readers use it."""

    spec: RosterSpec
    labels: Labels
    titles: frozenset[str]


@dataclass(frozen=True)
class FormPattern:
    """A form as the readers use it. `printed` holds the keys of every text that stands on the blank form."""

    spec: FormSpec
    labels: Labels
    prose: Labels
    rosters: tuple[RosterPattern, ...]
    titles: Titles
    anchors: Anchors
    own: Mapping[str, FieldSpec]
    printed: frozenset[str]

    @property
    def has_table(self) -> bool:
        """Tell whether the form is a table; the others are running text."""
        return not self.spec.prose

    def confirmed_by(self, marks: Marks, texts: Iterable[str]) -> bool:
        """Tell whether enough of the form's own labels stand among some texts to believe its title."""
        if self.anchors_in(marks) >= self.spec.min_anchors:
            return True
        return self.labels_in(texts) >= _FIELDS

    def labels_in(self, texts: Iterable[str]) -> int:
        """Count the form's own fields whose labels stand among some texts."""
        keys = {k for text in texts for k in keys_of_text(text)}
        return self.labels.meant(keys) + sum(r.labels.meant(keys) for r in self.rosters)

    def labels_meant(self, texts: Iterable[str]) -> int:
        """Count the form's own fields of which one of some texts is the whole label, in whatever wording."""
        return len({fields[0].id for text in texts if (fields := self.labels.exact(text))})

    def anchors_in(self, marks: Marks) -> int:
        """Count the form's own anchors among some marks."""
        own = self.spec.id
        return sum(1 for form, _ in marks if form == own)


def heading_key(text: str) -> str:
    """Return a heading's key without 附件n, as the title patterns want it."""
    return _ANNEX.sub("", label_key(text)).strip(":：")


def keys_of_text(text: str) -> Iterator[str]:
    """Give the keys of what may be labels in a text: itself, its lines, and what stands before a colon."""
    plain = text.strip()
    if not plain:
        return
    if len(plain) <= _LABEL:
        yield label_key(plain)
    if "\n" in plain:
        for line in plain.split("\n", _LINES)[:_LINES]:
            if 2 <= len(line) <= _LINE:
                yield label_key(line)
            yield from _before_colon(line)
    else:
        yield from _before_colon(plain)


def _before_colon(line: str) -> Iterator[str]:
    for colon in ("：", ":"):
        at = line.find(colon, 0, _LABEL)
        if at > 0:
            yield label_key(line[:at])


def patterns_of(campaign: Campaign, blanks: Mapping[str, Document]) -> tuple[FormPattern, ...]:
    """Return every form's pattern; `blanks` are the association's blank forms as read, by form id."""
    anchors = Anchors({f.id: dict.fromkeys(label_key(a) for a in f.anchors) for f in campaign.forms.values()})
    titles = Titles({f.id: f.title for f in campaign.forms.values() if f.title and not f.document})
    return tuple(_pattern(form, blanks.get(form.id), titles, anchors) for form in campaign.forms.values())


def printed_keys(document: Document) -> frozenset[str]:
    """Return the label keys of every paragraph that a document prints."""
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            texts += block.text.split("\n")
        elif isinstance(block, Grid):
            texts += [t for c in block.cells for t in c.text.split("\n")]
    return frozenset(key for text in texts if (key := label_key(text)))


def _pattern(form: FormSpec, blank: Document | None, titles: Titles, anchors: Anchors) -> FormPattern:
    rosters = tuple(RosterPattern(r, Labels(r.columns), frozenset(label_key(t) for t in r.titles)) for r in form.rosters)
    return FormPattern(
        spec=form,
        labels=Labels(form.pairs + form.items),
        prose=Labels(tuple(f for f in form.prose if f.labels)),
        rosters=rosters,
        titles=titles,
        anchors=anchors,
        own={f.id: f for f in form.fields},
        printed=printed_keys(blank) if blank is not None else frozenset(),
    )
