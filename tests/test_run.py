"""The one entry: any POSIX shell reads it, its help is whole, its locks hold hashes and nothing else."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = ROOT / "run"
COMMANDS = ["demo", "serve", "work", "import", "backup", "restore", "vendor", "test", "bench", "manage"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def run(*arguments: str, script: Path = RUN, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", script, *arguments], env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


@pytest.mark.parametrize("script", [RUN, ROOT / ".ci" / "run"], ids=["run", "ci"])
def test_scripts_can_be_started_and_read_by_any_shell(script):
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", script]).returncode == 0


@pytest.mark.parametrize("asked", ["--help", "-h", "help"])
def test_help_lists_every_command(asked):
    told = run(asked)
    assert told.returncode == 0
    assert [name for name in COMMANDS if not re.search(rf"^  \./run {name}\b", told.stdout, re.M)] == []


def test_help_lists_every_part_of_the_tests():
    from tools.test import parts

    told = run("--help").stdout
    assert [part.name for part in parts([]) if part.name not in told] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_help_is_known_to_the_script(name):
    cases = RUN.read_text().split("case $1 in", 1)[1]
    assert re.search(rf"(^|\| ){name}\b[^\n]*\)", cases, re.M)


def test_unknown_command_is_refused_in_words():
    told = run("dance")
    assert told.returncode == 1
    assert told.stderr == 'There is no command "dance". ./run --help lists them.\n'


@pytest.fixture
def bare(tmp_path):
    """A checkout with nothing made yet."""
    shutil.copy(RUN, tmp_path / "run")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("")
    return tmp_path


def imitation(folder: Path, *, version: str, has_venv: bool) -> str:
    """A Python that only tells its version and whether it has venv: older ones aren't at hand."""
    script = folder / f"python-{version}"
    new_enough = 0 if tuple(map(int, version.split("."))) >= (3, 11) else 1
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in -V) echo "Python {version}" ;;\n'
        f"*version_info*) exit {new_enough} ;;\n"
        f"*ensurepip*) exit {0 if has_venv else 1} ;; esac\n"
    )
    script.chmod(0o755)
    return str(script)


def test_too_old_python_is_refused_with_what_to_do(bare):
    told = run("demo", script=bare / "run", PYTHON=imitation(bare, version="3.9", has_venv=True))
    assert told.returncode == 1
    assert "Python 3.11 or newer" in told.stderr
    assert "apt install python3" in told.stderr


def test_python_without_venv_is_refused_with_what_to_do(bare):
    told = run("demo", script=bare / "run", PYTHON=imitation(bare, version="3.12", has_venv=False))
    assert told.returncode == 1
    assert "Python 3.12 is here, but not its venv part" in told.stderr
    assert "apt install python3-venv" in told.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_locks_hold_versions_and_hashes_and_no_address(lock):
    lines = lock.read_text().splitlines()
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z,]+\])?==[\w.]+( ; [^\\]+)? \\")
    hashed = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pinned.fullmatch(line) and not hashed.fullmatch(line)] == []
    assert lines


def test_every_lock_has_the_file_that_it_was_compiled_from():
    assert [lock.stem for lock in LOCKS] == ["boot", "run", "test"]
    assert all(lock.with_suffix(".in").exists() for lock in LOCKS)
