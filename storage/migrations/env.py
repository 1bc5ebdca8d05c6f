"""Runs the steps on the connection, and in the transaction, that storage/schema.py has opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from storage.answer_tables import LetterRow
from storage.columns import Moment, Noun, Words


def plain_type(kind: str, column_type: Any, _: Any) -> str | Literal[False]:
    """Write a new step in types that stay what they are, whatever becomes of ours."""
    if kind == "type" and isinstance(column_type, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(column_type, (Words, Noun)):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=LetterRow.metadata,  # every table stands in it
    transactional_ddl=True,
    render_as_batch=True,  # SQLite alters a table by making it anew
    render_item=plain_type,
)
context.run_migrations()
