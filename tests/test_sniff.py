"""What a file is shows in its octets: a wrong name changes nothing."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile

import pytest
from excel_samples import statistics_book
from office import converted, needs_office
from PIL import Image
from word_samples import beside_label, p, r, rewritten, word_file

from parsers.sniff import kind_of

ANY_NAMES = ("附件5.doc", "附件5.xls", "照片.jpg", "附件5.docx", "无名", "")


def zipped(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def drawn(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


def strict_word_file() -> bytes:
    octets = word_file(p(r("正文")))
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        main = package.read("word/document.xml").replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        )
    return rewritten(octets, {"word/document.xml": main})


def docx_in_a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr("材料/附件5.docx", word_file(p(r("正文"))))
    return out.getvalue()


SAMPLES = {
    "docx": beside_label(p(r("飞翔"))),
    "docx strict": strict_word_file(),
    "docx torn": word_file(p(r("正文")))[:-3000],
    "docm": rewritten(word_file(""), {"word/vbaProject.bin": b"x"}),
    "xlsx": statistics_book(),
    "xlsm": rewritten(statistics_book(), {"xl/vbaProject.bin": b"x"}),
    "xlsb": zipped(xl__workbook_dot_bin=b"x", _Content=""),
    "pptx": zipped(ppt__presentation_dot_xml="<p/>"),
    "zip": docx_in_a_zip(),
    "zip of nothing": b"PK\x05\x06" + bytes(18),
    "rtf": b"{\\rtf1\\ansi }",
    "rtf after blanks": b"\r\n{\\rtf1\\ansi }",
    "html": "<html><head><meta charset=gb2312></head><body><table><tr><td>小组名称</td></tr></table></body></html>".encode("gbk"),
    "html with doctype": b"<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN'><html></html>",
    "html as xml": b'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "html in utf-16": '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>小组</body></html>'.encode("utf-16"),
    "mhtml": b'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary=x\n\n--x\nContent-Type: text/html\n\n<html></html>\n--x--',
    "wordml": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
    "excelml": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "pdf": b"%PDF-1.7\n1 0 obj",
    "pdf after lines": b"\r\nJob 12\r\n%PDF-1.4\n",
    "jpeg": drawn("JPEG"),
    "png": drawn("PNG"),
    "gif": drawn("GIF"),
    "bmp": drawn("BMP"),
    "tiff": drawn("TIFF"),
    "webp": drawn("WEBP"),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "rar": b"Rar!\x1a\x07\x01\x00rest",
    "rar old": b"Rar!\x1a\x07\x00rest",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4rest",
    "gz": gzip.compress(b"x"),
    "tar": tarred(),
    "tnef": b"\x78\x9f\x3e\x22\x01\x00rest",
    "eml": "Received: from a by b; Mon, 6 May 2019 10:00:00 +0800\nFrom: a@b.cn\nSubject: =?gbk?B?xxx?=\n\n正文".encode(),
    "shortcut": struct.pack("<I", 0x4C) + b"\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F" + bytes(56),
    "shortcut to a page": b"[InternetShortcut]\r\nURL=http://a.cn/\r\n",
    "executable": b"MZ\x90\x00\x03" + bytes(100),
    "executable elf": b"\x7fELF\x02\x01\x01" + bytes(50),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "text": "推荐单位：甲公司\n所属区县：江北区".encode("gb18030"),
    "text utf-8": "推荐单位：甲公司，From: nobody".encode(),
    "empty": b"",
    "empty blanks": b" \r\n\t\r\n",
    "unknown": bytes(range(256)) * 4,
    "unknown zeros": bytes(600),
    "xls before ole": b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(20),
    "enciphered by 绿盾": b"%TSD-Header-###%" + bytes(range(256)) * 4,
    "enciphered by 亿赛通": b"b\x14#e\x3f\0\x13\x01E-SafeNet\0\0\0LOCK" + bytes(range(256)) * 4,
    "encrypted-office of LibreOffice": zipped(**{"mimetype": "", "encrypted-package": b"x", "META-INF__manifest_dot_xml": "<m/>"}),
    "ole-unknown": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", ANY_NAMES)
def test_a_file_is_named_for_what_it_is(sample, name):
    kind = sample.split()[0]
    assert kind_of(SAMPLES[sample], name) == kind


def opendocument(kind: str, *, mimetype_first: bool, body: str = "chart") -> bytes:
    """An OpenDocument package whose type stands first, as it should, or only after its content, as other zip programs put it."""
    type_, content = f"application/vnd.oasis.opendocument.{kind}", f"<office:document-content><office:body><office:{body}/>"
    members = [("mimetype", type_), ("content.xml", content), ("META-INF/manifest.xml", "<manifest/>")]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members if mimetype_first else reversed(members if kind else members[1:]):
            package.writestr(name, text, zipfile.ZIP_STORED if mimetype_first else zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"), ("graphics", "odg"), ("formula", "odf"), ("base", "odb")],
)
@pytest.mark.parametrize("mimetype_first", [True, False])
def test_an_opendocument_is_named_wherever_its_type_stands(type_, kind, mimetype_first):
    assert kind_of(opendocument(type_, mimetype_first=mimetype_first), "附件5.odt") == kind


def test_an_opendocument_without_a_type_is_named_by_its_body():
    assert kind_of(opendocument("", mimetype_first=False, body="spreadsheet"), "附件5.odt") == "ods"


@needs_office
@pytest.mark.parametrize(
    ("made", "ending", "target", "kind"),
    [
        (word_file(p(r("正文"))), "docx", "doc", "doc"),
        (word_file(p(r("正文"))), "docx", "odt", "odt"),
        (word_file(p(r("正文"))), "docx", "rtf", "rtf"),
        (word_file(p(r("正文"))), "docx", "html", "html"),
        (word_file(p(r("正文"))), "docx", "pdf", "pdf"),
        (word_file(p(r("正文"))), "docx", "xml:MS Word 2003 XML", "wordml"),
        (statistics_book(), "xlsx", "xls", "xls"),
        (statistics_book(), "xlsx", "ods", "ods"),
    ],
)
def test_a_file_of_a_real_program_is_named_for_what_it_is(made, ending, target, kind):
    assert kind_of(converted(made, ending, target), "附件.jpg") == kind


@pytest.mark.parametrize("name", ["~$附件5.docx", "材料/~$附件5.docx", ".~附件5.et"])
def test_what_office_leaves_beside_an_open_file_is_a_lock_file(name):
    author = "张三".encode("utf-16-le")
    octets = bytes([6]) + b"zhang3" + b" " * 47 + bytes([2, 0]) + author + b" \0" * 51
    assert kind_of(octets[:162].ljust(162, b"\0"), name) == "lock-file"


@pytest.mark.parametrize("member", ["mimetype", "META-INF/manifest.xml"])
def test_an_open_spreadsheet_that_was_packed_anew_by_hand_is_still_a_spreadsheet(member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", "<x/>" * 200)
        package.writestr(member, 'media-type="application/vnd.oasis.opendocument.spreadsheet"')
    assert kind_of(out.getvalue(), "附件5.ods") == "ods"


def test_a_lock_file_is_known_without_its_name():
    octets = bytes([6]) + b"zhang3" + b" " * 48 + bytes([6, 0]) + "zhang3".encode("utf-16-le") + b" \0" * 60
    assert kind_of(octets[:162], "附件5.docx") == "lock-file"


@pytest.mark.parametrize("ending", ["bat", "vbs", "js", "ps1", "cmd", "hta"])
def test_a_script_is_known_by_its_name(ending):
    assert kind_of(b"echo hello", f"打开我.{ending}") == "script"


def test_ole_files_are_told_apart_by_their_streams(tmp_path):
    """The directory's names decide; these sectors are laid out as [MS-CFB] says, with no stream behind the names."""
    for stream, kind in (
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("PowerPoint Document", "ppt"),
        ("EncryptedPackage", "encrypted-office"),
        ("__properties_version1.0", "msg"),
        ("WpsCustomData", "ole-unknown"),
    ):
        assert kind_of(compound_file(stream), "附件.docx") == kind, stream


