"""A verdict with its letter in, the same letter with the sender's own forms, a comment at each cell in question, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from model import Filing, Finding, FindingState, Letter, OutgoingFile, Verdict
from notifier.letter_blanks import WORD
from notifier.letter_returns import MOST_OCTETS, Return, returns_of
from notifier.letters import reply
from pipeline.desk import Desk, log


def with_returns(desk: Desk, filing: Filing, verdict: Verdict) -> Verdict:
    """Return the verdict with the letter that brings the annotated forms; as it was where none can go back.

    A form that cannot be annotated is no reason to owe no letter: the letter names every place in words.
    """
    if verdict.letter is None:
        return verdict
    waived = {k.finding.key for k in filing.known if k.state is FindingState.WAIVED}
    standing: Sequence[Finding] = tuple(f for f in verdict.findings if f.key not in waived)
    files = annotated_forms(desk, filing, standing, verdict.letter)
    if not files:
        return verdict
    letter = reply(filing, standing, verdict.status, verdict.late, desk.campaign, returned=files)
    return replace(verdict, letter=letter)


def annotated_forms(desk: Desk, filing: Filing, standing: Sequence[Finding], letter: Letter) -> tuple[OutgoingFile, ...]:
    """Return the sender's own Word forms with a comment at each place that a letter speaks of."""
    return tuple(_annotated(desk, returns_of(filing, standing, letter, desk.campaign)))


def _annotated(desk: Desk, returns: Sequence[Return]) -> Iterator[OutgoingFile]:
    left = MOST_OCTETS
    issuer = desk.campaign.notice.issuer
    for item in returns:
        notes = [[n.where, n.read, n.text] for n in item.notes]
        try:
            octets = desk.room.annotate(
                desk.archive.read(item.file.sha256), {"author": issuer, "initials": issuer[-2:], "sha256": item.file.sha256, "notes": notes}
            )
        except Exception:  # noqa: BLE001 - the letter goes out without it
            log.exception("file %d not annotated", item.file.number)
            continue
        if octets is not None and len(octets) <= left:
            left -= len(octets)
            yield OutgoingFile(item.name, WORD, octets)
