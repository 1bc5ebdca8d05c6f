"""`waive`: staff's word, which is last."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from commands.misuse import MisuseError
from commands.opening import desk_of, who
from commands.receipts import known_receipt
from desk import Desk
from model import Decision, FindingState
from pipeline import judge_filing


def waive(options: Namespace, environ: Mapping[str, str]) -> int:
    """Overrule a finding; the filing is judged again at once, and no letter goes out."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = known_receipt(desk.ledger, desk.campaign.notice.id, options.receipt)
        if options.rule not in desk.campaign.rules:
            raise MisuseError(f"没有名为 {options.rule} 的规则；用 show {receipt} 可看到这份申报的问题和规则名")
        _check_there_is_one(desk, receipt, options)
        now = desk.clock()
        desk.ledger.decide(receipt, Decision(0, "waive", options.rule, options.entry, "", "", "", options.reason, who(), now))
        verdict = judge_filing(desk, receipt, answer=False)
    print(f"{receipt}：已记录免除 {options.rule}；当前状态 {verdict.status}")
    return 0


def _check_there_is_one(desk: Desk, receipt: str, options: Namespace) -> None:
    known = desk.ledger.filing(receipt).known
    fitting = [k for k in known if k.finding.rule == options.rule and k.state is not FindingState.RESOLVED]
    if options.entry:
        fitting = [k for k in fitting if k.finding.entry == options.entry]
    if not fitting:
        entry = f"（{options.entry}）" if options.entry else ""
        raise MisuseError(f"{receipt} 目前没有规则 {options.rule}{entry} 的问题；用 show {receipt} 可查看")
