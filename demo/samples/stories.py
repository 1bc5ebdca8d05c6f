"""The mail of the demo: a dozen and more units' stories in, raw messages with their times of arrival out, in the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from demo.samples import packing
from demo.samples.carried import forwarded, returned
from demo.samples.filings import make_filing
from demo.samples.habits import Habits
from demo.samples.mails import SHANGHAI, Letter, covering_text, message_id, written
from demo.samples.nouns import SampleFile, SampleFiling


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One mail of the demo: `story` says in a line what it is."""

    octets: bytes
    received_at: datetime
    story: str


_LINK = (
    '<div>从QQ邮箱发来的超大附件</div><div><a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key=0a1b2c&amp;code=3d4e5f">{name}</a>'
    ' (128.03M, 2019年06月20日 10:32 到期)<a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key=0a1b2c&amp;code=3d4e5f">进入下载页面</a></div>'
)  # fmt: skip
_LINK_TEXT = "\n从QQ邮箱发来的超大附件\n\n{name} (128.03M, 2019年06月20日 10:32 到期)进入下载页面：https://wx.mail.qq.com/ftn/download?func=3&key=0a1b2c&code=3d4e5f\n"
_BLANK = ("blank",)


def demo_filings() -> list[DemoMail]:
    """Return the demo's mail in the order of arrival; the same octets every time, but for the salted archive."""
    return [
        *_one(_at(20, "09:12"), "netease", "一切齐全：两个小组、一个班组", make_filing(11, Habits(plain=True, layouts=_BLANK))),
        *_one(_at(20, "10:05"), "qq", "推荐表漏列一个小组", make_filing(12, _wrong("unlisted-entry", layouts=_BLANK))),
        *_one(_at(20, "11:40"), "foxmail", "小组人数与名单不一致，表格自己重画", make_filing(13, _wrong("member-count-mismatch"))),
        *_one(_at(20, "14:21"), "outlook", "推荐表只发了盖章 PDF", make_filing(14, _wrong("word-file-required"))),
        *_cloud_link(_at(20, "15:02")),
        *_packed_with_password(_at(20, "16:33")),
        *_packed_in_gbk(_at(21, "08:50")),
        *_one(_at(21, "09:30"), "netease", "全部用 Excel 填写", make_filing(17, Habits(circles=2, teams=1, office="excel"))),
        *_inquiry(_at(21, "09:44")),
        *_nothing_attached(_at(21, "10:12")),
        *_automatic(_at(21, "10:13")),
        *_forwarded(_at(21, "11:25")),
        *_returned(_at(21, "11:40")),
        *_supplemented(_at(21, "14:00")),
        *_one(
            _at(22, "09:05"),
            "qq",
            "行业协会推荐三家企业的小组",
            make_filing(19, Habits(circles=3, teams=0, companies=3, plain=True, layouts=("blank", "shuffled-columns"))),
        ),
        *_one(_at(22, "17:20"), "apple", "班组申报表两项指标未填", make_filing(20, _wrong("indicator-blank", circles=0))),
        *_one(_at(23, "16:48"), "foxmail", "课题类型填“问题解决型”", make_filing(21, _wrong("invalid-topic-type", teams=0))),
        *_one(
            _at(24, "00:00") + timedelta(seconds=10),
            "qq",
            "截止后十秒寄到",
            make_filing(22, Habits(circles=1, teams=0, plain=True, layouts=_BLANK)),
        ),
    ]


def _one(sent: datetime, client: str, story: str, filing: SampleFiling) -> list[DemoMail]:
    return [_posted(_letter(filing, sent), client, story)]


def _cloud_link(sent: datetime) -> list[DemoMail]:
    filing = make_filing(15, Habits(circles=1, teams=0, plain=True, layouts=_BLANK))
    report = next(f for f in filing.files if f.truth[0].form == "achievement_report")
    letter = _letter(replace(filing, files=tuple(f for f in filing.files if f is not report)), sent)
    letter = replace(letter, text=letter.text + _LINK_TEXT.format(name=report.name), html=_LINK.format(name=report.name))
    return [_posted(letter, "qq", "成果报告以超大附件链接发送")]


def _packed_with_password(sent: datetime) -> list[DemoMail]:
    filing = make_filing(16, Habits(circles=1, teams=0, plain=True, layouts=_BLANK))
    packed = packing.seven_zipped(_named(filing.files), password="2019")  # noqa: S106 - the story is about a password
    return [_posted(replace(_letter(filing, sent), files=(("QC申报材料.7z", packed),)), "netease", "压缩包设有密码")]


