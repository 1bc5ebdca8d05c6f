"""Drawn forms → files: one each, several in one, the whole notice, a workbook, a report with its application behind."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.examiner import excel, word, words
from tests.examiner.nouns import Block, Drawn, P, Paper, T

SHORT = {
    "circle_application": ["附件2-{}申报表", "{}申报表", "附件2：2019年重庆市优秀质量管理小组申报表（{}）", "QC小组申报表"],
    "team_application": ["附件6-{}申报表", "班组申报表（{}）", "附件6：质量信得过班组申报表"],
    "circle_summary": ["附件3工作总结", "2019年QC小组活动总结"], "team_summary": ["附件7活动总结", "班组活动总结"],
    "circle_statistics": ["附件4统计表", "QC小组活动统计表"], "team_statistics": ["附件8统计表", "信得过班组统计表"],
    "circle_recommendation": ["附件5推荐表（{}）", "5.质量管理小组推荐表（汇总）", "推荐表"], "team_recommendation": ["附件9推荐表", "质量信得过班组推荐表"],
    "achievement_report": ["{}成果报告", "{}-成果报告（定稿）", "成果报告 {}"], "team_material": ["{}创建材料", "班组创建材料-{}"], "self_assessment": ["{}自我评分表", "班组自我评分表"],
    "review_opinion": ["审查意见"], "notice": ["渝质协〔2019〕5号及附件"],
}  # fmt: skip


def png() -> bytes:
    """The smallest honest picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * 8 * 8))
        + chunk(b"IEND", b"")
    )


class Packer:
    """Makes files of drawn forms in a clerk's ways."""

    def __init__(self, dice: Random) -> None:
        self.dice, self.papers, self.used = dice, [], set()  # type: ignore[var-annotated]
        self.papers: list[Paper] = []
        self.used: set[str] = set()

    def name(self, stem: str, ending: str) -> str:
        for bad in "“”/:?\\":
            stem = stem.replace(bad, "")
        full, n = f"{stem}.{ending}", 2
        while full in self.used:
            full, n = f"{stem}{n}.{ending}", n + 1
        self.used.add(full)
        return full

    def word(self, stem: str, drawn: Sequence[Drawn], before: Sequence[Block] = ()) -> None:
        """One Word file of one or several forms."""
        blocks: list[Block] = list(before)
        drawn = remembered(drawn)
        for i, one in enumerate(drawn):
            if i or before:
                blocks.append(P("", self.dice.choice(["page", "page", "empty"])))
            blocks += one.blocks
        octets, habits = (word.drawn if self.dice.random() < 0.35 else word.raw)(self.dice, blocks)
        self.papers.append(Paper(self.name(stem, "docx"), octets, tuple(d.truth for d in drawn), habits))

    def excel(self, stem: str, drawn: Sequence[Drawn]) -> None:
        """One workbook: a sheet a form, or all on one."""
        dice, book = self.dice, excel.Book(self.dice)
        drawn = remembered(drawn)
        if len(drawn) > 1 and dice.random() < 0.4:
            book.sheet(dice.choice(["Sheet1", "汇总", "申报材料"]), [d.blocks for d in drawn])
        else:
            for i, one in enumerate(drawn):
                book.sheet(
                    dice.choice([f"附件{words.ANNEX.get(one.truth.form, i)}", f"Sheet{i + 1}", f"表{i + 1}"])
                    + ("" if i == 0 else f"({i})"),
                    [one.blocks],
                )
        if dice.random() < 0.2:
            book.sheet("Sheet9", [])
        if dice.random() < 0.15:
            excel.decoy(book)
        self.papers.append(
            Paper(
                self.name(stem, "xlsx"), book.octets(), tuple(d.truth for d in drawn), f"xlsx typed={book.typed} formulas={book.formulas}"
            )
        )

    def stem(self, form: str, entry: str = "") -> str:
        return self.dice.choice(SHORT[form]).format(entry or "")

    def picture(self, stem: str) -> None:
        self.papers.append(Paper(self.name(stem, "png"), png(), ()))


def remembered(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Of several forms in a file each has its title; alone in it, a form may have lost it."""
    keep = len(drawn) > 1
    return [
        Drawn(
            tuple(
                P(b.text, "title") if isinstance(b, P) and b.role == "forgotten" else b
                for b in d.blocks
                if keep or isinstance(b, T) or b.role != "forgotten"
            ),
            d.truth,
        )
        for d in drawn
    ]


def notice() -> list[Block]:
    """The notice's running text, which some send back with its forms filled in."""
    text = (Path(__file__).parent / "notice.txt").read_text(encoding="utf-8")
    return [P(line.strip(), "text") for line in text.split("\n") if line.strip()]


__all__ = ["Packer", "T", "notice", "png"]
