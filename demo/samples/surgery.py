"""What Word does to a form behind the clerk's back: a drawn document in, the same words in controls, boxes, revisions and symbols out."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from docx.document import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_MARKS = re.compile("([☑□])")
_WINGDINGS = {"☑": "F0FE", "□": "F0A8"}

Surgeon = Callable[[Word, tuple[str, ...], Random], None]


def content_controls(word: Word, values: tuple[str, ...], dice: Random) -> None:
    """Put values into content controls (w:sdt), as templates with fields to fill have them."""
    for run in list(_runs_of(word, values)):
        if dice.random() < 0.6:
            control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
            run.addprevious(control)
            control.append(OxmlElement("w:sdtPr"))
            control.append(content)
            content.append(run)


def tracked_changes(word: Word, values: tuple[str, ...], dice: Random) -> None:
    """Show values as insertions beside what they replaced (w:ins, w:del)."""
    for number, run in enumerate(list(_runs_of(word, values))):
        if dice.random() < 0.5:
            new, old = _revision("w:ins", number), _revision("w:del", 1000 + number)
            run.addprevious(old)
            run.addprevious(new)
            old.append(_deleted(run, "旧稿内容"))
            new.append(run)


def text_boxes(word: Word, values: tuple[str, ...], dice: Random) -> None:
    """Move the line for the unit above the table into a text box."""
    for paragraph in word.paragraphs:
        if dice.random() < 0.9 and "所属区" in paragraph.text and any(v in paragraph.text for v in values if v):
            inner = copy.deepcopy(paragraph._p)  # noqa: SLF001 - python-docx draws no text boxes
            for run in paragraph._p.findall(qn("w:r")):  # noqa: SLF001
                paragraph._p.remove(run)  # noqa: SLF001
            paragraph._p.append(_box(inner))  # noqa: SLF001
            return


def symbol_ticks(word: Word, values: tuple[str, ...], dice: Random) -> None:  # noqa: ARG001 - one shape for all
    """Write ☑ and □ as glyphs of Wingdings (w:sym), as the dialog 插入符号 does."""
    for run in list(word.element.body.iter(qn("w:r"))):
        text = "".join(t.text or "" for t in run.findall(qn("w:t")))
        if "☑" in text:
            for piece in _MARKS.split(text):
                if piece:
                    run.addprevious(_piece(run, piece))
            run.getparent().remove(run)


SURGERIES: dict[str, Surgeon] = {
    "content-controls": content_controls,
    "tracked-changes": tracked_changes,
    "text-boxes": text_boxes,
    "symbol-ticks": symbol_ticks,
}


def _runs_of(word: Word, values: tuple[str, ...]) -> Iterator[Any]:
    """Find runs inside table cells that hold just one value."""
    wanted = {v for v in values if v and "\n" not in v and "\t" not in v}
    for run in word.element.body.iter(qn("w:r")):
        text = "".join(t.text or "" for t in run.findall(qn("w:t")))
        if text in wanted and any(True for _ in run.iterancestors(qn("w:tc"))):
            yield run


def _revision(name: str, number: int) -> Any:
    mark = OxmlElement(name)
    for key, value in (("w:id", str(number)), ("w:author", "质量部"), ("w:date", "2019-05-20T09:00:00Z")):
        mark.set(qn(key), value)
    return mark


def _deleted(run: Any, text: str) -> Any:
    old = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = text
    if run.find(qn("w:rPr")) is not None:
        old.append(copy.deepcopy(run.find(qn("w:rPr"))))
    old.append(words)
    return old


def _piece(run: Any, piece: str) -> Any:
    new = OxmlElement("w:r")
    if run.find(qn("w:rPr")) is not None:
        new.append(copy.deepcopy(run.find(qn("w:rPr"))))
    if piece in _WINGDINGS:
        symbol = OxmlElement("w:sym")
        symbol.set(qn("w:font"), "Wingdings")
        symbol.set(qn("w:char"), _WINGDINGS[piece])
        new.append(symbol)
    else:
        text = OxmlElement("w:t")
        text.text = piece
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        new.append(text)
    return new


def _box(paragraph: Any) -> Any:
    run = parse_xml(
        f'<w:r {nsdecls("w")} {_VML}><w:pict><v:shape style="width:430pt;height:28pt" stroked="f"><v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict></w:r>'
    )
    next(run.iter(qn("w:txbxContent"))).append(paragraph)
    return run
