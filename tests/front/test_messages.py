"""What keeps Tandem from starting is said in one sentence, with another exit code than 0 and without a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from tandem.front.plainly import sentence

ROOT = Path(__file__).parents[2]
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


def said(home: Path, *arguments: str, **env: str) -> str:
    """What the command says on its way out."""
    surroundings = {**os.environ, "TANDEM_HOME": str(home), "DATABASE_URL": "", "PYTHONPATH": "src", **env}
    command = [sys.executable, "-P", "-m", "tandem", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.returncode not in (0, -9), done.stdout
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def nobodys_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_database_that_is_not_up_to_date_is_not_served(tmp_path, command):
    words = said(tmp_path, command, PORT=str(nobodys_port()))
    assert "The database isn't up to date: it lacks" in words
    assert "./run manage migrate" in words


@pytest.mark.parametrize("command", ["demo", "serve", "work", "audit", "backup"])
def test_a_setting_that_cannot_be_used_is_named(tmp_path, command):
    assert "HTTPS" in said(tmp_path, command, HTTPS="")


@pytest.mark.parametrize("command", ["demo", "work", "audit"])
def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path, command):
    port = nobodys_port()
    words = said(tmp_path, command, DATABASE_URL=f"postgres://u:hush@127.0.0.1:{port}/firm", PORT=str(nobodys_port()))
    assert f"The database 'firm' at 127.0.0.1:{port}, which DATABASE_URL names, can't be used" in words
    assert "hush" not in words


def test_a_file_is_no_home(tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "must be a folder" in said(tmp_path / "file", "audit")


def test_a_database_that_is_none_is_named(tmp_path):
    (tmp_path / "tandem.sqlite3").write_text("my notes" * 1000)
    assert "file is not a database" in said(tmp_path, "audit")


@pytest.mark.skipif(not ON_POSTGRES, reason="asks a server")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: f"{url.rsplit('/', 1)[0]}/nowhere", 'database "nowhere" does not exist'),
        (lambda url: url.replace("//tandem@", "//nobody@"), 'role "nobody" does not exist'),
    ],
)
def test_what_the_server_refuses_is_said(tmp_path, change, words):
    assert words in said(tmp_path, "audit", DATABASE_URL=change(os.environ["DATABASE_URL"]))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OperationalError("no such table: ledger_head"), "isn't up to date"),
        (ProgrammingError('relation "ledger_head" does not exist\nLINE 1: SELECT'), "isn't up to date"),
        (ProgrammingError('column "seals" of relation "ledger_entry" does not exist'), "isn't up to date"),
        (OperationalError("attempt to write a readonly database"), "can't be used: attempt to write"),
        (OperationalError("unable to open database file"), "can't be used: unable to open"),
        (OperationalError('FATAL:  password authentication failed for user "u"\n'), "password authentication failed"),
        (OperationalError('FATAL:  database "x" does not exist'), "can't be used"),
        (OperationalError(""), "can't be used: OperationalError"),
        (ImproperlyConfigured("Error loading psycopg module"), "isn't set up right"),
    ],
)
def test_a_problem_of_the_databases_is_one_sentence(problem, words):
    told = sentence(problem)
    assert told
    assert words in told
    assert "\n" not in told


@pytest.mark.parametrize("problem", [ValueError("x"), KeyError("x"), ProgrammingError("syntax error at or near")])
def test_our_own_faults_tell_their_whole_story(problem):
    assert sentence(problem) is None
