"""A .doc that a real program saved says what the same .docx says, in the same places."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import pytest
from form_samples import FORMS, laid_out, record_of, said, saved_as, word_forms, wrongly_read
from word_samples import (
    beside_label,
    complex_field,
    form_field,
    note_part,
    p,
    picture,
    r,
    rewritten,
    tbl,
    tc,
    text_box,
    tr,
    word_file,
)

from demo.samples import SampleFile
from demo.samples.converted import converted, office
from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.doc import read_doc
from parsers.documents import open_document
from parsers.sniff_ole import start_of_stream
from parsers.word import read_word

pytestmark = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer")

RUBY = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('lí')}</w:rt><w:rubyBase>{r('黎')}</w:rubyBase></w:ruby></w:r>"
CONSTRUCTS = {
    "plain runs": (p(r("飞翔") + r("QC小组")), "飞翔QC小组"),
    "two paragraphs": (p(r("张三")) + p(r("李四")), "张三\n李四"),
    "tab and break": (p("<w:r><w:t>张三</w:t><w:tab/><w:t>李四</w:t><w:br/><w:t>王五</w:t></w:r>"), "张三\t李四\n王五"),
    "tracked insertion and deletion": (
        p(
            r("飞")
            + f"<w:ins w:id='1' w:author='a'>{r('翔')}</w:ins><w:del w:id='2' w:author='a'><w:r><w:delText>奔跑</w:delText></w:r></w:del>"
        ),
        "飞翔",
    ),
    "deleted paragraph mark": (p(r("飞翔"), "<w:rPr><w:del w:id='1' w:author='a'/></w:rPr>") + p(r("QC小组")), "飞翔QC小组"),
    "field": (p(r("见") + complex_field(' HYPERLINK "http://example.com/" ', "附件") + r("二")), "见附件二"),
    "text box": (p(r("飞翔") + text_box(p(r("QC小组")))), "飞翔\nQC小组"),
    "text boxes behind colons": (
        p(r("手机：") + text_box(p(r("139"))) + r("  邮箱：") + text_box(p(r("a@b.cn")))),
        "手机：139  邮箱：a@b.cn",
    ),
    "Wingdings symbols": (
        p("".join(f"<w:r><w:sym w:font='Wingdings' w:char='{c}'/></w:r>" for c in ("F0FE", "F0A8", "F0FC"))),
        "☑□√",
    ),
    "letters in Wingdings 2": (p(r("R", "<w:rFonts w:ascii='Wingdings 2' w:hAnsi='Wingdings 2'/>") + r("现场型")), "☑现场型"),
    "form check boxes": (
        p(
            form_field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", " FORMCHECKBOX ")
            + r("现场型")
            + form_field("<w:checkBox><w:default w:val='0'/></w:checkBox>", " FORMCHECKBOX ")
        ),
        "☑现场型□",
    ),
    "form drop-down": (
        p(form_field("<w:ddList><w:result w:val='1'/><w:listEntry w:val='现场型'/><w:listEntry w:val='攻关型'/></w:ddList>", " FORMDROPDOWN ")),
        "攻关型",
    ),
    "ruby": (p(RUBY + r("明")), "黎明"),
    "no-break hyphen": (p("<w:r><w:t>023</w:t><w:noBreakHyphen/><w:t>67801234</w:t></w:r>"), "023-67801234"),
    "soft hyphen": (p("<w:r><w:t>飞</w:t><w:softHyphen/><w:t>翔</w:t></w:r>"), "飞翔"),
    "hidden text": (p(r("飞翔") + r("内部", "<w:vanish/>")), "飞翔"),
    "struck out by hand": (p(r("奔跑", "<w:strike/>") + r("飞翔") + r("小组", "<w:dstrike/>")), "飞翔"),
    "rare characters": (p(r("李𬭎、𠮷田、䶮、龚　喆")), "李𬭎、𠮷田、䶮、龚　喆"),
    "Latin letters alone": (p(r("a@b.cn – “x” 0.5‰")), "a@b.cn – “x” 0.5‰"),
}  # fmt: skip


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def lines(document: Document) -> list[tuple[str, str, int]]:
    return [(block.text, block.where, block.heading) for block in document.blocks if isinstance(block, Line)]


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def table(*rows: str, columns: int) -> str:
    grid = "".join('<w:gridCol w:w="1500"/>' for _ in range(columns))
    return f'<w:tbl><w:tblPr><w:tblW w:w="{1500 * columns}" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def cell(text: str, properties: str = "", span: int = 1) -> str:
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{1500 * span}" w:type="dxa"/>{wide}{properties}</w:tcPr>{p(r(text))}</w:tc>'


def merged() -> bytes:
    start, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    return word_file(
        table(
            tr(cell("甲", span=2), cell("乙", start)),
            tr(cell("丙"), cell("丁"), cell("", below)),
            tr(cell("戊", span=2), cell("", below)),
            columns=3,
        )
    )


def with_notes() -> bytes:
    body = p(r("普及率") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("85%") + '<w:r><w:endnoteReference w:id="2"/></w:r>') + p(
        r("完")
    )
    octets = word_file(body, footnotes=note_part("footnote", "按职工总数计"), endnotes=note_part("endnote", "见附表"))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        relations, types = package.read("word/_rels/document.xml.rels").decode(), package.read("[Content_Types].xml").decode()
    for kind in ("footnotes", "endnotes"):
        relation = f'<Relationship Id="n{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
        part = f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        relations, types = (
            relations.replace("</Relationships>", f"{relation}</Relationships>"),
            types.replace("</Types>", f"{part}</Types>"),
        )
    return rewritten(octets, {"word/_rels/document.xml.rels": relations, "[Content_Types].xml": types})


def with_margins() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "附件4"
    document.sections[0].footer.paragraphs[0].text = "推荐单位：甲公司"
    document.add_heading("一、小组概况", 1)
    document.add_heading("1.成员", 2)
    document.add_paragraph("正文")
    second = document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "附件5"
    second.different_first_page_header_footer = True
    second.first_page_header.is_linked_to_previous = False
    second.first_page_header.paragraphs[0].text = "首页"
    document.add_paragraph("后文")
    return saved(document)


def with_pictures() -> bytes:
    octets = io.BytesIO()
    document = docx.Document()
    document.add_picture(io.BytesIO(PNG))
    document.tables or document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run().add_picture(io.BytesIO(PNG))
    document.save(octets)
    return octets.getvalue()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
WIDE = table(*(tr(*(cell(f"{row}·{column}") for column in range(12))) for row in range(3)), columns=12)
FILES = {
    **{name: beside_label(paragraphs) for name, (paragraphs, _) in CONSTRUCTS.items()},
    "merged": merged(),
    "nested": word_file(tbl(tr(tc(p(r("外"))), tc(p(r("前")) + tbl(tr(tc(p(r("内"))))) + p(r("后")))))),
    "twelve columns": word_file(WIDE),
    "notes": with_notes(),
    "margins": with_margins(),
    "pictures": with_pictures(),
    "box": word_file(p(r("前") + text_box(p(r("推荐单位：甲公司"))) + r("文")) + p(r("后文"))),
    "page break": word_file(p(r("前")) + p('<w:r><w:br w:type="page"/></w:r>' + r("后文"))),
    "long": word_file("".join(p(r(f"第{n}行，飞翔QC小组")) for n in range(3000))),
}
REPLACED = (
    "<w:del w:id='1' w:author='a'><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins w:id='2' w:author='a'><w:r><w:t>{}</w:t></w:r></w:ins>"
)
NAMES = tbl(*(tr(*(tc(p(REPLACED.format(name))) for name in row)) for row in (("王伟", "李娜"), ("赵敏", "周强"))))
FILES["changed names"] = word_file(tbl(tr(tc(p(r("外"))), tc(NAMES + p("")))))
assert picture  # inline pictures without octets are dropped by LibreOffice; real ones stand in with_pictures


@pytest.fixture(scope="module")
def docs() -> dict[str, bytes]:
    made = converted([SampleFile(f"{n}.docx", octets) for n, octets in enumerate(FILES.values())], "doc")
    return {name: file.octets for name, file in zip(FILES, made, strict=True)}


def test_every_form_reads_as_its_word_file_does():
    assert {f.truth[0].form for f in word_forms()} == set(FORMS)
    for file, doc in zip(word_forms(), saved_as("doc"), strict=True):
        assert laid_out(read_doc(doc.octets)) == laid_out(read_word(file.octets)), file.name


def test_every_form_says_what_was_written_value_by_value():
    for file, doc in zip(word_forms(), saved_as("doc"), strict=True):
        record = record_of(doc)
        assert wrongly_read(record, doc) == {}, doc.name
        assert said(record) == said(record_of(file)), doc.name


def test_a_file_of_wps_writer_is_known_by_its_content():
    doc = saved_as("doc")[0]
    document = open_document(doc.octets, "申报表.wps")
    assert isinstance(document, Document)
    assert (document.format, document.flags) == ("doc", ())


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_value_is_read_beside_its_label_once(docs, construct):
    assert [c.text for c in grids(read_doc(docs[construct]))[0].cells] == ["小组名称", CONSTRUCTS[construct][1]]


def test_tracked_changes_are_flagged(docs):
    assert read_doc(docs["tracked insertion and deletion"]).flags == ("tracked-changes",)


def test_merged_cells_stand_once_in_all_their_places(docs):
    (grid,) = grids(read_doc(docs["merged"]))
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells] == [
        ("甲", 0, 0, 1, 2), ("乙", 0, 2, 3, 1), ("丙", 1, 0, 1, 1), ("丁", 1, 1, 1, 1), ("戊", 2, 0, 1, 2),
    ]  # fmt: skip


def test_a_nested_table_is_a_grid_of_its_own_that_names_its_cell(docs):
    outer, inner = grids(read_doc(docs["nested"]))
    assert [c.text for c in outer.cells] == ["外", "前\n后"]
    assert (outer.where, inner.where, inner.cells[0].text) == ("表1", "表1第1行第2列内的表", "内")


def test_a_deletion_in_a_nested_tables_cell_joins_no_cells(docs):
    inner = grids(read_doc(docs["changed names"]))[-1]
    assert [(c.text, c.row, c.column) for c in inner.cells] == [("王伟", 0, 0), ("李娜", 0, 1), ("赵敏", 1, 0), ("周强", 1, 1)]


def test_a_wide_row_whose_shape_lies_in_another_stream_keeps_its_cells(docs):
    (grid,) = grids(read_doc(docs["twelve columns"]))
    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 12, 36)


def test_notes_stand_at_the_end(docs):
    assert lines(read_doc(docs["notes"])) == [
        ("普及率85%", "第1段", 0),
        ("完", "第2段", 0),
        ("按职工总数计", "脚注1", 0),
        ("见附表", "尾注1", 0),
    ]


def test_headings_and_margins_stand_where_the_word_file_has_them(docs):
    assert lines(read_doc(docs["margins"])) == lines(read_word(FILES["margins"]))
    assert [place for _, place, _ in lines(read_doc(docs["margins"]))] == [
        "页眉",
        "第1段",
        "第2段",
        "第3段",
        "页脚",
        "页眉",
        "页眉",
        "第4段",
    ]


def test_pictures_are_counted(docs):
    assert read_doc(docs["pictures"]).pictures == 2


def test_a_text_box_in_running_text_follows_its_paragraph(docs):
    assert lines(read_doc(docs["box"])) == [("前文", "第1段", 0), ("推荐单位：甲公司", "文本框", 0), ("后文", "第2段", 0)]


def test_a_page_break_ends_no_paragraph(docs):
    assert lines(read_doc(docs["page break"])) == [("前", "第1段", 0), ("后文", "第2段", 0)]


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_what_is_left_of_a_torn_file_is_read_and_marked(docs, kept):
    octets = docs["long"]
    document = open_document(octets[: int(len(octets) * kept)], "总结.doc")
    assert isinstance(document, Document)
    assert "damaged" in document.flags
    assert document.blocks[0] == Line("第0行，飞翔QC小组", "第1段")


def test_a_form_whose_directory_is_torn_off_keeps_its_cells():
    form = next(f for f in saved_as("doc") if f.truth[0].form == "circle_application")
    whole, torn = read_doc(form.octets), read_doc(form.octets[: len(form.octets) * 9 // 10])
    assert torn.flags == ("damaged",)
    cells = [[c.text for g in grids(document) for c in g.cells] for document in (whole, torn)]
    assert torn.words == whole.words
    assert cells[1][:20] == cells[0][:20]  # the shape of the last rows lay in what is lost


@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [
        (0, 0xA5DC, TroubleKind.UNKNOWN_FORMAT),
        (2, 0x0065, TroubleKind.UNKNOWN_FORMAT),
        (10, 0x1300, TroubleKind.PASSWORD),
        (0, 0, TroubleKind.DAMAGED),
    ],
)
def test_older_word_and_passwords_are_named(docs, place, value, kind):
    octets = bytearray(docs["plain runs"])
    struct.pack_into("<H", octets, start_of_stream(bytes(octets), b"\xec\xa5") + place, value)
    trouble = open_document(bytes(octets), "表.doc")
    assert isinstance(trouble, Trouble)
    assert trouble.kind is kind
