"""A shelf of misnamed files and of things that are no papers: each is named for what it is, and its letter says what to do."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from config.campaign import load_campaign
from demo.samples import Habits, make_filing, make_mail
from demo.samples.nouns import SampleFile, SampleFiling
from intake.containers import kind_of as container_of
from intake.suspects import suspicion
from model import TroubleKind
from parsers.reading import Reader
from parsers.sniff import kind_of
from tests.house import CAMPAIGN, house

YEAR = load_campaign(CAMPAIGN)
TEXT = "推荐单位：重庆江峡机械有限公司\r\n所属区县：江北区\r\n"
PAGE = f'<html><head><meta charset="utf-16"></head><body><p>{TEXT}</p></body></html>'
LONE = Habits(circles=1, teams=0, plain=True, office="word")
ERROR = b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1><hr>nginx</body></html>"


def zipped(*names: str, **texts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, texts.get("text", "<x/>"))
    return out.getvalue()


def photographed() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(out, "JPEG", quality=40)
    return out.getvalue()


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


MIXED = bytes(range(1, 250)) * 4
BY_CONTENT = [
    (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    (zipped("FixedDocumentSequence.fdseq", "[Content_Types].xml"), "xps"),
    (zipped("Index/Document.iwa", "preview.jpg"), "iwork"),
    (zipped("visio/document.xml", "[Content_Types].xml"), "visio"),
    (zipped("content.json", "metadata.json"), "mindmap"),
    (zipped("content.xml", "META-INF/manifest.xml", text="<xmap-content/>"), "mindmap"),
    (zipped("mimetype", "META-INF/container.xml"), "ebook"),
    (zipped("AndroidManifest.xml", "classes.dex"), "executable"),
    (b"CAJ\0" + MIXED, "caj"),
    (b"KDH 2.00" + MIXED, "caj"),
    (b"AC1032\0\0\0\0" + MIXED, "cad"),
    (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "cad"),
    (b"AT&TFORM\0\0\1\0DJVU" + MIXED, "djvu"),
    (b"\0\1\0\0Standard Jet DB\0" + MIXED, "access"),
    (b"SQLite format 3\0" + MIXED, "database"),
    (b"8BPS\0\1" + MIXED, "photoshop"),
    (b"RIFF\0\0\1\0CDRv" + MIXED, "coreldraw"),
    (b"%!PS-Adobe-3.0\n", "postscript"),
    (b"\0\1\0\0\0\x11" + MIXED, "font"),
    (b"\0\0\0\x20ftypisom\0\0\2\0" + MIXED, "video"),
    (b"RIFF\0\0\1\0AVI LIST" + MIXED, "video"),
    (b"RIFF\0\0\1\0WAVEfmt " + MIXED, "audio"),
    (b"#!AMR\n" + MIXED, "audio"),
    (b"ID3\3\0\0" + MIXED, "audio"),
    (b"%TSD-Header-###%" + MIXED, "enciphered"),
    (b"b\x14#e\1\0\0\0\1\0\0\0E-SafeNet\0\0LOCK" + MIXED, "enciphered"),
    (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "enciphered"),
    (b"book\0\0\0\0mark\0\0\0\0" + MIXED, "shortcut"),
    (b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nURL=http://a.example/\r\n", "shortcut"),
    (b"\xd7\xcd\xc6\x9a" + MIXED, "metafile"),
    (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
    (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nEND:VCARD\r\n", "business-card"),
    (TEXT.encode("utf-16-le"), "text"),
    (TEXT.encode("utf-16-be"), "text"),
    (PAGE.encode("utf-16-le"), "html"),
    (bytes(500) + zipped("word/document.xml", "[Content_Types].xml")[30:], "docx"),
]


@pytest.mark.parametrize(("octets", "kind"), BY_CONTENT)
@pytest.mark.parametrize("name", ["附件5推荐表.docx", "附件5推荐表.pdf", "附件5推荐表"])
def test_a_format_that_is_not_read_is_known_by_its_octets_whatever_the_name(octets, kind, name):
    assert kind_of(octets, name) == kind


@pytest.mark.parametrize("octets", [o for o, _ in BY_CONTENT if o.startswith(b"PK")])
def test_a_zip_that_is_one_document_or_programme_is_left_whole(octets):
    assert container_of(octets, "材料.zip") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("论文.caj", "caj"), ("图.dwg", "cad"), ("片.MP4", "video"), ("笔记.key", "keynote"), ("推荐表.docx", "unknown"), ("未知", "unknown")],
)
def test_a_name_is_asked_last_and_only_where_the_octets_say_nothing(name, kind):
    assert kind_of(b"\x93\x02\x01\0" + MIXED, name) == kind
    assert kind_of(b"%PDF-1.4\n", name) == "pdf"


def test_a_picture_that_wechat_masked_is_known_by_the_mask():
    masked = bytes(octet ^ 0x5A for octet in photographed())
    assert kind_of(masked, "4f2a.dat") == "wechat-picture"
    assert kind_of(masked, "附件5.docx") == "unknown"


@pytest.mark.parametrize(("octets", "kind"), [(bytes(40_000), TroubleKind.EMPTY), (b"\xff" * 500, TroubleKind.EMPTY), (b"aaaa", None)])
def test_a_place_that_was_only_reserved_holds_nothing(octets, kind):
    trouble = suspicion("附件5推荐表.docx", octets)
    assert (trouble and trouble.kind) == kind


@pytest.mark.parametrize(
    ("name", "octets", "kind"),
    [
        ("附件5推荐表.docx", ERROR, TroubleKind.WEB_PAGE),
        ("附件5推荐表.doc", ERROR, TroubleKind.WEB_PAGE),
        ("附件5推荐表.xlsx", '{"errno":-9,"msg":"文件不存在或已过期"}'.encode(), TroubleKind.WEB_PAGE),
        ("附件5推荐表.pdf", "请输入提取码".encode(), TroubleKind.WEB_PAGE),
        ("申报说明.doc", "<html><body><p>各位老师：材料共三份，请查收。</p></body></html>".encode(), None),
        ("申报说明.txt", "材料共三份，请查收。".encode(), None),
        ("说明.html", "<html><body>材料共三份</body></html>".encode(), None),
        ("成果报告.docx", f"<html><body>{'<p>本课题降低废品率。</p>' * 60}</body></html>".encode(), None),
        ("附件5推荐表.docx", saved(docx.Document()), TroubleKind.EMPTY),
        ("附件5推荐表.xlsx", saved(openpyxl.Workbook()), TroubleKind.EMPTY),
    ],
)
def test_what_came_in_a_documents_place_is_told_from_a_document(name, octets, kind):
    reading = Reader(YEAR).read(octets, name)
    assert (reading.trouble and reading.trouble.kind) == kind


@pytest.fixture
def home(tmp_path, dovecot, letterbox):
    return house(tmp_path, dovecot.settings(), letterbox.settings())


def letters_to(home, letterbox, mails) -> tuple[list[str], dict]:
    """Return the letter that each of the mails got, in their order, and the export."""
    folder = home.folder / "mails"
    folder.mkdir()
    for number, files in enumerate(mails):
        mail = make_mail(SampleFiling("", "", files, ()), ("张三", f"z{number:02d}@firm{number}.example"), f"申报材料{number}", "qq")
        (folder / f"{number:02d}.eml").write_bytes(mail)
    home.run("import", str(folder))
    taken = {t.message["To"]: t.message.get_body(("plain",)).get_content() for t in letterbox.taken}
    return [next((text for to, text in taken.items() if f"z{n:02d}@" in to), "") for n in range(len(mails))], home.export()


def test_what_is_no_paper_gets_the_letter_that_says_what_to_do_and_beside_a_whole_filing_accuses_nobody(home, letterbox):
    whole = make_filing(78, LONE).files
    beside = (
        SampleFile("desktop.ini", b"[.ShellClassInfo]\r\n"),
        SampleFile("._附件5.docx", b"\0\5\x16\7\0\2\0\0" + bytes(80)),
        SampleFile("smime.p7s", b"0\x80\6\t" + MIXED),
        SampleFile("发布.mov", b"\0\0\0\x14ftypqt  " + MIXED),
        SampleFile("附件5推荐表（旧）.docx", b""),
        SampleFile("推荐表 - 快捷方式.lnk", b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(56)),
    )
    shelf = [
        ("附件5推荐表.docx", b"", "收到时大小为 0", "needs_correction"),
        ("附件5推荐表.docx", bytes(9000), "“附件5推荐表.docx”中没有内容", "needs_correction"),
        ("附件5推荐表.pdf", zipped("OFD.xml"), "“附件5推荐表.pdf”是OFD版式文件", "needs_correction"),
        ("附件5推荐表.docx", ERROR, "“附件5推荐表.docx”里是网页或一小段文字", "needs_correction"),
        (
            "推荐表.docx.crdownload",
            make_filing(77, LONE).files[0].octets[:9000],
            "“推荐表.docx.crdownload”是尚未下载完的临时文件",
            "needs_correction",
        ),
        ("附件5推荐表.docx", b"%TSD-Header-###%" + MIXED, "“附件5推荐表.docx”经单位的加密软件加密", "needs_correction"),
        ("发布视频.mp4", b"\0\0\0\x20ftypisom\0\0\2\0" + MIXED, "视频：发布视频.mp4", "review"),
        ("申报系统.exe", b"MZ" + bytes(99), "程序、脚本等可运行的文件，未打开：申报系统.exe", "review"),
        ("IMG_0001.jpg", photographed(), "来件是图片或扫描件", "review"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "未见附件", None),
    ]
    letters, export = letters_to(home, letterbox, [*((SampleFile(name, octets),) for name, octets, _, _ in shelf), (*whole, *beside)])
    statuses = {f["receipt"]: f["status"] for f in export["filings"]}
    found = [statuses.get(m["receipt"]) for m in sorted(export["messages"], key=lambda m: m["from"])]
    for (name, _, words, status), letter, came in zip(shelf, letters[:-1], found[:-1], strict=True):
        assert words in letter, f"{name}: {letter}"
        assert came == status, name
    ignored = [p for m in export["messages"] for p in m["parts"] if p["name"] == "Thumbs.db"]
    assert [(p["decision"], p["reason"]) for p in ignored] == [("ignored", "left by the operating system")]
    assert found[-1] == "complete"
    assert "电子材料已齐全" in letters[-1]
    assert "视频：发布.mov" in letters[-1]
    assert "desktop.ini" not in letters[-1]
    receipt = next(m["receipt"] for m in export["messages"] if any(p["name"] == "desktop.ini" for p in m["parts"]))
    shown = home.run("show", receipt).stdout.partition("未作材料处理的附件")[2]
    assert all(name in shown for name in ("desktop.ini", "._附件5.docx", "smime.p7s"))
