"""The same form gives the same lines and grids whatever format carries it: LibreOffice converts, the readings are compared."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from excel_samples import statistics_book
from office import converted, needs_office
from word_samples import (
    beside_label,
    complex_field,
    control,
    filled_form,
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

from model import Document, Grid, Line, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.excel import read_excel
from parsers.word import read_word


def opened(octets: bytes, name: str = "") -> Document:
    document = open_document(octets, name)
    assert isinstance(document, Document), document
    return document


def placed(document: Document) -> list[object]:
    """The blocks without what a conversion may change: spaces at the edges of tabs."""
    blocks: list[object] = []
    for block in document.blocks:
        if isinstance(block, Line):
            blocks.append((block.text, block.where))
        else:
            blocks.append((block.where, [(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells]))
    return blocks


def cells(document: Document) -> list[str]:
    return [c.text for block in document.blocks if isinstance(block, Grid) for c in block.cells]


def lines(document: Document) -> list[tuple[str, str]]:
    return [(block.text, block.where) for block in document.blocks if isinstance(block, Line)]


@needs_office
@pytest.mark.parametrize("target", ["odt", "rtf"])
def test_a_filled_form_reads_the_same(target):
    form = filled_form()
    document = opened(converted(form, "docx", target))
    assert document.format == target
    assert placed(document) == placed(read_word(form))
    assert document.words == read_word(form).words


@needs_office
def test_a_form_saved_as_a_page_reads_the_same_but_for_runs_of_spaces():
    document = opened(converted(filled_form(), "docx", "html"), "申报表.doc")
    assert document.format == "html"
    folded = [" ".join(text.split(" ")).replace("手  机", "手 机") for text in cells(read_word(filled_form()))]
    assert cells(document) == folded
    assert [(c.row, c.column, c.row_span, c.column_span) for c in grids(document)[0].cells] == [
        (c.row, c.column, c.row_span, c.column_span) for c in grids(read_word(filled_form()))[0].cells
    ]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


@needs_office
def test_a_workbook_reads_the_same_from_ods():
    book = statistics_book()
    ours, theirs = grids(read_excel(book))[0], grids(opened(converted(book, "xlsx", "ods")))[0]
    assert ours.where == theirs.where
    assert [(c.text, c.row, c.column, c.row_span, c.column_span, c.number) for c in theirs.cells] == [
        (c.text, c.row, c.column, c.row_span, c.column_span, c.number) for c in ours.cells
    ]
    assert [c.number_format for c in theirs.cells if c.text == "63.7%"] == ["0%"]


@needs_office
def test_a_workbook_saved_as_a_page_reads_its_shown_texts():
    document = opened(converted(statistics_book(), "xlsx", "html"), "附件4.xls")
    assert [text for text in cells(document) if text] == [text for text in cells(read_excel(statistics_book())) if text]


HARD = {
    "deletion and insertion": (p(r("飞翔") + f"<w:del w:id='1' w:author='a'><w:r><w:delText>奔跑</w:delText></w:r></w:del><w:ins w:id='2' w:author='a'>{r('QC小组')}</w:ins>"), "飞翔QC小组"),
    "text box": (p(r("飞翔") + text_box(p(r("QC小组")))), "飞翔\nQC小组"),
    "text boxes behind colons": (p(r("手机：") + text_box(p(r("139"))) + r("  邮箱：") + text_box(p(r("a@b.cn")))), "手机：139  邮箱：a@b.cn"),
    "field": (p(r("共") + complex_field(' HYPERLINK "http://a.cn" ', "12") + r("个")), "共12个"),
    "hidden text": (p(r("飞翔") + r("内部", "<w:vanish/>")), "飞翔"),
    "struck out by hand": (p(r("奔跑", "<w:strike/>") + r("飞翔") + r("小组", "<w:dstrike/>")), "飞翔"),
    "breaks and tabs": (p("<w:r><w:t>张三</w:t><w:tab/><w:t>李四</w:t><w:br/><w:t>王五</w:t></w:r>"), "张三\t李四\n王五"),
    "rare characters": (p(r("李𬭎、𠮷田、䶮")), "李𬭎、𠮷田、䶮"),
    "form check box": (p(form_field("<w:checkBox><w:checked/></w:checkBox>", " FORMCHECKBOX ") + r("现场型") + form_field("<w:checkBox><w:default w:val='0'/></w:checkBox>", " FORMCHECKBOX ") + r("攻关型")), "☑现场型□攻关型"),
    "form drop-down": (p(form_field("<w:ddList><w:result w:val='1'/><w:listEntry w:val='现场型'/><w:listEntry w:val='攻关型'/></w:ddList>", " FORMDROPDOWN ")), "攻关型"),
    "symbols": (p("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>" + r("现场型") + "<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>" + r("攻关型")), "☑现场型□攻关型"),
    "spaces": (p(r("推荐单位    甲公司  。")), "推荐单位    甲公司  。"),
    "ruby": (p(f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('lí')}</w:rt><w:rubyBase>{r('黎')}</w:rubyBase></w:ruby></w:r>" + r("明")), "黎明"),
    "no-break hyphen": (p("<w:r><w:t>023</w:t><w:noBreakHyphen/><w:t>67801234</w:t></w:r>"), "023-67801234"),
    "control": (p(r("飞翔") + control(r("QC小组"))), "飞翔QC小组"),
}  # fmt: skip


@needs_office
@pytest.mark.parametrize("target", ["odt", "rtf"])
def test_a_hard_construct_reads_the_same(target):
    """One file with all of them: a conversion takes a second. LibreOffice's RTF has no boxes and no states of tick boxes in it."""
    lost = {"text box", "text boxes behind colons", "form check box"} if target == "rtf" else set()
    form = word_file(tbl(*(tr(tc(p(r(label))), tc(content)) for label, (content, _) in HARD.items())))
    read = cells(opened(converted(form, "docx", target)))
    found = {label: text.replace("\u2011", "-") for label, text in zip(read[::2], read[1::2], strict=True) if label not in lost}
    assert found == {label: expected for label, (_, expected) in HARD.items() if label not in lost}


