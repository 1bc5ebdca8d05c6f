"""Slides are read for what they say: a report that came only so is told from a Word file, and one in addition troubles nobody."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from tests.form_samples import reader
from tests.old_word import compound_file

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CHAPTERS = ("选题理由", "现状调查", "设定目标", "原因分析", "确定主要原因", "制定对策", "对策实施", "效果检查", "巩固措施")


def presentation(*slides, order=()):
    """A .pptx of slides, each the markup of its shapes; `order` lists their numbers as they are shown."""
    made = io.BytesIO()
    shown = order or range(1, len(slides) + 1)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in shown)
        package.writestr("ppt/presentation.xml", f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>")
        links = "".join(f'<Relationship Id="r{n}" Target="slides/slide{n}.xml"/>' for n in shown)
        package.writestr("ppt/_rels/presentation.xml.rels", f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>')
        for number, shapes in enumerate(slides, 1):
            tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
            package.writestr(f"ppt/slides/slide{number}.xml", f"<p:sld {A} {P}>{tree}</p:sld>")
    return made.getvalue()


def shape(*lines, kind=""):
    mark = f'<p:ph type="{kind}"/>' if kind else ""
    said = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:txBody>{said}</p:txBody></p:sp>"


def record(kind, data, *, instance=0, holds=False):
    return struct.pack("<HHI", instance << 4 | (0xF if holds else 0), kind, len(data)) + data


def text(kind, said):
    letters = record(4008, said.encode("latin-1")) if said.isascii() else record(4000, said.encode("utf-16-le"))
    return record(3999, struct.pack("<I", kind)) + letters


def opened(octets, name="降低废品率.pptx"):
    document = open_document(octets, name)
    assert isinstance(document, Document), document
    return document


def test_slides_are_read_in_the_order_of_the_show_without_their_numbers():
    octets = presentation(shape("现状调查", kind="title"), shape("降低废品率", kind="ctrTitle") + shape("7", kind="sldNum"), order=(2, 1))
    assert opened(octets).blocks == (Line("降低废品率", "第1张幻灯片", 1), Line("现状调查", "第2张幻灯片", 1))


def test_a_shape_that_stands_twice_for_older_programs_is_said_once():
    twice = "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
    assert [b.text for b in opened(presentation(twice.format(shape("效果检查")))).blocks] == ["效果检查"]


def test_a_table_on_a_slide_is_a_grid():
    cell = "<a:tc{}><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    rows = [[(' gridSpan="2"', "活动前"), (' hMerge="1"', "")], [("", "12"), ("", "3")]]
    table = "".join("<a:tr>" + "".join(cell.format(*c) for c in row) + "</a:tr>" for row in rows)
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    (grid,) = opened(presentation(frame)).blocks
    assert isinstance(grid, Grid)
    assert [(c.text, c.row, c.column, c.column_span) for c in grid.cells] == [("活动前", 0, 0, 2), ("12", 1, 0, 1), ("3", 1, 1, 1)]


def test_binary_slides_say_the_newest_outline_and_then_their_text_boxes_once():
    old = record(1000, record(4080, text(0, "旧标题"), holds=True), holds=True)
    outline = record(1011, b"") + text(0, "降低废品率") + text(1, "一\r二") + record(1011, b"") + text(6, "Thanks")
    new = record(1000, record(4080, outline, holds=True) + record(4080, text(0, "母版"), instance=1, holds=True), holds=True)
    box = record(0xF00D, text(4, "文本框") + text(0, "降低废品率"), holds=True)
    slides = record(1006, record(1036, box, holds=True), holds=True) + record(1008, record(1036, text(2, "备注"), holds=True), holds=True)
    document = opened(compound_file("PowerPoint Document", old + new + slides), "发布稿.ppt")
    assert document.format == "ppt"
    assert [(b.text, b.where, b.heading) for b in document.blocks] == [
        ("降低废品率", "第1张幻灯片", 1),
        ("一", "第1张幻灯片", 0),
        ("二", "第1张幻灯片", 0),
        ("Thanks", "第2张幻灯片", 1),
        ("文本框", "第1张幻灯片", 0),
    ]


def test_what_holds_no_slide_is_not_opened():
    for octets in (compound_file("PowerPoint Document", b"x"), presentation()):
        trouble = open_document(octets, "a.ppt")
        assert isinstance(trouble, Trouble)
        assert trouble.kind is TroubleKind.UNKNOWN_FORMAT


@pytest.mark.parametrize("percent", [30, 60, 90])
def test_slides_that_were_cut_off_break_nothing(percent):
    binary = compound_file("PowerPoint Document", record(1000, record(4080, text(0, "标题" * 3000), holds=True), holds=True))
    for octets in (presentation(*[shape("现状调查") for _ in range(9)]), binary):
        read = open_document(octets[: len(octets) * percent // 100], "a.pptx")
        assert isinstance(read, Document | Trouble)


def test_a_report_on_slides_is_a_report_whatever_its_file_is_called():
    octets = presentation(shape("降低废品率", "飞翔QC小组"), *[shape(c, kind="title") + shape("我们做了许多工作。" * 9) for c in CHAPTERS])
    read = reader().read(octets, "降低废品率.pptx")
    assert (read.trouble, read.format) == (None, "pptx")
    assert [r.form for r in read.records] == ["achievement_report"]


def test_slides_in_addition_are_no_trouble():
    read = reader().read(presentation(shape("谢谢观看"), shape("飞翔QC小组")), "发布稿.pptx")
    assert (read.trouble, [r.form for r in read.records]) == (None, ["unrecognized"])
