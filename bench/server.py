"""A gunicorn of our own on loopback, its processor time, and how hard it is asked."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
MOST_SECONDS = 20.0


@dataclass(frozen=True)
class Asked:
    """What one page cost: processor milliseconds a request, and how long `clients` waited."""

    requests: int
    bytes: int
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float
    errors: int


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    extra: tuple[int, ...] = ()

    def cpu_seconds(self) -> float:
        """User and system time of the server's processes, and of a database's where it has its own."""
        return sum(_cpu_of(pid) for root in (self.pid, *self.extra) for pid in (root, *_children(root)))

    def memory_mib(self) -> float:
        """Resident memory of the server's processes together."""
        return sum(_rss_kib(pid) for pid in (self.pid, *_children(self.pid))) / 1024

    def ask(self, path: str, cookie: str, *, clients: int, requests: int) -> Asked:
        """GET `path` `requests` times by `clients` at once (or for 20 seconds, whichever ends first)."""
        waits: list[float] = []
        size: list[int] = [0]
        bad = [0]
        share = max(requests // clients, 1)
        until = time.perf_counter() + MOST_SECONDS

        def one() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            for _ in range(share):
                if time.perf_counter() > until:
                    break
                start = time.perf_counter()
                connection.request("GET", path, headers={"Cookie": cookie})
                answer = connection.getresponse()
                body = answer.read()
                waits.append((time.perf_counter() - start) * 1000)
                size[0] = len(body)
                bad[0] += answer.status != 200
            connection.close()

        before, start = self.cpu_seconds(), time.perf_counter()
        threads = [threading.Thread(target=one) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, cpu = time.perf_counter() - start, self.cpu_seconds() - before
        waits.sort()
        return Asked(
            requests=len(waits),
            bytes=size[0],
            cpu_ms=cpu * 1000 / len(waits),
            p50_ms=statistics.median(waits),
            p95_ms=waits[min(int(len(waits) * 0.95), len(waits) - 1)],
            per_second=len(waits) / took,
            errors=bad[0],
        )


@contextmanager
def serving(application: str, env: dict[str, str], extra: tuple[int, ...] = ()) -> Iterator[Server]:
    """Two workers x four threads, as `./run` starts them; ended by its own pid."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4"]
    process = subprocess.Popen([*command, "--log-level", "error"], env=env, cwd=ROOT, start_new_session=True)
    try:
        _wait(port)
        yield Server(port, process.pid, extra)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server didn't start")


def _children(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    direct = [int(word) for word in words]
    return direct + [below for child in direct for below in _children(child)]


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _rss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
