"""A cell's text and the list of choices in, the one that was chosen out: written, ticked, or not to be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Found = tuple[str | None, tuple[str, ...]]

_TICKED = "☑☒✓✔√■●◉◼⬛🗹▣☻★"
_UNTICKED = "□☐○◯◻⬜▢◇"
_MARK = re.compile(f"[{_TICKED}{_UNTICKED}]")


def choice(text: str, choices: Sequence[str], aliases: Mapping[str, str]) -> Found:
    """Return (the choice, flags). Flags where None: empty, unknown, several (two written), unclear_tick (boxes, none ticked)."""
    if not text.strip():
        return None, ("empty",)
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    marked = _MARK.search(plain)
    if marked:
        return _ticked(plain, choices, aliases)
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


def _ticked(plain: str, choices: Sequence[str], aliases: Mapping[str, str]) -> Found:
    """A mark belongs to the word after it, unless the text ends with a mark and begins with a word."""
    before = bool(re.match(f"[{_TICKED}{_UNTICKED}]", plain)) or not re.search(f"[{_TICKED}{_UNTICKED}]$", plain)
    pieces = re.split(f"([{_TICKED}{_UNTICKED}])", plain)
    pairs = list(zip(pieces[1::2], pieces[2::2], strict=False)) if before else list(zip(pieces[1::2], pieces[0::2], strict=False))
    ticked = [w for mark, w in pairs if mark in _TICKED]
    named = [n for word in ticked for n in _named(word.strip("、，,;；/()（）"), choices, aliases)[:1]]
    if len(named) == 1:
        return named[0], ()
    if named:
        return None, ("several",)
    if ticked:  # √ alone: which choice it stood beside was lost
        return None, ("unknown" if any(word.strip() for _, word in pairs) else "unclear_tick",)
    bare = _named(plain, choices, aliases)
    return (bare[0], ()) if len(bare) == 1 and len(pairs) == 1 else (None, ("unclear_tick",))


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
