"""What a reader raises when a stranger's octets cannot be read: a word for people in, a Trouble's kind out."""

from __future__ import annotations

from model import TroubleKind


class UnreadableError(Exception):
    """The file cannot be read at all; `kind` is the trouble it becomes, the message is its detail for staff."""

    def __init__(self, detail: str, kind: TroubleKind = TroubleKind.DAMAGED) -> None:
        """Keep what the Trouble will say."""
        super().__init__(detail)
        self.kind = kind
