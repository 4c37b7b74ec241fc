"""Web server and worker start and stop as one, and say in words what's wrong."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tandem import home
from tandem.front import running
from tandem.front.running import PortTaken, Together, Web

ROOT = Path(__file__).parents[2]
TANDEM = [sys.executable, "-P", "-m", "tandem"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(is_so, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "It took too long."
        time.sleep(0.05)


@contextmanager
def started(home: Path, *arguments: str, **env: str) -> Iterator[subprocess.Popen]:
    """A command on a database of its own, with what it says going to home/said."""
    home.mkdir(exist_ok=True)
    surroundings = {
        **os.environ,
        "TANDEM_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPATH": f"src{os.pathsep}.",
        **env,
    }
    with (home / "said").open("w") as said:
        process = subprocess.Popen([*TANDEM, *arguments], cwd=ROOT, env=surroundings, stdout=said, stderr=said)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def healthy(port: int) -> bool:
    return _asked(port, "/healthz") == b"ok"


def _asked(port: int, address: str) -> bytes:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", address)
        return asked.getresponse().read()
    except OSError:
        return b""
    finally:
        asked.close()


def _kill_the_worker_of(process: subprocess.Popen) -> None:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    worker = next(pid for pid in children if b"\0work" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(int(worker), signal.SIGKILL)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A home with a database that is up to date, to be copied: making one takes seconds."""
    made = tmp_path_factory.mktemp("migrated")
    with started(made, "migrate") as process:
        assert process.wait(300) == 0
    (made / "said").unlink()
    return made


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),  # noqa: S104
        ("::1", "http://[::1]:8000/"),
        ("tandem.example", "http://tandem.example:8000/"),
    ],
)
def test_address_can_be_clicked(host, address):
    assert Web(host, 8000, 2, 4).address == address


def test_taken_port_is_named_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is taken.*PORT={port + 1} ./run"):
            Web("127.0.0.1", port, 2, 4).listen()


def test_impossible_host_is_named():
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1.*HOST"):
        Web("192.0.2.1", free_port(), 2, 4).listen()


def test_what_ends_by_itself_is_said_and_started_again_ever_more_slowly(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.02)
    note, said = tmp_path / "note", []
    together = Together(said.append)
    together.start("short", [sys.executable, "-c", f"open({str(note)!r}, 'a').write('x'); raise SystemExit(7)"])
    together.start("long", [sys.executable, "-c", "import time; time.sleep(600)"])
    long = together.started["long"].process

    def three() -> bool:
        together.mend()
        return note.exists() and len(note.read_text()) >= 3 and len(said) >= 3

    until(three)
    assert said[0] == "The short ended (exit 7); it is started again in 0 s."
    assert together.started["short"].ends >= 3
    assert together.started["long"].process is long, "the other one runs on"
    together.stop()
    assert long.returncode == -signal.SIGTERM


def test_one_that_is_killed_is_started_again_and_named(monkeypatch):
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.02)
    said: list[str] = []
    together = Together(said.append)
    together.start("worker", [sys.executable, "-c", "import time; time.sleep(600)"])
    first = together.started["worker"].process
    first.kill()

    def again() -> bool:
        together.mend()
        return together.started["worker"].process is not first

    until(again)
    assert said == ["The worker ended (killed, signal 9); it is started again in 0 s."]
    together.stop()


def test_the_pause_grows_to_a_minute_and_begins_anew_after_a_steady_run():
    each = running.Started([], since=time.monotonic())
    assert [each.pause() for _n in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    each.since -= running.STEADY_SECONDS + 1
    assert each.pause() == 1


def test_process_that_does_not_want_to_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(running, "STOP_SECONDS", 0.2)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    together = Together()
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE)
    together.started["stubborn"] = running.Started([], process=process)
    process.stdout.readline()
    together.stop()
    assert process.returncode == -signal.SIGKILL
    process.stdout.close()


def test_serve_answers_and_ends_when_asked(tmp_path, migrated):
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    port = free_port()
    with started(tmp_path, "serve", PORT=str(port)) as process:
        until(lambda: healthy(port) or process.poll() is not None)
        process.terminate()
        assert process.wait(20) == 0, (tmp_path / "said").read_text()


def test_serve_says_when_the_port_is_no_number(tmp_path):
    with started(tmp_path, "serve", PORT="many") as process:
        assert process.wait(20) == 1
    assert "PORT" in (tmp_path / "said").read_text()
    assert "Traceback" not in (tmp_path / "said").read_text()


def test_demo_starts_everything_says_where_and_stops_everything_on_ctrl_c(tmp_path):
    port = free_port()
    with started(tmp_path, "demo", PORT=str(port)) as process:
        until(lambda: "Ctrl-C" in (tmp_path / "said").read_text() or process.poll() is not None, 180)
        said = (tmp_path / "said").read_text()
        assert f"Tandem is ready: http://127.0.0.1:{port}/" in said
        assert "@" in said, "the sample sign-ins"
        assert healthy(port)
        _kill_the_worker_of(process)
        until(
            lambda: (
                "The worker ended (killed, signal 9); it is started again in 1 s." in (tmp_path / "said").read_text()
            )
        )
        until(lambda: _asked(port, "/readyz") == b"ready")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, (tmp_path / "said").read_text()
    assert not healthy(port)
    assert "Traceback" not in (tmp_path / "said").read_text()


def test_worker_runs_what_is_queued_and_ends_when_asked(tmp_path, migrated):
    home, note = tmp_path / "home", tmp_path / "note"
    errand = f"from tests.front import errands; errands.send_out({str(note)!r}, 'been here')"
    shutil.copytree(migrated, home)
    with started(home, "shell", "-v", "0", "-c", errand) as process:
        assert process.wait(60) == 0
    with started(home, "work") as process:
        until(lambda: (note.exists() and note.read_text()) or process.poll() is not None)
        assert note.read_text() == "been here"
        process.terminate()
        assert process.wait(20) == 0
    assert (home / "said").read_text() == ""


def test_worker_says_which_task_failed_and_goes_on(tmp_path, migrated):
    home, note = tmp_path / "home", tmp_path / "note"
    errand = (
        "from tests.front import errands; errands.send_out('/nowhere/note', 'x'); "
        f"errands.send_out({str(note)!r}, 'next')"
    )
    shutil.copytree(migrated, home)
    with started(home, "shell", "-v", "0", "-c", errand) as process:
        assert process.wait(60) == 0
    with started(home, "work", "--batch") as process:
        assert process.wait(20) == 0
    assert "leave_a_note" in (home / "said").read_text()
    assert "FileNotFoundError" in (home / "said").read_text()
    assert note.read_text() == "next"


def test_a_killed_run_leaves_nobody_on_its_port(tmp_path):
    """Killed, not asked: nothing of it has a chance to stop the others."""
    port = free_port()
    with started(tmp_path, "demo", PORT=str(port)) as process:
        until(lambda: "Ctrl-C" in (tmp_path / "said").read_text() or process.poll() is not None, 240)
        assert healthy(port)
        process.kill()
        process.wait()
        until(lambda: is_free(port), 30)
        until(lambda: not is_in_use(tmp_path), 30)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def is_in_use(folder: Path) -> bool:
    """A web server or worker is still at work in this home."""
    try:
        with home.alone(folder):
            return False
    except home.InUse:
        return True
