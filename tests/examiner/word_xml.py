"""Blocks → the XML of a Word document, in the many ways in which programs write the same thing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from random import Random
from xml.sax.saxutils import escape

from tests.examiner.nouns import TICKED, UNTICKED, Block, C, T

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" mc:Ignorable="w14"'
)
FONTS = [
    '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>',
    '<w:rFonts w:hint="eastAsia" w:eastAsia="宋体"/><w:b/>',
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>',
    "<w:b/>",
    '<w:u w:val="single"/>',
    '<w:color w:val="000000"/>',
    '<w:sz w:val="24"/>',
    "",
]


class Hand:
    """How one paper is written: ticks, runs, boxes, controls, changes."""

    def __init__(self, dice: Random, *, plain: bool = False) -> None:
        def habit(chance: float) -> bool:
            return not plain and dice.random() < chance

        self.dice = dice
        self.splits = habit(0.4)
        self.controls = habit(0.2)
        self.changes = habit(0.2)
        self.box_title = habit(0.08)
        self.box_line = habit(0.06)
        self.breaks = habit(0.5)  # line breaks instead of paragraphs in cells
        self.padding = habit(0.2)  # empty paragraphs in cells
        self.row_controls = habit(0.08)
        self.underlines = habit(0.2)
        self.deleted_rows = habit(0.1)
        self.grid_gaps = habit(0.08)
        self.header_title = habit(0.04)
        self.ticks = dice.choice(["plain", "square", "check", "sym", "sym2", "sdt", "legacy", "glyph"])
        self.header = ""
        self.number = 0

    def id(self) -> int:
        self.number += 1
        return self.number

    # runs -----------------------------------------------------------------------------------------------------------

    def run(self, text: str, tag: str = "w:t") -> str:
        look = self.dice.choice(FONTS) if self.splits else ""
        inner, plain = "", ""
        for c in text:
            if c in "\t\n":
                inner += f'<{tag} xml:space="preserve">{escape(plain)}</{tag}>' * bool(plain) + ("<w:tab/>" if c == "\t" else "<w:br/>")
                plain = ""
            else:
                plain += c
        inner += f'<{tag} xml:space="preserve">{escape(plain)}</{tag}>' * bool(plain)
        return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>" if inner else ""

    def tick(self, *, ticked: bool) -> str:
        if self.ticks == "sym":
            return f'<w:r><w:sym w:font="Wingdings" w:char="{"F0FE" if ticked else "F0A8"}"/></w:r>'
        if self.ticks == "sym2":
            return f'<w:r><w:sym w:font="Wingdings 2" w:char="{"F052" if ticked else "F0A3"}"/></w:r>'
        if self.ticks == "glyph":
            return f'<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2" w:cs="Wingdings 2"/></w:rPr><w:t>{"R" if ticked else "£"}</w:t></w:r>'
        if self.ticks == "sdt":
            box = "☒" if ticked else "☐"
            return f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612"/><w14:uncheckedState w14:val="2610"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{box}</w:t></w:r></w:sdtContent></w:sdt>'
        if self.ticks == "legacy":
            return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="c"/><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="{int(ticked)}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        mark = {"plain": "☑□", "square": "■□", "check": "√□"}[self.ticks][0 if ticked else 1]
        return self.run(mark)

    def runs(self, text: str) -> str:
        found, plain = "", ""
        for c in text:
            if c in (TICKED, UNTICKED):
                found += self.pieces(plain) + self.tick(ticked=c == TICKED)
                plain = ""
            else:
                plain += c
        return found + self.pieces(plain)

    def pieces(self, text: str) -> str:
        if not self.splits or len(text) < 3 or len(text) > 400:
            return self.run(text)
        cuts = sorted({self.dice.randint(1, len(text) - 1) for _ in range(self.dice.randint(0, 3))})
        bounds = [0, *cuts, len(text)]
        out = ""
        for a, b in itertools.pairwise(bounds):
            out += self.run(text[a:b])
            if self.dice.random() < 0.2:
                out += self.dice.choice(
                    [
                        '<w:proofErr w:type="spellStart"/>',
                        f'<w:bookmarkStart w:id="{self.id()}" w:name="_GoBack{self.number}"/><w:bookmarkEnd w:id="{self.number}"/>',
                        "<w:r><w:lastRenderedPageBreak/></w:r>",
                    ]
                )
        return out

    def filled(self, text: str) -> str:
        """Runs of a value: in a content control, or as a tracked change."""
        dice = self.dice
        if self.controls and dice.random() < 0.5:
            if not text:
                return '<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="a3"/></w:rPr><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt>'
            return f'<w:sdt><w:sdtPr><w:id w:val="{self.id()}"/><w:text/></w:sdtPr><w:sdtContent>{self.runs(text)}</w:sdtContent></w:sdt>'
        if self.changes and text and dice.random() < 0.3:
            mark = f'w:id="{self.id()}" w:author="张工" w:date="2019-05-18T09:00:00Z"'
            way = dice.randint(0, 2)
            if way == 0:
                return f"<w:del {mark}>{self.run('旧内容' + text[:1], 'w:delText')}</w:del><w:ins {mark}>{self.runs(text)}</w:ins>"
            if way == 1 and len(text) > 1:
                return (
                    f"{self.runs(text[:1])}<w:del {mark}>{self.run('误', 'w:delText')}</w:del><w:ins {mark}>{self.runs(text[1:])}</w:ins>"
                )
            return f"<w:ins {mark}>{self.runs(text)}</w:ins><w:moveFrom {mark}>{self.run('移走')}</w:moveFrom>"
        return self.runs(text)

    # paragraphs -----------------------------------------------------------------------------------------------------

    def paragraph(self, content: str, look: str = "") -> str:
        return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{content}</w:p>"

    def boxed(self, inner: str) -> str:
        """A text box, with the fallback that Word writes beside it."""
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>'
            f"<w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    def block(self, block: Block) -> str:
        if isinstance(block, T):
            return self.table(block)
        dice = self.dice
        if block.role == "page":
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if block.role == "title":
            lines = [self.paragraph(self.runs(t), '<w:jc w:val="center"/>') for t in block.text.split("\n")]
            if self.header_title and not self.header:
                self.header = "".join(lines)
                return ""
            return self.boxed("".join(lines)) if self.box_title else "".join(lines)
        if block.role == "line" and self.box_line:
            return self.boxed(self.paragraph(self.runs(block.text)))
        if block.role == "line" and self.underlines and " " in block.text:
            return self.paragraph(
                "".join(
                    f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">{escape(p)}</w:t></w:r>' if i % 2 else self.run(p)
                    for i, p in enumerate(_parted(block.text))
                )
            )
        if block.role == "heading":
            return self.paragraph(self.runs(block.text), dice.choice(["", '<w:outlineLvl w:val="0"/>', '<w:pStyle w:val="1"/>']))
        return "".join(self.paragraph(self.runs(t)) for t in block.text.split("\n"))

    # tables ---------------------------------------------------------------------------------------------------------

    def cell(self, cell: C, merge: str = "", continued: bool = False) -> str:
        span = f'<w:gridSpan w:val="{cell.cs}"/>' if cell.cs > 1 else ""
        look = f'<w:tcPr><w:tcW w:w="{1200 * cell.cs}" w:type="dxa"/>{span}{merge}</w:tcPr>'
        if continued:
            return f"<w:tc>{look}<w:p/></w:tc>"
        if cell.inner is not None:
            return f"<w:tc>{look}<w:p/>{self.table(cell.inner)}<w:p/></w:tc>"
        write = self.filled if cell.told is not None and cell.text == cell.told.raw else self.runs
        lines = [cell.text] if self.breaks else cell.text.split("\n")
        body = "".join(self.paragraph(write(t), self.dice.choice(["", '<w:jc w:val="center"/>'])) for t in lines)
        if self.padding and self.dice.random() < 0.3:
            body = self.dice.choice(["<w:p/>" + body, body + "<w:p/>", body + '<w:p><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>'])
        if self.controls and cell.told is not None and cell.text and self.dice.random() < 0.1:
            return f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:tc>{look}{body}</w:tc></w:sdtContent></w:sdt>"
        return f"<w:tc>{look}{body}</w:tc>"

    def table(self, table: T) -> str:
        origin: dict[tuple[int, int], tuple[int, int, C]] = {}
        rows = len(table.rows)
        for r, c, cell in table.placed():
            for i in range(cell.rs):
                origin[r + i, c] = (r, c, cell)
        out = []
        for r in range(rows):
            cells, c = "", 0
            while c < table.columns:
                if (r, c) not in origin:
                    c += 1
                    continue
                r0, _, cell = origin[r, c]
                merge = (
                    ""
                    if cell.rs == 1
                    else '<w:vMerge w:val="restart"/>'
                    if r == r0
                    else self.dice.choice(["<w:vMerge/>", '<w:vMerge w:val="continue"/>'])
                )
                cells += self.cell(cell, merge, continued=r != r0)
                c += cell.cs
            row = f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if self.dice.random() < 0.2 else ''}{cells}</w:tr>"
            if self.row_controls and self.dice.random() < 0.3:
                row = f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>"
            out.append(row)
            if self.deleted_rows and r == rows - 1 and table.columns > 4:
                gone = "".join(
                    f'<w:tc><w:p><w:del w:id="{self.id()}" w:author="x"><w:r><w:delText>已删{i}</w:delText></w:r></w:del></w:p></w:tc>'
                    for i in range(table.columns)
                )
                out.append(f'<w:tr><w:trPr><w:del w:id="{self.id()}" w:author="x"/></w:trPr>{gone}</w:tr>')
        grid = "".join('<w:gridCol w:w="1200"/>' for _ in range(table.columns))
        return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(out)}</w:tbl><w:p/>'

    def body(self, blocks: Iterable[Block]) -> str:
        """Give the XML of a document's body."""
        return "".join(self.block(b) for b in blocks)


def _parted(text: str) -> list[str]:
    """Cut a line into labels and values (by runs of blanks), to underline the values."""
    parts = text.split(" ")
    return [p + (" " if i < len(parts) - 1 else "") for i, p in enumerate(parts)]
