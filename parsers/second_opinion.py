"""Our reading of a file in, whether LibreOffice is to be asked; both readings in, the one that is kept out. Pure.

What LibreOffice alone read is doubtful as a whole (it tears some tables apart); what both read alike is sure, also in a file that
is damaged; where they differ ours stands, doubtful, with the other beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from config.campaign import Campaign, FormSpec
from model import FormRecord, Leftover, Reading, Row, TroubleKind, Value
from parsers.losses import FIELDS_LOST, FORM_LOST

BY_LIBREOFFICE: Final = "second-opinion"  # a record or file that LibreOffice alone read
COMPARED: Final = "compared"  # a file that both read
CONFIRMED: Final = "confirmed"  # a value that both read alike
DISPUTED: Final = "disputed"  # a value that they read differently
ADDED: Final = "second_opinion"  # a value that LibreOffice alone found, in a record of ours

# The kinds that LibreOffice is asked about, and the ending under which it is given them
_OWN: Final = ("doc", "docx", "docm", "rtf", "odt", "fodt", "ods", "fods", "xls", "xlsx", "xlsm", "xlsb", "sxw", "sxc")
ENDINGS: Final = {kind: kind for kind in _OWN} | {
    "wordml": "xml",
    "excelml": "xml",
    "abiword": "abw",
    "lotus": "wk1",
    "old-word": "doc",
    "staroffice": "sdw",
    "uof": "uof",
    "wordperfect": "wpd",
    "works": "wps",
    "write": "wri",
}
_NOT_OPENED: Final = frozenset({TroubleKind.DAMAGED, TroubleKind.UNKNOWN_FORMAT, TroubleKind.OUR_FAULT})
_UNSURE: Final = frozenset({"damaged", FIELDS_LOST, FORM_LOST})
_UNCOMPUTED: Final = "formula-without-value"
_OTHERWISE: Final = "LibreOffice 读作"
_UNKNOWN: Final = "unrecognized"


def is_wanted(ours: Reading) -> bool:
    """Tell whether a reading is unsure enough to ask: not opened, damaged, or a form whose fields are not to be found or not computed."""
    if ours.format not in ENDINGS or "cut" in ours.flags:  # what is beyond our bounds stays so
        return False
    if ours.trouble is not None:
        return ours.trouble.kind in _NOT_OPENED
    return bool(_UNSURE.intersection(ours.flags)) or any(_waits_for_a_result(r) for r in ours.records)


def _waits_for_a_result(record: FormRecord) -> bool:
    """Programs write formulas and leave the computing to whoever opens the sheet."""
    rows = [record.values, *(row for rows in record.rosters.values() for row in rows)]
    return any(_UNCOMPUTED in value.flags for row in rows for value in row.values())


def without(ours: Reading, why: str) -> Reading:
    """Return our reading where LibreOffice had nothing to say; staff see why beside the trouble."""
    if ours.trouble is None:
        return ours
    return replace(ours, trouble=replace(ours.trouble, detail=f"{ours.trouble.detail}; LibreOffice: {why}"))


def settled(ours: Reading, theirs: Reading, campaign: Campaign) -> Reading:
    """Return the reading that is kept of two of the same file; `theirs` is what came by way of LibreOffice."""
    if theirs.trouble is not None and not theirs.records:
        return without(ours, theirs.trouble.detail)
    if not _has_form(theirs) and (ours.trouble is None or not (theirs.words or theirs.records[0].flags)):
        return without(ours, "nothing in it")
    if not _has_form(ours):
        return _theirs(ours, theirs)
    left = list(theirs.records)
    records = [_paired(r, left, campaign.forms.get(r.form)) for r in ours.records]
    extra = [_marked(r) for r in left if r.form != _UNKNOWN and "blank" not in r.flags]
    return replace(ours, records=(*records, *extra), flags=(*ours.flags, COMPARED))


def _has_form(reading: Reading) -> bool:
    return any(r.form != _UNKNOWN and "blank" not in r.flags for r in reading.records)


def _theirs(ours: Reading, theirs: Reading) -> Reading:
    flags = tuple(dict.fromkeys((*(f for f in ours.flags if f not in _UNSURE), *theirs.flags, BY_LIBREOFFICE)))
    return replace(theirs, format=ours.format, records=tuple(map(_marked, theirs.records)), flags=flags)


def _marked(record: FormRecord) -> FormRecord:
    return replace(record, flags=(*record.flags, BY_LIBREOFFICE))


def _paired(ours: FormRecord, left: list[FormRecord], spec: FormSpec | None) -> FormRecord:
    """Compare a record with the next of theirs of the same form, which is taken out of `left`."""
    at = next((i for i, r in enumerate(left) if r.form == ours.form), None)
    if at is None:
        return ours
    theirs = left.pop(at)
    values, disputes = _compared(ours.values, theirs.values, _labels(spec))
    rosters: dict[str, tuple[Row, ...]] = {}
    for name in dict.fromkeys((*ours.rosters, *theirs.rosters)):
        rosters[name], more = _rows(ours.rosters.get(name, ()), theirs.rosters.get(name, ()), _labels(spec, name))
        disputes += more
    return replace(ours, values=values, rosters=rosters, leftovers=(*ours.leftovers, *disputes))


def _rows(ours: Sequence[Row], theirs: Sequence[Row], labels: Mapping[str, str]) -> tuple[tuple[Row, ...], list[Leftover]]:
    """Compare a list row by row; one of ours that is empty is theirs, and one of another length stays ours."""
    if not ours:
        return tuple({column: _flagged(v, ADDED) for column, v in row.items()} for row in theirs), []
    if len(ours) != len(theirs):
        said = [Leftover(_OTHERWISE, f"{len(theirs)} 行，我方读到 {len(ours)} 行")] if theirs else []
        return tuple(ours), said
    compared = [_compared(mine, other, labels) for mine, other in zip(ours, theirs, strict=True)]
    return tuple(row for row, _ in compared), [dispute for _, disputes in compared for dispute in disputes]


def _compared(ours: Mapping[str, Value], theirs: Mapping[str, Value], labels: Mapping[str, str]) -> tuple[dict[str, Value], list[Leftover]]:
    values = dict(_settled_values(ours, theirs))
    disputed = [name for name, v in values.items() if DISPUTED in v.flags]
    return values, [Leftover(f"{labels.get(name, name)}（{_OTHERWISE}）", theirs[name].raw, theirs[name].where) for name in disputed]


def _settled_values(ours: Mapping[str, Value], theirs: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for name, mine in ours.items():
        yield name, _one(mine, theirs.get(name))
    for name, other in theirs.items():
        if name not in ours:
            yield name, _flagged(other, ADDED)


def _one(mine: Value, other: Value | None) -> Value:
    if other is None or other.is_blank:
        return mine
    if mine.is_blank:
        return _flagged(other, ADDED)
    return _flagged(mine, CONFIRMED if _is_same(mine, other) else DISPUTED)


def _labels(spec: FormSpec | None, roster: str = "") -> dict[str, str]:
    """Return how the fields of a form, or the columns of one of its lists, are printed."""
    if spec is None:
        return {}
    fields = next((r.columns for r in spec.rosters if r.id == roster), ()) if roster else spec.fields
    return {f.id: f.labels[0] for f in fields if f.labels}


def _is_same(mine: Value, other: Value) -> bool:
    return "".join(mine.raw.split()) == "".join(other.raw.split()) or (mine.data is not None and mine.data == other.data)


def _flagged(value: Value, flag: str) -> Value:
    return replace(value, flags=(*value.flags, flag))
