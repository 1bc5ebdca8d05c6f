"""A file's octets and name in, a Reading out: the whole way from octets to records. Runs in the confined process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from config.campaign import Campaign, load_campaign
from model import Document, FormRecord, Line, Reading, Trouble, TroubleKind
from parsers.documents import open_converted, open_document
from parsers.forms import fill, is_blank
from parsers.losses import losses
from parsers.papers import paper_of, plain_name, record_of_paper, suspected
from parsers.parts import split
from parsers.patterns import FormPattern, patterns_of
from parsers.returned import returned_flags
from parsers.runs import Part
from parsers.second_opinion import settled
from parsers.sniff import kind_of
from parsers.stand_ins import stand_in

UNRECOGNIZED = "unrecognized"
_EXCERPT = 1_000
_PICTURE_WORDS = 30  # a Word file with a picture and hardly a word is a scan in a wrapper
_JSON = TypeAdapter(Reading)


class Reader:
    """A campaign's forms, ready to read files with."""

    def __init__(self, campaign: Campaign) -> None:
        """Compile the forms; the association's own blank files say what is printed."""
        self.campaign = campaign
        blanks = _blanks(campaign)
        self.patterns: tuple[FormPattern, ...] = patterns_of(campaign, blanks)
        self._blank_words = {form: blank.words for form, blank in blanks.items()}

    def read(self, octets: bytes, name: str) -> Reading:
        """Return what a file is and says; bad content is a trouble in the Reading, never an exception."""
        opened = open_document(octets, name)
        if isinstance(opened, Trouble):
            return self._closed(octets, name, opened)
        if _is_scan(opened):
            return self._closed(octets, name, Trouble(TroubleKind.PICTURE, "no text layer"), opened)
        marks = returned_flags(octets) if opened.format == "docx" else ()
        reading = self._opened(replace(opened, flags=(*opened.flags, *marks)), name)
        if "damaged" in opened.flags and all(record.form == UNRECOGNIZED or is_blank(record) for record in reading.records):
            left = Trouble(TroubleKind.DAMAGED, f"{opened.format}: nothing filled in among the {opened.words} words left")
            return self._closed(octets, name, left, opened)
        trouble = stand_in(opened, octets, name, reading.excerpt) if all(r.form == UNRECOGNIZED for r in reading.records) else None
        return self._closed(octets, name, trouble, opened) if trouble else reading

    def read_converted(self, octets: bytes, name: str, kind: str, ending: str) -> Reading:
        """Return what LibreOffice made of a file of some kind: its `octets` are odt or ods, as `ending` says."""
        opened = open_converted(octets, ending)
        if isinstance(opened, Trouble):
            return Reading(kind, (), opened)
        opened = replace(opened, format=kind)
        if _is_scan(opened):
            return self._closed(octets, name, Trouble(TroubleKind.PICTURE, "no text layer"), opened)
        return self._opened(opened, name)

    def _closed(self, octets: bytes, name: str, trouble: Trouble, document: Document | None = None) -> Reading:
        kind = document.format if document else kind_of(octets, name)
        suspect = suspected(name, self.patterns, self.campaign.notice)
        form = self._picture_of(name) if trouble.kind is TroubleKind.PICTURE else UNRECOGNIZED
        records = (FormRecord(form, {}, flags=("scan",)),) if trouble.kind is TroubleKind.PICTURE else ()
        flags = ("sealed-copy",) if any(w in plain_name(name) for w in self.campaign.notice.words.sealed_copy) else ()
        return Reading(kind, records, trouble, suspect, document.words if document else 0, "", flags)

    def _picture_of(self, name: str) -> str:
        plain = plain_name(name)
        words = self.campaign.notice.words
        if any(w in plain for w in words.certificate):
            return "certificate_copy"
        return "review_opinion" if any(w in plain for w in words.review_opinion) else UNRECOGNIZED

    def _opened(self, document: Document, name: str) -> Reading:
        notice = self.campaign.notice
        parts = split(document, self.patterns)
        filled = [fill(p, p.pattern, notice) for p in parts if p.pattern is not None]
        rest = [p for p in parts if p.pattern is None]
        papers = self._papers(rest, name, document)
        records, flags = _without_spare_blanks([*filled, *papers])
        doubts = tuple(f for f in document.flags if f in {"text-layer", "damaged", "uncertain-layout"})
        marked = tuple(_flagged(r, doubts) for r in records) or (FormRecord(UNRECOGNIZED, {}, flags=doubts),)
        suspect = suspected(name, self.patterns, notice)
        lost = losses(marked, document, suspect, self.campaign, self._blank_words)
        return Reading(document.format, marked, None, suspect, document.words, _excerpt(document), (*document.flags, *flags, *lost))

    def _papers(self, rest: Sequence[Part], name: str, document: Document) -> list[FormRecord]:
        if not rest:
            return []
        words = document.words if len(rest) else 0
        pattern = paper_of(rest, name, words, self.patterns)
        return [record_of_paper(rest, pattern, self.campaign.notice)] if pattern is not None else []


