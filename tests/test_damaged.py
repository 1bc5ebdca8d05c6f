"""What is left of a damaged form is read and marked; where too little is left, the file is damaged, and never a blank form."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

import pytest
from form_samples import reader, word_forms
from office import converted, needs_office

from model import Reading, TroubleKind
from parsers.documents import open_document
from parsers.forms import is_blank
from parsers.sniff import kind_of
from parsers.sniff_ole import start_of_stream

ENDINGS = ("docx", "doc", "rtf", "odt", "fodt")


@lru_cache(maxsize=8)
def application(ending: str = "docx") -> bytes:
    form = next(f for f in word_forms() if f.truth[0].form == "circle_application").octets
    return form if ending == "docx" else converted(form, "docx", {"doc": "doc:MS Word 97"}.get(ending, ending))


def read(octets: bytes, ending: str) -> Reading:
    return reader().read(octets, f"附件2申报表.{ending}")


def is_owned_up(reading: Reading) -> bool:
    """Tell whether a reading says of a damaged file that it is one, and calls no form blank that was only torn."""
    if reading.trouble is not None:
        return reading.trouble.kind is TroubleKind.DAMAGED
    return "damaged" in reading.flags and all("damaged" in r.flags and not is_blank(r) for r in reading.records)


@needs_office
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_form_that_is_cut_off_anywhere_says_so(ending):
    octets = application(ending)
    for part in range(1, 20, 2):
        left = read(octets[: len(octets) * part // 20], ending)
        assert is_owned_up(left), (part, left)


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf"])
def test_sectors_that_were_never_written_are_noticed_in_the_text(ending):
    octets = application(ending)
    middle = len(octets) * 3 // 4 if ending == "rtf" else start_of_stream(octets, b"\xec\xa5") + 0xA00
    assert not read(octets, ending).flags
    assert is_owned_up(read(octets[:middle] + bytes(512) + octets[middle + 512 :], ending))


@needs_office
def test_a_page_of_formatting_that_was_never_written_is_noticed():
    octets = application("doc")
    start = start_of_stream(octets, b"\xec\xa5")
    broken = [
        read(octets[:at] + bytes(512) + octets[at + 512 :], "doc")
        for at in range(start + 0x800, start + 0x800 + 512 * 8, 512)
        if octets[at + 511] in range(1, 60)
    ]
    assert broken
    assert all(map(is_owned_up, broken))


@needs_office
def test_zeros_behind_an_rtf_are_no_part_of_it():
    octets = application("rtf")
    assert read(octets + bytes(1000), "rtf") == read(octets, "rtf")


def end_of(octets: bytes) -> int:
    return octets.rindex(b"PK\5\6")


def directory_of(octets: bytes) -> int:
    return int.from_bytes(octets[end_of(octets) + 16 :][:4], "little")


def without(octets: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
    return out.getvalue()


WOUNDS = {
    "no end": lambda o: o[: end_of(o)],
    "no directory": lambda o: o[: directory_of(o)],
    "a name in the directory overwritten": lambda o: o[: directory_of(o) + 46] + b"\xff" * 60 + o[directory_of(o) + 106 :],
    "a wrong place of the directory": lambda o: o[: end_of(o) + 16] + b"\1\2\3\0" + o[end_of(o) + 20 :],
    "lines in front": lambda o: b"\r\n\r\n" + o,
    "a boundary behind": lambda o: o + b"\r\n--boundary--\r\n",
    "no list of parts": lambda o: without(o, "[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml", "mimetype"),
    "no styles": lambda o: without(o, "word/styles.xml", "styles.xml"),
}


@needs_office
@pytest.mark.parametrize("wound", WOUNDS)
@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_a_package_whose_contents_are_whole_says_what_it_says(ending, wound):
    octets = application(ending)
    whole, wounded = read(octets, ending), read(WOUNDS[wound](octets), ending)
    assert [r.values for r in wounded.records] == [r.values for r in whole.records]


@pytest.mark.parametrize(
    "octets",
    [
        b"PK\3\4\x14\0\0\0\0\0" + bytes(16) + b"\x13\0\0\0[Content_Types].xml",
        b"PK\3\4\x14\0\0\0\0\0" + bytes(16) + b"\x10\0\0\0docProps/app.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        bytes(4096),
    ],
)
def test_a_file_of_which_too_little_is_left_is_damaged_and_not_of_an_unknown_format(octets):
    assert open_document(octets, "附件2.docx").kind == TroubleKind.DAMAGED


def test_a_list_of_parts_tells_the_kind_of_a_package_that_is_cut_off_behind_it():
    octets = application()
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        second = package.infolist()[1].header_offset
    assert kind_of(octets[:second], "附件2.docx") == "docx"


def test_xml_with_empty_sectors_in_it_is_known_for_what_it_is():
    head = b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    assert kind_of(head + bytes(512), "附件2.fodt") == "fodt"
