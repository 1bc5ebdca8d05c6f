"""Everything stored in, one JSON object out, to the letter of the interface; the same figures as the workbook's.

Times are RFC 3339 with the campaign's offset; null where nothing could be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.campaign import Campaign
from model import Decision, FiledFile, FiledRecord, Filing, KnownFinding, Leftover, Part, Status, Value
from storage.nouns import BOUNCED, LetterState, OutboxLetter, StoredMail

_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class WholeFiling:
    """A filing with its present state: settled records, findings, letters."""

    filing: Filing
    status: Status | None
    late: bool
    findings: tuple[KnownFinding, ...]
    letters: tuple[OutboxLetter, ...]


def exported(
    campaign: Campaign, mails: Iterable[StoredMail], filings: Iterable[WholeFiling], letters: Sequence[OutboxLetter]
) -> dict[str, Any]:
    """Return the whole export. `letters` are those to mails that belong to no filing."""
    loose: dict[int, list[OutboxLetter]] = {}
    for letter in letters:
        if letter.mail is not None:
            loose.setdefault(letter.mail, []).append(letter)
    return {
        "campaign": campaign.notice.id,
        "messages": [_message(m, campaign, loose.get(m.number, [])) for m in mails],
        "filings": [_filing(f, campaign) for f in filings],
    }


def _message(mail: StoredMail, campaign: Campaign, letters: Sequence[OutboxLetter]) -> dict[str, Any]:
    envelope = mail.envelope
    return {
        "number": mail.number,
        "message_id": envelope.message_id if envelope else None,
        "from": envelope.sender.address if envelope else None,
        "from_name": envelope.sender.name if envelope else None,
        "subject": envelope.subject if envelope else None,
        "text": envelope.text[:_TEXT] if envelope else None,
        "received_at": _time(mail.received_at, campaign),
        "folder": mail.folder,
        "sha256": mail.sha256,
        "state": str(mail.state),
        "error": mail.error or None,
        "kind": str(envelope.kind) if envelope else None,
        "kind_reason": envelope.kind_reason if envelope else None,
        "receipt": mail.receipts[0] if mail.receipts else None,
        "receipts": list(mail.receipts),
        "attachments": [_attachment(f) for f in mail.files],
        "parts": [_part(p) for p in envelope.parts] if envelope else [],
        "flags": list(envelope.flags) if envelope else [],
        "links": [_link(link, campaign) for link in envelope.links] if envelope else [],
        "findings": [_finding(k) for k in mail.findings],
        "replies": [_reply(letter, campaign) for letter in letters],
    }


def _part(part: Part) -> dict[str, Any]:
    """Every leaf of the mail with what became of it and why: nothing that came is missing here."""
    return {
        "path": part.path,
        "type": part.media_type,
        "name": part.name or None,
        "name_octets": part.name_octets or None,
        "size": part.size,
        "sha256": part.sha256,
        "decision": part.decision,
        "reason": part.reason or None,
        "flags": list(part.flags),
    }


def _attachment(file: FiledFile) -> dict[str, Any]:
    return {
        "filename": file.name,
        "path": file.path,
        "within": file.within,
        "sha256": file.sha256,
        "size": file.size,
        "format": file.format,
        "forms": list(file.forms),
        "readable": file.trouble is None,
        "trouble": str(file.trouble.kind) if file.trouble else None,
        "flags": list(file.flags),
    }


def _link(link: Any, campaign: Campaign) -> dict[str, Any]:
    return {
        "provider": link.provider,
        "name": link.name,
        "url": link.url,
        "size": link.size,
        "expires_at": _time(link.expires_at, campaign),
    }


def _filing(whole: WholeFiling, campaign: Campaign) -> dict[str, Any]:
    filing = whole.filing
    sha = {f.number: f.sha256 for f in filing.files}
    return {
        "receipt": filing.receipt,
        "unit": filing.unit or None,
        "status": str(whole.status) if whole.status else None,
        "late": whole.late,
        "received_at": _time(filing.received_at, campaign),
        "records": [_record(r, sha) for r in filing.records],
        "findings": [_finding(k) for k in whole.findings],
        "replies": [_reply(letter, campaign) for letter in whole.letters if letter.state is not LetterState.DROPPED],
        "decisions": [_decision(d, campaign) for d in filing.decisions],
    }


def _decision(word: Decision, campaign: Campaign) -> dict[str, Any]:
    return {
        "verb": word.verb,
        "rule": word.rule,
        "entry": word.entry,
        "field": word.field,
        "before": word.before,
        "after": word.after,
        "reason": word.reason,
        "who": word.who,
        "at": _time(word.at, campaign),
    }


def _record(filed: FiledRecord, sha: Mapping[int, str]) -> dict[str, Any]:
    record = filed.record
    return {
        "form": record.form,
        "sha256": sha.get(filed.file),
        "current": filed.current,
        "fields": {name: _value(v) for name, v in record.values.items()},
        "tables": {name: [{column: _value(v) for column, v in row.items()} for row in rows] for name, rows in record.rosters.items()},
        "leftovers": [_leftover(left) for left in record.leftovers],
        "flags": list(record.flags),
        "title": record.title,
        "where": record.where,
    }


def _leftover(left: Leftover) -> dict[str, str]:
    return {"label": left.label, "text": left.text, "where": left.where}


def _value(value: Value) -> dict[str, Any]:
    data = list(value.data) if isinstance(value.data, tuple) else dict(value.data) if isinstance(value.data, Mapping) else value.data
    return {"raw": value.raw, "value": data, "flags": list(value.flags), "where": value.where}


def _finding(known: KnownFinding) -> dict[str, Any]:
    finding = known.finding
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "form": finding.form,
        "entry": finding.entry,
        "field": finding.field,
        "message": finding.message,
        "clause": finding.clause,
        "state": str(known.state),
        "where": finding.where,
    }


def _reply(letter: OutboxLetter, campaign: Campaign) -> dict[str, Any]:
    return {
        "message_id": letter.message_id,
        "in_reply_to": letter.letter.in_reply_to,
        "to": letter.letter.to.address,
        "subject": letter.letter.subject,
        "sent_at": _time(letter.sent_at, campaign),
        "state": str(letter.state),
        "template": letter.letter.template,
        "bounced": letter.last_code == BOUNCED,
    }


def _time(at: datetime | None, campaign: Campaign) -> str | None:
    return at.astimezone(campaign.zone).isoformat(timespec="seconds") if at else None
