"""The readers' figures as JSON in, tables for docs/benchmarks.md on the terminal and docs/benchmarks.svg out: python -m benchmarks.plot FILE."""

from __future__ import annotations

import json
import math
import sys
from html import escape
from pathlib import Path
from typing import Any

PICTURE = Path(__file__).resolve().parent.parent / "docs/benchmarks.svg"
LEFT, RIGHT, ROW, GAP = 250, 980, 22, 34
LEAST, MOST = 0.1, 10_000.0  # milliseconds, on a logarithmic axis
BOUND, OURS, PEER = "#8c959f", "#0969da", "#bf8700"


def main() -> None:
    figures: dict[str, list[dict[str, Any]]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PICTURE.write_text(svg(figures), encoding="utf-8")
    for kind, rows in figures.items():
        print(f"\n### .{kind}\n\n| reader | ms a file | × bound | + MB | fields right |\n|---|---:|---:|---:|---:|")
        for row in rows:
            print(table_row(row, rows[0].get("ms")))


def table_row(row: dict[str, Any], bound: float | None) -> str:
    if "ms" not in row:
        return f"| {row['reader']} | {row.get('failed', 'not installed')} | | | |"
    share = f"{row['ms'] / bound:.1f}" if bound else ""
    right = f"{row['right']} of {row['fields']} ({100 * row['right'] / row['fields']:.1f} %)" if "fields" in row else "–"
    return f"| {row['reader']} | {row['ms']:.2f} | {share} | {row['peak']:.1f} | {right} |"


def svg(figures: dict[str, list[dict[str, Any]]]) -> str:
    shapes, y = [], 20
    for kind, rows in figures.items():
        measured = [row for row in rows if "ms" in row]
        shapes.append(f'<text x="12" y="{y + 4}" font-weight="600">.{kind}</text>')
        y += 14
        for row in measured:
            shapes += bar(row, y)
            y += ROW
        y += GAP - 14
    axis = [tick(10.0**n, y) for n in range(-1, 5)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1060 {y + 26}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, f'<rect width="1060" height="{y + 26}" fill="#ffffff"/>', *axis, *shapes, "</svg>", ""])


def bar(row: dict[str, Any], y: int) -> list[str]:
    name, ms = row["reader"], row["ms"]
    colour = BOUND if name.startswith("lower bound") else OURS if name.startswith("ours") else PEER
    right = f", {100 * row['right'] / row['fields']:.1f} % of fields right" if "fields" in row else ""
    end = place(ms)
    return [
        f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>',
        f'<rect x="{LEFT}" y="{y + 3}" width="{end - LEFT:.0f}" height="13" fill="{colour}"/>',
        f'<text x="{min(end + 6, RIGHT - 130):.0f}" y="{y + 13}" fill="#1f2328">{ms:.2f} ms{right}</text>',
    ]


def tick(ms: float, bottom: int) -> str:
    x = place(ms)
    return f'<path d="M{x:.0f} 10V{bottom}" stroke="#eaeef2"/><text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle" fill="#6e7781">{ms:g} ms</text>'


def place(ms: float) -> float:
    share = (math.log10(max(ms, LEAST)) - math.log10(LEAST)) / (math.log10(MOST) - math.log10(LEAST))
    return LEFT + share * (RIGHT - LEFT - 130)


if __name__ == "__main__":
    main()
