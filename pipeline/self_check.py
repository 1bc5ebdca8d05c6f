"""A mail that asks for a check before it files (自检) in, a filing of its own out: in memory alone, judged like any other. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from config.campaign import Campaign
from intake import belonging
from model import Envelope, FiledFile, FiledMail, FiledRecord, Filing, FormRecord, Reading
from pipeline.settled import settled


def asks_for_check(envelope: Envelope, campaign: Campaign) -> bool:
    """Tell whether a mail's subject holds one of the year's words for a check, and it brings anything to check."""
    said = _folded(envelope.subject)
    return bool(envelope.attachments or envelope.links) and any(_folded(word) in said for word in campaign.notice.words.self_check)


def unfiled(mail: FiledMail, files: Sequence[FiledFile], readings: Mapping[int, Reading], campaign: Campaign) -> Filing:
    """Return the settled filing that a mail would be; it has no receipt. `readings` by the files' numbers."""
    found = [(file, record) for file in files if file.number in readings for record in readings[file.number].records]
    records = tuple(_filed(number, mail, file, record) for number, (file, record) in enumerate(found, 1))
    by_file = [[record for file, record in found if file.number == number] for number in readings]
    unit = next((u for own in by_file if (u := belonging.unit_of(own))), "")
    return settled(Filing("", unit, mail.received_at, (mail,), tuple(files), records), campaign)


def _filed(number: int, mail: FiledMail, file: FiledFile, record: FormRecord) -> FiledRecord:
    return FiledRecord(number, mail.number, file.number, record, "", current=True, received_at=mail.received_at, file_format=file.format)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
