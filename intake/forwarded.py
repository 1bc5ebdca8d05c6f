"""A forwarded letter's octets (.eml) in, its attachments out; how a letter is read is envelope.py's matter."""

from __future__ import annotations

from collections.abc import Iterator

from intake import archive_names
from intake.budget import Meter
from intake.unpacked import Member


def files_of_eml(octets: bytes, name: str, meter: Meter) -> Iterator[Member]:
    """Yield the attachments of a forwarded letter in their order."""
    from intake.envelope import files_of_message  # noqa: PLC0415 - it unpacks nothing itself, but its import is dear

    del name
    for file in files_of_message(octets):
        meter.begin()
        meter.took(len(file.octets))
        yield Member(archive_names.cleaned(file.name.replace("/", "_")), file.octets, file.trouble, file.flags)
