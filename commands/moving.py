"""`merge`, `split`: staff say which mails are one filing; what they placed stays there through every reprocessing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from commands.misuse import MisuseError
from commands.naming import receipt_of, word_of
from commands.opening import desk_of
from commands.words import STATUS
from pipeline.judging import judge_filing
from storage.nouns import Placement


def merge(options: Namespace, environ: Mapping[str, str]) -> int:
    """Make one filing of two; both receipts find it from now on."""
    with desk_of(options, environ, workers=1) as desk:
        receipt, into = receipt_of(desk, options.receipt), receipt_of(desk, options.into)
        if receipt == into:
            raise MisuseError(f"{options.receipt} 与 {options.into} 已是同一份申报")
        desk.ledger.merge(receipt, into, word_of(desk, "merge", before=receipt, after=into, reason=options.reason))
        status = STATUS[judge_filing(desk, into, answer=False).status]
    print(f"{receipt} 已并入 {into}；当前状态 {status}")
    return 0


def split(options: Namespace, environ: Mapping[str, str]) -> int:
    """Make some mails of a filing a filing of their own."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        own = {m.number for m in desk.ledger.filing(receipt).mails}
        strange = sorted(set(options.mail) - own)
        if strange:
            raise MisuseError(f"编号为 {'、'.join(map(str, strange))} 的邮件不属于 {receipt}；用 show {receipt} 可看到邮件编号")
        if own <= set(options.mail):
            raise MisuseError(f"{receipt} 的邮件不能全部拆出，至少应留下一封")
        notice = desk.campaign.notice
        numbers = " ".join(map(str, sorted(set(options.mail))))
        word = word_of(desk, "split", field="mail", before=receipt, after=numbers, reason=options.reason)
        part = Placement(None, options.unit, notice.id, notice.receipt_prefix, ())
        new = desk.ledger.split(receipt, part, sorted(set(options.mail)), word)
        for number in (receipt, new):
            judge_filing(desk, number, answer=False)
    print(f"已从 {receipt} 拆出 {new}（邮件 {numbers}）")
    return 0