def prepare(argument: Any) -> None:
    """Load the campaign of a folder once, before any stranger's file is opened (boot of the confined process)."""
    _READERS["reader"] = Reader(load_campaign(Path(argument["campaign"])))


def read_file(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Read one file in the confined process; params: name. Returns the Reading as JSON."""
    return _JSON.dump_json(_READERS["reader"].read(octets, str(params["name"]))), ()


def read_converted(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Read what LibreOffice wrote, as `ending` says, and settle it with our own Reading of the file (`ours`); params: name, too.

    Returns the Reading that is kept as JSON.
    """
    reader, ours = _READERS["reader"], _JSON.validate_python(params["ours"])
    theirs = reader.read_converted(octets, str(params["name"]), ours.format, str(params["ending"]))
    return _JSON.dump_json(settled(ours, theirs, reader.campaign)), ()


def kind_alone(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Tell a file's kind and no more; params: name. Returns a Reading without record, as JSON: for a file at which a reader broke."""
    return _JSON.dump_json(Reading(kind_of(octets, str(params["name"])), (), suspected_form=_suspect(str(params["name"])))), ()


def as_params(read: Reading) -> Any:
    """Return a Reading as a call's params can hold it."""
    return _JSON.dump_python(read, mode="json")


def reading_of(data: bytes) -> Reading:
    """Return the Reading that `read_file` wrote."""
    return _JSON.validate_json(data)


_READERS: dict[str, Reader] = {}


def _suspect(name: str) -> str:
    reader = _READERS["reader"]
    return suspected(name, reader.patterns, reader.campaign.notice)


def _blanks(campaign: Campaign) -> dict[str, Document]:
    blanks: dict[str, Document] = {}
    for form in campaign.forms.values():
        if form.blank:
            document = open_document((campaign.folder / "blank" / form.blank).read_bytes(), form.blank)
            if isinstance(document, Document):
                blanks[form.id] = document
    return blanks


def _is_scan(document: Document) -> bool:
    return "scan" in document.flags or (document.words < _PICTURE_WORDS and document.pictures > 0)


def _without_spare_blanks(records: Sequence[FormRecord]) -> tuple[list[FormRecord], tuple[str, ...]]:
    """Beside a filled form, or inside the notice itself, a blank form is merely what was printed along with it."""
    filled = [r for r in records if not is_blank(r)]
    if filled and len(filled) < len(records):
        return filled, ("spare-blanks",)
    return list(records), ()


def _flagged(record: FormRecord, doubts: tuple[str, ...]) -> FormRecord:
    if not doubts:
        return record
    return FormRecord(record.form, record.values, record.rosters, record.leftovers, record.title, record.where, (*record.flags, *doubts))


def _excerpt(document: Document) -> str:
    texts: list[str] = []
    length = 0
    for block in document.blocks:
        texts.append(block.text if isinstance(block, Line) else " ".join(c.text for c in block.cells[:40]))
        length += len(texts[-1])
        if length > _EXCERPT:
            break
    return "\n".join(texts)[:_EXCERPT]
