"""One archive with all that an installation is: the database, the uploaded files and the secret, each with its hash.

It can be made while Tandem runs: SQLite's own backup and pg_dump both read one moment. Copying the database's file
would not do: what was written last stands beside it, in the write-ahead log. Before it is called done, what was written
is read again: every sum, every table's rows and the ledger's head are as they were in that moment.
"""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from tandem.front.backup import archive, engines
from tandem.front.backup.archive import DATABASE, FORMAT, MEDIA, SECRET, Manifest, Unusable
from tandem.front.backup.files import give_name, move_aside, sync, sync_all, workroom
from tandem.home import FILE

__all__ = ["Manifest", "Unusable", "make", "restore", "what_is_there"]


def make(target: Path, at: datetime) -> Manifest:
    """Write the archive, readable by its owner alone, and read it again. Raises Unusable; then nothing is left behind."""
    if target.exists():
        raise Unusable(f"{target} exists already. Choose another name, or move it away.")
    if not target.parent.is_dir():
        raise Unusable(f"There is no folder {target.parent}.")
    try:
        with workroom(target.parent) as folder:
            manifest = _made(folder, at)
            sync(folder / "archive")
            give_name(folder / "archive", target)
            sync(target.parent)
    except FileExistsError as problem:
        raise Unusable(f"{target} was made by somebody else meanwhile; this backup is not kept.") from problem
    except OSError as problem:
        raise Unusable(f"{target} can't be written: {problem.strerror or problem}.") from problem
    return manifest


def _made(folder: Path, at: datetime) -> Manifest:
    content = folder / "content"
    content.mkdir()
    counted = engines.dump(content / DATABASE, folder)
    _copy_files(content)
    sums = archive.sums(content)
    manifest = Manifest(FORMAT, connection.vendor, at.isoformat(), sums, counted.tables, counted.head)
    archive.write(folder / "archive", content, manifest)
    shutil.rmtree(content)
    engines.compare(archive.unpack(folder / "archive", folder / "again"), folder / "again" / DATABASE)
    return manifest


def _copy_files(content: Path) -> None:
    """Each is read once, after the database: what comes or goes meanwhile is in the archive as it was read, or not."""
    secret = settings.HOME / SECRET
    if secret.exists():
        shutil.copyfile(secret, content / SECRET)
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        place = content / MEDIA / path.relative_to(media)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, place)
        except FileNotFoundError:
            place.unlink(missing_ok=True)


def restore(source: Path, at: datetime, *, over_existing: bool) -> Manifest:
    """Put the archive's content in place, once all of it is found right; the database still has to be migrated.
    The caller has the home to itself (`tandem.home.alone`).

    What was there before, if `over_existing`, is moved into a folder beside it, not deleted.
    Raises Unusable; then nothing has been changed.
    """
    with workroom(settings.HOME) as folder:
        manifest = archive.unpack(source, folder / "content")
        if manifest.engine != connection.vendor:
            raise Unusable(
                f"This is a backup of {manifest.engine}, and this installation uses {connection.vendor}. "
                "DATABASE_URL decides which."
            )
        engines.compare(manifest, folder / "content" / DATABASE)
        if not over_existing and (found := what_is_there()):
            raise Unusable(f"There is something here already: {', '.join(found)}. --force replaces it.")
        engines.must_be_alone()
        connection.close()
        _put_in_place(folder, settings.HOME / f"before-restore-{at:%Y%m%d-%H%M%S}")
    return manifest


def what_is_there() -> list[str]:
    """What a restore would replace, in words: empty for a new installation."""
    found = []
    if engines.has_tables():
        found.append(f"a database ({engines.name()})")
    if any(Path(settings.MEDIA_ROOT).glob("*")):
        found.append(f"files ({settings.MEDIA_ROOT})")
    return found


def _put_in_place(folder: Path, aside: Path) -> None:
    """The database first: it's what can still be refused, by PostgreSQL."""
    content = folder / "content"
    sync_all(content)
    engines.load(content / DATABASE, aside, folder)
    for name, place in ((MEDIA, Path(settings.MEDIA_ROOT)), (SECRET, settings.HOME / SECRET)):
        if name == SECRET and not (content / SECRET).exists():
            continue
        move_aside(place, aside)
        if (content / name).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(content / name, place)
    if (settings.HOME / SECRET).exists():
        (settings.HOME / SECRET).chmod(FILE)
    sync(settings.HOME)
