"""A letter's findings in, which of the sender's own Word forms go back with it and what to note at which cell, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.campaign import Campaign
from model import FiledFile, Filing, Finding, Letter
from notifier.letter_items import open_findings, problems, sentence
from notifier.pages import flat, words_of

MOST_FILES = 5
MOST_OCTETS = 5_000_000  # of all files that go back with one letter
_LONGEST_STEM = 60
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069]')


@dataclass(frozen=True, slots=True)
class Note:
    """A comment at a cell: its place in the file, what was read there, and what to say."""

    where: str
    read: str
    text: str


@dataclass(frozen=True, slots=True)
class Return:
    """A file to send back: the one that came, the name that it gets, and its notes in the order of the letter."""

    file: FiledFile
    name: str
    notes: tuple[Note, ...]


def returns_of(filing: Filing, findings: Sequence[Finding], letter: Letter, campaign: Campaign) -> tuple[Return, ...]:
    """Return the Word files of the reader that the letter's problems speak of cell by cell.

    A file goes back only to the address that sent it, only as .docx, and only where something about it is new.
    """
    told = {key for sent in filing.letters for key in sent.finding_keys}
    asked = [f for f in problems(open_findings(findings, filing)) if f.where and f.file is not None and f.key in letter.finding_keys]
    found = []
    for file in _own_files(filing, letter):
        mine = [f for f in asked if f.file == file.number]
        notes = tuple(_notes(mine, _cells(filing, file.number)))
        if notes and (_is_new(file, filing, letter) or any(f.key not in told for f in mine)):
            found.append(Return(file, _name(file, filing, campaign), notes))
    return tuple(found[:MOST_FILES])


def _is_new(file: FiledFile, filing: Filing, letter: Letter) -> bool:
    return file.mail in letter.covers and not any(f.sha256 == file.sha256 and f.mail not in letter.covers for f in filing.files)


def _own_files(filing: Filing, letter: Letter) -> Iterator[FiledFile]:
    own = {m.number for m in filing.mails if m.answer_to.address.lower() == letter.to.address.lower()}
    current = {r.file for r in filing.records if r.current}
    for file in filing.files:
        if file.format == "docx" and file.mail in own and file.number in current and file.trouble is None and file.size <= MOST_OCTETS:
            yield file


def _cells(filing: Filing, file: int) -> Mapping[str, str]:
    """Return what was read at each place of a file."""
    records = [r.record for r in filing.records if r.file == file and r.current]
    rows = [row for record in records for roster in record.rosters.values() for row in roster]
    titles = {record.where: "" for record in records if record.where}
    return titles | {v.where: v.raw for cells in (*(record.values for record in records), *rows) for v in cells.values()}


def _notes(findings: Sequence[Finding], cells: Mapping[str, str]) -> Iterator[Note]:
    for where in dict.fromkeys(f.where for f in findings if f.where in cells):
        said = dict.fromkeys(sentence(f) for f in findings if f.where == where)
        yield Note(where, cells[where], "\n".join(said))


def _name(file: FiledFile, filing: Filing, campaign: Campaign) -> str:
    mark: str = words_of(campaign.texts)["returned"]["mark"]
    stem = _UNFIT.sub("", str(flat(file.name)).rsplit(".", 1)[0])
    receipt = f"（{filing.receipt}）" if filing.receipt else ""
    bare = stem.removeprefix(mark).removesuffix(receipt)[:_LONGEST_STEM]
    return f"{mark}{bare}{receipt}.docx"
