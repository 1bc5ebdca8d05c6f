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
_FIELDS = 5  # labels of the form, in any of their spellings, that are worth as much as its anchors
_HEADING = 70  # a longer text is no heading


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
    anchors: tuple[str, ...]
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
        hits = {a for k in keys for a in self.anchors if k == a or (len(k) <= len(a) + 10 and a in k)}
        return len(hits)


def patterns_of(campaign: Campaign, blanks: Mapping[str, Document]) -> tuple[FormPattern, ...]:
    """Return every form's pattern; `blanks` are the association's blank forms as read, by form id."""
    return tuple(_pattern(form, blanks.get(form.id)) for form in campaign.forms.values())


def printed_keys(document: Document) -> frozenset[str]:
    """Return the label keys of every paragraph that a document prints."""
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            texts += block.text.split("\n")
        elif isinstance(block, Grid):
            texts += [t for c in block.cells for t in c.text.split("\n")]
    return frozenset(key for text in texts if (key := label_key(text)))


def _pattern(form: FormSpec, blank: Document | None) -> FormPattern:
    rosters = tuple(RosterPattern(r, Labels(r.columns), frozenset(label_key(t) for t in r.titles)) for r in form.rosters)
    return FormPattern(
        spec=form,
        labels=Labels(form.pairs + form.items),
        prose=Labels(tuple(f for f in form.prose if f.labels)),
        rosters=rosters,
        title=re.compile(form.title) if form.title else None,
        anchors=tuple(dict.fromkeys(label_key(a) for a in form.anchors)),
        own={f.id: f for f in form.fields},
        printed=printed_keys(blank) if blank is not None else frozenset(),
    )
