"""A campaign's forms as the readers use them: labels indexed, titles compiled, and what the blank form itself prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config.campaign import Campaign, FieldSpec, FormSpec, RosterSpec
from config.labels import label_key
from model import Document, Grid, Line
from parsers.labelling import Labels

_YEAR = r"(?:20\d\d年?(?:度)?)?"
_SURPLUS = 10  # characters that a label may have beyond its anchor
_REMEMBERED = 20_000
_FIELDS = 5  # labels of the form, in any of their spellings, that are worth as much as its anchors
_HEADING = 70  # a longer text is no heading


class Anchors:
    """Which forms' anchors a label key holds; answered once a key, since labels recur in every file."""

    def __init__(self, anchors: Mapping[str, Iterable[str]]) -> None:
        """Take each form's anchor keys."""
        self._anchors = [(form, a) for form, keys in anchors.items() for a in keys]
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}

    def marks(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return (form id, anchor) for every anchor that a key is, or contains and hardly exceeds."""
        known = self._known.get(key)
        if known is None:
            length = len(key)
            known = tuple((f, a) for f, a in self._anchors if length <= len(a) + _SURPLUS and a in key)
            if len(self._known) < _REMEMBERED:
                self._known[key] = known
        return known


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
    title: re.Pattern[str] | None
    anchors: Anchors
    own: Mapping[str, FieldSpec]
    printed: frozenset[str]

    def titled(self, key: str) -> bool:
        """Tell whether a heading's key is this form's title."""
        if self.title is None or len(key) > _HEADING:
            return False
        return self.title.search(key) is not None

    def confirmed_by(self, keys: set[str]) -> bool:
        """Tell whether enough of the form's own labels stand among some keys to believe its title."""
        if self.anchors_in(keys) >= self.spec.min_anchors:
            return True
        return self.labels.meant(keys) + sum(r.labels.meant(keys) for r in self.rosters) >= _FIELDS

    def anchors_in(self, keys: Iterable[str]) -> int:
        """Count the anchors that stand among some label keys."""
        own = self.spec.id
        return len({a for k in keys for form, a in self.anchors.marks(k) if form == own})


def patterns_of(campaign: Campaign, blanks: Mapping[str, Document]) -> tuple[FormPattern, ...]:
    """Return every form's pattern; `blanks` are the association's blank forms as read, by form id."""
    anchors = Anchors({f.id: dict.fromkeys(label_key(a) for a in f.anchors) for f in campaign.forms.values()})
    return tuple(_pattern(form, blanks.get(form.id), anchors) for form in campaign.forms.values())


def printed_keys(document: Document) -> frozenset[str]:
    """Return the label keys of every paragraph that a document prints."""
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            texts += block.text.split("\n")
        elif isinstance(block, Grid):
            texts += [t for c in block.cells for t in c.text.split("\n")]
    return frozenset(key for text in texts if (key := label_key(text)))


def _pattern(form: FormSpec, blank: Document | None, anchors: Anchors) -> FormPattern:
    rosters = tuple(RosterPattern(r, Labels(r.columns), frozenset(label_key(t) for t in r.titles)) for r in form.rosters)
    return FormPattern(
        spec=form,
        labels=Labels(form.pairs + form.items),
        prose=Labels(tuple(f for f in form.prose if f.labels)),
        rosters=rosters,
        title=re.compile(form.title) if form.title else None,
        anchors=anchors,
        own={f.id: f for f in form.fields},
        printed=printed_keys(blank) if blank is not None else frozenset(),
    )
