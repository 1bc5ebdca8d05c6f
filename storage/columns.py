"""Column types: what Python holds in, what SQLite and PostgreSQL can both keep out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from model import FaultError

_LONGEST_KEY = 500  # PostgreSQL indexes at most 2,704 octets of a value; 500 characters are at most 2,000


def encoded(adapter: TypeAdapter[Any], value: Any) -> str:
    """Return a noun as JSON text. Half surrogates, which no database keeps, become “?”; the archive has the octets."""
    try:
        return adapter.dump_json(value).decode("utf-8")
    except PydanticSerializationError:
        plain = json.dumps(adapter.dump_python(value), ensure_ascii=False, default=str)
        return plain.encode("utf-8", "replace").decode("utf-8")


def shortened(text: str) -> str:
    """Return a text that an index can hold: itself, or its beginning and the hash of the whole."""
    if len(text) <= _LONGEST_KEY:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{text[: _LONGEST_KEY - len(digest)]}{digest}"


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the same instant in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("时间必须带时区")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return it aware; SQLite gives it back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from strangers: NUL and half surrogates, which PostgreSQL refuses, become U+FFFD and “?”."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return text that every database keeps."""
        if value is None:
            return None
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


class Key(Words):
    """Text that is looked up: one that is too long for an index ends in the hash of the whole."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text, or its beginning and its hash."""
        text = super().process_bind_param(value, dialect)
        return None if text is None else shortened(text)


class Noun(TypeDecorator[Any]):
    """A noun of model.py as JSON text, read back as the same noun."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def text(self, value: Any) -> str:
        """Return a noun as it would be kept: two nouns are the same where their texts are."""
        return encoded(self._adapter, value)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the noun's JSON."""
        return None if value is None else self.text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the noun.

        Raises FaultError(retry=False) for one that another version of the program wrote and this one cannot read.
        """
        if value is None:
            return None
        try:
            return self._adapter.validate_json(value)
        except ValidationError as error:
            reason = f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}"
            raise FaultError(f"数据库中有一条 {self.shape} 记录由其他版本的程序写入，无法读取（{reason}）。", retry=False) from error
