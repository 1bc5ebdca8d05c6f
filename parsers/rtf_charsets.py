"""A Windows code page or font character set in, Python's codec out."""

from __future__ import annotations

import codecs
from typing import Final

_CHARSETS: Final = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


def codec_of_page(page: int) -> str:
    """Return the codec of a code page; Chinese where Python has none."""
    if page in (936, 54936, 0):
        return "gb18030"
    if page == 65001:
        return "utf-8"
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "gb18030"


def codec_of_charset(charset: int) -> str:
    """Return the codec of a font's character set; "" where the file's own code page holds (Western and default fonts)."""
    return _CHARSETS.get(charset, "")
