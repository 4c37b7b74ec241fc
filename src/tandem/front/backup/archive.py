"""The archive itself: a .tar.gz with a manifest of what it must hold."""

import gzip
import hashlib
import json
import shutil
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from tandem.front.backup.files import private
from tandem.home import FILE

# 2 tells the rows of each table and the ledger's head; what was written by 1 is still read.
FORMAT = 2
READ = (1, 2)
MANIFEST, DATABASE, SECRET, MEDIA = "manifest.json", "database", "secret.key", "media"
BLOCK = 1 << 20


class Unusable(Exception):
    """The backup can't be made or taken back; says why, in words for the person at the keyboard."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: every file with the sum that it must have, every table with its rows, and the ledger's
    head (how many entries, the digest of the newest; None where there is no ledger)."""

    format: int
    engine: str
    made_at: str
    files: dict[str, str]
    tables: dict[str, int] | None = None
    head: list | None = None


def sums(content: Path) -> dict[str, str]:
    """Every file in the folder, by its name in the archive, with its SHA-256."""
    return {path.relative_to(content).as_posix(): _sum(path) for path in sorted(content.rglob("*")) if path.is_file()}


def write(archive: Path, content: Path, manifest: Manifest) -> None:
    about = archive.with_name(MANIFEST)
    about.write_text(json.dumps(asdict(manifest), indent=2))
    with open(archive, "xb", opener=private) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
        # First, so that reading it doesn't mean unpacking everything.
        tar.add(about, MANIFEST, filter=_closed)
        for inside in manifest.files:
            tar.add(content / inside, inside, filter=_closed)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack what the manifest names, and only that, into the new `folder`, comparing every sum.

    Raises:
        Unusable: it's no archive of Tandem's, isn't whole, or something in it isn't as it was.
    """
    folder.mkdir()
    try:
        _must_end(archive)
        with tarfile.open(archive, "r:gz") as tar:
            manifest = _read_manifest(tar)
            for inside, wanted in manifest.files.items():
                _take_out(tar, inside, folder, wanted)
    except FileNotFoundError as problem:
        raise Unusable(f"There is no file {archive}.") from problem
    except (tarfile.TarError, EOFError, OSError, ValueError) as problem:
        raise Unusable(f"{archive} can't be read as a backup: {problem}") from problem
    return manifest


def _must_end(archive: Path) -> None:
    """To its last byte, whose sum covers all of it: tar stops before, so that it wouldn't miss a cut tail."""
    with gzip.open(archive) as whole:
        while whole.read(BLOCK):
            pass


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        content = tar.extractfile(MANIFEST)
        manifest = Manifest(**json.loads(content.read() if content else b""))
        _names = [manifest.files[DATABASE], manifest.engine, manifest.made_at]
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise Unusable("This archive has no manifest, so it isn't a backup of Tandem's.") from problem
    if manifest.format not in READ:
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
    with content, open(target, "xb", opener=private) as written:
        shutil.copyfileobj(content, written, BLOCK)
    if _sum(target) != wanted:
        raise Unusable(f"{inside} isn't as it was when the backup was made: the archive is damaged.")


def _closed(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """However it's unpacked, by whatever program: for its owner alone."""
    member.mode, member.uid, member.gid, member.uname, member.gname = FILE, 0, 0, "", ""
    return member


def _sum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
