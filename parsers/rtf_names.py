"""The words of RTF 1.9.1 that a reader meets: how they are told apart, which groups nobody sees, which are stories of their own."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_TOKEN: Final = rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|(%s+)"
PLAIN: Final = re.compile(_TOKEN % rb"[^\\{}\r\n]", re.DOTALL)
CHINESE: Final = re.compile(_TOKEN % rb"(?:[\x81-\xfe][\x40-\xfe]|[^\\{}\r\n])", re.DOTALL)  # raw GBK may hold \ { } as a second octet
BROKEN: Final = re.compile(rb"[\0-\x08\x0b\x0e-\x1f]")
PADDING: Final = b"\0\x1a\r\n\t "
# in a group that nobody sees: all up to a brace, a form field, or octets that may hold braces
PASSED: Final = re.compile(rb"(?:[^\\{}]+|\\(?!bin|formfield|\*)(?:[a-zA-Z]+|.))+", re.DOTALL)
PAGE: Final = re.compile(rb"\\ansicpg(\d+)")
UNSEEN: Final = frozenset(
    [
        "colortbl",
        "stylesheet",
        "info",
        "shprslt",
        "nonshppict",
        "objdata",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "mmathPr",
        "pgptbl",
        "revtbl",
        "sp",
        "atnid",
        "atnauthor",
        "annotation",
        "atrfstart",
        "atrfend",
        "bkmkstart",
        "bkmkend",
        "xe",
        "tc",
        "nonesttables",
        "upr",
        "listtext",
        "pntext",
        "pntxta",
        "pntxtb",
        "template",
        "wgrffmtfilter",
        "filetbl",
        "ftnsep",
        "ftnsepc",
        "aftnsep",
        "aftnsepc",
    ]
)
# behind \* and yet shown
ENTERED: Final = frozenset(
    ["fldinst", "footnote", "shpinst", "shppict", "nesttableprops", "ud", "shptxt", "formfield", "ffl", "dptxbxtext", "do"]
)
STORIES: Final = {
    "header": "页眉", "headerl": "页眉", "headerr": "页眉", "headerf": "页眉", "footer": "页脚", "footerl": "页脚", "footerr": "页脚",
    "footerf": "页脚", "footnote": "脚注", "shptxt": "文本框", "dptxbxtext": "文本框",
}  # fmt: skip
LETTERS: Final = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003", "enspace": "\u2002", "page": "\n",
}  # fmt: skip


def silent_words(known: Collection[str]) -> re.Pattern[bytes]:
    """Return what matches a run of control words that are none of these: most of an RTF tells how its letters look."""
    by_first = {word[0]: sorted(w[1:] for w in known if w[0] == word[0]) for word in known}
    told = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items()))
    return re.compile(rf"(?:\\(?!(?:{told})(?![a-zA-Z]))[a-zA-Z]{{1,32}}(?:-?\d{{1,10}})? ?[\r\n]*)+".encode())
