"""A command that was used wrongly."""

from __future__ import annotations


class MisuseError(Exception):
    """The command line asks for something that does not exist or does not fit together; exit code 2."""
