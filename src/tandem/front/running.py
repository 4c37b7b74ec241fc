"""The processes of one installation: the web server and the worker, each alone or both together.

Nothing is restarted here: a process that ends has a reason, and how often to try again is the service manager's
matter.
"""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.conf import settings
from environs import Env

START_SECONDS = 60
STOP_SECONDS = 15


class PortTaken(Exception):
    """The web server can't have its port; says why, and what to do."""


@dataclass(frozen=True)
class Web:
    """Where and how wide the web server listens; every part by environment."""

    host: str
    port: int
    workers: int
    threads: int

    @classmethod
    def from_environment(cls) -> "Web":
        """HOST, PORT, WEB_WORKERS and WEB_THREADS. Raises EnvError on what isn't a number."""
        env = Env()
        return cls(
            env.str("HOST", default="127.0.0.1"),
            env.int("PORT", default=8000),
            env.int("WEB_WORKERS", default=2),
            env.int("WEB_THREADS", default=4),
        )

    @property
    def address(self) -> str:
        shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}/"

    def listen(self) -> socket.socket:
        """Take the port before anything else is done. Raises PortTaken, in words for the user."""
        # Nothing is collected there unless somebody does; the folder spares a warning at each start.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            taken = socket.create_server((self.host, self.port), family=family, backlog=1024)
        except OSError as problem:
            raise PortTaken(self._why_not(problem)) from problem
        taken.set_inheritable(True)
        return taken

    def _why_not(self, problem: OSError) -> str:
        if problem.errno == errno.EADDRINUSE:
            return f"Port {self.port} is taken. Choose another: PORT={self.port + 1} ./run"
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        return f"Can't listen on {self.host} port {self.port} (HOST and PORT decide): {reason}."

    def command(self, listening: socket.socket) -> list[str]:
        """Gunicorn on the socket that is already ours, so that nobody can take the port in between."""
        return [
            *(sys.executable, "-P", "-m", "gunicorn", "tandem.wsgi:application"),
            *("--bind", f"fd://{listening.fileno()}"),
            *("--worker-class", "gthread", "--workers", str(self.workers), "--threads", str(self.threads)),
            *("--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning"),
            *("--logger-class", "tandem.front.server_log.ServerLog"),
        ]


WORKER = [sys.executable, "-P", "-m", "tandem", "work"]


class Together:
    """Processes that live and die together."""

    def __init__(self) -> None:
        self.processes: dict[str, subprocess.Popen] = {}
        self.asked_to_stop = False

    def start(self, name: str, command: list[str], listening: socket.socket | None = None) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop each in its turn.
        self.processes[name] = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[listening.fileno()] if listening else [],
        )

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def ended(self) -> str | None:
        """The name of a process that has ended by itself."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def wait_until_answering(self, web: Web) -> bool:
        """True when the web server says it's well; False when something ended, or we were to stop, first."""
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and not self.asked_to_stop and not self.ended():
            if _answers(web):
                return True
            time.sleep(0.1)
        return False

    def wait(self) -> tuple[str, int] | None:
        """Until we're asked to stop (None) or one ends by itself (its name and exit code)."""
        while not self.asked_to_stop:
            if name := self.ended():
                return name, self.processes[name].returncode
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """Ask all to finish what they're doing; after STOP_SECONDS they're cut off."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        ends = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(web: Web) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(web.host, web.host)  # noqa: S104
    asked = http.client.HTTPConnection(host, web.port, timeout=START_SECONDS)
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost"})
        return asked.getresponse().status < 500
    except OSError:
        return False
    finally:
        asked.close()


def become(command: list[str]) -> None:
    """Turn this process into `command`: what stops us stops it."""
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606
