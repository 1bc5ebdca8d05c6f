"""A cell's text and the list of choices in, the one that was chosen out: written, ticked, or not to be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Found = tuple[str | None, tuple[str, ...]]

_TICKED = "☑☒✓✔✅√■●◉⊙◆◼⬛🗹▣☻★"
_UNTICKED = "□☐○◯◻⬜▢◇"
_TICKS = frozenset(_TICKED)
_MARK = re.compile(f"[{_TICKED}{_UNTICKED}]")
_MARKS = re.compile(f"[{_TICKED}{_UNTICKED}×✗✘]+")  # a cross says no, where another mark says yes
_LETTER = re.compile(r"(?<![A-Za-z])[Vv](?![A-Za-z])")  # typed for √ among boxes
_FIRST, _LAST = 0, -1
_IN_BRACKETS = re.compile(r"[(\[【〔]\s*([√✓✔☑✅●■★xXvV]?)\s*[)\]】〕]")


def choice(text: str, choices: Sequence[str], aliases: Mapping[str, str]) -> Found:
    """Return (the choice, flags). Flags where None: empty, unknown, several (two written), unclear_tick (boxes, none ticked)."""
    if not text.strip():
        return None, ("empty",)
    folded = _IN_BRACKETS.sub(_bare_mark, _unbroken(unicodedata.normalize("NFKC", text), choices))
    if _MARK.search(folded):
        return _ticked(_LETTER.sub("√", folded), choices, aliases)
    plain = _solid(folded)
    named = _named(plain, choices, aliases)
    if len(named) == 1:
        return named[0], ()
    return None, ("several",) if named else ("unknown",)


def place_name(text: str, known: Sequence[str], aliases: Mapping[str, str]) -> Found:
    """Return a district as the list writes it, by name or alias; an unknown one as written, flagged unknown."""
    plain = re.sub(r"[\s_＿]+", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return None, ("empty",)
    for word in (plain, re.sub(r"^(?:中国)?重庆市?", "", plain)):
        if word in known:
            return word, ()
        if word in aliases:
            return aliases[word], ()
    within = [k for k in known if k in plain]
    if len(within) == 1:
        return within[0], ()
    short = [k for k in known if len(plain) >= 2 and k.startswith(plain) and len(k) == len(plain) + 1]
    return (short[0], ()) if len(short) == 1 else (text.strip(), ("unknown",))


def _unbroken(text: str, choices: Sequence[str]) -> str:
    """Where a line ends inside a choice, the narrow cell broke the lines, and their ends tell nothing."""
    lines, solid = [_solid(line) for line in text.split("\n")], _solid(text)
    is_broken = any(c in solid and not any(c in line for line in lines) for c in choices)
    return re.sub(r"\s*\n\s*", "", text) if is_broken else text


def _bare_mark(bracketed: re.Match[str]) -> str:
    """现场型（√）: the mark alone, set off from what follows where it hangs on the word before."""
    mark = "☑" if bracketed[1] else "□"
    return f"{mark} " if bracketed.string[: bracketed.start()][-1:].strip() else mark


def _ticked(text: str, choices: Sequence[str], aliases: Mapping[str, str]) -> Found:
    marks, words = _MARKS.findall(text), _MARKS.split(text)
    ticked = [_beside(words, at, mark) for at, mark in enumerate(marks) if not _TICKS.isdisjoint(mark)]
    if None in ticked:
        return None, ("unclear_tick",)
    named = [name for beside in ticked if beside and (name := _nearest(*beside, choices, aliases))]
    if len(named) == 1:
        return named[0], ()
    if named:
        return None, ("several",)
    if ticked:  # √ alone: which choice it stood beside was lost
        return None, ("unknown" if any(word.strip() for word in words) else "unclear_tick",)
    bare = _named(_solid(text), choices, aliases)
    return (bare[0], ()) if len(bare) == 1 and len(marks) == 1 else (None, ("unclear_tick",))


def _beside(words: Sequence[str], at: int, mark: str) -> tuple[str, int] | None:
    """Return the words that a tick stands beside and at which end of them, None where it is not to be told to which it belongs.

    Where the text begins with a mark, each belongs to what comes after it, else where it ends with one, to what came before;
    where it does neither, the blanks tell.
    """
    before, after = words[at], words[at + 1]
    hangs, leads = before[-1:].strip() != "", after[:1].strip() != ""
    if not words[0].strip():
        if not after.strip():  # □现场型√ □攻关型, or √ □现场型
            return (before, _LAST) if hangs else (next((word for word in words[at:] if word.strip()), ""), _FIRST)
        is_torn = at > 0 and hangs and leads and mark[0] in _TICKED and mark[-1] not in _TICKED  # □现场型√□攻关型
        return None if is_torn else (after, _FIRST)
    if not words[-1].strip():
        return before, _LAST
    return None if hangs == leads else (before, _LAST) if hangs else (after, _FIRST)


def _nearest(text: str, end: int, choices: Sequence[str], aliases: Mapping[str, str]) -> str:
    """Return the first or last choice in a text, "" where there is none."""
    solid = _solid(text).strip("、，,;；/()（）")
    named = sorted(_named(solid, choices, aliases), key=solid.find)
    return named[end] if named else ""


def _solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _named(plain: str, choices: Sequence[str], aliases: Mapping[str, str]) -> list[str]:
    whole = plain.strip("。.;；,，:：()（）\"'“”")
    if whole in choices:
        return [whole]
    if whole in aliases:
        return [aliases[whole]]
    within = [c for c in choices if c in plain]
    if within:
        return within
    spoken = [(alias, target) for alias, target in aliases.items() if alias in plain and len(alias) > 2]
    return list(dict.fromkeys(target for alias, target in spoken if not any(alias in longer and alias != longer for longer, _ in spoken)))
