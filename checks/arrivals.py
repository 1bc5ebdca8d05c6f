"""A form in, in which state it came out: read, as an unread picture, blank, with another filing, on paper, perhaps unopened."""

from __future__ import annotations

from collections.abc import Sequence

from checks.certainty import is_blank, text_of
from checks.entries import Entry, mentions
from checks.names import Likeness, same_entry, same_organization, topic_likeness
from checks.papers import EntryElsewhere, Papers
from model import FiledFile, FiledRecord, TroubleKind

# Papers that another filing may hold (an association's list, its companies' applications): asked anew when another filing comes
MAY_BE_ELSEWHERE = frozenset({"missing-application", "missing-material", "missing-recommendation", "missing-report", "unlisted-entry"})

_SAME_TOPIC = 0.85
_OTHER_TOPIC = 0.5


def is_picture(file: FiledFile) -> bool:
    """Tell whether people can read the file and we cannot."""
    return file.trouble is not None and file.trouble.kind is TroubleKind.PICTURE


def unread(papers: Papers, form: str) -> list[FiledFile]:
    """Return the scans, pictures and texts that seem to be this form by name or by their little text, of which no record was made."""
    files = (f for f in papers.filing.files if f.trouble is None or is_picture(f))
    return [f for f in files if f.suspected_form == form and not set(f.forms) - {"unrecognized"}]


def pictures(papers: Papers, form: str) -> list[FiledFile]:
    """Return the unread pictures and scans that may be such a paper: those taken for it and those taken for nothing."""
    return [f for f in papers.filing.files if is_picture(f) and f.suspected_form in {"", form} and not set(f.forms) - {"unrecognized"}]


def blank_alone(papers: Papers, form: str) -> list[FiledRecord]:
    """Return the blank records of a form that came in files of their own, where no filled one came.

    The other forms of a set that a unit filled in part are not meant: they were not needed.
    """
    spec = papers.campaign.forms.get(form)
    of_form = [r for r in papers.filing.records if r.record.form == form and spec is not None and not spec.document]
    if any(not is_blank(r.record) for r in of_form):
        return []
    return [r for r in of_form if {x.record.form for x in papers.filing.records if x.file == r.file} <= {form, "unrecognized"}]


def elsewhere(papers: Papers, entry: Entry, form: str) -> Likeness:
    """Tell whether another filing's papers of that form hold the same circle or team.

    SAME where the company is one too; ALIKE where the name is, but the company or the form is not known: then a person looks.
    """
    return max((_same(papers, entry, o, form) for o in papers.others), default=Likeness.DIFFERENT)


def topic_of(papers: Papers, entry: Entry) -> str:
    """Return a circle's topic: the list's, else its report's, "" where neither is here."""
    if entry.topic:
        return entry.topic
    own = next((found for t in papers.every_track for e, found in t.with_materials if e is entry), ())
    said = text_of(entry.applied.record.record.values.get("topic_name")) if entry.applied else ""
    return next((topic for m in own for topic in m.topics), said)


def _same(papers: Papers, entry: Entry, other: EntryElsewhere, form: str) -> Likeness:
    if other.form not in {"", form} or all(same_entry(n, other.entry, papers.organizations) is not Likeness.SAME for n in entry.names):
        return Likeness.DIFFERENT
    mine, theirs = entry.organization or papers.filing.unit, other.organization or other.unit
    company = same_organization(mine, theirs) if mine and theirs else Likeness.ALIKE
    if company is not Likeness.DIFFERENT:
        return Likeness.SAME if other.form else Likeness.ALIKE
    sides = ((entry.organization, papers.filing.unit), (other.organization, other.unit))
    recommends = any(not own and any(word in unit for word in papers.campaign.notice.associations) for own, unit in sides)
    return _by_topic(topic_of(papers, entry), other.topic) if recommends else Likeness.DIFFERENT


def _by_topic(one: str, other: str) -> Likeness:
    """An association's list may name no companies: then the topic tells a circle from its namesakes."""
    if not one or not other:
        return Likeness.ALIKE
    alike = topic_likeness(one, other)
    return Likeness.SAME if alike >= _SAME_TOPIC else Likeness.ALIKE if alike >= _OTHER_TOPIC else Likeness.DIFFERENT


def has_come_unread(papers: Papers, form: str, entry: Entry) -> bool:
    """Tell whether an unread paper of that form names the circle or team in its file name."""
    return any(mentions(f, entry) for f in unread(papers, form))


def has_come_somehow(papers: Papers, form: str) -> bool:
    """Tell whether a form of the unit is here in any state that another rule speaks of, or on paper."""
    return bool(papers.of_form(form) or unread(papers, form) or blank_alone(papers, form)) or papers.on_paper(form)


def unknown_texts(papers: Papers, shortest: float) -> Sequence[FiledFile]:
    """Return the files that were read but not recognised and are longer than a letter: one may be a report or material."""
    files = papers.filing.files
    return [f for f in files if f.trouble is None and not set(f.forms) - {"unrecognized"} and not f.suspected_form and f.words >= shortest]
