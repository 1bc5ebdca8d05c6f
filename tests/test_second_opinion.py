"""When LibreOffice is asked, and what becomes of its word: nobody is accused by it alone, and both readings stay where they differ."""

from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from pydantic import ValidationError

from commands.checking import second_opinion_lines
from config.settings import ImapSettings, Settings, SmtpSettings
from model import Attachment, FaultError, FormRecord, Level, Reading, Trouble, TroubleKind, Value
from parsers.child import function
from parsers.isolated import Answer, Failure
from parsers.office import LIMITS, Converted, Office
from parsers.reading import prepare
from parsers.second_opinion import is_wanted, settled
from pipeline.file_reading import FileReader
from pipeline.reading_room import ReadingRoom
from tests.builders import application, at, campaign, circle_list, file, filing, levels, one, report
from tests.house import CAMPAIGN, house
from tests.office import converted, needs_office
from tests.old_word import word_95_file
from tests.test_forms_on_sheets import sheet_with
from tests.test_office import HOSTILE, PROGRAM, needs_kit

NOWHERE = {"host": "127.0.0.1", "port": 1, "security": "none"}
TITLE = "2019年重庆市优秀质量管理小组申报表"


def reading(*records, kind="doc", trouble=None, flags=("damaged",), words=300):
    return Reading(kind, records, Trouble(trouble, "x") if trouble else None, words=words, flags=flags)


def both(ours, theirs):
    """What is kept of two readings of one form in a damaged file."""
    kept = settled(reading(ours), reading(theirs, flags=()), campaign())
    assert "compared" in kept.flags
    return kept.records[0]


@pytest.mark.parametrize(
    ("kind", "trouble", "asked"),
    [
        ("doc", TroubleKind.UNKNOWN_FORMAT, True),
        ("docx", TroubleKind.DAMAGED, True),
        ("xls", TroubleKind.OUR_FAULT, True),
        ("wordperfect", TroubleKind.UNKNOWN_FORMAT, True),
        ("doc", TroubleKind.PASSWORD, False),
        ("empty", TroubleKind.EMPTY, False),
        ("docx", TroubleKind.PICTURE, False),
        ("jpeg", TroubleKind.PICTURE, False),
        ("pdf", TroubleKind.DAMAGED, False),
        ("zip", TroubleKind.UNKNOWN_FORMAT, False),
        ("unknown", TroubleKind.UNKNOWN_FORMAT, False),
        ("", TroubleKind.OUR_FAULT, False),
    ],
)
def test_it_is_asked_about_office_files_that_did_not_open(kind, trouble, asked):
    assert is_wanted(reading(kind=kind, trouble=trouble, flags=())) is asked


@pytest.mark.parametrize(
    ("flags", "asked"),
    [((), False), (("macros", "tracked-changes"), False), (("damaged",), True), (("fields-lost",), True), (("damaged", "cut"), False)],
)
def test_a_file_that_was_surely_read_is_read_once(flags, asked):
    assert is_wanted(reading(application(), flags=flags)) is asked


def test_values_that_both_read_alike_are_confirmed_and_count_in_a_damaged_file():
    kept = both(application(member_count="8", flags=("damaged",)), application(member_count=" 8"))
    assert "confirmed" in kept.values["member_count"].flags
    assert levels("size-mismatch", filing(circle_list(), file(kept, flags=("damaged", "compared")), report())) == [Level.PROBLEM]
    alone = file(application(member_count="8", flags=("damaged",)), flags=("damaged",))
    assert levels("size-mismatch", filing(circle_list(), alone, report())) == [Level.WARNING]


def test_where_they_differ_ours_stays_uncertain_with_the_other_beside_it():
    kept = both(application(member_count="8"), application(member_count="3"))
    value = kept.values["member_count"]
    assert (value.data, value.is_certain) == (8, False)
    assert [(left.label, left.text) for left in kept.leftovers] == [("小组人数（LibreOffice 读作）", "3")]


def test_what_ours_lacks_is_taken_and_uncertain():
    kept = both(application(without=("member_count",), district=""), application(member_count="3", district=""))
    assert (kept.values["member_count"].data, kept.values["member_count"].is_certain) == (3, False)
    assert "second_opinion" not in kept.values["district"].flags
    filled = both(application(contact_person=""), application())
    assert (filled.values["contact_person"].data, filled.values["contact_person"].is_certain) == ("吴十", False)


def test_what_only_ours_holds_stays_as_it_was():
    ours = application(member_count="8")
    assert both(ours, application(without=("member_count",))).values["member_count"] == ours.values["member_count"]
    assert both(ours, application(member_count="")).values["member_count"] == ours.values["member_count"]


