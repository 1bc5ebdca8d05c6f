"""`reprocess`: stored mail read and judged again under today's rules and forms, and a table of what changed; `retry`."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from rich.table import Table

from checks.status import is_late
from commands.misuse import MisuseError
from commands.opening import desk_of
from commands.tables import console
from commands.words import STATUS
from model import FaultError, Filing, FindingState, KnownFinding, Letter, Level, Value
from notifier.letters import reply
from pipeline.arriving import enter_again, open_stored
from pipeline.delivery import send_due
from pipeline.desk import Desk, log
from pipeline.judging import elsewhere, judge, judge_filing
from pipeline.returning import with_returns
from pipeline.settled import settled
from storage.ledger import Ledger
from storage.nouns import Posting, Selector


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A filing's state as far as a reader would notice: its fields by place, its open findings by key, its status."""

    unit: str
    status: str
    fields: Mapping[tuple[str, str, str], str]
    findings: Mapping[str, KnownFinding]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of which filing, what kind (field, finding, status), where, before and after, and whether the unit was told."""

    receipt: str
    unit: str
    kind: str
    where: str
    before: str
    after: str
    told: bool = False


def reprocess(options: Namespace, environ: Mapping[str, str]) -> int:
    """Reprocess what is selected; exit 1 where a mail could not be read again."""
    with desk_of(options, environ) as desk, _stage(desk, options) as stage:
        numbers = stage.ledger.mails(_selector(options, desk))
        before = snapshots(stage)
        failed = [n for done, n in enumerate(numbers, 1) if not _again(stage, n, done, len(numbers))]
        touched = _judge_again(stage, numbers)
        changes = list(differences(before, snapshots(stage)))
        if options.reply and not options.dry_run:
            for receipt in sorted({c.receipt for c in changes if c.kind != "field"} & set(touched)):
                _write_again(stage, receipt)
            send_due(stage)
    show_changes(changes, len(numbers), dry=options.dry_run)
    for number in failed:
        print(f"第 {number} 号邮件重新处理失败，保持原样。")
    return 1 if failed else 0


def retry(options: Namespace, environ: Mapping[str, str]) -> int:
    """Let a mail that was set aside be read again in the next pass."""
    with desk_of(options, environ, workers=1) as desk:
        desk.ledger.retry(options.number)
    print(f"第 {options.number} 号邮件将在下次收信时重新处理。")
    return 0


def snapshots(desk: Desk) -> dict[str, Snapshot]:
    """Return the state of every filing by receipt."""
    lines = desk.ledger.summaries(Selector(campaign=desk.campaign.notice.id))
    return {line.receipt: _snapshot(settled(desk.ledger.filing(line.receipt), desk.campaign), line.status) for line in lines}


def differences(before: Mapping[str, Snapshot], after: Mapping[str, Snapshot]) -> Iterator[Change]:
    """Yield what is not as it was: status, findings, fields."""
    nothing = Snapshot("", "", {}, {})
    for receipt in sorted({*before, *after}):
        old, new = before.get(receipt, nothing), after.get(receipt, nothing)
        unit = new.unit or old.unit
        if old.unit != new.unit:
            yield Change(receipt, unit, "unit", "单位", old.unit, new.unit)
        if old.status != new.status:
            yield Change(receipt, unit, "status", "状态", STATUS[old.status], STATUS[new.status])
        yield from _finding_changes(receipt, unit, old, new)
        for place in sorted({*old.fields, *new.fields}):
            was, now = old.fields.get(place, "（无）"), new.fields.get(place, "（无）")
            if was != now:
                yield Change(receipt, unit, "field", " ".join(p for p in place if p), was, now)


def show_changes(changes: Sequence[Change], mails: int, *, dry: bool) -> None:
    """Print the table of differences."""
    if changes:
        names = {"unit": "单位", "status": "状态", "finding": "筛查", "field": "栏目"}
        table = Table("受理号", "单位", "类别", "位置", "原来", "现在", "已告知单位", box=None, pad_edge=False)
        for c in changes:
            table.add_row(c.receipt, c.unit, names[c.kind], c.where, c.before[:120], c.after[:120], "是" if c.told else "")
        console().print(table)
    told = len({c.receipt for c in changes if c.told})
    note = f"，其中 {told} 家已被告知过相反的结论" if told else ""
    print(f"{'（试运行，什么都没有改）' if dry else ''}重新处理 {mails} 封邮件，{len(changes)} 处变化{note}。")


def _selector(options: Namespace, desk: Desk) -> Selector:
    chosen = (options.receipt, options.message_id, options.unit, options.sender, options.since, options.status)
    if options.all == any(chosen):
        raise MisuseError("请指明重新处理哪些邮件：--all，或 --receipt、--message-id、--unit、--from、--since、--status 中的一项或几项")
    since = datetime.combine(options.since, time.min, desk.campaign.zone) if options.since else None
    return Selector("", options.receipt, options.message_id, options.unit, options.sender, options.status, since)


@contextlib.contextmanager
def _stage(desk: Desk, options: Namespace) -> Iterator[Desk]:
    """The desk itself; for a dry run the same desk over a copy of the ledger, so that nothing at all can change."""
    if not options.dry_run:
        yield desk
        return
    if not desk.settings.database.startswith("sqlite:///"):
        raise FaultError("--dry-run 目前只支持 SQLite 数据库。", retry=False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        original = desk.settings.database.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(original)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        ledger = Ledger(f"sqlite:///{copy}", desk.ledger.domain)
        try:
            yield replace(desk, ledger=ledger)
        finally:
            ledger.close()


def _again(desk: Desk, number: int, done: int, of: int) -> bool:
    try:
        mail = desk.ledger.stored(number)
        enter_again(desk, mail, open_stored(desk, mail))
    except Exception:  # noqa: BLE001 - one bad mail never stops the line; it keeps its old reading
        log.exception("mail %d not reprocessed", number)
        return False
    desk.progress("重新处理", done, of)
    return True


def _judge_again(desk: Desk, numbers: Sequence[int]) -> list[str]:
    receipts = sorted({r for n in numbers for r in desk.ledger.mail(n).receipts})
    for receipt in receipts:
        judge_filing(desk, receipt, answer=False)
    return receipts


def _write_again(desk: Desk, receipt: str) -> None:
    """Write to a unit whose verdict changed, as if its newest mail had just come."""
    filing = settled(desk.ledger.filing(receipt), desk.campaign)
    verdict, _ = judge(_as_unanswered(filing), desk.campaign, elsewhere(desk, filing))
    letter: Letter | None = with_returns(desk, _as_unanswered(filing), verdict).letter
    if letter is None:
        standing = tuple(k.finding for k in filing.known if k.state is FindingState.OPEN)
        letter = reply(_as_unanswered(filing), standing, verdict.status, is_late(filing, desk.campaign), desk.campaign)
    if letter is not None:
        desk.ledger.post(letter, Posting(f"reprocess:{receipt}:{filing.revision}", hold=desk.settings.hold), desk.clock(), receipt)


def _as_unanswered(filing: Filing) -> Filing:
    newest = max((m.number for m in filing.mails if m.may_be_answered), default=0)
    letters = tuple(replace(letter, covers=tuple(n for n in letter.covers if n != newest)) for letter in filing.letters)
    return replace(filing, letters=letters)


def _finding_changes(receipt: str, unit: str, old: Snapshot, new: Snapshot) -> Iterator[Change]:
    for key in sorted({*old.findings, *new.findings}):
        was, now = old.findings.get(key), new.findings.get(key)
        if (was and was.finding.level) == (now and now.finding.level) and (was and was.finding.message) == (now and now.finding.message):
            continue
        known = now or was
        if known is None:
            continue
        told = bool(was and was.told_in and now is None and was.finding.level is Level.PROBLEM)
        yield Change(receipt, unit, "finding", known.finding.rule, _said(was), _said(now), told)


def _said(known: KnownFinding | None) -> str:
    return f"{known.finding.level}：{known.finding.message}" if known else "（无）"


def _snapshot(filing: Filing, status: str) -> Snapshot:
    fields: dict[tuple[str, str, str], str] = {}
    for filed in filing.records:
        if filed.current:
            place = (filed.record.form, filed.entry)
            fields |= {(*place, name): _shown(v) for name, v in filed.record.values.items()}
            for roster, rows in filed.record.rosters.items():
                for number, row in enumerate(rows, 1):
                    fields |= {(*place, f"{roster}[{number}].{column}"): _shown(v) for column, v in row.items()}
    open_ones = {k.finding.key: k for k in filing.known if k.state is FindingState.OPEN}
    return Snapshot(filing.unit, status, fields, open_ones)


def _shown(value: Value) -> str:
    data = "、".join(value.data) if isinstance(value.data, tuple) else "" if value.data is None else str(value.data)
    return data or (f"“{value.raw}”" if value.raw else "")
