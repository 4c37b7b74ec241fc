"""How each database is dumped, looked into and loaded: the only file of `front` that knows the engines apart."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection, transaction

from tandem.front.backup.archive import Manifest, Unusable
from tandem.front.backup.files import move_aside, sync

HEAD = "ledger_head"
SUFFIXES = ("", "-wal", "-shm")
COPY = re.compile(rb'^COPY (?:"?public"?\.)?"?([^". ]+)"? \((.*)\) FROM stdin;$')
EMPTY = (
    "DO $$ DECLARE name text; BEGIN FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP "
    "EXECUTE format('DROP TABLE public.%I CASCADE', name); END LOOP; END $$"
)


@dataclass(frozen=True)
class Counted:
    """Of one moment: the rows of each table, and the ledger's head (how many entries, the digest of the newest)."""

    tables: dict[str, int]
    head: list | None


def name() -> str:
    return str(connection.settings_dict["NAME"])


def has_tables() -> bool:
    # Asking SQLite for its tables would make the file.
    if connection.vendor == "sqlite" and not Path(name()).exists():
        return False
    return bool(connection.introspection.table_names())


def dump(target: Path, room: Path) -> Counted:
    """The whole database as of one moment into the file `target`; what was in it then. `room` is for what it takes."""
    return _dump_sqlite(target, room) if connection.vendor == "sqlite" else _dump_postgres(target)


def compare(manifest: Manifest, dumped: Path) -> None:
    """Open what was dumped and look whether it is what the manifest tells.

    Raises:
        Unusable: it's damaged, or other rows are in it.
    """
    found = _look_sqlite(dumped) if manifest.engine == "sqlite" else _look_postgres(dumped)
    if manifest.tables is None:
        return
    wrong = sorted(table for table in manifest.tables if found.tables.get(table) != manifest.tables[table])
    if wrong or set(found.tables) - set(manifest.tables) or not manifest.tables:
        raise Unusable(f"The copy of the database lacks rows or has too many: {', '.join(wrong) or 'other tables'}.")
    if found.head != manifest.head:
        raise Unusable("The copy of the database has another ledger than the database.")


def load(dumped: Path, aside: Path, room: Path) -> None:
    """Put the dump in the place of the database; SQLite's is kept in the folder `aside`."""
    if connection.vendor == "sqlite":
        place = Path(name())
        for suffix in SUFFIXES:
            move_aside(place.with_name(place.name + suffix), aside)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(dumped, place)
        sync(place)
        sync(place.parent)
    else:
        script = room / "script.sql"
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(dumped))
        # One transaction: tables that the backup doesn't know go, and come back if anything fails.
        how = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _on_database("psql", *how, f"--command={EMPTY}", f"--file={script}")


def must_be_alone() -> None:
    """On PostgreSQL others may work on the database from other machines, where no lock of the home's is seen.

    Raises:
        Unusable: somebody is connected.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise Unusable(
            f"The database {name()!r} is in use ({others} connected). Stop every web server and worker on it first."
        )


def _dump_sqlite(target: Path, room: Path) -> Counted:
    source = Path(name())
    if not source.exists():
        raise Unusable(f"There is no database yet: {source}.")
    try:
        with _opened(source, room) as running, closing(sqlite3.connect(target)) as copy:
            # The copy is made within this reading transaction, so it's of the moment that is counted here.
            running.execute("BEGIN")
            counted = _counted(_tables(running), lambda query: running.execute(query).fetchall())
            running.backup(copy)
            # One file, whole in itself: no write-ahead log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as problem:
        if problem.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise Unusable(f"There is no room for a copy of the database in {room.parent}.") from problem
        raise Unusable(f"The database {source} can't be read: {problem}.") from problem
    return counted


@contextmanager
def _opened(source: Path, room: Path) -> Iterator[sqlite3.Connection]:
    """To read. A log beside the file can't be read on a disk that can't be written, so both are copied from there."""
    try:
        found = _connected(source)
        found.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        found = _connected(_copied(source, room))
    with closing(found):
        yield found


def _connected(source: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True, isolation_level=None)


def _copied(source: Path, room: Path) -> Path:
    copy = room / "copied"
    beside = [source.with_name(source.name + suffix) for suffix in ("", "-wal")]
    files = [path for path in beside if path.exists()]
    before = [(path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    for path in files:
        shutil.copyfile(path, copy.with_name(copy.name + path.name.removeprefix(source.name)))
    if before != [(path.stat().st_size, path.stat().st_mtime_ns) for path in beside if path.exists()]:
        raise Unusable(f"The database {source} can only be read, and somebody else writes to it. Stop them first.")
    return copy


def _look_sqlite(dumped: Path) -> Counted:
    try:
        with closing(_connected(dumped)) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                raise Unusable(f"The database is damaged: {answer}")
            return _counted(_tables(copy), lambda query: copy.execute(query).fetchall())
    except sqlite3.Error as problem:
        raise Unusable(f"The database is damaged: {problem}") from problem


def _tables(of: sqlite3.Connection) -> list[str]:
    rows = of.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return [row[0] for row in rows]


def _counted(tables: Iterable[str], ask: Callable[[str], list]) -> Counted:
    found = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608
    head = ask(f"SELECT length, digest FROM {HEAD} ORDER BY id") if HEAD in found else []  # noqa: S608
    return Counted(found, list(head[0]) if head else None)


def _dump_postgres(target: Path) -> Counted:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]

        def ask(query: str) -> list:
            cursor.execute(query)
            return cursor.fetchall()

        tables = [row[0] for row in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counted = _counted(tables, ask)
        if not tables:
            raise Unusable(f"There is nothing yet in the database {name()!r}.")
        _on_database("pg_dump", "--format=custom", "--no-owner", f"--snapshot={moment}", f"--file={target}")
    return counted


def _look_postgres(dumped: Path) -> Counted:
    """The rows that the dump would copy into each table, read without any server."""
    found: dict[str, int] = {}
    head: list | None = None
    program = _found("pg_restore")
    with subprocess.Popen([program, "--data-only", "--file=-", str(dumped)], stdout=subprocess.PIPE) as reading:  # noqa: S603
        assert reading.stdout is not None
        lines = iter(reading.stdout)
        for line in lines:
            if not (start := COPY.match(line.rstrip(b"\n"))):
                continue
            table, columns = start[1].decode(), [each.strip('" ') for each in start[2].decode().split(",")]
            rows = _rows(lines)
            first = next(rows, None)
            found[table] = (first is not None) + sum(1 for _row in rows)
            if table == HEAD and first is not None:
                values = dict(zip(columns, first.decode().split("\t"), strict=True))
                head = [int(values["length"]), values["digest"]]
    if reading.returncode:
        raise Unusable("The copy of the database can't be read: see the words of pg_restore above.")
    return Counted(found, head)


def _rows(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.rstrip(b"\n") == b"\\.":
            return
        yield line.rstrip(b"\n")


def _on_database(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on the database of the settings; the password goes by environment."""
    (_, *place, named), env = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    _run(program, *place, *arguments, f"--dbname={named}", env=env)


def _run(program: str, *arguments: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603
        [_found(program), *arguments], env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise Unusable(f"{program} failed: {done.stderr.strip()}")


def _found(program: str) -> str:
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("PGBIN", ""), os.environ.get("PATH", "")]))
    if found is None:
        raise Unusable(
            f"{program} isn't on PATH. It comes with PostgreSQL's client (on Debian or Ubuntu: "
            "sudo apt install postgresql-client); if it's elsewhere, name its folder with PGBIN."
        )
    return found
