"""What a look at a mailbox found in, lines of Chinese with advice for check-config out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_WINDOW_DAYS = (25, 31)  # providers' "last 30 days" hides what is older; the oldest mail then is just so old
_ENOUGH_MAILS = 10


@dataclass(frozen=True, slots=True)
class FolderReport:
    """One folder: whether it is polled, whether it is a junk folder, how many mails it holds and since when."""

    name: str
    polled: bool
    junk: bool
    messages: int | None = None
    oldest: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class MailboxReport:
    """What the server is (`place` host:port, `capabilities`, its own ID) and holds."""

    place: str
    capabilities: tuple[str, ...]
    server_id: Mapping[str, str]
    folders: tuple[FolderReport, ...]

    @property
    def troubles(self) -> tuple[str, ...]:
        """Return why folders that are to be read cannot be."""
        return tuple(f.trouble for f in self.folders if f.trouble)

    def advice(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return what a person should look into; empty where all is well. `now` is aware."""
        told = list(self.troubles)
        hidden = [f.name for f in self.folders if _looks_cut_off(f, now or datetime.now(UTC))]
        if hidden:
            told.append(
                f"文件夹“{'、'.join(hidden)}”里最早的邮件恰好约 30 天前：网页邮箱可能设成了只收取最近 30 天的邮件，"
                "请在“设置 → POP3/SMTP/IMAP”里改为收取全部邮件。"
            )
        return tuple(told)

    def lines(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return the report for the terminal, advice last."""
        server = "，".join(f"{k} {v}" for k, v in self.server_id.items()) or "服务器没有自报名称"
        polled = [_folder_line(f) for f in self.folders if f.polled]
        others = "、".join(f.name for f in self.folders if not f.polled) or "无"
        return (
            f"邮箱 {self.place}：{server}",
            f"能力：{' '.join(self.capabilities)}",
            *polled,
            f"不读的文件夹：{others}",
            *self.advice(now),
        )


def _folder_line(folder: FolderReport) -> str:
    kind = "（垃圾或广告邮件，回信须人工放行）" if folder.junk else ""
    if folder.messages is None:
        return f"读取 {folder.name}{kind}：打不开"
    since = f"，最早一封收于 {folder.oldest:%Y-%m-%d}" if folder.oldest else ""
    return f"读取 {folder.name}{kind}：{folder.messages} 封{since}"


def _looks_cut_off(folder: FolderReport, now: datetime) -> bool:
    if folder.oldest is None or folder.junk or (folder.messages or 0) < _ENOUGH_MAILS:
        return False
    first, last = _WINDOW_DAYS
    return first <= (now - folder.oldest).days < last
