"""What other people wrote is what the lock file says, byte for byte, with its licence."""

import hashlib
import json

import pytest

from tandem.front.icons import VENDOR

LOCK = json.loads((VENDOR / "vendor.lock.json").read_text())
FILES = [(entry["folder"], name, told["sha256"]) for entry in LOCK for name, told in entry["files"].items()]


@pytest.mark.parametrize(("folder", "name", "sha256"), FILES)
def test_a_vendored_file_is_the_one_that_was_fetched(folder, name, sha256):
    assert hashlib.sha256((VENDOR / folder / name).read_bytes()).hexdigest() == sha256


def test_nothing_lies_there_that_the_lock_does_not_name():
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there == {f"{folder}/{name}" for folder, name, _hash in FILES} | {"vendor.lock.json"}


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: entry["package"])
def test_each_package_has_its_licence_and_its_integrity(entry):
    assert (VENDOR / entry["folder"] / "LICENSE").stat().st_size > 300
    assert entry["licence"] in {"OFL-1.1", "ISC", "0BSD", "MIT"}
    assert entry["integrity"].startswith("sha512-")


def test_no_script_asks_for_a_source_map_that_is_not_there():
    for script in VENDOR.rglob("*.js"):
        assert b"sourceMappingURL" not in script.read_bytes(), script.name
