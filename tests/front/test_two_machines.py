"""Two web servers and two workers with homes of their own at one PostgreSQL: one installation."""

import http.cookiejar
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.front.test_running import TANDEM, free_port, healthy, started, until

ROOT = Path(__file__).parents[2]
PASSWORD = "a password of Lea's own"
HEADER = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company\n"
SETUP = f"""
from datetime import date
from tandem import clock
from tandem.front.founding import found, welcome
found("Brook", "GBP", at=clock.now())
welcome("lea@brook.example", "Lea Marsh", "leadership", "{PASSWORD}", at=clock.now())
"""
COUNT = """
from tandem.connectors.models import ImportBatch
from tandem.engagements.models import Engagement
from tandem.jobs.models import Job
from tandem.ledger.queries import breaks
print([list(ImportBatch.objects.values_list("state", flat=True)), Engagement.objects.count(),
       sorted(set(Job.objects.values_list("state", flat=True))), len(list(breaks()))])
"""

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines need PostgreSQL")


@pytest.fixture
def url() -> Iterator[str]:
    """A database of this test's own on the server that the tests run on."""
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"machines{os.getpid()}"
    with psycopg.connect(f"{server}/postgres".replace("postgres:", "postgresql:"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tandem(home: Path, url: str, *words: str, code: int = 0) -> str:
    home.mkdir(exist_ok=True)
    env = {
        **os.environ,
        "TANDEM_HOME": str(home),
        "DATABASE_URL": url,
        "SECRET_KEY": "",
        "PYTHONPATH": f"src{os.pathsep}.",
    }
    done = subprocess.run([*TANDEM, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


class Browser:
    """Keeps cookies, as a person's browser does, whichever machine answers."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, machine: int, path: str) -> str:
        return self.opener.open(f"http://127.0.0.1:{self.ports[machine]}{path}", timeout=60).read().decode()

    def post(self, machine: int, path: str, fields: dict[str, str], token: str = "", file: str = "") -> str:
        token = token or re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(machine, path))[1]
        where = f"http://127.0.0.1:{self.ports[machine]}{path}"
        body, kind = encoded({**fields, "csrfmiddlewaretoken": token}, file)
        asked = urllib.request.Request(where, body, {"Content-Type": kind, "Referer": where})
        answer = self.opener.open(asked, timeout=60)
        return answer.geturl() + "\n" + answer.read().decode()


def encoded(fields: dict[str, str], file: str) -> tuple[bytes, str]:
    if not file:
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="deals.csv"\r\n\r\n{file}\r\n--x--\r\n')
    return "".join(parts).encode(), "multipart/form-data; boundary=x"


@contextmanager
def machines(tmp_path: Path, url: str) -> Iterator[list[int]]:
    """Two of each, in homes of their own with one secret."""
    homes = [tmp_path / "one", tmp_path / "two"]
    tandem(homes[0], url, "migrate", "-v", "0")
    tandem(homes[0], url, "shell", "-v", "0", "-c", SETUP)
    assert "another secret" in first_refusal(homes, url)
    (homes[1] / "secret.key").write_text((homes[0] / "secret.key").read_text())
    ports = [free_port(), free_port()]
    more = {
        "DATABASE_URL": url,
        "SECRET_KEY": "",
        "WEB_WORKERS": "1",
        "IMPORT_LOOK_BYTES": "10",
        "JOB_LEASE_SECONDS": "4",
    }
    with ExitStack() as stack:
        for home, port in zip(homes, ports, strict=True):
            stack.enter_context(started(home, "serve", PORT=str(port), **more))
            stack.enter_context(started(home, "work", **more))
        for port in ports:
            until(lambda port=port: healthy(port))
        yield ports


def first_refusal(homes: list[Path], url: str) -> str:
    """The second machine has made a secret of its own: it says so instead of starting."""
    tandem(homes[0], url, "key")
    return tandem(homes[1], url, "work", "--batch", code=1)


def export(number: int) -> str:
    """Six files; each has thirty deals that the next one has too."""
    first = number * 60
    return HEADER + "".join(
        f"{n},Deal {n},Contract sent,{n},,2027-12-11,2026-06-01,Client {n % 9}\n" for n in range(first, first + 90)
    )


def test_two_machines_are_one_installation(tmp_path, url):
    with machines(tmp_path, url) as ports:
        lea = Browser(ports)
        lea.post(0, "/account/login/", {"login": "lea@brook.example", "password": PASSWORD})
        assert "Lea Marsh" in lea.get(0, "/settings/")
        assert "Lea Marsh" in lea.get(1, "/settings/"), "the session carries over"
        every_import_comes_in(lea)
    told = tandem(tmp_path / "one", url, "shell", "-v", "0", "-c", COUNT)
    assert told.strip().endswith(f"[{['done'] * 6}, {6 * 60 + 30}, ['done'], 0]"), told


def pressed_four_times(lea: Browser, number: int) -> str:
    """The same drawing of a form, four times, at two servers at once: one import, and everybody is led to it."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', lea.get(0, "/imports/"))[1]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: lea.post(n % 2, "/imports/", {"system": ""}, token, export(number)), range(4))
    (page,) = {re.search(r"/imports/\d+/", each)[0] for each in found}
    return page


def every_import_comes_in(lea: Browser) -> None:
    """Uploaded at one machine, looked at and applied by whichever worker comes first, three of them at once."""
    pages = [pressed_four_times(lea, 0)]
    for number in range(1, 6):
        found = lea.post(number % 2, "/imports/", {"system": ""}, file=export(number))
        pages.append(re.search(r"/imports/\d+/", found)[0])
    for number, page in enumerate(pages):
        until(lambda n=number, page=page: "Bring in" in lea.get(n % 2, page), 60)
    for number, page in enumerate(pages):
        shown = lea.get((number + 1) % 2, page)
        seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
        lea.post((number + 1) % 2, f"{page}start/", {"seen": seen}, token)
    for page in pages:
        until(lambda page=page: "Done:" in lea.get(0, page) or "Nothing changed" in lea.get(0, page), 90)


def test_a_killed_workers_job_is_done_by_the_other(tmp_path, url):
    homes = [tmp_path / "one", tmp_path / "two"]
    tandem(homes[0], url, "migrate", "-v", "0")
    homes[1].mkdir()
    (homes[1] / "secret.key").write_text((homes[0] / "secret.key").read_text())
    note, more = tmp_path / "note", {"DATABASE_URL": url, "SECRET_KEY": "", "JOB_LEASE_SECONDS": "3"}
    errand = f"from tests.front import errands; errands.send_out_slow({str(note)!r})"
    tandem(homes[0], url, "shell", "-v", "0", "-c", errand)
    with started(homes[0], "work", **more) as first:
        until(lambda: note.exists())
        first.send_signal(signal.SIGKILL)
        first.wait()
        with started(homes[1], "work", **more):
            until(lambda: note.read_text().count("begun") == 2, 60)
            until(lambda: "done" in note.read_text(), 60)
            time.sleep(1.5)
    assert note.read_text().split() == ["begun", "begun", "done"]
