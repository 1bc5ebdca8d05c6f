"""Archives as odd packers, other code pages and bad lines make them: what is whole comes out, under its right name, and the rest is said."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
import zlib

import py7zr
import pytest

from intake.archive_names import decoded
from intake.inflating import zstd
from intake.unpack import UnpackLimits, left_closed, unpack
from model import TroubleKind
from tests import archives_made as made
from tests.test_unpack import DOCX, FORMS, PE, assert_forms, kinds, leaves, names, sent

# ------------------------------------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize("name", ["Müller.docx", "résumé.pdf", "Übersicht 2019.xls", "crème brûlée.doc", "ÄNDERUNG.DOC", "ä.docx"])
def test_a_name_from_a_western_windows_keeps_its_accents(name):
    assert decoded(name.encode("cp437")) == name


@pytest.mark.parametrize("name", ["附件5 推薦表.doc", "品質管理小組活動統計表.xls", "廣達（重慶）申報表.docx"])
def test_a_name_from_a_windows_of_taiwan_is_read_as_big5(name):
    assert decoded(name.encode("cp950")) == name


@pytest.mark.parametrize(
    "name", ["穹尽.doc", "QC茅台.doc", "abc全.doc", "AQC昇B.doc", "翟璐.doc", "郗琨堃.doc", "QC猫.doc", "钆.doc", "窨井.doc"]
)
def test_a_chinese_name_in_gbk_is_never_taken_for_another_code_page(name):
    assert decoded(name.encode("gb18030")) == name
    assert decoded(name.encode()) == name


@pytest.mark.parametrize("wrong", ["cp437", "latin-1"])
def test_a_name_that_was_packed_anew_after_it_was_unpacked_wrongly_is_mended(wrong):
    name = "附件2 申报表（重庆长安）.docx"
    assert decoded(name.encode("gbk").decode(wrong).encode(), is_utf8=True) == name
    assert decoded("ÄÖÜßäöü.txt".encode(), is_utf8=True) == "ÄÖÜßäöü.txt"


def test_what_stands_behind_a_nul_is_no_part_of_a_name():
    assert decoded("附件2.docx\0.exe".encode()) == "附件2.docx"


def test_a_tar_that_says_that_its_names_are_unicode_is_believed():
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("ÄÖÜ.txt"))
    assert names(leaves("a.tar", octets.getvalue())) == ["ÄÖÜ.txt"]


# -------------------------------------------------------------------------------------------------------------------------------- zip


def _marked(member, *, made_by, attributes):
    info = zipfile.ZipInfo(member, made.WHEN)
    info.create_system, info.external_attr = made_by, attributes
    return info


def test_a_folder_of_dos_is_no_empty_file():
    octets = made.zipped((_marked("材料", made_by=0, attributes=0x10), b""), *FORMS)
    assert_forms(leaves("材料.zip", octets), "材料.zip")


def test_what_was_packed_from_a_pipe_is_a_file():
    octets = made.zipped((_marked("-", made_by=3, attributes=0o010600 << 16), DOCX))
    assert [a.octets for a in leaves("材料.zip", octets)] == [DOCX]


@pytest.mark.parametrize(("place", "change"), [(10, b"\x0c\0"), (16, b"\1\2\3\4"), (20, b"\xff\xff"), (42, b"\x09")])
def test_a_damaged_directory_costs_no_file_whose_own_head_is_whole(place, change):
    octets = bytearray(made.zipped(*FORMS))
    place += octets.find(b"PK\1\2", octets.find(b"PK\1\2") + 4)
    octets[place : place + len(change)] = change
    assert_forms(leaves("材料.zip", bytes(octets)), "材料.zip")


def test_of_a_cut_zip_that_holds_a_zip_the_inner_one_is_not_taken_for_the_whole():
    inner = made.zipped(("里.docx", DOCX))
    octets = made.zipped(("外.docx", made.docx("外")), ("里.zip", inner), ("后.bin", os.urandom(500)), method=zipfile.ZIP_STORED)
    found = leaves("材料.zip", octets[: octets.find("后.bin".encode()) + 100])
    assert [a.path for a in found[:2]] == ["材料.zip › 外.docx", "材料.zip › 里.zip › 里.docx"]
    assert (found[-1].name, found[-1].trouble.kind) == ("材料.zip", TroubleKind.DAMAGED)


def test_a_zip_in_the_comment_of_a_zip_is_only_a_comment():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr("真.docx", DOCX)
        archive.comment = made.zipped(("假.docx", b"x"))
    assert names(leaves("材料.zip", octets.getvalue())) == ["真.docx"]


def test_once_a_mail_has_had_its_share_of_files_a_further_archive_is_over_the_limit():
    found = unpack([sent(f"{n}.zip", made.zipped(("a.bin", b"x"), ("b.bin", b"y"))) for n in range(3)], UnpackLimits(entries=1))
    assert kinds(found)[-1] is TroubleKind.ARCHIVE_LIMIT
    assert TroubleKind.OUR_FAULT not in kinds(found)


def test_the_volumes_of_a_zip_are_put_together_where_all_came(tmp_path):
    members = [("大.bin", os.urandom(150_000)), *FORMS]
    made.by_program("zip", "-q", "-r", "-s", "64k", "材料.zip", ".", folder=tmp_path, files=dict(members))
    files = [sent(p.name, p.read_bytes()) for p in sorted(tmp_path.glob("材料.z*"))]
    assert len(files) == 3
    found = unpack(files)
    assert sorted((a.name, a.octets) for a in found) == sorted(members)
    assert {a.within for a in found} == {"材料.zip"}
    lacking = unpack([files[0], files[2]])
    assert set(kinds(lacking)) == {TroubleKind.INCOMPLETE_ARCHIVE}
    packed = unpack([sent("外.zip", made.zipped(*((f.name, f.octets) for f in files)))])
    assert sorted((a.name, a.octets) for a in packed) == sorted(members)


def test_a_way_of_packing_that_we_do_not_have_is_said_once_of_the_archive():
    octets = bytearray(made.zipped(*FORMS))
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = octets.find(mark)
        while at >= 0:
            struct.pack_into("<H", octets, at + place, 98)
            at = octets.find(mark, at + 4)
    (found,) = leaves("材料.zip", bytes(octets))
    assert (found.name, found.trouble.kind) == ("材料.zip", TroubleKind.UNKNOWN_ARCHIVE)


def test_a_streamed_file_of_a_zip_without_its_directory_is_held_against_what_stands_behind_it():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.octets = bytearray()

        def writable(self):
            return True

        def write(self, octets):
            self.octets += octets
            return len(octets)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FORMS:
            archive.writestr(zipfile.ZipInfo(name, made.WHEN), content, zipfile.ZIP_DEFLATED)
    whole = bytes(pipe.octets)
    cut = whole[: whole.find(b"PK\1\2")]
    assert [a.octets for a in leaves("材料.zip", cut)[:2]] == [o for _, o in FORMS]
    changed = bytearray(cut)
    changed[cut.find(b"PK\7\x08") + 4] ^= 1
    assert kinds(leaves("材料.zip", bytes(changed))) == [TroubleKind.DAMAGED, None, TroubleKind.DAMAGED]


def test_a_lone_first_piece_gives_its_whole_files_and_says_that_pieces_are_missing():
    octets = made.zipped(*FORMS, ("大.bin", os.urandom(3000)))
    found = leaves("材料.zip.001", octets[:-2000])
    assert [a.octets for a in found[:2]] == [o for _, o in FORMS]
    assert kinds(found) == [None, None, TroubleKind.INCOMPLETE_ARCHIVE]


# -------------------------------------------------------------------------------------------------------------------------- rar, 7z, tar


def _linked(octets, kind, target):
    """Turn the last file of a rar 5 into a link: a redirection record, and no data."""
    place = octets.rfind(b"copy.docx")
    begin = octets.rfind(struct.pack("<B", 2), 0, place)  # the block's number, before its flags
    record = bytes([5, kind, 0, len(target)]) + target
    record = bytes([len(record)]) + record
    rest = bytes([0, 100, 0x20, 0, 0, 9]) + b"copy.docx"
    body = bytes([2, 1, len(record)]) + rest + record
    head = bytes([len(body)]) + body
    end = made.rarred(("x", b"y"))[-8:]
    return octets[: begin - 5] + struct.pack("<I", zlib.crc32(head)) + head + end


def test_a_rar_that_keeps_the_same_content_once_gives_it_under_both_names():
    whole = made.rarred(("附件4.docx", DOCX))
    octets = _linked(whole[:-8] + bytes(4) + bytes([20, 2]) + b"copy.docx", 5, "附件4.docx".encode())
    found = leaves("材料.rar", octets)
    assert [(a.name, a.octets, a.trouble) for a in found] == [("附件4.docx", DOCX, None), ("copy.docx", DOCX, None)]
    lost = leaves("材料.rar", octets.replace("附件4".encode(), b"other", 1)[: len(octets)])
    assert TroubleKind.OUR_FAULT not in kinds(lost)


def test_a_link_of_windows_in_a_rar_is_no_file():
    whole = made.rarred(("附件4.docx", DOCX))
    octets = _linked(whole[:-8] + bytes(4) + bytes([20, 2]) + b"copy.docx", 2, b"C:\\secret")
    assert names(leaves("材料.rar", octets)) == ["附件4.docx"]


def _apart(*members):
    """A 7z that packs every file apart from the others."""
    octets = io.BytesIO()
    for number, (name, content) in enumerate(members):
        octets.seek(0)
        with py7zr.SevenZipFile(octets, "a" if number else "w") as archive:
            archive.writestr(content, name)
    return octets.getvalue()


def test_what_a_7z_packs_apart_from_a_damaged_file_still_comes():
    members = [(f"{n}.bin", os.urandom(3000)) for n in range(4)]
    octets = bytearray(_apart(*members))
    octets[octets.find(members[1][1][100:200]) + 50] ^= 255
    found = leaves("材料.7z", bytes(octets))
    assert [(a.name, a.octets) for a in found[:-1]] == [members[0], *members[2:]]
    assert found[-1].trouble.kind is TroubleKind.DAMAGED


def test_one_locked_file_of_a_7z_is_named_beside_the_open_ones(tmp_path):
    made.by_program("7z", "a", "材料.7z", FORMS[0][0], folder=tmp_path, files=dict(FORMS))
    made.by_program("7z", "a", "-p2019", "材料.7z", FORMS[1][0], folder=tmp_path, files={})
    found = leaves("材料.7z", (tmp_path / "材料.7z").read_bytes())
    assert [(a.name, a.trouble and a.trouble.kind) for a in found] == [(FORMS[0][0], None), (FORMS[1][0], TroubleKind.PASSWORD)]


def test_a_second_name_of_a_file_in_a_tar_and_what_follows_it_come():
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w") as archive:
        for name, kind in (("甲.docx", None), ("乙.docx", "甲.docx"), ("丙.docx", "没有.docx"), ("丁.docx", None)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = (tarfile.LNKTYPE, kind, 0) if kind else (tarfile.REGTYPE, "", len(DOCX))
            archive.addfile(info, io.BytesIO(DOCX))
    found = leaves("材料.tar", octets.getvalue())
    assert [(a.name, a.octets) for a in found] == [("甲.docx", DOCX), ("乙.docx", DOCX), ("丙.docx", b""), ("丁.docx", DOCX)]
    assert kinds(found) == [None, None, TroubleKind.DAMAGED, None]


def test_many_names_of_one_large_file_in_a_tar_are_a_bomb():
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w") as archive:
        first = tarfile.TarInfo("0.bin")
        first.size = 3 << 20
        archive.addfile(first, io.BytesIO(bytes(first.size)))
        for number in range(1, 200):
            info = tarfile.TarInfo(f"{number}.bin")
            info.type, info.linkname = tarfile.LNKTYPE, "0.bin"
            archive.addfile(info)
    found = leaves("材料.tar", octets.getvalue())
    assert len(found) < 70
    assert found[-1].trouble.kind is TroubleKind.ARCHIVE_LIMIT


def test_zst_is_read_with_and_without_a_tar_in_it():
    assert_forms(leaves("材料.tar.zst", zstd.compress(made.tarred(*FORMS))), "材料.tar.zst")
    (found,) = leaves("附件4.docx.zst", zstd.compress(DOCX))
    assert (found.name, found.octets) == ("附件4.docx", DOCX)
    (cut,) = leaves("附件4.docx.zst", zstd.compress(os.urandom(500))[:-50])
    assert cut.trouble.kind is TroubleKind.DAMAGED


# ------------------------------------------------------------------------------------------------------- what stays closed is called so


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"MSCF\0\0\0\0" + bytes(60), "cab"),
        (b"\x21\x3e-lh5-" + bytes(60), "lzh"),
        (b"\x60\xea\x2c\0" + bytes(60), "arj"),
        (b"\x31\x32\x31\0\0\0\0**ACE**" + bytes(60), "ace"),
        (b"\x1f\x9d\x90" + bytes(60), "Z"),
        (b"ALZ\1" + bytes(60), "alz"),
        (b"EGGA\0\1" + bytes(60), "egg"),
        (bytes(0x8001) + b"CD001\1" + bytes(3000), "iso"),
        (b"RE~^" + bytes(60), "rar of before 1996"),
        (b"\x04\x22\x4d\x18" + bytes(60), "lz4"),
    ],
)
def test_an_archive_that_we_do_not_open_is_called_an_archive(octets, kind):
    (found,) = leaves("材料.dat", octets)
    assert (found.trouble.kind, found.trouble.detail) == (TroubleKind.UNKNOWN_ARCHIVE, kind)


@pytest.mark.parametrize(
    "octets", [b"-lh5- is a line of text", b"QC-lab-2019", b"`\xea\xff\xff" + bytes(50), b"\x1f\x9d", DOCX, b"%PDF-1.4\n" + bytes(900)]
)
def test_what_only_looks_a_little_like_an_archive_is_none(octets):
    (found,) = leaves("附件4.doc", octets)
    assert found.trouble is None


def test_where_our_own_process_broke_the_mail_is_opened_with_its_archives_closed():
    found = left_closed([sent("附件4.docx", DOCX), sent("材料.zip", made.zipped(*FORMS)), sent("安装.exe", PE), sent("空.docx", b"")])
    assert kinds(found) == [None, TroubleKind.OUR_FAULT, TroubleKind.DANGEROUS, TroubleKind.EMPTY]
    assert [a.size for a in found] == [len(DOCX), len(made.zipped(*FORMS)), len(PE), 0]
