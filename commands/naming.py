"""What staff typed in, the filing, form, field or finding that it means out; what means nothing is one clear line and exit 2."""

from __future__ import annotations

from collections.abc import Sequence

from commands.misuse import MisuseError
from commands.opening import who
from commands.receipts import known_receipt
from config.campaign import Campaign, FormSpec
from config.labels import label_key
from model import Decision, FindingState, KnownFinding
from pipeline.desk import Desk
from pipeline.settled import Place


def receipt_of(desk: Desk, typed: str) -> str:
    """Return the receipt under which a filing is found today."""
    return known_receipt(desk.ledger, desk.campaign.notice.id, typed)


def word_of(desk: Desk, verb: str, **said: str) -> Decision:
    """Return a decision of whoever is at the terminal, now."""
    nothing = dict.fromkeys(("rule", "entry", "field", "before", "after", "reason"), "")
    return Decision(number=0, verb=verb, who=who(), at=desk.clock(), **(nothing | said))


def findings_of(desk: Desk, receipt: str, rule: str, entry: str, states: Sequence[FindingState]) -> list[KnownFinding]:
    """Return the findings of a rule, and of one circle or team where it is named; at least one."""
    if rule not in desk.campaign.rules:
        raise MisuseError(f"没有名为 {rule} 的规则；用 show {receipt} 可看到这份申报的问题和规则名")
    known = desk.ledger.filing(receipt).known
    fitting = [k for k in known if k.finding.rule == rule and k.state in states and entry in {"", k.finding.entry or ""}]
    if not fitting:
        named = f"（{entry}）" if entry else ""
        raise MisuseError(f"{receipt} 目前没有规则 {rule}{named} 的问题；用 show {receipt} 可查看")
    return fitting


def form_of(campaign: Campaign, text: str) -> FormSpec:
    """Return the form of an id (circle_application), an annex (附件2, 2) or a short name."""
    for form in campaign.forms.values():
        if text in {form.id, form.name, form.short_name, f"附件{form.annex}", str(form.annex)}:
            return form
    raise MisuseError(f"没有名为“{text}”的表；可用：{'、'.join(campaign.forms)}")


def place_named(form: FormSpec, text: str, *, row: int, entry: str) -> Place:
    """Return the place of a field's id or printed label: of the form itself, else a column of one of its lists."""
    fields = [f.id for f in form.fields if _is_called(f.id, f.labels, text)]
    columns = [(r.id, c.id) for r in form.rosters for c in r.columns if _is_called(c.id, c.labels, text)]
    wants_row = bool(row) or (bool(entry) and form.scope == "unit")
    if fields and not (columns and wants_row):
        return Place(form.id, fields[0])
    if columns:
        return Place(form.id, columns[0][1], columns[0][0], row)
    raise MisuseError(f"{form.short_name}没有名为“{text}”的栏目；可用：{'、'.join(_names(form))}")


def _is_called(identifier: str, labels: Sequence[str], text: str) -> bool:
    return text == identifier or label_key(text) in {label_key(label) for label in labels}


def _names(form: FormSpec) -> list[str]:
    return [*(f.id for f in form.fields), *(c.id for r in form.rosters for c in r.columns)]
