"""The parts of a backup by themselves: what is compared, what is copied from a disk that can't be written, what is left."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tandem import clock
from tandem.front import backup
from tandem.front.backup import engines, files
from tandem.front.backup.archive import Manifest, Unusable

HEAD = [2, "d" * 64]


@pytest.fixture
def database(tmp_path) -> Path:
    """As a running one: what was written last stands only in the log beside the file."""
    place = tmp_path / "running # ? %20" / "firm.sqlite3"
    place.parent.mkdir()
    with closing(sqlite3.connect(tmp_path / "first.sqlite3")) as first:
        first.execute("PRAGMA journal_mode=WAL")
        first.executescript(
            "CREATE TABLE deal (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE ledger_head (id, length, digest)"
        )
        first.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        first.executemany("INSERT INTO deal (name) VALUES (?)", [("One",), ("Two",), ("Three",)])
        first.execute("INSERT INTO ledger_head VALUES (1, ?, ?)", HEAD)
        first.commit()
        for suffix in ("", "-wal"):
            place.with_name(place.name + suffix).write_bytes((tmp_path / f"first.sqlite3{suffix}").read_bytes())
    return place


def dumped(database: Path, tmp_path: Path, monkeypatch) -> tuple[Path, engines.Counted]:
    monkeypatch.setattr(engines, "name", lambda: str(database))
    (tmp_path / "room").mkdir(exist_ok=True)
    target = tmp_path / "room" / f"dump{time.monotonic_ns()}"
    return target, engines._dump_sqlite(target, tmp_path / "room")


def told(counted: engines.Counted, **other) -> Manifest:
    return Manifest(**{"format": 2, "engine": "sqlite", "made_at": "", "files": {}, "tables": counted.tables, "head": counted.head, **other})  # fmt: skip


def test_what_stands_in_the_log_is_in_the_dump(database, tmp_path, monkeypatch):
    target, counted = dumped(database, tmp_path, monkeypatch)
    assert counted == engines.Counted({"deal": 3, "ledger_head": 1}, HEAD)
    engines.compare(told(counted), target)


def test_so_it_is_on_a_disk_that_cannot_be_written(database, tmp_path, monkeypatch):
    connect = engines._connected

    def refuse(place: Path) -> sqlite3.Connection:
        """As SQLite does there: the log's index can't be made."""
        if place == database:
            raise sqlite3.OperationalError("unable to open database file")
        return connect(place)

    monkeypatch.setattr(engines, "_connected", refuse)
    target, counted = dumped(database, tmp_path, monkeypatch)
    engines.compare(told(counted), target)
    assert counted.tables["deal"] == 3
    assert sorted(path.name for path in database.parent.iterdir()) == ["firm.sqlite3", "firm.sqlite3-wal"]


def test_one_that_others_write_meanwhile_is_not_copied(database, tmp_path, monkeypatch):
    copy = files.shutil.copyfile

    def copy_slowly(source: Path, target: Path) -> None:
        copy(source, target)
        os.utime(database, ns=(1, 1))

    monkeypatch.setattr(engines.shutil, "copyfile", copy_slowly)
    with pytest.raises(Unusable, match="somebody else writes"):
        engines._copied(database, tmp_path)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"tables": {"deal": 2, "ledger_head": 1}}, "lacks rows or has too many: deal"),
        ({"tables": {"deal": 4, "ledger_head": 1}}, "lacks rows or has too many: deal"),
        ({"tables": {"deal": 3, "ledger_head": 1, "promise": 1}}, "lacks rows or has too many: promise"),
        ({"tables": {"deal": 3}}, "other tables"),
        ({"tables": {}}, "lacks rows"),
        ({"head": [3, HEAD[1]]}, "another ledger"),
        ({"head": [2, "e" * 64]}, "another ledger"),
        ({"head": None}, "another ledger"),
    ],
)
def test_a_dump_that_is_not_what_was_counted_is_no_backup(database, tmp_path, monkeypatch, other, said):
    target, counted = dumped(database, tmp_path, monkeypatch)
    with pytest.raises(Unusable, match=said):
        engines.compare(told(counted, **other), target)


def test_an_empty_database_is_no_backup_of_a_full_one(database, tmp_path, monkeypatch):
    """What was once archived where a path had a # in it."""
    _target, counted = dumped(database, tmp_path, monkeypatch)
    sqlite3.connect(tmp_path / "empty").close()
    with pytest.raises(Unusable):
        engines.compare(told(counted), tmp_path / "empty")


def test_a_damaged_one_is_named(database, tmp_path, monkeypatch):
    target, counted = dumped(database, tmp_path, monkeypatch)
    content = bytearray(target.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    target.write_bytes(content)
    with pytest.raises(Unusable, match="damaged"):
        engines.compare(told(counted), target)


def test_a_workroom_is_closed_and_gone_afterwards(tmp_path):
    with files.workroom(tmp_path) as room:
        assert room.stat().st_mode & 0o077 == 0
        (room / "database").write_text("everything")
    assert list(tmp_path.iterdir()) == []


def test_the_next_one_clears_away_what_a_killed_one_left_but_not_anothers(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from tandem.front.backup.files import workroom\n"
        "with workroom(Path(sys.argv[1])) as room: (room / 'database').write_text('x'); print(room, flush=True); time.sleep(600)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "DJANGO_SETTINGS_MODULE": "tandem.settings"}  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=env)
    assert process.stdout
    left = Path(process.stdout.readline().strip())
    (tmp_path / "mine").mkdir()
    with files.workroom(tmp_path):
        assert (left / "database").exists(), "somebody is at work in it"
    process.kill()
    process.wait()
    process.stdout.close()
    assert (left / "database").exists()
    with files.workroom(tmp_path):
        assert not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_what_is_called_done_is_on_the_disk(db, tmp_path, settings, monkeypatch):
    """Synced before it gets its name; the name synced after it."""
    if connection.vendor != "sqlite":
        pytest.skip("the same files; making the dump would need the server's own programs")
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    synced: list[Path] = []
    monkeypatch.setattr(backup, "sync", synced.append)
    made = backup.make(tmp_path / "all.tar.gz", clock.now())
    assert made.tables
    assert [path.name for path in synced] == ["archive", tmp_path.name]
    assert (tmp_path / "all.tar.gz").exists()


@pytest.mark.parametrize("links", [True, False])
def test_of_two_to_one_name_at_once_the_first_stays_and_the_second_says_so(tmp_path, monkeypatch, links):
    target = tmp_path / "all.tar.gz"

    def made(folder: Path, at) -> None:
        (folder / "archive").write_text("mine")
        target.write_text("somebody else's")

    def no_links(*_names) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(backup, "_made", made)
    if not links:
        monkeypatch.setattr(files.os, "link", no_links)
    with pytest.raises(Unusable, match="made by somebody else meanwhile"):
        backup.make(target, clock.now())
    assert target.read_text() == "somebody else's"
    assert list(tmp_path.iterdir()) == [target], "nothing is left of it"
    target.unlink()
    monkeypatch.setattr(backup, "_made", lambda folder, at: (folder / "archive").write_text("mine"))
    backup.make(target, clock.now())
    assert target.read_text() == "mine"


def test_no_room_for_the_copy_is_not_called_a_database_that_cannot_be_read(database, tmp_path, monkeypatch):
    def full(*_given) -> None:
        problem = sqlite3.OperationalError("database or disk is full")
        problem.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise problem

    monkeypatch.setattr(engines, "_counted", full)
    with pytest.raises(Unusable, match=f"no room for a copy of the database in {tmp_path}"):
        dumped(database, tmp_path, monkeypatch)
