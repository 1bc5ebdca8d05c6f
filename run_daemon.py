"""The only door: reads the command, wires the desk, runs it; one clear line on errors, exit 0 done, 1 failed, 2 used wrongly."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import commands
from commands.staff_grammar import staffs_verbs
from config.campaign import CampaignError
from config.settings import SettingsError
from model import FaultError

USED_WRONGLY, FAILED = 2, 1


class _Parser(argparse.ArgumentParser):
    """argparse whose errors are one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(USED_WRONGLY, f"{self.prog}：{message}（用法见 --help）\n")


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    top = _Parser(prog="run_daemon.py", description="质量协会申报材料收件系统：收信、登记、初次筛查、回复、日报、汇总表。")
    top.add_argument("--config", type=Path, metavar="FILE", help="设置文件（默认 config/settings.toml）；环境变量 INTAKE_… 优先")
    top.add_argument("--verbose", action="store_true", help="在终端显示运行日志")
    verbs = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for add in (_running, _reprocessing, _reporting, _looking, staffs_verbs, _mailing):
        add(verbs)
    return top


def _running(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verbs.add_parser("run", help="常驻运行：定时收信、处理、回复、发日报，直到收到 SIGTERM（不写命令时即为此项）")
    once = verbs.add_parser("once", help="完整处理一遍：收取新邮件、处理、发出到期的回复，然后退出")
    once.add_argument("--no-send", action="store_true", help="回复留在发件箱，不发出")
    once.add_argument("--hold", action="store_true", help="本次产生的回复都等人工放行（outbox release）")
    files = verbs.add_parser("import", help="从 .eml、.msg、mbox 文件或文件夹收入邮件，与邮箱来信同样处理")
    files.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="文件或文件夹")
    files.add_argument("--no-send", action="store_true", help="回复留在发件箱，不发出")
    verbs.add_parser("status", help="几行说明运行是否正常；需要人处理时退出码为 1，供监控使用")
    verbs.add_parser("check-config", help="检查设置并实际连接收信、发信服务器和数据库，逐项说明问题和改法")
    demo = verbs.add_parser("demo", help="用内置邮箱和示例材料演示全过程；不需要设置，不连网络")
    demo.add_argument("--out", type=Path, metavar="DIR", help="回复、日报和汇总表的存放目录（默认 demo-output）")


def _reprocessing(verbs: argparse._SubParsersAction[_Parser]) -> None:
    again = verbs.add_parser("reprocess", help="按今天的规则和表式重新处理已存的邮件，列出变化")
    again.add_argument("--all", action="store_true", help="全部")
    again.add_argument("--receipt", metavar="NO", default="", help="按受理号")
    again.add_argument("--message-id", metavar="ID", default="", help="按邮件的 Message-ID")
    again.add_argument("--unit", metavar="TEXT", default="", help="按单位名称（可只写一部分）")
    again.add_argument("--from", dest="sender", metavar="ADDRESS", default="", help="按发件地址")
    again.add_argument("--since", metavar="DATE", type=_day, help="某日（YYYY-MM-DD）及以后收到的")
    again.add_argument(
        "--status",
        metavar="S",
        default="",
        choices=["", "needs_correction", "complete", "review"],
        help="按状态：needs_correction、complete、review",
    )
    again.add_argument("--reply", action="store_true", help="结论有变化的，给单位发信")
    again.add_argument("--dry-run", action="store_true", help="只列出变化，什么都不改")
    retry = verbs.add_parser("retry", help="让处理失败而搁置的邮件重新处理")
    retry.add_argument("number", type=int, metavar="NUMBER", help="邮件编号（日报中列出）")


def _reporting(verbs: argparse._SubParsersAction[_Parser]) -> None:
    digest = verbs.add_parser("digest", help="生成日报")
    digest.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="哪一天（默认今天）")
    digest.add_argument("--out", type=Path, metavar="DIR", help="写出 digest.html、digest.txt 和汇总表")
    digest.add_argument("--send", action="store_true", help="发给设置中的工作人员")
    export = verbs.add_parser("export", help="导出全部数据的当前状态")
    export.add_argument("--format", choices=["json", "xlsx"], required=True, help="json 或 xlsx（汇总表）")
    export.add_argument("--out", type=Path, metavar="FILE", help="写入文件（默认写到标准输出）")


def _looking(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verbs.add_parser("list", help="列出申报")
    show = verbs.add_parser("show", help="一份申报的全部内容：邮件、文件、表格、问题、回复")
    show.add_argument("receipt", metavar="RECEIPT", help="受理号")
    explain = verbs.add_parser("explain", help="说明一条筛查规则")
    explain.add_argument("rule", metavar="RULE", help="规则名，例如 size-mismatch")


def _mailing(verbs: argparse._SubParsersAction[_Parser]) -> None:
    box = verbs.add_parser("outbox", help="发件箱：列出、查看、放行、作废")
    box.add_argument("action", choices=["list", "show", "release", "drop"], nargs="?", default="list", help="默认 list")
    box.add_argument("number", type=int, nargs="?", metavar="NUMBER", help="信件编号（show、release、drop 需要；release all 用 0）")
    box.add_argument("--reason", metavar="TEXT", default="", help="作废的理由")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应写成 YYYY-MM-DD，例如 2019-05-23，而不是“{text}”") from None


def _is_not_of_a_long_pass(record: logging.LogRecord) -> bool:
    """A poll that comes while the pass before still works is left out by design; a warning a minute would bury what happened."""
    return "maximum number of running instances" not in record.getMessage()


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run one command and return the exit code."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.verbose or options.command in {None, "run"} else logging.CRITICAL,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    if not options.verbose:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # two lines for every poll would bury what happened
        logging.getLogger("apscheduler.scheduler").addFilter(_is_not_of_a_long_pass)
    try:
        return commands.run(options.command or "run", options, environ)
    except (SettingsError, CampaignError) as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    except FaultError as error:
        print(error, file=sys.stderr)
    except commands.MisuseError as error:
        print(error, file=sys.stderr)
        return USED_WRONGLY
    except KeyboardInterrupt:
        print("已中断；没有丢失任何邮件，下次运行会接着处理。", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
