"""One file of a mail in, its Reading out: read in a confined process, and where that is not sure, by way of LibreOffice too."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from intake import embedded
from intake.unpack import STEP_MARK
from model import Attachment, FaultError, FormRecord, Reading, Trouble, TroubleKind
from parsers import reading, second_opinion
from parsers.isolated import Answer, Cage
from parsers.office import Office

FILE_SECONDS: Final = 20.0

log = logging.getLogger("intake")  # the desk's own, which wires this room

# What stands for one document, so that its name may tell which; a closed archive may hold any
_SINGLE: Final = frozenset({TroubleKind.EMPTY, TroubleKind.SHORTCUT, TroubleKind.DANGEROUS})
_MOST_OPINIONS: Final = 20  # files of one mail that LibreOffice is asked about, and the seconds after which it is asked no more
_OPINION_SECONDS: Final = 120.0


class FileReader:
    """The reading of one mail's files, one after the other."""

    def __init__(self, cage: Cage, office: Office | None) -> None:
        """Take a confined process and, where there is one, LibreOffice."""
        self._cage = cage
        self._office = office
        self._opinions = 0
        self._seconds = 0.0

    def read(self, file: Attachment) -> Reading:
        """Read one file; what could not be unpacked keeps its trouble, and what broke our reader is our fault, never the unit's."""
        if file.trouble is not None:
            return Reading("", (), file.trouble, self._known(file).suspected_form if file.trouble.kind in _SINGLE else "")
        answer = self._cage.call("parsers.reading:read_file", file.octets, {"name": file.name}, FILE_SECONDS)
        ours = reading.reading_of(answer.data) if answer.data is not None else self._broken(file, words_of(answer))
        if self._office is None or is_part_of_its_text(file, ours) or not second_opinion.is_wanted(ours):
            return ours
        if self._opinions >= _MOST_OPINIONS or self._seconds > _OPINION_SECONDS:
            return second_opinion.without(ours, "not asked, this mail has had its share")
        return self._second_opinion(file, ours, self._office)

    def _broken(self, file: Attachment, words: str) -> Reading:
        """Return what is known of a file at which the whole reader broke: its kind, where that can be told."""
        known = self._known(file)
        return Reading(known.format, (), Trouble(TroubleKind.OUR_FAULT, words), known.suspected_form)

    def _known(self, file: Attachment) -> Reading:
        answer = self._cage.call("parsers.reading:kind_alone", file.octets, {"name": file.name}, FILE_SECONDS)
        return reading.reading_of(answer.data) if answer.data is not None else Reading("", ())

    def _second_opinion(self, file: Attachment, ours: Reading, office: Office) -> Reading:
        try:
            converted = office.convert(file.octets, second_opinion.ENDINGS[ours.format])
        except FaultError as error:  # the mail is read all the same
            log.warning("no second opinion: %s", error)
            return second_opinion.without(ours, str(error))
        self._opinions += 1
        self._seconds += converted.seconds
        if converted.octets is None:
            return second_opinion.without(ours, converted.failure)
        params = {"name": file.name, "ending": converted.ending, "ours": reading.as_params(ours)}
        answer = self._cage.call("parsers.reading:read_converted", converted.octets, params, FILE_SECONDS)
        if answer.data is None:
            return second_opinion.without(ours, words_of(answer))
        kept = reading.reading_of(answer.data)
        if ours.trouble is not None and ours.trouble.kind is TroubleKind.OUR_FAULT and kept.trouble is None:
            log.error("our reader failed on %s, LibreOffice did not: %s", file.sha256, ours.trouble.detail)
        return kept


def is_part_of_its_text(file: Attachment, read: Reading) -> bool:
    """Say whether a file is an object without a name that holds no form: a table or drawing that its document shows."""
    return embedded.OBJECT in file.flags and all(record.form == reading.UNRECOGNIZED for record in read.records)


def without_icons(readings: Iterable[tuple[Attachment, Reading]]) -> tuple[tuple[Attachment, Reading], ...]:
    """Return a mail's readings; a document that only shows the icons of files in it is no scan."""
    listed = tuple(readings)
    hosts = {f.path.rpartition(STEP_MARK)[0] for f, read in listed if {embedded.FILE, embedded.OBJECT} & {*f.flags} and not read.trouble}
    return tuple((f, _as_cover(read) if f.path in hosts else read) for f, read in listed)


def _as_cover(read: Reading) -> Reading:
    is_scan = read.trouble is not None and read.trouble.kind is TroubleKind.PICTURE
    return replace(read, records=(FormRecord(reading.UNRECOGNIZED, {}),), trouble=None, suspected_form="") if is_scan else read


def words_of(answer: Answer) -> str:
    """Return why a call has no answer."""
    return f"{answer.failure.kind}: {answer.failure.detail}" if answer.failure else "no answer"
