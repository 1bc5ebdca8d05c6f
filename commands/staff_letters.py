"""`paper`, `correct`, `remind`: staff tick, take back or remind, and the letter about it goes into the outbox."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence

from commands.deciding import decided
from commands.misuse import MisuseError
from commands.naming import findings_of, receipt_of, word_of
from commands.opening import desk_of
from config.campaign import Campaign
from config.labels import label_key
from model import FaultError, Filing, FindingState, Letter
from notifier import letter_staff
from notifier.workbook_sheet import workbook_words
from pipeline.desk import Desk
from pipeline.settled import settled
from storage.nouns import Posting, Selector

_ANY = tuple(FindingState)


def paper(options: Namespace, environ: Mapping[str, str]) -> int:
    """Tick papers that lie on the desk; with --letter the unit is told (T9)."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        titles = [title_of(desk.campaign, what) for what in options.what]
        for what, title in zip(options.what, titles, strict=True):
            for form in forms_of(desk.campaign, what) or [what]:
                word = word_of(desk, "paper", rule=title, entry=options.entry, field=form, after=what)
                decided(desk, receipt, word)
        note = ""
        if options.letter:
            filing = settled(desk.ledger.filing(receipt), desk.campaign)
            lacking = lacking_papers(filing, desk.campaign) if options.lacking is None else options.lacking
            today = desk.clock().astimezone(desk.campaign.zone).date()
            letter = letter_staff.paper_received(filing, options.what, lacking, today, desk.campaign)
            note = _posted(desk, receipt, letter, f"paper:{receipt}:{today}:{'、'.join(options.what)}")
            note += f"（信中所写尚缺：{'、'.join(lacking) or '无'}）"
    print(f"{receipt}：已登记收到纸质材料 {'、'.join(options.what)}{note}")
    return 0


def correct(options: Namespace, environ: Mapping[str, str]) -> int:
    """Take back what a letter said by mistake (T10), and waive it where it still stands."""
    with desk_of(options, environ, workers=1) as desk:
        receipt = receipt_of(desk, options.receipt)
        known = findings_of(desk, receipt, options.rule, options.entry, _ANY)
        told = [k for k in known if k.told_in]
        if not told:
            raise MisuseError(f"{options.rule} 的问题还没有告知过 {receipt} 的单位，不需更正；不成立的用 waive 免除")
        if any(k.state is FindingState.OPEN for k in known):
            said = {"before": str(FindingState.OPEN), "after": str(FindingState.WAIVED), "reason": "系统识别有误，已致信更正"}
            decided(desk, receipt, word_of(desk, "waive", rule=options.rule, entry=options.entry, **said))
        filing = settled(desk.ledger.filing(receipt), desk.campaign)
        letter = letter_staff.correct(filing, [k.finding for k in told], desk.campaign)
        last = max(number for k in told for number in k.told_in)
        note = _posted(desk, receipt, letter, f"correct:{receipt}:{options.rule}:{options.entry}:{last}")
    print(f"{receipt}：更正 {options.rule}{note}")
    return 0


def remind(options: Namespace, environ: Mapping[str, str]) -> int:
    """Remind units of what still stands (T11), each once a day at most; units without open problems are left alone."""
    with desk_of(options, environ, workers=1) as desk:
        if options.all == bool(options.receipts):
            raise MisuseError("请写明提醒哪些受理号，或用 --all 提醒全部尚有待补正问题的单位")
        campaign = desk.campaign.notice.id
        receipts = [receipt_of(desk, r) for r in options.receipts] or desk.ledger.filings(
            Selector(campaign=campaign, status="needs_correction")
        )
        reminded = [receipt for receipt in dict.fromkeys(receipts) if _remind(desk, receipt)]
    left = [r for r in receipts if r not in reminded]
    rest = f"；{'、'.join(left)} 无需提醒（没有待补正的问题、无人可回复，或今天已提醒）" if left else ""
    print(f"已写提醒 {len(reminded)} 封{('：' + '、'.join(reminded)) if reminded else ''}{rest}")
    return 0


def title_of(campaign: Campaign, what: str) -> str:
    """Return the workbook's column to tick for a paper as staff call it; "" where it has none."""
    titles: Sequence[str] = workbook_words(campaign.texts)["papers"]["paper"]
    return next((t for t in titles if _bare(t) == label_key(what)), "") or next((t for t in titles if _alike(t, what)), "")


def forms_of(campaign: Campaign, what: str) -> list[str]:
    """Return the forms that a paper is, by its name: an original of an application is the application of either track."""
    key = label_key(what)
    return [f.id for f in campaign.forms.values() if key in _names_of(f.name, f.short_name) or label_key(f.short_name).split("(")[0] in key]


def lacking_papers(filing: Filing, campaign: Campaign) -> list[str]:
    """Return the papers of the workbook's columns that concern the filing's tracks and are not ticked."""
    ticked = {d.rule for d in filing.decisions if d.verb == "paper"}
    here: set[str] = {campaign.forms[r.record.form].track for r in filing.records if r.current and r.record.form in campaign.forms}
    titles: Sequence[str] = workbook_words(campaign.texts)["papers"]["paper"]
    return [_said(t) for t in titles if t not in ticked and _concerns(t, here, campaign)]


def _concerns(title: str, tracks: set[str], campaign: Campaign) -> bool:
    own: set[str] = {campaign.forms[form].track for form in forms_of(campaign, _said(title))}
    return bool(own & (tracks - {""}))


def _said(title: str) -> str:
    return title.rpartition("：")[2]


def _bare(title: str) -> str:
    return label_key(_said(title))


def _alike(title: str, what: str) -> bool:
    key, parts = label_key(what), _bare(title).split("/")
    return any(key in part or part in key for part in parts)


def _names_of(*names: str) -> set[str]:
    return {label_key(n) for n in names} | {label_key(n).split("(")[0] for n in names}


def _posted(desk: Desk, receipt: str, letter: Letter | None, key: str) -> str:
    if letter is None:
        raise FaultError(f"{receipt} 没有可以回复的邮件，没有写信。", retry=False)
    number = desk.ledger.post(letter, Posting(key, hold=desk.settings.hold), desk.clock(), receipt)
    return f"；信件 {number} 已入发件箱" if number is not None else "；同样的信先前已写过，没有再写"


def _remind(desk: Desk, receipt: str) -> bool:
    filing = settled(desk.ledger.filing(receipt), desk.campaign)
    standing = [k.finding for k in filing.known if k.state is FindingState.OPEN]
    letter = letter_staff.remind(filing, standing, desk.campaign)
    if letter is None:
        return False
    today = desk.clock().astimezone(desk.campaign.zone).date()
    return desk.ledger.post(letter, Posting(f"remind:{receipt}:{today}", hold=desk.settings.hold), desk.clock(), receipt) is not None
