"""The same filled form gives the same record in every format, value by value, however its file is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.campaign import load_campaign
from demo.samples import Habits, make_filing
from demo.samples.converted import converted
from parsers.reading import Reader
from tests.office import needs_office

FOLDER = Path(__file__).resolve().parent.parent / "config/campaigns/cq-2019"
FORMS = (
    "circle_application",
    "circle_summary",
    "circle_statistics",
    "circle_recommendation",
    "team_application",
    "team_summary",
    "team_statistics",
    "team_recommendation",
)
WORD = ("doc", "wps", "rtf", "odt", "pdf")
SHEETS = ("xls", "et", "ods")


@pytest.fixture(scope="module")
def reader():
    return Reader(load_campaign(FOLDER))


def filled(office):
    """One file a form, as a clerk filled in the association's blank (or typed it into a workbook)."""
    files = make_filing(77, Habits(circles=1, teams=1, plain=True, layouts=("blank",), office=office)).files
    ending = ".xlsx" if office == "excel" else ".docx"
    return {t.form: f for f in files if f.name.endswith(ending) for t in f.truth if t.form in FORMS}


def plain(datum):
    if isinstance(datum, tuple):
        return [plain(d) for d in datum]
    return re.sub(r"\s+", "", datum) if isinstance(datum, str) else datum


def said(reader, octets, name, form):
    """What a file's record of a form says: every value that was written, every row of every list."""
    records = [r for r in reader.read(octets, name).records if r.form == form]
    assert len(records) == 1, f"{name}: {[r.form for r in reader.read(octets, name).records]}"
    values = {k: plain(v.data) for k, v in records[0].values.items() if not v.is_blank and k != "body"}
    rows = {n: [{k: plain(v.data) for k, v in row.items() if not v.is_blank} for row in found] for n, found in records[0].rosters.items()}
    return values, rows


@needs_office
@pytest.mark.parametrize("ending", WORD)
def test_a_word_form_is_the_same_record_in_every_format(reader, ending):
    files = filled("word")
    assert set(files) == set(FORMS)
    for (form, file), made in zip(files.items(), converted(list(files.values()), ending), strict=True):
        assert said(reader, made.octets, made.name, form) == said(reader, file.octets, file.name, form), f"{form} as .{ending}"


@needs_office
@pytest.mark.parametrize("ending", SHEETS)
def test_a_workbook_form_is_the_same_record_in_every_format(reader, ending):
    files = filled("excel")
    assert len(files) >= 4
    for (form, file), made in zip(files.items(), converted(list(files.values()), ending), strict=True):
        assert said(reader, made.octets, made.name, form) == said(reader, file.octets, file.name, form), f"{form} as .{ending}"


def test_the_name_of_a_file_does_not_matter(reader):
    file = filled("word")["circle_recommendation"]
    known = said(reader, file.octets, file.name, "circle_recommendation")
    for name in ("推荐表.doc", "推荐表.wps", "推荐表.pdf", "推荐表.xls", "推荐表", "新建文本文档.txt"):
        assert said(reader, file.octets, name, "circle_recommendation") == known
