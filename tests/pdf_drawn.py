"""PDFs drawn by hand, operator by operator (ISO 32000-1), as programs draw them that are not here to print."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

HEIGHT = 842
LETTER = 6.0  # points: every letter of Courier at ten points


def pdf(*pages: str, notes: tuple[str, ...] = ()) -> bytes:
    """Return a PDF of these pages' operators, with Courier as /F; the notes lie on the first page, those with a /FT are fields."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    places = [f"{4 + 2 * len(pages) + n} 0 R" for n in range(len(notes))]
    fields = " ".join(place for place, note in zip(places, notes, strict=True) if "/FT" in note)
    things = [
        f"<</Type/Catalog/Pages 2 0 R{f'/AcroForm<</Fields[{fields}]>>' if fields else ''}>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    for n, page in enumerate(pages):
        box = f"/MediaBox[0 0 595 {HEIGHT}]/Resources<</Font<</F 3 0 R>>>>/Annots[{'' if n else ' '.join(places)}]"
        things += [f"<</Type/Page/Parent 2 0 R{box}/Contents {5 + 2 * n} 0 R>>", f"<</Length {len(page)}>>stream\n{page}\nendstream"]
    things += [f"<</Type/Annot{note}>>" for note in notes]
    out = "%PDF-1.4\n"
    starts = []
    for number, thing in enumerate(things, 1):
        starts.append(len(out))
        out += f"{number} 0 obj{thing}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(things) + 1
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>startxref\n{len(out)}\n%%EOF\n".encode()


def text(x: float, y: float, said: str) -> str:
    """Return one command that writes a text."""
    return f"BT /F 10 Tf {x} {y} Td ({said}) Tj ET\n"


def letters(x: float, y: float, said: str, apart: float = 0.0) -> str:
    """Return a command for each letter of a text, as browsers write it."""
    return "".join(text(x + n * (LETTER + apart), y, letter) for n, letter in enumerate(said))


def lines(columns: tuple[float, ...], rows: tuple[float, ...]) -> Iterator[tuple[float, float, float, float]]:
    """Yield the sides of every cell, as x, y, width and height."""
    for left, right in itertools.pairwise(columns):
        for y in rows:
            yield left, y, right - left, 0.0
    for low, high in zip(rows[1:], rows, strict=False):
        for x in columns:
            yield x, low, 0.0, high - low


def ruled(columns: tuple[float, ...], rows: tuple[float, ...]) -> str:
    """Return thin filled boxes for the sides of every cell."""
    return "".join(f"{x} {y} {max(width, 0.5)} {max(height, 0.5)} re f\n" for x, y, width, height in lines(columns, rows))


def dotted(columns: tuple[float, ...], rows: tuple[float, ...]) -> str:
    """Return the same as rows of dots, each a filled box of its own."""
    return "".join(
        f"{x + (n * 1.5 if width else 0)} {y + (0 if width else n * 1.5)} 0.75 0.75 re f\n"
        for x, y, width, height in lines(columns, rows)
        for n in range(int((width or height) / 1.5) + 1)
    )


def framed(columns: tuple[float, ...], rows: tuple[float, ...], *, inner_first: bool) -> str:
    """Return a frame for every cell: what is filled between two boxes, of which either may come first."""
    out = ""
    for left, right in itertools.pairwise(columns):
        for low, high in zip(rows[1:], rows, strict=False):
            boxes = [(left, low, right - left, high - low), (left + 0.5, low + 0.5, right - left - 1, high - low - 1)]
            out += "".join(f"{x} {y} {w} {h} re " for x, y, w, h in (reversed(boxes) if inner_first else boxes)) + "f*\n"
    return out
