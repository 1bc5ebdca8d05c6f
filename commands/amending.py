"""`amend`, `rename`: staff correct what was read or written, with a reason; it holds through every reprocessing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence

from checks.certainty import text_of
from commands.deciding import decided
from commands.misuse import MisuseError
from commands.naming import form_of, place_named, receipt_of, word_of
from commands.opening import desk_of
from commands.words import STATUS
from config.campaign import FormSpec
from model import FiledRecord, Row
from pipeline.judging import judge_filing
from pipeline.settled import AMEND, Place, is_of_entry, rows_meant, settled


def amend(options: Namespace, environ: Mapping[str, str]) -> int:
    """Correct one cell of one form; the filing is judged again at once, and no letter goes out."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        form = form_of(desk.campaign, options.form)
        place = place_named(form, options.field, row=options.row, entry=options.entry)
        filing = settled(desk.ledger.filing(receipt), desk.campaign)
        entry, cells, place = _meant(filing.current(form.id), form, place, options.entry)
        known = cells.get(place.field)
        before = known.raw if known else ""
        said = {"entry": entry, "field": str(place), "before": before, "after": options.value, "reason": options.reason}
        status = decided(desk, receipt, word_of(desk, AMEND, **said))
    named = f"“{entry}”" if entry else ""
    print(f"{receipt}：{form.short_name}{named}{options.field} “{before}”→“{options.value}”；当前状态 {status}")
    return 0


def rename(options: Namespace, environ: Mapping[str, str]) -> int:
    """Name a filing's unit; no reading changes that name any more."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        before = desk.ledger.filing(receipt).unit
        desk.ledger.decide(receipt, word_of(desk, "rename", field="unit", before=before, after=options.unit, reason=options.reason))
        desk.ledger.set_unit(receipt, options.unit, is_staffs=True)
        status = STATUS[judge_filing(desk, receipt, answer=False).status]
    print(f"{receipt}：单位 {before or '（不明）'}→{options.unit}；当前状态 {status}")
    return 0


def _meant(records: Sequence[FiledRecord], form: FormSpec, place: Place, entry: str) -> tuple[str, Row, Place]:
    """Return the entry's name, the cells of the record or row that is meant, and the place; exactly one must be meant."""
    if place.roster:
        return _row_meant(records, form, place, entry)
    own = [r for r in records if is_of_entry(r, form, entry)]
    if len(own) != 1:
        raise MisuseError(_not_one(form, [text_of(r.record.values.get(form.entry)) for r in records], len(own)))
    name = text_of(own[0].record.values.get(form.entry)) if form.scope == "entry" else ""
    return name, own[0].record.values, place


def _row_meant(records: Sequence[FiledRecord], form: FormSpec, place: Place, entry: str) -> tuple[str, Row, Place]:
    roster = form.roster(place.roster)
    if roster is None:
        raise MisuseError(f"{form.short_name}没有列表 {place.roster}")
    found = [r.record.rosters[roster.id][n] for r in records for n in rows_meant(r.record, roster, entry, place.row)]
    name_column = roster.key_columns[0]
    names = [text_of(row.get(name_column)) for r in records for row in r.record.rosters.get(roster.id, ())]
    if len(found) != 1:
        raise MisuseError(_not_one(form, names, len(found), "或 --row"))
    name = text_of(found[0].get(name_column))
    is_unique = bool(name) and names.count(name) == 1
    # a name finds its row again in a later version, a number does not
    return (name, found[0], Place(place.form, place.field, place.roster)) if is_unique else (entry, found[0], place)


def _not_one(form: FormSpec, names: Sequence[str], count: int, more: str = "") -> str:
    listed = "、".join(n for n in names if n)
    what = "没有找到" if not count else f"有 {count} 处"
    return f"{form.short_name}中{what}所指的内容；请用 --entry{more} 指明一处{f'：{listed}' if listed else ''}"
