"""Word files for tests: python-docx writes the package, raw WordprocessingML stands where python-docx has no word for it."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.table import _Cell

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'mc:Ignorable="w14"'
)


def word_file(body: str, **members: str) -> bytes:
    """Return a .docx with this body XML; `members` are further parts by name without folder (`footnotes`: XML)."""
    plain = io.BytesIO()
    docx.Document().save(plain)
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'
    replaced: dict[str, str | bytes] = {"word/document.xml": document} | {f"word/{name}.xml": text for name, text in members.items()}
    return rewritten(plain.getvalue(), replaced | _announced(plain.getvalue(), [name for name in members if name.endswith("notes")]))


def _announced(octets: bytes, parts: list[str]) -> dict[str, str | bytes]:
    """Return the lists of parts with notes among them, as other programs than ours demand."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{main}.{name}+xml"/>' for name in parts)
    relations = "".join(f'<Relationship Id="r{name}" Type="{kind}/{name}" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        listed = package.read("[Content_Types].xml").decode().replace("</Types>", f"{types}</Types>")
        related = package.read("word/_rels/document.xml.rels").decode().replace("</Relationships>", f"{relations}</Relationships>")
    return {"[Content_Types].xml": listed, "word/_rels/document.xml.rels": related}


def rewritten(octets: bytes, members: dict[str, str | bytes]) -> bytes:
    """Return the package with some members replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in members:
                new.writestr(info, old.read(info))
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    """Return a paragraph of runs."""
    looks = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{looks}{content}</w:p>"


def tc(content: str, properties: str = "") -> str:
    """Return a table cell of paragraphs."""
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def tr(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    looks = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{looks}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """Return a table, with a grid that has a column for each cell of its longest row, as other readers than ours demand."""
    grid = '<w:gridCol w:w="2000"/>' * max(row.count("<w:tc>") for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def beside_label(value_paragraphs: str) -> bytes:
    """Return a form of one row: a label and a value cell with these paragraphs."""
    return word_file(tbl(tr(tc(p(r("小组名称"))), tc(value_paragraphs))))


def text_box(content: str) -> str:
    """Return a run with a text box as Word writes it: a modern shape, and the same again for old programs."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def picture() -> str:
    """Return a run with an inline picture."""
    return "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"


def complex_field(instruction: str, result: str) -> str:
    """Return the runs of a field with its result."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def form_field(data: str, instruction: str) -> str:
    """Return the runs of a legacy form field."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(content: str, properties: str = "") -> str:
    """Return a content control around runs, paragraphs, cells or rows."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def note_part(kind: str, note: str) -> str:
    """Return a footnotes or endnotes part with its two separators and one note of id 2."""
    separators = "".join(f'<w:{kind} w:id="{n}" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>' for n in (0, 1))
    return f'<w:{kind}s {NAMESPACES}>{separators}<w:{kind} w:id="2">{p(r(note))}</w:{kind}></w:{kind}s>'


def filled_form() -> bytes:
    """Return a 申报表 as python-docx merges and fills it: cells merged both ways, lines in cells, a list table, a heading line."""
    document = docx.Document()
    document.add_paragraph("2019年重庆市优秀质量管理小组申报表")
    document.add_paragraph("单位：重庆远山机械有限公司\t所属区县：江北区")
    table = document.add_table(6, 4, style="Table Grid")
    texts = {
        (0, 0): "QC小组名称", (0, 1): "飞翔QC小组", (1, 0): "企业名称\n（公章为准）", (1, 1): "重庆远山机械有限公司",
        (2, 0): "小组人数", (2, 1): "8", (2, 2): "手  机", (2, 3): "13983010000", (3, 0): "成员", (3, 1): "张三、李𬭎", (3, 2): "课题类型",
        (3, 3): "☑现场型 □攻关型", (4, 1): "王五", (4, 2): "普及率", (4, 3): "63.7%", (5, 0): "简介：第一段\n第二段“引号”——破折号",
    }  # fmt: skip
    for (row, column), text in texts.items():
        cell = table.cell(row, column)
        first, *others = text.split("\n")
        cell.paragraphs[0].text = first
        for other in others:
            cell.add_paragraph(other)
    for start, end in (((0, 1), (0, 3)), ((1, 1), (1, 3)), ((3, 0), (4, 0)), ((5, 0), (5, 3))):
        _merged(table.cell(*start), table.cell(*end))
    document.add_paragraph("注：1.此表一式一份。")
    names = document.add_table(2, 3, style="Table Grid")
    for column, text in enumerate(("序号", "姓名", "证书编号")):
        names.cell(0, column).text = text
        names.cell(1, column).text = ("1", "赵六", "渝质协QC-2018-0123")[column]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _merged(start: _Cell, end: _Cell) -> None:
    """Merge cells without the empty paragraphs that python-docx gathers."""
    kept = [paragraph.text for paragraph in start.paragraphs]
    merged = start.merge(end)
    for paragraph in merged.paragraphs[len(kept) :]:
        paragraph._p.getparent().remove(paragraph._p)
