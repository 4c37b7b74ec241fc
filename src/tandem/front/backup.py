"""One archive with all that an installation is: the database, the uploaded files and the secret, each with its hash.

It can be made while Tandem runs: SQLite's own backup and pg_dump both read one moment. Copying the database's file
would not do: what was written last stands beside it, in the write-ahead log. This is the only file of `front`
that knows the engines apart.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

FORMAT = 1
MANIFEST, DATABASE, SECRET, MEDIA = "manifest.json", "database", "secret.key", "media"
BLOCK = 1 << 20


class Unusable(Exception):
    """The backup can't be made or taken back; says why, in words for the person at the keyboard."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: every file with the sum that it must have."""

    format: int
    engine: str
    made_at: str
    files: dict[str, str]


def make(target: Path, at: datetime) -> Manifest:
    """Write the archive, readable by its owner alone. Raises Unusable; then nothing is left behind."""
    if target.exists():
        raise Unusable(f"{target} exists already. Choose another name, or move it away.")
    if not target.parent.is_dir():
        raise Unusable(f"There is no folder {target.parent}.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        folder = Path(name)
        _dump_database(folder / DATABASE)
        sources = dict(_sources(folder / DATABASE))
        sums = {inside: _sum(path) for inside, path in sources.items()}
        manifest = Manifest(FORMAT, connection.vendor, at.isoformat(), sums)
        _write(folder / "archive", sources, manifest)
        (folder / "archive").rename(target)
    return manifest


def _sources(database: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, database
    secret = settings.HOME / SECRET
    if secret.exists():
        yield SECRET, secret
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{MEDIA}/{path.relative_to(media).as_posix()}", path


def _write(archive: Path, sources: dict[str, Path], manifest: Manifest) -> None:
    archive.touch(mode=0o600)
    about = archive.with_name(MANIFEST)
    about.write_text(json.dumps(asdict(manifest), indent=2))
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        # First, so that reading it doesn't mean unpacking everything.
        tar.add(about, MANIFEST)
        for inside, path in sources.items():
            tar.add(path, inside)


def restore(archive: Path, at: datetime, *, over_existing: bool) -> Manifest:
    """Put the archive's content in place, once every sum is right; the database still has to be migrated.

    What was there before, if `over_existing`, is moved into a folder beside it, not deleted.
    Raises Unusable; then nothing has been changed.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.HOME) as name:
        folder = Path(name)
        manifest = _unpack_checked(archive, folder)
        if manifest.engine != connection.vendor:
            raise Unusable(
                f"This is a backup of {manifest.engine}, and this installation uses {connection.vendor}. "
                "DATABASE_URL decides which."
            )
        if not over_existing and (found := what_is_there()):
            raise Unusable(f"There is something here already: {', '.join(found)}. --force replaces it.")
        connection.close()
        _put_in_place(folder, settings.HOME / f"before-restore-{at:%Y%m%d-%H%M%S}")
    return manifest


def what_is_there() -> list[str]:
    """What a restore would replace, in words: empty for a new installation."""
    found = []
    if _has_tables():
        found.append(f"a database ({_database_name()})")
    if any(Path(settings.MEDIA_ROOT).glob("*")):
        found.append(f"files ({settings.MEDIA_ROOT})")
    return found


def _has_tables() -> bool:
    # Asking SQLite for its tables would make the file.
    if connection.vendor == "sqlite" and not Path(_database_name()).exists():
        return False
    return bool(connection.introspection.table_names())


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _unpack_checked(archive: Path, folder: Path) -> Manifest:
    """Unpack what the manifest names, and only that, into `folder`, comparing every sum."""
    try:
        with tarfile.open(archive, "r:*") as tar:
            manifest = _read_manifest(tar)
            for inside, wanted in manifest.files.items():
                _take_out(tar, inside, folder, wanted)
    except FileNotFoundError as problem:
        raise Unusable(f"There is no file {archive}.") from problem
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise Unusable(f"{archive} can't be read as a backup: {problem}") from problem
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        content = tar.extractfile(MANIFEST)
        manifest = Manifest(**json.loads(content.read() if content else b""))
    except (KeyError, TypeError, ValueError) as problem:
        raise Unusable("This archive has no manifest, so it isn't a backup of Tandem's.") from problem
    if manifest.format != FORMAT:
        raise Unusable(f"This backup has format {manifest.format}; this version of Tandem reads {FORMAT}.")
    return manifest


def _take_out(tar: tarfile.TarFile, inside: str, folder: Path, wanted: str) -> None:
    parts = PurePosixPath(inside).parts
    if parts not in {(DATABASE,), (SECRET,)} and (parts[:1] != (MEDIA,) or ".." in parts):
        raise Unusable(f"This archive holds {inside!r}, which no backup of Tandem's does.")
    try:
        content = tar.extractfile(inside)
    except KeyError:
        content = None
    if content is None:
        raise Unusable(f"{inside} is missing from this archive.")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as written:
        shutil.copyfileobj(content, written, BLOCK)
    if _sum(target) != wanted:
        raise Unusable(f"{inside} isn't as it was when the backup was made: the archive is damaged.")


def _put_in_place(folder: Path, aside: Path) -> None:
    """The database first: it's what can still be refused, by PostgreSQL."""
    _load_database(folder / DATABASE, aside)
    for name, place in ((MEDIA, Path(settings.MEDIA_ROOT)), (SECRET, settings.HOME / SECRET)):
        if name == SECRET and not (folder / SECRET).exists():
            continue
        _move_aside(place, aside)
        if (folder / name).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / name, place)
            if name == SECRET:
                place.chmod(0o600)


def _move_aside(place: Path, aside: Path) -> None:
    if place.exists():
        aside.mkdir(exist_ok=True)
        shutil.move(place, aside / place.name)


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(target)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}", name_goes="last")


def _copy_sqlite(target: Path) -> None:
    source = Path(_database_name())
    if not source.exists():
        raise Unusable(f"There is no database yet: {source}.")
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as running, sqlite3.connect(target) as copy:
        running.backup(copy)
        # One file, whole in itself: no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    running.close()
    copy.close()
    if answer != "ok":
        raise Unusable(f"The database is damaged: {answer}")


def _load_database(dump: Path, aside: Path) -> None:
    if connection.vendor == "sqlite":
        place = Path(_database_name())
        for suffix in ("", "-wal", "-shm"):
            _move_aside(place.with_name(place.name + suffix), aside)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(dump, place)
    else:
        how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres("pg_restore", *how, str(dump), name_goes="--dbname")


def _postgres(program: str, *arguments: str, name_goes: str) -> None:
    """Run one of PostgreSQL's own programs on the database of the settings; the password goes by environment."""
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("PGBIN", ""), os.environ.get("PATH", "")]))
    if found is None:
        raise Unusable(
            f"{program} isn't on PATH. It comes with PostgreSQL's client (on Debian or Ubuntu: "
            "sudo apt install postgresql-client); if it's elsewhere, name its folder with PGBIN."
        )
    (_, *place, name), env = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    which = [name] if name_goes == "last" else [name_goes, name]
    done = subprocess.run(  # noqa: S603
        [found, *place, *arguments, *which], env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise Unusable(f"{program} failed: {done.stderr.strip()}")


def _sum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
