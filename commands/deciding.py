"""`waive`, `unwaive`, `relevel`, `state`: staff's word on findings and on the filing, which is last. No letter goes out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from commands.misuse import MisuseError
from commands.naming import findings_of, receipt_of, word_of
from commands.opening import desk_of
from commands.words import STATUS
from model import Decision, FindingState
from pipeline.desk import Desk
from pipeline.judging import judge_filing

_STANDING = (FindingState.OPEN, FindingState.WAIVED)


def waive(options: Namespace, environ: Mapping[str, str]) -> int:
    """Overrule a finding; the filing is judged again at once."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        known = findings_of(desk, receipt, options.rule, options.entry, _STANDING)
        said = {"before": str(known[0].state), "after": str(FindingState.WAIVED), "reason": options.reason}
        status = decided(desk, receipt, word_of(desk, "waive", rule=options.rule, entry=options.entry, **said))
    print(f"{receipt}：已记录免除 {options.rule}；当前状态 {status}")
    return 0


def unwaive(options: Namespace, environ: Mapping[str, str]) -> int:
    """Take a waiver back: what was overruled stands again if it is still found."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        words = [w for w in desk.ledger.filing(receipt).decisions if w.verb in {"waive", "unwaive"}]
        said = [w.verb for w in words if (w.rule, w.entry) == (options.rule, options.entry)]
        if said[-1:] != ["waive"]:
            raise MisuseError(f"{receipt} 没有这样免除过 {options.rule}；用 show {receipt} 可查看")
        changed = {"before": str(FindingState.WAIVED), "after": str(FindingState.OPEN), "reason": options.reason}
        status = decided(desk, receipt, word_of(desk, "unwaive", rule=options.rule, entry=options.entry, **changed))
    print(f"{receipt}：已撤销对 {options.rule} 的免除；当前状态 {status}")
    return 0


def relevel(options: Namespace, environ: Mapping[str, str]) -> int:
    """Give a finding another level than the year gives it; off takes it away."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        words = [w for w in desk.ledger.filing(receipt).decisions if (w.verb, w.rule, w.entry) == ("relevel", options.rule, options.entry)]
        # a finding that was levelled off is not found any more, but may be called back
        before = words[-1].after if words else str(findings_of(desk, receipt, options.rule, options.entry, _STANDING)[0].finding.level)
        word = word_of(desk, "relevel", rule=options.rule, entry=options.entry, before=before, after=options.level, reason=options.reason)
        status = decided(desk, receipt, word)
    print(f"{receipt}：{options.rule} 的级别 {before}→{options.level}；当前状态 {status}")
    return 0


def state(options: Namespace, environ: Mapping[str, str]) -> int:
    """Keep what staff decided about a filing or one of its circles or teams (审查状态)."""
    with desk_of(options, environ, workers=1) as desk:
        allowed = desk.campaign.notice.choices.get("review_state", ())
        if options.state not in allowed:
            raise MisuseError(f"审查状态应为 {'、'.join(allowed)} 之一，而不是“{options.state}”")
        receipt = receipt_of(desk, options.receipt)
        words = [w for w in desk.ledger.filing(receipt).decisions if (w.verb, w.entry) == ("review-state", options.entry)]
        before = words[-1].after if words else ""
        word = word_of(desk, "review-state", entry=options.entry, before=before, after=options.state, reason=options.note)
        decided(desk, receipt, word)
    about = f"“{options.entry}”" if options.entry else ""
    print(f"{receipt}{about}：审查状态 {before or '（未定）'}→{options.state}")
    return 0


def decided(desk: Desk, receipt: str, word: Decision) -> str:
    """Keep a decision, judge the filing again without a letter; return its state in words."""
    desk.ledger.decide(receipt, word)
    return STATUS[judge_filing(desk, receipt, answer=False).status]
