"""Where a mail's files go: placements in, filings opened or found and their places kept. Staff's placing outlives every reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from model import FaultError
from storage.nouns import Placement, ReadMail
from storage.tables import File, FilePlace, FilingRow, Mail, MailPlace


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that was read just now: its row, the rows of its files in their order, and where they belong."""

    mail: Mail
    files: Sequence[File]
    read: ReadMail
    now: datetime


def place(session: Session, arrival: Arrival, *, is_changed: bool) -> list[str]:
    """Put a mail and its files where the placements say; return the receipts of its filings, in their order."""
    before = list(session.scalars(select(MailPlace).where(MailPlace.mail_id == arrival.mail.id)))
    if any(p.is_staffs for p in before):
        filings = [final(session, p.filing_id) for p in before if p.withdrawn_at is None]
        _add_strays(session, filings, arrival.files)
        touched: set[FilingRow] = set()
    else:
        filings, touched = _place_anew(session, arrival, before)
    for filing in dict.fromkeys([*filings, *touched]):
        if is_changed or filing in touched:
            filing.revision += 1
    for filing in filings:
        push_due(filing, arrival.read.due_at)
    return list(dict.fromkeys(filing.receipt for filing in filings))


def filing_of(session: Session, receipt: str) -> FilingRow:
    """Return the filing of a receipt; a merged one is found as the filing that took it in.

    Raises FaultError(retry=False) if there is none.
    """
    filing = session.scalar(select(FilingRow).where(FilingRow.receipt == receipt))
    if filing is None:
        raise FaultError(f"没有受理号为 {receipt} 的申报。", retry=False)
    return final(session, filing.id)


def final(session: Session, filing_id: int) -> FilingRow:
    """Return the filing that a filing is part of today: itself, unless it was merged."""
    filing = session.get_one(FilingRow, filing_id)
    while filing.merged_into is not None:
        filing = session.get_one(FilingRow, filing.merged_into)
    return filing


def family(session: Session, filing_id: int) -> list[int]:
    """Return a filing and all that were merged into it, it first."""
    members = [filing_id]
    for member in members:  # grows while it is walked: a merged filing may hold merged ones
        members.extend(session.scalars(select(FilingRow.id).where(FilingRow.merged_into == member).order_by(FilingRow.id)))
    return members


def push_due(filing: FilingRow, due_at: datetime | None) -> None:
    """Let an answer wait for the latest mail; None leaves it as it is."""
    if due_at is not None:
        filing.due_at = due_at if filing.due_at is None else max(filing.due_at, due_at)


def open_filing(session: Session, placement: Placement, founder: Mail | None, now: datetime) -> FilingRow:
    """Open a filing with the campaign's next serial number; two that are opened at once cannot get the same."""
    serial = (session.scalar(select(func.max(FilingRow.serial)).where(FilingRow.campaign == placement.campaign)) or 0) + 1
    sisters = select(func.count()).where(FilingRow.founder_id == (founder.id if founder else None))
    filing = FilingRow(
        campaign=placement.campaign,
        serial=serial,
        receipt=f"{placement.receipt_prefix}{serial:04d}",
        unit=placement.unit,
        unit_is_staffs=False,
        founder_id=founder.id if founder else None,
        founded_as=session.scalar(sisters) or 0,
        created_at=now,
        status="",
        late=False,
        revision=0,
        judged_revision=0,
    )
    session.add(filing)
    session.flush()
    return filing


def _place_anew(session: Session, arrival: Arrival, before: Sequence[MailPlace]) -> tuple[list[FilingRow], set[FilingRow]]:
    placements = arrival.read.placements
    wanted: dict[FilingRow, list[Placement]] = {}
    for placement, filing in zip(placements, _filings_of(session, arrival.mail, placements, arrival.now), strict=True):
        wanted.setdefault(filing, []).append(placement)
    touched = _withdraw(session, before, {filing.id for filing in wanted}, arrival.now)
    for filing, parts in wanted.items():
        if put_mail(session, filing, arrival.mail, dict.fromkeys(e for part in parts for e in part.entries)):
            touched.add(filing)
    homes = {(filing.id, arrival.files[i].id) for filing, parts in wanted.items() for part in parts for i in part.files}
    touched |= _put_files(session, arrival.mail, homes, arrival.now)
    return list(wanted), touched


