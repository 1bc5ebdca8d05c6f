"""The short cells of filled forms in, what was left from a template or lost on the way out: certificates are printed from them."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.cells import Cell, cells
from checks.certainty import names_in
from checks.names import folded
from checks.papers import Papers
from checks.rule import Hit, Limits, check
from model import Level

_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PRIVATE = r"\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010fffd"  # U+F0xx are the bullets and ticks of symbol fonts
# What a program puts where it has no glyph or no code; a question mark only between or beside Chinese characters of a name
_LOST = re.compile(rf"[\ufffd{_PRIVATE}]|(?<=[{_HAN}])[□?](?=[{_HAN}])")
_LOST_IN_A_PERSON = re.compile(rf"[\ufffd{_PRIVATE}□]|(?<=[{_HAN}])[?？]|[?？](?=[{_HAN}])")
_FULL_WIDTH = re.compile(rf"(?<=[{_HAN}])？(?=[{_HAN}])")
_PEOPLE = frozenset({"person", "person_list"})


@check(
    "placeholder-left",
    Level.PROBLEM,
    reads=("circle_recommendation.circles.topic_name", "circle_application", "team_application", "team_recommendation.teams"),
    limits=("certain", "doubtful", "max_length"),
    example={"raw": "（请填写）"},
)
def a_template_word_was_left(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A form's own hint or example row was left standing.

    Spared: XX as an anonymous customer in running text; where it stands in a short cell it goes to staff alone. Certainly left
    are only the words of templates themselves.
    """
    certain, doubtful = (re.compile("|".join(limits.words(name)), re.IGNORECASE) for name in ("certain", "doubtful"))
    for cell in cells(papers):
        if not cell.raw or len(cell.raw) > limits.number("max_length") or cell.field.kind in {"long_text", "section", "paper_only", "date"}:
            continue
        if certain.search(cell.raw):
            yield cell.hit()
        elif doubtful.search(cell.raw):
            yield cell.hit(certain=False)


@check(
    "lost-character",
    Level.PROBLEM,
    reads=(
        "circle_recommendation.circles.member_names",
        "circle_recommendation.circles.circle_name",
        "team_recommendation.teams.team_leader",
        "circle_application.organization_name",
    ),
    example={"raw": "张□明"},
)
def a_character_got_lost(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Rare characters of names turn into □, ? or a private code on the way; the certificate would show it.

    Spared: □ as a box to tick, question marks in sentences; only cells that go on the certificate are looked at, and a name that
    the list and the application write alike is asked for once.
    """
    listed = {folded(row.name) for t in papers.tracks for row in t.listed}
    for cell in cells(papers):
        if not cell.field.certificate or not cell.raw or (not cell.roster and folded(cell.raw) in listed):
            continue
        for piece in _pieces(cell):
            lost = (_LOST_IN_A_PERSON if cell.field.kind in _PEOPLE else _LOST).search(piece)
            if lost:
                yield _hit(cell, _around(piece, lost), certain=True)
            elif _FULL_WIDTH.search(piece):
                yield _hit(cell, piece, certain=False)


def _pieces(cell: Cell) -> tuple[str, ...]:
    names = names_in(cell.value) if cell.field.kind in _PEOPLE else ()
    return names or (cell.raw,)


def _hit(cell: Cell, piece: str, *, certain: bool) -> Hit:
    hit = cell.hit(raw=piece)
    return replace(hit, certain=certain and cell.papers.certain(cell.record), apart=f"{hit.apart}{piece}")


def _around(piece: str, lost: re.Match[str]) -> str:
    """A long text is quoted by its neighbourhood."""
    return piece if len(piece) <= 20 else piece[max(0, lost.start() - 6) : lost.end() + 6]
