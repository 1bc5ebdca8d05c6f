"""Every file gets a verdict: a Document, or a Trouble that says what is the matter; bad content never raises."""

from __future__ import annotations

import random

import pytest
from excel_samples import statistics_book
from office import converted, needs_office
from test_sniff import SAMPLES, compound_file
from word_samples import filled_form, p, r, word_file

import parsers.documents
from model import Document, Trouble, TroubleKind
from parsers.documents import open_document


def trouble_with(octets: bytes, name: str = "附件.docx") -> TroubleKind:
    trouble = open_document(octets, name)
    assert isinstance(trouble, Trouble), trouble
    return trouble.kind


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("empty", TroubleKind.EMPTY),
        ("empty blanks", TroubleKind.EMPTY),
        ("jpeg", TroubleKind.PICTURE),
        ("png", TroubleKind.PICTURE),
        ("heic", TroubleKind.PICTURE),
        ("tiff", TroubleKind.PICTURE),
        ("shortcut", TroubleKind.SHORTCUT),
        ("shortcut to a page", TroubleKind.SHORTCUT),
        ("executable", TroubleKind.DANGEROUS),
        ("script", TroubleKind.DANGEROUS),
        ("pptx", TroubleKind.UNKNOWN_FORMAT),
        ("unknown", TroubleKind.UNKNOWN_FORMAT),
        ("zip", TroubleKind.UNKNOWN_FORMAT),
        ("xlsb", TroubleKind.DAMAGED),
        ("encrypted-office of LibreOffice", TroubleKind.PASSWORD),
        ("enciphered by 绿盾", TroubleKind.ENCIPHERED),
        ("enciphered by 亿赛通", TroubleKind.ENCIPHERED),
    ],
)
def test_what_is_no_document_is_named(sample, kind):
    assert trouble_with(SAMPLES[sample]) is kind


def test_an_encrypted_office_file_asks_for_its_password():
    assert trouble_with(compound_file("EncryptedPackage")) is TroubleKind.PASSWORD


def test_a_lock_file_is_named():
    assert trouble_with(bytes(range(1, 163)), "~$附件5.docx") is TroubleKind.LOCK_FILE


@pytest.mark.parametrize("name", ["附件2.doc", "附件2.wps", "附件2.pdf", "附件2.xls", "附件2", "附件2.jpg"])
def test_a_word_file_is_read_whatever_its_name(name):
    document = open_document(filled_form(), name)
    assert isinstance(document, Document)
    assert document.format == "docx"


def test_a_reader_that_crashes_is_our_fault_and_not_the_units(monkeypatch):
    def crash(_: bytes) -> Document:
        raise KeyError("a mistake of ours")

    monkeypatch.setitem(parsers.documents._READERS, "docx", crash)
    assert trouble_with(filled_form()) is TroubleKind.OUR_FAULT


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_exhaustion_is_left_to_the_process_that_reads(monkeypatch, error):
    def exhaust(_: bytes) -> Document:
        raise error

    monkeypatch.setitem(parsers.documents._READERS, "docx", exhaust)
    with pytest.raises(error):
        open_document(filled_form(), "附件.docx")


def test_a_table_nested_deeper_than_xml_allows_is_cut_and_said():
    body = p(r("前文")) + "<w:tbl><w:tr><w:tc>" * 400 + p(r("深")) + "</w:tc></w:tr></w:tbl>" * 400
    document = open_document(word_file(body), "附件.docx")
    assert isinstance(document, Document)
    assert "damaged" in document.flags
    assert document.blocks[0].text == "前文"


def mutants(octets: bytes, seed: int) -> list[bytes]:
    """Return the file torn at many places and with octets changed."""
    dice = random.Random(seed)
    torn = [octets[: len(octets) * n // 12] for n in range(1, 12)]
    changed = []
    for _ in range(25):
        copy = bytearray(octets)
        for _ in range(dice.choice((1, 4, 40))):
            copy[dice.randrange(len(copy))] = dice.randrange(256)
        changed.append(bytes(copy))
    return torn + changed


OFFICE = [("docx", "odt"), ("docx", "rtf"), ("docx", "html"), ("docx", "doc"), ("xlsx", "xls"), ("xlsx", "ods")]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_damaged_file_is_read_in_part_or_named_and_never_our_fault(kind):
    for mutant in mutants(filled_form() if kind == "docx" else statistics_book(), 7):
        verdict = open_document(mutant, "附件")
        assert not (isinstance(verdict, Trouble) and verdict.kind is TroubleKind.OUR_FAULT), verdict


@needs_office
@pytest.mark.parametrize(("ending", "target"), OFFICE)
def test_a_damaged_file_of_another_format_is_never_our_fault(ending, target):
    made = converted(filled_form() if ending == "docx" else statistics_book(), ending, target)
    for mutant in mutants(made, 11):
        verdict = open_document(mutant, "附件")
        assert not (isinstance(verdict, Trouble) and verdict.kind is TroubleKind.OUR_FAULT), verdict
