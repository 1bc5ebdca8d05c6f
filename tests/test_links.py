"""Files that come as links to a provider's store: markers of mail.md §2.1, what is no such link, and what is said of each file."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from mail_cases import BLANKS, US, head, lines, mixed, multi, named_file, text_part, word

from config.campaign import load_campaign
from intake.envelope import open_mail
from intake.links import cloud_links
from model import CloudLink

WORDS = load_campaign(BLANKS.parent).notice.words


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Asia/Shanghai"))


NETEASE_NEW = (
    '<div id="divNeteaseBigAttach" style="font-size:14px"><div>从网易126邮箱发来的超大附件</div><div><img src="https://mimg.127.net/xm/all/fj/ico-bfile-1.gif">'
    '<a href="https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=AbC123&amp;title=QC" download="https://mail.163.com/x"'
    ' preview="http://fs.163.com/fs/preview/?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=AbC123" fileid="1" filename="成果报告.pptx" filesize="3781934" expiretime="1669354526418">成果报告.pptx</a>'
    "<span>(3.61M, 2022年11月25日 13:35 到期)</span></div></div>"
)
NETEASE_OLD = (
    "<div>从网易163邮箱发来的超大附件</div><table><tr><td>QC材料.rar (60.57M, 2011年12月27日 19:39 到期)</td>"
    '<td><a href="http://fs.163.com/fs/display/?p=X-NETEASE-HUGE-ATTACHMENT&file=old1&title=abc">下载</a></td></tr></table>'
)
SIRIUS = (
    '<div id="divNeteaseSiriusCloudAttach"><p>从网易企业邮箱发来的云附件</p><div class="divNeteaseSiriusCloudAttachItem" file-name="推荐表.docx" file-size="20982" expired="1722786480000">'
    '<span>推荐表.docx</span><span>20.49K | 过期时间：2024年8月4日 23:48</span><a href="https://edisk.qiye.163.com/api/biz/attachment/download?identity=zz9">下载</a></div></div>'
)
QQ_OLD = (
    '<div>从QQ邮箱发来的超大附件</div><div class="bigatt_bt" title="飞翔小组成果.zip\n文件大小：128.03M\n到期时间：2020年11月27日 21:59">'
    '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&amp;k=7b&amp;code=aa11">飞翔小组成果.zip</a></div>'
)
QQ_NEW = '<div>从QQ邮箱发来的超大附件</div><p>班组材料.7z (80.96M, 无限期) <a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key=k1&amp;code=c1">进入下载页面</a></p>'
MOBILE_139 = (
    '<table id="attachItem" class="newAttachItem"><tr><td>139邮箱-超大附件</td></tr><tr><td>申报材料.rar (12.5M)</td><td>2019年6月20日 到期</td>'
    '<td><a href="https://mail.10086.cn/attach/download?id=5">进入下载页面</a></td></tr></table>'
)
TELECOM_189 = '<div style="clear:both"><a href="https://download.cloud.189.cn/file/downloadFile.action?dt=51&amp;expired=1561910400000"><img alt="统计表.xlsx(20480)">统计表.xlsx</a></div>'
SINA = (
    '<p>汇总.doc 来自中转站，有效时间到：2019-06-01 08:30:00 <a href="https://mail.sina.com.cn/filecenter/download.php?id=77">下载</a></p>'
)

PAGES = {
    "NetEase, new": (NETEASE_NEW, ("网易邮箱超大附件", "成果报告.pptx", 3781934, at(2022, 11, 25, 13, 35))),
    "NetEase, old": (NETEASE_OLD, ("网易邮箱超大附件", "QC材料.rar", round(60.57 * 1024**2), at(2011, 12, 27, 19, 39))),
    "NetEase, enterprise": (SIRIUS, ("网易企业邮箱云附件", "推荐表.docx", 20982, at(2024, 8, 4, 23, 48))),
    "QQ, old": (QQ_OLD, ("QQ邮箱超大附件", "飞翔小组成果.zip", round(128.03 * 1024**2), at(2020, 11, 27, 21, 59))),
    "QQ, new": (QQ_NEW, ("QQ邮箱超大附件", "班组材料.7z", round(80.96 * 1024**2), None)),
    "139": (MOBILE_139, ("139邮箱超大附件", "申报材料.rar", round(12.5 * 1024**2), at(2019, 6, 20, 23, 59))),
    "189": (TELECOM_189, ("189邮箱超大附件", "统计表.xlsx", None, at(2019, 7, 1, 0, 0))),
    "Sina": (SINA, ("新浪邮箱中转站", "汇总.doc", None, at(2019, 6, 1, 8, 30))),
    "Google Drive": ('<div class="gmail_chip gmail_drive_chip"><a href="https://drive.google.com/file/d/1x/view">报告.pdf</a></div>', ("Google Drive", "报告.pdf", None, None)),
}  # fmt: skip


@pytest.mark.parametrize("provider", PAGES)
def test_a_providers_block_says_name_size_and_expiry(provider: str) -> None:
    page, (name_of_provider, name, size, expires_at) = PAGES[provider]
    (link,) = cloud_links(f"<html><body><p>您好，材料见链接。</p>{page}</body></html>", "", ())
    said = link.expires_at.replace(second=0, microsecond=0) if link.expires_at else None
    assert (link.provider, link.name, said) == (name_of_provider, name, expires_at)
    assert size is None or abs((link.size or 0) - size) <= 1


TEXTS = {
    "QQ": ("从QQ邮箱发来的超大附件\n\n成果.zip (128.03M, 2020年11月27日 21:59 到期)进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?k=1&code=2", "成果.zip", at(2020, 11, 27, 21, 59)),
    "NetEase": ("从网易163邮箱发来的超大附件\n材料.rar (80.96M, 2026年8月17日 0:49 到期)\nhttps://mail.163.com/large-attachment-download/index.html?p=X&file=f", "材料.rar", at(2026, 8, 17, 0, 49)),
    "cloud attachment": ("https://dashi.163.com/html/cloud-attachment-download/?key=a%3D", "", None),
    "Baidu": ("通过百度网盘分享的文件：申报资料.zip\n链接：https://pan.baidu.com/s/1AbCd 提取码：x8k2", "申报资料.zip", None),
    "Aliyun": ("https://www.alipan.com/s/abc", "", None),
    "OneDrive": ("https://1drv.ms/u/s!abc", "", None),
    "Wenshushu": ("https://www.wenshushu.cn/f/abc", "", None),
    "Lanzou": ("https://wwx.lanzoui.com/iabc", "", None),
    "123": ("https://www.123pan.com/s/abc", "", None),
    "Tencent docs": ("https://docs.qq.com/sheet/abc", "", None),
}  # fmt: skip


@pytest.mark.parametrize("provider", TEXTS)
def test_a_link_in_plain_text_is_found_with_what_stands_beside_it(provider: str) -> None:
    text, name, expires_at = TEXTS[provider]
    (link,) = cloud_links("", text, ())
    assert (link.name, link.expires_at) == (name, expires_at)
    assert link.url.startswith("http")


QN = "https://wx.mail.qq.com/ftn/download?func=3&amp;key=k7&amp;code=c7"
PAGES_BESIDE = {
    "a heading says for all how long they are kept": (
        '<div>来自中转站，有效时间到：2019-06-12 15:30:20</div><div><a href="https://mail.sina.com.cn/filecenter/download.php?id=a">推荐表.xls</a> 3.2MB</div>',
        ("推荐表.xls", round(3.2 * 1024**2), at(2019, 6, 12, 15, 30)),
    ),
    "the picture in the link names the file": (
        '<div><a href="https://download.cloud.189.cn/file/downloadFile.action?dt=5&amp;expired=1561910400000"><img alt="成果.docx(20480)"></a></div>',
        ("成果.docx", 20480, at(2019, 7, 1, 0, 0)),
    ),
    "the words behind the link, in no element of their own": (
        f'<a href="{QN}">成果.zip</a> 20MB 2019年6月1日 10:00 到期',
        ("成果.zip", 20 * 1024**2, at(2019, 6, 1, 10, 0)),
    ),
    "an ending that nobody knows": (f'<p>现场.qcx (2.00M, 2019年6月20日 21:59 到期)<a href="{QN}">进入下载页面</a></p>', ("现场.qcx", 2 * 1024**2, at(2019, 6, 20, 21, 59))),
    "a mailer's link checker in front": (
        '<a href="https://mail.qq.com/cgi-bin/mail_spam?action=check_link&amp;url=https%3A%2F%2Fpan.baidu.com%2Fs%2F1AbC">成果.rar</a>',
        ("成果.rar", None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", PAGES_BESIDE)
def test_what_is_said_of_a_file_is_found_wherever_the_provider_says_it(where: str) -> None:
    page, wanted = PAGES_BESIDE[where]
    (link,) = cloud_links(f"<html><body>{page}</body></html>", "", ())
    assert (link.name, link.size, link.expires_at and link.expires_at.replace(second=0, microsecond=0)) == wanted
    assert "mail_spam" not in link.url


DISKS = {
    "Nutstore": "https://www.jianguoyun.com/p/DAbC",
    "Feishu": "https://firm.feishu.cn/file/boxcnAbC",
    "DingTalk": "https://alidocs.dingtalk.com/i/nodes/AbC",
    "SharePoint": "https://firm-my.sharepoint.com/:w:/g/personal/a/AbC?e=1",
    "WPS": "https://365.kdocs.cn/l/cAbC",
    "CTFile": "https://url.ctfile.com/f/123-456",
    "115": "https://115.com/s/swabc",
    "CowTransfer": "https://cowtransfer.com/s/abc123",
    "Dropbox": "https://www.dropbox.com/s/abc/a.docx",
    "Alibaba's mail": "https://qiye.aliyun.com/alimail/openLinks/downloadMimeMetaDetail?id=net",
}


@pytest.mark.parametrize("disk", DISKS)
def test_the_other_net_disks_are_known(disk: str) -> None:
    assert [link.url for link in cloud_links("", f"材料：{DISKS[disk]} 请查收", ())] == [DISKS[disk]]


def test_brackets_of_a_share_text_are_no_part_of_the_name() -> None:
    (one,) = cloud_links("", "我用夸克网盘分享了「QC成果.zip」，链接：https://pan.quark.cn/s/abc123", ())
    (other,) = cloud_links("", "【金山文档】推荐表.docx https://kdocs.cn/l/cAbC", ())
    assert (one.name, other.name) == ("QC成果.zip", "推荐表.docx")


def test_a_net_disk_in_the_signature_is_no_file_but_a_mailers_own_attachment_below_it_is() -> None:
    disk, own = "公司资料：https://pan.baidu.com/s/1corporate", "材料.rar (8M, 2019年6月2日 0:49 到期)\n" + QN.replace("&amp;", "&")
    assert cloud_links("", f"请查收\n\n-- \n张三\n{disk}", ()) == ()
    assert cloud_links(f'<p>请查收</p><div class="gmail_signature">{disk}</div>', "", ()) == ()
    assert [link.name for link in cloud_links("", f"请查收\n\n--\n张三\n\n{own}", ())] == ["材料.rar"]
    forwarded = f"请查收\n\n--\n张三\n\n---------- 转发邮件信息 ----------\n发件人：李四\n日期：2019年5月1日\n链接：{disk}"
    assert len(cloud_links("", forwarded, (), is_forward=True)) == 1


def test_a_second_copy_of_the_file_is_the_same_file() -> None:
    assert cloud_links(NETEASE_NEW, "", ["成果报告(1).pptx"]) == ()


NO_LINKS = {
    "the home page of a provider": '<a href="https://docs.qq.com/">腾讯文档</a> <a href="https://www.wenshushu.cn/">文叔叔</a> <a href="https://www.weiyun.com/">微云</a>',
    "NetEase's signature manager": '<a href="https://dashi.163.com/projects/signature-manager/detail/index.html?ftlId=1">张三</a>',
    "QQ's business card": '<a href="https://wx.mail.qq.com/home/index?t=readmail_businesscard_midpage&code=1">张三</a>',
    "the boiler-plate style": '<style id="cloudAttachStyle">#divNeteaseBigAttach, #divNeteaseBigAttach_bak{display:none;}</style><p>您好</p>',
    "an ordinary site": '<a href="https://www.example.com/a.docx">a.docx</a>',
    "quoted old mail": f"<p>收到</p><blockquote>{QQ_OLD}</blockquote>",
    "below a heading of old mail": f"<p>收到</p><div>------------------&nbsp;原始邮件&nbsp;------------------</div>{QQ_OLD}",
}


@pytest.mark.parametrize("about", NO_LINKS)
def test_what_only_looks_like_a_cloud_attachment_is_none(about: str) -> None:
    assert cloud_links(f"<html><body>{NO_LINKS[about]}</body></html>", "", ()) == ()


NETEASE_2026 = (
    '<div><div><b>从网易163邮箱发来的超大附件</b><a class="bigattach-mailmaster-download" href="http://u.163.com/RcUwvU56g">推荐客户端极速下载</a></div>'
    '<div><a href="https://mail.163.com/large-attachment-download/index.html?file=djAy"></a></div>'
    '<div><a href="https://mail.163.com/large-attachment-download/index.html?file=djAy">成果发布.wav.zip</a><span> (80.96M, 2026年8月17日 0:49 到期)</span></div>'
    '<div><a href="https://mail.163.com/large-attachment-download/index.html?file=djAy">下载</a></div></div>'
)


def test_three_links_to_one_file_are_one_file_and_the_advertisement_is_none() -> None:
    (link,) = cloud_links(NETEASE_2026, "", ())
    assert (link.name, link.size, link.expires_at) == ("成果发布.wav.zip", round(80.96 * 1024**2), at(2026, 8, 17, 0, 49))


def test_a_link_in_angle_brackets_between_name_and_expiry_is_read_whole() -> None:
    link = "<https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&file=Sy2&title=QC>"
    text = f"从网易163邮箱发来的超大附件\n{link}\n成果.mp4 {link}(3.61M,\n2022年11月25日 13:35 到期)\n在线预览 <http://fs.163.com/fs/preview/?file=Sy2>\n"
    (found,) = cloud_links("", text, ())
    assert (found.name, found.expires_at) == ("成果.mp4", at(2022, 11, 25, 13, 35))
    assert "preview" not in found.url


def test_size_and_link_in_different_rows_of_a_table_belong_together() -> None:
    page = (
        "<table><tbody><tr><td>文件名</td><td><table><tbody><tr><td>推荐表.docx</td>"
        '<td><a href="https://mail.163.com/large-attachment-download/index.html?p=X-NTES-HUGE-ATTACHMENT&amp;file=djA">下载</a></td></tr></tbody></table></td></tr>'
        "<tr><td>文件大小</td><td>47.68M</td></tr></tbody></table>"
    )
    (link,) = cloud_links(page, "", ())
    assert (link.name, link.size) == ("推荐表.docx", round(47.68 * 1024**2))


QQ_ANSWER = (
    '请查看，&nbsp; 谢谢！\n\n------------------&nbsp;原始邮件&nbsp;------------------\n发件人: "协会"<a@b.com&gt;;\n主题:&nbsp;Re: QC\n\n旧话\n\n\n'
    "从QQ邮箱发来的超大附件\n\n成果报告.pptx (128.03M, 2020年11月27日 21:59 到期)进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=7d36&code=7684"
)


@pytest.mark.parametrize(("date", "count"), [(b"Wed, 28 Oct 2020 22:03:00 +0800", 1), (b"Mon, 02 Nov 2020 09:00:00 +0800", 0)])
def test_files_that_qq_writes_below_the_old_mail_are_new_if_they_were_just_uploaded(date: bytes, count: int) -> None:
    octets = (
        head(b"Content-Type: text/plain; charset=utf-8").replace(b"Mon, 20 May 2019 10:11:12 +0800\r\nMessage", date + b"\r\nMessage")
        + b"\r\n\r\n"
        + QQ_ANSWER.encode()
    )
    envelope = open_mail(octets, [US], WORDS)
    assert len(envelope.links) == count
    assert envelope.text == "请查看，  谢谢！"


@pytest.mark.parametrize("rest", ["?" + "a=1&" * 200, "?file=%ff%00[", "[::1"])
def test_a_malformed_link_is_kept_as_it_stands(rest: str) -> None:
    (link,) = cloud_links(f'<a href="https://pan.baidu.com/s/1{rest}">成果.zip</a>', "", ())
    assert link.name == "成果.zip"


def test_links_in_quoted_plain_text_are_none() -> None:
    assert (
        cloud_links("", "收到\n> https://pan.baidu.com/s/1AbC\n在 2019年5月20日，张三 <a@b.com> 写道：\nhttps://pan.baidu.com/s/1XyZ", ())
        == ()
    )


def test_a_forwarded_mails_links_are_what_it_sends() -> None:
    page = f"<p>见下</p><div>------------------&nbsp;原始邮件&nbsp;------------------</div>{QQ_OLD}"
    assert len(cloud_links(page, "", (), is_forward=True)) == 1
    octets = head(b"Content-Type: text/html; charset=utf-8", subject=word("转发：QC材料")) + b"\r\n\r\n" + page.encode()
    assert [x.name for x in open_mail(octets, [US], WORDS).links] == ["飞翔小组成果.zip"]


def test_a_file_that_is_also_attached_is_no_link() -> None:
    assert cloud_links(NETEASE_NEW, "", ("成果报告.PPTX",)) == ()
    octets = mixed(lines(b"Content-Type: text/html; charset=utf-8", b"", NETEASE_NEW.encode()), named_file("成果报告.pptx"))
    assert open_mail(octets, [US], WORDS).links == ()


def test_several_files_of_one_block_keep_their_own_names_and_dates() -> None:
    items = "".join(
        f'<div><a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key={i}&amp;code={i}">材料{i}.zip</a> ({i}.5M, 2019年6月{i}日 12:00 到期)</div>'
        for i in (1, 2, 3)
    )
    links = cloud_links(f"<div>从QQ邮箱发来的超大附件{items}</div>", "", ())
    assert [(x.name, x.expires_at) for x in links] == [(f"材料{i}.zip", at(2019, 6, i, 12, 0)) for i in (1, 2, 3)]


def test_html_and_plain_text_of_one_mail_name_a_file_once() -> None:
    text = "成果.zip (128.03M, 2020年11月27日 21:59 到期)进入下载页面：https://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=7b&code=aa11"
    assert len(cloud_links(QQ_OLD, text, ())) == 1
    page = lines(b"Content-Type: text/html; charset=utf-8", b"Content-Transfer-Encoding: quoted-printable", b"", _quoted(QQ_OLD))
    plain = lines(b"Content-Type: text/plain; charset=utf-8", b"", text.encode())
    envelope = open_mail(head() + b"\r\n" + multi(plain, page, kind=b"alternative"), [US], WORDS)
    assert len(envelope.links) == 1


def _quoted(page: str) -> bytes:
    octets = page.encode()
    coded = b"".join(bytes([o]) if 32 <= o < 127 and o != 0x3D else b"=%02X" % o for o in octets)
    rows = [coded[i : i + 72] for i in range(0, len(coded), 72)]
    for i in range(len(rows) - 1):  # no row may end inside an escape
        while rows[i][-2:-1] == b"=" or rows[i][-1:] == b"=":
            rows[i], rows[i + 1] = rows[i][:-1], rows[i][-1:] + rows[i + 1]
    return b"=\r\n".join(rows)


def test_the_letter_of_a_forwarded_mail_may_hold_links_too() -> None:
    inner = head(b"Content-Type: text/html; charset=utf-8") + b"\r\n\r\n" + QQ_OLD.encode()
    envelope = open_mail(mixed(text_part(), b"Content-Type: message/rfc822\r\n\r\n" + inner), [US], WORDS)
    assert [type(x) for x in envelope.links] == [CloudLink]
