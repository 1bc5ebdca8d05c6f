"""PDFs as a print driver or a scanner makes them, without either: a sheet or a picture in, the octets of a PDF out.

Text is set in STSong-Light with UniGB-UCS2-H (PDF 32000-1 §9.7.5), so that nothing need be embedded and the text can be read back.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from random import Random

from demo.samples.nouns import Sheet
from demo.samples.printed import HEADERS, LABELS, ROSTER_TITLES, TITLES

_LEFT, _RIGHT, _TOP, _SIZE = 50, 545, 790, 10
_FONT = [
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 6 0 R /W [1 95 500] >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
]


def printed(sheet: Sheet) -> bytes:
    """Return a recommendation (附件5, 附件9) as printed to PDF: title, the line above, and its tables with ruling lines."""
    page = _Page()
    for title in TITLES[sheet.form][0].format(year=sheet.year).split("\n"):
        page.text(200, title, 14)
    unit, district = (LABELS[sheet.form][f][0] for f in ("recommending_unit", "district"))
    page.text(_LEFT, f"{unit}：{sheet.values['recommending_unit'].raw}    {district}：{sheet.values['district'].raw}", _SIZE)
    for name, rows in sheet.rosters.items():
        page.text(_LEFT, ROSTER_TITLES[name], _SIZE)
        columns = [c for c in HEADERS[name] if c != "organization_name" or any(c in row for row in rows)]
        page.table([[HEADERS[name][c][0] for c in columns], *([row[c].raw for c in columns] for row in rows)])
    return _file([_stream(b"", page.drawing()), *_FONT], b"/Font << /F1 4 0 R >>")


def scanned(dice: Random, width: int = 420, height: int = 594) -> bytes:
    """Return one page that holds nothing but a grey picture."""
    rows = bytearray(b"\xf2" * width * height)
    for top in range(40, height - 40, 18):
        for x in range(40, width - 40, 7):
            rows[top * width + x : top * width + x + dice.randrange(2, 6)] = b"\x50" * 4
    picture = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 ".encode()
    return _file(
        [_stream(b"", b"595 0 0 842 0 0 cm /Im1 Do"), _stream(picture, bytes(rows[: width * height]))], b"/XObject << /Im1 4 0 R >>"
    )


class _Page:
    """Draws downwards: lines of text and ruled tables."""

    def __init__(self) -> None:
        self.y = _TOP
        self.marks: list[str] = []

    def text(self, x: float, words: str, size: int) -> None:
        self._show(x, self.y, words, size)
        self.y -= size * 2

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        width = (_RIGHT - _LEFT) / len(rows[0])
        fits = int((width - 6) // _SIZE)
        for row in rows:
            broken = [_broken(text, fits) for text in row]
            height = max(len(lines) for lines in broken) * (_SIZE + 3) + 6
            for column, lines in enumerate(broken):
                x = _LEFT + column * width
                self.marks.append(f"{x:.1f} {self.y - height:.1f} {width:.1f} {height:.1f} re S")
                for number, words in enumerate(lines):
                    self._show(x + 3, self.y - (number + 1) * (_SIZE + 3), words, _SIZE)
            self.y -= height
        self.y -= 24

    def drawing(self) -> bytes:
        return "\n".join(self.marks).encode("ascii")

    def _show(self, x: float, y: float, words: str, size: int) -> None:
        self.marks.append(f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td <{words.encode('utf-16-be').hex()}> Tj ET")


def _broken(text: str, fits: int) -> list[str]:
    return [part[i : i + fits] for part in text.replace("\t", " ").split("\n") for i in range(0, max(len(part), 1), fits)]


def _stream(entries: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< " + entries + b"/Filter /FlateDecode /Length " + str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream"


def _file(objects: Sequence[bytes], resources: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << " + resources + b" >> >>"
    first = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (len(objects) + 3)]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate([*first, *objects, page], 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))