def compound_file(stream: str) -> bytes:
    """Return a compound file of one FAT sector and one directory sector with one empty stream ([MS-CFB] §2.2)."""
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )
    header += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504

    def entry(name: str, kind: int, child: int) -> bytes:
        letters = name.encode("utf-16-le") + b"\0\0"
        return (
            letters.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", 0xFFFFFFFE, 0)
        )

    return header[:512].ljust(512, b"\xff") + fat + entry("Root Entry", 5, 1) + entry(stream, 2, 0xFFFFFFFF) + bytes(256)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_torn_file_never_breaks_the_naming(sample):
    octets = SAMPLES[sample]
    for kept in range(0, len(octets), max(1, len(octets) // 40)):
        assert isinstance(kind_of(octets[:kept], "x"), str)


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"\xffWPC\x10\0\0\0\x01\x0a", "wordperfect"),
        (b"\xdb\xa5\x2d\0" + bytes(60), "old-word"),
        (b"\x31\xbe\0\0\0\xab" + bytes(60), "write"),
        (b"\x01\xfe\x32\0" + bytes(60), "works"),
        (b"\0\0\x1a\0\0\x10\x04\0" + bytes(60), "lotus"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof">', "uof"),
        (b'<?xml version="1.0"?>\n<abiword xmlns="http://www.abisource.com/awml.dtd">', "abiword"),
        ("这里说到 uof:UOF 和 <abiword，却是一段话。".encode(), "text"),
    ],
)
def test_files_of_old_programs_are_called_by_their_names(octets, kind):
    assert kind_of(octets, "附件2.doc") == kind


def test_old_programs_in_a_compound_file_are_known_by_its_streams():
    assert kind_of(compound_file("MN0")) == "works"
    assert kind_of(compound_file("StarWriterDocument")) == "staroffice"
    assert kind_of(compound_file("CONTENTS") + b"CHNKWKS ") == "works"
    assert kind_of(compound_file("CONTENTS")) == "ole-unknown"
