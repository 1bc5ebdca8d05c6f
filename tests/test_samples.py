"""The sample filings: what they claim to say is what they say, and each mistake is the only one."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from dataclasses import replace
from random import Random

import openpyxl
import pytest
from lxml import etree

from demo.samples import Habits, Letter, demo_filings, make_filing, make_mail, message_id, written
from demo.samples.carried import forwarded
from demo.samples.converted import converted, office
from demo.samples.documents import BLANK_FILLED, Ways, drawers_of, word_file
from demo.samples.facts import invent_unit
from demo.samples.mails import CLIENTS
from demo.samples.nouns import Written
from demo.samples.pen import Pen
from demo.samples.printed import TITLES
from demo.samples.sheets import (
    circle_application,
    circle_recommendation,
    circle_statistics,
    team_application,
    team_recommendation,
    team_statistics,
)

SURGERY_MARKS = {"content-controls": "w:sdtContent", "tracked-changes": "<w:del ", "text-boxes": "w:txbxContent", "symbol-ticks": "w:sym"}
TICKED = "□现场型 □攻关型 ☑服务型 □管理型 □创新型"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def demo_mail():
    with pytest.MonkeyPatch.context() as machine:
        machine.setattr("subprocess.Popen", None)  # the demo runs where there is no LibreOffice
        return demo_filings()


@pytest.fixture(scope="module")
def unit_sheets():
    unit, pen = invent_unit(Random(1), 2, 2), Pen(Random(5), plain=True)
    drawn = [circle_application(unit, c, pen) for c in unit.circles] + [team_application(unit, t, pen) for t in unit.teams]
    row, *rows = circle_recommendation(unit, pen).rosters["circles"]
    listed = circle_recommendation(unit, pen)
    ticked = replace(listed, rosters={**listed.rosters, "circles": ({**row, "topic_type": Written(TICKED, "服务型")}, *rows)})
    return [*drawn, circle_statistics(unit, pen), ticked, team_statistics(unit, pen), team_recommendation(unit, pen)]


def test_a_seed_gives_the_same_files_every_time():
    assert make_filing(5) == make_filing(5)
    assert [f.octets for f in make_filing(5).files] == [f.octets for f in make_filing(5).files]


def test_an_honest_filing_has_no_mistake_and_all_its_papers():
    filing = make_filing(7, Habits(circles=2, teams=1))
    forms = [t.form for f in filing.files for t in f.truth]
    assert filing.planted == ()
    assert {form: forms.count(form) for form in forms} == {
        "circle_application": 2, "circle_summary": 1, "circle_statistics": 1, "circle_recommendation": 1, "team_application": 1, "team_summary": 1,
        "team_statistics": 1, "team_recommendation": 1, "achievement_report": 2, "team_material": 1, "self_assessment": 1, "certificate_copy": 4,
    }  # fmt: skip


def test_a_missing_paper_is_missing_and_nothing_else_is():
    honest, short = (make_filing(8, Habits(circles=2, teams=1, mistake=m)) for m in ("", "missing-report"))
    assert len(short.files) == len(honest.files) - 1


@pytest.mark.parametrize(("form", "layout"), [(f, w) for f in TITLES if not f.endswith("summary") for w in (BLANK_FILLED, *drawers_of(f))])
def test_every_layout_draws_every_word_of_its_truth(unit_sheets, form, layout):
    own = [s for s in unit_sheets if s.form == form]
    file = word_file("x.docx", own, Ways((layout,) * len(own)), Random(2))
    text = _docx_text(file.octets)
    assert {word for truth in file.truth for word in _words_of(truth) if word not in text} == set()


@pytest.mark.parametrize(("surgery", "mark"), SURGERY_MARKS.items())
def test_what_word_does_to_a_form_loses_no_word_of_it(unit_sheets, surgery, mark):
    sheets = [s for s in unit_sheets if not s.form.endswith("summary")]
    file = word_file("x.docx", sheets, Ways((BLANK_FILLED,) * len(sheets), (surgery,)), Random(4))
    text = _docx_text(file.octets)
    assert mark in _document_xml(file.octets)
    assert {word for truth in file.truth for word in _words_of(truth) if word not in text} == set()


def test_a_workbook_holds_every_word_of_its_truth():
    for seed in range(6):
        for file in make_filing(seed, Habits(circles=2, teams=1, plain=True, office="excel")).files:
            if file.name.endswith("xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(file.octets))
                text = re.sub(
                    r"\s", "", "".join(str(c) for page in book for row in page.iter_rows(values_only=True) for c in row if c is not None)
                )
                assert {word for truth in file.truth for word in _words_of(truth) if word not in text} == set()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_writes_a_mail_that_python_can_read(client):
    filing = make_filing(4, Habits(circles=1, teams=1))
    octets = make_mail(filing, ("欧阳婷", "ouyang@example.com"), "重庆云衢机械有限公司QC小组申报材料（共1个小组）", client)
    parsed = email.message_from_bytes(octets.replace(b"gb2312", b"gb18030"), policy=email.policy.default)  # the label is a size too small
    files = [(p.get_filename(), p.get_payload(decode=True)) for p in parsed.walk() if p.get_filename()]
    assert parsed["subject"] == "重庆云衢机械有限公司QC小组申报材料（共1个小组）"
    assert parsed["from"].addresses[0].addr_spec == "ouyang@example.com"
    assert filing.unit in _body_of(parsed)
    assert [octets for _, octets in files] == [f.octets for f in filing.files]
    if client != "foxmail":  # which cuts its words inside characters
        assert [name for name, _ in files] == [f.name for f in filing.files]


def test_an_answer_stands_in_its_thread():
    first = Letter(("甲", "a@example.com"), "材料", "见附件")
    second = Letter(("甲", "a@example.com"), "补充", "见附件", answers=message_id(first, "qq"))
    read = [email.message_from_bytes(written(letter, "qq")) for letter in (first, second)]
    assert read[1]["In-Reply-To"] == read[0]["Message-ID"]


def test_a_forward_carries_the_whole_mail():
    inner = written(Letter(("甲", "a@example.com"), "申报材料", "见附件", (("附件5推荐表.docx", b"PK"),)), "netease")
    outer = email.message_from_bytes(forwarded(Letter(("乙", "b@example.com"), "转发：QC材料", "转发"), inner))
    carried = next(p for p in outer.walk() if p.get_content_type() == "message/rfc822").get_payload(0)
    assert carried["Message-ID"] == email.message_from_bytes(inner)["Message-ID"]
    assert [p.get_payload(decode=True) for p in carried.walk() if p.get_filename()] == [b"PK"]


def test_the_demo_tells_its_stories_in_the_order_of_arrival(demo_mail):
    assert [m.received_at for m in demo_mail] == sorted(m.received_at for m in demo_mail)
    assert len({m.story for m in demo_mail}) == len(demo_mail) >= 12


def test_no_address_in_the_samples_is_anybodys(demo_mail):
    for mail in demo_mail:
        addresses = set(re.findall(rb"[\w.+-]+@[\w.-]+", mail.octets)) - {b"cqszlxh@126.com", b"Postmaster@126.com"}
        assert {a for a in addresses if not re.search(rb"@(.*\.)?(example\.(com|cn)|qq\.com|m15-112\.126\.com)$", a.lower())} == set()


@pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize(
    ("kind", "ending", "magic"), [("word", "doc", b"\xd0\xcf\x11\xe0"), ("word", "pdf", b"%PDF"), ("excel", "xls", b"\xd0\xcf\x11\xe0")]
)
def test_libreoffice_saves_samples_in_other_formats(kind, ending, magic):
    files = [
        f for f in make_filing(6, Habits(circles=1, teams=0, office=kind)).files if f.name.endswith("docx" if kind == "word" else "xlsx")
    ][:2]
    assert [(f.octets.startswith(magic), f.truth) for f in converted(files, ending)] == [(True, f.truth) for f in files]


def _body_of(parsed) -> str:
    body = parsed.get_body(("plain",)) or next(p for p in parsed.walk() if p.get_content_type() == "text/plain")
    label = body.get_content_charset()
    return body.get_payload(decode=True).decode("gb18030" if label.startswith("gb") else label)


def _words_of(truth):
    values = [*truth.values.values(), *(v for rows in truth.rosters.values() for row in rows for v in row.values())]
    words = [w for v in values for w in (v if isinstance(v, tuple) else (v,)) if isinstance(w, str)]
    return {re.sub(r"\s", "", w) for w in words if not re.search(r"\d{4}|型$", w)}  # numbers and types have many spellings


def _document_xml(octets: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        return package.read("word/document.xml").decode()


def _docx_text(octets: bytes) -> str:
    root = etree.fromstring(_document_xml(octets).encode())
    return re.sub(r"\s", "", "".join(t.text or "" for t in root.iter(f"{WORD}t")))
