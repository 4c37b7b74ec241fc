"""What was backed up comes back whole, and what isn't whole doesn't come back."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools.postgres import binaries

ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


class Installation:
    """A real one: its own home folder, its own database, used through the console command."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.env = {**os.environ, "TANDEM_HOME": str(home), "DATABASE_URL": database_url, "PYTHONPATH": "src"}
        self.env.pop("SECRET_KEY", None)

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess:
        command = [sys.executable, "-P", "-m", "tandem", *arguments]
        root = Path(__file__).parents[2]
        return subprocess.run(command, cwd=root, env=self.env, input=typed, capture_output=True, text=True)

    def succeed(self, *arguments: str, typed: str = "") -> str:
        done = self.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuse(self, *arguments: str, typed: str = "") -> str:
        done = self.run(*arguments, typed=typed)
        assert done.returncode != 0, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def add_session(self, key: str) -> None:
        self.succeed("shell", "-v", "0", "-c", SESSION.format(verb=f"create(session_key={key!r}, expire_date=at)"))

    def sessions(self) -> str:
        look = "order_by('session_key').values_list('session_key', flat=True)"
        return self.succeed("shell", "-v", "0", "-c", SESSION.format(verb=look)).strip()


SESSION = """
from datetime import datetime, UTC
from django.contrib.sessions.models import Session
at = datetime(2030, 1, 1, tzinfo=UTC)
found = Session.objects.{verb}
if not isinstance(found, Session): print(",".join(found))
"""


class Databases:
    """Databases of their own on the tests' server; on SQLite the file in the home folder is one."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def make(self, name: str, like: str | None = None) -> str:
        """A new database, empty or a copy; its address."""
        if not ON_POSTGRES:
            return ""
        self.names.append(f"{name}_{len(self.names)}_{os.getpid()}")
        copied = f'TEMPLATE "{like.rsplit("/", 1)[1]}"' if like else ""
        self._run(f'CREATE DATABASE "{self.names[-1]}" {copied}')
        return f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{self.names[-1]}"

    def drop_all(self) -> None:
        for name in self.names:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        import psycopg

        server = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(statement)


@pytest.fixture(scope="module")
def databases():
    made = Databases()
    yield made
    made.drop_all()


@pytest.fixture(scope="module")
def pattern(databases, tmp_path_factory):
    """An installation with a row and an uploaded file, made once: migrating takes seconds."""
    with pytest.MonkeyPatch.context() as environment:
        # pg_dump of the version that the tests' server has.
        environment.setenv("PGBIN", str(binaries()))
        here = Installation(tmp_path_factory.mktemp("pattern"), databases.make("pattern"))
        here.succeed("migrate", "-v", "0")
        here.add_session("kept")
        (here.home / "media" / "sow").mkdir(parents=True)
        (here.home / "media" / "sow" / "signed.pdf").write_bytes(b"%PDF signed")
        yield here


@pytest.fixture
def filled(pattern, databases, tmp_path):
    shutil.copytree(pattern.home, tmp_path / "filled")
    return Installation(tmp_path / "filled", databases.make("filled", pattern.env["DATABASE_URL"]))


@pytest.fixture
def empty(pattern, databases, tmp_path):
    return Installation(tmp_path / "empty", databases.make("empty"))


def test_restore_brings_back_rows_files_and_secret(filled, empty, tmp_path):
    archive = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(archive))
    empty.succeed("restore", str(archive))
    assert empty.sessions() == "kept"
    assert (empty.home / "media/sow/signed.pdf").read_bytes() == b"%PDF signed"
    assert (empty.home / "secret.key").read_text() == (filled.home / "secret.key").read_text()
    assert archive.stat().st_mode & 0o077 == 0
    assert (empty.home / "secret.key").stat().st_mode & 0o077 == 0


def test_restore_refuses_to_replace_what_is_there(filled, tmp_path):
    archive = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(archive))
    filled.add_session("later")
    assert "--force" in filled.refuse("restore", str(archive))
    assert "Nothing was changed" in filled.refuse("restore", "--force", str(archive), typed="yes\n")
    assert filled.sessions() == "kept,later"


def test_restore_by_force_goes_back_and_keeps_what_was_there_beside(filled, tmp_path):
    archive = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(archive))
    filled.add_session("later")
    filled.succeed("restore", "--force", str(archive), typed="replace\n")
    assert filled.sessions() == "kept"
    (aside,) = filled.home.glob("before-restore-*")
    assert (aside / "media/sow/signed.pdf").exists()


def test_backup_never_overwrites(filled, tmp_path):
    (tmp_path / "all.tar.gz").write_text("mine")
    assert "exists already" in filled.refuse("backup", str(tmp_path / "all.tar.gz"))
    assert (tmp_path / "all.tar.gz").read_text() == "mine"


def rewritten(archive: Path, change) -> Path:
    """The same archive with its members changed by `change(name, content) -> content`."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            content = change(member.name, old.extractfile(member).read())
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def damage_file(name: str, content: bytes) -> bytes:
    return b"%PDF forged" if name.endswith("signed.pdf") else content


def climb_out(name: str, content: bytes) -> bytes:
    return content.replace(b"media/sow/signed.pdf", b"media/../../x.pdf") if name == "manifest.json" else content


def forget_manifest(name: str, content: bytes) -> bytes:
    return b"{}" if name == "manifest.json" else content


@pytest.mark.parametrize(
    ("change", "said"),
    [(damage_file, "damaged"), (climb_out, "no backup of Tandem's"), (forget_manifest, "isn't a backup")],
)
def test_restore_refuses_an_archive_that_is_not_whole(filled, empty, tmp_path, change, said):
    filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    assert said in empty.refuse("restore", str(rewritten(tmp_path / "all.tar.gz", change)))
    assert not (empty.home / "tandem.sqlite3").exists()
    assert not (empty.home / "media").exists()
    assert not list(empty.home.glob(".restore-*"))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b cut"])
def test_restore_refuses_what_is_no_archive(empty, tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    assert "can't be read" in empty.refuse("restore", str(tmp_path / "file"))


def test_restore_says_when_there_is_no_such_file(empty, tmp_path):
    assert "There is no file" in empty.refuse("restore", str(tmp_path / "missing"))


def test_backup_of_a_running_database_holds_what_is_still_in_its_log(filled, tmp_path):
    """Rows that were just written stand in SQLite's write-ahead log, where a copy of the file would miss them."""
    if ON_POSTGRES:
        filled.add_session("fresh")
        filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    else:
        with sqlite3.connect(filled.home / "tandem.sqlite3") as running:
            running.execute("INSERT INTO django_session VALUES ('fresh', '', '2030-01-01')")
            running.commit()
            assert (filled.home / "tandem.sqlite3-wal").stat().st_size > 0
            filled.succeed("backup", str(tmp_path / "all.tar.gz"))
        running.close()
    filled.succeed("restore", "--force", str(tmp_path / "all.tar.gz"), typed="replace\n")
    assert filled.sessions() == "fresh,kept"


def test_manifest_names_every_file_with_its_sum(filled, tmp_path):
    filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    with tarfile.open(tmp_path / "all.tar.gz") as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert set(manifest["files"]) == {"database", "secret.key", "media/sow/signed.pdf"}
    assert manifest["engine"] == ("postgresql" if ON_POSTGRES else "sqlite")
    assert all(len(found) == 64 for found in manifest["files"].values())
