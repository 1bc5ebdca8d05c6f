"""Values, rows, records and files in, how far they may be trusted out: nobody is accused by an uncertain reading."""

from __future__ import annotations

import re

from model import FiledFile, FiledRecord, FormRecord, Row, Value

# Readings of whole records or files that leave doubt on every cell
_DOUBTS = frozenset({"damaged", "scan", "second-opinion", "text-layer", "uncertain-layout"})
_ROUGH = frozenset({"approx", "bound", "range", "none_declared", "words"})
_NUMBERING_COLUMNS = frozenset({"row_no"})
# Clerks write these into every form of a set before they fill the ones they need
_HEADINGS = frozenset({"recommending_unit", "district", "signed_on", "seal_present"})
_MARKS = re.compile(r"^[\s/\\∕╱—―–－\-_无.。]*$")
# What stands in a list's row but is no entry of it
_NO_ENTRY = re.compile(
    r"^[\s（(]*(?:合\s*计|小\s*计|总\s*计|共\s*计|以下(?:空白|无正文|无)|注\s*[:：]|备\s*注\s*[:：]|说\s*明\s*[:：]|填\s*表)"
)


_OUTSIDERS = re.compile(r"含|顾问|指导|另|外聘|其中")


def text_of(value: Value | None) -> str:
    """Return a value's text as understood (one line), else as written; "" where there is none."""
    if value is None:
        return ""
    if isinstance(value.data, str):
        return value.data.strip()
    return " ".join(value.raw.split())


def number_of(value: Value | None) -> float | None:
    """Return a number that was surely and exactly written, or None: never an approximate, declared-none or uncertain one."""
    if value is None or not value.is_certain or _ROUGH.intersection(value.flags):
        return None
    return value.data if isinstance(value.data, int | float) else None


def figure_of(value: Value | None) -> float | None:
    """Return whatever number was understood, or None."""
    return value.data if value is not None and isinstance(value.data, int | float) else None


def names_in(value: Value | None) -> tuple[str, ...]:
    """Return the names that a cell lists; a cell of one person gives one."""
    if value is None or value.data is None:
        return ()
    if isinstance(value.data, tuple):
        return value.data
    return tuple(n for n in re.split(r"[、，,；;\s]+", str(value.data)) if n)


def is_filled(value: Value | None) -> bool:
    """Tell whether something was written; "/" and 无 are answers."""
    return value is not None and not value.is_blank


def is_spare(row: Row) -> bool:
    """Tell whether a list's row holds no entry: empty, struck through or only prompted for, a sum, a note, or a bare row number."""
    cells = ["" if "placeholder" in v.flags else v.raw for column, v in row.items() if column not in _NUMBERING_COLUMNS]
    words = [v.raw for v in row.values() if not isinstance(v.data, int | float | tuple)]  # 共计6人 under 人数 is a figure, no sum
    return all(_MARKS.match(c) for c in cells) or any(_NO_ENTRY.match(c) for c in words)


def is_blank(record: FormRecord) -> bool:
    """Tell whether nothing was filled in but the unit's name above: a form of the set that was not needed."""
    written = any(is_filled(v) for name, v in record.values.items() if name not in _HEADINGS)
    listed = any(not is_spare(row) for rows in record.rosters.values() for row in rows)
    return "blank" in record.flags or not (written or listed)


def record_is_certain(record: FiledRecord) -> bool:
    """Tell whether nothing about the whole form casts doubt on its cells."""
    return not _DOUBTS.intersection(record.record.flags) and record.file_format != "pdf"


def certain_file(file: FiledFile) -> bool:
    """Tell whether the file was read whole."""
    return not _DOUBTS.intersection(file.flags)


def is_confirmed(value: Value | None) -> bool:
    """Tell whether two programs read a value alike in a file that is doubtful otherwise."""
    return value is not None and value.is_certain and "confirmed" in value.flags


def may_count_outsiders(*values: Value | None) -> bool:
    """Tell whether a cell speaks of advisers or others who may or may not be counted."""
    return any(v is not None and _OUTSIDERS.search(v.raw) for v in values)


def plain_number(number: float) -> str:
    """Return a number as people write it: 8, 12.5."""
    return str(int(number)) if float(number).is_integer() else str(number)


def is_torn(file: FiledFile) -> bool:
    """Tell whether part of a file is lost, as far as both we and LibreOffice can tell; what is beyond our own bounds is not its fault."""
    return "damaged" in file.flags and not {"cut", "compared"}.intersection(file.flags)
