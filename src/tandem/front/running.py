"""The processes of one installation: the web server and the worker, each alone or both together.

Together they outlive each other: what ends by itself is said and started again, after a pause that grows while it keeps
ending. The web server's port stays ours meanwhile, so that nobody is turned away by a start. Alone, starting again is the
service manager's matter.
"""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.conf import settings
from environs import Env

from tandem.environment import COUNT, PORT
from tandem.front.overload import threads
from tandem.front.tie import TIED

START_SECONDS = 60
STOP_SECONDS = 15
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# Whoever has run for this long begins anew with the shortest pause.
STEADY_SECONDS = 60


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
        """HOST, PORT, WEB_WORKERS and WEB_THREADS. Raises EnvError on what can't be."""
        env = Env()
        return cls(
            env.str("HOST", default="127.0.0.1"),
            env.int("PORT", default=8000, validate=PORT),
            env.int("WEB_WORKERS", default=2, validate=COUNT),
            env.int("WEB_THREADS", default=4, validate=COUNT),
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
            *("--worker-class", "tandem.front.arrivals.Worker"),
            *("--workers", str(self.workers), "--threads", str(threads(self.threads))),
            *("--config", "python:tandem.front.tie"),
            *("--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning"),
            *("--logger-class", "tandem.front.server_log.ServerLog"),
        ]


WORKER = [sys.executable, "-P", "-m", "tandem", "work"]


@dataclass
class Started:
    """A process, and how to start it again."""

    command: list[str]
    listening: socket.socket | None = None
    tie: int | None = None  # what it reads to its end when whoever started it is gone
    process: subprocess.Popen | None = None
    since: float = 0.0
    ends: int = 0
    again_at: float | None = None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop each in its turn.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=self.tie,
            env={**os.environ, TIED: "1"},
            start_new_session=True,
            pass_fds=[self.listening.fileno()] if self.listening else [],
        )
        self.since, self.again_at = time.monotonic(), None

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pause(self) -> float:
        """How long to wait after this end, in seconds: twice as long each time, a minute at most."""
        self.ends = 1 if time.monotonic() - self.since > STEADY_SECONDS else self.ends + 1
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.ends - 1))


class Together:
    """Processes that are started together, again if one ends, and stopped together."""

    def __init__(self, say: Callable[[str], object] = print) -> None:
        self.started: dict[str, Started] = {}
        self.asked_to_stop = False
        self.say = say
        self.tie = os.pipe()  # open for as long as this process lives

    def start(self, name: str, command: list[str], listening: socket.socket | None = None) -> None:
        self.started[name] = Started(command, listening, self.tie[0])
        self.started[name].start()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def wait_until_answering(self, web: Web) -> bool:
        """True when the web server says it's well; False when we were to stop first, or it takes too long."""
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and not self.asked_to_stop:
            if _answers(web):
                return True
            self.mend()
            time.sleep(0.1)
        return False

    def wait(self) -> None:
        """Until we're asked to stop; what ends by itself meanwhile is started again."""
        while not self.asked_to_stop:
            self.mend()
            time.sleep(0.2)

    def mend(self) -> None:
        """Say what has ended, and start again what has waited long enough."""
        for name, each in self.started.items():
            if not each.has_ended():
                continue
            if each.again_at is None:
                pause = each.pause()
                each.again_at = time.monotonic() + pause
                self.say(f"The {name} ended ({_how(each.process)}); it is started again in {pause:.0f} s.")
            elif time.monotonic() >= each.again_at:
                each.start()

    def stop(self) -> None:
        """Ask all to finish what they're doing; after STOP_SECONDS they're cut off."""
        running = [each.process for each in self.started.values() if each.process and each.process.poll() is None]
        for process in running:
            process.terminate()
        ends = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _how(process: subprocess.Popen | None) -> str:
    code = process.returncode if process else 0
    return f"killed, signal {-code}" if code < 0 else f"exit {code}"


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
