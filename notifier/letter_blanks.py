"""Findings about papers that did not come in, the association's blank forms that go out with the letter out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from config.campaign import Campaign
from model import Filing, Finding, Level, OutgoingFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 4  # a unit that lacks more than that has the notice still to read


def blanks_for(findings: Iterable[Finding], filing: Filing, campaign: Campaign) -> tuple[OutgoingFile, ...]:
    """Return the blank of each form that is asked for and was not asked for before."""
    told = {key for letter in filing.letters for key in letter.finding_keys}
    missing = [f for f in findings if f.level is Level.PROBLEM and f.rule.startswith("missing-") and f.key not in told]
    forms = dict.fromkeys(f.form for f in missing if f.form in campaign.forms and not filing.current(f.form or ""))
    names = [campaign.forms[form].blank for form in forms if form and campaign.forms[form].blank]
    return tuple(OutgoingFile(name, WORD, _octets(campaign.folder / "blank" / name)) for name in names[:MOST])


@lru_cache(maxsize=16)
def _octets(path: Path) -> bytes:
    return path.read_bytes()
