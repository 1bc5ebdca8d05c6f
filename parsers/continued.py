"""A list's row as clerks break or crowd it in; whether it goes on with the one before, and the people that it holds, out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isclose

from config.campaign import FieldSpec
from model import Cell, Value
from parsers.names import names_of

_DITTO = re.compile(r"^\s*[（(]?\s*(?:同上|同前|〃|″|”|\"|〞|々)\s*[）)]?\s*$")
_LONGEST_DITTO = 8
_APART = re.compile(r"[\n、，,；;／/]")
_RUNNING = frozenset({"text", "person_list", "long_text"})  # what may run on into another row
_MOST_RUNNING = 2


def goes_on(texts: Mapping[str, str], columns: Sequence[FieldSpec], keys: Sequence[str]) -> bool:
    """Tell whether a row merely goes on with the one before: the names run on, and nothing else but a topic beside them.

    `texts` are the row's own texts by field; a row torn by a page's end or a member a row leave all other cells empty.
    """
    kinds = {f.id: f.kind for f in columns}
    written = {name for name, text in texts.items() if text.strip()}
    if not 0 < len(written) <= _MOST_RUNNING or len(texts) <= len(written) + 1:
        return False
    if not any(kinds[name] == "person_list" for name in written) or keys[0] in written:
        return False
    return all(kinds[name] in _RUNNING for name in written)


def without_dittos(rows: Sequence[dict[str, Value]]) -> None:
    """Put in place of 同上 and ditto marks what stands above them; the text stays as it was written."""
    for above, row in pairwise(rows):
        for name, value in row.items():
            if 0 < len(value.raw) <= _LONGEST_DITTO and name in above and _DITTO.match(value.raw):
                row[name] = replace(value, data=above[name].data, flags=above[name].flags)


def without_sum(rows: list[dict[str, Value]]) -> None:
    """Take away a last row that holds nothing but the sums of those above it, though no 合计 stands beside them."""
    above = rows[:-1]
    written = {name: v.data for name, v in rows[-1].items() if v.raw and name != "row_no"} if len(above) > 1 else {}
    if written and all(isinstance(d, int | float) and isclose(d, _sum_of(name, above)) for name, d in written.items()):
        rows.pop()


def _sum_of(name: str, rows: Sequence[Mapping[str, Value]]) -> float:
    return sum(d for row in rows if name in row and isinstance(d := row[name].data, int | float))


def crowded(cells: Mapping[str, Sequence[Cell]], columns: Sequence[FieldSpec]) -> list[dict[str, str]]:
    """Return the texts of each person in a row that holds several, line by line, [] for an ordinary row.

    Every cell has as many lines as there are names; one that has a single line (an employer) is everybody's.
    """
    texts = {name: "\n".join(c.text for c in own if c.text.strip()) for name, own in cells.items()}
    person = next((f.id for f in columns if f.kind == "person"), "")
    names, flags = names_of(texts.get(person, ""))
    if len(names) < 2 or flags or columns[0].kind != "row_no":
        return []
    parted: dict[str, list[str]] = {}
    for spec in columns:
        text = texts.get(spec.id, "").strip()
        pieces = list(names) if spec.id == person else _pieces(text, len(names), shared=spec.kind in {"organization", "row_no"})
        if pieces is None:
            return []
        parted[spec.id] = pieces
    return [{name: pieces[at] for name, pieces in parted.items() if name in cells} for at in range(len(names))]


def _pieces(text: str, count: int, *, shared: bool) -> list[str] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) == count:
        return lines
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) == count and not shared:
        return parts
    return [text] * count if shared or not text else None
