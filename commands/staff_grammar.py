"""The command line's verbs of staff's word: an argparse group in, their grammar added."""

from __future__ import annotations

import argparse
from typing import Any, TypeAlias

from model import Level

Verbs: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001 - argparse has no public name for what add_subparsers returns


def staffs_verbs(verbs: Verbs) -> None:
    """Add every verb with which staff overrule, correct, move and write."""
    for add in (_waive, _unwaive, _relevel, _amend, _rename, _state, _paper, _merge, _split, _correct, _remind):
        add(verbs)


def _of_filing(verbs: Verbs, verb: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(verb, help=words, description=words)
    parser.add_argument("receipt", metavar="RECEIPT", help="受理号")
    return parser


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="TEXT", required=True, help="理由")


def _entry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entry", metavar="NAME", default="", help="只对这个小组或班组")


def _waive(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "waive", "工作人员认定某项问题不成立；记录何人何时何故，重新处理后仍有效")
    parser.add_argument("rule", metavar="RULE", help="规则名")
    _entry(parser)
    _reason(parser)


def _unwaive(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "unwaive", "撤销先前的免除")
    parser.add_argument("rule", metavar="RULE", help="规则名")
    _entry(parser)
    _reason(parser)


def _relevel(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "relevel", "改变某项问题的级别，只对这份申报")
    parser.add_argument("rule", metavar="RULE", help="规则名")
    levels = [str(level) for level in Level]
    parser.add_argument("level", metavar="LEVEL", choices=levels, help=f"级别：{'、'.join(levels)}（off 为不再提）")
    _entry(parser)
    _reason(parser)


def _amend(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "amend", "更正某张表的一个栏目；原值保留，重新处理后仍有效")
    parser.add_argument("form", metavar="FORM", help="表的标识或附件号，例如 circle_recommendation、附件5")
    parser.add_argument("field", metavar="FIELD", help="栏目的标识或表上所印名称，例如 member_count、小组人数")
    parser.add_argument("value", metavar="VALUE", help="正确的内容（空内容写作 ''）")
    _entry(parser)
    parser.add_argument("--row", metavar="N", type=_row, default=0, help="列表中的第几行")
    _reason(parser)


def _rename(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "rename", "指定申报的单位名称")
    parser.add_argument("unit", metavar="UNIT", type=_words, help="单位名称")
    parser.add_argument("--reason", metavar="TEXT", default="", help="理由")


def _state(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "state", "设定审查状态：参评、完善后参评、缓评、不评")
    parser.add_argument("state", metavar="STATE", help="参评、完善后参评、缓评、不评")
    _entry(parser)
    parser.add_argument("--note", metavar="TEXT", default="", help="审查问题说明")


def _paper(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "paper", "登记已收到的纸质材料")
    parser.add_argument("--what", metavar="TEXT", nargs="+", required=True, help="哪些纸质材料，例如 申报表原件 证书复印件")
    _entry(parser)
    parser.add_argument("--letter", action="store_true", help="同时致信单位（已收到哪些、尚缺哪些）")
    parser.add_argument("--lacking", metavar="TEXT", nargs="*", help="信中所写尚缺的材料（默认按登记推算；不写内容表示不缺）")


def _merge(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "merge", "把一份申报并入另一份")
    parser.add_argument("into", metavar="INTO", help="并入哪个受理号")
    _reason(parser)


def _split(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "split", "把一份申报中的几封邮件拆成另一份申报")
    parser.add_argument("--mail", metavar="N", type=int, nargs="+", required=True, help="邮件编号（show 中列出）")
    parser.add_argument("--unit", metavar="NAME", default="", help="新申报的单位名称")
    _reason(parser)


def _correct(verbs: Verbs) -> None:
    parser = _of_filing(verbs, "correct", "致信更正系统误判，并免除该项问题")
    parser.add_argument("rule", metavar="RULE", help="规则名")
    _entry(parser)


def _remind(verbs: Verbs) -> None:
    parser = verbs.add_parser("remind", help="致信提醒尚有待补正问题的单位")
    parser.add_argument("receipts", metavar="RECEIPT", nargs="*", help="受理号")
    parser.add_argument("--all", action="store_true", help="全部尚有待补正问题的单位")


def _row(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"行号应为 1、2、3……，而不是“{text}”")
    return int(text)


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("单位名称不能为空")
    return text.strip()
