"""The compressed RTF of an Outlook message in, the page or the text that it holds out. Source: [MS-OXRTFCP], [MS-OXRTFEX] 2.1."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from intake.charsets import decode

MOST_OCTETS = 16 * 1024 * 1024

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\\r?\n|\\([^a-z'\r\n])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_UNSEEN = frozenset({b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"generator", b"object", b"listtable"})
_SIGNS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•"}
_SIGNS |= {b"endash": "–", b"emdash": "—"}
_FONT = re.compile(rb"\{\\f(\d{1,5})[^{}]{0,200}?\\fcharset(\d{1,3})")
_FONT_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 204: "cp1251"}
_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")


def decompressed(octets: bytes) -> bytes:
    """Return the RTF of PidTagRtfCompressed, b"" where it is none; what is damaged ends early."""
    if len(octets) < 16:
        return b""
    _, size, magic = struct.unpack_from("<II4s", octets)
    if magic == _PLAIN:
        return octets[16:]
    return _inflated(octets[16:], min(size, MOST_OCTETS)) if magic == _COMPRESSED else b""


def page_or_text(rtf: bytes) -> tuple[str, bool]:
    """Return what an RTF holds and whether that is a page: HTML that Outlook wrapped in it, else its text."""
    is_page = b"\\fromhtml" in rtf[:2_000]
    halves = "".join(_Reader(rtf, is_page=is_page).pieces())
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), is_page


def _inflated(octets: bytes, size: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write = len(_DICTIONARY)
    out = bytearray()
    at = 0
    while at < len(octets) and len(out) < size:
        control, at = octets[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                piece, at = octets[at : at + 1], at + 1
            else:
                reference, at = int.from_bytes(octets[at : at + 2], "big"), at + 2
                begin, length = reference >> 4, (reference & 15) + 2
                if begin == write % _WINDOW or at > len(octets):
                    return bytes(out)
                piece = b""
                for step in range(length):  # a reference may run into what it writes
                    octet = window[(begin + step) % _WINDOW]
                    window[(write + step) % _WINDOW] = octet
                    piece += bytes((octet,))
            for octet in piece:
                window[write % _WINDOW] = octet
                write += 1
            out += piece
    return bytes(out)


class _Reader:
    """One walk over the tokens; what holds in a group is on a stack and comes back at its end."""

    def __init__(self, rtf: bytes, *, is_page: bool) -> None:
        self._rtf, self._is_page = rtf[:MOST_OCTETS], is_page
        found = _PAGE.search(rtf[:2_000])
        self._page = f"cp{found.group(1).decode()}" if found else "gb18030"
        self._fonts = {int(n): _FONT_CHARSETS[int(c)] for n, c in _FONT.findall(rtf[: 256 * 1024]) if int(c) in _FONT_CHARSETS}
        self._stack: list[tuple[bool, bool, str, int]] = []
        self._unseen = self._is_for_rtf = self._is_starred = False
        self._codec, self._fallback = self._page, 1
        self._letters = bytearray()
        self._skip = 0

    def pieces(self) -> Iterator[str]:
        for token in _TOKEN.finditer(self._rtf):
            word, number, code, symbol, brace, run = token.groups()
            if code or run:
                self._take(bytes((int(code, 16),)) if code else run)
            elif symbol:
                self._take(self._symbol(symbol))
            elif word or brace:
                yield self._flush()
                yield self._word(word, int(number) if number else None) if word else self._brace(brace)
        yield self._flush()

    def _take(self, octets: bytes) -> None:
        passed = min(self._skip, len(octets))
        self._skip -= passed
        if not self._unseen and not self._is_for_rtf:
            self._letters += octets[passed:]

    def _flush(self) -> str:
        text = decode(bytes(self._letters), self._codec)[0] if self._letters else ""
        self._letters.clear()
        return text

    def _symbol(self, symbol: bytes) -> bytes:
        self._is_starred = self._is_starred or symbol == b"*"
        blank = b"&nbsp;" if self._is_page else b" "
        return {b"~": blank, b"_": b"-", b"*": b"", b"-": b"", b"|": b"", b":": b""}.get(symbol, symbol)

    def _brace(self, brace: bytes) -> str:
        self._is_starred, self._skip = False, 0
        if brace == b"{":
            self._stack.append((self._unseen, self._is_for_rtf, self._codec, self._fallback))
        elif self._stack:
            self._unseen, self._is_for_rtf, self._codec, self._fallback = self._stack.pop()
        return ""

    def _word(self, word: bytes, number: int | None) -> str:
        if word == b"htmlrtf":
            self._is_for_rtf = self._is_page and number != 0
        elif word == b"f" and number is not None:
            self._codec = self._fonts.get(number, self._page)
        elif word == b"uc":
            self._fallback = max(0, number or 0)
        elif word in _UNSEEN or (self._is_starred and not (word == b"htmltag" and self._is_page)):
            self._unseen = True
        elif not self._unseen and not self._is_for_rtf:
            return self._said(word, number)
        return ""

    def _said(self, word: bytes, number: int | None) -> str:
        if word == b"u" and number is not None:
            self._skip = self._fallback
            return chr(number % 0x10000)
        return _SIGNS.get(word, "")
