"""Two records in, whether they say the same, and which of two formats serves better, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.names import solid
from model import FiledRecord, Value

_PAGES = frozenset({"pdf", "xps", "ofd"})
_SHEETS = frozenset({"xlsx", "xls", "xlsm", "et", "ods", "fods", "sxc", "csv"})
_SLIDES = frozenset({"pptx", "ppt", "dps"})
_PICTURES = frozenset({"jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "heic", "heif", "webp", "picture"})


def rank(record: FiledRecord) -> int:
    """Return how well a format serves: Word 3, a spreadsheet 2, slides and pages 1, pictures and scans 0."""
    if record.file_format in _PICTURES or "scan" in record.record.flags:
        return 0
    if record.file_format in _PAGES | _SLIDES:
        return 1
    return 2 if record.file_format in _SHEETS else 3


def outranks(one: FiledRecord, other: FiledRecord) -> bool:
    """Tell whether one record can be edited where the other is but pages or a picture."""
    return rank(one) >= 2 > rank(other)


def same_content(one: FiledRecord, other: FiledRecord) -> bool:
    """Tell whether two records say the same wherever both say something."""
    if not _same_values(one.record.values, other.record.values):
        return False
    for name in one.record.rosters.keys() & other.record.rosters.keys():
        mine, theirs = one.record.rosters[name], other.record.rosters[name]
        if len(mine) != len(theirs) or not all(_same_values(a, b) for a, b in zip(mine, theirs, strict=True)):
            return False
    return True


def distinct(records: Sequence[FiledRecord]) -> list[FiledRecord]:
    """Return the records without copies of later ones, in their order."""
    kept: list[FiledRecord] = []
    for record in reversed(records):
        if not any(same_content(record, k) for k in kept):
            kept.insert(0, record)
    return kept


def _same_values(mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> bool:
    return all(solid(mine[f].raw) == solid(theirs[f].raw) for f in mine.keys() & theirs.keys() if mine[f].raw and theirs[f].raw)
