"""`digest` and `export`."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from commands.misuse import MisuseError
from commands.opening import desk_of, settings_and_campaign, unlocked_desk
from pipeline.delivery import send_due
from pipeline.desk import Desk
from pipeline.reports import digest_letters, digest_of, whole_export, workbook, workbook_name


def digest(options: Namespace, environ: Mapping[str, str]) -> int:
    """Build the digest of a day; write it, mail it, or print its text."""
    if options.send:
        with desk_of(options, environ, workers=1) as desk:
            _write_or_print(desk, options)
            return _send(desk, options)
    settings, campaign = settings_and_campaign(options, environ)
    with unlocked_desk(settings, campaign, workers=1) as desk:
        _write_or_print(desk, options)
    return 0


def export(options: Namespace, environ: Mapping[str, str]) -> int:
    """Export everything stored as JSON or as the workbook."""
    if options.format == "xlsx" and options.out is None and sys.stdout.isatty():
        raise MisuseError("汇总表不能显示在终端上，请用 --out 指明写到哪个文件")
    settings, campaign = settings_and_campaign(options, environ)
    with unlocked_desk(settings, campaign, workers=1) as desk:
        octets = workbook(desk) if options.format == "xlsx" else _json(desk)
    if options.out is None:
        sys.stdout.buffer.write(octets)
        sys.stdout.buffer.flush()
    else:
        _write(options.out, octets)
    return 0


def _json(desk: Desk) -> bytes:
    return json.dumps(whole_export(desk), ensure_ascii=False, indent=1).encode() + b"\n"


def _day(desk: Desk, options: Namespace) -> date:
    return options.date or desk.clock().astimezone(desk.campaign.zone).date()


def _write_or_print(desk: Desk, options: Namespace) -> None:
    on = _day(desk, options)
    made = digest_of(desk, on)
    if options.out is None:
        print(made.subject, made.text, sep="\n\n")
        return
    _write(options.out / "digest.html", made.html.encode())
    _write(options.out / "digest.txt", f"{made.subject}\n\n{made.text}".encode())
    _write(options.out / workbook_name(desk, on), workbook(desk))
    print(f"已写入 {options.out}")


def _send(desk: Desk, options: Namespace) -> int:
    if not desk.settings.digest.to:
        raise MisuseError("设置项 digest.to 里没有收件人，日报无处可发")
    on = _day(desk, options)
    fresh = sum(desk.ledger.claim_digest(on, letter.to.address, desk.clock(), letter) for letter in digest_letters(desk, on))
    done = send_due(desk)
    print(f"日报：新写 {fresh} 封，发出 {done.sent} 封，待发 {done.waiting} 封")
    if done.complaint:
        print(done.complaint, file=sys.stderr)
    return 1 if done.failed else 0


def _write(path: Path, octets: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(octets)