@needs_office
@pytest.mark.parametrize("target", ["odt", "rtf"])
def test_nested_tables_boxes_notes_and_pictures_stand_where_they_stood(target):
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p(r("前文") + note, "<w:outlineLvl w:val='0'/>") + tbl(
        tr(tc(p(r("外"))), tc(p(r("前")) + tbl(tr(tc(p(r("内一"))), tc(p(r("内二"))))) + p(r("后"))))
    )
    document = opened(converted(word_file(body + p(r("后文")), footnotes=note_part("footnote", "按职工总数计")), "docx", target))
    outer, inner = grids(document)
    assert [c.text for c in outer.cells] == ["外", "前\n后"]
    assert [c.text for c in inner.cells] == ["内一", "内二"]
    assert inner.where == "表1第1行第2列内的表"
    assert lines(document) == [("前文", "第1段"), ("后文", "第2段"), ("按职工总数计", "脚注1")]


@needs_office
def test_a_table_in_a_text_box_is_read_from_what_libreoffice_saves():
    boxed = text_box(tbl(tr(tc(p(r("小组类型"))), tc(p(r("攻关型"))))) + p(""))
    document = opened(converted(word_file(p(boxed)), "docx", "odt"))
    assert [(c.text, c.column) for c in grids(document)[0].cells] == [("小组类型", 0), ("攻关型", 1)]


def test_libreoffice_counts_a_picture_as_we_do():
    import docx  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    image, out = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(image, "PNG")
    document = docx.Document()
    document.add_picture(io.BytesIO(image.getvalue()))
    document.save(out)
    assert read_word(out.getvalue()).pictures == 1
    assert opened(converted(out.getvalue(), "docx", "odt")).pictures == 1
    assert opened(converted(out.getvalue(), "docx", "rtf")).pictures == 1


def rtf(
    body: str,
    head: str = r"\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset2 Wingdings;}{\f2\froman\fcharset0 Arial;}}",
) -> bytes:
    return b"{\\rtf1" + head.encode() + body.encode("gbk") + b"}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\f0\'b7\'c9\'cf\'e8\par", "飞翔"),
        ("\\f0 飞翔\\par", "飞翔"),
        (r"\uc1\u39134?\u32724?\par", "飞翔"),
        (r"\uc2\u39134\'b7\'c9\u32724\'cf\'e8QC\par", "飞翔QC"),
        (r"\uc0\u55362\u57271\par", "𠮷"),
        (r"{\f1\'fe}\f0 A{\f1\'a8}\par", "☑A□"),
        (r"{\f1\u-3842?}\par", "☑"),
        (r"A{\v B}C\par", "AC"),
        (r"A{\deleted B}{\revised C}\par", "AC"),
        (r"A{\strike B\strike0 C}{\striked1 D}\par", "AC"),
        (r"023\_6780\~1234\-5\par", "023-6780\u00a012345"),
        (r"A\{B\}\\C\par", "A{B}\\C"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a@b.cn}}\par", "a@b.cn"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname a}}}}{\fldrslt}}A\par", "☑A"),
        (r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl A}{\*\ffl \u39134?}}}}{\fldrslt}}B\par", "飞B"),
        (r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres9{\*\ffl A}}}}{\fldrslt}}B\par", "B"),
        (r"{\*\unknown hidden {deep}}A\par", "A"),
        (r"{\pict\wmetafile8 0102\bin3 }}{}A\par", "A"),
        (r"{\stylesheet{\s1 heading 1;}}{\info{\title T}}A\par", "A"),
        (r"{\f2 caf\'e9}\par", "caf\ufffd"),
        (r"A\line B\tab C\par", "A\nB\tC"),
        (r"\itap-1 A\par\itap-9 B\par", "A\nB"),
    ],
)
def test_a_word_of_rtf_reads_as_it_shows(body, expected):
    assert "\n".join(text for text, _ in lines(opened(rtf(body)))) == expected


