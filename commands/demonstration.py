"""`demo`: the whole job on an embedded mailbox with sample filings; the replies, the digest and the workbook are left to look at."""

from __future__ import annotations

import re
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commands.misuse import MisuseError
from commands.opening import unlocked_desk
from commands.words import STATUS
from config.campaign import load_campaign
from config.settings import Settings
from model import Level
from pipeline.desk import Desk
from pipeline.one_pass import one_pass
from pipeline.reports import digest_of, workbook, workbook_name
from storage.nouns import OutboxLetter, StoredMail

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGN = ROOT / "config/campaigns/cq-2019"
_OUT = Path("demo-output")
_WIDTH = 150  # where there is no terminal to ask
_POINTS = 3


def demo(options: Namespace, environ: Mapping[str, str]) -> int:  # noqa: ARG001 - one shape for all commands
    """Run the demo; nothing of it touches the configured mailbox, the network, or the data of a real installation."""
    try:
        from demo.imap_server import DemoImap  # noqa: PLC0415 - only here, and only where the demo's packages are installed
        from demo.samples import demo_filings  # noqa: PLC0415
        from demo.smtp_server import DemoSmtp  # noqa: PLC0415
    except ImportError as error:
        raise MisuseError(f"演示所需的软件包没有安装（{error.name}）；请用 make demo 运行，它会先装好。") from error
    out: Path = options.out or _OUT
    mails = demo_filings()
    first = [m for m in mails if b"\nIn-Reply-To:" not in m.octets]
    later = [m for m in mails if m not in first]
    Console().print(f"内置邮箱里放好 {len(mails)} 封示例邮件（虚构的单位和人），开始收件……\n")
    with tempfile.TemporaryDirectory() as data, DemoImap([(m.octets, m.received_at) for m in first]) as imap, DemoSmtp() as smtp:
        settings = _settings(Path(data), imap.port, smtp.port)
        with unlocked_desk(settings, load_campaign(CAMPAIGN)) as desk:
            desk.clock = _clock(max(m.received_at for m in mails) + timedelta(hours=2))
            one_pass(desk)
            for mail in later:  # what units send after our answer: the thread leads it home
                imap.append(mail.octets, mail.received_at)
            one_pass(desk)
            stories = {m.octets: m.story for m in mails}
            _leave(desk, out, smtp.messages)
            _show(desk, stories, out)
    return 0


def _settings(data: Path, imap: int, smtp: int) -> Settings:
    return Settings.model_validate(
        {
            "campaign": str(CAMPAIGN),
            "database": f"sqlite:///{data / 'intake.db'}",
            "storage": str(data / "mail"),
            "reply_quiet_minutes": 0,
            "imap": {"host": "127.0.0.1", "port": imap, "security": "none", "user": "demo@example.com", "password": "demo"},
            "smtp": {
                "host": "127.0.0.1",
                "port": smtp,
                "security": "none",
                "sender": "重庆市质量协会 <demo@example.com>",
                "interval_seconds": 0,
                "per_day": 0,
                "per_sender_per_day": 0,
            },
        }
    )


def _clock(start: datetime) -> Callable[[], datetime]:
    """A clock that begins when the sample mail has just come, so that the letters speak of those days."""
    begun = datetime.now(UTC)
    return lambda: start + (datetime.now(UTC) - begun)


def _leave(desk: Desk, out: Path, letters: Sequence[EmailMessage]) -> None:
    shutil.rmtree(out / "replies", ignore_errors=True)
    (out / "replies").mkdir(parents=True)
    for number, message in enumerate(letters, 1):
        name = re.sub(r"[^\w〔〕-]+", "_", str(message["Subject"]))[:60]
        (out / "replies" / f"{number:02d}-{name}.eml").write_bytes(message.as_bytes())
        for kind in ("plain", "html"):
            body = message.get_body((kind,))
            if body is not None:
                ending = "txt" if kind == "plain" else "html"
                (out / "replies" / f"{number:02d}-{name}.{ending}").write_text(body.get_content(), encoding="utf-8")
    on = desk.clock().astimezone(desk.campaign.zone).date()
    digest = digest_of(desk, on)
    (out / "digest.html").write_text(digest.html, encoding="utf-8")
    (out / "digest.txt").write_text(f"{digest.subject}\n\n{digest.text}", encoding="utf-8")
    (out / workbook_name(desk, on)).write_bytes(workbook(desk))


def _show(desk: Desk, stories: Mapping[bytes, str], out: Path) -> None:
    statuses = {line.receipt: STATUS[line.status] for line in desk.ledger.summaries()}
    letters = {n: letter for letter in desk.ledger.outbox() for n in letter.letter.covers}
    console = Console(width=None if Console().is_terminal else _WIDTH)
    table = Table(title="收到了什么，答复了什么", title_justify="left", show_lines=True)
    for name in ("收到", "来信", "受理号", "答复"):
        table.add_column(name, no_wrap=name in {"收到", "受理号"}, overflow="fold")
    for mail in desk.ledger.messages(desk.campaign.notice.id):
        at = mail.received_at.astimezone(desk.campaign.zone)
        receipt = mail.receipts[0] if mail.receipts else ""
        came = f"{stories.get(desk.archive.read(mail.sha256), '')}\n[dim]{escape(_subject(mail))}[/dim]"
        table.add_row(f"{at:%m-%d %H:%M}", came, receipt, _answer(mail, letters.get(mail.number), statuses.get(receipt, ""), desk))
    console.print(table)
    console.print(f"\n回复、日报和汇总表已放在 {out.resolve()}", style="bold", soft_wrap=True)
    console.print("  replies/        每封回复的 .html、.txt 和原件 .eml\n  digest.html     给工作人员的日报\n  *.xlsx          汇总表")


def _answer(mail: StoredMail, letter: OutboxLetter | None, status: str, desk: Desk) -> str:
    """What the unit was told, in a few words: the state and the first points to mend."""
    if letter is None:
        return _kind(mail)
    told = set(letter.letter.finding_keys)
    known = desk.ledger.filing(mail.receipts[0]).known if mail.receipts else mail.findings
    points = [k.finding.message for k in known if k.finding.key in told and k.finding.level is Level.PROBLEM]
    # no blank behind the dot: a terminal breaks Chinese at blanks alone, and the dot would stand on a line of its own
    lines = [f"·{escape(p)}" for p in points[:_POINTS]] + [f"·另有 {len(points) - _POINTS} 处"] * (len(points) > _POINTS)
    head = letter.letter.subject.partition("：")[0]
    return "\n".join([f"{head}（{status}）" if status and not lines else head, *lines])


def _subject(mail: StoredMail) -> str:
    return mail.envelope.subject if mail.envelope else ""


def _kind(mail: StoredMail) -> str:
    kinds = {"inquiry": "咨询：不自动回复，列在日报最前", "automatic": "自动邮件：不回复"}
    return kinds.get(mail.envelope.kind if mail.envelope else "", "不回复")
