"""Killed with -9 again and again while it saves: nothing that was acknowledged is lost, nothing is done twice.

Bounded: `CYCLES` kills of the process that serves, at random moments, while several people write. What got no answer is
sent again as a browser does on a bad line: the same form. The control sends it under another token, as one who knows of
no key would, and must find deeds done twice: so the harness can fail.
"""

import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.middleware.csrf import _mask_cipher_secret

from tests.front.test_running import ROOT, free_port, healthy, started, until

pytestmark = pytest.mark.long
CYCLES, WRITERS = 12, 4
SECRET = "s" * 32
PREPARE = """
import json
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.world import World
world = World()
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = world.sol.pk, "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = world.sol.get_session_auth_hash()
session.save()
print(json.dumps({"session": session.session_key, "deal": world.deal.pk}))
"""


@dataclass
class Storm:
    port: int
    session: str
    deal: int
    same_form: bool
    acknowledged: list[str] = field(default_factory=list)
    in_doubt: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def write(self, writer: int) -> None:
        n = 0
        while not self.is_over.is_set():
            n += 1
            words = f"writer {writer} says {n}"
            token = _mask_cipher_secret(SECRET)
            while not self._sent(words, token):
                self.in_doubt += 1
                time.sleep(0.05)
                if not self.same_form:
                    token = _mask_cipher_secret(SECRET)
            self.acknowledged.append(words)

    def _sent(self, words: str, token: str) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asked.request(
                "POST",
                f"/deals/{self.deal}/talk/",
                urlencode({"words": words, "csrfmiddlewaretoken": token}),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"sessionid={self.session}; csrftoken={SECRET}",
                },
            )
            status = asked.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()
        assert status in (302, 303, 503), status
        return status != 503


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A home with a firm, somebody who is signed in, and a deal."""
    home = tmp_path_factory.mktemp("prepared")
    for command in (["migrate"], ["shell", "-v", "0", "-c", PREPARE]):
        with started(home, *command) as process:
            assert process.wait(900) == 0, (home / "said").read_text()
    return home


def storm(prepared: Path, home: Path, *, same_form: bool) -> tuple[Storm, Counter, int]:
    """What was acknowledged, how often each remark is there, and how many kills there were."""
    shutil.copytree(prepared, home)
    told = json.loads((home / "said").read_text().strip().splitlines()[-1])
    port, kills = free_port(), 0
    blowing = Storm(port, told["session"], told["deal"], same_form)
    with served(home, port) as process:
        until(lambda: healthy(port), 300)
        writers = [threading.Thread(target=blowing.write, args=(n,)) for n in range(WRITERS)]
        for each in writers:
            each.start()
        while kills < CYCLES:
            time.sleep(random.uniform(0.5, 3))
            kills += _kill_the_child_of(process)
            until(lambda: healthy(port), 300)
        blowing.is_over.set()
        for each in writers:
            each.join(300)
    with sqlite3.connect(home / "tandem.sqlite3") as database:
        found = Counter(words for (words,) in database.execute("SELECT words FROM engagements_remark"))
        entries = database.execute("SELECT count(*) FROM ledger_entry WHERE verb='said'").fetchone()[0]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert entries == sum(found.values()), "each has its entry, and no entry is of none"
    with started(home, "audit") as process:
        assert process.wait(300) == 0, "the chain holds"
    return blowing, found, kills


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen]:
    """As `./run serve` does it, with one child, behind a slow line."""
    command = [
        *(sys.executable, "-P", "-m", "gunicorn", "tests.long.slow_answer:application", "--no-control-socket"),
        *(
            "--bind",
            f"127.0.0.1:{port}",
            "--worker-class",
            "tandem.front.arrivals.Worker",
            "--workers",
            "1",
            "--threads",
            "24",
        ),
    ]
    env = {**os.environ, "TANDEM_HOME": str(home), "DATABASE_URL": "", "PYTHONPATH": f"src{os.pathsep}."}
    with (home / "served").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _kill_the_child_of(process: subprocess.Popen) -> int:
    """Gunicorn's own child, which serves; its parent starts another."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    return len(children)


def test_nothing_is_lost_and_nothing_is_done_twice(prepared, tmp_path):
    blowing, found, kills = storm(prepared, tmp_path / "home", same_form=True)
    assert kills >= CYCLES
    assert blowing.in_doubt, "some were cut off"
    assert len(blowing.acknowledged) > CYCLES
    assert [words for words in blowing.acknowledged if not found[words]] == [], "lost"
    assert [words for words, times in found.items() if times > 1] == [], "done twice"


def test_the_control_without_the_key_something_is_done_twice(prepared, tmp_path):
    """The same storm by those who send a form of their own each time: the harness can find what is done twice."""
    _blowing, found, kills = storm(prepared, tmp_path / "home", same_form=False)
    assert kills
    assert [words for words, times in found.items() if times > 1]