def test_lists_are_compared_row_by_row_and_one_of_another_length_stays_ours():
    three = circle_list({"circle_name": Value("飞翔", "飞翔")}, {"circle_name": Value("星火", "星火")})
    kept = both(three, three)
    assert all("confirmed" in row["circle_name"].flags for row in kept.rosters["circles"])
    shorter = both(three, replace(three, rosters={"circles": three.rosters["circles"][:1]}))
    assert len(shorter.rosters["circles"]) == 2
    assert "1 行" in shorter.leftovers[-1].text
    empty = both(replace(three, rosters={}), three)
    assert all(not row["circle_name"].is_certain for row in empty.rosters["circles"])


def test_a_form_that_ours_did_not_find_at_all_is_added():
    kept = settled(reading(application()), reading(application(), circle_list(), flags=()), campaign())
    assert [(r.form, "second-opinion" in r.flags) for r in kept.records] == [("circle_application", False), ("circle_recommendation", True)]


def test_a_file_that_ours_could_not_open_is_theirs_and_marked():
    ours = reading(kind="doc", trouble=TroubleKind.UNKNOWN_FORMAT, flags=())
    kept = settled(ours, reading(application(), flags=()), campaign())
    assert (kept.trouble, kept.format, "second-opinion" in kept.flags) == (None, "doc", True)
    assert "second-opinion" in kept.records[0].flags
    nothing = settled(ours, reading(FormRecord("unrecognized", {}), words=0, flags=()), campaign())
    assert nothing.trouble.kind is TroubleKind.UNKNOWN_FORMAT
    assert "LibreOffice" in nothing.trouble.detail


def test_nobody_is_accused_by_a_reading_that_libreoffice_alone_made():
    empty = application(contact_person="")
    theirs = file(replace(empty, flags=("second-opinion",)), flags=("second-opinion",))
    assert one("required-blank", filing(circle_list(), empty, report())).level is Level.PROBLEM
    assert one("required-blank", filing(circle_list(), theirs, report())).level is Level.WARNING


def _word_95(record):
    """The form as an old Word would have saved it: a label and its answer a row."""
    spec = campaign().forms[record.form]
    return word_95_file(TITLE, [[spec.field(name).labels[0], value.raw] for name, value in record.values.items()])


@needs_kit
def test_a_word_95_form_is_imported_exported_and_reprocessed_like_any_other(tmp_path):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "王五 <wangwu@firm.example>", "office@example.com", "QC小组申报材料"
    letter["Date"], letter["Message-ID"] = format_datetime(at(20)), "<old@firm.example>"
    letter.set_content("请查收。")
    sent = application()
    letter.add_attachment(_word_95(sent), maintype="application", subtype="msword", filename="附件2申报表.doc")
    (tmp_path / "old.eml").write_bytes(letter.as_bytes())
    home = house(tmp_path, ImapSettings(user="a", **NOWHERE), SmtpSettings(sender="a@example.com", **NOWHERE), libreoffice=str(PROGRAM))
    home.run("import", str(tmp_path / "old.eml"), "--no-send")
    data = home.export()
    record = data["filings"][0]["records"][0]
    assert {name: field["raw"] for name, field in record["fields"].items()} == {name: v.raw for name, v in sent.values.items()}
    assert record["form"] == "circle_application"
    assert "second-opinion" in record["flags"]
    attachment = data["messages"][0]["attachments"][0]
    assert (attachment["readable"], attachment["format"], "second-opinion" in attachment["flags"]) == (True, "doc", True)
    assert "经 LibreOffice 打开" in home.run("show", data["filings"][0]["receipt"]).stdout
    assert "0 处变化" in home.run("reprocess", "--all").stdout


@needs_kit
def test_a_second_opinion_that_never_comes_leaves_ours_as_it_is():
    office = Office(PROGRAM, replace(LIMITS, seconds=0.5), f"{HOSTILE}:sleep_deafly")
    with ReadingRoom(CAMPAIGN, (), 1, office) as room:
        began = time.monotonic()
        cage = room._cages.get()
        read = FileReader(cage, office).read(_attached(_word_95(application())))
        room._cages.put(cage)
        assert time.monotonic() - began < 5
    assert read.trouble.kind is TroubleKind.UNKNOWN_FORMAT
    assert "LibreOffice: timeout" in read.trouble.detail


def _said_of_it(settings):
    return " ".join(second_opinion_lines(settings))


def _settings(place):
    return Settings(imap=ImapSettings(user="a", **NOWHERE), smtp=SmtpSettings(sender="a@example.com", **NOWHERE), libreoffice=place)


def test_check_config_says_how_to_install_it_where_it_is_missing(monkeypatch):
    monkeypatch.setattr("commands.opening.program_of", lambda _: None)
    said = _said_of_it(_settings("auto"))
    assert "未安装" in said
    assert "apt-get install libreoffice-writer libreoffice-calc" in said
    assert "关闭" in _said_of_it(_settings("off"))


@needs_kit
def test_check_config_converts_a_file_and_says_the_version():
    assert _said_of_it(_settings("auto")).startswith("LibreOffice/")


@needs_kit
def test_check_config_tries_a_sheet_too(monkeypatch):
    assert "打不开表格" not in _said_of_it(_settings("auto"))
    monkeypatch.setattr("parsers.office._SHEET", b"nothing")
    assert "打不开表格文件" in _said_of_it(_settings("auto"))


