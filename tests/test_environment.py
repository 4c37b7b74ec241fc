"""A setting that can't be used is named in one sentence, whichever it is. The names are read from the settings."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection
from environs import EnvError

from tandem.environment import in_words
from tandem.front.plainly import sentence
from tandem.front.running import Web

SETTINGS = Path(__file__).parents[1] / "src/tandem/settings.py"
WRONG = {
    "int": ["", "abc", "1.5", "-1"], "bool": ["", "perhaps", "2"], "date": ["", "tomorrow", "2026-13-01"],
    "float": ["", "abc", "-1", "2"],
}  # fmt: skip
NAMED = re.findall(r'env\.(int|bool|date|float)\(\s*"(\w+)"', SETTINGS.read_text())
DATABASES = [
    "nonsense", "mysql://u:hush@h/x", "sqlite:///somewhere", "postgres://u:hush@h:99999/x", "postgres://u:hush@h:abc/x",
    "postgres://u:hush@h:0/x", "postgres://u:hush@h", "postgres://u:hush@h/", "postgres://[::1/x",
]  # fmt: skip
CASES = [
    *((name, value) for kind, name in NAMED for value in WRONG[kind]),
    *(("DATABASE_URL", value) for value in DATABASES),
    *((name, value) for name, *values in (
        ("TIME_ZONE", "", "Mars/Base", "../etc/passwd"),
        ("LOG_LEVEL", "", "loud"),
        ("EMAIL_BACKEND", "", "smtp", "no.such.Backend"),
        ("STATICFILES_STORAGE", "", "no.such.Storage"),
        ("EMAIL_PORT", "0", "70000"),
        ("SESSION_DAYS", "0", "999999999999"),
        ("SESSION_IDLE_HOURS", "0", "999999999999"),
        ("EXPIRY_AT_LEAST", "0"),
    ) for value in values),
]  # fmt: skip


@pytest.fixture
def load(monkeypatch, tmp_path):
    """The settings as a new process reads them."""
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")

    def loaded(name: str = "", value: str = "") -> object:
        if name:
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("settings_of_the_test", SETTINGS)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


def test_there_are_settings_to_try():
    assert {"HTTPS", "EMAIL_PORT", "TANDEM_TODAY", "PROXIES"} <= {name for _kind, name in NAMED}


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_value_is_named(load, name, value):
    with pytest.raises(EnvError) as wrong:
        load(name, value)
    said = in_words(wrong.value)
    assert said.startswith(f"The environment variable {name} can't be used: "), said
    assert said.endswith(".")
    assert "\n" not in said
    assert "hush" not in said


@pytest.mark.parametrize("name", ["PORT", "WEB_WORKERS", "WEB_THREADS"])
@pytest.mark.parametrize("value", ["", "abc", "0", "-1", "1.5"])
def test_a_wrong_number_of_the_web_servers_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(EnvError) as wrong:
        Web.from_environment()
    assert f"variable {name} can't be used" in in_words(wrong.value)


def test_a_port_beyond_the_last_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "70000")
    with pytest.raises(EnvError, match="PORT"):
        Web.from_environment()


def test_right_ones_are_taken(load):
    found = load("DATABASE_URL", "postgresql://u:p%40@db.example:5433/firm?sslmode=require").DATABASES["default"]
    assert (found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"]) == ("db.example", 5433, "firm", "p@")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["connect_timeout"]


def test_without_any_it_runs(load):
    assert load().DATABASES["default"]["ENGINE"].endswith("sqlite3")


def test_a_name_that_begins_with_capitals_keeps_them(load):
    with pytest.raises(EnvError) as problem:
        load("DATABASE_URL", "sqlite:///somewhere")
    assert "can't be used: SQLite needs none" in in_words(problem.value)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the parameters are of PostgreSQL's address")
def test_a_parameter_that_the_client_does_not_know_is_named_in_one_sentence(monkeypatch):
    monkeypatch.setattr(connection, "connection", None)
    said = sentence(ProgrammingError('invalid connection option "foo"'))
    assert said
    assert said.endswith('can\'t be used: invalid connection option "foo".')
