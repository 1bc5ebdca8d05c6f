"""A row or form of values in, the same out with a telephone number or postal code that stands in its neighbour's cell put in its place.

“直接联系人及手机 | 张三 139…” and “联系人 | 张三 139…” answer two fields; so does an address with its postal code behind it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from config.campaign import FieldSpec
from model import Value
from parsers import contacts, names
from parsers.values import as_text

_EDGES = " ,，;；、/／（(\n\t\u3000:："
_WIDE = re.compile(r"[０-９]")
_PERSONS = frozenset({"person", "person_list"})
_NUMBER = re.compile(r"[+(（]{0,2}\d[\d \t\n()（）+.—–－\-]{5,}\d(?:\s*(?:转|分机)\s*\d{1,6})?")
_CODE_AT_END = re.compile(r"(?<=[^\d])[\s,，;；、/（(]*(?:邮\s*编\s*[:：]?\s*)?(?<!\d)(\d{6})\s*[)）]?\s*$")


def with_companions(values: Mapping[str, Value], fields: Sequence[FieldSpec]) -> dict[str, Value]:
    """Return the values; a field whose own place is blank or missing is read out of the cell that holds two answers."""
    found = dict(values)
    for holder, lacking in _pairs(fields):
        held = found.get(holder.id)
        if held is None or held.is_blank or not _is_open(found.get(lacking.id)):
            continue
        parted = _number_apart(held, holder.kind) if lacking.kind == "phone" else _code_apart(held)
        if parted is not None:
            found[holder.id], found[lacking.id] = parted
    return found


def _pairs(fields: Sequence[FieldSpec]) -> Iterator[tuple[FieldSpec, FieldSpec]]:
    """A person is followed by that person's telephone, an address by its postal code."""
    for at, spec in enumerate(fields):
        if spec.kind in _PERSONS:
            later = next((f for f in fields[at + 1 :] if f.kind in ("phone", *_PERSONS)), spec)
            if later.kind == "phone":
                yield spec, later
        elif spec.kind == "text" and [f.kind for f in fields[at + 1 : at + 2]] == ["postal_code"]:
            yield spec, fields[at + 1]


def _is_open(value: Value | None) -> bool:
    return value is None or value.is_blank


def _number_apart(held: Value, kind: str) -> tuple[Value, Value] | None:
    plain = unicodedata.normalize("NFKC", held.raw) if _WIDE.search(held.raw) else held.raw
    written = _NUMBER.search(plain)
    number, _ = contacts.phone(written.group()) if written else (None, ())
    if written is None or number is None:
        return None
    rest = f"{plain[: written.start()]} {plain[written.end() :]}".strip(_EDGES)
    data, flags = names.person(rest) if kind == "person" else names.names_of(rest)
    return Value(data, held.raw, flags, held.where), Value(number, written.group().strip(), (), held.where)


def _code_apart(held: Value) -> tuple[Value, Value] | None:
    code = _CODE_AT_END.search(held.raw)
    if code is None:
        return None
    address = as_text(held.raw[: code.start()].rstrip(_EDGES))
    return replace(held, data=address), Value(code.group(1), code.group(1), (), held.where)
