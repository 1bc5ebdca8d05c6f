"""Settings: the interface's file is read to the letter, and every mistake is named at once, in Chinese, without a secret."""

import datetime as dt
import re
from pathlib import Path

import pytest

from config.settings import EXAMPLE_FILE, SettingsError, load_settings

WHOLE = """
campaign = "config/campaigns/cq-2019"
database = "sqlite:///var/intake.db"
storage = "var/mail"
poll_seconds = 60
reply_quiet_minutes = 20

[imap]
host = "imap.126.com"
port = 993
security = "tls"
user = "cqszlxh@126.com"
password = "abcdefghijklmnop"
folders = ["INBOX"]

[smtp]
host = "smtp.126.com"
port = 465
security = "tls"
user = "cqszlxh@126.com"
password = "abcdefghijklmnop"
sender = "重庆市质量协会 <cqszlxh@126.com>"
interval_seconds = 30
per_day = 150
per_sender_per_day = 3

[digest]
at = "08:00"
to = ["a@example.com"]
"""
SHORT = '[imap]\nhost = "h"\nuser = "u"\n[smtp]\nhost = "h"\nsender = "a@b.cn"\n'


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems_of(path, environ=None):
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ or {})
    return caught.value.problems


def test_the_interfaces_own_file_is_read_to_the_letter(written):
    settings = load_settings(written(WHOLE), {})
    assert settings.campaign == Path("config/campaigns/cq-2019")
    assert settings.database == "sqlite:///var/intake.db"
    assert settings.storage == Path("var/mail")
    assert (settings.poll_seconds, settings.reply_quiet_minutes) == (60, 20)
    assert (settings.imap.host, settings.imap.port, settings.imap.security) == ("imap.126.com", 993, "tls")
    assert settings.imap.password.get_secret_value() == "abcdefghijklmnop"
    assert settings.imap.folders == ("INBOX",)
    assert settings.smtp.sender == "重庆市质量协会 <cqszlxh@126.com>"
    assert (settings.smtp.interval_seconds, settings.smtp.per_day, settings.smtp.per_sender_per_day) == (30, 150, 3)
    assert settings.digest.at == dt.time(8, 0)
    assert settings.digest.to == ("a@example.com",)


def test_the_example_file_is_valid_and_says_what_the_interface_says(written):
    example, interface = (
        load_settings(EXAMPLE_FILE, {}),
        load_settings(written(WHOLE), {"INTAKE_IMAP__PASSWORD": "", "INTAKE_SMTP__PASSWORD": ""}),
    )
    assert example == interface


