"""What is packed comes out whole, under its right name, within bounds; what cannot be opened says why (P15, P16)."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import os
import struct
import time
import tracemalloc
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import inflate64
import pytest

from intake import archive_names
from intake.budget import MIB
from intake.inflating import zstd
from intake.unpack import UnpackLimits, unpack
from model import Attachment, Trouble, TroubleKind
from parsers.isolated import Cage
from tests import archives_made as made

DOCX = made.docx()
FORMS = (("附件4 统计表.docx", made.docx("四")), ("附件5 推荐表.docx", made.docx("五")))
CHINESE = ["附件2：2019年重庆市优秀质量管理小组申报表（盖章版）.docx", "龚喆 䶮 𠮷.docx", "中国联通.docx", "联通.docx", "誠.doc"]


def sent(name, octets, **more):
    return Attachment(name, more.pop("path", ""), "", 0, octets=octets, **more)


def leaves(name, octets, **limits):
    return unpack([sent(name, octets)], UnpackLimits(**limits))


def names(found):
    return [a.name for a in found]


def kinds(found):
    return [a.trouble.kind if a.trouble else None for a in found]


def assert_forms(found, container):
    assert names(found) == [n for n, _ in FORMS]
    assert [a.octets for a in found] == [o for _, o in FORMS]
    assert [a.path for a in found] == [f"{container} › {n}" for n, _ in FORMS]
    assert {a.within for a in found} == {container}
    assert [a.sha256 for a in found] == [hashlib.sha256(o).hexdigest() for _, o in FORMS]
    assert [a.size for a in found] == [len(o) for _, o in FORMS]
    assert kinds(found) == [None, None]


# ---------------------------------------------------------------------------------------------------------------- files that are no containers


def test_a_file_that_is_no_container_comes_as_it_is():
    (found,) = leaves("附件2.docx", DOCX)
    assert (found.name, found.path, found.within, found.trouble) == ("附件2.docx", "附件2.docx", None, None)
    assert (found.octets, found.size, found.sha256) == (DOCX, len(DOCX), hashlib.sha256(DOCX).hexdigest())


@pytest.mark.parametrize(
    "first", ["[Content_Types].xml", "mimetype", "OFD.xml", "word/document.xml", "xl/workbook.xml", "Index/Document.iwa"]
)
def test_a_document_that_is_a_zip_is_left_whole_whatever_its_name(first):
    octets = made.zipped(("x/y.txt", b"1"), (first, b"2"))
    (found,) = leaves("申报表.zip", octets)
    assert (found.octets, found.trouble) == (octets, None)


def test_a_document_cut_off_in_the_middle_is_still_no_archive():
    (found,) = leaves("申报表.docx", DOCX[: len(DOCX) // 2])
    assert found.trouble is None


def test_the_order_of_the_mail_is_kept():
    found = unpack([sent("1.docx", DOCX), sent("a.zip", made.zipped(("2.docx", DOCX), ("3.docx", DOCX))), sent("4.docx", DOCX)])
    assert names(found) == ["1.docx", "2.docx", "3.docx", "4.docx"]


def test_a_file_that_already_has_a_trouble_keeps_it():
    trouble = Trouble(TroubleKind.DAMAGED, "base64 breaks off")
    (found,) = unpack([sent("a.zip", made.zipped(("b.docx", DOCX)), trouble=trouble)])
    assert found.trouble == trouble


LNK = b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(100)
PE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(100)


@pytest.mark.parametrize(
    ("name", "octets", "kind"),
    [
        ("附件4.docx", b"", TroubleKind.EMPTY),
        ("~$附件4.docx", b"\x05Admin" + bytes(156), TroubleKind.LOCK_FILE),
        (".~附件4.docx", b"\x05Admin" + bytes(156), TroubleKind.LOCK_FILE),
        (".~lock.附件4.docx#", b",user,host,01.05.2019 10:00,file:///;", TroubleKind.LOCK_FILE),
        ("附件4.docx.lnk", LNK, TroubleKind.SHORTCUT),
        ("附件4.docx", LNK, TroubleKind.SHORTCUT),
        ("附件4.url", b"[InternetShortcut]\r\nURL=http://a.example/", TroubleKind.SHORTCUT),
        ("附件4.doc", b"\xef\xbb\xbf[InternetShortcut]\r\nURL=http://a.example/", TroubleKind.SHORTCUT),
        ("申报系统.exe", PE, TroubleKind.DANGEROUS),
        ("申报表.docx", PE, TroubleKind.DANGEROUS),
        ("申报表.doc", b"\x7fELF" + bytes(100), TroubleKind.DANGEROUS),
        ("申报表.docx.js", b"eval(1)", TroubleKind.DANGEROUS),
        ("a.VBS", b"x", TroubleKind.DANGEROUS),
        ("a.hta", b"<script>", TroubleKind.DANGEROUS),
        ("申报表.exe", DOCX, TroubleKind.DANGEROUS),
        ("材料.zip.002", b"\x8a\x91" * 50, TroubleKind.INCOMPLETE_ARCHIVE),
        ("材料.part2.rar", b"\x8a\x91" * 50, TroubleKind.INCOMPLETE_ARCHIVE),
        ("材料.z01", b"PK\7\x08" + b"\x8a\x91" * 50, TroubleKind.INCOMPLETE_ARCHIVE),
        ("材料.r00", b"\x8a\x91" * 50, TroubleKind.INCOMPLETE_ARCHIVE),
        ("~$附件4.docx", DOCX * 20, None),
        ("MZ.txt", b"MZ is not always a programme, and this is a long enough line of text.", None),
        ("2019.001", DOCX, None),
    ],
)  # fmt: skip
def test_what_is_not_looked_into_says_why_alone_and_in_an_archive(name, octets, kind):
    (alone,) = leaves(name, octets)
    (packed,) = leaves("材料.zip", made.zipped((name, octets)))
    assert kinds([alone, packed]) == [kind, kind]
    assert packed.name == name


def test_what_systems_leave_beside_files_is_no_file():
    noise = [(n, b"x") for n in ("__MACOSX/._附件4 统计表.docx", ".DS_Store", "材料/Thumbs.db", "材料/desktop.ini", "材料/._a.docx")]
    assert_forms(leaves("材料.zip", made.zipped(noise[0], *FORMS, *noise[1:])), "材料.zip")


# ------------------------------------------------------------------------------------------------------------------------------------ zip


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_is_read(method):
    assert_forms(leaves("材料.zip", made.zipped(*FORMS, method=method)), "材料.zip")


@pytest.mark.parametrize("method", [20, 93])
def test_zstd_as_newer_packers_offer_it_is_read(method):
    text = "历年来已登记注册QC小组累计数 126 个\n".encode() * 4000
    (leaf,) = leaves("材料.zip", made.with_method(("附件4.txt", text), method, zstd.compress(text)))
    assert (leaf.name, leaf.octets) == ("附件4.txt", text)


def test_deflate64_as_windows_packs_large_files_is_read():
    text = b"QC\x00" * 40_000
    packer = inflate64.Deflater()
    data = packer.deflate(text) + packer.flush()
    octets = made.with_method(("附件4.txt", text), 9, data)
    (found,) = leaves("材料.zip", octets)
    assert (found.name, found.octets, found.trouble) == ("附件4.txt", text, None)


@pytest.mark.parametrize("name", CHINESE)
@pytest.mark.parametrize("way", ["gbk", "utf-8 marked", "utf-8 unmarked", "gbk under utf-8 mark", "extra field"])
def test_chinese_names_are_right_whatever_packed_them(name, way):
    raw, mark, extra = name.encode("gb18030"), 0, b""
    if way.startswith("utf-8"):
        raw = name.encode()
    if way == "extra field":
        body = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
        extra = struct.pack("<HH", 0x7075, len(body)) + body
    mark = 0x800 if "mark" in way and "un" not in way else 0
    (found,) = leaves("材料.zip", made.zipped((made.named(raw, mark, extra), DOCX)))
    assert found.name == name
    assert found.octets == DOCX


def test_an_extra_name_that_belongs_to_another_name_is_not_believed():
    body = struct.pack("<BI", 1, 12345) + "别的.docx".encode()
    (found,) = leaves("材料.zip", made.zipped((made.named(b"a.docx", 0, struct.pack("<HH", 0x7075, len(body)) + body), DOCX)))
    assert found.name == "a.docx"


def test_folders_are_kept_for_people_and_the_name_is_the_last_part():
    (found,) = leaves("材料.zip", made.zipped(("第一组/成果/", b""), (made.named("第一组\\成果\\附件2.docx".encode("gbk")), DOCX)))
    assert (found.name, found.path) == ("附件2.docx", "材料.zip › 第一组/成果/附件2.docx")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.docx", "/etc/passwd.docx", "C:\\Windows\\passwd.docx", "a/../../passwd.docx", "\\\\server\\x\\passwd.docx"]
)
def test_a_name_that_leads_elsewhere_is_only_a_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (found,) = leaves("材料.zip", made.zipped((name, DOCX)))
    assert found.name == "passwd.docx"
    assert ".." not in found.path
    assert "› /" not in found.path
    assert list(tmp_path.iterdir()) == []


def test_direction_and_control_characters_are_taken_out_of_names():
    (alone,) = leaves("附件\u202excod.exe\u200b\n4.docx", DOCX)
    (packed,) = leaves("材料.zip", made.zipped(("附\u202e件\x074.docx", DOCX)))
    assert alone.name == "附件xcod.exe4.docx"
    assert packed.name == "附件4.docx"


def test_an_endless_name_is_shortened_and_keeps_its_ending():
    (found,) = leaves("材料.zip", made.zipped(("质" * 300 + ".docx", DOCX)))
    assert len(found.name.encode()) <= 255
    assert found.name.startswith("质质")
    assert found.name.endswith("质.docx")


def test_links_are_not_followed():
    link = zipfile.ZipInfo("附件4.docx", made.WHEN)
    link.create_system, link.external_attr = 3, 0o120777 << 16
    found = leaves("材料.zip", made.zipped((link, b"/etc/passwd"), *FORMS))
    assert_forms(found, "材料.zip")


def test_double_names_both_come():
    with pytest.warns(UserWarning, match="Duplicate"):
        octets = made.zipped(("a.docx", b"1"), ("a.docx", b"2"))
    assert [a.octets for a in leaves("材料.zip", octets)] == [b"1", b"2"]


def test_octets_before_and_after_a_zip_do_no_harm():
    assert_forms(leaves("材料.zip", made.zipped(*FORMS) + b"\r\n--boundary--\r\n"), "材料.zip")


def test_an_empty_zip_is_empty():
    (found,) = leaves("材料.zip", made.zipped())
    assert (found.name, found.trouble.kind) == ("材料.zip", TroubleKind.EMPTY)
    (found,) = leaves("材料.zip", made.zipped(("材料/", b"")))
    assert found.trouble.kind is TroubleKind.EMPTY


def test_a_zip_with_an_unknown_method_says_so_for_the_file():
    octets = bytearray(made.zipped(*FORMS))
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        struct.pack_into("<H", octets, octets.find(mark) + place, 98)
    found = leaves("材料.zip", bytes(octets))
    assert kinds(found) == [TroubleKind.UNKNOWN_ARCHIVE, None]
    assert names(found) == [n for n, _ in FORMS]


def test_a_zip64_is_read():
    octets = made.zipped(("a.docx", DOCX))
    position = octets.find(b"PK\1\2")
    central = bytearray(octets[position : octets.find(b"PK\5\6")])
    extra = struct.pack("<HHQQQ", 1, 24, len(DOCX), struct.unpack_from("<I", central, 20)[0], 0)
    struct.pack_into("<II", central, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<I", central, 42, 0xFFFFFFFF)
    struct.pack_into("<H", central, 30, len(extra))
    central += extra
    end_64 = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(central), position)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, position + len(central), 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (found,) = leaves("材料.zip", octets[:position] + bytes(central) + end_64 + locator + end)
    assert found.octets == DOCX


def test_a_zip_of_the_zip_program_is_read(tmp_path):
    made.by_program("zip", "-r", "材料.zip", ".", folder=tmp_path, files=dict(FORMS))
    found = leaves("材料.zip", (tmp_path / "材料.zip").read_bytes())
    assert sorted(names(found)) == sorted(n for n, _ in FORMS)
    assert {a.octets for a in found} == {o for _, o in FORMS}


def test_a_zip_written_to_a_pipe_is_read(tmp_path):
    (tmp_path / "附件4.docx").write_bytes(DOCX)
    made.by_program("sh", "-c", "zip -q - 附件4.docx | cat > 材料.zip", folder=tmp_path, files={})
    octets = (tmp_path / "材料.zip").read_bytes()
    if not octets:
        pytest.skip("zip is not installed")
    assert leaves("材料.zip", octets)[0].octets == DOCX
    cut = leaves("材料.zip", octets[: octets.find(b"PK\1\2")])
    assert [a.octets for a in cut[:1]] == [DOCX]
    assert kinds(cut) == [None, TroubleKind.DAMAGED]


def test_a_zip_with_a_password_says_so(tmp_path):
    made.by_program("zip", "-r", "-P", "2019", "材料.zip", ".", folder=tmp_path, files=dict(FORMS))
    (found,) = leaves("材料.zip", (tmp_path / "材料.zip").read_bytes())
    assert (found.name, found.path, found.trouble.kind) == ("材料.zip", "材料.zip", TroubleKind.PASSWORD)


def test_one_locked_file_among_open_ones_is_named(tmp_path):
    made.by_program("zip", "材料.zip", FORMS[0][0], folder=tmp_path, files=dict(FORMS))
    made.by_program("zip", "-P", "2019", "材料.zip", FORMS[1][0], folder=tmp_path, files={})
    found = leaves("材料.zip", (tmp_path / "材料.zip").read_bytes())
    assert names(found) == [n for n, _ in FORMS]
    assert kinds(found) == [None, TroubleKind.PASSWORD]


def test_a_volume_of_a_split_zip_says_so(tmp_path):
    made.by_program("zip", "-s", "64k", "材料.zip", "a.bin", folder=tmp_path, files={"a.bin": os.urandom(200_000)})
    found = [*leaves("材料.zip", (tmp_path / "材料.zip").read_bytes()), *leaves("材料.z01", (tmp_path / "材料.z01").read_bytes())]
    assert [a.name for a in found if a.trouble and a.trouble.kind is TroubleKind.INCOMPLETE_ARCHIVE] == ["材料.zip", "材料.z01"]


@pytest.mark.parametrize("pack", [made.zipped, made.seven_zipped])
def test_a_file_cut_into_pieces_is_put_together_where_all_came(pack):
    octets = pack(*FORMS)
    third = len(octets) // 3
    pieces = [sent("材料.7z.001", octets[:third]), sent("材料.7z.002", octets[third : 2 * third]), sent("材料.7z.003", octets[2 * third :])]
    found = unpack([pieces[2], sent("x.docx", DOCX), pieces[0], pieces[1]])
    assert names(found) == ["x.docx", *(n for n, _ in FORMS)]
    assert_forms(found[1:], "材料.7z")
    lone = unpack([pieces[1]])
    assert kinds(lone) == [TroubleKind.INCOMPLETE_ARCHIVE]
    assert kinds(unpack([pieces[0]]))[-1] in {TroubleKind.INCOMPLETE_ARCHIVE, TroubleKind.DAMAGED}


def test_numbered_files_are_not_pieces():
    found = unpack([sent("申报.001", DOCX), sent("申报.002", made.docx("二"))])
    assert names(found) == ["申报.001", "申报.002"]
    assert kinds(found) == [None, None]


@pytest.mark.parametrize("percent", range(5, 100, 5))
def test_of_a_zip_that_was_cut_off_all_whole_files_come(percent):
    members = [(f"附件{n}.bin", os.urandom(2000)) for n in range(2, 10)]
    octets = made.zipped(*members)
    cut = octets[: len(octets) * percent // 100]
    found = leaves("材料.zip", cut)
    whole = [(n, o) for n, o in members if o in cut]
    assert [(a.name, a.octets) for a in found if a.trouble is None] == whole
    assert found[-1].name == "材料.zip"
    assert found[-1].trouble.kind is TroubleKind.DAMAGED


def test_a_changed_octet_damages_its_own_file_only():
    members = [(f"{n}.bin", os.urandom(500)) for n in range(4)]
    octets = bytearray(made.zipped(*members, method=zipfile.ZIP_STORED))
    octets[octets.find(members[1][1]) + 100] ^= 255
    found = leaves("材料.zip", bytes(octets))
    assert kinds(found) == [None, TroubleKind.DAMAGED, None, None]
    assert found[1].octets == b""


# ------------------------------------------------------------------------------------------------------------------------------------ rar


@pytest.mark.parametrize("version", ["rar29", "rar40", "rar50", "rar70"])
@pytest.mark.parametrize("solid", [False, True])
def test_rar_is_read_in_every_version(version, solid):
    assert_forms(leaves("材料.rar", made.rarred(*FORMS, format=version, solid=solid)), "材料.rar")


def test_an_old_rar_with_names_in_gbk_is_read():
    octets = bytearray(made.rarred(("ABCDEFGH.docx", DOCX), format="rar29"))
    place = octets.find(b"ABCDEFGH")
    octets[place : place + 8] = "附件四表".encode("gbk")
    size = struct.unpack_from("<H", octets, place - 27)[0]
    struct.pack_into("<H", octets, place - 32, zlib.crc32(octets[place - 30 : place - 32 + size]) & 0xFFFF)
    (found,) = leaves("材料.rar", bytes(octets))
    assert (found.name, found.octets) == ("附件四表.docx", DOCX)


@pytest.mark.parametrize(
    "how", [{"password": "2019"}, {"password": "2019", "encrypt_headers": True}, {"password": "2019", "format": "rar40"}]
)
def test_a_rar_with_a_password_says_so(how):
    (found,) = leaves("材料.rar", made.rarred(*FORMS, **how))
    assert (found.name, found.trouble.kind) == ("材料.rar", TroubleKind.PASSWORD)


@pytest.mark.parametrize("version", ["rar29", "rar50"])
def test_of_a_rar_that_was_cut_off_the_whole_files_come(version):
    members = [(f"{n}.bin", os.urandom(3000)) for n in range(4)]
    octets = made.rarred(*members, format=version)
    found = leaves("材料.rar", octets[: len(octets) * 6 // 10])
    assert [(a.name, a.octets) for a in found[:-1]] == members[:2]
    assert found[-1].trouble.kind is TroubleKind.DAMAGED


@pytest.mark.parametrize("version", ["rar29", "rar50"])
def test_a_changed_octet_in_a_rar_damages_its_own_file_only(version):
    members = [(f"{n}.bin", os.urandom(3000)) for n in range(5)]
    octets = bytearray(made.rarred(*members, format=version, store=True))
    octets[octets.find(members[2][1]) + 100] ^= 255
    found = leaves("材料.rar", bytes(octets))
    assert kinds(found) == [None, None, TroubleKind.DAMAGED, None, None]
    assert [a.octets for a in found if not a.trouble] == [o for _, o in members if o != members[2][1]]


def test_one_volume_of_a_rar_says_so_and_gives_its_whole_files(tmp_path):
    volumes = made.rar_volumes(tmp_path, ("a.bin", os.urandom(10_000)), ("附件4.docx", DOCX), volume_size=4000, store=True)
    found = leaves("材料.part3.rar", volumes[-1])
    assert found[-1].trouble.kind is TroubleKind.INCOMPLETE_ARCHIVE
    assert [a.name for a in found[:-1]] == ["附件4.docx"]
    assert [t.kind for t in [leaves("材料.part1.rar", volumes[0])[-1].trouble]] == [TroubleKind.INCOMPLETE_ARCHIVE]


@pytest.mark.parametrize("version", ["rar29", "rar50"])
@pytest.mark.parametrize("how", [{"store": True}, {"solid": True}, {}])
@pytest.mark.parametrize("naming", ["材料.part{}.rar", "材料.PART0{}.rar", "old"])
def test_a_rar_of_which_every_volume_came_is_put_together(tmp_path, version, how, naming):
    members = [("大.bin", os.urandom(10_000)), *FORMS, ("字.txt", "质量信得过班组".encode() * 3000 + os.urandom(3000))]
    members = members[:1] if version == "rar29" else members  # rars writes no more into volumes of the old format
    volumes = made.rar_volumes(tmp_path, *members, volume_size=4000, format=version, **how)
    assert len(volumes) > 2
    called = [naming.format(n + 1) if naming != "old" else f"材料.r{n - 1:02}" if n else "材料.rar" for n in range(len(volumes))]
    files = [sent(n, o) for n, o in zip(called, volumes, strict=True)]
    found = unpack([files[-1], *files[:-1], sent("x.docx", DOCX)])
    assert [(a.name, a.octets, a.within) for a in found[:-1]] == [(n, o, "材料.rar") for n, o in members]
    for missing in (0, 1, len(files) - 1):
        left = unpack([f for f in files if f is not files[missing]])
        assert TroubleKind.INCOMPLETE_ARCHIVE in kinds(left)
        assert "大.bin" not in [a.name for a in left if a.trouble is None] or missing == len(files) - 1


def test_locked_volumes_say_that_a_password_stands_before_them(tmp_path):
    volumes = made.rar_volumes(tmp_path, ("大.bin", os.urandom(10_000)), volume_size=4000, password="2019", encrypt_headers=True)
    found = unpack([sent(f"材料.part{n + 1}.rar", o) for n, o in enumerate(volumes)])
    assert set(kinds(found)) == {TroubleKind.PASSWORD}


def test_a_self_extracting_archive_is_a_programme():
    (found,) = leaves("材料.exe", PE + made.rarred(*FORMS))
    assert found.trouble.kind is TroubleKind.DANGEROUS


# ------------------------------------------------------------------------------------------------------------------------------- 7z and tar


def test_7z_is_read():
    assert_forms(leaves("材料.7z", made.seven_zipped(*FORMS)), "材料.7z")


def test_7z_names_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    octets = made.seven_zipped(("first.docx", DOCX), ("other.docx", DOCX))
    for old, new in (("first.docx", "../1st.docx"[:10]), ("other.docx", "/abs/o.doc"[:10])):
        octets = _renamed_in_7z(octets, old, new)
    found = leaves("材料.7z", octets)
    assert [a.octets for a in found] == [DOCX, DOCX]
    assert names(found) == ["1st.doc", "o.doc"]
    assert list(tmp_path.iterdir()) == []


def _renamed_in_7z(octets, old, new):
    """Change a name in a 7z whose header is not packed; the checksums of head and header follow."""
    import io  # noqa: PLC0415

    import py7zr  # noqa: PLC0415

    if octets[32:].find(old.encode("utf-16-le")) < 0:
        with py7zr.SevenZipFile(io.BytesIO(octets)) as archive:
            stored = {f.filename: None for f in archive.files}
            shelf = py7zr.io.BytesIOFactory(1 << 20)
            archive.extractall(factory=shelf)
            stored = {n: shelf.products[n].read() for n in stored}
        plain = io.BytesIO()
        with py7zr.SevenZipFile(plain, "w") as archive:
            archive.encoded_header_mode = False
            for name, content in stored.items():
                archive.writestr(content, name)
        octets = plain.getvalue()
    changed = bytearray(octets.replace(old.encode("utf-16-le"), new.encode("utf-16-le")))
    offset, size = struct.unpack_from("<QQ", changed, 12)
    struct.pack_into("<I", changed, 28, zlib.crc32(changed[32 + offset : 32 + offset + size]))
    struct.pack_into("<I", changed, 8, zlib.crc32(changed[12:32]))
    return bytes(changed)


@pytest.mark.parametrize("how", [{"password": "2019"}, {"password": "2019", "header_encryption": True}])
def test_a_7z_with_a_password_says_so(how):
    (found,) = leaves("材料.7z", made.seven_zipped(*FORMS, **how))
    assert (found.name, found.trouble.kind) == ("材料.7z", TroubleKind.PASSWORD)


def test_a_7z_that_was_cut_off_is_damaged():
    octets = made.seven_zipped(*FORMS)
    (found,) = leaves("材料.7z", octets[: len(octets) // 2])
    assert (found.name, found.trouble.kind) == ("材料.7z", TroubleKind.DAMAGED)


def test_an_empty_file_in_a_7z_is_named():
    found = leaves("材料.7z", made.seven_zipped(FORMS[0], ("空.docx", b"")))
    assert kinds(found) == [None, TroubleKind.EMPTY]


@pytest.mark.parametrize(("mode", "ending"), [("w", ".tar"), ("w:gz", ".tar.gz"), ("w:bz2", ".tar.bz2"), ("w:xz", ".txz")])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_tar_is_read(mode, ending, encoding):
    assert_forms(leaves("材料" + ending, made.tarred(*FORMS, mode=mode, encoding=encoding)), "材料" + ending)


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")])
def test_a_single_packed_file_is_called_as_its_container_without_the_ending(pack, ending):
    (found,) = leaves("附件4.docx" + ending, pack(DOCX))
    assert (found.name, found.within, found.octets) == ("附件4.docx", "附件4.docx" + ending, DOCX)


def test_a_gz_knows_its_files_name():
    head = b"\x1f\x8b\x08\x08" + bytes(6) + "附件4.docx".encode("gbk") + b"\0"
    (found,) = leaves("下载.gz", head + gzip.compress(DOCX, mtime=0)[10:])
    assert (found.name, found.octets) == ("附件4.docx", DOCX)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda o: made.tarred(("a.docx", o))])
def test_a_stream_that_was_cut_off_is_damaged(pack):
    octets = pack(DOCX)
    found = leaves("附件4", octets[: min(len(octets) // 2, 600)])
    assert [a.trouble.kind for a in found if a.name == "附件4"] == [TroubleKind.DAMAGED]


# ------------------------------------------------------------------------------------------------------------------- letters in letters


def test_winmail_dat_gives_its_files_with_chinese_names():
    octets = made.tnef(("附件4.doc".encode("gbk"), None, b"one"), (b"FJ5~1.DOC", "附件5 推荐表.docx", DOCX))
    found = leaves("winmail.dat", octets)
    assert [(a.name, a.octets, a.within) for a in found] == [
        ("附件4.doc", b"one", "winmail.dat"),
        ("附件5 推荐表.docx", DOCX, "winmail.dat"),
    ]


def test_winmail_dat_without_files_is_no_trouble():
    (found,) = leaves("winmail.dat", made.tnef())
    assert (found.trouble, found.flags) == (None, ("carries-no-files",))


def test_a_winmail_dat_that_was_cut_off_gives_what_is_whole():
    octets = made.tnef((b"1.docx", None, DOCX), (b"2.docx", None, DOCX))
    found = leaves("winmail.dat", octets[:-200])
    assert names(found) == ["1.docx", "winmail.dat"]
    assert kinds(found) == [None, TroubleKind.DAMAGED]


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 1 << 20])
def test_a_winmail_dat_that_lies_about_sizes_takes_no_memory(size):
    octets = made.tnef(ending=struct.pack("<BII", 2, 0x0006800F, size) + b"x" * 40)
    properties = struct.pack("<IHHII", size, 0x101F, 0x3707, size, size)
    octets_too = made.tnef((b"a.docx", None, DOCX), ending=struct.pack("<BII", 2, 0x00069005, len(properties)) + properties + b"\0\0")
    tracemalloc.start()
    assert kinds(leaves("winmail.dat", octets)) == [TroubleKind.DAMAGED]
    assert names(leaves("winmail.dat", octets_too)) == ["a.docx"]
    assert tracemalloc.get_traced_memory()[1] < 10 * MIB
    tracemalloc.stop()


def test_an_outlook_message_gives_its_files_and_those_of_messages_in_it():
    octets = (Path(__file__).parent / "archives_forwarded.msg").read_bytes()
    found = leaves("转发.msg", octets)
    assert names(found) == ["附件4 统计表.docx", "附件5推荐表.doc", "附件2 申报表.docx"]
    assert found[2].path == "转发.msg › 飞翔小组的邮件/附件2 申报表.docx"
    assert zipfile.is_zipfile(_written(found[0].octets))


def _written(octets):
    import io  # noqa: PLC0415

    return io.BytesIO(octets)


def _letter(*files):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "李明 <li@unit.example>", "qc@assoc.example", "QC小组申报材料"
    letter["Message-ID"] = "<1@unit.example>"
    letter.set_content("各位老师：材料见附件。")
    for name, octets in files:
        letter.add_attachment(octets, maintype="application", subtype="octet-stream", filename=name)
    return letter


def test_a_forwarded_letter_gives_its_files():
    assert_forms(leaves("转发.eml", _letter(*FORMS).as_bytes()), "转发.eml")


def test_an_archive_in_a_forwarded_letter_in_an_archive_is_opened():
    inner = made.zipped(*FORMS)
    found = leaves("材料.zip", made.zipped(("转发.eml", _letter(("申报.zip", inner)).as_bytes())))
    assert [a.path for a in found] == [f"材料.zip › 转发.eml › 申报.zip › {n}" for n, _ in FORMS]
    assert {a.within for a in found} == {"材料.zip"}


def test_a_forwarded_letter_without_files_is_no_trouble():
    (found,) = leaves("转发.eml", _letter().as_bytes())
    assert (found.trouble, found.flags) == (None, ("carries-no-files",))


def test_a_page_that_word_saved_as_mime_is_no_letter():
    octets = b"From: <Saved by WPS>\r\nSubject: x\r\nDate: Mon, 1 Apr 2019 08:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
    (found,) = leaves("附件4.doc", octets)
    assert (found.octets, found.flags) == (octets, ())


# ---------------------------------------------------------------------------------------------------------------------------- limits


def nested(times, octets):
    for level in range(times):
        octets = made.zipped((f"{level}.zip" if level else "最里.docx", octets))
    return octets


def test_archives_in_archives_are_opened_to_the_third():
    (found,) = leaves("外.zip", nested(3, DOCX))
    assert (found.name, found.octets, found.path) == ("最里.docx", DOCX, "外.zip › 2.zip › 1.zip › 最里.docx")


def test_a_fourth_archive_in_archives_is_too_many():
    (found,) = leaves("外.zip", nested(4, DOCX))
    assert (found.name, found.trouble.kind) == ("1.zip", TroubleKind.ARCHIVE_LIMIT)


def test_before_a_limit_everything_comes():
    octets = made.zipped(*FORMS, ("大.bin", bytes(5 * MIB)), ("后.docx", DOCX))
    found = leaves("材料.zip", octets)
    assert [a.octets for a in found[:2]] == [o for _, o in FORMS]
    assert (found[-1].name, found[-1].trouble.kind) == ("材料.zip", TroubleKind.ARCHIVE_LIMIT)
    assert len(found) == 3


def test_a_file_that_is_too_large_does_not_keep_the_next_from_coming():
    members = [("a.bin", os.urandom(3000)), ("b.bin", os.urandom(300)), ("c.bin", os.urandom(300))]
    for pack, name in ((made.zipped, "材料.zip"), (made.rarred, "材料.rar")):
        found = leaves(name, pack(*members), member=1000)
        assert sorted(names(found)) == ["a.bin", "b.bin", "c.bin"]
        assert {a.name: a.trouble.kind for a in found if a.trouble} == {"a.bin": TroubleKind.ARCHIVE_LIMIT}


def test_the_limits_count_over_all_containers_of_a_mail():
    octets = made.zipped(("a.bin", os.urandom(600)))
    found = unpack([sent("1.zip", octets), sent("2.zip", octets)], UnpackLimits(total=1000))
    assert [(a.name, bool(a.trouble)) for a in found] == [("a.bin", False), ("2.zip", True)]
    found = unpack([sent("1.zip", octets), sent("2.zip", octets)], UnpackLimits(entries=1))
    assert [(a.name, bool(a.trouble)) for a in found] == [("a.bin", False), ("2.zip", True)]


def _with_huge_dictionary():
    octets = bytearray(made.zipped(("a.bin", bytes(1000)), method=zipfile.ZIP_LZMA))
    place = octets.find(b"a.bin") + 5
    struct.pack_into("<I", octets, place + 5, 0xFFFFFFFF)
    return bytes(octets)


ZEROS = 300 * MIB
BOMBS = {
    "ratio.zip": lambda: made.zipped(*((f"{n}.bin", bytes(50 * MIB)) for n in range(6))),
    "ratio.rar": lambda: made.rarred(*((f"{n}.bin", bytes(8 * MIB)) for n in range(3)), compression=1),
    "ratio.7z": lambda: made.seven_zipped(("a.bin", bytes(120 * MIB))),
    "solid.7z": lambda: made.seven_zipped(*((f"{n}.bin", bytes(30 * MIB)) for n in range(4))),
    "ratio.gz": lambda: gzip.compress(bytes(ZEROS)),
    "ratio.bz2": lambda: bz2.compress(bytes(ZEROS), 1),
    "ratio.xz": lambda: lzma.compress(bytes(ZEROS), preset=0),
    "ratio.tar.gz": lambda: made.tarred(("a.bin", bytes(ZEROS)), mode="w:gz"),
    "nested.zip": lambda: made.zipped(*((f"{n}.zip", made.zipped(("a.bin", bytes(50 * MIB)))) for n in range(16))),
    "overlap.zip": lambda: made.overlapping(60_000, 10 * MIB),
    "lying-small.zip": lambda: made.lying(bytes(200 * MIB), said=10),
    "lying-large.zip": lambda: made.lying(b"x" * 100, said=0xFFFFFFF0),
    "many.zip": lambda: made.zipped(*((f"{n}.txt", b"") for n in range(100_000)), method=zipfile.ZIP_STORED),
    "many-folders.zip": lambda: made.zipped(*((f"{n}/", b"") for n in range(100_000)), method=zipfile.ZIP_STORED),
    "many.tar": lambda: made.tarred(*((f"{n}.txt", b"") for n in range(20_000))),
    "many.7z": lambda: made.seven_zipped(*((f"{n}.txt", b"") for n in range(3_000))),
    "dictionary.zip": _with_huge_dictionary,
}


@pytest.fixture(scope="module")
def cage():
    with Cage(["tests.archives_tasks"]) as ready:
        yield ready


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_over_soon_and_in_little_memory(cage, name):
    octets = BOMBS[name]()
    began = time.monotonic()
    answer = cage.call("tests.archives_tasks:unpack_one", octets, {"name": name})
    assert time.monotonic() - began < 5
    assert answer.failure is None
    assert answer.peak_rss < 700 * MIB
    told = json.loads(answer.data)
    assert len(told) <= 1001
    assert sum(size for _, _, within, size, _, _ in told if within) <= 200 * MIB
    if name != "lying-large.zip":
        assert told[-1][0] == name or told[-1][4] == "archive-limit", told[-3:]
        assert "archive-limit" in {kind for *_, kind, _ in told}
    else:
        assert told == [["a.txt", "lying-large.zip › a.txt", "lying-large.zip", 100, None, ""]]


def test_every_kind_of_archive_is_read_in_the_confined_process_too(cage):
    packed = {
        "材料.zip": made.zipped(*FORMS),
        "材料.rar": made.rarred(*FORMS, solid=True),
        "旧.rar": made.rarred(*FORMS, format="rar29"),
        "材料.7z": made.seven_zipped(*FORMS),
        "材料.tar.xz": made.tarred(*FORMS, mode="w:xz"),
        "winmail.dat": made.tnef(*((b"a.doc", n, o) for n, o in FORMS)),
        "转发.eml": _letter(*FORMS).as_bytes(),
    }
    for name, octets in packed.items():
        answer = cage.call("tests.archives_tasks:unpack_one", octets, {"name": name})
        assert answer.failure is None, name
        assert answer.blobs == tuple(o for _, o in FORMS), (name, answer.data)
        assert [told[0] for told in json.loads(answer.data)] == [n for n, _ in FORMS], name


# --------------------------------------------------------------------------------------------------------------------------- anything


PACKED = {
    "a.zip": made.zipped(*FORMS),
    "a.rar": made.rarred(*FORMS),
    "old.rar": made.rarred(*FORMS, format="rar29"),
    "a.7z": made.seven_zipped(*FORMS),
    "a.tar": made.tarred(*FORMS),
    "a.tgz": made.tarred(*FORMS, mode="w:gz"),
    "winmail.dat": made.tnef(*((b"a.doc", n, o) for n, o in FORMS)),
    "a.msg": (Path(__file__).parent / "archives_forwarded.msg").read_bytes(),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_container_cut_or_changed_anywhere_gives_files_and_troubles_never_an_error(name):
    whole = PACKED[name]
    step = max(len(whole) // 60, 1)
    for place in range(0, len(whole), step):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        for octets in (whole[:place], bytes(changed)):
            found = leaves(name, octets)
            assert len(found) >= 1
            assert TroubleKind.OUR_FAULT not in kinds(found), found
            assert all(a.sha256 == hashlib.sha256(a.octets).hexdigest() for a in found)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("联通.docx".encode("gbk"), "联通.docx"),
        ("附ä.docx".encode(), "附ä.docx"),
        ("ö.docx".encode("latin-1"), None),
        (b"a.docx", "a.docx"),
    ],
)
def test_a_name_without_any_mark_is_guessed_as_a_clerk_would(raw, name):
    assert archive_names.decoded(raw) == name if name else archive_names.decoded(raw)
