"""A mail's octets in; when it arrived, as far as it says, out: for mail that no server can be asked about (RFC 5321 §4.4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from intake.headers import Header, split_header

_HEAD = 256 * 1024
_EARLIEST = 1990  # what a clock shows whose battery is empty is no arrival
_DELIVERED = re.compile(
    r"delivery-date|x-originalarrivaltime|x-(?:[\w-]+-)?(?:received|delivery|delivered|arrival|internal)-?(?:date|time)"
)
_EXCHANGE = re.compile(r"\.\d{1,7} \(UTC\)")  # 04:00:00.0000 (UTC)
_ENVELOPE_TIME = re.compile(rb">?From [^\n]*?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d [\d:]{5,8} [^\r\n]{4,20})")
_CLOCK = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}:\d{2}(?::\d{2})?) (?:([+-]\d{4}) )?(\d{4})(?: ([+-]\d{4}))?")


def arrival_of(octets: bytes, zone: tzinfo = UTC) -> datetime | None:
    """Return when a mail says that it arrived: its topmost Received, a field of the server's own, its Date, or an mbox's line above it.

    `zone` is that of a time which names none. None where nothing can be read.
    """
    header, _ = split_header(octets, 0, min(len(octets), _HEAD), of_message=True)
    said = (*_received(header), *(v for name, v in header.fields if _DELIVERED.fullmatch(name)), *header.all("date"))
    found = (at for value in said if (at := _instant(value.decode("latin-1").split(" FILETIME=")[0], zone)) is not None)
    return next(found, None) or _envelope_time(octets, zone)


def _received(header: Header) -> list[bytes]:
    return [value.rpartition(b";")[2] for value in header.all("received")[:1]]


def _envelope_time(octets: bytes, zone: tzinfo) -> datetime | None:
    line = _ENVELOPE_TIME.match(octets[:1_000])
    found = _CLOCK.match(line.group(1).decode("latin-1")) if line else None
    if found is None:
        return None
    month, day, clock, before, year, behind = found.groups()
    return _instant(f"{day} {month} {year} {clock} {before or behind or ''}", zone)


def _instant(written: str, zone: tzinfo) -> datetime | None:
    try:
        at = parsedate_to_datetime(" ".join(_EXCHANGE.sub(" +0000", written).split()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    return at if at.year >= _EARLIEST else None
