"""A mail as the reading room gives it: with the forms that lie in its documents, and without what breaks its process."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache

import pytest

from demo.samples import Habits, make_filing
from model import TroubleKind
from parsers.isolated import Answer, Cage, Failure
from pipeline.reading_room import ReadingRoom
from tests import archives_made as made
from tests import outlook_made
from tests.form_samples import CAMPAIGN, FORMS, record_of, said
from tests.test_embedded import NATIVE, host, packaged


@cache
def _forms():
    """A unit's forms, each in a Word file of its own."""
    filing = make_filing(2, Habits(circles=1, teams=1))
    return [f for f in filing.files if f.name.endswith(".docx") and any(t.form in FORMS for t in f.truth)]


def _letter(*files):
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Message-ID"] = "li@unit.example", "申报材料", "<1@unit.example>"
    letter.set_content("各表见附件。")
    for name, octets in files:
        letter.add_attachment(octets, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


@pytest.fixture(scope="module")
def room():
    with ReadingRoom(CAMPAIGN, (), 1) as ready:
        yield ready


def test_forms_in_a_document_are_read_and_its_tables_are_not_listed(room):
    forms, table = _forms()[:3], made.docx("一张表")
    octets = host(*((f"word/embeddings/{n}.docx", o) for n, o in enumerate([*(f.octets for f in forms), table])))
    mail = room.open(_letter(("汇总.docx", octets)))
    assert [a.name for a in mail.envelope.attachments] == ["汇总.docx", *(f"嵌入对象{n}.docx" for n in (1, 2, 3))]
    assert [said(read.records[0]) for _, read in mail.readings[1:]] == [said(record_of(f)) for f in forms]


_ICON = (
    '<w:p><w:r><w:object xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:imagedata/></v:shape>'
    '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Package"/></w:object></w:r></w:p>'
)


def test_a_document_that_only_shows_the_icons_of_its_files_is_no_scan(room):
    main = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{_ICON}</w:body></w:document>'
    form = _forms()[3]
    inner = outlook_made.msg({NATIVE: packaged("附件5.docx", form.octets)})
    shell = ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", main)
    with_form, without = (
        room.open(_letter(("汇总.docx", made.zipped(*shell, *more)))) for more in ((("word/embeddings/a.bin", inner),), ())
    )
    assert [(r.trouble, [x.form for x in r.records]) for _, r in with_form.readings] == [
        (None, ["unrecognized"]),
        (None, ["circle_recommendation"]),
    ]
    assert [r.trouble.kind for _, r in without.readings] == [TroubleKind.PICTURE]


@dataclass
class _Breaking:
    """A confined process that breaks whenever it is to unpack."""

    cage: Cage

    def call(self, task, octets, params=None, seconds=None):
        if task == "intake.opening:open_octets" and not params.get("closed"):
            return Answer(None, failure=Failure("crash", "ended by SIGABRT"))
        return self.cage.call(task, octets, params, seconds)


def test_an_archive_that_breaks_our_process_costs_the_mail_nothing_but_its_archives(room):
    form = _forms()[3]
    whole = room._cages.get()
    room._cages.put(_Breaking(whole))
    mail = room.open(_letter(("附件5.docx", form.octets), ("材料.7z", made.seven_zipped(("附件4.docx", made.docx())))))
    assert isinstance(room._cages.get(), _Breaking)
    room._cages.put(whole)
    assert [[x.form for x in r.records] for _, r in mail.readings] == [["circle_recommendation"], []]
    assert [r.trouble and r.trouble.kind for _, r in mail.readings] == [None, TroubleKind.OUR_FAULT]
