"""The sender's own Word form goes back with a comment at each cell in question, and is known when it returns."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn

from demo.samples import Habits, make_filing, make_mail
from demo.samples.nouns import SampleFile, SampleFiling
from parsers.word_comments import annotate_octets
from tests.house import house
from tests.office import converted, needs_office

SENDER = ("张三", "zhangsan@firm.example")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def home(tmp_path, dovecot, letterbox):
    return house(tmp_path, dovecot.settings(), letterbox.settings())


def put(dovecot, files, subject, day):
    filing = SampleFiling("", SENDER[0], tuple(files), ())
    dovecot.append("INBOX", make_mail(filing, SENDER, subject, "qq"), datetime(2019, 5, day, 2, 0, tzinfo=UTC))


def returned(letter):
    return [(p.get_filename(), p.get_payload(decode=True)) for p in letter.iter_attachments() if "批注" in (p.get_filename() or "")]


def commented_cells(octets):
    """The texts of the cells that comments begin in, with the comments' words."""
    word = docx.Document(io.BytesIO(octets))
    texts = {str(c.comment_id): c.text for c in word.comments}
    found = []
    for start in word.element.iter(qn("w:commentRangeStart")):
        cell = next(a for a in start.iterancestors() if a.tag == qn("w:tc"))
        found.append(("".join(t.text or "" for t in cell.iter(qn("w:t"))), texts[start.get(qn("w:id"))]))
    return found


def rows(home):
    records = [r for f in home.export()["filings"] for r in f["records"] if r["form"] == "circle_recommendation"]
    return [(r["current"], [row["topic_type"]["raw"] for row in r["tables"]["circles"]]) for r in records]


@needs_office
def test_comments_stand_at_the_very_cells_and_the_return_is_known(home, dovecot, letterbox):
    filing = make_filing(1009, Habits(circles=2, teams=0, plain=True, mistake="invalid-topic-type"))
    put(dovecot, filing.files, "QC申报材料", 20)
    home.run("once")
    finding = next(f for f in home.export()["filings"][0]["findings"] if f["rule"] == "invalid-topic-type")
    wrong = next(
        row["topic_type"]["raw"]
        for r in home.export()["filings"][0]["records"]
        if r["form"] == finding["form"]
        for row in r["tables"]["circles"]
        if row["topic_type"]["raw"] in finding["message"]
    )
    letter = letterbox.taken[0].message
    [(name, octets)] = returned(letter)
    assert name.startswith("〔批注〕")
    assert name.endswith("（QC2019-0001）.docx")
    assert name in letter.get_body(("plain",)).get_content().replace("\n", "").replace("　", "")
    [(cell, comment)] = commented_cells(octets)
    assert cell == wrong
    assert finding["message"] in comment
    assert zipfile.ZipFile(io.BytesIO(octets)).testzip() is None
    assert wrong in converted(octets, "docx", "txt:Text").decode("utf-8-sig")

    mended = _mended(octets, wrong, "现场型")
    put(dovecot, [SampleFile(name, mended)], "更正", 21)
    home.run("once")
    assert home.export()["filings"][0]["status"] == "complete"
    current = [types for is_current, types in rows(home) if is_current]
    assert len(current) == 1
    assert wrong not in current[0]

    put(dovecot, [SampleFile(name, octets)], "回复", 22)
    home.run("once")
    assert home.export()["filings"][0]["status"] == "complete"
    assert [types for is_current, types in rows(home) if is_current] == current
    assert len(rows(home)) == 3


def test_another_senders_form_does_not_go_to_a_third(home, dovecot, letterbox):
    filing = make_filing(1009, Habits(circles=2, teams=0, plain=True, mistake="invalid-topic-type"))
    put(dovecot, filing.files[:-1], "QC申报材料", 20)
    raw = make_mail(SampleFiling("", "李四", filing.files, ()), ("李四", "lisi@else.example"), "QC申报材料", "qq")
    dovecot.append("INBOX", raw, datetime(2019, 5, 20, 2, 5, tzinfo=UTC))
    home.run("once")
    assert len(home.export()["filings"]) == 1
    assert [(t.recipient, len(returned(t.message))) for t in letterbox.taken] == [("lisi@else.example", 1)]


def _mended(octets, wrong, right):
    word = docx.Document(io.BytesIO(octets))
    cell = next(tc for tc in word.element.iter(qn("w:tc")) if "".join(t.text or "" for t in tc.iter(qn("w:t"))) == wrong)
    texts = list(cell.iter(qn("w:t")))
    for text in texts:
        text.text = ""
    texts[0].text = right
    return _octets(word)


def test_a_line_outside_tables_and_an_empty_cell_are_commented_and_old_comments_of_ours_go():
    word = docx.Document()
    word.add_paragraph("质量管理小组推荐表")
    word.add_paragraph("推荐单位：若干")
    table = word.add_table(2, 2)
    table.cell(0, 0).text = "小组名称"
    first = _octets(word)
    once = _annotated(
        first, [["第2段", "若干", "请填写单位。"], ["表1 第2行 第2列", "", "请补填。"], ["表1 第1行 第1列", "别的", "不在此处。"]]
    )
    assert [c.text for c in docx.Document(io.BytesIO(once)).comments] == ["请填写单位。", "请补填。"]
    again = docx.Document(io.BytesIO(_annotated(once, [["表1 第1行 第1列", "小组名称", "请核对。"]])))
    assert [c.text for c in again.comments] == ["请核对。"]
    assert len(list(again.element.iter(qn("w:commentReference")))) == 1
    assert again.core_properties.keywords.count("intake-returned-") == 1


def test_a_file_without_the_place_comes_back_from_nowhere():
    assert annotate_octets(_octets(docx.Document()), _notes([["表1 第1行 第1列", "x", "y"]])) == (b"0", ())


def _notes(notes):
    return {"author": "重庆市质量协会", "initials": "协会", "sha256": "ab" * 32, "notes": notes}


def _annotated(octets, notes):
    _, [out] = annotate_octets(octets, _notes(notes))
    return out


def _octets(word):
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()
