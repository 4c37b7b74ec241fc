"""What was backed up comes back whole, and what isn't whole doesn't come back."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from tandem import home
from tandem.front.backup import archive
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

    def begin(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-P", "-m", "tandem", *arguments]
        return subprocess.Popen(command, cwd=Path(__file__).parents[2], env=self.env)

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
    # A name with everything in it that means something in an address: the right database has to be opened.
    shutil.copytree(pattern.home, tmp_path / "filled # ? %20 é")
    return Installation(tmp_path / "filled # ? %20 é", databases.make("filled", pattern.env["DATABASE_URL"]))


@pytest.fixture
def empty(pattern, databases, tmp_path):
    return Installation(tmp_path / "empty # ? %20 é", databases.make("empty"))


def test_restore_brings_back_rows_files_and_secret(filled, empty, tmp_path):
    target = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(target))
    empty.succeed("restore", str(target))
    assert empty.sessions() == "kept"
    assert (empty.home / "media/sow/signed.pdf").read_bytes() == b"%PDF signed"
    assert (empty.home / "secret.key").read_text() == (filled.home / "secret.key").read_text()
    assert target.stat().st_mode & 0o077 == 0
    with tarfile.open(target) as tar:
        assert {member.mode for member in tar.getmembers()} == {0o600}
    assert [path for path in (empty.home, *empty.home.rglob("*")) if path.stat().st_mode & 0o077] == []
    assert not list(tmp_path.glob(".tandem-work-*"))
    assert (empty.home / "secret.key").stat().st_mode & 0o077 == 0


def test_restore_refuses_to_replace_what_is_there(filled, tmp_path):
    target = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(target))
    filled.add_session("later")
    assert "--force" in filled.refuse("restore", str(target))
    assert "Nothing was changed" in filled.refuse("restore", "--force", str(target), typed="yes\n")
    assert filled.sessions() == "kept,later"


def test_restore_by_force_goes_back_and_keeps_what_was_there_beside(filled, tmp_path):
    target = tmp_path / "all.tar.gz"
    filled.succeed("backup", str(target))
    filled.add_session("later")
    with at_work(filled):
        refused = filled.refuse("restore", "--force", str(target), typed="replace\n")
        assert "Stop it first" in refused or "Stop every web server and worker on it first" in refused
        assert filled.sessions() == "kept,later"
    filled.succeed("restore", "--force", str(target), typed="replace\n")
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


@contextmanager
def at_work(installation: Installation) -> Iterator[None]:
    """Somebody serves it: of the same home, or on PostgreSQL from another machine, which shows in no home."""
    if ON_POSTGRES:
        with psycopg.connect(installation.env["DATABASE_URL"].replace("postgres://", "postgresql://")):
            yield
    else:
        held = home.hold(installation.home)
        yield
        os.close(held)


def manifest_of_format_1(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    told = json.loads(content)
    return json.dumps({**{key: told[key] for key in ("engine", "made_at", "files")}, "format": 1}).encode()


def test_what_an_earlier_version_wrote_is_restored(filled, empty, tmp_path):
    filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    empty.succeed("restore", str(rewritten(tmp_path / "all.tar.gz", manifest_of_format_1)))
    assert empty.sessions() == "kept"


@contextmanager
def writers(installation: Installation) -> Iterator[None]:
    """Rows are written, a file grows, and others come and go, for as long as this lasts."""
    done = Event()

    def write_rows() -> None:
        with connected(installation) as (database, mark):
            for n in count():
                if done.is_set():
                    return
                database.execute(f"INSERT INTO django_session VALUES ({mark}, '', '2030-01-01')", [f"during{n}"])
                database.commit()

    def write_files() -> None:
        folder = installation.home / "media" / "imports"
        folder.mkdir(parents=True)
        with (folder / "upload.import").open("wb") as upload:
            for n in count():
                if done.is_set():
                    return
                upload.write(b"x" * 100_000)
                upload.flush()
                (folder / f"{n}.import").write_bytes(b"y" * 1000)
                (folder / f"{n - 3}.import").unlink(missing_ok=True)
                done.wait(0.005)

    threads = [Thread(target=write_rows), Thread(target=write_files)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


@contextmanager
def connected(installation: Installation) -> Iterator[tuple]:
    if ON_POSTGRES:
        with psycopg.connect(installation.env["DATABASE_URL"].replace("postgres://", "postgresql://")) as database:
            yield database, "%s"
    else:
        with closing(sqlite3.connect(installation.home / "tandem.sqlite3", timeout=30)) as database:
            yield database, "?"


def test_a_backup_while_rows_and_files_are_written_comes_back(filled, empty, tmp_path):
    with writers(filled):
        filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    empty.succeed("restore", str(tmp_path / "all.tar.gz"))
    kept = empty.sessions().split(",")
    assert sorted(kept) == sorted(["kept", *(f"during{n}" for n in range(len(kept) - 1))]), "a moment, without a gap"
    assert (empty.home / "media/imports/upload.import").stat().st_size > 0


def test_a_cut_end_is_refused(filled, tmp_path):
    """Also of the eight bytes that tar never reads: the sum of the whole and its length."""
    filled.succeed("backup", str(tmp_path / "all.tar.gz"))
    whole = (tmp_path / "all.tar.gz").read_bytes()
    for cut in (1, 4, 8, 200, len(whole) // 2):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:-cut])
        with pytest.raises(archive.Unusable, match="can't be read as a backup"):
            archive.unpack(tmp_path / "cut.tar.gz", tmp_path / f"out{cut}")


def test_a_killed_backup_leaves_nothing_that_others_read_and_the_next_one_clears_it_away(filled, tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    process = filled.begin("backup", str(target / "all.tar.gz"))
    ends = time.monotonic() + 60
    while not (left := list(target.glob(".tandem-work-*"))) and time.monotonic() < ends:
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert left, "it was killed while it worked"
    assert not (target / "all.tar.gz").exists()
    assert left[0].stat().st_mode & 0o077 == 0
    filled.succeed("backup", str(target / "next.tar.gz"))
    assert [path.name for path in target.iterdir()] == ["next.tar.gz"]


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
    assert manifest["tables"]["django_session"] == 1
    assert len(manifest["tables"]) > 50
    assert all(len(found) == 64 for found in manifest["files"].values())
