"""Blocks → a .docx, by raw OOXML or by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from random import Random

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from tests.examiner.nouns import TICKED, UNTICKED, Block, P, T
from tests.examiner.word_xml import SPACES, Hand

TYPES = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{}</Types>'
RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw(dice: Random, blocks: Sequence[Block], *, plain: bool = False) -> tuple[bytes, str]:
    """Write a document by hand; give the octets and the habits it has."""
    hand = Hand(dice, plain=plain)
    hand.header_title = hand.header_title and sum(isinstance(b, P) and b.role in ("title", "page", "heading") for b in blocks) == 1
    body = hand.body(blocks)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>' if hand.header else "<w:sectPr/>"
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {SPACES}><w:body>{body}{section}</w:body></w:document>'
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as package:
        header = (
            '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>'
            if hand.header
            else ""
        )
        package.writestr("[Content_Types].xml", TYPES.format(header))
        package.writestr(
            "_rels/.rels", RELATIONS.format(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>')
        )
        package.writestr("word/document.xml", document)
        if hand.header:
            package.writestr(
                "word/_rels/document.xml.rels", RELATIONS.format(f'<Relationship Id="rId1" Type="{OFFICE}/header" Target="header1.xml"/>')
            )
            package.writestr(
                "word/header1.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr {SPACES}>{hand.header}</w:hdr>'
            )
    habits = ",".join(k for k, v in vars(hand).items() if v is True) + f",{hand.ticks}"
    return store.getvalue(), habits


def _ticks(text: str) -> str:
    return text.replace(TICKED, "☑").replace(UNTICKED, "□")


def drawn(dice: Random, blocks: Sequence[Block]) -> tuple[bytes, str]:
    """Write a document with python-docx."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, T):
            _table(document, block, dice)
        elif block.role == "page":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif block.role == "title":
            document.add_paragraph(block.text, style=dice.choice(["Normal", "Title", "Heading 1"])).alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif block.role == "heading":
            document.add_paragraph(block.text, style=dice.choice(["Normal", "Heading 1", "Heading 2"]))
        else:
            document.add_paragraph(_ticks(block.text))
    store = io.BytesIO()
    document.save(store)
    return store.getvalue(), "python-docx"


def _table(container: object, block: T, dice: Random) -> None:
    rows, columns = len(block.rows), block.columns
    table = container.add_table(rows, columns)  # type: ignore[attr-defined]
    for r, c, cell in block.placed():
        place = table.cell(r, c)
        if cell.cs > 1 or cell.rs > 1:
            place = place.merge(table.cell(r + cell.rs - 1, c + cell.cs - 1))
        if cell.inner is not None:
            _table(place, cell.inner, dice)
        elif dice.random() < 0.5:
            place.text = _ticks(cell.text)
        else:
            lines = _ticks(cell.text).split("\n")
            place.paragraphs[0].add_run(lines[0])
            for line in lines[1:]:
                place.add_paragraph(line)


__all__ = ["P", "drawn", "raw"]
