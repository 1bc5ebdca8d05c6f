"""A workbook that Excel opens without a question is read; every other locked file is named, and so is what an office's own cipher locked."""

from __future__ import annotations

import time

import olefile
import pytest
from excel_samples import statistics_book
from locked_made import agile, by_crypto_api, by_rc4, by_xor, standard
from office import converted, needs_office
from outlook_made import msg
from test_excel_binary import as_placed
from word_samples import filled_form

from model import Document, Trouble, TroubleKind
from parsers.documents import open_document
from parsers.excel import read_excel
from parsers.excel_binary import read_binary_excel

OWNERS = "渝质协2019"


def read(octets: bytes) -> Document:
    document = open_document(octets, "附件4.xlsx")
    assert isinstance(document, Document), document
    return document


def is_locked(octets: bytes) -> bool:
    verdict = open_document(octets, "附件4.xlsx")
    return isinstance(verdict, Trouble) and verdict.kind is TroubleKind.PASSWORD


@pytest.fixture(scope="module")
def old_book(tmp_path_factory) -> bytes:
    file = tmp_path_factory.mktemp("old") / "a.xls"
    file.write_bytes(converted(statistics_book(), "xlsx", "xls"))
    with olefile.OleFileIO(file) as ole:
        return ole.openstream("Workbook").read()


@pytest.mark.parametrize(("name", "bits"), [("SHA1", 128), ("SHA256", 192), ("SHA384", 256), ("SHA512", 256)])
def test_a_workbook_locked_by_excels_own_password_is_read_like_an_open_one(name, bits):
    octets = statistics_book()
    document = read(agile(octets, hash_name=name, bits=bits))
    assert as_placed(document) == as_placed(read_excel(octets))
    assert (document.format, document.flags) == ("xlsx", ())


@pytest.mark.parametrize("bits", [128, 256])
def test_a_workbook_that_excel_2007_locked_by_its_own_password_is_read(bits):
    octets = statistics_book()
    assert as_placed(read(standard(octets, bits=bits))) == as_placed(read_excel(octets))


@needs_office
@pytest.mark.parametrize("lock", [by_rc4, by_crypto_api, lambda stream: by_crypto_api(stream, bits=40), by_xor])
def test_an_old_workbook_locked_by_excels_own_password_is_read(old_book, lock):
    document = read(msg({"Workbook": lock(old_book)}))
    assert as_placed(document) == as_placed(read_binary_excel(old_book))
    assert (document.format, document.flags) == ("xls", ())


@pytest.mark.parametrize("lock", [agile, standard])
def test_a_password_of_its_owners_stays_one(lock):
    assert is_locked(lock(statistics_book(), OWNERS))


@needs_office
@pytest.mark.parametrize("lock", [by_rc4, by_crypto_api])
def test_a_password_of_an_old_workbooks_owner_stays_one(old_book, lock):
    assert is_locked(msg({"Workbook": lock(old_book, OWNERS)}))


def test_word_asks_for_every_password_so_a_letter_behind_excels_own_is_locked():
    assert is_locked(agile(filled_form()))


def test_a_lock_that_would_turn_for_minutes_is_not_tried():
    locked = agile(statistics_book(), spins=1).replace(b'spinCount="00000001"', b'spinCount="90000000"')
    begun = time.perf_counter()
    assert is_locked(locked)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.95])
def test_a_torn_locked_workbook_is_a_trouble_or_marked(kept):
    locked = agile(statistics_book())
    verdict = open_document(locked[: int(len(locked) * kept)], "附件4.xlsx")
    assert isinstance(verdict, Trouble) or "damaged" in verdict.flags
    assert not (isinstance(verdict, Trouble) and verdict.kind is TroubleKind.OUR_FAULT)
