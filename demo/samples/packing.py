"""Archives as offices pack them: named files in, zip or 7z octets out, with names in GBK and passwords where wanted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import py7zr

_PACKED = (2019, 5, 20, 9, 0, 0)


def zipped(files: Iterable[tuple[str, bytes]], *, charset: str = "gbk") -> bytes:
    """Return a zip; with "gbk" its names are raw GBK without the UTF-8 flag, as 好压 and Windows write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in files:
            entry = _GbkInfo(name, _PACKED) if charset == "gbk" else zipfile.ZipInfo(name, _PACKED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, octets)
    return out.getvalue()


def seven_zipped(files: Iterable[tuple[str, bytes]], password: str | None = None) -> bytes:
    """Return a 7z, its names hidden too where there is a password."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=bool(password)) as archive:
        for name, octets in files:
            archive.writestr(octets, name)
    return out.getvalue()


class _GbkInfo(zipfile.ZipInfo):
    """A member whose name goes into the archive as GBK; zipfile itself would choose UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800
