"""An OpenDocument reads the same as a package and as one flat file, in text and in sheets, whole or cut off."""

from __future__ import annotations

import io
import zipfile

import pytest
from office import converted, needs_office
from word_samples import filled_form

from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.sniff import kind_of

NAMES = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table", "style"))
NAMES += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
NAMES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
MARGINS = "<style:master-page><style:header><text:p>附件4</text:p></style:header></style:master-page>"


def flat(body: str, kind: str = "text") -> bytes:
    mimetype = f'office:mimetype="application/vnd.oasis.opendocument.{kind}"'
    content = f"<office:master-styles>{MARGINS}</office:master-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document{NAMES} {mimetype}>{content}</office:document>'.encode()


def opened(octets: bytes, name: str = "附件2.odt") -> Document:
    document = open_document(octets, name)
    assert isinstance(document, Document), document
    return document


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def without_format(document: Document) -> tuple[object, ...]:
    return document.blocks, document.words, document.pictures, document.flags


@needs_office
@pytest.mark.parametrize(("packed", "unpacked"), [("odt", "fodt"), ("ods", "fods")])
def test_a_flat_file_reads_as_the_package_does(packed, unpacked):
    form = filled_form() if packed == "odt" else "小组名称,小组人数\n飞翔QC小组,8\n".encode("utf-8-sig")
    package = converted(form, "docx" if packed == "odt" else "csv", packed)
    one, other = opened(package), opened(converted(package, packed, unpacked))
    assert (one.format, other.format) == (packed, unpacked)
    assert without_format(one) == without_format(other)


def test_the_margins_of_a_flat_file_are_read():
    document = opened(flat("<text:p>正文</text:p>"), "附件4.fodt")
    assert [(b.text, b.where) for b in document.blocks if isinstance(b, Line)] == [("附件4", "页眉"), ("正文", "第1段")]


def test_a_flat_file_that_is_cut_off_is_read_and_marked():
    octets = flat("".join(f"<text:p>第{n}行</text:p>" for n in range(50)))
    document = opened(octets[: len(octets) * 2 // 3])
    assert document.flags == ("damaged",)
    assert "第10行" in [b.text for b in document.blocks if isinstance(b, Line)]
    trouble = open_document(octets[: octets.index(b"<office:body>")], "附件2.fodt")
    assert isinstance(trouble, Trouble)
    assert trouble.kind == TroubleKind.DAMAGED


def test_a_merged_cell_of_a_table_in_a_text_box_keeps_its_neighbours_in_their_columns():
    wide = '<loext:table-cell table:number-columns-spanned="2"><text:p>成员</text:p></loext:table-cell><loext:covered-table-cell/>'
    beside = "<loext:table-cell><text:p>效益</text:p></loext:table-cell>"
    table_ = f"<loext:table><loext:table-row>{wide}{beside}</loext:table-row></loext:table>"
    document = opened(flat(f"<text:p><draw:custom-shape>{table_}</draw:custom-shape></text:p>"))
    assert [(c.text, c.column) for c in grids(document)[0].cells] == [("成员", 0), ("效益", 2)]


@pytest.mark.parametrize(("program", "kind"), [("writer", "sxw"), ("calc", "sxc"), ("impress", "sxi")])
def test_openoffice_1_is_named(program, kind):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", f"application/vnd.sun.xml.{program}")
        package.writestr("content.xml", "<!DOCTYPE office:document-content SYSTEM 'office.dtd'><office:document-content/>")
    assert kind_of(out.getvalue(), "附件2.sxw") == kind
    trouble = open_document(out.getvalue(), "附件2.sxw")
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.detail) == (TroubleKind.UNKNOWN_FORMAT, kind)
