"""A code in a symbol font in, the character that people see out (ticks, boxes, figures in circles, Greek)."""

from __future__ import annotations

# Left as a code of the private use area where unknown: a later rule tells a lost character by that.
_BOXES = {0x6F: "□", 0x71: "□", 0x72: "□", 0x70: "□", 0xA8: "□", 0xFE: "☑", 0xFD: "☒", 0xFC: "√", 0xFB: "×", 0x6E: "■"}
_CIRCLED = {0x80 + n: "⓪①②③④⑤⑥⑦⑧⑨⑩"[n] for n in range(11)} | {0x8B + n: "⓿❶❷❸❹❺❻❼❽❾❿"[n] for n in range(11)}
_SIGNS = {0x6C: "●", 0xA1: "○", 0x75: "◆", 0xA7: "▪", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0x28: "☎", 0x2A: "✉", 0xA2: "○"}
# R and £ are Wingdings 2's ticked and empty box; Word and WPS write them under the plain name too (domain.md §2.2)
_WINGDINGS = _BOXES | _CIRCLED | _SIGNS | {0x52: "☑", 0xA3: "□"}
_WINGDINGS_2 = {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA2: "■", 0xA3: "□", 0x2A: "□", 0x98: "●", 0x99: "○"}
_WINGDINGS_2 |= {0x69 + n: "⓪①②③④⑤⑥⑦⑧⑨⑩"[n] for n in range(11)}
_WEBDINGS = {0x61: "√", 0x63: "□", 0x67: "■", 0x72: "×", 0x6E: "●"}
_MARLETT = {0x61: "√", 0x62: "√", 0x72: "×"}
_GREEK = dict(zip(b"abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_GREEK_CAPITALS = dict(zip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_MATHS = {0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈"}
_MATHS |= {0xD6: "√", 0xD7: "·", 0xE5: "∑", 0xA2: "′", 0xB2: "″", 0x2D: "−", 0xBA: "≡", 0xC5: "⊕", 0xCE: "∈", 0xA4: "⁄"}
_SYMBOL = {code: chr(code) for code in range(0x20, 0x40)} | _GREEK | _GREEK_CAPITALS | _MATHS
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": _WEBDINGS,
    "marlett": _MARLETT,
    "symbol": _SYMBOL,
}


def is_symbol_font(font: str) -> bool:
    """Tell whether a font's codes are pictures rather than letters."""
    return font.strip().lower() in _FONTS


def glyph(font: str, code: int) -> str:
    """Return what a code shows in a symbol font; in any other font the character itself (a code of F000… by its low octet)."""
    table = _FONTS.get(font.strip().lower())
    if table is None and 0xF020 <= code <= 0xF0FF:
        table = _WINGDINGS
    if table is None:
        return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else ""
    if code >= 0x100 and not 0xF000 <= code <= 0xF0FF:
        return chr(code)
    return table.get(code & 0xFF) or (" " if code & 0xFF in (0x20, 0xA0) else chr(0xF000 | code & 0xFF))


def in_font(font: str, text: str) -> str:
    """Return a run of text as its symbol font shows it."""
    return "".join(glyph(font, ord(c)) for c in text)
