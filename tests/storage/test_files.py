"""Uploaded files: whole or not there, in the database or in an S3-compatible store, the same for who reads them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tandem import settings as ours
from tandem.storage import backend, files
from tandem.storage.models import Piece, StoredFile
from tests.storage.fake_s3 import Store, serving


class TooLarge(Exception):
    pass


LARGE = os.urandom(7 * 1024 * 1024 + 13)


def keep(name: str, *pieces: bytes, most: int = 10**9) -> str:
    return files.keep(name, pieces, most=most, too_large=TooLarge())


def read(name: str) -> bytes:
    with files.on_this_machine(name) as path:
        return path.read_bytes()


@pytest.fixture(scope="module")
def s3():
    with serving() as store:
        yield store


@pytest.fixture(params=["database", "s3"])
def store(request, db, settings, s3: Store, monkeypatch):
    """Each test runs over both."""
    if request.param == "database":
        yield None
        return
    s3.files.clear()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("FILES", "s3://firm/tandem")
    monkeypatch.setenv("S3_ENDPOINT", s3.url)
    settings.STORAGES = {**settings.STORAGES, "default": ours._files()}
    yield s3


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"abc", b"", b"def"], [LARGE[:100], LARGE[100:]], [LARGE]])
def test_what_goes_in_comes_out_however_it_was_cut(store, pieces):
    digest = keep("imports/a.import", *pieces)
    whole = b"".join(pieces)
    assert read("imports/a.import") == whole
    assert files.size_of("imports/a.import") == len(whole)
    assert [(each.name, each.size) for each in files.listed()] == [("imports/a.import", len(whole))]
    assert digest == __import__("hashlib").sha256(whole).hexdigest()


def test_a_file_that_is_too_large_leaves_nothing(store):
    with pytest.raises(TooLarge):
        keep("imports/a.import", LARGE, b"more", most=len(LARGE))
    assert list(files.listed()) == []
    assert not Piece.objects.exists()
    with pytest.raises(files.Gone):
        read("imports/a.import")


def test_names_are_kept_and_never_overwritten(store):
    keep("a/b/c", b"first")
    with pytest.raises(FileExistsError):
        keep("a/b/c", b"second")
    assert read("a/b/c") == b"first"
    keep("a/d", b"x")
    assert [each.name for each in files.listed()] == ["a/d", "a/b/c"]


def test_forgotten_is_forgotten_and_twice_is_no_mistake(store):
    keep("a", b"x")
    files.forget("a")
    files.forget("a")
    with pytest.raises(files.Gone):
        files.size_of("a")


def test_the_copy_on_this_machine_is_ours_alone_and_goes(store):
    keep("a.csv", b"x")
    with files.on_this_machine("a.csv") as path:
        assert path.suffix == ".csv"
        assert path.parent.stat().st_mode & 0o077 == 0
    assert not path.parent.exists()


def test_what_lay_in_a_folder_is_taken_in_once(store, tmp_path):
    for name, content in {"imports/a.import": b"one", "imports/b.import": LARGE, "c": b""}.items():
        path: Path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    keep("imports/a.import", b"one")  # cut off between taking it in and taking it away
    assert files.take_in(tmp_path / "media") == 3
    assert files.take_in(tmp_path / "media") == 0
    assert files.take_in(tmp_path / "nowhere") == 0
    assert read("imports/b.import") == LARGE
    assert list((tmp_path / "media").iterdir()) == []


def test_a_file_that_differs_from_the_one_kept_stays_where_it_is(store, tmp_path):
    keep("a", b"kept")
    (tmp_path / "a").write_bytes(b"another one")
    assert files.take_in(tmp_path) == 0
    assert (tmp_path / "a").exists()


def test_what_is_half_written_is_not_there_and_swept_up(db):
    from django.utils import timezone

    now = timezone.now()
    row = StoredFile.objects.create(name="half", made_at=now)
    Piece.objects.create(file=row, number=0, content=b"x")
    with pytest.raises(files.Gone):
        read("half")
    assert list(files.listed()) == []
    assert files.forget_cut_off(now + timedelta(hours=23)) == 0
    assert files.forget_cut_off(now + timedelta(hours=25)) > 0
    assert not Piece.objects.exists()


def test_no_piece_is_large(db):
    keep("a", LARGE)
    sizes = [len(content) for content in Piece.objects.values_list("content", flat=True)]
    assert max(sizes) <= backend.PIECE_BYTES
    assert sum(sizes) == len(LARGE)


def test_files_of_the_database_are_read_not_written_in_place(db):
    default_storage.save("a", ContentFile(b"x"))
    with pytest.raises(ValueError):
        default_storage.open("a", "wb")


@pytest.mark.parametrize("given", ["s3://", "s3:///folder", "ftp://firm/a", "nonsense"])
def test_a_store_that_cannot_be_is_named_in_one_sentence(monkeypatch, given):
    monkeypatch.setenv("FILES", given)
    with pytest.raises(ImproperlyConfigured, match=r"FILES=.*s3://bucket/folder"):
        ours._files()


def test_the_s3_client_is_not_loaded_without_need():
    import subprocess
    import sys

    asked = "import django, sys; django.setup(); from tandem.storage import files; files.default_storage.exists; print('boto3' in sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tandem.settings", "PYTHONPATH": "src"}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.strip() == "False"
