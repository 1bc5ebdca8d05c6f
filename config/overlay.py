"""Environment variables in, laid over a file's settings: `INTAKE_IMAP__PASSWORD` becomes imap.password, unknown ones are named."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any, get_origin

from pydantic import BaseModel

ENVIRONMENT_PREFIX = "INTAKE_"


def overlay(data: dict[str, Any], environ: Mapping[str, str], settings: type[BaseModel], problems: list[str]) -> dict[tuple[str, ...], str]:
    """Lay the environment's values over the file's in `data`, and return which variable set which key.

    A variable that is no setting of `settings` becomes a problem, in Chinese.
    """
    origins = {}
    for name in sorted(n for n in environ if n.upper().startswith(ENVIRONMENT_PREFIX)):
        keys = tuple(name[len(ENVIRONMENT_PREFIX) :].lower().split("__"))
        shape = _shape_of(keys, settings)
        if shape is None:
            problems.append(f"环境变量 {name}：没有设置项 {'.'.join(keys)}，请检查拼写或取消这个变量。")
        elif put(data, keys, _listed(environ[name]) if shape is tuple else environ[name]):
            origins[keys] = f"环境变量 {name}"
    return origins


def _shape_of(keys: tuple[str, ...], settings: type[BaseModel]) -> Any:
    """Return tuple for a list, str for any other single setting, None where there is no such setting."""
    model: Any = settings
    for key in keys[:-1]:
        field = model.model_fields.get(key)
        model = field.annotation if field is not None else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return None
    field = model.model_fields.get(keys[-1])
    if field is None or (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
        return None
    return tuple if get_origin(field.annotation) is tuple else str


def put(data: dict[str, Any], keys: tuple[str, ...], value: Any) -> bool:
    """Set a nested key; False where the file holds something else in its way, which the model then complains of."""
    for key in keys[:-1]:
        data = data.setdefault(key, {})
        if not isinstance(data, dict):
            return False
    data[keys[-1]] = value
    return True


def _listed(text: str) -> Any:
    """Return the list that a variable holds, as JSON, as TOML, or parted by commas."""
    if not text.strip().startswith("["):
        return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return tomllib.loads(f"list = {text}")["list"]
    except tomllib.TOMLDecodeError:
        return text