def test_a_libreoffice_that_does_not_work_is_no_fault_unless_it_was_named(tmp_path):
    (tmp_path / "libmergedlo.so").write_bytes(bytes(5000))
    with pytest.raises(FaultError, match="无法使用"):
        second_opinion_lines(_settings(str(tmp_path)))


def test_a_setting_that_names_nothing_is_refused():
    with pytest.raises(ValidationError, match="libreoffice"):
        _settings("/nowhere/soffice")


def test_a_file_at_which_the_whole_reader_broke_is_asked_about_by_its_kind(reader, caplog):
    office = WrittenOffice()
    cage = BrokenCage({"parsers.reading:read_file"})
    read = FileReader(cage, office).read(_attached(b"{\\rtf1 \\ansi}"))
    assert office.endings == ["rtf"]
    assert (read.trouble, read.format, "second-opinion" in read.flags) == (None, "rtf", True)
    assert [r.form for r in read.records] == ["circle_application"]
    assert "SIGSEGV" in caplog.text  # our own fault is not forgotten over that


def test_a_file_whose_kind_cannot_be_told_either_is_our_fault(reader):
    office = WrittenOffice()
    read = FileReader(BrokenCage({"parsers.reading:read_file", "parsers.reading:kind_alone"}), office).read(_attached(b"x"))
    assert (read.trouble.kind, read.format, office.endings) == (TroubleKind.OUR_FAULT, "", [])


@pytest.mark.parametrize(("seconds", "most"), [(1.0, 20), (60.0, 3)])
def test_a_mail_has_its_share_and_no_more(reader, seconds, most):
    office = WrittenOffice(seconds)
    files = FileReader(BrokenCage(set()), office)
    read = [files.read(_attached(_word_95(application()))) for _ in range(most + 2)]
    assert len(office.endings) == most
    assert [r.trouble is None for r in read] == [True] * most + [False] * 2
    assert "its share" in read[-1].trouble.detail


def test_a_libreoffice_that_does_not_start_costs_the_mail_nothing(reader, caplog):
    read = FileReader(BrokenCage(set()), WrittenOffice(fault="no landlock")).read(_attached(_word_95(application())))
    assert read.trouble.kind is TroubleKind.UNKNOWN_FORMAT
    assert "no landlock" in read.trouble.detail
    assert "no second opinion" in caplog.text


@needs_office
def test_formulas_that_nobody_has_computed_are_computed_and_uncertain(reader):
    rows = [["质量管理小组活动统计表"], ["推荐单位", "重庆长江机械有限公司"], ["统计项目", "单位", "数量"]]
    rows += [
        ["历年来已登记注册QC小组累计数", "个", "=100+26"],
        ["本年度已登记注册QC小组数", "个", 18],
        ["本年度坚持活动的QC小组数", "个", 17],
    ]
    book = replace(_attached(sheet_with((1, 1, rows))), name="附件4.xlsx")
    computed = Converted(converted(book.octets, "xlsx", "ods"), "ods")
    values = FileReader(BrokenCage(set()), WrittenOffice(answer=computed)).read(book).records[0].values
    assert (values["circles_registered_total"].data, values["circles_registered_total"].is_certain) == (126, False)
    assert (values["circles_registered_this_year"].data, values["circles_registered_this_year"].is_certain) == (18, True)


@pytest.fixture(scope="module")
def reader():
    prepare({"campaign": str(CAMPAIGN)})


@dataclass
class BrokenCage:
    """A cage without walls, in which some tasks crash."""

    broken: set[str]

    def call(self, task, octets, params, _seconds):
        if task in self.broken:
            return Answer(None, failure=Failure("crash", "ended by SIGSEGV"))
        data, blobs = function(task)(octets, json.loads(json.dumps(params)))
        return Answer(data, tuple(blobs))


@dataclass
class WrittenOffice:
    """A LibreOffice that makes the same form of every file."""

    seconds: float = 1.0
    fault: str = ""
    answer: Converted | None = None
    endings: list[str] = field(default_factory=list)

    def convert(self, _octets, ending):
        if self.fault:
            raise FaultError(self.fault)
        self.endings.append(ending)
        return self.answer or Converted(_open_text(application()), "odt", seconds=self.seconds)


def _open_text(record):
    spec = campaign().forms[record.form]
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    cells = [[spec.field(name).labels[0], value.raw] for name, value in record.values.items()]
    row = "<table:table-row>{}</table:table-row>"
    rows = "".join(row.format("".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in pair)) for pair in cells)
    body = f"<office:body><office:text><text:p>{TITLE}</text:p><table:table>{rows}</table:table></office:text></office:body>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", f"<office:document-content{names}>{body}</office:document-content>")
    return made.getvalue()


def _attached(octets):
    return Attachment("附件2申报表.doc", "附件2申报表.doc", "0" * 64, len(octets), octets=octets)