def test_every_optional_setting_stands_in_the_example_file():
    shown = set(re.findall(r"^#? ?(\w+) =", EXAMPLE_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    settings = load_settings(EXAMPLE_FILE, {})
    sections = (settings, settings.imap, settings.smtp, settings.digest)
    every = {name for section in sections for name in type(section).model_fields} - {"imap", "smtp", "digest"}
    assert every == shown


def test_what_is_left_out_has_the_interfaces_defaults(written):
    settings = load_settings(written(SHORT), {})
    assert settings.imap.port == 993
    assert settings.smtp.port == 465
    assert settings.hold is False
    assert settings.smtp.interval_seconds == 30
    assert settings.digest.to == ()


@pytest.mark.parametrize(("security", "imap", "smtp"), [("tls", 993, 465), ("starttls", 143, 587), ("none", 143, 25)])
def test_the_port_follows_the_security_where_none_is_given(written, security, imap, smtp):
    settings = load_settings(written(SHORT), {"INTAKE_IMAP__SECURITY": security, "INTAKE_SMTP__SECURITY": security})
    assert (settings.imap.port, settings.smtp.port) == (imap, smtp)


def test_the_environment_wins_whatever_its_case(written):
    environ = {
        "INTAKE_IMAP__PASSWORD": "secret",
        "intake_poll_seconds": "2.5",
        "Intake_Hold": "true",
        "INTAKE_DIGEST__AT": "07:30",
        "HOME": "/root",
    }
    settings = load_settings(written(WHOLE), environ)
    assert settings.imap.password.get_secret_value() == "secret"
    assert settings.poll_seconds == 2.5
    assert settings.hold is True
    assert settings.digest.at == dt.time(7, 30)


@pytest.mark.parametrize("text", ['["INBOX", "申报"]', "['INBOX', '申报']", "INBOX, 申报", "INBOX，申报"])
def test_a_list_in_the_environment_is_json_toml_or_parted_by_commas(written, text):
    assert load_settings(written(WHOLE), {"INTAKE_IMAP__FOLDERS": text}).imap.folders == ("INBOX", "申报")


def test_a_password_may_lie_in_systemds_credentials(written, tmp_path):
    (tmp_path / "imap.password").write_text("from-systemd\n")
    settings = load_settings(written(WHOLE), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert settings.imap.password.get_secret_value() == "from-systemd"
    assert settings.smtp.password.get_secret_value() == "abcdefghijklmnop"
    settings = load_settings(written(WHOLE), {"CREDENTIALS_DIRECTORY": str(tmp_path), "INTAKE_IMAP__PASSWORD": "wins"})
    assert settings.imap.password.get_secret_value() == "wins"


def test_settings_may_come_from_the_environment_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    environ = {"INTAKE_IMAP__HOST": "h", "INTAKE_IMAP__USER": "u", "INTAKE_SMTP__HOST": "h", "INTAKE_SMTP__SENDER": "协会 <a@b.cn>"}
    assert load_settings(None, environ).smtp.sender == "协会 <a@b.cn>"


def test_a_newcomer_without_any_file_is_told_of_the_example(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    problems = problems_of(None)
    assert any("settings.example.toml" in line for line in problems)


def test_a_named_file_that_is_missing_is_one_mistake(tmp_path):
    problems = problems_of(tmp_path / "nowhere.toml")
    assert len(problems) == 1
    assert "不存在" in problems[0]


def test_every_mistake_is_named_at_once_with_its_place(written):
    text = SHORT.replace('host = "h"\nuser', 'host = ""\nport = 99999\nusr = "x"\nfolders = []\nuser').replace("a@b.cn", "协会")
    problems = problems_of(
        written("poll_secnds = 5\nreply_quiet_minutes = -1\n" + text), {"INTAKE_SMTP__PORT": "many", "INTAKE_SMPT__PORT": "1"}
    )
    places = (
        "poll_secnds",
        "reply_quiet_minutes",
        "imap.host",
        "imap.port",
        "imap.usr",
        "imap.folders",
        "smtp.sender",
        "smtp.port",
        "INTAKE_SMPT__PORT",
    )
    assert [sum(place in line for line in problems) for place in places] == [1] * len(places)
    assert len(problems) == len(places)
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in problems)


def test_a_mistake_in_the_environment_names_the_variable_not_the_file(written):
    [line] = problems_of(written(WHOLE), {"INTAKE_IMAP__PORT": "imap"})
    assert "INTAKE_IMAP__PORT" in line
    assert "settings.toml" not in line


@pytest.mark.parametrize("name", ["INTAKE_IMAP__PASSWROD", "INTAKE_IMAP", "INTAKE_POLL", "INTAKE_IMAP__PASSWORD__X", "INTAKE_"])
def test_an_unknown_variable_is_refused_by_name(written, name):
    [line] = problems_of(written(WHOLE), {name: "x"})
    assert name in line


@pytest.mark.parametrize(
    "text", ["[imap", 'poll_seconds = "六十"', "poll_seconds = true", "imap = 5\n[smtp]\n" + SHORT.partition("[smtp]\n")[2]]
)
def test_a_broken_file_is_a_complaint_not_a_crash(written, text):
    assert problems_of(written(text), {"INTAKE_IMAP__PASSWORD": "x"})


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_bytes('campaign = "重庆"'.encode("gb18030"))
    assert "UTF-8" in problems_of(path)[0]


def test_no_secret_is_ever_printed(written):
    secret = "hgfdsaqwertyuiop"
    text = WHOLE.replace("abcdefghijklmnop", secret)
    settings = load_settings(written(text.replace("sqlite:///var/intake.db", f"postgresql+psycopg://u:{secret}@h/d")), {})
    assert secret not in repr(settings)
    assert secret not in str(settings)
    wrong = text.replace("port = 993", f'port = "{secret}"') + f'\nspare = "{secret}"\n'
    assert secret not in "\n".join(problems_of(written(wrong), {"INTAKE_IMAP__SECURITY": secret}))
