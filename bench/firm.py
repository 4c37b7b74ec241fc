"""The firms that are measured, each in a home folder of its own, and sessions to ask as somebody."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAY = "2026-11-24"
SIZES = {
    "sample": [],
    "large": ["--people=2000", "--deals=20000", "--clients=2000", "--projects=2000", "--entries=100000"],
}
TANDEMS = "allauth.account.auth_backends.AuthenticationBackend"
BARE = "django.contrib.auth.backends.ModelBackend"
SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tandem.people.models import Person
person = Person.objects.get(name="{name}")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY] = str(person.pk)
store[BACKEND_SESSION_KEY] = "{backend}"
store[HASH_SESSION_KEY] = person.get_session_auth_hash()
store.save()
print(store.session_key)
"""


@dataclass(frozen=True)
class Firm:
    """A loaded firm: its environment, and how long loading took."""

    name: str
    env: dict[str, str]
    seconds: float

    def cookie(self, name: str = "Maya Okonkwo", backend: str = TANDEMS) -> str:
        """A session of that person, signed in by that backend."""
        made = SESSION.format(name=name, backend=backend)
        return "sessionid=" + tandem(self.env, "shell", "--no-imports", "-c", made).split()[-1]

    def number(self, question: str) -> int:
        """What a line of Python answers inside the firm."""
        return int(tandem(self.env, "shell", "--no-imports", "-c", f"{question}").split()[-1])


def load(name: str, home: Path, database_url: str = "") -> Firm:
    """Migrate an empty database and load a firm of that size into it."""
    env = {**os.environ, "TANDEM_HOME": str(home), "TANDEM_TODAY": DAY, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    env.pop("DATABASE_URL", None)
    if database_url:
        env["DATABASE_URL"] = database_url
    home.mkdir(parents=True, exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    tandem(env, "migrate", "-v0")
    tandem(env, "createcachetable")
    start = time.perf_counter()
    tandem(env, "sample", f"--today={DAY}", *SIZES[name])
    return Firm(name, env, time.perf_counter() - start)


def tandem(env: dict[str, str], *words: str) -> str:
    """Run a command of the product and answer what it printed."""
    done = subprocess.run([sys.executable, "-m", "tandem", *words], env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"tandem {words[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout
