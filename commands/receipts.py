"""A receipt number as typed in, the filing's own out, or a clear word that there is none."""

from __future__ import annotations

import contextlib

from commands.misuse import MisuseError
from model import FaultError
from storage.ledger import Ledger
from storage.nouns import Selector


def known_receipt(ledger: Ledger, campaign: str, typed: str) -> str:
    """Return the receipt of the filing meant; case and blanks do not matter. Raises MisuseError where there is none."""
    wanted = typed.strip().upper()
    for line in ledger.summaries(Selector(campaign=campaign)):
        if line.receipt.upper() == wanted:
            return line.receipt
    with contextlib.suppress(FaultError):
        return ledger.filing(wanted).receipt  # a merged one is found as the filing that took it in
    raise MisuseError(f"没有受理号为 {typed} 的申报；用 list 可列出全部")
