"""The home is its owner's alone, and a restore has it to itself; whoever was killed holds nothing."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tandem import home

ROOT = Path(__file__).parents[1]
HOLD = "import sys, time; from pathlib import Path; from tandem import home; home.hold(Path(sys.argv[1])); print(flush=True); time.sleep(600)"
NOBODY = 65534


def loose(folder: Path) -> Path:
    """A home as an earlier version left it, open to everybody's reading."""
    for name in ("media/imports", "before-restore-20261124-120000"):
        (folder / name).mkdir(parents=True)
    for name in ("tandem.sqlite3", "tandem.sqlite3-wal", "secret.key", "media/imports/deals.import", "before-restore-20261124-120000/tandem.sqlite3"):  # fmt: skip
        (folder / name).write_text("hashes")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def open_to_others(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077 and not path.is_symlink()]


def test_what_an_earlier_version_left_open_is_closed(tmp_path):
    folder = loose(tmp_path / "home")
    assert len(open_to_others(folder)) == 9
    home.close_off(folder)
    assert open_to_others(folder) == []
    assert (folder / "secret.key").read_text() == "hashes"


def test_a_folder_that_everybody_shares_stays_theirs_but_not_our_files(tmp_path):
    folder = loose(tmp_path / "shared")
    folder.chmod(0o1777)
    (folder / "theirs").write_text("x")
    (folder / "theirs").chmod(0o644)
    (folder / "media" / "link").symlink_to(folder / "theirs")
    home.close_off(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o1777
    assert open_to_others(folder) == [folder, folder / "theirs"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can try as somebody else; the modes are tested above")
def test_another_account_reads_nothing(tmp_path):
    folder = loose(tmp_path / "home")
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_uid == 0 and not above.stat().st_mode & stat.S_ISVTX and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)
    assert tried_as_nobody(folder) == 0, "the control: it could be read before"
    home.close_off(folder)
    assert tried_as_nobody(folder) == 1


def tried_as_nobody(folder: Path) -> int:
    """0 if somebody else could read the database."""
    child = os.fork()
    if not child:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            os._exit(0 if os.read(os.open(folder / "tandem.sqlite3", os.O_RDONLY), 6) else 1)
        except OSError:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def held_by_another(folder: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, env=environment)
    assert process.stdout
    process.stdout.readline()
    return process


def test_whoever_is_at_work_keeps_a_restore_away_until_killed(tmp_path):
    others = [held_by_another(tmp_path), held_by_another(tmp_path)]
    for other in others:
        with pytest.raises(home.InUse, match="Tandem is running"), home.alone(tmp_path):
            pytest.fail("had it to itself")
        other.send_signal(signal.SIGKILL)
        other.wait()
        other.stdout.close()
    with home.alone(tmp_path):
        pass


def test_nobody_begins_while_a_restore_has_it(tmp_path):
    with home.alone(tmp_path):
        with pytest.raises(home.InUse, match="being restored"):
            home.hold(tmp_path)
        with pytest.raises(home.InUse), home.alone(tmp_path):
            pytest.fail("two at once")
    os.close(home.hold(tmp_path))


@pytest.mark.parametrize("name", ["file", "file/home"])
def test_a_file_is_no_home(tmp_path, name):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(home.Unfit, match=rf"must be a folder, and {tmp_path / 'file'} is a file"):
        home.make(tmp_path / name)


def test_what_is_made_is_closed(tmp_path):
    home.make(tmp_path / "a" / "home")
    assert stat.S_IMODE((tmp_path / "a" / "home").stat().st_mode) == 0o700
