"""Draw docs/demo.svg: run the demo, take some rows of its table and one of its letters: .venv/bin/python docs/draw_demo.py."""

# ruff: noqa: INP001 - a script beside what it writes

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ("QC2019-0001", "QC2019-0003", "QC2019-0005", "咨询", "QC2019-0007", "自动回复", "QC2019-0012", "QC2019-0013")
LETTER = "03-"
LETTER_LINES = 16
MENDED, COMPLETE = "请补充", "已收到（电子材料齐全）"
WIDTH, SIZE, LEADING = 1200, 15, 23
TIME, CAME, RECEIPT, ANSWER = 24, 124, 430, 560
INK, PALE, RED, GREEN, BLUE = "#1f2328", "#6e7781", "#b42318", "#1a7f37", "#0550ae"
FONTS = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"


@dataclass
class Canvas:
    """Shapes from the top down; `y` is where the next line's top is."""

    y: int = 20
    shapes: list[str] = field(default_factory=list)

    def text(self, x: int, words: str, colour: str = INK, *, bold: bool = False, line: int = 0) -> None:
        """Write a line of text."""
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(f'<text x="{x}" y="{self.y + SIZE + line * LEADING}" fill="{colour}"{weight}>{escape(words)}</text>')

    def rule(self) -> None:
        """Draw a line across."""
        self.shapes.append(f'<path d="M{TIME} {self.y + 4}H{WIDTH - TIME}" stroke="#d0d7de"/>')
        self.y += 12

    def svg(self) -> str:
        """Return the picture."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.y}" font-family="{FONTS}" font-size="{SIZE}">'
        ground = f'<rect width="{WIDTH}" height="{self.y}" rx="8" fill="#ffffff" stroke="#d0d7de"/>'
        return "\n".join([head, ground, *self.shapes, "</svg>", ""])


def main() -> None:
    """Run the demo and draw."""
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, str(ROOT / "run_daemon.py"), "demo", "--out", folder)
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own program
        letter = next(Path(folder, "replies").glob(f"{LETTER}*.txt"))
        canvas = Canvas()
        _table(canvas, [row for row in _rows(printed) if any(word in "".join(row) for word in ROWS)])
        _letter(canvas, letter.stem[len(LETTER) :], letter.read_text(encoding="utf-8").splitlines()[:LETTER_LINES])
    (ROOT / "docs/demo.svg").write_text(canvas.svg(), encoding="utf-8")


def _table(canvas: Canvas, rows: list[tuple[str, str, str, str]]) -> None:
    for x, words in ((TIME, "收到"), (CAME, "来信"), (RECEIPT, "受理号"), (ANSWER, "答复")):
        canvas.text(x, words, PALE)
    canvas.y += LEADING
    for at, came, receipt, answer in rows:
        canvas.rule()
        canvas.text(TIME, at, PALE)
        canvas.text(RECEIPT, receipt, BLUE)
        left = [*_wrapped(came, RECEIPT - CAME - 16)]
        right = [line for point in answer.split("\n") for line in _wrapped(point, WIDTH - ANSWER - TIME)]
        for number, line in enumerate(left):
            canvas.text(CAME, line, PALE if number else INK, line=number)
        colour = {MENDED: RED, COMPLETE: GREEN}.get(right[0], PALE)
        for number, line in enumerate(right):
            canvas.text(ANSWER, line, INK if number else colour, bold=not number and colour != PALE, line=number)
        canvas.y += LEADING * max(len(left), len(right))


def _letter(canvas: Canvas, subject: str, lines: list[str]) -> None:
    canvas.y += 16
    top = canvas.y
    canvas.y += 12
    canvas.text(TIME + 20, subject.replace("_", "：", 1), BLUE, bold=True)
    canvas.y += LEADING + 6
    for line in lines:
        for piece in _wrapped(line, WIDTH - 2 * TIME - 40) if line.strip() else ():
            canvas.text(TIME + 20 + (24 if line.startswith("  ") else 0), piece)
            canvas.y += LEADING
    canvas.text(TIME + 20, "……", PALE)
    canvas.y += LEADING + 12
    size = f'width="{WIDTH - 2 * TIME}" height="{canvas.y - top}"'
    canvas.shapes.append(f'<rect x="{TIME}" y="{top}" {size} rx="6" fill="none" stroke="{BLUE}"/>')
    canvas.y += 20


def _rows(printed: str) -> list[tuple[str, str, str, str]]:
    """Take the printed table's rows apart."""
    rows: list[list[list[str]]] = []
    for line in printed.splitlines():
        if line.startswith(("├", "┡")):
            rows.append([[], [], [], []])
        elif line.startswith("│") and rows:
            for cell, text in zip(rows[-1], line.strip("│").split("│"), strict=True):
                cell.append(text.strip())
    return [(r[0][0], r[1][0], r[2][0], _answer(r[3])) for r in rows if r[0]]


def _answer(lines: list[str]) -> str:
    head, *points = [line for line in lines if line]
    return "\n".join([head, *(point.strip() for point in "".join(points).split("·") if point.strip())])


def _wrapped(text: str, width: float) -> Iterator[str]:
    line, length = "", 0.0
    for letter in text.strip():
        length += SIZE * (1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56)
        if length > width and letter not in "，。；、）”":
            yield line
            line, length = "", SIZE
        line += letter
    yield line


if __name__ == "__main__":
    main()
