"""The throw-away PostgreSQL comes up, is a real one, and leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tools import postgres


@pytest.fixture(scope="module")
def url():
    with postgres.server() as address:
        yield address.replace("postgres://", "postgresql://")


def test_server_takes_connections_and_is_current(url):
    with psycopg.connect(url) as connection:
        assert connection.info.server_version >= 160000
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_server_listens_on_this_machine_only(url):
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_settings_win_over_the_forgetful_ones():
    with (
        postgres.server({"fsync": "on"}) as address,
        psycopg.connect(address.replace("postgres:", "postgresql:")) as connection,
    ):
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_command_gets_the_address_and_its_exit_code_is_ours():
    look = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, postgres.__file__, "run", "--", sys.executable, "-c", look], capture_output=True, text=True
    )
    assert done.returncode == 7
    assert done.stdout.startswith("postgres://tandem@127.0.0.1:")


def test_nothing_is_left_behind():
    with postgres.server() as address:
        port = address.rsplit(":", 1)[1].split("/")[0]
        with psycopg.connect(address.replace("postgres://", "postgresql://")) as connection:
            data = Path(connection.execute("SHOW data_directory").fetchone()[0])
        assert data.exists()
    assert not data.parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://tandem@127.0.0.1:{port}/postgres")


def test_missing_binaries_are_named(monkeypatch):
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    monkeypatch.delenv("PGBIN", raising=False)
    with pytest.raises(postgres.NotStarted, match="PGBIN"):
        postgres.binaries()


def test_server_that_cannot_start_says_why():
    with pytest.raises(postgres.NotStarted, match="shared_buffers"), postgres.server({"shared_buffers": "nonsense"}):
        pass


def test_command_is_needed():
    done = subprocess.run([sys.executable, postgres.__file__, "run"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "which command?" in done.stderr
