"""`check-config`: settings, database, folders, mailbox and outgoing server tried for real; what is wrong and how to mend it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence

from commands.opening import ledger_of, office_of, settings_and_campaign
from config.campaign import Campaign
from config.settings import Settings
from intake.mailbox import Mailbox
from model import FaultError
from notifier.outbox import Postman
from pipeline.desk import now, own_addresses
from pipeline.reading_room import ReadingRoom

_INSTALLING = "Debian、Ubuntu：apt-get install libreoffice-writer libreoffice-calc"

_NO_SHEETS = "打不开表格文件（不影响文字文件）：Debian 的 -nogui 软件包缺少所需部分，请安装完整的软件包"


def check_config(options: Namespace, environ: Mapping[str, str]) -> int:
    """Try everything; exit 1 where something must be mended."""
    settings, campaign = settings_and_campaign(options, environ)
    print(
        f"设置：无误\n活动：{campaign.notice.title}，截止 {campaign.last_day}，{len(campaign.forms)} 种材料，{len(campaign.rules)} 条规则"
    )
    steps: tuple[tuple[str, Callable[[], Sequence[str]]], ...] = (
        ("数据库", lambda: _database(settings)),
        ("邮件存放目录", lambda: _storage(settings)),
        ("隔离进程", lambda: _walls(settings, campaign)),
        ("第二意见（LibreOffice）", lambda: second_opinion_lines(settings)),
        ("收信", lambda: _mailbox(settings)),
        ("发信", lambda: _postman(settings)),
    )
    good = [_tried(name, step) for name, step in steps]
    print("全部正常。" if all(good) else "以上标有“✗”的项目需要处理。")
    return 0 if all(good) else 1


def _tried(name: str, step: Callable[[], Sequence[str]]) -> bool:
    try:
        lines = step()
    except (FaultError, OSError) as error:
        print(f"✗ {name}：{error}")
        return False
    print(f"✓ {name}：{lines[0] if lines else '正常'}", *(f"    {line}" for line in lines[1:]), sep="\n")
    return True


def _database(settings: Settings) -> Sequence[str]:
    with ledger_of(settings) as ledger:
        ledger.check()
    return ("可读写，表结构为最新",)


def _storage(settings: Settings) -> Sequence[str]:
    settings.storage.mkdir(parents=True, exist_ok=True)
    probe = settings.storage / ".check"
    probe.write_bytes(b"ok")
    probe.unlink()
    return ("可写",)


def _walls(settings: Settings, campaign: Campaign) -> Sequence[str]:
    with ReadingRoom(settings.campaign, own_addresses(settings, campaign), 1) as room:
        return ("、".join(room.protection),)


def second_opinion_lines(settings: Settings) -> Sequence[str]:
    """Say whether LibreOffice is there, after a trial, and how to install it; it is never needed, so its absence is no fault.

    Raises FaultError where the one that the settings name does not work.
    """
    if settings.libreoffice == "off":
        return ("已在设置中关闭（libreoffice）",)
    office = office_of(settings)
    if office is None:
        return ("未安装，不影响运行；装上后可以打开 Word 95、Works、WordPerfect 等旧文件，并核对损坏的文件", _INSTALLING)
    with office:
        try:
            version = f"{office.version()}，{office.program}"
            return (version,) if office.opens_sheets() else (version, _NO_SHEETS, _INSTALLING)
        except FaultError as error:
            broken = f"{office.program} 无法使用（{error}），可重新安装"
            if settings.libreoffice != "auto":
                raise FaultError(broken) from error
            return (f"{broken}；不影响运行",)


def _mailbox(settings: Settings) -> Sequence[str]:
    with Mailbox(settings.imap) as mailbox:
        report = mailbox.probe()
    if report.troubles:
        first, *others = report.troubles
        lines = [line for line in report.lines(now()) if line not in report.troubles]
        raise FaultError("\n    ".join((first, *others, *lines)), retry=False)
    return report.lines(now())


def _postman(settings: Settings) -> Sequence[str]:
    with Postman(settings.smtp, now) as postman:
        return postman.probe().lines()
