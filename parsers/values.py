"""A cell's text and a field's specification in, a Value out: understood, raw, flagged, placed. The only place that knows kinds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from config.campaign import FieldSpec, Notice
from model import UNCERTAIN_FLAGS, Datum, Value
from parsers import choices, contacts, dates, names, numbers

_FILLER = re.compile(r"^[\s_＿﹏…]+|[\s_＿﹏…]+$")
_LEADING_COLON = re.compile(r"^\s*[:：]+")  # the label's, written into the cell beside it
_UNBROKEN_HYPHEN = "\u2011"  # how a hyphen is kept on one line, no letter of a name's
_INNER_FILLER = re.compile(r"[_＿]{2,}")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff“”‘’…—"
_BREAK = re.compile(r"[ \t\u3000\u00a0]*[\n\r\x0b\u2028]+[ \t\u3000\u00a0]*")
_BROKEN = re.compile(r"[\n\r\x0b\u2028]")
_CHINESE = re.compile(f"[{_CJK}]")
_PLACEHOLDER = re.compile(
    r"请填写|请输入|单击此处|点击此处|^[（(【]?示例|示例[)）】]?$|^例[:：]|^[xX×＊*]{2,}$|[×]{2,}|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])"
)
_COUNTED = frozenset({"count", "count_or_pair", "percent", "money_wan", "people_hours"})
_LONGEST_UNIT = 20
# a blank with its printed unit: “    万元”, “  人/  学时”
_UNIT_ALONE = re.compile(
    r"^\(?\s*(?:万元(?:/年)?|元|个|人|名|%|百分[数比]|起|次|人次|小时|人\s*/\s*(?:学|小|课)?时|/\s*(?:学|小|课)?时)\s*\)?$"
)
_PLACEHOLDER_LENGTH = 30
_PLACEHOLDER_LETTERS = frozenset("填输击例xX×＊*")

Understood = tuple[Datum, tuple[str, ...]]


def understand(  # noqa: PLR0913 - a cell, its field, its year and its place: none can be left out
    text: str, spec: FieldSpec, notice: Notice, where: str, *, unit: str = "", flags: tuple[str, ...] = ()
) -> Value:
    """Return what a field's text means. `unit` is the unit that the form prints beside it; `flags` come from the layout."""
    text = _LEADING_COLON.sub("", text).replace(_UNBROKEN_HYPHEN, "-")
    raw = _INNER_FILLER.sub("", _FILLER.sub("", text)) if "_" in text or "＿" in text else text.strip()
    if not raw or (spec.kind in _COUNTED and len(raw) <= _LONGEST_UNIT and _UNIT_ALONE.match(unicodedata.normalize("NFKC", raw))):
        return Value(None, "", ("empty", *flags), where)
    data, own = _KINDS[spec.kind](raw, spec, notice, unit)
    if len(raw) <= _PLACEHOLDER_LENGTH and not _PLACEHOLDER_LETTERS.isdisjoint(raw) and _PLACEHOLDER.search(raw):
        own = (*(f for f in own if f not in UNCERTAIN_FLAGS), "placeholder")  # surely no answer, however it was to be read
    return Value(data, raw, tuple(dict.fromkeys((*own, *flags))), where)


def as_text(raw: str) -> str:
    """Return a text on one line: a break beside a Chinese character vanishes, any other becomes a blank."""
    plain = raw.strip()
    if not _BROKEN.search(plain):
        return plain
    pieces = [p for p in _BREAK.split(plain) if p]
    line = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        line += piece if _CHINESE.match(line[-1]) or _CHINESE.match(piece) else f" {piece}"
    return line


def _text(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001 - one shape for all kinds
    return as_text(raw), ()


def _organization(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    text = as_text(raw)
    return re.sub(r"[（(](?:盖章|公章|单位公章|签章)[）)]$", "", text).strip(), ()


def _person(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return names.person(raw)


def _person_list(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return names.names_of(raw)


def _phone(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return contacts.phone(raw)


def _postal_code(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return contacts.postal_code(raw)


def _email(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return contacts.email(raw)


def _count(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return numbers.count(raw)


def _count_or_pair(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return numbers.count_or_pair(raw)


def _percent(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return numbers.percent(raw, spec.direction)


def _money(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return numbers.money_wan(raw, unit)


def _people_hours(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return numbers.people_and_hours(raw)


def _date(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return dates.date_of(raw)


def _choice(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return choices.choice(raw, notice.choices[spec.choices], notice.choice_aliases.get(spec.choices, {}))


def _district(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    return choices.place_name(raw, notice.districts, notice.district_aliases)


def _row_no(raw: str, spec: FieldSpec, notice: Notice, unit: str) -> Understood:  # noqa: ARG001
    found = re.fullmatch(r"\D*(\d{1,4})\D*", unicodedata.normalize("NFKC", raw))
    return (int(found.group(1)), ()) if found else (None, ("text",))


_KINDS: dict[str, Callable[[str, FieldSpec, Notice, str], Understood]] = {
    "text": _text,
    "long_text": _text,
    "section": _text,
    "paper_only": _text,
    "organization": _organization,
    "person": _person,
    "person_list": _person_list,
    "phone": _phone,
    "postal_code": _postal_code,
    "email": _email,
    "count": _count,
    "count_or_pair": _count_or_pair,
    "percent": _percent,
    "money_wan": _money,
    "people_hours": _people_hours,
    "date": _date,
    "choice": _choice,
    "district": _district,
    "row_no": _row_no,
}
