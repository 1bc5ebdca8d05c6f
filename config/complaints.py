"""A validation error in, lines of plain Chinese out: each names the file, the place and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

# pydantic's error types; what is not listed keeps pydantic's own words
_SAYINGS = {
    "missing": "缺少这一项，请补上",
    "extra_forbidden": "没有这个设置项，请检查拼写或删去",
    "string_type": "应为带引号的文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "int_from_float": "应为整数",
    "too_short": "不能是空列表",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为方括号列表 [ … ]",
    "list_type": "应为方括号列表 [ … ]",
    "dict_type": "应为小节或 { 名 = 值 }",
    "mapping_type": "应为小节或 { 名 = 值 }",
    "model_type": "应为小节或 { 名 = 值 }",
    "date_type": "应为日期，例如 2019-05-23",
    "date_from_datetime_parsing": "应为日期，例如 2019-05-23",
    "time_type": "应为时刻，例如 17:00:00",
    "time_parsing": "应为时刻，例如 17:00:00",
}


def complaints_of(error: ValidationError, source: str) -> list[str]:
    """Return one line for each mistake: where it stands and what to do."""
    return [f"{source}：{_place(e)}{_saying(e)}。" for e in error.errors(include_url=False)]


def _place(detail: ErrorDetails) -> str:
    place = ".".join(str(p) for p in detail["loc"])
    return f"{place} " if place else ""


def _saying(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind in {"literal_error", "enum"}:
        return f"应为 {context.get('expected', '')} 之一".replace(" or ", "、")
    if kind in {"greater_than_equal", "greater_than"}:
        return f"不能小于 {context.get('ge', context.get('gt'))}"
    if kind in {"less_than_equal", "less_than"}:
        return f"不能大于 {context.get('le', context.get('lt'))}"
    return _SAYINGS.get(kind, detail["msg"])
