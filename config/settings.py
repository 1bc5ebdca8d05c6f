"""This machine: one TOML file with environment variables over it in, one strictly checked `Settings` out.

`INTAKE_IMAP__PASSWORD` sets imap.password. Relative paths are relative to the working directory.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from config.complaints import complaints_of
from config.overlay import overlay, put

DEFAULT_FILE = Path("config/settings.toml")
EXAMPLE_FILE = Path("config/settings.example.toml")

Security = Literal["tls", "starttls", "none"]
_IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class SettingsError(Exception):
    """The settings cannot be used; `problems` names every mistake with its place, in Chinese, and no secret."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the list; the message is all of it."""
        super().__init__("\n".join(problems))
        self.problems = problems


def _no_truth_value(number: Any) -> Any:
    if isinstance(number, bool):
        raise ValueError("应为数字，不是 true 或 false")  # noqa: TRY004 - pydantic turns only ValueError into a complaint
    return number


def _is_written(text: str) -> str:
    if not text.strip():
        raise ValueError("不能留空")
    return text.strip()


def _is_mailbox(text: str) -> str:
    local, at, domain = parseaddr(text)[1].rpartition("@")
    if not (local and at and domain) or any(c in text for c in "\r\n"):
        raise ValueError("应为邮箱地址，例如 名称 <user@example.com>")
    return text.strip()


def _is_office(place: str) -> str:
    if place not in {"auto", "off"} and not Path(place).exists():
        raise ValueError("应为 auto（自动寻找）、off（不用），或 LibreOffice 程序 soffice 的完整路径")
    return place


def _is_database(url: str) -> str:
    if url.startswith("postgresql://"):
        raise ValueError("请写明驱动：postgresql+psycopg://…")
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ValueError("应以 sqlite:/// 或 postgresql+psycopg:// 开头")
    return url


Written = Annotated[str, AfterValidator(_is_written)]
MailboxText = Annotated[str, AfterValidator(_is_mailbox)]
Port = Annotated[int, BeforeValidator(_no_truth_value), Field(ge=1, le=65535)]
Count = Annotated[int, BeforeValidator(_no_truth_value), Field(ge=0)]
Duration = Annotated[float, BeforeValidator(_no_truth_value), Field(ge=0, allow_inf_nan=False)]
Period = Annotated[float, BeforeValidator(_no_truth_value), Field(gt=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    # what was written may be a password that slipped into the wrong line: no message repeats it
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ImapSettings(_Strict):
    """The mailbox that is read. `folders` are decoded names; `poll_junk` reads the junk and advertising folders too."""

    host: Written
    port: Port
    security: Security = "tls"
    user: Written
    password: SecretStr = SecretStr("")
    folders: Annotated[tuple[Written, ...], Field(min_length=1)] = ("INBOX",)
    poll_junk: bool = True
    largest_megabytes: Annotated[int, BeforeValidator(_no_truth_value), Field(ge=1)] = 75
    connect_seconds: Period = 15
    read_seconds: Period = 60

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        return _with_port(data, _IMAP_PORTS)


class SmtpSettings(_Strict):
    """The way out. An empty `user` means no login; `interval_seconds` between two letters; a cap of 0 is no cap."""

    host: Written
    port: Port
    security: Security = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: MailboxText
    interval_seconds: Duration = 30
    per_day: Count = 150
    per_sender_per_day: Count = 3
    connect_seconds: Period = 15
    read_seconds: Period = 60
    precedence_bulk: bool = False

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        return _with_port(data, _SMTP_PORTS)


class DigestSettings(_Strict):
    """When the staff's letter goes, and to whom; nobody named means that it is not mailed."""

    at: dt.time = dt.time(8, 0)
    to: tuple[MailboxText, ...] = ()


class Settings(_Strict):
    """Everything that differs from machine to machine. `hold` keeps every letter until a person releases it.

    `libreoffice`: auto, off or a path; the second opinion on files that our own readers are not sure of.
    """

    campaign: Path = Path("config/campaigns/cq-2019")
    database: Annotated[str, AfterValidator(_is_database), Field(repr=False)] = "sqlite:///var/intake.db"
    storage: Path = Path("var/mail")
    poll_seconds: Period = 60
    reply_quiet_minutes: Duration = 20
    hold: bool = False
    libreoffice: Annotated[str, AfterValidator(_is_office)] = "auto"
    imap: ImapSettings
    smtp: SmtpSettings
    digest: DigestSettings = DigestSettings()


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the settings of a file (default config/settings.toml, if it is there) with the environment over it.

    systemd's credentials imap.password and smtp.password ($CREDENTIALS_DIRECTORY) stand between the two.
    Raises SettingsError with every mistake at once.
    """
    problems: list[str] = []
    data = _file(path, problems)
    unreadable = bool(problems)
    _credentials(data, environ)
    origins = overlay(data, environ, Settings, problems)
    if unreadable:
        raise SettingsError(problems)  # without the file everything would seem to be missing
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        problems += _placed(error, str(path or DEFAULT_FILE), origins)
        problems += _beginners_hint(path)
    if problems:
        raise SettingsError(problems)
    return settings


def _with_port(data: Any, usual: Mapping[str, int]) -> Any:
    if not isinstance(data, Mapping) or "port" in data:
        return data
    return {**data, "port": usual.get(str(data.get("security", "tls")), usual["tls"])}


def _file(path: Path | None, problems: list[str]) -> dict[str, Any]:
    place = path or DEFAULT_FILE
    try:
        return tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if path is not None:
            problems.append(f"{place}：设置文件不存在，请检查 --config 后面的路径。")
    except OSError as error:
        problems.append(f"{place}：设置文件读不出来（{error.strerror}）。")
    except UnicodeDecodeError:
        problems.append(f"{place}：不是 UTF-8 编码的文本，请另存为 UTF-8。")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{place}：TOML 语法有误（{error}）。")
    return {}


def _credentials(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    for name in ("imap.password", "smtp.password") if folder else ():
        path = Path(str(folder), name)
        if path.is_file():
            put(data, tuple(name.split(".")), path.read_text(encoding="utf-8").strip())


def _placed(error: ValidationError, source: str, origins: Mapping[tuple[str, ...], str]) -> list[str]:
    lines = complaints_of(error, "")
    places = [tuple(str(part) for part in detail["loc"]) for detail in error.errors(include_input=False)]
    return [_origin(place, source, origins) + line for place, line in zip(places, lines, strict=True)]


def _origin(place: tuple[str, ...], source: str, origins: Mapping[tuple[str, ...], str]) -> str:
    return next((origins[place[:n]] for n in range(len(place), 0, -1) if place[:n] in origins), source)


def _beginners_hint(path: Path | None) -> list[str]:
    if path is not None or DEFAULT_FILE.exists():
        return []
    return [f"没有找到 {DEFAULT_FILE}：请把 {EXAMPLE_FILE} 复制成它再填写，或用 --config 指定设置文件。"]
