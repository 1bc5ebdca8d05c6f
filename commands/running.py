"""`run` and `once`: the pass, by itself or on schedule until SIGTERM."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from commands.opening import Stop, desk_of
from pipeline.desk import Desk, log
from pipeline.one_pass import Pass, one_pass
from pipeline.reports import digest_letters

_MISFIRE_SECONDS = 12 * 3600  # a digest missed while the machine slept is sent late within the day


def once(options: Namespace, environ: Mapping[str, str]) -> int:
    """One full pass; exit 1 where the mailbox could not be read, a mail not be dealt with, or no letter be handed over."""
    stop = _stop_on_signals()
    with desk_of(options, environ, stop) as desk:
        done = one_pass(desk, send=not options.no_send)
    print(_told(done))
    for complaint in filter(None, (done.complaint, done.sending.complaint)):
        print(complaint, file=sys.stderr)
    return 1 if done.complaint or done.failed or done.sending.failed else 0


def daemon(options: Namespace, environ: Mapping[str, str]) -> int:
    """Poll, process, answer and send digests until SIGTERM; what is in hand is finished or left where the next start finds it."""
    stop = _stop_on_signals()
    with desk_of(options, environ, stop) as desk:
        turn = threading.Lock()  # one at a time works the ledger and the mailbox
        scheduler = BackgroundScheduler(timezone=desk.campaign.zone)
        once_at_a_time = {"coalesce": True, "max_instances": 1}
        scheduler.add_job(
            lambda: _pass(desk, turn, stop),
            IntervalTrigger(seconds=max(1, int(desk.settings.poll_seconds)), jitter=min(5, int(desk.settings.poll_seconds / 10)) or None),
            next_run_time=datetime.now(desk.campaign.zone),
            misfire_grace_time=None,
            **once_at_a_time,
        )
        if desk.settings.digest.to:
            at = desk.settings.digest.at
            trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=desk.campaign.zone)
            scheduler.add_job(lambda: _digest(desk, turn), trigger, misfire_grace_time=_MISFIRE_SECONDS, **once_at_a_time)
        scheduler.start()
        log.info("started: %s, every %g s; walls: %s", desk.settings.imap.host, desk.settings.poll_seconds, ", ".join(desk.room.protection))
        stop.event.wait()
        scheduler.shutdown(wait=True)
        log.info("stopped")
    return 0


def send_digest(desk: Desk) -> int:
    """Put today's digest into the outbox, once a day and recipient; return how many letters were new."""
    today = desk.clock().astimezone(desk.campaign.zone).date()
    return sum(desk.ledger.claim_digest(today, letter.to.address, desk.clock(), letter) for letter in digest_letters(desk, today))


def _pass(desk: Desk, turn: threading.Lock, stop: Stop) -> None:
    if stop.event.is_set():
        return
    with turn:
        try:
            done = one_pass(desk)
        except Exception:  # noqa: BLE001 - the daemon outlives whatever went wrong; the next pass takes it up
            log.exception("pass failed")
            return
    if done.fetched or done.sent or done.judged or done.complaint:
        log.info("%s", _told(done))


def _digest(desk: Desk, turn: threading.Lock) -> None:
    with turn:
        try:
            send_digest(desk)
        except Exception:  # noqa: BLE001 - said in the log; the next start sends it late
            log.exception("digest failed")


def _stop_on_signals() -> Stop:
    stop = Stop(threading.Event())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.event.set())
    return stop


def _told(done: Pass) -> str:
    parts = [f"新收 {done.fetched} 封", f"处理 {done.read} 封", f"发出回复 {done.sent} 封"]
    parts += [f"失败 {done.failed} 封"] * bool(done.failed) + [f"待发 {done.waiting} 封"] * bool(done.waiting)
    return "，".join(parts)
