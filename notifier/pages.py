"""A template and its context in, the same words as plain text and as HTML out; the only jinja2 in the house."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from markupsafe import Markup

SKELETONS = Path(__file__).parent / "templates"

_BREAKS = re.compile(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t]*")
# Control and bidirectional marks would let a stranger's cell turn the lines of our letter around
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_GAPS = re.compile(r"\n{3,}")


class Pages:
    """The templates of one folder over the house's skeletons, each renderable as text and as HTML from one source."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        """Compile nothing yet; `zone` is the one that people's times are in."""
        self._text = _environment(folder, zone, "layout.txt.j2", escape=False)
        self._html = _environment(folder, zone, "layout.html.j2", escape=True)

    def text(self, name: str, context: Mapping[str, Any]) -> str:
        """Return the template as plain text that ends with one line break."""
        rendered = self._text.get_template(name).render(context)
        return _GAPS.sub("\n\n", rendered).strip("\n") + "\n"

    def html(self, name: str, context: Mapping[str, Any], title: str) -> str:
        """Return the template as a whole HTML page; every value of the context is escaped."""
        body = self._html.get_template(name).render(context)
        return self._html.get_template("page.html.j2").render(title=title, body=Markup(body))  # noqa: S704 - rendered with autoescape


@lru_cache(maxsize=8)
def pages_of(folder: Path, zone: ZoneInfo) -> Pages:
    """Return the compiled templates of a folder; kept, for a letter is rendered a thousand times and changed once."""
    return Pages(folder, zone)


@lru_cache(maxsize=8)
def words_of(folder: Path) -> Mapping[str, Any]:
    """Return the short words that stand beside the templates (words.toml)."""
    return tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))


def template_problems(path: Path, zone: ZoneInfo, known: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with one template, in Chinese: its syntax, or words that neither `known` nor the layout fills in."""
    environment = _environment(path.parent, zone, "layout.txt.j2", escape=False)
    try:
        source = path.read_text(encoding="utf-8")
        wanted = find_undeclared_variables(environment.parse(source))
        environment.from_string(source)
    except UnicodeDecodeError:
        yield f"{path}：不是 UTF-8 编码的文本，请另存为 UTF-8。"
    except TemplateSyntaxError as error:
        yield f"{path} 第{error.lineno}行：模板语法有误（{error.message}）。"
    else:
        yield from (f"{path}：不认识的占位词 {name}。" for name in sorted(wanted - set(known) - set(environment.globals)))


def flat(text: Any) -> Any:
    """Return text on one line, without marks that nobody sees; text that is safe HTML stays so."""
    bare = _UNSEEN.sub("", _BREAKS.sub("", str(text).strip())).strip()
    return Markup(bare) if isinstance(text, Markup) else bare  # noqa: S704 - no more than was taken away


def _environment(folder: Path, zone: ZoneInfo, layout: str, *, escape: bool) -> Environment:
    loader = FileSystemLoader([folder, SKELETONS])
    environment = Environment(loader=loader, autoescape=escape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - plain text has nothing to escape
    environment.filters.update(flat=flat, moment=lambda at: _moment(at, zone), day=_day)
    macros = environment.get_template(layout).module
    environment.globals.update({name: macro for name, macro in vars(macros).items() if not name.startswith("_")})
    return environment


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
