"""`list`, `show` and `explain`: what is stored, in the terminal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from rich.table import Table

from checks.pages import explain
from commands.misuse import MisuseError
from commands.opening import ledger_of, settings_and_campaign
from commands.receipts import known_receipt
from commands.tables import console
from commands.words import ASIDE, LEVEL, STATE, STATUS
from config.campaign import Campaign
from model import FiledRecord, Filing, KnownFinding, Value
from notifier.letter_files import trouble_name
from pipeline.settled import settled
from storage.ledger import Ledger
from storage.nouns import Selector


def list_filings(options: Namespace, environ: Mapping[str, str]) -> int:
    """List the filings of the campaign, a line each."""
    settings, campaign = settings_and_campaign(options, environ)
    with ledger_of(settings) as ledger:
        table = Table("受理号", "单位", "状态", "迟", "首封收到", "邮件", box=None, pad_edge=False)
        for line in ledger.summaries(Selector(campaign=campaign.notice.id)):
            at = line.received_at.astimezone(campaign.zone)
            table.add_row(
                line.receipt,
                line.unit or "（单位不明）",
                STATUS[line.status],
                "迟" if line.late else "",
                f"{at:%m-%d %H:%M}",
                str(line.mails),
            )
    console().print(table)
    return 0


def show(options: Namespace, environ: Mapping[str, str]) -> int:
    """Show one filing whole."""
    settings, campaign = settings_and_campaign(options, environ)
    with ledger_of(settings) as ledger:
        receipt = known_receipt(ledger, campaign.notice.id, options.receipt)
        _show(settled(ledger.filing(receipt), campaign), ledger, campaign)
    return 0


def explain_rule(options: Namespace, environ: Mapping[str, str]) -> int:
    """Print a rule's page."""
    _, campaign = settings_and_campaign(options, environ)
    if options.rule not in campaign.rules:
        raise MisuseError(f"没有名为 {options.rule} 的规则；全部规则：{'、'.join(campaign.rules)}")
    print(explain(options.rule, campaign))
    return 0


def _show(filing: Filing, ledger: Ledger, campaign: Campaign) -> None:
    out = console()
    summary = ledger.summaries(Selector(receipt=filing.receipt))[0]
    out.print(
        f"{filing.receipt}  {filing.unit or '（单位不明）'}  {STATUS[summary.status]}{'  迟到' if summary.late else ''}",
        style="bold",
        markup=False,
    )
    out.print(_mails(filing, campaign))
    out.print(_files(filing, campaign))
    if (aside := _set_aside(filing, ledger, campaign)).row_count:
        out.print(aside)
    for record in filing.records:
        if record.current:
            out.print(_record(record, campaign))
    out.print(_findings(filing.known, campaign))
    letters = Table("编号", "文本", "收件人", "主题", "状态", "发出", title="回复", title_justify="left", box=None, pad_edge=False)
    for letter in ledger.letters_of(filing.receipt):
        sent = f"{letter.sent_at.astimezone(campaign.zone):%m-%d %H:%M}" if letter.sent_at else ""
        letters.add_row(
            str(letter.number), letter.letter.template, letter.letter.to.address, letter.letter.subject, str(letter.state), sent
        )
    out.print(letters)
    for word in filing.decisions:
        at = f"{word.at.astimezone(campaign.zone):%m-%d %H:%M}"
        change = f"{word.before}→{word.after}" if word.before or word.after else ""
        said = (at, word.who, word.verb, word.rule, word.field, word.entry, change, word.reason)
        out.print(" ".join(part for part in said if part), markup=False)


def _mails(filing: Filing, campaign: Campaign) -> Table:
    table = Table("编号", "收到", "发件人", "主题", title="邮件", title_justify="left", box=None, pad_edge=False)
    for mail in filing.mails:
        at = mail.received_at.astimezone(campaign.zone)
        table.add_row(str(mail.number), f"{at:%m-%d %H:%M}", f"{mail.sender.name} <{mail.sender.address}>", mail.subject)
    return table


def _files(filing: Filing, campaign: Campaign) -> Table:
    table = Table("文件", "大小", "格式", "识别为", title="文件", title_justify="left", box=None, pad_edge=False)
    for file in filing.files:
        forms = "、".join(campaign.forms[f].short_name for f in file.forms if f in campaign.forms)
        notes = "（经 LibreOffice 打开）" * ("second-opinion" in file.flags) + "（未读完整）" * ("damaged" in file.flags)
        table.add_row(file.path, f"{file.size:,}", file.format, trouble_name(file, campaign) or (forms or "未识别为任何一张表") + notes)
    return table


def _set_aside(filing: Filing, ledger: Ledger, campaign: Campaign) -> Table:
    """What came with the mails under a name and was taken for no paper: pictures of a signature, what a system leaves behind."""
    table = Table("邮件", "名称", "大小", "性质", title="未作材料处理的附件", title_justify="left", box=None, pad_edge=False)
    numbers = {mail.number for mail in filing.mails}
    for mail in ledger.messages(campaign.notice.id):
        for part in mail.envelope.parts if mail.number in numbers and mail.envelope else ():
            if part.name and part.decision in ASIDE:
                table.add_row(str(mail.number), part.name, f"{part.size:,}", ASIDE[part.decision])
    return table


def _record(filed: FiledRecord, campaign: Campaign) -> Table:
    form = campaign.forms.get(filed.record.form)
    name = form.short_name if form else filed.record.form
    table = Table(
        "栏目", "内容", "原文", "备注", "位置", title=f"{name} {filed.record.title}", title_justify="left", box=None, pad_edge=False
    )
    for field, value in filed.record.values.items():
        spec = form.field(field) if form else None
        table.add_row(spec.labels[0] if spec and spec.labels else field, *_cells(value))
    for roster, rows in filed.record.rosters.items():
        for number, row in enumerate(rows, 1):
            for column, value in row.items():
                table.add_row(f"{roster} {number} {column}", *_cells(value))
    for left in filed.record.leftovers:
        table.add_row(f"（未归入）{left.label}", left.text[:80], "", "", left.where)
    return table


def _cells(value: Value) -> tuple[str, str, str, str]:
    data = "、".join(value.data) if isinstance(value.data, tuple) else "" if value.data is None else str(value.data)
    raw = value.raw if value.raw != data else ""
    return data[:80], raw[:80], " ".join(value.flags), value.where


def _findings(known: tuple[KnownFinding, ...], campaign: Campaign) -> Table:
    table = Table("级别", "规则", "内容", "依据", "状态", title="筛查", title_justify="left", box=None, pad_edge=False)
    _ = campaign
    for k in known:
        table.add_row(LEVEL[k.finding.level], k.finding.rule, k.finding.message, k.finding.clause, STATE[k.state])
    return table
