"""A document without a form in, with the name under which it came; what trouble there is where it is not what the name promises, out.

A download that failed leaves a server's page under the document's name; an office program that failed leaves an empty file.
"""

from __future__ import annotations

import re
from typing import Final

from model import Document, Trouble, TroubleKind

# What no program writes as a page or as bare text; old endings (.doc, .xls) many programs do
_NEVER_TEXT: Final = re.compile(r"\.(?:docx|docm|xlsx|xlsm|pptx|pdf|zip|rar|7z|ofd|jpe?g|png)$", re.IGNORECASE)
_SELDOM_TEXT: Final = re.compile(r"\.(?:doc|xls|ppt|wps|et|dps|rtf)$", re.IGNORECASE)
_FROM_A_SERVER: Final = re.compile(
    r"\b[45]\d\d\b|\berror|forbidden|denied|not found|expired|登[录陆]|提取码|访问码|验证码|错误|出错|找不到|不存在|过期|失效|无权|超时",
    re.IGNORECASE,
)
_MOST_WORDS: Final = 300  # of such a page; a report has thousands
_TEXTS: Final = frozenset({"html", "mhtml", "text"})
_PAPERS: Final = frozenset({"docx", "docm", "doc", "rtf", "odt", "xlsx", "xlsm", "xls", "ods"})
_EMBEDDED: Final = (b"/embeddings/", b"/activeX/", b"O\0b\0j\0e\0c\0t\0P\0o\0o\0l\0", b"\\object")


def stand_in(document: Document, octets: bytes, name: str, excerpt: str) -> Trouble | None:
    """Return the trouble with a document in which no form was found, None where it may well be what was to be sent."""
    if document.format in _TEXTS and document.words < _MOST_WORDS:
        said = _NEVER_TEXT.search(name) or (_SELDOM_TEXT.search(name) and _FROM_A_SERVER.search(excerpt))
        return Trouble(TroubleKind.WEB_PAGE, f"{document.format}: in the place of a document") if said else None
    holds_nothing = not document.words and not document.pictures and not document.flags and document.format in _PAPERS
    if holds_nothing and not any(sign in octets for sign in _EMBEDDED):
        return Trouble(TroubleKind.EMPTY, f"{document.format}: no text and no picture")
    return None
