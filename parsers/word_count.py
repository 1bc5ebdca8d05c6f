"""Text in, the number of words out, counted as Word does for Chinese (字数)."""

from __future__ import annotations

import re

# Every East Asian letter or mark is a word of its own; quotes, dashes and dots count so too, as they do in a Chinese text.
_EAST_ASIAN = "\u2014\u2018-\u201d\u2026\u2e80-\u2fff\u3001-\u9fff\ua000-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffee\U00020000-\U0003ffff"  # noqa: E501 - ranges in the order of Unicode, one string
_EAST_ASIAN_RUN = re.compile(f"[{_EAST_ASIAN}]+")


def words_in(text: str) -> int:
    """Return the words of a text: a CJK character or mark 1, a run of anything else between white space 1."""
    others, runs = _EAST_ASIAN_RUN.subn(" ", text)
    return len(text) - len(others) + runs + len(others.split())
