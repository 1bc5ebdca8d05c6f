"""Forms that a clerk put into a document as objects (插入对象) are read like attachments; tables and charts in a text are not."""

from __future__ import annotations

import hashlib
import io
import os
import struct

import olefile
import pytest

from intake.compound import opened
from intake.compound_written import written
from intake.embedded import FILE, OBJECT
from intake.unpack import UnpackLimits, unpack
from model import TroubleKind
from parsers.sniff import kind_of
from tests import archives_made as made
from tests import outlook_made
from tests.test_unpack import DOCX, kinds, leaves, names, sent

PDF = b"%PDF-1.4\n" + bytes(100)
XLSX = made.zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
NATIVE = "\x01Ole10Native"


def host(*members, ending="word"):
    return made.zipped(("[Content_Types].xml", b"<Types/>"), (f"{ending}/document.xml", b"<x>1</x>"), *members)


def packaged(name, content, wide=""):
    """An object as Windows' Packager writes it: its name in the system's code page, later Office's again in Unicode."""
    label = name.encode("gbk", "replace") + b"\0"
    path = b"C:\\Temp\\" + label
    body = struct.pack("<H", 2) + label + path + struct.pack("<HHI", 0, 3, len(path)) + path + struct.pack("<I", len(content)) + content
    for text in ("C:\\Temp", wide, wide) if wide else ():
        body += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return struct.pack("<I", len(body)) + body


def test_a_document_put_into_another_comes_beside_it():
    octets = host(("word/embeddings/Microsoft_Word_Document1.docx", DOCX), ("word/embeddings/Microsoft_Excel_Sheet.xlsx", XLSX))
    found = leaves("汇总.docx", octets)
    assert [(a.path, a.within) for a in found] == [
        ("汇总.docx", None),
        ("汇总.docx › 嵌入对象1.docx", "汇总.docx"),
        ("汇总.docx › 嵌入对象2.xlsx", "汇总.docx"),
    ]
    assert [a.octets for a in found] == [octets, DOCX, XLSX]
    assert [a.sha256 for a in found] == [hashlib.sha256(o).hexdigest() for o in (octets, DOCX, XLSX)]
    assert [a.flags for a in found] == [(), (OBJECT,), (OBJECT,)]


@pytest.mark.parametrize("wide", ["", "附件2 申报表（龚喆）.docx"])
def test_a_file_put_in_as_an_icon_keeps_its_name(wide):
    name = wide or "附件2 申报表.docx"
    inner = outlook_made.msg({NATIVE: packaged(name, DOCX, wide)})
    found = leaves("汇总.docx", host(("word/embeddings/oleObject1.bin", inner)))
    assert [(a.name, a.octets, a.flags) for a in found[1:]] == [(name, DOCX, (FILE,))]


def test_the_figures_behind_a_chart_are_no_file():
    chart = ("word/charts/_rels/chart1.xml.rels", b'<Relationship Target="../embeddings/Microsoft_Excel_Sheet1.xlsx"/>')
    found = leaves("成果报告.docx", host(chart, ("word/embeddings/Microsoft_Excel_Sheet1.xlsx", XLSX)))
    assert names(found) == ["成果报告.docx"]


def test_formulas_pictures_and_shortcuts_in_a_text_are_no_files():
    objects = (
        {"Equation Native": b"x" * 200},
        {NATIVE: packaged("照片.jpg", b"\xff\xd8\xff" + bytes(99))},
        {NATIVE: packaged("Photo Editor.lnk", b"L\0\0\0" + bytes(99))},
        {NATIVE: b"\x10\0\0\0broken"},
        {"CONTENTS": b"a drawing of some program"},
    )
    members = [(f"word/embeddings/oleObject{n}.bin", outlook_made.msg(o)) for n, o in enumerate(objects)]
    assert names(leaves("成果报告.docx", host(*members))) == ["成果报告.docx"]


def test_a_damaged_object_or_a_torn_document_costs_no_other_object():
    members = [(f"word/embeddings/{n}.docx", made.docx(f"{n}{n}")) for n in range(3)]
    octets = bytearray(host(*members, ("word/tail.xml", os.urandom(400))))
    place = octets.find(b"word/embeddings/1.docx") + 22
    octets[place : place + 40] = b"\xff" * 40
    for damaged in (bytes(octets), bytes(octets[: octets.find(b"word/tail.xml") + 50])):
        assert [a.octets for a in leaves("汇总.docx", damaged)[1:]] == [members[0][1], members[2][1]]


