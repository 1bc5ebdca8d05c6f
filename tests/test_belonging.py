"""Mail finds its filing by thread, receipt number, unit, then by sender and circles; two units never become one by likeness alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.campaign import load_campaign
from intake.belonging import Known, place
from intake.units import likely_same_unit, same_unit
from model import Address, Envelope, FormRecord, Kind, Reading, Value

FOLDER = Path(__file__).resolve().parent.parent / "config/campaigns/cq-2019"
AT = datetime(2019, 5, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def campaign():
    return load_campaign(FOLDER)


def mail(subject="申报材料", sender="a@firm.example", text="", reply_to="", kind=Kind.FILING):
    return Envelope("<m@firm.example>", reply_to, (), Address("", sender), None, (), subject, "", text, "", kind, "", may_be_answered=True)


def form(name, unit="", roster=None, **values):
    said = {k: Value(v, v) for k, v in ({"recommending_unit": unit} | values).items() if v}
    rows = {roster: tuple({"circle_name": Value(c, c)} for c in values.pop("circles", ("一组",)))} if roster else {}
    return Reading("docx", (FormRecord(name, said, rows),))


def known(receipt, unit, sender="a@firm.example", ids=(), entries=()):
    return Known(receipt, unit, frozenset(ids), frozenset({sender}), frozenset(entries), AT)


def test_a_thread_is_trusted_before_the_units_name(campaign):
    shares = place(
        mail(reply_to="<ours@x>"), [form("circle_statistics", "重庆乙厂")], [known("QC2019-0001", "重庆甲厂", ids=["<ours@x>"])], campaign
    )
    assert [(s.receipt, s.reason) for s in shares] == [("QC2019-0001", "thread")]


def test_a_receipt_number_in_the_subject_leads_home(campaign):
    shares = place(mail("补充材料 ＱＣ2019-0002", sender="other@x.example"), [], [known("QC2019-0002", "重庆甲厂")], campaign)
    assert shares[0].receipt == "QC2019-0002"


def test_a_units_mail_from_another_address_is_its_filings(campaign):
    shares = place(
        mail(sender="b@else.example"), [form("circle_statistics", "重庆甲有限责任公司")], [known("QC2019-0001", "重庆甲有限公司")], campaign
    )
    assert shares[0].receipt == "QC2019-0001"


def test_a_second_unit_is_a_second_filing_even_from_one_sender(campaign):
    shares = place(mail(), [form("circle_statistics", "重庆第二机械厂")], [known("QC2019-0001", "重庆第一机械厂")], campaign)
    assert [(s.receipt, s.unit) for s in shares] == [(None, "重庆第二机械厂")]


def test_a_report_alone_goes_to_its_senders_filing(campaign):
    shares = place(mail("成果报告（2/3）"), [form("achievement_report")], [known("QC2019-0001", "重庆甲厂")], campaign)
    assert shares[0].receipt == "QC2019-0001"


def test_an_association_with_many_companies_is_one_filing(campaign):
    table = form("circle_recommendation", "重庆市机械协会", roster="circles")
    applications = [form("circle_application", "", organization_name=f"重庆{n}公司", circle_name="一组") for n in "甲乙丙"]
    shares = place(mail(), [table, *applications], [], campaign)
    assert [(s.unit, s.files) for s in shares] == [("重庆市机械协会", (0, 1, 2, 3))]


def test_an_archive_of_two_units_is_two_filings(campaign):
    readings = [
        form("circle_recommendation", "重庆甲厂", roster="circles"),
        form("circle_recommendation", "重庆乙厂", roster="circles"),
        form("circle_statistics", "重庆乙厂"),
    ]
    shares = place(mail(), readings, [], campaign)
    assert [(s.unit, s.files) for s in shares] == [("重庆甲厂", (0,)), ("重庆乙厂", (1, 2))]


def test_automatic_mail_and_questions_open_no_filing(campaign):
    assert place(mail(kind=Kind.AUTOMATIC), [], [known("QC2019-0001", "重庆甲厂")], campaign) == ()
    assert place(mail("咨询：推荐表是否需要盖章", sender="new@x.example", kind=Kind.INQUIRY), [], [], campaign) == ()


def test_a_unit_is_found_in_the_mails_own_words(campaign):
    shares = place(mail("重庆缙云医药股份有限公司QC申报材料", sender="c@x.example"), [form("unrecognized")], [], campaign)
    assert shares[0].unit == "重庆缙云医药股份有限公司"


@pytest.mark.parametrize(
    ("one", "other"),
    [("重庆甲（集团）有限公司", "重庆甲(集团)有限公司"), ("重庆市甲厂", "重庆甲厂"), ("甲有限责任公司 （盖章）", "甲有限公司")],
)
def test_one_unit_under_two_spellings(one, other):
    assert same_unit(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("重庆第一机械厂", "重庆第二机械厂"), ("重庆江南水厂", "重庆江北水厂"), ("重庆甲厂", "重庆乙公司")]
)
def test_two_units_however_alike(one, other):
    assert not likely_same_unit(one, other)
