"""Writes the next step from what the tables have become: `python -m storage.migrations "What changes"`, then read and correct it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from storage.database import Database
from storage.schema import upgrade, write_step


def main() -> None:
    """Compare the tables with all steps so far and write the difference into versions/."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'steps.db'}")
        upgrade(database)
        write_step(database, sys.argv[1])
        database.close()


if __name__ == "__main__":
    main()