def _packed_in_gbk(sent: datetime) -> list[DemoMail]:
    filing = make_filing(23, Habits(circles=2, teams=0, plain=True, layouts=_BLANK))
    packed = packing.zipped([(f"申报材料/{name}", octets) for name, octets in _named(filing.files)])
    return [
        _posted(replace(_letter(filing, sent), files=(("2019年QC小组申报材料(1).zip", packed),)), "qq", "一个压缩包，文件名是 GBK 编码")
    ]


def _inquiry(sent: datetime) -> list[DemoMail]:
    text = "您好：\n    请问推荐表是否需要盖章？成果报告需要寄几份纸质材料？盼复，谢谢。\n\n秦川\n"
    return [
        _posted(Letter(("秦川", "qinchuan@example.cn"), "咨询：推荐表是否需要盖章", text, sent_at=sent), "netease", "咨询，等工作人员答复")
    ]


def _nothing_attached(sent: datetime) -> list[DemoMail]:
    text = "您好：\n    我单位QC小组申报材料见附件，请查收。\n\n重庆云衢仪表有限公司\n联系人：施宏\n"
    return [
        _posted(Letter(("施宏", "shihong@example.cn"), "重庆云衢仪表有限公司QC小组申报材料", text, sent_at=sent), "netease", "忘了添加附件")
    ]


def _automatic(sent: datetime) -> list[DemoMail]:
    letter = Letter(
        ("江北某单位", "office@example.cn"),
        "自动回复:通知",
        "您的邮件我已收到，我会尽快处理。",
        sent_at=sent,
        headers=(("X-QQ-AUTO-REPLY", "true"),),
    )
    return [_posted(letter, "qq", "自动回复，不予回信")]


def _forwarded(sent: datetime) -> list[DemoMail]:
    """Tell of a filing that went to a private address first and comes on whole."""
    filing = make_filing(24, Habits(circles=1, teams=1, plain=True, layouts=_BLANK))
    original = written(_letter(filing, sent - timedelta(days=1)), "netease")
    letter = Letter((filing.contact, "forwarder@example.com"), "转发：QC材料", "昨天发到个人邮箱了，现转发过来。\n", sent_at=sent)
    return [DemoMail(forwarded(letter, original), sent, "材料先发到个人邮箱，作为附件转发过来")]


def _returned(sent: datetime) -> list[DemoMail]:
    ours = b"From: cqszlxh@126.com\r\nTo: nobody@example.com\r\nSubject: test\r\nMessage-ID: <own-1@example.com>\r\n\r\ntext\r\n"
    return [DemoMail(returned(ours, format_datetime(sent)), sent, "系统退信，不予回信")]


def _supplemented(sent: datetime) -> list[DemoMail]:
    filing = make_filing(18, Habits(circles=2, teams=0, plain=True, layouts=_BLANK))
    late = next(f for f in filing.files if f.truth[0].form == "achievement_report")
    first = _letter(replace(filing, files=tuple(f for f in filing.files if f is not late)), sent)
    text = f"您好：\n    补发成果报告一份，请查收。\n\n{filing.unit}\n"
    second = replace(
        first,
        subject=f"补充：成果报告（{filing.unit}）",
        text=text,
        files=_named((late,)),
        sent_at=sent + timedelta(hours=3),
        answers=message_id(first, "netease"),
    )
    return [_posted(first, "netease", "缺一份成果报告"), _posted(second, "netease", "同一单位随后补齐")]


def _wrong(mistake: str, circles: int = 2, teams: int = 1, layouts: tuple[str, ...] = ()) -> Habits:
    return Habits(circles=circles, teams=teams, plain=True, layouts=layouts, mistake=mistake)


def _letter(filing: SampleFiling, sent: datetime) -> Letter:
    address = f"qc{sum(map(ord, filing.unit)) % 100000}@example.com"
    forms = {truth.form for file in filing.files for truth in file.truth}
    tracks = "及".join(words for form, words in (("achievement_report", "QC小组"), ("team_material", "信得过班组")) if form in forms)
    return Letter(
        (filing.contact, address), f"{filing.unit}2019年{tracks or 'QC小组'}申报材料", covering_text(filing), _named(filing.files), sent
    )


def _posted(letter: Letter, client: str, story: str) -> DemoMail:
    return DemoMail(written(letter, client), letter.sent_at, story)


def _named(files: tuple[SampleFile, ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((file.name, file.octets) for file in files)


def _at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2019, 5, day, int(hour), int(minute), tzinfo=SHANGHAI)