def test_rtf_margins_boxes_and_levels_have_their_places():
    body = r"{\header\pard 附件4\par}\pard\outlinelevel0 一、概况\par\pard 正文{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard 框内\par}}{\shprslt 框内}}\par{\footer\pard 第页\par}"
    document = opened(rtf(body))
    assert lines(document) == [("附件4", "页眉"), ("一、概况", "第1段"), ("正文", "第2段"), ("框内", "文本框"), ("第页", "页脚")]
    assert [block.heading for block in document.blocks] == [0, 1, 0, 0, 0]


def test_rtf_cells_join_as_their_row_says():
    rows = (
        r"\trowd\trleft0\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl A\cell B\cell\cell\row"
        r"\trowd\trleft0\clvmrg\cellx1000\cellx3010\pard\intbl\cell C\par D\cell\row"
        r"\trowd\trleft1000\cellx3000\pard\intbl E\cell\row\pard 后\par"
    )
    (grid,) = grids(opened(rtf(rows)))
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells] == [
        ("A", 0, 0, 2, 1), ("B", 0, 1, 1, 2), ("C\nD", 1, 1, 1, 2), ("E", 2, 1, 1, 2),
    ]  # fmt: skip


def test_a_torn_rtf_is_read_and_marked():
    document = opened(rtf(r"\pard 前文\par\trowd\cellx1000\pard\intbl A\cell")[:-1])
    assert document.flags == ("damaged",)
    assert cells(document) == ["A"]


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<style>.hid {display:none;} .tick {font-family:Wingdings;}</style><title>附件5</title></head><body>
<h2>推荐表</h2><p>推荐单位：甲公司<br>所属区县：江北区</p>
<table><tr><td rowspan=2>小组<br>名称</td><td colspan=2>成员</td></tr><tr><td>张三、镕</td><td class=hid>隐</td><td>李四<span style='mso-hide:all'>藏</span></td></tr>
<tr><td><input type=checkbox checked>现场型 <span class=tick>þ</span><img src=a.png></td><td><select><option>甲<option selected>乙</select></td>
<td><table><tr><td>内</td></tr></table>外<del>删</del><ins>增</ins><s>划</s><span style="text-decoration:line-through">去</span></td></tr></table><script>var a = "脚本"</script></body></html>"""


def test_a_page_whose_cells_push_each_other_ever_further_right_is_cut_and_said():
    rows = "".join(f"<tr><td rowspan=65000 colspan=900>推荐单位{n}</td></tr>" for n in range(2_000))
    begun = time.perf_counter()
    document = opened(f"<table>{rows}</table>".encode(), "推荐表.xls")
    assert time.perf_counter() - begun < 5  # it took minutes
    assert {"cut", "damaged"} <= set(document.flags)


@pytest.mark.parametrize("name", ["推荐表.xls", "推荐表.doc", "推荐表.html"])
def test_a_page_is_read_in_its_own_charset(name):
    document = opened(PAGE.encode("gb18030"), name)
    assert lines(document) == [("推荐表", "第1段"), ("推荐单位：甲公司\n所属区县：江北区", "第2段")]
    outer, inner = grids(document)
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in outer.cells] == [
        ("小组\n名称", 0, 0, 2, 1), ("成员", 0, 1, 1, 2), ("张三、镕", 1, 1, 1, 1), ("李四", 1, 3, 1, 1),
        ("☑现场型 ☑", 2, 0, 1, 1), ("乙", 2, 1, 1, 1), ("外增", 2, 2, 1, 1),
    ]  # fmt: skip
    assert inner.cells[0].text == "内"
    assert (document.pictures, document.flags) == (1, ("tracked-changes",))


def test_a_saved_archive_is_read_as_its_page():
    octets = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=gb2312\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + __import__("base64").encodebytes(PAGE.encode("gb18030")) + b"\r\n--x--\r\n"
    )
    document = opened(octets, "推荐表.doc")
    assert document.format == "mhtml"
    assert placed(document) == placed(opened(PAGE.encode("gb18030")))


TABLE = "<table><tr><td>小组名称</td><td>飞翔QC小组</td></tr></table>"


@pytest.mark.parametrize(
    ("page", "is_torn"),
    [
        (f"<html><body>{TABLE}<p>完</p></body></html>", False),
        (f"<HTML><BODY>{TABLE}<BR></BODY></HTML>\r\n", False),
        (f"<html><body>{TABLE}", False),  # programs that print tables alone forget to close the rest
        (f"<html><body><div>{TABLE}</div>\n", False),
        (TABLE, False),
        (f"<html><body>{TABLE}<table><tr><td>评委", True),
        (f"<html><body>{TABLE}<p>二、评委名", True),
        (f"<html><body>{TABLE}<p cla", True),
    ],
)
def test_a_page_that_ends_in_the_middle_is_torn_and_one_that_was_left_open_is_not(page, is_torn):
    assert ("damaged" in opened(page.encode(), "推荐表.xls").flags) is is_torn


def as_wordml(octets: bytes) -> bytes:
    """Fold a .docx to the names that Word 2003 gave them ([MS-OE376] names the differences)."""
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        main = package.read("word/document.xml").decode()
    main = main.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://schemas.microsoft.com/office/word/2003/wordml"
    )
    return main.replace("w:vMerge", "w:vmerge").replace("w:document", "w:wordDocument").encode()


def test_word_2003_xml_reads_as_docx_does():
    assert placed(opened(as_wordml(filled_form()), "申报表.doc")) == placed(read_word(filled_form()))


def test_word_2003_changes_notes_and_margins_are_read():
    aml = 'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    content = (
        r("飞翔")
        + f"<aml:annotation {aml} aml:id='1' w:type='Word.Deletion'><aml:content><w:r><w:delText>奔跑</w:delText></w:r></aml:content></aml:annotation>"
        + f"<aml:annotation {aml} aml:id='2' w:type='Word.Insertion'><aml:content>{r('QC小组')}</aml:content></aml:annotation>"
        + f"<w:r><w:footnote>{p(r('脚注文'))}</w:footnote></w:r>"
    )
    section = f"<w:sectPr><w:hdr w:type='odd'>{p(r('附件2'))}</w:hdr></w:sectPr>"
    document = opened(as_wordml(word_file(p(content) + section)))
    assert lines(document) == [("附件2", "页眉"), ("飞翔QC小组", "第1段"), ("脚注文", "脚注")]
    assert document.flags == ("tracked-changes",)


def test_excel_2003_xml_is_read():
    octets = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>
<Worksheet ss:Name="附件4"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">普及率</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.637</Data></Cell><Cell ss:Index="5" ss:StyleID="d"><Data ss:Type="DateTime">2018-03-05T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>""".encode()
    (grid,) = grids(opened(octets, "附件4.xls"))
    assert [(c.text, c.row, c.column, c.column_span, c.number) for c in grid.cells if c.text] == [
        ("普及率", 1, 0, 2, None), ("63.7%", 1, 2, 1, 0.637), ("2018/3/5", 1, 4, 1, 43164.0),
    ]  # fmt: skip


def test_plain_text_is_read_line_by_line():
    assert lines(opened("推荐单位：甲公司\r\n\r\n手机：13983010000".encode("gbk"), "说明.txt")) == [
        ("推荐单位：甲公司", "第1段"),
        ("手机：13983010000", "第2段"),
    ]


@needs_office
@pytest.mark.parametrize("kind", ["odt", "ods"])
def test_an_encrypted_opendocument_says_so(kind):
    made = converted(filled_form(), "docx", "odt") if kind == "odt" else converted(statistics_book(), "xlsx", "ods")
    manifest = (
        '<manifest:manifest xmlns:manifest="x"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    )
    trouble = open_document(rewritten(made, {"META-INF/manifest.xml": manifest}), "")
    assert isinstance(trouble, Trouble)
    assert trouble.kind is TroubleKind.PASSWORD


def test_the_helpers_make_what_word_reads():
    assert cells(read_word(beside_label(p(picture())))) == ["小组名称", ""]


def test_an_rtf_that_stands_in_less_than_no_table_is_read():
    document = open_document(b"{\\rtf1\\ansi\\itap-1 one\\par two\\par}", "x.rtf")
    assert isinstance(document, Document)
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["one", "two"]
