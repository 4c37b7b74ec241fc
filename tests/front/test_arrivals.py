"""Whoever sends slowly costs a connection and no thread; a request is served once it has come whole."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest

from tandem.front import arrivals
from tandem.front.arrivals import Arriving, Worker
from tandem.front.running import Web
from tests.front import tiny
from tests.front.test_running import ROOT, free_port, until

FORM = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
ASKED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def arriving(at: float = 0) -> Arriving:
    return Arriving(SimpleNamespace(sock=SimpleNamespace(sendall=lambda data: None)), at)


def test_a_request_is_whole_when_the_last_letter_has_come_and_not_before():
    coming = arriving()
    for letter in FORM % 3 + b"a=":
        coming.add(bytes([letter]), 1)
        assert not coming.is_whole
    coming.add(b"bGET /next", 1)
    assert coming.is_whole
    assert coming.rest == b"GET /next", "the next request isn't this one's body"
    coming.kept.seek(0)
    assert coming.kept.read() == FORM % 3 + b"a=b"


def test_what_has_no_body_is_whole_with_its_head():
    coming = arriving()
    coming.add(ASKED[:-1], 1)
    assert not coming.is_whole
    coming.add(ASKED[-1:], 1)
    assert coming.is_whole
    assert not coming.closes


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: x",
        b"Content-Length: -3",
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Transfer-Encoding: chunked",
    ],
)
def test_what_cannot_be_waited_for_is_handed_on_to_be_refused_and_the_line_is_closed(lines):
    coming = arriving()
    coming.add(b"POST / HTTP/1.1\r\n" + lines + b"\r\n\r\n", 1)
    assert coming.is_whole
    assert coming.closes


def test_what_is_larger_than_anything_that_is_read_is_not_waited_for(settings):
    settings.REQUEST_MAX_BYTES = 1000
    coming = arriving()
    coming.add(FORM % 1001, 1)
    assert coming.is_whole
    assert coming.closes


def test_a_head_without_an_end_is_not_kept_without_an_end():
    coming = arriving()
    coming.add(b"GET / HTTP/1.1\r\nX: " + b"a" * arrivals.HEAD_BYTES, 1)
    assert coming.is_whole


def test_the_time_that_it_has_grows_with_what_it_announced(settings):
    short, long = arriving(), arriving()
    short.add(FORM % 10, 100)
    long.add(FORM % 100_000_000, 100)
    assert 100 < short.deadline < 120
    assert long.deadline > 100 + 100_000_000 / arrivals.SLOWEST_BYTES_A_SECOND
    assert long.quiet_until == 100 + arrivals.QUIET_SECONDS, "but not to be silent"


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """A server with two threads, and room for few who are on their way (tests/front/tiny.py)."""
    taken, home = free_port(), tmp_path_factory.mktemp("arrivals")
    command = [
        *(sys.executable, "-P", "-m", "gunicorn", "tests.front.tiny:application", "--no-control-socket"),
        *("--bind", f"127.0.0.1:{taken}", "--worker-class", "tandem.front.arrivals.Worker", "--threads", "2"),
    ]
    more = {"TANDEM_HOME": str(home), "PYTHONPATH": f"src{os.pathsep}.", "DJANGO_SETTINGS_MODULE": "tandem.settings"}
    with (home / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **more}, stdout=said, stderr=said)
    until(lambda: asked(taken)[:15] == b"HTTP/1.1 200 OK")
    yield taken
    process.terminate()
    assert process.wait(20) == 0, (home / "said").read_text()


def asked(port: int, sent: bytes = ASKED, *, answers: int = 1) -> bytes:
    """What it says, up to the end of so many answers; nothing if it hangs up, or isn't there."""
    said = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(sent)
            while said.count(tiny.END) < answers and (data := line.recv(65536)):
                said += data
    except OSError:
        pass
    return said


@contextmanager
def slow(port: int, sent: bytes, how_many: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _n in range(how_many)]
        for line in lines:
            line.sendall(sent)
        yield lines


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nX: ", FORM % 1000 + b"a=", FORM % 50_000_000 + b"a="])
def test_a_crowd_that_sends_slowly_keeps_nobody_from_being_served(port, sent):
    with slow(port, sent, 12):
        for _n in range(3):
            began = time.monotonic()
            assert b"0 bytes" in asked(port)
            assert b"3 bytes" in asked(port, FORM % 3 + b"a=b")
            assert time.monotonic() - began < 5


def is_hung_up(line: socket.socket) -> bool:
    """Closed, or broken off where something was on its way still."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


def test_where_there_is_no_room_who_has_been_coming_the_longest_goes(port):
    with slow(port, b"GET / HTTP/1.1\r\nX: ", tiny.CONNECTIONS + 3) as lines:
        for line in lines[:3]:
            line.settimeout(10)
            assert is_hung_up(line)
        lines[-1].sendall(b"a\r\nHost: localhost\r\n\r\n")
        lines[-1].settimeout(10)
        assert b"200 OK" in lines[-1].recv(65536)


def test_who_takes_too_long_is_hung_up_on(port):
    with slow(port, b"GET / HTTP/1.1\r\nX: ", 1) as (line,):
        line.settimeout(20)
        assert line.recv(1) == b""


def test_who_hangs_up_in_the_middle_is_not_served(port):
    before = int(asked(port, b"GET /served HTTP/1.1\r\nHost: localhost\r\n\r\n").split()[-2])
    with slow(port, FORM % 1000 + b"a=half of it", 1):
        pass
    time.sleep(0.2)
    assert int(asked(port, b"GET /served HTTP/1.1\r\nHost: localhost\r\n\r\n").split()[-2]) == before + 1


def test_one_line_serves_one_request_after_another(port):
    said = asked(port, ASKED + FORM % 3 + b"a=b" + ASKED, answers=3)
    assert [each.split()[-2] for each in said.split(tiny.END)[:3]] == [b"0", b"3", b"0"]


def test_a_large_body_arrives_as_it_was_sent(port):
    assert b"5000000 bytes" in asked(port, FORM % 5_000_000 + b"x" * 5_000_000)


def test_who_asks_whether_to_go_on_is_told_so(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(FORM[:-2] % 3 + b"Expect: 100-continue\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"a=b")
        said = b""
        while tiny.END not in said:
            said += line.recv(65536)
        assert b"3 bytes" in said


def test_the_web_server_is_started_with_it():
    command = Web("127.0.0.1", 8000, 2, 4).command(SimpleNamespace(fileno=lambda: 3))
    assert command[command.index("--worker-class") + 1] == f"{Worker.__module__}.{Worker.__name__}"