def test_an_archive_in_a_document_is_opened_and_a_document_in_that_document_too():
    inner = host(("word/embeddings/oleObject1.bin", outlook_made.msg({NATIVE: packaged("材料.zip", made.zipped(("附件4.docx", DOCX)))})))
    found = leaves("外.docx", host(("word/embeddings/a.docx", inner)))
    assert [a.path for a in found] == ["外.docx", "外.docx › 嵌入对象1.docx", "外.docx › 嵌入对象1.docx › 材料.zip › 附件4.docx"]


def test_what_is_in_an_old_document_comes_as_files_of_their_own():
    old = {"WordDocument": b"\xec\xa5" + os.urandom(5000), "1Table": os.urandom(300), "Data": os.urandom(9000)}
    form = outlook_made.msg(old)
    pool = {"_1": old, "_2": {"Package": DOCX}, "_3": {NATIVE: packaged("附件5.doc", form)}, "_4": {"CONTENTS": PDF}}
    found = leaves("汇总.doc", outlook_made.msg(old | {"ObjectPool": pool}))
    assert names(found) == ["汇总.doc", "嵌入对象1.doc", "嵌入对象2.docx", "附件5.doc", "嵌入对象4.pdf"]
    assert [a.octets for a in found[2:]] == [DOCX, form, PDF]
    with opened(found[1].octets) as file:
        streams = file.tree(())
    assert {name: streams[name][: len(octets)] for name, octets in old.items()} == old
    assert kind_of(found[1].octets) == "doc"


def test_what_is_in_an_old_workbook_comes_too():
    book = outlook_made.msg(
        {"Workbook": b"\x09\x08" + bytes(5000), "MBD0018D4A2": {"Package": DOCX}, "MBD0018D4A3": {"Workbook": bytes(4500)}}
    )
    assert names(leaves("汇总.xls", book)) == ["汇总.xls", "嵌入对象1.docx", "嵌入对象2.xls"]


def test_a_written_compound_file_holds_what_it_was_given():
    tree = {"a": b"1" * 10, "b": {"c": os.urandom(9000), "d": {"\x01e": b"2" * 4096}}, "质量": b""}
    with olefile.OleFileIO(io.BytesIO(written(tree))) as file:
        assert sorted("/".join(p) for p in file.listdir()) == ["a", "b/c", "b/d/\x01e", "质量"]
        assert file.openstream("b/c").read()[:9000] == tree["b"]["c"]
        assert file.openstream("a").read().rstrip(b"\0") == tree["a"]


def test_objects_beyond_the_limits_leave_the_document_as_it_is():
    found = leaves("汇总.docx", host(("word/embeddings/a.docx", DOCX + bytes(5 << 20)), ("word/embeddings/b.docx", DOCX)))
    assert [(a.name, a.trouble) for a in found] == [("汇总.docx", None)]
    many = leaves("汇总.docx", host(*((f"word/embeddings/{n}.docx", DOCX) for n in range(400))))
    assert len(many) == 301


def test_objects_in_documents_never_keep_an_attachment_from_being_unpacked():
    full = host(*((f"word/embeddings/{n}.docx", DOCX) for n in range(90)))
    files = [sent("成果报告.docx", full), sent("材料.zip", made.zipped(("附件4.docx", DOCX), ("附件5.docx", DOCX)))]
    found = unpack(files, UnpackLimits(entries=3))
    assert names(found)[-2:] == ["附件4.docx", "附件5.docx"]
    assert kinds(found) == [None] * len(found)


def test_a_document_with_objects_cut_or_changed_anywhere_is_never_our_fault():
    whole = host(("word/embeddings/oleObject1.bin", outlook_made.msg({NATIVE: packaged("a.docx", DOCX)})))
    old = outlook_made.msg({"WordDocument": bytes(4500), "ObjectPool": {"_1": {NATIVE: packaged("a.docx", DOCX)}, "_2": {"Package": DOCX}}})
    for octets in (whole, old):
        for place in range(0, len(octets), max(len(octets) // 80, 1)):
            changed = bytearray(octets)
            changed[place] ^= 0xFF
            assert TroubleKind.OUR_FAULT not in kinds((*leaves("a.docx", octets[:place]), *leaves("a.docx", bytes(changed))))