def _withdraw(session: Session, places: Sequence[MailPlace], kept: set[int], now: datetime) -> set[FilingRow]:
    left = set()
    for row in places:
        filing = final(session, row.filing_id)
        if row.withdrawn_at is None and filing.id not in kept:
            row.withdrawn_at = now
            left.add(filing)
    return left


def _filings_of(session: Session, mail: Mail, placements: Sequence[Placement], now: datetime) -> list[FilingRow]:
    named = [filing_of(session, p.receipt) if p.receipt else None for p in placements]
    taken = {f.id for f in named if f is not None}
    founded = select(FilingRow).where(FilingRow.founder_id == mail.id).order_by(FilingRow.founded_as)
    free = [f for f in session.scalars(founded) if final(session, f.id).id not in taken]
    filings = []
    for placement, known in zip(placements, named, strict=True):
        filing = known or _reopened(session, free, placement) or open_filing(session, placement, mail, now)
        if placement.unit and not filing.unit_is_staffs and (not filing.unit or filing.founder_id == mail.id):
            filing.unit = placement.unit
        filings.append(filing)
    return filings


def _reopened(session: Session, free: list[FilingRow], placement: Placement) -> FilingRow | None:
    # Read again, a mail finds the filings that it opened the first time: the one of that unit, else the next.
    own = [f for f in free if f.campaign == placement.campaign]
    found = next((f for f in own if f.unit == placement.unit), own[0] if own else None)
    if found is None:
        return None
    free.remove(found)
    return final(session, found.id)


def put_mail(session: Session, filing: FilingRow, mail: Mail, entries: Iterable[str], *, is_staffs: bool = False) -> bool:
    """Put a mail into a filing; return whether that is new."""
    members = family(session, filing.id)
    rows = session.scalars(select(MailPlace).where(MailPlace.mail_id == mail.id, MailPlace.filing_id.in_(members)))
    known = sorted(rows, key=lambda row: (row.withdrawn_at is not None, members.index(row.filing_id)))
    if not known:
        row = MailPlace(filing_id=filing.id, mail_id=mail.id, entries=tuple(entries), is_staffs=is_staffs)
        session.add(row)
        return True
    row = known[0]
    is_new = row.withdrawn_at is not None
    row.withdrawn_at, row.entries, row.is_staffs = None, tuple(entries), row.is_staffs or is_staffs
    return is_new


def _put_files(session: Session, mail: Mail, homes: set[tuple[int, int]], now: datetime) -> set[FilingRow]:
    known = {
        (row.filing_id, row.file_id): row
        for row in session.scalars(select(FilePlace).join(File, File.id == FilePlace.file_id).where(File.mail_id == mail.id))
    }
    standing = {(final(session, filing).id, file): row for (filing, file), row in known.items() if row.withdrawn_at is None}
    for home, row in standing.items():
        if home not in homes:
            row.withdrawn_at = now
    for home in sorted(homes - standing.keys()):
        if home in known:
            known[home].withdrawn_at = None
        else:
            session.add(FilePlace(filing_id=home[0], file_id=home[1], is_staffs=False))
    return {session.get_one(FilingRow, filing) for filing, _ in homes ^ standing.keys()}


def _add_strays(session: Session, filings: Sequence[FilingRow], files: Sequence[File]) -> None:
    # A file that a better reading found later goes with the mail that staff have placed.
    if not filings:
        return
    placed = set(session.scalars(select(FilePlace.file_id).where(FilePlace.file_id.in_([f.id for f in files]))))
    session.add_all(FilePlace(filing_id=filings[0].id, file_id=f.id, is_staffs=False) for f in files if f.id not in placed)
