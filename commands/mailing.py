"""`outbox`: letters that wait, seen, released or dropped."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from rich.table import Table

from commands.misuse import MisuseError
from commands.opening import ledger_of, settings_and_campaign
from commands.tables import console
from storage.ledger import Ledger
from storage.nouns import BOUNCED, LetterState, OutboxLetter

_STATES = {
    "new": "待发",
    "held": "等待放行",
    "sending": "正在发",
    "sent": "已发",
    "deferred": "稍后再发",
    "parked": "搁置",
    "dropped": "已作废",
}


def outbox(options: Namespace, environ: Mapping[str, str]) -> int:
    """List, show, release or drop letters."""
    settings, campaign = settings_and_campaign(options, environ)
    if options.action != "list" and options.number is None:
        raise MisuseError(f"outbox {options.action} 需要信件编号；用 outbox list 可列出")
    with ledger_of(settings) as ledger:
        if options.action == "list":
            _list(ledger, campaign.zone)
        elif options.action == "show":
            letter = ledger.letter(options.number)
            head = f"收件人：{letter.letter.to.address}\n主题：{letter.letter.subject}\n状态：{_STATES[letter.state]} {letter.last_error}"
            print(head, letter.letter.text, sep="\n\n")
        elif options.action == "release":
            held = [letter.number for letter in ledger.outbox([LetterState.HELD])]
            for number in held if options.number == 0 else [options.number]:
                ledger.release(number)
            print("已放行；下次发信时发出。")
        else:
            ledger.drop(options.number, options.reason or "工作人员作废")
            print(f"第 {options.number} 封已作废，不会发出。")
    return 0


def _came_back(letter: OutboxLetter) -> bool:
    return letter.state is LetterState.SENT and letter.last_code == BOUNCED


def _list(ledger: Ledger, zone: object) -> None:
    table = Table("编号", "受理号", "收件人", "主题", "状态", "不早于", "说明", box=None, pad_edge=False)
    open_letters = [x for x in ledger.outbox() if x.state not in {LetterState.SENT, LetterState.DROPPED} or _came_back(x)]
    for letter in open_letters:
        not_before = f"{letter.not_before.astimezone(zone):%m-%d %H:%M}" if letter.not_before else ""  # type: ignore[arg-type]
        table.add_row(
            str(letter.number),
            letter.receipt or "",
            letter.letter.to.address,
            letter.letter.subject,
            "被退回" if _came_back(letter) else _STATES[letter.state],
            not_before,
            letter.last_error,
        )
    console().print(table)
