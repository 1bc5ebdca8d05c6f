"""Where tables are printed: as wide as the terminal, and wide enough for every cell where the output is a file or a pipe."""

from __future__ import annotations

from rich.console import Console

_WIDE = 240


def console() -> Console:
    """Return the console for tables."""
    return Console(width=None if Console().is_terminal else _WIDE)
