"""What Word has for writing one value: each construct's paragraphs as WordprocessingML, and the value that a reader of the page sees."""

from __future__ import annotations

from word_samples import complex_field, control, form_field, p, r, text_box

TICKED = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
UNTICKED = '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>'

CONSTRUCTS = {
    "plain runs": (p(r("飞翔") + r("QC小组")), "飞翔QC小组"),
    "two paragraphs": (p(r("张三")) + p(r("李四")), "张三\n李四"),
    "inline control": (p(r("飞翔") + control(r("QC小组"))), "飞翔QC小组"),
    "control in the cell": (control(p(r("飞翔QC小组"))), "飞翔QC小组"),
    "control in a control": (control(control(p(r("飞翔QC小组")))), "飞翔QC小组"),
    "tracked insertion": (p(r("飞翔") + f"<w:ins w:id='1' w:author='a'>{r('QC小组')}</w:ins>"), "飞翔QC小组"),
    "tracked deletion": (p(r("飞翔") + "<w:del w:id='1' w:author='a'><w:r><w:delText>奔跑</w:delText><w:tab/></w:r></w:del>"), "飞翔"),
    "moved here": (p(f"<w:moveTo w:id='1' w:author='a'>{r('飞翔')}</w:moveTo>"), "飞翔"),
    "moved away": (p(r("飞翔") + f"<w:moveFrom w:id='1' w:author='a'>{r('奔跑')}</w:moveFrom>"), "飞翔"),
    "deleted paragraph mark": (p(r("飞翔"), "<w:rPr><w:del w:id='1' w:author='a'/></w:rPr>") + p(r("QC小组")), "飞翔QC小组"),
    "smart tag": (p(f"<w:smartTag w:element='x'>{r('飞翔')}</w:smartTag>"), "飞翔"),
    "simple field": (p(f"<w:fldSimple w:instr=' DATE '>{r('2019年5月6日')}</w:fldSimple>"), "2019年5月6日"),
    "complex field": (p(r("共") + complex_field(" =SUM(A1) ", "12") + r("个")), "共12个"),
    "field within a field": (p(complex_field(f"IF {complex_field('PAGE', '7')} = 1", "飞翔")), "飞翔"),
    "torn field": (p("<w:r><w:fldChar w:fldCharType='begin'/></w:r>") + p(r("飞翔")), "飞翔"),
    "hyperlink": (p(f"<w:hyperlink r:id='rId1'>{r('a@b.cn')}</w:hyperlink>"), "a@b.cn"),
    "text box": (p(r("飞翔") + text_box(p(r("QC小组")))), "飞翔\nQC小组"),
    "old text box": (p(f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('飞翔'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"), "飞翔"),
    "ticked control": (p(control(r("☒"), TICKED) + r("现场型") + control(r("☐"), UNTICKED) + r("攻关型")), "☑现场型☐攻关型"),
    "ticked control without a value": (p(control(r("☒"), "<w14:checkbox><w14:checked/></w14:checkbox>") + r("是")), "☑是"),
    "Wingdings symbols": (p("".join(f"<w:r><w:sym w:font='Wingdings' w:char='{c}'/></w:r>" for c in ("F0FE", "F0A8", "F0FC", "F052", "F06F", "F0A3"))), "☑□√☑□□"),
    "Wingdings 2 symbols": (p("".join(f"<w:r><w:sym w:font='Wingdings 2' w:char='{c}'/></w:r>" for c in ("F052", "F0A3", "0050", "0052"))), "☑□√☑"),
    "letters in Wingdings 2": (p(r("R", "<w:rFonts w:ascii='Wingdings 2' w:hAnsi='Wingdings 2'/>") + r("现场型") + r("\u00a3", "<w:rFonts w:ascii='Wingdings 2'/>")), "☑现场型□"),
    "the letter R in a common font": (p(r("R", "<w:rFonts w:ascii='Arial'/>")), "R"),
    "form check box": (p(form_field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", " FORMCHECKBOX ") + r("现场型")), "☑现场型"),
    "form check box left alone": (p(form_field("<w:checkBox><w:default w:val='0'/></w:checkBox>", " FORMCHECKBOX ") + r("现场型")), "□现场型"),
    "form drop-down": (p(form_field("<w:ddList><w:result w:val='1'/><w:listEntry w:val='现场型'/><w:listEntry w:val='攻关型'/></w:ddList>", " FORMDROPDOWN ")), "攻关型"),
    "form text": (p(complex_field(" FORMTEXT ", "飞翔")), "飞翔"),
    "ticked box by overstriking": (p("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> eq \\o\\ac(□,√)</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>" + r("现场型")), "☑现场型"),
    "pinyin by overstriking": (p("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(li),黎)</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>" + r("明")), "黎明"),
    "ruby": (p(f"<w:r><w:ruby><w:rt>{r('lí')}</w:rt><w:rubyBase>{r('黎')}</w:rubyBase></w:ruby></w:r>" + r("明")), "黎明"),
    "no-break hyphen": (p("<w:r><w:t>023</w:t><w:noBreakHyphen/><w:t>67801234</w:t></w:r>"), "023-67801234"),
    "soft hyphen": (p("<w:r><w:t>飞</w:t><w:softHyphen/><w:t>翔</w:t></w:r>"), "飞翔"),
    "tab and break": (p("<w:r><w:t>张三</w:t><w:tab/><w:t>李四</w:t><w:br/><w:t>王五</w:t></w:r>"), "张三\t李四\n王五"),
    "tab stops are not tabs": (p(r("张三"), "<w:tabs><w:tab w:val='left' w:pos='720'/></w:tabs>"), "张三"),
    "hidden text": (p(r("飞翔") + r("内部", "<w:vanish/>")), "飞翔"),
    "struck out by hand": (p(r("奔跑", "<w:strike/>") + r("飞翔") + r("小组", "<w:dstrike/>") + r("QC小组", "<w:strike w:val='0'/>")), "飞翔QC小组"),
    "signs that nobody sees": (p(r("\u202d1398\u200b301\ufeff0000\u202c") + r("飞\u00ad翔")), "13983010000飞翔"),
    "text that is not hidden": (p(r("飞翔", "<w:vanish w:val='0'/>")), "飞翔"),
    "underline as blank": (p(r("推荐单位") + r("    甲公司  ", "<w:u w:val='single'/>") + r("。")), "推荐单位    甲公司  。"),
    "prompt of an empty control": (p(control(r("单击此处输入文字。"), "<w:showingPlcHdr/>")), ""),
    "written control that still shows its mark": (p(control(r("飞翔"), "<w:showingPlcHdr/>")), "飞翔"),
    "white space that does not count": (p("<w:r><w:t>\n  飞翔 </w:t></w:r>"), "飞翔"),
    "emoji with a fallback": (p("<w:r><mc:AlternateContent><mc:Choice Requires='w16se'><x:symEx xmlns:x='x'/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "☺"),
    "formula": (p("<m:oMath><m:r><m:t>x=5</m:t></m:r></m:oMath>"), "x=5"),
    "fraction": (p("<m:oMath><m:f><m:num><m:r><m:t>20</m:t></m:r></m:num><m:den><m:r><m:t>160</m:t></m:r></m:den></m:f></m:oMath>"), "20/160"),
    "rare characters": (p(r("李𬭎、𠮷田、䶮")), "李𬭎、𠮷田、䶮"),
}  # fmt: skip
