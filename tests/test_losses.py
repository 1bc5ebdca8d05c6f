"""A form whose fields were lost on the way shows it: much is said on the page, and little in the record."""

from __future__ import annotations

from dataclasses import replace

from model import Document, FormRecord
from parsers.losses import losses
from tests.builders import application, campaign, circle_list, report

BLANK_WORDS = {"circle_application": 150}


def signs(*records, words=500, suspected="", kind="docx"):
    return losses(records, Document(kind, (), words), suspected, campaign(), BLANK_WORDS)


def test_a_form_that_was_read_shows_nothing():
    assert signs(application(), circle_list()) == ()
    assert signs(application(without=("postal_code", "district", "contact_mobile"))) == ()
    assert signs(report()) == ()


def test_a_form_most_of_whose_labels_were_not_found_lost_its_fields():
    few = FormRecord("circle_application", {"circle_name": application().values["circle_name"]})
    assert signs(few) == ("fields-lost",)
    assert signs(few, kind="pdf") == ()
    assert signs(replace(few, flags=("scan",))) == ()


def test_a_blank_form_with_many_words_lost_its_fields_and_one_with_few_is_blank():
    blank = replace(application(), flags=("blank",))
    assert signs(blank, words=400) == ("fields-lost",)
    assert signs(blank, words=160) == ()
    assert signs(blank, application(), words=400) == ()


def test_a_file_that_is_called_a_form_and_is_none_lost_it():
    unknown = FormRecord("unrecognized", {})
    assert signs(unknown, suspected="circle_application") == ("form-lost",)
    assert signs(unknown, suspected="circle_application", words=20) == ()
    assert signs(unknown, suspected="achievement_report") == ()
    assert signs(unknown) == ()
    assert signs(application(), suspected="circle_recommendation") == ()
