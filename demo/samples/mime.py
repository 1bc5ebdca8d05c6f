"""The small pieces of a MIME message: text and octets in, encoded words and encoded parts out, as clients cut them."""

from __future__ import annotations

import base64
import hashlib

_WORD_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}


class Words:
    """Encoded words of RFC 2047 in one charset, as clients cut them; ASCII stays as it is."""

    def __init__(self, charset: str) -> None:
        self.charset = charset

    def one(self, text: str) -> str:
        """Return one word, however long."""
        return text if text.isascii() else self._word(text, slice(None))

    def folded(self, text: str) -> str:
        """Return words of whole characters, a line each."""
        return text if text.isascii() else "\r\n ".join(self._word(text[i : i + 12], slice(None)) for i in range(0, len(text), 12))

    def cut(self, text: str) -> str:
        """Return words cut wherever 33 octets are full, inside characters too."""
        starts = range(0, len(text.encode(_charset_for(text, self.charset)[1])), 33)
        return text if text.isascii() else "\r\n ".join(self._word(text, slice(i, i + 33)) for i in starts)

    def _word(self, text: str, part: slice) -> str:
        label, codec = _charset_for(text, self.charset)
        return f"=?{label}?B?{base64.b64encode(text.encode(codec)[part]).decode()}?="


def _charset_for(text: str, wanted: str) -> tuple[str, str]:
    """Return label and codec: clients write GBK under the label gb2312, and turn to UTF-8 where a character is not in it."""
    codec = {"gb2312": "gbk"}.get(wanted.lower(), wanted)
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return "utf-8", "utf-8"
    return wanted, codec


def text_part(boundary: str, kind: str, text: str, wanted: str) -> str:
    """Return a part of text, in the charset that the client would choose."""
    label, codec = _charset_for(text, wanted)
    return part(
        f"--{boundary}", [f'Content-Type: text/{kind};\r\n\tcharset="{label}"', "Content-Transfer-Encoding: base64"], text.encode(codec)
    )


def part(opening: str, headers: list[str], octets: bytes) -> str:
    """Return a part of base64 after its boundary line and headers."""
    encoded = base64.b64encode(octets).decode()
    return "\r\n".join([opening, *headers, "", *(encoded[i : i + 76] for i in range(0, len(encoded), 76)), ""])


def boundaries(identity: str, shape: str) -> tuple[str, str]:
    """Return an outer and an inner boundary of the client's shape, the same each time."""
    token = hashlib.sha256(identity.encode()).hexdigest()
    return shape.format(token[:8].upper()), shape.format(token[8:16].upper())


def type_of(name: str) -> str:
    """Return the media type that a client gives a file by its ending."""
    return _WORD_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
