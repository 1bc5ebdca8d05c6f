"""Sample filings read and screened by the product: an honest clerk is accused of nothing, every planted mistake is named at its level."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checks.catalogue import screen
from checks.versions import settle
from config.campaign import load_campaign
from demo.samples import MISTAKES, Habits, SampleFiling, make_filing
from model import Address, FiledFile, FiledMail, FiledRecord, Filing, Finding, Kind, Level
from parsers.reading import Reader

YEAR = load_campaign(Path(__file__).parent.parent / "config" / "campaigns" / "cq-2019")
HEARD_BY_THE_UNIT = {Level.PROBLEM, Level.REMINDER}
NEEDS_PDF = {"word-file-required", "word-file-required-scan", "report-not-word"}
# where a summary cannot be opened, it has not come either
FOLLOWS = {"unreadable-file": {"missing-summary"}, "unreadable-file-torn": {"missing-summary"}}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(YEAR)


@pytest.mark.parametrize("seed", range(12))
def test_an_honest_clerk_is_accused_of_nothing(reader, seed):
    assert {(f.rule, f.message) for f in _judged(reader, make_filing(seed)) if f.level in HEARD_BY_THE_UNIT} == set()


@pytest.mark.parametrize("name", [n for n in MISTAKES if n not in NEEDS_PDF or find_spec("parsers.pdf")])
def test_a_planted_mistake_is_named_and_nothing_else_is(reader, name):
    filing = make_filing(31, Habits(circles=0, teams=0, mistake=name))
    found = _judged(reader, filing)
    named = {f.rule: f.level for f in found}
    assert {p.rule: named.get(p.rule) for p in filing.planted} == {p.rule: YEAR.rules[p.rule].level for p in filing.planted}
    planted = {p.rule for p in filing.planted} | FOLLOWS.get(name, set())
    assert {(f.rule, f.message) for f in found if f.level in HEARD_BY_THE_UNIT and f.rule not in planted} == set()


def _judged(reader: Reader, sample: SampleFiling) -> list[Finding]:
    screening = screen(_filed(reader, sample), YEAR)
    assert screening.crashes == ()
    return list(screening.findings)


def _filed(reader: Reader, sample: SampleFiling) -> Filing:
    now, clerk = datetime(2019, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")), Address(sample.contact, "clerk@example.com")
    mail = FiledMail(
        1, "<1@example.com>", "", (), clerk, clerk, f"{sample.unit}申报材料", "请查收。", now, Kind.FILING, may_be_answered=True
    )
    files: list[FiledFile] = []
    records: list[FiledRecord] = []
    for number, file in enumerate(sample.files, 1):
        read = reader.read(file.octets, file.name)
        forms, digest = tuple(r.form for r in read.records), sha256(file.octets).hexdigest()
        files.append(
            FiledFile(
                number,
                1,
                file.name,
                file.name,
                None,
                digest,
                len(file.octets),
                read.format,
                forms,
                read.trouble,
                read.suspected_form,
                read.words,
                read.excerpt,
                read.flags,
            )
        )
        records += [
            FiledRecord(len(records) + n, 1, number, r, entry="", current=True, received_at=now, file_format=read.format)
            for n, r in enumerate(read.records, 1)
        ]
    return settle(Filing("QC2019-0001", sample.unit, now, (mail,), tuple(files), tuple(records)), YEAR)
