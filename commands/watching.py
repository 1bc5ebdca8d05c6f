"""`status`: whether the machine is well, in a few lines and an exit code for a monitor."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import timedelta

from commands.opening import ledger_of, settings_and_campaign
from pipeline.delivery import FETCHED
from pipeline.desk import now

_STALE = timedelta(minutes=30)


def status(options: Namespace, environ: Mapping[str, str]) -> int:
    """Say when mail was last fetched and what waits; exit 1 where a person should look."""
    settings, campaign = settings_and_campaign(options, environ)
    with ledger_of(settings) as ledger:
        pulses, balance, aside = ledger.pulses(), ledger.balance(), ledger.set_aside()
    fetched = pulses.get(FETCHED)
    is_stale = fetched is None or now() - fetched.at > max(_STALE, timedelta(seconds=10 * settings.poll_seconds))
    at = f"{fetched.at.astimezone(campaign.zone):%Y-%m-%d %H:%M}" if fetched else "从未"
    print(f"最近一次成功收信：{at}{'（太久了）' if is_stale else ''}")
    complaints = [p for name, p in pulses.items() if p.detail and name in {"收信", "发信"}]
    for pulse in complaints:
        print(f"{pulse.name}：{pulse.detail}")
    print(f"邮件 {balance.mails} 封，未取回 {balance.refused} 封，搁置 {len(aside)} 封")
    print("信件：" + ("，".join(f"{name} {count}" for name, count in sorted(balance.letters.items())) or "无"))
    return 1 if is_stale or complaints or aside else 0
