"""What a Word file says is read once, beside its label, whatever construct of Word carries it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from word_constructs import CONSTRUCTS, TICKED
from word_samples import (
    NAMESPACES,
    beside_label,
    control,
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

from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.word import read_word

BLANK = sorted((Path(__file__).parents[1] / "config/campaigns/cq-2019/blank").glob("*.docx"))


def grid_of(document: Document, number: int = 0) -> Grid:
    return [block for block in document.blocks if isinstance(block, Grid)][number]


def lines_of(document: Document) -> list[tuple[str, str]]:
    return [(block.text, block.where) for block in document.blocks if isinstance(block, Line)]


def places(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_value_is_read_beside_its_label_once(construct):
    paragraphs, expected = CONSTRUCTS[construct]
    grid = grid_of(read_word(beside_label(paragraphs)))
    assert [c.text for c in grid.cells] == ["小组名称", expected]


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_paragraph_reads_the_same_outside_a_table(construct):
    paragraphs, expected = CONSTRUCTS[construct]
    read = "\n".join(text for text, _ in lines_of(read_word(word_file(paragraphs))))
    assert read == expected


def test_controls_around_a_cell_and_around_a_row_keep_the_table_whole():
    rows = [tr(tc(p(r("小组人数"))), control(tc(p(r("8"))))), control(tr(tc(p(r("手机"))), tc(p(r("13983010000")))))]
    grid = grid_of(read_word(word_file(tbl(*rows))))
    assert [(t, row, column) for t, row, column, _, _ in places(grid)] == [
        ("小组人数", 0, 0), ("8", 0, 1), ("手机", 1, 0), ("13983010000", 1, 1),
    ]  # fmt: skip


def test_a_tick_control_around_a_cell_shows_its_state():
    grid = grid_of(read_word(word_file(tbl(tr(control(tc(p(r("☒"))), TICKED), tc(p(r("现场型"))))))))
    assert [c.text for c in grid.cells] == ["☑", "现场型"]


def test_a_control_around_a_whole_table_is_transparent():
    document = read_word(word_file(control(p(r("前言")) + tbl(tr(tc(p(r("小组人数"))))))))
    assert lines_of(document) == [("前言", "第1段")]
    assert grid_of(document).where == "表1"


def test_merged_cells_stand_once_in_all_their_places():
    wide, start, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        tr(tc(p(r("甲")), wide), tc(p(r("乙")), start)),
        tr(tc(p(r("丙"))), tc(p(r("丁"))), tc(p(""), below)),
        tr(tc(p(r("戊")), wide), tc(p(""), '<w:vMerge w:val="continue"/>')),
    ]
    grid = grid_of(read_word(word_file(tbl(*rows))))
    assert (grid.rows, grid.columns) == (3, 3)
    assert places(grid) == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 3, 1), ("丙", 1, 0, 1, 1), ("丁", 1, 1, 1, 1), ("戊", 2, 0, 1, 2)]


def test_old_horizontal_merges_and_free_columns_are_counted():
    rows = [
        tr(tc(p(r("甲")), '<w:hMerge w:val="restart"/>'), tc(p(""), "<w:hMerge/>"), tc(p(r("乙")))),
        tr(tc(p(r("丙"))), properties='<w:gridBefore w:val="2"/>'),
    ]
    assert places(grid_of(read_word(word_file(tbl(*rows))))) == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 1, 1), ("丙", 1, 2, 1, 1)]


@pytest.mark.parametrize("merge", ["<w:vMerge/>", '<w:hMerge w:val="continue"/>'])
def test_a_merge_that_continues_nothing_is_a_cell_of_its_own(merge):
    rows = (
        [tr(tc(p(r("前")))), tr(tc(p("")), tc(p("")), tc(p(r("甲")), merge) if "vMerge" in merge else "")]
        if "vMerge" in merge
        else [tr(tc(p(r("甲")), merge))]
    )
    assert places(grid_of(read_word(word_file(tbl(*rows)))))[-1][0] == "甲"


def test_a_merge_that_was_tracked_away_does_not_count():
    old = '<w:tcPrChange w:id="1" w:author="a"><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
    assert places(grid_of(read_word(word_file(tbl(tr(tc(p(r("甲")), old), tc(p(r("乙"))))))))) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1)]


def test_deleted_and_hidden_rows_and_deleted_cells_are_gone():
    rows = [
        tr(tc(p(r("删")), ""), properties='<w:del w:id="1" w:author="a"/>'),
        tr(tc(p(r("藏")), ""), properties="<w:hidden/>"),
        tr(
            tc(p(r("甲"))),
            tc(p(r("删")), '<w:cellDel w:id="2" w:author="a"/>'),
            tc(p(r("乙"))),
            properties='<w:ins w:id="3" w:author="a"/>',
        ),
    ]
    document = read_word(word_file(tbl(*rows)))
    assert places(grid_of(document)) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1)]
    assert document.flags == ("tracked-changes",)


def test_a_nested_table_is_a_grid_of_its_own_that_names_its_cell():
    document = read_word(word_file(tbl(tr(tc(p(r("外"))), tc(p(r("前")) + tbl(tr(tc(p(r("内"))))) + p(r("后")))))))
    outer, inner = grid_of(document, 0), grid_of(document, 1)
    assert [c.text for c in outer.cells] == ["外", "前\n后"]
    assert (outer.where, inner.where, inner.cells[0].text) == ("表1", "表1第1行第2列内的表", "内")


def test_a_text_box_in_running_text_follows_its_paragraph():
    box = text_box(p(r("推荐单位：甲公司")) + tbl(tr(tc(p(r("8"))))))
    document = read_word(word_file(p(r("前") + box + r("文"), "<w:outlineLvl w:val='0'/>") + p(r("后文"))))
    assert lines_of(document) == [("前文", "第1段"), ("推荐单位：甲公司", "文本框"), ("后文", "第2段")]
    assert document.blocks[0].heading == 1
    assert grid_of(document).cells[0].text == "8"


def test_pictures_are_counted_in_text_and_cells_once():
    drawn = f"<mc:AlternateContent><mc:Choice Requires='wpg'>{picture()}</mc:Choice><mc:Fallback>{picture()}</mc:Fallback></mc:AlternateContent>"
    document = read_word(word_file(p(picture()) + p(drawn) + tbl(tr(tc(p(picture()))))))
    assert document.pictures == 3


def test_notes_stand_at_the_end_in_the_order_of_their_marks():
    body = p(r("普及率") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("85%") + '<w:r><w:endnoteReference w:id="2"/></w:r>') + p(
        r("完")
    )
    octets = word_file(body, footnotes=note_part("footnote", "按职工总数计"), endnotes=note_part("endnote", "见附表"))
    assert lines_of(read_word(octets)) == [("普及率85%", "第1段"), ("完", "第2段"), ("按职工总数计", "脚注1"), ("见附表", "尾注1")]


def test_headers_stand_before_and_footers_behind_their_section():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "附件4"
    document.sections[0].footer.paragraphs[0].text = "推荐单位：甲公司"
    document.add_paragraph("正文")
    out = io.BytesIO()
    document.save(out)
    read = read_word(out.getvalue())
    assert lines_of(read) == [("附件4", "页眉"), ("正文", "第1段"), ("推荐单位：甲公司", "页脚")]
    assert read.words == 2


def test_a_first_page_header_that_is_switched_off_is_not_read():
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "去年的页眉"
    section.different_first_page_header_footer = False
    document.add_paragraph("正文")
    out = io.BytesIO()
    document.save(out)
    assert lines_of(read_word(out.getvalue())) == [("正文", "第1段")]


def test_headings_come_from_styles_and_outline_levels():
    document = docx.Document()
    document.add_heading("一、小组概况", 1)
    document.add_heading("1.成员", 2)
    document.add_paragraph("正文")
    out = io.BytesIO()
    document.save(out)
    assert [block.heading for block in read_word(out.getvalue()).blocks] == [1, 2, 0]


def test_text_that_a_style_hides_is_dropped():
    sheet = f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="z-"><w:name w:val="z-窗体顶端"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    hidden = p(r("窗体顶端"), '<w:pStyle w:val="z-"/>')
    octets = word_file(hidden + p(r("正文")) + tbl(tr(tc(hidden + p(r("8"))))), styles=sheet)
    document = read_word(octets)
    assert lines_of(document) == [("正文", "第1段")]
    assert grid_of(document).cells[0].text == "8"


def test_strict_namespaces_read_the_same():
    octets = beside_label(p(r("飞翔") + control(r("☒"), TICKED)))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        main = package.read("word/document.xml").decode()
    strict = main.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert read_word(rewritten(octets, {"word/document.xml": strict})) == read_word(octets)


def test_utf_16_reads_the_same():
    octets = beside_label(p(r("飞翔") + r("R", "<w:rFonts w:ascii='Wingdings 2'/>")))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        main = package.read("word/document.xml").decode()
    wide = main.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert read_word(rewritten(octets, {"word/document.xml": wide})) == read_word(octets)


def test_words_are_counted_as_word_counts_them():
    assert read_word(word_file(p(r("QC小组2019年，共8个 good team。")))).words == 12


def test_macros_are_named_and_never_read():
    octets = rewritten(word_file(p(r("正文"))), {"word/vbaProject.bin": b"\0macro"})
    document = open_document(octets, "表.docm")
    assert isinstance(document, Document)
    assert (document.format, document.flags) == ("docm", ("macros",))


PAGE = "<html><body><p>推荐单位：甲公司</p><table><tr><td>小组名称</td><td>飞翔</td></tr></table></body></html>"
ARCHIVE = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
CHUNK = "<w:altChunk r:id='inside'/>"


def with_inside(body: str, octets: bytes) -> bytes:
    """A Word file with another file inside, to which the relation `inside` leads."""
    outer = word_file(body)
    with zipfile.ZipFile(io.BytesIO(outer)) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    inside = f'<Relationship Id="inside" Type="{kind}" Target="inside.bin"/></Relationships>'
    members = {"word/_rels/document.xml.rels": relations.replace("</Relationships>", inside), "word/inside.bin": octets}
    return rewritten(outer, members)


@pytest.mark.parametrize("octets", [PAGE.encode(), f"{ARCHIVE}{PAGE}\r\n--b--\r\n".encode()])
def test_a_page_that_was_taken_in_as_a_chunk_is_read_where_it_stands(octets):
    """So write programs that turn web pages into Word files; Word itself takes the chunk apart when it saves."""
    table = tbl(tr(tc(p(r("手机"))), tc(p(r("139")))))
    document = read_word(with_inside(table + CHUNK + table, octets))
    assert lines_of(document) == [("推荐单位：甲公司", "第1段")]
    assert [(block.where, block.cells[1].text) for block in document.blocks if isinstance(block, Grid)] == [
        ("表1", "139"), ("表2", "飞翔"), ("表3", "139"),
    ]  # fmt: skip


def test_a_word_file_that_was_taken_in_is_read_and_none_inside_it():
    inner = with_inside(CHUNK + p(r("内文")), word_file(p(r("最内"))))
    document = read_word(with_inside(p(r("前文")) + CHUNK, inner))
    assert lines_of(document) == [("前文", "第1段"), ("内文", "第2段")]
    assert document.flags == ("alt-chunk",)


@pytest.mark.parametrize("octets", [b"", b"\0\1\2", b"PK\3\4"])
def test_a_chunk_that_cannot_be_read_is_flagged(octets):
    assert read_word(with_inside(p(r("正文")) + CHUNK, octets)).flags == ("alt-chunk",)


def test_the_main_part_may_have_another_name():
    octets = word_file(p(r("正文")))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        members = {i.filename: package.read(i) for i in package.infolist()}
    members["word/document2.xml"] = members.pop("word/document.xml")
    members["_rels/.rels"] = members["_rels/.rels"].replace(b"word/document.xml", b"word/document2.xml")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    document = open_document(out.getvalue(), "表.docx")
    assert isinstance(document, Document)
    assert lines_of(document) == [("正文", "第1段")]


@pytest.mark.parametrize("kept", [0.35, 0.6, 0.9])
def test_what_is_left_of_a_torn_file_is_read_and_marked(kept):
    body = "".join(p(r(f"第{n}行，飞翔QC小组")) for n in range(4000))
    octets = word_file(body)
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        size = package.getinfo("word/document.xml").compress_size
        start = package.getinfo("word/document.xml").header_offset
    document = open_document(octets[: start + int(size * kept)], "表.docx")
    assert isinstance(document, Document)
    assert "damaged" in document.flags
    assert len(document.blocks) > 4000 * kept * 0.5
    assert document.blocks[0] == Line("第0行，飞翔QC小组", "第1段")


def test_a_bad_octet_in_a_member_costs_what_follows_it():
    octets = bytearray(word_file("".join(p(r(f"第{n}行，编号{n * n * 7919}")) for n in range(4000))))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        info = package.getinfo("word/document.xml")
    octets[info.header_offset + info.compress_size // 2] ^= 0xFF
    document = open_document(bytes(octets), "表.docx")
    assert isinstance(document, Document)
    assert "damaged" in document.flags
    assert document.blocks[0].text == "第0行，编号0"


def test_control_characters_that_a_program_let_through_damage_nothing():
    document = read_word(word_file(tbl(tr(tc(p(r("小组\x02名称"))), tc(p(r("飞翔\x0b")))))))
    assert [c.text for c in grid_of(document).cells] == ["小组名称", "飞翔"]
    assert document.flags == ()


@pytest.mark.parametrize(
    ("main", "kind"),
    [
        (b"no markup at all", TroubleKind.DAMAGED),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", TroubleKind.DAMAGED),
        (b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>", TroubleKind.DAMAGED),
        (b" " * 60_000_000, TroubleKind.ARCHIVE_LIMIT),
    ],
)
def test_a_main_part_that_cannot_be_read_is_a_trouble(main, kind):
    trouble = open_document(rewritten(word_file(""), {"word/document.xml": main}), "表.docx")
    assert isinstance(trouble, Trouble)
    assert trouble.kind == kind


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_the_blank_forms_of_the_notice_have_a_table_or_text(path):
    document = read_word(path.read_bytes())
    assert document.words > 50
    assert not document.flags
